"""Phase 4, managers: they look at their peers, find their time, and become more or less of a coach."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.candour import candour_between
from simulation.mechanisms.diffusion import push_from_peers
from simulation.mechanisms.identity import identity_after_month, safety_gate, supervision_time, validation
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ManagerState, PolicyState


class ManagerMonth(NamedTuple):
    """What a month changes in a manager."""

    supervision: float
    identity: float
    support: float
    control: float


def month_of_manager(
    manager: ManagerState, authority: AuthorityState, policy: PolicyState, p: Mechanisms
) -> ManagerMonth:
    """Return the manager after finding time, being mentored, coaching, and looking at peers."""
    supervision = supervision_time(authority.logic, p.levers)
    push = push_from_peers(
        manager.peers_identity,
        manager.identity,
        p.identity.peer_threshold,
        p.levers.peer_exchange,
        candour_between(manager.teams_candour, manager.peers_candour),
        p.diffusion,
    )
    identity = identity_after_month(
        manager.identity,
        manager.identity_origin,
        policy.mentoring * manager.mentored,
        supervision,
        validation(manager.teams_trust, manager.teams_progress, p.identity),
        safety_gate(manager.teams_safety, p.identity),
        push,
        manager.teams_pressure,
        p.identity,
    )
    return ManagerMonth(
        supervision=supervision,
        identity=identity,
        support=supervision * identity,
        control=supervision * (1.0 - identity) * (1.0 - authority.logic),
    )
