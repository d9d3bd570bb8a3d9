"""Published: which model was published, and whether the one in use is a draft of another.

What was calibrated says in ``plausible.json`` of which rules, and of which numbers of the reference, it was made. Where
rules or numbers are others, or a value of the reference has the status ``draft``, the model is a draft, and whatever
names it says so (``experiments.runs.model``, ``scenarios.vocabulary.draft_in``). Nobody has to remember it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from scenarios.library import FOLDER, REFERENCE
from scenarios.rules import digest_of_rules
from scenarios.sheets import DRAFT

SIDECAR = FOLDER / "plausible.json"
"""Says of which model the plausible sets are."""
SHEET = FOLDER / f"{REFERENCE}.toml"


class Draft(NamedTuple):
    """In what a model is another than the published one.

    Attributes
    ----------
    rules, numbers : bool
        Whether the rules, or the numbers of the reference, are others.
    values : tuple of str
        Parameters of the reference whose value has the status ``draft``.
    """

    rules: bool
    numbers: bool
    values: tuple[str, ...]


@cache
def draft() -> Draft | None:
    """Return in what the model in use is a draft; None where it is the one that was published."""
    published, sheet = _published(), _tables(SHEET.read_text(encoding="utf-8"))
    found = Draft(
        rules=published.get("digest") != digest_of_rules(),
        numbers=published.get("numbers") != _digest(sheet),
        values=tuple(name for name, table in _values(sheet) if table.get("status") == DRAFT),
    )
    return found if any(found) else None


def digest_of_numbers(text: str) -> str:
    """Return the SHA-256 of the numbers of a reference, whatever is said of them.

    Parameters
    ----------
    text : str
        The TOML of its file.
    """
    return _digest(_tables(text))


def _digest(tables: Mapping[str, Any]) -> str:
    given = {name: table["value"] for name, table in _values(tables)} | tables.get("structure", {})
    numbers = {name: float(value) if isinstance(value, int) else value for name, value in given.items()}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


def _published() -> dict[str, Any]:
    """Return what is said of the published model; nothing where nobody says it."""
    try:
        return dict(json.loads(SIDECAR.read_text(encoding="utf-8"))["model"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return {}


def _tables(text: str) -> dict[str, Any]:
    """Return what a sheet holds; nothing of one that is none, of which `scenarios.load` says what is wrong."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _values(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, table in tables.items():
        if isinstance(table, dict) and "value" in table:
            yield prefix + name, table
        elif isinstance(table, dict):
            yield from _values(table, f"{prefix}{name}.")
