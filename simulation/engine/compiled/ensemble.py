# pyright: basic
"""Ensemble: thousands of runs through the kernel, side by side in lanes, threads over blocks, shared months lived once.

The bits of a run do not depend on its lane, its block, the number of threads, or what it shares with others.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engine.compiled import machine_code
from simulation.engine.compiled.kinds import (
    FOLLOWS_FILM,
    FOLLOWS_PAST,
    LINE,
    TWINS_FILMED,
    WHOLE,
    WIDTH,
    width_for,
)
from simulation.engine.compiled.layout import (
    CHANGE_ROWS,
    FILMED,
    TIE_ROWS,
    At,
    Layout,
)
from simulation.engine.compiled.pasts import AnyRun, Batch, Film, Past, Prepared, Work, work_of
from simulation.places import Places
from simulation.results import RawRuns, Trace, measures, needs_twin, place_quantities
from simulation.settings import Settings
from simulation.state import AccountState
from simulation.streams import run_key
from simulation.waves import Wave

NO_CHANGE = -1.0
NO_ROOM = -1
"""Known months of shocks where there is no room for more than one."""
LARGEST_FILM = 256_000_000
"""Bytes of a film that a thread may hold; runs of larger worlds have a twin each."""


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
    """A workspace for blocks of runs of one structure, so many side by side; each thread has its own.

    It has room for so many dated `changes`, those of the settings unless told.
    """

    def __init__(
        self,
        settings: Settings,
        changes: int | None = None,
        *,
        with_series: bool = False,
        with_twins: bool = True,
        marked: int = 0,
        width: int = WIDTH,
        groups: tuple[int, ...] = (),
    ) -> None:
        changes = settings.jurisdictions.changes if changes is None else changes
        self.layout = Layout(settings, changes, with_series, with_twins, width, groups)
        self.with_series, self.width = with_series, width
        self.w = aligned(self.layout.size)
        self.words = self.w.view(np.uint64)
        self.keys = np.zeros(self.width, dtype=np.uint64)
        self.marks = np.zeros((marked, self.width), dtype=np.uint64)
        self.shocks, self.known = self.w, NO_ROOM

    def fill(self, runs: Sequence[AnyRun], prepared: Sequence[Prepared] = (), month: int = 0) -> None:
        """Put runs into the lanes, as they are before a month; the last one fills the lanes that are left."""
        if not prepared:
            batch = Batch(runs)
            prepared = [batch.prepared(run) for run in range(len(runs))]
        at, changes = self.layout.at, int(self.layout.at[At.CHANGES])
        table = self.w[: at[At.CHANGE_LIST]].reshape(-1, self.width)
        listed = self.w[at[At.CHANGE_LIST] : at[At.CHANGE_LIST] + changes * CHANGE_ROWS * self.width].reshape(
            changes, CHANGE_ROWS, self.width
        )
        listed[:, 0] = NO_CHANGE
        for lane in range(self.width):
            place = min(lane, len(runs) - 1)
            self.keys[lane] = runs[place].key
            table[:, lane] = prepared[place].values_before(month)
            for which, change in enumerate(prepared[place].changes):
                listed[which, :, lane] = change

    def simulate(self, first: int = 0, end: int | None = None) -> None:
        """Run the block, or its months from `first` up to before `end`: from the start, and to the end."""
        end = int(self.layout.at[At.MONTHS]) if end is None else end
        self._work(WHOLE, first, end, self.w, self.w)
        if self.known != NO_ROOM:
            self.known = max(self.known, end)

    def film_twins(self, film: NDArray[np.float64], first: int, end: int) -> None:
        """Run the twins of the block up to before `end`, and film them from month `first` on."""
        self._work(TWINS_FILMED, first, end, self.w, film)

    def follow(self, past: Workspace, film: NDArray[np.float64], first: int, *, has_twin: bool) -> None:
        """Run the block from a past that a workspace lived, and a film has from month `first` on.

        With a twin of its own from mentoring on, or beside the filmed one.
        """
        self._work(FOLLOWS_PAST if has_twin else FOLLOWS_FILM, first, 0, past.w, film)

    def _work(self, task: int, first: int, end: int, past: NDArray[np.float64], film: NDArray[np.float64]) -> None:
        machine_code.function("simulate", self.width)(
            *(task, self.w.ctypes.data, self.w.ctypes.data, self.w.size, self.keys.ctypes.data),
            *(self.layout.facts.ctypes.data, self.layout.facts.size, self.layout.at.ctypes.data, self.with_series),
            *(self.marks.ctypes.data, len(self.marks), first, end, past.ctypes.data, film.ctypes.data, film.size),
            *(self.shocks.ctypes.data, self.shocks.size, self.known),
        )

    def keep_shocks(self, shocks: NDArray[np.float64] | None, known: int = 0) -> None:
        """Draw shocks into a room for all months, those of the first so many being known; or each month anew."""
        self.shocks, self.known = (self.w, NO_ROOM) if shocks is None else (shocks, known)

    def lived(self, month: int, *, has_twin: bool) -> list[NDArray[Any]]:
        """Return what there is of runs before a month, as views: all that what comes later needs.

        Before mentoring there is no twin yet: what lies in its place is left out.
        """
        at = self.layout.at
        end = int(at[At.SERIES] + month * at[At.SERIES_STEP])
        worlds = [self.w[:end]] if has_twin else [self.w[: at[At.TWIN]], self.w[at[At.TEAM_LEDGERS] : end]]
        return [*worlds, self.marks[:month]]

    def measures(self) -> NDArray[np.float64]:
        """Return the measures of the block, [measure, lane]."""
        return self.w[self.layout.at[At.MEASURES] : self.layout.at[At.ROWS_END]].reshape(-1, self.width)

    def account(self) -> NDArray[np.float64]:
        """Return hours and money that the block's runs spent so far, [field of `AccountState`, lane]."""
        first = int(self.layout.at[At.RUN] + self.layout.at[At.ACCOUNT])
        return self.w[first : first + len(AccountState._fields) * self.width].reshape(-1, self.width)

    def series(self) -> NDArray[np.float64]:
        """Return the sums behind the series, [month, row, lane]: of the groups, then of places."""
        at = self.layout.at
        return self.w[at[At.SERIES] : at[At.MEASURES]].reshape(int(at[At.MONTHS]), -1, self.width)

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

    def rows_of_world(self, world: At, lane: int) -> NDArray[np.float64]:
        """Return one lane's states as they lie in the run (`At.RUN`) or in its twin (`At.TWIN`), as a view."""
        at = self.layout.at
        return self.w[at[world] : at[world] + at[At.WORLD]].reshape(-1, self.width)[:, lane]

    def states(self, world: At, lane: int) -> NDArray[np.float64]:
        """Return one lane's states in the order of the digest."""
        return self.rows_of_world(world, lane)[self.layout.digest_order()]

    def team_ties(self, lane: int) -> NDArray[np.int64]:
        """Return whom each team is tied to now, [team, tie]."""
        at = self.layout.at
        teams, ties = int(at[At.TEAMS]), int(at[At.TIES])
        rows = self.w[at[At.TEAM_TIES] : at[At.TEAM_TIES] + teams * ties * TIE_ROWS * self.width].reshape(
            teams, ties, TIE_ROWS, self.width
        )
        return rows[:, :, 3, lane].astype(np.int64)


