"""Calendar: which month of the world month 0 is, and months of the world as people type them.

A calendar only names months: nothing that is run depends on it. A month of the world is written year, hyphen, month:
``2026-07``. Where a scenario has a start, it may stand wherever a month does.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scenarios.wording import shortened
from simulation.errors import ScenarioError

MONTHS_OF_YEAR = 12
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of a start."""
EXAMPLE = "2024-01"

_DATE_INSIDE = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{1,2}(?![0-9])", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"([0-9]{4})\s*[-/.]?\s*([0-9]{1,2})", re.ASCII)
_MONTH_FIRST = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{4})", re.ASCII)
_WORD_FIRST = re.compile(r"([^\W\d_]+)\.?,?\s+(?:de[l]?\s+|of\s+)?([0-9]{4})")
_WORD_LAST = re.compile(r"([0-9]{4})[\s,-]+([^\W\d_]+)\.?")
_NUMBER = re.compile(r"[+-]?[0-9]+", re.ASCII)


class Date(NamedTuple):
    """A month of the world."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def count(self) -> int:
        """Months since the year 0."""
        return self.year * MONTHS_OF_YEAR + self.month - 1


def month_shown(month: int, calendar: Calendar | None) -> str:
    """Return a month as a table has it: ``24``, or ``2026-01`` where it has a date."""
    return str(month) if calendar is None else str(calendar.date(month))


def month_told(month: int, calendar: Calendar | None) -> str:
    """Return a month as a message has it: ``24``, or ``24 (2026-01)`` where it has a date."""
    return str(month) if calendar is None else f"{month} ({calendar.date(month)})"


def months_told(last: int, calendar: Calendar | None) -> str:
    """Return the months up to a last one as a message has them: ``0 to 143``, or with their dates."""
    return f"0 to {last}" if calendar is None else f"0 to {last} ({calendar.date(0)} to {calendar.date(last)})"


def date_after(count: int) -> Date:
    """Return the month of the world so many months after the year 0."""
    year, month = divmod(count, MONTHS_OF_YEAR)
    return Date(year, month + 1)


@dataclass(frozen=True)
class Calendar:
    """Which month of the world month 0 is.

    Attributes
    ----------
    start : Date
        Year and month of month 0.
    """

    start: Date

    def date(self, month: int) -> Date:
        """Return the month of the world that a month is."""
        return date_after(self.start.count + int(month))

    def month(self, date: Date) -> int:
        """Return the month that a month of the world is; below 0 where it is before the start."""
        return date.count - self.start.count

    def __str__(self) -> str:
        return str(self.start)


def is_number(text: str) -> bool:
    """Return whether a text is the number of a month, rather than a date."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_like_date(text: str) -> bool:
    """Return whether a text begins with a year or is made of figures as dates are: no number, and no word."""
    return any(form.fullmatch(text.strip()) for form in (_DATE, _DAY, _DAY_FIRST, _MONTH_FIRST)) or bool(
        re.fullmatch(r"[0-9]{4}-[0-9]{1,2}", text.strip(), re.ASCII)
    )


def date_like(text: str) -> str:
    """Return the month of the world that a text in another form probably means, as it is to be written; or nothing."""
    return _meant(text)[1]


def date_in(value: object, name: str, typed: str) -> Date:
    """Return the month of the world that somebody gave.

    Parameters
    ----------
    value : object
        As it came from a file or a command line.
    name : str
        The field, as messages begin.
    typed : str
        How to write one, with ``{date}`` for the date: ``start = "{date}"``.

    Raises
    ------
    ScenarioError
        If it is none; the message says how to write what may be meant.
    """
    text = value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value
    form = _DATE.fullmatch(text.strip()) if isinstance(text, str) else None
    shown = f"{name} is {shortened(repr(text), 80)}"
    if form is None:
        said, meant = _meant(text)
        remedy = f"Write {typed.format(date=meant or EXAMPLE)}."
        raise ScenarioError(
            f'{shown}{said}. Allowed: year, hyphen and month in double figures, such as "{EXAMPLE}". {remedy}'
        )
    found = Date(int(form[1]), int(form[2]))
    if not 1 <= found.month <= MONTHS_OF_YEAR:
        raise ScenarioError(
            f"{shown}, and a year has no month {form[2]}. Allowed: months 01 to 12. "
            f"Write {typed.format(date=f'{found.year:04d}-01')} for January of that year."
        )
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ScenarioError(
            f"{shown}. Allowed: {FIRST_YEAR}-01 to {LAST_YEAR}-12. Write {typed.format(date=EXAMPLE)}, say."
        )
    return found


