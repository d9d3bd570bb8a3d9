"""Verdicts: what the runs say of every fact, under the values of the scenarios and over the plausible sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.validation.facts import Book, Fact, Part, Term
from experiments.evidence.validation.worlds import MOST_REPLICATES, quantities, settings_of
from experiments.statistics.intervals import Estimate, mean_of
from experiments.statistics.resampling import crossed_shares, each_and_all, weighted_means
from scenarios.plausible import PlausibleSet
from simulation.parameters import whole_number
from simulation.results import ReadOnly
from simulation.settings import checked_run

Found = Mapping[tuple[str, str], NDArray[np.float64]]
"""Every quantity in every world, [set, replicate], by quantity and world."""
Tell = Callable[[str], None]
LEAST_DEFINED = 0.5
"""Share of replicates in which a part must be defined before it can hold."""


@dataclass(frozen=True)
class PartVerdict:
    """One part: its estimate and whether the whole interval lies inside the bounds; over sets, in what share of them.

    Attributes
    ----------
    estimate : Estimate
        Over replicates, with the values of the scenarios; over plausible sets, of the sets' means.
    holds : bool or None
        With the values of the scenarios; None over plausible sets.
    share : Estimate or None
        Of the plausible sets in which the mean lies inside the bounds.
    lowest, middle, highest : float or None
        5%, half and 95% of the plausible sets' means lie below.
    """

    part: Part
    estimate: Estimate
    holds: bool | None
    share: Estimate | None = None
    lowest: float | None = None
    middle: float | None = None
    highest: float | None = None


@dataclass(frozen=True, eq=False)
class InSets(ReadOnly):
    """The parts of a fact in every plausible set, by the runs of the replicates that all sets share.

    Attributes
    ----------
    parts : tuple of Part
    above, below : ndarray, [part, set, replicate]
        The sum of each part's terms, and what it is divided by: 1 where it is no ratio.
    """

    parts: tuple[Part, ...]
    above: NDArray[np.float64]
    below: NDArray[np.float64]

    @property
    def sets(self) -> int:
        """Number of sets."""
        return self.above.shape[1]

    @property
    def replicates(self) -> int:
        """Number of replicates."""
        return self.above.shape[2]

    def means(self, weights: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Return the mean of each part in each set, [set], its replicates weighted."""
        own = zip(self.parts, self.above, self.below, strict=True)
        return [_mean_under(above, below if part.over else None, weights) for part, above, below in own]

    def holds(self, weights: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in which sets each part holds, [part, set], under weights of the replicates."""
        return np.stack([are_inside(part, means) for part, means in zip(self.parts, self.means(weights), strict=True)])


@dataclass(frozen=True)
class FactVerdict:
    """One fact; `holds` where all parts do, `share` of the plausible sets in which all do, and in which sets."""

    fact: Fact
    parts: tuple[PartVerdict, ...]
    holds: bool | None
    share: Estimate | None = None
    in_sets: InSets | None = None


def found_for(
    book: Book,
    facts: Sequence[Fact],
    sets: Sequence[PlausibleSet | None],
    *,
    seed: int,
    replicates: int,
    size: str | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Run every world the facts speak of, under every set, and return the quantities they ask for."""
    seed, replicates = checked_run(seed)[0], whole_number("replicates", replicates, 2, MOST_REPLICATES)
    wanted: dict[str, dict[str, None]] = {}
    for fact in facts:
        for part in fact.parts:
            for term in (*part.terms, *part.over):
                wanted.setdefault(term.world, {})[term.quantity] = None
    found: dict[tuple[str, str], NDArray[np.float64]] = {}
    for world, names in wanted.items():
        if tell is not None:
            tell(world)
        settings = [settings_of(book.worlds[world], one, size) for one in sets]
        for name, values in quantities(settings, names, seed, replicates, threads).items():
            found[name, world] = values
    return found


def sums_of(terms: Sequence[Term], found: Found) -> NDArray[np.float64]:
    """Return a sum of terms, [set, replicate]."""
    return np.sum([term.factor * found[term.quantity, term.world] for term in terms], axis=0)


def estimate_of(part: Part, found: Found, place: int) -> Estimate:
    """Return the mean of a part over the replicates of one set, with its 95% interval.

    A ratio is that of the two means; its interval is that of its linear part.
    """
    above = sums_of(part.terms, found)[place]
    if not part.over:
        return mean_of(above)
    below = sums_of(part.over, found)[place]
    both = np.isfinite(above) & np.isfinite(below)
    if not both.any() or float(np.mean(below[both])) == 0.0:
        return Estimate(None, None, None, 0)
    mean_below = float(np.mean(below[both]))
    ratio = float(np.mean(above[both])) / mean_below
    apart = mean_of((above[both] - ratio * below[both]) / mean_below)
    if apart.low is None or apart.high is None:
        return Estimate(ratio, None, None, apart.defined)
    return Estimate(ratio, ratio + apart.low, ratio + apart.high, apart.defined)


def is_inside(part: Part, low: float | None, high: float | None) -> bool:
    """Return whether an interval lies inside the bounds of a part."""
    if low is None or high is None:
        return False
    return bool(are_inside(part, np.array([low, high])).all())


def are_inside(part: Part, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which values lie inside the bounds of a part; what is undefined does not."""
    least = -np.inf if part.at_least is None else part.at_least
    most = np.inf if part.at_most is None else part.at_most
    return np.isfinite(values) & (values >= least) & (values <= most)


def verdicts(facts: Sequence[Fact], found: Found, replicates: int) -> list[FactVerdict]:
    """Return the verdicts with the values of the scenarios: the whole interval must lie inside the bounds."""
    made: list[FactVerdict] = []
    for fact in facts:
        parts: list[PartVerdict] = []
        for part in fact.parts:
            estimate = estimate_of(part, found, 0)
            enough = estimate.defined >= LEAST_DEFINED * replicates
            parts.append(PartVerdict(part, estimate, enough and is_inside(part, estimate.low, estimate.high)))
        made.append(FactVerdict(fact, tuple(parts), all(part.holds for part in parts)))
    return made


def means_of(part: Part, found: Found, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of a part in each set, [set], its replicates weighted; a ratio is that of the two means.

    What is defined in none of the replicates that count keeps its plain mean.
    """
    return _mean_under(sums_of(part.terms, found), sums_of(part.over, found) if part.over else None, weights)


def _mean_under(
    above: NDArray[np.float64], below: NDArray[np.float64] | None, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    if below is None:
        return _weighted(above, weights)
    both = np.isfinite(above) & np.isfinite(below)
    above, below = (_weighted(np.where(both, values, np.nan), weights) for values in (above, below))
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0.0)


def _weighted(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    means = weighted_means(values, weights)
    return np.where(np.isfinite(means), means, weighted_means(values, np.ones_like(weights)))


def verdicts_over_sets(facts: Sequence[Fact], found: Found) -> list[FactVerdict]:
    """Return in what share of the plausible sets each fact holds: by each set's mean over its replicates.

    All sets share the seeds of their replicates, so sets and replicates are both drawn again.
    """
    made: list[FactVerdict] = []
    for fact in facts:
        in_sets = _in_sets(fact, found)
        shares, every = each_and_all(in_sets.holds, in_sets.sets, in_sets.replicates)
        parts: list[PartVerdict] = []
        every_mean = in_sets.means(np.ones(in_sets.replicates))
        for part, share, means in zip(fact.parts, shares, every_mean, strict=True):
            known = means[np.isfinite(means)]
            middle = [float(q) for q in np.quantile(known, [0.05, 0.5, 0.95])] if len(known) else [None] * 3
            parts.append(PartVerdict(part, mean_of(means), None, share, *middle))
        made.append(FactVerdict(fact, tuple(parts), None, every, in_sets))
    return made


def _in_sets(fact: Fact, found: Found) -> InSets:
    above = np.stack([sums_of(part.terms, found) for part in fact.parts])
    below = [sums_of(part.over, found) if part.over else np.ones(above.shape[1:]) for part in fact.parts]
    return InSets(fact.parts, above, np.stack(below))


def _is_of(kind: str) -> Callable[[Fact], bool]:
    return lambda fact: fact.kind == kind and not fact.by_construction_en


JOINTLY: dict[str, Callable[[Fact], bool]] = {
    "asked": lambda fact: fact.is_asked,
    "calibration": _is_of("calibration"),
    "validation": _is_of("validation"),
    "null": _is_of("null"),
    "knock-out": _is_of("knock-out"),
    "everything": lambda fact: fact.kind != "finding" and not fact.by_construction_en,
}
"""Facts judged together: what the calibration asks; each kind, and everything, without what cannot fail."""


def share_of_all(made: Sequence[FactVerdict]) -> Estimate:
    """Return in what share of the plausible sets all of some facts hold at once."""
    over = [verdict.in_sets for verdict in made if verdict.in_sets is not None]

    def at_once(weights: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.all(np.concatenate([one.holds(weights) for one in over]), axis=0)[None]

    return crossed_shares(at_once, over[0].sets, over[0].replicates)[0]


def jointly(made: Sequence[FactVerdict]) -> dict[str, tuple[int, bool | None, Estimate | None]]:
    """Return for each group how many facts it has, whether all hold, or in what share of the sets all do at once."""
    found: dict[str, tuple[int, bool | None, Estimate | None]] = {}
    for name, is_in in JOINTLY.items():
        some = [verdict for verdict in made if is_in(verdict.fact)]
        if not some:
            continue
        if some[0].in_sets is not None:
            found[name] = (len(some), None, share_of_all(some))
        else:
            found[name] = (len(some), all(verdict.holds for verdict in some), None)
    return found