def threads_to_use(threads: int | None) -> int:
    """Return the number of threads: as asked, or one for each processor this process may use."""
    if threads:
        return threads
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def simulate_runs(
    runs: Sequence[AnyRun],
    *,
    with_series: bool = False,
    with_twins: bool = True,
    marked: int | None = None,
    groups: tuple[int, ...] = (),
    threads: int | None = None,
    block: int | None = None,
    width: int | None = None,
    share: bool = True,
) -> RawRuns:
    """Return the measures of all runs, and if asked for the sums behind their series and their fingerprints.

    Parameters
    ----------
    runs : sequence of Run
        All of one structure. Those of the same places, jurisdictions and waves are made together.
    with_twins : bool
        Without twins the months after mentoring starts cost half, and measures that need the twin are NaN.
    marked : int, optional
        Months whose states leave a fingerprint; all of them where there are series, and none without.
    groups : tuple of int, [team]
        The group of each team, from 0 on, where sums by group of teams are asked for; they need twins.
    block : int, optional
        Runs put side by side: as many as lanes, or fewer.
    width : int, optional
        Lanes, where not those that suit the size of the world.
    share : bool
        Whether months that runs have in common are lived once. It changes no bit.
    """
    apart = _apart(runs)
    if len(apart) > 1:
        how: dict[str, Any] = {"with_series": with_series, "with_twins": with_twins, "marked": marked}
        how |= {"groups": groups, "threads": threads, "block": block, "width": width, "share": share}
        return _together(apart, [simulate_runs([runs[place] for place in places], **how) for places in apart])
    settings = runs[0].settings
    making = _Making(Batch(runs), with_series, with_twins, marked, width or _width_of(settings), groups)
    making.make_all(threads, block, share=share)
    values = making.values
    if not with_twins:
        values[:, [needs_twin(measure.name) for measure in measures(settings.processes)]] = np.nan
    return RawRuns(values, making.sums, making.marks if making.marked else None, making.places)


