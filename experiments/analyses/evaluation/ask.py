"""Ask: the whole question in one call: which study would tell, how surely, and for how much."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.brief import brief_of
from experiments.analyses.evaluation.findings import shown
from experiments.analyses.evaluation.method import Answer, answered, cheapest, check_estimators, work_of
from experiments.analyses.evaluation.reading import evaluation_of
from experiments.analyses.evaluation.report import as_json, page_of, voice_of
from experiments.analyses.evaluation.telling import (
    AccountsAnswer,
    check_classifier,
    told_apart,
    work_of_accounts,
)
from experiments.analyses.evaluation.worlds import Kept, check_kept
from experiments.presentation.brief import Brief, Briefed
from experiments.presentation.page import Page
from experiments.presentation.voice import Voice
from experiments.runs.progress import Tell, told
from experiments.runs.sweep.driver import Progress
from simulation.engine.compiled.ensemble import threads_to_use
from simulation.engine.run import check_engine
from simulation.parameters import whole_number
from simulation.settings import checked_run

DATA_SETS = 320
LEAST, MOST = 16, 100_000


@dataclass(frozen=True, repr=False, eq=False)
class EvaluationFindings(Briefed):
    """Which of some designs would find what is true, how surely, and for how much.

    Attributes
    ----------
    asked : Evaluation
        Question, rules, designs, prices.
    seed, data_sets : int
        Data sets of each variant of a design, each from a world of its own.
    answers : tuple of Answer
        Of each variant and estimator, in the order asked.
    accounts : tuple of AccountsAnswer
        Of each question which account is true, and each variant of its design; none where none is asked.
    """

    asked: Evaluation
    seed: int
    data_sets: int
    answers: tuple[Answer, ...]
    accounts: tuple[AccountsAnswer, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked, that of the first design first."""
        return tuple(dict.fromkeys(design.question for design in self.asked.designs))

    def best(self, question: str | None = None) -> Answer | None:
        """Return the cheapest that surely reaches the power that is wanted and may be believed; None if none does.

        Parameters
        ----------
        question : str, optional
            ``direct``, ``spillover``, ``kept`` or ``theatre``; that of the first design if not given.
        """
        return cheapest(self.answers, question or self.questions[0], self.asked.power, self.asked.level)

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of evaluations."""
        return voice_of(language).about(self.asked.scenario.calendar, self.asked.scenario.costing.money)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        return page_of(self, self.voice(language), command)

    def brief(self, language: str = "en", command: str = "") -> Brief:
        """Return the brief: which study to make on one page, as ``--brief`` writes it."""
        return brief_of(self, self.voice(language), self.to_pandas(), command)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles evaluate --json`` prints it, the same in every language."""
        return as_json(self)


def evaluate(
    design: str | os.PathLike[str] | Mapping[str, Any],
    *,
    data_sets: int = DATA_SETS,
    seed: int = 1,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> EvaluationFindings:
    """Say what evaluations would find in worlds whose truth is known: power, size, bias, cover, cost.

    Parameters
    ----------
    design : str, path or mapping
        A design file in TOML, or its fields: ``question``, ``scenario`` and ``size`` for rules and places, and one
        ``design`` or more, each with ``name``, ``kind`` (``parallel``, ``stepped_wedge``, ``saturation`` or
        ``before_after``), ``clusters``, times, ``source`` of data and ``estimators``.
    data_sets : int
        Of each variant, and of each account, 16 to 100,000: data set n is replicate n under plausible set n.
    seed : int
        0 to 2^63 - 1.
    store : str or path, optional
        Folder for the worlds: what was stopped goes on from there. In memory if not given.
    threads : int, optional
        One for each processor if not given.
    tell : callable, optional
        Told how far it is; a line on a terminal or in a notebook if not given.

    Raises
    ------
    DesignError
        If a design cannot answer what it is asked; before any run.
    SimulationError
        If anything else is wrong with what is asked; before any run.
    """
    seed, _ = checked_run(seed)
    data_sets = whole_number("data_sets", data_sets, LEAST, MOST)
    check_engine("compiled", threads)
    asked = evaluation_of(design)
    check_estimators(asked)
    if asked.accounts:
        check_classifier()
    folder = None if store is None else Path(store)
    check_kept(folder)
    whole = work_of(asked, data_sets) + work_of_accounts(asked, data_sets)
    say, done = told(tell), 0
    say(Progress(0, whole, 0.0, None))

    def more(number: int) -> None:
        nonlocal done
        done += number
        say(Progress(done, whole, 0.0, None))

    ways: dict[str, Any] = {"kept": Kept(folder), "threads": threads_to_use(threads), "tell": more}
    answers = answered(asked, data_sets, seed, **ways)
    found = EvaluationFindings(asked, seed, data_sets, answers)
    advised = shown(found).design
    return replace(found, accounts=told_apart(asked, advised, data_sets, seed, **ways))
