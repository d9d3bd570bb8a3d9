"""Waves: each looks more closely at what the one before did not rule out, and a walk over what is left.

History matching without an emulator: the compiled engine is quick enough to be asked itself. A set is ruled out where
a part of a fact misses its bound by more than the wave allows, in steps of ``facts.toml``; the last wave, on seeds of
its own, asks for the whole 95% interval of every part inside its bound.

Nothing here depends on threads, on the machine or on a library of linear algebra: the engine gives the same bits
everywhere, means are exact sums, and draws are Sobol' points of a fixed seed.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.stats import qmc

from experiments.calibration.space import Space
from experiments.validation.facts import Book, Part, Term
from scenarios.load import Scenario, load
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.results import measures
from simulation.settings import Settings

SOBOL_SEED = 20260501
CONFIDENCE = 0.95
AT_ONCE = 4096
"""Runs put together before they are simulated."""
SETS_AT_ONCE = 8192
UNDEFINED = 3.0
"""Steps that a part counts as missed by where it is undefined in half of the runs."""


@dataclass(frozen=True)
class Wave:
    """One look.

    Attributes
    ----------
    name : str
    size : str or None
        Of the country; None for the scenarios' own.
    months : int or None
        Months simulated where the facts asked need no more; None for the scenarios' own.
    facts : tuple of str
        Facts asked, cheap ones first: a set is dropped at the first world that rules it out.
    replicates, seed : int
    allows : float
        Steps by which a mean may miss a bound; below 0 the whole interval must lie inside.
    """

    name: str
    size: str | None
    months: int | None
    facts: tuple[str, ...]
    replicates: int
    seed: int
    allows: float


WHOLE_INTERVAL = -1.0
BUBBLE = ("C1", "C2", "C3", "C6", "C7")
ALL = (*BUBBLE, "C4", "C5", "C8")
WAVES = (
    Wave("the bubble in a small country", "classroom", 54, ("C1", "C2", "C6", "C7"), 1, 101, 1.0),
    Wave("the spread in a small country", "classroom", None, ("C5",), 1, 101, 1.0),
    Wave("the bubble", None, None, BUBBLE, 2, 102, 0.25),
    Wave("all facts", None, None, ALL, 4, 103, 0.1),
    Wave("all facts, whole intervals", None, None, ALL, 32, 104, WHOLE_INTERVAL),
)
LAST_BEFORE_WALK = 3
"""Place in `WAVES` of the wave whose survivors walk, and which every step must pass."""
POINTS = 2**18
WALKERS = 512
STEPS = 16
WALK_SEED = 20260502
STRIDES = (0.2, 0.5)
"""Parts of the difference of two other walkers that a step goes."""
SOME = 0.3
"""Share of the parameters that a step of the careful kind moves; the other kind moves all."""
JITTER = 0.02


@dataclass(frozen=True)
class Account:
    """What a wave did."""

    wave: Wave
    asked: int
    left: int
    runs: int


@dataclass(frozen=True)
class Found:
    """What all waves left: places in the space, values, an account of each wave, and a digest of the last results.

    `outcomes` has the means of all parts that the last wave asked for, [set, part].
    """

    places: NDArray[np.float64]
    values: tuple[dict[str, float], ...]
    outcomes: NDArray[np.float64]
    accounts: tuple[Account, ...]
    points: int
    walkers: int
    steps_taken: int
    digest: str


Tell = Callable[[str], None]


def sobol_places(space: Space, points: int) -> NDArray[np.float64]:
    """Return so many scrambled Sobol' points, a power of two."""
    return qmc.Sobol(len(space.ranges), scramble=True, rng=SOBOL_SEED).random(points)


def search(
    space: Space,
    book: Book,
    *,
    points: int = POINTS,
    waves: Sequence[Wave] = WAVES,
    walkers: int = WALKERS,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Found:
    """Return what is left of the Sobol' points after all waves."""
    places = sobol_places(space, points)
    accounts: list[Account] = []
    outcomes, digest, steps_taken = np.zeros((len(places), 0)), "", 0
    for number, wave in enumerate(waves):
        asked = len(places)
        places, outcomes, runs, digest = _looked_at(wave, book, space, places, threads)
        accounts.append(Account(wave, asked, len(places), runs))
        if tell is not None:
            tell(f"{wave.name}: {len(places):,} of {asked:,} left after {runs:,} runs")
        if number == LAST_BEFORE_WALK and len(places) and walkers:
            places, steps_taken = _walked(wave, book, space, places, walkers, threads)
            if tell is not None:
                tell(f"the walk: {steps_taken:,} of {walkers * STEPS:,} steps taken")
    values = tuple(space.values_at(place) for place in places)
    return Found(places, values, outcomes, tuple(accounts), points, walkers, steps_taken, digest)


def _walked(
    wave: Wave, book: Book, space: Space, places: NDArray[np.float64], walkers: int, threads: int | None
) -> tuple[NDArray[np.float64], int]:
    """Return where walkers stand who started at the places, and how many of their steps were taken.

    Differential evolution as a Markov chain (ter Braak 2006, doi:10.1007/s11222-006-8769-1): a step is a part of the
    difference of two other walkers, and is taken if the wave does not rule its end out. So all that is left is as
    likely as any other, and the walk leads away from where it started without leaving the region.
    """
    draws = np.random.default_rng(WALK_SEED)
    at = places[np.arange(walkers) % len(places)]
    taken = 0
    for _ in range(STEPS):
        first, second = draws.integers(0, walkers, walkers), draws.integers(0, walkers, walkers)
        stride = np.where(draws.random((walkers, 1)) < 0.5, *STRIDES)
        moved = draws.random(at.shape) < np.where(draws.random((walkers, 1)) < 0.5, SOME, 1.0)
        jitter = JITTER * (draws.random(at.shape) - 0.5)
        end = np.abs(at + moved * (stride * (at[first] - at[second]) + jitter))
        end = np.clip(1.0 - np.abs(1.0 - end), 0.0, 1.0)
        left, _, _, _ = _look(wave, book, space, [space.values_at(place) for place in end], threads)
        at[left] = end[left]
        taken += len(left)
    return at, taken


def _looked_at(
    wave: Wave, book: Book, space: Space, places: NDArray[np.float64], threads: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], int, str]:
    """Return the places a wave leaves, looking at some at a time, their outcomes, the runs it took, and a digest."""
    kept: list[NDArray[np.float64]] = []
    outcomes: list[NDArray[np.float64]] = []
    runs, digests = 0, hashlib.sha256()
    for start in range(0, len(places), SETS_AT_ONCE):
        some = places[start : start + SETS_AT_ONCE]
        left, found, more, digest = _look(wave, book, space, [space.values_at(place) for place in some], threads)
        kept.append(some[left])
        outcomes.append(found)
        runs += more
        digests.update(digest.encode())
    return np.concatenate(kept), np.concatenate(outcomes), runs, digests.hexdigest()


