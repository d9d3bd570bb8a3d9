"""Results: what runs give back: measures, series over time, and a trace of every state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from simulation.errors import SimulationError
from simulation.observables.declared import FLAG, MONEY, Measured
from simulation.observables.measures import ProcessMeasures, RunMeasures
from simulation.observables.series import GroupSeries, ManagerSeries, PlaceProcess, PlaceTeams, ProcessSeries
from simulation.parameters import nearest, shown
from simulation.places import Partition
from simulation.settings import Settings
from simulation.state import (
    AccountState,
    AuthorityProcessState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessPolicyState,
    ProcessState,
    TeamState,
)

if TYPE_CHECKING:
    import xarray


class Measure(NamedTuple):
    """A measure: its name as users type it, its unit, its meaning, and what else is declared of it."""

    name: str
    unit: str
    meaning: str
    twin: bool = False
    censored_by: str = ""


def _declared(of: type[Any], process: str = "") -> Iterator[Measure]:
    for field, hint in get_type_hints(of, include_extras=True).items():
        said: Measured = get_args(hint)[1]
        name = f"{field}.{process}" if process else said.name or field
        yield Measure(name, said.unit, said.meaning, said.twin, said.censored_by)


@cache
def measures(processes: tuple[str, ...]) -> tuple[Measure, ...]:
    """Return every measure in the order of the engines' results."""
    found = [*_declared(RunMeasures)]
    for process in processes:
        found += _declared(ProcessMeasures, process)
    return tuple(found)


@cache
def _of_twin() -> frozenset[str]:
    own = {measure.name for measure in _declared(RunMeasures) if measure.twin}
    fields = get_type_hints(ProcessMeasures, include_extras=True).items()
    return frozenset(own | {field for field, hint in fields if get_args(hint)[1].twin})


def needs_twin(name: str) -> bool:
    """Return whether a measure, or a series at a month, compares a run with its twin or is the twin's.

    The shares ``regime.NAME`` of a sweep or comparison count as the regime.
    """
    known = _of_twin()
    return name in known or name.partition(".")[0] in known or name.partition("@")[0].endswith((".twin", ".gain"))


FLAGS: dict[str, str] = {
    measure.name: field
    for field, measure in zip(RunMeasures._fields, _declared(RunMeasures), strict=True)
    if measure.unit == FLAG and measure.name.startswith("regime.")
}
"""Flags that stand beside the regime: public name to field."""


class Series(NamedTuple):
    """Means over groups of teams, month by month.

    Attributes
    ----------
    names : tuple of str
        ``field.group`` or ``field.process.group``; group is coached or uncoached, ``.twin`` follows in the twin.
    values : ndarray, [run, month, name]
        NaN where a group is empty.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]


class SeriesRow(NamedTuple):
    """A series: its name, and the places of its total and of its number of members among the engines' sums."""

    name: str
    total: int
    members: int


@cache
def series_rows(processes: tuple[str, ...]) -> tuple[SeriesRow, ...]:
    """Return every series in the order of the engines' sums: world by world, group by group."""
    rows: list[SeriesRow] = []
    place = 0
    for world in ("", ".twin"):
        for group in ("coached", "uncoached"):
            teams, managers = place, place + len(GroupSeries._fields)
            places = managers + len(ManagerSeries._fields)
            rows += [
                SeriesRow(f"{field}.{group}{world}", teams + at, teams)
                for at, field in enumerate(GroupSeries._fields[1:], start=1)
            ]
            rows += [
                SeriesRow(f"{field}.{group}{world}", managers + at, managers)
                for at, field in enumerate(ManagerSeries._fields[1:], start=1)
            ]
            rows += [
                SeriesRow(f"{field}.{process}.{group}{world}", places + k * len(ProcessSeries._fields) + at, teams)
                for k, process in enumerate(processes)
                for at, field in enumerate(ProcessSeries._fields)
            ]
            place = places + len(processes) * len(ProcessSeries._fields)
    return tuple(rows)


