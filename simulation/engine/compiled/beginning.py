# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Beginning: ties, order of networks, people and empty ledgers, before the first month."""

from __future__ import annotations

from numba import njit

from simulation.context import ProcessParameters
from simulation.engine.compiled.constants import (
    AUTHORITIES,
    BASELINE,
    COVERAGE,
    D_BASELINE,
    D_COORDINATION,
    D_DEMAND_START,
    D_EFFICACY,
    D_IDENTITY,
    D_LOGIC,
    D_MANAGER_AWAY,
    D_MANAGER_NEAR,
    D_MANAGER_TIE,
    D_MOTIVATION,
    D_NETWORK_ORDER,
    D_PRACTICE,
    D_REGION_ORDER,
    D_TEAM_AWAY,
    D_TEAM_NEAR,
    D_TEAM_TIE,
    D_TRUST,
    FIRST_NETWORK,
    FIRST_TEAM,
    FIXED_TIES,
    KEYS_OF_ORDER,
    MANAGER_TIES,
    NAMED_PLACE,
    NETWORK_OF,
    NETWORKS,
    ORDER,
    ORDER_OF_DRAWN,
    ORDER_OF_NAMED,
    POLICY,
    PROCESSES,
    REGION_DRAWS,
    REGION_OF,
    REGIONS,
    RUN,
    RUN_LEDGERS,
    RUN_START_COVERAGE,
    SERIES,
    START_COVERAGE,
    TEAM_LEDGERS,
    TEAM_SHARES,
    TEAM_TIES,
    TEAMS,
    TIE_AWAY,
    TIE_DRAW,
    TIE_NEAR,
    TIE_NOW,
    TIE_PLACES,
    TIES,
    WAVES,
)
from simulation.engine.compiled.draws import cell
from simulation.engine.compiled.lanes import WIDTH, get, key_of, put
from simulation.engine.compiled.layout import (
    RUN_LEDGER_ROWS,
    SHOWN_VALUES,
    TEAM_LEDGER_ROWS,
    TIE,
)
from simulation.engine.compiled.rows import (
    authority_row,
    figures_row,
    jurisdiction_of_member,
    jurisdiction_of_network,
    jurisdiction_of_region,
    jurisdiction_of_team,
    manager_row,
    own_row,
    process_row,
    rules_row,
    team_row,
)
from simulation.network import LAST, comes_before, order_key, share_of_each, tie_away, tie_near, tie_now
from simulation.parameters import Mechanisms
from simulation.start import (
    ProcessDraws,
    TeamDraws,
    authority_at_start,
    logic_at_start,
    manager_at_start,
    newcomers_identity,
    process_at_start,
    team_at_start,
)
from simulation.state import (
    AuthorityProcessState,
    AuthorityState,
    ManagerState,
    ProcessState,
    TeamState,
)
from simulation.streams import MEMBERS, normal, uniform


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
def place_ties(w, facts, at):
    """Let every tie lead where it leads under today's share of cross ties, of teams and then of managers."""
    for member in range(at[TEAMS] + at[NETWORKS]):
        rules = rules_row(jurisdiction_of_member(facts, at, member))
        for tie in range(member * at[TIES], (member + 1) * at[TIES]):
            row = at[TEAM_TIES] + tie * TIE
            for lane in range(WIDTH):
                cross = get(Mechanisms, w, rules + lane).levers.cross_ties
                now = tie_now(w[row + TIE_DRAW + lane], w[row + TIE_AWAY + lane], w[row + TIE_NEAR + lane], cross)
                w[row + TIE_NOW + lane] = now
    for tie in range(at[TEAMS] * at[TIES]):
        for lane in range(WIDTH):
            now = w[at[TEAM_TIES] + tie * TIE + TIE_NOW + lane]
            place = (now if now >= 0.0 else float(at[TEAMS])) * at[PROCESSES] * (SHOWN_VALUES * WIDTH)
            w[at[TIE_PLACES] + tie * WIDTH + lane] = place
    ties = at[TIES]
    for member in range(at[TEAMS] + at[NETWORKS]):
        for lane in range(WIDTH):
            found = 0.0
            for tie in range(member * ties, (member + 1) * ties):
                found += 1.0 if w[at[TEAM_TIES] + tie * TIE + TIE_NOW + lane] >= 0.0 else 0.0
            w[at[TEAM_SHARES] + member * WIDTH + lane] = share_of_each(found)


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
    if at[WAVES] > 0:
        for network in range(networks):
            if facts[at[ORDER_OF_NAMED] + network] >= 0.0:
                for lane in range(WIDTH):
                    w[key + network * WIDTH + lane] = LAST
    for network in range(networks):
        row = manager_row(at, at[RUN], network)
        for lane in range(WIDTH):
            w[row + ORDER + lane] = 0.0
        for other in range(networks):
            for lane in range(WIDTH):
                w[row + ORDER + lane] += comes_before(
                    w[key + network * WIDTH + lane], network, w[key + other * WIDTH + lane], other
                )
        if at[WAVES] > 0:
            named = facts[at[ORDER_OF_NAMED] + network]
            for lane in range(WIDTH):
                rank = int(w[row + ORDER + lane])
                w[row + ORDER + lane] = named if named >= 0.0 else facts[at[ORDER_OF_DRAWN] + rank]


