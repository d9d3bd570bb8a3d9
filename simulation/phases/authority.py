"""Phase 3, authority: managers look at their teams, authorities at their networks, and logic moves."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.authority import logic_after_month, success_of_network
from simulation.mechanisms.contracting import is_missing
from simulation.mechanisms.coordination import teamwork
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ManagerState, TeamState


class TeamsView(NamedTuple):
    """What a manager sees of the teams: means over them."""

    teams_trust: float
    teams_progress: float
    teams_success: float
    teams_safety: float
    teams_missing: float


class NetworksView(NamedTuple):
    """What an authority sees of its networks: means over them."""

    visible_success: float
    share_missing: float


class AuthorityMonth(NamedTuple):
    """What a month changes in an authority."""

    logic: float


NO_TEAMS = TeamsView(0.0, 0.0, 0.0, 0.0, 0.0)
NO_NETWORKS = NetworksView(0.0, 0.0)


def view_with_team(view: TeamsView | ManagerState, team: TeamState, share: float, p: Mechanisms) -> TeamsView:
    """Return a manager's view with one more team in it; `share` is one over the number of teams."""
    return TeamsView(
        teams_trust=view.teams_trust + share * team.trust,
        teams_progress=view.teams_progress + share * team.progress,
        teams_success=view.teams_success + share * team.success,
        teams_safety=view.teams_safety + share * team.safety * teamwork(team.coordination, p.coordination),
        teams_missing=view.teams_missing + share * is_missing(team.shortfall, p.contracting),
    )


def view_with_network(
    view: NetworksView | AuthorityState, manager: ManagerState, share: float, share_of_teams: float, p: Mechanisms
) -> NetworksView:
    """Return an authority's view with one more network in it, by its share of networks and of teams."""
    success = success_of_network(manager.teams_success, manager.identity, p.authority)
    return NetworksView(
        visible_success=view.visible_success + share * success,
        share_missing=view.share_missing + share_of_teams * manager.teams_missing,
    )


def month_of_authority(authority: AuthorityState, p: Mechanisms) -> AuthorityMonth:
    """Return the authority after it looked at its networks."""
    return AuthorityMonth(
        logic=logic_after_month(
            authority.logic,
            authority.visible_success,
            authority.share_missing,
            p.levers.alignment,
            p.levers.authority_training,
            p.authority,
        )
    )
