"""Trees: CART through ema-workbench: every case falls into one leaf, so the whole space is described, not one box."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.discovery.boxes import Limit, limits_of, workbench
from experiments.runs.extras import optional

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
    tree = optional("sklearn.tree")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cart: Any = workbench("cart").CART(x, happens, mass_min=LEAST_LEAF)
        least = max(1, int(len(x) * LEAST_LEAF))
        cart.clf = tree.DecisionTreeClassifier(min_samples_leaf=least, max_depth=DEEPEST, random_state=0)
        cart.clf.fit(cart._x, happens)
        cart.feature_names.append("")  # a leaf asks for the last name but one, which one column alone has not
        if cart.clf.tree_.node_count == 1:
            return ()
        pairs = [(limits_of(x, box), dict(stats)) for box, stats in zip(cart.boxes, cart.stats, strict=True)]
    leaves = [
        Leaf(tuple(limits), float(found["density"]), float(found["coverage"]), float(found["mass"]))
        for limits, found in pairs
    ]
    return tuple(sorted(leaves, key=lambda leaf: -leaf.density))
