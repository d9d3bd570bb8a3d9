"""Observables: what is measured, from state alone.

A run is compared with its twin: same seed, same shocks, same people, mentoring 0 throughout. The difference
per team and month is its causal gain. Months count from 0. Measures without a process in their name speak
of the first process. What is undefined is NaN here and null in files. ODD 4.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from simulation.network import FARTHEST
from simulation.parameters import Levers, Mechanisms
from simulation.state import AccountState, ManagerState, ProcessState, TeamState

EARLY_MONTHS = 6.0
LATE_MONTHS = 12.0
RETAINED_AFTER = 10.0
SMALLEST_GAIN = 0.03
"""A ratio over a gain below this is undefined."""
REACHED_GAIN = 0.05
REACHED_MONTHS = 12.0
PARTIAL_REACH = 0.2
SPREAD_REACH = 0.5
FADING_SHARE = 0.5
THEATRE_LEAST = 0.02
REGIMES = ("fizzle", "bubble", "partial", "spread")
DISTANCES = FARTHEST + 1


class Windows(NamedTuple):
    """Weights of this month in the windows of measurement: one over the window's length inside it, else 0."""

    early: float
    """The last 6 months of mentoring."""
    late: float
    """The last 12 months."""
    before: float
    """The last 12 months before mentoring."""
    since: float
    """1 from the first month of mentoring on."""
    ends_mentoring: float
    """1 in the last month of mentoring."""
    retained: float
    """1 in the tenth month after the last of mentoring."""


def inside(month: float, first: float, end: float) -> float:
    """Return the weight of a month in a window from `first` up to before `end`: 0 outside."""
    return 1.0 / max(end - first, 1.0) if first <= month < end else 0.0


def windows_of_month(month: float, months: float, levers: Levers) -> Windows:
    """Return the weights of a month in all windows of a run of so many months."""
    start = levers.mentoring_start
    end = min(levers.mentoring_end, months)
    last = levers.mentoring_end - 1.0
    return Windows(
        early=inside(month, max(start, end - EARLY_MONTHS), end),
        late=inside(month, max(months - LATE_MONTHS, 0.0), months),
        before=inside(month, max(start - LATE_MONTHS, 0.0), min(start, months)),
        since=1.0 if month >= start else 0.0,
        ends_mentoring=1.0 if month == end - 1.0 and end > start else 0.0,
        retained=1.0 if month == last + RETAINED_AFTER and last >= start else 0.0,
    )


# Team by team -----------------------------------------------------------------------------------------------


class TeamLedger(NamedTuple):
    """What is kept of one team and process."""

    start_coverage: float
    late_gain: float
    late_coverage: float
    streak: float
    longest: float


class MonthLedger(NamedTuple):
    """Sums over teams in one month, of one process."""

    coached_gain: float
    uncoached_gain: float
    efficacy_gain: float
    coverage: float
    overstated: float


EMPTY_MONTH = MonthLedger(0.0, 0.0, 0.0, 0.0, 0.0)


def is_coached(manager: ManagerState, programme: float) -> float:
    """Return 1 where the manager's network is or was in the programme."""
    return 1.0 if manager.order < programme else 0.0


def ledger_of_team(ledger: TeamLedger, process: ProcessState, twin: ProcessState, windows: Windows) -> TeamLedger:
    """Return a team's ledger with one more month in it."""
    gain = process.coverage - twin.coverage
    streak = (ledger.streak + 1.0) * (1.0 if gain >= REACHED_GAIN else 0.0)
    return TeamLedger(
        start_coverage=ledger.start_coverage,
        late_gain=ledger.late_gain + windows.late * gain,
        late_coverage=ledger.late_coverage + windows.late * process.coverage,
        streak=streak,
        longest=max(ledger.longest, streak),
    )


class MonthGains(NamedTuple):
    """The part of a month's sums that counts in every month."""

    coached_gain: float
    uncoached_gain: float


class MonthLevels(NamedTuple):
    """The part of a month's sums that counts in some windows only."""

    efficacy_gain: float
    coverage: float
    overstated: float


