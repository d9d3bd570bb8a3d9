"""Attribute: run every combination of cut loops under the same streams, and share out what coaching brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.attribution.shapley import MOST_PLAYERS, interactions, shares
from experiments.runs.reported import check_measures, is_between_0_and_1
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.variants import Runs, plan_of_variants
from experiments.statistics.intervals import CONFIDENCE, Estimate, between_0_and_1
from experiments.statistics.resampling import HALF, SAMPLES, crossed_mean, drawn_again
from scenarios.load import checked_texts
from scenarios.wording import suggestion
from simulation.errors import SimulationError
from simulation.loops import LOOPS, cut
from simulation.results import ReadOnly
from simulation.settings import Settings, checked_run, settings_of

CARRIERS = ("identity", "mastery", "safety_trust", "contagion", "authority_learning", "shielding")
"""Loops that are cut unless others are asked for: those that the study's patterns name."""
CLEAR = 0.005
"""A total below half a point of coverage is too little to share out."""


@dataclass(frozen=True, eq=False)
class Shared(ReadOnly):
    """What one measure owes to each loop.

    Attributes
    ----------
    measure : str
    whole, rest : Estimate
        With every loop, and with all of them cut: what none of them carries.
    total : Estimate
        The difference, which is shared out.
    values : dict of str to Estimate
        Shapley value of each loop, in the unit of the measure.
    parts : dict of str to Estimate or None
        The same as a part of the total, its interval by resampling units; None where the total is too small.
    without : dict of str to Estimate
        What is lost when this loop alone is cut.
    alone : dict of str to Estimate
        What this loop alone brings back where all are cut.
    together : dict of (str, str) to Estimate
        Interaction of each two; the intervals hold with 95% for all pairs at once (Bonferroni), as the extremes are
        picked out of them.
    by_unit : ndarray, [unit, loop]
        Shapley values of each replicate, or of each plausible set.
    """

    measure: str
    whole: Estimate
    rest: Estimate
    total: Estimate
    values: dict[str, Estimate]
    parts: dict[str, Estimate] | None
    without: dict[str, Estimate]
    alone: dict[str, Estimate]
    together: dict[tuple[str, str], Estimate]
    by_unit: NDArray[np.float64]


@dataclass(frozen=True)
class Attribution:
    """Measures shared out over loops.

    Attributes
    ----------
    scenario : str
    loops : tuple of str
    units : int
        What intervals rest on: replicates, or plausible sets.
    over_sets : bool
        Whether the units are plausible sets.
    """

    scenario: str
    loops: tuple[str, ...]
    shared: dict[str, Shared]
    units: int
    over_sets: bool


def checked_loops(loops: Sequence[str]) -> tuple[str, ...]:
    """Return loops that can be cut, each once.

    Raises
    ------
    SimulationError
    """
    loops = checked_texts("loops", loops, '["identity", "mastery"]')
    known = [name for name, loop in LOOPS.items() if loop.neutral]
    if not 2 <= len(loops) <= MOST_PLAYERS:
        raise SimulationError(
            f"--loops has {len(loops)} loops. Allowed: 2 to {MOST_PLAYERS}: {', '.join(known)}. Take some of them."
        )
    for loop in loops:
        if loop not in known:
            raise SimulationError(
                f"--loops has {loop[:40]!r}, which is no loop that can be cut.{suggestion(loop, known)} Allowed: "
                f"{', '.join(known)}. Take some of them."
            )
    if len(set(loops)) < len(loops):
        raise SimulationError("--loops has a loop twice. Allowed: each once. Leave one out.")
    return tuple(loops)


def plan_of_cuts(
    worlds: Mapping[str, Settings],
    loops: Sequence[str],
    measures: Sequence[str],
    *,
    replicates: int,
    seed: int,
) -> Plan:
    """Return the plan of every combination of intact loops in every world, world by world.

    Parameters
    ----------
    worlds : mapping of str to Settings
        A scenario as it is, or under plausible sets.

    Raises
    ------
    SimulationError
        If a loop cannot be cut, a measure is unknown, or there are no replicates.
    """
    loops = checked_loops(loops)
    worlds = {world: settings_of(settings) for world, settings in worlds.items()}
    for settings in worlds.values():
        measures = check_measures(measures, settings.processes)
    variants: dict[str, Settings] = {}
    for world, settings in worlds.items():
        for combination in range(1 << len(loops)):
            gone = [loop for place, loop in enumerate(loops) if not combination >> place & 1]
            variants[f"{world} {combination:0{len(loops)}b}"] = cut(settings, gone) if gone else settings
    return plan_of_variants(variants, measures=measures, replicates=replicates, seed=seed)


