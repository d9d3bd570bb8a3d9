"""Plausible sets: values of the mechanisms under which the model gives the facts it is calibrated to.

No mechanism is measured, so one set of values is one guess. ``plausible.csv`` holds many that the facts do not
reject, and ``plausible.json`` beside it says how they were made. What a result says over all of them holds whatever
of them is right.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from scenarios.load import Scenario
from simulation.errors import ScenarioError, SimulationError
from simulation.parameters import checked_value, parameter_named
from simulation.settings import Settings

FILE = Path(__file__).with_name("plausible.csv")
CHOSEN = "chosen"
"""Status of a value that a scenario or a user set."""


@dataclass(frozen=True)
class PlausibleSet:
    """One set of values.

    Attributes
    ----------
    name : str
        ``p001`` and so on.
    values : mapping of str to float
        By the full names of the parameters.
    """

    name: str
    values: Mapping[str, float]


@cache
def plausible_sets() -> tuple[PlausibleSet, ...]:
    """Return the plausible sets that come with the model, in the order of their file."""
    return sets_from(FILE)


def sets_from(file: Path) -> tuple[PlausibleSet, ...]:
    """Return the sets of a file: a name in the first column, a parameter in every other.

    Raises
    ------
    ScenarioError
        If there is no such file, or it has no sets, or a value is none or out of range.
    """
    try:
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.reader(text))
    except OSError as error:
        raise ScenarioError(f"{file.name}: it cannot be read: {error.strerror}. `make calibrate` makes it.") from None
    if len(rows) < 2 or rows[0][:1] != ["set"]:
        raise ScenarioError(f"{file.name}: it holds no sets. The first column is 'set'. `make calibrate` makes it.")
    names = rows[0][1:]
    return tuple(_set_of(file, line, names, row) for line, row in enumerate(rows[1:], start=2))


def _set_of(file: Path, line: int, names: list[str], row: list[str]) -> PlausibleSet:
    if len(row) != len(names) + 1:
        raise ScenarioError(f"{file.name}, line {line}: {len(row)} values. Allowed: {len(names) + 1}, as in line 1.")
    values: dict[str, float] = {}
    for name, text in zip(names, row[1:], strict=True):
        try:
            values[name] = checked_value(parameter_named(name), float(text))
        except ValueError:
            raise ScenarioError(f"{file.name}, line {line}: {name} is {text!r}. Give a number.") from None
        except SimulationError as error:
            raise ScenarioError(f"{file.name}, line {line}: {error}") from None
    return PlausibleSet(row[0], values)


def under(scenario: Scenario, plausible: PlausibleSet) -> Settings:
    """Return a scenario's settings under a plausible set: what the scenario or the user chose stays as chosen."""
    moved = {name: value for name, value in plausible.values.items() if scenario.sources[name].status != CHOSEN}
    return replace(scenario.settings, values={**scenario.settings.values, **moved})
