"""Reading: what ``rivals.toml`` says: explanations of the null, and rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from experiments.validation.facts import Book, World, book
from experiments.validation.worlds import CONTEXT
from scenarios.load import load

FILE = Path(__file__).with_name("rivals.toml")
STRENGTHS = 9
"""Values of the first factor that are tried, from mild to strong."""
SEEN, NULL = "ccs", "anc"
"""The process that improves, and the one that does not."""


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
    """

    name: str
    title: str
    factors: tuple[str, ...]
    range: tuple[float, float]
    says: str

    @property
    def strengths(self) -> tuple[float, ...]:
        """The first factor's values that are tried."""
        low, high = self.range
        return tuple(float(value) for value in np.geomspace(low, high, STRENGTHS))


@dataclass(frozen=True)
class RivalRule:
    """Another rule, as values of switches."""

    name: str
    title: str
    against: str
    set: Mapping[str, float]


@cache
def explanations() -> tuple[Explanation, ...]:
    """Return the explanations of the null."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["explanation"]
    return tuple(
        Explanation(**{**one, "factors": tuple(one["factors"]), "range": tuple(one["range"])}) for one in found
    )


@cache
def rules() -> tuple[RivalRule, ...]:
    """Return the rival rules."""
    return tuple(RivalRule(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"])


def equalised(own: tuple[str, ...], chosen: Mapping[str, float] | None = None) -> World:
    """Return the baseline with the null process in the seen one's context, but for its own factors."""
    values = load("baseline").settings.values
    same = {f"{NULL}.{name}": values[f"{SEEN}.{name}"] for name in CONTEXT if name not in own}
    return World("equalised", "baseline", set=same | dict(chosen or {}))


def book_under(rule: RivalRule | None) -> Book:
    """Return the facts with a rival rule in every world; what a world sets itself stays."""
    facts = book()
    if rule is None:
        return facts
    worlds = {name: replace(world, set={**rule.set, **world.set}) for name, world in facts.worlds.items()}
    return replace(facts, worlds=worlds)
