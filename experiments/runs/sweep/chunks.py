"""Chunks: the columns of a range of runs: a pure function of the plan and the number of the chunk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.runs.sweep.errors import MachineError, NonDeterminismError
from experiments.runs.sweep.machine import is_of_machine, machine_error, said_of
from experiments.runs.sweep.plan import Address, Chunk, Plan
from scenarios.wording import shown_value
from simulation.errors import SimulationError
from simulation.settings import Settings
from simulation.streams import key_of

StoredValues = NDArray[Any] | list[Any]
"""A column: whole numbers, float64 with NaN where undefined, or a list of texts and None."""


class Failure(NamedTuple):
    """A run of which the rules raised an error, twice."""

    run: int
    error: str


class KeyedRun(NamedTuple):
    """One run to be made, as the engine takes it."""

    settings: Settings
    key: int


@dataclass(frozen=True)
class Made:
    """A chunk that has been made.

    Attributes
    ----------
    columns : dict of str to ndarray or list
        In the order in which they are stored.
    failures : tuple of Failure
        Runs that raised, each twice; their measures are undefined.
    """

    chunk: Chunk
    columns: dict[str, StoredValues]
    failures: tuple[Failure, ...]

    @property
    def content(self) -> str:
        """SHA-256 of the values."""
        return content_of(self.columns)


class _EngineError(Exception):
    """What came out of the engine while it made runs: of the rules, or of the machine under them."""

    def __init__(self, error: Exception) -> None:
        super().__init__(said_of(error))
        self.error = error


def make(plan: Plan, chunk: Chunk, threads: int | None = None) -> Made:
    """Make the runs of a chunk.

    Raises
    ------
    MachineError
        If the machine is at fault and no run: nothing may be stored then.
    NonDeterminismError
        If a run raises another error the second time.
    """
    try:
        return _made(plan, chunk, threads)
    except SimulationError:
        raise
    except Exception as error:
        raise machine_error(error) from error


def _made(plan: Plan, chunk: Chunk, threads: int | None) -> Made:
    parts = plan.addresses(chunk.first_run, chunk.stop_run)
    addresses = [Address(*address) for address in zip(*(part.tolist() for part in parts), strict=True)]
    values = np.empty((len(addresses), len(plan.measures)))
    failures: list[Failure] = []
    for group in sorted(set(plan.groups)):
        members = [place for place, a in enumerate(addresses) if plan.groups[a.scenario] == group]
        if members:
            values[members] = _values(plan, [addresses[place] for place in members], threads, failures)
    failures.sort()
    if failures and len(failures) == len(addresses) and not _another_run_works(plan, chunk, threads):
        raise MachineError(
            f"all {len(failures)} runs of chunk {chunk.number} raised an error, first "
            f"{plan.described(failures[0].run)}: {failures[0].error}. That is taken for a fault of the machine or the "
            "installation, and nothing of it is stored. What was stored before is safe. See whether that command "
            "works, then give the same command again: it goes on from there."
        )
    return Made(chunk, _columns(plan, addresses, values, dict(failures)), tuple(failures))


def _another_run_works(plan: Plan, chunk: Chunk, threads: int | None) -> bool:
    """Return whether the machine can make a run at all, where a chunk of one run cannot tell."""
    if chunk.stop_run - chunk.first_run > 1 or plan.runs == 1:
        return False
    other = chunk.stop_run if chunk.stop_run < plan.runs else chunk.first_run - 1
    failures: list[Failure] = []
    _values(plan, [plan.address(other)], threads, failures)
    return not failures


def _values(
    plan: Plan, addresses: Sequence[Address], threads: int | None, failures: list[Failure]
) -> NDArray[np.float64]:
    """Return the measures of runs that share their places; where one raises, halves are tried, down to that run."""
    runs = _runs(plan, addresses)
    try:
        return _kept(plan, runs, threads)
    except _EngineError as raised:
        first = _of_rules(raised)
    if len(addresses) > 1:
        half = len(addresses) // 2
        parts = [_values(plan, part, threads, failures) for part in (addresses[:half], addresses[half:])]
        return np.concatenate(parts)
    try:
        return _kept(plan, runs, threads)  # what does not come again was no rule's
    except _EngineError as raised:
        second = _of_rules(raised)
    if first != second:
        raise NonDeterminismError(
            f"{plan.described(addresses[0].run)} raised one error ({first}), and another one the second time "
            f"({second}). Nothing of its chunk is stored. Run that command twice: the machine or a rule is at fault."
        )
    failures.append(Failure(addresses[0].run, first))
    return np.full((1, len(plan.measures)), np.nan)


def _of_rules(raised: _EngineError) -> str:
    """Return an error that the rules may have raised, in words; one of the machine stops the work."""
    if is_of_machine(raised.error):
        raise machine_error(raised.error) from raised.error
    return said_of(raised.error)


def _runs(plan: Plan, addresses: Sequence[Address]) -> list[Any]:
    """Return the runs to be made: keys all at once, and settings shared by the replicates of a row and set."""
    replicates: Any = np.array([a.replicate for a in addresses], dtype=np.uint64)
    keys: Any = key_of(plan.seed, replicates)
    settings: dict[tuple[int, int, int], Settings] = {}
    runs: list[Any] = []
    for address, key in zip(addresses, keys.tolist(), strict=True):
        of = (address.scenario, address.row, address.plausible)
        if of not in settings:
            settings[of] = plan.settings_of(address)
        runs.append(KeyedRun(settings[of], key))
    return runs


def _kept(plan: Plan, runs: Sequence[Any], threads: int | None) -> NDArray[np.float64]:
    """Return the measures of runs that a plan stores, series at a month among them."""
    from experiments.runs.sweep import series
    from simulation.engine.compiled import ensemble
    from simulation.results import measures

    processes = plan.settings[0].processes
    of_run = {measure.name: place for place, measure in enumerate(measures(processes))}
    names = [measure.name for measure in plan.measures]
    over_time = [place for place, name in enumerate(names) if series.is_series(name)]
    others = [place for place in range(len(names)) if place not in set(over_time)]
    found = np.empty((len(runs), len(names)))
    together = series.TOGETHER if over_time else len(runs)
    for first in range(0, len(runs), together):
        some = slice(first, first + together)
        try:
            raw = ensemble.simulate_runs(
                runs[some], with_series=bool(over_time), with_twins=plan.has_twins, threads=threads
            )
        except Exception as error:
            raise _EngineError(error) from error
        found[some, others] = raw.values[:, [of_run[names[place]] for place in others]]
        if raw.sums is not None:
            found[some, over_time] = series.values_of(raw.sums, [names[place] for place in over_time], processes)
    return found


def _columns(
    plan: Plan, addresses: Sequence[Address], values: NDArray[np.float64], errors: dict[int, str]
) -> dict[str, StoredValues]:
    columns: dict[str, StoredValues] = {
        "run": np.array([a.run for a in addresses], dtype=np.int64),
        "scenario": [plan.names[a.scenario] for a in addresses],
        "row": np.array([a.row for a in addresses], dtype=np.int64),
        "replicate": np.array([a.replicate for a in addresses], dtype=np.int64),
        "seed": np.full(len(addresses), plan.seed, dtype=np.int64),
    }
    if plan.sets:
        columns["plausible"] = np.array([a.plausible for a in addresses], dtype=np.int64)
    for place, column in enumerate(plan.columns):
        taken = [plan.rows[a.row][place] for a in addresses]
        if column.parameter.choices:
            columns[column.name] = [shown_value(column.parameter, value) for value in taken]
        else:
            columns[column.name] = np.array(taken, dtype=np.float64)
    for place, measure in enumerate(plan.measures):
        columns[measure.name] = np.where(np.isnan(values[:, place]), np.nan, values[:, place])
    columns["error"] = [errors.get(a.run) for a in addresses]
    return columns


class ContentHash:
    """SHA-256 of columns, taken chunk by chunk; the same however the runs were cut."""

    def __init__(self) -> None:
        self._columns: dict[str, Any] = {}

    def add(self, columns: dict[str, StoredValues]) -> None:
        """Add the next runs."""
        for name, values in columns.items():
            self._columns.setdefault(name, hashlib.sha256()).update(canonical_buffer(values))

    def hexdigest(self) -> str:
        """Return the hash of all runs so far."""
        whole = hashlib.sha256()
        for name, column in self._columns.items():
            whole.update(name.encode() + b"\0" + column.digest())
        return whole.hexdigest()


def content_of(columns: dict[str, StoredValues]) -> str:
    """Return the SHA-256 of columns."""
    content = ContentHash()
    content.add(columns)
    return content.hexdigest()


def canonical_buffer(values: StoredValues) -> bytes:
    """Return the one byte string of a column: little-endian numbers, one NaN, texts after their lengths."""
    if isinstance(values, list):
        parts = [None if value is None else value.encode() for value in values]
        return b"".join(b"-" if part is None else b"%d:%b" % (len(part), part) for part in parts)
    if values.dtype.kind == "f":
        return np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()
    return values.astype("<i8").tobytes()


def without_failures(own: dict[str, StoredValues], other: dict[str, StoredValues]) -> dict[str, StoredValues] | None:
    """Return the columns of the same runs made twice, a run that failed taken from where it did not.

    None if a run that failed in neither differs.
    """
    if list(own) != list(other) or any(len(own[name]) != len(other[name]) for name in own):
        return None
    takes_other = [error is not None for error in own["error"]]
    found: dict[str, StoredValues] = {}
    for name, values in own.items():
        there = other[name]
        if isinstance(values, list) or isinstance(there, list):
            found[name] = [b if takes else a for a, b, takes in zip(values, there, takes_other, strict=True)]
        else:
            found[name] = np.where(takes_other, there, values)
    failed = {place for columns in (own, other) for place, error in enumerate(columns["error"]) if error is not None}
    kept = [place for place in range(len(takes_other)) if place not in failed]
    return found if content_of(_only(own, kept)) == content_of(_only(other, kept)) else None


def _only(columns: dict[str, StoredValues], places: list[int]) -> dict[str, StoredValues]:
    return {
        name: [values[place] for place in places] if isinstance(values, list) else values[places]
        for name, values in columns.items()
    }


def failures_of(columns: dict[str, StoredValues]) -> tuple[Failure, ...]:
    """Return the runs that failed, as the columns of a chunk say."""
    pairs = zip(columns["run"], columns["error"], strict=True)
    return tuple(Failure(int(run), error) for run, error in pairs if error is not None)


def first_difference(a: dict[str, StoredValues], b: dict[str, StoredValues]) -> tuple[int, str] | None:
    """Return the place of the first run that differs, and the column in which it does; None if none does."""
    if list(a) != list(b):
        return 0, next(iter(set(a) ^ set(b)), "the order of columns")
    found: list[tuple[int, str]] = []
    for name in a:
        own, other = a[name], b[name]
        if len(own) != len(other):
            return min(len(own), len(other)), name
        if isinstance(own, list) or isinstance(other, list):
            places = [place for place, pair in enumerate(zip(own, other, strict=True)) if pair[0] != pair[1]]
        else:
            places = np.flatnonzero(own.view("<u8") != other.view("<u8")).tolist()
        found += [(int(place), name) for place in places[:1]]
    return min(found, key=lambda pair: pair[0], default=None)
