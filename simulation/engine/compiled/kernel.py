# pyright: basic
"""Kernel: one sweep over agents per phase, 16 runs wide; it allocates nothing and can stop after any phase.

Arguments are the same everywhere: ``w`` the workspace, ``keys`` the 16 run keys, ``facts`` who belongs
where, ``at`` the layout, ``world`` the offset of the run or of its twin. See ``layout``.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, uint64

from simulation.engine.compiled import rules
from simulation.engine.compiled.lanes import WIDTH, Row, TieRows, get, key_of, kinds_of_rows, peek, poke, put
from simulation.engine.compiled.layout import (
    ACCOUNT_ROWS,
    AUTHORITY_PROCESS_ROWS,
    AUTHORITY_ROWS,
    CHANGE,
    DISTANCES,
    GROUP_ROWS,
    MANAGER_ROWS,
    MANAGER_SERIES_ROWS,
    MONTH_LEDGER_ROWS,
    OWN_ROWS,
    PROCESS_MEASURE_ROWS,
    PROCESS_POLICY_ROWS,
    PROCESS_ROWS,
    PROCESS_SERIES_ROWS,
    RUN_LEDGER_ROWS,
    RUN_MEASURE_ROWS,
    TEAM_LEDGER_ROWS,
    TEAM_ROWS,
    TIE,
    At,
)
from simulation.mechanisms.shapes import occurs, positive
from simulation.network import comes_before, order_key, tie_away, tie_near, tie_now
from simulation.observables import (
    EMPTY_MONTH,
    DistanceLedger,
    EndLedger,
    GroupSeries,
    IdentityLedger,
    ManagerSeries,
    MonthLedger,
    MoranLedger,
    ProcessMeasures,
    ProcessSeries,
    RunLedger,
    RunMeasures,
    TeamLedger,
    Windows,
    distance_with_team,
    end_with_team,
    half_distance_between,
    identity_with_manager,
    is_coached,
    ledger_of_run,
    ledger_of_team,
    measures_of_process,
    measures_of_run,
    month_with_team,
    series_with_manager,
    series_with_process,
    series_with_team,
    windows_of_month,
)
from simulation.parameters import Mechanisms, ProcessParameters
from simulation.phases import (
    BETWEEN_QUARTERS,
    NO_MASTERY,
    NO_NETWORKS,
    NO_TEAMS,
    account_of_month,
    account_with_team,
    care_of_process,
    claim_on_team,
    climate_of_team,
    contract_of_team,
    effort_of_team,
    ends_quarter,
    ends_year,
    learning_of_process,
    mastery_with_process,
    measurement_of_process,
    month_of_authority,
    month_of_manager,
    policy_of_month,
    practice_of_process,
    process_policy_of_month,
    shortfall_of_process,
    targets_of_process,
    turnover_of_manager,
    turnover_of_process,
    turnover_of_team,
    view_with_network,
    view_with_team,
)
from simulation.start import (
    ProcessDraws,
    TeamDraws,
    logic_at_start,
    manager_at_start,
    newcomers_identity,
    process_at_start,
    team_at_start,
)
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
from simulation.streams import MEMBERS, Decision, cell_of, mixed, normal, uniform

assert rules.MODULES  # importing it registers the rules

kinds_of_rows(
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
    Windows,
    GroupSeries,
    ManagerSeries,
    ProcessSeries,
    ProcessMeasures,
    RunMeasures,
    TieRows,
    Row,
)

# Layout, as plain whole numbers that the compiler folds.
REGIONS, NETWORKS, TEAMS, PROCESSES = int(At.REGIONS), int(At.NETWORKS), int(At.TEAMS), int(At.PROCESSES)
MONTHS, TIES, CHANGES = int(At.MONTHS), int(At.TIES), int(At.CHANGES)
AUTHORITY_STEP, TEAM_STEP, SERIES_STEP = int(At.AUTHORITY_STEP), int(At.TEAM_STEP), int(At.SERIES_STEP)
OWN, CHANGE_LIST, TEAM_TIES, MANAGER_TIES = int(At.OWN), int(At.CHANGE_LIST), int(At.TEAM_TIES), int(At.MANAGER_TIES)
HOPS, KEYS_OF_ORDER, REGION_DRAWS = int(At.HOPS), int(At.KEYS_OF_ORDER), int(At.REGION_DRAWS)
RUN, TWIN, TEAM_LEDGERS, MONTH_LEDGERS = int(At.RUN), int(At.TWIN), int(At.TEAM_LEDGERS), int(At.MONTH_LEDGERS)
RUN_LEDGERS, SCRATCH, SERIES, MEASURES = int(At.RUN_LEDGERS), int(At.SCRATCH), int(At.SERIES), int(At.MEASURES)
WINDOWS, IDENTITIES = int(At.WINDOWS), int(At.IDENTITIES)
POLICY, PROCESS_POLICY, ACCOUNT = int(At.POLICY), int(At.PROCESS_POLICY), int(At.ACCOUNT)
AUTHORITIES, MANAGERS, AGENTS, WORLD = int(At.AUTHORITIES), int(At.MANAGERS), int(At.AGENTS), int(At.WORLD)
FIRST_NETWORK, FIRST_TEAM, REGION_OF = int(At.FIRST_NETWORK), int(At.FIRST_TEAM), int(At.REGION_OF)
NETWORK_OF, POPULATION, BASELINE = int(At.NETWORK_OF), int(At.POPULATION), int(At.BASELINE)
NAMED_PLACE, NAMED, FIXED_TIES = int(At.NAMED_PLACE), int(At.NAMED), int(At.FIXED_TIES)

TIE_DRAW, TIE_AWAY, TIE_NEAR, TIE_NOW = 0, WIDTH, 2 * WIDTH, 3 * WIDTH
CHANGE_MONTH, CHANGE_PLACE, CHANGE_VALUE = 0, WIDTH, 2 * WIDTH
IDENTITY = ManagerState._fields.index("identity") * WIDTH
PEERS_IDENTITY = ManagerState._fields.index("peers_identity") * WIDTH
ORDER = ManagerState._fields.index("order") * WIDTH
CLAIMS = TeamState._fields.index("claims") * WIDTH
SHORTFALL = TeamState._fields.index("shortfall") * WIDTH
EFFICACY = ProcessState._fields.index("efficacy") * WIDTH
PRACTICE = ProcessState._fields.index("practice") * WIDTH
MASTERY = ProcessState._fields.index("mastery") * WIDTH
COVERAGE = ProcessState._fields.index("coverage") * WIDTH
SEEN = ProcessState._fields.index("seen") * WIDTH
PEERS_PRACTICE = ProcessState._fields.index("peers_practice") * WIDTH
PEERS_MASTERY = ProcessState._fields.index("peers_mastery") * WIDTH
LATE_GAIN = TeamLedger._fields.index("late_gain") * WIDTH
START_COVERAGE = TeamLedger._fields.index("start_coverage") * WIDTH
RUN_START_COVERAGE = RunLedger._fields.index("start_coverage") * WIDTH

D_LOGIC, D_IDENTITY = int(Decision.LOGIC_START), int(Decision.IDENTITY_START)
D_TRUST, D_COORDINATION = int(Decision.TRUST_START), int(Decision.COORDINATION_START)
D_MOTIVATION, D_EFFICACY = int(Decision.MOTIVATION_START), int(Decision.EFFICACY_START)
D_PRACTICE, D_BASELINE = int(Decision.PRACTICE_START), int(Decision.BASELINE_START)
D_DEMAND_START, D_NETWORK_ORDER = int(Decision.DEMAND_START), int(Decision.NETWORK_ORDER)
D_REGION_ORDER = int(Decision.REGION_ORDER)
D_TEAM_TIE, D_TEAM_AWAY, D_TEAM_NEAR = (
    int(Decision.TEAM_TIE),
    int(Decision.TEAM_TIE_AWAY),
    int(Decision.TEAM_TIE_NEAR),
)
D_MANAGER_TIE, D_MANAGER_AWAY = int(Decision.MANAGER_TIE), int(Decision.MANAGER_TIE_AWAY)
D_MANAGER_NEAR, D_MANAGER_LEAVES = int(Decision.MANAGER_TIE_NEAR), int(Decision.MANAGER_LEAVES)
D_NEWCOMER, D_LEAD_LEAVES = int(Decision.NEWCOMER), int(Decision.LEAD_LEAVES)
D_DEMAND, D_SAMPLE, D_AUDIT = int(Decision.DEMAND), int(Decision.SAMPLE), int(Decision.AUDIT)


@njit(inline="always")
def cell(decision, month, member):
    """Return the key of a decision, in unsigned words."""
    return cell_of(uint64(decision), uint64(month), uint64(member))


# Before the first month -------------------------------------------------------------------------------------


@njit(nogil=True, error_model="numpy")
def draw_ties(w, keys, facts, at):
    """Draw every tie: its draw and its two candidates."""
    teams, networks, ties = at[TEAMS], at[NETWORKS], at[TIES]
    fixed = facts[at[FIXED_TIES]] > 0.5
    for team in range(teams):
        network = int(facts[at[NETWORK_OF] + team])
        region = int(facts[at[REGION_OF] + network])
        first_network = int(facts[at[FIRST_NETWORK] + region])
        end_network = int(facts[at[FIRST_NETWORK] + region + 1])
        own_first = facts[at[FIRST_TEAM] + network]
        own_count = facts[at[FIRST_TEAM] + network + 1] - own_first
        region_first = facts[at[FIRST_TEAM] + first_network]
        region_count = facts[at[FIRST_TEAM] + end_network] - region_first
        for tie in range(ties):
            row = at[TEAM_TIES] + (team * ties + tie) * TIE
            member = team * MEMBERS + tie
            of_draw, of_away = cell(D_TEAM_TIE, 0, member), cell(D_TEAM_AWAY, 0, member)
            of_near = cell(D_TEAM_NEAR, 0, member)
            for lane in range(WIDTH):
                p = get(Mechanisms, w, lane)
                others = p.network.real_others
                u = uniform(key_of(keys, lane), of_draw)
                in_region = u < p.network.region_ties
                first = region_first if in_region else own_first
                count = region_count if in_region else own_count
                away = tie_away(
                    uniform(key_of(keys, lane), of_away), float(teams), region_first, region_count, float(team), others
                )
                near = tie_near(uniform(key_of(keys, lane), of_near), first, count, float(team), others)
                if fixed:
                    away = facts[at[FIXED_TIES] + 1 + team * ties + tie]
                    near = away
                w[row + TIE_DRAW + lane], w[row + TIE_AWAY + lane], w[row + TIE_NEAR + lane] = u, away, near
    for network in range(networks):
        region = int(facts[at[REGION_OF] + network])
        first = facts[at[FIRST_NETWORK] + region]
        count = facts[at[FIRST_NETWORK] + region + 1] - first
        for tie in range(ties):
            row = at[MANAGER_TIES] + (network * ties + tie) * TIE
            member = network * MEMBERS + tie
            of_draw, of_away = cell(D_MANAGER_TIE, 0, member), cell(D_MANAGER_AWAY, 0, member)
            of_near = cell(D_MANAGER_NEAR, 0, member)
            for lane in range(WIDTH):
                others = get(Mechanisms, w, lane).network.real_others
                w[row + TIE_DRAW + lane] = uniform(key_of(keys, lane), of_draw)
                w[row + TIE_AWAY + lane] = tie_away(
                    uniform(key_of(keys, lane), of_away), float(networks), first, count, float(network), others
                )
                w[row + TIE_NEAR + lane] = tie_near(
                    uniform(key_of(keys, lane), of_near), first, count, float(network), others
                )


@njit(nogil=True, error_model="numpy")
def place_ties(w, at):
    """Let every tie lead where it leads under today's share of cross ties."""
    for tie in range((at[TEAMS] + at[NETWORKS]) * at[TIES]):
        row = at[TEAM_TIES] + tie * TIE
        for lane in range(WIDTH):
            cross = get(Mechanisms, w, lane).levers.cross_ties
            w[row + TIE_NOW + lane] = tie_now(
                w[row + TIE_DRAW + lane], w[row + TIE_AWAY + lane], w[row + TIE_NEAR + lane], cross
            )


