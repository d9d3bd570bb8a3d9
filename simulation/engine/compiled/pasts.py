"""Pasts: which runs of a batch share months, so that no months are lived twice.

Under one key two runs are the same, to the last bit, until their settings first act differently; a twin knows which
networks are in the programme, and nothing of dose, length and capacity. So runs of one key are trees of pasts that are
split where settings part (`Past`); or ways of coaching that go on from one past, or live beside one twin, which is
filmed (`Film`). Those of the same shape are made side by side. Sharing changes no bit; where it would save nothing, or
a few runs would leave lanes empty, runs are made apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.engine.compiled.kinds import WIDTH
from simulation.engine.compiled.layout import rows_of_parameters
from simulation.observables import LATE_MONTHS
from simulation.settings import IN_WINDOW, WINDOW, Settings

START, END = WINDOW
OF_MENTORING = (END, *IN_WINDOW)
"""Levers that act from the first month of mentoring on, and in a world without mentoring not at all."""
OF_PROCESS = "coaching"
"""The weight of a process in what coaches work on: nothing to a world without mentoring."""
PROGRAMME = ("coaching_coverage", "coaching_targeting")
"""Levers that say which networks are in the programme: even without mentoring, authorities compare these with others
from the first month of mentoring on, and so a twin knows them."""
BEFORE = -1
"""The moment before the first month, at which runs begin."""

# What things take, in months of a world, about: a wrong number costs time, and no bit.
OF_BEGINNING = 4.0
OF_TWIN = 0.9
OF_FILMING = 0.15
OF_NOTING = 0.1
OF_COPY = 5.0
UNEVEN = 0.6
"""Share of a thread's work that one piece may be."""


class AnyRun(Protocol):
    """A run to be made, whoever asks."""

    @property
    def settings(self) -> Settings:
        """What it is a run of."""
        ...

    @property
    def key(self) -> int:
        """Key of its draws."""
        ...


class Change(NamedTuple):
    """A dated change: its month, the row of its parameter, and the new value."""

    month: int
    row: int
    value: float


@dataclass(frozen=True)
class Prepared:
    """Settings as the engine takes them.

    Attributes
    ----------
    values : ndarray, [row of a parameter]
    changes : tuple of Change
    own, twin, past : tuple of (int, bytes)
        What acts from which month on: all of it; what a twin knows; and what acts before mentoring. Runs, twins and
        pasts are the same up to the first of these in which they differ.
    start : int
        First month of mentoring.
    """

    values: NDArray[np.float64]
    changes: tuple[Change, ...]
    own: tuple[tuple[int, bytes], ...]
    twin: tuple[tuple[int, bytes], ...]
    past: tuple[tuple[int, bytes], ...]
    start: int

    def values_before(self, month: int) -> NDArray[np.float64]:
        """Return the values with every change of an earlier month."""
        if not self.changes or self.changes[0].month >= month:
            return self.values
        found = self.values.copy()
        for change in self.changes:
            if change.month < month:
                found[change.row] = change.value
        return found


