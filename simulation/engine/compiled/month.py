# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Month: one sweep over agents per phase, 16 runs wide."""

from __future__ import annotations

from numba import njit

from simulation.engine.compiled.beginning import place_ties
from simulation.engine.compiled.constants import (
    ACCOUNT,
    AGENTS,
    AUTHORITIES,
    AUTHORITY_STEP,
    CHANGE_LIST,
    CHANGE_MONTH,
    CHANGE_PLACE,
    CHANGE_VALUE,
    CHANGES,
    CLAIMS,
    D_AUDIT,
    D_DEMAND,
    D_LEAD_LEAVES,
    D_MANAGER_LEAVES,
    D_NEWCOMER,
    D_SAMPLE,
    FIRST_NETWORK,
    FIRST_TEAM,
    IDENTITY,
    MANAGER_SHARES,
    MANAGER_TIES,
    MANAGERS,
    NAMED,
    NETWORK_OF,
    NETWORKS,
    OWN,
    PEERS_IDENTITY,
    PEERS_MASTERY,
    PEERS_PRACTICE,
    POLICY,
    POPULATION,
    PROCESS_POLICY,
    PROCESSES,
    REGION_OF,
    REGIONS,
    SCRATCH,
    SEEN,
    SHOCKS,
    SHORTFALL,
    SHOWN,
    TEAM_SHARES,
    TEAM_STEP,
    TEAM_TIES,
    TEAMS,
    TIE_NOW,
    TIE_PLACE,
    TIES,
)
from simulation.engine.compiled.draws import cell
from simulation.engine.compiled.kinds import ProcessShocks, Row, Shown, TeamShocks, TieRows
from simulation.engine.compiled.lanes import WIDTH, get, key_of, peek, poke, put, visit
from simulation.engine.compiled.layout import (
    AUTHORITY_PROCESS_ROWS,
    AUTHORITY_ROWS,
    CHANGE,
    MANAGER_ROWS,
    OWN_ROWS,
    PROCESS_POLICY_ROWS,
    PROCESS_ROWS,
    SHOCK_ROWS,
    SHOWN_ROWS,
    TEAM_ROWS,
    TIE,
)
from simulation.mechanisms.shapes import occurs, positive
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
    newcomers_identity,
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
from simulation.streams import MEMBERS, normal, uniform


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
def draw_shocks(w, keys, at, month):
    """Draw this month's shocks, once for a run and its twin: leads that may leave, demand, samples."""
    processes, shocks = at[PROCESSES], at[SHOCKS]
    for team in range(at[TEAMS]):
        row = shocks + team * (1 + 2 * processes) * WIDTH
        of_lead = cell(D_LEAD_LEAVES, month, team)
        for lane in range(WIDTH):
            poke(TeamShocks, w, row + 2 * processes * WIDTH + lane, uniform(key_of(keys, lane), of_lead))
        for k in range(processes):
            of_demand = cell(D_DEMAND, month, team * MEMBERS + k)
            of_sample = cell(D_SAMPLE, month, team * MEMBERS + k)
            for lane in range(WIDTH):
                key = key_of(keys, lane)
                drawn = ProcessShocks(demand=normal(key, of_demand), sample=normal(key, of_sample))
                put(ProcessShocks, w, row + k * SHOCK_ROWS + lane, drawn)


@njit(nogil=True, error_model="numpy")
def turnover_phase(w, keys, facts, at, world, month):
    """Phase 2: people leave."""
    conditions, shocks, processes = world + at[POLICY], at[SHOCKS], at[PROCESSES]
    left_rows, lead_left_rows = at[SCRATCH], at[SCRATCH] + WIDTH
    for network in range(at[NETWORKS]):
        row = world + at[MANAGERS] + network * MANAGER_ROWS
        of_leaving, of_newcomer = cell(D_MANAGER_LEAVES, month, network), cell(D_NEWCOMER, month, network)
        managers_left = 0
        for lane in range(WIDTH):
            policy = get(PolicyState, w, conditions + lane)
            left = occurs(uniform(key_of(keys, lane), of_leaving), policy.manager_exit)
            newcomer = newcomers_identity(uniform(key_of(keys, lane), of_newcomer), get(Mechanisms, w, lane))
            put(ManagerState, w, row + lane, turnover_of_manager(get(ManagerState, w, row + lane), left, newcomer))
            poke(Row, w, left_rows + lane, left)
            managers_left += 1 if left > 0.5 else 0
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            drawn = shocks + (team * (1 + 2 * processes) + 2 * processes) * WIDTH
            leads_left = 0
            for lane in range(WIDTH):
                lead_exit = get(PolicyState, w, conditions + lane).lead_exit
                lead_left = occurs(peek(TeamShocks, w, drawn + lane), lead_exit)
                poke(Row, w, lead_left_rows + lane, lead_left)
                leads_left += 1 if lead_left > 0.5 else 0
            # In most months nobody leaves this team in any of the 16 runs, and then nothing changes.
            if managers_left + leads_left > 0:
                lose_people(w, at, world, team)


