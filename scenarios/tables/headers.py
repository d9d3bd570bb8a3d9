"""Headers: which column of a table is which, by the names that people give them, in English and in Spanish."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.tables.grids import Cell, Grid, text_in

REQUIRED = ("region", "network", "team")
NAMES_OF_PROCESS = ("baseline", "coverage")
MOST_ROWS_ABOVE = 30
"""Rows in which a header is looked for."""
_LIKE = 0.75
"""From how much likeness on an unknown header is taken for a slip of the pen."""
_ONE_NAME = 0.8
"""From how much likeness on two names are taken for one."""
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))


def columns_for(processes: Sequence[str]) -> tuple[str, ...]:
    """Return every column that a table of places may have."""
    own = [f"{kind}.{process}" for kind in NAMES_OF_PROCESS for process in processes]
    return (*REQUIRED, "population", *own, "coached", "ties")


def folded(text: str) -> str:
    """Return a name as it is compared: without accents, signs and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.split())


def is_total(text: str, of: Iterable[str] | None = None) -> bool:
    """Return whether a name is that of a row of totals: the word alone, or before what it is the total of.

    Parameters
    ----------
    of : iterable of str, optional
        What it may be the total of; anything if not given.
    """
    own, words = folded(text), _declared()["totals"]["words"]
    if not text[:1].isalnum():
        return False
    if of is None:
        return any(own == word or own.startswith(f"{word} ") for word in words)
    ends = {"", *(f" {folded(name)}" for name in of if name), *(f" de {folded(name)}" for name in of if name)}
    return any(own == f"{word}{end}" for word in words for end in ends)


def is_slip_of(text: str, other: str) -> bool:
    """Return whether two different names are probably one, written in two ways: Cortés and Cotés, not Norte and Sur."""
    own, others = folded(text), folded(other)
    if own == others:
        return True
    if re.sub(r"\D", "", own) != re.sub(r"\D", "", others):
        return False
    pairs = [(own, others)]
    if len(own.split()) == len(others.split()):
        pairs = [(a, b) for a, b in zip(own.split(), others.split(), strict=True) if a != b]
    return all(difflib.SequenceMatcher(None, a, b).ratio() >= _ONE_NAME for a, b in pairs)


@cache
def _known(processes: tuple[str, ...]) -> Mapping[str, str]:
    """Return the column that each folded header means."""
    declared = _declared()
    found = {word: column for column, words in declared["columns"].items() for word in words}
    for process in processes:
        for kind, patterns in declared["of_process"].items():
            for word in (folded(process), *declared["processes"].get(process, ())):
                found |= {pattern.format(process=word): f"{kind}.{process}" for pattern in patterns}
    for kind, words in declared["of_any_process"].items():
        found |= dict.fromkeys(words, f"{kind}.{processes[0]}" if len(processes) == 1 else kind)
    return found | {folded(column): column for column in columns_for(processes)}


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

    @property
    def found(self) -> int:
        """How many of the columns that are needed there are, and then how many others."""
        return 100 * sum(column in self.columns for column in REQUIRED) + len(self.columns)


def header_in(grid: Grid, mapped: Mapping[str, str], processes: tuple[str, ...]) -> Header | None:
    """Return the row of a grid that is its header, or looks most like one; None where no row does.

    Parameters
    ----------
    grid : Grid
    mapped : mapping of str to str
        Header of each column as the user says it.
    processes : tuple of str
    """
    best: Header | None = None
    looked = 0
    for place, (_, cells) in enumerate(grid.rows):
        if looked == MOST_ROWS_ABOVE:
            break
        if any(text_in(cell) for cell in cells):
            looked += 1
            header = _header_of(grid, place, cells, mapped, processes)
            if header.columns and (best is None or header.found > best.found):
                best = header
    return best


def _header_of(
    grid: Grid, place: int, cells: Sequence[Cell], mapped: Mapping[str, str], processes: tuple[str, ...]
) -> Header:
    texts = [cell if isinstance(cell, str) else "" for cell in cells]
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
    taken = set(columns.values())
    meant = {n: _meant(text, processes) for n, text in enumerate(texts) if text and n not in taken}
    for column in dict.fromkeys(one for one in meant.values() if one):
        if column in columns:
            continue
        at = [n for n, one in meant.items() if one == column]
        if column in NAMES_OF_PROCESS:
            all_of = " or ".join(f"{column}.{process}" for process in processes)
            wrong.append((at[0], f"{texts[at[0]]!r} does not say of which process. Allowed: {all_of}. Rename it."))
            continue
        named = [n for n in at if folded(texts[n]) == folded(column)]
        first = (named or at)[0]
        if len(named) > 1:
            wrong.append((named[1], f"{column} is a column twice. Allowed: once. Remove one of them."))
        elif not named and not _are_same(grid, place, at):
            both = " and ".join(repr(texts[n]) for n in at[:3])
            wrong.append(
                (
                    at[1],
                    f"{both} could each be the column {column}. Say which: columns = {{ {_key(column)} = "
                    f'"{texts[first]}" }} in [places], or rename one.',
                )
            )
        columns[column] = first
    wrong += [(n, _other_unit(texts[n])) for n in columns.values() if n in meant and _is_in_other_unit(texts[n])]
    taken = set(columns.values())
    left = [n for n, text in enumerate(texts) if text and n not in taken and meant.get(n) not in NAMES_OF_PROCESS]
    slips = {n: column for n in left if (column := _slip(texts[n], columns, processes)) and not meant.get(n)}
    for n, column in slips.items():
        known = ", ".join(columns_for(processes))
        wrong.append((n, f"{texts[n]!r} is no column. Did you mean {column!r}? Allowed: {known}. Rename it."))
    return Header(place, columns, wrong, [n for n in left if n not in slips])


def _key(column: str) -> str:
    return f'"{column}"' if "." in column else column


def _meant(text: str, processes: tuple[str, ...]) -> str | None:
    """Return the column that a header means; years and what stands in brackets may be left out."""
    known = _known(processes)
    bare = _YEAR.sub(" ", _IN_BRACKETS.sub(" ", text))
    return known.get(folded(text)) or known.get(folded(bare))


def _is_in_other_unit(text: str) -> bool:
    """Return whether a header says in brackets that its column is in thousands, or of a target."""
    words = {word for part in _IN_BRACKETS.findall(text) for word in folded(part).split()}
    return bool(words & set(_declared()["other_units"]["words"]))


def _other_unit(text: str) -> str:
    return (
        f"{text!r} says in brackets that it is in another unit, or a target. Allowed: people, and shares that were "
        "reached. Convert the column and its header, or give it another name to have it left alone."
    )


def _are_same(grid: Grid, place: int, at: Sequence[int]) -> bool:
    """Return whether several columns say the same in every row below a header."""
    rows = [[text_in(cells[n]) if n < len(cells) else "" for n in at] for _, cells in grid.rows[place + 1 :]]
    return all(len(set(row)) == 1 for row in rows)


def _slip(text: str, columns: Iterable[str], processes: tuple[str, ...]) -> str | None:
    """Return the column that is not there and whose name a header is nearly."""
    missing = [column for column in columns_for(processes) if column not in columns]
    found = difflib.get_close_matches(text.casefold()[:80], missing, n=1, cutoff=_LIKE)
    return found[0] if found else None
