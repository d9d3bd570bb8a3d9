"""Doubt: runs under plausible sets of values, a set for each replicate, so that results carry doubts about values.

Replicate r lives under set r modulo the number of sets, in every scenario alike: differences between scenarios are
still paired. What a scenario or the user chose stays as chosen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from scenarios.load import Scenario
from scenarios.plausible import PlausibleSet, plausible_sets, under
from simulation.engine.run import Engine, run
from simulation.results import Ensemble, measures, series_from_sums
from simulation.settings import Settings

Uncertainty = Literal["none", "plausible"]
UNCERTAINTIES: tuple[Uncertainty, ...] = ("none", "plausible")


def set_of(replicate: int) -> PlausibleSet:
    """Return the plausible set that a replicate lives under."""
    sets = plausible_sets()
    return sets[replicate % len(sets)]


def settings_for(scenario: Scenario, replicate: int, uncertainty: Uncertainty) -> Settings:
    """Return the settings of one replicate of a scenario."""
    return scenario.settings if uncertainty == "none" else under(scenario, set_of(replicate))


def run_with(
    scenario: Scenario,
    seed: int,
    replicates: int,
    *,
    uncertainty: Uncertainty,
    engine: Engine = "compiled",
    threads: int | None = None,
) -> Ensemble:
    """Simulate replicates of a scenario with their series, under its own values or under plausible sets."""
    if uncertainty == "none":
        return run(scenario.settings, seed, replicates, engine=engine, series=True, threads=threads)
    if engine == "compiled":
        return _run_compiled(scenario, seed, replicates, threads)
    parts = [
        run(under(scenario, set_of(r)), seed, [r], engine=engine, series=True, threads=threads)
        for r in range(replicates)
    ]
    return joined(scenario.settings, parts)


def _run_compiled(scenario: Scenario, seed: int, replicates: int, threads: int | None) -> Ensemble:
    from simulation.engine.compiled.ensemble import Run, simulate_runs

    runs = [Run(under(scenario, set_of(r)), seed, r) for r in range(replicates)]
    raw = simulate_runs(runs, with_series=True, threads=threads)
    assert raw.sums is not None
    processes = scenario.settings.processes
    return Ensemble(
        settings=scenario.settings,
        seed=seed,
        replicates=np.arange(replicates, dtype=np.int64),
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