def share_out(
    runs: Runs, scenario: str, loops: Sequence[str], measures: Sequence[str], *, seed: int = 1
) -> Attribution:
    """Share measures out over loops.

    Raises
    ------
    SimulationError
        If a measure is undefined in a run, or unknown; or the runs are not those of all combinations of the loops.
    """
    loops, (seed, _) = checked_loops(loops), checked_run(seed)
    measures = checked_texts("measures", measures, '["reach"]')
    if len(runs.names) % (1 << len(loops)):
        raise SimulationError(
            f"There are {len(runs.names)} variants, and {1 << len(loops)} combinations of {len(loops)} loops. Allowed: "
            "the runs of plan_of_cuts with the same loops. Name these."
        )
    combinations = 1 << len(loops)
    worlds = len(runs.names) // combinations
    shared: dict[str, Shared] = {}
    for measure in measures:
        values = runs.of(measure)[:, 0].reshape(worlds, combinations, runs.replicates)
        by_unit = values.swapaxes(1, 2) if worlds > 1 else values[0].T[:, None]  # [unit, replicate, combination]
        shared[measure] = shared_out(measure, loops, by_unit, seed)
    return Attribution(scenario, tuple(loops), shared, worlds if worlds > 1 else runs.replicates, worlds > 1)


def shared_out(measure: str, loops: Sequence[str], units: NDArray[np.float64], seed: int) -> Shared:
    """Share one measure out.

    Parameters
    ----------
    units : ndarray, [unit, replicate, combination]
        Units share their replicates: intervals count both. Where a unit is itself a replicate, it has one.
    """
    try:
        found = shares(units)
    except SimulationError as error:
        raise SimulationError(f"{measure}: {error}") from None
    both = interactions(units)
    everything = units.shape[-1] - 1
    pairs = list(combinations(range(len(loops)), 2))
    together = 1.0 - (1.0 - CONFIDENCE) / len(pairs)
    total = units[..., everything] - units[..., 0]

    def level_of(values: NDArray[np.float64]) -> Estimate:
        return between_0_and_1(crossed_mean(values)) if is_between_0_and_1(measure) else crossed_mean(values)

    return Shared(
        measure=measure,
        whole=level_of(units[..., everything]),
        rest=level_of(units[..., 0]),
        total=crossed_mean(total),
        values={loop: crossed_mean(found[..., i]) for i, loop in enumerate(loops)},
        parts=_parts(found, total, loops, seed),
        without={
            loop: crossed_mean(units[..., everything] - units[..., everything ^ 1 << i]) for i, loop in enumerate(loops)
        },
        alone={loop: crossed_mean(units[..., 1 << i] - units[..., 0]) for i, loop in enumerate(loops)},
        together={(loops[i], loops[j]): crossed_mean(both[..., i, j], confidence=together) for i, j in pairs},
        by_unit=found.mean(axis=1),
    )


def _parts(
    found: NDArray[np.float64], total: NDArray[np.float64], loops: Sequence[str], seed: int
) -> dict[str, Estimate] | None:
    """Return means over the mean total, their intervals by drawing again: a ratio of means has no Student's."""
    whole = float(total.mean())
    if abs(whole) < CLEAR:
        return None
    ratio = found.mean(axis=(0, 1)) / whole
    units, replicates = total.shape
    if units == 1:
        return {loop: Estimate(float(ratio[i]), None, None, 1) for i, loop in enumerate(loops)}
    of_units, of_replicates = drawn_again(units, SAMPLES, seed), drawn_again(replicates, SAMPLES, seed + 1)

    def drawn(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.einsum("su,ur,sr->s", of_units, values, of_replicates, optimize=True)

    with np.errstate(divide="ignore", invalid="ignore"):
        again = np.stack([drawn(found[..., i]) for i in range(len(loops))]) / drawn(total)
    low, high = np.nanquantile(again, (HALF, 1.0 - HALF), axis=1)
    return {loop: Estimate(float(ratio[i]), float(low[i]), float(high[i]), units) for i, loop in enumerate(loops)}
