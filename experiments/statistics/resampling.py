"""Dependence: intervals of values that share their luck.

Two kinds. Cases of one plausible set are alike: they are **clustered**, and sets are drawn again, not cases. Sets that
are run under the same seeds share the luck of these: they are **crossed**, and sets and replicates are both drawn again
(Owen 2007, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 386).

A share keeps Wilson's interval, of as many independent units as its variance is worth (Kish's effective sample size;
Franco and others 2019, Journal of Survey Statistics and Methodology 7, 334): it does not shrink to nothing at 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.intervals import (
    CONFIDENCE,
    CensoredMedian,
    Contrast,
    Estimate,
    Values,
    difference_of_shares,
    kaplan_meier_medians,
    mean_of,
    share_of,
    student_errors,
)

SAMPLES = 1000
HALF = (1.0 - CONFIDENCE) / 2.0
KEPT = 8
"""Drawings that are kept, as one question asks for the same again and again."""
LARGEST_KEPT = 2_000_000
"""Numbers in a drawing beyond which it is made anew: 16 MB."""
NEGLIGIBLE = 1e-20
"""A variance below this, relative to the squared mean, is rounding."""


def effective(share: float, variance: float, units: int) -> float:
    """Return how many independent units would give a share this variance: never more than there are.

    Near 0 and 1 the share is taken as Agresti and Coull do, two of each kind more than were seen.
    """
    if not variance > 0.0:
        return float(units)
    share = (share * units + 2.0) / (units + 4.0)
    return min(float(units), share * (1.0 - share) / variance)


# Clustered ------------------------------------------------------------------------------------------------------


def is_clustered(clusters: NDArray[np.intp]) -> bool:
    """Return whether any cluster has more than one member."""
    return len(set(clusters.tolist())) < len(clusters)


def clustered_mean(values: Values, clusters: NDArray[np.intp], confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean over the defined values with Student's interval over clusters; plain where each has one."""
    known = np.isfinite(values)
    x, own = values[known], clusters[known]
    if not len(x) or not is_clustered(own):
        return mean_of(values, confidence)
    mean, number = float(x.mean()), len(set(own.tolist()))
    if number == 1:
        return Estimate(mean, None, None, len(x))
    half = float(student_errors(number - 1, confidence) * np.sqrt(_variance(x - mean, own)))
    return Estimate(mean, mean - half, mean + half, len(x))


def clustered_share(holds: Values, clusters: NDArray[np.intp]) -> Estimate:
    """Return a share with Wilson's interval of as many units as the clusters are worth."""
    known = np.isfinite(holds)
    x, own = holds[known], clusters[known]
    if not len(x) or not is_clustered(own):
        return share_of(holds)
    share, number = float(x.mean()), len(set(own.tolist()))
    variance = _variance(x - share, own) if number > 1 else share * (1.0 - share)
    if variance == 0.0:  # all alike: as if every cluster were one unit
        return share_of(x, units=number)
    return share_of(x, units=effective(share, variance, len(x)))


def clustered_difference_of_shares(of_a: Values, of_b: Values, clusters: NDArray[np.intp]) -> Estimate:
    """Return a paired difference of shares, its interval that of as many replicates as the clusters are worth."""
    apart = of_a - of_b
    known = np.isfinite(apart)
    x, own = apart[known], clusters[known]
    if not len(x) or not is_clustered(own):
        return difference_of_shares(of_a, of_b)
    number = len(set(own.tolist()))
    if number == 1:
        return Estimate(float(x.mean()), None, None, len(x))
    variance = _variance(x - x.mean(), own)
    alone = float(np.var(x)) / len(x)
    units = number if variance == 0.0 else min(float(len(x)), len(x) * alone / variance)
    return difference_of_shares(of_a, of_b, units)


