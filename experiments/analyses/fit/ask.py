"""Ask: the whole question in one call: figures and a scenario, runs under many sets, and which of them are left."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.fit.method import (
    DISCREPANCY,
    MOST_DISCREPANCY,
    Matched,
    Narrowed,
    Ruler,
    Verdict,
    matched,
    narrowed,
    ruler_of,
)
from experiments.analyses.fit.reading import Reported, reported
from experiments.analyses.fit.report import as_json, page_of, voice_of
from experiments.analyses.fit.runs import REPLICATES, coached_in, course_of, lived, outcomes_of, samples_of
from experiments.analyses.fit.sets import sets_looked_at, write_sets
from experiments.analyses.fit.summaries import Summary, summed_up
from experiments.presentation.findings import Findings
from experiments.presentation.page import Page
from experiments.presentation.voice import Voice
from experiments.runs.checks import finite_number
from experiments.runs.memory import NUMBER, check_fits
from experiments.runs.model import model_digest
from experiments.runs.progress import Tell, told
from experiments.runs.sweep.driver import Progress
from scenarios.asked import Asked, scenario_of
from scenarios.load import Scenario
from scenarios.plausible import PlausibleSet, moved_in, under
from simulation.engine.run import check_engine
from simulation.parameters import whole_number
from simulation.settings import checked_run

if TYPE_CHECKING:
    import pandas

MOST_REPLICATES = 1000


@dataclass(frozen=True, repr=False, eq=False)
class FitFindings(Findings):
    """Which sets of values a country's figures rule out, and what those that are left leave open.

    Attributes
    ----------
    figures : Reported
        The country's figures.
    scenario : Scenario
        The rules and places under which they are held against the model.
    seed, replicates : int
        Of the runs; replicates of each set.
    discrepancy : float
        Error of the model in every summary that is not chance, a share.
    plan : tuple of Summary
        What figures and runs are summed up in.
    observed : ndarray, [summary]
        The figures' own.
    ruler : Ruler
        How far from them a set may lie.
    matched : Matched
        How far each lies, and which are kept.
    knows_coached : bool
        Whether figures or scenario say who is coached.
    names : tuple of str
        Of the sets looked at.
    columns : tuple of str
        Values in which sets differ, and which the scenario has not chosen.
    values : ndarray, [set, column]
    measures : tuple of str
        What is told of the end: none that is undefined in a run, such as a gain of the coached where nobody is.
    outcomes : ndarray, [set, measure]
        Mean over the replicates of each set.
    course : ndarray, [process, group, period]
        The figures' own course; NaN where a group is not looked at.
    courses : ndarray, [set, process, group, period]
        That of each set.
    of_values, of_measures : tuple of Narrowed
        What is left open of each column and measure; none where no set fits.
    """

    figures: Reported
    scenario: Scenario
    seed: int
    replicates: int
    discrepancy: float
    plan: tuple[Summary, ...]
    observed: NDArray[np.float64]
    ruler: Ruler
    matched: Matched
    knows_coached: bool
    names: tuple[str, ...]
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    measures: tuple[str, ...]
    outcomes: NDArray[np.float64]
    course: NDArray[np.float64]
    courses: NDArray[np.float64]
    of_values: tuple[Narrowed, ...]
    of_measures: tuple[Narrowed, ...]

    @property
    def verdict(self) -> Verdict:
        """``learnt``; ``nothing``, if next to no set is ruled out; ``none``, if no set fits."""
        return self.matched.verdict

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the sets that the figures do not rule out."""
        return tuple(name for name, is_kept in zip(self.names, self.matched.kept, strict=True) if is_kept)

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of fits."""
        return voice_of(language).about(self.scenario.calendar, self.scenario.costing.money)

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        return page_of(self, self.voice(language), command)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles fit --json`` prints it, the same in every language."""
        return as_json(self)

    def frames(self) -> dict[str, pandas.DataFrame]:
        """Return sets, values, what is told of the end, and summaries, in full precision."""
        return dict(self.page().data)

    def write_sets(self, file: str | os.PathLike[str]) -> list[Path]:
        """Write the sets that are kept into a file, an account beside it, and return both paths.

        `compare`, `run` and `decide` take the file as their plausible sets.

        Raises
        ------
        OutputError
            If it cannot be written, or another file is in the way.
        SimulationError
            If no set fits, or the name does not end in .csv.
        """
        kept = set(self.kept)
        account = {
            "figures": {"file": Path(self.figures.file).name, "sha256": self.figures.digest},
            "scenario": self.scenario.name,
            "looked_at": len(self.names),
            "verdict": self.verdict,
            "seed": self.seed,
            "replicates": self.replicates,
            "discrepancy": self.discrepancy,
            "found_with": model_digest(),
        }
        return write_sets([one for one in sets_looked_at() if one.name in kept], account, file)


