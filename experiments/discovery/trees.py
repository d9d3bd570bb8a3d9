"""Trees: CART through ema-workbench: every case falls into one leaf, so the whole space is described, not one box."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.discovery.boxes import Limit, _prim

LEAST_LEAF = 0.05
DEEPEST = 3
"""Questions on the way to a leaf: what a person can keep in mind."""


class Leaf(NamedTuple):
    """A leaf of the tree: its limits, and what happens there."""

    limits: tuple[Limit, ...]
    density: float
    coverage: float
    mass: float


def grown(x: pd.DataFrame, happens: NDArray[np.bool_]) -> tuple[Leaf, ...]:
    """Return the leaves of a tree, the densest first."""
    if happens.all() or not happens.any():
        return ()
    _prim()  # quiets ema-workbench
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis.cart import CART
        from sklearn import tree

        cart: Any = CART(x, happens, mass_min=LEAST_LEAF)
        least = max(1, int(len(x) * LEAST_LEAF))
        cart.clf = tree.DecisionTreeClassifier(min_samples_leaf=least, max_depth=DEEPEST, random_state=0)
        cart.clf.fit(cart._x, happens)
        if cart.clf.tree_.node_count == 1:
            return ()
        pairs = [(_limits(x, box), dict(stats)) for box, stats in zip(cart.boxes, cart.stats, strict=True)]
    leaves = [
        Leaf(limits, float(found["density"]), float(found["coverage"]), float(found["mass"])) for limits, found in pairs
    ]
    return tuple(sorted(leaves, key=lambda leaf: -leaf.density))


def _limits(x: pd.DataFrame, box: pd.DataFrame) -> tuple[Limit, ...]:
    limits: list[Limit] = []
    for column in x.columns:
        low, high = float(box.loc[0, column]), float(box.loc[1, column])
        if low > x[column].min():
            limits.append(Limit(column, True, low, np.nan))
        if high < x[column].max():
            limits.append(Limit(column, False, high, np.nan))
    return tuple(limits)