def clustered_median(
    values: Values, is_open: Values, clusters: NDArray[np.intp], *, samples: int = SAMPLES, seed: int = 1
) -> CensoredMedian:
    """Return a median of values some of which are lower bounds, its interval by drawing the clusters again.

    A bound of the interval is None where half are still open there.
    """
    known = np.isfinite(values) & np.isfinite(is_open)
    x, bounds, own = values[known], is_open[known], clusters[known]
    share = clustered_share(bounds, own)
    if not len(x):
        return CensoredMedian(None, None, None, share, 0)
    median = float(kaplan_meier_medians(x, bounds, np.ones((1, len(x))))[0])
    low = high = math.inf
    if len(set(own.tolist())) > 1:
        again = kaplan_meier_medians(x, bounds, weights_of(own, samples, seed))
        low, high = (float(bound) for bound in np.quantile(again, (HALF, 1.0 - HALF), method="inverted_cdf"))
    middle, least, most = (value if math.isfinite(value) else None for value in (median, low, high))
    return CensoredMedian(middle, least, most, share, len(x))


def clustered_contrast(
    a: str,
    b: str,
    measure: str,
    of_a: Values,
    of_b: Values,
    clusters: NDArray[np.intp],
    *,
    are_shares: bool = False,
) -> Contrast:
    """Return the paired contrast of one measure; a replicate counts where both sides are defined.

    Parameters
    ----------
    are_shares : bool
        Whether the measure of one run is 1 or 0, so that the contrast is one of shares.
    """
    if are_shares:
        estimate = clustered_difference_of_shares(of_a, of_b, clusters)
    else:
        estimate = clustered_mean(of_a - of_b, clusters)
    both = np.isfinite(of_a) & np.isfinite(of_b)
    x, y = of_a[both], of_b[both]
    saved = None
    if len(x) > 1:
        apart = float(np.var(x, ddof=1) + np.var(y, ddof=1))
        rounding = NEGLIGIBLE * float(np.mean(x) ** 2 + np.mean(y) ** 2)
        saved = 1.0 - float(np.var(x - y, ddof=1)) / apart if apart > rounding else None
    return Contrast(a, b, measure, estimate.mean, estimate.low, estimate.high, saved, estimate.defined)


def _variance(residuals: Values, clusters: NDArray[np.intp]) -> float:
    """Return the variance of a mean from its residuals, clusters independent of each other."""
    _, place = np.unique(clusters, return_inverse=True)
    sums = np.bincount(place, weights=residuals)
    return float(len(sums) / (len(sums) - 1) * (sums**2).sum() / len(residuals) ** 2)


def weights_of(clusters: NDArray[np.intp], samples: int, seed: int) -> Values:
    """Return how often each case counts when clusters are drawn again, [sample, case]."""
    _, place = np.unique(clusters, return_inverse=True)
    return drawn_again(int(place.max()) + 1, samples, seed)[:, place]


# Crossed --------------------------------------------------------------------------------------------------------


def drawn_again(number: int, samples: int, seed: int) -> Values:
    """Return the weights of units drawn again, [sample, unit], each row of mean 1; they cannot be written into."""
    return (_drawn if number * samples <= LARGEST_KEPT else _drawn.__wrapped__)(number, samples, seed)


@lru_cache(maxsize=KEPT)
def _drawn(number: int, samples: int, seed: int) -> Values:
    counts = np.random.default_rng(seed).multinomial(number, np.full(number, 1.0 / number), size=samples)
    weights = counts.astype(np.float64)
    weights.flags.writeable = False
    return weights


def weighted_means(values: Values, weights: Values) -> Values:
    """Return means over the last axis under weights, of what is defined; NaN where nothing is that counts."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (np.where(known, values, 0.0) @ weights) / (known @ weights)


def mean_under(values: Values, weights: Values) -> Values:
    """Return the mean of each sample's own values under its own weights, both [sample, unit]; NaN where none counts."""
    there = weights * np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return (there * np.nan_to_num(values)).sum(axis=1) / there.sum(axis=1)