def accounts_of_runs(
    runs: Sequence[AnyRun], stops: Sequence[int], *, threads: int | None = None
) -> NDArray[np.float64]:
    """Return hours and money that runs of one structure spent before each of some months, [run, stop, field].

    They are lived once, without twins, up to the last stop; months that they have in common are lived once.

    Parameters
    ----------
    stops : sequence of int
        Growing, from 1 to all of a run's months.
    """
    found = np.empty((len(runs), len(stops), len(AccountState._fields)))
    for places in _apart(runs):
        batch = Batch([runs[place] for place in places])
        making = _Making(batch, False, False, None, _width_of(batch.runs[0].settings), (), stops)
        making.make_all(threads)
        found[places] = making.accounts
    return found


def _width_of(settings: Settings) -> int:
    return width_for(settings.places.teams, len(settings.processes))


def _apart(runs: Sequence[AnyRun]) -> list[list[int]]:
    """Return which runs can lie side by side: of the same places, waves, and networks under the same rules."""
    found: dict[tuple[tuple[int, ...], tuple[Wave, ...], Places], list[int]] = {}
    group_of: dict[int, list[int]] = {}
    for place, run in enumerate(runs):
        own = run.settings
        group = group_of.get(id(own))
        if group is None:
            group = found.setdefault((own.jurisdictions.of_network, own.waves, own.places), [])
            group_of[id(own)] = group
        group.append(place)
    return list(found.values())


def _together(apart: Sequence[Sequence[int]], made: Sequence[RawRuns]) -> RawRuns:
    """Return what was made apart in the order in which it was asked for."""
    order = np.argsort(np.concatenate([np.asarray(places) for places in apart]))
    values, sums, marks, places = (
        None if any(part is None for part in parts) else np.concatenate([part for part in parts if part is not None])
        for parts in zip(*made, strict=True)
    )
    assert values is not None
    return RawRuns(values[order], *(None if one is None else one[order] for one in (sums, marks, places)))


