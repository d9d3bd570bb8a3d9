"""Scale: the range of a lever that is searched, and how an event or a measure is told to lie above a level."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.runs.checks import finite_number
from experiments.runs.sweep.design import Column
from experiments.statistics.intervals import Values, student_errors, wilson
from simulation.errors import SimulationError

Evaluate = Callable[[Sequence[tuple[float, ...]]], Values]
"""Results of rows, [row, unit]: units are independent of each other and the same in every row."""


class FrontierError(SimulationError):
    """A frontier cannot be sought as asked."""


@dataclass(frozen=True)
class Axis:
    """A lever and the range in which the frontier is sought."""

    column: Column
    low: float
    high: float

    @property
    def name(self) -> str:
        """As ``--set`` takes it."""
        return self.column.name

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.column.parameter.whole

    def at(self, share: float) -> float:
        """Return the value at a share of the way, rounded where only whole numbers make sense."""
        value = self.low + share * (self.high - self.low) + 0.0
        return float(round(value)) if self.is_whole else float(value)

    def share(self, value: float) -> float:
        """Return how far along the range a value lies."""
        return (value - self.low) / (self.high - self.low)


def axis_of(column: Column, low: float | None, high: float | None) -> Axis:
    """Return a lever with the range asked for, that of its declaration if none is.

    Raises
    ------
    FrontierError
        If it is a choice, or the range is empty or beyond what is declared.
    """
    parameter = column.parameter
    if parameter.choices:
        raise FrontierError(
            f"{column.name} is a choice among {', '.join(parameter.choices)}, and has no frontier. Allowed: a number. "
            "Take another lever; compare choices with `bubbles compare`."
        )
    remedy = f"Write {column.name}:{parameter.low:g}:{parameter.high:g}."
    least, most = (
        own
        if asked is None
        else finite_number(f"the range of {column.name}", asked, remedy=remedy, error=FrontierError)
        for own, asked in ((parameter.low, low), (parameter.high, high))
    )
    if not (parameter.low <= least < most <= parameter.high):
        raise FrontierError(
            f"{column.name} is sought from {least:g} to {most:g}. Allowed: {parameter.low:g} to {parameter.high:g}, "
            f"the lower bound first. Write {column.name}:{parameter.low:g}:{parameter.high:g}."
        )
    if parameter.whole and not (float(least).is_integer() and float(most).is_integer()):
        raise FrontierError(
            f"{column.name} is sought from {least:g} to {most:g}. Allowed: whole numbers. Write {column.name}:"
            f"{math.floor(least):g}:{math.ceil(most):g}."
        )
    return Axis(column, float(least), float(most))


def checked_level(level: object, is_event: bool) -> float:
    """Return the level that is to be crossed.

    Raises
    ------
    FrontierError
    """
    remedy = "Choose one between 0 and 1 for a probability." if is_event else "Choose any for a mean."
    found = finite_number("level", level, remedy=remedy, error=FrontierError)
    if is_event and not 0.0 < found < 1.0:
        raise FrontierError(f"level is {found:g}. Allowed: between 0 and 1 for a probability. Choose one of these.")
    return found


def interval_of(values: Values, confidence: float, is_event: bool) -> tuple[Values, Values, Values]:
    """Return mean, low and high of each row: Wilson's interval of an event's probability, else Student's.

    Units may be shares of runs, as under plausible sets; no share varies more than an event of its mean.
    """
    count = values.shape[-1]
    mean = values.mean(axis=-1)
    if is_event:
        return mean, *wilson(mean, count, confidence)
    half = float(student_errors(count - 1, confidence)) * values.std(axis=-1, ddof=1) / math.sqrt(count)
    return mean, mean - half, mean + half


def check_defined(values: Values, what: str) -> Values:
    """Refuse undefined results.

    Raises
    ------
    FrontierError
    """
    undefined = int((~np.isfinite(values)).sum())
    if undefined:
        raise FrontierError(
            f"{what} is undefined in {undefined:,} of {values.size:,} runs. Allowed: a measure that is defined in "
            "every run, such as regime.spread or reach. Take one, or a narrower range."
        )
    return values
