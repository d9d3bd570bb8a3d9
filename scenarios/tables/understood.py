"""Understood: where a table is, and what it was understood as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TableFile:
    """Where a table is: a file, and where that is not plain, its sheet and its columns."""

    file: str
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.file if self.sheet is None else f"{self.file}#{self.sheet}"

    def apart(self, folder: Path) -> TableFile:
        """Return it with the sheet that stands after a #, unless that is part of the name of a file that there is."""
        file, mark, sheet = self.file.rpartition("#")
        if not mark or not file or not sheet.strip() or self.sheet is not None or _is_there(folder / self.file):
            return self
        return replace(self, file=file, sheet=sheet.strip())


@dataclass(frozen=True)
class Understood:
    """What a table was understood as, for people to hold against it.

    Attributes
    ----------
    file, sheet, encoding, separator : str or None
        Encoding and separator are those of a CSV file.
    header : int
        Number of the row of headers.
    columns : mapping of str to str
        Header of each column that was taken.
    left_alone : tuple of str
        Headers of columns that are of no use here.
    left_out : tuple of (int, str, str)
        Rows that are none of its kind: number, what they begin with, and why: ``title``, ``total``, ``note``,
        ``heading``.
    filled : mapping of str to int
        Cells of a column that were taken from the one above.
    numbers : mapping of str to tuple of str
        Of each column of numbers the marks it was read with, and ``%`` where it is in percent.
    renamed : tuple of str
        Names that occur in several places, made distinct.
    ranges : mapping of str to (int, float, float)
        Of each column of numbers: how many cells, the least and the most.
    starts : mapping of str to (float, float)
        Of each column of known coverage the least and the most baseline that was found from it.
    """

    file: str
    sheet: str | None
    encoding: str
    separator: str
    header: int
    columns: Mapping[str, str]
    left_alone: tuple[str, ...]
    left_out: tuple[tuple[int, str, str], ...]
    filled: Mapping[str, int]
    numbers: Mapping[str, tuple[str, ...]]
    renamed: tuple[str, ...]
    ranges: Mapping[str, tuple[int, float, float]]
    starts: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "encoding": self.encoding or None,
            "separator": self.separator or None,
            "header_row": self.header,
            "columns": dict(self.columns),
            "read_as": {column: list(ways) for column, ways in self.numbers.items()},
            "ranges": {
                column: {"cells": many, "least": least, "most": most}
                for column, (many, least, most) in self.ranges.items()
            },
            "starts": {column: {"least": least, "most": most} for column, (least, most) in self.starts.items()},
            "left_alone": list(self.left_alone),
            "left_out": [{"row": row, "text": text, "why": why} for row, text, why in self.left_out],
            "filled": dict(self.filled),
            "renamed": list(self.renamed),
        }


@dataclass(frozen=True)
class Known:
    """A coverage that somebody knows of a team, from which its start is set."""

    team: int
    process: int
    coverage: float
    place: tuple[int, int]
    where: str
    """The cell, and its column, as messages begin."""


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