def _meant(given: object) -> tuple[str, str]:
    """Return what is wrong with what should be a date, and the date that may be meant, where there is one."""
    text = str(given).strip()
    if day := _DAY.fullmatch(text):
        return ", a day, and the model goes by months", _written(day[1], day[2])
    if day := _DAY_FIRST.fullmatch(text):
        date = _written(day[3], day[2]) if int(day[1]) > MONTHS_OF_YEAR or day[1] == day[2] else ""
        return ", a day, and the model goes by months", date
    if form := _YEAR_FIRST.fullmatch(text):
        return ", which has another form", _written(form[1], form[2])
    if form := _MONTH_FIRST.fullmatch(text):
        return ", which has another form", _written(form[2], form[1])
    for year, word in [(f[2], f[1]) for f in [_WORD_FIRST.fullmatch(text)] if f] + [
        (f[1], f[2]) for f in [_WORD_LAST.fullmatch(text)] if f
    ]:
        return ", and months are written in figures", _written(year, str(_number_of(word)))
    return ", which is no date", ""


def _written(year: str, month: str) -> str:
    """Return a date as it is to be written; nothing of a month that is none."""
    return str(Date(int(year), int(month))) if 1 <= int(month) <= MONTHS_OF_YEAR else ""


def _number_of(word: str) -> int:
    """Return which month of the year a word is, in any language of the vocabulary; 0 where it is none."""
    from scenarios.vocabulary import names_of_months

    own = word.casefold()
    return next((n for n, names in enumerate(names_of_months(), 1) if own in names), 0)


def month_in(date: Date, calendar: Calendar | None, name: str, last: int) -> int:
    """Return the month that a date is.

    Parameters
    ----------
    name : str
        The field, as messages begin.
    last : int
        The last month there may be.

    Raises
    ------
    ScenarioError
        If month 0 has no date, or it is before the start or after the last month.
    """
    if calendar is None:
        raise without_start(name, str(date))
    month = calendar.month(date)
    if 0 <= month <= last:
        return month
    where = "before the start" if month < 0 else "after the last month"
    remedy = "a later month, or an earlier start" if month < 0 else "an earlier month, or more months"
    raise ScenarioError(
        f"{name} is {str(date)!r}, {where}. Allowed: {calendar} to {calendar.date(last)}, months 0 to {last}. "
        f"Choose {remedy}."
    )


def numbered(name: str, calendar: Calendar | None, months: int) -> str:
    """Return a name with the numbers of the months that it names by dates: ``alignment@30`` for ``alignment@2026-07``.

    Names of places in brackets stay as they are.

    Raises
    ------
    ScenarioError
        If a date is none, or is no month simulated.
    """
    bare, at, rest = name.partition("@")
    when, bracket, places = rest.partition("[")
    if not at:
        return name

    def number(found: re.Match[str]) -> str:
        return str(month_in(date_in(found[0], f"the month of {bare}", f"{bare}@{{date}}"), calendar, name, months - 1))

    return f"{bare}@{_DATE_INSIDE.sub(number, when)}{bracket}{places}"


def common(calendars: Mapping[str, Calendar | None]) -> Calendar | None:
    """Return the calendar of scenarios that are told together, by their names; one without a start takes the others'.

    Raises
    ------
    ScenarioError
        If two start in other months: their runs are paired month by month, and no month would have one date.
    """
    known = {name: calendar for name, calendar in calendars.items() if calendar is not None}
    if not known:
        return None
    first = next(iter(known))
    for name, calendar in known.items():
        if calendar != known[first]:
            raise ScenarioError(
                f"{shortened(name, 80)} starts in {calendar}, and {shortened(first, 80)} in {known[first]}: their runs "
                "are paired month by month, so that no month would have one date. Allowed: one start. Give both the "
                f"same, or --set start={known[first]}."
            )
    return known[first]


def without_start(name: str, given: object) -> ScenarioError:
    """Return what to say of a date where no scenario says which month of the world month 0 is."""
    return ScenarioError(
        f"{name} is {shortened(repr(given), 80)}, and nothing says which month month 0 is. Allowed: a whole number; a "
        f'date where the scenario has a start. Write start = "{EXAMPLE}" at the head of its file, or --set '
        f"start={EXAMPLE}."
    )
