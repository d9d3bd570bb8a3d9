# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Teams: what one team goes through in each phase, in all lanes.

A sweep calls these for every team: phase by phase when stepping, several phases at a stretch when simulating.
All are inlined into the sweep. ``here`` is the team's jurisdiction, ``row`` its first row, ``process``
the first row of one of its processes; ``world`` is the offset of the run or of its twin.
"""

from __future__ import annotations

from numba import njit

from simulation.context import ProcessParameters
from simulation.engine.compiled.constants import (
    ACCOUNT,
    CLAIMS,
    D_AUDIT,
    D_DEMAND,
    D_LEAD_LEAVES,
    D_SAMPLE,
    POPULATION,
    PROCESSES,
    SCRATCH,
    SHORTFALL,
)
from simulation.engine.compiled.draws import cell
from simulation.engine.compiled.kinds import ProcessShocks, Row, TeamShocks
from simulation.engine.compiled.lanes import WIDTH, get, key_of, peek, poke, put
from simulation.engine.compiled.layout import (
    SHOCK_ROWS,
)
from simulation.engine.compiled.rows import (
    authority_over,
    authority_row,
    figures_row,
    manager_over,
    own_row,
    policy_row,
    process_policy_row,
    process_row,
    rules_row,
    team_row,
)
from simulation.mechanisms.shapes import occurs
from simulation.parameters import Mechanisms
from simulation.phases.accounts import account_with_team
from simulation.phases.care import care_of_process
from simulation.phases.climate import climate_of_team
from simulation.phases.contract import BETWEEN_QUARTERS, contract_of_team, shortfall_of_process, targets_of_process
from simulation.phases.learning import NO_MASTERY, belief_of_process, judgement_of_process, mastery_with_process
from simulation.phases.measurement import measurement_of_process
from simulation.phases.practice import claim_on_team, effort_of_team, practice_of_process
from simulation.phases.turnover import turnover_of_process, turnover_of_team
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


@njit(nogil=True, error_model="numpy", forceinline=True)
def draw_lead(shocks, keys, month, team, drawn):
    """Draw whether one team's lead may leave, for a run and its twin."""
    of_lead = cell(D_LEAD_LEAVES, month, team)
    for lane in range(WIDTH):
        poke(TeamShocks, shocks, drawn + lane, uniform(key_of(keys, lane), of_lead))


@njit(nogil=True, error_model="numpy", forceinline=True)
def draw_shocks(shocks, keys, at, month, team, drawn):
    """Draw one team's shocks of a month, once for a run and its twin: demand and samples."""
    for k in range(at[PROCESSES]):
        of_demand = cell(D_DEMAND, month, team * MEMBERS + k)
        of_sample = cell(D_SAMPLE, month, team * MEMBERS + k)
        for lane in range(WIDTH):
            key = key_of(keys, lane)
            found = ProcessShocks(demand=normal(key, of_demand), sample=normal(key, of_sample))
            put(ProcessShocks, shocks, drawn + k * SHOCK_ROWS + lane, found)


@njit(nogil=True, error_model="numpy", forceinline=True)
def lead_leaves(w, at, world, here, shocks, drawn):
    """Note in the scratch in which lanes the lead leaves, and return in how many."""
    conditions, lead_left_rows = policy_row(at, world, here), at[SCRATCH] + WIDTH
    leads_left = 0
    for lane in range(WIDTH):
        lead_left = occurs(peek(TeamShocks, shocks, drawn + lane), get(PolicyState, w, conditions + lane).lead_exit)
        poke(Row, w, lead_left_rows + lane, lead_left)
        leads_left += 1 if lead_left > 0.5 else 0
    return leads_left


@njit(nogil=True, error_model="numpy")
def lose_people(w, at, world, here, team):
    """Phase 2: one team loses its manager or its lead where the scratch says so."""
    rules = rules_row(here)
    left_rows, lead_left_rows = at[SCRATCH], at[SCRATCH] + WIDTH
    row_of_team = team_row(at, world, team)
    for lane in range(WIDTH):
        after = turnover_of_team(
            get(TeamState, w, row_of_team + lane),
            peek(Row, w, left_rows + lane),
            peek(Row, w, lead_left_rows + lane),
            get(Mechanisms, w, rules + lane),
        )
        put(TeamState, w, row_of_team + lane, after)
    for k in range(at[PROCESSES]):
        row = process_row(row_of_team, k)
        for lane in range(WIDTH):
            after = turnover_of_process(
                get(ProcessState, w, row + lane), peek(Row, w, lead_left_rows + lane), get(Mechanisms, w, rules + lane)
            )
            put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy", forceinline=True)
