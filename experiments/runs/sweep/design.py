"""Design: which values the parameters of a study take together: a grid, or a sample that fills the space evenly."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from simulation.declarations import Parameter

Row = tuple[float, ...]


@dataclass(frozen=True)
class Column:
    """A parameter that a study varies.

    Attributes
    ----------
    name : str
        As ``--set`` takes it: ``alignment`` for all months, ``alignment@24`` from a month on, ``alignment@24[R1; R2]``
        in some places.
    parameter : Parameter
    month : int or None
        Month from which the value holds; None for all months.
    values : tuple of float
        Values to choose from; empty where it is drawn between `low` and `high`.
    where : tuple of str
        Places where it holds; none for everywhere.
    """

    name: str
    parameter: Parameter
    month: int | None
    values: tuple[float, ...]
    low: float
    high: float
    where: tuple[str, ...] = ()

    def at(self, share: float) -> float:
        """Return the value at a share of the way, 0 <= share < 1."""
        if self.values:
            return self.values[int(share * len(self.values))]
        if self.parameter.whole:
            return float(math.floor(self.low + share * (self.high - self.low + 1.0)))
        return self.low + share * (self.high - self.low) + 0.0


def grid(columns: tuple[Column, ...]) -> tuple[Row, ...]:
    """Return every combination of values, the last column changing fastest."""
    return tuple(itertools.product(*(column.values for column in columns)))


def sample(columns: tuple[Column, ...], design: str, points: int, seed: int) -> tuple[Row, ...]:
    """Return a Latin hypercube or a scrambled Sobol' sequence; the same for the same seed."""
    from scipy.stats import qmc

    kind = qmc.Sobol if design == "sobol" else qmc.LatinHypercube
    shares = kind(len(columns), rng=np.random.default_rng(seed)).random(points)
    below_one = np.minimum(shares, np.nextafter(1.0, 0.0)).tolist()
    return tuple(tuple(column.at(share) for column, share in zip(columns, row, strict=True)) for row in below_one)