@njit(nogil=True, error_model="numpy")
def lose_people(w, at, world, team):
    """Let one team lose its manager or its lead where the scratch says so."""
    left_rows, lead_left_rows = at[SCRATCH], at[SCRATCH] + WIDTH
    row_of_team = world + at[AGENTS] + team * at[TEAM_STEP]
    for lane in range(WIDTH):
        after = turnover_of_team(
            get(TeamState, w, row_of_team + lane),
            peek(Row, w, left_rows + lane),
            peek(Row, w, lead_left_rows + lane),
            get(Mechanisms, w, lane),
        )
        put(TeamState, w, row_of_team + lane, after)
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
def look_at_peer_managers(w, at, world):
    """Let each manager see the mean identity of those it is tied to; nobody gives 0.

    Peers lie anywhere, so this loop is scalar: plain loads are faster than the processor's gathers.
    """
    managers, ties = world + at[MANAGERS], at[TIES]
    for network in range(at[NETWORKS]):
        row = managers + network * MANAGER_ROWS + PEERS_IDENTITY
        first = at[MANAGER_TIES] + network * ties * TIE + TIE_NOW
        for lane in range(WIDTH):
            total = 0.0
            for tie in range(ties):
                peer = int(w[first + tie * TIE + lane])
                if peer >= 0:
                    total += positive(w[managers + peer * MANAGER_ROWS + IDENTITY + lane])
            w[row + lane] = total * w[at[MANAGER_SHARES] + network * WIDTH + lane]


@njit(nogil=True, error_model="numpy")
def show_peers(w, at, world):
    """Copy what peers can see of each team, practice and mastery, close together."""
    processes, shown = at[PROCESSES], at[SHOWN]
    for team in range(at[TEAMS]):
        for k in range(processes):
            row = world + at[AGENTS] + team * at[TEAM_STEP] + TEAM_ROWS + k * PROCESS_ROWS
            copy = shown + (team * processes + k) * SHOWN_ROWS
            for lane in range(WIDTH):
                seen = get(ProcessState, w, row + lane)
                put(Shown, w, copy + lane, Shown(practice=positive(seen.practice), mastery=positive(seen.mastery)))


@njit(nogil=True, error_model="numpy")
def look_at_peer_teams(w, at, world):
    """Let each team see the mean practice and mastery of those it is tied to; nobody gives 0.

    Peers lie anywhere, so these loops are scalar (see `visit`). Teams have three ties in nearly every study;
    for three the loop is written out.
    """
    ties, shares, processes = at[TIES], at[TEAM_SHARES], at[PROCESSES]
    show_peers(w, at, world)
    for team in range(at[TEAMS]):
        tie = at[TEAM_TIES] + team * ties * TIE + TIE_PLACE
        row = world + at[AGENTS] + team * at[TEAM_STEP] + TEAM_ROWS
        share = shares + team * WIDTH
        if ties == 3:
            look_at_three_teams(w, processes, tie, at[SHOWN], row, share)
        else:
            look_at_some_teams(w, processes, ties, tie, at[SHOWN], row, share)