@njit(nogil=True, error_model="numpy")
def start_people(w, keys, facts, at):
    """Give every authority, manager and team its state before the first month."""
    world, processes = at[RUN], at[PROCESSES]
    for row in range(world + at[POLICY], world + at[AUTHORITIES]):
        w[row] = 0.0
    for lane in range(WIDTH):
        w[world + lane] = 1.0
    for region in range(at[REGIONS]):
        row = authority_row(at, world, region)
        of, rules = cell(D_LOGIC, 0, region), rules_row(jurisdiction_of_region(facts, at, region))
        for lane in range(WIDTH):
            logic = logic_at_start(uniform(key_of(keys, lane), of), get(Mechanisms, w, rules + lane))
            put(AuthorityState, w, row + lane, authority_at_start(logic))
        for k in range(processes):
            for lane in range(WIDTH):
                put(AuthorityProcessState, w, figures_row(row, k) + lane, AuthorityProcessState(0.0))
    for network in range(at[NETWORKS]):
        row = manager_row(at, world, network)
        of, rules = cell(D_IDENTITY, 0, network), rules_row(jurisdiction_of_network(facts, at, network))
        for lane in range(WIDTH):
            identity = newcomers_identity(uniform(key_of(keys, lane), of), get(Mechanisms, w, rules + lane))
            put(ManagerState, w, row + lane, manager_at_start(identity, w[row + ORDER + lane]))
    for team in range(at[TEAMS]):
        start_team(w, keys, facts, at, team)


@njit(nogil=True, error_model="numpy")
def start_team(w, keys, facts, at, team):
    """Give one team its state before the first month."""
    here = jurisdiction_of_team(facts, at, team)
    row, rules = team_row(at, at[RUN], team), rules_row(here)
    of_trust, of_coordination = cell(D_TRUST, 0, team), cell(D_COORDINATION, 0, team)
    of_motivation = cell(D_MOTIVATION, 0, team)
    for lane in range(WIDTH):
        draws = TeamDraws(
            trust=uniform(key_of(keys, lane), of_trust),
            coordination=uniform(key_of(keys, lane), of_coordination),
            motivation=uniform(key_of(keys, lane), of_motivation),
        )
        put(TeamState, w, row + lane, team_at_start(draws, get(Mechanisms, w, rules + lane)))
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
            own = get(ProcessParameters, w, own_row(at, here, k) + lane)
            state = process_at_start(draws, given, own, get(Mechanisms, w, rules + lane))
            put(ProcessState, w, process_row(row, k) + lane, state)


@njit(nogil=True, error_model="numpy")
def start_ledgers(w, at):
    """Empty the ledgers and note coverage at the start."""
    processes = at[PROCESSES]
    for element in range(at[TEAM_LEDGERS], at[SERIES]):
        w[element] = 0.0
    for team in range(at[TEAMS]):
        row, ledger = team_row(at, at[RUN], team), at[TEAM_LEDGERS] + team * processes * TEAM_LEDGER_ROWS
        for k in range(processes):
            run = at[RUN_LEDGERS] + k * RUN_LEDGER_ROWS
            for lane in range(WIDTH):
                coverage = w[process_row(row, k) + COVERAGE + lane]
                w[ledger + k * TEAM_LEDGER_ROWS + START_COVERAGE + lane] = coverage
                w[run + RUN_START_COVERAGE + lane] += coverage


@njit(nogil=True, error_model="numpy")
def begin(w, keys, facts, at):
    """Bring a block from its parameters to the state before the first month."""
    draw_ties(w, keys, facts, at)
    place_ties(w, facts, at)
    order_networks(w, keys, facts, at)
    start_people(w, keys, facts, at)
    start_ledgers(w, at)
