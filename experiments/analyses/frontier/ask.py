"""Ask: the whole question in one call: levers and their ranges, the runs, and where a level is crossed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.analyses.frontier.axis import Axis, FrontierError, axis_of, checked_level
from experiments.analyses.frontier.method import Map, frontier_map
from experiments.analyses.frontier.report import Told, as_json, voice_of
from experiments.analyses.frontier.tipping import PRECISION, PRECISIONS, Tipping, tipping_points
from experiments.analyses.frontier.worlds import Evaluated, Worlds
from experiments.presentation.findings import Findings, plain
from experiments.presentation.page import Page
from experiments.presentation.voice import Voice
from experiments.runs.checks import finite_number
from experiments.runs.progress import Tell, told
from experiments.runs.reported import check_bound, is_yes_or_no
from experiments.runs.sweep.row_file import same_twice
from experiments.runs.sweep.variants import columns_named
from scenarios.acting import tell_varied
from scenarios.asked import Asked, scenario_of
from scenarios.calendar import numbered
from scenarios.cells import has_marks, number_in
from scenarios.load import checked_texts
from scenarios.plausible import plausible_sets
from simulation.declarations import Parameter
from simulation.errors import SimulationError
from simulation.parameters import whole_number
from simulation.settings import Settings, checked_run

LEVELS = {"reach": 0.5}
"""Levels of measures that are no events; of an event it is one half."""
REPLICATES_OF_ONE, REPLICATES_OF_TWO, REPLICATES_OF_SET = 200, 100, 4
"""Runs of each point: along one lever, over two, and under each of the plausible sets."""
SENTENCES = 2
"""Of the answer."""


@dataclass(frozen=True, repr=False, eq=False)
class FrontierFindings(Findings):
    """Where a level is crossed: along one lever, or over two.

    Attributes
    ----------
    found : Tipping or Map
        Of one lever, or of two.
    worlds : Evaluated
        What was evaluated: scenario, measure, replicates, seed.
    """

    found: Tipping | Map
    worlds: Evaluated

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of frontiers."""
        return voice_of(language).about(self.worlds.scenario.calendar, self.worlds.scenario.costing.money)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        return Told(self.worlds, self.voice(language)).page(self.found, command)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles frontier --json`` prints it."""
        return as_json(self.found, self.worlds)

    def headline(self, language: str = "en") -> str:
        """Return where the level is crossed, in one or two sentences."""
        said = Told(self.worlds, self.voice(language)).sentences(self.found)
        return " ".join(plain(sentence) for sentence in said[:SENTENCES])


def frontier(
    *levers: str,
    scenario: Asked = "baseline",
    measure: str = "regime.spread",
    level: float | None = None,
    replicates: int | None = None,
    precision: float | None = None,
    under: int | None = None,
    seed: int = 1,
    sets: Sequence[str] = (),
    size: str | None = None,
    months: int | None = None,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> FrontierFindings:
    """Return where a probability crosses a level: the tipping point of one lever, the line over two.

    Parameters
    ----------
    *levers : str
        One or two: any number that `sets` takes, with a range if not its whole one: ``"alignment"``,
        ``"alignment:0.2:0.8"``, ``"alignment@24:0:1"``.
    scenario : Asked
        Where everything else stands: a name, a path, a `Scenario`, or values over the baseline.
    measure : str
        An event, or a measure.
    level : float, optional
        What it is to cross: 0.5 for an event and for reach.
    replicates : int, optional
        Runs of each point: 200 along one lever, 100 over two; 4 under each plausible set.
    precision : float, optional
        Of one lever: width of the bracket as a share of its range; 0.01.
    under : int, optional
        Judge every point under so many plausible sets, the first of them.
    seed : int
        0 to 2^63 - 1.
    sets : sequence of str
        Overrides, ``"alignment=0.8"`` in all months, ``"alignment@24=0.8"`` from a month on.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    months : int, optional
        Months simulated, 1 to 600; as many as the scenario says if not given.
    store : str or path, optional
        Folder of the runs: what was stopped goes on from there.
    threads : int, optional
        One for each processor if not given.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    SimulationError
        If anything is wrong with what is asked, before any run; or a result is undefined.
    """
    names = checked_texts("levers", levers, '"alignment"')
    if not 1 <= len(names) <= 2 or len({_bounds_apart(name)[0] for name in names}) < len(names):
        raise FrontierError(f"{len(names)} levers are given. Allowed: one, or two different ones. Name them.")
    checked_run(seed)
    asked = scenario_of(scenario, size=size, months=months, sets=sets)
    axes = _axes([numbered(lever, asked.calendar, asked.settings.months) for lever in names], asked.settings)
    if under is not None:
        under = whole_number("under", under, 2, len(plausible_sets()), error=FrontierError)
    if replicates is None:
        replicates = REPLICATES_OF_SET if under else REPLICATES_OF_ONE if len(axes) == 1 else REPLICATES_OF_TWO
    worlds = Worlds(
        asked,
        tuple(axis.column for axis in axes),
        measure=measure,
        replicates=replicates,
        seed=seed,
        sets=under or 0,
        folder=None if store is None else Path(store),
        threads=threads,
        word=str(scenario) if isinstance(scenario, (str, os.PathLike)) else "",
        tell=told(tell),
    )
    if precision is not None and len(axes) == 2:
        raise FrontierError(
            "--precision would have no effect over two levers, whose map is finer where it changes. Allowed: along "
            "one. Leave it out."
        )
    wanted, is_event = _level(measure, level, asked.settings.processes), is_yes_or_no(measure)
    width = finite_number("precision", PRECISION if precision is None else precision, *PRECISIONS)
    if len(axes) == 1:
        tipping = tipping_points(worlds, axes[0], level=wanted, precision=width, is_event=is_event, what=measure)
        return FrontierFindings(tipping, worlds.evaluated)
    found = frontier_map(worlds, *axes, level=wanted, is_event=is_event, what=measure)
    return FrontierFindings(found, worlds.evaluated)


def _axes(levers: Sequence[str], settings: Settings) -> list[Axis]:
    """Return the levers with the ranges in which the level is sought."""
    axes: list[Axis] = []
    for lever in levers:
        bare, bounds = _bounds_apart(lever)
        column = columns_named([bare], settings)[0]
        axes.append(axis_of(column, *_bounds(lever, bounds, column.parameter)))
    tell_varied([axis.column.parameter.name for axis in axes], [settings])
    twice = same_twice([axis.column for axis in axes])
    if twice:
        raise FrontierError(f"{twice} Name another lever.")
    return axes


def _bounds_apart(lever: str) -> tuple[str, list[str]]:
    """Return a lever's name, and the bounds after it; a place may have a colon in its name."""
    head, bracket, rest = lever.rpartition("]")
    tail, *bounds = rest.split(":")
    return f"{head}{bracket}{tail}", bounds


def _bounds(lever: str, bounds: list[str], parameter: Parameter) -> tuple[float | None, float | None]:
    if not bounds:
        return None, None
    try:
        low, high = (number_in(bound, parameter) if has_marks(bound) else float(bound) for bound in bounds)
    except ValueError:
        remedy = "Allowed: LEVER or LEVER:LOW:HIGH. Write alignment:0.2:0.8."
        raise SimulationError(f"{lever!r:.60} has no range. {remedy}") from None
    return low, high


def _level(measure: str, level: float | None, processes: tuple[str, ...]) -> float:
    """Return the level that is to be crossed, that of the measure if none is given."""
    is_event = is_yes_or_no(measure)
    if level is None and not is_event and measure not in LEVELS:
        raise SimulationError(f"{measure:.60} is a mean, and no level is given. Allowed: any number. Give --level.")
    wanted = LEVELS.get(measure, 0.5) if level is None else finite_number("level", level, error=FrontierError)
    check_bound("--level", measure, wanted, processes)
    return checked_level(wanted, is_event)
