"""Cells: numbers and names as people's programs write them, and the one way in which they are read at every door.

Rows of a study, plausible sets, ``--set`` and the bounds of options are all read here. A number has a decimal
point and no mark for thousands; what could mean two numbers is refused with how to write either. Numbers inside TOML
files are TOML's.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator

from scenarios.wording import number_meant
from simulation.declarations import Parameter
from simulation.errors import ParameterError, ScenarioError
from simulation.parameters import range_of

FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that spreadsheets run as a formula, tabs and line ends aside, which no name keeps."""

NOTHING = frozenset(("na", "n/a", "#n/a", "#na", "<na>", "nan", "null", "none", "nil", "1.#ind", "1.#qnan"))
"""What pandas, R, polars or DuckDB read in a cell of a table as no value at all, in any case, which no name keeps."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([.,' \u00a0\u202f’])\d{3})(?:\1\d{3})*", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%?", re.ASCII)


def plain_name(text: str) -> str:
    """Return a name as it is kept: accents in one form of Unicode (NFC), and one plain space between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_nothing(name: str) -> bool:
    """Return whether programs that read a table would take a name for a missing value."""
    return name.strip().casefold() in NOTHING


def is_formula(name: str) -> bool:
    """Return whether a spreadsheet would run a name as a formula."""
    return name.lstrip().startswith(FORMULA)


def rows_in(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV file that are not empty, each with its line; cells are kept as `plain_name` says.

    Raises
    ------
    ScenarioError
        If it is not CSV, or its columns are not separated by commas.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    is_first = True
    try:
        for cells in reader:
            kept = [plain_name(cell) for cell in cells]
            if not any(kept):
                continue
            if is_first and kept == ["sep=", ""]:  # a line of Excel's own, which says that commas separate
                continue
            if (
                is_first
                and len(kept) == 1
                and (kept[0].startswith("sep=") or ";" in kept[0] or "\t" in cells[0].strip())
            ):
                raise ScenarioError(
                    f"{file}, row {reader.line_num}: columns are not separated by commas. "
                    "Save the file as CSV with commas, and numbers with a decimal point."
                )
            is_first = False
            yield reader.line_num, kept
    except csv.Error as error:
        raise ScenarioError(f"{file}, row {reader.line_num}: it is not CSV: {error}. Close the quotes.") from None


def number_or_text(text: str) -> float | str:
    """Return the number that a cell holds, written with a decimal point and no mark for thousands; else its text."""
    return float(text) if _NUMBER.fullmatch(text) else text


def is_percent(text: str) -> bool:
    """Return whether a text is a number with the sign of percent."""
    return text.endswith("%") and bool(_PERCENT.fullmatch(text))


def has_marks(text: str) -> bool:
    """Return whether a text is a number with marks for thousands, or with a decimal comma."""
    return bool(_GROUPS.fullmatch(text) or _COMMA.fullmatch(text))


def in_thousands(text: str) -> float | None:
    """Return the number that a cell holds if its marks part thousands, as in 4,449 and 3.000; None where they can't."""
    return float(re.sub(r"\D", "", text)) if _GROUPS.fullmatch(text) else None


def number_in(text: str, meant: Parameter) -> float:
    """Return the number, or the choice, that a cell gives a parameter.

    Raises
    ------
    ParameterError
        If it is none, out of range, or could be two numbers; the message says how to write what may be meant.
    """
    return checked_as_typed(meant, number_or_text(text), text)


def checked_as_typed(meant: Parameter, value: object, text: str) -> float:
    """Return a value, checked, that somebody typed as `text`; an error says how to write what may be meant.

    Raises
    ------
    ParameterError
    """
    try:
        number = number_meant(meant, value)
    except ParameterError as error:
        raise ParameterError(f"{error}{_remedy_for(text, meant)}") from None
    thousands = in_thousands(text)
    if thousands is not None and meant.low <= thousands <= meant.high:
        raise ParameterError(
            f"{meant.name} is {text!r}, which is {number:g} or {thousands:.0f}. Allowed: {range_of(meant)}."
            f"{_remedy_for(text, meant)}"
        )
    return number


def bound_in(text: str) -> float:
    """Return the number of a bound, which has no range of its own.

    Raises
    ------
    ParameterError
        If it is none, or could be two; the message begins with the text.
    """
    value = number_or_text(text.strip())
    thousands = in_thousands(text.strip())
    ways = [f"{thousands:.0f} for thousands, without a mark"] if thousands is not None else []
    if has_marks(text.strip()) and text.count(",") + text.count(".") == 1:
        ways.append(f"{text.strip().replace(',', '.')}{'0' if ways else ''} for decimals, with a point")
    if ways or isinstance(value, str):
        meaning = "could be two numbers" if isinstance(value, float) else "is not a number"
        remedy = f"Write {', or '.join(ways)}." if ways else "Give a number."
        raise ParameterError(f"{text!r} {meaning}. Allowed: a decimal point, and no mark between thousands. {remedy}")
    return value


def _remedy_for(text: str, meant: Parameter) -> str:
    """Return how to write a number that was written with marks, so that it means what it may have meant, or nothing."""
    ways: list[str] = []
    thousands = in_thousands(text)
    if thousands is not None and meant.low <= thousands <= meant.high:
        ways.append(f"{thousands:.0f} for thousands, without a mark")
    if _COMMA.fullmatch(text) or (thousands is not None and text.count(".") == 1):
        decimal = text.replace(",", ".")
        if meant.low <= float(decimal) <= meant.high and not (meant.whole and float(decimal) % 1):
            shown = f"{float(decimal):g}" if thousands is not None else decimal
            ways.append(f"{shown} for decimals, with a point" if "." in shown else shown)
    percent = _PERCENT.fullmatch(text)
    if percent and "share" in meant.unit and meant.low <= float(percent[1]) / 100 <= meant.high:
        ways.append(f"{float(percent[1]) / 100:g} for {percent[1]}%")
    return f" Write {', or '.join(ways)}." if ways else ""


def formula_among(texts: Iterable[object]) -> str | None:
    """Return the first text that a spreadsheet would run as a formula, if there is one; numbers are none."""
    found = (text for text in texts if isinstance(text, str) and is_formula(text))
    return next((text for text in found if not isinstance(number_or_text(text), float)), None)
