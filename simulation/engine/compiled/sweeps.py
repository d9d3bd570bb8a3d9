# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Sweeps: a phase of a month over everybody, for stepping, and what simulating takes from them."""

from __future__ import annotations

from numba import njit

from simulation.context import ProcessParameters
from simulation.engine.compiled.beginning import place_ties
from simulation.engine.compiled.constants import (
    ACCOUNT,
    CHANGE_LIST,
    CHANGE_MONTH,
    CHANGE_PLACE,
    CHANGE_VALUE,
    CHANGES,
    D_MANAGER_LEAVES,
    D_NEWCOMER,
    FIRST_NETWORK,
    FIRST_TEAM,
    JURISDICTIONS,
    NAMED,
    NETWORKS,
    ORDER,
    PROCESSES,
    REGION_OF,
    REGIONS,
    SCRATCH,
    SHOCKS,
    TEAMS,
    VISITS,
    WAVE_MONTHS,
    WAVE_VISITS,
    WAVES,
)
from simulation.engine.compiled.draws import cell
from simulation.engine.compiled.kinds import Row
from simulation.engine.compiled.lanes import WIDTH, get, key_of, peek, poke, put
from simulation.engine.compiled.layout import (
    CHANGE,
)
from simulation.engine.compiled.peers import look_at_peer_managers, look_at_peers, show
from simulation.engine.compiled.rows import (
    authority_row,
    jurisdiction_of_network,
    jurisdiction_of_region,
    jurisdiction_of_team,
    manager_row,
    own_row,
    policy_row,
    process_policy_row,
    rules_row,
    team_row,
)
from simulation.engine.compiled.teams import (
    believe,
    care,
    divide_effort,
    draw_lead,
    draw_shocks,
    feel_climate,
    forget_figures,
    judge,
    lead_leaves,
    lose_people,
    rest_between_quarters,
    settle_contract,
    take_sample,
    tell_figures,
    work,
)
from simulation.mechanisms.shapes import occurs
from simulation.parameters import Mechanisms
from simulation.phases.accounts import account_of_month
from simulation.phases.authority import NO_NETWORKS, NO_TEAMS, month_of_authority, view_with_network, view_with_team
from simulation.phases.contract import ends_quarter, ends_year
from simulation.phases.managers import month_of_manager
from simulation.phases.policy import policy_of_month, process_policy_of_month, visit_of_manager
from simulation.phases.turnover import turnover_of_manager
from simulation.start import (
    newcomers_identity,
)
from simulation.state import (
    AccountState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessPolicyState,
    TeamState,
)
from simulation.streams import uniform
from simulation.waves import NO_WAVES, Visits


@njit(nogil=True, error_model="numpy")
def change_levers(w, facts, at, month):
    """Let today's dated changes take effect; both worlds share the parameters."""
    changed = False
    for change in range(at[CHANGES]):
        row = at[CHANGE_LIST] + change * CHANGE
        for lane in range(WIDTH):
            if w[row + CHANGE_MONTH + lane] == month:
                w[int(w[row + CHANGE_PLACE + lane]) * WIDTH + lane] = w[row + CHANGE_VALUE + lane]
                changed = True
    if changed:
        place_ties(w, facts, at)


@njit(nogil=True, error_model="numpy")
def visits_of_month(facts, at, month):
    """Return what waves come to in a month."""
    if at[WAVES] == 0:
        return NO_WAVES
    row = at[VISITS] + 2 * month
    return Visits(float(at[WAVES]), facts[row], facts[row + 1])


@njit(nogil=True, error_model="numpy", forceinline=True)
def is_in_wave(facts, at, month, place):
    """Return 1 where a wave visits a place of the programme's order this month."""
    visited = 0.0
    for wave in range(at[WAVES]):
        start, end = facts[at[WAVE_MONTHS] + 2 * wave], facts[at[WAVE_MONTHS] + 2 * wave + 1]
        if start <= month < end:
            visited = max(visited, facts[at[WAVE_VISITS] + wave * at[NETWORKS] + place])
    return visited


