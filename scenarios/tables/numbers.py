"""Numbers: how those of a column are written, found from all of them together, and refused where they could be others.

A column has one decimal mark, one mark for thousands, and is of shares or of percents. Whatever way of writing gives
every number of the column a meaning inside its range is a candidate; if two candidates give different numbers,
nothing but the user knows which is meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scenarios.tables.grids import Cell, FormulaError
from scenarios.wording import number_meant
from simulation.declarations import Parameter
from simulation.errors import ParameterError
from simulation.parameters import range_of

PERCENT = 100.0
SURELY_PERCENT = 2.0
"""A column without signs is in percent if its largest number is above: up to here it may have shares above all."""
DECIMALS, THOUSANDS, PERCENT_SIGN = "decimals ", "thousands ", "%"
"""What a column was understood as; a mark follows the first two."""
ASKED = "Give a number."
OR_NOTHING = "Give a number, or leave the cell empty where nobody knows it."
"""What to do about a cell without a number: of any column, and of one whose cells may be empty."""
_MARKS = ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'"))
_SIGNED = re.compile(r"(.*?) ?%")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "´": "'"})


@dataclass(frozen=True)
class Way:
    """A way of writing numbers: the decimal mark, the mark for thousands if there is one, and whether in percent."""

    decimal: str
    thousands: str
    percent: bool = False


@dataclass(frozen=True)
class NumberColumn:
    """What a column of numbers was understood as.

    Attributes
    ----------
    values : mapping of int to float
        The number of each cell that is not empty, by the cell's place.
    decimal, thousands : str
        The marks that its texts show; empty where none does, or where the cells are numbers.
    percent : bool
        Whether it is in percent, by a sign or because all numbers are above 1.
    wrong : mapping of int to str
        What is wrong, by the cell's place.
    """

    values: Mapping[int, float]
    decimal: str
    thousands: str
    percent: bool
    wrong: Mapping[int, str]


def numbers_in(cells: Mapping[int, Cell], meant: Parameter, *, may_be_empty: bool = False) -> NumberColumn:
    """Return the numbers of a column.

    Parameters
    ----------
    cells : mapping of int to Cell
        Cells that are not empty.
    meant : Parameter
        What the numbers are, with their range; its name is what messages call the column.
    may_be_empty : bool
        Whether a number that nobody knows may be left out.
    """
    wrong = {place: problem for place, cell in cells.items() if (problem := _no_number(cell))}
    texts = {place: cell.translate(_APOSTROPHES) for place, cell in cells.items() if isinstance(cell, str)}
    reals = {
        place: float(cell)
        for place, cell in cells.items()
        if isinstance(cell, float | int) and not isinstance(cell, bool) and place not in wrong
    }
    signed = {place: text for place, text in texts.items() if text.endswith("%")}
    is_share = "share" in meant.unit
    if signed and is_share and len(signed) < len(texts) + len(reals):
        place = next(place for place in cells if place in reals or (place in texts and place not in signed))
        example = next(iter(signed.values()))
        wrong[place] = (
            f"is {_shown(cells[place])}, and other cells of the column have a sign of percent, such as {example!r}. "
            "Write all of a column alike."
        )
        return NumberColumn({}, "", "", True, wrong)
    if signed and is_share:
        texts = {place: _SIGNED.sub(r"\1", text) for place, text in texts.items()}
    ways = [Way(*marks, percent=bool(signed) and is_share) for marks in _MARKS]
    if is_share and not signed:
        ways += [Way(*marks, percent=True) for marks in _MARKS]
    return _decided(cells, texts, reals, ways, meant, wrong, signed=bool(signed), may_be_empty=may_be_empty)


def _decided(
    cells: Mapping[int, Cell],
    texts: Mapping[int, str],
    reals: Mapping[int, float],
    ways: Sequence[Way],
    meant: Parameter,
    wrong: dict[int, str],
    *,
    signed: bool,
    may_be_empty: bool,
) -> NumberColumn:
    """Return the numbers by the way of writing that fits most."""
    read = {way: {**_read_all(texts, way), **{p: _scaled(value, way) for p, value in reals.items()}} for way in ways}
    unread = {way: [place for place, value in found.items() if value is None] for way, found in read.items()}
    outside = {way: _outside(found, meant, is_guess=way.percent and not signed) for way, found in read.items()}
    faults = {way: (len(unread[way]) + len(outside[way]), len(unread[way])) for way in ways}
    fewest = min(faults.values())
    best = [way for way in ways if faults[way] == fewest]
    first = best[0]
    others = [way for way in best if read[way] != read[first]]
    if others and fewest == (0, 0):
        place, other = next(
            (p, way) for p in cells for way in others if p in read[way] and read[way][p] != read[first][p]
        )
        a, b = (f"{_plain(read[way][place])} {_told(way, texts.get(place, ''))}" for way in (first, other))
        wrong[place] = (
            f"is {_shown(cells[place])}, which is {a}, or {b}, and no other of the column tells. Write "
            f"{_plain(read[first][place])} or {_plain(read[other][place])}."
        )
        return NumberColumn({}, "", "", first.percent, wrong)
    for place in unread[first]:
        wrong[place] = _mixed(place, cells, texts, first, ways, meant, may_be_empty=may_be_empty)
    for place in outside[first]:
        wrong[place] = _out_of_range(place, cells, read, ways, first, meant)
    values = {place: float(value) for place, value in read[first].items() if value is not None and place not in wrong}
    shown = [text for place, text in texts.items() if place in values]
    return NumberColumn(
        values,
        first.decimal if any(first.decimal in text for text in shown) else "",
        first.thousands if first.thousands and any(first.thousands in text for text in shown) else "",
        first.percent and bool(values),
        wrong,
    )


def _outside(found: Mapping[int, float | None], meant: Parameter, *, is_guess: bool) -> list[int]:
    """Return the places of numbers out of their range; what is guessed to be in percent must be typed as above 1."""
    numbers = [(place, value) for place, value in found.items() if value is not None]
    least = 0.0
    if is_guess:
        most = PERCENT * max((value for _, value in numbers), default=0.0)
        least = (1.0 if most > SURELY_PERCENT else SURELY_PERCENT) / PERCENT
    return [
        place
        for place, value in numbers
        if not meant.low <= value <= meant.high or (meant.whole and value % 1) or 0.0 < value <= least
    ]


def _no_number(cell: Cell) -> str:
    """Return what is wrong with a cell that can be no number, whatever its column is."""
    if isinstance(cell, FormulaError):
        return f"is the error {cell.text} of a formula. Mend the formula, or type its number."
    if isinstance(cell, bool):
        return f"is {_shown(cell)}, which is not a number. Give a number."
    if isinstance(cell, float) and not math.isfinite(cell):
        return f"is {cell}, which is not a finite number. Give a number."
    if not isinstance(cell, str | float | int):
        return (
            f"is the date or time {cell}: a spreadsheet may have taken a number for it. Set the format of the cell to "
            "number, and type the number again."
        )
    return ""


@cache
def _patterns(way: Way) -> re.Pattern[str]:
    decimal, thousands = re.escape(way.decimal), re.escape(way.thousands)
    exponent = r"(?:[eE][+-]?\d+)?" if way.decimal == "." and not thousands else ""
    plain = rf"[+-]?(?:\d+(?:{decimal}\d*)?|{decimal}\d+){exponent}"
    grouped = rf"|[+-]?[1-9]\d{{0,2}}(?:{thousands}\d{{3}})+(?:{decimal}\d+)?" if thousands else ""
    return re.compile(plain + grouped, re.ASCII)


def _read_all(texts: Mapping[int, str], way: Way) -> dict[int, float | None]:
    pattern = _patterns(way)
    return {
        place: _scaled(_number(text, way), way) if pattern.fullmatch(text) else None for place, text in texts.items()
    }


def _number(text: str, way: Way) -> float:
    return float((text.replace(way.thousands, "") if way.thousands else text).replace(way.decimal, "."))


def _scaled(value: float, way: Way) -> float:
    """Return a share; a number in percent is divided as decimals are, so that 47.4 becomes 0.474."""
    return float(f"{value / PERCENT:.12g}") if way.percent else value


def _mixed(
    place: int,
    cells: Mapping[int, Cell],
    texts: Mapping[int, str],
    way: Way,
    ways: Sequence[Way],
    meant: Parameter,
    *,
    may_be_empty: bool,
) -> str:
    text = texts[place]
    if any(_patterns(other).fullmatch(text) for other in ways):
        marked = (one for p, one in texts.items() if p != place and _patterns(way).fullmatch(one) and not one.isdigit())
        example = next(marked, None)
        if example is not None:
            return (
                f"is {_shown(cells[place])}, which is not a number where others of the column are written as "
                f"{example!r}. "
                "Write all of a column alike."
            )
    is_word = not any(letter.isdecimal() for letter in text)  # s/d, n. d.: nobody knows it
    asked = OR_NOTHING if may_be_empty and is_word else ASKED
    return f"is {_shown(cells[place])}, which is not a number. Allowed: {range_of(meant)}. {asked}"


def _out_of_range(
    place: int,
    cells: Mapping[int, Cell],
    read: Mapping[Way, Mapping[int, float | None]],
    ways: Sequence[Way],
    way: Way,
    meant: Parameter,
) -> str:
    """Return what is wrong with a number out of its range, with what may be meant."""
    value = read[way][place]
    cell = cells[place]
    typed = f" (typed as {cell!r})" if isinstance(cell, str) and cell != _plain(value) else ""
    others = sorted(
        {
            other
            for one in ways
            if (other := read[one].get(place)) is not None and meant.low <= other <= meant.high and other != value
            if not (meant.whole and other % 1)
        }
    )
    if (
        meant.whole
        and isinstance(cell, float)
        and cell % 1
        and cell * 1000 <= meant.high
        and len(f"{cell:.12g}".partition(".")[2]) <= 3
    ):
        others = [round(cell * 1000)]
    if others:
        either = " or ".join(_plain(other) for other in others)
        why = "others of the column are written in another way"
        if not isinstance(cell, str):
            why = "a mark for thousands was taken for a decimal one" if meant.whole else "it may be percent"
        elif value is not None and not way.percent and others == [_scaled(value, Way("", "", percent=True))]:
            why = "it may be percent"
        told = f"is {_plain(value)}{typed}, and {either} may be meant: {why}"
        return f"{told}. Allowed: {range_of(meant)}. Write it anew."
    try:
        number_meant(meant, value)
    except ParameterError as error:
        told = str(error).removeprefix(f"{meant.name} ").replace(" Round it.", " Write people in full.")
        return f"{told} It was typed as {cell!r}." if typed else told
    raise AssertionError("a number that is not outside its range")


def _told(way: Way, text: str) -> str:
    said = [
        f"with {name} for {what}"
        for mark, what in ((way.thousands, "thousands"), (way.decimal, "decimals"))
        if mark and mark in text
        for name in [{".": "a point", ",": "a comma", " ": "a space", "'": "an apostrophe"}[mark]]
    ]
    return " and ".join([*said, *(["in percent"] if way.percent else [])])


def _plain(value: float | None) -> str:
    return f"{value:.12g}"


def _shown(cell: Cell) -> str:
    return (
        repr(cell)[:80]
        if isinstance(cell, str | bool)
        else f"{cell:.12g}"
        if isinstance(cell, float | int)
        else str(cell)
    )


def ways_shown(column: NumberColumn) -> Iterator[str]:
    """Yield what a column was understood as: its mark for decimals, its mark for thousands, and percent."""
    if column.decimal:
        yield DECIMALS + column.decimal
    if column.thousands:
        yield THOUSANDS + column.thousands
    if column.percent:
        yield PERCENT_SIGN
