"""Found: what a test found, and the verdict on a claim that rests on several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.claims.claims import HOLDS, USUALLY, Check, Verdict
from experiments.runs.sweep.variants import Runs
from experiments.statistics.intervals import Estimate, Values
from experiments.statistics.resampling import weighted_means

ONCE = Estimate(None, None, None, 0)
"""Frequency of what is not counted over plausible sets."""


@dataclass(frozen=True)
class Found:
    """A test, at the baseline's values and over plausible sets.

    Attributes
    ----------
    name : str
        Of a special test; empty for a bound on a measure.
    value : Estimate
        At the baseline's values.
    holds : bool
        Whether the whole interval lies on the right side of the bound.
    frequency : Estimate
        Share of plausible sets (or cases) in which it holds.
    low, high : float
        The middle 80% of the sets.
    """

    test: Check | None
    name: str
    value: Estimate
    bound: float | None
    is_least: bool
    holds: bool
    frequency: Estimate
    low: float
    high: float


@dataclass(frozen=True)
class Judged:
    """A claim and its verdict.

    Attributes
    ----------
    frequency : Estimate
        Share of plausible sets in which all of its tests hold.
    told : mapping of str to float or str
        Further numbers that its words need.
    """

    name: str
    found: tuple[Found, ...]
    frequency: Estimate
    verdict: Verdict
    expected: Verdict
    told: Mapping[str, float | str] = field(default_factory=dict[str, float | str])

    @property
    def is_as_expected(self) -> bool:
        """Whether the verdict is the one that is written down."""
        return self.verdict == self.expected


def mean_over(values: Values) -> Values:
    """Return means over the replicates in which something is defined, [row]; NaN where it is in none."""
    return weighted_means(values, np.ones(values.shape[-1]))


def within(values: Values, bound: float, is_least: bool) -> NDArray[np.bool_]:
    """Return where a bound is kept; what is undefined does not keep it."""
    with np.errstate(invalid="ignore"):
        return values >= bound if is_least else values <= bound


def values_of(runs: Runs, test: Check) -> Values:
    """Return what a test is about, paired, [row, replicate]."""
    values = runs.of(test.measure)[runs.names.index(test.of)]
    if not test.over:
        return values
    return values - test.times * runs.of(test.measure)[runs.names.index(test.over)]


def found_of(
    test: Check | None,
    name: str,
    value: Estimate,
    bound: float | None,
    is_least: bool,
    frequency: Estimate = ONCE,
    means: Values | None = None,
) -> Found:
    """Return a test with what was found; `means` are those of plausible sets."""
    end = value.low if is_least else value.high
    holds = bound is None or (end is not None and (end >= bound if is_least else end <= bound))
    low = high = np.nan
    if means is not None and not np.isnan(means).all():
        known = means[~np.isnan(means)]
        low, high = (np.quantile(known, q, method="nearest") for q in (0.1, 0.9))
    return Found(test, name, value, bound, is_least, holds, frequency, float(low), float(high))


def verdict_of(is_true: bool, frequency: Estimate) -> Verdict:
    """Return the verdict: a share counts by the lower end of its interval, against a claim by the upper one."""
    low = frequency.low or 0.0
    if is_true and low >= HOLDS:
        return "holds"
    if is_true and low >= USUALLY:
        return "usually"
    return "fails" if frequency.high is not None and frequency.high < USUALLY else "unsettled"


def judged_of(
    name: str,
    found: Sequence[Found],
    frequency: Estimate,
    expected: Verdict,
    told: Mapping[str, float | str] | None = None,
) -> Judged:
    """Return a claim judged by its tests and their frequency."""
    verdict = verdict_of(all(one.holds for one in found), frequency)
    return Judged(name, tuple(found), frequency, verdict, expected, told or {})
