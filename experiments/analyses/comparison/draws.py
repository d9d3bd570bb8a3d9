"""Draws: whether runs are enough to say anything of a place where it is drawn who is coached.

A place is then a mixture of runs with coaching and without, and by chance it may have been coached in none of the runs
made. Two rules (decision 0067): five runs at least of either kind, and as many runs as the skewness of the mixture
takes (`experiments.statistics.skewness`), which is found in all drawn places together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.runs.by_place import Draws
from experiments.statistics.skewness import LEAST_OF_A_KIND, cases_needed, skewness_of_mixture


@dataclass(frozen=True, eq=False)
class Mixture:
    """What the draw came to in the runs of a scenario, or of the two of a difference.

    Attributes
    ----------
    is_drawn : ndarray of bool, [place]
        Where the draw, and not the scenario, says who is coached.
    runs : ndarray of int, [place]
        Runs in which anybody there was drawn.
    has_both : ndarray of bool, [place]
        Whether there are five networks or more over all runs that were drawn, and five that were not.
    shares : tuple of ndarray, [run, place]
        Which share of the networks that could be was drawn, of each scenario; 0 where none could.
    """

    is_drawn: NDArray[np.bool_]
    runs: NDArray[np.int64]
    has_both: NDArray[np.bool_]
    shares: tuple[NDArray[np.float64], ...]

    def needed(self, values: NDArray[np.float64], clusters: NDArray[np.intp], confidence: float) -> int:
        """Return how many runs, or sets of values, an interval of a mean takes, [run, place]."""
        drawn = _means(values[:, self.is_drawn], clusters)
        found = [skewness_of_mixture(drawn, _means(share[:, self.is_drawn], clusters)) for share in self.shares]
        return cases_needed(max(map(abs, found)), confidence)


def mixture_of(scenarios: Sequence[Draws]) -> Mixture:
    """Return what draws came to in one scenario, or in several that are held against each other run by run."""
    each = [_of_one(one) for one in scenarios]
    return Mixture(
        np.any([one.is_drawn for one in each], axis=0),
        np.min([np.where(one.is_drawn, one.runs, len(scenarios[0].coached)) for one in each], axis=0),
        np.all([one.has_both | ~one.is_drawn for one in each], axis=0),
        tuple(share for one in each for share in one.shares),
    )


def _of_one(draws: Draws) -> Mixture:
    coached, able = draws.coached.sum(axis=0), draws.able * len(draws.coached)
    is_chance = 0.0 < coached.sum() < able.sum()  # none drawn, or all of them, is no chance
    has_both = np.minimum(coached, able - coached) > LEAST_OF_A_KIND - 0.5
    shares = draws.coached / np.maximum(draws.able, 1.0)
    return Mixture((draws.able > 0) & is_chance, (draws.coached > 0.0).sum(axis=0), has_both, (shares,))


def _means(values: NDArray[np.float64], clusters: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean over the runs of each cluster, [cluster, place]."""
    known, of_run = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(known), values.shape[1]))
    np.add.at(sums, of_run, values)
    return sums / np.bincount(of_run)[:, None]
