"""Settings: everything one run needs but its seed: structure, values, dated changes, and a user's own places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar

from simulation.errors import ParameterError, ScenarioError, StructureError
from simulation.parameters import (
    PROCESSES,
    STRUCTURE,
    checked_value,
    declared,
    nearest,
    one_of,
    parameter_named,
    plain_whole,
    shown,
    whole_number,
)
from simulation.streams import run_key

MOST_TEAMS = 100_000
LEVELS = ("region", "network", "team")
"""What results by place may be by."""
WINDOW = ("mentoring_start", "mentoring_end")
IN_WINDOW = ("mentoring", "coach_capacity")
ANYWHERE = -1
"""Stands for a baseline that no places file gives and a tie that does not exist."""


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
    """

    month: int
    name: str
    value: float
    networks: tuple[int, ...] = ()


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


@dataclass(frozen=True)
class Wave:
    """Mentoring of some networks for some months.

    Attributes
    ----------
    start, end : int
        First month of mentoring, and the first without it.
    networks : tuple of int
        Networks that are named, in their order; none where they are drawn.
    drawn : int
        How many networks are drawn, as ``coaching_targeting`` says, of those that no wave names and none drew before.
    again : int
        Number of the earlier wave, from 0 on, whose networks are mentored once more; -1 where it is a first visit.
    """

    start: int
    end: int
    networks: tuple[int, ...] = ()
    drawn: int = 0
    again: int = -1


class Visits(NamedTuple):
    """What waves come to in a month."""

    waves: float
    """Number of waves of the programme; 0 where the same networks are mentored from start to end."""
    active: float
    """Networks that are mentored this month."""
    joined: float
    """Networks that are or were in the programme; before the first wave, those that it will visit."""


