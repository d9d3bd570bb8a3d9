"""Summaries: what figures and runs are held against each other by: a few means, a spread, and how figures step.

Figures of a month in a place are many and depend on each other, and which place has which luck says nothing of any
rule. So both are summed up alike, over the same places and months, with the same weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPANS = 4
"""Most spans of time of which means are taken."""
LEAST_PLACES, LEAST_PERIODS = 3, 3
"""For a spread between places, and for steps from one period to the next."""
MEAN, SPREAD, STEPS = "mean", "spread", "steps"
ALL, COACHED, UNCOACHED = "all", "coached", "uncoached"


@dataclass(frozen=True)
class Summary:
    """One summary of figures.

    Attributes
    ----------
    kind : {"mean", "spread", "steps"}
        Mean weighted by denominators; standard deviation between places of their means; root mean square of steps from
        one period to the next.
    process : int
        Its place among the processes that have figures.
    group : {"all", "coached", "uncoached"}
    first, last : int
        Places of the first and the last period that it looks at.
    """

    kind: str
    process: int
    group: str
    first: int
    last: int


def planned(denominators: NDArray[np.float64], coached: NDArray[np.float64] | None) -> tuple[Summary, ...]:
    """Return the summaries that figures with these denominators have; none where there is no figure.

    Parameters
    ----------
    denominators : ndarray, [process, period, place]
    coached : ndarray, [world, place], or None
        Who is coached in every world that is to be summed up, 1 or 0; None where nobody knows of the figures.
    """
    found: list[Summary] = []
    for process, people in enumerate(denominators):
        periods = np.flatnonzero(people.sum(axis=1) > 0.0)
        if not len(periods):
            continue
        spans = [(int(some[0]), int(some[-1])) for some in np.array_split(periods, min(SPANS, len(periods)))]
        groups = [ALL]
        if coached is not None and all(_in_all(people[first : last + 1], coached) for first, last in spans):
            groups = [COACHED, UNCOACHED]
        found += [Summary(MEAN, process, group, *span) for group in groups for span in spans]
        whole = int(periods[0]), int(periods[-1])
        if np.count_nonzero(people.sum(axis=0)) >= LEAST_PLACES:
            found.append(Summary(SPREAD, process, ALL, *whole))
        if len(periods) >= LEAST_PERIODS and np.any((people[1:] > 0.0) & (people[:-1] > 0.0)):
            found.append(Summary(STEPS, process, ALL, *whole))
    return tuple(found)


def _in_all(people: NDArray[np.float64], coached: NDArray[np.float64]) -> bool:
    """Return whether there are figures of coached and of uncoached places in every world."""
    of_place = people.sum(axis=0)
    return bool((coached @ of_place > 0.0).all() and ((1.0 - coached) @ of_place > 0.0).all())


def summed_up(
    shares: NDArray[np.float64],
    denominators: NDArray[np.float64],
    coached: NDArray[np.float64] | None,
    plan: tuple[Summary, ...],
) -> NDArray[np.float64]:
    """Return the summaries of worlds, [world, summary].

    Parameters
    ----------
    shares : ndarray, [world, process, period, place]
        Whatever stands where there is no figure.
    denominators : ndarray, [process, period, place]
    coached : ndarray, [world, place], or None
    """
    known = np.where(denominators > 0.0, shares, 0.0)
    columns = [_of(one, known[:, one.process], denominators[one.process], coached) for one in plan]
    return np.stack(columns, axis=1) if columns else np.zeros((len(shares), 0))


def _of(
    one: Summary,
    shares: NDArray[np.float64],
    people: NDArray[np.float64],
    coached: NDArray[np.float64] | None,
) -> NDArray[np.float64]:
    here = slice(one.first, one.last + 1)
    some, weights = shares[:, here], people[here]
    if one.kind == MEAN:
        return _grouped(some, weights, coached, one.group)
    if one.kind == SPREAD:
        total = weights.sum(axis=0)
        is_there = total > 0.0
        means = (some * weights).sum(axis=1)[:, is_there] / total[is_there]
        return means.std(axis=1, ddof=1)
    both = (weights[1:] > 0.0) & (weights[:-1] > 0.0)
    steps = np.diff(some, axis=1)
    return np.sqrt((steps * steps * both).sum(axis=(1, 2)) / both.sum())


def inside(group: str, coached: NDArray[np.float64] | None, worlds: int, places: int) -> NDArray[np.float64]:
    """Return 1 where a place is in a group, [world, place]; some are known where the group is not all places."""
    if group == ALL:
        return np.ones((worlds, places))
    assert coached is not None
    return coached if group == COACHED else 1.0 - coached


def _grouped(
    shares: NDArray[np.float64], people: NDArray[np.float64], coached: NDArray[np.float64] | None, group: str
) -> NDArray[np.float64]:
    """Return the mean of shares, [world, period, place], over a group, weighted by people: [world]."""
    in_group = inside(group, coached, len(shares), shares.shape[2])
    of_place = (shares * people).sum(axis=1)
    return (of_place * in_group).sum(axis=1) / (in_group @ people.sum(axis=0))
