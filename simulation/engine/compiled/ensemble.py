# pyright: basic
"""Ensemble: thousands of runs through the kernel, 16 at a time, threads over blocks.

The bits of a run do not depend on its lane, its block or the number of threads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from simulation.engine.compiled import machine_code
from simulation.engine.compiled.kinds import WIDTH
from simulation.engine.compiled.layout import CHANGE, CHANGE_ROWS, TIE, TIE_ROWS, At, Layout, places_of_parameters
from simulation.results import RawRuns, Trace, measures, needs_twin
from simulation.settings import Settings
from simulation.streams import run_key

NO_CHANGE = -1.0
LINE = 8
"""Values on a cache line."""


class Run:
    """One run to be made: its settings and its key."""

    __slots__ = ("key", "settings")

    def __init__(self, settings: Settings, seed: int, replicate: int) -> None:
        self.settings = settings
        self.key = run_key(seed, replicate)


def aligned(size: int) -> NDArray[np.float64]:
    """Return zeros that begin where a cache line does: rows that lie across two take the processor twice the time."""
    room = np.zeros(size + LINE)
    first = -(room.ctypes.data // room.itemsize) % LINE
    return room[first : first + size]


class Workspace:
    """A workspace for blocks of runs of one structure; each thread has its own."""

    def __init__(
        self,
        settings: Settings,
        changes: int,
        *,
        with_series: bool = False,
        with_history: bool = False,
        with_twins: bool = True,
    ) -> None:
        self.layout = Layout(settings, changes, with_series, with_twins)
        self.with_series = with_series
        self.w = aligned(self.layout.size)
        self.words = self.w.view(np.uint64)
        self.keys = np.zeros(WIDTH, dtype=np.uint64)
        self.marks = np.zeros((settings.months if with_series else 0, WIDTH), dtype=np.uint64)
        moments = settings.months + 1 if with_history else 0
        self.history = np.zeros((2, moments, int(self.layout.at[At.WORLD]) // WIDTH))
        self.rows = places_of_parameters(settings.processes)

    def fill(self, runs: Sequence[Run]) -> None:
        """Put up to 16 runs into the lanes; the last one fills the lanes that are left."""
        at, changes = self.layout.at, int(self.layout.at[At.CHANGES])
        table = self.w[: len(self.rows) * WIDTH].reshape(-1, WIDTH)
        listed = self.w[at[At.CHANGE_LIST] : at[At.CHANGE_LIST] + changes * CHANGE].reshape(changes, CHANGE_ROWS, WIDTH)
        listed[:, 0] = NO_CHANGE
        for lane in range(WIDTH):
            run = runs[min(lane, len(runs) - 1)]
            self.keys[lane] = run.key
            table[:, lane] = list(run.settings.values.values())
            for place, change in enumerate(run.settings.changes):
                listed[place, :, lane] = change.month, self.rows[change.name], change.value

    def simulate(self) -> None:
        """Run the block."""
        _, moments, rows = self.history.shape
        machine_code.function("simulate")(
            *(self.w.ctypes.data, self.w.ctypes.data, self.w.size, self.keys.ctypes.data),
            *(self.layout.facts.ctypes.data, self.layout.facts.size, self.layout.at.ctypes.data, self.with_series),
            *(self.marks.ctypes.data, len(self.marks), self.history.ctypes.data, moments, rows),
        )

    def measures(self) -> NDArray[np.float64]:
        """Return the measures of the block, [measure, lane]."""
        return self.w[self.layout.at[At.MEASURES] : self.layout.at[At.ROWS_END]].reshape(-1, WIDTH)

    def series(self) -> NDArray[np.float64]:
        """Return the sums behind the series, [month, row, lane]."""
        at = self.layout.at
        return self.w[at[At.SERIES] : at[At.MEASURES]].reshape(int(at[At.MONTHS]), -1, WIDTH)

    # For stepping -----------------------------------------------------------------------------------------

    def step(self, world: At, month: int, first_phase: int, last_phase: int) -> None:
        """Run some phases of a month in the run (`At.RUN`) or in its twin (`At.TWIN`); phase 0 is the start."""
        offset = int(self.layout.at[world])
        machine_code.function("step")(
            *(self.w.ctypes.data, self.w.size, self.keys.ctypes.data, self.layout.facts.ctypes.data),
            *(self.layout.facts.size, self.layout.at.ctypes.data, offset, month, first_phase, last_phase),
        )

    def part_twins(self) -> None:
        """Give the twin the run's state."""
        machine_code.function("part")(self.w.ctypes.data, self.w.size, self.layout.at.ctypes.data)

    def states(self, world: At, lane: int) -> NDArray[np.float64]:
        """Return one lane's states in the order of the digest."""
        at = self.layout.at
        rows = self.w[at[world] : at[world] + at[At.WORLD]].reshape(-1, WIDTH)[:, lane]
        return rows[self.layout.digest_order()]

    def team_ties(self, lane: int) -> NDArray[np.int64]:
        """Return whom each team is tied to now, [team, tie]."""
        at = self.layout.at
        teams, ties = int(at[At.TEAMS]), int(at[At.TIES])
        rows = self.w[at[At.TEAM_TIES] : at[At.TEAM_TIES] + teams * ties * TIE].reshape(teams, ties, TIE_ROWS, WIDTH)
        return rows[:, :, 3, lane].astype(np.int64)