def feel_climate(w, facts, at, world, here, team):
    """Phase 5: one team feels support, control and sanction."""
    rules = rules_row(here)
    conditions, row = policy_row(at, world, here), team_row(at, world, team)
    manager, authority = manager_over(facts, at, world, team), authority_over(facts, at, world, team)
    for lane in range(WIDTH):
        after = climate_of_team(
            get(TeamState, w, row + lane),
            get(ManagerState, w, manager + lane),
            get(AuthorityState, w, authority + lane),
            get(PolicyState, w, conditions + lane),
            get(Mechanisms, w, rules + lane),
        )
        put(TeamState, w, row + lane, after)


@njit(nogil=True, error_model="numpy", forceinline=True)
def divide_effort(w, facts, at, world, here, team):
    """Phase 6: one team divides its effort; its processes lay their claims on it."""
    rules = rules_row(here)
    conditions, row = policy_row(at, world, here), team_row(at, world, team)
    manager, authority = manager_over(facts, at, world, team), authority_over(facts, at, world, team)
    for lane in range(WIDTH):
        after = effort_of_team(
            get(TeamState, w, row + lane),
            get(ManagerState, w, manager + lane),
            get(AuthorityState, w, authority + lane),
            get(PolicyState, w, conditions + lane),
            get(Mechanisms, w, rules + lane),
        )
        put(TeamState, w, row + lane, after)
    for k in range(at[PROCESSES]):
        process = process_row(row, k)
        policy = process_policy_row(at, world, here, k)
        for lane in range(WIDTH):
            claim = claim_on_team(
                get(ProcessState, w, process + lane),
                get(ProcessPolicyState, w, policy + lane),
                get(Mechanisms, w, rules + lane),
            )
            poke(TeamState, w, row + CLAIMS + lane, peek(TeamState, w, row + CLAIMS + lane) + claim)


@njit(nogil=True, error_model="numpy", forceinline=True)
def work(w, facts, at, world, here, team):
    """Phase 6: one team improves or lets go."""
    rules = rules_row(here)
    row, processes = team_row(at, world, team), at[PROCESSES]
    manager, authority = manager_over(facts, at, world, team), authority_over(facts, at, world, team)
    for k in range(processes):
        process = process_row(row, k)
        policy = process_policy_row(at, world, here, k)
        for lane in range(WIDTH):
            worked = practice_of_process(
                get(ProcessState, w, process + lane),
                get(TeamState, w, row + lane),
                get(ManagerState, w, manager + lane),
                get(AuthorityState, w, authority + lane),
                get(ProcessPolicyState, w, policy + lane),
                float(processes),
                get(Mechanisms, w, rules + lane),
            )
            put(ProcessState, w, process + lane, worked)


@njit(nogil=True, error_model="numpy", forceinline=True)
def care(w, at, world, here, team, shocks, drawn):
    """Phase 7: one team's practice and demand become coverage."""
    rules = rules_row(here)
    for k in range(at[PROCESSES]):
        row = process_row(team_row(at, world, team), k)
        policy = process_policy_row(at, world, here, k)
        own, of_process = own_row(at, here, k), drawn + k * SHOCK_ROWS
        for lane in range(WIDTH):
            after = care_of_process(
                get(ProcessState, w, row + lane),
                get(ProcessParameters, w, own + lane),
                get(ProcessPolicyState, w, policy + lane),
                get(ProcessShocks, shocks, of_process + lane).demand,
                get(Mechanisms, w, rules + lane),
            )
            put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy", forceinline=True)
def take_sample(w, at, world, here, team, shocks, drawn):
    """Phase 8: a sample becomes one team's figure of the month and a report."""
    rules = rules_row(here)
    conditions, row_of_team = policy_row(at, world, here), team_row(at, world, team)
    for k in range(at[PROCESSES]):
        row = process_row(row_of_team, k)
        policy = process_policy_row(at, world, here, k)
        own, of_process = own_row(at, here, k), drawn + k * SHOCK_ROWS
        for lane in range(WIDTH):
            after = measurement_of_process(
                get(ProcessState, w, row + lane),
                get(TeamState, w, row_of_team + lane),
                get(ProcessParameters, w, own + lane),
                get(PolicyState, w, conditions + lane),
                get(ProcessPolicyState, w, policy + lane),
                get(ProcessShocks, shocks, of_process + lane).sample,
                get(Mechanisms, w, rules + lane),
            )
            put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy", forceinline=True)
def forget_figures(w, at, world, region):
    """Phase 9: a region starts its mean figures anew."""
    authority = authority_row(at, world, region)
    for k in range(at[PROCESSES]):
        row = figures_row(authority, k)
        for lane in range(WIDTH):
            poke(AuthorityProcessState, w, row + lane, 0.0)


