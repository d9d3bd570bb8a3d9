"""Waves: each looks more closely at what the one before did not rule out, and a walk over what is left.

History matching without an emulator: the compiled engine is quick enough to be asked itself. An early wave rules a set
out where a part of a fact is implausible: it misses its bound by more than Monte Carlo error and the stated discrepancy
of ``facts.toml`` allow. The last wave, on seeds of its own, asks for the whole 95% interval of every part inside its
bound. A set is kept by all facts jointly.

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
from scipy.stats import qmc

from experiments.evidence.calibration.space import Space
from experiments.evidence.validation.facts import Book, Part, Term
from experiments.evidence.validation.verdicts import is_inside
from experiments.evidence.validation.worlds import in_world
from experiments.statistics.intervals import student_errors
from scenarios.load import Scenario, load
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.run import check_engine
from simulation.errors import SimulationError
from simulation.parameters import plain_whole, shown, whole_number
from simulation.results import measures
from simulation.settings import Settings

SOBOL_SEED = 20260501
CONFIDENCE = 0.95
AT_ONCE = 4096
"""Runs put together before they are simulated."""
SETS_AT_ONCE = 8192
UNDEFINED = 3.0
"""Stated discrepancies that a part counts as missed by where it is undefined in half of the runs."""


@dataclass(frozen=True)
class Wave:
    """One look.

    Attributes
    ----------
    name : str
    size : str or None
        Of the country; None for the scenarios' own.
    months : int or None
        Months simulated where the facts asked need no more; None for the worlds' own.
    facts : tuple of str
        Facts asked, cheap ones first: a set is dropped at the first world that rules it out.
    replicates, seed : int
    discrepancy : float
        Part of each part's stated discrepancy that counts as the model's own error.
    cutoff : float
        Implausibility above which a set is ruled out; below 0 the whole interval must lie inside the bound.
    """

    name: str
    size: str | None
    months: int | None
    facts: tuple[str, ...]
    replicates: int
    seed: int
    discrepancy: float
    cutoff: float


WHOLE_INTERVAL = -1.0
PUT_IN = ("C3 mentoring ended", "C3 mentoring kept")
"""What the study saw and rules might be suspected of putting in: the calibration is run once more without it."""
EARLY = ("C1", "C2", "C6", "C7")
SEEN = (*EARLY, *PUT_IN, "C9")
LOGIC = ("V2", "N4 zero attribution", "N8 secular trend")
ALL = (*SEEN, *LOGIC)
FIRST_WAVES = (
    Wave("the bubble in a small country", "classroom", 54, EARLY, 2, 101, 0.35, 3.0),
    Wave("ten years in a small country", "classroom", None, ("C9",), 2, 101, 0.35, 3.0),
)
"""Waves that do not ask what was put in: they serve the calibration and the trial without it."""
LATER_WAVES = (
    Wave("what was seen", None, None, SEEN, 2, 102, 0.25, 2.0),
    Wave("what was seen, and logic", None, None, ALL, 4, 103, 0.1, 1.0),
    Wave("whole intervals", None, None, ALL, 32, 104, 0.0, WHOLE_INTERVAL),
)
"""Waves of which the second to last is walked in, and the last decides."""
WAVES = (*FIRST_WAVES, *LATER_WAVES)
REPLICATES_OF_TRIAL = 16
SEED_OF_TRIAL = 105
POINTS = 2**18
WALKERS = 640
STEPS = 10
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
class Walk:
    """What the walk did: places where walkers started and ended, and steps taken.

    `origins` names the start of each walker: several may have set out from one.
    """

    started: NDArray[np.float64]
    ended: NDArray[np.float64]
    origins: NDArray[np.int64]
    steps_taken: int
    runs: int

    def remembered(self) -> NDArray[np.float64]:
        """Return for each parameter the correlation of where walkers ended with where they started, 0 to 1."""
        a, b = self.started - self.started.mean(axis=0), self.ended - self.ended.mean(axis=0)
        spread = np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0))
        return np.abs((a * b).sum(axis=0)) / np.where(spread > 0.0, spread, 1.0)


@dataclass(frozen=True)
class Found:
    """What all waves left: places in the space, values, an account of each wave, and a digest of the last results.

    `outcomes` has the means of all parts that the last wave asked for, [set, part]; `independent` says how many
    independent sets these are worth, as some come from one start that the walk may not have forgotten.
    """

    places: NDArray[np.float64]
    values: tuple[dict[str, float], ...]
    outcomes: NDArray[np.float64]
    accounts: tuple[Account, ...]
    points: int
    walkers: int
    walk: Walk | None
    independent: float
    digest: str

    @property
    def steps_taken(self) -> int:
        """Steps of the walk that were taken."""
        return 0 if self.walk is None else self.walk.steps_taken


@dataclass(frozen=True)
class Trial:
    """The calibration without what was put in: what it kept, and in what share of that each fact holds all the same."""

    found: Found
    shares: dict[str, float]


Tell = Callable[[str], None]
MOST_POINTS = 2**24
MOST_WALKERS = 100_000


def checked_points(points: object) -> int:
    """Return a number of Sobol' points.

    Raises
    ------
    SimulationError
        If it is no power of two.
    """
    number = plain_whole(points)
    if number is None or not 2 <= number <= MOST_POINTS or number & (number - 1):
        said = points if number is None else number
        raise SimulationError(
            f"points is {shown(said)}. Allowed: a power of two, such as 4096, up to {MOST_POINTS}, for Sobol' "
            "points need it. Choose one."
        )
    return number


def sobol_places(space: Space, points: int) -> NDArray[np.float64]:
    """Return so many scrambled Sobol' points, a power of two."""
    points = checked_points(points)
    return qmc.Sobol(len(space.ranges), scramble=True, rng=SOBOL_SEED).random(points)


