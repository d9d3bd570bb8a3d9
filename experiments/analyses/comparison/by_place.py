"""By place: a comparison read again in each region, network or team.

Who looks at many places finds some that stand out by chance alone. So each mean and each difference has two intervals:
its own, and one of all of them together, wider by Bonferroni's rule: all of these are meant to hold at once in 95% of
such comparisons, however the places hang together. What is said in words rests on the second alone.

Where it is drawn who is coached, a place is a mixture of runs with coaching and without, and values of runs are far
from normal: an interval is given only where the runs are enough for it (`draws`), and else withheld, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.comparison.bands import HIGH, LOW
from experiments.analyses.comparison.draws import Mixture, mixture_of
from experiments.runs.by_place import (
    COACHED,
    FROM,
    UNTIL,
    Gathering,
    PlaceMonths,
    bytes_by_place,
    draws_in,
    place_measures,
    regions_of,
)
from experiments.runs.memory import check_fits
from experiments.runs.place_files import date_of
from experiments.statistics.intervals import CONFIDENCE, Estimate, between_0_and_1
from experiments.statistics.resampling import clustered_mean
from scenarios.calendar import Calendar
from scenarios.load import Scenario
from simulation.places import LEVELS, Partition
from simulation.results import ReadOnly, place_of
from simulation.settings import Settings

LEAST_RUNS = 10
"""Runs, or sets of values that they live under, below which no interval by place is taken for settled."""
DESCRIBED = (COACHED, FROM, UNTIL)
"""Measures that say where and when there was mentoring: they are looked up, and nothing is concluded from them."""
Withheld = Literal["", "few_runs", "drawn"]
"""Why an interval is not given: fewer than `LEAST_RUNS`; or it is drawn who is coached, and the runs cannot show it."""


@dataclass(frozen=True)
class PlaceEstimate:
    """The mean of a measure in one place, or of a difference between scenarios there, with its 95% intervals.

    Attributes
    ----------
    scenario : str
    reference : str or None
        The scenario it is a difference to, run by run; None for the mean itself.
    place, region : str
        The place, and the region in which it lies.
    measure : str
        As `experiments.runs.by_place.place_measures` has it.
    mean, low, high : float or None
        None where undefined; the interval is that of this place alone.
    low_together, high_together : float or None
        The interval that holds for all places, scenarios and measures together; None where it is withheld.
    defined : int
        Runs in which it is defined.
    withheld : {"", "few_runs", "drawn"}
        Why the interval of all, or both intervals, are withheld.
    drawn_in : int or None
        Runs in which anybody in the place was drawn for coaching; None where nothing is drawn there.
    runs_needed : int or None
        Runs, or sets of values, that its interval of all takes, as far as these tell; None where nothing is drawn.
    """

    scenario: str
    reference: str | None
    place: str
    region: str
    measure: str
    mean: float | None
    low: float | None
    high: float | None
    low_together: float | None
    high_together: float | None
    defined: int
    withheld: Withheld = ""
    drawn_in: int | None = None
    runs_needed: int | None = None

    @property
    def sign(self) -> int:
        """1 or -1 where it is above or below 0 even when all are looked at together, 0 where that is not settled."""
        if self.low_together is None or self.high_together is None:
            return 0
        return 1 if self.low_together > 0.0 else -1 if self.high_together < 0.0 else 0


@dataclass(frozen=True, eq=False)
class ByPlace(ReadOnly):
    """What a comparison found in each place.

    Attributes
    ----------
    level : {"region", "network", "team"}
    places, regions : tuple of str
        Names of the places, and the region of each.
    teams : tuple of int
        Teams of each place.
    measures : tuple of str
        ``coverage.PROCESS``, ``late_gain.PROCESS`` and ``theatre.PROCESS`` over the last twelve months; ``coached``,
        ``mentored_from``, ``mentored_until``.
    runs : dict of str to ndarray, [run, place, measure]
        By scenario.
    units : int
        Independent ones among the runs: sets of values, where several runs live under one.
    looked_at : int
        Means and differences that the intervals of all together count.
    estimates, contrasts : tuple of PlaceEstimate
        Means by scenario, and differences to the first one.
    months : dict of str to PlaceMonths
        By scenario, month by month.
    """

    level: str
    places: tuple[str, ...]
    regions: tuple[str, ...]
    teams: tuple[int, ...]
    measures: tuple[str, ...]
    runs: Mapping[str, NDArray[np.float64]]
    units: int
    looked_at: int
    estimates: tuple[PlaceEstimate, ...]
    contrasts: tuple[PlaceEstimate, ...]
    months: Mapping[str, PlaceMonths]

    @property
    def are_enough(self) -> bool:
        """Whether there are so many runs that anything is said of single places."""
        return self.units >= LEAST_RUNS

    def estimate(self, scenario: str, place: str, measure: str) -> PlaceEstimate:
        """Return the mean of a measure in a place.

        Raises
        ------
        SimulationError
            If there is no such scenario, place or measure.
        """
        return self._one(self.estimates, tuple(self.runs), scenario, place, measure)

    def contrast(self, scenario: str, place: str, measure: str) -> PlaceEstimate:
        """Return the difference of a measure in a place to the first scenario.

        Raises
        ------
        SimulationError
            If there is no such scenario beside the first, or no such place or measure.
        """
        return self._one(self.contrasts, tuple(self.runs)[1:], scenario, place, measure)

    def _one(
        self, among: Sequence[PlaceEstimate], scenarios: tuple[str, ...], scenario: str, place: str, measure: str
    ) -> PlaceEstimate:
        at = place_of(scenario, scenarios, "scenario of this comparison by place")
        at = at * len(self.places) + place_of(place, self.places, f"{self.level} of these scenarios")
        return among[at * len(self.measures) + place_of(measure, self.measures, "measure by place")]

    def rows(self, calendar: Calendar | None) -> Iterator[dict[str, Any]]:
        """Yield every mean, then every difference, as a row of a table; months that all runs share with their date."""
        teams = dict(zip(self.places, self.teams, strict=True))
        for one in (*self.estimates, *self.contrasts):
            row = asdict(one)
            row["teams"] = teams[one.place]
            if calendar is not None:
                place, measure = self.places.index(one.place), self.measures.index(one.measure)
                row["date"] = date_of(one.measure, self.runs[one.scenario][:, place, measure], calendar)
                row["date"] = row["date"] if one.reference is None else ""
            yield row

    def as_json(self, calendar: Calendar | None) -> dict[str, Any]:
        """Return means and differences as plain data; months by place are in the files."""
        return {
            "level": self.level,
            "units": self.units,
            "looked_at": self.looked_at,
            "confidence_together": confidence_of_all(self.looked_at),
            "estimates": list(self.rows(calendar)),
        }


def check_by_place(level: str, scenarios: Sequence[Scenario], replicates: int) -> Partition:
    """Return the teams by place; refuse what would not fit into memory.

    Raises
    ------
    SimulationError
    """
    settings = scenarios[0].settings
    partition = settings.places.by(level)
    larger = LEVELS[: LEVELS.index(level)]
    check_fits(
        len(scenarios) * bytes_by_place(settings, partition, replicates),
        f"--by is {level}, of {len(partition.names):,} places: {replicates:,} replicates of {len(scenarios)} scenarios "
        f"over {settings.months} months",
        f"Take {f'--by {larger[-1]}, ' if larger else ''}fewer replicates, scenarios or months.",
    )
    return partition


def by_place_of(
    gathered: Mapping[str, Gathering],
    settings: Mapping[str, Settings],
    partition: Partition,
    clusters: NDArray[np.intp],
) -> ByPlace:
    """Return what was gathered of each scenario, the reference first, with intervals.

    Parameters
    ----------
    settings : dict of str to Settings
        Of each scenario.
    clusters : array of int
        Which runs share their luck, [run].
    """
    first = next(iter(settings.values()))
    measures = place_measures(first.processes)
    runs = {name: one.measures for name, one in gathered.items()}
    reference = next(iter(runs))
    concluded = sum(name not in DESCRIBED for name in measures)
    looked_at = len(partition.names) * concluded * (2 * len(runs) - 1)
    regions = regions_of(first, partition)
    how = _Telling(partition.names, regions, measures, clusters, looked_at)
    draws = {name: draws_in(own, settings[name], partition) for name, own in runs.items()}
    return ByPlace(
        level=partition.level,
        places=partition.names,
        regions=regions,
        teams=tuple(np.bincount(partition.of_team).tolist()),
        measures=measures,
        runs=runs,
        units=len(set(clusters.tolist())),
        looked_at=looked_at,
        estimates=tuple(one for name, own in runs.items() for one in how.all_of(own, mixture_of([draws[name]]), name)),
        contrasts=tuple(
            one
            for name, own in runs.items()
            if name != reference
            for one in how.all_of(own - runs[reference], mixture_of([draws[name], draws[reference]]), name, reference)
        ),
        months={name: one.months(LOW, HIGH) for name, one in gathered.items()},
    )


@dataclass(frozen=True)
class _Telling:
    """How values of runs become means with intervals."""

    places: tuple[str, ...]
    regions: tuple[str, ...]
    measures: tuple[str, ...]
    clusters: NDArray[np.intp]
    looked_at: int

    def all_of(
        self, values: NDArray[np.float64], mixture: Mixture, scenario: str, reference: str | None = None
    ) -> list[PlaceEstimate]:
        """Return what values come to, [run, place, measure], place by place."""
        needed = [self._needed(values[..., which], mixture, measure) for which, measure in enumerate(self.measures)]
        found: list[PlaceEstimate] = []
        for place, which in product(range(len(self.places)), range(len(self.measures))):
            of_place, measure, runs = values[:, place, which], self.measures[which], needed[which]
            one = self._one(of_place, scenario, reference, self.places[place], self.regions[place], measure)
            found.append(one if runs is None else self._shown(one, mixture, place, runs))
        return found

    def _needed(self, values: NDArray[np.float64], mixture: Mixture, measure: str) -> tuple[int, int] | None:
        """Return how many runs the interval of one place takes, and that of all; None where nothing is drawn."""
        if measure in DESCRIBED or not values[:, mixture.is_drawn].any():
            return None
        alone, of_all = (
            max(LEAST_RUNS, mixture.needed(values, self.clusters, confidence))
            for confidence in (CONFIDENCE, confidence_of_all(self.looked_at))
        )
        return alone, of_all

    def _shown(self, one: PlaceEstimate, mixture: Mixture, place: int, needed: tuple[int, int]) -> PlaceEstimate:
        """Return an estimate without the intervals that the runs cannot show."""
        if not mixture.is_drawn[place]:
            return one
        units = len(set(self.clusters.tolist()))
        of_one, of_all = (mixture.has_both[place] and units >= runs for runs in needed)
        if not of_one:
            one = replace(one, low=None, high=None)
        if not of_all:
            one = replace(one, low_together=None, high_together=None, withheld=one.withheld or "drawn")
        return replace(one, drawn_in=int(mixture.runs[place]), runs_needed=needed[1])

    def _one(
        self, values: NDArray[np.float64], scenario: str, reference: str | None, place: str, region: str, measure: str
    ) -> PlaceEstimate:
        alone = clustered_mean(values, self.clusters)
        together = Estimate(None, None, None, alone.defined)
        units = len(set(self.clusters[np.isfinite(values)].tolist()))
        are_enough = units >= LEAST_RUNS
        if measure not in DESCRIBED and are_enough:
            together = clustered_mean(values, self.clusters, confidence_of_all(self.looked_at))
        if reference is None and measure.partition(".")[0] in ("coverage", COACHED):
            alone, together = between_0_and_1(alone), between_0_and_1(together)
        bounds = (alone.mean, alone.low, alone.high, together.low, together.high)
        why: Withheld = "" if measure in DESCRIBED or are_enough else "few_runs"
        return PlaceEstimate(scenario, reference, place, region, measure, *bounds, alone.defined, why)


def confidence_of_all(looked_at: int) -> float:
    """Return the confidence of each of so many intervals that makes them hold together, by Bonferroni's rule."""
    return 1.0 - (1.0 - CONFIDENCE) / looked_at