def gains_with_team(month: MonthLedger, process: ProcessState, twin: ProcessState, coached: float) -> MonthGains:
    """Return the sums of gains with one more team in them."""
    gain = process.coverage - twin.coverage
    return MonthGains(
        coached_gain=month.coached_gain + coached * gain,
        uncoached_gain=month.uncoached_gain + (1.0 - coached) * gain,
    )


def levels_with_team(month: MonthLedger, process: ProcessState, twin: ProcessState, coached: float) -> MonthLevels:
    """Return the sums of levels with one more team in them."""
    return MonthLevels(
        efficacy_gain=month.efficacy_gain + coached * (process.efficacy - twin.efficacy),
        coverage=month.coverage + process.coverage,
        overstated=month.overstated + (process.reported - process.coverage),
    )


# Month by month ---------------------------------------------------------------------------------------------


class RunLedger(NamedTuple):
    """What is kept of a run, of one process."""

    start_coverage: float
    direct: float
    late_direct: float
    spillover: float
    spillover_highest: float
    spillover_lowest: float
    retained: float
    efficacy_gain: float
    coverage: float
    overstated_before: float
    overstated_late: float


def ledger_of_run(
    ledger: RunLedger, month: MonthLedger, coached_teams: float, teams: float, windows: Windows
) -> RunLedger:
    """Return a run's ledger with one more month in it."""
    direct = month.coached_gain / max(coached_teams, 1.0)
    spillover = month.uncoached_gain / max(teams - coached_teams, 1.0)
    overstated = month.overstated / teams
    return RunLedger(
        start_coverage=ledger.start_coverage,
        direct=ledger.direct + windows.early * direct,
        late_direct=ledger.late_direct + windows.late * direct,
        spillover=ledger.spillover + windows.late * spillover,
        spillover_highest=max(ledger.spillover_highest, windows.since * spillover),
        spillover_lowest=min(ledger.spillover_lowest, windows.since * spillover),
        retained=ledger.retained + windows.retained * direct,
        efficacy_gain=ledger.efficacy_gain + windows.ends_mentoring * month.efficacy_gain / max(coached_teams, 1.0),
        coverage=ledger.coverage + windows.late * month.coverage / teams,
        overstated_before=ledger.overstated_before + windows.before * overstated,
        overstated_late=ledger.overstated_late + windows.late * overstated,
    )


class IdentityLedger(NamedTuple):
    """Coach identity of managers, summed, in the last month of mentoring."""

    coached: float
    uncoached: float
    coached_managers: float


def identity_with_manager(ledger: IdentityLedger, manager: ManagerState, coached: float, now: float) -> IdentityLedger:
    """Return the sums with one more manager in them, if the month is the last of mentoring (`now` = 1)."""
    return IdentityLedger(
        coached=ledger.coached + now * coached * manager.identity,
        uncoached=ledger.uncoached + now * (1.0 - coached) * manager.identity,
        coached_managers=ledger.coached_managers + now * coached,
    )


# At the end -------------------------------------------------------------------------------------------------


class EndLedger(NamedTuple):
    """Sums over teams after the last month; `coached_` and plain ones, the rest is the uncoached."""

    teams: float
    coached_teams: float
    reached: float
    population: float
    coached_population: float
    gain_by_population: float
    coverage_by_population: float
    coached_coverage_by_population: float
    safety: float
    trust: float
    coordination: float
    motivation: float
    pressure: float
    documentation: float
    unmeasured_care: float
    coached_safety: float
    coached_trust: float
    coached_coordination: float
    coached_motivation: float
    coached_pressure: float
    coached_documentation: float
    coached_unmeasured_care: float


