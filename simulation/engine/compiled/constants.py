# pyright: basic
"""Constants: places of the layout and numbers of decisions, as plain whole numbers that the compiler folds."""

from __future__ import annotations

from simulation.engine.compiled.kinds import WIDTH
from simulation.engine.compiled.layout import (
    At,
)
from simulation.observables.ledgers import RunLedger, TeamLedger
from simulation.state import (
    ManagerState,
    ProcessState,
    TeamState,
)
from simulation.streams import Decision

REGIONS, NETWORKS, TEAMS, PROCESSES = int(At.REGIONS), int(At.NETWORKS), int(At.TEAMS), int(At.PROCESSES)
MONTHS, TIES, CHANGES = int(At.MONTHS), int(At.TIES), int(At.CHANGES)
AUTHORITY_STEP, TEAM_STEP, SERIES_STEP = int(At.AUTHORITY_STEP), int(At.TEAM_STEP), int(At.SERIES_STEP)
OWN, CHANGE_LIST, TEAM_TIES, MANAGER_TIES = int(At.OWN), int(At.CHANGE_LIST), int(At.TEAM_TIES), int(At.MANAGER_TIES)
HOPS, KEYS_OF_ORDER, REGION_DRAWS = int(At.HOPS), int(At.KEYS_OF_ORDER), int(At.REGION_DRAWS)
RUN, TWIN, TEAM_LEDGERS, MONTH_LEDGERS = int(At.RUN), int(At.TWIN), int(At.TEAM_LEDGERS), int(At.MONTH_LEDGERS)
RUN_LEDGERS, SCRATCH, SERIES, MEASURES = int(At.RUN_LEDGERS), int(At.SCRATCH), int(At.SERIES), int(At.MEASURES)
WINDOWS, IDENTITIES = int(At.WINDOWS), int(At.IDENTITIES)
TEAM_SHARES, MANAGER_SHARES = int(At.TEAM_SHARES), int(At.MANAGER_SHARES)
SHOCKS, SHOWN, SHOWN_BY_TWIN = int(At.SHOCKS), int(At.SHOWN), int(At.SHOWN_BY_TWIN)
CANDOURS, CANDOURS_OF_TWIN = int(At.CANDOURS), int(At.CANDOURS_OF_TWIN)
SPANS, RANKS, FIFTHS = int(At.SPANS), int(At.RANKS), int(At.FIFTHS)
TIE_PLACES, COACHED, TWINS = int(At.TIE_PLACES), int(At.COACHED), int(At.TWINS)
POLICY, PROCESS_POLICY, ACCOUNT = int(At.POLICY), int(At.PROCESS_POLICY), int(At.ACCOUNT)
AUTHORITIES, MANAGERS, AGENTS, WORLD = int(At.AUTHORITIES), int(At.MANAGERS), int(At.AGENTS), int(At.WORLD)
FIRST_NETWORK, FIRST_TEAM, REGION_OF = int(At.FIRST_NETWORK), int(At.FIRST_TEAM), int(At.REGION_OF)
NETWORK_OF, POPULATION, BASELINE = int(At.NETWORK_OF), int(At.POPULATION), int(At.BASELINE)
JURISDICTIONS, JURISDICTION_OF = int(At.JURISDICTIONS), int(At.JURISDICTION_OF)
WAVES, WAVE_MONTHS, WAVE_VISITS = int(At.WAVES), int(At.WAVE_MONTHS), int(At.WAVE_VISITS)
ORDER_OF_NAMED, ORDER_OF_DRAWN, VISITS = int(At.ORDER_OF_NAMED), int(At.ORDER_OF_DRAWN), int(At.VISITS)
GROUPS, GROUP_OF = int(At.GROUPS), int(At.GROUP_OF)
NAMED_PLACE, NAMED, FIXED_TIES = int(At.NAMED_PLACE), int(At.NAMED), int(At.FIXED_TIES)

TIE_DRAW, TIE_AWAY, TIE_NEAR, TIE_NOW = 0, WIDTH, 2 * WIDTH, 3 * WIDTH
CHANGE_MONTH, CHANGE_PLACE, CHANGE_VALUE = 0, WIDTH, 2 * WIDTH
PEERS_IDENTITY = ManagerState._fields.index("peers_identity") * WIDTH
PEERS_CANDOUR = ManagerState._fields.index("peers_candour") * WIDTH
CANDOUR_OF_PEERS = TeamState._fields.index("peers_candour") * WIDTH
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
