# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Ending: ledgers become measures."""

from __future__ import annotations

import math

from numba import njit

from simulation.engine.compiled.constants import (
    ACCOUNT,
    FIFTHS,
    FIRST_TEAM,
    HOPS,
    IDENTITIES,
    LATE_GAIN,
    MANAGER_TIES,
    MEASURES,
    MONTHS,
    NETWORK_OF,
    NETWORKS,
    POLICY,
    POPULATION,
    PROCESSES,
    RANKS,
    RUN,
    RUN_LEDGERS,
    SCRATCH,
    SPANS,
    TEAM_LEDGERS,
    TEAM_TIES,
    TEAMS,
    TIE_NOW,
    TIES,
)
from simulation.engine.compiled.kinds import Fifths, Rank
from simulation.engine.compiled.lanes import WIDTH, get, poke, put, put_in_order
from simulation.engine.compiled.layout import (
    DISTANCES,
    FIFTHS_ROWS,
    PROCESS_MEASURE_ROWS,
    RANK_ROWS,
    RUN_LEDGER_ROWS,
    RUN_MEASURE_ROWS,
    SPAN_ROWS,
    TEAM_LEDGER_ROWS,
    TIE,
)
from simulation.engine.compiled.rows import manager_row, team_row
from simulation.observables import LATE_MONTHS, SMALLEST_GAIN
from simulation.observables.equity import (
    NOBODY,
    Centre,
    EquityLedger,
    Slope,
    centre_with_team,
    fifth_with_team,
    gradient_of,
    late_coverage_of,
    people_of_fifth,
    slope_with_team,
)
from simulation.observables.ledgers import (
    EMPTY_END,
    DistanceLedger,
    IdentityLedger,
    MoranLedger,
    RunLedger,
    TeamLedger,
    distance_with_team,
    end_with_team,
    is_coached,
)
from simulation.observables.measures import (
    ProcessMeasures,
    RunMeasures,
    half_distance_between,
    measures_of_process,
    measures_of_run,
)
from simulation.observables.spans import (
    NOBODY_YET,
    NOTHING_YET,
    GroupMonth,
    arrival_with_span,
    highest_with_span,
    is_span_since,
    lasting_of,
    level_of_head_start,
)
from simulation.parameters import Mechanisms
from simulation.state import (
    AccountState,
    ManagerState,
    PolicyState,
    TeamState,
)

LOWEST, HIGHEST = (Fifths._fields.index(name) * WIDTH for name in ("lowest", "highest"))
OF_TWIN = Fifths._fields.index("twin_lowest") * WIDTH
"""From what is noted of the run to the same of the twin."""


@njit(nogil=True, error_model="numpy")
def measure_hops(w, facts, at):
    """Note for each network how many hops it is from the nearest coached one, along who looks to whom."""
    networks, ties, far = at[NETWORKS], at[TIES], float(DISTANCES)
    for network in range(networks):
        manager = manager_row(at, at[RUN], network)
        for lane in range(WIDTH):
            coached = is_coached(
                get(ManagerState, w, manager + lane), get(PolicyState, w, at[RUN] + at[POLICY] + lane).programme
            )
            w[at[HOPS] + network * WIDTH + lane] = 0.0 if coached > 0.5 else far
    for hop in range(1, DISTANCES):
        for network in range(networks):
            first, end = int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])
            for lane in range(WIDTH):
                if w[at[HOPS] + network * WIDTH + lane] < far:
                    continue
                near = False
                for tie in range(network * ties, (network + 1) * ties):
                    peer = int(w[at[MANAGER_TIES] + tie * TIE + TIE_NOW + lane])
                    near = near or (peer >= 0 and w[at[HOPS] + peer * WIDTH + lane] == hop - 1.0)
                for tie in range(first * ties, end * ties):
                    peer = int(w[at[TEAM_TIES] + tie * TIE + TIE_NOW + lane])
                    if peer >= 0:
                        of_peer = int(facts[at[NETWORK_OF] + peer])
                        near = near or w[at[HOPS] + of_peer * WIDTH + lane] == hop - 1.0
                if near:
                    w[at[HOPS] + network * WIDTH + lane] = float(hop)


@njit(nogil=True, error_model="numpy")
def measure_moran(w, at, lane):
    """Return the sums behind Moran's I of the late gains of the first process over the ties as they stand."""
    teams, ties, step = at[TEAMS], at[TIES], at[PROCESSES] * TEAM_LEDGER_ROWS
    gains = at[TEAM_LEDGERS] + LATE_GAIN + lane
    total = 0.0
    for team in range(teams):
        total += w[gains + team * step]
    mean = total / float(teams)
    count, products, squares = 0.0, 0.0, 0.0
    for team in range(teams):
        own = w[gains + team * step] - mean
        squares += own * own
        for tie in range(team * ties, (team + 1) * ties):
            peer = int(w[at[TEAM_TIES] + tie * TIE + TIE_NOW + lane])
            if peer >= 0:
                count += 1.0
                products += own * (w[gains + peer * step] - mean)
    return MoranLedger(ties=count, products=products, squares=squares)


