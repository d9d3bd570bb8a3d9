"""Verdicts: does a claim hold at the baseline's values, and in how many plausible sets?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Estimate, mean_of, share_of
from experiments.study.claims import (
    ALIGNMENTS,
    CLAIMS,
    EXCHANGE,
    HOLDS,
    SPECIAL,
    Check,
    Claim,
    Verdict,
    alignment,
)
from experiments.study.evidence import SETS, Evidence
from experiments.sweep.variants import Runs

NEVER = float("inf")
BEST = "aligned-tied"


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
    """

    name: str
    found: tuple[Found, ...]
    frequency: Estimate
    verdict: Verdict
    expected: Verdict

    @property
    def is_as_expected(self) -> bool:
        """Whether the verdict is the one that is written down."""
        return self.verdict == self.expected


def values_of(runs: Runs, test: Check) -> NDArray[np.float64]:
    """Return what a test is about, paired, [row, replicate]."""
    values = runs.of(test.measure)[runs.names.index(test.of)]
    return values - runs.of(test.measure)[runs.names.index(test.over)] if test.over else values


def mean_over(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return means over the replicates in which something is defined, [row]; NaN where it is in none."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0.0).sum(axis=1) / np.where(known.any(axis=1), known.sum(axis=1), np.nan)


def within(values: NDArray[np.float64], bound: float, is_least: bool) -> NDArray[np.bool_]:
    """Return where a bound is kept; what is undefined does not keep it."""
    with np.errstate(invalid="ignore"):
        return values >= bound if is_least else values <= bound


def judged(evidence: Evidence) -> tuple[Judged, ...]:
    """Return every claim with its verdict."""
    plain = tuple(_plain(claim, evidence) for claim in CLAIMS)
    return (*plain, _tipping(evidence), _levers(evidence), _loops(evidence), _conditions(evidence), _advice(evidence))


def _plain(claim: Claim, evidence: Evidence) -> Judged:
    found: list[Found] = []
    held = np.ones(len(evidence.sets), dtype=bool)
    for test in claim.tests:
        own = values_of(evidence.default, test)[0]
        value = share_of(own) if test.measure.startswith("regime.") and not test.over else mean_of(own)
        means = mean_over(values_of(evidence.plausible, test))
        keeps = within(means, test.bound, test.is_least)
        held &= keeps
        found.append(_found(test, "", value, test.bound, test.is_least, keeps, means))
    return _judged(claim.name, tuple(found), held, claim.expected)


def _found(
    test: Check | None,
    name: str,
    value: Estimate,
    bound: float | None,
    is_least: bool,
    keeps: NDArray[np.bool_],
    means: NDArray[np.float64],
) -> Found:
    end = value.low if is_least else value.high
    holds = bound is None or (end is not None and (end >= bound if is_least else end <= bound))
    known = means[np.isfinite(means)]
    low, high = np.quantile(known, (0.1, 0.9)) if len(known) else (np.nan, np.nan)
    frequency = share_of(keeps.astype(np.float64))
    return Found(test, name, value, bound, is_least, holds, frequency, float(low), float(high))


def _judged(name: str, found: tuple[Found, ...], held: NDArray[np.bool_], expected: Verdict) -> Judged:
    frequency = share_of(held.astype(np.float64))
    share = frequency.mean or 0.0
    is_true = all(one.holds for one in found)
    verdict: Verdict = "unsettled"
    if is_true and share >= HOLDS:
        verdict = "holds"
    elif is_true and share >= 0.5:
        verdict = "usually"
    return Judged(name, found, frequency, verdict, expected)


# Claims that are no bound on a measure ------------------------------------------------------------------------


def tipping_points(spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the alignment from which half of the runs spread, [set]; infinite where it never comes to that.

    Parameters
    ----------
    spread : ndarray, [alignment, set]
        Share of runs that spread.
    """
    levels = np.array(ALIGNMENTS)
    found = np.full(spread.shape[1], NEVER)
    for place in range(spread.shape[1]):
        own = spread[:, place]
        above = np.flatnonzero(own >= 0.5)
        if not len(above):
            continue
        first = int(above[0])
        if first == 0:
            found[place] = levels[0]
            continue
        before, after = own[first - 1], own[first]
        found[place] = levels[first - 1] + (0.5 - before) / (after - before) * (levels[first] - levels[first - 1])
    return found


def spread_over_alignment(runs: Runs, scenario: str) -> NDArray[np.float64]:
    """Return the share of runs that spread, [alignment, row]."""
    places = [runs.names.index(alignment(value, scenario)) for value in ALIGNMENTS]
    return np.stack([mean_over(runs.of("regime.spread")[place]) for place in places])


def _tipping(evidence: Evidence) -> Judged:
    few, many = (tipping_points(spread_over_alignment(evidence.plausible, scenario)) for scenario in EXCHANGE)
    found = [
        _tip(evidence, "tipping_many", EXCHANGE[1], many, 0.9),
        _tip(evidence, "tipping_few", EXCHANGE[0], few, None),
    ]
    held = (many <= 0.9) & ((many < few) | (np.isinf(few)))
    return _judged("tipping", tuple(found), held, SPECIAL["tipping"])


def _tip(evidence: Evidence, name: str, scenario: str, points: NDArray[np.float64], bound: float | None) -> Found:
    """Return a tipping point at the baseline's values, its interval by drawing replicates again."""
    runs = evidence.default
    places = [runs.names.index(alignment(value, scenario)) for value in ALIGNMENTS]
    own = runs.of("regime.spread")[places, 0]  # [alignment, replicate]
    drawn = np.random.default_rng(1).integers(0, own.shape[1], (400, own.shape[1]))
    again = tipping_points(own[:, drawn].mean(axis=2))
    point = float(tipping_points(own.mean(axis=1)[:, None])[0])
    low, high = (float(np.quantile(again, q, method="nearest")) for q in (0.025, 0.975))
    value = Estimate(point, low, high, own.shape[1])
    keeps = points <= (NEVER if bound is None else bound)
    keeps &= np.isfinite(points) if bound is None else True
    low, high = (float(np.quantile(points, q, method="nearest")) for q in (0.1, 0.9))
    holds = bound is None or (value.high is not None and value.high <= bound)
    return Found(None, name, value, bound, False, holds, share_of(keeps.astype(np.float64)), low, high)


def _levers(evidence: Evidence) -> Judged:
    """Alignment has the largest total effect of all levers on spillover, all of its interval above the next one's."""
    found = evidence.sensitivity
    order = [place for place in found.ranking if found.names[place] != SETS]
    index = found.ranking_index
    place = found.names.index("alignment@24")
    value = Estimate(float(index.value[place]), float(index.low[place]), float(index.high[place]), found.points)
    following = float(index.value[order[1]])
    is_first = found.names[order[0]] == "alignment@24" and float(index.low[place]) > following
    one = Found(
        None,
        "levers",
        value,
        None,
        True,
        is_first,
        Estimate(1.0 if is_first else 0.0, None, None, 1),
        float(index.low[place]),
        float(index.high[place]),
    )
    return Judged("levers", (one,), one.frequency, "holds" if is_first else "unsettled", SPECIAL["levers"])


def _loops(evidence: Evidence) -> Judged:
    """Cutting contagion alone, or safety and trust alone, takes most of the spillover."""
    found: list[Found] = []
    runs, loops = evidence.cut_runs, evidence.cut_sets.loops
    combinations = 1 << len(loops)
    values = runs.of("spillover_gain.ccs")[:, 0].reshape(-1, combinations, runs.replicates).mean(axis=2)
    whole = values[:, -1]
    held = np.ones(len(values), dtype=bool)
    own = evidence.cut.shared["spillover_gain.ccs"]
    for loop, bound, is_least in (("contagion", 0.5, True), ("safety_trust", 0.5, True)):
        lost = (whole - values[:, combinations - 1 ^ 1 << loops.index(loop)]) / whole
        keeps = within(lost, bound, is_least)
        held &= keeps
        mean = own.whole.mean or 1.0
        part = own.without[loop]
        ends = [None if end is None else end / mean for end in (part.low, part.high)]
        value = Estimate((part.mean or 0.0) / mean, ends[0], ends[1], part.defined)
        found.append(_found(None, f"loops_{loop}", value, bound, is_least, keeps, lost))
    return _judged("loops", tuple(found), held, SPECIAL["loops"])


def _conditions(evidence: Evidence) -> Judged:
    """The box names alignment, and in every half that was not seen it is denser than all cases are."""
    found = evidence.discovery
    density = found.again.density()
    names = found.box.columns if found.box else ()
    is_true = "alignment@24" in names and density is not None and density[1] > (found.overall.high or 1.0)
    frequency = Estimate(1.0 if is_true else 0.0, None, None, 1)
    unseen = Estimate(*density, len(found.again.held_out)) if density else Estimate(None, None, None, 0)
    parts = (("conditions_all", found.overall), ("conditions", found.in_box), ("conditions_unseen", unseen))
    tests = tuple(Found(None, name, value, None, True, is_true, frequency, np.nan, np.nan) for name, value in parts)
    return Judged("conditions", tests, frequency, "holds" if is_true else "unsettled", SPECIAL["conditions"])


def _advice(evidence: Evidence) -> Judged:
    """Alignment with ties and exchange gains most among packages of one size of programme; never punitive ones."""
    found = evidence.decision
    names = list(found.packages)
    punitive = [names.index(name) for name in ("baseline", "punitive-tied", "light-verification", "pays-improvement")]
    held = found.gains[names.index(BEST)] > found.gains[punitive].max(axis=0)
    gain = found.packages[BEST].gain
    lead = found.gains[names.index(BEST)] - found.gains[punitive].max(axis=0)
    one = _found(None, "advice", mean_of(lead), 0.0, True, held, lead)
    assert gain.mean.mean is not None
    return _judged("advice", (one,), held, SPECIAL["advice"])
