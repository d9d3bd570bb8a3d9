# pyright: basic, reportCallIssue=false, reportArgumentType=false
# (numba passes intrinsics their first argument, and takes any tuple that has the fields)
"""Watching: what is noted of a month, as difference between a run and its twin or a film of it, and for the charts."""

from __future__ import annotations

from numba import njit

from simulation.engine.compiled.constants import (
    COACHED,
    FIRST_TEAM,
    GROUP_OF,
    GROUPS,
    IDENTITIES,
    MONTH_LEDGERS,
    MONTHS,
    NETWORKS,
    POLICY,
    PROCESSES,
    REGION_OF,
    RUN,
    RUN_LEDGERS,
    SCRATCH,
    SERIES,
    SERIES_STEP,
    SPANS,
    TEAM_LEDGERS,
    TEAMS,
    WINDOWS,
)
from simulation.engine.compiled.kinds import FilmedCoverage, FilmedLevels, Row
from simulation.engine.compiled.lanes import WIDTH, get, peek, poke, put
from simulation.engine.compiled.layout import (
    FILMED_LEVELS,
    GROUP_ROWS,
    MANAGER_SERIES_ROWS,
    MONTH_LEDGER_ROWS,
    PLACE_PROCESS_ROWS,
    PLACE_TEAMS_ROWS,
    PROCESS_SERIES_ROWS,
    RUN_LEDGER_ROWS,
    SPAN_ROWS,
    TEAM_LEDGER_ROWS,
)
from simulation.engine.compiled.rows import authority_row, manager_row, process_row, team_row
from simulation.observables.ledgers import (
    EMPTY_MONTH,
    IdentityLedger,
    MonthLedger,
    RunLedger,
    TeamLedger,
    coached_of_month,
    gains_with_team,
    identity_with_manager,
    is_coached,
    ledger_of_run,
    ledger_of_team,
    levels_with_team,
    uncoached_of_month,
)
from simulation.observables.series import (
    GroupSeries,
    ManagerSeries,
    PlaceProcess,
    PlaceTeams,
    ProcessSeries,
    place_with_process,
    place_with_team,
    series_with_manager,
    series_with_process,
    series_with_team,
)
from simulation.observables.spans import GroupMonth
from simulation.observables.windows import Windows, windows_of_month
from simulation.parameters import Mechanisms
from simulation.state import (
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessState,
    TeamState,
)


@njit(nogil=True, error_model="numpy")
def open_ledgers(w, at, are_parted, month):
    """Prepare the ledgers for a month; return whether it is noted at all, and whether levels are."""
    months, windows, coached_teams = float(at[MONTHS]), at[WINDOWS], at[COACHED]
    in_windows = 0
    for lane in range(WIDTH):
        now = windows_of_month(float(month), months, get(Mechanisms, w, lane).levers)
        put(Windows, w, windows + lane, now)
        poke(Row, w, coached_teams + lane, 0.0)
        in_windows += 1 if now.late + now.before + now.ends_mentoring > 0.0 else 0
    # Levels count in some windows only, and before mentoring there are no gains: what would be added is 0.
    with_levels = in_windows > 0
    for k in range(at[PROCESSES]):
        for lane in range(WIDTH):
            put(MonthLedger, w, sums_row(at, k) + lane, EMPTY_MONTH)
    return are_parted or with_levels, with_levels


@njit(nogil=True, error_model="numpy", forceinline=True)
def note_manager(w, at, network):
    """Note one manager's month, and in the rows of `COACHED` whether the network is coached."""
    run = at[RUN]
    manager, conditions = manager_row(at, run, network), run + at[POLICY]
    windows, identity, coached = at[WINDOWS], at[IDENTITIES], at[COACHED] + WIDTH
    for lane in range(WIDTH):
        state = get(ManagerState, w, manager + lane)
        inside = is_coached(state, get(PolicyState, w, conditions + lane).programme)
        now = get(Windows, w, windows + lane).ends_mentoring
        poke(Row, w, coached + lane, inside)
        ledger = get(IdentityLedger, w, identity + lane)
        put(IdentityLedger, w, identity + lane, identity_with_manager(ledger, state, inside, now))


@njit(nogil=True, error_model="numpy", forceinline=True)
def count_team(w, at):
    """Count a team among the coached of this month, in the lanes where its network is."""
    coached_teams, coached = at[COACHED], at[COACHED] + WIDTH
    for lane in range(WIDTH):
        poke(Row, w, coached_teams + lane, peek(Row, w, coached_teams + lane) + peek(Row, w, coached + lane))


@njit(nogil=True, error_model="numpy", forceinline=True)
def note_gain(w, windows, coached, ledger, sums, own, twin):
    """Note one team's coverage in one process and lane, as difference between the run and its twin.

    Where things lie is worked out before the lanes are gone through: so LLVM sees that it is the same for all of them.
    """
    now, inside = get(Windows, w, windows), peek(Row, w, coached)
    put(TeamLedger, w, ledger, ledger_of_team(get(TeamLedger, w, ledger), own, twin, now))
    put(MonthLedger, w, sums, gains_with_team(get(MonthLedger, w, sums), own, twin, inside))