@njit(nogil=True, error_model="numpy")
def visit_managers(w, facts, at, world, month, visits):
    """Phase 1: coaches visit networks."""
    for network in range(at[NETWORKS]):
        row = manager_row(at, world, network)
        conditions = policy_row(at, world, jurisdiction_of_network(facts, at, network))
        if at[WAVES] > 0:
            for lane in range(WIDTH):
                in_wave = is_in_wave(facts, at, month, int(peek(ManagerState, w, row + ORDER + lane)))
                poke(Row, w, at[SCRATCH] + lane, in_wave)
        for lane in range(WIDTH):
            visit = visit_of_manager(
                get(ManagerState, w, row + lane),
                get(PolicyState, w, conditions + lane),
                visits,
                peek(Row, w, at[SCRATCH] + lane),
            )
            put(ManagerState, w, row + lane, visit)


@njit(nogil=True, error_model="numpy")
def policy_phase(w, facts, at, world, month):
    """Phase 1: levers become doses, chances and rates; coaches visit networks."""
    named, networks, processes = facts[at[NAMED]], float(at[NETWORKS]), at[PROCESSES]
    visits = visits_of_month(facts, at, month)
    for here in range(at[JURISDICTIONS]):
        rules, conditions = rules_row(here), policy_row(at, world, here)
        for lane in range(WIDTH):
            policy = get(PolicyState, w, conditions + lane)
            p = get(Mechanisms, w, rules + lane)
            now = policy_of_month(policy, float(month), w[world + lane], networks, named, visits, p)
            put(PolicyState, w, conditions + lane, now)
            weights, coaching = 0.0, 0.0
            for k in range(processes):
                weights += get(ProcessParameters, w, own_row(at, here, k) + lane).weight
                coaching += get(ProcessParameters, w, own_row(at, here, k) + lane).coaching
            for k in range(processes):
                own = get(ProcessParameters, w, own_row(at, here, k) + lane)
                row = process_policy_row(at, world, here, k)
                put(
                    ProcessPolicyState,
                    w,
                    row + lane,
                    process_policy_of_month(float(month), weights, coaching, float(processes), own, p),
                )
    visit_managers(w, facts, at, world, month, visits)


@njit(nogil=True, error_model="numpy")
def draw_month(w, keys, at, month):
    """Draw the shocks of all teams, for stepping phase by phase: leads that may leave, demand, samples."""
    for team in range(at[TEAMS]):
        row = shocks_of(at, at[SHOCKS], team)
        draw_lead(w, keys, month, team, lead_of(at, row))
        draw_shocks(w, keys, at, month, team, row)


@njit(nogil=True, error_model="numpy", forceinline=True)
def shocks_of(at, drawn, team):
    """Return where one team's shocks lie among those of a month, which begin at `drawn`."""
    return drawn + team * (1 + 2 * at[PROCESSES]) * WIDTH


@njit(nogil=True, error_model="numpy", forceinline=True)
def lead_of(at, row):
    """Return where the draw of its lead lies among a team's shocks: behind those of its processes."""
    return row + 2 * at[PROCESSES] * WIDTH


@njit(nogil=True, error_model="numpy", forceinline=True)
def managers_leave(w, keys, at, world, month, here, network):
    """Phase 2: one manager leaves in some lanes, noted in the scratch; return in how many."""
    conditions, rules, left_rows = policy_row(at, world, here), rules_row(here), at[SCRATCH]
    row = manager_row(at, world, network)
    of_leaving, of_newcomer = cell(D_MANAGER_LEAVES, month, network), cell(D_NEWCOMER, month, network)
    managers_left = 0
    for lane in range(WIDTH):
        policy = get(PolicyState, w, conditions + lane)
        left = occurs(uniform(key_of(keys, lane), of_leaving), policy.manager_exit)
        newcomer = newcomers_identity(uniform(key_of(keys, lane), of_newcomer), get(Mechanisms, w, rules + lane))
        put(ManagerState, w, row + lane, turnover_of_manager(get(ManagerState, w, row + lane), left, newcomer))
        poke(Row, w, left_rows + lane, left)
        managers_left += 1 if left > 0.5 else 0
    return managers_left