def first_look(
    space: Space,
    book: Book,
    *,
    points: int = POINTS,
    places: NDArray[np.float64] | None = None,
    waves: Sequence[Wave] = FIRST_WAVES,
    threads: int | None = None,
    tell: Tell | None = None,
) -> tuple[NDArray[np.float64], tuple[Account, ...]]:
    """Return what the first waves leave of the Sobol' points, or of places of one's own, and what each did."""
    check_engine("compiled", threads)
    places = sobol_places(space, points) if places is None else places
    accounts: list[Account] = []
    for wave in waves:
        asked = len(places)
        left, _, runs, _, _ = _looked_at(wave, book, space, places, threads)
        places = places[left]
        accounts.append(_told(Account(wave, asked, len(places), runs), tell))
    return places, tuple(accounts)


def search(
    space: Space,
    book: Book,
    *,
    points: int = POINTS,
    first: tuple[NDArray[np.float64], tuple[Account, ...]] | None = None,
    waves: Sequence[Wave] = LATER_WAVES,
    walkers: int = WALKERS,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Found:
    """Return what all waves leave; `first` is what `first_look` left, and is looked for where it is not given."""
    points, walkers = checked_points(points), whole_number("walkers", walkers, 0, MOST_WALKERS)
    check_engine("compiled", threads)
    places, accounts = first or first_look(space, book, points=points, threads=threads, tell=tell)
    done, walk, origins = [*accounts], None, np.arange(len(places))
    outcomes, digest = np.zeros((len(places), 0)), ""
    for number, wave in enumerate(waves):
        asked = len(places)
        left, outcomes, runs, digest, noise = _looked_at(wave, book, space, places, threads)
        places, origins = places[left], origins[left]
        done.append(_told(Account(wave, asked, len(places), runs), tell))
        if number == len(waves) - 2 and len(places) and walkers:
            walk = _walked(wave, book, space, places, walkers, noise, threads)
            places, origins = _distinct(walk)
            if tell is not None:
                tell(f"the walk: {walk.steps_taken:,} of {walkers * STEPS:,} steps taken, {walk.runs:,} runs")
    values = tuple(space.values_at(place) for place in places)
    independent = _independent(walk, origins)
    return Found(places, values, outcomes, tuple(done), points, walkers, walk, independent, digest)


def without(waves: Sequence[Wave], facts: Sequence[str]) -> tuple[Wave, ...]:
    """Return the waves, none of which asks these facts."""
    return tuple(replace(wave, facts=tuple(name for name in wave.facts if name not in facts)) for wave in waves)


def trial_without(
    space: Space,
    book: Book,
    first: tuple[NDArray[np.float64], tuple[Account, ...]],
    facts: Sequence[str] = PUT_IN,
    *,
    points: int = POINTS,
    walkers: int = WALKERS // 2,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Trial:
    """Return what is kept where some facts are not asked, and in what share of that each holds all the same."""
    found = search(
        space,
        book,
        points=points,
        first=first,
        waves=without(LATER_WAVES, facts),
        walkers=walkers,
        threads=threads,
        tell=tell,
    )
    asked = Wave("the trial", None, None, tuple(facts), REPLICATES_OF_TRIAL, SEED_OF_TRIAL, 0.0, 0.0)
    holds: dict[str, list[bool]] = {}
    kept, _ = _runs_of(asked, book, space, found.values, threads)
    for name in facts:
        parts = [part for fact in book.facts if fact.name == name for part in fact.parts]
        holds[name] = [
            all(is_inside(part, mean, mean) for part in parts for mean in [_mean(_sum(part.terms, kept, n))])
            for n in range(len(found.values))
        ]
    holds["all of these"] = [all(one) for one in zip(*holds.values(), strict=True)]
    return Trial(found, {name: sum(one) / max(len(one), 1) for name, one in holds.items()})


def _told(account: Account, tell: Tell | None) -> Account:
    if tell is not None:
        tell(f"{account.wave.name}: {account.left:,} of {account.asked:,} left after {account.runs:,} runs")
    return account


def _walked(
    wave: Wave,
    book: Book,
    space: Space,
    places: NDArray[np.float64],
    walkers: int,
    noise: dict[str, float],
    threads: int | None,
) -> Walk:
    """Return where walkers stand who started at the places, and how many of their steps were taken.

    Differential evolution as a Markov chain (ter Braak 2006, doi:10.1007/s11222-006-8769-1): a step is a part of the
    difference of two other walkers, and is taken if the wave does not rule its end out. A long walk would forget where
    it started; a short one moves the sets about their starts without leaving the region.
    """
    draws = np.random.default_rng(WALK_SEED)
    origins = np.arange(walkers) % len(places)
    started = places[origins]
    at = started.copy()
    taken = runs = 0
    for _ in range(STEPS):
        first, second = draws.integers(0, walkers, walkers), draws.integers(0, walkers, walkers)
        stride = np.where(draws.random((walkers, 1)) < 0.5, *STRIDES)
        moved = draws.random(at.shape) < np.where(draws.random((walkers, 1)) < 0.5, SOME, 1.0)
        jitter = JITTER * (draws.random(at.shape) - 0.5)
        end = np.abs(at + moved * (stride * (at[first] - at[second]) + jitter))
        end = np.clip(1.0 - np.abs(1.0 - end), 0.0, 1.0)
        left, _, more, _, _ = _look(wave, book, space, [space.values_at(place) for place in end], threads, noise)
        at[left] = end[left]
        taken += len(left)
        runs += more
    return Walk(started, at, origins, taken, runs)


def _distinct(walk: Walk) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the places where walkers ended, each once, and whose start each comes from."""
    _, first = np.unique(walk.ended, axis=0, return_index=True)
    first = np.sort(first)
    return walk.ended[first], walk.origins[first]


def _independent(walk: Walk | None, origins: NDArray[np.int64]) -> float:
    """Return how many independent sets those from these starts are worth.

    Sets of one start are alike as far as the walk remembers it: the square of the correlation of end with start, mean
    over parameters, is their intraclass correlation, and the design effect that of clusters of mean size.
    """
    if walk is None or not len(origins):
        return float(len(origins))
    sizes = np.unique(origins, return_counts=True)[1]
    alike = float(np.mean(walk.remembered() ** 2))
    mean_size = float(np.sum(sizes * sizes)) / len(origins)
    return len(origins) / (1.0 + (mean_size - 1.0) * alike)


def _looked_at(
    wave: Wave, book: Book, space: Space, places: NDArray[np.float64], threads: int | None
) -> tuple[NDArray[np.int64], NDArray[np.float64], int, str, dict[str, float]]:
    """Return which places a wave leaves, looking at some at a time, their outcomes, the runs it took, a digest, noise.

    The noise is that of the last look.
    """
    kept: list[NDArray[np.int64]] = []
    outcomes: list[NDArray[np.float64]] = []
    runs, digests, noise = 0, hashlib.sha256(), dict[str, float]()
    for start in range(0, len(places), SETS_AT_ONCE):
        some = places[start : start + SETS_AT_ONCE]
        left, found, more, digest, noise = _look(wave, book, space, [space.values_at(place) for place in some], threads)
        kept.append(np.array(left, dtype=np.int64) + start)
        outcomes.append(found)
        runs += more
        digests.update(digest.encode())
    nothing = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([nothing, *kept]),
        np.concatenate(outcomes) if outcomes else np.zeros((0, 0)),
        runs,
        digests.hexdigest(),
        noise,
    )


def _look(
    wave: Wave,
    book: Book,
    space: Space,
    values: Sequence[dict[str, float]],
    threads: int | None,
    known_noise: dict[str, float] | None = None,
) -> tuple[list[int], NDArray[np.float64], int, str, dict[str, float]]:
    """Return which sets a wave leaves, the means of their parts, the runs it took, a digest of their measures, noise.

    Noise is the variance between replicates of one set, by part, pooled over the sets looked at, unless it is given.
    """
    parts = _parts(wave, book)
    alive = list(range(len(values)))
    runs = 0
    noise: dict[str, float] = {}
    kept: Kept = {}
    for world in dict.fromkeys(world for part in parts for world in part.worlds):
        base = _settings(book, world, wave, space)
        results = _results(base, [values[n] for n in alive], wave, threads)
        runs += len(alive) * wave.replicates
        kept[world] = dict(zip(alive, results, strict=True))
        for part in parts:
            if world in part.worlds and all(one in kept for one in part.worlds):
                noise[part.text] = pooled(part, kept, alive) if known_noise is None else known_noise[part.text]
                alive = [n for n in alive if passes(part, kept, n, wave, noise[part.text])]
    outcomes = [[_mean(_sum(part.terms, kept, n)) for part in parts] for n in alive]
    return alive, np.array(outcomes).reshape(len(alive), len(parts)), runs, _digest(kept, alive), noise


def _parts(wave: Wave, book: Book) -> list[Part]:
    return [part for name in wave.facts for fact in book.facts if fact.name == name for part in fact.parts]


def _runs_of(
    wave: Wave, book: Book, space: Space, values: Sequence[dict[str, float]], threads: int | None
) -> tuple[Kept, int]:
    """Return the measures of every set in every world that a wave speaks of, and the runs it took."""
    kept: Kept = {}
    for world in dict.fromkeys(world for part in _parts(wave, book) for world in part.worlds):
        results = _results(_settings(book, world, wave, space), values, wave, threads)
        kept[world] = dict(enumerate(results))
    return kept, len(kept) * len(values) * wave.replicates


def _mean(values: Sequence[float]) -> float:
    """Return the exact mean of what is defined."""
    known = [value for value in values if math.isfinite(value)]
    return math.fsum(known) / len(known) if known else math.nan


def _settings(book: Book, world: str, wave: Wave, space: Space) -> Settings:
    """Return a world's settings at the wave's size and months, with what is switched on throughout."""
    one = book.worlds[world]
    scenario: Scenario = load(one.scenario, size=wave.size)
    settings = replace(scenario.settings, values={**scenario.settings.values, **space.fixed})
    months = min(wave.months or one.months, one.months)
    return in_world(replace(scenario, settings=settings), replace(one, months=months), None)


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
Kept = dict[str, dict[int, NDArray[np.float64]]]
"""Measures by world and set, [replicate, measure]."""


def pooled(part: Part, kept: Kept, alive: Sequence[int]) -> float:
    """Return the variance of a part between replicates of one set, mean over sets; 0 where there is none to see."""
    variances: list[float] = []
    for number in alive:
        known = [value for value in _sum(part.terms, kept, number) if math.isfinite(value)]
        if len(known) > 1:
            mean = math.fsum(known) / len(known)
            variances.append(math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1))
    return math.fsum(variances) / len(variances) if variances else 0.0


def passes(part: Part, kept: Kept, number: int, wave: Wave, noise: float) -> bool:
    """Return whether one set is not ruled out by one part.

    Early waves: the implausibility is the miss of the mean, over the root of Monte Carlo error and stated discrepancy
    squared and summed. The last: the whole 95% interval must lie inside the bound.
    """
    values = _sum(part.terms, kept, number)
    known = [value for value in values if math.isfinite(value)]
    discrepancy = wave.discrepancy * part.step
    if wave.cutoff < 0.0:
        return 2 * len(known) >= len(values) and len(known) > 1 and _interval_inside(part, known)
    if 2 * len(known) < len(values) or not known:
        miss = UNDEFINED * part.step
    else:
        mean = math.fsum(known) / len(known)
        below = -math.inf if part.at_least is None else part.at_least - mean
        above = -math.inf if part.at_most is None else mean - part.at_most
        miss = max(below, above, 0.0)
    error = math.sqrt(noise / len(values) + discrepancy * discrepancy)
    return miss <= wave.cutoff * error


def _interval_inside(part: Part, known: Sequence[float]) -> bool:
    mean = math.fsum(known) / len(known)
    spread = math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1)
    half = float(student_errors(len(known) - 1)) * math.sqrt(spread / len(known))
    return is_inside(part, mean - half, mean + half)


def _sum(terms: Sequence[Term], kept: Kept, number: int) -> list[float]:
    columns = [(term.factor, kept[term.world][number][:, _PLACES[term.quantity]]) for term in terms]
    return [
        math.fsum(factor * float(column[r]) for factor, column in columns)
        if all(math.isfinite(column[r]) for _, column in columns)
        else math.nan
        for r in range(len(columns[0][1]))
    ]


def _digest(kept: Kept, alive: Sequence[int]) -> str:
    """Return the SHA-256 of the measures of what is left: it changes where the model does."""
    found = hashlib.sha256()
    for world in kept:
        for number in alive:
            found.update(np.nan_to_num(kept[world][number], nan=-1e300).astype("<f8").tobytes())
    return found.hexdigest()
