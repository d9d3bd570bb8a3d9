"""Names: which words people use for columns, processes and totals, and when two names are one."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_ONE_NAME = 0.8
"""From how much likeness on two names are taken for one."""


@cache
def declared() -> dict[str, Any]:
    """Return the words of ``headers.toml``."""
    return tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)  # of a long table's names
def folded(text: str) -> str:
    """Return a name as it is compared: without accents, signs and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.split())


@cache
def headers_of(column: str) -> tuple[str, ...]:
    """Return every header that means a column: its words, and what people put around them."""
    told = declared()
    words: list[str] = told["columns"][column]
    ways: list[str] = told["around"].get(column, [])
    return (*words, *(way.format(word=word) for way in ways for word in (column, *words)))


def words_of(process: str) -> tuple[str, ...]:
    """Return the words that mean a process, as they are compared."""
    return (folded(process), *declared()["processes"].get(process, ()))


def process_meant(text: str, processes: Sequence[str]) -> str | None:
    """Return the process that a text names."""
    own = folded(text)
    return next((process for process in processes if own in words_of(process)), None)


@lru_cache(maxsize=4096)
def is_total(text: str, of: tuple[str, ...] | None = None) -> bool:
    """Return whether a name is that of a row of totals: the word alone, or before what it is the total of.

    Parameters
    ----------
    of : tuple of str, optional
        What it may be the total of; anything if not given.
    """
    own, words = folded(text), declared()["totals"]["words"]
    if not text[:1].isalnum():
        return False
    if of is None:
        return any(own == word or own.startswith(f"{word} ") for word in words)
    ends = {"", *(f" {folded(name)}" for name in of if name), *(f" de {folded(name)}" for name in of if name)}
    return any(own == f"{word}{end}" for word in words for end in ends)


def is_slip_of(text: str, other: str) -> bool:
    """Return whether two different names are probably one, written in two ways: Cortés and Cotés, not Norte and Sur."""
    own, others = folded(text), folded(other)
    if own == others:
        return True
    if re.sub(r"\D", "", own) != re.sub(r"\D", "", others):
        return False
    pairs = [(own, others)]
    if len(own.split()) == len(others.split()):
        pairs = [(a, b) for a, b in zip(own.split(), others.split(), strict=True) if a != b]
    return all(difflib.SequenceMatcher(None, a, b).ratio() >= _ONE_NAME for a, b in pairs)
