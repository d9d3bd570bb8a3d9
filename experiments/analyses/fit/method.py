"""Method: which sets of values figures rule out (history matching), and what those that are left leave open.

Every bound here was fixed before anything was run (docs/decisions/0068-figures-rule-sets-out.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, stats

from simulation.results import ReadOnly

CONFIDENCE = 0.99
"""Share of countries made by a set that each of the two cutoffs leaves that set in; `Ruler.both` is what both do."""
DISCREPANCY, MOST_DISCREPANCY = 0.01, 0.2
"""Error of the model in every summary that is not chance, a share: assumed, one point; and the most."""
DIRECTIONS, LEAST_TELLING = 4, 0.25
"""Most directions that are looked along, and the least variance between sets for the noise of one."""
LEAST_LEARNT = 0.01
"""Share of the sets that must be ruled out before anything is learnt."""
FEW = 20
"""Sets below which ranges are rough."""
LOW, HIGH = 0.05, 0.95
LEVEL = 0.05
SAMPLES = 1000

Verdict = Literal["learnt", "nothing", "none"]


@dataclass(frozen=True, eq=False)
class Ruler(ReadOnly):
    """How far from figures a set may lie, found from runs alone.

    Attributes
    ----------
    means : ndarray, [set, summary]
        Over the replicates of each set.
    variances : ndarray, [summary, summary]
        Of a country's summaries about the mean of its set: chance, error of that mean, and discrepancy.
    directions : ndarray, [summary, direction]
        Along which sets differ most for their noise; of unit noise.
    telling, whole : float
        Cutoffs of the distance along one of these directions, and over all summaries, in standard deviations.
    both : float
        Share of countries made by a set, with an error of the model as assumed, that both cutoffs leave that set in.
    """

    means: NDArray[np.float64]
    variances: NDArray[np.float64]
    directions: NDArray[np.float64]
    telling: float
    whole: float
    both: float


def ruler_of(samples: NDArray[np.float64], discrepancy: float = DISCREPANCY, seed: int = 1) -> Ruler:
    """Return how far from figures a set may lie.

    Parameters
    ----------
    samples : ndarray, [set, replicate, summary]
        What each set gives, with the sampling of figures; two replicates or more. Without summaries no set can lie far.
    discrepancy : float
        Error of the model in every summary that is not chance.
    seed : int
        Of the draws of the discrepancy, by which cutoffs are found.

    Notes
    -----
    A country is a run of its own, so its distance to the mean of r runs has 1 + 1/r times the variance of one run. A
    run lies from the mean of all r, itself among them, with 1 - 1/r times that, and from the mean of the others with
    1 + 1/(r - 1) times: each is given the variance that a country has.
    """
    sets, replicates, summaries = samples.shape
    means = samples.mean(axis=1)
    if not summaries:
        return Ruler(means, np.zeros((0, 0)), np.zeros((0, 0)), 0.0, 0.0, 1.0)
    apart = samples - means[:, None]
    chance = np.einsum("srk,srl->kl", apart, apart) / (sets * (replicates - 1))
    # Summaries that no run moves would make it singular.
    variances = chance * (1.0 + 1.0 / replicates) + (discrepancy**2 + 1e-12) * np.eye(summaries)
    between = np.cov(means.T).reshape(summaries, summaries) - chance / replicates
    ratios, vectors = linalg.eigh(between, variances)
    order = np.argsort(-ratios)[:DIRECTIONS]
    number = max(1, int((ratios[order] >= LEAST_TELLING).sum()))
    directions = vectors[:, order[:number]]
    drawn = discrepancy * np.random.default_rng(seed).standard_normal(samples.shape)
    as_country = apart * np.sqrt((replicates + 1) / (replicates - 1)) + drawn
    telling, whole = _distances(as_country.reshape(-1, summaries), variances, directions)
    most_telling, most_whole = (float(np.quantile(one, CONFIDENCE)) for one in (telling, whole))
    both = float(((telling <= most_telling) & (whole <= most_whole)).mean())
    return Ruler(means, variances, directions, most_telling, most_whole, both)


def _distances(
    residuals: NDArray[np.float64], variances: NDArray[np.float64], directions: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each row the largest distance along a direction, and the one over all summaries."""
    if not residuals.shape[1]:
        return np.zeros(len(residuals)), np.zeros(len(residuals))
    solved = linalg.cho_solve(linalg.cho_factor(variances), residuals.T).T
    whole = np.sqrt(np.maximum((residuals * solved).sum(axis=1), 0.0))
    return np.abs(residuals @ directions).max(axis=1), whole


