"""Runs: what a scenario gives under each set of values: figures of the same places and months, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.fit.reading import FiguresError, Reported
from experiments.analyses.fit.summaries import ALL, COACHED, MEAN, UNCOACHED, Summary, inside, planned, summed_up
from experiments.runs.by_place import VALUES_TOGETHER, values_of_run
from experiments.runs.progress import Tell
from experiments.runs.sweep.driver import Progress
from simulation.results import ReadOnly, measures, places_from_sums
from simulation.settings import Settings

REPLICATES = 8
LEAST_COACHED = 0.5
"""Share of a place's teams that the programme has at some time of the figures for the place to count as coached."""
GROUPS = (ALL, COACHED, UNCOACHED)
STREAM = 68
"""Tells the draws of figures from other draws under the same seed."""


@dataclass(frozen=True, eq=False)
class World(ReadOnly):
    """Runs under sets of values, as far as figures speak of them.

    Attributes
    ----------
    reported : ndarray, [set, replicate, process, period, place]
        Without the sampling of figures.
    coached : ndarray, [set, replicate, place]
        1 where the place counts as coached.
    outcomes : ndarray, [set, replicate, measure]
    """

    reported: NDArray[np.float64]
    coached: NDArray[np.float64]
    outcomes: NDArray[np.float64]


def outcomes_of(processes: Sequence[str]) -> tuple[str, ...]:
    """Return the measures of a run's end that are told: of these processes, and reach."""
    kinds = ("coverage", "direct_gain", "spillover_gain")
    return (*(f"{kind}.{process}" for process in processes for kind in kinds), "reach")


def lived(
    settings: Sequence[Settings],
    figures: Reported,
    *,
    seed: int,
    replicates: int = REPLICATES,
    threads: int | None = None,
    tell: Tell | None = None,
) -> World:
    """Return runs under each of some settings, no two of which share their luck.

    Parameters
    ----------
    settings : sequence of Settings
        Of one structure and the same places.
    figures : Reported
        Places, months and processes that are kept.
    seed : int
        Replicate r of set s is replicate s times replicates plus r under this seed.
    tell : callable, optional
        Told how far the runs are.
    """
    from simulation.engine.compiled.ensemble import Run, simulate_runs

    first = settings[0]
    partition = first.places.by(figures.level)
    known = [one.name for one in measures(first.processes)]
    ends = [known.index(name) for name in outcomes_of(figures.processes)]
    together = max(1, VALUES_TOGETHER // (values_of_run(first, partition) * replicates))
    numbers, until = list(figures.numbers), figures.ends[1] + 1
    parts: list[World] = []
    for start in range(0, len(settings), together):
        some = settings[start : start + together]
        runs = [
            Run(one, seed, (start + number) * replicates + replicate)
            for number, one in enumerate(some)
            for replicate in range(replicates)
        ]
        made = simulate_runs(runs, groups=partition.of_team, threads=threads)
        assert made.places is not None
        by_place = places_from_sums(made.places, partition, first.processes)
        means = [by_place.of(f"reported.{process}")[:, :until, numbers] for process in figures.processes]
        shape = (len(some), replicates)
        reported = _in_periods(np.stack(means, axis=-1), figures)
        coached = by_place.of("coached")[:, :until, numbers].max(axis=1) >= LEAST_COACHED
        parts.append(
            World(
                reported.reshape(*shape, *reported.shape[1:]),
                coached.astype(float).reshape(*shape, -1),
                made.values[:, ends].reshape(*shape, -1),
            )
        )
        if tell is not None:
            tell(Progress(replicates * (start + len(some)), replicates * len(settings), 0.0, None))
    names = ("reported", "coached", "outcomes")
    return World(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))


def _in_periods(means: NDArray[np.float64], figures: Reported) -> NDArray[np.float64]:
    """Return means of the months of each period, [run, process, period, place], of those of each month."""
    months = np.array(figures.periods)[:, None] + np.arange(figures.length)
    return np.moveaxis(means[:, months].mean(axis=2), -1, 1)


