"""Ask: the whole question in one call: the runs of a study or a store, and when something happens in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from experiments.analyses.discovery.boxes import workbench
from experiments.analyses.discovery.cases import cases_of, outcome_of
from experiments.analyses.discovery.method import MOST_RESAMPLES, RESAMPLES, Discovery, find_conditions
from experiments.analyses.discovery.report import as_json, page_of, voice_of
from experiments.presentation.findings import Findings
from experiments.presentation.page import Page, facts_of
from experiments.presentation.voice import Voice
from experiments.runs.progress import Tell, all_there, told
from experiments.runs.reported import stored_name
from experiments.runs.sweep.errors import StoreError, StudyError
from experiments.runs.sweep.given import AskedStudy
from experiments.runs.sweep.plan import Plan, plan_of
from experiments.runs.sweep.provenance import about
from experiments.runs.sweep.store import Store, check_model, check_one_store, open_store
from experiments.runs.sweep.study import load_study
from experiments.runs.sweep.variants import made, runs_of
from scenarios.calendar import Calendar
from scenarios.load import calendar_of_texts, titles_of_texts
from scenarios.vocabulary import titles
from simulation.engine.run import check_engine
from simulation.parameters import whole_number, yes_or_no
from simulation.settings import checked_run


@dataclass(frozen=True, repr=False, eq=False)
class DiscoveryFindings(Findings):
    """The conditions under which something happens, and how sure that is.

    Attributes
    ----------
    found : Discovery
        Box, tree and what came back of them.
    plan : Plan
        Of the runs.
    copies : int
        Points of the study that were another one again, and were run once.
    calendar : Calendar or None
        Which month of the world month 0 is, where that is known.
    titles : mapping of str to mapping of str to str
        What the scenarios are called, by language and name.
    """

    found: Discovery
    plan: Plan
    copies: int = 0
    calendar: Calendar | None = None
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of discoveries."""
        return voice_of(language).dated(self.calendar).calling(self.titles)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        voice = self.voice(language)
        facts = facts_of(self.plan, voice)
        return page_of(self.found, voice, scenarios=self.plan.names, command=command, facts=facts)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles discover --json`` prints it."""
        return as_json(self.found, self.voice(language))


def discover(
    source: AskedStudy,
    *,
    measure: str = "regime.spread",
    above: float | None = None,
    below: float | None = None,
    leave_out_undefined: bool = False,
    resamples: int = RESAMPLES,
    seed: int = 1,
    months: int | None = None,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> DiscoveryFindings:
    """Return under which conditions something happens: a box by PRIM, a tree by CART, both sought again in halves.

    Parameters
    ----------
    source : str, path or dict
        A study by its name or path, or its fields as a dict, whose runs are made; or the folder of a complete store.
    measure : str
        What is looked for: a regime, a flag, or a measure with a bound.
    above : float, optional
        For a measure that is a number: this much or more.
    below : float, optional
        For a measure that is a number: this much or less.
    leave_out_undefined : bool
        Leave out cases in which the measure is undefined.
    resamples : int
        Random halves in which it is looked for again.
    seed : int
        Of the halves.
    months : int, optional
        Months simulated, where not as many as the study says.
    store : str or path, optional
        Folder in which the runs of a study are kept; what was stopped goes on from there.
    threads : int, optional
        For the runs of a study.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    SimulationError
        If anything is wrong with what is asked, before any run; if there are too few cases, or nothing varies.
    """
    checked_run(seed)
    whole_number("resamples", resamples, 1, MOST_RESAMPLES)
    leaves_out = yes_or_no("leave_out_undefined", leave_out_undefined)
    check_engine("compiled", threads)
    workbench("prim")

    def asked(plan: Plan) -> Any:
        return outcome_of(measure, above, below, plan.settings[0].processes)

    copies = 0
    if _is_folder(source):
        opened = _stored(source, measure, asked, months=months, store=store, threads=threads)
        told(tell)(all_there(opened.plan))
        plan, runs = opened.plan, runs_of(opened)
        texts = opened.about.get("scenarios", {})
        calendar, called = calendar_of_texts(texts), titles_of_texts(texts)
    else:
        study = load_study(source, months=months)
        plan, copies = plan_of(study), study.copies
        calendar, called = study.calendar, titles(study.scenarios)
        asked(plan)
        _check_stored(measure, study.measures, study.file)
        folder = None if store is None else Path(store)
        runs = made(plan, study.question, folder, provenance=about(study), threads=threads, tell=told(tell))
    cases = cases_of(runs, asked(plan), leaves_out=leaves_out)
    found = find_conditions(cases, resamples=resamples, seed=seed)
    return DiscoveryFindings(found, plan, copies, calendar, called)


def _is_folder(source: object) -> TypeGuard[str | os.PathLike[str]]:
    return isinstance(source, (str, os.PathLike)) and Path(source).is_dir()


def _stored(source: str | os.PathLike[str], measure: str, asked: Callable[[Plan], object], **idle: object) -> Store:
    """Return a store that fits the question, and of which nothing is made."""
    check_one_store(source, idle["store"])
    if idle["months"] is not None:
        raise StoreError(f"{source} is a store, whose runs have their months. Allowed: no --months. Leave it out.")
    if idle["threads"] is not None:
        raise StoreError(
            f"--threads would have no effect on {source}, whose runs are made. Allowed: with a study. Leave it out."
        )
    opened = open_store(Path(source))
    check_model(opened)
    asked(opened.plan)
    _check_stored(measure, [m.name for m in opened.plan.measures], str(source))
    return opened


def _check_stored(measure: str, stored: Any, where: str) -> None:
    name = stored_name(measure)
    if name not in stored:
        raise StudyError(f"{where}: its runs have no {name}, which --measure needs. Add it to `measures` of the study.")
