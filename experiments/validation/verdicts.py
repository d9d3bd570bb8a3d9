"""Verdicts: what the runs say of every fact, under the values of the scenarios and over the plausible sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.statistics import Estimate, mean_of, share_of
from experiments.validation.facts import Book, Fact, Part, Term
from experiments.validation.worlds import MOST_REPLICATES, quantities, settings_of
from scenarios.plausible import PlausibleSet
from simulation.parameters import whole_number
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


@dataclass(frozen=True)
class FactVerdict:
    """One fact; `holds` where all parts do, `share` of the plausible sets in which all do, and in which sets."""

    fact: Fact
    parts: tuple[PartVerdict, ...]
    holds: bool | None
    share: Estimate | None = None
    in_sets: tuple[bool, ...] = ()


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


def sum_of(terms: Sequence[Term], found: Found, place: int) -> NDArray[np.float64]:
    """Return a sum of terms for each replicate of one set."""
    total = np.zeros(found[terms[0].quantity, terms[0].world].shape[1])
    for term in terms:
        total = total + term.factor * found[term.quantity, term.world][place]
    return total


def estimate_of(part: Part, found: Found, place: int) -> Estimate:
    """Return the mean of a part over the replicates of one set, with its 95% interval.

    A ratio is that of the two means; its interval is that of its linear part.
    """
    above = sum_of(part.terms, found, place)
    if not part.over:
        return mean_of(above)
    below = sum_of(part.over, found, place)
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
    above = part.at_least is None or low >= part.at_least
    return above and (part.at_most is None or high <= part.at_most)


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


def verdicts_over_sets(facts: Sequence[Fact], found: Found, sets: int) -> list[FactVerdict]:
    """Return in what share of the plausible sets each fact holds: by each set's mean over its replicates."""
    made: list[FactVerdict] = []
    for fact in facts:
        parts: list[PartVerdict] = []
        all_hold = np.ones(sets)
        for part in fact.parts:
            means = np.array([_mean(estimate_of(part, found, place).mean) for place in range(sets)])
            holds = np.array([1.0 if is_inside(part, m, m) else 0.0 for m in means])
            all_hold *= holds
            known = means[np.isfinite(means)]
            middle = [float(q) for q in np.quantile(known, [0.05, 0.5, 0.95])] if len(known) else [None] * 3
            parts.append(PartVerdict(part, mean_of(means), None, share_of(holds), *middle))
        made.append(FactVerdict(fact, tuple(parts), None, share_of(all_hold), tuple(bool(one) for one in all_hold)))
    return made


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


def jointly(made: Sequence[FactVerdict]) -> dict[str, tuple[int, bool | None, Estimate | None]]:
    """Return for each group how many facts it has, whether all hold, or in what share of the sets all do at once."""
    found: dict[str, tuple[int, bool | None, Estimate | None]] = {}
    for name, is_in in JOINTLY.items():
        some = [verdict for verdict in made if is_in(verdict.fact)]
        if not some:
            continue
        if some[0].in_sets:
            held = np.array([all(one) for one in zip(*(verdict.in_sets for verdict in some), strict=True)], dtype=float)
            found[name] = (len(some), None, share_of(held))
        else:
            found[name] = (len(some), all(verdict.holds for verdict in some), None)
    return found


def _mean(mean: float | None) -> float:
    return float("nan") if mean is None else mean
