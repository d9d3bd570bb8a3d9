"""Skewness: from how many runs on Student's interval of a mean holds about as often as it says.

Student's interval supposes means that are nearly normal. Values that are a mixture, of runs in which a place is coached
and of others, are skew, and the fewer runs there are of the rarer kind, the more of the means lie beyond one end.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.intervals import normal_errors

MORE_MISSES = 0.2
"""By which share an interval may miss more often than it says: at 95%, in 6% of cases and not in 5% (Cochran 1977)."""
LEAST_OF_A_KIND = 5
"""Fewest cases of the rarer of two kinds from which anything is concluded (Cochran 1954, Biometrics 10, 417)."""


def cases_needed(skewness: float, confidence: float) -> int:
    """Return how many cases Student's interval of a mean takes, where values are so skew.

    The share of misses that skewness adds to a two-sided interval is, in n cases,
    ``x φ(x) (x⁴ + 2x² − 3) skewness² / 9n`` (Hall 1992, The Bootstrap and Edgeworth Expansion, 2.6); it may be
    `MORE_MISSES` of all misses. At 95% that is Cochran's rule, 25 times the squared skewness (Sampling Techniques,
    1977, 2.15); at 99.95%, what one of a hundred intervals together takes, some 600 times.

    Parameters
    ----------
    skewness : float
        Third moment about the mean over the cube of the standard deviation.
    confidence : float
        Of the interval, above 0 and below 1.
    """
    x = normal_errors(confidence)
    misses = 1.0 - confidence
    density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    of_skewness = max(0.0, x * density * (x**4 + 2 * x * x - 3) / 9)
    return math.ceil(of_skewness * skewness * skewness / (MORE_MISSES * misses))


def skewness_of_mixture(values: NDArray[np.float64], drawn: NDArray[np.float64]) -> float:
    """Return how skew values are because of what was drawn, all columns taken together.

    What is rare may by chance not have come about in a single column; in all of them together it has. Of the third
    moment it is all but that within cases that were drawn alike: ``E f³ + 3 E f e²``, where ``f`` is the part of the
    values that follows the draw, and ``e`` the rest, which may vary more in cases that were drawn than in others.

    Parameters
    ----------
    values : ndarray, [case, column]
    drawn : ndarray, [case, column]
        What was drawn, alike in all columns but for chance; a share or a number of something.

    Returns
    -------
    float
        0 where nothing varies.
    """
    apart, own = values - values.mean(axis=0), drawn - drawn.mean(axis=0)  # columns may differ in other ways
    variance, spread = float((apart**2).mean()), float((own**2).mean())
    if min(variance, spread) <= 1e-20:
        return 0.0
    slope = float((own * apart).mean()) / spread
    rest = (apart - slope * own) ** 2
    follows = slope * (drawn - drawn.mean())
    return float((follows**3 + 3.0 * follows * rest).mean()) / variance**1.5