@njit(nogil=True, error_model="numpy", forceinline=True)
def note_levels(w, coached, sums, own, twin):
    """Note one team's levels in one process and lane, which count in some windows only."""
    put(MonthLedger, w, sums, levels_with_team(get(MonthLedger, w, sums), own, twin, peek(Row, w, coached)))


@njit(nogil=True, error_model="numpy", forceinline=True)
def ledger_row(at, team, k):
    """Return where the ledger of one team's process lies."""
    return at[TEAM_LEDGERS] + (team * at[PROCESSES] + k) * TEAM_LEDGER_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def sums_row(at, k):
    """Return where the month's sums of a process lie."""
    return at[MONTH_LEDGERS] + k * MONTH_LEDGER_ROWS


@njit(nogil=True, error_model="numpy", forceinline=True)
def note_team(w, at, twin, team, with_levels):
    """Note one team's month, as difference between the run and the world `twin`."""
    run_team, twin_team = team_row(at, at[RUN], team), team_row(at, twin, team)
    windows, coached = at[WINDOWS], at[COACHED] + WIDTH
    count_team(w, at)
    for k in range(at[PROCESSES]):
        run_row, twin_row = process_row(run_team, k), process_row(twin_team, k)
        ledger, sums = ledger_row(at, team, k), sums_row(at, k)
        for lane in range(WIDTH):
            own, other = get(ProcessState, w, run_row + lane), get(ProcessState, w, twin_row + lane)
            note_gain(w, windows + lane, coached + lane, ledger + lane, sums + lane, own, other)
        if with_levels:
            for lane in range(WIDTH):
                own, other = get(ProcessState, w, run_row + lane), get(ProcessState, w, twin_row + lane)
                note_levels(w, coached + lane, sums + lane, own, other)


@njit(nogil=True, error_model="numpy", forceinline=True)
def filmed_coverage_row(at, month_of_film, team):
    """Return where a film has the coverage of one team in a month that begins there."""
    return month_of_film + team * at[PROCESSES] * WIDTH


@njit(nogil=True, error_model="numpy", forceinline=True)
def filmed_levels_row(at, month_of_film, team):
    """Return where a film has the levels of one team in a month that begins there."""
    return month_of_film + (at[TEAMS] + team * FILMED_LEVELS) * at[PROCESSES] * WIDTH


@njit(nogil=True, error_model="numpy", forceinline=True)
def film_team(w, at, film, month_of_film, team):
    """Film what the ledgers of other runs will need of one team's month."""
    of_team = team_row(at, at[RUN], team)
    coverage, levels = filmed_coverage_row(at, month_of_film, team), filmed_levels_row(at, month_of_film, team)
    for k in range(at[PROCESSES]):
        row = process_row(of_team, k)
        for lane in range(WIDTH):
            process = get(ProcessState, w, row + lane)
            put(FilmedCoverage, film, coverage + k * WIDTH + lane, FilmedCoverage(process.coverage))
        for lane in range(WIDTH):
            process = get(ProcessState, w, row + lane)
            seen = FilmedLevels(process.efficacy, process.reported, process.honest)
            put(FilmedLevels, film, levels + k * FILMED_LEVELS * WIDTH + lane, seen)


@njit(nogil=True, error_model="numpy", forceinline=True)
def note_team_beside_film(w, at, film, month_of_film, team, with_levels, is_past):
    """Note one team's month, as difference between the run and its filmed twin; in the past both are filmed."""
    of_team = team_row(at, at[RUN], team)
    coverage, levels = filmed_coverage_row(at, month_of_film, team), filmed_levels_row(at, month_of_film, team)
    windows, coached = at[WINDOWS], at[COACHED] + WIDTH
    count_team(w, at)
    for k in range(at[PROCESSES]):
        row, ledger, sums = process_row(of_team, k), ledger_row(at, team, k), sums_row(at, k)
        for lane in range(WIDTH):
            twin = get(FilmedCoverage, film, coverage + k * WIDTH + lane)
            own = FilmedCoverage(twin.coverage if is_past else get(ProcessState, w, row + lane).coverage)
            note_gain(w, windows + lane, coached + lane, ledger + lane, sums + lane, own, twin)
        if with_levels:
            for lane in range(WIDTH):
                twin = get(FilmedLevels, film, levels + k * FILMED_LEVELS * WIDTH + lane)
                process = get(ProcessState, w, row + lane)
                own = FilmedLevels(
                    twin.efficacy if is_past else process.efficacy,
                    twin.reported if is_past else process.reported,
                    twin.honest if is_past else process.honest,
                )
                note_levels(w, coached + lane, sums + lane, own, twin)


