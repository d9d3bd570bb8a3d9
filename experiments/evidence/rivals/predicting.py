"""Predicting: what each account of confinement says of worlds nobody has seen, over its own sets.

Intervals count sets and replicates both: both are drawn again (`crossed_mean`), and as many sets as are worth it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.rivals.reading import Direction, Prediction
from experiments.evidence.validation.worlds import quantities, settings_of
from experiments.statistics.intervals import Estimate, between_0_and_1, normal_errors, share_of, student_errors
from experiments.statistics.resampling import crossed_mean
from scenarios.plausible import PlausibleSet
from simulation.observables.measures import PARTIAL_REACH

SPILLOVER, REACH = MEASURES = ("spillover_gain.ccs", "reach")
REPLICATES = 16


@dataclass(frozen=True)
class Foretold:
    """What an account says of one world.

    Attributes
    ----------
    measures : mapping of str to Estimate
        Means over sets and replicates.
    open : Estimate
        Share of the sets in whose mean the bubble is not shut: reach is at least that of regime `partial`.
    runs : mapping of str to ndarray, [run]
        Every run of every set.
    """

    measures: Mapping[str, Estimate]
    open: Estimate
    runs: Mapping[str, NDArray[np.float64]]


def foretold(
    worlds: Sequence[Prediction],
    sets: Sequence[PlausibleSet],
    independent: float,
    *,
    seed: int,
    replicates: int,
    tell: Callable[[str], None] | None = None,
) -> dict[str, Foretold]:
    """Return what the sets of an account say of each world."""
    found: dict[str, Foretold] = {}
    for one in worlds if sets else ():
        if tell is not None:
            tell(f"  {one.name}")
        settings = [settings_of(one.world, plausible) for plausible in sets]
        values = quantities(settings, MEASURES, seed, replicates)
        estimates = {name: widened(crossed_mean(column), independent) for name, column in values.items()}
        estimates[REACH] = between_0_and_1(estimates[REACH])
        opened = share_of((values[REACH].mean(axis=1) >= PARTIAL_REACH).astype(np.float64), units=independent)
        found[one.name] = Foretold(estimates, opened, {name: column.ravel() for name, column in values.items()})
    return found


def widened(estimate: Estimate, independent: float) -> Estimate:
    """Return an estimate whose interval counts as many sets as they are worth, and few of them as few.

    Percentiles of what is drawn again know nothing of sets that are alike, and are too narrow where there are few:
    the deviation lacks its factor n / (n - 1), and Student's quantile is the normal one.
    """
    if estimate.mean is None or estimate.low is None or estimate.high is None or independent <= 1.0:
        return replace(estimate, low=None, high=None)
    degrees = independent - 1.0
    student = float(student_errors(degrees)) / normal_errors()
    factor = student * float(np.sqrt(max(estimate.defined / independent, 1.0) * independent / degrees))
    low, high = (estimate.mean + factor * (end - estimate.mean) for end in (estimate.low, estimate.high))
    return replace(estimate, low=low, high=high)


def apart(own: Estimate, rival: Estimate) -> Direction | None:
    """Return whether a rival says more or less than the model's own account; None where the intervals overlap."""
    if own.low is None or own.high is None or rival.low is None or rival.high is None:
        return None
    if rival.low > own.high:
        return "more"
    return "less" if rival.high < own.low else None


def chance_of_more(own: NDArray[np.float64], rival: NDArray[np.float64]) -> float:
    """Return in what share of pairs, a run of each, the rival's shows more; ties count half.

    A follow-up study sees one country, which is one run. Half says that it tells nothing, 0 or 1 that it tells all.
    """
    difference = rival[:, None] - own[None, :]
    return float(((difference > 0.0) + 0.5 * (difference == 0.0)).mean())
