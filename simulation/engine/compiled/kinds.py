"""Kinds: the kinds of rows in the workspace, which never overlap; the compiler is told so."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, get_type_hints

from simulation.context import ProcessParameters
from simulation.observables.ledgers import IdentityLedger, MonthLedger, RunLedger, TeamLedger
from simulation.observables.measures import ProcessMeasures, RunMeasures
from simulation.observables.series import GroupSeries, ManagerSeries, PlaceProcess, PlaceTeams, ProcessSeries
from simulation.observables.spans import GroupMonth
from simulation.observables.windows import Windows
from simulation.parameters import Mechanisms
from simulation.state import (
    AccountState,
    AuthorityProcessState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessPolicyState,
    ProcessState,
    TeamState,
)

WIDTH = 16
"""Runs side by side in a block."""
NARROW = 4
"""Runs side by side where a world is large: those of 16 would not stay in the processor's caches."""
LARGE = 800
"""Teams, times processes, from which on blocks are narrow: by what was tried (decision 0056)."""
LINE = 8
"""Values on a cache line."""
WHOLE, TWINS_FILMED, FOLLOWS_FILM, FOLLOWS_PAST = 0, 1, 2, 3
"""What a block of runs is made for: for itself, for its film, beside one, or from a past on."""


def width_for(teams: int, processes: int) -> int:
    """Return how many runs of such a world lie side by side."""
    return NARROW if teams * processes >= LARGE else WIDTH


@cache
def rows_of(state: type[Any]) -> int:
    """Return how many rows a NamedTuple class takes; nested ones count their parts."""
    return sum(rows_of(part) if part is not float else 1 for part in get_type_hints(state).values())


class Row(NamedTuple):
    """A row of its own: an aggregate or a flag on the way."""

    value: float


class TieRows(NamedTuple):
    """A tie: its draw, its candidates away and near, and where it leads now (-1 for nobody)."""

    draw: float
    away: float
    near: float
    now: float
    place: float
    """Where that peer's copy lies among what teams show, in elements."""


class TeamShocks(NamedTuple):
    """Draws of one team in one month, shared by a run and its twin."""

    lead: float


class ProcessShocks(NamedTuple):
    """Draws of one team and process in one month, shared by a run and its twin: standard normal deviates."""

    demand: float
    sample: float


class Shown(NamedTuple):
    """What a team shows to its peers of one process."""

    practice: float
    mastery: float


class ShownCandour(NamedTuple):
    """How candid a team shows itself to its peers."""

    candour: float


class FilmedCoverage(NamedTuple):
    """What a film has of a team and process in every month."""

    coverage: float


class FilmedLevels(NamedTuple):
    """What a film has of a team and process for the months in which levels are noted."""

    efficacy: float
    reported: float
    honest: float


class Rank(NamedTuple):
    """A place in an order of teams: the coverage it goes by, and which team has it."""

    coverage: float
    team: float


class Fifths(NamedTuple):
    """Coverage of the fifths of people at both ends of one process, in the run and in the twin."""

    lowest: float
    highest: float
    twin_lowest: float
    twin_highest: float


class Keys(NamedTuple):
    """The keys of the runs, which lie outside the workspace."""

    key: float


KINDS: tuple[type[Any], ...] = (
    Keys,
    Mechanisms,
    ProcessParameters,
    PolicyState,
    ProcessPolicyState,
    AccountState,
    AuthorityState,
    AuthorityProcessState,
    ManagerState,
    TeamState,
    ProcessState,
    TeamLedger,
    MonthLedger,
    RunLedger,
    IdentityLedger,
    GroupMonth,
    Windows,
    GroupSeries,
    ManagerSeries,
    ProcessSeries,
    PlaceProcess,
    PlaceTeams,
    ProcessMeasures,
    RunMeasures,
    TieRows,
    TeamShocks,
    ProcessShocks,
    Shown,
    ShownCandour,
    FilmedCoverage,
    FilmedLevels,
    Rank,
    Fifths,
    Row,
)
