"""Special: the claims that are no bound on a measure, each with a test of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.sensitivity.factors import DUMMY
from experiments.evidence.claims.claims import SPECIAL, Verdict
from experiments.evidence.claims.evidence import CUT_ALONE, SETS, Evidence
from experiments.evidence.claims.test_result import Found, Judged, Values, found_of, judged_of, within
from experiments.evidence.claims.tipping import apart, error_of_one, points_of, spread_over_alignment, tipping_points
from experiments.evidence.claims.variants import EXCHANGE
from experiments.statistics.intervals import Estimate
from experiments.statistics.resampling import crossed_mean, crossed_shares, each_and_all, ratio_of, weighted_means

BEST = "aligned-tied-kept"
ALIGNED = (BEST, "aligned-kept", "aligned-no-coaching")
"""Packages under which authorities are aligned; the best of all others is what the advice is held against."""
LEVER = "alignment@24"
LATEST = 0.9
"""Alignment before which half of the runs must spread where there are many ties and much exchange."""
MOST_OF_IT = 0.5
LEAST_WHOLE = 0.005
"""A spillover below half a point has no part that could be lost."""


def tipping(evidence: Evidence) -> Judged:
    """With many ties and much exchange half of the runs spread before 0.9, and earlier than without."""
    few, many = (spread_over_alignment(evidence.plausible, scenario) for scenario in EXCHANGE)
    own = points_of(evidence.default)

    def points(weights: Values) -> tuple[Values, Values]:
        one, other = (tipping_points(weighted_means(spread, weights)) for spread in (few, many))
        return one, other

    def holds(weights: Values) -> NDArray[np.bool_]:
        of_few, of_many = points(weights)
        early, lower = of_many <= LATEST, apart(of_few, of_many) > 0.0
        return np.stack([early, np.isfinite(of_few), lower, early & lower])

    of_few, of_many = points(np.ones(evidence.plausible.replicates))
    is_early, comes, is_lower, both = crossed_shares(holds, len(evidence.sets), evidence.plausible.replicates)
    found = (
        found_of(None, "tipping_many", own.many, LATEST, False, is_early, of_many),
        found_of(None, "tipping_few", own.few, None, False, comes, of_few),
        found_of(None, "tipping_apart", own.apart, 0.0, True, is_lower, apart(of_few, of_many)),
    )
    told = {"error_many": error_of_one(many), "error_few": error_of_one(few)}
    return judged_of("tipping", found, both, SPECIAL["tipping"].expected, told)


def levers(evidence: Evidence) -> Judged:
    """Alignment has a larger total effect on spillover than any other lever or circumstance.

    It must lead each of them, so each lead is judged by itself: the claim is no likelier to pass than the closest.
    """
    found = evidence.sensitivity
    index, place = found.ranking_index, found.names.index(LEVER)
    own = Estimate(float(index.value[place]), float(index.low[place]), float(index.high[place]), found.points)
    leads = {name: found.lead(LEVER, name) for name in found.names if name not in (LEVER, SETS, DUMMY)}
    closest = min(leads, key=lambda name: leads[name].low or 0.0)
    tests = (
        found_of(None, "levers", own, None, True),
        found_of(None, "levers_lead", leads[closest], 0.0, True),
    )
    is_behind = (leads[closest].high or 0.0) < 0.0
    return _once(
        "levers", all(one.holds for one in tests), tests, {"closest": closest}, "fails" if is_behind else "unsettled"
    )


def loops(evidence: Evidence) -> Judged:
    """Cutting contagion alone, or safety and trust alone, takes most of the spillover."""
    own, cut = evidence.cut_sets.loops, evidence.cut_own.of("spillover_gain.ccs")[:, 0]  # [combination, replicate]
    everything = len(cut) - 1
    sets = len(evidence.sets)
    of_sets = evidence.cut_alone.of("spillover_gain.ccs")[:, 0].reshape(sets, len(CUT_ALONE) + 1, -1)
    whole, *without = of_sets.swapaxes(0, 1)  # each [set, replicate]

    def lost(place: int, weights: Values) -> Values:
        left, there = weighted_means(without[place], weights), weighted_means(whole, weights)
        return np.where(there >= LEAST_WHOLE, 1.0 - left / np.maximum(there, LEAST_WHOLE), np.nan)

    def holds(weights: Values) -> Sequence[NDArray[np.bool_]]:
        return [within(lost(place, weights), MOST_OF_IT, True) for place in range(len(CUT_ALONE))]

    each, every = each_and_all(holds, sets, whole.shape[1])
    found = [
        found_of(
            None,
            f"loops_{loop}",
            ratio_of(cut[everything] - cut[everything ^ 1 << own.index(loop)], cut[everything]),
            MOST_OF_IT,
            True,
            frequency,
            lost(place, np.ones(whole.shape[1])),
        )
        for place, (loop, frequency) in enumerate(zip(CUT_ALONE, each, strict=True))
    ]
    return judged_of("loops", found, every, SPECIAL["loops"].expected)


def conditions(evidence: Evidence) -> Judged:
    """The box bounds alignment from below, and in every half not seen it is denser than all cases are."""
    found = evidence.discovery
    density = found.again.density()
    is_bounded = any(limit.column == LEVER and limit.is_lower for limit in (found.box.limits if found.box else ()))
    is_true = is_bounded and density is not None and density[1] > (found.overall.high or 1.0)
    unseen = Estimate(*density, len(found.again.held_out)) if density else Estimate(None, None, None, 0)
    parts = (("conditions_all", found.overall), ("conditions", found.in_box), ("conditions_unseen", unseen))
    return _once("conditions", is_true, tuple(found_of(None, name, value, None, True) for name, value in parts), {})


def advice(evidence: Evidence) -> Judged:
    """Alignment with ties and exchange gains more than the best package under which authorities are not aligned."""
    found = evidence.decision
    names = list(found.packages)
    own = found.by_replicate[names.index(BEST)]  # [case, replicate]
    others = found.by_replicate[[names.index(name) for name in names if name not in ALIGNED]]

    def lead(weights: Values) -> Values:
        return weighted_means(own, weights) - weighted_means(others, weights).max(axis=0)

    best = others.mean(axis=2).argmax(axis=0)
    by_replicate = own - others[best, np.arange(len(best))]
    replicates = own.shape[1]
    (frequency,), every = each_and_all(lambda weights: [lead(weights) > 0.0], len(own), replicates)
    one = found_of(None, "advice", crossed_mean(by_replicate), 0.0, True, frequency, lead(np.ones(replicates)))
    return judged_of("advice", (one,), every, SPECIAL["advice"].expected)


def _once(
    name: str, is_true: bool, found: tuple[Found, ...], told: dict[str, float | str], otherwise: Verdict = "unsettled"
) -> Judged:
    """Return a claim that is judged once, over everything that varies, and not counted over plausible sets."""
    frequency = Estimate(1.0 if is_true else 0.0, None, None, 1)
    return Judged(name, found, frequency, "holds" if is_true else otherwise, SPECIAL[name].expected, told)
