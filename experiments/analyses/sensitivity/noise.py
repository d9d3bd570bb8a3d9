"""Noise: what of a variance is chance, told from replicates, and left out of every index.

All indices rest on products of expectations g(a) g(b) over rows a and b. The product of two means over the same
replicates holds the covariance of their noise. The mean product of *different* replicates,

    1 / (R (R - 1)) * sum over r != s of y_r(a) y_s(b),

holds none: replicates are independent of each other, whether rows share them (common random numbers) or not, and
however noise depends on the row. It is the U-statistic of the product (Hoeffding 1948).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def between(a: Values, b: Values) -> Values:
    """Return the mean product of different replicates, which lie along the last axis."""
    replicates = a.shape[-1]
    return (a.sum(-1) * b.sum(-1) - (a * b).sum(-1)) / (replicates * (replicates - 1))


class Noise(NamedTuple):
    """How much of what differs between runs is chance.

    Attributes
    ----------
    of_run : float
        Share of the variance of single runs, over rows and replicates, that is chance.
    of_mean : float
        Share of the variance of row means that is chance: what an index without correction would take for effect.
    variance : float
        Variance of the expectation over rows: what is apportioned.
    replicates : int
    """

    of_run: float
    of_mean: float
    variance: float
    replicates: int


def noise_of(values: Values) -> Noise:
    """Return the noise of runs, [row, replicate]."""
    centred = values - values.mean(axis=0)
    rows = len(values)
    variance = float(between(centred, centred).mean()) * rows / (rows - 1)
    of_means = float(np.var(values.mean(axis=1), ddof=1))
    chance = float(np.var(values, axis=1, ddof=1).mean())
    return Noise(
        of_run=_share(chance, variance + chance),
        of_mean=_share(of_means - variance, of_means),
        variance=variance,
        replicates=values.shape[1],
    )


def _share(part: float, whole: float) -> float:
    return float(min(1.0, max(0.0, part / whole))) if whole > 0.0 else 0.0
