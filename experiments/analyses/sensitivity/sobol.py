"""Sobol' indices: shares of the variance of what is expected, first, total and second order, without chance.

First order after Saltelli et al. 2010, total after Jansen 1999, second order after Saltelli 2002, as SALib computes
them, but of products over different replicates. Without noise they are SALib's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.sensitivity.design import Design
from experiments.analyses.sensitivity.noise import between
from experiments.runs.extras import optional
from experiments.statistics.intervals import Values


@dataclass(frozen=True)
class Blocks:
    """Results of a Sobol' design by what each row is: [point, replicate], AB and BA with [point, input, replicate]."""

    a: Values
    b: Values
    ab: Values
    ba: Values | None

    def of(self, replicates: NDArray[np.intp], points: int | None = None) -> Blocks:
        """Return the blocks of some replicates, and of the first points."""
        n = len(self.a) if points is None else points
        ba = None if self.ba is None else self.ba[:n, :, replicates]
        return Blocks(self.a[:n, replicates], self.b[:n, replicates], self.ab[:n, :, replicates], ba)


def blocks_of(design: Design, values: Values) -> Blocks:
    """Return results, [row, replicate], as blocks."""
    inputs = len(design.names)
    by_point = values.reshape(design.points, design.block, -1)
    ba = by_point[:, inputs + 1 : 2 * inputs + 1] if design.second_order else None
    return Blocks(by_point[:, 0], by_point[:, -1], by_point[:, 1 : inputs + 1], ba)


@dataclass(frozen=True)
class Terms:
    """What each base point contributes: to the variance [point], to partial variances [point, input or pair]."""

    variance: Values
    first: Values
    total: Values
    second: Values | None

    def indices(self, weights: Values) -> dict[str, Values]:
        """Return indices under weights of the base points, [sample, point]: by order, [sample, input or pair]."""
        variance = (weights @ self.variance)[:, None]
        variance = np.where(variance > 0.0, variance, np.nan)
        found = {"first": (weights @ self.first) / variance, "total": (weights @ self.total) / variance}
        if self.second is not None:
            pairs = np.array(list(combinations(range(self.first.shape[1]), 2)))
            closed = (weights @ self.second) / variance
            found["second"] = closed - found["first"][:, pairs[:, 0]] - found["first"][:, pairs[:, 1]]
        return found


def terms_of(blocks: Blocks) -> Terms:
    """Return what each base point contributes, free of noise."""
    centre = 0.5 * (blocks.a.mean(axis=0) + blocks.b.mean(axis=0))
    a, b, ab = blocks.a - centre, blocks.b - centre, blocks.ab - centre
    unbiased = 2.0 * len(a) / (2.0 * len(a) - 1.0)
    change = ab - a[:, None]
    second = None
    if blocks.ba is not None:
        ba, both = blocks.ba - centre, between(a, b)
        second = np.stack([between(ba[:, j], ab[:, k]) - both for j, k in combinations(range(ab.shape[1]), 2)], axis=1)
    return Terms(
        variance=0.5 * unbiased * (between(a, a) + between(b, b)),
        first=between(np.broadcast_to(b[:, None], ab.shape), change),
        total=0.5 * between(change, change),
        second=second,
    )


def uncorrected(design: Design, values: Values) -> dict[str, Values]:
    """Return SALib's own indices of the row means, in which chance counts as effect."""
    inputs = len(design.names)
    means = values.mean(axis=1).reshape(design.points, design.block)
    if design.second_order:
        means = np.concatenate([means[:, : inputs + 1], means[:, -1:]], axis=1)
    problem = {"num_vars": inputs, "names": list(design.names), "bounds": [[0.0, 1.0]] * inputs}
    found = optional("SALib.analyze.sobol").analyze(
        problem, means.ravel(), calc_second_order=False, num_resamples=2, seed=1
    )
    return {"first": np.asarray(found["S1"]), "total": np.asarray(found["ST"])}
