"""Variants: settings made in Python rather than read from a study file, run over rows and replicates like a study.

Cut loops, policy packages and claims are variants. With a folder their runs lie in a store, so that work that was
stopped goes on where it stopped; without one they are made in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.runs.memory import NUMBER, check_fits
from experiments.runs.model import model_digest
from experiments.runs.reported import REGIME, REGIME_SHARES, column, stored_name
from experiments.runs.sweep.chunks import StoredValues
from experiments.runs.sweep.design import Column, Row
from experiments.runs.sweep.driver import InProcess, Progress, drive
from experiments.runs.sweep.named import column_named
from experiments.runs.sweep.plan import Plan, planned
from experiments.runs.sweep.provenance import origin
from experiments.runs.sweep.starting import start_store
from experiments.runs.sweep.store import Store, failed_runs
from scenarios.load import checked_texts
from simulation.results import ReadOnly, place_of
from simulation.settings import Settings

OF_A_RUN = 16
"""Numbers' worth of what names a run: scenario, row, replicate, seed, error."""
NO_ROWS: tuple[Row, ...] = ((),)


@dataclass(frozen=True, eq=False)
class Runs(ReadOnly):
    """The measures of all runs of a plan.

    Attributes
    ----------
    names : tuple of str
        Of the variants, in their order.
    columns : tuple of Column
    rows : tuple of tuple of float
    replicates : int
    stored : tuple of str
        Measures as the engines give them: the regime as a number.
    values : ndarray, [variant, row, replicate, measure]
        NaN where undefined.
    alike : tuple of int
        For each variant the first one of the same settings; empty where that is not known.
    sets : int
        Plausible sets that every row was run under; 0 where variants have their own values. The replicates of the
        first set then come before those of the second: `replicate` in shapes is set by set, replicate by replicate.
    """

    names: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    replicates: int
    stored: tuple[str, ...]
    values: NDArray[np.float64]
    alike: tuple[int, ...] = ()
    sets: int = 0

    @property
    def measures(self) -> list[str]:
        """Names that a measure may be asked by: a regime, and what is stored."""
        return [*(REGIME_SHARES if REGIME in self.stored else ()), *self.stored]

    def of(self, measure: str) -> NDArray[np.float64]:
        """Return one measure of every run, [variant, row, replicate]; a regime is 0 or 1."""
        place_of(measure, self.measures, "measure of these runs")
        return column(self.values[..., self.stored.index(stored_name(measure))], measure)

    def column(self, name: str) -> NDArray[np.float64]:
        """Return the values of a parameter, [row]."""
        place = place_of(name, [column.name for column in self.columns], "parameter that varies in these runs")
        return np.array([row[place] for row in self.rows])


def columns_named(names: Sequence[str], settings: Settings) -> tuple[Column, ...]:
    """Return columns for parameters that hold in all months, ``name@month`` or ``name@month[places]``, as given.

    Raises
    ------
    ParameterError
        If there is no such parameter or month, or it can have no value of its own there.
    ScenarioError
        If there is no such place.
    """
    listed = checked_texts("names", names, '["alignment", "sanction@24"]')
    return tuple(column_named(name, [settings]) for name in listed)


def plan_of_variants(
    variants: Mapping[str, Settings],
    *,
    measures: Sequence[str],
    replicates: int,
    seed: int = 1,
    columns: tuple[Column, ...] = (),
    rows: Sequence[Row] = NO_ROWS,
    words: Mapping[str, str] | None = None,
    chunk_size: int | None = None,
) -> Plan:
    """Return the plan of variants; a row's values hold as those of ``--set`` do.

    Parameters
    ----------
    measures : sequence of str
        As tables call them: ``regime.spread`` is read from ``regime``.
    words : mapping of str to str, optional
        How a command line names a variant, where it can.

    Raises
    ------
    SimulationError
        If a measure is unknown, or seed or replicates are no whole number in their range.
    """
    listed = checked_texts("measures", measures, '["reach"]')
    settings = tuple(variants.values())
    return planned(
        names=tuple(variants),
        words=tuple((words or {}).get(name, "") for name in variants),
        size=None,
        months=None,
        settings=settings,
        columns=columns,
        rows=tuple(rows),
        stored=tuple(dict.fromkeys(stored_name(measure) for measure in listed)),
        seed=seed,
        model=model_digest(),
        replicates=replicates,
        chunk_size=chunk_size,
    )


def made(
    plan: Plan,
    question: str,
    folder: Path | None = None,
    *,
    provenance: Mapping[str, Any] | None = None,
    threads: int | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Runs:
    """Make the runs of a plan, or those that its folder lacks, and return them all.

    Parameters
    ----------
    provenance : mapping, optional
        What stands in the folder beside the runs; the question and what makes them now if not given.
    tell : callable
        Told how far it is, first before anything is made or a folder touched.

    Raises
    ------
    StoreError
        If the folder holds other runs, or a run raised an error.
    """
    _check_fits(plan)
    tell(Progress(0, plan.runs, 0.0, None))
    if folder is None:
        return _in_memory(plan, threads, tell)
    store = start_store(folder, plan, dict(provenance or {"question": question, **origin()}))
    outcome = drive(store, InProcess(threads), tell=tell)
    if outcome.failed:
        raise failed_runs(plan, outcome.failed, f"{folder}: ")
    return runs_of(store)


def runs_of(store: Store) -> Runs:
    """Return all runs of a complete store.

    Raises
    ------
    StoreError
        If runs are missing or damaged, or raised an error.
    """
    store.check_none_failed()
    _check_fits(store.plan)
    return _gathered(store.plan, (store.columns(number) for number in range(store.plan.chunks)))


def _check_fits(plan: Plan) -> None:
    numbers = plan.runs * (2 * len(plan.measures) + len(plan.columns) + OF_A_RUN)
    check_fits(
        NUMBER * numbers,
        f"an analysis of {plan.runs:,} runs with {len(plan.measures)} measures",
        "Take fewer replicates, rows or measures.",
    )


def _in_memory(plan: Plan, threads: int | None, tell: Callable[[Progress], None]) -> Runs:
    parts: list[dict[str, StoredValues]] = []
    failed: list[dict[str, Any]] = []
    done = 0
    for timed in InProcess(threads).made(plan, range(plan.chunks)):
        failed += [failure._asdict() for failure in timed.made.failures]
        parts.append(timed.made.columns)
        runs = timed.made.chunk.stop_run - timed.made.chunk.first_run
        done += runs
        rate = runs / max(timed.seconds, 1e-9)
        tell(Progress(done, plan.runs, rate, (plan.runs - done) / rate))
    if failed:
        raise failed_runs(plan, failed)
    return _gathered(plan, parts)


def _gathered(plan: Plan, parts: object) -> Runs:
    names = tuple(measure.name for measure in plan.measures)
    sets = max(plan.sets, 1)
    values = np.full((len(plan.names), len(plan.rows), sets * plan.replicates, len(names)), np.nan)
    for columns in parts:  # type: ignore[attr-defined]
        at = plan.addresses(int(columns["run"][0]), int(columns["run"][-1]) + 1)
        luck = np.maximum(at.plausible - 1, 0) * plan.replicates + at.replicate
        for place, name in enumerate(names):
            values[at.scenario, at.row, luck, place] = columns[name]
    return Runs(plan.names, plan.columns, plan.rows, plan.replicates, names, values, plan.alike, plan.sets)