def coached_in(figures: Reported, world: World) -> NDArray[np.float64] | None:
    """Return who is coached by the figures, or by a scenario in which it is the same in every run, [place].

    None where nobody says it of every place.

    Raises
    ------
    FiguresError
        If figures and scenario do not go together.
    """
    own = world.coached[0, 0]
    is_fixed = bool((world.coached == own).all())
    for place, (theirs, ours) in enumerate(zip(figures.coached.tolist(), own.tolist(), strict=True)):
        if is_fixed and np.isfinite(theirs) and theirs != ours:
            said, there = ("yes" if one else "no" for one in (theirs, ours))
            raise FiguresError(
                f"{figures.file}: coached is {said} of {figures.level} {figures.places[place]!r}, and {there} in the "
                "scenario. Allowed: the same in both. Mend the table, or the scenario."
            )
    known = own if is_fixed else figures.coached
    return known if bool(np.isfinite(known).all()) else None


def sampled(reported: NDArray[np.float64], figures: Reported, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return what figures with these denominators would report of runs: a binomial draw for each figure.

    Parameters
    ----------
    reported : ndarray, [run, process, period, place]
    """
    people = np.where(figures.people > 0.0, figures.people, 1.0)
    return generator.binomial(people.astype(np.int64), np.clip(reported, 0.0, 1.0)) / people


def draws_of(seed: int) -> np.random.Generator:
    """Return the generator of the sampling of figures."""
    return np.random.default_rng([seed, STREAM])


@dataclass(frozen=True, eq=False)
class Samples(ReadOnly):
    """What runs come to, in the summaries of figures.

    Attributes
    ----------
    plan : tuple of Summary
    of_sets : ndarray, [set, replicate, summary]
    courses : ndarray, [set, process, group, period]
        Mean over the replicates of the mean of each group (`GROUPS`), weighted by people; NaN where there is nobody, or
        the group is not looked at.
    """

    plan: tuple[Summary, ...]
    of_sets: NDArray[np.float64]
    courses: NDArray[np.float64]


def samples_of(world: World, figures: Reported, seed: int, coached: NDArray[np.float64] | None) -> Samples:
    """Return the summaries of runs, with the sampling of figures, and their courses.

    Parameters
    ----------
    coached : ndarray, [place], or None
        Who is coached by the figures; None where nobody knows, so that groups are not looked at.
    """
    plan = planned(figures.people, None if coached is None else np.vstack([np.concatenate(world.coached), coached]))
    generator = draws_of(seed)
    summaries: list[NDArray[np.float64]] = []
    courses: list[NDArray[np.float64]] = []
    for reported, of_runs in zip(world.reported, world.coached, strict=True):  # a set at a time: it stays in the caches
        runs = sampled(reported, figures, generator)
        summaries.append(summed_up(runs, figures.people, of_runs, plan))
        courses.append(course_of(runs, figures.people, of_runs, plan).mean(axis=0))
    return Samples(plan, np.array(summaries), np.array(courses))


def course_of(
    shares: NDArray[np.float64],
    denominators: NDArray[np.float64],
    coached: NDArray[np.float64] | None,
    plan: Sequence[Summary],
) -> NDArray[np.float64]:
    """Return the course of each group whose means are looked at, [world, process, group, period]."""
    found = np.full((len(shares), len(denominators), len(GROUPS), denominators.shape[1]), np.nan)
    for process, row in {(one.process, GROUPS.index(one.group)) for one in plan if one.kind == MEAN}:
        people = denominators[process]
        members = inside(GROUPS[row], coached, len(shares), people.shape[1])
        weights = members @ people.T
        known = np.where(people > 0.0, shares[:, process], 0.0) * people
        totals = np.einsum("wtp,wp->wt", known, members)
        found[:, process, row] = np.divide(totals, weights, out=np.full_like(totals, np.nan), where=weights > 0.0)
    return found
