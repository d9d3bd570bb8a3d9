"""Declarations: what is said of a number of the model where it is declared.

A declaration gives unit, range, meaning, kind and the sign of its effect. It stands as the annotation of a field:
in the file of the rule that takes it, in ``levers.py`` or in ``context.py``. ``parameters.py`` collects them all.

Kinds
-----
lever       what a ministry can decide; may change at any month, but for the window and the targeting of mentoring
context     what the places are like; holds from month 0
mechanism   how people react; calibrated or assumed, the same for every process
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["lever", "context", "mechanism"]
By = Literal["", "region", "network"]


@dataclass(frozen=True)
class Declared:
    """What is declared of one parameter; the name comes from where it stands.

    Attributes
    ----------
    unit, meaning : str
        Unit and plain meaning, as the tables and the messages give them.
    low, high : float
        Closed range outside which the model makes no sense.
    kind : {"lever", "context", "mechanism"}
    effect : str
        Declared sign on a measure, such as ``"+ direct_gain.ccs"``; ``"~ measure"`` for a parameter that is
        not monotone but changes the measure. ``" in scenario"`` names the scenario where that is so, and
        ``" | name=value"`` a setting it needs, for a mechanism that is switched off by default. ``*`` stands
        for the process that the parameter belongs to. Empty while the parameter is tried out, as a draft.
    choices : tuple of str
        Names a user types instead of numbers; the engines see the place in the tuple.
    whole : bool
        True where only whole numbers make sense.
    dated : bool
        True where the value may change during the run.
    by : {"", "region", "network"}
        Smallest place that can have a value of its own; none where it is the same everywhere.
    """

    unit: str
    low: float
    high: float
    meaning: str
    kind: Kind = "mechanism"
    effect: str = ""
    choices: tuple[str, ...] = ()
    whole: bool = False
    dated: bool = False
    by: By = ""


@dataclass(frozen=True)
class Parameter(Declared):
    """A declaration with its full name, as users type it (``alignment``, ``trust.gain_support``)."""

    name: str = field(default="", kw_only=True)


def a_lever(
    unit: str,
    low: float,
    high: float,
    meaning: str,
    effect: str = "",
    *,
    choices: tuple[str, ...] = (),
    whole: bool = False,
    dated: bool = True,
    by: By = "region",
) -> Declared:
    """Declare what a ministry can decide."""
    return Declared(unit, low, high, meaning, "lever", effect, choices, whole, dated, by)


def a_context(unit: str, low: float, high: float, meaning: str, effect: str = "", *, whole: bool = False) -> Declared:
    """Declare what the places are like."""
    return Declared(unit, low, high, meaning, "context", effect, (), whole)


def a_rate(high: float, meaning: str, effect: str = "") -> Declared:
    """Declare a speed at which people change, a month."""
    return Declared("a month", 0.0, high, meaning, "mechanism", effect)


def a_share(meaning: str, effect: str = "", low: float = 0.0, high: float = 1.0) -> Declared:
    """Declare a share that shapes how people react."""
    return Declared("share", low, high, meaning, "mechanism", effect)


def a_switch(meaning: str, effect: str = "") -> Declared:
    """Declare a mechanism, or a rival of one, that is off unless a scenario switches it on."""
    return Declared("0 off, 1 on", 0.0, 1.0, meaning, "mechanism", effect)