def series_from_sums(sums: NDArray[np.float64], processes: tuple[str, ...]) -> Series:
    """Return group means from the engines' sums, [run, month, world x group x row]."""
    rows = series_rows(processes)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = [sums[..., row.total] / sums[..., row.members] for row in rows]
    return Series(tuple(row.name for row in rows), np.stack(columns, axis=-1))


class PlaceSeries(NamedTuple):
    """Means over the teams of each place, month by month.

    Attributes
    ----------
    level : str
        What the places are: region, network or team.
    places : tuple of str
        Names of the places, in their order.
    quantities : tuple of str
        ``field.process``, the same with ``.twin`` for the twin, and last the shares of a place's teams whose network
        is or was in the programme (``coached``) and is mentored this month (``mentored``).
    values : ndarray, [run, month, place, quantity]
    """

    level: str
    places: tuple[str, ...]
    quantities: tuple[str, ...]
    values: NDArray[np.float64]

    def of(self, quantity: str) -> NDArray[np.float64]:
        """Return one quantity of every run, [run, month, place].

        Raises
        ------
        SimulationError
            If there is no such quantity.
        """
        return self.values[..., place_of(quantity, self.quantities, "quantity by place")]


@cache
def place_quantities(processes: tuple[str, ...]) -> tuple[str, ...]:
    """Return every quantity by place in the order of the engines' sums."""
    own = [f"{field}.{process}" for process in processes for field in PlaceProcess._fields]
    return (*own, *(f"{name}.twin" for name in own), *PlaceTeams._fields)


def places_from_sums(sums: NDArray[np.float64], partition: Partition, processes: tuple[str, ...]) -> PlaceSeries:
    """Return means over the teams of each place, in the room of the engines' sums, [run, month, place, quantity]."""
    sums /= np.bincount(partition.of_team, minlength=len(partition.names))[:, None]
    return PlaceSeries(partition.level, partition.names, place_quantities(processes), sums)


class RawRuns(NamedTuple):
    """What an engine gives back.

    Attributes
    ----------
    values : ndarray, [run, measure]
    sums : ndarray, [run, month, row], or None
        Sums behind the series.
    marks : ndarray of uint64, [run, month], or None
        Fingerprints of the states after each month; comparable within one engine only.
    places : ndarray, [run, month, group of teams, quantity], or None
        Sums behind the series by place.
    """

    values: NDArray[np.float64]
    sums: NDArray[np.float64] | None
    marks: NDArray[np.uint64] | None
    places: NDArray[np.float64] | None = None