@njit(nogil=True, error_model="numpy")
def order_networks(w, keys, facts, at):
    """Put the networks into the order in which the programme takes them in, and managers into their networks."""
    regions, networks, ties = at[REGIONS], at[NETWORKS], at[TIES]
    draws, ties_to, key = (
        at[KEYS_OF_ORDER],
        at[KEYS_OF_ORDER] + networks * WIDTH,
        at[KEYS_OF_ORDER] + 2 * networks * WIDTH,
    )
    for network in range(networks):
        of = cell(D_NETWORK_ORDER, 0, network)
        for lane in range(WIDTH):
            w[draws + network * WIDTH + lane] = uniform(key_of(keys, lane), of)
            w[ties_to + network * WIDTH + lane] = 0.0
    for region in range(regions):
        of = cell(D_REGION_ORDER, 0, region)
        for lane in range(WIDTH):
            w[at[REGION_DRAWS] + region * WIDTH + lane] = uniform(key_of(keys, lane), of)
    for tie in range(at[TEAMS] * ties):
        for lane in range(WIDTH):
            peer = int(w[at[TEAM_TIES] + tie * TIE + TIE_NOW + lane])
            if peer >= 0:
                w[ties_to + int(facts[at[NETWORK_OF] + peer]) * WIDTH + lane] += 1.0
    for tie in range(networks * ties):
        for lane in range(WIDTH):
            peer = int(w[at[MANAGER_TIES] + tie * TIE + TIE_NOW + lane])
            if peer >= 0:
                w[ties_to + peer * WIDTH + lane] += 1.0
    for network in range(networks):
        region = int(facts[at[REGION_OF] + network])
        first, end = int(facts[at[FIRST_NETWORK] + region]), int(facts[at[FIRST_NETWORK] + region + 1])
        for lane in range(WIDTH):
            u = w[draws + network * WIDTH + lane]
            place_in_region = 0.0
            for other in range(first, end):
                place_in_region += comes_before(u, network, w[draws + other * WIDTH + lane], other)
            v = w[at[REGION_DRAWS] + region * WIDTH + lane]
            place_of_region = 0.0
            for other in range(regions):
                place_of_region += comes_before(v, region, w[at[REGION_DRAWS] + other * WIDTH + lane], other)
            w[key + network * WIDTH + lane] = order_key(
                get(Mechanisms, w, lane).levers.coaching_targeting,
                float(regions),
                float(networks),
                place_of_region,
                place_in_region,
                u,
                w[ties_to + network * WIDTH + lane],
                facts[at[NAMED_PLACE] + network],
            )
    for network in range(networks):
        row = at[RUN] + at[MANAGERS] + network * MANAGER_ROWS
        for lane in range(WIDTH):
            w[row + ORDER + lane] = 0.0
        for other in range(networks):
            for lane in range(WIDTH):
                w[row + ORDER + lane] += comes_before(
                    w[key + network * WIDTH + lane], network, w[key + other * WIDTH + lane], other
                )


