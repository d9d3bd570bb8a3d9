"""By place: what runs come to in each region, network or team: measures at the end, and means month by month.

One world says nothing of a place: who lives there, and in which network coaching begins, is drawn anew in each run. So
many are gathered, some runs at a time, and of their months no more is kept than what is drawn or written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.acting import NAMED
from simulation.observables import LATE_MONTHS
from simulation.places import Partition
from simulation.results import PlaceSeries, ReadOnly, place_quantities
from simulation.settings import Settings

OF_PROCESS = ("coverage", "late_gain", "theatre")
"""Measures of a process by place: those of the same names, of the teams of one place."""
COACHED, FROM, UNTIL = "coached", "mentored_from", "mentored_until"
GAIN = "gain"
VALUES_TOGETHER = 24_000_000
"""Values by place and month of the runs that are made at a time."""


def place_measures(processes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the measures by place, in their order.

    ``coverage.PROCESS`` is true coverage over the last months, ``late_gain.PROCESS`` that less the twin's,
    ``theatre.PROCESS`` how much reports overstate it then, all means over the place's teams. ``coached`` is the share
    of its teams whose network was mentored by the end, ``mentored_from`` and ``mentored_until`` are the first and the
    last month in which any was.
    """
    return (*(f"{name}.{process}" for process in processes for name in OF_PROCESS), COACHED, FROM, UNTIL)


def measures_by_place(series: PlaceSeries, processes: tuple[str, ...]) -> NDArray[np.float64]:
    """Return every measure by place, [run, place, measure]; a month is NaN where nobody was mentored."""
    months = series.values.shape[1]
    late = slice(max(months - int(LATE_MONTHS), 0), months)

    def at_the_end(quantity: str) -> NDArray[np.float64]:
        return series.of(quantity)[:, late].mean(axis=1)

    found: list[NDArray[np.float64]] = []
    for process in processes:
        coverage = at_the_end(f"coverage.{process}")
        found += [coverage, coverage - at_the_end(f"coverage.{process}.twin")]
        found.append(at_the_end(f"reported.{process}") - at_the_end(f"honest.{process}"))
    mentored = series.of("mentored") > 0.0
    ever = mentored.any(axis=1)
    found.append(np.where(ever, series.of("coached")[:, -1], 0.0))
    found.append(np.where(ever, mentored.argmax(axis=1), np.nan))
    found.append(np.where(ever, months - 1.0 - mentored[:, ::-1].argmax(axis=1), np.nan))
    return np.stack(found, axis=-1)


@dataclass(frozen=True)
class PlaceOfRun:
    """What one world came to in one place.

    Attributes
    ----------
    measures : dict of str to float
        By name, see `place_measures`; NaN where undefined.
    """

    place: str
    region: str
    teams: int
    measures: dict[str, float]

    def known(self) -> dict[str, float | None]:
        """Return the measures, what is undefined as None."""
        return {name: value if math.isfinite(value) else None for name, value in self.measures.items()}


def places_of_run(series: PlaceSeries, settings: Settings) -> list[PlaceOfRun]:
    """Return what the first run came to in each place."""
    partition, names = settings.places.by(series.level), place_measures(settings.processes)
    values = measures_by_place(series, settings.processes)[0].tolist()
    teams, regions = np.bincount(partition.of_team).tolist(), regions_of(settings, partition)
    return [
        PlaceOfRun(place, regions[at], teams[at], dict(zip(names, values[at], strict=True)))
        for at, place in enumerate(series.places)
    ]


def regions_of(settings: Settings, partition: Partition) -> tuple[str, ...]:
    """Return the region in which each place lies."""
    found = dict(zip(partition.of_team, settings.places.by("region").of_team, strict=True))
    return tuple(settings.places.region_names[found[place]] for place in range(len(partition.names)))


class Draws(NamedTuple):
    """Which networks the luck of the draw coached, place by place; those of which a scenario says so are left out."""

    coached: NDArray[np.float64]
    """How many of a place's were drawn by the end, [run, place]; networks count by their teams."""
    able: NDArray[np.float64]
    """How many could be, [place]."""