@njit(nogil=True, error_model="numpy", forceinline=True)
def tell_figures(w, at, world, region, team, share):
    """Phase 9: one team's figures enter its region's means."""
    authority, row_of_team = authority_row(at, world, region), team_row(at, world, team)
    for k in range(at[PROCESSES]):
        row, process = figures_row(authority, k), process_row(row_of_team, k)
        for lane in range(WIDTH):
            seen = get(ProcessState, w, process + lane).seen
            poke(AuthorityProcessState, w, row + lane, peek(AuthorityProcessState, w, row + lane) + share * seen)


@njit(nogil=True, error_model="numpy", forceinline=True)
def judge(w, facts, at, world, here, team):
    """Phase 9, first half: one team asks whether what it did moved the figures."""
    rules = rules_row(here)
    conditions, row_of_team = policy_row(at, world, here), team_row(at, world, team)
    authority = authority_over(facts, at, world, team)
    for k in range(at[PROCESSES]):
        row, own = process_row(row_of_team, k), own_row(at, here, k)
        figures = figures_row(authority, k)
        for lane in range(WIDTH):
            after = judgement_of_process(
                get(ProcessState, w, row + lane),
                peek(AuthorityProcessState, w, figures + lane),
                get(PolicyState, w, conditions + lane),
                get(ProcessParameters, w, own + lane),
                get(Mechanisms, w, rules + lane),
            )
            put(ProcessState, w, row + lane, after)


@njit(nogil=True, error_model="numpy", forceinline=True)
def believe(w, facts, at, world, here, team):
    """Phase 9, second half: mastery and efficacy follow what one team inferred."""
    rules = rules_row(here)
    row_of_team = team_row(at, world, team)
    manager = manager_over(facts, at, world, team)
    for lane in range(WIDTH):
        put(TeamState, w, row_of_team + lane, NO_MASTERY)
    for k in range(at[PROCESSES]):
        row = process_row(row_of_team, k)
        policy = process_policy_row(at, world, here, k)
        for lane in range(WIDTH):
            process = get(ProcessState, w, row + lane)
            after = belief_of_process(
                process,
                process.credit,
                process.fast_average,
                process.reference_average,
                get(TeamState, w, row_of_team + lane),
                get(ManagerState, w, manager + lane),
                get(ProcessPolicyState, w, policy + lane),
                get(Mechanisms, w, rules + lane),
            )
            put(ProcessState, w, row + lane, after)
            mastery = mastery_with_process(
                get(TeamState, w, row_of_team + lane),
                get(ProcessState, w, row + lane),
                get(ProcessPolicyState, w, policy + lane),
            )
            put(TeamState, w, row_of_team + lane, mastery)


@njit(nogil=True, error_model="numpy", forceinline=True)
def rest_between_quarters(w, at, world, team):
    """Phase 10: between quarters nobody is sanctioned or paid a bonus."""
    row = team_row(at, world, team)
    for lane in range(WIDTH):
        put(TeamState, w, row + lane, BETWEEN_QUARTERS)


@njit(nogil=True, error_model="numpy")
def settle_contract(w, keys, facts, at, world, month, here, team, year):
    """Phase 10: one team's reports meet its targets, it is audited and paid; at a year's end targets move."""
    rules = rules_row(here)
    row, authority = team_row(at, world, team), authority_over(facts, at, world, team)
    conditions, account, processes = policy_row(at, world, here), world + at[ACCOUNT], at[PROCESSES]
    for lane in range(WIDTH):
        poke(TeamState, w, row + SHORTFALL + lane, 0.0)
    for k in range(processes):
        process = process_row(row, k)
        policy = process_policy_row(at, world, here, k)
        for lane in range(WIDTH):
            missing = shortfall_of_process(
                get(ProcessState, w, process + lane),
                get(ProcessPolicyState, w, policy + lane),
                get(Mechanisms, w, rules + lane),
            )
            poke(TeamState, w, row + SHORTFALL + lane, peek(TeamState, w, row + SHORTFALL + lane) + missing)
    of = cell(D_AUDIT, month, team)
    population = facts[at[POPULATION] + team]
    for lane in range(WIDTH):
        audited = occurs(uniform(key_of(keys, lane), of), get(PolicyState, w, conditions + lane).audit)
        p = get(Mechanisms, w, rules + lane)
        after = contract_of_team(get(TeamState, w, row + lane), get(AuthorityState, w, authority + lane), audited, p)
        put(TeamState, w, row + lane, after)
    for lane in range(WIDTH):
        booked = account_with_team(
            get(AccountState, w, account + lane),
            get(TeamState, w, row + lane),
            population,
            get(Mechanisms, w, rules + lane),
        )
        put(AccountState, w, account + lane, booked)
    if year:
        for k in range(processes):
            process = process_row(row, k)
            for lane in range(WIDTH):
                after = targets_of_process(get(ProcessState, w, process + lane), get(Mechanisms, w, rules + lane))
                put(ProcessState, w, process + lane, after)