@njit(nogil=True, error_model="numpy")
def start_people(w, keys, facts, at):
    """Give every authority, manager and team its state before the first month."""
    world, processes = at[RUN], at[PROCESSES]
    for row in range(world + at[POLICY], world + at[AUTHORITIES]):
        w[row] = 0.0
    for lane in range(WIDTH):
        w[world + lane] = 1.0
    for region in range(at[REGIONS]):
        row = world + at[AUTHORITIES] + region * at[AUTHORITY_STEP]
        of = cell(D_LOGIC, 0, region)
        for lane in range(WIDTH):
            logic = logic_at_start(uniform(key_of(keys, lane), of), get(Mechanisms, w, lane))
            put(AuthorityState, w, row + lane, AuthorityState(logic, 0.0, 0.0))
        for k in range(processes):
            for lane in range(WIDTH):
                figures = row + AUTHORITY_ROWS + k * AUTHORITY_PROCESS_ROWS + lane
                put(AuthorityProcessState, w, figures, AuthorityProcessState(0.0))
    for network in range(at[NETWORKS]):
        row = world + at[MANAGERS] + network * MANAGER_ROWS
        of = cell(D_IDENTITY, 0, network)
        for lane in range(WIDTH):
            identity = newcomers_identity(uniform(key_of(keys, lane), of), get(Mechanisms, w, lane))
            put(ManagerState, w, row + lane, manager_at_start(identity, w[row + ORDER + lane]))
    for team in range(at[TEAMS]):
        start_team(w, keys, facts, at, team)


@njit(nogil=True, error_model="numpy")
def start_team(w, keys, facts, at, team):
    """Give one team its state before the first month."""
    row = at[RUN] + at[AGENTS] + team * at[TEAM_STEP]
    of_trust, of_coordination = cell(D_TRUST, 0, team), cell(D_COORDINATION, 0, team)
    of_motivation = cell(D_MOTIVATION, 0, team)
    for lane in range(WIDTH):
        draws = TeamDraws(
            trust=uniform(key_of(keys, lane), of_trust),
            coordination=uniform(key_of(keys, lane), of_coordination),
            motivation=uniform(key_of(keys, lane), of_motivation),
        )
        put(TeamState, w, row + lane, team_at_start(draws, get(Mechanisms, w, lane)))
    own_row = at[OWN]
    for k in range(at[PROCESSES]):
        member = team * MEMBERS + k
        of_efficacy, of_practice = cell(D_EFFICACY, 0, member), cell(D_PRACTICE, 0, member)
        of_baseline, of_demand = cell(D_BASELINE, 0, member), cell(D_DEMAND_START, 0, member)
        given = facts[at[BASELINE] + team * at[PROCESSES] + k]
        for lane in range(WIDTH):
            draws = ProcessDraws(
                efficacy=uniform(key_of(keys, lane), of_efficacy),
                practice=uniform(key_of(keys, lane), of_practice),
                baseline=uniform(key_of(keys, lane), of_baseline),
                demand=normal(key_of(keys, lane), of_demand),
            )
            own = get(ProcessParameters, w, own_row + k * OWN_ROWS + lane)
            state = process_at_start(draws, given, own, get(Mechanisms, w, lane))
            put(ProcessState, w, row + TEAM_ROWS + k * PROCESS_ROWS + lane, state)


