"""Doubt: runs under plausible sets of values, so that results carry doubts about values.

A set for each replicate: replicate r lives under set r modulo the number of sets, in every scenario alike, and
differences between scenarios are still paired. Or every row of a study under each of some sets (`CrossedSets`). What a
scenario or the user chose stays as chosen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from experiments.runs.by_place import VALUES_TOGETHER, Gathering, values_of_run
from scenarios.load import Scenario, checked_scenario, checked_scenarios
from scenarios.plausible import PlausibleSet, moved_in, moved_to, plausible_sets, sets_from, under
from simulation.engine.run import MOST_REPLICATES, Engine, check_engine, readable_runs
from simulation.errors import SimulationError
from simulation.parameters import one_of, shown, whole_number
from simulation.places import Partition
from simulation.results import Ensemble, RawRuns, Series, measures, place_of, places_from_sums, series_from_sums
from simulation.settings import Settings, checked_run

Uncertainty = Literal["none", "plausible"]

TOGETHER_MONTHS = 512 * 144
"""Months of runs whose series are held at a time."""
TOGETHER_RUNS = 8192
"""Runs that are made at a time where no series are kept."""
UNCERTAINTIES: tuple[Uncertainty, ...] = ("none", "plausible")


def check_uncertainty(uncertainty: object) -> None:
    """Refuse an uncertainty that there is not.

    Raises
    ------
    SimulationError
    """
    one_of("uncertainty", uncertainty, UNCERTAINTIES)


def sets_in(file: str | os.PathLike[str] | None, *, acts: bool = True) -> tuple[PlausibleSet, ...]:
    """Return the plausible sets of a file of one's own, or those that come with the model; none where none act.

    Parameters
    ----------
    acts : bool
        Whether anything runs under plausible sets.

    Raises
    ------
    SimulationError
        If the file holds no sets of this model, or is named where nothing would run under them.
    """
    if file is None:
        return plausible_sets() if acts else ()
    if not isinstance(file, (str, os.PathLike)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SimulationError(f"plausible_sets is {shown(file)}. Allowed: the path of a file of sets. Name one.")
    if not acts:
        raise SimulationError(
            f"plausible_sets is {os.fspath(file)!r:.200}, which would have no effect, as nothing runs under plausible "
            "sets. Allowed: with plausible uncertainty. Leave one of the two out."
        )
    return sets_from(Path(file), is_own=True)


def set_of(replicate: int, own_sets: Sequence[PlausibleSet] = ()) -> PlausibleSet:
    """Return the plausible set that a replicate lives under, of some or of those that come with the model."""
    sets = own_sets or plausible_sets()
    return sets[replicate % len(sets)]


def set_numbered(number: object, own_sets: Sequence[PlausibleSet] = ()) -> PlausibleSet:
    """Return a plausible set by its number: 17 is the set ``p017`` of those that come with the model.

    Raises
    ------
    SimulationError
    """
    sets = own_sets or plausible_sets()
    return sets[whole_number("plausible", number, 1, len(sets), remedy="Of those that come: p017 is 17.") - 1]


@dataclass(frozen=True)
class CrossedSets:
    """Plausible sets under each of which every row of a study is run, all with the same replicates.

    Attributes
    ----------
    sets : tuple of PlausibleSet
        The first ones of those that come with the model: set number n is ``sets[n - 1]``.
    moved : tuple of tuple of str
        For each scenario, what a set moves in it.
    """

    sets: tuple[PlausibleSet, ...]
    moved: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.sets)

    def settings(self, own: Settings, scenario: int, number: int) -> Settings:
        """Return the settings of a scenario, by its place, under a set, by its number."""
        return moved_to(own, self.sets[number - 1], self.moved[scenario])

    def twins(self, kept: Sequence[str]) -> tuple[int, int, int] | None:
        """Return a scenario in which two sets are the same, and these; None if all differ in all.

        Parameters
        ----------
        kept : sequence of str
            What the study itself gives: no set moves it.
        """
        for scenario, names in enumerate(self.moved):
            first: dict[tuple[float, ...], int] = {}
            for number, one in enumerate(self.sets, 1):
                same = first.setdefault(tuple(one.values[name] for name in names if name not in kept), number)
                if same != number:
                    return scenario, same, number
        return None

    def as_json(self) -> dict[str, Any]:
        """Return what a store keeps of them: enough to make its runs again without the files of the sets."""
        names = list(self.sets[0].values)
        return {
            "names": names,
            "sets": [[one.name, [float(one.values[name]) for name in names]] for one in self.sets],
            "moved": [list(names) for names in self.moved],
        }


def crossed_sets(scenarios: Sequence[Scenario], number: int) -> CrossedSets:
    """Return the first so many plausible sets, and what they move in each scenario."""
    sets = plausible_sets()[:number]
    return CrossedSets(sets, tuple(moved_in(scenario, sets[0]) for scenario in scenarios))


def crossed_sets_from(stored: Mapping[str, Any]) -> CrossedSets:
    """Return what `CrossedSets.as_json` gave."""
    names = stored["names"]
    sets = (PlausibleSet(name, dict(zip(names, map(float, own), strict=True))) for name, own in stored["sets"])
    return CrossedSets(tuple(sets), tuple(tuple(moved) for moved in stored["moved"]))


def settings_for(
    scenario: Scenario, replicate: int, uncertainty: Uncertainty, plausible: Sequence[PlausibleSet] = ()
) -> Settings:
    """Return the settings of one replicate of a scenario, under some sets or those that come with the model."""
    check_uncertainty(uncertainty)
    scenario = checked_scenario("scenario", scenario)
    return scenario.settings if uncertainty == "none" else under(scenario, set_of(replicate, plausible))


def run_together(
    scenarios: Sequence[Scenario],
    seed: int,
    replicates: int,
    *,
    uncertainty: Uncertainty,
    engine: Engine = "compiled",
    plausible: Sequence[PlausibleSet] = (),
    threads: int | None = None,
    series: Sequence[str] = (),
    partition: Partition | None = None,
    gathered: Sequence[Gathering] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> list[Ensemble]:
    """Simulate replicates of scenarios, under their own values or under plausible sets, some of them at a time.

    Months that scenarios have in common are lived once.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Of one structure and the same places.
    plausible : sequence of PlausibleSet
        Those that replicates live under; the ones that come with the model if none are given.
    series : sequence of str
        Series to keep, month by month.
    partition, gathered : Partition, sequence of Gathering
        By which places the runs of each scenario are gathered, and who takes them in.
    tell : callable
        Told how many replicates are made.

    Returns
    -------
    list of Ensemble
        One for each scenario, without fingerprints: `fingerprints` has those.

    Raises
    ------
    SimulationError
        If anything is not what is allowed.
    """
    scenarios = checked_scenarios("scenarios", scenarios)
    seed, replicates = checked_run(seed)[0], whole_number("replicates", replicates, 1, MOST_REPLICATES)
    check_uncertainty(uncertainty)
    check_engine(engine, threads)
    first = scenarios[0].settings
    found = measures(first.processes)
    values = [np.empty((replicates, len(found))) for _ in scenarios]
    kept = [np.empty((replicates, first.months, len(series))) if series else None for _ in scenarios]
    at_a_time = replicates_together(len(scenarios), first.months, with_series=bool(series))
    if partition is not None:
        of_all = len(scenarios) * values_of_run(first, partition)
        at_a_time = min(at_a_time, max(1, VALUES_TOGETHER // of_all))
    groups = () if partition is None else partition.of_team
    for start in range(0, replicates, at_a_time):
        some = range(start, min(start + at_a_time, replicates))
        raw = _raw(
            scenarios, seed, some, uncertainty, engine, threads, plausible, with_series=bool(series), groups=groups
        )
        here = slice(some.start, some.stop)
        made = series_from_sums(raw.sums, first.processes) if raw.sums is not None else None
        for place in range(len(scenarios)):
            values[place][here] = raw.values[place :: len(scenarios)]
            over_time = kept[place]
            if over_time is not None and made is not None:
                of_scenario = made.values[place :: len(scenarios)]
                for row, name in enumerate(series):
                    over_time[here, :, row] = of_scenario[:, :, place_of(name, made.names, "series of these runs")]
        if raw.places is not None and partition is not None:
            by_place = places_from_sums(raw.places, partition, first.processes)
            for place, one in enumerate(gathered):
                one.take(here, by_place._replace(values=by_place.values[place :: len(scenarios)]))
        tell(some.stop)
    return [
        Ensemble(
            settings=scenario.settings,
            seed=seed,
            replicates=np.arange(replicates, dtype=np.int64),
            measures=found,
            values=own,
            series=None if over_time is None else Series(tuple(series), over_time),
            marks=None,
            engine=engine,
            money=scenario.money,
        )
        for scenario, own, over_time in zip(scenarios, values, kept, strict=True)
    ]


def fingerprints(
    scenarios: Sequence[Scenario],
    seed: int,
    replicates: int,
    months: int,
    *,
    uncertainty: Uncertainty,
    engine: Engine = "compiled",
    plausible: Sequence[PlausibleSet] = (),
    threads: int | None = None,
) -> NDArray[np.uint64]:
    """Return a fingerprint of every state, [scenario, replicate, month], of runs each of which lives all of its months.

    Parameters
    ----------
    months : int
        How many are lived; none may be.
    """
    if months == 0:
        return np.empty((len(scenarios), replicates, 0), dtype=np.uint64)
    shorter = [_over(scenario, months) for scenario in scenarios]
    raw = _raw(shorter, seed, range(replicates), uncertainty, engine, threads, plausible, marked=months)
    assert raw.marks is not None
    return np.moveaxis(raw.marks.reshape(replicates, len(scenarios), months), 0, 1)


def _over(scenario: Scenario, months: int) -> Scenario:
    settings = scenario.settings
    return replace(scenario, settings=replace(settings, structure={**settings.structure, "months": months}))


def replicates_together(scenarios: int, months: int, *, with_series: bool) -> int:
    """Return how many replicates of so many scenarios are held at a time, with all of their series or without."""
    runs = TOGETHER_MONTHS // months if with_series else TOGETHER_RUNS
    return max(64, runs // scenarios)


def _raw(
    scenarios: Sequence[Scenario],
    seed: int,
    some: range,
    uncertainty: Uncertainty,
    engine: Engine,
    threads: int | None,
    plausible: Sequence[PlausibleSet],
    *,
    with_series: bool = False,
    marked: int = 0,
    groups: tuple[int, ...] = (),
) -> RawRuns:
    """Return runs by replicate and scenario, sharing months unless fingerprints are asked for."""
    settings = [settings_for(scenario, r, uncertainty, plausible) for r in some for scenario in scenarios]
    keys = [r for r in some for _ in scenarios]
    if engine == "compiled":
        from simulation.engine.compiled.ensemble import Run, simulate_runs

        runs = [Run(own, seed, r) for own, r in zip(settings, keys, strict=True)]
        how = {"with_twins": not marked, "marked": marked, "share": not marked}
        return simulate_runs(runs, with_series=with_series, groups=groups, threads=threads, **how)
    return readable_runs(settings, seed, keys, with_series=with_series or bool(marked), groups=groups)
