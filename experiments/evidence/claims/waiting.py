"""Waiting: the first answers at both ends of what nobody knows, how far authorities' learning waits for policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.comparison.thirds import PARTS
from experiments.evidence.claims.claims import CLAIMS, SPECIAL, USUALLY
from experiments.evidence.claims.evidence import Evidence
from experiments.evidence.claims.test_result import ONCE, Found, Judged, Values, values_of, verdict_of, within
from experiments.statistics.intervals import Estimate
from experiments.statistics.resampling import crossed_mean, each_and_all, weighted_means

PARAMETER = "authority.waits_for_policy"
JUDGED = ("bubble", "alignment")
"""Claims that must hold at both ends."""
SHOWN = (*JUDGED, "ties", "further", "learning-spreads")
"""Claims that are shown at both ends."""


class End(NamedTuple):
    """The sets at one end: their places, and the lowest and highest value of the parameter in them."""

    name: str
    chosen: NDArray[np.intp]
    lowest: float
    highest: float


def ends(evidence: Evidence) -> tuple[End, End]:
    """Return the third of the sets in which the least of learning waits, and that in which the most does."""
    values = np.array([one.values[PARAMETER] for one in evidence.sets])
    order = np.argsort(values, kind="stable")
    number = max(1, len(order) // PARTS)
    chosen = {"little": order[:number], "much": order[-number:]}
    little, much = (
        End(name, some, float(values[some].min()), float(values[some].max())) for name, some in chosen.items()
    )
    return little, much


def regimes_at(evidence: Evidence, variant: str, regime: str, end: End) -> Estimate:
    """Return the share of runs in a regime at one end; sets and replicates are both drawn again."""
    place = evidence.plausible.names.index(variant)
    values = evidence.plausible.of(f"regime.{regime}")[place, end.chosen]
    return crossed_mean(np.nan_to_num(values))


def waiting(evidence: Evidence) -> Judged:
    """Under the sets of either end the claims hold that punitive rules confine gains and aligned ones carry them."""
    found = [_found(name, end, evidence) for name in SHOWN for end in ends(evidence)]
    judged = [one.frequency for one in found if one.name.split("_")[1] in JUDGED]
    weakest = min(judged, key=lambda share: share.low or 0.0)
    told: dict[str, float] = {}
    for end in ends(evidence):
        told |= {
            f"{end.name}_lowest": end.lowest,
            f"{end.name}_highest": end.highest,
            f"{end.name}_sets": len(end.chosen),
        }
        for variant, regime in (("mentoring-kept", "bubble"), ("aligned-kept", "spread")):
            share = regimes_at(evidence, variant, regime, end)
            told |= {f"{end.name}_{regime}": share.mean or 0.0}
            told |= {f"{end.name}_{regime}_low": share.low or 0.0, f"{end.name}_{regime}_high": share.high or 0.0}
    verdict = verdict_of(all(one.holds for one in found if one.name.split("_")[1] in JUDGED), weakest)
    return Judged("waiting", tuple(found), ONCE, verdict, SPECIAL["waiting"].expected, told)


def _found(name: str, end: End, evidence: Evidence) -> Found:
    claim = next(one for one in CLAIMS if one.name == name)
    values = [values_of(evidence.plausible, test)[end.chosen] for test in claim.tests]

    def holds(weights: Values) -> Sequence[NDArray[np.bool_]]:
        return [
            within(weighted_means(of_test, weights), test.bound, test.is_least)
            for test, of_test in zip(claim.tests, values, strict=True)
        ]

    _, every = each_and_all(holds, len(end.chosen), evidence.plausible.replicates)
    holds_usually = every.low is not None and every.low >= USUALLY
    nothing = Estimate(None, None, None, 0)
    return Found(None, f"waiting_{name}_{end.name}", nothing, None, True, holds_usually, every, np.nan, np.nan)
