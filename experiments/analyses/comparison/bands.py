"""Bands: what a quantity did over the months, over all runs: mean, and the middle 90% of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.results import Ensemble, ReadOnly

if TYPE_CHECKING:
    from experiments.analyses.comparison.method import Comparison

GROUPS = ("coached", "uncoached")
CLIMATE = ("identity", "safety", "pressure")
TWIN, GAIN = ".twin", ".gain"
LOW, HIGH = 5.0, 95.0
"""Percentiles of the runs between which a band lies."""


@dataclass(frozen=True, eq=False)
class Band(ReadOnly):
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


def series_shown(processes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the series of which a comparison keeps bands: those that its report draws."""
    of_groups = [*(f"coverage.{process}" for process in processes), *CLIMATE]
    names = [f"{series}.{group}" for series in of_groups for group in GROUPS]
    names += [f"efficacy.{process}.coached" for process in processes]
    return tuple(name + world for name in names for world in ("", TWIN))


def bands_of(ensemble: Ensemble) -> dict[str, Band]:
    """Return the band of every series shown, and of every gain over the twin as ``SERIES.gain``."""
    found: dict[str, Band] = {}
    for name in series_shown(ensemble.settings.processes):
        values = ensemble.over_time(name)
        found[name] = band_of(values)
        if not name.endswith(TWIN):
            found[name + GAIN] = band_of(values - ensemble.over_time(name + TWIN))
    return found


def level(comparison: Comparison, scenario: str, name: str) -> Band:
    """Return the band of a series such as ``coverage.ccs.coached``."""
    return comparison.bands[scenario][name]


def gain(comparison: Comparison, scenario: str, name: str) -> Band:
    """Return the band of a series less that of the twin, run by run."""
    return comparison.bands[scenario][name + GAIN]