def threads_to_use(threads: int | None) -> int:
    """Return the number of threads: as asked, or one for each processor this process may use."""
    if threads:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def simulate_runs(
    runs: Sequence[Run],
    *,
    with_series: bool = False,
    with_twins: bool = True,
    threads: int | None = None,
    block: int = WIDTH,
) -> RawRuns:
    """Return the measures of all runs, and if asked for the sums behind their series and their fingerprints.

    Parameters
    ----------
    runs : sequence of Run
        All of one structure and the same places.
    with_twins : bool
        Without twins the months after mentoring starts cost half, and measures that need the twin are NaN.
    block : int
        Runs put side by side, 1 to 16.
    """
    first = runs[0].settings
    changes = max(len(run.settings.changes) for run in runs)
    values = np.empty((len(runs), len(measures(first.processes))))
    months = first.months if with_series else 0
    sums = np.empty((len(runs), months, int(Layout(first, 0, with_series).at[At.SERIES_STEP]) // WIDTH))
    marks = np.empty((len(runs), months), dtype=np.uint64)
    local = threading.local()

    def work(start: int) -> None:
        if not hasattr(local, "space"):
            local.space = Workspace(first, changes, with_series=with_series, with_twins=with_twins)
        space: Workspace = local.space
        some = runs[start : start + block]
        space.fill(some)
        space.simulate()
        values[start : start + len(some)] = space.measures()[:, : len(some)].T
        if with_series:
            sums[start : start + len(some)] = np.moveaxis(space.series()[:, :, : len(some)], 2, 0)
            marks[start : start + len(some)] = space.marks[:, : len(some)].T

    starts = range(0, len(runs), block)
    with ThreadPoolExecutor(min(threads_to_use(threads), len(starts))) as pool:
        list(pool.map(work, starts))
    if not with_twins:
        values[:, [needs_twin(measure.name) for measure in measures(first.processes)]] = np.nan
    return RawRuns(values, sums if with_series else None, marks if with_series else None)


def trace_run(run: Run) -> tuple[Trace, Trace]:
    """Return every state of a run, and of its twin."""
    space = Workspace(run.settings, len(run.settings.changes), with_history=True)
    space.fill([run])
    space.simulate()
    ordered = space.history[:, :, space.layout.digest_order()]
    ties = space.team_ties(0)
    return Trace(run.settings, ordered[0], ties), Trace(run.settings, ordered[1], ties)
