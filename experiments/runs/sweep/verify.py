"""Verify: reads every byte of a store again, and makes some of its chunks again, to compare."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.runs.sweep.chunks import content_of, first_difference, make
from experiments.runs.sweep.errors import NonDeterminismError, StoreError
from experiments.runs.sweep.files import told
from experiments.runs.sweep.store import SEALED, Problem, Store, check_model
from simulation.engine.run import check_engine
from simulation.parameters import whole_number


@dataclass(frozen=True)
class Verified:
    """What a verification found.

    Attributes
    ----------
    content : str or None
        SHA-256 of all runs, where all are there and good.
    failed : list of dict
        Runs that raised an error: ``run`` and ``error``.
    recomputed : tuple of int
        Chunks that were made again, with the same bits.
    """

    problems: tuple[Problem, ...]
    runs: int
    chunks: int
    content: str | None
    is_sealed: bool
    failed: list[dict[str, Any]]
    recomputed: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every run is there, as it was written, and none failed; foreign files change nothing of that."""
        return self.content is not None and not self.failed and all(problem.is_foreign for problem in self.problems)


MOST_RECOMPUTED = 1_000_000


def verify(store: Store, recompute: int = 0, threads: int | None = None) -> Verified:
    """Check every file of a store against its hashes, and every run against the plan.

    Parameters
    ----------
    recompute : int
        So many chunks, taken at random, are made again and compared bit by bit.

    Raises
    ------
    NonDeterminismError
        If one comes out different.
    """
    recompute = whole_number("recompute", recompute, 0, MOST_RECOMPUTED)
    check_engine("compiled", threads)
    with told(store.folder):
        found = store.standing(deep=True)
        problems = list(found.problems)
        good = [number for number in found.chunks if _add_problems_of_content(store, number, found.chunks, problems)]
        content = store.content() if len(good) == store.plan.chunks else None
        if found.seal and content and found.seal["content_sha256"] != content:
            problems.append(Problem(SEALED, None, "was made of other runs"))
        chosen = sorted(random.sample(good, min(recompute, len(good))))
        if chosen:
            check_model(store)
        for number in chosen:
            _compare_again(store, number, threads)
    runs = sum(found.chunks[number]["rows"] for number in good)
    return Verified(tuple(problems), runs, len(good), content, found.seal is not None, found.failed, tuple(chosen))


def _add_problems_of_content(store: Store, number: int, marks: dict[int, dict], problems: list[Problem]) -> bool:
    chunk, name = store.plan.chunk(number), store.parquet(number).name
    try:
        columns = store.columns(number)
    except StoreError as problem:
        problems.append(Problem(name, number, str(problem)))
        return False
    if not np.array_equal(columns["run"], np.arange(chunk.first_run, chunk.stop_run)):
        problems.append(Problem(name, number, "has other runs than it should"))
    elif content_of(columns) != marks[number]["content_sha256"]:
        problems.append(Problem(name, number, "has other values than were made"))
    else:
        return True
    return False


def _compare_again(store: Store, number: int, threads: int | None) -> None:
    chunk = store.plan.chunk(number)
    difference = first_difference(make(store.plan, chunk, threads).columns, store.columns(number))
    if difference:
        place, column = difference
        raise NonDeterminismError(
            f"{store.parquet(number)}: {column} of {store.plan.described(chunk.first_run + place)} came out "
            "differently the second time. Run that command twice and compare the digests: if they differ, a rule is "
            "not deterministic."
        )
