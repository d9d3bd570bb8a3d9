"""Bands: what a quantity did over the months, over all runs: mean, and the middle 90% of runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.results import Ensemble

LOW, HIGH = 5.0, 95.0
"""Percentiles of the runs between which a band lies."""


@dataclass(frozen=True)
class Band:
    """Mean over runs and the band of their middle 90%, [month]; NaN where there is nobody.

    Attributes
    ----------
    is_wide : bool
        Whether there is more than one run to make a band of.
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    is_wide: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody in any month."""
        return not bool(np.isfinite(self.mean).any())


def band_of(runs: NDArray[np.float64]) -> Band:
    """Return the band of runs, [run, month]."""
    months = runs.shape[1]
    mean, low, high = (np.full(months, np.nan) for _ in range(3))
    known = np.isfinite(runs)
    whole = known.all(axis=0)
    if whole.any():  # the common case, and much the fastest
        mean[whole] = runs[:, whole].mean(axis=0)
        low[whole], high[whole] = np.percentile(runs[:, whole], (LOW, HIGH), axis=0)
    for month in np.flatnonzero(known.any(axis=0) & ~whole):
        there = runs[known[:, month], month]
        mean[month] = there.mean()
        low[month], high[month] = np.percentile(there, (LOW, HIGH))
    return Band(mean, low, high, len(runs) > 1)


def level(ensemble: Ensemble, name: str) -> Band:
    """Return the band of a series such as ``coverage.ccs.coached``."""
    return band_of(ensemble.over_time(name))


def gain(ensemble: Ensemble, name: str) -> Band:
    """Return the band of a series less that of the twin, run by run."""
    return band_of(ensemble.over_time(name) - ensemble.over_time(f"{name}.twin"))
