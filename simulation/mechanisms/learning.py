"""Learning: how a team infers from its own history whether what it does moves the indicator. Pattern P2.

Reads own practice and the figures seen; writes averages, variances, covariance, credit and mastery;
phase 9. The same rule and rates for every process: CCS earns credit where ANC does not because its figures
answer to the team, not because a rate says so. Verifiable progress on observable indicators is the study's
second pattern. ODD 7.13.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import Declared, a_rate, a_share, a_switch
from simulation.mechanisms.shapes import mix, positive, saturation


class LearningParameters(NamedTuple):
    """How a team infers from its own history whether what it does moves the indicator."""

    fast_memory: Annotated[
        float, Declared("months", 1, 60, "Memory of the fast average.", effect="- efficacy_gain.ccs")
    ]
    slow_memory: Annotated[
        float, Declared("months", 1, 120, "Memory of the slow averages.", effect="+ efficacy_gain.ccs")
    ]
    reference_memory: Annotated[
        float,
        Declared(
            "months", 1, 240, "Memory of the level that progress is judged against.", effect="+ efficacy_gain.ccs"
        ),
    ]
    association_memory: Annotated[
        float,
        Declared(
            "months",
            1,
            120,
            "Memory of variances and covariance.",
            effect="- motivation | ccs.attributability=0, anc.attributability=0",
        ),
    ]
    noise_floor: Annotated[
        float, Declared("squared share", 1e-6, 0.1, "Movement too small to learn from.", effect="- efficacy_gain.ccs")
    ]
    progress_scale: Annotated[
        float,
        Declared(
            "coverage share", 0.001, 1, "Rise that counts as half of full progress.", effect="- efficacy_gain.ccs"
        ),
    ]
    feedback_precision: Annotated[
        float,
        a_share(
            "Share of a figure's sampling noise that full feedback of verified figures takes away.",
            "+ efficacy_gain.ccs | verification_feedback=1, ccs.denominator=10",
        ),
    ]
    feedback_promptness: Annotated[
        float,
        a_share(
            "Share of the delay of figures that full feedback of verified figures takes away.",
            "+ efficacy_gain.ccs | verification_feedback=1, ccs.feedback_delay=12",
        ),
    ]
    mastery_rate: Annotated[
        float,
        a_rate(1, "Speed at which mastery follows credited progress.", "+ efficacy_gain.ccs | mentoring_start=36"),
    ]
    chance_level: Annotated[
        float, a_share("Credit that short noisy series reach by luck.", "- efficacy_gain.ccs", 0, 0.9)
    ]
    regional_comparison: Annotated[
        float, a_switch("Teams compare themselves with their region's average.", "- efficacy_gain.anc | anc.trend=0.05")
    ]
    assigned_credit: Annotated[
        float, a_switch("Rival rule: credit is given by the true attributability, not inferred.", "+ direct_gain.ccs")
    ]


def figure_shown(indicator: float, coverage: float, verified: float) -> float:
    """Return the figure that a team is shown: its sample, less of its noise as far as verified figures go back."""
    return mix(indicator, coverage, verified)


def delay_of_figures(delay: float, feedback: float, p: LearningParameters) -> float:
    """Return the mean delay until a team sees its figures, the shorter the further verified figures go back."""
    return delay * (1.0 - p.feedback_promptness * feedback)


def seen_after_month(seen: float, indicator: float, feedback: float) -> float:
    """Return the figure as the team has it, after the delay of feedback."""
    return seen + feedback * (indicator - seen)


def figure_to_judge(seen: float, regional: float, p: LearningParameters) -> float:
    """Return the figure a team judges by: as seen, or less its region's average where teams compare."""
    return seen - p.regional_comparison * regional


def rate_of_memory(memory: float) -> float:
    """Return how far an average with this memory, in months, goes towards a new value in a month."""
    return 1.0 / memory


def average_after_month(average: float, value: float, rate: float) -> float:
    """Return an exponentially weighted average."""
    return average + rate * (value - average)


def association_after_month(association: float, a: float, b: float, rate: float) -> float:
    """Return an exponentially weighted (co)variance from two deviations."""
    return association + rate * (a * b - association)


def credit_of(
    covariance: float,
    practice_variance: float,
    indicator_variance: float,
    attributability: float,
    p: LearningParameters,
) -> float:
    """Return credit: how much of the indicator's movement followed what the team did.

    r = max(0, cov)^2 / ((var q + e) (var y + e)), and c = max(0, r - luck) / (1 - luck). The rival gives the
    true share.
    """
    together = positive(covariance)
    apart = (practice_variance + p.noise_floor) * (indicator_variance + p.noise_floor)
    inferred = positive(together * together - p.chance_level * apart) / (apart * (1.0 - p.chance_level))
    return mix(inferred, attributability, p.assigned_credit)


def mastery_after_month(
    mastery: float, credit: float, fast_average: float, reference_average: float, p: LearningParameters
) -> float:
    """Return mastery: it follows credit x (fast - reference) / (g + |fast - reference|)."""
    progress = saturation(fast_average - reference_average, p.progress_scale)
    return mastery + p.mastery_rate * (credit * progress - mastery)
