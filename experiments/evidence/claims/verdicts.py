"""Verdicts: does a claim hold at the baseline's values, and in how many plausible sets?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.claims.claims import CLAIMS, HEAD_START, Check, Claim, expected
from experiments.evidence.claims.claims_with_own_tests import advice, conditions, levers, loops, tipping
from experiments.evidence.claims.evidence import Evidence
from experiments.evidence.claims.test_result import Judged, Values, found_of, judged_of, mean_over, values_of, within
from experiments.evidence.claims.waiting import waiting
from experiments.runs.reported import is_yes_or_no
from experiments.statistics.intervals import Estimate, difference_of_shares, mean_of, share_of
from experiments.statistics.resampling import clustered_median, each_and_all, weighted_means

AHEAD = {"head-start": "aligned", "more-than-a-head-start": "aligned-kept"}
"""Claims that tell how long coached teams were ahead, and where."""


def judged(evidence: Evidence) -> tuple[Judged, ...]:
    """Return every claim with its verdict."""
    plain = {claim.name: _plain(claim, evidence) for claim in CLAIMS}
    special = {one.name: one for one in (judge(evidence) for judge in (tipping, levers, loops, conditions, advice))}
    every = plain | special | {"waiting": waiting(evidence)}
    return tuple(every[name] for name in expected())


def _plain(claim: Claim, evidence: Evidence) -> Judged:
    own = [values_of(evidence.default, test)[0] for test in claim.tests]
    over_sets = [values_of(evidence.plausible, test) for test in claim.tests]

    def holds(weights: Values) -> Sequence[NDArray[np.bool_]]:
        return [
            within(weighted_means(values, weights), test.bound, test.is_least)
            for test, values in zip(claim.tests, over_sets, strict=True)
        ]

    each, every = each_and_all(holds, len(evidence.sets), evidence.plausible.replicates)
    found = [
        found_of(
            test,
            "",
            _value_of(evidence, test, value),
            test.bound,
            test.is_least,
            frequency,
            mean_over(values),
        )
        for test, value, values, frequency in zip(claim.tests, own, over_sets, each, strict=True)
    ]
    return judged_of(claim.name, found, every, claim.expected, _told(claim, evidence))


def _value_of(evidence: Evidence, test: Check, value: Values) -> Estimate:
    """Return what a test found at the baseline's values, [replicate]: a share, a difference of shares, or a mean."""
    if not is_yes_or_no(test.measure) or (test.over and test.times != 1.0):
        return mean_of(value)
    if not test.over:
        return share_of(value)
    runs = evidence.default
    own, other = (runs.of(test.measure)[runs.names.index(name)][0] for name in (test.of, test.over))
    return difference_of_shares(own, other)


def _told(claim: Claim, evidence: Evidence) -> dict[str, float]:
    """Return how long coached teams were ahead of their twin: a median over the sets."""
    if claim.name not in AHEAD:
        return {}
    place = evidence.plausible.names.index(AHEAD[claim.name])
    months, is_open = (evidence.plausible.of(measure)[place] for measure in HEAD_START)
    clusters = np.repeat(np.arange(len(months)), months.shape[1])
    found = clustered_median(months.ravel(), is_open.ravel(), clusters)
    ends = {"months": found.median, "months_low": found.low, "months_high": found.high, "open": found.open.mean}
    return {name: float("nan") if end is None else float(end) for name, end in ends.items()}
