"""Observer: measures a readable run against its twin with the same functions as the compiled engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engine.readable.model import CoachingModel
from simulation.network import FARTHEST
from simulation.observables import DISTANCES, LATE_MONTHS, SMALLEST_GAIN
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
    EMPTY_MONTH,
    DistanceLedger,
    EndLedger,
    IdentityLedger,
    MonthLedger,
    MoranLedger,
    RunLedger,
    TeamLedger,
    coached_of_month,
    distance_with_team,
    end_with_team,
    gains_with_team,
    identity_with_manager,
    is_coached,
    ledger_of_run,
    ledger_of_team,
    levels_with_team,
    uncoached_of_month,
)
from simulation.observables.measures import half_distance_between, measures_of_process, measures_of_run
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
from simulation.observables.spans import (
    NOBODY_YET,
    NOTHING_YET,
    Arrival,
    GroupMonth,
    Highest,
    Lasting,
    arrival_with_span,
    highest_with_span,
    is_span_since,
    lasting_of,
    level_of_head_start,
)
from simulation.observables.windows import windows_of_month


def _empty(ledger: Any) -> Any:
    return ledger(*[0.0] * len(ledger._fields))


class Observer:
    """Watches a model and its twin month by month.

    Parameters
    ----------
    model, twin : CoachingModel
        Both at their start; call `note` after each month of both, `measures` at the end.
    groups : sequence of int, [team]
        The group of each team, from 0 on, where sums by group are asked for.
    """

    def __init__(self, model: CoachingModel, twin: CoachingModel, groups: Sequence[int] = ()) -> None:
        self.model, self.twin, self.groups = model, twin, groups
        self.k = range(len(model.processes))
        self.teams: list[list[TeamLedger]] = []
        self.runs: list[RunLedger] = [_empty(RunLedger) for _ in self.k]
        self.identity: IdentityLedger = _empty(IdentityLedger)
        self.sums: list[list[float]] = []
        self.places: list[list[list[float]]] = []
        self.coached: list[GroupMonth] = []
        self.uncoached: list[GroupMonth] = []
        for team in model.teams:
            ledgers: list[TeamLedger] = []
            for k in self.k:
                coverage = team.process(k).state.coverage
                ledgers.append(_empty(TeamLedger)._replace(start_coverage=coverage))
                run = self.runs[k]
                self.runs[k] = run._replace(start_coverage=run.start_coverage + coverage)
            self.teams.append(ledgers)

    def note(self, month: int) -> None:
        """Note a month that both have just lived."""
        model, twin = self.model, self.twin
        windows = windows_of_month(float(month), float(model.settings.months), model.p.levers)
        sums = [EMPTY_MONTH for _ in self.k]
        coached_teams = 0.0
        for manager in model.managers:
            coached = is_coached(manager.state, model.policy.programme)
            self.identity = identity_with_manager(self.identity, manager.state, coached, windows.ends_mentoring)
            for team in manager.teams:
                coached_teams += coached
                other = twin.teams[team.number]
                for k in self.k:
                    own, twins = team.process(k).state, other.process(k).state
                    ledger = self.teams[team.number][k]
                    self.teams[team.number][k] = ledger_of_team(ledger, own, twins, windows)
                    gains = gains_with_team(sums[k], own, twins, coached)
                    sums[k] = MonthLedger(*gains, *levels_with_team(sums[k], own, twins, coached))
        for k in self.k:
            self.runs[k] = ledger_of_run(self.runs[k], sums[k], coached_teams, float(len(model.teams)), windows)
        teams = float(len(model.teams))
        self.coached.append(coached_of_month(sums[0], coached_teams))
        self.uncoached.append(uncoached_of_month(sums[0], coached_teams, teams))
        self.sums.append([*self._series_of(model), *self._series_of(twin)])
        self.places.append([self._sums_of(group) for group in sorted(set(self.groups))])

    def _sums_of(self, group: int) -> list[float]:
        """Return the month's sums over a group: each process in the run, then in its twin, then who is coached."""
        teams: PlaceTeams = _empty(PlaceTeams)
        processes: list[PlaceProcess] = [_empty(PlaceProcess) for _ in (*self.k, *self.k)]
        for team in self.model.teams:
            if self.groups[team.number] == group:
                for k in self.k:
                    both = (k, team), (k + len(self.k), self.twin.teams[team.number])
                    for place, one in both:
                        processes[place] = place_with_process(processes[place], one.process(k).state)
                manager = team.manager.state
                teams = place_with_team(teams, manager, is_coached(manager, self.model.policy.programme))
        return [*(value for process in processes for value in process), *teams]

    def _series_of(self, model: CoachingModel) -> list[float]:
        """Return the month's sums for the charts: coached, then uncoached."""
        rows: list[float] = []
        for group in (0, 1):
            teams: GroupSeries = _empty(GroupSeries)
            managers: ManagerSeries = _empty(ManagerSeries)
            processes: list[ProcessSeries] = [_empty(ProcessSeries) for _ in self.k]
            for manager in model.managers:
                coached = is_coached(manager.state, model.policy.programme)
                weight = coached if group == 0 else 1.0 - coached
                managers = series_with_manager(managers, manager.state, manager.authority.logic, weight)
                for team in manager.teams:
                    teams = series_with_team(teams, team.state, weight)
                    for k in self.k:
                        processes[k] = series_with_process(processes[k], team.process(k).state, weight)
            rows += [*teams, *managers, *[value for process in processes for value in process]]
        return rows

    def series_sums(self) -> NDArray[np.float64]:
        """Return the sums behind the series, [month, world x group x row]."""
        return np.array(self.sums)

    def place_sums(self) -> NDArray[np.float64]:
        """Return the sums by group of teams, [month, group, quantity]."""
        return np.array(self.places)

    # At the end -------------------------------------------------------------------------------------------

    def hops(self) -> list[float]:
        """Return for each network how many hops it is from the nearest coached one, along who looks to whom."""
        model, far = self.model, float(DISTANCES)
        hops = [0.0 if is_coached(m.state, model.policy.programme) > 0.5 else far for m in model.managers]
        for hop in range(1, DISTANCES):
            for manager in model.managers:
                looked_at = [peer.number for peer in manager.peers]
                looked_at += [peer.manager.number for team in manager.teams for peer in team.peers]
                if hops[manager.number] == far and any(hops[n] == hop - 1.0 for n in looked_at):
                    hops[manager.number] = float(hop)
        return hops

    def _distances(self) -> tuple[list[float], float]:
        """Return the mean late gain at each distance, NaN where nobody is, and the half-distance."""
        hops = self.hops()
        gains: list[float] = []
        half_distance = last = half = math.nan
        last_at = 0.0
        for distance in range(FARTHEST + 1):
            ledger = DistanceLedger(0.0, 0.0)
            for team in self.model.teams:
                here = 1.0 if hops[team.manager.number] == float(distance) else 0.0
                ledger = distance_with_team(ledger, self.teams[team.number][0].late_gain, here)
            gain = ledger.gain / ledger.teams if ledger.teams > 0.0 else math.nan
            gains.append(gain)
            if distance == 0:
                half = 0.5 * gain if gain >= SMALLEST_GAIN else math.nan
            elif gain <= half and math.isnan(half_distance):
                next_to = last_at + 1.0 == float(distance)
                half_distance = half_distance_between(last_at, last, gain, half) if next_to else float(distance)
            if not math.isnan(gain):
                last, last_at = gain, float(distance)
        return gains, half_distance

    def _moran(self) -> MoranLedger:
        """Return the sums behind Moran's I of the late gains of the first process."""
        gains = [ledgers[0].late_gain for ledgers in self.teams]
        total = 0.0
        for gain in gains:
            total += gain
        mean = total / float(len(gains))
        count = products = squares = 0.0
        for team in self.model.teams:
            own = gains[team.number] - mean
            squares += own * own
            for peer in team.peers:
                count += 1.0
                products += own * (gains[peer.number] - mean)
        return MoranLedger(ties=count, products=products, squares=squares)

    def _lasting(self, group: list[GroupMonth]) -> Lasting:
        """Return what a group's spans come to: the highest, what is left, the head start."""
        start, months, length = self.model.p.levers.mentoring_start, len(group), int(LATE_MONTHS)
        spans = [
            (float(month), span_of(group[month + 1 - length : month + 1]))
            for month in range(length - 1, months)
            if is_span_since(float(month), start)
        ]
        highest: Highest = NOTHING_YET
        for _, span in spans:
            highest = highest_with_span(highest, span)
        # Without months before mentoring there is no level to ask for.
        before = math.nan
        if 0.0 < start <= float(months):
            before = span_of(group[max(int(start) - length, 0) : int(start)]).run
        level = level_of_head_start(before, highest)
        arrival: Arrival = NOBODY_YET
        for month, span in spans:
            arrival = arrival_with_span(arrival, span, month, level)
        late = span_of(group[max(months - length, 0) :])
        return lasting_of(highest, late.run - late.twin, arrival, float(months))

    def _ranked(self, k: int, of_twin: float) -> list[int]:
        """Return the teams in the order of their late coverage, the least covered first."""
        return sorted(range(len(self.teams)), key=lambda team: (late_coverage_of(self.teams[team][k], of_twin), team))

    def _fifth(self, order: list[int], k: int, of_twin: float, wanted: float) -> float:
        """Return the coverage of the fifth of people at the beginning of the order."""
        fifth = NOBODY
        for team in order:
            if fifth.people >= wanted:
                break
            people = self.model.settings.places.population[team]
            fifth = fifth_with_team(fifth, late_coverage_of(self.teams[team][k], of_twin), people, wanted)
        return fifth.covered / fifth.people

    def _equity(self, k: int, population: float) -> EquityLedger:
        """Return the fifths at both ends, in run and twin, and the slope of gains over the start, of one process."""
        wanted, people = people_of_fifth(population), self.model.settings.places.population
        run, twin = self._ranked(k, 0.0), self._ranked(k, 1.0)
        centre, slope = Centre(0.0, 0.0), Slope(0.0, 0.0)
        for team, ledgers in enumerate(self.teams):
            centre = centre_with_team(centre, ledgers[k], people[team])
        for team, ledgers in enumerate(self.teams):
            slope = slope_with_team(slope, ledgers[k], people[team], centre, population)
        return EquityLedger(
            lowest=self._fifth(run, k, 0.0, wanted),
            highest=self._fifth(run[::-1], k, 0.0, wanted),
            twin_lowest=self._fifth(twin, k, 1.0, wanted),
            twin_highest=self._fifth(twin[::-1], k, 1.0, wanted),
            gradient=gradient_of(slope, population),
        )

    def measures(self) -> NDArray[np.float64]:
        """Return all measures in the order of ``results.measures``."""
        model = self.model
        months = float(model.settings.months)
        end: EndLedger = EMPTY_END
        for team in model.teams:
            ledgers, gain = self.teams[team.number], 0.0
            for ledger in ledgers:
                gain += ledger.late_gain
            end = end_with_team(
                end,
                team.state,
                ledgers[0],
                gain / float(len(self.k)),
                model.settings.places.population[team.number],
                is_coached(team.manager.state, model.policy.programme),
            )
        gains, half_distance = self._distances()
        levers = model.p.levers
        own = [measures_of_process(self.runs[k], end, self._equity(k, end.population), months, levers) for k in self.k]
        run = measures_of_run(
            self.runs[0],
            own[0],
            end,
            self.identity,
            float(len(model.managers)),
            model.account,
            self.twin.account,
            self._moran(),
            half_distance,
            (gains[0], gains[1], gains[2], gains[3], gains[4], gains[5]),
            self._lasting(self.coached),
            self._lasting(self.uncoached),
            months,
            model.p,
        )
        return np.array([*run, *[value for process in own for value in process]])


def span_of(group: list[GroupMonth]) -> GroupMonth:
    """Return a group's mean coverage in run and twin over some months."""
    run = twin = 0.0
    for month in group:
        run += month.run
        twin += month.twin
    length = float(len(group))
    return GroupMonth(run / length, twin / length)