class Batch:
    """Runs of one structure, the same places, jurisdictions and waves, their settings prepared once each."""

    def __init__(self, runs: Sequence[AnyRun]) -> None:
        self.runs = runs
        first = runs[0].settings
        self.months = first.months
        self._rows = rows_of_parameters(first.processes, len(first.jurisdictions.rules))
        self._window = self._rows_of(OF_MENTORING)
        self._start = self._rows_of([START])
        self._programme = self._rows_of(PROGRAMME)
        self._of_twin = self._rows_of([f"{process}.{OF_PROCESS}" for process in first.processes])
        self._prepared: dict[int, Prepared] = {}

    def _rows_of(self, names: Sequence[str]) -> list[int]:
        return [row for name in names for row in self._rows[name]]

    @property
    def changes(self) -> int:
        """Most dated changes of a run."""
        return max(len(self.prepared(run).changes) for run in range(len(self.runs)))

    def prepared(self, run: int) -> Prepared:
        """Return the settings of a run, prepared."""
        settings = self.runs[run].settings
        found = self._prepared.get(id(settings))
        if found is None:
            found = self._prepared[id(settings)] = self._of(settings)
        return found

    def _of(self, settings: Settings) -> Prepared:
        values = np.empty(sum(map(len, self._rows.values())))
        changes: list[Change] = []
        for here, rules in enumerate(settings.jurisdictions.rules):
            for name, value in rules.values.items():
                values[self._rows[name][here]] = value
            changes += [Change(one.month, self._rows[one.name][here], one.value) for one in rules.changes]
        changes.sort(key=lambda change: change.month)
        start = int(settings.values[START])
        own: list[tuple[int, bytes]] = []
        twin: list[tuple[int, bytes]] = []
        past: list[tuple[int, bytes]] = []
        # Whether mentoring still goes on matters to a twin only where the programme grows or shrinks.
        is_planned = not any(change.row in self._programme for change in changes)
        of_twin = self._of_twin + (self._window if is_planned else self._rows_of(IN_WINDOW))
        now = values.copy()
        moments = {one.month for one in changes if one.month < self.months}
        moments |= {month for month in (start - int(LATE_MONTHS), start) if 0 <= month < self.months}
        for moment in (BEFORE, *sorted(moments), self.months):
            for change in changes:
                if change.month == moment and moment < self.months:
                    now[change.row] = change.value
            acting = now.copy()
            if moment < min(start, self.months):
                acting[self._window] = 0.0
            if moment < min(start - int(LATE_MONTHS), self.months):
                acting[self._start] = 0.0
            _add(own, moment, acting)
            acting[of_twin] = 0.0
            _add(twin, moment, acting)
            if moment < start:
                acting[self._start], acting[self._programme] = start, 0.0
                _add(past, moment, acting)
        return Prepared(values, tuple(changes), tuple(own), tuple(twin), tuple(past), start)


def _add(timeline: list[tuple[int, bytes]], moment: int, acting: NDArray[np.float64]) -> None:
    """Add what acts from a moment on, if it is another than before."""
    content = acting.tobytes()
    if not timeline or timeline[-1][1] != content:
        timeline.append((moment, content))


@dataclass(frozen=True)
class Past:
    """Months that runs share, and how they go on.

    Attributes
    ----------
    first, end : int
        The months lived here, from `first` up to before `end`.
    lanes : tuple of tuple of int
        For each lane the runs that share them; those of a leaf are the same run.
    parts : tuple of Past
        How they go on; none if they end here.
    """

    first: int
    end: int
    lanes: tuple[tuple[int, ...], ...]
    parts: tuple[Past, ...] = ()

    @property
    def shape(self) -> object:
        """What must be the same for pasts to lie side by side."""
        return self.first, self.end, tuple(part.shape for part in self.parts)

    @staticmethod
    def beside(pasts: Sequence[Past]) -> Past:
        """Return pasts of one shape side by side."""
        parts = tuple(Past.beside(some) for some in zip(*(past.parts for past in pasts), strict=True))
        return replace(pasts[0], lanes=tuple(past.lanes[0] for past in pasts), parts=parts)

    def cost(self, start: int, twins: bool) -> float:
        """Return what it takes, in months of a world."""
        both = max(self.end - max(self.first, start), 0) * (OF_TWIN if twins else 0.0)
        below = sum(part.cost(start, twins) for part in self.parts) + OF_COPY * len(self.parts)
        return (OF_BEGINNING if self.first == 0 else 0.0) + self.end - self.first + both + below

    def halves(self) -> list[Past]:
        """Return two pasts that make the same runs; itself if it has no parts."""
        if not self.parts:
            return [self]
        half = (len(self.parts) + 1) // 2
        found: list[Past] = []
        for parts in (self.parts[:half], self.parts[half:]):
            lanes = tuple(
                tuple(run for of in lane for run in of) for lane in zip(*(p.lanes for p in parts), strict=True)
            )
            if len(parts) == 1:
                found.append(replace(parts[0], first=self.first))
            elif parts:
                found.append(Past(self.first, self.end, lanes, parts))
        return found


