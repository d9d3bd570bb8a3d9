"""Care: how practice becomes coverage, and what part of coverage nobody in the team decides.

Reads practice, demand; writes delivered practice, demand, true coverage and the month's figure; phases 7
and 8. CCS and ANC differ only in attributability, lag, denominator, baseline and ceiling (and, where a
scenario says so, in weight, delay of feedback and trend); every rule and rate is shared. Determinants
of ANC are demand-side: Dansereau 2016, doi:10.1186/s12884-016-1018-5. ODD 7.12.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from simulation.declarations import Declared
from simulation.mechanisms.shapes import clip, positive, rounded


class CareParameters(NamedTuple):
    """Bounds of true coverage."""

    lowest: Annotated[
        float,
        Declared("coverage share", 0, 0.2, "Coverage never falls below.", effect="+ coverage.ccs | ccs.trend=-0.1"),
    ]
    highest: Annotated[
        float,
        Declared("coverage share", 0.8, 1, "Coverage never rises above.", effect="+ coverage.ccs | ccs.trend=0.1"),
    ]


def way_in_a_month(mean_delay: float) -> float:
    """Return the part of the way that something with this mean delay goes in a month: 1 / (1 + delay)."""
    return 1.0 / (1.0 + mean_delay)


def innovation_sd(sd: float, persistence: float) -> float:
    """Return the spread of a month's new demand that keeps the spread of demand at `sd`."""
    return sd * math.sqrt(1.0 - persistence * persistence)


def sampling_noise(denominator: float) -> float:
    """Return the standard deviation of a figure from so many women, divided by sqrt(p (1 - p))."""
    return 1.0 / math.sqrt(denominator)


def delivered_after_month(delivered: float, practice: float, delivery: float) -> float:
    """Return delivered practice: it follows practice with the process's lag."""
    return delivered + delivery * (practice - delivered)


def demand_after_month(demand: float, persistence: float, innovation: float, deviate: float) -> float:
    """Return the demand shock: AR(1)."""
    return persistence * demand + innovation * deviate


def coverage_of(
    baseline: float,
    ceiling: float,
    attributability: float,
    delivered: float,
    demand: float,
    trend: float,
    p: CareParameters,
) -> float:
    """Return true coverage: baseline + (ceiling - baseline) alpha d + (1 - alpha) demand + trend."""
    made = positive(ceiling - baseline) * attributability * delivered
    return clip(baseline + made + (1.0 - attributability) * demand + trend, p.lowest, p.highest)


def share_of_one(denominator: float) -> float:
    """Return what one woman adds to a figure from so many."""
    return 1.0 / denominator


def indicator_of(coverage: float, denominator: float, one_woman: float, noise: float, deviate: float) -> float:
    """Return the month's figure: women reached out of those eligible, binomial as a rounded normal."""
    spread = noise * math.sqrt(coverage * (1.0 - coverage))
    women = rounded(denominator * positive(coverage + spread * deviate))
    return min(women * one_woman, 1.0)
