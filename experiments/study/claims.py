"""Claims: what the study says, as tests on named variants: a measure of one, or its difference between two.

A test is put at the baseline's values, where an interval decides, and under every plausible set, where it is counted.
What a claim is expected to do is written here; `make study` fails when it does something else. Measures of coverage are
means over the last 12 months of the run, ten years after coaching started, unless the measure says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from experiments.reported import REGIME_SHARES
from scenarios.load import Scenario, load
from simulation.observables import FADING_SHARE, PARTIAL_REACH, SMALLEST_GAIN, THEATRE_LEAST

Verdict = Literal["holds", "usually", "unsettled", "fails"]
HOLDS, USUALLY = 0.9, 0.5
"""Share of plausible sets in which a claim that holds, or usually holds, is true at least, with its whole interval."""
CONFINED, CARRIED = 0.025, 0.05
"""Spillover up to which gains are confined, and from which they are carried outside: the bounds of facts C3 and C5."""
MOST = 0.5
"""Most runs, or most of a gain."""
LIBRARY = (
    "baseline",
    "mentoring-kept",
    "no-coaching",
    "aligned",
    "aligned-kept",
    "aligned-no-coaching",
    "aligned-early",
    "aligned-late",
    "aligned-tied",
    "aligned-tied-kept",
    "punitive-tied-kept",
    "scaled-same-coaches",
    "scaled-more-coaches",
)
TARGETED = ("scattered", "clustered", "hubs")
SANCTIONS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
VERIFICATIONS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALIGNMENTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MONTHS = (12, 18, 24, 30, 36, 42, 54)
EXCHANGE = ("mentoring-kept", "punitive-tied-kept")
"""Of the two sweeps of alignment: as many ties and as much exchange as there are now, and many and much."""


def load_kept(name: str) -> Scenario:
    """Return a scenario in which mentoring never ends, as in mentoring-kept."""
    return load(name, sets=[f"mentoring_end={load('mentoring-kept').settings.values['mentoring_end']:g}"])


def kept(name: str) -> str:
    """Return the variant of a scenario in which mentoring never ends, where the library has none."""
    return f"{name} kept"


def sanction(value: float) -> str:
    """Return the variant with this sanction from month 24 on, mentoring kept."""
    return f"sanction {value:g}"


def verification(value: float) -> str:
    """Return the variant of the baseline with this verification from month 24 on."""
    return f"verification {value:g}"


def alignment(value: float, scenario: str) -> str:
    """Return the variant of a scenario with this alignment from month 24 on."""
    return f"{scenario} alignment {value:g}"


def aligned_in(month: int) -> str:
    """Return the variant of the baseline that is aligned from this month on."""
    return f"aligned month {month}"


PROTECTED = "verification 1 protected"
ALIGNED_AFTERWARDS = "aligned kept month 54"


def variants() -> dict[str, Scenario]:
    """Return everything that is run for the claims, by name."""
    found = {name: load(name) for name in LIBRARY}
    found |= {kept(name): load_kept(name) for name in TARGETED}
    for value in SANCTIONS:
        found[sanction(value)] = load("mentoring-kept", sets=[f"sanction@24={value}"])
    for value in VERIFICATIONS:
        found[verification(value)] = load("baseline", sets=[f"verification@24={value}"])
    found[PROTECTED] = load("baseline", sets=["verification@24=1.0", "protected_time@24=0.4"])
    for scenario in EXCHANGE:
        for value in ALIGNMENTS:
            found[alignment(value, scenario)] = load(scenario, sets=[f"alignment@24={value}"])
    for month in MONTHS:
        found[aligned_in(month)] = load("baseline", sets=[f"alignment@{month}=0.8"])
    found[ALIGNED_AFTERWARDS] = load("mentoring-kept", sets=["alignment@54=0.8"])
    return found


@dataclass(frozen=True)
class Check:
    """A bound on a measure of a variant, or on its difference from another.

    Attributes
    ----------
    of, over : str
        Variants; `over` is empty where it is the measure itself.
    times : float
        How much of `over` is taken from it: 0.5 asks whether there is more, or less, than half of it.
    is_least : bool
        Whether the bound is the least allowed, or the most.
    """

    measure: str
    of: str
    over: str
    is_least: bool
    bound: float
    times: float = 1.0


def least(measure: str, of: str, bound: float, *, over: str = "", times: float = 1.0) -> Check:
    """Return the test that a measure is at least so much."""
    return Check(measure, of, over, True, bound, times)


def most(measure: str, of: str, bound: float, *, over: str = "", times: float = 1.0) -> Check:
    """Return the test that a measure is at most so much."""
    return Check(measure, of, over, False, bound, times)


@dataclass(frozen=True)
class Claim:
    """A sentence, and the tests that must all hold for it to be true.

    Attributes
    ----------
    name : str
        Its words stand in the texts under this name.
    shown : tuple of str
        Variants in its figure, a row each.
    measures : tuple of str
        What the figure shows of them.
    """

    name: str
    tests: tuple[Check, ...]
    shown: tuple[str, ...]
    measures: tuple[str, ...]
    expected: Verdict = "holds"


DIRECT, LATE, SPILLOVER = "direct_gain.ccs", "late_direct_gain.ccs", "spillover_gain.ccs"
HIGHEST, COVERAGE, SPREAD = "highest_gain.uncoached", "coverage.ccs", "regime.spread"
REGIMES = "regimes"
"""Of what a figure shows: the shares of all regimes."""
HEAD_START = ("head_start.coached", "head_start_open.coached")
"""Of which a median is told: months, and where the run ended first."""
KEPT = ("mentoring-kept", "punitive-tied-kept", "aligned-kept", "aligned-tied-kept")
"""The comparison that the question asks for: mentoring kept up, under four sets of rules."""

CLAIMS = (
    Claim(
        "bubble",
        (
            least(LATE, "mentoring-kept", 0.05),
            most(SPILLOVER, "mentoring-kept", CONFINED),
            most("reach", "mentoring-kept", PARTIAL_REACH),
        ),
        KEPT,
        (LATE, SPILLOVER),
        "usually",
    ),
    Claim(
        "further",
        (
            least(SPILLOVER, "aligned-kept", 0.01, over="mentoring-kept"),
            least("reach", "aligned-kept", 0.1, over="mentoring-kept"),
        ),
        ("mentoring-kept", "aligned-kept"),
        (SPILLOVER, "reach"),
        "usually",
    ),
    Claim(
        "alignment",
        (
            least(SPILLOVER, "aligned-kept", CARRIED),
            least(SPREAD, "aligned-kept", MOST),
            least("lasting.uncoached", "aligned-kept", MOST),
        ),
        (*KEPT, "baseline", "aligned", "aligned-tied"),
        (REGIMES,),
        "unsettled",
    ),
    Claim(
        "ties",
        (
            most(SPILLOVER, "punitive-tied-kept", CONFINED),
            most("reach", "punitive-tied-kept", PARTIAL_REACH),
        ),
        KEPT,
        (SPILLOVER, "reach"),
        "fails",
    ),
    Claim(
        "together",
        (least(SPILLOVER, "aligned-tied-kept", 0.01, over="aligned-kept"), least(SPREAD, "aligned-tied-kept", MOST)),
        KEPT,
        (SPREAD,),
        "unsettled",
    ),
    Claim(
        "rules-alone",
        (
            least(COVERAGE, "aligned-no-coaching", 0.005, over="no-coaching"),
            least(COVERAGE, "aligned-kept", 0.005, over="aligned-no-coaching"),
        ),
        ("no-coaching", "mentoring-kept", "aligned-no-coaching", "aligned-kept"),
        (COVERAGE,),
    ),
    Claim(
        "fading",
        (
            most("lasting.coached", "baseline", FADING_SHARE),
            least("regime.faded", "baseline", MOST),
            least(LATE, "mentoring-kept", SMALLEST_GAIN, over="baseline"),
            least(SPILLOVER, "aligned-tied-kept", SMALLEST_GAIN, over="aligned-tied"),
        ),
        ("baseline", "mentoring-kept", "aligned-tied", "aligned-tied-kept"),
        (LATE, SPILLOVER),
        "usually",
    ),
    Claim(
        "head-start",
        (
            most("lasting.coached", "aligned", FADING_SHARE),
            most("head_start_open.coached", "aligned", MOST),
            least("lasting.coached", "aligned-kept", MOST),
        ),
        ("baseline", "mentoring-kept", "aligned", "aligned-kept", "aligned-tied", "aligned-tied-kept"),
        ("lasting.coached", "lasting.uncoached"),
        "usually",
    ),
    Claim(
        "sanctions",
        (
            least(SPILLOVER, sanction(0.0), CARRIED),
            least("reach", sanction(0.0), PARTIAL_REACH),
        ),
        tuple(sanction(value) for value in SANCTIONS),
        (SPILLOVER, "reach"),
        "unsettled",
    ),
    Claim(
        "theatre",
        (
            least("theatre", sanction(1.0), 0.02, over=sanction(0.0)),
            least("documentation", sanction(1.0), 0.05, over=sanction(0.4)),
            most("documentation", sanction(0.0), 0.001),
            most("theatre", sanction(0.0), 0.001),
        ),
        tuple(sanction(value) for value in SANCTIONS),
        ("theatre", "documentation"),
        "usually",
    ),
    Claim(
        "gains-are-real",
        (
            least("theatre", "mentoring-kept", 0.005),
            most("theatre_gain", "mentoring-kept", THEATRE_LEAST),
            most("theatre_gain", "aligned-kept", THEATRE_LEAST),
        ),
        KEPT,
        ("theatre", "theatre_gain"),
        "usually",
    ),
    Claim(
        "paperwork",
        (
            most(DIRECT, verification(1.0), 0.0, over=verification(0.0), times=0.5),
            least(DIRECT, PROTECTED, 0.0, over=verification(0.5)),
        ),
        (*(verification(value) for value in VERIFICATIONS), PROTECTED),
        (DIRECT,),
        "fails",
    ),
    Claim(
        "dilution",
        (
            least(COVERAGE, "scaled-more-coaches", 0.02, over="scaled-same-coaches"),
            most(LATE, "scaled-same-coaches", -0.03, over="mentoring-kept"),
        ),
        ("mentoring-kept", "scaled-same-coaches", "scaled-more-coaches"),
        (LATE, SPILLOVER),
        "fails",
    ),
    Claim(
        "targeting",
        (most(SPILLOVER, kept("clustered"), -0.005, over=kept("scattered")),),
        (kept("clustered"), kept("scattered")),
        (SPILLOVER, "reach"),
    ),
    Claim(
        "hubs",
        (least(SPILLOVER, kept("hubs"), 0.0, over=kept("scattered")),),
        (kept("scattered"), kept("hubs")),
        (SPILLOVER, "reach"),
        "unsettled",
    ),
    Claim(
        "timing",
        (
            least(HIGHEST, "aligned-early", 0.0, over="aligned"),
            least(HIGHEST, "aligned", 0.01, over="aligned-late"),
        ),
        tuple(aligned_in(month) for month in MONTHS),
        (HIGHEST,),
        "fails",
    ),
    Claim(
        "late",
        (least(SPILLOVER, ALIGNED_AFTERWARDS, 0.0, over="aligned-kept", times=0.5),),
        ("mentoring-kept", ALIGNED_AFTERWARDS, "aligned-kept"),
        (SPILLOVER, "reach"),
    ),
)
SPECIAL: dict[str, Verdict] = {
    "waiting": "unsettled",
    "tipping": "usually",
    "levers": "holds",
    "loops": "usually",
    "conditions": "unsettled",
    "advice": "holds",
}
"""Claims that are not a bound on a measure, and what they are expected to do."""
AFTER = "ties"
"""The claim after which the first special one stands; the others come last."""


def expected() -> dict[str, Verdict]:
    """Return what every claim is expected to do, in the order of the page."""
    found: dict[str, Verdict] = {}
    for claim in CLAIMS:
        found[claim.name] = claim.expected
        if claim.name == AFTER:
            found |= {name: SPECIAL[name] for name in list(SPECIAL)[:1]}
    return found | SPECIAL


def measures() -> tuple[str, ...]:
    """Return every measure that claims and figures read."""
    named = [test.measure for claim in CLAIMS for test in claim.tests]
    shown = [measure for claim in CLAIMS for measure in claim.measures if measure != REGIMES]
    return tuple(dict.fromkeys([*named, *shown, *REGIME_SHARES, *HEAD_START]))
