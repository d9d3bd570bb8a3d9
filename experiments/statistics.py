"""Statistics: means, shares and paired contrasts, each with its 95% interval and the runs it rests on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
NEGLIGIBLE = 1e-20
"""A variance below this, relative to the squared mean, is rounding."""


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


def mean_of(values: NDArray[np.float64], confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean over the defined values, with Student's interval."""
    known = values[np.isfinite(values)]
    n = len(known)
    if n == 0:
        return Estimate(None, None, None, 0)
    mean = float(np.mean(known))
    if n == 1:
        return Estimate(mean, None, None, 1)
    from scipy import special  # takes a fifth of a second, and a run of one world needs none of it

    half = float(special.stdtrit(n - 1, 0.5 + confidence / 2) * np.std(known, ddof=1) / np.sqrt(n))
    return Estimate(mean, mean - half, mean + half, n)


def share_of(holds: NDArray[np.float64], units: float | None = None) -> Estimate:
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
    n = len(known) if units is None else units
    from scipy import special

    z = float(special.ndtri(0.5 + CONFIDENCE / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Estimate(share, max(0.0, float(centre - half)), min(1.0, float(centre + half)), len(known))


@dataclass(frozen=True)
class Contrast:
    """A paired difference: `a` less `b`, replicate by replicate, under common random numbers.

    Attributes
    ----------
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


def contrast_of(a: str, b: str, measure: str, of_a: NDArray[np.float64], of_b: NDArray[np.float64]) -> Contrast:
    """Return the paired contrast of one measure; a replicate counts where both sides are defined."""
    both = np.isfinite(of_a) & np.isfinite(of_b)
    x, y = of_a[both], of_b[both]
    estimate = mean_of(x - y)
    saved = None
    if len(x) > 1:
        apart = float(np.var(x, ddof=1) + np.var(y, ddof=1))
        rounding = NEGLIGIBLE * float(np.mean(x) ** 2 + np.mean(y) ** 2)
        saved = 1.0 - float(np.var(x - y, ddof=1)) / apart if apart > rounding else None
    return Contrast(a, b, measure, estimate.mean, estimate.low, estimate.high, saved, estimate.defined)