def end_with_team(
    end: EndLedger, team: TeamState, ledger: TeamLedger, gain: float, population: float, coached: float
) -> EndLedger:
    """Return the sums with one more team in them; `gain` is its late gain, mean over processes."""
    reached = 1.0 if ledger.longest >= REACHED_MONTHS else 0.0
    return EndLedger(
        teams=end.teams + 1.0,
        coached_teams=end.coached_teams + coached,
        reached=end.reached + (1.0 - coached) * reached,
        population=end.population + population,
        coached_population=end.coached_population + coached * population,
        gain_by_population=end.gain_by_population + population * gain,
        coverage_by_population=end.coverage_by_population + population * ledger.late_coverage,
        coached_coverage_by_population=end.coached_coverage_by_population + coached * population * ledger.late_coverage,
        safety=end.safety + team.safety,
        trust=end.trust + team.trust,
        coordination=end.coordination + team.coordination,
        motivation=end.motivation + team.motivation,
        pressure=end.pressure + team.pressure,
        documentation=end.documentation + team.documentation,
        unmeasured_care=end.unmeasured_care + team.unmeasured_care,
        coached_safety=end.coached_safety + coached * team.safety,
        coached_trust=end.coached_trust + coached * team.trust,
        coached_coordination=end.coached_coordination + coached * team.coordination,
        coached_motivation=end.coached_motivation + coached * team.motivation,
        coached_pressure=end.coached_pressure + coached * team.pressure,
        coached_documentation=end.coached_documentation + coached * team.documentation,
        coached_unmeasured_care=end.coached_unmeasured_care + coached * team.unmeasured_care,
    )


class DistanceLedger(NamedTuple):
    """Late gain summed over the teams at one distance from coaching."""

    teams: float
    gain: float


class MoranLedger(NamedTuple):
    """Sums behind Moran's I: products over ties, squares over teams."""

    ties: float
    products: float
    squares: float


def distance_with_team(ledger: DistanceLedger, gain: float, is_here: float) -> DistanceLedger:
    """Return the sums with one more team in them, where it is at this distance (1)."""
    return DistanceLedger(teams=ledger.teams + is_here, gain=ledger.gain + is_here * gain)


class ProcessMeasures(NamedTuple):
    """Measures of each process."""

    coverage: float
    coverage_change: float
    direct_gain: float
    late_direct_gain: float
    spillover_gain: float
    spillover_highest: float
    spillover_lowest: float
    efficacy_gain: float


class RunMeasures(NamedTuple):
    """Measures of a run as a whole; those of coverage speak of the first process."""

    regime: float
    fading: float
    is_theatre: float
    reach: float
    spread_ratio: float
    retained: float
    theatre: float
    half_distance: float
    morans_i: float
    identity_gap: float
    system_gain: float
    equity_gap: float
    coach_hours: float
    supervision_hours: float
    verification_hours: float
    bonus_paid: float
    capitation_paid: float
    cost: float
    extra_cost: float
    gain_per_coach_hour: float
    gain_per_cost: float
    gain_at_0: float
    gain_at_1: float
    gain_at_2: float
    gain_at_3: float
    gain_at_4: float
    gain_at_5: float
    safety: float
    trust: float
    coordination: float
    motivation: float
    pressure: float
    documentation: float
    unmeasured_care: float
    safety_coached: float
    trust_coached: float
    coordination_coached: float
    motivation_coached: float
    pressure_coached: float
    documentation_coached: float
    unmeasured_care_coached: float
    safety_uncoached: float
    trust_uncoached: float
    coordination_uncoached: float
    motivation_uncoached: float
    pressure_uncoached: float
    documentation_uncoached: float
    unmeasured_care_uncoached: float


def ratio(above: float, below: float) -> float:
    """Return a ratio, undefined where there is nobody or nothing below."""
    return above / below if below > 0.0 else math.nan


def gain_ratio(above: float, gain: float) -> float:
    """Return a ratio over a gain, undefined where the gain is too small to divide by."""
    return above / gain if gain >= SMALLEST_GAIN else math.nan


def has_mentoring_window(months: float, levers: Levers) -> float:
    """Return 1 where mentoring has at least one month within the run."""
    return 1.0 if levers.mentoring_start < min(levers.mentoring_end, months) else 0.0


