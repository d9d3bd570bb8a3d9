"""Reading: a country's reported figures by place and month or quarter, from a table, held against the scenario.

Columns: one of ``region``, ``network``, ``team`` for the place, and coarser ones where wanted; ``month`` (a number, or
a date where the scenario has a start) or ``quarter`` (``2026-Q1``); ``process``; ``denominator``, the people behind the
figure; ``share`` or ``numerator``; and, where wanted, ``coached`` (yes or no, the same in all rows of a place).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from scenarios.calendar import Date, date_in, is_number, month_in, without_start
from scenarios.cells import is_formula, is_nothing, is_percent, number_or_text, plain_name
from scenarios.load import Scenario
from scenarios.places import NO, YES
from scenarios.reading import bytes_of
from scenarios.tables.files import grids_in
from scenarios.tables.grids import Grid, is_blank, text_in
from scenarios.wording import shortened, suggestion
from simulation.errors import SimulationError
from simulation.parameters import shown
from simulation.results import ReadOnly

if TYPE_CHECKING:
    import pandas

LEVELS = ("region", "network", "team")
PERIODS = ("month", "quarter")
MONTHS_OF_QUARTER = 3
COLUMNS = (*LEVELS, *PERIODS, "process", "share", "numerator", "denominator", "coached")
MOST_PEOPLE = 1e9
LEAST_PEOPLE = 25
"""Behind a figure for it to count: surveys of health give no figure of fewer cases (DHS)."""
LARGEST_TABLE = 32 * 1024 * 1024
_QUARTER = re.compile(r"([0-9]{4})-[QqTt]([1-4])", re.ASCII)


class FiguresError(SimulationError):
    """A table of reported figures is not as described, or does not go with the scenario."""


@dataclass(frozen=True, eq=False)
class Reported(ReadOnly):
    """A country's reported figures.

    Attributes
    ----------
    file : str
        As it was named.
    digest : str
        SHA-256 of the file.
    level : {"region", "network", "team"}
    places : tuple of str
        Those that have figures, in the order of the scenario.
    numbers : tuple of int
        Which of the scenario's places of this level they are.
    processes : tuple of str
        Those that have figures, in the order of the scenario.
    periods : tuple of int
        First month of each month or quarter that has figures, in their order.
    length : int
        Months of a period: 1 or 3.
    shares : ndarray, [process, period, place]
        NaN where there is no figure.
    denominators : ndarray, [process, period, place]
        People behind the figure; 0 where there is none.
    coached : ndarray, [place]
        1 where the table says that the place is or was coached, 0 where it says not; NaN where it says nothing.
    least : int
        People behind a figure for it to count.
    """

    file: str
    digest: str
    level: str
    places: tuple[str, ...]
    numbers: tuple[int, ...]
    processes: tuple[str, ...]
    periods: tuple[int, ...]
    length: int
    shares: NDArray[np.float64]
    denominators: NDArray[np.float64]
    coached: NDArray[np.float64]
    least: int = LEAST_PEOPLE

    @property
    def number(self) -> int:
        """How many figures there are."""
        return int(np.isfinite(self.shares).sum())

    @property
    def people(self) -> NDArray[np.float64]:
        """Denominators of the figures that count, [process, period, place]; 0 where one rests on too few people."""
        return np.where(self.denominators >= self.least, self.denominators, 0.0)

    @property
    def set_aside(self) -> int:
        """How many figures rest on too few people to count."""
        return self.number - int((self.people > 0.0).sum())


@dataclass(frozen=True)
class _Row:
    """One row, with the means to complain about it."""

    file: str
    where: str
    cells: Mapping[str, str]

    def fail(self, column: str, problem: str) -> NoReturn:
        raise FiguresError(f"{self.file}, {self.where}: {shortened(f'{column} {problem}')}")

    def text(self, column: str) -> str:
        text = self.cells.get(column, "")
        if text.startswith("#"):
            self.fail(column, f"is {text!r}, which spreadsheets write where a formula failed. Mend the formula.")
        if is_formula(text) and not isinstance(number_or_text(text), float):
            self.fail(column, f"is {text!r}, a formula. Allowed: its value. Save the table with values only.")
        return "" if is_nothing(text) else text


def reported(figures: str | os.PathLike[str] | pandas.DataFrame, scenario: Scenario) -> Reported:
    """Return the reported figures of a table, checked against a scenario.

    Parameters
    ----------
    figures : str, path or DataFrame
        A spreadsheet, or CSV of any form; or its table.

    Raises
    ------
    FiguresError
        If a column or cell is not as described, or does not go with the scenario; the message names row, column, value
        and remedy.
    """
    file, data = _data_of(figures)
    rows = _rows_in(data, file)
    level, period = _level(rows[0].cells, file), _period(rows[0].cells, file)
    names = getattr(scenario.settings.places, f"{level}_names")
    found: dict[tuple[str, int, str], tuple[_Row, float, float]] = {}
    coached: dict[str, tuple[_Row, float]] = {}
    for row in rows:
        key = (_process(row, scenario), _month(row, period, scenario), _place(row, level, scenario))
        if key in found:
            other = found[key][0].where
            row.fail(level, f"is {key[2]!r}, with the same {period} and process as {other}. Remove one of them.")
        found[key] = (row, *_figure(row))
        own, said = coached.setdefault(key[2], (row, _coached(row))), _coached(row)
        if own[1] != said and not (np.isnan(own[1]) and np.isnan(said)):
            problem = f"is {row.text('coached')!r}, and {own[0].text('coached')!r} in {own[0].where} of the same"
            row.fail("coached", f"{problem} place. Allowed: the same in all its rows. Mend one of them.")
    processes = tuple(one for one in scenario.settings.processes if any(key[0] == one for key in found))
    periods = tuple(sorted({key[1] for key in found}))
    numbers = tuple(number for number, name in enumerate(names) if name in coached)
    places = tuple(names[number] for number in numbers)
    shares = np.full((len(processes), len(periods), len(places)), np.nan)
    denominators = np.zeros_like(shares)
    for (process, month, place), (_, share, people) in found.items():
        at = processes.index(process), periods.index(month), places.index(place)
        shares[at], denominators[at] = share, people
    return Reported(
        file=file,
        digest=hashlib.sha256(data).hexdigest(),
        level=level,
        places=places,
        numbers=numbers,
        processes=processes,
        periods=periods,
        length=1 if period == "month" else MONTHS_OF_QUARTER,
        shares=shares,
        denominators=denominators,
        coached=np.array([coached[place][1] for place in places]),
    )


def _data_of(figures: object) -> tuple[str, bytes]:
    """Return the name of a table, and what it holds."""
    if hasattr(figures, "to_csv"):
        return "the data frame", figures.to_csv(index=False).encode()  # type: ignore[attr-defined]
    if not isinstance(figures, (str, os.PathLike)):
        raise FiguresError(f"figures is {shown(figures)}. Allowed: the path of a table, or a data frame. Name one.")
    return str(figures), bytes_of(Path(figures), str(figures), LARGEST_TABLE, "figures")


def _rows_in(data: bytes, file: str) -> list[_Row]:
    """Return the rows of a table under its header, of a workbook those of the sheet that has most of the columns."""
    grid = max(grids_in(data, file, _fits), key=_fits)
    filled = [(number, cells) for number, cells in grid.rows if not all(map(is_blank, cells))]
    if len(filled) < 2:
        raise FiguresError(f"{file}: it has no figures. Give each figure a row under the header.")
    header = [text_in(cell).lower() for cell in filled[0][1]]
    while not header[-1]:
        header.pop()
    _check_header(header, file)
    rows: list[_Row] = []
    for number, cells in filled[1:]:
        texts = [text_in(cell) for cell in cells]
        texts = texts if any(texts[len(header) :]) else texts[: len(header)]
        if grid.sheet is not None:
            texts += [""] * (len(header) - len(texts))
        row = _Row(file, grid.address(number), dict(zip(header, texts, strict=False)))
        if len(texts) != len(header):
            row.fail("row", f"has {len(texts)} cells. Allowed: {len(header)}, as in the header. Fill or remove cells.")
        rows.append(row)
    return rows


def _fits(grid: Grid) -> int:
    """Return how many columns of figures the first row that is not empty has."""
    first = next((cells for _, cells in grid.rows if not all(map(is_blank, cells))), ())
    return sum(text_in(cell).lower() in COLUMNS for cell in first)


def _check_header(header: Sequence[str], file: str) -> None:
    """Refuse a header with columns that there are not, or without those that are needed."""
    where = f"{file}, row 1"
    for column in header:
        if column not in COLUMNS:
            guess, allowed = suggestion(column, COLUMNS), ", ".join(COLUMNS)
            said = f"{shortened(column, 80)!r} is no column.{guess} Allowed: {allowed}."
            raise FiguresError(f"{where}: {said} Rename it, or leave it out.")
        if header.count(column) > 1:
            raise FiguresError(f"{where}: {column} is a column twice. Allowed: once. Remove one of them.")
    for column in ("process", "denominator"):
        if column not in header:
            why = {"process": "which process a figure is of", "denominator": "how many people stand behind a figure"}
            raise FiguresError(f"{where}: the column {column} is missing. Needed: {why[column]}. Add it.")
    if ("share" in header) == ("numerator" in header):
        told = "both share and numerator are" if "share" in header else "neither share nor numerator is"
        raise FiguresError(f"{where}: {told} a column. Allowed: one of the two. Keep one.")


def _level(columns: Mapping[str, str], file: str) -> str:
    """Return the finest level that is a column."""
    known = [level for level in LEVELS if level in columns]
    if not known:
        raise FiguresError(f"{file}, row 1: there is no column for places. Needed: region, network or team. Add one.")
    return known[-1]


def _period(columns: Mapping[str, str], file: str) -> str:
    known = [period for period in PERIODS if period in columns]
    if len(known) != 1:
        told = "both month and quarter are columns" if known else "there is neither a column month nor quarter"
        raise FiguresError(f"{file}, row 1: {told}. Allowed: one of the two. Keep one.")
    return known[0]


def _place(row: _Row, level: str, scenario: Scenario) -> str:
    """Return the name of a row's place, after a look at the coarser ones."""
    places = scenario.settings.places
    name = plain_name(row.text(level))
    known: Sequence[str] = getattr(places, f"{level}_names")
    if not name:
        row.fail(level, "is empty. Allowed: the name of a place. Give it one.")
    if name not in known:
        some = ", ".join(known[:3]) + (" and so on" if len(known) > 3 else "")
        told = f"is {name!r}, which is no {level} of {scenario.name}.{suggestion(name, known)} Allowed: {some}."
        row.fail(level, f"{told} Mend the name, or give the scenario places of your own.")
    at = known.index(name)
    network = places.team_network[at] if level == "team" else at
    own = {"network": lambda: places.network_names[network]}
    own["region"] = lambda: places.region_names[places.network_region[network]]
    for coarser in LEVELS[: LEVELS.index(level)]:
        given = plain_name(row.text(coarser))
        if given and given != own[coarser]():
            row.fail(coarser, f"is {given!r}, and {level} {name!r} is in {own[coarser]()!r}. Mend one of them.")
    return name