@njit(nogil=True, error_model="numpy")
def start_ledgers(w, at):
    """Empty the ledgers and note coverage at the start."""
    processes = at[PROCESSES]
    for element in range(at[TEAM_LEDGERS], at[SERIES]):
        w[element] = 0.0
    for team in range(at[TEAMS]):
        row = at[RUN] + at[AGENTS] + team * at[TEAM_STEP] + TEAM_ROWS
        ledger = at[TEAM_LEDGERS] + team * processes * TEAM_LEDGER_ROWS
        for k in range(processes):
            run = at[RUN_LEDGERS] + k * RUN_LEDGER_ROWS
            for lane in range(WIDTH):
                coverage = w[row + k * PROCESS_ROWS + COVERAGE + lane]
                w[ledger + k * TEAM_LEDGER_ROWS + START_COVERAGE + lane] = coverage
                w[run + RUN_START_COVERAGE + lane] += coverage


@njit(nogil=True, error_model="numpy")
def begin(w, keys, facts, at):
    """Bring a block from its parameters to the state before the first month."""
    draw_ties(w, keys, facts, at)
    place_ties(w, at)
    order_networks(w, keys, facts, at)
    start_people(w, keys, facts, at)
    start_ledgers(w, at)


# The month --------------------------------------------------------------------------------------------------


@njit(nogil=True, error_model="numpy")
def change_levers(w, at, month):
    """Let today's dated changes take effect; both worlds share the parameters."""
    changed = False
    for change in range(at[CHANGES]):
        row = at[CHANGE_LIST] + change * CHANGE
        for lane in range(WIDTH):
            if w[row + CHANGE_MONTH + lane] == month:
                w[int(w[row + CHANGE_PLACE + lane]) * WIDTH + lane] = w[row + CHANGE_VALUE + lane]
                changed = True
    if changed:
        place_ties(w, at)


@njit(nogil=True, error_model="numpy")
def policy_phase(w, facts, at, world, month):
    """Phase 1: levers become doses, chances and rates."""
    conditions, of_processes, own_rows = world + at[POLICY], world + at[PROCESS_POLICY], at[OWN]
    named = facts[at[NAMED]]
    networks, processes = float(at[NETWORKS]), at[PROCESSES]
    for lane in range(WIDTH):
        policy = get(PolicyState, w, conditions + lane)
        p = get(Mechanisms, w, lane)
        now = policy_of_month(policy, float(month), w[world + lane], networks, named, p)
        put(PolicyState, w, conditions + lane, now)
        weights = 0.0
        for k in range(processes):
            weights += get(ProcessParameters, w, own_rows + k * OWN_ROWS + lane).weight
        for k in range(processes):
            own = get(ProcessParameters, w, own_rows + k * OWN_ROWS + lane)
            row = of_processes + k * PROCESS_POLICY_ROWS + lane
            put(ProcessPolicyState, w, row, process_policy_of_month(float(month), weights, own, p))


@njit(nogil=True, error_model="numpy")
def turnover_phase(w, keys, facts, at, world, month):
    """Phase 2: people leave."""
    conditions = world + at[POLICY]
    left_rows, lead_left_rows = at[SCRATCH], at[SCRATCH] + WIDTH
    for network in range(at[NETWORKS]):
        row = world + at[MANAGERS] + network * MANAGER_ROWS
        of_leaving, of_newcomer = cell(D_MANAGER_LEAVES, month, network), cell(D_NEWCOMER, month, network)
        for lane in range(WIDTH):
            policy = get(PolicyState, w, conditions + lane)
            left = occurs(uniform(key_of(keys, lane), of_leaving), policy.manager_exit)
            newcomer = newcomers_identity(uniform(key_of(keys, lane), of_newcomer), get(Mechanisms, w, lane))
            put(ManagerState, w, row + lane, turnover_of_manager(get(ManagerState, w, row + lane), left, newcomer))
            poke(Row, w, left_rows + lane, left)
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            row_of_team = world + at[AGENTS] + team * at[TEAM_STEP]
            of_lead = cell(D_LEAD_LEAVES, month, team)
            for lane in range(WIDTH):
                policy = get(PolicyState, w, conditions + lane)
                lead_left = occurs(uniform(key_of(keys, lane), of_lead), policy.lead_exit)
                after = turnover_of_team(
                    get(TeamState, w, row_of_team + lane),
                    peek(Row, w, left_rows + lane),
                    lead_left,
                    get(Mechanisms, w, lane),
                )
                put(TeamState, w, row_of_team + lane, after)
                poke(Row, w, lead_left_rows + lane, lead_left)
            for k in range(at[PROCESSES]):
                row = row_of_team + TEAM_ROWS + k * PROCESS_ROWS
                for lane in range(WIDTH):
                    after = turnover_of_process(
                        get(ProcessState, w, row + lane), peek(Row, w, lead_left_rows + lane), get(Mechanisms, w, lane)
                    )
                    put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def authority_phase(w, facts, at, world):
    """Phase 3: managers look at their teams, authorities at their networks."""
    for region in range(at[REGIONS]):
        authority = world + at[AUTHORITIES] + region * at[AUTHORITY_STEP]
        first = int(facts[at[FIRST_NETWORK] + region])
        end = int(facts[at[FIRST_NETWORK] + region + 1])
        teams_of_region = facts[at[FIRST_TEAM] + end] - facts[at[FIRST_TEAM] + first]
        for lane in range(WIDTH):
            put(AuthorityState, w, authority + lane, NO_NETWORKS)
        for network in range(first, end):
            manager = world + at[MANAGERS] + network * MANAGER_ROWS
            first_team, end_team = int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])
            share = 1.0 / float(end_team - first_team)
            for lane in range(WIDTH):
                put(ManagerState, w, manager + lane, NO_TEAMS)
            for team in range(first_team, end_team):
                row = world + at[AGENTS] + team * at[TEAM_STEP]
                for lane in range(WIDTH):
                    view = view_with_team(
                        get(ManagerState, w, manager + lane),
                        get(TeamState, w, row + lane),
                        share,
                        get(Mechanisms, w, lane),
                    )
                    put(ManagerState, w, manager + lane, view)
            share_of_networks = 1.0 / float(end - first)
            share_of_teams = float(end_team - first_team) / teams_of_region
            for lane in range(WIDTH):
                view = view_with_network(
                    get(AuthorityState, w, authority + lane),
                    get(ManagerState, w, manager + lane),
                    share_of_networks,
                    share_of_teams,
                    get(Mechanisms, w, lane),
                )
                put(AuthorityState, w, authority + lane, view)
        for lane in range(WIDTH):
            after = month_of_authority(get(AuthorityState, w, authority + lane), get(Mechanisms, w, lane))
            put(AuthorityState, w, authority + lane, after)


