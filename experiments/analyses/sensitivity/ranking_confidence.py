"""Advice: is the ranking of the first five settled, and if not, how many more runs would settle it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.sensitivity.factors import DUMMY
from experiments.statistics.intervals import normal_errors

FIRST = 5
PRACTICALLY_TIED = 16.0
"""Times as many runs above which two inputs are called tied rather than worth telling apart."""


@dataclass(frozen=True)
class Advice:
    """What to do next.

    Attributes
    ----------
    first : tuple of str
        The first five inputs, or all if there are fewer.
    is_settled : bool
        Whether the order of all of these, and who follows them, is beyond doubt (95%, each neighbour by itself).
    factor : float
        Times as many runs that would settle what can be settled.
    points, replicates : int
        What to ask for then.
    more_runs : int
    by_replicates : bool
        Whether more replicates rather than more points are needed.
    tied : tuple of (str, str)
        Neighbours that even 16 times as many runs would not tell apart.
    """

    first: tuple[str, ...]
    is_settled: bool
    factor: float
    points: int
    more_runs: int
    by_replicates: bool
    tied: tuple[tuple[str, str], ...]


def advice_on(
    names: Sequence[str],
    values: NDArray[np.float64],
    error_of_difference: Callable[[int, int], float],
    points: int,
    runs: int,
    by_replicates: bool,
) -> Advice:
    """Return advice on a ranking; the error of a difference shrinks with the square root of the runs."""
    order = [int(p) for p in np.argsort(-np.nan_to_num(values, nan=-1.0), kind="stable") if names[p] != DUMMY]
    considered = order[: FIRST + 1]
    factor, tied = 1.0, []
    for one, other in pairwise(considered):
        gap, error = float(values[one] - values[other]), error_of_difference(one, other)
        needed = (normal_errors() * error / gap) ** 2 if gap > 0.0 else math.inf
        if not needed <= PRACTICALLY_TIED:
            tied.append((names[one], names[other]))
        else:
            factor = max(factor, needed)
    doubled = 2 ** math.ceil(math.log2(factor)) if factor > 1.0 else 1
    return Advice(
        first=tuple(names[p] for p in order[:FIRST]),
        is_settled=factor <= 1.0 and not tied,
        factor=factor,
        points=points * (1 if by_replicates else doubled),
        more_runs=runs * (doubled - 1),
        by_replicates=by_replicates,
        tied=tuple(tied),
    )
