"""Ask: the whole question in one call: every combination of cut loops is run, and the gains are shared out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.analyses.attribution.method import CARRIERS, Attribution, checked_loops, plan_of_cuts, share_out
from experiments.analyses.attribution.report import as_json, page_of, voice_of
from experiments.presentation.findings import Findings
from experiments.presentation.page import Fact, Page, facts_of
from experiments.presentation.voice import Voice
from experiments.presentation.words import title_and_name
from experiments.runs.progress import Tell, told
from experiments.runs.reported import check_measures
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.variants import made
from scenarios.asked import Asked, scenario_of
from scenarios.calendar import Calendar
from scenarios.costs.money import BASE, Money
from scenarios.load import Scenario
from scenarios.plausible import plausible_sets
from scenarios.plausible import under as put_under
from scenarios.vocabulary import titles
from simulation.engine.run import check_engine
from simulation.parameters import whole_number
from simulation.settings import Settings, checked_run


@dataclass(frozen=True, repr=False, eq=False)
class AttributionFindings(Findings):
    """Which loops carry the gains of a scenario.

    Attributes
    ----------
    found : Attribution
        What each measure owes to each loop.
    plan : Plan
        Of the runs.
    calendar : Calendar or None
        Which month of the world month 0 is, where that is known.
    money : Money
        That of the prices.
    titles : mapping of str to mapping of str to str
        What the scenario is called, by language and name.
    """

    found: Attribution
    plan: Plan
    calendar: Calendar | None = None
    money: Money = BASE
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of attributions."""
        return voice_of(language).about(self.calendar, self.money).calling(self.titles)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        voice = self.voice(language)
        name = self.found.scenario
        scenario = Fact(voice.plain("fact.scenario"), title_and_name(voice.title(name), name))
        facts = [scenario, *facts_of(self.plan, voice)]
        return page_of(self.found, voice, replicates=self.plan.replicates, command=command, facts=facts)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles attribute --json`` prints it."""
        return as_json(self.found, self.voice(language))


def attribute(
    scenario: Asked,
    *,
    loops: Sequence[str] = CARRIERS,
    measures: Sequence[str] = (),
    replicates: int = 100,
    under: int | None = None,
    seed: int = 1,
    sets: Sequence[str] = (),
    size: str | None = None,
    months: int | None = None,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> AttributionFindings:
    """Share the gains of a scenario out over the loops that carry them.

    Parameters
    ----------
    scenario : Asked
        A name, a path, a `Scenario`, or values over the baseline, such as ``{"alignment": 0.8}``.
    loops : sequence of str
        Loops to cut, in every combination.
    measures : sequence of str
        What is shared out; direct and spillover gain of the first process if not given.
    replicates : int
        Of each cut.
    under : int, optional
        Under the first so many plausible sets too; intervals then count sets.
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
        If anything is wrong with what is asked, before any run; or if a measure is undefined in a run.
    """
    seed, _ = checked_run(seed)
    asked = scenario_of(scenario, size=size, months=months, sets=sets)
    loops = checked_loops(loops)
    processes = asked.settings.processes
    shared = check_measures(measures, processes) or (f"direct_gain.{processes[0]}", f"spillover_gain.{processes[0]}")
    check_engine("compiled", threads)
    plan = plan_of_cuts(_worlds(asked, under), loops, shared, replicates=replicates, seed=seed)
    folder = None if store is None else Path(store)
    runs = made(plan, asked.question, folder, threads=threads, tell=told(tell))
    found = share_out(runs, asked.name, loops, shared, seed=seed)
    return AttributionFindings(found, plan, asked.calendar, asked.costing.money, titles({asked.name: asked}))


def _worlds(scenario: Scenario, under: int | None) -> dict[str, Settings]:
    """Return the scenario as it is, or under so many plausible sets."""
    if under is None:
        return {scenario.name: scenario.settings}
    sets = plausible_sets()
    remedy = "These are the plausible sets there are."
    under = whole_number("--under", under, 2, len(sets), remedy=remedy)
    return {one.name: put_under(scenario, one) for one in sets[:under]}
