"""Facts: what ``facts.toml`` says the model must reproduce, and within which bounds; read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from simulation.errors import SimulationError

FILE = Path(__file__).with_name("facts.toml")
Kind = Literal["calibration", "validation", "null", "knock-out", "finding"]
KINDS: tuple[Kind, ...] = ("calibration", "validation", "null", "knock-out", "finding")
MONTHS = 90
"""Months of a world that does not say: the horizon the bounds were set for."""

_TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+(?:\.\d+)?)\s*\*\s*)?([a-z_0-9.]+)\s+in\s+([a-z0-9-]+)")


@dataclass(frozen=True)
class Term:
    """One quantity in one world, with its factor."""

    factor: float
    quantity: str
    world: str


@dataclass(frozen=True)
class Part:
    """One bound on the mean of a sum of terms, or on the ratio of two such means.

    Attributes
    ----------
    text : str
        The expression as the file has it.
    terms, over : tuple of Term
    at_least, at_most : float or None
    step : float
        Stated discrepancy: how far the model may be from the bound before early waves of the calibration mind.
    """

    text: str
    terms: tuple[Term, ...]
    over: tuple[Term, ...]
    at_least: float | None
    at_most: float | None
    step: float

    @property
    def worlds(self) -> tuple[str, ...]:
        """The worlds it speaks of."""
        return tuple(dict.fromkeys(term.world for term in (*self.terms, *self.over)))


@dataclass(frozen=True)
class Fact:
    """A fact: it holds where all of its parts do; `if_not` says what it means if it does not.

    `logic` marks one that the calibration asks though the study did not see it. `by_construction_en` and `_es` say why
    one cannot fail, or only by noise: it checks the machinery, and is no evidence.
    """

    name: str
    kind: Kind
    en: str
    es: str
    if_not_en: str
    if_not_es: str
    parts: tuple[Part, ...]
    logic: bool = False
    by_construction_en: str = ""
    by_construction_es: str = ""

    @property
    def is_asked(self) -> bool:
        """Whether the calibration asks it."""
        return self.kind == "calibration" or self.logic


@dataclass(frozen=True)
class World:
    """How a world differs from a scenario of the library.

    Attributes
    ----------
    set, from_mentoring : mapping of str to float
        Values in all months, and from the first month of mentoring on.
    cut : tuple of str
        Loops that are cut from the first month of mentoring on.
    contexts : {"own", "swapped", "equal"}
        Whose attributability, denominator, lag, baseline and ceiling the processes have.
    ties : int or None
    months : int
    """

    name: str
    scenario: str
    set: Mapping[str, float] = field(default_factory=dict)
    from_mentoring: Mapping[str, float] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    contexts: str = "own"
    ties: int | None = None
    months: int = MONTHS


@dataclass(frozen=True)
class Book:
    """Everything the file says."""

    facts: tuple[Fact, ...]
    worlds: Mapping[str, World]

    def of_kind(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of some kinds, in the order of the file."""
        return tuple(fact for fact in self.facts if fact.kind in kinds)

    @property
    def asked(self) -> tuple[Fact, ...]:
        """The facts that the calibration asks: what the study saw, and logic."""
        return tuple(fact for fact in self.facts if fact.is_asked)


@cache
def book() -> Book:
    """Return the facts and the worlds they speak of."""
    return book_from(FILE.read_text(encoding="utf-8"))


def book_from(text: str) -> Book:
    """Read facts and worlds from TOML.

    Raises
    ------
    SimulationError
        If an expression cannot be read, or speaks of a world that is not there.
    """
    document = tomllib.loads(text)
    worlds = {name: _world(name, entry) for name, entry in document["world"].items()}
    facts = tuple(_fact(entry) for entry in document["fact"])
    for fact in facts:
        for part in fact.parts:
            for world in part.worlds:
                if world not in worlds:
                    raise SimulationError(f"facts.toml: {fact.name} speaks of {world!r}. Allowed: {', '.join(worlds)}.")
    return Book(facts, worlds)


def _world(name: str, entry: dict[str, Any]) -> World:
    return World(name, **{**entry, "cut": tuple(entry.get("cut", ()))})


def _fact(entry: dict[str, Any]) -> Fact:
    parts = tuple(
        Part(
            text=part["of"] + (f" / {part['over']}" if "over" in part else ""),
            terms=terms_of(part["of"]),
            over=terms_of(part["over"]) if "over" in part else (),
            at_least=part.get("at_least"),
            at_most=part.get("at_most"),
            step=part.get("step", 0.01),
        )
        for part in entry["part"]
    )
    return Fact(
        entry["name"],
        entry["kind"],
        entry["en"],
        entry["es"],
        entry["if_not_en"],
        entry["if_not_es"],
        parts,
        entry.get("logic", False),
        entry.get("by_construction_en", ""),
        entry.get("by_construction_es", ""),
    )


def terms_of(text: str) -> tuple[Term, ...]:
    """Read a sum such as ``"reach in aligned - 2 * reach in baseline"``.

    Raises
    ------
    SimulationError
        If it is not of the form.
    """
    found: list[Term] = []
    place = 0
    while place < len(text):
        match = _TERM.match(text, place)
        if match is None or (found and not match[1]):
            raise SimulationError(
                f"facts.toml: {text!r} cannot be read at {text[place:]!r}. Write 'quantity in world' or "
                "'quantity in world - quantity in world'."
            )
        factor = float(match[2] or 1.0) * (-1.0 if match[1] == "-" else 1.0)
        found.append(Term(factor, match[3], match[4]))
        place = match.end()
    return tuple(found)


def text_of(part: Part) -> str:
    """Return a part's expression, with brackets where it is a ratio of sums."""
    above, _, below = part.text.partition(" / ")
    sides = [f"({side})" if " - " in side or " + " in side else side for side in (above, below) if side]
    return " / ".join(sides) if below else part.text


def bound_of(part: Part) -> str:
    """Return the bounds of a part in words."""
    if part.at_least is not None and part.at_most is not None:
        return (
            f"{part.at_least:g} to {part.at_most:g}" if part.at_least != part.at_most else f"exactly {part.at_least:g}"
        )
    return f"at least {part.at_least:g}" if part.at_least is not None else f"at most {part.at_most:g}"
