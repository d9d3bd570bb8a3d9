"""Settings: everything one run needs but its seed: structure, values, dated changes, places and waves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, NoReturn, Protocol, TypeVar

from simulation.errors import ParameterError, ScenarioError, StructureError
from simulation.parameters import (
    PROCESSES,
    STRUCTURE,
    checked_value,
    declared,
    nearest,
    parameter_named,
    plain_whole,
    shown,
    whole_number,
)
from simulation.places import Places
from simulation.streams import run_key
from simulation.waves import NO_WAVES, Rollout, Visits, Wave, rollout_of

MOST_TEAMS = 100_000
WINDOW = ("mentoring_start", "mentoring_end")
IN_WINDOW = ("mentoring", "coach_capacity")


@dataclass(frozen=True)
class Change:
    """A parameter that takes a new value from a month on, everywhere or in some networks.

    Attributes
    ----------
    month : int
    name : str
    value : float
    networks : tuple of int
        Where it holds, in the order of the networks; none for everywhere.
    always : bool
        Whether it was given for all months: what is given everywhere from some month on then leaves these networks as
        they are, and the change stands again in that month.
    """

    month: int
    name: str
    value: float
    networks: tuple[int, ...] = ()
    always: bool = field(default=False, repr=False)


def in_order(changes: Iterable[Change], processes: tuple[str, ...]) -> tuple[Change, ...]:
    """Return changes in the order in which they hold: by month, in one month the wider first."""
    order = _order_of(processes)
    return tuple(
        sorted(changes, key=lambda c: (c.month, bool(c.networks), not c.always, -len(c.networks), order[c.name]))
    )


@cache
def _order_of(processes: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(declared(processes))}


@dataclass(frozen=True)
class Rules:
    """The rules of one jurisdiction: every parameter at month 0, and dated changes after it, in their order."""

    values: Mapping[str, float]
    changes: tuple[Change, ...]

    def values_at(self, month: int) -> dict[str, float]:
        """Return every parameter as it stands in `month`."""
        values = dict(self.values)
        for change in self.changes:
            if change.month <= month:
                values[change.name] = change.value
        return values


@dataclass(frozen=True)
class Jurisdictions:
    """Which networks live under the same rules all the time; one jurisdiction if the rules are the same everywhere.

    Attributes
    ----------
    of_network : tuple of int
        Jurisdiction of each network; they are numbered as they first appear. An authority's is that of the first
        network of its region: what authorities live by is the same in all of a region.
    rules : tuple of Rules
        Those of each.
    """

    of_network: tuple[int, ...]
    rules: tuple[Rules, ...]

    @property
    def changes(self) -> int:
        """Number of dated changes in all of them."""
        return sum(len(rules.changes) for rules in self.rules)


Kind = TypeVar("Kind")


class Fixed(dict[str, Kind]):
    """A mapping that nobody can write into: what goes round the checks would be run and recorded as if it had not."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ParameterError(
            "Settings are fixed once they are made, so that what is run is what was checked. Allowed: new ones. Take "
            "settings.with_values({name: value}), or scenarios.load with sets."
        )

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = clear = setdefault = _refuse  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[Fixed[Kind]], tuple[dict[str, Kind]]]:
        """Return how it is made again, for pickles and copies."""
        return type(self), (dict(self),)


