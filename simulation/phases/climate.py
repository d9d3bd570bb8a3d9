"""Phase 5, climate: teams feel support, control and sanction."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.contracting import pressure_after_month
from simulation.mechanisms.coordination import coordination_after_month, teamwork
from simulation.mechanisms.motivation import motivation_after_month
from simulation.mechanisms.safety import safety_after_month
from simulation.mechanisms.trust import shield_of, trust_after_month
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ManagerState, PolicyState, TeamState


class TeamClimate(NamedTuple):
    """What a month's climate changes in a team."""

    trust: float
    safety: float
    coordination: float
    pressure: float
    motivation: float


def climate_of_team(
    team: TeamState, manager: ManagerState, authority: AuthorityState, policy: PolicyState, p: Mechanisms
) -> TeamClimate:
    """Return the team's climate under its manager and its contract."""
    shield = shield_of(manager.identity, team.trust, p.trust)
    directive_pay = p.levers.bonus * (1.0 - authority.logic)
    return TeamClimate(
        trust=trust_after_month(
            team.trust, manager.support, manager.control, team.sanctioned, shield, policy.lateness, p.trust
        ),
        safety=safety_after_month(
            team.safety, team.trust, teamwork(team.coordination, p.coordination), team.pressure, p.safety
        ),
        coordination=coordination_after_month(team.coordination, manager.support, team.safety, p.coordination),
        pressure=pressure_after_month(team.pressure, team.shortfall, shield, authority.logic, p.levers, p.contracting),
        motivation=motivation_after_month(
            team.motivation,
            team.mastery,
            manager.support,
            team.pressure,
            policy.lateness,
            directive_pay,
            p.motivation,
        ),
    )
