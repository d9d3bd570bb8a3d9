"""Declarations of measures: what is said of a measure where it stands, as its field's annotation.

``results`` collects them; words, tables, tests and the explorer's card follow. A measure that is added has one line in
``measures.py``, and its words.
"""

from __future__ import annotations

from dataclasses import dataclass

COVERAGE = "coverage share"
SHARE = "share"
HOURS = "hours"
MONEY = "USD 2023"
MONTHS = "months"
FLAG = "0 or 1"


@dataclass(frozen=True)
class Measured:
    """What is declared of one measure.

    Attributes
    ----------
    unit, meaning : str
    twin : bool
        Whether it compares a run with its twin: without twins it is NaN.
    name : str
        Its name as users type it, where that is not the field's.
    censored_by : str
        Name of the flag that is 1 where the value is a lower bound only, because the run ended first. Such a measure is
        summed up by a Kaplan-Meier median, never by a mean.
    """

    unit: str
    meaning: str
    twin: bool = False
    name: str = ""
    censored_by: str = ""


def a_gain(unit: str, meaning: str, name: str = "") -> Measured:
    """Declare a measure that compares a run with its twin."""
    return Measured(unit, meaning, twin=True, name=name)


def a_flag(meaning: str, name: str, *, twin: bool = True) -> Measured:
    """Declare a flag: 1 where the sentence holds, 0 where it does not."""
    return Measured(FLAG, meaning, twin=twin, name=name)


def a_climate(what: str, who: str, name: str = "") -> Measured:
    """Declare a mean over teams after the last month."""
    return Measured(SHARE, f"{what}, mean over {who} after the last month.", name=name)
