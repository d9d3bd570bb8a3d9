"""Overrides: ``--set name=value`` for all months, ``name@month=value`` from one on, ``name[places]=value`` in some."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scenarios.cells import has_marks, is_percent, number_or_text
from scenarios.reading import table_of
from scenarios.sheets import Entry, named_places
from scenarios.wording import shortened
from simulation.errors import ScenarioError

_FORM = re.compile(r"(?P<name>[^=@\s\[]+)(?:@(?P<month>[^=\[]*))?(?:\[(?P<where>[^=]*)\]\s*)?=(?P<value>.*)", re.DOTALL)
Key = tuple[str, int | None, tuple[str, ...]]
"""What is set: a name, its month if it has one, and its places if it has any."""
_BARE = re.compile(r"[A-Za-z_][\w.-]*")


def entries_of(sets: Sequence[str]) -> tuple[Entry, ...]:
    """Return what the user sets, in the order given; an undated one stands for all months.

    Raises
    ------
    ScenarioError
        If one is not of the form ``name=value`` or ``name@month=value``, or two set the same.
    """
    found: dict[Key, Entry] = {}
    for text in sets:
        key, entry = _entry_of(text)
        if key in found:
            raise ScenarioError(f"{entry.file}: {as_typed(*key)} is set twice. Allowed: once. Keep one of the two.")
        found[key] = entry
    return tuple(found.values())


def _entry_of(text: str) -> tuple[Key, Entry]:
    where = f"--set {shortened(text)}"
    form = _FORM.fullmatch(text.strip())
    if not form:
        raise ScenarioError(
            f"{where}: it is not name=value. Write --set alignment=0.8, --set alignment@24=0.8 or --set "
            "'alignment@24[R1]=0.8'."
        )
    name, month, value = form["name"], form["month"], form["value"].strip()
    places = _places_in(form["where"], where)
    if month is not None and not re.fullmatch(r"\s*[0-9]{1,9}\s*", month):
        raise ScenarioError(
            f"{where}: month is {shortened(month)!r}. Allowed: a whole number, 0 to the last month simulated. "
            "Write --set alignment@24=0.8."
        )
    at = None if month is None else int(month)
    entry = Entry(
        name, value_of(value, where), month=at or 0, dated=at is not None, where=places, file=where, typed=value
    )
    return (name, at, places), entry


def _places_in(text: str | None, where: str) -> tuple[str, ...]:
    """Return the places between square brackets, with semicolons between them."""
    if text is None:
        return ()
    names = text.split(";")
    if not all(name.strip() for name in names):
        raise ScenarioError(
            f"{where}: the places are {shortened(text)!r}. Allowed: names of regions or networks with semicolons "
            "between them. Write --set 'alignment@24[R1; R2]=0.8'."
        )
    return named_places(names)


def as_typed(name: str, month: int | None, where: Sequence[str] = ()) -> str:
    """Return a name, with its month and its places if it has any, as ``--set`` takes it."""
    dated = name if month is None else f"{name}@{month}"
    return f"{dated}[{'; '.join(where)}]" if where else dated


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
