"""Contracting: targets, sanctions, audits, bonus and the pressure they make. Pattern P4.

Reads reported coverage and the contract's levers; writes shortfall, sanction, bonus, targets, reported
coverage and pressure; phases 1, 5, 8 and 10. The Honduran contract: quarterly external verification, an
incentive of 10% (Pinel 2015, mhtf.org), staff demoted or dismissed (Garcia Prado & Lao Pena 2010). ODD 7.5.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import Declared, a_rate, a_share
from simulation.levers import Levers, verified_feedback
from simulation.mechanisms.shapes import positive, share


class ContractingParameters(NamedTuple):
    """Targets, sanctions, audits and the pressure they make."""

    pressure_rate: Annotated[
        float, a_rate(1, "Speed at which felt pressure follows the threat.", "- pressure in aligned-late")
    ]
    pressure_base: Annotated[float, a_share("Threat felt even when targets are met.", "+ pressure")]
    shortfall_scale: Annotated[
        float, Declared("coverage share", 0.01, 1, "Shortfall that draws the full sanction.", effect="- pressure")
    ]
    improvement_scale: Annotated[
        float,
        Declared(
            "coverage share",
            0.01,
            1,
            "Improvement that a forgiving contract forgives fully.",
            effect="+ pressure in pays-improvement",
        ),
    ]
    missing_threshold: Annotated[
        float,
        Declared(
            "coverage share", 0, 0.5, "Shortfall from which a team counts as missing targets.", effect="- pressure"
        ),
    ]
    reporting_rate: Annotated[
        float,
        a_rate(
            1,
            "Speed at which reported coverage follows what is found.",
            "+ bonus_paid | ccs.trend=0.05, anc.trend=0.05",
        ),
    ]
    inflation: Annotated[
        float,
        Declared(
            "coverage share",
            0,
            0.5,
            "Reported above true at full gaming.",
            effect="+ theatre | sanction=0, sanction@24=0.6",
        ),
    ]
    feedback_relief: Annotated[
        float,
        a_share(
            "Share of the threat that full feedback of verified figures takes away.",
            "- pressure | verification_feedback=1",
        ),
    ]
    audit_probability: Annotated[
        float, Declared("a quarter", 0, 1, "Probability of an audit under full verification.", effect="- documentation")
    ]
    audit_threshold: Annotated[float, a_share("Documentation effort that an audit finds.", "+ trust")]
    late_payment_half: Annotated[
        float,
        Declared(
            "months",
            0.01,
            24,
            "Delay at which late payment has half its full effect.",
            effect="+ trust | payment_delay=6",
        ),
    ]


def probability_of_audit(verification: float, p: ContractingParameters) -> float:
    """Return the probability of an audit in a quarter."""
    return p.audit_probability * verification


def lateness(payment_delay: float, p: ContractingParameters) -> float:
    """Return how late payments are felt: delay / (delay + half)."""
    return payment_delay / (payment_delay + p.late_payment_half)


def severity(shortfall: float, p: ContractingParameters) -> float:
    """Return how far a shortfall draws the full sanction: min(1, s / scale)."""
    return min(1.0, shortfall / p.shortfall_scale)


def pressure_after_month(
    pressure: float, shortfall: float, shield: float, logic: float, levers: Levers, p: ContractingParameters
) -> float:
    """Return felt sanction pressure after one month.

    F follows sanction (1 - L) (base + (1 - base) severity) (1 - shield) (1 - relief v), at a rate; v is how far
    verified figures go back to teams to learn from.
    """
    weight = p.pressure_base + (1.0 - p.pressure_base) * severity(shortfall, p)
    threat = min(levers.sanction * weight, levers.sanction_cap) * (1.0 - logic) * (1.0 - shield)
    felt = threat * (1.0 - p.feedback_relief * verified_feedback(levers))
    return share(pressure + p.pressure_rate * (felt - pressure))


def reported_after_month(reported: float, indicator: float, documentation: float, p: ContractingParameters) -> float:
    """Return reported coverage: it follows the figure, raised by what documentation effort adds."""
    return share(reported + p.reporting_rate * (indicator + p.inflation * documentation - reported))


def weight_before(month: float, start: float) -> float:
    """Return the weight of this month in the average over the months before mentoring starts; 0 after."""
    return 1.0 / (month + 1.0) if month < start else 0.0


def before_after_month(before: float, reported: float, weight: float) -> float:
    """Return the average of reported coverage over the months before mentoring starts."""
    return before + weight * (reported - before)


def shortfall_at_quarter(
    reported: float, target_base: float, before: float, levers: Levers, p: ContractingParameters
) -> float:
    """Return the shortfall for one process, forgiven in part where the contract pays for improvement."""
    missing = positive(target_base + levers.target - reported)
    improvement = min(1.0, positive(reported - before) / p.improvement_scale)
    return missing * (1.0 - levers.improvement_weight * improvement)


def target_base_after_year(target_base: float, reported: float, levers: Levers) -> float:
    """Return the base of next year's target: it ratchets up behind this year's report."""
    return share(target_base + levers.target_ratchet * positive(reported - target_base))


def sanction_at_quarter(
    shortfall: float, documentation: float, audited: float, logic: float, levers: Levers, p: ContractingParameters
) -> float:
    """Return the sanction: for the shortfall, and for documentation where an audit finds it; never above the cap."""
    found = audited * documentation * (1.0 if documentation > p.audit_threshold else 0.0)
    return min(levers.sanction * (severity(shortfall, p) + found), levers.sanction_cap) * (1.0 - logic)


def bonus_at_quarter(shortfall: float, levers: Levers, p: ContractingParameters) -> float:
    """Return the bonus as share of capitation: the full one on target, less with the shortfall, up to the cap."""
    return min(levers.bonus * (1.0 - severity(shortfall, p)), levers.bonus_cap)


def is_missing(shortfall: float, p: ContractingParameters) -> float:
    """Return 1 where a team counts as missing its targets."""
    return 1.0 if shortfall > p.missing_threshold else 0.0
