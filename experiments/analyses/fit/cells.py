"""Cells: from the rows of a table to figures by process, month and place; all that is wrong is told at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from experiments.analyses.fit.columns import BARE, MEANT, PEOPLE, WHATS
from experiments.analyses.fit.periods import PERIODS, first_month, period_of
from experiments.analyses.fit.places import PlacesNamed
from scenarios.cells import in_thousands, is_nothing
from scenarios.load import Scenario
from scenarios.tables.grids import Cell, FormulaError, is_blank
from scenarios.tables.kinds import OF_FAMILY, bare
from scenarios.tables.names import process_meant
from scenarios.tables.numbers import NumberColumn, numbers_in
from scenarios.tables.reading import Row, Table, error_in, yes_in
from scenarios.tables.understood import Understood
from scenarios.wording import suggestion
from simulation.errors import SimulationError


@dataclass(frozen=True)
class Figures:
    """What a table of figures gives.

    Attributes
    ----------
    level : {"region", "network", "team"}
    period : {"month", "quarter"}
    figures : mapping of (str, int, int) to (float, float)
        Share and people of each figure, by process, first month, and number of the place.
    coached : mapping of int to float
        By number of the place: 1 if it is or was coached, 0 if not; NaN where nothing is said.
    understood : Understood
    """

    level: str
    period: str
    figures: Mapping[tuple[str, int, int], tuple[float, float]]
    coached: Mapping[int, float]
    understood: Understood


def figures_in(table: Table, scenario: Scenario) -> Figures:
    """Return the figures of a table, checked against a scenario.

    Raises
    ------
    ScenarioError
        If cells are not as described: one message with all of them.
    """
    return _Builder(table, scenario).found()


@dataclass(frozen=True)
class _Figure:
    """One figure: its row, the column that has it, and its column of people."""

    row: Row
    column: str
    people: str


class _Builder:
    """Rows on their way to figures; every problem is noted, and all are told together."""

    def __init__(self, table: Table, scenario: Scenario) -> None:
        self.table, self.scenario = table, scenario
        columns = table.header.columns
        self.wide = [column for column in columns if OF_FAMILY in column and bare(column) != PEOPLE]
        self.whats = [what for what in WHATS if what in map(bare, columns)]
        self.level = table.kind.levels(columns)[-1]
        self.places = PlacesNamed(table, scenario)
        self.read: dict[str, NumberColumn] = {}
        self.unknown: set[str] = set()
        self.contradictory: set[int] = set()

    def found(self) -> Figures:
        self._check_columns()
        self.table.problems.refuse()
        period = next((one for one in PERIODS if one in self.table.header.columns), "")
        months = self._months_of_columns()
        what = self.whats[0]
        figures = list(self._figures())
        if not figures and not self.table.problems:
            self.table.fail_header(self.wide[0], "and the others are empty. Give figures in some of them.")
        counted = "numerator" if what == "numerator" else "share"
        values: dict[tuple[int, str], float] = {}
        if what != BARE or self._are_shares(figures):
            values = self._numbers(counted, ((one.row, one.column) for one in figures))
        people = self._numbers(PEOPLE, ((one.row, one.people) for one in figures))
        found: dict[tuple[str, int, int], tuple[float, float]] = {}
        first_row: dict[tuple[str, int, int], Row] = {}
        coached: dict[int, tuple[Row, float]] = {}
        twice: set[int] = set()
        for one in figures:
            row = one.row
            process, place = self._process(row), self.places.number(row)
            month = self._month(row, period) if period else months.get(one.column)
            if place is not None:
                self._note_coached(row, place, coached)
            if process is None or place is None or month is None:
                continue
            key = process, month, place
            other = first_row.setdefault(key, row)
            if other is not row and row.number not in twice:
                twice.add(row.number)
                there = self.table.grid.address(other.number)
                told = f"is {row.text(self.level)!r}, with the same {period or 'months'} and process as {there}."
                self.table.fail(row, self.level, f"{told} Remove one of them.")
            value, of = values.get((row.number, one.column)), people.get((row.number, one.people))
            if value is None or of is None:
                continue
            if counted == "numerator" and value > of:
                told = f"is {value:g}, above the denominator {of:g}. Allowed: as many or fewer. Mend one."
                self.table.fail(row, one.column, told)
            found[key] = (value / of if counted == "numerator" else value), of
        self.table.problems.refuse()
        return Figures(
            self.level,
            period or period_of(self.wide[0].partition(OF_FAMILY)[2]),
            found,
            {place: said for place, (_, said) in coached.items()},
            self.table.understood(self.read),
        )

    def _check_columns(self) -> None:
        """Note what columns contradict each other, and which are missing beside others."""
        columns, fail = self.table.header.columns, self.table.fail_header
        if len(self.whats) > 1:
            one, other = self.whats[:2]
            both = next(column for column in columns if bare(column) == other)
            fail(both, f"is a column, and {one} is one. Allowed: figures of one kind. Keep one.")
        periods = [period for period in PERIODS if period in columns]
        of_family = [column for column in columns if OF_FAMILY in column]
        if len(periods) > 1:
            fail("quarter", "is a column, and month is one. Allowed: one of the two. Keep one.")
        if not of_family:
            return
        if periods:
            fail(of_family[0], f"is a column, and {periods[0]} is one. Allowed: one of the two. Keep one.")
        if len({period_of(column.partition(OF_FAMILY)[2]) for column in of_family}) > 1:
            fail(of_family[0], "is beside columns of other length. Allowed: all months, or all quarters. Keep some.")
        plain = [what for what in self.whats if what in columns]
        if plain or not self.wide:
            told = f"is a column of its own, and {plain[0]} is one for all" if plain else "has no figures beside it"
            example = of_family[0].partition(OF_FAMILY)[2]
            fail(of_family[0], f"{told}. Allowed: figures of each month. Head them 'share {example}', and so on.")
        elif PEOPLE in columns:
            for column in of_family:
                if bare(column) == PEOPLE:
                    fail(column, f"is a column, and {PEOPLE} is one. Allowed: one for all, or one for each. Keep one.")
        else:
            for column in self.wide:
                own = column.partition(OF_FAMILY)[2]
                if f"{PEOPLE}{OF_FAMILY}{own}" not in columns:
                    fail(column, f"has no column of people. Needed: one headed '{PEOPLE} {own}'. Add it.")

    def _months_of_columns(self) -> dict[str, int]:
        """Return the first month of each column of figures of a wide table."""
        found: dict[str, int] = {}
        for column in self.wide:
            own, where = column.partition(OF_FAMILY)[2], self.table.at_header(column)
            settings, calendar = self.scenario.settings, self.scenario.calendar
            try:
                found[column] = first_month(own, period_of(own), where, settings.months, calendar)
            except SimulationError as error:
                self.table.problems.add(self.table.place(self.table.header_row, column), str(error))
        return found

    def _figures(self) -> Iterator[_Figure]:
        """Yield each figure: a row of a long table, each cell of a wide one that is not empty."""
        for row in self.table.rows:
            if not self.wide:
                yield _Figure(row, self.whats[0], PEOPLE)
            for column in self.wide:
                if not _is_empty(row.cell(column)):
                    own = f"{PEOPLE}{OF_FAMILY}{column.partition(OF_FAMILY)[2]}"
                    yield _Figure(row, column, PEOPLE if PEOPLE in self.table.header.columns else own)

    def _are_shares(self, figures: Sequence[_Figure]) -> bool:
        """Return whether numbers under a month alone are shares; whole numbers may be percents, or people."""
        if not figures or not all(_may_be_people(one.row.cell(one.column)) for one in figures):
            return True
        own = self.wide[0].partition(OF_FAMILY)[2]
        self.table.fail_header(
            self.wide[0],
            f"and the others have whole numbers, which may be percents or people. Head each 'share {own}' or "
            f"'numerator {own}', and so on.",
        )
        return False

    def _numbers(self, name: str, cells: Iterable[tuple[Row, str]]) -> dict[tuple[int, str], float]:
        """Return the numbers of all cells of one meaning, by number of their row and column."""
        spots = {(row.number, column): (row, column) for row, column in cells}
        filled = {spot: own for spot, own in spots.items() if not _is_empty(own[0].cell(own[1]))}
        for spot, (row, column) in spots.items():
            if spot not in filled:
                self.table.fail(row, column, f"is empty. Needed: {_NEEDED[name]}. Give it, or drop the row.")
        order = list(filled.values())
        own = numbers_in({n: row.cell(column) for n, (row, column) in enumerate(order)}, MEANT[name])
        for n, problem in own.wrong.items():
            self.table.fail(*order[n], problem)
        self.read[name] = own
        return {(order[n][0].number, order[n][1]): value for n, value in own.values.items()}

    def _process(self, row: Row) -> str | None:
        known = self.scenario.settings.processes
        text = row.text("process")
        found = process_meant(text, known)
        if found is None and text not in self.unknown and not error_in(self.table, row, "process"):
            self.unknown.add(text)
            told = f"is {text[:80]!r}, which is no process of {self.scenario.name}.{suggestion(text.lower(), known)}"
            self.table.fail(row, "process", f"{told} Allowed: {', '.join(known)}. Mend the name.")
        return found

    def _month(self, row: Row, period: str) -> int | None:
        where, settings = self.table.at(row, period), self.scenario.settings
        if error_in(self.table, row, period):
            return None
        try:
            return first_month(row.cell(period), period, where, settings.months, self.scenario.calendar)
        except SimulationError as error:
            self.table.problems.add(self.table.place(row, period), str(error))
            return None

    def _note_coached(self, row: Row, place: int, coached: dict[int, tuple[Row, float]]) -> None:
        """Note whether a place is coached, and what contradicts the rows above; each row once."""
        text = row.text("coached")
        known = coached.get(place)
        if (known and known[0] is row) or row.number in self.contradictory:
            return
        is_yes = yes_in(self.table, row, "coached")
        if is_yes is None:
            self.contradictory.add(row.number)
            return
        said = float(is_yes) if text else math.nan
        first, other = coached.setdefault(place, (row, said))
        if said != other and not (math.isnan(said) and math.isnan(other)):
            self.contradictory.add(row.number)
            there = f"{first.text('coached')!r} in {self.table.grid.address(first.number)}"
            told = f"is {text!r}, and {there} of the same place. Allowed: the same in all its rows. Mend one of them."
            self.table.fail(row, "coached", told)


_NEEDED = {
    "share": "the share that was reached",
    "numerator": "how many of them were reached",
    PEOPLE: "how many people stand behind the figure",
}


def _is_empty(cell: Cell) -> bool:
    """Return whether a cell has no number, nor anything that should be one."""
    return is_blank(cell) or (isinstance(cell, str) and (is_nothing(cell) or cell in "-–—"))


def _may_be_people(cell: Cell) -> bool:
    """Return whether a cell may be a whole number."""
    if isinstance(cell, FormulaError):
        return False
    if isinstance(cell, str):
        return cell.isdigit() or in_thousands(cell) is not None
    return isinstance(cell, float) and cell.is_integer()