@dataclass(frozen=True)
class Settings:
    """What a scenario hands to an engine.

    Attributes
    ----------
    structure : mapping of str to int
        ``regions``, ``networks_per_region``, ``teams_per_network``, ``months``, ``ties``.
    values : mapping of str to float
        Every declared parameter at month 0.
    changes : tuple of Change
        Dated changes after month 0, and from month 0 on where they hold in some networks only, in the order of their
        months. In one month, what holds everywhere comes first; a later change that holds everywhere ends what held in
        some networks.
    places : Places
        Who belongs where; of equal size unless the user brought a file.
    processes : tuple of str
    waves : tuple of Wave
        Who is mentored when, where it is not the same networks from ``mentoring_start`` to ``mentoring_end``.
    """

    structure: Mapping[str, int]
    values: Mapping[str, float]
    changes: tuple[Change, ...]
    places: Places
    processes: tuple[str, ...] = field(default=PROCESSES)
    waves: tuple[Wave, ...] = ()

    def __post_init__(self) -> None:
        """Close structure and values to writing."""
        if self.waves:
            ends = min(wave.start for wave in self.waves), max(wave.end for wave in self.waves)
            for name, wanted in zip(WINDOW, ends, strict=True):
                if self.values[name] != wanted:
                    raise ParameterError(
                        f"{name} is {self.values[name]:g}, and waves say that it is {wanted}. Allowed: {wanted}. Leave "
                        f"{name} as it is, or take the waves out."
                    )
        object.__setattr__(self, "structure", Fixed(self.structure))
        object.__setattr__(self, "values", Fixed(self.values))

    @property
    def months(self) -> int:
        """Months simulated."""
        return self.structure["months"]

    @property
    def ties(self) -> int:
        """Ties of each team and each manager."""
        return self.structure["ties"]

    @cached_property
    def rollout(self) -> Rollout | None:
        """What the waves come to; None without waves: then coverage and targeting say who is mentored, and when."""
        return rollout_of(self.waves, self.places.networks) if self.waves else None

    def visits_in(self, month: int) -> Visits:
        """Return what waves come to in a month; nothing without waves."""
        return NO_WAVES if self.rollout is None else self.rollout.visits_in(month)

    @cached_property
    def jurisdictions(self) -> Jurisdictions:
        """Which networks live under the same rules."""
        networks = range(self.places.networks)
        local = [change for change in self.changes if change.networks]
        if not local:
            return Jurisdictions((0,) * len(networks), (Rules(self.values, self.changes),))
        inside = [frozenset(change.networks) for change in local]
        number_of: dict[tuple[bool, ...], int] = {}
        rules: dict[tuple[object, ...], int] = {}
        found: list[Rules] = []
        of_network: list[int] = []
        for network in networks:
            named = tuple(network in some for some in inside)
            if named not in number_of:
                own = self._rules_in(network)
                key = (*own.values.items(), *own.changes)
                if key not in rules:
                    rules[key] = len(found)
                    found.append(own)
                number_of[named] = rules[key]
            of_network.append(number_of[named])
        return Jurisdictions(tuple(of_network), tuple(found))

    def _rules_in(self, network: int) -> Rules:
        """Return the rules of one network: what changes nothing there is left out."""
        here = [change for change in self.changes if not change.networks or network in change.networks]
        start = dict(self.values)
        for change in here:
            if change.month == 0:
                start[change.name] = change.value
        changes: list[Change] = []
        now = dict(start)
        for month in sorted({change.month for change in here} - {0}):
            then = dict(now)
            for change in here:
                if change.month == month:
                    then[change.name] = change.value
            changes += [Change(month, name, value) for name, value in then.items() if value != now[name]]
            now = then
        return Rules(Fixed(start), tuple(changes))

    def values_at(self, month: int, network: int | None = None) -> dict[str, float]:
        """Return every parameter as it stands in `month`: where no place has rules of its own, or in one network."""
        if network is not None:
            jurisdictions = self.jurisdictions
            return jurisdictions.rules[jurisdictions.of_network[network]].values_at(month)
        return Rules(self.values, tuple(change for change in self.changes if not change.networks)).values_at(month)

    def with_values(self, by_name: Mapping[str, object]) -> Settings:
        """Return the same settings with some values replaced in all months (dated changes of them go).

        Raises
        ------
        ParameterError
            If a name is unknown or a value out of range.
        """
        values = dict(self.values)
        for name, value in by_name.items():
            values[name] = checked_value(parameter_named(name, self.processes), value)
        kept = tuple(change for change in self.changes if change.name not in by_name)
        return replace(self, values=values, changes=kept)

    def first_difference(self, other: Settings) -> int | None:
        """Return the first month in which the two differ in anything but the months simulated; None if never."""
        own, others = dict(self.structure), dict(other.structure)
        del own["months"], others["months"]
        if own != others or self.places != other.places or self.processes != other.processes:
            return 0
        if self.waves != other.waves:
            return 0  # networks come in another order
        own_rules, other_rules = self.jurisdictions, other.jurisdictions
        dated = sorted({0} | {change.month for change in (*self.changes, *other.changes)})
        acting = [
            _acting_month(name, month, mine, theirs)
            for a, b in sorted(set(zip(own_rules.of_network, other_rules.of_network, strict=True)))
            for month in dated
            for mine, theirs in [(own_rules.rules[a].values_at(month), other_rules.rules[b].values_at(month))]
            for name in mine
            if mine[name] != theirs[name]
        ]
        return min(acting, default=None)


