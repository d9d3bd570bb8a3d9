"""Driver: makes the chunks a store lacks, says how far it is, and stops when it is told to, losing nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from experiments.runs.sweep.chunks import Made, make
from experiments.runs.sweep.files import told
from experiments.runs.sweep.machine import machine_error
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.stopping import interruptible as interruptible
from experiments.runs.sweep.store import Committed, Problem, Standing, Store, check_model
from simulation.engine.run import check_engine
from simulation.errors import SimulationError
from simulation.parameters import plain_whole

LEAST_SECONDS = 0.5
"""How long a sample is run to estimate the time of a study."""
BYTES_OF_CHUNK = 60_000
"""Of a chunk's footer and mark, about."""


class Progress(NamedTuple):
    """How far a driver is."""

    done: int
    runs: int
    per_second: float
    seconds_left: float | None


class Shard(NamedTuple):
    """Which chunks a driver makes: the i-th of n, from 1."""

    number: int
    of: int

    def check(self) -> None:
        """Refuse a shard that would make nothing.

        Raises
        ------
        SimulationError
        """
        of = plain_whole(self.of)
        if of is None or of < 1 or plain_whole(self.number) not in range(1, of + 1):
            raise SimulationError(
                f"shard is {self.number!r:.40}/{self.of!r:.40}. Allowed: I/N with I from 1 to N. Take 1/3, say."
            )

    def takes(self, chunk: int) -> bool:
        """Return whether a chunk is of this shard."""
        return chunk % self.of == self.number - 1


class Timed(NamedTuple):
    """A chunk that has been made, and how long it took."""

    made: Made
    seconds: float


class Executor(Protocol):
    """Makes chunks, here or elsewhere, in any order; only the driver writes to the store."""

    def made(self, plan: Plan, numbers: Iterable[int]) -> Iterator[Timed]:
        """Return the chunks of these numbers as they come."""
        ...


@dataclass(frozen=True)
class InProcess:
    """Makes one chunk after another, with threads over its runs."""

    threads: int | None = None

    def __post_init__(self) -> None:
        """Refuse threads that no machine has."""
        check_engine("compiled", self.threads)

    def made(self, plan: Plan, numbers: Iterable[int]) -> Iterator[Timed]:
        """Return the chunks of these numbers in their order."""
        for number in numbers:
            start = time.perf_counter()
            made = make(plan, plan.chunk(number), self.threads)
            yield Timed(made, time.perf_counter() - start)


@dataclass(frozen=True)
class Outcome:
    """What a driver did, and what the store has now.

    Attributes
    ----------
    made : int
        Runs made by this driver.
    mended : list of Problem
        What was damaged, and is made again.
    tried_again : int
        Runs that had failed in an earlier attempt, and were made again by this one.
    standing : Standing
        What the store has now.
    """

    made: int
    seconds: float
    mended: list[Problem]
    tried_again: int
    standing: Standing

    @property
    def stored(self) -> int:
        """Runs that the store has."""
        return self.standing.stored

    @property
    def failed(self) -> list[dict[str, Any]]:
        """Runs that raised an error, of the whole store: ``run`` and ``error``."""
        return self.standing.failed

    @property
    def seal(self) -> dict[str, Any] | None:
        """Seal of a store that has every run, be it that some of them failed."""
        return self.standing.seal


