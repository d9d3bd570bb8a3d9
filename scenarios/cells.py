"""Cells: numbers and names as people's programs write them, and the one way in which they are read."""

from __future__ import annotations

import re
import unicodedata

from simulation.declarations import Parameter

FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that spreadsheets run as a formula, tabs and line ends aside, which no name keeps."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([.,' \u00a0\u202f’])\d{3})(?:\1\d{3})*", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)


def plain_name(text: str) -> str:
    """Return a name as it is kept: accents in one form of Unicode (NFC), and one plain space between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_formula(name: str) -> bool:
    """Return whether a spreadsheet would run a name as a formula."""
    return name.startswith(FORMULA)


def number_or_text(text: str) -> float | str:
    """Return the number that a cell holds, written with a decimal point and no mark for thousands; else its text."""
    return float(text) if _NUMBER.fullmatch(text) else text


def in_thousands(text: str) -> float | None:
    """Return the number that a cell holds if its marks part thousands, as in 4,449 and 3.000; None where they can't."""
    return float(re.sub(r"\D", "", text)) if _GROUPS.fullmatch(text) else None


def remedy_for(text: str, meant: Parameter) -> str:
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
    return f" Write {', or '.join(ways)}." if ways else ""