@dataclass(frozen=True)
class Film:
    """A past, or all of a twin, that ways of coaching share.

    Attributes
    ----------
    first, end : int
        The months filmed, from `first` up to before `end`: to the first month of mentoring, or all.
    lanes : tuple of int
        For each lane one of its runs: any, as they are the same as far as they are filmed.
    ways : tuple of tuple of tuple of int
        For each way of coaching and lane its runs, which are the same.
    """

    first: int
    end: int
    lanes: tuple[int, ...]
    ways: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def shape(self) -> object:
        """What must be the same for films to lie side by side."""
        return self.first, self.end, len(self.ways)

    @staticmethod
    def beside(films: Sequence[Film]) -> Film:
        """Return films of one shape side by side."""
        ways = tuple(tuple(film.ways[way][0] for film in films) for way in range(len(films[0].ways)))
        return replace(films[0], lanes=tuple(film.lanes[0] for film in films), ways=ways)

    def cost(self, months: int, start: int) -> float:
        """Return what it takes, in months of a world."""
        filmed = self.end - self.first
        after = (months - start) * (1.0 + OF_TWIN if self.end < months else 1.0 + OF_NOTING)
        each = OF_COPY + OF_NOTING * min(filmed, LATE_MONTHS) + after
        return OF_BEGINNING + self.end + OF_FILMING * filmed + each * len(self.ways)

    def halves(self) -> list[Film]:
        """Return two films that make the same runs; itself if it has one way."""
        half = (len(self.ways) + 1) // 2
        parts = [ways for ways in (self.ways[:half], self.ways[half:]) if ways]
        return [replace(self, lanes=tuple(lane[0] for lane in ways[0]), ways=ways) for ways in parts]


Work = Past | Film