def crossed_shares(
    holds: Callable[[Values], NDArray[np.bool_] | Values],
    units: int,
    replicates: int,
    *,
    clusters: NDArray[np.intp] | None = None,
    sets: int = 1,
    samples: int = SAMPLES,
    seed: int = 1,
) -> list[Estimate]:
    """Return in what share of units something holds, units and the replicates they share both drawn again.

    Parameters
    ----------
    holds : callable
        From weights of the replicates, [replicate]: whether each thing holds, or how much of it, [thing, unit].
    clusters : array of int, optional
        Which units are alike and are drawn together, [unit].
    sets : int
        Plausible sets under each of which every unit has its replicates: `holds` then takes weights [set x replicate],
        and sets are drawn again, too.
    """
    whole = holds(np.ones(sets * replicates)).astype(np.float64)
    own = np.arange(units) if clusters is None else clusters
    number = len(set(own.tolist()))
    if number == 1 or sets * replicates == 1:
        return [clustered_share(one, own) for one in whole]
    of_units, of_replicates = weights_of(own, samples, seed), drawn_again(replicates, samples, seed + 1)
    if sets > 1:
        of_sets = drawn_again(sets, samples, seed + 2)
        of_replicates = (of_sets[:, :, None] * of_replicates[:, None, :]).reshape(samples, -1)
    again = np.stack([holds(r) @ u / u.sum() for u, r in zip(of_units, of_replicates, strict=True)])
    return [
        share_of(one, units=effective(float(one.mean()), float(variance), units) if variance > 0.0 else number)
        for one, variance in zip(whole, again.var(axis=0, ddof=1), strict=True)
    ]


def each_and_all(
    holds: Callable[[Values], Sequence[NDArray[np.bool_]] | NDArray[np.bool_]], units: int, replicates: int
) -> tuple[list[Estimate], Estimate]:
    """Return in what share of units each of some things holds, and all of them at once, as `crossed_shares` does.

    Parameters
    ----------
    holds : callable
        From weights of the replicates: whether each thing holds, [thing, unit].
    """

    def with_all(weights: Values) -> NDArray[np.bool_]:
        each = np.stack(list(holds(weights)))
        return np.concatenate([each, each.all(axis=0, keepdims=True)])

    *each, every = crossed_shares(with_all, units, replicates)
    return each, every


def crossed_mean(
    values: Values,
    clusters: NDArray[np.intp] | None = None,
    *,
    of: Callable[[Values], Values] = np.positive,
    confidence: float = CONFIDENCE,
    samples: int = SAMPLES,
    seed: int = 1,
) -> Estimate:
    """Return the mean of units' means over replicates, its interval by drawing units and replicates again.

    Parameters
    ----------
    values : ndarray, [unit, replicate]
        NaN where undefined: a unit counts with the replicates in which it is defined.
    clusters : array of int, optional
        Which units are alike and are drawn together, [unit].
    of : callable
        What is taken of a unit's mean: the mean itself, or such as its size.
    """
    units, replicates = values.shape
    means = of(weighted_means(values, np.ones(replicates)))
    own = np.arange(units) if clusters is None else clusters
    known = np.isfinite(means)
    if replicates == 1 or len(set(own[known].tolist())) <= 1:
        return clustered_mean(means, own, confidence)
    of_units, of_replicates = weights_of(own[known], samples, seed), drawn_again(replicates, samples, seed + 1)
    of_both = of(weighted_means(values[known], of_replicates.T)).T  # [sample, unit]
    again = mean_under(of_both, of_units)
    low, high = np.nanquantile(again, ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0))
    return Estimate(float(means[known].mean()), float(low), float(high), int(known.sum()))


def ratio_of(above: Values, below: Values, *, samples: int = SAMPLES, seed: int = 1) -> Estimate:
    """Return a ratio of means, paired, with an interval by drawing the pairs again: a ratio has no Student's."""
    number = len(above)
    ratio = float(above.mean() / below.mean())
    if number < 2:
        return Estimate(ratio, None, None, number)
    weights = drawn_again(number, samples, seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.nanquantile((weights @ above) / (weights @ below), (HALF, 1.0 - HALF))
    return Estimate(ratio, float(low), float(high), number)
