"""Reading: from a file to the rows of its table, each with the cells of the columns that are ours.

What is left out or filled in is kept beside the rows, so that it can be said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.tables.files import grids_in
from scenarios.tables.grids import Cell, FormulaError, Grid, is_blank, text_in
from scenarios.tables.headers import Header, header_in
from scenarios.tables.kinds import Kind, bare, shown_need
from scenarios.tables.names import folded, is_total
from scenarios.tables.numbers import NumberColumn, ways_shown
from scenarios.tables.problems import Problems, refuse
from scenarios.tables.understood import Understood
from scenarios.wording import shortened, suggestion
from simulation.errors import ScenarioError, SimulationError

YES = frozenset(
    ("1", "yes", "y", "true", "sí", "si", "s", "x", "✓", "✔", "verdadero", "coached", "acompañado", "acompañada")
)
NO = frozenset(["0", "no", "n", "false", "falso", "-", "–"])


@dataclass(frozen=True)
class Row:
    """One row of a table: its number, and its cells by column."""

    number: int
    cells: Mapping[str, Cell]

    def cell(self, column: str) -> Cell:
        """Return a cell; an empty text where the table has no such column."""
        return self.cells.get(column, "")

    def text(self, column: str) -> str:
        """Return a cell as text on one line."""
        return text_in(self.cell(column))


@dataclass
class Table:
    """A table, and what was understood of it.

    Attributes
    ----------
    file : str
        As messages name it.
    kind : Kind
    grid : Grid
    header : Header
    rows : list of Row
        Those that are of the kind: one for each team, or with figures.
    left_out : list of (int, str, str)
        Rows that are not: number, what they begin with, and why: ``title``, ``total``, ``note``, ``heading``.
    filled : dict of str to int
        How many cells of a column were taken from the one above.
    problems : Problems
    """

    file: str
    kind: Kind
    grid: Grid
    header: Header
    problems: Problems
    rows: list[Row] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    filled: dict[str, int] = field(default_factory=dict)

    @property
    def header_row(self) -> Row:
        """The row of the header."""
        return Row(self.grid.rows[self.header.row][0], {})

    @property
    def columns(self) -> dict[str, str]:
        """The header of each column that was found."""
        cells = self.grid.rows[self.header.row][1]
        return {column: text_in(cells[place]) for column, place in self.header.columns.items()}

    @property
    def left_alone(self) -> list[str]:
        """Headers of columns that are of no use to us."""
        cells = self.grid.rows[self.header.row][1]
        return [text_in(cells[place]) for place in self.header.left_alone]

    def at(self, row: Row, column: str) -> str:
        """Return where a cell is, and which column, as messages begin."""
        place = self.header.columns.get(column)
        return f"{self.grid.address(row.number, place)}: {column}"

    def at_header(self, column: str) -> str:
        """Return where the header of a column is, and which column, as messages begin."""
        return self.at(self.header_row, column)

    def place(self, row: Row, column: str) -> tuple[int, int]:
        """Return row and column, by which problems are put in order."""
        return row.number, self.header.columns.get(column, 0)

    def fail(self, row: Row, column: str, problem: str, kind: type[SimulationError] = ScenarioError) -> None:
        """Note what is wrong with a cell."""
        self.problems.add(self.place(row, column), f"{self.at(row, column)} {problem}", kind)

    def fail_header(self, column: str, problem: str) -> None:
        """Note what is wrong with a column as a whole."""
        self.fail(self.header_row, column, problem)

    def understood(self, numbers: Mapping[str, NumberColumn], renamed: Sequence[str] = ()) -> Understood:
        """Return what the table was understood as; its numbers as they were read."""
        return Understood(
            file=self.file,
            sheet=self.grid.sheet,
            encoding=self.grid.encoding,
            separator=self.grid.separator,
            header=self.header_row.number,
            columns=self.columns,
            left_alone=tuple(self.left_alone),
            left_out=tuple(self.left_out),
            filled=dict(self.filled),
            numbers={column: tuple(ways_shown(own)) for column, own in numbers.items()},
            renamed=tuple(renamed),
            ranges={
                column: (len(own.values), min(own.values.values()), max(own.values.values()))
                for column, own in numbers.items()
                if own.values
            },
        )


def table_in(data: bytes, file: str, kind: Kind, sheet: str | None, mapped: Mapping[str, str]) -> Table:
    """Return the table of a file.

    Parameters
    ----------
    data : bytes
        What the file holds.
    file : str
        As messages name it.
    kind : Kind
        What the table is of.
    sheet : str or None
        Name of the sheet, where the user says it.
    mapped : mapping of str to str
        Header of each column as the user says it.

    Raises
    ------
    ScenarioError
        If it is no table, has no sheet that fits or several, or its header is not understood.
    """
    grids = grids_in(data, file, lambda grid: _fit(header_in(grid, kind, mapped), kind))
    grid, header = _chosen(grids, file, kind, sheet, mapped)
    number, cells = grid.rows[header.row]
    problems = Problems(file)
    for place, problem in header.wrong:
        problems.add((number, place), f"{grid.address(number, place if place >= 0 else None)}: {problem}")
    missing = [group for group in kind.lacks(header.columns) if not any(column in mapped for column in group)]
    if missing:
        problems.add((number, -1), f"{grid.address(number)}: {_missing(missing, cells, kind)}")
    problems.refuse()
    table = Table(file, kind, grid, header, problems=problems)
    table.left_out += [
        (number, next(text_in(cell) for cell in cells if text_in(cell)), "title")
        for number, cells in grid.rows[: header.row]
        if any(text_in(cell) for cell in cells)
    ]
    _take_rows(table)
    return table


def _fit(header: Header | None, kind: Kind) -> int:
    return header.fits(kind) if header is not None else 0


ROW_FOR_EACH = "A table of places has a row for each health unit: of sums by department nothing can be run."


def _missing(missing: Sequence[Sequence[str]], cells: Sequence[Cell], kind: Kind) -> str:
    texts = [text_in(cell) for cell in cells if text_in(cell)]
    seen = ", ".join(map(repr, texts[:12]))
    names = [shown_need(group) for group in missing]
    verb = f"column {names[0]} is" if len(names) == 1 else f"columns {', '.join(names)} are"
    needed = [shown_need(group) for group in kind.needed]
    between = "; " if any(" " in one for one in needed) else ", "
    said = f"the {verb} missing. Needed: {between.join(needed)}; there are {seen}."
    if not kind.is_mapped:
        return f"{said} Add it."
    rows = f" {ROW_FOR_EACH}" if any("team" in group for group in missing) else ""
    columns = f'columns = {{ {names[0]} = "..." }}'
    return f"{said}{rows} Add it, or say in the scenario which it is: {columns} in a table [places]."


def _chosen(
    grids: Sequence[Grid], file: str, kind: Kind, sheet: str | None, mapped: Mapping[str, str]
) -> tuple[Grid, Header]:
    """Return the sheet that has the table, and its header."""
    names = [grid.sheet for grid in grids if grid.sheet is not None]
    if sheet is not None:
        if not names:
            refuse(file, f"it has no sheets, and sheet {sheet!r} is asked for. Leave the sheet out.")
        grids = [grid for grid in grids if grid.sheet == sheet] or [
            grid for grid in grids if grid.sheet is not None and folded(grid.sheet) == folded(sheet)
        ]
        if len(grids) != 1:
            listed = ", ".join(names[:12])
            refuse(file, f"it has no sheet {sheet!r}.{suggestion(sheet, names)} Allowed: {listed}. Choose one of them.")
    found = [(grid, header) for grid in grids if (header := header_in(grid, kind, mapped)) is not None]
    fitting = [(grid, header) for grid, header in found if not kind.lacks(header.columns)]
    shown = [(grid, header) for grid, header in fitting if not grid.is_hidden]
    fitting = shown or fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        listed = ", ".join(str(grid.sheet) for grid, _ in fitting[:12])
        first = fitting[0][0].sheet
        refuse(
            file,
            f"{len(fitting)} sheets have a table of {kind.of}: {listed}. Allowed: one. Say which after a #, as in "
            f"{Path(file).name}#{first}.",
        )
    if found:
        return max(found, key=lambda one: one[1].fits(kind))
    if not any(grid.rows for grid in grids):
        which = f"sheet {sheet!r} is empty" if sheet is not None else "it is empty"
        refuse(file, f"{which}. Give it a header and a row for each {kind.row}.")
    grid = next(grid for grid in grids if grid.rows)
    number, cells = next((one for one in grid.rows if any(text_in(cell) for cell in one[1])), grid.rows[0])
    missing = _missing(kind.needed, cells, kind)
    raise ScenarioError(f"{file}, {shortened(f'{grid.address(number)}: {missing}')}")


def _take_rows(table: Table) -> None:
    """Take the rows below the header; leave out those that are none of the kind, and fill in what a cell above says."""
    grid, header, kind = table.grid, table.header, table.kind
    levels = kind.levels(header.columns)
    merged = _merged_from(grid)
    below = [(n, c) for n, c in grid.rows[header.row + 1 :] if any(not is_blank(cell) for cell in c)]
    width = len(grid.rows[header.row][1])
    marks = [column for column in header.columns if bare(column) in kind.marks]
    above: dict[str, str] = {}
    last = max((at for at, (_, c) in enumerate(below) if any(_own(header, c, mark) for mark in marks)), default=-1)
    for at, (number, cells) in enumerate(below):
        own: dict[str, Cell] = {c: cells[p] if p < len(cells) else "" for c, p in header.columns.items()}
        filled_cells = [cell for cell in cells if not is_blank(cell)]
        first = text_in(filled_cells[0])
        if _is_total(own, first, kind):
            table.left_out.append((number, first, "total"))
            continue
        if len(filled_cells) == 1 and at > last and all(is_blank(own[mark]) for mark in marks):
            table.left_out.append((number, first, "note"))
            continue
        if _is_heading(own, filled_cells, header, levels, below[at + 1 : at + 2]):
            above = {levels[0]: text_in(own[levels[0]])}
            table.left_out.append((number, first, "heading"))
            continue
        if grid.sheet is None and not _has_width(table, number, cells, width):
            continue
        _fill(table, number, own, levels, above, merged)
        above = {column: text_in(own[column]) for column in levels[:-1]}
        table.rows.append(Row(number, own))
    if not table.rows and not table.problems:
        refuse(table.file, f"it has no {kind.row}s. Give each {kind.row} a row under the header.")


def _own(header: Header, cells: Sequence[Cell], column: str) -> str:
    place = header.columns[column]
    return text_in(cells[place]) if place < len(cells) else ""


def _is_total(own: Mapping[str, Cell], first: str, kind: Kind) -> bool:
    """Return whether a row sums up others: a name says so, and none stands after it."""
    for columns in kind.sums:
        names = [text_in(own[column]) for column in columns if column in own]
        for place, name in enumerate(names):
            # A team may be called "Total Care Clinic": a total is that of its own network or region.
            of = tuple(names[:place]) if columns[place] == "team" else None
            if name and is_total(name, of):
                if any(other and other != name and not is_total(other) for other in names[place + 1 :]):
                    break
                return True
    return not any(text_in(own[level]) for level in kind.levels(own)) and is_total(first)


def _is_heading(
    own: Mapping[str, Cell],
    filled: Sequence[Cell],
    header: Header,
    levels: Sequence[str],
    after: Sequence[tuple[int, Sequence[Cell]]],
) -> bool:
    """Return whether a row has the name of a region alone, and the rows below leave it out."""
    coarsest, finest = levels[0], levels[-1]
    if len(filled) != 1 or len(levels) < 2 or is_blank(own[coarsest]):
        return False
    if header.columns[coarsest] == header.columns[levels[1]] or not after:
        return False
    following = after[0][1]
    return not _own(header, following, coarsest) and bool(_own(header, following, finest))


def _has_width(table: Table, number: int, cells: Sequence[Cell], width: int) -> bool:
    """Return whether a row of a CSV file has as many cells as the header, empty ones at its end aside."""
    many = len(cells)
    while many > width and is_blank(cells[many - 1]):
        many -= 1
    if many == width:
        return True
    has_comma = table.grid.separator == "," and many > width
    quotes = " A comma inside a name or a number needs quotes around it." if has_comma else ""
    told = f"row has {many} cells. Allowed: {width}, as in the header.{quotes} Fill or remove cells."
    table.problems.add((number, 0), f"row {number}: {told}")
    return False


def _fill(
    table: Table,
    number: int,
    own: dict[str, Cell],
    levels: Sequence[str],
    above: Mapping[str, str],
    merged: Mapping[tuple[int, int], Cell],
) -> None:
    """Fill in what a merged cell says, and the coarser places that stand once over the rows below."""
    for column, place in table.header.columns.items():
        value = merged.get((number - 1, place), "")  # whatever a cell under a merged one holds, nobody sees it
        if not is_blank(value):
            if bare(column) in table.kind.own:
                where = table.grid.address(number, place)
                told = f"{column} is part of merged cells, {shown(value)!r}. Allowed: a cell for each {table.kind.row}."
                table.problems.add((number, place), f"{where}: {told} Unmerge them.")
                continue
            own[column] = value
            table.filled[column] = table.filled.get(column, 0) + 1
    coarsest, finest = levels[0], levels[-1]
    if is_blank(own[coarsest]) and not is_blank(own[finest]) and above.get(coarsest):
        for column in reversed(levels[:-1]):
            if is_blank(own[column]) and above.get(column):
                own[column] = above[column]
                table.filled[column] = table.filled.get(column, 0) + 1


def shown(cell: Cell) -> str:
    """Return a cell as messages have it."""
    return shortened(text_in(cell), 80)


def _merged_from(grid: Grid) -> dict[tuple[int, int], Cell]:
    """Return the value of each cell that is merged with one above, by row and column counted from 0."""
    found: dict[tuple[int, int], Cell] = {}
    by_row = {number - 1: cells for number, cells in grid.rows}
    for (top, left), (bottom, right) in grid.merged:
        if left != right or top not in by_row or left >= len(by_row[top]):
            continue  # over columns: a title, or a header of two lines
        for row in range(top + 1, min(bottom, max(by_row)) + 1):
            found[row, left] = by_row[top][left]
    return found


def error_in(table: Table, row: Row, column: str) -> bool:
    """Note it where a cell is the error of a formula, and return whether it is."""
    cell = row.cell(column)
    if not isinstance(cell, FormulaError):
        return False
    table.fail(row, column, f"is the error {shown(cell)} of a formula. Mend the formula, or type what it should be.")
    return True


def yes_in(table: Table, row: Row, column: str) -> bool | None:
    """Return whether a cell says yes, which an empty one does not; None where it says neither, which is noted."""
    if error_in(table, row, column):
        return None
    text = row.text(column)
    if text and text.lower() not in YES | NO:
        table.fail(row, column, f"is {text[:80]!r}. Allowed: yes or no, sí or no, x, 1 or 0. Choose one.")
        return None
    return text.lower() in YES