class _Making:
    """A batch in the making: threads take work, live it in workspaces of their own, and note what came."""

    def __init__(
        self,
        batch: Batch,
        with_series: bool,
        with_twins: bool,
        marked: int | None,
        width: int,
        groups: tuple[int, ...],
        stops: Sequence[int] = (),
    ) -> None:
        settings, runs = batch.runs[0].settings, len(batch.runs)
        changes = batch.changes
        months = settings.months if with_series else 0
        self.batch, self.months = batch, settings.months
        self.marked = months if marked is None else min(marked, settings.months)
        self.values = np.empty((runs, len(measures(settings.processes))))
        self.marks = np.empty((runs, self.marked), dtype=np.uint64)
        self._of_space = (settings, changes, with_series, with_twins, groups)
        self._layout = Layout(settings, changes, with_series, with_twins, width, groups)
        places, quantities = int(self._layout.at[At.GROUPS]), len(place_quantities(settings.processes))
        self._by_group = int(self._layout.at[At.SERIES_STEP]) // width - places * quantities
        self.sums = np.empty((runs, months, self._by_group)) if with_series else None
        self.places = np.empty((runs, settings.months, places, quantities)) if groups else None
        self.stops = stops
        self.accounts = np.empty((runs, len(stops), len(AccountState._fields)))
        self._local = threading.local()

    @property
    def may_film(self) -> bool:
        """Whether ledgers are all that needs a twin, and a film of it is no larger than a thread may hold."""
        is_more_asked = self.marked or self.sums is not None or self.places is not None
        return not is_more_asked and 8 * film_size(self._layout, 0, self.months) <= LARGEST_FILM

    def make_all(self, threads: int | None, block: int | None = None, *, share: bool = True) -> None:
        """Make every run, so many side by side, what they have in common once."""
        workers, with_twins = threads_to_use(threads), bool(self._layout.at[At.TWINS])
        how = {"twins": with_twins, "films": self.may_film, "threads": workers, "share": share}
        planned = work_of(self.batch, block=block or self._layout.width, **how)
        with ThreadPoolExecutor(min(workers, len(planned))) as pool:
            list(pool.map(self.make, planned))

    def make(self, work: Work) -> None:
        """Make some runs."""
        own = self._space("own")
        shocks = self._room_for_shocks() if isinstance(work, Film) or work.parts else None
        own.keep_shocks(shocks)
        if isinstance(work, Past):
            self._fill(own, [lane[0] for lane in work.lanes])
            self._live(own, work)
            return
        past, film = self._space("past"), aligned(film_size(self._layout, work.first, work.end))
        self._fill(past, work.lanes)
        past.keep_shocks(shocks)
        past.film_twins(film, work.first, work.end)
        own.keep_shocks(shocks, work.end)
        for way in work.ways:
            self._fill(own, [lane[0] for lane in way])
            own.follow(past, film, work.first, has_twin=work.end < self.months)
            own.keep_shocks(shocks, self.months)
            self._note(own, way)

    def _room_for_shocks(self) -> NDArray[np.float64] | None:
        """Return room for the shocks of all months, where it is no larger than a thread may hold."""
        at = self._layout.at
        size = int(at[At.MONTHS] * at[At.TEAMS] * (1 + 2 * at[At.PROCESSES])) * self._layout.width
        return aligned(size) if 8 * size <= LARGEST_FILM else None

    def _live(self, own: Workspace, past: Past) -> None:
        month = past.first
        for place, stop in enumerate(self.stops):
            if past.first < stop <= past.end:
                own.simulate(month, stop)
                month = stop
                for lane, same in enumerate(past.lanes):
                    self.accounts[list(same), place] = own.account()[:, lane]
        if month < past.end:
            own.simulate(month, past.end)
        if not past.parts:
            self._note(own, past.lanes)
            return
        start = min(self.batch.prepared(run).start for lane in past.lanes for run in lane)
        lived = own.lived(past.end, has_twin=start < past.end)
        kept = [part.copy() for part in lived]
        for place, part in enumerate(past.parts):
            if place:
                for there, was in zip(lived, kept, strict=True):
                    there[:] = was
            self._fill(own, [lane[0] for lane in part.lanes], past.end)
            self._live(own, part)

    def _note(self, own: Workspace, lanes: Sequence[tuple[int, ...]]) -> None:
        for lane, same in enumerate(lanes):
            for run in same:
                self.values[run] = own.measures()[:, lane]
                self.marks[run] = own.marks[:, lane]
                if self.sums is not None:
                    self.sums[run] = own.series()[:, : self._by_group, lane]
                if self.places is not None:
                    self.places[run] = own.series()[:, self._by_group :, lane].reshape(self.places.shape[1:])

    def _fill(self, own: Workspace, lanes: Sequence[int], month: int = 0) -> None:
        own.fill([self.batch.runs[run] for run in lanes], [self.batch.prepared(run) for run in lanes], month)

    def _space(self, name: str) -> Workspace:
        """Return one of this thread's workspaces."""
        if not hasattr(self._local, name):
            settings, changes, with_series, with_twins, groups = self._of_space
            made = Workspace(
                settings,
                changes,
                with_series=with_series,
                with_twins=with_twins,
                marked=self.marked,
                width=self._layout.width,
                groups=groups,
            )
            setattr(self._local, name, made)
        return getattr(self._local, name)


def film_size(layout: Layout, first: int, end: int) -> int:
    """Return the elements of a film from month `first` up to before `end`."""
    at = layout.at
    return int((end - first) * at[At.TEAMS] * at[At.PROCESSES]) * FILMED * layout.width


def trace_run(run: Run) -> tuple[Trace, Trace]:
    """Return every state of a run, and of its twin: they live a month at a time."""
    settings = run.settings
    space = Workspace(settings, width=_width_of(settings))
    batch = Batch([run])
    space.fill([run], [batch.prepared(0)])
    order, start = space.layout.digest_order(), batch.prepared(0).start
    found = np.empty((2, settings.months + 1, len(order)))
    for moment in range(settings.months + 1):
        space.simulate(max(moment - 1, 0), moment)
        for which, world in enumerate((At.RUN, At.TWIN if moment > start else At.RUN)):
            np.take(space.rows_of_world(world, 0), order, out=found[which, moment])
    ties = space.team_ties(0)
    return Trace(settings, found[0], ties), Trace(settings, found[1], ties)
