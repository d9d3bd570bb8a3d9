"""Doubt: runs under plausible sets of values, so that results carry doubts about values.

A set for each replicate: replicate r lives under set r modulo the number of sets, in every scenario alike, and
differences between scenarios are still paired. Or every row of a study under each of some sets (`CrossedSets`). What a
scenario or the user chose stays as chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from scenarios.load import Scenario, checked_scenario
from scenarios.plausible import PlausibleSet, moved_in, moved_to, plausible_sets, under
from simulation.engine.run import MOST_REPLICATES, Engine, check_engine, run
from simulation.parameters import one_of, whole_number
from simulation.results import Ensemble, Series, measures, place_of, series_from_sums
from simulation.settings import Settings, checked_run

Uncertainty = Literal["none", "plausible"]

TOGETHER_MONTHS = 512 * 144
"""Months of runs whose series are held at a time."""
UNCERTAINTIES: tuple[Uncertainty, ...] = ("none", "plausible")


def check_uncertainty(uncertainty: object) -> None:
    """Refuse an uncertainty that there is not.

    Raises
    ------
    SimulationError
    """
    one_of("uncertainty", uncertainty, UNCERTAINTIES)


def set_of(replicate: int) -> PlausibleSet:
    """Return the plausible set that a replicate lives under."""
    sets = plausible_sets()
    return sets[replicate % len(sets)]


def set_numbered(number: object) -> PlausibleSet:
    """Return a plausible set by its number: 17 is the set ``p017``.

    Raises
    ------
    SimulationError
    """
    sets = plausible_sets()
    return sets[whole_number("plausible", number, 1, len(sets), remedy="Its name has the number: p017 is 17.") - 1]


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


def settings_for(scenario: Scenario, replicate: int, uncertainty: Uncertainty) -> Settings:
    """Return the settings of one replicate of a scenario."""
    check_uncertainty(uncertainty)
    scenario = checked_scenario("scenario", scenario)
    return scenario.settings if uncertainty == "none" else under(scenario, set_of(replicate))


def run_with(
    scenario: Scenario,
    seed: int,
    replicates: int,
    *,
    uncertainty: Uncertainty,
    engine: Engine = "compiled",
    threads: int | None = None,
    series: Sequence[str] = (),
) -> Ensemble:
    """Simulate replicates of a scenario, under its own values or under plausible sets, some of them at a time.

    Parameters
    ----------
    series : sequence of str
        Series to keep, month by month; of all others, and of every state, the fingerprints alone are.

    Raises
    ------
    SimulationError
        If anything is not what is allowed.
    """
    settings = checked_scenario("scenario", scenario).settings
    seed, replicates = checked_run(seed)[0], whole_number("replicates", replicates, 1, MOST_REPLICATES)
    check_uncertainty(uncertainty)
    check_engine(engine, threads)
    found = measures(settings.processes)
    values = np.empty((replicates, len(found)))
    marks = np.empty((replicates, settings.months), dtype=np.uint64)
    kept = np.empty((replicates, settings.months, len(series))) if series else None
    for first in range(0, replicates, runs_together(settings.months)):
        some = range(first, min(first + runs_together(settings.months), replicates))
        part = _part(scenario, seed, some, uncertainty, engine, threads)
        here = slice(some.start, some.stop)
        values[here] = part.values
        assert part.marks is not None and part.series is not None
        marks[here] = part.marks
        if kept is not None:
            kept[here] = part.series.values[
                :, :, [place_of(name, part.series.names, "series of these runs") for name in series]
            ]
    return Ensemble(
        settings=settings,
        seed=seed,
        replicates=np.arange(replicates, dtype=np.int64),
        measures=found,
        values=values,
        series=None if kept is None else Series(tuple(series), kept),
        marks=marks,
        engine=engine,
    )


def runs_together(months: int) -> int:
    """Return how many runs are held with all of their series at a time."""
    return max(64, TOGETHER_MONTHS // months)


def _part(
    scenario: Scenario, seed: int, some: range, uncertainty: Uncertainty, engine: Engine, threads: int | None
) -> Ensemble:
    if uncertainty == "none":
        return run(scenario.settings, seed, some, engine=engine, series=True, threads=threads)
    if engine == "compiled":
        return _run_compiled(scenario, seed, some, threads)
    parts = [run(under(scenario, set_of(r)), seed, [r], engine=engine, series=True, threads=threads) for r in some]
    return joined(scenario.settings, parts)


def _run_compiled(scenario: Scenario, seed: int, some: range, threads: int | None) -> Ensemble:
    from simulation.engine.compiled.ensemble import Run, simulate_runs

    runs = [Run(under(scenario, set_of(r)), seed, r) for r in some]
    raw = simulate_runs(runs, with_series=True, threads=threads)
    assert raw.sums is not None
    processes = scenario.settings.processes
    return Ensemble(
        settings=scenario.settings,
        seed=seed,
        replicates=np.arange(some.start, some.stop, dtype=np.int64),
        measures=measures(processes),
        values=raw.values,
        series=series_from_sums(raw.sums, processes),
        marks=raw.marks,
        engine="compiled",
    )


def joined(settings: Settings, parts: list[Ensemble]) -> Ensemble:
    """Return ensembles of single replicates as one."""
    series, marks = [part.series for part in parts], [part.marks for part in parts]
    return replace(
        parts[0],
        settings=settings,
        replicates=np.concatenate([part.replicates for part in parts]),
        values=np.concatenate([part.values for part in parts]),
        series=series[0]._replace(values=np.concatenate([one.values for one in series if one is not None]))
        if series[0] is not None
        else None,
        marks=np.concatenate([one for one in marks if one is not None]) if marks[0] is not None else None,
    )
