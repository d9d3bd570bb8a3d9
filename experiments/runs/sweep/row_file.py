"""Rows: explicit rows of parameters from a CSV file, for a study or for a store that is to have more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from experiments.runs.sweep.design import Column, Row
from experiments.runs.sweep.errors import StudyError
from scenarios.cells import number_in, rows_in
from scenarios.reading import located
from simulation.parameters import declared

MOST_ROWS = 1_000_000
LARGEST_ROWS = 256 * 1024 * 1024
"""Bytes of a file of rows."""


def rows_of_text(
    text: str, file: str, named: Callable[[str], Column], processes: tuple[str, ...]
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Return the columns of a CSV file, in the order in which parameters are declared, and its rows.

    Parameters
    ----------
    named : callable
        Returns the column that a name in the first line stands for, or raises a StudyError.

    Raises
    ------
    StudyError, ParameterError
    """
    lines = [cells for _, cells in rows_in(text, file)]
    header = lines[0] if lines else []
    if not 2 <= len(lines) <= MOST_ROWS + 1:
        raise StudyError(
            f"{file}: it has {max(len(lines) - 1, 0):,} rows. Allowed: 1 to {MOST_ROWS:,}. Add or remove some."
        )
    if len(set(header)) < len(header):
        raise StudyError(f"{file}:1: a column stands there twice. Allowed: each parameter once. Remove one.")
    given = [named(name) for name in header]
    twice = same_twice(given)
    if twice:
        raise StudyError(f"{file}:1: {twice} Remove one.")
    columns = in_order(given, processes)
    order = [given.index(column) for column in columns]
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], 1):
        if len(line) != len(header):
            raise StudyError(
                f"{file}: row {number} has {len(line)} cells. Allowed: {len(header)}, one for each column. Mend it."
            )
        with located(f"{file}: row {number}"):
            rows.append(
                tuple(number_in(line[place], column.parameter) for column, place in zip(columns, order, strict=True))
            )
    return columns, tuple(rows)


def same_twice(columns: Sequence[Column]) -> str | None:
    """Return which columns give the same value, in words: ``alignment`` and ``alignment@0``, ``x@24`` and ``x@024``."""
    seen: dict[tuple[str, int, tuple[str, ...]], str] = {}
    for column in columns:
        at = column.parameter.name, column.month or 0, tuple(sorted(column.where))
        if at in seen:
            there = f" in {', '.join(at[2])}" if at[2] else ""
            return f"{seen[at]} and {column.name} both give {at[0]} from month {at[1]} on{there}. Allowed: one of them."
        seen[at] = column.name
    return None


def copies_in(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return each row that is the same as an earlier one, with that one, both by their places."""
    first: dict[Row, int] = {}
    return [(place, first[row]) for place, row in enumerate(rows) if first.setdefault(row, place) != place]


def in_order(columns: Iterable[Column], processes: tuple[str, ...]) -> tuple[Column, ...]:
    """Return columns in the order in which parameters are declared, whatever the order in a file."""
    place: Mapping[str, int] = {name: i for i, name in enumerate(declared(processes))}

    def key(column: Column) -> tuple[int, int, bool, str]:
        month = -1 if column.month is None else column.month
        return place[column.parameter.name], month, bool(column.where), column.name

    return tuple(sorted(columns, key=key))
