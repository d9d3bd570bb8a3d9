"""Verdicts: does a claim hold at the baseline's values, and in how many plausible sets?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.dependence import weighted_means
from experiments.statistics import mean_of, share_of
from experiments.study.claims import CLAIMS, Check, Claim
from experiments.study.evidence import Evidence
from experiments.study.found import Judged, Values, found_of, frequencies, judged_of, mean_over, within
from experiments.study.special import advice, conditions, levers, loops, tipping
from experiments.sweep.variants import Runs


def values_of(runs: Runs, test: Check) -> Values:
    """Return what a test is about, paired, [row, replicate]."""
    values = runs.of(test.measure)[runs.names.index(test.of)]
    if not test.over:
        return values
    return values - test.times * runs.of(test.measure)[runs.names.index(test.over)]


def judged(evidence: Evidence) -> tuple[Judged, ...]:
    """Return every claim with its verdict."""
    plain = tuple(_plain(claim, evidence) for claim in CLAIMS)
    return (*plain, *(special(evidence) for special in (tipping, levers, loops, conditions, advice)))


def _plain(claim: Claim, evidence: Evidence) -> Judged:
    own = [values_of(evidence.default, test)[0] for test in claim.tests]
    over_sets = [values_of(evidence.plausible, test) for test in claim.tests]

    def holds(weights: Values) -> Sequence[NDArray[np.bool_]]:
        return [
            within(weighted_means(values, weights), test.bound, test.is_least)
            for test, values in zip(claim.tests, over_sets, strict=True)
        ]

    each, every = frequencies(holds, len(evidence.sets), evidence.plausible.replicates)
    found = [
        found_of(
            test,
            "",
            share_of(value) if test.measure.startswith("regime.") and not test.over else mean_of(value),
            test.bound,
            test.is_least,
            frequency,
            mean_over(values),
        )
        for test, value, values, frequency in zip(claim.tests, own, over_sets, each, strict=True)
    ]
    return judged_of(claim.name, found, every, claim.expected)
