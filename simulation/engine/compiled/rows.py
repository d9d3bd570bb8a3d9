# pyright: basic
"""Rows: where the rows of an agent, or of one of its processes, begin in the workspace.

``world`` is the offset of the run or of its twin. All are inlined, and fold into the loops that use them.
"""

from __future__ import annotations

from numba import njit

from simulation.engine.compiled.constants import (
    AGENTS,
    AUTHORITIES,
    AUTHORITY_STEP,
    JURISDICTION_OF,
    MANAGERS,
    NETWORK_OF,
    NETWORKS,
    OWN,
    POLICY,
    PROCESS_POLICY,
    PROCESSES,
    REGION_OF,
    TEAM_STEP,
    TEAMS,
)
from simulation.engine.compiled.layout import (
    AUTHORITY_PROCESS_ROWS,
    AUTHORITY_ROWS,
    MANAGER_ROWS,
    MECHANISM_ROWS,
    OWN_ROWS,
    POLICY_ROWS,
    PROCESS_POLICY_ROWS,
    PROCESS_ROWS,
    TEAM_ROWS,
)


@njit(nogil=True, error_model="numpy", forceinline=True)
def authority_row(at, world, region):
    """Return the first row of a region's authority."""
    return world + at[AUTHORITIES] + region * at[AUTHORITY_STEP]


@njit(nogil=True, error_model="numpy", forceinline=True)
def figures_row(authority, k):
    """Return the first row of what an authority, by its own first row, knows of one process."""
    return authority + AUTHORITY_ROWS + k * AUTHORITY_PROCESS_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def manager_row(at, world, network):
    """Return the first row of a network's manager."""
    return world + at[MANAGERS] + network * MANAGER_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def team_row(at, world, team):
    """Return the first row of a team."""
    return world + at[AGENTS] + team * at[TEAM_STEP]


@njit(nogil=True, error_model="numpy", forceinline=True)
def process_row(team, k):
    """Return the first row of one process of a team, by the team's own first row."""
    return team + TEAM_ROWS + k * PROCESS_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def jurisdiction_of_member(facts, at, member):
    """Return the number of the jurisdiction of a member: a team by its number, then networks, then regions."""
    return int(facts[at[JURISDICTION_OF] + member])


@njit(nogil=True, error_model="numpy", forceinline=True)
def jurisdiction_of_team(facts, at, team):
    """Return the number of the jurisdiction in which a team lives."""
    return jurisdiction_of_member(facts, at, team)


@njit(nogil=True, error_model="numpy", forceinline=True)
def jurisdiction_of_network(facts, at, network):
    """Return the number of the jurisdiction in which a network lives."""
    return jurisdiction_of_member(facts, at, at[TEAMS] + network)


@njit(nogil=True, error_model="numpy", forceinline=True)
def jurisdiction_of_region(facts, at, region):
    """Return the number of the jurisdiction in which a region's authority lives."""
    return jurisdiction_of_member(facts, at, at[TEAMS] + at[NETWORKS] + region)


@njit(nogil=True, error_model="numpy", forceinline=True)
def rules_row(jurisdiction):
    """Return the first row of a jurisdiction's parameters."""
    return jurisdiction * MECHANISM_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def policy_row(at, world, jurisdiction):
    """Return the first row of this month's conditions in a jurisdiction."""
    return world + at[POLICY] + jurisdiction * POLICY_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def process_policy_row(at, world, jurisdiction, k):
    """Return the first row of this month's conditions of one process in a jurisdiction."""
    return world + at[PROCESS_POLICY] + (jurisdiction * at[PROCESSES] + k) * PROCESS_POLICY_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def own_row(at, jurisdiction, k):
    """Return the first row of the parameters of one process in a jurisdiction."""
    return at[OWN] + (jurisdiction * at[PROCESSES] + k) * OWN_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def manager_over(facts, at, world, team):
    """Return the first row of a team's manager."""
    return manager_row(at, world, int(facts[at[NETWORK_OF] + team]))


@njit(nogil=True, error_model="numpy", forceinline=True)
def authority_over(facts, at, world, team):
    """Return the first row of a team's authority."""
    region = int(facts[at[REGION_OF] + int(facts[at[NETWORK_OF] + team])])
    return authority_row(at, world, region)
