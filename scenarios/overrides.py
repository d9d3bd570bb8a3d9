"""Overrides: ``--set name=value`` for all months, ``name@month=value`` from one on, ``name[places]=value`` in some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scenarios.calendar import date_in, is_like_date
from scenarios.cells import has_marks, is_percent, number_or_text
from scenarios.costs.money import CURRENCY
from scenarios.reading import located, table_of
from scenarios.sheets import Entry, named_places
from scenarios.wording import shortened
from simulation.errors import ScenarioError
from simulation.settings import WINDOW

_FORM = re.compile(
    r"(?P<name>[^=@\s\[]+)(?:@(?P<month>[^=\[]*))?(?:\[(?P<where>[^\]]*)\]\s*)?=(?P<value>.*)", re.DOTALL
)
_NAME = re.compile(r"(?P<name>[^@\[\]]+)(?:@(?P<month>[^\[\]]*))?(?:\[(?P<where>[^\]]*)\])?")
START = "start"
"""Says which month of the world month 0 is."""
_BARE = re.compile(r"[^\W\d][\w.-]*(?: [\w.-]+)*")


def entries_of(sets: Sequence[str]) -> tuple[Entry, ...]:
    """Return what the user sets, in the order given; an undated one stands for all months.

    Raises
    ------
    ScenarioError
        If one is not of the form ``name=value`` or ``name@month=value``, or two set the same.
    """
    entries = tuple(_entry_of(text) for text in sets)
    check_once(entries)
    return entries


class Asked(NamedTuple):
    """What a name stands for as ``--set`` takes it: a parameter, the month from which it holds if any, and places."""

    name: str
    month: int | None
    where: tuple[str, ...]


def parted(name: str) -> tuple[str, str | None, tuple[str, ...]]:
    """Return parameter, month and places of a name as ``--set`` takes it: ``alignment@24[R1; R2]``.

    Raises
    ------
    ScenarioError
        If its places are none.
    """
    form = _NAME.fullmatch(name.strip())
    if not form:
        return name, None, ()
    return form["name"], form["month"], _places_in(form["where"], shortened(name, 80))


def asked_in(name: str) -> Asked:
    """Return what a name stands for that was checked before; a month by its number."""
    bare, month, where = parted(name)
    return Asked(bare, int(month) if month is not None and month.isdecimal() else None, where)


def check_once(entries: Sequence[Entry]) -> None:
    """Refuse what sets a name twice for one month.

    Raises
    ------
    ScenarioError
    """
    seen: set[str] = set()
    for entry in entries:
        when = None if not entry.dated else str(entry.month if entry.date is None else entry.date)
        what = as_typed(entry.name, when, entry.where)
        if what in seen:
            raise ScenarioError(f"{entry.file}: {what} is set twice. Allowed: once. Keep one of the two.")
        seen.add(what)


def _entry_of(text: str) -> Entry:
    where = f"--set {shortened(text)}"
    form = _FORM.fullmatch(text.strip())
    if not form:
        raise ScenarioError(
            f"{where}: it is not name=value. Write --set alignment=0.8, --set alignment@24=0.8 or --set "
            "'alignment@24[R1]=0.8'."
        )
    name, month, value = form["name"], form["month"], form["value"].strip()
    places = _places_in(form["where"], where)
    more = {"dated": month is not None, "where": places, "file": where, "typed": value}
    is_number = month is not None and re.fullmatch(r"\s*[0-9]{1,9}\s*", month)
    if month is not None and not re.fullmatch(r"\s*[-+]?[0-9]+\s*", month) and any(map(str.isdecimal, month)):
        with located(where):
            more["date"] = date_in(month.strip().strip("\"'"), "month", f"--set {name}@{{date}}={value}")
    elif month is not None and not is_number:
        raise ScenarioError(
            f"{where}: month is {shortened(month)!r}. Allowed: a whole number, 0 to the last month simulated. "
            "Write --set alignment@24=0.8."
        )
    return Entry(name, _given(name, value, where), month=int(month) if month and is_number else 0, **more)


def _given(name: str, value: str, where: str) -> object:
    """Return the value of a text; a date is its text, and what names a month of the world may be badly written."""
    is_number = isinstance(number_or_text(value), float)
    has_figures = any(letter.isdecimal() for letter in value)
    if name in (START, CURRENCY) or (not is_number and (is_like_date(value) or (name in WINDOW and has_figures))):
        return value.strip("\"'")
    return value_of(value, where)


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


def as_typed(name: str, month: str | None, where: Sequence[str] = ()) -> str:
    """Return a name, with its month and its places if it has any, as ``--set`` takes it."""
    dated = name if month is None else f"{name}@{month}"
    return f"{dated}[{'; '.join(where)}]" if where else dated


def value_of(text: str, where: str) -> object:
    """Return the TOML value of a text; bare words are a string.

    Raises
    ------
    ScenarioError
        If it is neither.
    """
    problem = (
        f"{where}: {shortened(text)!r} is no TOML value. Allowed: a number such as 0.8, words, text in double quotes, "
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
