"""Declared: which rivals there are, and the sets of values that fit each account of confinement."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.cells import number_in, rows_in
from scenarios.plausible import PlausibleSet
from simulation.errors import ScenarioError, SimulationError
from simulation.parameters import parameter_named

FILE = Path(__file__).with_name("rivals.toml")
SETS = Path(__file__).with_name("sets.csv")
REMEDY = "`make rivals` finds them again."
OWN = "own"
"""The model's own account: candour, of safety and the absence of fear."""
SEEN, NULL = "ccs", "anc"
"""The process that improves, and the one that does not."""
CONTEXT = ("attributability", "denominator", "lag", "baseline", "ceiling")
"""What tells one process from another."""
STRENGTHS = 9
"""Values of the first factor that are tried, from mild to strong."""


@dataclass(frozen=True)
class Explanation:
    """An explanation of the null.

    Attributes
    ----------
    name, title, says : str
        `says` is what else would be seen if it were true.
    factors : tuple of str
        What of the second process's context it rests on.
    range : tuple of float
        The first factor, from mild to strong.
    null_from : float
        Mildest value of the first factor, of those tried, at which it alone makes the null.
    """

    name: str
    title: str
    factors: tuple[str, ...]
    range: tuple[float, float]
    null_from: float
    says: str

    @property
    def strengths(self) -> tuple[float, ...]:
        """The first factor's values that are tried."""
        low, high = self.range
        return tuple(float(value) for value in np.geomspace(low, high, STRENGTHS))


def explanations_in(document: Mapping[str, Any]) -> tuple[Explanation, ...]:
    """Return the explanations of a document such as ``rivals.toml``."""
    return tuple(
        Explanation(**{**one, "factors": tuple(one["factors"]), "range": tuple(one["range"])})
        for one in document["explanation"]
    )


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def explanations() -> tuple[Explanation, ...]:
    """Return the explanations of the null."""
    return explanations_in(_document())


def switches() -> dict[str, dict[str, float]]:
    """Return the switches of each account of confinement, by its name, in the order declared."""
    return {one["name"]: dict(one["set"]) for one in _document()["account"]}


def sets_of_accounts(file: Path = SETS) -> dict[str, tuple[PlausibleSet, ...]]:
    """Return the sets that were found for each account of confinement, none where none was.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or speaks of an account or a parameter that is not there, or has a value that is
        none.
    """
    try:
        rows = [cells for _, cells in rows_in(file.read_text(encoding="utf-8-sig"), file.name)]
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise ScenarioError(f"{file.name}: it cannot be read: {said}. {REMEDY}") from None
    if not rows or rows[0][:2] != ["rival", "set"]:
        raise ScenarioError(f"{file.name}: it holds no sets. The first columns are 'rival' and 'set'. {REMEDY}")
    found: dict[str, list[PlausibleSet]] = {name: [] for name in switches()}
    for line, row in enumerate(rows[1:], start=2):
        where = f"{file.name}, line {line}: "
        if len(row) != len(rows[0]):
            raise ScenarioError(f"{where}{len(row)} values. Allowed: {len(rows[0])}, as in line 1. {REMEDY}")
        if row[0] not in found:
            raise ScenarioError(f"{where}rival is {row[0]!r}. Allowed: {', '.join(found)}. {REMEDY}")
        found[row[0]].append(PlausibleSet(f"{row[0]} {row[1]}", _values(where, rows[0][2:], row[2:])))
    return {name: tuple(some) for name, some in found.items()}


def _values(where: str, names: Sequence[str], cells: Sequence[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for name, text in zip(names, cells, strict=True):
        if not text:
            continue
        try:
            values[name] = number_in(text, parameter_named(name))
        except SimulationError as error:
            raise ScenarioError(f"{where}{error} {REMEDY}") from None
    return values
