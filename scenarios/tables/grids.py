"""Grids: cells in rows as a file has them, with the addresses by which people find them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from scenarios.cells import plain_name


@dataclass(frozen=True)
class FormulaError:
    """What a spreadsheet shows where a formula has no result."""

    text: str


Cell: TypeAlias = (
    "str | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | FormulaError"
)
Merged: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """One sheet, or one CSV file.

    Attributes
    ----------
    rows : sequence of (int, sequence of Cell)
        Number of each row, as the program that opens the file counts them, and its cells; text is one line, and an
        empty cell is an empty text.
    sheet : str or None
        Name of the sheet; None in a CSV file.
    merged : sequence of (first, last)
        Cells that are merged, each corner by row and column counted from 0.
    is_hidden : bool
    separator, encoding : str
        Of a CSV file.
    text : str
        Of a CSV file.
    """

    rows: Sequence[tuple[int, Sequence[Cell]]]
    sheet: str | None = None
    merged: Sequence[Merged] = ()
    is_hidden: bool = False
    separator: str = ""
    encoding: str = ""
    text: str = field(default="", repr=False)

    def address(self, row: int, column: int | None = None) -> str:
        """Return where a cell is: ``Sheet!C12``; ``row 12`` in a CSV file."""
        if self.sheet is None:
            return f"row {row}"
        sheet = self.sheet if self.sheet.isalnum() else f"'{self.sheet}'"
        return f"{sheet}!{row}:{row}" if column is None else f"{sheet}!{letters(column)}{row}"


def letters(column: int) -> str:
    """Return the letters of a column that is counted from 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def column_of(found: str) -> int:
    """Return the column of its letters, counted from 0."""
    number = 0
    for letter in found:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def text_in(cell: Cell) -> str:
    """Return a cell as text on one line, numbers in full and whole ones without a point."""
    if isinstance(cell, FormulaError):
        return cell.text
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return plain_name(str(cell))


def is_blank(cell: Cell) -> bool:
    """Return whether a cell is empty."""
    return isinstance(cell, str) and not cell
