"""Start: the state of everybody before the first month, from keyed draws."""

from __future__ import annotations

from typing import NamedTuple

from simulation.context import ProcessParameters
from simulation.mechanisms.candour import candour_of
from simulation.mechanisms.care import coverage_of
from simulation.mechanisms.identity import supervision_time
from simulation.mechanisms.shapes import centred, clip, mix
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ManagerState, ProcessState, TeamState


class TeamDraws(NamedTuple):
    """Uniform draws behind a team's start."""

    trust: float
    coordination: float
    motivation: float


class ProcessDraws(NamedTuple):
    """Uniform draws behind a process's start; demand is a standard normal deviate."""

    efficacy: float
    practice: float
    baseline: float
    demand: float


def logic_at_start(u: float, p: Mechanisms) -> float:
    """Return an authority's logic: near what policy pulls it to."""
    return centred(u, p.levers.alignment, p.start.logic_spread)


def newcomers_identity(u: float, p: Mechanisms) -> float:
    """Return the coach identity somebody brings along, at the start or as a newcomer."""
    return centred(u, p.start.identity, p.start.identity_spread)


def authority_at_start(logic: float) -> AuthorityState:
    """Return an authority with this logic that has not looked at its networks yet."""
    return AuthorityState(
        logic=logic,
        share_inside=0.0,
        share_outside=0.0,
        rise_inside=0.0,
        rise_outside=0.0,
        noticed=0.0,
        visible_success=0.0,
        share_missing=0.0,
    )


def manager_at_start(identity: float, order: float) -> ManagerState:
    """Return a manager with this identity, in a network with this place in the order of targeting."""
    return ManagerState(
        identity=identity,
        identity_origin=identity,
        order=order,
        supervision=0.0,
        support=0.0,
        control=0.0,
        mentored=0.0,
        teams_trust=0.0,
        teams_progress=0.0,
        teams_rise=0.0,
        teams_safety=0.0,
        teams_pressure=0.0,
        teams_candour=0.0,
        teams_missing=0.0,
        peers_identity=0.0,
        peers_candour=0.0,
    )


def team_at_start(draws: TeamDraws, p: Mechanisms) -> TeamState:
    """Return a team before its first month."""
    start = p.start
    return TeamState(
        trust=centred(draws.trust, start.trust, start.trust_spread),
        safety=start.safety,
        coordination=centred(draws.coordination, start.coordination, start.coordination_spread),
        pressure=start.pressure,
        motivation=centred(draws.motivation, start.motivation, start.motivation_spread),
        candour=candour_of(
            start.safety,
            start.pressure,
            0.0,
            supervision_time(p.levers.alignment, p.levers),
            p.levers.alignment,
            p.candour,
        ),
        peers_candour=0.0,
        documentation=0.0,
        unmeasured_care=0.0,
        effort=0.0,
        claims=0.0,
        shortfall=0.0,
        sanctioned=0.0,
        bonus=0.0,
        progress=0.0,
        mastery=0.0,
        rise=0.0,
    )


def process_at_start(draws: ProcessDraws, given: float, own: ProcessParameters, p: Mechanisms) -> ProcessState:
    """Return a team's process before its first month; `given` is its baseline from a places file, or negative.

    With a quiet start practice is delivered already and the averages stand at what the team sees; without
    it they stand at the baseline, and the first months bring news that is none.
    """
    start = p.start
    efficacy = centred(draws.efficacy, start.efficacy, start.efficacy_spread)
    practice = centred(draws.practice, start.practice, start.practice_spread)
    drawn = own.baseline + start.baseline_spread * (2.0 * draws.baseline - 1.0)
    baseline = given if given >= 0.0 else clip(drawn, p.care.lowest, p.care.highest)
    demand = p.context.demand_sd * draws.demand
    delivered = start.quiet * practice
    coverage = coverage_of(baseline, own.ceiling, own.attributability, delivered, demand, 0.0, p.care)
    figure = mix(baseline, coverage, start.quiet)
    return ProcessState(
        efficacy=efficacy,
        efficacy_origin=efficacy,
        practice=practice,
        delivered=delivered,
        demand=demand,
        baseline=baseline,
        coverage=coverage,
        indicator=figure,
        seen=figure,
        fast_average=figure * (1.0 - p.learning.regional_comparison),
        slow_average=figure * (1.0 - p.learning.regional_comparison),
        reference_average=figure * (1.0 - p.learning.regional_comparison),
        practice_average=practice,
        practice_variance=0.0,
        indicator_variance=0.0,
        covariance=0.0,
        credit=0.0,
        mastery=0.0,
        reported=figure,
        honest=figure,
        before=figure,
        target_base=baseline,
        peers_practice=0.0,
        peers_mastery=0.0,
    )