@njit(nogil=True, error_model="numpy")
def look_at_peers(w, at, kind, ties, members, first, step, source, target):
    """Write to each member's row `target` the mean of `source` over those it is tied to.

    Positive values count; nobody gives 0. Both are rows of this `kind` of state.
    """
    count, total, found = at[TIES], at[SCRATCH], at[SCRATCH] + WIDTH
    for member in range(members):
        for lane in range(WIDTH):
            poke(Row, w, total + lane, 0.0)
            poke(Row, w, found + lane, 0.0)
        for tie in range(member * count, (member + 1) * count):
            row = ties + tie * TIE
            for lane in range(WIDTH):
                peer = get(TieRows, w, row + lane).now
                present = 1.0 if peer >= 0.0 else 0.0
                example = peek(kind, w, first + int(max(peer, 0.0)) * step + source + lane)
                poke(Row, w, total + lane, peek(Row, w, total + lane) + present * positive(example))
                poke(Row, w, found + lane, peek(Row, w, found + lane) + present)
        row = first + member * step + target
        for lane in range(WIDTH):
            poke(kind, w, row + lane, peek(Row, w, total + lane) / max(peek(Row, w, found + lane), 1.0))


@njit(nogil=True, error_model="numpy")
def managers_phase(w, facts, at, world):
    """Phase 4: managers look at their peers and become more or less of a coach."""
    conditions = world + at[POLICY]
    managers = world + at[MANAGERS]
    look_at_peers(w, at, ManagerState, at[MANAGER_TIES], at[NETWORKS], managers, MANAGER_ROWS, IDENTITY, PEERS_IDENTITY)
    for network in range(at[NETWORKS]):
        row = managers + network * MANAGER_ROWS
        region = int(facts[at[REGION_OF] + network])
        authority = world + at[AUTHORITIES] + region * at[AUTHORITY_STEP]
        for lane in range(WIDTH):
            after = month_of_manager(
                get(ManagerState, w, row + lane),
                get(AuthorityState, w, authority + lane),
                get(PolicyState, w, conditions + lane),
                get(Mechanisms, w, lane),
            )
            put(ManagerState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def climate_phase(w, facts, at, world):
    """Phase 5: teams feel support, control and sanction."""
    conditions = world + at[POLICY]
    for team in range(at[TEAMS]):
        row = world + at[AGENTS] + team * at[TEAM_STEP]
        network = int(facts[at[NETWORK_OF] + team])
        manager = world + at[MANAGERS] + network * MANAGER_ROWS
        authority = world + at[AUTHORITIES] + int(facts[at[REGION_OF] + network]) * at[AUTHORITY_STEP]
        for lane in range(WIDTH):
            after = climate_of_team(
                get(TeamState, w, row + lane),
                get(ManagerState, w, manager + lane),
                get(AuthorityState, w, authority + lane),
                get(PolicyState, w, conditions + lane),
                get(Mechanisms, w, lane),
            )
            put(TeamState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def practice_phase(w, facts, at, world):
    """Phase 6: teams look at their peers, divide their effort, and improve or let go."""
    conditions = world + at[POLICY]
    processes, step = at[PROCESSES], at[TEAM_STEP]
    for k in range(processes):
        first = world + at[AGENTS] + TEAM_ROWS + k * PROCESS_ROWS
        look_at_peers(w, at, ProcessState, at[TEAM_TIES], at[TEAMS], first, step, PRACTICE, PEERS_PRACTICE)
    for team in range(at[TEAMS]):
        row = world + at[AGENTS] + team * step
        network = int(facts[at[NETWORK_OF] + team])
        manager = world + at[MANAGERS] + network * MANAGER_ROWS
        authority = world + at[AUTHORITIES] + int(facts[at[REGION_OF] + network]) * at[AUTHORITY_STEP]
        for lane in range(WIDTH):
            after = effort_of_team(
                get(TeamState, w, row + lane), get(PolicyState, w, conditions + lane), get(Mechanisms, w, lane)
            )
            put(TeamState, w, row + lane, after)
        for k in range(processes):
            process = row + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            for lane in range(WIDTH):
                claim = claim_on_team(
                    get(ProcessState, w, process + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    get(Mechanisms, w, lane),
                )
                poke(TeamState, w, row + CLAIMS + lane, peek(TeamState, w, row + CLAIMS + lane) + claim)
        for k in range(processes):
            process = row + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            for lane in range(WIDTH):
                worked = practice_of_process(
                    get(ProcessState, w, process + lane),
                    get(TeamState, w, row + lane),
                    get(ManagerState, w, manager + lane),
                    get(AuthorityState, w, authority + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    float(processes),
                    get(Mechanisms, w, lane),
                )
                put(ProcessState, w, process + lane, worked)


@njit(nogil=True, error_model="numpy")
def care_phase(w, keys, at, world, month):
    """Phase 7: practice and demand become coverage."""
    for team in range(at[TEAMS]):
        for k in range(at[PROCESSES]):
            row = world + at[AGENTS] + team * at[TEAM_STEP] + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            own = at[OWN] + k * OWN_ROWS
            of = cell(D_DEMAND, month, team * MEMBERS + k)
            for lane in range(WIDTH):
                after = care_of_process(
                    get(ProcessState, w, row + lane),
                    get(ProcessParameters, w, own + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    normal(key_of(keys, lane), of),
                    get(Mechanisms, w, lane),
                )
                put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def measurement_phase(w, keys, at, world, month):
    """Phase 8: a sample becomes the month's figure and a report."""
    for team in range(at[TEAMS]):
        row_of_team = world + at[AGENTS] + team * at[TEAM_STEP]
        for k in range(at[PROCESSES]):
            row = row_of_team + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            own = at[OWN] + k * OWN_ROWS
            of = cell(D_SAMPLE, month, team * MEMBERS + k)
            for lane in range(WIDTH):
                after = measurement_of_process(
                    get(ProcessState, w, row + lane),
                    get(TeamState, w, row_of_team + lane),
                    get(ProcessParameters, w, own + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    float(month),
                    normal(key_of(keys, lane), of),
                    get(Mechanisms, w, lane),
                )
                put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def learning_phase(w, facts, at, world):
    """Phase 9: teams ask whether what they did moved the figure."""
    processes, step = at[PROCESSES], at[TEAM_STEP]
    for region in range(at[REGIONS]):
        first = int(facts[at[FIRST_TEAM] + int(facts[at[FIRST_NETWORK] + region])])
        end = int(facts[at[FIRST_TEAM] + int(facts[at[FIRST_NETWORK] + region + 1])])
        share = 1.0 / float(end - first)
        for k in range(processes):
            figures = (
                world + at[AUTHORITIES] + region * at[AUTHORITY_STEP] + AUTHORITY_ROWS + k * AUTHORITY_PROCESS_ROWS
            )
            for lane in range(WIDTH):
                poke(AuthorityProcessState, w, figures + lane, 0.0)
            for team in range(first, end):
                seen = world + at[AGENTS] + team * step + TEAM_ROWS + k * PROCESS_ROWS + SEEN
                for lane in range(WIDTH):
                    mean = peek(AuthorityProcessState, w, figures + lane) + share * peek(ProcessState, w, seen + lane)
                    poke(AuthorityProcessState, w, figures + lane, mean)
    for k in range(processes):
        first = world + at[AGENTS] + TEAM_ROWS + k * PROCESS_ROWS
        look_at_peers(w, at, ProcessState, at[TEAM_TIES], at[TEAMS], first, step, MASTERY, PEERS_MASTERY)
    for team in range(at[TEAMS]):
        row_of_team = world + at[AGENTS] + team * step
        network = int(facts[at[NETWORK_OF] + team])
        region = int(facts[at[REGION_OF] + network])
        manager = world + at[MANAGERS] + network * MANAGER_ROWS
        for lane in range(WIDTH):
            put(TeamState, w, row_of_team + lane, NO_MASTERY)
        for k in range(processes):
            row = row_of_team + TEAM_ROWS + k * PROCESS_ROWS
            figures = (
                world + at[AUTHORITIES] + region * at[AUTHORITY_STEP] + AUTHORITY_ROWS + k * AUTHORITY_PROCESS_ROWS
            )
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            own = at[OWN] + k * OWN_ROWS
            for lane in range(WIDTH):
                after = learning_of_process(
                    get(ProcessState, w, row + lane),
                    get(TeamState, w, row_of_team + lane),
                    get(ManagerState, w, manager + lane),
                    peek(AuthorityProcessState, w, figures + lane),
                    get(ProcessParameters, w, own + lane),
                    get(Mechanisms, w, lane),
                )
                put(ProcessState, w, row + lane, after)
            for lane in range(WIDTH):
                mastery = mastery_with_process(
                    get(TeamState, w, row_of_team + lane),
                    get(ProcessState, w, row + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    get(Mechanisms, w, lane),
                )
                put(TeamState, w, row_of_team + lane, mastery)


@njit(nogil=True, error_model="numpy")
def contract_phase(w, keys, facts, at, world, month):
    """Phase 10: at the end of a quarter reports meet targets, at the end of a year targets move; hours are booked."""
    conditions = world + at[POLICY]
    processes = at[PROCESSES]
    quarter, year = ends_quarter(month), ends_year(month)
    for team in range(at[TEAMS]):
        row = world + at[AGENTS] + team * at[TEAM_STEP]
        region = int(facts[at[REGION_OF] + int(facts[at[NETWORK_OF] + team])])
        authority = world + at[AUTHORITIES] + region * at[AUTHORITY_STEP]
        if not quarter:
            for lane in range(WIDTH):
                put(TeamState, w, row + lane, BETWEEN_QUARTERS)
            continue
        for lane in range(WIDTH):
            poke(TeamState, w, row + SHORTFALL + lane, 0.0)
        for k in range(processes):
            process = row + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            for lane in range(WIDTH):
                missing = shortfall_of_process(
                    get(ProcessState, w, process + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    get(Mechanisms, w, lane),
                )
                poke(TeamState, w, row + SHORTFALL + lane, peek(TeamState, w, row + SHORTFALL + lane) + missing)
        of = cell(D_AUDIT, month, team)
        population = facts[at[POPULATION] + team]
        account = world + at[ACCOUNT]
        for lane in range(WIDTH):
            audited = occurs(uniform(key_of(keys, lane), of), get(PolicyState, w, conditions + lane).audit)
            p = get(Mechanisms, w, lane)
            after = contract_of_team(
                get(TeamState, w, row + lane), get(AuthorityState, w, authority + lane), audited, p
            )
            put(TeamState, w, row + lane, after)
        for lane in range(WIDTH):
            booked = account_with_team(
                get(AccountState, w, account + lane),
                get(TeamState, w, row + lane),
                population,
                get(Mechanisms, w, lane),
            )
            put(AccountState, w, account + lane, booked)
        if year:
            for k in range(processes):
                process = row + TEAM_ROWS + k * PROCESS_ROWS
                for lane in range(WIDTH):
                    after = targets_of_process(get(ProcessState, w, process + lane), get(Mechanisms, w, lane))
                    put(ProcessState, w, process + lane, after)
    book_hours(w, at, world)


@njit(nogil=True, error_model="numpy")
def book_hours(w, at, world):
    """Book a month's hours of coaches, managers and verifiers."""
    conditions, teams = world + at[POLICY], float(at[TEAMS])
    scratch, account = at[SCRATCH], world + at[ACCOUNT]
    for lane in range(WIDTH):
        poke(Row, w, scratch + lane, 0.0)
    for network in range(at[NETWORKS]):
        row = world + at[MANAGERS] + network * MANAGER_ROWS
        for lane in range(WIDTH):
            summed = peek(Row, w, scratch + lane) + get(ManagerState, w, row + lane).supervision
            poke(Row, w, scratch + lane, summed)
    for lane in range(WIDTH):
        booked = account_of_month(
            get(AccountState, w, account + lane),
            get(PolicyState, w, conditions + lane),
            peek(Row, w, scratch + lane),
            teams,
            get(Mechanisms, w, lane),
        )
        put(AccountState, w, account + lane, booked)


@njit(nogil=True, error_model="numpy")
def run_phase(w, keys, facts, at, world, month, phase):
    """Run one phase of one month in one world."""
    if phase == 1:
        policy_phase(w, facts, at, world, month)
    elif phase == 2:
        turnover_phase(w, keys, facts, at, world, month)
    elif phase == 3:
        authority_phase(w, facts, at, world)
    elif phase == 4:
        managers_phase(w, facts, at, world)
    elif phase == 5:
        climate_phase(w, facts, at, world)
    elif phase == 6:
        practice_phase(w, facts, at, world)
    elif phase == 7:
        care_phase(w, keys, at, world, month)
    elif phase == 8:
        measurement_phase(w, keys, at, world, month)
    elif phase == 9:
        learning_phase(w, facts, at, world)
    else:
        contract_phase(w, keys, facts, at, world, month)


@njit(nogil=True, error_model="numpy")
def run_month(w, keys, facts, at, world, month):
    """Run all phases of one month in one world."""
    for phase in range(1, 11):
        run_phase(w, keys, facts, at, world, month, phase)


# The twin ---------------------------------------------------------------------------------------------------


@njit(nogil=True, error_model="numpy")
def first_mentoring(w, at):
    """Return the first month in which any of the 16 runs has mentoring."""
    first = at[MONTHS]
    for lane in range(WIDTH):
        levers = get(Mechanisms, w, lane).levers
        first = min(first, int(levers.mentoring_start))
    return first


@njit(nogil=True, error_model="numpy")
def part_twins(w, at):
    """Give the twin the run's state; from now on the twin goes without mentoring."""
    for element in range(at[WORLD]):
        w[at[TWIN] + element] = w[at[RUN] + element]
    for lane in range(WIDTH):
        w[at[TWIN] + lane] = 0.0


# Observation ------------------------------------------------------------------------------------------------


@njit(nogil=True, error_model="numpy")
def observe(w, facts, at, twin, month):
    """Note one month in the ledgers, as difference between the run and the world `twin`."""
    processes, run, months, teams = at[PROCESSES], at[RUN], float(at[MONTHS]), float(at[TEAMS])
    windows, coached_teams, identity = at[WINDOWS], at[SCRATCH], at[IDENTITIES]
    sums, ledgers, conditions = at[MONTH_LEDGERS], at[RUN_LEDGERS], run + at[POLICY]
    coached = at[SCRATCH] + WIDTH
    for lane in range(WIDTH):
        put(Windows, w, windows + lane, windows_of_month(float(month), months, get(Mechanisms, w, lane).levers))
        poke(Row, w, coached_teams + lane, 0.0)
    for k in range(processes):
        for lane in range(WIDTH):
            put(MonthLedger, w, sums + k * MONTH_LEDGER_ROWS + lane, EMPTY_MONTH)
    for network in range(at[NETWORKS]):
        manager = run + at[MANAGERS] + network * MANAGER_ROWS
        for lane in range(WIDTH):
            state = get(ManagerState, w, manager + lane)
            inside = is_coached(state, get(PolicyState, w, conditions + lane).programme)
            now = get(Windows, w, windows + lane).ends_mentoring
            poke(Row, w, coached + lane, inside)
            ledger = get(IdentityLedger, w, identity + lane)
            put(IdentityLedger, w, identity + lane, identity_with_manager(ledger, state, inside, now))
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            for lane in range(WIDTH):
                poke(Row, w, coached_teams + lane, peek(Row, w, coached_teams + lane) + peek(Row, w, coached + lane))
            observe_team(w, at, twin, team)
    for k in range(processes):
        for lane in range(WIDTH):
            ledger = ledgers + k * RUN_LEDGER_ROWS + lane
            after = ledger_of_run(
                get(RunLedger, w, ledger),
                get(MonthLedger, w, sums + k * MONTH_LEDGER_ROWS + lane),
                peek(Row, w, coached_teams + lane),
                teams,
                get(Windows, w, windows + lane),
            )
            put(RunLedger, w, ledger, after)


@njit(nogil=True, error_model="numpy")
def observe_team(w, at, twin, team):
    """Note one team's month; whether it is coached stands in the second row of the scratch."""
    processes, windows, coached = at[PROCESSES], at[WINDOWS], at[SCRATCH] + WIDTH
    here = at[AGENTS] + team * at[TEAM_STEP] + TEAM_ROWS
    for k in range(processes):
        run_row, twin_row = at[RUN] + here + k * PROCESS_ROWS, twin + here + k * PROCESS_ROWS
        ledger = at[TEAM_LEDGERS] + (team * processes + k) * TEAM_LEDGER_ROWS
        sums = at[MONTH_LEDGERS] + k * MONTH_LEDGER_ROWS
        for lane in range(WIDTH):
            process, other = get(ProcessState, w, run_row + lane), get(ProcessState, w, twin_row + lane)
            now = get(Windows, w, windows + lane)
            put(TeamLedger, w, ledger + lane, ledger_of_team(get(TeamLedger, w, ledger + lane), process, other, now))
        for lane in range(WIDTH):
            process, other = get(ProcessState, w, run_row + lane), get(ProcessState, w, twin_row + lane)
            summed = month_with_team(get(MonthLedger, w, sums + lane), process, other, peek(Row, w, coached + lane))
            put(MonthLedger, w, sums + lane, summed)


@njit(nogil=True, error_model="numpy")
def record_series(w, facts, at, world, which, month):
    """Add up the month for the charts: coached and uncoached, in the run (which = 0) or its twin (1)."""
    processes = at[PROCESSES]
    group_step = GROUP_ROWS + MANAGER_SERIES_ROWS + processes * PROCESS_SERIES_ROWS
    first = at[SERIES] + month * at[SERIES_STEP] + which * 2 * group_step
    for element in range(first, first + 2 * group_step):
        w[element] = 0.0
    for group in range(2):
        row = first + group * group_step
        for network in range(at[NETWORKS]):
            manager = world + at[MANAGERS] + network * MANAGER_ROWS
            authority = world + at[AUTHORITIES] + int(facts[at[REGION_OF] + network]) * at[AUTHORITY_STEP]
            weight = at[SCRATCH] + 2 * WIDTH
            for lane in range(WIDTH):
                state = get(ManagerState, w, manager + lane)
                coached = is_coached(state, get(PolicyState, w, world + at[POLICY] + lane).programme)
                w[weight + lane] = coached if group == 0 else 1.0 - coached
                logic = get(AuthorityState, w, authority + lane).logic
                series = get(ManagerSeries, w, row + GROUP_ROWS + lane)
                put(
                    ManagerSeries,
                    w,
                    row + GROUP_ROWS + lane,
                    series_with_manager(series, state, logic, w[weight + lane]),
                )
            for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
                team_row = world + at[AGENTS] + team * at[TEAM_STEP]
                for lane in range(WIDTH):
                    series = get(GroupSeries, w, row + lane)
                    put(
                        GroupSeries,
                        w,
                        row + lane,
                        series_with_team(series, get(TeamState, w, team_row + lane), w[weight + lane]),
                    )
                for k in range(processes):
                    target = row + GROUP_ROWS + MANAGER_SERIES_ROWS + k * PROCESS_SERIES_ROWS
                    for lane in range(WIDTH):
                        process = get(ProcessState, w, team_row + TEAM_ROWS + k * PROCESS_ROWS + lane)
                        after = series_with_process(get(ProcessSeries, w, target + lane), process, w[weight + lane])
                        put(ProcessSeries, w, target + lane, after)


# At the end -------------------------------------------------------------------------------------------------


@njit(nogil=True, error_model="numpy")
def measure_hops(w, facts, at):
    """Note for each network how many hops it is from the nearest coached one, along who looks to whom."""
    networks, ties, far = at[NETWORKS], at[TIES], float(DISTANCES)
    for network in range(networks):
        manager = at[RUN] + at[MANAGERS] + network * MANAGER_ROWS
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
    """Write the mean late gain at each distance to the scratch (undefined where nobody is) and return the half-distance."""
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
            half = 0.5 * gain if gain >= 0.03 else math.nan
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
def measure(w, facts, at, twin):
    """Turn ledgers into measures."""
    processes, months = at[PROCESSES], float(at[MONTHS])
    measure_hops(w, facts, at)
    for lane in range(WIDTH):
        identity = get(IdentityLedger, w, at[IDENTITIES] + lane)
        p = get(Mechanisms, w, lane)
        end = EndLedger(
            0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        )
        programme = get(PolicyState, w, at[RUN] + at[POLICY] + lane).programme
        for team in range(at[TEAMS]):
            network = int(facts[at[NETWORK_OF] + team])
            manager = get(ManagerState, w, at[RUN] + at[MANAGERS] + network * MANAGER_ROWS + lane)
            ledger = at[TEAM_LEDGERS] + team * processes * TEAM_LEDGER_ROWS + lane
            gain = 0.0
            for k in range(processes):
                gain += w[ledger + k * TEAM_LEDGER_ROWS + LATE_GAIN]
            state = get(TeamState, w, at[RUN] + at[AGENTS] + team * at[TEAM_STEP] + lane)
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
        run = measures_of_run(
            get(RunLedger, w, at[RUN_LEDGERS] + lane),
            end,
            identity,
            float(at[NETWORKS]),
            get(AccountState, w, at[RUN] + at[ACCOUNT] + lane),
            get(AccountState, w, twin + at[ACCOUNT] + lane),
            measure_moran(w, at, lane),
            half_distance,
            gains,
            months,
            p,
        )
        put(RunMeasures, w, at[MEASURES] + lane, run)
        for k in range(processes):
            own = measures_of_process(
                get(RunLedger, w, at[RUN_LEDGERS] + k * RUN_LEDGER_ROWS + lane), end, months, p.levers
            )
            put(ProcessMeasures, w, at[MEASURES] + RUN_MEASURE_ROWS + k * PROCESS_MEASURE_ROWS + lane, own)


@njit(nogil=True, error_model="numpy")
def fingerprint_month(words, at, marks, month):
    """Note a fingerprint of every bit of the run's state: equal states give equal ones."""
    for lane in range(WIDTH):
        marks[month, lane] = uint64(month)
    for row in range(at[RUN], at[RUN] + at[WORLD], WIDTH):
        for lane in range(WIDTH):
            marks[month, lane] = mixed(marks[month, lane] ^ words[row + lane])


@njit(nogil=True, error_model="numpy")
def write_history(w, at, history, run, twin, moment):
    """Note every state of the first run and of its twin."""
    for row in range(history.shape[2]):
        history[0, moment, row] = w[run + row * WIDTH]
        history[1, moment, row] = w[twin + row * WIDTH]


@njit(nogil=True, error_model="numpy", cache=True)
def simulate(w, words, keys, facts, at, with_series, marks, history):
    """Simulate 16 runs with their twins, from parameters to measures.

    The months before mentoring are lived once for a run and its twin. `words` are the workspace's bits.
    `marks` takes a fingerprint of the state after each month, and `history` every state of the first run and
    its twin, [world, moment, row]; each unless it has no rows.
    """
    begin(w, keys, facts, at)
    run, parting = at[RUN], first_mentoring(w, at)
    twin = run
    if history.shape[1] > 0:
        write_history(w, at, history, run, twin, 0)
    for month in range(at[MONTHS]):
        change_levers(w, at, month)
        if month == parting:
            part_twins(w, at)
            twin = at[TWIN]
        run_month(w, keys, facts, at, run, month)
        if twin != run:
            run_month(w, keys, facts, at, twin, month)
        observe(w, facts, at, twin, month)
        if with_series:
            record_series(w, facts, at, run, 0, month)
            record_series(w, facts, at, twin, 1, month)
        if marks.shape[0] > 0:
            fingerprint_month(words, at, marks, month)
        if history.shape[1] > 0:
            write_history(w, at, history, run, twin, month + 1)
    measure(w, facts, at, twin)


@njit(nogil=True, error_model="numpy", cache=True)
def step(w, keys, facts, at, world, month, first_phase, last_phase):
    """Run some phases of one month in one world, for stepping and for comparing engines phase by phase.

    Phase 0 is the start of the run (month 0 only matters to it), and the dated changes come with phase 1 of
    the run's own world.
    """
    for phase in range(first_phase, last_phase + 1):
        if phase == 0:
            begin(w, keys, facts, at)
            continue
        if phase == 1 and world == at[RUN]:
            change_levers(w, at, month)
        run_phase(w, keys, facts, at, world, month, phase)


@njit(nogil=True, error_model="numpy", cache=True)
def part(w, at):
    """Part the twins, for stepping."""
    part_twins(w, at)
