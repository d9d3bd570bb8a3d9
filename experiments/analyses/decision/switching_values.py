"""Flips: at which value of something uncertain would another package be the better one?

For each rival and each uncertain value, the lead of the advised package is drawn as a line over that value, all other
uncertainties varying as they do. Where the line crosses zero within the range, the advice flips. A line counts only if
its slope stands out from chance after allowing for the number of lines that were drawn (Holm would be sharper;
Bonferroni is plain). Cases of one plausible set are alike: where there are such, a slope's error is that of clusters
(Liang and Zeger 1986), and intervals draw sets again, not cases, and the replicates that all cases share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.analyses.discovery.boxes import Box, peel
from experiments.statistics.resampling import SAMPLES, drawn_again, is_clustered, weighted_means, weights_of

CHANCE = 0.05
FEWEST = 40
"""Cases below which conditions of failure are not sought."""
LEAST_FAILING = 0.05
FEWEST_BEYOND = 5
"""Cases beyond a crossing, in which the rival must be the better one on average: a line alone may run past them."""


class Flip(NamedTuple):
    """The value of something uncertain at which a rival draws level.

    Attributes
    ----------
    rival_wins_above : bool
        Whether the rival is better above the value, or below it.
    low, high : float
        Interval of the value, by drawing cases and replicates again, cut off at the range.
    least, most : float
        Range of the value over the cases.
    """

    parameter: str
    rival: str
    value: float
    low: float
    high: float
    rival_wins_above: bool
    least: float
    most: float


class Failing(NamedTuple):
    """Where the advised package is not the best.

    Attributes
    ----------
    share : float
        Of all cases.
    box : Box or None
        Conditions under which that is so most; None where none can be named.
    """

    share: float
    box: Box | None


def flips_of(
    gains: NDArray[np.float64],
    names: Sequence[str],
    advised: int,
    payable: Sequence[int],
    table: Mapping[str, NDArray[np.float64]],
    worlds: NDArray[np.intp],
    seed: int,
) -> tuple[Flip, ...]:
    """Return the flips, the likeliest first: those nearest to the middle of their range.

    Parameters
    ----------
    gains : ndarray, [package, case, replicate]
    """
    rivals = [i for i in payable if i != advised]
    lines = max(1, len(rivals) * len(table))
    found: list[Flip] = []
    for rival in rivals:
        of_runs = gains[advised] - gains[rival]  # [case, replicate]
        lead = weighted_means(of_runs, np.ones(of_runs.shape[1]))
        if np.ptp(lead) < 1e-12:
            continue
        for parameter, values in table.items():
            line: Any = stats.linregress(values, lead)
            least, most = float(values.min()), float(values.max())
            chance = line.pvalue if not is_clustered(worlds) else _chance(values, lead, line, worlds)
            if not chance * lines < CHANCE or not line.slope:
                continue
            crossing = -float(line.intercept) / float(line.slope)
            beyond = lead[values > crossing] if line.slope < 0.0 else lead[values < crossing]
            if not least < crossing < most or len(beyond) < FEWEST_BEYOND or beyond.mean() >= 0.0:
                continue
            low, high = _interval(values, of_runs, worlds, seed)
            found.append(
                Flip(
                    parameter,
                    names[rival],
                    crossing,
                    max(low, least),
                    min(high, most),
                    bool(line.slope < 0.0),
                    least,
                    most,
                )
            )
    middle = {flip: abs((flip.value - flip.least) / (flip.most - flip.least) - 0.5) for flip in found}
    return tuple(sorted(found, key=lambda flip: middle[flip]))


def _chance(values: NDArray[np.float64], lead: NDArray[np.float64], line: Any, worlds: NDArray[np.intp]) -> float:
    """Return the probability of such a slope by chance, cases of one plausible set being alike."""
    x = values - values.mean()
    scores = x * (lead - line.intercept - line.slope * values)
    _, place = np.unique(worlds, return_inverse=True)
    sums = np.bincount(place, weights=scores)
    number = len(sums)
    if number < 3:
        return 1.0
    error = np.sqrt(number / (number - 1) * (sums**2).sum()) / (x**2).sum()
    return float(2.0 * stats.t.sf(abs(line.slope) / error, number - 1)) if error > 0.0 else 0.0


def _interval(
    values: NDArray[np.float64], of_runs: NDArray[np.float64], worlds: NDArray[np.intp], seed: int
) -> tuple[float, float]:
    weights = weights_of(worlds, SAMPLES, seed)
    weights /= weights.sum(axis=1, keepdims=True)
    lead = weighted_means(of_runs, drawn_again(of_runs.shape[1], SAMPLES, seed + 1).T).T  # [sample, case]
    mean_x, mean_y = weights @ values, (weights * lead).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = ((weights * lead) @ values - mean_x * mean_y) / (weights @ values**2 - mean_x**2)
        crossings = mean_x - mean_y / slope
    low, high = np.nanquantile(crossings, (0.025, 0.975))
    return float(low), float(high)


def failing_of(
    gains: NDArray[np.float64],
    advised: int,
    payable: Sequence[int],
    table: Mapping[str, NDArray[np.float64]],
    matters: float = 0.0,
) -> Failing | None:
    """Return how often another payable package is better by what matters, and the box where it mostly is."""
    fails = gains[list(payable)].max(axis=0) - gains[advised] >= max(matters, 1e-12)
    share = float(fails.mean())
    if not table or share == 0.0:
        return Failing(share, None)
    if len(fails) < FEWEST or share < LEAST_FAILING:
        return Failing(share, None)
    return Failing(share, peel(pd.DataFrame(dict(table)), fails).box)