class Asked(Protocol):
    """Anything that carries settings, such as a scenario."""

    @property
    def settings(self) -> Settings:
        """What a run needs but its seed."""
        ...


def settings_of(scenario: Settings | Asked) -> Settings:
    """Return the settings themselves, or those of the scenario that carries them.

    Raises
    ------
    ScenarioError
        If it is neither, such as the name of a scenario.
    """
    settings = scenario if isinstance(scenario, Settings) else getattr(scenario, "settings", None)
    if not isinstance(settings, Settings):
        raise no_scenario("scenario", scenario)
    return settings


def no_scenario(name: str, value: object) -> ScenarioError:
    """Return what to say of something that stands where a scenario belongs."""
    remedy = f"Write load({value!r:.80})" if isinstance(value, str) else 'Write load("baseline")'
    return ScenarioError(
        f"{name} is {shown(value)}, of type {type(value).__name__}. Allowed: a scenario, as scenarios.load gives it. "
        f"{remedy}."
    )


def checked_run(seed: object, replicate: object = 0) -> tuple[int, int]:
    """Return a seed and a replicate as Python's whole numbers; numpy's are taken too.

    Raises
    ------
    SeedError
        If either is not a whole number in its range.
    """
    own, which = ((value if plain is None else plain) for value in (seed, replicate) for plain in [plain_whole(value)])
    run_key(own, which)  # type: ignore[arg-type]
    return own, which  # type: ignore[return-value]


def _acting_month(name: str, month: int, mine: Mapping[str, float], theirs: Mapping[str, float]) -> int:
    """Return the month from which a parameter that differs in `month` acts differently.

    An edge of the mentoring window acts from the earlier of the two edges on; the dose of mentoring and the
    coaches' capacity act in the window only.
    """
    if name in WINDOW:
        return int(min(mine[name], theirs[name]))
    if name in IN_WINDOW:
        return max(month, int(min(mine["mentoring_start"], theirs["mentoring_start"])))
    return month


def checked_structure(structure: Mapping[str, object]) -> dict[str, int]:
    """Return the structure as whole numbers in range.

    Raises
    ------
    StructureError
        If a name is unknown or missing, or a value is not a whole number in its range.
    """
    for name in structure:
        if name not in STRUCTURE:
            raise StructureError(f"{name} is no part of the structure.{nearest(name, list(STRUCTURE))}")
    checked: dict[str, int] = {}
    for name, (low, high, meaning) in STRUCTURE.items():
        remedy = f"{meaning} Choose one of these."
        checked[name] = whole_number(name, structure.get(name), low, high, remedy=remedy, error=StructureError)
    teams = checked["regions"] * checked["networks_per_region"] * checked["teams_per_network"]
    if teams > MOST_TEAMS:
        raise StructureError(
            f"regions x networks_per_region x teams_per_network is {teams:,} teams. "
            f"Allowed: at most {MOST_TEAMS:,}. Make one of the three smaller."
        )
    return checked


def complete_values(
    values: Mapping[str, object], processes: tuple[str, ...] = PROCESSES, told: Callable[[int], str] = str
) -> dict[str, float]:
    """Return every declared parameter as a number, in the order of the declaration.

    Parameters
    ----------
    values : mapping of str to number
    processes : tuple of str
    told : callable
        How messages name a month; its number if not given.

    Raises
    ------
    ParameterError
        If one is unknown, missing or out of range, or a floor lies above its ceiling.
    """
    known = declared(processes)
    for name in values:
        parameter_named(name, processes)
    missing = [name for name in known if name not in values]
    if missing:
        raise ParameterError(f"{missing[0]} has no value. Give it one; {len(missing)} in all are missing.")
    numbers = {name: checked_value(parameter, values[name]) for name, parameter in known.items()}
    for process in processes:
        if numbers[f"{process}.ceiling"] < numbers[f"{process}.baseline"]:
            raise ParameterError(
                f"{process}.ceiling is {numbers[f'{process}.ceiling']:g}, below {process}.baseline "
                f"{numbers[f'{process}.baseline']:g}. Allowed: the baseline or more. Raise one or lower the other."
            )
    if numbers["mentoring_end"] < numbers["mentoring_start"]:
        raise ParameterError(
            f"mentoring_end is {told(int(numbers['mentoring_end']))}, before mentoring_start "
            f"{told(int(numbers['mentoring_start']))}. Allowed: the start or later. Mentoring acts from start up to "
            "end."
        )
    return numbers
