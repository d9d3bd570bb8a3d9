"""Resampling: is the box there in other cases too? Found in one half, judged in the half that it has not seen."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.discovery.boxes import Box, inside, peel


class HeldOut(NamedTuple):
    """The box found in one half of the cases, as it does in the other half; None where it has no case there."""

    coverage: float
    density: float | None
    seen: float
    """Density in the half that it was found in."""


class Resampled(NamedTuple):
    """What came back in halves of the cases.

    Attributes
    ----------
    times : int
        Halves drawn.
    returns : dict of str to float
        For each restricted condition of any half: the share of halves in which it is restricted.
    held_out : tuple of HeldOut
        One for each half in which a box was found.
    """

    times: int
    returns: dict[str, float]
    held_out: tuple[HeldOut, ...]

    @property
    def optimism(self) -> float:
        """By how much density is lower in halves that were not seen, on average; never below 0."""
        worse = [half.seen - half.density for half in self.held_out if half.density is not None]
        return max(0.0, float(np.mean(worse))) if worse else 0.0

    def density(self) -> tuple[float, float, float] | None:
        """Return mean, lowest and highest density in halves that were not seen."""
        found = [half.density for half in self.held_out if half.density is not None]
        return (float(np.mean(found)), min(found), max(found)) if found else None


def resampled(
    x: pd.DataFrame, happens: NDArray[np.bool_], worlds: NDArray[np.intp], times: int, seed: int
) -> Resampled:
    """Return how boxes found in random halves of the worlds do in the cases of the other halves."""
    draw = np.random.default_rng(seed)
    counts: Counter[str] = Counter()
    held_out: list[HeldOut] = []
    for _ in range(times):
        order = draw.permutation(np.unique(worlds))
        is_seen = np.isin(worlds, order[: len(order) // 2])
        seen, unseen = np.flatnonzero(is_seen), np.flatnonzero(~is_seen)
        box = peel(x.iloc[seen].reset_index(drop=True), happens[seen]).box
        if box is None:
            continue
        counts.update(box.columns)
        held_out.append(_judged(box, x.iloc[unseen], happens[unseen]))
    return Resampled(times, {name: count / times for name, count in counts.most_common()}, tuple(held_out))


def _judged(box: Box, x: pd.DataFrame, happens: NDArray[np.bool_]) -> HeldOut:
    within = inside(x, box.limits)
    hits = int(happens[within].sum())
    return HeldOut(hits / max(1, int(happens.sum())), hits / int(within.sum()) if within.any() else None, box.density)
