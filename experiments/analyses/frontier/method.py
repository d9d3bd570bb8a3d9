"""Map: a probability or a mean over two levers, looked at more closely where it changes, with its contour.

Looks begin on a coarse grid. A cell is cut in four where the level may pass through it, that is where its corners are
not all surely on one side, and once where its corners differ much. Doubt of the contour: units (replicates, or
plausible sets), which all points share, are drawn again; where the contour runs in 95% of these is its band.

Units of an event are drawn as the Bayesian bootstrap does (Rubin 1981), with half a unit more in which it happens and
half a unit more in which it does not: at each point that is the posterior under Jeffreys' prior. To draw the units
alone would call an event impossible where it was not seen in a handful of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from experiments.analyses.frontier.axis import Axis, Evaluate, FrontierError, check_defined, checked_level, interval_of
from experiments.statistics.intervals import Values
from simulation.parameters import whole_number, yes_or_no
from simulation.results import ReadOnly

CELLS = 4
"""Cells along each lever at first."""
DEPTH = 3
"""Times a cell may be cut: so a contour is told to 1/32 of the range."""
DEEPEST = 6
CHANGE = 0.25
"""Difference between corners, as a share of all differences, that is worth a closer look by itself."""
SAMPLES = 400
FINE = 65


@dataclass(frozen=True, eq=False)
class Map(ReadOnly):
    """What was found over two levers.

    Attributes
    ----------
    places : ndarray, [point, 2]
        As shares of the ranges.
    values : ndarray, [point, unit]
    rounds : tuple of int
        Points looked at in each round.
    """

    x: Axis
    y: Axis
    level: float
    is_event: bool
    places: Values
    values: Values
    rounds: tuple[int, ...]

    @property
    def means(self) -> Values:
        """Mean at each point."""
        return self.values.mean(axis=1)

    @cached_property
    def resampled(self) -> Values:
        """Means over units drawn again, [point, sample]."""
        units = self.values.shape[1]
        draw = np.random.default_rng(np.random.SeedSequence([units, 13]))
        if not self.is_event:
            return self.values @ draw.multinomial(units, np.full(units, 1.0 / units), size=SAMPLES).T / units
        weights = draw.standard_exponential((units, SAMPLES))
        happens, does_not = draw.standard_gamma(0.5, (2, SAMPLES))
        return (self.values @ weights + happens) / (weights.sum(axis=0) + happens + does_not)

    def above(self) -> Values:
        """Return how sure it is that each point is above the level: the share of samples in which it is."""
        return (self.resampled > self.level).mean(axis=1)

    def share_above(self) -> tuple[float, float, float]:
        """Return the share of the square above the level, with its 95% interval."""
        fine = np.stack(np.meshgrid(*[np.linspace(0.0, 1.0, FINE)] * 2), axis=-1).reshape(-1, 2)
        of_all = self.interpolated(self.means[:, None], fine)[:, 0]
        samples = (self.interpolated(self.resampled, fine) > self.level).mean(axis=0)
        low, high = np.quantile(samples, [0.025, 0.975])
        return float((of_all > self.level).mean()), float(low), float(high)

    def crossing(self, along: int, other: float) -> tuple[float, float, float] | None:
        """Return the first share along a lever at which the level is crossed, the other lever fixed; None if never.

        Returns
        -------
        estimate, low, high
            The interval over samples; a sample without a crossing counts as one at the end that it lies beyond.
        """
        steps = np.linspace(0.0, 1.0, 4 * FINE)
        line = np.full((len(steps), 2), other)
        line[:, along] = steps
        of_all, again = self.interpolated(self.means[:, None], line), self.interpolated(self.resampled, line)
        own = _first_crossing(of_all, steps, self.level)[0]
        if np.isnan(own):
            return None
        samples = _first_crossing(again, steps, self.level)
        begins_alike = (again[0] > self.level) == (of_all[0, 0] > self.level)
        beyond = np.where(begins_alike, 1.0, 0.0)  # on the other side from the start: crossed before it
        low, high = np.quantile(np.where(np.isnan(samples), beyond, samples), [0.025, 0.975])
        return float(own), float(low), float(high)

    def interpolated(self, values: Values, places: Values) -> Values:
        """Return values, [point, ...], at other places, by straight lines between points."""
        from scipy.interpolate import LinearNDInterpolator

        return LinearNDInterpolator(self.places, values)(np.clip(places, 0.0, 1.0))


def frontier_map(
    evaluate: Evaluate, x: Axis, y: Axis, *, level: float, is_event: bool, depth: int = DEPTH, what: str = "it"
) -> Map:
    """Return the map of a probability or a mean over two levers; `evaluate` takes rows of two values.

    Raises
    ------
    FrontierError
        If the level or the depth is no number in its range, or a result is undefined.
    """
    level = checked_level(level, yes_or_no("is_event", is_event))
    depth = whole_number("depth", depth, 0, DEEPEST, error=FrontierError)
    side = CELLS * 2**depth
    found: dict[tuple[int, int], Values] = {}
    rounds: list[int] = []
    cells = [(i, j, 2**depth) for i in range(0, side, 2**depth) for j in range(0, side, 2**depth)]
    for round_ in range(depth + 1):
        new = [corner for corner in dict.fromkeys(c for cell in cells for c in _corners(*cell)) if corner not in found]
        if new:
            rows = [(x.at(i / side), y.at(j / side)) for i, j in new]
            found.update(zip(new, check_defined(evaluate(rows), what), strict=True))
        rounds.append(len(new))
        if round_ < depth:
            cells = [
                part for cell in cells if _is_worth(cell, found, level, is_event, round_) for part in _quarters(*cell)
            ]
    by_place: dict[tuple[float, float], Values] = {}
    for (i, j), values in found.items():  # whole numbers may fall together
        by_place.setdefault((x.share(x.at(i / side)), y.share(y.at(j / side))), values)
    return Map(x, y, level, is_event, np.array(list(by_place)), np.stack(list(by_place.values())), tuple(rounds))


def _corners(i: int, j: int, size: int) -> list[tuple[int, int]]:
    return [(i, j), (i + size, j), (i, j + size), (i + size, j + size)]


def _quarters(i: int, j: int, size: int) -> list[tuple[int, int, int]]:
    half = size // 2
    return [(i + a, j + b, half) for a in (0, half) for b in (0, half)]


def _is_worth(
    cell: tuple[int, int, int], found: dict[tuple[int, int], Values], level: float, is_event: bool, round_: int
) -> bool:
    """Return whether a cell deserves a closer look."""
    values = np.stack([found[corner] for corner in _corners(*cell)])
    mean, low, high = interval_of(values, 0.95, is_event)
    if low.min() <= level <= high.max():
        return True
    everything = np.stack(list(found.values())).mean(axis=1)
    return round_ == 0 and bool(np.ptp(mean) > CHANGE * np.ptp(everything) > 0.0)


def _first_crossing(values: Values, steps: Values, level: float) -> Values:
    """Return, for each column, the first step at which it crosses a level; NaN where it never does."""
    above = values > level
    changes = above[1:] != above[:-1]
    place = np.argmax(changes, axis=0)
    column = np.arange(values.shape[1])
    a, b = values[place, column], values[place + 1, column]
    part = np.divide(level - a, b - a, out=np.full_like(a, 0.5), where=b != a)
    crossing = steps[place] + part * (steps[1] - steps[0])
    return np.where(changes.any(axis=0), crossing, np.nan)