def measures_of_process(ledger: RunLedger, end: EndLedger, months: float, levers: Levers) -> ProcessMeasures:
    """Return the measures of one process."""
    uncoached = end.teams - end.coached_teams
    mentored = end.coached_teams if has_mentoring_window(months, levers) > 0.5 else 0.0
    return ProcessMeasures(
        coverage=ledger.coverage,
        coverage_change=ledger.coverage - ledger.start_coverage / end.teams,
        direct_gain=ledger.direct if mentored > 0.0 else math.nan,
        late_direct_gain=ledger.late_direct if end.coached_teams > 0.0 else math.nan,
        spillover_gain=ledger.spillover if uncoached > 0.0 else math.nan,
        spillover_highest=ledger.spillover_highest if uncoached > 0.0 else math.nan,
        spillover_lowest=ledger.spillover_lowest if uncoached > 0.0 else math.nan,
        efficacy_gain=ledger.efficacy_gain if mentored > 0.0 else math.nan,
    )


def regime_of(direct: float, reach: float, coach_hours: float) -> float:
    """Return the regime as its place in REGIMES; undefined where nobody was coached."""
    if not coach_hours > 0.0 or math.isnan(direct):
        return math.nan
    if direct < SMALLEST_GAIN:
        return 0.0
    if math.isnan(reach):
        return math.nan
    if reach < PARTIAL_REACH:
        return 1.0
    return 3.0 if reach >= SPREAD_REACH else 2.0


def half_distance_between(distance: float, gain: float, next_gain: float, half: float) -> float:
    """Return where between two distances the gain falls to `half`, on a straight line."""
    return distance + (gain - half) / (gain - next_gain)


def cost_of(account: AccountState, p: Mechanisms) -> float:
    """Return hours at their prices, and the bonus; capitation is paid in any case and stays out."""
    price = p.price
    hours = account.coach_hours * price.coach_wage + account.supervision_hours * price.supervision_wage
    return hours + account.verification_hours * price.verification_wage + account.bonus


def measures_of_run(
    lead: RunLedger,
    end: EndLedger,
    identity: IdentityLedger,
    managers: float,
    account: AccountState,
    twin_account: AccountState,
    moran: MoranLedger,
    half_distance: float,
    gains: tuple[float, float, float, float, float, float],
    months: float,
    p: Mechanisms,
) -> RunMeasures:
    """Return the measures of a run as a whole. `lead` is the ledger of the first process."""
    own = measures_of_process(lead, end, months, p.levers)
    coached, uncoached = end.coached_teams, end.teams - end.coached_teams
    reach = ratio(end.reached, uncoached)
    has_before = 0.0 < p.levers.mentoring_start < months
    theatre = lead.overstated_late - lead.overstated_before if has_before else math.nan
    has_retained = p.levers.mentoring_end - 1.0 + RETAINED_AFTER < months
    retained = gain_ratio(lead.retained, own.direct_gain) if has_retained else math.nan
    system_gain = end.gain_by_population / end.population
    extra_cost = cost_of(account, p) - cost_of(twin_account, p)
    outside = end.population - end.coached_population
    outside_coverage = end.coverage_by_population - end.coached_coverage_by_population
    return RunMeasures(
        regime=regime_of(own.direct_gain, reach, account.coach_hours),
        fading=flag(own.late_direct_gain < FADING_SHARE * own.direct_gain, gain_ratio(1.0, own.direct_gain)),
        is_theatre=flag(theatre > THEATRE_LEAST, theatre),
        reach=reach,
        spread_ratio=gain_ratio(own.spillover_gain, own.late_direct_gain),
        retained=retained,
        theatre=theatre,
        half_distance=half_distance,
        morans_i=ratio(moran.products * end.teams, moran.squares * moran.ties),
        identity_gap=ratio(identity.coached, identity.coached_managers)
        - ratio(identity.uncoached, managers - identity.coached_managers),
        system_gain=system_gain,
        equity_gap=ratio(end.coached_coverage_by_population, end.coached_population) - ratio(outside_coverage, outside),
        coach_hours=account.coach_hours,
        supervision_hours=account.supervision_hours,
        verification_hours=account.verification_hours,
        bonus_paid=account.bonus,
        capitation_paid=account.capitation,
        cost=cost_of(account, p),
        extra_cost=extra_cost,
        gain_per_coach_hour=ratio(system_gain * 100000.0, account.coach_hours),
        gain_per_cost=ratio(system_gain * 10000000.0, extra_cost),
        gain_at_0=gains[0],
        gain_at_1=gains[1],
        gain_at_2=gains[2],
        gain_at_3=gains[3],
        gain_at_4=gains[4],
        gain_at_5=gains[5],
        safety=end.safety / end.teams,
        trust=end.trust / end.teams,
        coordination=end.coordination / end.teams,
        motivation=end.motivation / end.teams,
        pressure=end.pressure / end.teams,
        documentation=end.documentation / end.teams,
        unmeasured_care=end.unmeasured_care / end.teams,
        safety_coached=ratio(end.coached_safety, coached),
        trust_coached=ratio(end.coached_trust, coached),
        coordination_coached=ratio(end.coached_coordination, coached),
        motivation_coached=ratio(end.coached_motivation, coached),
        pressure_coached=ratio(end.coached_pressure, coached),
        documentation_coached=ratio(end.coached_documentation, coached),
        unmeasured_care_coached=ratio(end.coached_unmeasured_care, coached),
        safety_uncoached=ratio(end.safety - end.coached_safety, uncoached),
        trust_uncoached=ratio(end.trust - end.coached_trust, uncoached),
        coordination_uncoached=ratio(end.coordination - end.coached_coordination, uncoached),
        motivation_uncoached=ratio(end.motivation - end.coached_motivation, uncoached),
        pressure_uncoached=ratio(end.pressure - end.coached_pressure, uncoached),
        documentation_uncoached=ratio(end.documentation - end.coached_documentation, uncoached),
        unmeasured_care_uncoached=ratio(end.unmeasured_care - end.coached_unmeasured_care, uncoached),
    )


