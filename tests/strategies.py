"""Strategies: settings of any small size, any values in the declared ranges, any dated changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from scenarios.library import available
from scenarios.load import load
from simulation.declarations import Parameter
from simulation.levers import TARGETING
from simulation.parameters import PROCESSES, declared
from simulation.places import Places, regular_places
from simulation.settings import Change, Settings, checked_structure, complete_values
from simulation.waves import Wave

EDGE_SEEDS = (0, 1, 2**63 - 1)


def resized(settings: Settings, structure: Mapping[str, int]) -> Settings:
    """Return the settings of a scenario at another size, changes after the last month left out."""
    checked = checked_structure(structure)
    places = regular_places(checked, settings.values["price.population"], len(settings.processes))
    values = dict(settings.values)
    if values["coaching_targeting"] == 3.0:
        values["coaching_targeting"] = 0.0
    changes = tuple(change for change in settings.changes if change.month < checked["months"])
    return Settings(checked, values, changes, places, settings.processes)


def values_of(parameter: Parameter, months: int) -> st.SearchStrategy[float]:
    """Return a strategy of allowed values; windows of mentoring fall into the run."""
    if parameter.choices:
        return st.sampled_from([float(place) for place in range(len(parameter.choices) - 1)])
    high = min(parameter.high, months + 2) if parameter.name.startswith("mentoring_") else parameter.high
    if parameter.whole:
        return st.integers(int(parameter.low), int(min(high, 100_000))).map(float)
    return st.floats(parameter.low, high, allow_nan=False).map(lambda x: x + 0.0)


@st.composite
def small_settings(draw: st.DrawFn, most_months: int = 30, *, everywhere: bool = False) -> Settings:
    """Return a library scenario, small, with some values and dated changes drawn anew.

    Where rules are the same everywhere, the same networks are mentored from start to end too.
    """
    structure = {
        "regions": draw(st.integers(1, 2)),
        "networks_per_region": draw(st.integers(1, 2)),
        "teams_per_network": draw(st.integers(1, 3)),
        "months": draw(st.integers(1, most_months)),
        "ties": draw(st.integers(0, 3)),
    }
    months = structure["months"]
    settings = resized(load(draw(st.sampled_from(available()))).settings, structure)
    known = declared(PROCESSES)
    values: dict[str, Any] = dict(settings.values)
    for name in draw(st.lists(st.sampled_from(sorted(known)), max_size=12, unique=True)):
        values[name] = draw(values_of(known[name], months))
    start = int(draw(st.integers(0, months)))
    if draw(st.booleans()):
        values["mentoring_start"], values["mentoring_end"] = start, draw(st.integers(start, months + 1))
    _mend(values)
    values["coaching_targeting"] = TARGETING[int(values["coaching_targeting"])]
    dated = sorted(name for name in known if known[name].dated)
    changes = [
        Change(draw(st.integers(1, months)), name, draw(values_of(known[name], months)))
        for name in draw(st.lists(st.sampled_from(dated), max_size=4, unique=True))
    ]
    if not everywhere and draw(st.booleans()):
        changes += draw(local_changes(regular_places(structure, 1.0, len(PROCESSES)), months))
    waves: tuple[Wave, ...] = ()
    if not everywhere and draw(st.booleans()):
        waves = draw(some_waves(structure["regions"] * structure["networks_per_region"], months))
        values["mentoring_start"] = min(wave.start for wave in waves)
        values["mentoring_end"] = max(wave.end for wave in waves)
    kept = sorted((change for change in changes if change.month < months), key=lambda change: change.month)
    places = regular_places(structure, float(values["price.population"]), len(PROCESSES))
    return Settings(checked_structure(structure), complete_values(values), tuple(kept), places, waves=waves)


@st.composite
def some_waves(draw: st.DrawFn, networks: int, months: int) -> tuple[Wave, ...]:
    """Return waves of named networks, of drawn ones and of a second visit, in any order of their months."""
    free = draw(st.permutations(range(networks)))
    named, left = free[: draw(st.integers(0, networks))], networks
    found: list[Wave] = []
    for some in (named[:1], named[1:]):
        if some:
            start = draw(st.integers(0, months))
            found.append(Wave(start, draw(st.integers(start + 1, months + 5)), tuple(some)))
            left -= len(some)
    while left and (not found or draw(st.booleans())):
        start, drawn = draw(st.integers(0, months)), draw(st.integers(1, left))
        found.append(Wave(start, draw(st.integers(start + 1, months + 5)), drawn=drawn))
        left -= drawn
    again = draw(st.integers(0, len(found) - 1))
    if draw(st.booleans()):
        start = found[again].end + draw(st.integers(0, 5))
        found.append(Wave(start, start + draw(st.integers(1, 9)), again=again))
    return tuple(found)


@st.composite
def local_changes(draw: st.DrawFn, places: Places, months: int) -> list[Change]:
    """Return rules of single regions and networks, from any month on."""
    known = declared(PROCESSES)
    found: list[Change] = []
    for name in draw(st.lists(st.sampled_from(sorted(by_place("region") + by_place("network"))), max_size=4)):
        region = draw(st.integers(0, places.regions - 1))
        inside = tuple(places.networks_of(region))
        if known[name].by == "network":
            inside = (draw(st.sampled_from(inside)),)
        found.append(Change(draw(st.integers(0, months)), name, draw(values_of(known[name], months)), inside))
    return found


def by_place(kind: str) -> list[str]:
    """Return the levers that may differ between regions, or also between networks."""
    return [name for name, parameter in declared(PROCESSES).items() if parameter.by == kind]


def _mend(values: dict[str, Any]) -> None:
    """Bring values that must be in order into order."""
    for process in PROCESSES:
        floor, ceiling = sorted((values[f"{process}.baseline"], values[f"{process}.ceiling"]))
        values[f"{process}.baseline"], values[f"{process}.ceiling"] = floor, ceiling
    start, end = sorted((values["mentoring_start"], values["mentoring_end"]))
    values["mentoring_start"], values["mentoring_end"] = start, end


def seeds() -> st.SearchStrategy[int]:
    """Return any seed, the edges often."""
    return st.one_of(st.sampled_from(EDGE_SEEDS), st.integers(0, 2**63 - 1))