class ReadOnly:
    """Base of results: their arrays cannot be written into, so that what is shown is what was run.

    Two are equal, and have one hash, where they hold the same to the last bit, what is undefined included. A class of
    results is a dataclass with ``eq=False``, so that this holds for it.
    """

    def __post_init__(self) -> None:
        """Close every array of a dataclass to writing."""
        assert is_dataclass(self)
        for one in fields(self):
            _close(getattr(self, one.name))

    def __eq__(self, other: object) -> bool:
        """Return whether another result of the same class holds the same."""
        if type(self) is not type(other):
            return NotImplemented
        assert is_dataclass(self)
        return self is other or all(_is_same(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    def __hash__(self) -> int:
        """Return the hash of the arrays, which equal results have alike."""
        assert is_dataclass(self)
        own = (getattr(self, one.name) for one in fields(self))
        return hash((type(self), *(value.tobytes() for value in own if isinstance(value, np.ndarray))))


def _close(value: object) -> None:
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif isinstance(value, (Series, PlaceSeries)):
        _close(value.values)


def _is_same(a: object, b: object) -> bool:
    """Return whether two values are the same: arrays in every bit, and whatever holds arrays in each of them."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        x, y = cast("NDArray[Any]", a), cast("NDArray[Any]", b)
        return x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()
    if isinstance(a, tuple) and isinstance(b, tuple):
        own, other = cast("tuple[object, ...]", a), cast("tuple[object, ...]", b)
        return len(own) == len(other) and all(map(_is_same, own, other))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        mine, theirs = cast("Mapping[object, object]", a), cast("Mapping[object, object]", b)
        return mine.keys() == theirs.keys() and all(_is_same(value, theirs[key]) for key, value in mine.items())
    return a == b or (a != a and b != b)


def place_of(name: object, known: Sequence[str], what: str) -> int:
    """Return the place of a name among those known.

    Parameters
    ----------
    what : str
        What it is a name of: ``"measure of these runs"``.

    Raises
    ------
    SimulationError
        If there is no such name; the message gives the nearest known one.
    """
    if isinstance(name, str) and name in known:
        return list(known).index(name)
    guess = nearest(name[:80], list(known)) if isinstance(name, str) else ""
    more = f" and {len(known) - 4} more" if len(known) > 4 else ""
    raise SimulationError(f"{shown(name)} is no {what}.{guess} Allowed: {', '.join(known[:4])}{more}. Mend the name.")


def money_of(scenario: object) -> str:
    """Return what the money of a scenario's prices is called; that of the declarations where it does not say."""
    return str(getattr(scenario, "money", MONEY))


@dataclass(frozen=True, eq=False)
class Ensemble(ReadOnly):
    """Runs and what was measured of them.

    Attributes
    ----------
    settings : Settings
        What was run.
    seed : int
        Of all runs.
    replicates : ndarray of int, [run]
        Which of the runs under this seed.
    measures : tuple of Measure
        What was measured, in the order of the values.
    values : ndarray, [run, measure]
        NaN where undefined.
    series : Series or None
        Means over groups month by month, where they were asked for.
    marks : ndarray of uint64, [run, month], or None
        Fingerprints of the states after each month: equal ones say that two runs lived the same, to the last bit.
    engine : str
        What made them.
    by_place : PlaceSeries or None
        Means over the teams of each place month by month, where they were asked for.
    money : str
        What the money of the prices is called: ``USD 2023``, ``HNL 2024``. No run depends on it.
    """

    settings: Settings
    seed: int
    replicates: NDArray[np.int64]
    measures: tuple[Measure, ...]
    values: NDArray[np.float64]
    series: Series | None
    marks: NDArray[np.uint64] | None
    engine: str
    by_place: PlaceSeries | None = None
    money: str = MONEY

    def measure(self, name: str) -> NDArray[np.float64]:
        """Return one measure of every run, [run]."""
        return self.values[:, place_of(name, [m.name for m in self.measures], "measure of these runs")]

    def over_time(self, name: str) -> NDArray[np.float64]:
        """Return one series of every run, [run, month]."""
        if self.series is None:
            raise SimulationError("These runs were made without series. Run again with series=True.")
        return self.series.values[:, :, place_of(name, self.series.names, "series of these runs")]

    def to_xarray(self) -> xarray.Dataset:
        """Return measures and series, of places too, as a labelled Dataset of its own, with units in the attributes."""
        import xarray

        variables: dict[str, Any] = {
            m.name: ("replicate", self.values[:, i].copy(), {"units": self._unit(m), "long_name": m.meaning})
            for i, m in enumerate(self.measures)
        }
        coordinates: dict[str, Any] = {"replicate": self.replicates.copy()}
        if self.series is not None:
            variables["series"] = (("replicate", "month", "quantity"), self.series.values.copy(), {"units": "share"})
            coordinates["month"] = np.arange(self.series.values.shape[1])
            coordinates["quantity"] = list(self.series.names)
        if self.by_place is not None:
            dimensions = ("replicate", "month", "place", "quantity_by_place")
            variables["by_place"] = (dimensions, self.by_place.values.copy(), {"units": "share"})
            coordinates["month"] = np.arange(self.by_place.values.shape[1])
            coordinates["place"] = list(self.by_place.places)
            coordinates["quantity_by_place"] = list(self.by_place.quantities)
        attributes = {"seed": self.seed, "engine": self.engine, "sources": source_digest()}
        return xarray.Dataset(variables, coordinates, attributes)

    def _unit(self, measure: Measure) -> str:
        """Return the unit of a measure, with the money of the prices where it is an amount of money."""
        return measure.unit.replace(MONEY, self.money)


@dataclass(frozen=True, eq=False)
class Trace(ReadOnly):
    """Every state of one run, the start first.

    Attributes
    ----------
    settings : Settings
        What was run.
    values : ndarray, [moment, place]
        Moment 0 is the start, moment m + 1 the end of month m; places in the order of the digest.
    ties : ndarray of int, [team, tie]
        Whom each team is tied to after the last month, -1 for nobody.
    """

    settings: Settings
    values: NDArray[np.float64]
    ties: NDArray[np.int64]

    @property
    def digest(self) -> str:
        """SHA-256 of the states as little-endian float64 in C order [moment, field, agent, process]."""
        return hashlib.sha256(np.ascontiguousarray(self.values, dtype="<f8").tobytes()).hexdigest()

    @property
    def programme(self) -> NDArray[np.float64]:
        """Networks that are or were in the programme, [moment]; the same in every jurisdiction."""
        found = self.of(PolicyState, "programme")
        return found if found.ndim == 1 else found[:, 0]

    def of(self, state: type[Any], field: str) -> NDArray[np.float64]:
        """Return one field over time: [moment], [moment, agent], [moment, process] or [moment, agent, process]."""
        place = 0
        for block in state_blocks(self.settings):
            size = int(np.prod(block.shape))
            if block.state is state:
                at = place_of(field, block.state._fields, f"field of {block.state.__name__}")  # type: ignore[attr-defined]
                first = place + at * size
                return self.values[:, first : first + size].reshape(len(self.values), *block.shape)
            place += len(block.state._fields) * size  # type: ignore[attr-defined]
        known = ", ".join(block.state.__name__ for block in state_blocks(self.settings))
        raise SimulationError(f"{shown(state)} is no state. Allowed: {known}, of simulation.state. Take one of them.")


def fingerprint(states: NDArray[np.float64], settings: Settings) -> int:
    """Return 64 bits that are equal where the states of everybody are: without conditions of the month and accounts."""
    others = sum(
        len(block.state._fields) * int(np.prod(block.shape))
        for block in state_blocks(settings)
        if block.state in (PolicyState, ProcessPolicyState, AccountState)
    )
    return int.from_bytes(hashlib.sha256(states[others:].tobytes()).digest()[:8], "little")


class StateBlock(NamedTuple):
    """A state and how many agents and processes have it."""

    state: Any
    shape: tuple[int, ...]


def state_blocks(settings: Settings) -> tuple[StateBlock, ...]:
    """Return the states in the order of the digest, each with the shape of its agents and processes.

    Conditions of a month have an axis of jurisdictions where there is more than one.
    """
    places, k, jurisdictions = settings.places, len(settings.processes), len(settings.jurisdictions.rules)
    of_rules = () if jurisdictions == 1 else (jurisdictions,)
    return (
        StateBlock(PolicyState, of_rules),
        StateBlock(ProcessPolicyState, (*of_rules, k)),
        StateBlock(AccountState, ()),
        StateBlock(AuthorityState, (places.regions,)),
        StateBlock(AuthorityProcessState, (places.regions, k)),
        StateBlock(ManagerState, (places.networks,)),
        StateBlock(TeamState, (places.teams,)),
        StateBlock(ProcessState, (places.teams, k)),
    )


def place_in_words(settings: Settings, place: int) -> str:
    """Return which field of which agent stands at a place of the digest, for messages."""
    for block in state_blocks(settings):
        size = int(np.prod(block.shape))
        rows = len(block.state._fields) * size
        if place < rows:
            of = np.unravel_index(place % size, block.shape) if block.shape else ()
            numbers = ", ".join(str(int(number)) for number in of)
            return f"{block.state.__name__}.{block.state._fields[place // size]}[{numbers}]"
        place -= rows
    raise IndexError(place)


@cache
def source_digest() -> str:
    """Return the SHA-256 of every source file of the simulation: which rules made a result."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda p: p.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
