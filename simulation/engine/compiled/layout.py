"""Layout: where everything lies in the workspace and in the facts of a block of runs.

The workspace (float64, rows of 16 runs) holds parameters, ties, two worlds (the run and its twin), ledgers,
series and measures. The facts (float64, the same for all runs) hold who belongs where. Offsets are passed to
the kernel as one array of whole numbers, so that no size needs a new compilation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.context import ProcessParameters
from simulation.engine.compiled.kinds import WIDTH, Fifths, FilmedCoverage, FilmedLevels, Rank, rows_of
from simulation.network import FARTHEST
from simulation.observables.ledgers import IdentityLedger, MonthLedger, RunLedger, TeamLedger
from simulation.observables.measures import ProcessMeasures, RunMeasures
from simulation.observables.series import GroupSeries, ManagerSeries, PlaceProcess, PlaceTeams, ProcessSeries
from simulation.observables.spans import GroupMonth
from simulation.observables.windows import Windows
from simulation.parameters import Mechanisms, declared
from simulation.settings import Settings
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

TIE_ROWS = 4
"""Rows of a tie: its draw, its candidates away and near, and where it leads now."""
CHANGE_ROWS = 3
"""Rows of a dated change: month, place of the parameter, new value."""
SCRATCH_ROWS = 8

W = WIDTH
MECHANISM_ROWS = rows_of(Mechanisms) * W
OWN_ROWS = rows_of(ProcessParameters) * W
POLICY_ROWS = rows_of(PolicyState) * W
PROCESS_POLICY_ROWS = rows_of(ProcessPolicyState) * W
ACCOUNT_ROWS = rows_of(AccountState) * W
AUTHORITY_ROWS = rows_of(AuthorityState) * W
AUTHORITY_PROCESS_ROWS = rows_of(AuthorityProcessState) * W
MANAGER_ROWS = rows_of(ManagerState) * W
TEAM_ROWS = rows_of(TeamState) * W
PROCESS_ROWS = rows_of(ProcessState) * W
TEAM_LEDGER_ROWS = rows_of(TeamLedger) * W
MONTH_LEDGER_ROWS = rows_of(MonthLedger) * W
RUN_LEDGER_ROWS = rows_of(RunLedger) * W
PROCESS_MEASURE_ROWS = rows_of(ProcessMeasures) * W
RUN_MEASURE_ROWS = rows_of(RunMeasures) * W
GROUP_ROWS = rows_of(GroupSeries) * W
MANAGER_SERIES_ROWS = rows_of(ManagerSeries) * W
PROCESS_SERIES_ROWS = rows_of(ProcessSeries) * W
PLACE_PROCESS_ROWS = rows_of(PlaceProcess) * W
PLACE_TEAMS_ROWS = rows_of(PlaceTeams) * W
SPAN_ROWS = 2 * rows_of(GroupMonth) * W
"""Rows of one month of the two groups, coached and uncoached."""
RANK_ROWS = rows_of(Rank) * W
FIFTHS_ROWS = rows_of(Fifths) * W
TIE = TIE_ROWS * W
CHANGE = CHANGE_ROWS * W
SHOWN_VALUES = 2
"""What a team shows to its peers of one process in one lane: practice and mastery."""
FILMED_LEVELS = rows_of(FilmedLevels)
FILMED = rows_of(FilmedCoverage) + FILMED_LEVELS
"""Rows of a film for each team, process and month."""
SHOCK_ROWS = 2 * W
"""Shocks of a process; those of the team itself lie behind those of its processes."""
DISTANCES = FARTHEST + 1


class At(IntEnum):
    """Places in the layout array: sizes first, then offsets into the workspace and the facts."""

    REGIONS = 0
    NETWORKS = 1
    TEAMS = 2
    PROCESSES = 3
    MONTHS = 4
    TIES = 5
    CHANGES = 6
    # steps from one agent to the next
    AUTHORITY_STEP = 7
    TEAM_STEP = 8
    SERIES_STEP = 9
    # offsets into the workspace
    OWN = 10
    CHANGE_LIST = 11
    TEAM_TIES = 12
    MANAGER_TIES = 13
    HOPS = 14
    KEYS_OF_ORDER = 15
    REGION_DRAWS = 16
    RUN = 17
    TWIN = 18
    TEAM_LEDGERS = 19
    MONTH_LEDGERS = 20
    RUN_LEDGERS = 21
    SCRATCH = 22
    SERIES = 23
    MEASURES = 24
    ROWS_END = 25
    # offsets from the start of a world
    POLICY = 26
    PROCESS_POLICY = 27
    ACCOUNT = 28
    AUTHORITIES = 29
    MANAGERS = 30
    AGENTS = 31
    WORLD = 32
    # offsets into the facts
    FIRST_NETWORK = 33
    FIRST_TEAM = 34
    REGION_OF = 35
    NETWORK_OF = 36
    POPULATION = 37
    BASELINE = 38
    NAMED_PLACE = 39
    NAMED = 40
    FIXED_TIES = 41
    FACTS_END = 42
    # further offsets into the workspace
    WINDOWS = 43
    IDENTITIES = 44
    TEAM_SHARES = 45
    MANAGER_SHARES = 46
    SHOCKS = 47
    SHOWN = 48
    SHOWN_BY_TWIN = 49
    TIE_PLACES = 50
    COACHED = 51
    TWINS = 52
    CANDOURS = 53
    CANDOURS_OF_TWIN = 54
    SPANS = 55
    RANKS = 56
    FIFTHS = 57
    # a further size, and an offset into the facts
    JURISDICTIONS = 58
    JURISDICTION_OF = 59
    WAVES = 60
    WAVE_MONTHS = 61
    WAVE_VISITS = 62
    ORDER_OF_NAMED = 63
    ORDER_OF_DRAWN = 64
    VISITS = 65
    # groups of teams whose months are added up by place, and an offset into the facts
    GROUPS = 66
    GROUP_OF = 67


COUNTS = frozenset(
    place
    for place in At
    if place <= At.CHANGES
    or At.FIRST_NETWORK <= place <= At.FACTS_END
    or place is At.TWINS
    or place >= At.JURISDICTIONS
)
"""Places that hold a count, or an offset into the facts: the others count elements, rows times width."""


class StateRows(NamedTuple):
    """Where one state lies in a world, in rows: that of a field, an agent and a process is
    first + field + agent * to_next + process * fields.
    """

    state: str
    fields: int
    first: int
    agents: int
    to_next: int
    processes: int


def _place(at: Any, first: int, parts: Sequence[tuple[At, int]]) -> int:
    """Place parts of such sizes one after the other, from `first` on; return where the last one ends."""
    end = first
    for place, size in parts:
        at[place], end = end, end + size
    return end


class Layout:
    """Sizes and offsets for runs of one structure.

    Attributes
    ----------
    at : ndarray of int64
        By the places in `At`; workspace offsets count elements (rows times width).
    width : int
        Runs side by side.
    facts : ndarray of float64
        Who belongs where.
    groups : tuple of int, [team]
        In which group each team's months are added up; empty where no series by place are asked for.
    """

    def __init__(
        self,
        settings: Settings,
        changes: int,
        with_series: bool,
        with_twins: bool = True,
        width: int = WIDTH,
        groups: tuple[int, ...] = (),
    ) -> None:
        self.settings, self.width, self.groups = settings, width, groups
        places, processes = settings.places, len(settings.processes)
        at = np.zeros(len(At), dtype=np.int64)
        at[At.REGIONS], at[At.NETWORKS], at[At.TEAMS] = places.regions, places.networks, places.teams
        at[At.PROCESSES], at[At.MONTHS], at[At.TIES] = processes, settings.months, settings.ties
        at[At.CHANGES], at[At.TWINS] = changes, int(with_twins)
        at[At.JURISDICTIONS], at[At.WAVES] = len(settings.jurisdictions.rules), len(settings.waves)
        at[At.GROUPS] = len(set(groups))
        self.place_steps(at, with_series)
        self.place_world(at)
        self.place_workspace(at)
        self.facts = self._facts(at)
        self._wide = at
        self.at = at if width == W else np.array(self.at_width(width), dtype=np.int64)

    @staticmethod
    def place_steps(at: Any, with_series: bool) -> None:
        """Place how many elements lie from one agent, and one month of series, to the next."""
        of_groups = 4 * (GROUP_ROWS + MANAGER_SERIES_ROWS + at[At.PROCESSES] * PROCESS_SERIES_ROWS)
        of_place = 2 * at[At.PROCESSES] * PLACE_PROCESS_ROWS + PLACE_TEAMS_ROWS
        at[At.AUTHORITY_STEP] = AUTHORITY_ROWS + at[At.PROCESSES] * AUTHORITY_PROCESS_ROWS
        at[At.TEAM_STEP] = TEAM_ROWS + at[At.PROCESSES] * PROCESS_ROWS
        at[At.SERIES_STEP] = of_groups * int(with_series) + at[At.GROUPS] * of_place

    @staticmethod
    def place_world(at: Any) -> None:
        """Place what a run and its twin each have."""
        mentored = W  # the first row says whether this world is mentored
        parts = (
            (At.POLICY, at[At.JURISDICTIONS] * POLICY_ROWS),
            (At.PROCESS_POLICY, at[At.JURISDICTIONS] * at[At.PROCESSES] * PROCESS_POLICY_ROWS),
            (At.ACCOUNT, ACCOUNT_ROWS),
            (At.AUTHORITIES, at[At.REGIONS] * at[At.AUTHORITY_STEP]),
            (At.MANAGERS, at[At.NETWORKS] * MANAGER_ROWS),
            (At.AGENTS, at[At.TEAMS] * at[At.TEAM_STEP]),
        )
        at[At.WORLD] = _place(at, mentored, parts)

    @staticmethod
    def place_workspace(at: Any) -> None:
        """Place everything in the workspace, one after the other."""
        networks, teams, processes, ties = at[At.NETWORKS], at[At.TEAMS], at[At.PROCESSES], at[At.TIES]
        mechanisms = at[At.JURISDICTIONS] * MECHANISM_ROWS
        parts = (
            (At.OWN, at[At.JURISDICTIONS] * processes * OWN_ROWS),
            (At.CHANGE_LIST, at[At.CHANGES] * CHANGE),
            (At.TEAM_TIES, teams * ties * TIE),
            (At.MANAGER_TIES, networks * ties * TIE),
            (At.TEAM_SHARES, teams * W),
            (At.MANAGER_SHARES, networks * W),
            (At.SHOCKS, teams * (1 + 2 * processes) * W),
            (At.SHOWN, (teams + 1) * processes * SHOWN_VALUES * W),
            (At.SHOWN_BY_TWIN, (teams + 1) * processes * SHOWN_VALUES * W),
            (At.CANDOURS, (teams + 1) * W),
            (At.CANDOURS_OF_TWIN, (teams + 1) * W),
            (At.TIE_PLACES, teams * ties * W),
            (At.HOPS, networks * W),
            (At.RANKS, teams * RANK_ROWS),
            (At.FIFTHS, processes * FIFTHS_ROWS),
            (At.KEYS_OF_ORDER, networks * 3 * W),
            (At.REGION_DRAWS, at[At.REGIONS] * W),
            (At.RUN, at[At.WORLD]),
            (At.TWIN, at[At.WORLD] * at[At.TWINS]),
            (At.TEAM_LEDGERS, teams * processes * TEAM_LEDGER_ROWS),
            (At.MONTH_LEDGERS, processes * MONTH_LEDGER_ROWS),
            (At.RUN_LEDGERS, processes * RUN_LEDGER_ROWS),
            (At.IDENTITIES, rows_of(IdentityLedger) * W),
            (At.WINDOWS, rows_of(Windows) * W),
            (At.SCRATCH, SCRATCH_ROWS * W),
            (At.COACHED, 2 * W),
            (At.SPANS, at[At.MONTHS] * SPAN_ROWS),
            (At.SERIES, at[At.MONTHS] * at[At.SERIES_STEP]),
            (At.MEASURES, RUN_MEASURE_ROWS + processes * PROCESS_MEASURE_ROWS),
        )
        at[At.ROWS_END] = _place(at, mechanisms, parts)

    def _facts(self, at: NDArray[np.int64]) -> NDArray[np.float64]:
        """Place and fill the facts."""
        places = self.settings.places
        named_place = [float(places.named.index(n)) if n in places.named else -1.0 for n in range(places.networks)]
        first_network = [places.networks_of(r)[0] for r in range(places.regions)] + [places.networks]
        first_team = [places.teams_of(n)[0] for n in range(places.networks)] + [places.teams]
        parts: tuple[tuple[At, list[float]], ...] = (
            (At.FIRST_NETWORK, [float(n) for n in first_network]),
            (At.FIRST_TEAM, [float(t) for t in first_team]),
            (At.REGION_OF, [float(r) for r in places.network_region]),
            (At.NETWORK_OF, [float(n) for n in places.team_network]),
            (At.POPULATION, list(places.population)),
            (At.BASELINE, [b for team in places.baselines for b in team]),
            (At.NAMED_PLACE, named_place),
            (At.NAMED, [float(len(places.named))]),
            (At.FIXED_TIES, self._fixed_ties()),
            (At.JURISDICTION_OF, self._jurisdictions()),
            *self._waves(),
            (At.GROUP_OF, [float(group) for group in self.groups]),
        )
        facts: list[float] = []
        for place, values in parts:
            at[place] = len(facts)
            facts += values
        at[At.FACTS_END] = len(facts)
        return np.array(facts, dtype=np.float64)

    def at_width(self, width: int) -> list[int]:
        """Return sizes and offsets of the same rows for blocks of another width, by the places in `At`."""
        return [int(n) if place in COUNTS else int(n) // W * width for place, n in zip(At, self._wide, strict=True)]

    def _jurisdictions(self) -> list[float]:
        """Return the jurisdiction of each team, then of each network, then of each region's authority."""
        places, of_network = self.settings.places, self.settings.jurisdictions.of_network
        of_team = [float(of_network[network]) for network in places.team_network]
        of_region = [float(of_network[places.networks_of(region)[0]]) for region in range(places.regions)]
        return [*of_team, *(float(one) for one in of_network), *of_region]

    def _waves(self) -> Iterator[tuple[At, list[float]]]:
        """Yield when each wave begins and ends, which places of the order it visits, and how networks come to them."""
        rollout, networks = self.settings.rollout, self.settings.places.networks
        if rollout is None:
            return
        months = (rollout.visits_in(month) for month in range(self.settings.months))
        yield At.VISITS, [count for visits in months for count in (visits.active, visits.joined)]
        yield At.WAVE_MONTHS, [float(month) for wave in rollout.waves for month in (wave.start, wave.end)]
        yield At.WAVE_VISITS, [float(place in some) for some in rollout.visits for place in range(networks)]
        yield At.ORDER_OF_NAMED, [float(place) for place in rollout.order_of_named]
        yield At.ORDER_OF_DRAWN, [float(place) for place in rollout.order_of_drawn]

    def _fixed_ties(self) -> list[float]:
        """Return a flag, and if it is set the ties a places file fixed, -1 for none."""
        fixed = self.settings.places.team_ties
        if fixed is None:
            return [0.0]
        ties = self.settings.ties
        return [1.0] + [float(t) for team in fixed for t in (*team, *(-1,) * ties)[:ties]]

    def state_rows(self) -> tuple[StateRows, ...]:
        """Return where each state lies in a world, in the order of the digest."""
        return state_rows_of(self._wide.tolist())

    def digest_order(self) -> NDArray[np.int64]:
        """Return the rows of a world in the order of the digest: [field, agent, process], state by state."""
        parts: list[NDArray[np.int64]] = []
        for rows in self.state_rows():
            by_field = np.arange(rows.fields)[:, None, None]
            by_agent = np.arange(rows.agents)[None, :, None] * rows.to_next
            by_process = np.arange(rows.processes)[None, None, :] * rows.fields
            parts.append((rows.first + by_field + by_agent + by_process).ravel())
        return np.concatenate(parts)

    @property
    def size(self) -> int:
        """Elements of a workspace."""
        return int(self.at[At.ROWS_END])


