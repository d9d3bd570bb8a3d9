"""Marks: how each language writes numbers: the one place that terminal, reports, figures, texts and explorer read.

The Spanish is that of Honduras, which writes 1,234.5 and 50% as English does.
"""

from __future__ import annotations

from typing import NamedTuple

MINUS = "\N{MINUS SIGN}"


class Marks(NamedTuple):
    """What stands before decimals, between thousands, and behind a number of percent."""

    decimal: str
    thousands: str
    percent: str

    def written(self, number: str) -> str:
        """Return a number that Python wrote, ``1,234.5``, with these marks."""
        return number.translate(str.maketrans({",": self.thousands, ".": self.decimal}))

    def interval(self, low: str, high: str) -> str:
        """Return an interval, whose ends no decimal mark may be taken for."""
        return f"[{low}{'; ' if self.decimal == ',' else ', '}{high}]"


MARKS = {"en": Marks(".", ",", "%"), "es": Marks(".", ",", "%")}