@njit(nogil=True, error_model="numpy")
def measure_distances(w, facts, at, lane):
    """Write the mean late gain at each distance to the scratch (undefined where nobody is) and return half-distance."""
    scratch, step = at[SCRATCH], at[PROCESSES] * TEAM_LEDGER_ROWS
    half_distance, last, last_at, half = math.nan, math.nan, 0.0, math.nan
    for distance in range(DISTANCES):
        ledger = DistanceLedger(0.0, 0.0)
        for team in range(at[TEAMS]):
            network = int(facts[at[NETWORK_OF] + team])
            here = 1.0 if w[at[HOPS] + network * WIDTH + lane] == float(distance) else 0.0
            ledger = distance_with_team(ledger, w[at[TEAM_LEDGERS] + LATE_GAIN + team * step + lane], here)
        gain = ledger.gain / ledger.teams if ledger.teams > 0.0 else math.nan
        w[scratch + distance * WIDTH + lane] = gain
        if distance == 0:
            half = 0.5 * gain if gain >= SMALLEST_GAIN else math.nan
        elif gain <= half and math.isnan(half_distance):
            half_distance = (
                half_distance_between(last_at, last, gain, half)
                if last_at + 1.0 == float(distance)
                else float(distance)
            )
        if not math.isnan(gain):
            last, last_at = gain, float(distance)
    return half_distance


@njit(nogil=True, error_model="numpy")
def rank_teams(w, at, k, of_twin):
    """Put the teams in the order of their late coverage in one process, the least covered first, in all lanes at once.

    By merge exchange (Batcher; Knuth, The Art of Computer Programming, 5.2.2, algorithm M): what is compared with what
    does not depend on what was found, so that lanes go side by side.
    """
    ranks, teams = at[RANKS], at[TEAMS]
    for team in range(teams):
        row = at[TEAM_LEDGERS] + (team * at[PROCESSES] + k) * TEAM_LEDGER_ROWS
        for lane in range(WIDTH):
            coverage = late_coverage_of(get(TeamLedger, w, row + lane), of_twin)
            put(Rank, w, ranks + team * RANK_ROWS + lane, Rank(coverage, float(team)))
    largest = 1
    while 2 * largest < teams:
        largest *= 2
    apart = largest
    while apart > 0:
        step, wanted, distance = largest, 0, apart
        while True:
            for place in range(teams - distance):
                if place & apart == wanted:
                    put_in_order(Rank, w, ranks + place * RANK_ROWS, ranks + (place + distance) * RANK_ROWS)
            if step == apart:
                break
            distance, step, wanted = step - apart, step // 2, apart
        apart //= 2


@njit(nogil=True, error_model="numpy")
def measure_fifth(w, facts, at, lane, wanted, first, step):
    """Return the coverage of the fifth of people that begins at a place of the order and goes on in steps."""
    fifth = NOBODY
    for place in range(at[TEAMS]):
        if fifth.people >= wanted:
            break
        rank = get(Rank, w, at[RANKS] + (first + place * step) * RANK_ROWS + lane)
        fifth = fifth_with_team(fifth, rank.coverage, facts[at[POPULATION] + int(rank.team)], wanted)
    return fifth.covered / fifth.people


@njit(nogil=True, error_model="numpy")
def measure_fifths(w, facts, at, k):
    """Note the fifths at both ends of one process, in run and twin."""
    teams, population = at[TEAMS], 0.0
    for team in range(teams):
        population += facts[at[POPULATION] + team]
    wanted = people_of_fifth(population)
    for of_twin in range(2):
        rank_teams(w, at, k, float(of_twin))
        fifths = at[FIFTHS] + k * FIFTHS_ROWS + of_twin * OF_TWIN
        for lane in range(WIDTH):
            poke(Fifths, w, fifths + LOWEST + lane, measure_fifth(w, facts, at, lane, wanted, 0, 1))
            poke(Fifths, w, fifths + HIGHEST + lane, measure_fifth(w, facts, at, lane, wanted, teams - 1, -1))


@njit(nogil=True, error_model="numpy")
def measure_equity(w, facts, at, k, lane, population):
    """Return the fifths, and the slope of gains over the start, of one process."""
    teams, fifths = at[TEAMS], get(Fifths, w, at[FIFTHS] + k * FIFTHS_ROWS + lane)
    centre, slope = Centre(0.0, 0.0), Slope(0.0, 0.0)
    for team in range(teams):
        row = at[TEAM_LEDGERS] + (team * at[PROCESSES] + k) * TEAM_LEDGER_ROWS + lane
        centre = centre_with_team(centre, get(TeamLedger, w, row), facts[at[POPULATION] + team])
    for team in range(teams):
        row = at[TEAM_LEDGERS] + (team * at[PROCESSES] + k) * TEAM_LEDGER_ROWS + lane
        slope = slope_with_team(slope, get(TeamLedger, w, row), facts[at[POPULATION] + team], centre, population)
    return EquityLedger(
        fifths.lowest, fifths.highest, fifths.twin_lowest, fifths.twin_highest, gradient_of(slope, population)
    )