@njit(nogil=True, error_model="numpy")
def look_at_three_teams(w, processes, tie, shown, row, share):
    """Let one team see its three peers; a tie to nobody leads to a copy that stays 0."""
    for lane in range(WIDTH):
        a = shown + int(visit(TieRows, w, tie + lane)) + lane
        b = shown + int(visit(TieRows, w, tie + TIE + lane)) + lane
        c = shown + int(visit(TieRows, w, tie + 2 * TIE + lane)) + lane
        each = peek(Row, w, share + lane)
        for k in range(processes):
            own, copy = row + k * PROCESS_ROWS + lane, k * SHOWN_ROWS
            practice = peek(Shown, w, a + copy) + peek(Shown, w, b + copy) + peek(Shown, w, c + copy)
            copy += WIDTH
            mastery = peek(Shown, w, a + copy) + peek(Shown, w, b + copy) + peek(Shown, w, c + copy)
            poke(ProcessState, w, own + PEERS_PRACTICE, practice * each)
            poke(ProcessState, w, own + PEERS_MASTERY, mastery * each)


@njit(nogil=True, error_model="numpy")
def look_at_some_teams(w, processes, ties, tie, shown, row, share):
    """Let one team see any number of peers."""
    for lane in range(WIDTH):
        each = peek(Row, w, share + lane)
        for k in range(processes):
            practice, mastery = 0.0, 0.0
            for number in range(ties):
                copy = shown + int(visit(TieRows, w, tie + number * TIE + lane)) + k * SHOWN_ROWS + lane
                practice += peek(Shown, w, copy)
                mastery += peek(Shown, w, copy + WIDTH)
            own = row + k * PROCESS_ROWS + lane
            poke(ProcessState, w, own + PEERS_PRACTICE, practice * each)
            poke(ProcessState, w, own + PEERS_MASTERY, mastery * each)


@njit(nogil=True, error_model="numpy")
def managers_phase(w, facts, at, world):
    """Phase 4: managers look at their peers and become more or less of a coach."""
    conditions = world + at[POLICY]
    managers = world + at[MANAGERS]
    look_at_peer_managers(w, at, world)
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
    look_at_peer_teams(w, at, world)
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
def care_phase(w, at, world):
    """Phase 7: practice and demand become coverage."""
    for team in range(at[TEAMS]):
        for k in range(at[PROCESSES]):
            row = world + at[AGENTS] + team * at[TEAM_STEP] + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            own = at[OWN] + k * OWN_ROWS
            shocks = at[SHOCKS] + team * (1 + 2 * at[PROCESSES]) * WIDTH + k * SHOCK_ROWS
            for lane in range(WIDTH):
                after = care_of_process(
                    get(ProcessState, w, row + lane),
                    get(ProcessParameters, w, own + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    get(ProcessShocks, w, shocks + lane).demand,
                    get(Mechanisms, w, lane),
                )
                put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def measurement_phase(w, at, world):
    """Phase 8: a sample becomes the month's figure and a report."""
    conditions = world + at[POLICY]
    for team in range(at[TEAMS]):
        row_of_team = world + at[AGENTS] + team * at[TEAM_STEP]
        for k in range(at[PROCESSES]):
            row = row_of_team + TEAM_ROWS + k * PROCESS_ROWS
            policy = world + at[PROCESS_POLICY] + k * PROCESS_POLICY_ROWS
            own = at[OWN] + k * OWN_ROWS
            shocks = at[SHOCKS] + team * (1 + 2 * at[PROCESSES]) * WIDTH + k * SHOCK_ROWS
            for lane in range(WIDTH):
                after = measurement_of_process(
                    get(ProcessState, w, row + lane),
                    get(TeamState, w, row_of_team + lane),
                    get(ProcessParameters, w, own + lane),
                    get(PolicyState, w, conditions + lane),
                    get(ProcessPolicyState, w, policy + lane),
                    get(ProcessShocks, w, shocks + lane).sample,
                    get(Mechanisms, w, lane),
                )
                put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy")
def learning_phase(w, facts, at, world):
    """Phase 9: teams ask whether what they did moved the figure."""
    conditions = world + at[POLICY]
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
                    get(PolicyState, w, conditions + lane),
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
        care_phase(w, at, world)
    elif phase == 8:
        measurement_phase(w, at, world)
    elif phase == 9:
        learning_phase(w, facts, at, world)
    else:
        contract_phase(w, keys, facts, at, world, month)


@njit(nogil=True, error_model="numpy")
def run_month(w, keys, facts, at, world, month):
    """Run all phases of one month in one world."""
    for phase in range(1, 11):
        run_phase(w, keys, facts, at, world, month, phase)