def _look(
    wave: Wave, book: Book, space: Space, values: Sequence[dict[str, float]], threads: int | None
) -> tuple[list[int], NDArray[np.float64], int, str]:
    """Return which sets a wave leaves, the means of their parts, the runs it took, and a digest of their measures."""
    parts = [part for name in wave.facts for fact in book.facts if fact.name == name for part in fact.parts]
    alive = list(range(len(values)))
    runs = 0
    kept: dict[str, dict[int, NDArray[np.float64]]] = {}
    for world in dict.fromkeys(world for part in parts for world in part.worlds):
        base = _settings(book, world, wave, space)
        results = _results(base, [values[n] for n in alive], wave, threads)
        runs += len(alive) * wave.replicates
        kept[world] = dict(zip(alive, results, strict=True))
        ready = [part for part in parts if world in part.worlds and all(one in kept for one in part.worlds)]
        alive = [n for n in alive if all(passes(part, kept, n, wave) for part in ready)]
    outcomes = [[_mean(_sum(part.terms, kept, n)) for part in parts] for n in alive]
    return alive, np.array(outcomes).reshape(len(alive), len(parts)), runs, _digest(kept, alive)


def _mean(values: Sequence[float]) -> float:
    """Return the exact mean of what is defined."""
    known = [value for value in values if math.isfinite(value)]
    return math.fsum(known) / len(known) if known else math.nan


def _settings(book: Book, world: str, wave: Wave, space: Space) -> Settings:
    scenario: Scenario = load(book.worlds[world].scenario, size=wave.size)
    settings = replace(scenario.settings, values={**scenario.settings.values, **space.fixed})
    if wave.months is None:
        return settings
    return replace(settings, structure={**settings.structure, "months": wave.months})


def _results(
    base: Settings, values: Sequence[dict[str, float]], wave: Wave, threads: int | None
) -> list[NDArray[np.float64]]:
    """Return the measures of each set, [replicate, measure]."""
    found: list[NDArray[np.float64]] = []
    per_call = max(AT_ONCE // wave.replicates, 1)
    for start in range(0, len(values), per_call):
        settings = [replace(base, values={**base.values, **one}) for one in values[start : start + per_call]]
        runs = [Run(one, wave.seed, replicate) for one in settings for replicate in range(wave.replicates)]
        found += list(simulate_runs(runs, threads=threads).values.reshape(len(settings), wave.replicates, -1))
    return found


_PLACES = {measure.name: place for place, measure in enumerate(measures(("ccs", "anc")))}


def passes(part: Part, kept: dict[str, dict[int, NDArray[np.float64]]], number: int, wave: Wave) -> bool:
    """Return whether one set is not ruled out by one part."""
    values = _sum(part.terms, kept, number)
    known = [value for value in values if math.isfinite(value)]
    if 2 * len(known) < len(values) or not known:
        return wave.allows >= UNDEFINED
    mean = math.fsum(known) / len(known)
    half = 0.0
    if wave.allows < 0.0:
        spread = math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1)
        half = float(special.stdtrit(len(known) - 1, 0.5 + CONFIDENCE / 2)) * math.sqrt(spread / len(known))
    allowed = max(wave.allows, 0.0) * part.step
    above = part.at_least is None or mean - half >= part.at_least - allowed
    return above and (part.at_most is None or mean + half <= part.at_most + allowed)


def _sum(terms: Sequence[Term], kept: dict[str, dict[int, NDArray[np.float64]]], number: int) -> list[float]:
    columns = [(term.factor, kept[term.world][number][:, _PLACES[term.quantity]]) for term in terms]
    return [
        math.fsum(factor * float(column[r]) for factor, column in columns)
        if all(math.isfinite(column[r]) for _, column in columns)
        else math.nan
        for r in range(len(columns[0][1]))
    ]


def _digest(kept: dict[str, dict[int, NDArray[np.float64]]], alive: Sequence[int]) -> str:
    """Return the SHA-256 of the measures of what is left: it changes where the model does."""
    found = hashlib.sha256()
    for world in kept:
        for number in alive:
            found.update(np.nan_to_num(kept[world][number], nan=-1e300).astype("<f8").tobytes())
    return found.hexdigest()