@njit(nogil=True, error_model="numpy")
def turnover_phase(w, keys, facts, at, world, month):
    """Phase 2: people leave."""
    for network in range(at[NETWORKS]):
        here = jurisdiction_of_network(facts, at, network)
        managers_left = managers_leave(w, keys, at, world, month, here, network)
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            leads_left = lead_leaves(w, at, world, here, w, lead_of(at, shocks_of(at, at[SHOCKS], team)))
            # In most months nobody leaves this team in any of the lanes, and then nothing changes.
            if managers_left + leads_left > 0:
                lose_people(w, at, world, here, team)


@njit(nogil=True, error_model="numpy")
def authority_phase(w, facts, at, world):
    """Phase 3: managers look at their teams, authorities at their networks.

    On the same way round, what peers will see of each team is put where they find it.
    """
    for region in range(at[REGIONS]):
        here = jurisdiction_of_region(facts, at, region)
        conditions, rules = policy_row(at, world, here), rules_row(here)
        authority = authority_row(at, world, region)
        first = int(facts[at[FIRST_NETWORK] + region])
        end = int(facts[at[FIRST_NETWORK] + region + 1])
        teams_of_region = facts[at[FIRST_TEAM] + end] - facts[at[FIRST_TEAM] + first]
        for lane in range(WIDTH):
            put(AuthorityState, w, authority + lane, NO_NETWORKS)
        for network in range(first, end):
            manager, of_manager = (
                manager_row(at, world, network),
                rules_row(jurisdiction_of_network(facts, at, network)),
            )
            first_team, end_team = int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])
            share = 1.0 / float(end_team - first_team)
            for lane in range(WIDTH):
                put(ManagerState, w, manager + lane, NO_TEAMS)
            for team in range(first_team, end_team):
                row = team_row(at, world, team)
                for lane in range(WIDTH):
                    view = view_with_team(
                        get(ManagerState, w, manager + lane),
                        get(TeamState, w, row + lane),
                        share,
                        get(Mechanisms, w, of_manager + lane),
                    )
                    put(ManagerState, w, manager + lane, view)
                show(w, at, world, team)
            share_of_teams = float(end_team - first_team) / teams_of_region
            for lane in range(WIDTH):
                view = view_with_network(
                    get(AuthorityState, w, authority + lane),
                    get(ManagerState, w, manager + lane),
                    get(PolicyState, w, conditions + lane),
                    share_of_teams,
                )
                put(AuthorityState, w, authority + lane, view)
        for lane in range(WIDTH):
            after = month_of_authority(
                get(AuthorityState, w, authority + lane),
                get(PolicyState, w, conditions + lane),
                get(Mechanisms, w, rules + lane),
            )
            put(AuthorityState, w, authority + lane, after)