@njit(nogil=True, error_model="numpy")
def close_ledgers(w, at, month):
    """Enter the month's sums into the ledger of the run, and the groups' means of the first process into its spans."""
    teams = float(at[TEAMS])
    spans = at[SPANS] + month * SPAN_ROWS
    for lane in range(WIDTH):
        sums = get(MonthLedger, w, at[MONTH_LEDGERS] + lane)
        coached = peek(Row, w, at[COACHED] + lane)
        put(GroupMonth, w, spans + lane, coached_of_month(sums, coached))
        put(GroupMonth, w, spans + SPAN_ROWS // 2 + lane, uncoached_of_month(sums, coached, teams))
    for k in range(at[PROCESSES]):
        for lane in range(WIDTH):
            ledger = at[RUN_LEDGERS] + k * RUN_LEDGER_ROWS + lane
            after = ledger_of_run(
                get(RunLedger, w, ledger),
                get(MonthLedger, w, sums_row(at, k) + lane),
                peek(Row, w, at[COACHED] + lane),
                teams,
                get(Windows, w, at[WINDOWS] + lane),
            )
            put(RunLedger, w, ledger, after)


@njit(nogil=True, error_model="numpy")
def record_series(w, facts, at, world, which, month):
    """Add up the month for the charts: coached and uncoached, in the run (which = 0) or its twin (1)."""
    processes, conditions = at[PROCESSES], world + at[POLICY]
    group_step = GROUP_ROWS + MANAGER_SERIES_ROWS + processes * PROCESS_SERIES_ROWS
    first = at[SERIES] + month * at[SERIES_STEP] + which * 2 * group_step
    weight = at[SCRATCH] + 2 * WIDTH
    for element in range(first, first + 2 * group_step):
        w[element] = 0.0
    for network in range(at[NETWORKS]):
        manager = manager_row(at, world, network)
        authority = authority_row(at, world, int(facts[at[REGION_OF] + network]))
        for lane in range(WIDTH):
            coached = is_coached(get(ManagerState, w, manager + lane), get(PolicyState, w, conditions + lane).programme)
            poke(Row, w, weight + lane, coached)
            poke(Row, w, weight + WIDTH + lane, 1.0 - coached)
        for group in range(2):
            row = first + group * group_step + GROUP_ROWS
            for lane in range(WIDTH):
                after = series_with_manager(
                    get(ManagerSeries, w, row + lane),
                    get(ManagerState, w, manager + lane),
                    get(AuthorityState, w, authority + lane).logic,
                    peek(Row, w, weight + group * WIDTH + lane),
                )
                put(ManagerSeries, w, row + lane, after)
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            of_team = team_row(at, world, team)
            for group in range(2):
                row, share = first + group * group_step, weight + group * WIDTH
                for lane in range(WIDTH):
                    after = series_with_team(
                        get(GroupSeries, w, row + lane),
                        get(TeamState, w, of_team + lane),
                        peek(Row, w, share + lane),
                    )
                    put(GroupSeries, w, row + lane, after)
                for k in range(processes):
                    target = row + GROUP_ROWS + MANAGER_SERIES_ROWS + k * PROCESS_SERIES_ROWS
                    for lane in range(WIDTH):
                        after = series_with_process(
                            get(ProcessSeries, w, target + lane),
                            get(ProcessState, w, process_row(of_team, k) + lane),
                            peek(Row, w, share + lane),
                        )
                        put(ProcessSeries, w, target + lane, after)


@njit(nogil=True, error_model="numpy")
def record_places(w, facts, at, twin, month):
    """Add up the month by groups of teams: each process in the run, then in its twin, then who is in the programme."""
    run, processes = at[RUN], at[PROCESSES]
    of_world = processes * PLACE_PROCESS_ROWS
    step = 2 * of_world + PLACE_TEAMS_ROWS
    first = at[SERIES] + (month + 1) * at[SERIES_STEP] - at[GROUPS] * step
    for element in range(first, first + at[GROUPS] * step):
        w[element] = 0.0
    for network in range(at[NETWORKS]):
        manager, conditions = manager_row(at, run, network), run + at[POLICY]
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            place = first + int(facts[at[GROUP_OF] + team]) * step
            for which in range(2):
                of_team = team_row(at, twin if which == 1 else run, team)
                for k in range(processes):
                    row = place + which * of_world + k * PLACE_PROCESS_ROWS
                    for lane in range(WIDTH):
                        after = place_with_process(
                            get(PlaceProcess, w, row + lane), get(ProcessState, w, process_row(of_team, k) + lane)
                        )
                        put(PlaceProcess, w, row + lane, after)
            row = place + 2 * of_world
            for lane in range(WIDTH):
                state = get(ManagerState, w, manager + lane)
                coached = is_coached(state, get(PolicyState, w, conditions + lane).programme)
                put(PlaceTeams, w, row + lane, place_with_team(get(PlaceTeams, w, row + lane), state, coached))
