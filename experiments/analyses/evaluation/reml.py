"""REML: mixed models of one random level a cluster, many sets of figures at once.

The restricted likelihood of a random intercept has one unknown beside the coefficients: the ratio of the variance
between clusters to that inside. It is looked for on a grid, the boundary 0 among it, so that there is an answer where
general optimisers stop in a singular matrix; inside they agree (Patterson & Thompson 1971, Biometrika 58, 545).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.intervals import Values

GRID = np.concatenate([[0.0], np.geomspace(1e-4, 1e4, 65)])
"""Ratios of variances that are looked at first."""
FINER, STEPS = 3, 21
"""Times that the neighbourhood of the best ratio is looked at again, and in how many steps."""


class Fitted(NamedTuple):
    """What a mixed model comes to.

    Attributes
    ----------
    coefficients : ndarray, [set, column]
    covariances : ndarray, [set, column, column]
    ratio : ndarray, [set]
        Variance between clusters over that inside.
    """

    coefficients: Values
    covariances: Values
    ratio: Values


def fitted(y: Values, x: Values, groups: NDArray[np.intp]) -> Fitted:
    """Return mixed models of some sets of figures of the same clusters and rounds.

    Parameters
    ----------
    y : ndarray, [set, figure]
    x : ndarray, [figure, column]
    groups : ndarray of int, [figure]
        Cluster of each.

    Raises
    ------
    LinAlgError
        If the columns are singular, or leave nothing to estimate errors from.
    """
    if len(x) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise np.linalg.LinAlgError("the columns of the model are singular")
    sums = (groups[None, :] == np.unique(groups)[:, None]) * 1.0
    known = _Known(y, x, sums, sums @ x, y @ sums.T, x.T @ x, y @ x)
    found = np.stack([_likelihood(known, np.full(len(y), one)) for one in GRID], axis=1)
    place = np.argmax(found, axis=1)
    low, high = GRID[np.maximum(place - 1, 0)], GRID[np.minimum(place + 1, len(GRID) - 1)]
    rows, best = np.arange(len(y)), GRID[place]
    for _ in range(FINER):
        steps = np.linspace(low, high, STEPS)
        at = np.argmax([_likelihood(known, one) for one in steps], axis=0)
        low, high = steps[np.maximum(at - 1, 0), rows], steps[np.minimum(at + 1, STEPS - 1), rows]
        best = steps[at, rows]
    made = _solved(known, best)
    return Fitted(made.beta, made.scale[:, None, None] * np.linalg.inv(made.crossed), best)


class _Known(NamedTuple):
    """Figures and columns, and what of them is the same for every ratio."""

    y: Values
    x: Values
    sums: Values
    sums_x: Values
    sums_y: Values
    crossed: Values
    right: Values


class _Solved(NamedTuple):
    beta: Values
    scale: Values
    crossed: Values
    shrunk: Values


def _solved(known: _Known, ratio: Values) -> _Solved:
    """Return coefficients, [set, column], and variance inside, [set], for a ratio of variances of each set."""
    more = 1.0 + ratio[:, None] * known.sums.sum(axis=1)
    shrunk = ratio[:, None] / more
    crossed = known.crossed - np.einsum("cp,nc,cq->npq", known.sums_x, shrunk, known.sums_x)
    right = known.right - (known.sums_y * shrunk) @ known.sums_x
    beta = np.linalg.solve(crossed, right[..., None])[..., 0]
    left = (known.y**2).sum(axis=1) - (known.sums_y**2 * shrunk).sum(axis=1) - (beta * right).sum(axis=1)
    return _Solved(beta, left / (len(known.x) - known.x.shape[1]), crossed, more)


def _likelihood(known: _Known, ratio: Values) -> Values:
    """Return the restricted log-likelihood of each set, up to what is the same for all ratios, [set]."""
    found = _solved(known, ratio)
    volume = np.linalg.slogdet(found.crossed)[1]
    freedom = len(known.x) - known.x.shape[1]
    spread = np.log(np.maximum(found.scale, 1e-300))
    return -0.5 * (freedom * spread + np.log(found.shrunk).sum(axis=1) + volume)
