"""Worlds: rows evaluated by the model: in one scenario's replicates, or over plausible sets; kept in a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.analyses.frontier.axis import FrontierError
from experiments.runs.reported import check_measure
from experiments.runs.sweep.design import Column
from experiments.runs.sweep.driver import InProcess, Progress, drive
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.provenance import origin
from experiments.runs.sweep.row_settings import check_values, settings_with
from experiments.runs.sweep.starting import start_store
from experiments.runs.sweep.store import STUDY, Store, check_model, open_store
from experiments.runs.sweep.study import MOST_REPLICATES
from experiments.runs.sweep.variants import Runs, made, plan_of_variants, runs_of
from experiments.statistics.intervals import Values
from scenarios.load import Scenario, checked_scenario
from scenarios.plausible import plausible_sets, under
from simulation.engine.run import check_engine
from simulation.errors import SimulationError
from simulation.parameters import whole_number
from simulation.settings import Settings, checked_run

Row = tuple[float, ...]
LEAST_UNITS = 8


@dataclass(frozen=True)
class Evaluated:
    """What was evaluated, once all of it was.

    Attributes
    ----------
    scenario : Scenario
    columns : tuple of Column
        Levers that varied.
    measure : str
    replicates : int
        Of every row; under plausible sets, of every row and set.
    seed : int
    sets : int
        How many plausible sets the rows were judged under; 0 for the scenario's own mechanisms.
    runs : int
        Runs behind all rows.
    """

    scenario: Scenario
    columns: tuple[Column, ...]
    measure: str
    replicates: int
    seed: int
    sets: int
    runs: int


class Worlds:
    """Evaluates rows of values of some levers, each once.

    Parameters
    ----------
    scenario : Scenario
    columns : tuple of Column
        Levers that vary.
    measure : str
        ``regime.spread``, or any measure.
    replicates : int
        Of every row; under plausible sets, of every row and set.
    sets : int
        How many plausible sets the rows are judged under; 0 for the scenario's own mechanisms.
    folder : Path, optional
        Store: rows that are there are not made again.
    """

    def __init__(
        self,
        scenario: Scenario,
        columns: tuple[Column, ...],
        *,
        measure: str,
        replicates: int,
        seed: int = 1,
        sets: int = 0,
        folder: Path | None = None,
        threads: int | None = None,
        word: str = "",
        tell: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        check_measure(measure, checked_scenario("scenario", scenario).settings.processes)
        replicates, (seed, _) = whole_number("replicates", replicates, 1, MOST_REPLICATES), checked_run(seed)
        sets = whole_number("sets", sets, 0, len(plausible_sets()), error=FrontierError)
        check_engine("compiled", threads)
        units = sets or replicates
        if units < LEAST_UNITS:
            raise FrontierError(
                f"There are {units} {'plausible sets' if sets else 'replicates'}. Allowed: {LEAST_UNITS} or more, "
                "without which chance cannot be told from effect. Ask for more."
            )
        self.scenario, self.columns, self.measure = scenario, columns, measure
        self.replicates, self.seed, self.sets, self.word = replicates, seed, sets, word
        self.variants: dict[str, Settings] = (
            {one.name: under(scenario, one) for one in plausible_sets()[:sets]}
            if sets
            else {scenario.name: scenario.settings}
        )
        self._folder, self._threads, self._tell = folder, threads, tell
        self._store: Store | None = None
        self._found: dict[Row, Values] = {}

    @property
    def runs(self) -> int:
        """Runs behind all rows that were evaluated."""
        return len(self._found) * self.replicates * len(self.variants)

    @property
    def evaluated(self) -> Evaluated:
        """What was evaluated so far."""
        return Evaluated(self.scenario, self.columns, self.measure, self.replicates, self.seed, self.sets, self.runs)

    def __call__(self, rows: Sequence[Row]) -> Values:
        """Return results, [row, unit]: units are replicates, or the means of plausible sets."""
        lacking = [row for row in dict.fromkeys(rows) if row not in self._found]
        if lacking:
            for row in lacking:
                self._check(row)
            self._take(self._made(lacking))
        return np.stack([self._found[row] for row in rows])

    def _made(self, rows: Sequence[Row]) -> Runs:
        if self._folder is None:
            return made(self._plan(rows), "", threads=self._threads, tell=self._tell)
        if self._store is None:  # before anything is made or a folder touched
            self._tell(Progress(0, self._plan(rows).runs, 0.0, None))
        store = (self._store or self._begun(self._folder, rows)).with_rows(rows)
        drive(store, InProcess(self._threads), tell=self._tell)
        self._store = store
        return runs_of(store)

    def _begun(self, folder: Path, rows: Sequence[Row]) -> Store:
        """Return the store: the one that is there, with rows of an earlier search, if it is of the same question."""
        asked = self._plan(rows)
        if (folder / STUDY).exists():
            there = open_store(folder)
            if there.plan.segments[0].key == asked.segments[0].key:
                check_model(there)
                return there
        question = f"Where does {self.measure} cross a level along {', '.join(c.name for c in self.columns)}?"
        scenarios = {self.scenario.name: dict(self.scenario.text)}
        return start_store(folder, asked, {"question": question, "scenarios": scenarios, **origin()})

    def _take(self, runs: Runs) -> None:
        values = runs.of(self.measure)
        by_unit = values.mean(axis=2).T if self.sets else values[0]
        self._found.update(zip(runs.rows, by_unit, strict=True))

    def _plan(self, rows: Sequence[Row]) -> Plan:
        return plan_of_variants(
            self.variants,
            measures=[self.measure],
            replicates=self.replicates,
            seed=self.seed,
            columns=self.columns,
            rows=rows,
            words={self.scenario.name: self.word},
        )

    def _check(self, row: Row) -> None:
        for settings in self.variants.values():
            try:
                check_values(settings_with(settings, self.columns, row))
            except SimulationError as error:
                named = ", ".join(f"{c.name} {value:g}" for c, value in zip(self.columns, row, strict=True))
                raise FrontierError(f"{named}: {error} Give a narrower range: LEVER:LOW:HIGH.") from None
