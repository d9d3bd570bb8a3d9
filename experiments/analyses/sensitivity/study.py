"""Study: the rows of a design as runs in a store, and back: what a store holds as results of a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analyses.sensitivity.checks import LEAST_REPLICATES, check_rows, checked_rows
from experiments.analyses.sensitivity.design import Design, design_from, design_of
from experiments.analyses.sensitivity.errors import SensitivityError
from experiments.analyses.sensitivity.factors import DUMMY, Factor, factors_of
from experiments.analyses.sensitivity.method import DESIGN_OF, METHODS, Sensitivity, analyse, analyse_given
from experiments.runs.model import model_digest
from experiments.runs.reported import REGIME, REGIME_SHARES, censoring, check_has_mean, reported_measures, stored_name
from experiments.runs.sweep import series
from experiments.runs.sweep.design import Column
from experiments.runs.sweep.driver import InProcess, Progress, drive
from experiments.runs.sweep.plan import Plan, planned
from experiments.runs.sweep.provenance import about
from experiments.runs.sweep.row_settings import check_values, is_joint, settings_with
from experiments.runs.sweep.starting import start_store
from experiments.runs.sweep.store import Store
from experiments.runs.sweep.study import MOST_REPLICATES, Study
from experiments.runs.sweep.variants import Runs, columns_named, made, runs_of
from experiments.statistics.intervals import Values
from scenarios.load import Scenario, checked_texts
from scenarios.plausible import PlausibleSet, moved_in, plausible_sets
from scenarios.wording import suggestion
from simulation.errors import SimulationError
from simulation.parameters import one_of, whole_number, yes_or_no
from simulation.results import measures as measures_of
from simulation.streams import LARGEST_SEED

RECORD = "sensitivity"
"""Key of a design in the provenance of a store."""
CALIBRATION = "calibration"
"""Factor that moves all mechanisms together from one plausible set to another."""
GIVEN = "given"


@dataclass(frozen=True)
class Asked:
    """A design for a study, and the plan of its runs."""

    design: Design
    plan: Plan
    study: Study


@dataclass(frozen=True)
class Results:
    """All runs of a store or a plan, and the design they are of, if they are of one.

    Attributes
    ----------
    about : mapping
        Provenance: question, scenarios as text, versions.
    """

    runs: Runs
    plan: Plan
    scenario: int
    design: Design | None
    about: dict[str, Any]

    @property
    def measures(self) -> list[str]:
        """Measures that these runs have, as users call them; those that have a mean."""
        found = [name for name in self.runs.stored if name != REGIME and name not in censoring()]
        if REGIME in self.runs.stored:
            found += REGIME_SHARES
        return found

    def of(self, measure: str) -> Values:
        """Return one measure, [row, replicate]; [row, set x replicate] where rows are crossed with plausible sets.

        Raises
        ------
        SensitivityError
            If these runs do not have it.
        """
        if stored_name(measure) not in self.runs.stored or measure == REGIME:
            guess = suggestion(measure, self.measures)
            raise SensitivityError(
                f"{measure!r:.80} is no measure of these runs.{guess} Allowed: {', '.join(self.measures[:6])} and "
                f"{max(0, len(self.measures) - 6)} more. Mend the name, or name it in the study's measures."
            )
        check_has_mean(measure)
        return self.runs.of(measure)[self.scenario]

    def analysed(self, measure: str, method: str) -> Sensitivity:
        """Return the indices of a measure; see `experiments.analyses.sensitivity.analyse`."""
        if self.design is not None:
            return analyse(self.design, self.of(measure), method=method, measure=measure)
        if method in DESIGN_OF:
            raise SensitivityError(
                f"The method {method} needs rows of its own design, and this store's rows are not: they were made by "
                f"`bubbles sweep`. Allowed: pawn, rbd-fast, delta. Take one, or `bubbles sensitivity STUDY --method "
                f"{method}` with another store."
            )
        inputs, names = self._given()
        sets = max(self.plan.sets, 1)
        values = checked_rows(self.of(measure), len(self.plan.rows), measure, sets)
        return analyse_given(inputs, values, names, method=method, measure=measure, seed=self.plan.seed, sets=sets)

    def _given(self) -> tuple[Values, tuple[str, ...]]:
        rows = np.asarray(self.plan.rows, dtype=np.float64)
        varying = [place for place in range(rows.shape[1]) if np.ptp(rows[:, place]) > 0.0]
        if len(rows) < 64 or len(varying) < 2:
            raise SensitivityError(
                f"This store has {len(rows)} rows in which {len(varying)} parameters vary. Allowed: 64 rows or more, "
                "and two parameters. Make a study with more."
            )
        copies = len(rows) - len(set(self.plan.rows))
        if copies:
            raise SensitivityError(
                f"This store has {len(rows)} rows, {copies} of them the same as another. Allowed: each row once, for "
                "the same runs counted twice are no more evidence. Begin a store of the rows that differ."
            )
        generator = np.random.default_rng(np.random.SeedSequence([self.plan.seed, 11]))
        inputs = np.column_stack([rows[:, varying], generator.random(len(rows))])
        return inputs, (*(self.plan.columns[place].name for place in varying), DUMMY)


def asked_of(
    study: Study,
    *,
    method: str = "sobol",
    points: int | None = None,
    replicates: int | None = None,
    grouping: str = "none",
    second_order: bool = False,
    scenario: str | None = None,
    with_calibration: bool = False,
    measures: Sequence[str] = (),
) -> Asked:
    """Return a design over what a study varies, and the plan of its runs.

    Which plausible set holds is an input where it is asked for, among all sets, or where the study crosses its rows
    with some, among these: a design has a column for it, so nothing needs to be crossed.

    Raises
    ------
    SensitivityError
        If the study cannot be made into it.
    """
    one_of("method", method, METHODS, error=SensitivityError)
    second_order = yes_or_no("second_order", second_order)
    replicates = study.replicates if replicates is None else whole_number("replicates", replicates, 1, MOST_REPLICATES)
    if replicates < LEAST_REPLICATES:
        raise SensitivityError(
            f"There is {replicates} replicate of each row. Allowed: {LEAST_REPLICATES} or more, without which chance "
            "cannot be told from effect. Ask for more with --replicates."
        )
    chosen = _scenario(study, scenario)
    further = _further(checked_texts("measures", measures, '["reach"]'), study, chosen)
    stored = tuple(dict.fromkeys([*study.measures, *further]))
    if study.design == "rows":
        raise SensitivityError(
            f"{study.file}: its rows are given, so there are no bounds to draw from. Allowed: levers and uncertain "
            "with values or bounds. For given rows: `bubbles sweep`, then `bubbles sensitivity --store DIR --method "
            "pawn`."
        )
    factors = factors_of(study.columns)
    if with_calibration or study.sets is not None:
        sets = plausible_sets() if study.sets is None else study.sets.sets
        factors = (*factors, calibration_factor(chosen, study.columns, sets))
    drawn = len(study.rows) if study.design in ("latin-hypercube", "sobol") else 64
    count = drawn if points is None else whole_number("points", points, 1, LARGEST_SEED)
    kind = DESIGN_OF.get(method, "latin-hypercube")
    design = design_of(factors, kind, count, study.seed, grouping=grouping, second_order=second_order)
    _check_values(design, chosen, study.file)
    plan = planned(
        names=(chosen.name,),
        words=(study.words[list(study.scenarios).index(chosen.name)],),
        size=study.size,
        months=study.months,
        settings=(chosen.settings,),
        columns=design.columns,
        rows=design.rows,
        stored=stored,
        seed=study.seed,
        model=model_digest(),
        replicates=replicates,
    )
    return Asked(design, plan, replace(study, scenarios={chosen.name: chosen}))


def calibration_factor(scenario: Scenario, taken: Sequence[Column], sets: Sequence[PlausibleSet]) -> Factor:
    """Return a factor that moves all mechanisms together from one plausible set to another.

    What the study varies, and what the scenario's author or user chose, stays out of it.
    """
    kept = {column.parameter.name for column in taken}
    names = [name for name in moved_in(scenario, sets[0]) if name not in kept]
    columns = columns_named(names, scenario.settings)
    return Factor(CALIBRATION, columns, tuple(tuple(one.values[n] for n in names) for one in sets))


def run(
    asked: Asked, folder: Path | None, *, threads: int | None = None, tell: Callable[[Progress], None] = lambda _: None
) -> Results:
    """Make the runs of a design, or those that its store lacks, and return them.

    Parameters
    ----------
    tell : callable
        Told how far it is, first before anything is made or a folder touched.

    Raises
    ------
    StoreError
        If the folder holds other runs, or a run raised an error.
    """
    provenance = {**about(asked.study), RECORD: asked.design.record}
    if folder is None:
        runs = made(asked.plan, asked.study.question, threads=threads, tell=tell)
        return Results(runs, asked.plan, 0, asked.design, provenance)
    tell(Progress(0, asked.plan.runs, 0.0, None))
    store = start_store(folder, asked.plan, provenance)
    drive(store, InProcess(threads), tell=tell)
    return results_of(store)


def results_of(store: Store, scenario: str | None = None) -> Results:
    """Return all runs of a complete store, and the design that they are of.

    Raises
    ------
    StoreError
        If runs are missing or raised an error.
    SensitivityError
        If its rows are not those of the design it names.
    """
    plan = store.plan
    store.check_none_failed()
    record = store.about.get(RECORD)
    design = None if record is None else design_from(record, plan.columns)
    if design is not None:
        check_rows(design, np.asarray(plan.rows))
    names = list(plan.names)
    if scenario is not None and scenario not in names:
        raise SensitivityError(f"{scenario!r:.80} is no scenario of this store. Allowed: {', '.join(names)}. Take one.")
    return Results(runs_of(store), plan, names.index(scenario) if scenario else 0, design, store.about)


def _further(asked: Sequence[str], study: Study, scenario: Scenario) -> list[str]:
    """Return the measures that were asked for beside those of the study, as they are stored."""
    settings = scenario.settings
    known = [measure.name for measure in measures_of(settings.processes)]
    found: list[str] = []
    for name in asked:
        if any(own.partition("@")[0] == name and own != name for own in study.measures):
            continue  # a series: all of its months that the study has
        in_months = series.expanded(name, settings.processes, settings.months) if series.is_series(name) else None
        if in_months is None and (stored_name(name) not in known or name == REGIME):
            reported = reported_measures(settings.processes)
            guess = suggestion(name, [*reported, *series.series_names(settings.processes)])
            raise SensitivityError(
                f"{name!r:.80} is no measure.{guess} Allowed: regime.spread, reach, "
                f"{series.series_names(settings.processes)[-1]}@41 and many more. Mend the name."
            )
        if in_months is None:
            check_has_mean(name, settings.processes)
        found += in_months or [stored_name(name)]
    return found


def _scenario(study: Study, name: str | None) -> Scenario:
    if name is None and len(study.scenarios) > 1:
        raise SensitivityError(
            f"{study.file} has {len(study.scenarios)} scenarios. Allowed: one for each study of sensitivity. Choose "
            f"with --scenario: {', '.join(study.scenarios)}."
        )
    if name is not None and not (isinstance(name, str) and name in study.scenarios):
        raise SensitivityError(
            f"{name!r:.80} is no scenario of {study.file}.{suggestion(name, list(study.scenarios))} Allowed: "
            f"{', '.join(study.scenarios)}. Take one."
        )
    return study.scenarios[name or next(iter(study.scenarios))]


def _check_values(design: Design, scenario: Scenario, file: str) -> None:
    """Refuse a design of which some rows the model would not take: no row can be left out."""
    if not any(is_joint(column.parameter.name) for column in design.columns):
        return
    for number, row in enumerate(design.rows):
        settings = settings_with(scenario.settings, design.columns, row)
        try:
            check_values(settings)
        except SimulationError as error:
            raise SensitivityError(f"{file}: row {number} of the design: {error} Narrow the bounds of both.") from None
