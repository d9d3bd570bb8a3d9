"""Ledgers: what is kept of teams, months and runs while they are lived, and summed when they end."""

from __future__ import annotations

from typing import NamedTuple

from simulation.observables import REACHED_GAIN, REACHED_MONTHS
from simulation.observables.spans import GroupMonth
from simulation.observables.windows import Windows
from simulation.state import ManagerState, ProcessState, TeamState


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
    coached_coverage: float
    coverage: float
    efficacy_gain: float
    overstated: float
    twin_overstated: float


EMPTY_MONTH = MonthLedger(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


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
    coached_coverage: float
    coverage: float


class MonthLevels(NamedTuple):
    """The part of a month's sums that counts in some windows only."""

    efficacy_gain: float
    overstated: float
    twin_overstated: float


def gains_with_team(month: MonthLedger, process: ProcessState, twin: ProcessState, coached: float) -> MonthGains:
    """Return the sums of gains and coverage with one more team in them."""
    gain = process.coverage - twin.coverage
    return MonthGains(
        coached_gain=month.coached_gain + coached * gain,
        uncoached_gain=month.uncoached_gain + (1.0 - coached) * gain,
        coached_coverage=month.coached_coverage + coached * process.coverage,
        coverage=month.coverage + process.coverage,
    )


def levels_with_team(month: MonthLedger, process: ProcessState, twin: ProcessState, coached: float) -> MonthLevels:
    """Return the sums of levels with one more team in them."""
    return MonthLevels(
        efficacy_gain=month.efficacy_gain + coached * (process.efficacy - twin.efficacy),
        overstated=month.overstated + (process.reported - process.honest),
        twin_overstated=month.twin_overstated + (twin.reported - twin.honest),
    )


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
    twin_overstated_late: float


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
        twin_overstated_late=ledger.twin_overstated_late + windows.late * (month.twin_overstated / teams),
    )


def coached_of_month(month: MonthLedger, coached_teams: float) -> GroupMonth:
    """Return the mean coverage of coached teams in a month, in the run and in the twin; 0 where there are none."""
    share = 1.0 / max(coached_teams, 1.0)
    return GroupMonth(run=month.coached_coverage * share, twin=(month.coached_coverage - month.coached_gain) * share)


def uncoached_of_month(month: MonthLedger, coached_teams: float, teams: float) -> GroupMonth:
    """Return the mean coverage of the other teams in a month, in the run and in the twin; 0 where there are none."""
    share = 1.0 / max(teams - coached_teams, 1.0)
    coverage = month.coverage - month.coached_coverage
    return GroupMonth(run=coverage * share, twin=(coverage - month.uncoached_gain) * share)


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


class EndLedger(NamedTuple):
    """Sums over teams after the last month; `coached_` and plain ones, the rest is the uncoached."""

    teams: float
    coached_teams: float
    reached: float
    reached_ever: float
    population: float
    coached_population: float
    gain_by_population: float
    coverage_by_population: float
    coached_coverage_by_population: float
    safety: float
    trust: float
    coordination: float
    motivation: float
    candour: float
    pressure: float
    documentation: float
    unmeasured_care: float
    coached_safety: float
    coached_trust: float
    coached_coordination: float
    coached_motivation: float
    coached_candour: float
    coached_pressure: float
    coached_documentation: float
    coached_unmeasured_care: float


def end_with_team(
    end: EndLedger, team: TeamState, ledger: TeamLedger, gain: float, population: float, coached: float
) -> EndLedger:
    """Return the sums with one more team in them; `gain` is its late gain, mean over processes.

    A team is reached by its late gain in the first process.
    """
    reached = 1.0 if ledger.late_gain >= REACHED_GAIN else 0.0
    ever = 1.0 if ledger.longest >= REACHED_MONTHS else 0.0
    return EndLedger(
        teams=end.teams + 1.0,
        coached_teams=end.coached_teams + coached,
        reached=end.reached + (1.0 - coached) * reached,
        reached_ever=end.reached_ever + (1.0 - coached) * ever,
        population=end.population + population,
        coached_population=end.coached_population + coached * population,
        gain_by_population=end.gain_by_population + population * gain,
        coverage_by_population=end.coverage_by_population + population * ledger.late_coverage,
        coached_coverage_by_population=end.coached_coverage_by_population + coached * population * ledger.late_coverage,
        safety=end.safety + team.safety,
        trust=end.trust + team.trust,
        coordination=end.coordination + team.coordination,
        motivation=end.motivation + team.motivation,
        candour=end.candour + team.candour,
        pressure=end.pressure + team.pressure,
        documentation=end.documentation + team.documentation,
        unmeasured_care=end.unmeasured_care + team.unmeasured_care,
        coached_safety=end.coached_safety + coached * team.safety,
        coached_trust=end.coached_trust + coached * team.trust,
        coached_coordination=end.coached_coordination + coached * team.coordination,
        coached_motivation=end.coached_motivation + coached * team.motivation,
        coached_candour=end.coached_candour + coached * team.candour,
        coached_pressure=end.coached_pressure + coached * team.pressure,
        coached_documentation=end.coached_documentation + coached * team.documentation,
        coached_unmeasured_care=end.coached_unmeasured_care + coached * team.unmeasured_care,
    )


EMPTY_END = EndLedger(*[0.0] * len(EndLedger._fields))


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
