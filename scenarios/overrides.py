"""Overrides: ``--set name=value`` for all months, ``--set name@month=value`` from a month on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scenarios.cells import has_marks, is_percent, number_or_text
from scenarios.reading import table_of
from scenarios.sheets import Entry
from scenarios.wording import shortened
from simulation.errors import ScenarioError

_FORM = re.compile(r"(?P<name>[^=@\s]+)(?:@(?P<month>[^=]*))?=(?P<value>.*)", re.DOTALL)
_BARE = re.compile(r"[A-Za-z_][\w.-]*")


def entries_of(sets: Sequence[str]) -> tuple[Entry, ...]:
    """Return what the user sets, in the order given; an undated one stands for all months.

    Raises
    ------
    ScenarioError
        If one is not of the form ``name=value`` or ``name@month=value``, or two set the same.
    """
    found: dict[tuple[str, int | None], Entry] = {}
    for text in sets:
        key, entry = _entry_of(text)
        if key in found:
            raise ScenarioError(
                f"{entry.file}: {name_and_month(key)} is set twice. Allowed: once. Keep one of the two."
            )
        found[key] = entry
    return tuple(found.values())


def _entry_of(text: str) -> tuple[tuple[str, int | None], Entry]:
    where = f"--set {shortened(text)}"
    form = _FORM.fullmatch(text.strip())
    if not form:
        raise ScenarioError(f"{where}: it is not name=value. Write --set alignment=0.8 or --set alignment@24=0.8.")
    name, month, value = form["name"], form["month"], form["value"].strip()
    if month is not None and not re.fullmatch(r"\s*[0-9]{1,9}\s*", month):
        raise ScenarioError(
            f"{where}: month is {shortened(month)!r}. Allowed: a whole number, 0 to the last month simulated. "
            "Write --set alignment@24=0.8."
        )
    at = None if month is None else int(month)
    return (name, at), Entry(name, value_of(value, where), month=at or 0, dated=at is not None, file=where, typed=value)


def name_and_month(key: tuple[str, int | None]) -> str:
    """Return a name, with its month if it has one, as ``--set`` takes it."""
    name, month = key
    return name if month is None else f"{name}@{month}"


def value_of(text: str, where: str) -> object:
    """Return the TOML value of a text; a bare word is a string.

    Raises
    ------
    ScenarioError
        If it is neither.
    """
    problem = (
        f"{where}: {shortened(text)!r} is no TOML value. Allowed: a number such as 0.8, a word, text in double quotes, "
        "a list. Write --set alignment=0.8."
    )
    if not text or "\n" in text or "\r" in text:
        raise ScenarioError(problem)
    if _BARE.fullmatch(text) and text not in ("true", "false", "nan", "inf"):
        return text
    number = number_or_text(text)
    if isinstance(number, str) and (has_marks(text) or is_percent(text)):
        return text  # to be refused with what it may mean
    if isinstance(number, float) and (text.lstrip("+-").startswith(".") or text.endswith(".")):
        return number  # .8 and 5., which people write and TOML does not know
    try:
        table = table_of(f"value = {text}", where)
    except ScenarioError:
        raise ScenarioError(problem) from None
    return table["value"]
