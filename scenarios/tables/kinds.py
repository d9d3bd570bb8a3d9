"""Kinds: what a table is of, and which columns it has, so that one reading serves tables of places and of figures.

A column may be one of a family, a month each: its name is then what it holds, ``@`` and the month, ``share@2024-01``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from scenarios.tables.grids import Cell
from scenarios.tables.names import declared, folded, headers_of, words_of

LEVELS = ("region", "network", "team")
"""Columns with names of places, the coarsest first."""
OF_FAMILY = "@"
"""What stands between the name of a family of columns and the member."""
PERCENT = "porcentaje"
"""The word that the sign stands for in a header."""
_NAMES_OF_PROCESS = ("baseline", "coverage")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _no_family(_: Cell) -> tuple[str | None, str]:
    return None, ""


@dataclass(frozen=True)
class Kind:
    """A kind of table.

    Attributes
    ----------
    of, row : str
        What the table is of, and what a row of it is, as messages name them.
    columns : tuple of str
        Every column that it may have; those of families aside.
    needed : tuple of tuple of str
        Of each of these one is needed at least; ``@`` stands for any column of a family.
    words : mapping of str to str
        The column that each header means, as headers are compared.
    own : frozenset of str
        Columns of which each row has a cell of its own, so that none is filled in from a merged one.
    marks : tuple of str
        Columns of which any row has one: what has none may be a note.
    sums : tuple of tuple of str
        Columns, from the coarsest on, in any of which a word of totals says that the row sums up others.
    vague : mapping of str to str
        What is wrong with a header whose meaning does not say enough.
    is_mapped : bool
        Whether a scenario may say which column is which.
    family : callable
        The column of a family that a header is, or None; and what is wrong with it, or nothing.
    """

    of: str
    row: str
    columns: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    words: Mapping[str, str]
    own: frozenset[str]
    marks: tuple[str, ...]
    sums: tuple[tuple[str, ...], ...]
    vague: Mapping[str, str] = field(default_factory=dict)
    is_mapped: bool = False
    family: Callable[[Cell], tuple[str | None, str]] = _no_family

    def meant_by(self, header: Cell) -> tuple[str | None, str]:
        """Return the column that a header means, and what is wrong with it; years and brackets may be left out."""
        words = header if isinstance(header, str) else ""
        exact = self.words.get(folded(words)) or self.words.get(folded(words.replace("%", f" {PERCENT} ")))
        column, problem = (exact, "") if exact else self.family(header)
        if column or problem:
            return column, problem
        column = self.words.get(folded(_YEAR.sub(" ", _IN_BRACKETS.sub(" ", words))))
        inside = {word for part in _IN_BRACKETS.findall(words) for word in folded(part).split()}
        if column and inside & set(declared()["other_units"]["words"]):
            return None, _other_unit(words)
        return column, ""

    def lacks(self, columns: Iterable[str]) -> list[tuple[str, ...]]:
        """Return what is needed and not there."""
        there = {part for column in columns for part in _parts(column)}
        return [group for group in self.needed if not there.intersection(group)]

    def levels(self, columns: Iterable[str]) -> list[str]:
        """Return which columns with names of places are there, the coarsest first."""
        there = set(columns)
        return [level for level in LEVELS if level in there]


def _other_unit(header: str) -> str:
    return (
        f"{header!r} says in brackets that it is in another unit, or a target. Allowed: people, and shares that were "
        "reached. Convert the column and its header, or give it another name to have it left alone."
    )


def bare(column: str) -> str:
    """Return what a column holds, whatever its month."""
    return column.partition(OF_FAMILY)[0]


def _parts(column: str) -> tuple[str, ...]:
    return (bare(column), OF_FAMILY) if OF_FAMILY in column else (column,)


def shown_need(group: Sequence[str]) -> str:
    """Return one of what is needed as messages name it: ``month or quarter``."""
    *others, last = [one for one in group if one != OF_FAMILY]
    return f"{', '.join(others)} or {last}" if others else last


def columns_for(processes: Sequence[str]) -> tuple[str, ...]:
    """Return every column that a table of places may have."""
    own = [f"{kind}.{process}" for kind in _NAMES_OF_PROCESS for process in processes]
    return (*LEVELS, "population", *own, "coached", "ties")


@cache
def kind_of_places(processes: tuple[str, ...]) -> Kind:
    """Return what a table of places is."""
    told = declared()
    found = {word: column for column in told["columns"] for word in headers_of(column)}
    for process in processes:
        for kind, patterns in told["of_process"].items():
            for word in words_of(process):
                found |= {pattern.format(process=word): f"{kind}.{process}" for pattern in patterns}
    for kind, words in told["of_any_process"].items():
        found |= dict.fromkeys(words, f"{kind}.{processes[0]}" if len(processes) == 1 else kind)
    columns = columns_for(processes)
    return Kind(
        of="places",
        row="team",
        columns=columns,
        needed=tuple((level,) for level in LEVELS),
        words=found | {folded(column): column for column in columns},
        own=frozenset(("population", "team", "ties")),
        marks=("team",),
        sums=(LEVELS,),
        vague={
            kind: f"does not say of which process. Allowed: {' or '.join(f'{kind}.{one}' for one in processes)}."
            for kind in _NAMES_OF_PROCESS
        },
        is_mapped=True,
    )