NO_WAVES = Visits(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Rollout:
    """What waves come to: who joins the programme in which order, and which places in it each wave visits.

    Networks are in the order in which they join: so those that are or were in the programme are always the first ones.

    Attributes
    ----------
    order_of_named : tuple of int
        Place of each network in the order of the programme; -1 of those that no wave names.
    order_of_drawn : tuple of int
        Place of those that no wave names, by their rank among them.
    visits : tuple of frozenset of int
        Of each wave the places that it visits.
    waves : tuple of Wave
    """

    order_of_named: tuple[int, ...]
    order_of_drawn: tuple[int, ...]
    visits: tuple[frozenset[int], ...]
    waves: tuple[Wave, ...]

    def visits_in(self, month: int) -> Visits:
        """Return what the waves come to in a month."""
        since = max(month, min(wave.start for wave in self.waves))
        joined = frozenset[int]().union(*(some for wave, some in self._each() if wave.start <= since))
        active = sum(len(some) for wave, some in self._each() if wave.start <= month < wave.end)
        return Visits(float(len(self.waves)), float(active), float(len(joined)))

    def is_visited(self, place: int, month: int) -> bool:
        """Return whether a wave visits a place of the order in a month."""
        return any(wave.start <= month < wave.end and place in some for wave, some in self._each())

    def _each(self) -> Iterator[tuple[Wave, frozenset[int]]]:
        return zip(self.waves, self.visits, strict=True)


def rollout_of(waves: tuple[Wave, ...], networks: int) -> Rollout:
    """Return what waves come to in so many networks; those of one month join in the order in which they stand."""
    named = {network for wave in waves for network in wave.networks}
    order_of_named, order_of_drawn = [-1] * networks, [-1] * (networks - len(named))
    visits: dict[int, frozenset[int]] = {}
    place, rank = 0, 0
    for number, wave in sorted(enumerate(waves), key=lambda one: (one[1].start, one[0])):
        if wave.again >= 0:
            visits[number] = visits[wave.again]
            continue
        if wave.networks:
            for network in wave.networks:
                if order_of_named[network] < 0:
                    order_of_named[network], place = place, place + 1
            visits[number] = frozenset(order_of_named[network] for network in wave.networks)
            continue
        for _ in range(wave.drawn):
            order_of_drawn[rank] = place
            rank, place = rank + 1, place + 1
        visits[number] = frozenset(range(place - wave.drawn, place))
    for left in range(rank, len(order_of_drawn)):
        order_of_drawn[left], place = place, place + 1
    return Rollout(
        tuple(order_of_named), tuple(order_of_drawn), tuple(visits[number] for number in range(len(waves))), waves
    )


class Partition(NamedTuple):
    """The teams in groups: by region, by network, or each alone."""

    level: str
    names: tuple[str, ...]
    """Name of each group, in their order."""
    of_team: tuple[int, ...]
    """Group of each team."""


@dataclass(frozen=True)
class Places:
    """Regions, networks and teams, each list in its order; networks of a region and teams of a network stand together.

    Attributes
    ----------
    region_names, network_names, team_names : tuple of str
    network_region : tuple of int
        Region of each network.
    team_network : tuple of int
        Network of each team.
    population : tuple of float
        People served by each team.
    baselines : tuple of tuple of float, [team][process]
        Coverage without any practice; -1 where the start value is drawn.
    named : tuple of int
        Networks that ``coaching_targeting = "named"`` coaches, in their order.
    team_ties : tuple of tuple of int or None, [team]
        Fixed ties of each team; None where they are drawn.
    """

    region_names: tuple[str, ...]
    network_names: tuple[str, ...]
    team_names: tuple[str, ...]
    network_region: tuple[int, ...]
    team_network: tuple[int, ...]
    population: tuple[float, ...]
    baselines: tuple[tuple[float, ...], ...]
    named: tuple[int, ...] = ()
    team_ties: tuple[tuple[int, ...], ...] | None = None

    @property
    def regions(self) -> int:
        """Number of regions."""
        return len(self.region_names)

    @property
    def networks(self) -> int:
        """Number of networks."""
        return len(self.network_names)

    @property
    def teams(self) -> int:
        """Number of teams."""
        return len(self.team_names)

    def by(self, level: str) -> Partition:
        """Return the teams by region, by network, or each alone.

        Raises
        ------
        SimulationError
            If the level is none of `LEVELS`.
        """
        regions = tuple(self.network_region[network] for network in self.team_network)
        known = {
            "region": Partition("region", self.region_names, regions),
            "network": Partition("network", self.network_names, self.team_network),
            "team": Partition("team", self.team_names, tuple(range(self.teams))),
        }
        return known[one_of("by", level, LEVELS)]

    def named_in_full(self, networks: Sequence[int]) -> tuple[str, ...]:
        """Return the names of some networks, or of their region where all of its are among them."""
        found: list[str] = []
        for network in networks:
            region = self.network_region[network]
            is_whole = all(other in networks for other in self.networks_of(region))
            name = self.region_names[region] if is_whole else self.network_names[network]
            if name not in found:
                found.append(name)
        return tuple(found)

    def networks_of(self, region: int) -> range:
        """Return the networks of a region."""
        first = self.network_region.index(region)
        return range(first, first + self.network_region.count(region))

    def teams_of(self, network: int) -> range:
        """Return the teams of a network."""
        first = self.team_network.index(network)
        return range(first, first + self.team_network.count(network))


def regular_places(
    structure: Mapping[str, int], population: float, processes: int, named: tuple[int, ...] = ()
) -> Places:
    """Return places of equal size: so many regions, networks in each, teams in each of those."""
    regions = range(structure["regions"])
    networks = range(structure["regions"] * structure["networks_per_region"])
    teams = range(len(networks) * structure["teams_per_network"])
    network_region = tuple(n // structure["networks_per_region"] for n in networks)
    team_network = tuple(t // structure["teams_per_network"] for t in teams)
    return Places(
        region_names=tuple(f"R{r + 1}" for r in regions),
        network_names=tuple(f"R{network_region[n] + 1}.N{n % structure['networks_per_region'] + 1}" for n in networks),
        team_names=tuple(
            f"R{network_region[team_network[t]] + 1}"
            f".N{team_network[t] % structure['networks_per_region'] + 1}"
            f".T{t % structure['teams_per_network'] + 1}"
            for t in teams
        ),
        network_region=network_region,
        team_network=team_network,
        population=(population,) * len(teams),
        baselines=((float(ANYWHERE),) * processes,) * len(teams),
        named=named,
    )


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
