"""Phase 7, care: practice and demand become true coverage."""

from __future__ import annotations

from typing import NamedTuple

from simulation.context import ProcessParameters
from simulation.mechanisms.care import coverage_of, delivered_after_month, demand_after_month
from simulation.parameters import Mechanisms
from simulation.state import ProcessPolicyState, ProcessState


class ProcessCare(NamedTuple):
    """What a month of care changes in a process."""

    delivered: float
    demand: float
    coverage: float


def care_of_process(
    process: ProcessState, own: ProcessParameters, policy: ProcessPolicyState, deviate: float, p: Mechanisms
) -> ProcessCare:
    """Return delivered practice, demand (by a standard normal `deviate`) and true coverage."""
    delivered = delivered_after_month(process.delivered, process.practice, policy.delivery)
    demand = demand_after_month(process.demand, p.context.demand_persistence, policy.innovation, deviate)
    return ProcessCare(
        delivered=delivered,
        demand=demand,
        coverage=coverage_of(
            process.baseline, own.ceiling, own.attributability, delivered, demand, policy.trend, p.care
        ),
    )