@dataclass(frozen=True, eq=False)
class Matched(ReadOnly):
    """Which sets figures leave.

    Attributes
    ----------
    telling, whole : ndarray, [set]
        Both distances of each set, in standard deviations.
    kept : ndarray of bool, [set]
        Those within both cutoffs.
    """

    telling: NDArray[np.float64]
    whole: NDArray[np.float64]
    kept: NDArray[np.bool_]

    @property
    def verdict(self) -> Verdict:
        """Whether anything is learnt, or nothing, or no set fits."""
        if not self.kept.any():
            return "none"
        return "learnt" if (~self.kept).mean() >= LEAST_LEARNT else "nothing"


def matched(ruler: Ruler, observed: NDArray[np.float64]) -> Matched:
    """Return which sets figures with these summaries leave."""
    telling, whole = _distances(observed - ruler.means, ruler.variances, ruler.directions)
    return Matched(telling, whole, (telling <= ruler.telling) & (whole <= ruler.whole))


@dataclass(frozen=True)
class Narrowed:
    """The middle 90% of a quantity over all sets looked at, and over those that are left.

    Attributes
    ----------
    before, after : tuple of float
        5% and 95%.
    middle : float
        Median of the sets that are left.
    ratio, low, high : float
        Width after over width before, with its 95% interval over sets drawn again; NaN where there is no width before.
    p : float
        Probability that sets that are left and others differ as much by chance, for all that is looked at together
        (Kolmogorov-Smirnov, Holm); 1 where none is ruled out.
    """

    before: tuple[float, float]
    after: tuple[float, float]
    middle: float
    ratio: float
    low: float
    high: float
    p: float

    @property
    def is_informed(self) -> bool:
        """Whether the figures say anything of it."""
        return self.p < LEVEL

    @property
    def is_narrower(self) -> bool:
        """Whether the range is narrower, noise counted."""
        return self.high < 1.0


def range_of(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return 5% and 95% of values."""
    low, high = np.quantile(values, [LOW, HIGH])
    return float(low), float(high)


def narrowed(values: NDArray[np.float64], kept: NDArray[np.bool_], seed: int = 1) -> tuple[Narrowed, ...]:
    """Return how each column of values, [set, column], narrows to the sets kept; there must be one.

    Sets that are left and others are drawn again, each among themselves.
    """
    generator = np.random.default_rng(seed)
    of_kept, of_others = (generator.integers(0, max(n, 1), (SAMPLES, n)) for n in (kept.sum(), (~kept).sum()))
    tests = _holm([_apart(column, kept) for column in values.T])
    found: list[Narrowed] = []
    for column, p in zip(values.T, tests, strict=True):
        before, after = range_of(column), range_of(column[kept])
        lefts = column[kept][of_kept]
        wholes = np.concatenate([lefts, column[~kept][of_others]], axis=1)
        ratio, low, high = _ratio(before, after, _widths(wholes), _widths(lefts))
        found.append(Narrowed(before, after, float(np.median(column[kept])), ratio, low, high, p))
    return tuple(found)


def _widths(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = np.quantile(drawn, [LOW, HIGH], axis=1)
    return high - low


def _apart(column: NDArray[np.float64], kept: NDArray[np.bool_]) -> float:
    if kept.all():
        return 1.0
    _, p = stats.ks_2samp(column[kept], column[~kept])
    return float(p)  # pyright: ignore[reportArgumentType]


def _holm(values: Sequence[float]) -> list[float]:
    """Return probabilities that hold for all tests together (Holm 1979)."""
    order = np.argsort(values)
    found, highest = [1.0] * len(values), 0.0
    for rank, place in enumerate(order.tolist()):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        found[place] = highest
    return found


def _ratio(
    before: tuple[float, float], after: tuple[float, float], wholes: NDArray[np.float64], lefts: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Return a width over another, and its 95% interval from the same widths of sets drawn again."""
    width = before[1] - before[0]
    if width <= 0.0:
        return float("nan"), float("nan"), float("nan")
    ratios = np.divide(lefts, wholes, out=np.ones_like(lefts), where=wholes > 0.0)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return (after[1] - after[0]) / width, float(low), float(high)
