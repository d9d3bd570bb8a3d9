"""Phase 1, policy: levers of this month become doses, chances and rates; coaches visit networks."""

from __future__ import annotations

from typing import NamedTuple

from simulation.context import ProcessParameters
from simulation.levers import TARGETING, Levers, verified_feedback
from simulation.mechanisms.care import innovation_sd, sampling_noise, share_of_one, way_in_a_month
from simulation.mechanisms.contracting import lateness, probability_of_audit, weight_before
from simulation.mechanisms.identity import effective_mentoring, mentoring_per_network
from simulation.mechanisms.learning import delay_of_figures, rate_of_memory
from simulation.mechanisms.practice import focus_of_coaching
from simulation.mechanisms.shapes import rounded
from simulation.mechanisms.turnover import probability_of_leaving
from simulation.parameters import Mechanisms
from simulation.state import ManagerState, PolicyState, ProcessPolicyState
from simulation.waves import Visits

NAMED = float(TARGETING.index("named"))


def coached_networks(levers: Levers, networks: float, named: float) -> float:
    """Return how many networks the programme takes in: a share of all, or those that are named."""
    return named if levers.coaching_targeting == NAMED else rounded(levers.coaching_coverage * networks)


def programme_after_month(programme: float, coached: float, month: float, levers: Levers) -> float:
    """Return how many networks are or were in the programme: before mentoring starts, those planned."""
    joined = coached if month < levers.mentoring_end else 0.0
    return coached if month <= levers.mentoring_start else max(programme, joined)


def policy_of_month(
    policy: PolicyState,
    month: float,
    with_mentoring: float,
    networks: float,
    named: float,
    visits: Visits,
    p: Mechanisms,
) -> PolicyState:
    """Return the conditions of a month: with mentoring (1), or without it (0) for the twin."""
    levers = p.levers
    has_waves = visits.waves > 0.0
    in_window = 1.0 if levers.mentoring_start <= month < levers.mentoring_end else 0.0
    coached = visits.active if has_waves else coached_networks(levers, networks, named)
    served = max(rounded(levers.coach_capacity * networks), 1.0)
    dose = mentoring_per_network(levers.mentoring * in_window * with_mentoring, coached, served)
    return PolicyState(
        coaching=dose,
        mentoring=effective_mentoring(dose, p.identity),
        coached_networks=coached,
        programme=visits.joined if has_waves else programme_after_month(policy.programme, coached, month, levers),
        manager_exit=probability_of_leaving(p.context.manager_turnover, p.turnover),
        lead_exit=probability_of_leaving(p.context.lead_turnover, p.turnover),
        audit=probability_of_audit(levers.verification, p.contracting),
        lateness=lateness(levers.payment_delay, p.contracting),
        verified=p.learning.feedback_precision * verified_feedback(levers),
        weight_before=weight_before(month, levers.mentoring_start),
        fast_rate=rate_of_memory(p.learning.fast_memory),
        slow_rate=rate_of_memory(p.learning.slow_memory),
        reference_rate=rate_of_memory(p.learning.reference_memory),
        association_rate=rate_of_memory(p.learning.association_memory),
    )


class ManagerVisit(NamedTuple):
    """What phase 1 changes in a manager."""

    mentored: float


def visit_of_manager(manager: ManagerState, policy: PolicyState, visits: Visits, in_wave: float) -> ManagerVisit:
    """Return whether a network is mentored this month: in a wave that visits it (1), or first in the order."""
    visited = in_wave if visits.waves > 0.0 else 1.0 if manager.order < policy.coached_networks else 0.0
    return ManagerVisit(mentored=visited if policy.coaching > 0.0 else 0.0)


def process_policy_of_month(
    month: float,
    weights: float,
    coaching_weights: float,
    processes: float,
    process: ProcessParameters,
    p: Mechanisms,
) -> ProcessPolicyState:
    """Return the conditions of a month for one process; both kinds of weights are sums over all processes."""
    return ProcessPolicyState(
        share=process.weight / weights,
        delivery=way_in_a_month(process.lag),
        focus=focus_of_coaching(process.coaching, coaching_weights, processes),
        feedback=way_in_a_month(delay_of_figures(process.feedback_delay, verified_feedback(p.levers), p.learning)),
        innovation=innovation_sd(p.context.demand_sd, p.context.demand_persistence),
        trend=process.trend * month / 12.0,
        noise=sampling_noise(process.denominator),
        one_woman=share_of_one(process.denominator),
    )