def _process(row: _Row, scenario: Scenario) -> str:
    known = scenario.settings.processes
    name = row.text("process").lower()
    if name not in known:
        told = f"is {row.text('process')!r}, which is no process of {scenario.name}.{suggestion(name, known)}"
        row.fail("process", f"{told} Allowed: {', '.join(known)}. Mend the name.")
    return name


def _month(row: _Row, period: str, scenario: Scenario) -> int:
    """Return the first month of a row's period."""
    months, calendar, text = scenario.settings.months, scenario.calendar, row.text(period)
    last = months - (1 if period == "month" else MONTHS_OF_QUARTER)
    where = f"{row.file}, {row.where}: {period}"
    if not text:
        row.fail(period, f"is empty. Allowed: the {period} of the figure. Give it one.")
    if period == "month" and is_number(text):
        month = int(text)
        if not 0 <= month <= last:
            when = "before the start" if month < 0 else "past the horizon"
            row.fail(
                period, f"is {month}, {when}. Allowed: 0 to {last}. Leave it out, or give the scenario more months."
            )
        return month
    if period == "month":
        try:
            date = date_in(text, where, "{date}")
            return month_in(date, calendar, where, last)
        except SimulationError as error:
            raise FiguresError(str(error)) from None
    form = _QUARTER.fullmatch(text)
    if form is None:
        row.fail(period, f'is {text!r}. Allowed: year, hyphen, Q or T, 1 to 4, such as "2026-Q1". Write it so.')
    date = Date(int(form[1]), MONTHS_OF_QUARTER * (int(form[2]) - 1) + 1)
    if calendar is None:
        raise FiguresError(str(without_start(where, text)))
    month = calendar.month(date)
    if not 0 <= month <= last:
        when = "before the start" if month < 0 else "past the horizon"
        whole = f"whole quarters from {calendar} to {calendar.date(months - 1)}"
        row.fail(period, f"is {text!r}, {when}. Allowed: {whole}. Leave it out, or give the scenario other months.")
    return month