def state_rows_of(at: Any) -> tuple[StateRows, ...]:
    """Return where each state lies in a world, in the order of the digest, by the places of the widest blocks."""
    processes, jurisdictions = at[At.PROCESSES], at[At.JURISDICTIONS]
    kinds = (
        # state, where the first agent lies, elements before it within its agent, agents, to the next, processes
        (PolicyState, At.POLICY, 0, jurisdictions, POLICY_ROWS, 1),
        (ProcessPolicyState, At.PROCESS_POLICY, 0, jurisdictions, processes * PROCESS_POLICY_ROWS, processes),
        (AccountState, At.ACCOUNT, 0, 1, 0, 1),
        (AuthorityState, At.AUTHORITIES, 0, at[At.REGIONS], at[At.AUTHORITY_STEP], 1),
        (AuthorityProcessState, At.AUTHORITIES, AUTHORITY_ROWS, at[At.REGIONS], at[At.AUTHORITY_STEP], processes),
        (ManagerState, At.MANAGERS, 0, at[At.NETWORKS], MANAGER_ROWS, 1),
        (TeamState, At.AGENTS, 0, at[At.TEAMS], at[At.TEAM_STEP], 1),
        (ProcessState, At.AGENTS, TEAM_ROWS, at[At.TEAMS], at[At.TEAM_STEP], processes),
    )
    return tuple(
        StateRows(state.__name__, rows_of(state), (at[place] + before) // W, agents, to_next // W, some)
        for state, place, before, agents, to_next, some in kinds
    )


@lru_cache(maxsize=32)
def rows_of_parameters(processes: tuple[str, ...], jurisdictions: int) -> Mapping[str, tuple[int, ...]]:
    """Return the rows of each parameter in the workspace: full name to a row for each jurisdiction.

    Those of processes lie behind the others, jurisdiction by jurisdiction.
    """
    mechanisms, own = rows_of(Mechanisms), len(processes) * rows_of(ProcessParameters)
    behind = (jurisdictions - 1) * mechanisms
    rows = {
        name: tuple(
            row + here * mechanisms if row < mechanisms else row + behind + here * own for here in range(jurisdictions)
        )
        for row, name in enumerate(declared(processes))
    }
    return MappingProxyType(rows)
