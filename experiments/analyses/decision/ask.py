"""Ask: the whole question in one call: packages, worlds, runs, and which package to try."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.analyses.comparison.method import check_comparable
from experiments.analyses.decision.brief import brief_of
from experiments.analyses.decision.cases import Uncertainty, cases_of, unknown_in
from experiments.analyses.decision.costs import accounting_of
from experiments.analyses.decision.method import Decision, check_money, judge, measures_for, plan_of_packages
from experiments.analyses.decision.report import as_json, frames_of, page_of, voice_of
from experiments.analyses.decision.requirements import Requirement, requirements_of
from experiments.analyses.decision.search import MOST_GENERATIONS, Lever, Searched, levers_named
from experiments.analyses.decision.search import search as search_packages
from experiments.analyses.decision.titles import questions_of, titled
from experiments.analyses.decision.verdict import BUDGET_SHARE, MATTERS, checked_rules
from experiments.presentation.brief import Brief, Briefed
from experiments.presentation.page import Page, facts_of
from experiments.presentation.voice import Voice
from experiments.runs.extras import optional
from experiments.runs.progress import Tell, told
from experiments.runs.reported import check_measure, good_direction
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.variants import Runs, made
from experiments.runs.value_uncertainty import sets_in
from scenarios.asked import Asked, scenarios_of
from scenarios.calendar import Calendar, common
from scenarios.costs.money import BASE, Money
from scenarios.plausible import digest_of_sets
from scenarios.vocabulary import titles
from simulation.engine.run import check_engine
from simulation.errors import SimulationError
from simulation.parameters import whole_number, yes_or_no
from simulation.results import measures
from simulation.settings import checked_run

SHARES = ("share", "coverage share", "0 or 1")
"""Units of what can be gained in points."""
SEARCHED, FRESH = 8, 16
"""Worlds by which a search chooses, and others by which it judges what it chose."""


@dataclass(frozen=True, repr=False, eq=False)
class DecisionFindings(Briefed):
    """Which package of rules to try, and what speaks against it.

    Attributes
    ----------
    found : Decision
        The packages judged, and what follows.
    searched : Searched or None
        What a search found, where one was asked for.
    plan : Plan
        Of the runs.
    uncertainty : {"both", "plausible", "context"}
        What differs between the worlds.
    calendar : Calendar or None
        Which month of the world month 0 is, where that is known.
    money : Money
        That of the prices.
    plausible_digest : str
        SHA-256 of sets of the user's own that worlds lived under; empty where they are those that come with the model.
    titles, questions : mapping of str to mapping of str to str
        What packages are called, and what they ask, by language and name.
    """

    found: Decision
    searched: Searched | None
    plan: Plan
    uncertainty: Uncertainty
    calendar: Calendar | None = None
    money: Money = BASE
    plausible_digest: str = ""
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    questions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def titled(self, language: str = "en") -> Decision:
        """Return the decision with its packages called as sentences call them."""
        return titled(self.found, self.titles[language]) if self.titles else self.found

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of decisions."""
        return voice_of(language).about(self.calendar, self.money)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        voice = self.voice(language)
        facts = facts_of(self.plan, voice)
        found = self.titled(voice.language)
        data = frames_of(self.found, self.searched)
        return page_of(found, self.searched, voice, data, uncertainty=self.uncertainty, command=command, facts=facts)

    def brief(self, language: str = "en", command: str = "") -> Brief:
        """Return the brief."""
        voice, first = self.voice(language), self.plan.settings[0]
        numbers = {"teams": voice.number(first.places.teams), "months": voice.number(first.months)}
        span, when = "", ""
        if self.calendar is not None:
            span, last = f" {voice.span(first.months)}", voice.month(first.months - 1)
            when = voice.plain("brief_decision.until", month=last)
        found = self.titled(voice.language)
        titles, questions = self.titles.get(voice.language, {}), self.questions.get(voice.language, {})
        called = {titles.get(name, name): question for name, question in questions.items()}
        drawn = "" if self.uncertainty == "plausible" else f" {voice.plain('brief_decision.places_drawn')}"
        asked = {**numbers, "span": span, "when": when, "drawn": drawn}
        frames = frames_of(found, self.searched)
        return brief_of(found, frames, voice, questions=called, asked=asked, command=command)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles decide --json`` prints it."""
        found = as_json(self.found, self.titled(language), self.searched, self.voice(language))
        found |= {"currency": self.money.currency, "price_year": self.money.year}
        found |= {"plausible_digest": self.plausible_digest} if self.plausible_digest else {}
        return found if self.calendar is None else found | {"start": str(self.calendar)}


def decide(
    scenarios: Iterable[Asked],
    *,
    cases: int = 240,
    uncertainty: Uncertainty = "both",
    plausible_sets: str | os.PathLike[str] | None = None,
    replicates: int = 4,
    measure: str | None = None,
    require: Sequence[str] = (),
    budget: float | None = None,
    budget_share: float = BUDGET_SHARE,
    matters: float = MATTERS,
    worth: float | None = None,
    search: bool = False,
    levers: Sequence[str] | None = None,
    generations: int = 12,
    seed: int = 1,
    sets: Sequence[str] = (),
    size: str | None = None,
    months: int | None = None,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> DecisionFindings:
    """Compare packages of rules in many uncertain worlds, and say which to try; the first is the reference.

    Parameters
    ----------
    scenarios : iterable of Asked
        Two or more: names, paths, `Scenario`, or values over the baseline, such as ``{"alignment": 0.8}``.
    cases : int
        Worlds in which packages are tried.
    uncertainty : {"both", "plausible", "context"}
        What differs between them: plausible sets of the mechanisms, what places are like, or both.
    plausible_sets : str or path, optional
        A file of plausible sets, as `experiments.fit` writes it; those that come with the model if not given.
    replicates : int
        In each case.
    measure : str, optional
        What counts as gain, over the first scenario; coverage of the first process if not given.
    require : sequence of str
        What is good enough, such as ``"gain>=0.03"``.
    budget : float, optional
        Most that a package may cost over the first scenario, in the money of the prices, as it is paid.
    budget_share : float
        Share of the cases in which a package must keep the budget to be advised, 0 to 1.
    matters : float
        Smallest difference in what counts as gain that matters, in its unit: 0.005 is half a point of coverage.
    worth : float, optional
        What a point of what counts as gain (0.01 of it) is worth, in the money of the prices: then also which package
        is worth most, and what learning first is worth in money.
    search : bool
        Search for packages too, starting from the first scenario.
    levers : sequence of str, optional
        What the search moves; fifteen levers if not given.
    generations : int
        Of the search.
    seed : int
        0 to 2^63 - 1.
    sets : sequence of str
        Overrides, ``"alignment=0.8"`` in all months, ``"alignment@24=0.8"`` from a month on.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    months : int, optional
        Months simulated, 1 to 600; as many as the scenario says if not given.
    store : str or path, optional
        Folder for the runs: what was stopped goes on from there. In memory if not given.
    threads : int, optional
        One for each processor if not given.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    SimulationError
        If anything is wrong with what is asked, before any run.
    """
    seed, _ = checked_run(seed)
    packages = scenarios_of(scenarios, size=size, months=months, sets=sets)
    _, replicates = check_comparable(list(packages.values()), replicates, bands=False, command="decide")
    reference = next(iter(packages.values()))
    processes = reference.settings.processes
    gain = f"coverage.{processes[0]}" if measure is None else _check_share(check_measure(measure, processes), processes)
    requirements = requirements_of(require, processes)
    check_money(budget=budget, worth=worth)
    rules = checked_rules(matters, budget_share)
    if budget is not None:
        requirements = (*requirements, Requirement("extra_cost", False, budget))
    moved = _moved(levers, yes_or_no("search", search))
    generations = whole_number("generations", generations, 1, MOST_GENERATIONS)
    check_engine("compiled", threads)
    some = sets_in(plausible_sets, acts=uncertainty != "context")
    worlds = cases_of(cases, uncertainty, seed, some)
    plan = plan_of_packages(packages, worlds, measures_for(gain, requirements), replicates=replicates, seed=seed)
    folder, tell = None if store is None else Path(store), told(tell)
    runs = made(plan, "packages", folder and folder / "packages", threads=threads, tell=tell)
    of = gain.partition(".")[2] if gain.startswith("coverage.") else processes[0]
    accounting = accounting_of(packages, worlds, of, seed, threads)
    found = judge(
        runs,
        list(packages),
        worlds,
        gain,
        requirements,
        budget=budget,
        rules=rules,
        worth=worth,
        seed=seed,
        accounting=accounting,
        unknown=unknown_in(plan.settings, worlds),
    )
    searched = None
    if search:

        def make(plan: Plan, name: str) -> Runs:
            place = folder and folder / name.replace(" ", "-")
            return made(plan, f"search, {name}", place, threads=threads, tell=tell)

        searched = search_packages(
            reference,
            cases_of(SEARCHED, uncertainty, seed, some),
            cases_of(SEARCHED + FRESH, uncertainty, seed + 1, some)[SEARCHED:],
            make,
            measure=gain,
            budget=budget,
            with_reform=True,
            levers=moved,
            generations=generations,
            seed=seed,
        )
    calendar = common({name: package.calendar for name, package in packages.items()})
    sets = digest_of_sets(some) if some else ""
    return DecisionFindings(
        found,
        searched,
        plan,
        uncertainty,
        calendar,
        reference.costing.money,
        sets,
        titles(packages),
        questions_of(packages),
    )


def _check_share(measure: str, processes: tuple[str, ...]) -> str:
    """Return a measure that can be gained in points: a share of something."""
    units = {own.name: own.unit for own in measures(processes)}
    if units.get(measure) not in SHARES and not measure.startswith("regime."):
        raise SimulationError(
            f"--measure is {measure}, in {units.get(measure, 'no unit')}, which cannot be gained in points. Allowed: "
            "coverage and other shares, such as coverage.ccs, reach or regime.spread. Take one of them; what packages "
            "cost is told in any case."
        )
    direction = good_direction(measure)
    if direction != "more":
        why = "less is better" if direction == "less" else "neither more nor less is better by itself"
        raise SimulationError(
            f"--measure is {measure}, of which {why}: more of it is no gain. Allowed: measures of which more is "
            "better, such as coverage.ccs, reach or regime.spread. Take one of them; what must not be "
            f"exceeded is asked with --require '{measure}<=NUMBER'."
        )
    return measure


def _moved(levers: Sequence[str] | None, searches: bool) -> tuple[Lever, ...]:
    """Return the levers that a search moves, if there is one."""
    if levers is not None and not searches:
        raise SimulationError("--levers is given without --search, which moves them. Add --search, or leave it out.")
    if searches:
        optional("pymoo")
    return levers_named([] if levers is None else levers)