def fit(
    figures: str | os.PathLike[str] | pandas.DataFrame,
    scenario: Asked = "baseline",
    *,
    discrepancy: float = DISCREPANCY,
    replicates: int = REPLICATES,
    seed: int = 1,
    sets: Sequence[str] = (),
    size: str | None = None,
    months: int | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> FitFindings:
    """Hold a country's reported figures against the model: which sets of values they rule out, and what is left open.

    Parameters
    ----------
    figures : str, path or DataFrame
        Reported figures, a row each: a place (``region``, ``network`` or ``team``), a ``month`` or ``quarter``, the
        ``process``, a ``share`` or ``numerator``, the ``denominator``; and, where wanted, who is ``coached``. Or a row
        for each place and process, and a column for each month or quarter.
    scenario : Asked
        Rules and places: a name, a path, a `Scenario`, or values over the baseline.
    discrepancy : float
        Error of the model that is not chance, a share from 0 to 0.2: a set is not ruled out for so little.
    replicates : int
        Runs under each set, 2 to 1000.
    seed : int
        0 to 2^63 - 1.
    sets : sequence of str
        Overrides, ``"alignment=0.8"`` in all months, ``"alignment@24=0.8"`` from a month on.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    months : int, optional
        Months simulated, 1 to 600; as many as the scenario says if not given.
    threads : int, optional
        One for each processor if not given.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    FiguresError
        If the figures are not as described, or do not go with the scenario.
    SimulationError
        If anything else is wrong with what is asked; before any run.
    """
    seed, _ = checked_run(seed)
    asked = scenario_of(scenario, size=size, months=months, sets=sets)
    discrepancy = finite_number("discrepancy", discrepancy, 0.0, MOST_DISCREPANCY)
    replicates = whole_number("replicates", replicates, 2, MOST_REPLICATES)
    check_engine("compiled", threads)
    own = reported(figures, asked)
    some = sets_looked_at()
    _check_memory(own, len(some) * replicates)
    say = told(tell)
    say(Progress(0, len(some) * replicates, 0.0, None))
    settings = [under(asked, one) for one in some]
    world = lived(settings, own, seed=seed, replicates=replicates, threads=threads, tell=say)
    coached = coached_in(own, world)
    samples = samples_of(world, own, seed, coached)
    ruler = ruler_of(samples.of_sets, discrepancy, seed)
    of_figures = (own.shares[None], own.people, None if coached is None else coached[None], samples.plan)
    observed = summed_up(*of_figures)[0]
    found = matched(ruler, observed)
    columns, values = _values_of(asked, some)
    is_defined = np.isfinite(world.outcomes.sum(axis=(0, 1)))
    outcomes = world.outcomes[..., is_defined].mean(axis=1)
    told_of = [narrowed(each, found.kept, seed) if found.kept.any() else () for each in (values, outcomes)]
    return FitFindings(
        figures=own,
        scenario=asked,
        seed=seed,
        replicates=replicates,
        discrepancy=discrepancy,
        plan=samples.plan,
        observed=observed,
        ruler=ruler,
        matched=found,
        knows_coached=coached is not None,
        names=tuple(one.name for one in some),
        columns=columns,
        values=values,
        measures=tuple(compress(outcomes_of(own.processes), is_defined)),
        outcomes=outcomes,
        course=course_of(*of_figures)[0],
        courses=samples.courses,
        of_values=told_of[0],
        of_measures=told_of[1],
    )


def _check_memory(figures: Reported, runs: int) -> None:
    """Refuse figures of which all runs would not fit into memory, and once more while they are put together."""
    remedy = "Add the figures up by quarter, or by network or region; or take fewer replicates."
    check_fits(2 * NUMBER * runs * figures.shares.size, f"{figures.file}: {figures.number:,} figures", remedy)


def _values_of(scenario: Scenario, sets: Sequence[PlausibleSet]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the values in which sets differ and which the scenario has not chosen, and theirs, [set, column]."""
    columns = moved_in(scenario, sets[0])
    return columns, np.array([[one.values[name] for name in columns] for one in sets])