def drive(
    store: Store,
    executor: Executor,
    *,
    shard: Shard | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Make what a store lacks, try again what failed, and seal it when no run is lacking.

    Raises
    ------
    StoreError
        If the sources have changed since, or the disk is full.
    MachineError
        If the machine cannot make runs; then nothing of it is stored.
    NonDeterminismError
        If a chunk comes out different from what is, or was, there.
    """
    shard = shard or Shard(1, 1)
    shard.check()
    check_model(store)
    try:
        with told(store.folder):
            found = store.committed(deep=True)
            store.drop(found.problems)
            store.expected.update(found.expected)
            return _drive(store, executor, shard, tell, found)
    except SimulationError:
        raise
    except Exception as error:
        raise machine_error(error) from error


def _drive(
    store: Store, executor: Executor, shard: Shard, tell: Callable[[Progress], None], found: Committed
) -> Outcome:
    plan = store.plan
    own = [number for number in range(plan.chunks) if shard.takes(number)]
    failed = {number: len(mark["failed"]) for number, mark in found.chunks.items() if mark["failed"]}
    stored = found.chunks.keys() - failed.keys()
    total = sum(_runs(plan, number) for number in own)
    done = sum(_runs(plan, number) for number in own if number in stored)
    lacking = [number for number in own if number not in stored]
    passed: list[int] = []
    made, start = 0, time.perf_counter()
    clock = _Clock()
    tell(Progress(done, total, 0.0, None))
    for chunk, is_first in _committed(store, executor.made(plan, _still_lacking(store, lacking, failed, passed))):
        number = chunk.made.chunk.number
        made += _runs(plan, number)
        done += _runs(plan, number) + sum(_runs(plan, number) for number in passed)
        passed.clear()
        if not is_first and number not in failed:
            random.shuffle(lacking)  # another driver is at the same place: part from it
        per_second = clock.rate(made)
        tell(Progress(done, total, per_second, (total - done) / per_second))
    now = store.standing(deep=False)
    if now.has_all:
        now = store.sealed_standing()
    return Outcome(
        made=made,
        seconds=time.perf_counter() - start,
        mended=[problem for problem in found.problems if problem.chunk is not None],
        tried_again=sum(runs for number, runs in failed.items() if shard.takes(number)),
        standing=now,
    )


class _Clock:
    """Tells the rate of work: since the first chunk was there, as what came before is start-up, too."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._first: tuple[float, int] | None = None

    def rate(self, made: int) -> float:
        """Return runs a second, now that so many are made."""
        now = time.perf_counter()
        if self._first is None:
            self._first = now, made
            return made / max(now - self._start, 1e-9)
        since, before = self._first
        return (made - before) / max(now - since, 1e-9)


def _committed(store: Store, chunks: Iterator[Timed]) -> Iterator[tuple[Timed, bool]]:
    """Commit chunks as they come, each while the next one is made; whoever is interrupted waits for the one in hand."""
    with ThreadPoolExecutor(1, thread_name_prefix="commit") as beside:
        last: tuple[Timed, Future[bool]] | None = None
        for chunk in chunks:
            if last:
                yield last[0], last[1].result()
            last = chunk, beside.submit(store.commit, chunk.made, chunk.seconds)
        if last:
            yield last[0], last[1].result()


def _still_lacking(store: Store, lacking: list[int], failed: Container[int], passed: list[int]) -> Iterator[int]:
    """Take numbers off the list, passing over those that another driver has committed meanwhile."""
    while lacking:
        number = lacking.pop(0)
        if number not in failed and store.ok(number).exists():
            passed.append(number)
        else:
            yield number


def _runs(plan: Plan, number: int) -> int:
    chunk = plan.chunk(number)
    return chunk.stop_run - chunk.first_run


class Estimate(NamedTuple):
    """What a study will take."""

    seconds: float
    per_second: float
    bytes: int


def estimate(plan: Plan, threads: int | None = None) -> Estimate:
    """Return how long a study will take, from a sample of its runs, and its room on disk."""
    from simulation.engine.compiled.ensemble import threads_to_use

    size = min(16 * threads_to_use(threads), plan.runs)
    sample = plan.chunk(0)._replace(stop_run=min(size, plan.chunk(0).stop_run))
    make(plan, sample, threads)  # compiles, if need be
    runs, start = 0, time.perf_counter()
    while time.perf_counter() - start < LEAST_SECONDS:
        make(plan, sample, threads)
        runs += sample.stop_run - sample.first_run
    per_second = runs / (time.perf_counter() - start)
    width = 8 * (len(plan.measures) + len(plan.columns)) + 16
    return Estimate(plan.runs / per_second, per_second, width * plan.runs + BYTES_OF_CHUNK * plan.chunks)
