"""Boxes: PRIM through ema-workbench, and the choice of one box among those that it peels.

Of all boxes on the peeling trajectory the one with the best balance of coverage and density is sought (their harmonic
mean, F1), and among those nearly as good the one with the fewest restrictions. Then restrictions that chance explains
(quasi-p above 0.05, Bryant and Lempert 2010) are dropped.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.runs.extras import optional

NEARLY = 0.015
"""Loss in F1 that a restriction less is worth."""
CHANCE = 0.05
PEEL = 0.05
LEAST_MASS = 0.05


class Limit(NamedTuple):
    """One side of a box.

    Attributes
    ----------
    quasi_p : float
        Probability that the rest of the box has this density without the limit, by chance.
    """

    column: str
    is_lower: bool
    value: float
    quasi_p: float


class Step(NamedTuple):
    """A box on the peeling trajectory."""

    coverage: float
    density: float
    mass: float
    restrictions: int


@dataclass(frozen=True)
class Box:
    """Conditions, all of which hold in it.

    Attributes
    ----------
    coverage : float
        Share of all cases in which it happens that lie in the box.
    density : float
        Share of the cases in the box in which it happens.
    mass : float
        Share of all cases that lie in the box.
    cases, hits : int
        Cases in the box, and those among them in which it happens.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    cases: int
    hits: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Restricted columns, in the order of the table."""
        return tuple(dict.fromkeys(limit.column for limit in self.limits))

    def holds(self, x: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which cases lie in the box."""
        return inside(x, self.limits)


class Peeled(NamedTuple):
    """The chosen box, and the trajectory it was chosen from."""

    box: Box | None
    steps: tuple[Step, ...]


def inside(x: pd.DataFrame, limits: Any) -> NDArray[np.bool_]:
    """Return which cases keep all limits."""
    found = np.ones(len(x), dtype=bool)
    for limit in limits:
        values = x[limit.column].to_numpy()
        found &= values >= limit.value if limit.is_lower else values <= limit.value
    return found


@cache
def workbench(module: str) -> Any:
    """Import a module of ema-workbench without its remarks about what else could be installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = optional(f"ema_workbench.analysis.{module}")
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return found


def peel(x: pd.DataFrame, happens: NDArray[np.bool_]) -> Peeled:
    """Return the box in which it happens, None where it happens never, always, or nowhere in particular."""
    if happens.all() or not happens.any():
        return Peeled(None, ())
    prim = workbench("prim")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = prim.Prim(
            x, happens, threshold=min(1.0, float(happens.mean())), peel_alpha=PEEL, mass_min=LEAST_MASS
        ).find_box()
    path = found.peeling_trajectory
    steps = tuple(
        Step(float(row.coverage), float(row.density), float(row.mass), int(row.res_dim)) for row in path.itertuples()
    )
    box = _pruned(x, happens, limits_of(x, found.box_lims[_chosen(steps)]))
    return Peeled(box if box.limits else None, steps)


def balance(coverage: float, density: float) -> float:
    """Return the harmonic mean of coverage and density."""
    return 2.0 * coverage * density / (coverage + density) if coverage + density > 0.0 else 0.0


def _chosen(steps: tuple[Step, ...]) -> int:
    scores = [balance(step.coverage, step.density) for step in steps]
    worth = [score - NEARLY * step.restrictions for score, step in zip(scores, steps, strict=True)]
    return int(np.argmax(worth))


def limits_of(x: pd.DataFrame, box: pd.DataFrame) -> list[Limit]:
    """Return the sides of a box of ema-workbench that restrict anything."""
    limits: list[Limit] = []
    for column in x.columns:
        values = x[column].to_numpy()
        low, high = float(box[column].iloc[0]), float(box[column].iloc[1])
        if low > float(values.min()):
            limits.append(Limit(column, True, low, 1.0))
        if high < float(values.max()):
            limits.append(Limit(column, False, high, 1.0))
    return limits


def _pruned(x: pd.DataFrame, happens: NDArray[np.bool_], limits: list[Limit]) -> Box:
    """Drop limits that chance explains, the likeliest first, and those that cost more balance than they bring."""
    while limits:
        weighed = [limit._replace(quasi_p=_quasi_p(x, happens, limits, limit)) for limit in limits]
        own = _box(x, happens, weighed)
        without = [_box(x, happens, [other for other in limits if other != limit]) for limit in limits]
        loss = [balance(own.coverage, own.density) - balance(box.coverage, box.density) for box in without]
        worst = max(range(len(limits)), key=lambda i: (weighed[i].quasi_p > CHANCE, -loss[i]))
        if weighed[worst].quasi_p <= CHANCE and loss[worst] > NEARLY / 2.0:
            return own
        limits = [limit for place, limit in enumerate(limits) if place != worst]
    return _box(x, happens, [])


def _box(x: pd.DataFrame, happens: NDArray[np.bool_], limits: list[Limit]) -> Box:
    within = inside(x, limits)
    cases, hits = int(within.sum()), int(happens[within].sum())
    return Box(
        limits=tuple(limits),
        coverage=hits / int(happens.sum()),
        density=hits / max(cases, 1),
        mass=cases / len(x),
        cases=cases,
        hits=hits,
    )


def _quasi_p(x: pd.DataFrame, happens: NDArray[np.bool_], limits: list[Limit], limit: Limit) -> float:
    """Return the chance of so many hits in the box at the density that it has without the limit: one-sided binomial."""
    within = inside(x, limits)
    wider = inside(x, [other for other in limits if other != limit])
    density = float(happens[wider].mean())
    return float(stats.binomtest(int(happens[within].sum()), int(within.sum()), density, "greater").pvalue)