def _figure(row: _Row) -> tuple[float, float]:
    """Return the share that a row reports, and the people behind it."""
    people = _number(row, "denominator", "how many people stand behind the figure")
    if not 0 < people <= MOST_PEOPLE or people % 1:
        row.fail(
            "denominator", f"is {people:g}. Allowed: a whole number of people, 1 or more. Mend it, or drop the row."
        )
    if "numerator" in row.cells:
        counted = _number(row, "numerator", "how many of them were reached")
        if counted < 0 or counted % 1:
            row.fail("numerator", f"is {counted:g}. Allowed: a whole number, 0 or more. Mend it.")
        if counted > people:
            row.fail(
                "numerator", f"is {counted:g}, above the denominator {people:g}. Allowed: as many or fewer. Mend one."
            )
        return counted / people, people
    share = _number(row, "share", "the share that was reached")
    if not 0 <= share <= 1:
        percent = f" Write {share / 100:g} if {share:g} is percent." if 1 < share <= 100 else " Mend it."
        row.fail("share", f"is {share:g}. Allowed: a share from 0 to 1.{percent}")
    return share, people


def _number(row: _Row, column: str, meaning: str) -> float:
    text = row.text(column)
    if not text:
        row.fail(column, f"is empty. Needed: {meaning}. Give it, or drop the row.")
    value = number_or_text(text)
    if isinstance(value, str):
        share = f" Write {float(text.rstrip('% ')) / 100:g}." if is_percent(text) and column == "share" else ""
        row.fail(column, f"is {text!r}, which is no number. Allowed: a decimal point, and no other mark.{share}")
    return value


def _coached(row: _Row) -> float:
    text = row.text("coached").lower()
    if text and text not in YES | NO:
        row.fail("coached", f"is {text!r}. Allowed: yes or no, 1 or 0. Choose one.")
    return float(text in YES) if text else float("nan")


def periods_in_words(found: Reported, scenario: Scenario) -> tuple[str, str]:
    """Return the first and the last month that figures speak of, as a table has them."""
    from scenarios.calendar import month_shown

    ends = found.periods[0], found.periods[-1] + found.length - 1
    first, last = (month_shown(month, scenario.calendar) for month in ends)
    return first, last


def figures_frame(found: Reported) -> Any:
    """Return the figures as a table, a row each."""
    import pandas

    rows = [
        {
            found.level: found.places[place],
            "month": found.periods[period],
            "process": found.processes[process],
            "share": float(found.shares[process, period, place]),
            "denominator": float(found.denominators[process, period, place]),
        }
        for process, period, place in np.argwhere(np.isfinite(found.shares)).tolist()
    ]
    return pandas.DataFrame(rows)
