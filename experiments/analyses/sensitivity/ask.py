"""Ask: the whole question in one call: a design over what a study varies, its runs, and what decides each measure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from experiments.analyses.sensitivity.errors import ConstantError, SensitivityError
from experiments.analyses.sensitivity.factors import GROUPINGS
from experiments.analyses.sensitivity.method import METHODS, Index, Sensitivity
from experiments.analyses.sensitivity.report import page_of, voice_of, who_decides
from experiments.analyses.sensitivity.study import Results, asked_of, results_of, run
from experiments.presentation.findings import Findings, plain
from experiments.presentation.page import Page
from experiments.presentation.voice import Voice
from experiments.runs.progress import Tell, all_there, told
from experiments.runs.sweep.given import AskedStudy
from experiments.runs.sweep.series import expanded
from experiments.runs.sweep.store import check_model, check_one_store, open_store
from experiments.runs.sweep.study import available, load_study
from scenarios.calendar import Calendar, numbered
from scenarios.load import calendar_of_texts, checked_texts, titles_of_texts
from simulation.engine.run import check_engine
from simulation.errors import SimulationError
from simulation.parameters import STRUCTURE, one_of, yes_or_no

CHECKS = {"sobol": ("rbd-fast", "pawn")}
"""Methods that look at the same runs beside another."""
DEFAULT = ("regime.spread", "spillover_gain", "reach")
"""Measures that are explained where none is named."""


@dataclass(frozen=True, repr=False, eq=False)
class SensitivityFindings(Findings):
    """What decides each measure, and how sure that is.

    Attributes
    ----------
    found : tuple of Sensitivity
        Of each measure.
    checks : tuple of Sensitivity
        Of the first measure, by other methods on the same runs.
    problems : tuple of str
        What could not be analysed, and why.
    results : Results
        The runs, and the design they are of.
    store : str or None
        Folder of the runs, as it was named.
    calendar : Calendar or None
        Which month of the world month 0 is, where that is known.
    """

    found: tuple[Sensitivity, ...]
    checks: tuple[Sensitivity, ...]
    problems: tuple[str, ...]
    results: Results
    store: str | None = None
    calendar: Calendar | None = None

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of studies of sensitivity."""
        called = titles_of_texts(self.results.about.get("scenarios", {}))
        return voice_of(language).dated(self.calendar).calling(called)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        return page_of(self.results, self.found, self.checks, self.problems, self.voice(language), command)

    def headline(self, language: str = "en") -> str:
        """Return what decides, a sentence for each measure."""
        voice = self.voice(language)
        return " ".join(plain(who_decides(one, voice)) for one in self.found)

    def _compared(self) -> SensitivityFindings:
        return replace(self, store=None, results=replace(self.results, about={}))

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles sensitivity --json`` prints it."""
        plan = self.results.plan
        return {
            "store": self.store,
            "scenario": plan.names[self.results.scenario],
            "rows": len(plan.rows),
            "plausible": plan.sets,
            "replicates": plan.replicates,
            "runs": plan.runs,
            "seed": plan.seed,
            "model": plan.model,
            "problems": list(self.problems),
            "measures": {one.measure: _as_object(one) for one in self.found},
            "checks": {one.method: {one.measure: _as_object(one)} for one in self.checks},
        }


def sensitivity(
    source: AskedStudy | None = None,
    *,
    measures: Sequence[str] = (),
    method: str = "sobol",
    points: int | None = None,
    replicates: int | None = None,
    pairs: bool = False,
    groups: str = "none",
    plausible: bool = False,
    scenario: str | None = None,
    months: int | None = None,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> SensitivityFindings:
    """Return which inputs decide a result, and how sure that is; chance is taken out of every index.

    Parameters
    ----------
    source : str, path or dict, optional
        A study by its name or path, or its fields as a dict: what it varies is varied all at once. Or the folder of a
        complete store, whose runs are analysed as they are; the same as `store` alone.
    measures : sequence of str
        What to explain: the probability of spread, the gain of the uncoached and reach, if none is named.
    method : {"sobol", "morris", "pawn", "rbd-fast", "delta"}
        By which indices: shares of the variance, a screening, or what moves the whole distribution.
    points : int, optional
        Base points or trajectories; those of the study if not given.
    replicates : int, optional
        Runs of each row; those of the study if not given.
    pairs : bool
        Of the method sobol: second order too, for about twice the runs.
    groups : {"none", "kind", "concept"}
        Move inputs of a group at once.
    plausible : bool
        Vary which plausible set of mechanisms holds, as one more input; of a study that says `plausible` itself, among
        its sets. In a store whose rows are crossed with sets an index is of the mean over them.
    scenario : str, optional
        Which scenario of the study or store.
    months : int, optional
        Months simulated, where not as many as the study says.
    store : str or path, optional
        Folder of the runs: what was stopped goes on from there.
    threads : int, optional
        For the runs of a study.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    SimulationError
        If anything is wrong with what is asked, before any run; or no measure could be analysed.
    """
    if source is None and store is None:
        raise SimulationError(
            "There is neither a study nor a store. Allowed: either or both. Name a study, or --store DIR."
        )
    one_of("method", method, METHODS, error=SensitivityError)
    one_of("groups", groups, GROUPINGS, error=SensitivityError)
    pairs, plausible = yes_or_no("pairs", pairs), yes_or_no("plausible", plausible)
    asked = checked_texts("measures", measures, '["reach"]')
    if _is_store(source):
        check_one_store(source, store)
        source, store = None, source
    if source is None:
        assert store is not None
        of_runs = (points, replicates, months)
        if any(given is not None for given in of_runs) or pairs or plausible or groups != "none":
            raise SimulationError(
                "--points, --replicates, --pairs, --plausible, --groups and --months say how runs are made, and "
                "without STUDY none are. Allowed: with a study. Name it, or leave them out."
            )
        if threads is not None:
            raise SimulationError(
                "--threads would have no effect without STUDY, as no runs are made. Allowed: with one. Leave it out."
            )
        opened = open_store(Path(store))
        check_model(opened)
        asked = _numbered(asked, calendar_of_texts(opened.about.get("scenarios", {})))
        told(tell)(all_there(opened.plan))
        results = results_of(opened, scenario)
    else:
        check_engine("compiled", threads)
        study = load_study(source, months=months)
        asked = _numbered(asked, study.calendar)
        prepared = asked_of(
            study,
            method=method,
            points=points,
            replicates=replicates,
            grouping=groups,
            second_order=pairs,
            scenario=scenario,
            with_calibration=plausible,
            measures=asked,
        )
        results = run(prepared, None if store is None else Path(store), threads=threads, tell=told(tell))
    return _analysed(results, asked, method, None if store is None else str(store))


def _is_store(source: object) -> TypeGuard[str | os.PathLike[str]]:
    """Return whether this is the folder of a store; a study that comes with the model goes before one of its name."""
    return isinstance(source, (str, os.PathLike)) and source not in available() and Path(source).is_dir()


def _analysed(results: Results, measures: Sequence[str], method: str, store: str | None) -> SensitivityFindings:
    """Return indices of every measure, what other methods say, and what could not be analysed."""
    found: list[Sensitivity] = []
    problems: list[str] = []
    for name in _in_months(measures or _default(results), results):
        try:
            found.append(results.analysed(name, method))
        except ConstantError as error:
            problems.append(str(error))
    if not found:
        raise SensitivityError(problems[0])
    further = CHECKS.get(method, ()) if results.design is not None and results.design.grouping == "none" else ()
    checks = tuple(results.analysed(found[0].measure, other) for other in further)
    return SensitivityFindings(tuple(found), checks, tuple(problems), results, store, _calendar(results))


def _numbered(measures: Sequence[str], calendar: Calendar | None) -> list[str]:
    """Return measures with numbers for the dates in their names."""
    return [numbered(name, calendar, STRUCTURE["months"][1]) for name in measures]


def _calendar(results: Results) -> Calendar | None:
    return calendar_of_texts(results.about.get("scenarios", {}))


def _default(results: Results) -> tuple[str, ...]:
    lead, known = results.plan.settings[0].processes[0], results.measures
    names = tuple(name for name in (m if "." in m or m == "reach" else f"{m}.{lead}" for m in DEFAULT) if name in known)
    if not names:
        raise SensitivityError(
            f"No measure was asked for, and these runs have none of {', '.join(DEFAULT)}. Name one with --measure: "
            f"{', '.join(known[:8])}."
        )
    return names


def _in_months(asked: Sequence[str], results: Results) -> list[str]:
    """Return measures, a series without a month standing for all of its months that are stored."""
    settings = results.plan.settings[0]
    names: list[str] = []
    for name in asked:
        months = [one for one in results.measures if one.partition("@")[0] == name and one != name]
        names += months or expanded(name, settings.processes, settings.months) or [name]
    return list(dict.fromkeys(names))


def _as_object(found: Sensitivity) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return float(value) if value == value and abs(value) != float("inf") else None

    def entries(names: Sequence[str], index: Index, without: Any) -> dict[str, Any]:
        return {
            name: {
                "value": number(index.value[place]),
                "low": number(index.low[place]),
                "high": number(index.high[place]),
                **({} if without is None else {"uncorrected": number(without[place])}),
            }
            for place, name in enumerate(names)
        }

    return {
        "method": found.method,
        "points": found.points,
        "noise": found.noise._asdict(),
        "ranking": [found.names[place] for place in found.ranking],
        "not_told_from_nothing": found.unsure,
        "indices": {
            name: entries(
                [" x ".join(pair) for pair in found.pairs] if name == "second" else found.names,
                index,
                found.uncorrected.get(name),
            )
            for name, index in found.indices.items()
        },
        "advice": vars(found.advice),
    }
