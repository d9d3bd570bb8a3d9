"""Tipping: where a probability crosses a level along one lever, bracketed by bisection that knows of chance.

A value counts as below the level only if its whole interval is, and as above likewise. All values are judged in the
same replicates, and each at a confidence that leaves 95% for all of them together (Bonferroni over the most looks
there can be). So the bracket between the last value surely below and the first surely above holds the crossing with
95%, whatever is between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from experiments.analyses.frontier.axis import Axis, Evaluate, FrontierError, check_defined, checked_level, interval_of
from experiments.runs.checks import finite_number
from experiments.runs.reported import is_between_0_and_1
from simulation.parameters import yes_or_no

CONFIDENCE = 0.95
FIRST_LOOK = 9
"""Values that are looked at before anything is bisected, so that a second crossing is seen."""
MOST_LOOKS = 64
PRECISION = 0.01
PRECISIONS = (0.0005, 0.5)
"""Widths of a bracket that may be asked for, as shares of the range."""


@dataclass(frozen=True)
class Point:
    """What is known at one value: mean over replicates, with an interval that holds for all looks together."""

    value: float
    mean: float
    low: float
    high: float

    def side(self, level: float) -> int:
        """Return -1 if surely below a level, 1 if surely above, 0 if not sure."""
        return 1 if self.low > level else -1 if self.high < level else 0


@dataclass(frozen=True)
class Crossing:
    """A tipping point: between `low` and `high`, most likely at `estimate`."""

    low: float
    high: float
    estimate: float
    is_rising: bool


@dataclass(frozen=True)
class Tipping:
    """All that was found along one lever.

    Attributes
    ----------
    crossings : tuple of Crossing
        Empty where the level is nowhere surely crossed.
    points : tuple of Point
        Every value looked at, in order.
    is_precise : bool
        Whether every bracket is as narrow as was asked; if not, chance is what is in the way.
    units : int
        Replicates, or plausible sets, behind every point.
    """

    axis: Axis
    level: float
    crossings: tuple[Crossing, ...]
    points: tuple[Point, ...]
    is_precise: bool
    units: int


def tipping_points(
    evaluate: Evaluate, axis: Axis, *, level: float, precision: float, is_event: bool, what: str = "it"
) -> Tipping:
    """Return where a probability or a mean crosses a level along a lever.

    Parameters
    ----------
    evaluate : callable
        Results of rows of one value each, [row, unit].
    precision : float
        Width of a bracket to reach, as a share of the range.
    is_event : bool
        Whether results are 0 or 1, or shares of runs.
    what : str
        Measure that they are of.

    Raises
    ------
    FrontierError
        If the level or the precision is no number in its range, or a result is undefined.
    """
    level = checked_level(level, yes_or_no("is_event", is_event))
    precision = finite_number("precision", precision, *PRECISIONS, error=FrontierError)
    looked = _Looked(evaluate, axis, is_event, what)
    looked.look([axis.at(share) for share in np.linspace(0.0, 1.0, FIRST_LOOK)])
    crossings: list[Crossing] = []
    precise = True
    for low, high in _changes(looked.points(), level):
        rising = high.side(level) > 0
        a, b = looked.narrowed(low.value, high.value, level, precision, rising)
        crossings.append(Crossing(a, b, _estimate(looked.points(), a, b, level), rising))
        precise = precise and (b - a <= precision * (axis.high - axis.low) or (axis.is_whole and b - a <= 1.0))
    return Tipping(axis, level, tuple(crossings), tuple(looked.points()), precise, looked.units)


class _Looked:
    """Values that were looked at."""

    def __init__(self, evaluate: Evaluate, axis: Axis, is_event: bool, what: str) -> None:
        self._evaluate, self._axis, self._is_event, self._what = evaluate, axis, is_event, what
        self._found: dict[float, Point] = {}
        self.units = 0

    def look(self, values: Sequence[float]) -> None:
        new = [value for value in dict.fromkeys(values) if value not in self._found]
        if not new:
            return
        results = check_defined(self._evaluate([(value,) for value in new]), self._what)
        self.units = results.shape[1]
        means, lows, highs = interval_of(results, 1.0 - (1.0 - CONFIDENCE) / MOST_LOOKS, self._is_event)
        if is_between_0_and_1(self._what):
            lows, highs = np.maximum(lows, 0.0), np.minimum(highs, 1.0)
        for value, mean, low, high in zip(new, means, lows, highs, strict=True):
            self._found[value] = Point(value, float(mean), float(low), float(high))

    def points(self) -> list[Point]:
        return [self._found[value] for value in sorted(self._found)]

    def narrowed(self, low: float, high: float, level: float, precision: float, rising: bool) -> tuple[float, float]:
        """Return the closest values that are surely on the two sides, from a pair that are."""
        width = precision * (self._axis.high - self._axis.low)
        sign = 1 if rising else -1
        unsure: list[float] = []
        while high - low > width and len(self._found) < MOST_LOOKS:
            middle = self._between(low, high)
            if middle is None:
                return low, high
            side = self._side(middle, level) * sign
            if side == 0:
                unsure.append(middle)
                break
            low, high = (middle, high) if side < 0 else (low, middle)
        if not unsure:
            return low, high
        return (
            self._edge(low, unsure[0], level, width, -sign),
            self._edge(high, unsure[0], level, width, sign),
        )

    def _edge(self, sure: float, unsure: float, level: float, width: float, side: int) -> float:
        """Return the value closest to an unsure one that is still surely on a side."""
        while abs(unsure - sure) > width / 2.0 and len(self._found) < MOST_LOOKS:
            middle = self._between(*sorted((sure, unsure)))
            if middle is None:
                break
            if self._side(middle, level) == side:
                sure = middle
            else:
                unsure = middle
        return sure

    def _side(self, value: float, level: float) -> int:
        self.look([value])
        return self._found[value].side(level)

    def _between(self, low: float, high: float) -> float | None:
        middle = 0.5 * (low + high)
        if self._axis.is_whole:
            middle = float(round(middle))
        return middle if low < middle < high else None


def _changes(points: Sequence[Point], level: float) -> list[tuple[Point, Point]]:
    """Return neighbours, among the points that are sure, on different sides."""
    sure = [point for point in points if point.side(level) != 0]
    return [(a, b) for a, b in pairwise(sure) if a.side(level) != b.side(level)]


def _estimate(points: Sequence[Point], low: float, high: float, level: float) -> float:
    """Return where the straight lines between the means cross the level, from below for the middle of all crossings."""
    inside = [point for point in points if low <= point.value <= high]
    found = [
        a.value + (b.value - a.value) * (level - a.mean) / (b.mean - a.mean)
        for a, b in pairwise(inside)
        if (a.mean - level) * (b.mean - level) <= 0.0 and a.mean != b.mean
    ]
    return float(np.median(found)) if found else 0.5 * (low + high)
