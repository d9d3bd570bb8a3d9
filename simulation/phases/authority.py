"""Phase 3, authority: managers look at their teams, authorities at their networks, and logic moves."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.authority import lead_of_programme, logic_after_month, noticed_after_month
from simulation.mechanisms.contracting import is_missing
from simulation.mechanisms.coordination import teamwork
from simulation.mechanisms.shapes import positive
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ManagerState, PolicyState, TeamState


class TeamsView(NamedTuple):
    """What a manager sees of the teams: means over them."""

    teams_trust: float
    teams_progress: float
    teams_rise: float
    teams_safety: float
    teams_pressure: float
    teams_candour: float
    teams_missing: float


class NetworksView(NamedTuple):
    """What an authority is shown of its networks: sums by their share of its teams."""

    share_inside: float
    share_outside: float
    rise_inside: float
    rise_outside: float
    share_missing: float


class AuthorityMonth(NamedTuple):
    """What a month changes in an authority."""

    logic: float
    noticed: float
    visible_success: float


NO_TEAMS = TeamsView(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
NO_NETWORKS = NetworksView(0.0, 0.0, 0.0, 0.0, 0.0)


def view_with_team(view: TeamsView | ManagerState, team: TeamState, share: float, p: Mechanisms) -> TeamsView:
    """Return a manager's view with one more team in it; `share` is one over the number of teams."""
    return TeamsView(
        teams_trust=view.teams_trust + share * team.trust,
        teams_progress=view.teams_progress + share * team.progress,
        teams_rise=view.teams_rise + share * team.rise,
        teams_safety=view.teams_safety + share * team.safety * teamwork(team.coordination, p.coordination),
        teams_pressure=view.teams_pressure + share * team.pressure,
        teams_candour=view.teams_candour + share * team.candour,
        teams_missing=view.teams_missing + share * is_missing(team.shortfall, p.contracting),
    )


def view_with_network(
    view: NetworksView | AuthorityState, manager: ManagerState, policy: PolicyState, share: float
) -> NetworksView:
    """Return an authority's view with one more network in it, by its share of the teams.

    The programme's networks are compared with the others once mentoring has begun.
    """
    inside = share if manager.order < policy.programme else 0.0
    outside = share - inside
    return NetworksView(
        share_inside=view.share_inside + inside,
        share_outside=view.share_outside + outside,
        rise_inside=view.rise_inside + inside * manager.teams_rise,
        rise_outside=view.rise_outside + outside * manager.teams_rise,
        share_missing=view.share_missing + share * manager.teams_missing,
    )


def month_of_authority(authority: AuthorityState, policy: PolicyState, p: Mechanisms) -> AuthorityMonth:
    """Return the authority after it looked at its networks.

    It notices the lead of the programme's networks from the first month of mentoring on, averages it over the region
    and over time, and only then asks whether it is one: noise and a rise of all are none.
    """
    lead = lead_of_programme(
        authority.rise_inside, authority.share_inside, authority.rise_outside, authority.share_outside
    )
    noticed = noticed_after_month(authority.noticed, lead, p.authority) if policy.weight_before <= 0.0 else 0.0
    success = positive(noticed)
    return AuthorityMonth(
        logic=logic_after_month(
            authority.logic,
            success,
            authority.share_missing,
            p.levers.alignment,
            p.levers.authority_training,
            p.authority,
        ),
        noticed=noticed,
        visible_success=success,
    )
