"""Tipping: the alignment from which half of the runs spread, from shares of few runs at many alignments.

To take the first alignment at which half of a few runs spread would be too early a point: of many tries the luckiest
one comes first. So all alignments are used at once: the rising curve nearest to the shares is drawn (isotonic
regression; Ayer and others 1955), and the point is where it crosses one half.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.claims.variants import ALIGNMENTS, EXCHANGE, alignment
from experiments.runs.sweep.variants import Runs
from experiments.statistics.intervals import Estimate, Values
from experiments.statistics.resampling import HALF, SAMPLES, drawn_again, weighted_means

NEVER = float("inf")
MOST = ALIGNMENTS[-1]
"""What a point that never comes counts as where one is taken from another: no less than the range has."""


def spread_over_alignment(runs: Runs, scenario: str) -> Values:
    """Return whether runs spread, [alignment, row, replicate]."""
    return runs.of("regime.spread")[[runs.names.index(alignment(value, scenario)) for value in ALIGNMENTS]]


def rising(shares: Values) -> Values:
    """Return the rising curves nearest to some shares, by the minimax formula of isotonic regression: [level, ...]."""
    levels = len(shares)
    sums = np.concatenate([np.zeros_like(shares[:1]), np.cumsum(shares, axis=0)])
    best = np.full(shares.shape, -np.inf)
    for first in range(levels):
        lengths = np.arange(1, levels - first + 1).reshape(-1, *[1] * (shares.ndim - 1))
        means = (sums[first + 1 :] - sums[first]) / lengths  # of levels first to last, [last - first, ...]
        least = np.minimum.accumulate(means[::-1], axis=0)[::-1]
        best[first:] = np.maximum(best[first:], least)
    return best


def tipping_points(shares: Values) -> Values:
    """Return the alignment from which half of the runs spread, [set]; infinite where it never comes to that.

    Where the curve lies on one half for a while, the middle of that while.

    Parameters
    ----------
    shares : ndarray, [alignment, set]
        Shares of runs that spread.
    """
    curve = rising(shares)
    return 0.5 * (_crossed(curve >= 0.5, curve) + _crossed(curve > 0.5, curve, or_last=curve[-1] >= 0.5))


def _crossed(above: NDArray[np.bool_], curve: Values, or_last: NDArray[np.bool_] | None = None) -> Values:
    """Return where curves come to be above, on straight lines between levels."""
    levels = np.array(ALIGNMENTS)
    columns = np.arange(curve.shape[1])
    first = np.argmax(above, axis=0)
    before = np.maximum(first - 1, 0)
    low, high = curve[before, columns], curve[first, columns]
    part = np.divide(0.5 - low, high - low, out=np.zeros_like(low), where=high > low)
    point = levels[before] + np.clip(part, 0.0, 1.0) * (levels[first] - levels[before])
    never = ~above.any(axis=0)
    return np.where(never, np.where(or_last, MOST, NEVER) if or_last is not None else NEVER, point)


def apart(few: Values, many: Values) -> Values:
    """Return by how much more ties and exchange lower the point; one that never comes counts as the range's end."""
    return np.minimum(few, MOST) - np.minimum(many, MOST)


class Points(NamedTuple):
    """Tipping points at the baseline's values, each with its interval by drawing the shared replicates again."""

    few: Estimate
    many: Estimate
    apart: Estimate


def points_of(runs: Runs) -> Points:
    """Return the tipping points of one row of runs."""
    few, many = (spread_over_alignment(runs, scenario)[:, 0] for scenario in EXCHANGE)  # [alignment, replicate]
    replicates = few.shape[1]
    weights = drawn_again(replicates, SAMPLES, 1).T
    few_own, many_own = (tipping_points(one.mean(axis=1)[:, None]) for one in (few, many))
    few_again, many_again = (tipping_points(one @ weights / replicates) for one in (few, many))
    found = ((few_own, few_again), (many_own, many_again), (apart(few_own, many_own), apart(few_again, many_again)))
    return Points(*(_estimate(float(own[0]), again, replicates) for own, again in found))


def _estimate(own: float, again: Values, replicates: int) -> Estimate:
    low, high = (float(np.quantile(again, q, method="nearest")) for q in (HALF, 1.0 - HALF))
    return Estimate(own, low, high, replicates)


def error_of_one(spread: Values, samples: int = 100) -> float:
    """Return how far a single set's tipping point is known: the median of its standard errors over sets.

    Parameters
    ----------
    spread : ndarray, [alignment, set, replicate]
    """
    weights = drawn_again(spread.shape[2], samples, 1)
    again = np.stack([np.minimum(tipping_points(weighted_means(spread, one)), MOST) for one in weights])
    return float(np.median(again.std(axis=0, ddof=1)))
