"""Noise: what of a variance is chance, told from replicates, and left out of every index.

All indices rest on products of expectations g(a) g(b) over rows a and b. The product of two means over the same
replicates holds the covariance of their noise. The mean product of *different* replicates,

    1 / (R (R - 1)) * sum over r != s of y_r(a) y_s(b),

holds none: replicates are independent of each other, whether rows share them (common random numbers) or not, and
however noise depends on the row. It is the U-statistic of the product (Hoeffding 1948).

Where every row is run under each of some plausible sets, with the same replicates, runs are independent where both set
and replicate differ: products are of these alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.statistics.intervals import Values


def between(a: Values, b: Values) -> Values:
    """Return the mean product of different replicates, which lie along the last axis."""
    replicates = a.shape[-1]
    return (a.sum(-1) * b.sum(-1) - (a * b).sum(-1)) / (replicates * (replicates - 1))


def between_crossed(a: Values, b: Values) -> Values:
    """Return the mean product of runs that differ in both plausible set and replicate, the last two axes."""
    sets, replicates = a.shape[-2:]
    if sets == 1:
        return between(a[..., 0, :], b[..., 0, :])
    products = a.sum((-2, -1)) * b.sum((-2, -1)) + (a * b).sum((-2, -1))
    shared = (a.sum(-1) * b.sum(-1)).sum(-1) + (a.sum(-2) * b.sum(-2)).sum(-1)
    return (products - shared) / (sets * (sets - 1) * replicates * (replicates - 1))


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
    of_sets : float or None
        Share of the variance of single runs that is due to which plausible set holds; None where no row is crossed
        with more than one set.
    """

    of_run: float
    of_mean: float
    variance: float
    replicates: int
    of_sets: float | None = None


def noise_of(values: Values, sets: int = 1) -> Noise:
    """Return the noise of runs, [row, set x replicate]."""
    centred = values - values.mean(axis=0)
    rows = len(values)
    by_set = (rows, sets, -1)
    tables, deviations = values.reshape(by_set), centred.reshape(by_set)
    variance = float(between_crossed(deviations, deviations).mean()) * rows / (rows - 1)
    of_means = float(np.var(values.mean(axis=1), ddof=1))
    chance = float(np.var(tables, axis=2, ddof=1).mean())
    within = chance if sets == 1 else float((values * values).mean() - between_crossed(tables, tables).mean())
    return Noise(
        of_run=_share(chance, variance + within),
        of_mean=_share(of_means - variance, of_means),
        variance=variance,
        replicates=tables.shape[2],
        of_sets=None if sets == 1 else _share(within - chance, variance + within),
    )


def _share(part: float, whole: float) -> float:
    return float(min(1.0, max(0.0, part / whole))) if whole > 0.0 else 0.0
