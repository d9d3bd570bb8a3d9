"""Phase 2, turnover: people leave before they act, and something of what they built goes with them."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.turnover import (
    coordination_after_turnover,
    efficacy_after_turnover,
    identity_after_turnover,
    practice_after_turnover,
    trust_after_turnover,
)
from simulation.parameters import Mechanisms
from simulation.state import ManagerState, ProcessState, TeamState


class ManagerTurnover(NamedTuple):
    """What turnover changes in a manager."""

    identity: float
    identity_origin: float


class TeamTurnover(NamedTuple):
    """What turnover changes in a team."""

    trust: float
    coordination: float


class ProcessTurnover(NamedTuple):
    """What turnover changes in a team's process."""

    efficacy: float
    practice: float


def turnover_of_manager(manager: ManagerState, left: float, newcomer: float) -> ManagerTurnover:
    """Return the manager after turnover: a newcomer, with a newcomer's identity, where the old one left."""
    return ManagerTurnover(
        identity=identity_after_turnover(manager.identity, left, newcomer),
        identity_origin=identity_after_turnover(manager.identity_origin, left, newcomer),
    )


def turnover_of_team(team: TeamState, manager_left: float, lead_left: float, p: Mechanisms) -> TeamTurnover:
    """Return the team after its manager or its medical lead left."""
    return TeamTurnover(
        trust=trust_after_turnover(team.trust, manager_left, lead_left, p.trust.neutral, p.turnover),
        coordination=coordination_after_turnover(team.coordination, lead_left, p.coordination.neutral, p.turnover),
    )


def turnover_of_process(process: ProcessState, lead_left: float, p: Mechanisms) -> ProcessTurnover:
    """Return the team's process after its medical lead left."""
    return ProcessTurnover(
        efficacy=efficacy_after_turnover(process.efficacy, lead_left, process.efficacy_origin, p.turnover),
        practice=practice_after_turnover(process.practice, lead_left, p.turnover),
    )
