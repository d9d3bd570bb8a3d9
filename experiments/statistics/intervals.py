"""Statistics: means, shares, medians of what was cut off, paired contrasts; each with 95% interval and runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""An array of numbers; docstrings give its axes."""
CONFIDENCE = 0.95
ROUNDING = 1e-12
"""By so much a share that a product comes to may miss one half."""


@dataclass(frozen=True)
class Estimate:
    """A mean or a share with its 95% interval.

    Attributes
    ----------
    mean, low, high : float or None
        None where undefined: nobody to average over, or one run only for the interval.
    defined : int
        Replicates in which the measure is defined.
    """

    mean: float | None
    low: float | None
    high: float | None
    defined: int


def student_errors(freedom: float | Values, confidence: float = CONFIDENCE) -> Any:
    """Return how many standard errors an interval of Student's reaches to either side, by its degrees of freedom."""
    from scipy import special  # takes a fifth of a second, and a run of one world needs none of it

    return special.stdtrit(freedom, 0.5 + confidence / 2)


def normal_errors(confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors an interval of the normal distribution reaches to either side."""
    from scipy import special

    return float(special.ndtri(0.5 + confidence / 2))


def wilson(share: Any, units: float, confidence: float = CONFIDENCE) -> tuple[Any, Any]:
    """Return Wilson's interval of a share of so many independent units, or of several shares: low and high.

    Wilson 1927, Journal of the American Statistical Association 22, 209.
    """
    z = normal_errors(confidence)
    centre = (share + z * z / (2 * units)) / (1 + z * z / units)
    half = z / (1 + z * z / units) * np.sqrt(share * (1 - share) / units + z * z / (4 * units * units))
    return np.clip(centre - half, 0.0, share), np.clip(centre + half, share, 1.0)


def mean_of(values: Values, confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean over the defined values, with Student's interval."""
    known = values[np.isfinite(values)]
    n = len(known)
    if n == 0:
        return Estimate(None, None, None, 0)
    mean = float(np.mean(known))
    if n == 1:
        return Estimate(mean, None, None, 1)
    half = float(student_errors(n - 1, confidence) * np.std(known, ddof=1) / np.sqrt(n))
    return Estimate(mean, mean - half, mean + half, n)


def between_0_and_1(estimate: Estimate) -> Estimate:
    """Return an estimate of what never leaves 0 to 1, its interval without the part where it can't be."""
    if estimate.low is None or estimate.high is None:
        return estimate
    return replace(estimate, low=max(0.0, estimate.low), high=min(1.0, estimate.high))


def share_of(holds: Values, units: float | None = None) -> Estimate:
    """Return the share of defined replicates that hold (1), with Wilson's interval.

    Parameters
    ----------
    units : float, optional
        How many independent ones they are worth, where they are not independent.
    """
    known = holds[np.isfinite(holds)]
    if len(known) == 0:
        return Estimate(None, None, None, 0)
    share = float(np.mean(known))
    low, high = wilson(share, len(known) if units is None else units)
    return Estimate(share, float(low), float(high), len(known))


def difference_of_shares(of_a: Values, of_b: Values, units: float | None = None) -> Estimate:
    """Return how far the share of one thing is above that of another in the same replicates, with its interval.

    Each replicate in which one holds and not the other is counted, with one more of either kind than were seen; so the
    interval does not shrink to nothing where both are alike in all replicates (Bonett and Price 2012, Journal of
    Educational and Behavioral Statistics 37, 479). It never leaves -1 to 1.

    Parameters
    ----------
    of_a, of_b : ndarray, [replicate]
        1 where it holds, 0 where not, NaN where undefined; a replicate counts where both are defined.
    units : float, optional
        How many independent replicates they are worth, where they are not independent.
    """
    apart = of_a - of_b
    known = apart[np.isfinite(apart)]
    if len(known) == 0:
        return Estimate(None, None, None, 0)
    difference = float(np.mean(known))
    if len(known) == 1:
        return Estimate(difference, None, None, 1)
    n = len(known) if units is None else units
    more, less = ((float(np.mean(known == sign)) * n + 1.0) / (n + 2.0) for sign in (1.0, -1.0))
    half = normal_errors() * np.sqrt((more + less - (more - less) ** 2) / (n + 2.0))
    middle = more - less
    return Estimate(difference, max(-1.0, float(middle - half)), min(1.0, float(middle + half)), len(known))


@dataclass(frozen=True)
class CensoredMedian:
    """A median of values some of which are lower bounds only, by Kaplan and Meier, with its 95% interval.

    Attributes
    ----------
    median, low, high : float or None
        None where undefined, or beyond what was watched: so many are still open that half never came.
    open : Estimate
        Share of the defined runs in which the value is a lower bound only.
    defined : int
        Replicates in which the measure is defined.
    """

    median: float | None
    low: float | None
    high: float | None
    open: Estimate
    defined: int


def kaplan_meier_medians(values: Values, is_open: Values, weights: Values) -> Values:
    """Return the first value by which half have come, [sample]; infinite where half never come.

    Kaplan and Meier 1958, Journal of the American Statistical Association 53, 457: at each value that came, the share
    still waiting falls by those who came over those still watched. Who is open at a value is watched up to it, and
    counts there.

    Parameters
    ----------
    values : ndarray, [case]
        All defined.
    is_open : ndarray, [case]
        1 where the value is a lower bound.
    weights : ndarray, [sample, case]
        How often each case counts.
    """
    times, place = np.unique(values, return_inverse=True)
    at_time = np.zeros((len(values), len(times)))
    at_time[np.arange(len(values)), place] = 1.0
    came = (weights * (is_open < 0.5)) @ at_time
    left = weights @ at_time
    watched = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        waiting = np.cumprod(np.where(watched > 0.0, 1.0 - came / watched, 1.0), axis=1)
    is_past = waiting <= 0.5 + ROUNDING
    return np.where(is_past.any(axis=1), times[is_past.argmax(axis=1)], np.inf)


@dataclass(frozen=True)
class Contrast:
    """A paired difference: `a` less `b`, replicate by replicate, under common random numbers.

    Attributes
    ----------
    a, b : str
        Names of the scenarios; `b` is the reference.
    measure : str
        Name of the measure.
    mean, low, high : float or None
        The difference and its 95% interval; None where undefined.
    variance_saved : float or None
        1 - var(a - b) / (var a + var b): what pairing saved against independent seeds; None where nothing varies.
    defined : int
        Replicates in which both are defined.
    """

    a: str
    b: str
    measure: str
    mean: float | None
    low: float | None
    high: float | None
    variance_saved: float | None
    defined: int
