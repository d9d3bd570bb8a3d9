"""Features: what an evaluator can read off the figures of a study, a row a data set; never what only a twin shows.

Means of the arms by round, how much the clusters of an arm differ, how figures go with ties to the coached, and how a
measurement more goes with what the study measures anyway.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.data import rounds_of
from experiments.analyses.evaluation.design import SATURATION, Design
from experiments.analyses.evaluation.worlds import Block
from experiments.statistics.intervals import Values

LEAST = 1e-4
"""Standard deviation below which clusters count as alike."""


def features_of(
    design: Design, block: Block, measured: Sequence[Values], *, beside: Values | None = None, changes: bool = False
) -> Values:
    """Return what is read off some figures, [data set, feature].

    Parameters
    ----------
    measured : sequence of ndarray, [data set, cluster, round]
        Of one measurement; an audit has two, what reports say and by how much they overstate.
    beside : ndarray, optional
        What the study measures anyway: how the measurement goes with it is a feature then.
    changes : bool
        Whether only changes since before coaching count, and no level.
    """
    arms, ties = arms_of(design, block), block.ties.astype(np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # means of nothing: NaN, as no figure came
        found = [_of_one(design, block, values, arms, ties, changes=changes) for values in measured]
        if beside is not None:
            found += [_together(design, values, beside, arms) for values in measured]
    return np.concatenate(found, axis=1)


def arms_of(design: Design, block: Block) -> NDArray[np.intp]:
    """Return the arm of each cluster: by when it is coached, and by what its region drew."""
    own = block.allocation
    exposed = ~own.ever & (own.saturation > 0.0) & (design.kind == SATURATION)
    return np.unique(np.column_stack([own.starts, exposed, own.ruled]), axis=0, return_inverse=True)[1].ravel()


def _of_one(
    design: Design, block: Block, values: Values, arms: NDArray[np.intp], ties: Values, *, changes: bool
) -> Values:
    months = rounds_of(design)
    before = design.is_before(months)
    start = np.nanmean(values[:, :, before], axis=2) if before.any() else np.zeros(values.shape[:2])
    shown = values - start[:, :, None] if changes else values
    change = np.nanmean(values[:, :, ~before], axis=2) - start
    columns: list[Values] = []
    for arm in range(int(arms.max()) + 1):
        inside = arms == arm
        of_rounds = np.nanmean(shown[:, inside], axis=1)
        columns += [*(of_rounds[:, ~before] if changes else of_rounds).T]
        columns += [] if changes else [_spread(start[:, inside])]
        columns.append(_spread(change[:, inside]))
    uncoached = ~block.allocation.ever
    if uncoached.sum() > 2:
        columns.append(_slope(ties[:, uncoached], change[:, uncoached]))
    return np.stack(columns, axis=1)


def _together(design: Design, values: Values, beside: Values, arms: NDArray[np.intp]) -> Values:
    """Return how a measurement and its change go with the change of what is measured anyway, within arms."""
    before = design.is_before(rounds_of(design))
    of = [np.nanmean(one[:, :, ~before], axis=2) - np.nanmean(one[:, :, before], axis=2) for one in (values, beside)]
    level = np.nanmean(values[:, :, before], axis=2)
    other = _within(of[1], arms)
    return np.stack([_correlation(_within(one, arms), other) for one in (level, of[0])], axis=1)


def _within(values: Values, arms: NDArray[np.intp]) -> Values:
    found = values.copy()
    for arm in range(int(arms.max()) + 1):
        inside = arms == arm
        found[:, inside] -= np.nanmean(values[:, inside], axis=1, keepdims=True)
    return found


def _spread(values: Values) -> Values:
    """Return the logarithm of the standard deviation between clusters."""
    return np.log(np.nanstd(values, axis=1) + LEAST)


def _slope(x: Values, y: Values) -> Values:
    """Return the slope of y over x in each data set; 0 where x does not differ."""
    x = x - x.mean(axis=1, keepdims=True)
    spread = (x**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > LEAST, np.nansum(x * (y - np.nanmean(y, axis=1, keepdims=True)), axis=1) / spread, 0.0)


def _correlation(x: Values, y: Values) -> Values:
    known = np.isfinite(x) & np.isfinite(y)
    x, y = np.where(known, x, 0.0), np.where(known, y, 0.0)
    size = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(size > 0.0, (x * y).sum(axis=1) / size, 0.0)
