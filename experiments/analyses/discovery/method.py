"""Discover: cases in, the box and the tree out, with what came back when they were sought again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.discovery.boxes import Box, Step, peel
from experiments.analyses.discovery.cases import MAJORITY, Cases
from experiments.analyses.discovery.resampling import Resampled, resampled
from experiments.analyses.discovery.trees import Leaf, grown
from experiments.statistics.intervals import Estimate
from experiments.statistics.resampling import clustered_share, crossed_shares, weighted_means
from simulation.errors import SimulationError
from simulation.parameters import whole_number
from simulation.settings import checked_run

RESAMPLES = 10
MOST_RESAMPLES = 1000


@dataclass(frozen=True)
class Discovery:
    """What was found.

    Attributes
    ----------
    box : Box or None
        None where it happens never, always, or nowhere in particular.
    steps : tuple of Step
        The boxes PRIM peeled, from all cases down.
    leaves : tuple of Leaf
        CART's.
    overall : Estimate
        Share of all cases in which it happens.
    in_box : Estimate
        Density with its interval: of what was drawn, cases and the replicates and plausible sets that they share, and
        lower by as much as boxes sought in halves of the cases do worse in the other halves: a box looks best where it
        was chosen.
    """

    cases: Cases
    box: Box | None
    steps: tuple[Step, ...]
    leaves: tuple[Leaf, ...]
    again: Resampled
    overall: Estimate
    in_box: Estimate


def find_conditions(
    cases: Cases, *, worlds: NDArray[np.intp] | None = None, resamples: int = RESAMPLES, seed: int = 1
) -> Discovery:
    """Return under which conditions it happens.

    Parameters
    ----------
    cases : Cases
    worlds : ndarray, [case], optional
        Which cases have something in common that is no condition, such as their plausible set: these are no
        independent evidence, so intervals count worlds, and halves are halves of the worlds.
    resamples : int
        Random halves in which it is sought again.
    seed : int
        Of the halves.

    Raises
    ------
    SimulationError
        If these are no cases, worlds are not one of each, or halves or seed are no whole numbers.
    """
    if not isinstance(cases, Cases):
        raise SimulationError(f"cases is {cases!r:.80}. Allowed: Cases, as `cases_of` gives them.")
    resamples, (seed, _) = whole_number("resamples", resamples, 1, MOST_RESAMPLES), checked_run(seed)
    if worlds is not None and len(worlds) != len(cases):
        raise SimulationError(f"worlds has {len(worlds)}. Allowed: one of each of the {len(cases)} cases.")
    happens = cases.happens
    worlds = np.arange(len(cases)) if worlds is None else worlds
    peeled = peel(cases.x, happens)
    within = peeled.box.holds(cases.x) if peeled.box else np.zeros(len(cases), dtype=bool)
    again = resampled(cases.x, happens, worlds, resamples, seed)
    return Discovery(
        cases=cases,
        box=peeled.box,
        steps=peeled.steps,
        leaves=grown(cases.x, happens),
        again=again,
        overall=_share(cases, worlds, np.ones(len(cases), dtype=bool), 0.0),
        in_box=_share(cases, worlds, within, again.optimism),
    )


def _share(cases: Cases, worlds: NDArray[np.intp], within: NDArray[np.bool_], optimism: float) -> Estimate:
    """Return in what share of some cases it happens, its interval lowered by what choosing them made of it."""
    own, runs = worlds[within], cases.runs
    if runs is None or not within.any():
        found = clustered_share(cases.happens[within].astype(np.float64), own)
    else:
        some = runs[within]
        (found,) = crossed_shares(
            lambda weights: weighted_means(some, weights)[None] >= MAJORITY,
            len(own),
            cases.replicates,
            clusters=own,
            sets=max(cases.sets, 1),
        )
    return found if found.low is None else replace(found, low=max(0.0, found.low - optimism))
