"""Headers: which column of a table is which, by the names that people give them, in English and in Spanish."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.tables.grids import Cell, Grid, is_blank, text_in
from scenarios.tables.kinds import OF_FAMILY, Kind
from scenarios.tables.names import folded

MOST_ROWS_ABOVE = 30
"""Rows in which a header is looked for."""
_LIKE = 0.75
"""From how much likeness on an unknown header is taken for a slip of the pen."""


@dataclass(frozen=True)
class Header:
    """A row of headers, and what it was understood as.

    Attributes
    ----------
    row : int
        Its place among the rows of the grid.
    columns : mapping of str to int
        Place of each column that was found.
    wrong : sequence of (int, str)
        Problems, each with the place of its column; -1 where it is of the row.
    left_alone : sequence of int
        Columns that are none of ours.
    """

    row: int
    columns: Mapping[str, int]
    wrong: Sequence[tuple[int, str]] = field(default=())
    left_alone: Sequence[int] = ()

    def fits(self, kind: Kind) -> int:
        """Return how many of the columns that are needed there are, and then how many others."""
        return 100 * (len(kind.needed) - len(kind.lacks(self.columns))) + len(self.columns)


def header_in(grid: Grid, kind: Kind, mapped: Mapping[str, str]) -> Header | None:
    """Return the row of a grid that is its header, or looks most like one; None where no row does.

    Parameters
    ----------
    grid : Grid
    kind : Kind
    mapped : mapping of str to str
        Header of each column as the user says it.
    """
    best: Header | None = None
    looked = 0
    for place, (_, cells) in enumerate(grid.rows):
        if looked == MOST_ROWS_ABOVE:
            break
        if any(text_in(cell) for cell in cells):
            looked += 1
            header = _header_of(grid, place, cells, kind, mapped)
            if header.columns and (best is None or header.fits(kind) > best.fits(kind)):
                best = header
    return best


def _header_of(grid: Grid, place: int, cells: Sequence[Cell], kind: Kind, mapped: Mapping[str, str]) -> Header:
    texts = [cell if isinstance(cell, str) else "" for cell in cells]
    columns, wrong = _mapped_in(texts, mapped)
    taken = set(columns.values())
    meant: dict[int, str] = {}
    for n, cell in enumerate(cells):
        if n not in taken and not is_blank(cell):
            column, problem = kind.meant_by(cell)
            if problem:
                wrong.append((n, problem))
            if column:
                meant[n] = column
    for column in dict.fromkeys(meant.values()):
        if column in columns:
            continue
        at = [n for n, one in meant.items() if one == column]
        if column in kind.vague:
            wrong.append((at[0], f"{texts[at[0]]!r} {kind.vague[column]} Rename it."))
            continue
        named = [n for n in at if folded(texts[n]) == folded(column) or OF_FAMILY in column]
        first = (named or at)[0]
        if len(named) > 1:
            wrong.append((named[1], f"{column} is a column twice. Allowed: once. Remove one of them."))
        elif not named and not _are_same(grid, place, at):
            both = " and ".join(repr(texts[n]) for n in at[:3])
            said = f'Say which: columns = {{ {_key(column)} = "{texts[first]}" }} in [places], or rename one.'
            wrong.append(
                (
                    at[1],
                    f"{both} could each be the column {column}. {said if kind.is_mapped else 'Rename one of them.'}",
                )
            )
        columns[column] = first
    taken = set(columns.values())
    left = [n for n, text in enumerate(texts) if text and n not in taken and meant.get(n) not in kind.vague]
    slips = {n: column for n in left if (column := _slip(texts[n], columns, kind)) and n not in meant}
    for n, column in slips.items():
        known = ", ".join(kind.columns)
        wrong.append((n, f"{texts[n]!r} is no column. Did you mean {column!r}? Allowed: {known}. Rename it."))
    return Header(place, columns, wrong, [n for n in left if n not in slips])


def _mapped_in(texts: Sequence[str], mapped: Mapping[str, str]) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Return the places of the columns of which the user says the header, and what is wrong with them."""
    columns: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    for column, header in mapped.items():
        at = [n for n, text in enumerate(texts) if text and text == header] or [
            n for n, text in enumerate(texts) if text and folded(text) == folded(header)
        ]
        if len(at) == 1:
            columns[column] = at[0]
        elif at:
            wrong.append(
                (at[1], f"{header!r} is a column twice, and {column} is mapped to it. Allowed: once. Rename one.")
            )
        else:
            guess = difflib.get_close_matches(header, texts, n=1, cutoff=0.5)
            said = f" Did you mean {guess[0]!r}?" if guess else ""
            wrong.append(
                (-1, f"has no column {header!r}, to which {column} is mapped.{said} Mend `columns` in [places].")
            )
    return columns, wrong


def _key(column: str) -> str:
    return f'"{column}"' if "." in column else column


def _are_same(grid: Grid, place: int, at: Sequence[int]) -> bool:
    """Return whether several columns say the same in every row below a header."""
    rows = [[text_in(cells[n]) if n < len(cells) else "" for n in at] for _, cells in grid.rows[place + 1 :]]
    return all(len(set(row)) == 1 for row in rows)


def _slip(text: str, columns: Iterable[str], kind: Kind) -> str | None:
    """Return the column that is not there and whose name a header is nearly."""
    there = set(columns)
    missing = [column for column in kind.columns if column not in there]
    found = difflib.get_close_matches(text.casefold()[:80], missing, n=1, cutoff=_LIKE)
    return found[0] if found else None