@njit(nogil=True, error_model="numpy", forceinline=True)
def span_until(w, at, lane, group, first, month):
    """Return a group's mean coverage in run and twin over the months from `first` up to `month`."""
    run, twin = 0.0, 0.0
    for one in range(first, month + 1):
        of = get(GroupMonth, w, at[SPANS] + one * SPAN_ROWS + group + lane)
        run += of.run
        twin += of.twin
    length = float(month + 1 - first)
    return GroupMonth(run / length, twin / length)


@njit(nogil=True, error_model="numpy")
def measure_spans(w, at, lane, group, start):
    """Return what a group's spans come to: the highest, what is left, the head start; `group` is its first row."""
    months, length = at[MONTHS], int(LATE_MONTHS)
    highest = NOTHING_YET
    for month in range(length - 1, months):
        if is_span_since(float(month), start):
            highest = highest_with_span(highest, span_until(w, at, lane, group, month + 1 - length, month))
    # Without months before mentoring there is no level to ask for.
    before = math.nan
    if 0.0 < start <= float(months):
        before = span_until(w, at, lane, group, max(int(start) - length, 0), int(start) - 1).run
    level, arrival = level_of_head_start(before, highest), NOBODY_YET
    for month in range(length - 1, months):
        if is_span_since(float(month), start):
            span = span_until(w, at, lane, group, month + 1 - length, month)
            arrival = arrival_with_span(arrival, span, float(month), level)
    late = span_until(w, at, lane, group, max(months - length, 0), months - 1)
    return lasting_of(highest, late.run - late.twin, arrival, float(months))


@njit(nogil=True, error_model="numpy")
def measure(w, facts, at, twin):
    """Turn ledgers into measures."""
    processes, months = at[PROCESSES], float(at[MONTHS])
    measure_hops(w, facts, at)
    for k in range(processes):
        measure_fifths(w, facts, at, k)
    for lane in range(WIDTH):
        identity = get(IdentityLedger, w, at[IDENTITIES] + lane)
        p = get(Mechanisms, w, lane)
        end = EMPTY_END
        programme = get(PolicyState, w, at[RUN] + at[POLICY] + lane).programme
        for team in range(at[TEAMS]):
            network = int(facts[at[NETWORK_OF] + team])
            manager = get(ManagerState, w, manager_row(at, at[RUN], network) + lane)
            ledger = at[TEAM_LEDGERS] + team * processes * TEAM_LEDGER_ROWS + lane
            gain = 0.0
            for k in range(processes):
                gain += w[ledger + k * TEAM_LEDGER_ROWS + LATE_GAIN]
            state = get(TeamState, w, team_row(at, at[RUN], team) + lane)
            end = end_with_team(
                end,
                state,
                get(TeamLedger, w, ledger),
                gain / float(processes),
                facts[at[POPULATION] + team],
                is_coached(manager, programme),
            )
        half_distance = measure_distances(w, facts, at, lane)
        scratch = at[SCRATCH] + lane
        gains = (
            w[scratch],
            w[scratch + WIDTH],
            w[scratch + 2 * WIDTH],
            w[scratch + 3 * WIDTH],
            w[scratch + 4 * WIDTH],
            w[scratch + 5 * WIDTH],
        )
        for k in range(processes):
            own = measures_of_process(
                get(RunLedger, w, at[RUN_LEDGERS] + k * RUN_LEDGER_ROWS + lane),
                end,
                measure_equity(w, facts, at, k, lane, end.population),
                months,
                p.levers,
            )
            put(ProcessMeasures, w, at[MEASURES] + RUN_MEASURE_ROWS + k * PROCESS_MEASURE_ROWS + lane, own)
        run = measures_of_run(
            get(RunLedger, w, at[RUN_LEDGERS] + lane),
            get(ProcessMeasures, w, at[MEASURES] + RUN_MEASURE_ROWS + lane),
            end,
            identity,
            float(at[NETWORKS]),
            get(AccountState, w, at[RUN] + at[ACCOUNT] + lane),
            get(AccountState, w, twin + at[ACCOUNT] + lane),
            measure_moran(w, at, lane),
            half_distance,
            gains,
            measure_spans(w, at, lane, 0, p.levers.mentoring_start),
            measure_spans(w, at, lane, SPAN_ROWS // 2, p.levers.mentoring_start),
            months,
            p,
        )
        put(RunMeasures, w, at[MEASURES] + lane, run)