def work_of(
    batch: Batch, *, twins: bool, films: bool, block: int = WIDTH, threads: int = 1, share: bool = True
) -> list[Work]:
    """Return the work that makes every run of a batch, the largest first.

    Parameters
    ----------
    twins : bool
        Whether runs have twins.
    films : bool
        Whether twins may be filmed: nothing is asked of them but what ledgers need.
    block : int
        Runs put side by side.
    threads : int
        By how many it is made: work is cut so that none waits long for another.
    share : bool
        Whether any months are shared.
    """
    by_key: dict[int, list[int]] = {}
    for place, run in enumerate(batch.runs):
        by_key.setdefault(run.key if share else place, []).append(place)
    by_shape: dict[object, list[Work]] = {}
    apart: list[Past] = []
    for places in by_key.values():
        for family in _families(batch, places, films=films and twins):
            if isinstance(family, Past) and not family.parts:
                apart.append(family)
            else:
                by_shape.setdefault((type(family), family.shape), []).append(family)
    found: list[Work] = []
    for alike in by_shape.values():
        for first in range(0, len(alike), block):
            some = alike[first : first + block]
            runs = [place for one in some for place in _runs_of(one)]
            start = min(batch.prepared(place).start for place in runs)
            alone = -(-len(runs) // block) * _cost(_alone(batch, runs[0]), batch.months, start, twins)
            beside = _beside(some)
            if _cost(beside, batch.months, start, twins) < alone:
                found.append(beside)
            else:
                apart += [_alone(batch, place) for place in runs]
    found += [Past.beside(apart[first : first + block]) for first in range(0, len(apart), block)]
    return _cut(found, lambda work: _cost(work, batch.months, _start(batch, work), twins), threads)


def _families(batch: Batch, places: list[int], *, films: bool) -> list[Work]:
    """Return the runs of one key as pasts and films, each of one lane."""
    if len(places) == 1:
        return [_alone(batch, places[0])]
    found: list[Work] = []
    if films:
        filmed, places = _films(batch, places, "twin")
        found += filmed
    by_beginning: dict[bytes, list[int]] = {}
    for place in places:
        by_beginning.setdefault(batch.prepared(place).own[0][1], []).append(place)
    grown = [_grown(batch, alike, 0, 1) for alike in by_beginning.values()]
    if films and len(grown) > 1:
        lone = [tree for tree in grown if not tree.parts]
        filmed, rest = _films(batch, [place for tree in lone for place in tree.lanes[0]], "past")
        return found + filmed + [_alone(batch, place) for place in rest] + [tree for tree in grown if tree.parts]
    return found + grown


def _films(batch: Batch, places: list[int], of: Literal["twin", "past"]) -> tuple[list[Film], list[int]]:
    """Return films of runs of one key that have the same twin, or the same past, and the runs that are left."""
    alike: dict[object, dict[object, list[int]]] = {}
    for place in places:
        one = batch.prepared(place)
        alike.setdefault(one.twin if of == "twin" else one.past, {}).setdefault(one.own, []).append(place)
    found: list[Film] = []
    rest: list[int] = []
    for ways in alike.values():
        runs = [place for same in ways.values() for place in same]
        start = batch.prepared(runs[0]).start
        end = batch.months if of == "twin" else start
        if len(ways) > 1 and start < batch.months and (of == "twin" or start > 0):
            first = max(min(start, end) - int(LATE_MONTHS), 0)
            found.append(Film(first, end, (runs[0],), tuple((tuple(same),) for same in ways.values())))
        else:
            rest += runs
    return found, rest


def _grown(batch: Batch, places: list[int], first: int, known: int) -> Past:
    """Return the tree of runs that are the same up to `first`, and in so many of their moments."""
    while True:
        moments = [batch.prepared(place).own[known : known + 1] for place in places]
        end = min((moment[0][0] for moment in moments if moment), default=batch.months)
        groups: dict[bytes, list[int]] = {}
        for place, moment in zip(places, moments, strict=True):
            acting = moment[0][1] if moment and moment[0][0] == end else b""
            groups.setdefault(acting, []).append(place)
        if len(groups) > 1:
            parts = tuple(_grown(batch, some, end, known + 1 if acting else known) for acting, some in groups.items())
            return Past(first, end, (tuple(places),), parts)
        if not next(iter(groups)):
            return Past(first, batch.months, (tuple(places),))
        known += 1


def _alone(batch: Batch, place: int) -> Past:
    return Past(0, batch.months, ((place,),))


def _runs_of(work: Work) -> list[int]:
    """Return the runs that work makes."""
    lanes = work.lanes if isinstance(work, Past) else [lane for way in work.ways for lane in way]
    return [run for lane in lanes for run in lane]


def _start(batch: Batch, work: Work) -> int:
    return min(batch.prepared(run).start for run in _runs_of(work))


def _cost(work: Work, months: int, start: int, twins: bool) -> float:
    return work.cost(start, twins) if isinstance(work, Past) else work.cost(months, start)


def _beside(some: Sequence[Work]) -> Work:
    first = some[0]
    if isinstance(first, Past):
        return Past.beside([one for one in some if isinstance(one, Past)])
    return Film.beside([one for one in some if isinstance(one, Film)])


def _cut(found: list[Work], cost: Callable[[Work], float], threads: int) -> list[Work]:
    """Return the work, the largest first, none of it much larger than what each thread has to do."""
    costed = [(cost(work), place, work) for place, work in enumerate(found)]
    while threads > 1:
        costed.sort(key=lambda one: (-one[0], one[1]))
        largest = costed[0]
        if largest[0] <= UNEVEN * sum(one[0] for one in costed) / threads:
            break
        halves = largest[2].halves()
        if len(halves) < 2:
            break
        costed[:1] = [(cost(half), largest[1], half) for half in halves]
    return [work for _, _, work in sorted(costed, key=lambda one: (-one[0], one[1]))]