def draws_in(measures: NDArray[np.float64], settings: Settings, partition: Partition) -> Draws:
    """Return which networks were drawn to be coached in some runs.

    Parameters
    ----------
    measures : ndarray, [run, place, measure]
        As `place_measures` names them.
    """
    of_network, of_place = np.array(settings.places.team_network), np.array(partition.of_team)
    drawn, places = _drawn_networks(settings), len(partition.names)
    teams = np.bincount(of_place, minlength=places)
    teams_able = np.bincount(of_place[np.isin(of_network, drawn)], minlength=places)
    able = np.zeros(places)
    for network in drawn:
        able[np.unique(of_place[of_network == network])] += 1.0
    teams_coached = measures[:, :, place_measures(settings.processes).index(COACHED)] * teams - (teams - teams_able)
    share = np.clip(teams_coached, 0.0, None) / np.maximum(teams_able, 1)
    return Draws(share * able, able)


def _drawn_networks(settings: Settings) -> list[int]:
    """Return the networks of which not the scenario but a draw says whether they are coached."""
    everybody = range(settings.places.networks)
    if settings.waves:
        named = {network for wave in settings.waves for network in wave.networks}
        return [one for one in everybody if one not in named] if any(wave.drawn for wave in settings.waves) else []
    return [] if settings.values["coaching_targeting"] == NAMED else list(everybody)


def banded(processes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the series by place of which every run is kept, for a band: coverage, and its gain over the twin."""
    return tuple(f"{name}.{process}" for process in processes for name in ("coverage", GAIN))


@dataclass(frozen=True, eq=False)
class PlaceMonths(ReadOnly):
    """What the places of a scenario did month by month, over its runs.

    Attributes
    ----------
    quantities : tuple of str
        As of `simulation.results.PlaceSeries`.
    mean : ndarray, [month, place, quantity]
    banded : tuple of str
        ``coverage.PROCESS``, and ``gain.PROCESS`` over the twin.
    low, high : ndarray, [month, place, banded]
        Between these lie the middle 90% of the runs.
    """

    quantities: tuple[str, ...]
    mean: NDArray[np.float64]
    banded: tuple[str, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def mean_of(self, name: str) -> NDArray[np.float64]:
        """Return the mean of a quantity or of a gain, [month, place]."""
        if name in self.quantities:
            return self.mean[..., self.quantities.index(name)]
        own = f"coverage.{name.partition('.')[2]}"
        return self.mean_of(own) - self.mean_of(f"{own}.twin")


class Gathering:
    """The runs of one scenario by place, taken in some at a time."""

    def __init__(self, settings: Settings, partition: Partition, runs: int) -> None:
        self.processes, places = settings.processes, len(partition.names)
        self.measures = np.empty((runs, places, len(place_measures(self.processes))))
        self._sums = np.zeros((settings.months, places, len(place_quantities(self.processes))))
        self._kept = np.empty((len(banded(self.processes)), runs, settings.months, places), dtype=np.float32)

    def take(self, some: slice, series: PlaceSeries) -> None:
        """Take in some runs."""
        self.measures[some] = measures_by_place(series, self.processes)
        self._sums += series.values.sum(axis=0)
        for place, process in enumerate(self.processes):
            coverage = series.of(f"coverage.{process}")
            self._kept[2 * place, some] = coverage
            self._kept[2 * place + 1, some] = coverage - series.of(f"coverage.{process}.twin")

    def months(self, low: float, high: float) -> PlaceMonths:
        """Return means, and the percentiles asked for, over all runs."""
        ends = np.stack([_percentiles(kept, low, high) for kept in self._kept], axis=-1)
        return PlaceMonths(
            place_quantities(self.processes),
            self._sums / len(self.measures),
            banded(self.processes),
            *(np.ascontiguousarray(end) for end in ends),
        )


def _percentiles(kept: NDArray[np.float32], low: float, high: float) -> NDArray[np.float64]:
    """Return two percentiles over runs, [end, month, place], one month at a time: a copy of all would be as large."""
    found = [np.percentile(kept[:, month], (low, high), axis=0) for month in range(kept.shape[1])]
    return np.stack(found, axis=1).astype(np.float64)


def values_of_run(settings: Settings, partition: Partition) -> int:
    """Return how many values by place and month a run has while it is made."""
    return settings.months * len(partition.names) * len(place_quantities(settings.processes))


def bytes_by_place(settings: Settings, partition: Partition, runs: int) -> int:
    """Return about how many bytes the runs of one scenario take by place."""
    places, months = len(partition.names), settings.months
    kept = 4 * len(banded(settings.processes)) * months * places
    measured = 8 * len(place_measures(settings.processes)) * places
    return runs * (kept + measured) + 3 * 8 * values_of_run(settings, partition)