@njit(nogil=True, error_model="numpy")
def managers_phase(w, facts, at, world):
    """Phase 4: managers look at their peers and become more or less of a coach."""
    look_at_peer_managers(w, at, world)
    for network in range(at[NETWORKS]):
        here = jurisdiction_of_network(facts, at, network)
        conditions, rules, row = policy_row(at, world, here), rules_row(here), manager_row(at, world, network)
        authority = authority_row(at, world, int(facts[at[REGION_OF] + network]))
        for lane in range(WIDTH):
            after = month_of_manager(
                get(ManagerState, w, row + lane),
                get(AuthorityState, w, authority + lane),
                get(PolicyState, w, conditions + lane),
                get(Mechanisms, w, rules + lane),
            )
            put(ManagerState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def climate_phase(w, facts, at, world):
    """Phase 5: teams feel support, control and sanction."""
    for team in range(at[TEAMS]):
        feel_climate(w, facts, at, world, jurisdiction_of_team(facts, at, team), team)


@njit(nogil=True, error_model="numpy")
def practice_phase(w, facts, at, world):
    """Phase 6: teams look at their peers, divide their effort, and improve or let go."""
    for team in range(at[TEAMS]):
        look_at_peers(w, at, world, team)
        here = jurisdiction_of_team(facts, at, team)
        divide_effort(w, facts, at, world, here, team)
        work(w, facts, at, world, here, team)


@njit(nogil=True, error_model="numpy")
def care_phase(w, facts, at, world):
    """Phase 7: practice and demand become coverage."""
    for team in range(at[TEAMS]):
        care(w, at, world, jurisdiction_of_team(facts, at, team), team, w, shocks_of(at, at[SHOCKS], team))


@njit(nogil=True, error_model="numpy")
def measurement_phase(w, facts, at, world):
    """Phase 8: a sample becomes the month's figure and a report."""
    for team in range(at[TEAMS]):
        take_sample(w, at, world, jurisdiction_of_team(facts, at, team), team, w, shocks_of(at, at[SHOCKS], team))


@njit(nogil=True, error_model="numpy")
def learning_phase(w, facts, at, world):
    """Phase 9: teams ask whether what they did moved the figure."""
    for region in range(at[REGIONS]):
        first, end = teams_of_region(facts, at, region)
        share = 1.0 / float(end - first)
        forget_figures(w, at, world, region)
        for team in range(first, end):
            tell_figures(w, at, world, region, team, share)
    for team in range(at[TEAMS]):
        judge(w, facts, at, world, jurisdiction_of_team(facts, at, team), team)
    for team in range(at[TEAMS]):
        believe(w, facts, at, world, jurisdiction_of_team(facts, at, team), team)


@njit(nogil=True, error_model="numpy", forceinline=True)
def teams_of_region(facts, at, region):
    """Return the first team of a region and the first one after it."""
    first = int(facts[at[FIRST_TEAM] + int(facts[at[FIRST_NETWORK] + region])])
    end = int(facts[at[FIRST_TEAM] + int(facts[at[FIRST_NETWORK] + region + 1])])
    return first, end


@njit(nogil=True, error_model="numpy")
def contract_phase(w, keys, facts, at, world, month):
    """Phase 10: at the end of a quarter reports meet targets, at the end of a year targets move; hours are booked."""
    quarter, year = ends_quarter(month), ends_year(month)
    for team in range(at[TEAMS]):
        if quarter:
            settle_contract(w, keys, facts, at, world, month, jurisdiction_of_team(facts, at, team), team, year)
        else:
            rest_between_quarters(w, at, world, team)
    book_hours(w, facts, at, world)


@njit(nogil=True, error_model="numpy")
def book_hours(w, facts, at, world):
    """Book a month's hours of coaches, managers and verifiers, one jurisdiction after the other."""
    scratch, account = at[SCRATCH], world + at[ACCOUNT]
    supervised, coached, teams = scratch, scratch + WIDTH, scratch + 2 * WIDTH
    for here in range(at[JURISDICTIONS]):
        conditions, rules = policy_row(at, world, here), rules_row(here)
        for lane in range(WIDTH):
            poke(Row, w, supervised + lane, 0.0)
            poke(Row, w, coached + lane, 0.0)
            poke(Row, w, teams + lane, 0.0)
        for network in range(at[NETWORKS]):
            if jurisdiction_of_network(facts, at, network) != here:
                continue
            row = manager_row(at, world, network)
            count = facts[at[FIRST_TEAM] + network + 1] - facts[at[FIRST_TEAM] + network]
            for lane in range(WIDTH):
                manager = get(ManagerState, w, row + lane)
                poke(Row, w, supervised + lane, peek(Row, w, supervised + lane) + manager.supervision)
                poke(Row, w, coached + lane, peek(Row, w, coached + lane) + manager.mentored)
                poke(Row, w, teams + lane, peek(Row, w, teams + lane) + count)
        for lane in range(WIDTH):
            booked = account_of_month(
                get(AccountState, w, account + lane),
                get(PolicyState, w, conditions + lane),
                peek(Row, w, supervised + lane),
                peek(Row, w, coached + lane),
                peek(Row, w, teams + lane),
                get(Mechanisms, w, rules + lane),
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
        care_phase(w, facts, at, world)
    elif phase == 8:
        measurement_phase(w, facts, at, world)
    elif phase == 9:
        learning_phase(w, facts, at, world)
    else:
        contract_phase(w, keys, facts, at, world, month)
