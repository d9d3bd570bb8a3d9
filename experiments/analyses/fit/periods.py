"""Periods: the month or quarter of a figure, in a cell of its row or over its column, and which of the model it is."""

from __future__ import annotations

import datetime
import re

from scenarios.calendar import Calendar, Date, date_in, date_like, is_number, month_in, months_told, without_start
from scenarios.tables.grids import Cell, text_in
from scenarios.wording import shortened
from simulation.errors import ScenarioError

PERIODS = ("month", "quarter")
MONTHS_OF_QUARTER = 3
LENGTHS = {"month": 1, "quarter": MONTHS_OF_QUARTER}
"""Months of a period."""
_QUARTER = re.compile(r"([0-9]{4})-[QqTt]([1-4])", re.ASCII)
_HEADED = re.compile(r"(?<![\w-])[0-9]{4}-(?:[QqTt][1-4]|[0-9]{2})(?![\w-])", re.ASCII)
_LIKE_QUARTER = re.compile(r"(?:([0-9]{4})[ -]?[QqTt]([1-4])|[QqTt]([1-4])[ -/]?([0-9]{4}))", re.ASCII)


def period_of(text: str) -> str:
    """Return whether a text that heads a column is a month or a quarter."""
    return "quarter" if _QUARTER.fullmatch(text) else "month"


def period_headed(header: Cell) -> tuple[str, str, str]:
    """Return what a header says besides its month or quarter, which that is, and what is wrong with it.

    The second is empty where it has none, the third where nothing is wrong.
    """
    if isinstance(header, datetime.date):  # and a datetime, which is one
        try:
            return "", str(_date_of(header, text_in(header))), ""
        except ScenarioError as error:
            return "", "", str(error)
    if not isinstance(header, str):
        return "", "", ""
    found = _HEADED.search(header)
    if found:
        return header[: found.start()] + " " + header[found.end() :], found[0].upper().replace("T", "Q"), ""
    quarter = _LIKE_QUARTER.fullmatch(header)
    meant = f"{quarter[1] or quarter[4]}-Q{quarter[2] or quarter[3]}" if quarter else date_like(header)
    problem = f"{shortened(repr(header), 80)} is no column, and may be {meant}. Write {meant} if it is."
    return "", "", problem if meant else ""


def first_month(cell: Cell, period: str, where: str, months: int, calendar: Calendar | None) -> int:
    """Return the first month of a period.

    Parameters
    ----------
    cell : Cell
        A number, a date, or a text.
    period : {"month", "quarter"}
    where : str
        The cell, and its column, as messages begin.
    months : int
        Months simulated, in which the whole period must lie.
    calendar : Calendar or None

    Raises
    ------
    ScenarioError
        If it is none, or not one that is simulated.
    """
    text, last = text_in(cell), months - LENGTHS[period]
    if not text:
        raise ScenarioError(f"{where} is empty. Allowed: the {period} of the figure. Give it one.")
    if period == "quarter":
        return _of_quarter(text, where, months, calendar)
    if isinstance(cell, datetime.date):
        return month_in(_date_of(cell, where), calendar, where, last)
    if not is_number(text):
        return month_in(date_in(text, where, "{date}"), calendar, where, last)
    month = int(text)
    if not 0 <= month <= last:
        when = "before the start" if month < 0 else "past the horizon"
        remedy = "Leave it out, or give the scenario more months."
        allowed = months_told(last, calendar)
        raise ScenarioError(f"{where} is {shortened(text, 80)}, {when}. Allowed: {allowed}. {remedy}")
    return month


def _date_of(day: datetime.date, where: str) -> Date:
    """Return the month of a date of a spreadsheet, which must be its first or last day: 2 January may be 1 February."""
    if 1 in (day.day, (day + datetime.timedelta(days=1)).day):
        return Date(day.year, day.month)
    raise ScenarioError(
        f"{where} is the day {day:%Y-%m-%d}, and figures go by months: a spreadsheet may have taken the month for the "
        "day. Allowed: the first or last day of a month. Write year, hyphen and month as text, such as "
        f'"{day:%Y-%m}".'
    )


def _of_quarter(text: str, where: str, months: int, calendar: Calendar | None) -> int:
    form = _QUARTER.fullmatch(text)
    if form is None:
        raise ScenarioError(
            f"{where} is {shortened(repr(text), 80)}. Allowed: year, hyphen, Q or T, 1 to 4, such as "
            '"2026-Q1". Write it so.'
        )
    if calendar is None:
        raise without_start(where, text)
    month = calendar.month(Date(int(form[1]), MONTHS_OF_QUARTER * (int(form[2]) - 1) + 1))
    if not 0 <= month <= months - MONTHS_OF_QUARTER:
        when = "before the start" if month < 0 else "past the horizon"
        whole = f"whole quarters from {calendar} to {calendar.date(months - 1)}"
        remedy = "Leave it out, or give the scenario other months."
        raise ScenarioError(f"{where} is {text!r}, {when}. Allowed: {whole}. {remedy}")
    return month