def flag(holds: bool, defined: float) -> float:
    """Return 1 or 0, or undefined where what it rests on is."""
    if math.isnan(defined):
        return math.nan
    return 1.0 if holds else 0.0


# Over time --------------------------------------------------------------------------------------------------


class GroupSeries(NamedTuple):
    """Sums over the coached, or the uncoached, in one month."""

    teams: float
    trust: float
    safety: float
    coordination: float
    motivation: float
    pressure: float
    documentation: float
    unmeasured_care: float


class ManagerSeries(NamedTuple):
    """Sums over the managers of the coached, or the uncoached, in one month."""

    managers: float
    identity: float
    logic: float


class ProcessSeries(NamedTuple):
    """Sums over the coached, or the uncoached, in one month, of one process."""

    coverage: float
    reported: float
    efficacy: float
    practice: float
    credit: float


def series_with_team(series: GroupSeries, team: TeamState, weight: float) -> GroupSeries:
    """Return the sums with one more team in them, by its weight: 1 where it belongs to the group."""
    return GroupSeries(
        teams=series.teams + weight,
        trust=series.trust + weight * team.trust,
        safety=series.safety + weight * team.safety,
        coordination=series.coordination + weight * team.coordination,
        motivation=series.motivation + weight * team.motivation,
        pressure=series.pressure + weight * team.pressure,
        documentation=series.documentation + weight * team.documentation,
        unmeasured_care=series.unmeasured_care + weight * team.unmeasured_care,
    )


def series_with_manager(series: ManagerSeries, manager: ManagerState, logic: float, weight: float) -> ManagerSeries:
    """Return the sums with one more manager, and the logic over that manager, in them."""
    return ManagerSeries(
        managers=series.managers + weight,
        identity=series.identity + weight * manager.identity,
        logic=series.logic + weight * logic,
    )


def series_with_process(series: ProcessSeries, process: ProcessState, weight: float) -> ProcessSeries:
    """Return the sums with one more team's process in them."""
    return ProcessSeries(
        coverage=series.coverage + weight * process.coverage,
        reported=series.reported + weight * process.reported,
        efficacy=series.efficacy + weight * process.efficacy,
        practice=series.practice + weight * process.practice,
        credit=series.credit + weight * process.credit,
    )
