"""Reading: from a file to the rows of its table, each with the cells of the columns that are ours.

What is left out or filled in is kept beside the rows, so that it can be said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.tables.files import grids_in
from scenarios.tables.grids import Cell, FormulaError, Grid, is_blank, text_in
from scenarios.tables.headers import REQUIRED, Header, columns_for, folded, header_in, is_total
from scenarios.tables.problems import Problems, refuse
from scenarios.wording import shortened, suggestion

_FILLED_DOWN = ("region", "network")
"""What may stand once over the rows below, without a merged cell that says so."""


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
    """A table of places, and what was understood of it.

    Attributes
    ----------
    file : str
        As messages name it.
    grid : Grid
    header : Header
    rows : list of Row
        One for each team.
    left_out : list of (int, str, str)
        Rows that are no teams: number, what they begin with, and why: ``title``, ``total``, ``note``, ``heading``.
    filled : dict of str to int
        How many cells of a column were taken from the one above.
    problems : Problems
    """

    file: str
    grid: Grid
    header: Header
    rows: list[Row] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    filled: dict[str, int] = field(default_factory=dict)
    problems: Problems = field(default_factory=lambda: Problems(""))

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

    def place(self, row: Row, column: str) -> tuple[int, int]:
        """Return row and column, by which problems are put in order."""
        return row.number, self.header.columns.get(column, 0)


def table_in(data: bytes, file: str, processes: tuple[str, ...], sheet: str | None, mapped: Mapping[str, str]) -> Table:
    """Return the table of places of a file.

    Parameters
    ----------
    data : bytes
        What the file holds.
    file : str
        As messages name it.
    processes : tuple of str
    sheet : str or None
        Name of the sheet, where the user says it.
    mapped : mapping of str to str
        Header of each column as the user says it.

    Raises
    ------
    ScenarioError
        If it is no table, has no sheet that fits or several, or its header is not understood.
    """
    grids = grids_in(data, file, lambda grid: _fit(header_in(grid, mapped, processes)))
    grid, header = _chosen(grids, file, sheet, mapped, processes)
    number, cells = grid.rows[header.row]
    problems = Problems(file)
    for place, problem in header.wrong:
        problems.add((number, place), f"{grid.address(number, place if place >= 0 else None)}: {problem}")
    missing = [column for column in REQUIRED if column not in header.columns and column not in mapped]
    if missing:
        problems.add((number, -1), f"{grid.address(number)}: {_missing(missing, cells)}")
    problems.refuse()
    table = Table(file, grid, header, problems=problems)
    table.left_out += [
        (number, next(text_in(cell) for cell in cells if text_in(cell)), "title")
        for number, cells in grid.rows[: header.row]
        if any(text_in(cell) for cell in cells)
    ]
    _take_rows(table)
    return table


def _fit(header: Header | None) -> int:
    return header.found if header is not None else 0


def _missing(missing: Sequence[str], cells: Sequence[Cell]) -> str:
    texts = [text_in(cell) for cell in cells if text_in(cell)]
    seen = ", ".join(map(repr, texts[:12]))
    verb = f"column {missing[0]} is" if len(missing) == 1 else f"columns {' and '.join(missing)} are"
    example = ", ".join(f'{column} = "{texts[-1] if texts else "..."}"' for column in missing[:1])
    return (
        f"the {verb} missing. Needed: {', '.join(REQUIRED)}; there are {seen}. Add it, or say in the scenario which it "
        f"is: columns = {{ {example} }} in a table [places]."
    )


def _chosen(
    grids: Sequence[Grid], file: str, sheet: str | None, mapped: Mapping[str, str], processes: tuple[str, ...]
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
    found = [(grid, header) for grid in grids if (header := header_in(grid, mapped, processes)) is not None]
    fitting = [(grid, header) for grid, header in found if all(column in header.columns for column in REQUIRED)]
    shown = [(grid, header) for grid, header in fitting if not grid.is_hidden]
    fitting = shown or fitting
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        listed = ", ".join(str(grid.sheet) for grid, _ in fitting[:12])
        first = fitting[0][0].sheet
        refuse(
            file,
            f"{len(fitting)} sheets have a table of places: {listed}. Allowed: one. Say which after a #, as in "
            f"{Path(file).name}#{first}.",
        )
    if found:
        return max(found, key=lambda one: one[1].found)
    if not any(grid.rows for grid in grids):
        which = f"sheet {sheet!r} is empty" if sheet is not None else "it is empty"
        refuse(file, f"{which}. Give it a header and a row for each team.")
    grid = next(grid for grid in grids if grid.rows)
    number, cells = next((one for one in grid.rows if any(text_in(cell) for cell in one[1])), grid.rows[0])
    missing = _missing(REQUIRED, cells)
    raise_at = grid.address(number)
    problems = Problems(file)
    problems.add((number, 0), f"{raise_at}: {missing}")
    problems.refuse()
    raise AssertionError("a table without a header")


def _take_rows(table: Table) -> None:
    """Take the rows below the header; leave out those that are no teams, and fill in what a cell above says."""
    grid, header = table.grid, table.header
    merged = _merged_from(grid)
    below = [(n, c) for n, c in grid.rows[header.row + 1 :] if any(not is_blank(cell) for cell in c)]
    width = len(grid.rows[header.row][1])
    above: dict[str, str] = {}
    last_team = max((at for at, (_, c) in enumerate(below) if _own(header, c, "team")), default=-1)
    for at, (number, cells) in enumerate(below):
        own: dict[str, Cell] = {c: cells[p] if p < len(cells) else "" for c, p in header.columns.items()}
        first = next(text_in(cell) for cell in cells if not is_blank(cell))
        filled_cells = [cell for cell in cells if not is_blank(cell)]
        if _is_total(own, cells, header):
            table.left_out.append((number, first, "total"))
            continue
        if len(filled_cells) == 1 and is_blank(own["team"]) and at > last_team:
            table.left_out.append((number, first, "note"))
            continue
        if _is_heading(own, filled_cells, header, below[at + 1 :]):
            above = {"region": text_in(own["region"])}
            table.left_out.append((number, first, "heading"))
            continue
        if grid.sheet is None and not _has_width(table, number, cells, width):
            continue
        _fill(table, number, own, above, merged)
        above = {column: text_in(own[column]) for column in _FILLED_DOWN}
        table.rows.append(Row(number, own))
    if not table.rows and not table.problems:
        refuse(table.file, "it has no teams. Give each team a row under the header.")


def _own(header: Header, cells: Sequence[Cell], column: str) -> str:
    place = header.columns[column]
    return text_in(cells[place]) if place < len(cells) else ""


def _is_total(own: Mapping[str, Cell], cells: Sequence[Cell], header: Header) -> bool:
    """Return whether a row sums up others: a name says so, and none stands after it."""
    names = [text_in(own[column]) for column in REQUIRED]
    for place, name in enumerate(names):
        # A team may be called "Total Care Clinic": it is a total only where it is that of its own network or region.
        if name and is_total(name, names[:2] if place == 2 else None):
            return not any(other and other != name and not is_total(other) for other in names[place + 1 :])
    first = next((text_in(cell) for cell in cells if not is_blank(cell)), "")
    return not any(names) and is_total(first)


def _is_heading(
    own: Mapping[str, Cell], filled: Sequence[Cell], header: Header, after: Sequence[tuple[int, Sequence[Cell]]]
) -> bool:
    """Return whether a row has the name of a region alone, and the rows below leave it out."""
    if len(filled) != 1 or is_blank(own["region"]) or header.columns["region"] == header.columns["network"]:
        return False
    following = after[0][1] if after else ()
    return bool(following) and not _own(header, following, "region") and bool(_own(header, following, "team"))


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
    table: Table, number: int, own: dict[str, Cell], above: Mapping[str, str], merged: Mapping[tuple[int, int], Cell]
) -> None:
    for column, place in table.header.columns.items():
        value = merged.get((number - 1, place), "")  # whatever a cell under a merged one holds, nobody sees it
        if not is_blank(value):
            if column in ("population", "team", "ties"):
                where = table.grid.address(number, place)
                told = (
                    f"{column} is part of merged cells, {shown(value)!r}. Allowed: a cell for each team. Unmerge them."
                )
                table.problems.add((number, place), f"{where}: {told}")
                continue
            own[column] = value
            table.filled[column] = table.filled.get(column, 0) + 1
    if is_blank(own["region"]) and not is_blank(own["team"]) and above.get("region"):
        if is_blank(own["network"]) and above.get("network"):
            own["network"] = above["network"]
            table.filled["network"] = table.filled.get("network", 0) + 1
        own["region"] = above["region"]
        table.filled["region"] = table.filled.get("region", 0) + 1


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
    told = f"is the error {shown(cell)} of a formula. Mend the formula, or type what it should be."
    table.problems.add(table.place(row, column), f"{table.at(row, column)} {told}")
    return True


__all__ = ["Row", "Table", "columns_for", "error_in", "shown", "table_in"]
