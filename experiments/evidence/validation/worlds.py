"""Worlds: the settings a fact speaks of, and every quantity of many runs in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.validation.facts import World
from experiments.runs.rivals.declared import CONTEXT
from scenarios.load import Scenario, load
from scenarios.plausible import PlausibleSet, under
from simulation.engine.compiled.ensemble import Run, simulate_runs, trace_run
from simulation.engine.run import check_engine
from simulation.loops import cut
from simulation.parameters import one_of, whole_number
from simulation.results import measures, series_from_sums
from simulation.settings import Change, Settings, checked_run
from simulation.state import ProcessState

GAINS = {"identity_gain": "identity", "safety_gain": "safety"}
"""Gains over the twin in the last month of mentoring, and the series they are read from."""
SHUFFLED = "morans_i_shuffled"
SHUFFLES = 200
RUNS_AT_ONCE = 2048
MOST_REPLICATES = 100_000
"""Few enough for their settings to fit into little memory."""


def settings_of(world: World, plausible: PlausibleSet | None = None, size: str | None = None) -> Settings:
    """Return the settings of a world, under a plausible set if one is given."""
    return in_world(load(world.scenario, size=size), world, plausible)


def in_world(scenario: Scenario, world: World, plausible: PlausibleSet | None) -> Settings:
    """Return a loaded scenario's settings as the world has them."""
    settings = scenario.settings if plausible is None else under(scenario, plausible)
    settings = replace(settings, structure={**settings.structure, "months": world.months})
    if world.contexts != "own":
        settings = _with_contexts(settings, world.contexts)
    if world.set:
        settings = settings.with_values(world.set)
    if world.ties is not None:
        settings = replace(settings, structure={**settings.structure, "ties": world.ties})
    if world.cut:
        settings = cut(settings, world.cut)
    return from_mentoring(settings, world.from_mentoring) if world.from_mentoring else settings


def from_mentoring(settings: Settings, chosen: Mapping[str, float]) -> Settings:
    """Return settings in which some parameters have other values from the first month of mentoring on."""
    first = int(settings.values["mentoring_start"])
    kept = [change for change in settings.changes if change.name not in chosen or change.month < first]
    kept += [Change(first, name, value) for name, value in chosen.items()]
    return replace(settings, changes=tuple(sorted(kept, key=lambda change: change.month)))


def _with_contexts(settings: Settings, contexts: str) -> Settings:
    """Return settings in which the two processes have each other's context, or both the first one's."""
    first, second = settings.processes[:2]
    values = dict(settings.values)
    for name in CONTEXT:
        if contexts == "swapped":
            values[f"{first}.{name}"] = settings.values[f"{second}.{name}"]
        values[f"{second}.{name}"] = settings.values[f"{first}.{name}"]
    return replace(settings, values=values)


def quantities(
    settings: Sequence[Settings], names: Iterable[str], seed: int, replicates: int, threads: int | None = None
) -> dict[str, NDArray[np.float64]]:
    """Return quantities by name, [settings, replicate].

    Parameters
    ----------
    settings : sequence of Settings
        All of one structure and the same places.
    names : iterable of str
        Measures, or what ``facts.toml`` calls quantities.
    """
    wanted = list(dict.fromkeys(names))
    known = [measure.name for measure in measures(settings[0].processes)]
    for name in wanted:
        if name not in known and name != SHUFFLED and not name.startswith("credit."):
            one_of("quantity", name, [*known, *GAINS, SHUFFLED])
    seed, replicates = checked_run(seed)[0], whole_number("replicates", replicates, 1, MOST_REPLICATES)
    check_engine("compiled", threads)
    with_series = any(name in GAINS or name.startswith("credit.") for name in wanted)
    parts: list[list[NDArray[np.float64]]] = [[] for _ in wanted]
    per_call = max(RUNS_AT_ONCE // replicates, 1)
    for start in range(0, len(settings), per_call):
        some = settings[start : start + per_call]
        runs = [Run(one, seed, replicate) for one in some for replicate in range(replicates)]
        raw = simulate_runs(runs, with_series=with_series, threads=threads)
        series = series_from_sums(raw.sums, settings[0].processes) if raw.sums is not None and with_series else None
        for place, name in enumerate(wanted):
            if name == SHUFFLED:
                column = np.array(
                    [_shuffled_at(one, seed, r, len(settings)) for one in some for r in range(replicates)]
                )
            elif name in known:
                column = raw.values[:, known.index(name)]
            else:
                assert series is not None
                column = _from_series(series.names, series.values, name, settings[0])
            parts[place].append(column.reshape(len(some), replicates))
    return {name: np.concatenate(parts[place]) for place, name in enumerate(wanted)}


def _from_series(
    names: tuple[str, ...], values: NDArray[np.float64], name: str, settings: Settings
) -> NDArray[np.float64]:
    """Return a quantity of the last month of mentoring for each run."""
    month = values[:, min(int(settings.values["mentoring_end"]), settings.months) - 1]
    if name.startswith("credit."):
        return month[:, names.index(f"{name}.coached")]
    coached = f"{GAINS[name]}.coached"
    return month[:, names.index(coached)] - month[:, names.index(f"{coached}.twin")]


def _shuffled_at(settings: Settings, seed: int, replicate: int, sets: int) -> float:
    """Return Moran's I over shuffled ties; where there are many sets, of one replicate of each, as it is slow."""
    return _morans_i_shuffled(settings, seed, replicate) if sets == 1 or replicate == 0 else float("nan")


def _morans_i_shuffled(settings: Settings, seed: int, replicate: int) -> float:
    """Return Moran's I of a run's late gains over its ties with all ends dealt out anew, mean of many shuffles.

    One shuffle of so few ties has a standard deviation of some 0.055: it says nothing.
    """
    own, twin = trace_run(Run(settings, seed, replicate))
    late = [trace.of(ProcessState, "coverage")[-12:] for trace in (own, twin)]
    gain = (late[0] - late[1]).reshape(12, settings.places.teams, -1)[:, :, 0].mean(axis=0)
    ties = own.ties.reshape(settings.places.teams, -1)
    draws = np.random.default_rng([seed, replicate])
    teams, places = np.nonzero(ties >= 0)
    apart = gain - gain.mean()
    spread = float(np.sum(apart * apart))
    if spread <= 0.0 or not len(teams):
        return float("nan")
    dealt = [apart[draws.permutation(settings.places.teams)[ties[teams, places]]] for _ in range(SHUFFLES)]
    return float(np.mean(apart[teams] * np.array(dealt)) * len(apart) / spread)
