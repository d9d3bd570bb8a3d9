"""Phase 8, measurement: a sample of women becomes the month's figure, and a report."""

from __future__ import annotations

from typing import NamedTuple

from simulation.context import ProcessParameters
from simulation.mechanisms.care import indicator_of
from simulation.mechanisms.contracting import before_after_month, reported_after_month
from simulation.mechanisms.learning import figure_shown, seen_after_month
from simulation.parameters import Mechanisms
from simulation.state import PolicyState, ProcessPolicyState, ProcessState, TeamState


class ProcessMeasurement(NamedTuple):
    """What a month's measurement changes in a process."""

    indicator: float
    seen: float
    reported: float
    honest: float
    before: float


def measurement_of_process(
    process: ProcessState,
    team: TeamState,
    own: ProcessParameters,
    conditions: PolicyState,
    policy: ProcessPolicyState,
    deviate: float,
    p: Mechanisms,
) -> ProcessMeasurement:
    """Return the month's figure (by a standard normal `deviate`), what the team sees of it, and the report."""
    indicator = indicator_of(process.coverage, own.denominator, policy.one_woman, policy.noise, deviate)
    reported = reported_after_month(process.reported, indicator, team.documentation, p.contracting)
    honest = reported_after_month(process.honest, indicator, 0.0, p.contracting)
    return ProcessMeasurement(
        indicator=indicator,
        seen=seen_after_month(
            process.seen, figure_shown(indicator, process.coverage, conditions.verified), policy.feedback
        ),
        reported=reported,
        honest=honest,
        before=before_after_month(process.before, reported, conditions.weight_before),
    )
