"""Phase 6, practice: teams look at their peers, show and ask or hide, divide their effort, and improve or let go."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.candour import candour_between, candour_of
from simulation.mechanisms.coordination import teamwork
from simulation.mechanisms.diffusion import copied_from_peers
from simulation.mechanisms.effort import (
    claim_of_process,
    documentation_share,
    effort_for_process,
    effort_left,
    unmeasured_share,
)
from simulation.mechanisms.practice import practice_after_month, sources_of_improvement, support_for_process
from simulation.mechanisms.shapes import positive
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ManagerState, PolicyState, ProcessPolicyState, ProcessState, TeamState


class TeamEffort(NamedTuple):
    """How candid a team is, and where its effort goes this month."""

    candour: float
    documentation: float
    unmeasured_care: float
    effort: float
    claims: float


class ProcessPractice(NamedTuple):
    """What a month's work changes in a process."""

    practice: float


def effort_of_team(
    team: TeamState, manager: ManagerState, authority: AuthorityState, policy: PolicyState, p: Mechanisms
) -> TeamEffort:
    """Return the team's candour and effort; its processes then lay their claims on it."""
    documentation = documentation_share(team.pressure, team.safety, policy.audit, p.effort)
    unmeasured = unmeasured_share(team.pressure, p.effort)
    return TeamEffort(
        candour=candour_of(team.safety, team.pressure, documentation, manager.supervision, authority.logic, p.candour),
        documentation=documentation,
        unmeasured_care=unmeasured,
        effort=effort_left(documentation, unmeasured, team.motivation, team.pressure, p.effort),
        claims=0.0,
    )


def claim_on_team(process: ProcessState, policy: ProcessPolicyState, p: Mechanisms) -> float:
    """Return the claim of a process on its team's effort."""
    return claim_of_process(policy.share, process.efficacy, p.effort)


def practice_of_process(
    process: ProcessState,
    team: TeamState,
    manager: ManagerState,
    authority: AuthorityState,
    policy: ProcessPolicyState,
    processes: float,
    p: Mechanisms,
) -> ProcessPractice:
    """Return the team's practice after working on it alone, with the coach, and by copying peers."""
    stakes = p.levers.bonus + p.levers.sanction * (1.0 - authority.logic)
    effort = effort_for_process(
        team.effort,
        claim_on_team(process, policy, p),
        team.claims,
        processes,
        process.efficacy,
        stakes,
        p.effort,
    )
    lead = positive(process.peers_practice - process.practice)
    copied = copied_from_peers(
        lead,
        p.practice.peer_threshold,
        p.levers.peer_exchange,
        candour_between(team.candour, team.peers_candour),
        p.diffusion,
    )
    sources = sources_of_improvement(
        manager.supervision,
        team.safety,
        teamwork(team.coordination, p.coordination),
        support_for_process(manager.support, manager.mentored, policy.focus),
        copied,
        p.practice,
    )
    return ProcessPractice(practice=practice_after_month(process.practice, effort, sources, p.practice))
