"""Allocation: who is coached when, drawn anew for each block of data sets by a keyed draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.design import (
    BEFORE_AFTER,
    FACTORIAL,
    PARALLEL,
    REGION,
    SATURATION,
    STEPPED,
    Design,
    coached_of,
)
from simulation.places import Places
from simulation.waves import Wave

STREAM = 80
"""Tells the draws of evaluations from other draws under the same seed."""
WHO, FIGURES, AGAIN, WORLD, ACCOUNTS = range(5)
"""What is drawn: who is coached, figures, allocations once more, worlds of known answer, figures under accounts."""
NEVER = np.iinfo(np.int64).max // 2


class Allocation(NamedTuple):
    """Who is coached when.

    Attributes
    ----------
    units : ndarray of int, [cluster]
        The networks or regions that are studied.
    starts : ndarray of int, [cluster]
        First month of coaching of each; `NEVER` without.
    region : ndarray of int, [cluster]
    saturation : ndarray, [cluster]
        Share of the other studied clusters of its region that is coached in the end.
    ruled : ndarray of bool, [cluster]
        Whether its region drew other rules.
    """

    units: NDArray[np.intp]
    starts: NDArray[np.int64]
    region: NDArray[np.intp]
    saturation: NDArray[np.float64]
    ruled: NDArray[np.bool_]

    @property
    def ever(self) -> NDArray[np.bool_]:
        """Which clusters are coached at any time."""
        return self.starts < NEVER


def generator_of(seed: int, what: int, *numbers: int) -> np.random.Generator:
    """Return a generator keyed by what is drawn: the same numbers give the same draws, whatever else is drawn."""
    return np.random.default_rng([STREAM, seed, what, *numbers])


def drawn(design: Design, places: Places, generator: np.random.Generator) -> Allocation:
    """Return a draw of who is coached when."""
    of_network = np.array(places.network_region, dtype=np.intp)
    if design.kind in (SATURATION, FACTORIAL):
        return _in_stages(design, of_network, generator)
    there = places.regions if design.unit == REGION else places.networks
    units = generator.permutation(there)[: design.clusters]
    starts = generator.permutation(starts_in_order(design))
    region = units if design.unit == REGION else of_network[units]
    return Allocation(units, starts, region, _others(region, starts), np.zeros(len(units), dtype=np.bool_))


def starts_in_order(design: Design) -> NDArray[np.int64]:
    """Return the first month of each cluster before they are shuffled."""
    found = np.full(design.clusters, NEVER, dtype=np.int64)
    if design.kind == PARALLEL:
        found[: coached_of(design)] = design.start
    elif design.kind == STEPPED:
        wave = np.arange(design.clusters) * design.waves // design.clusters
        found = design.start + design.step * wave.astype(np.int64)
    elif design.kind == BEFORE_AFTER:
        found[:] = design.start
    return found


def _in_stages(design: Design, of_network: NDArray[np.intp], generator: np.random.Generator) -> Allocation:
    """Return a draw in two stages: a saturation, or rules, for each region, then its clusters that are coached."""
    regions = int(of_network.max()) + 1
    is_factorial = design.kind == FACTORIAL
    of_region = np.arange(regions) < regions // 2 if is_factorial else np.resize(np.array(design.saturations), regions)
    dealt = generator.permutation(of_region)
    units: list[int] = []
    starts: list[int] = []
    each = design.clusters // regions
    for region in range(regions):
        inside = generator.permutation(np.flatnonzero(of_network == region))[:each]
        coached = coached_of(design, each) if is_factorial else round(float(dealt[region]) * each)
        units += inside.tolist()
        starts += [design.start] * coached + [int(NEVER)] * (each - coached)
    chosen, when = np.array(units, dtype=np.intp), np.array(starts, dtype=np.int64)
    own = of_network[chosen]
    return Allocation(chosen, when, own, _others(own, when), (dealt[own] > 0) & is_factorial)


def _others(region: NDArray[np.intp], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of the other studied clusters of each one's region that is coached."""
    ever = (starts < NEVER) * 1.0
    number = np.bincount(region, minlength=int(region.max()) + 1)[region]
    coached = np.bincount(region, weights=ever, minlength=int(region.max()) + 1)[region]
    return np.asarray(np.where(number > 1, (coached - ever) / np.maximum(number - 1, 1), 0.0), dtype=np.float64)


def again(design: Design, own: Allocation, number: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Return first months as the same randomisation could have dealt them out, [draw, cluster]."""
    return np.stack([generator.permutation(own.starts) for _ in range(number)])


def waves_of(design: Design, own: Allocation, places: Places) -> tuple[Wave, ...]:
    """Return the waves that carry an allocation out."""
    networks = np.arange(places.networks)
    of_network = np.array(places.network_region)
    found: list[Wave] = []
    for start in sorted(set(own.starts[own.ever].tolist())):
        units = own.units[own.starts == start]
        some = networks[np.isin(of_network, units)] if design.unit == REGION else np.sort(units)
        found.append(Wave(int(start), design.stop, tuple(some.tolist())))
    return tuple(found)


def treated(design: Design, starts: NDArray[np.int64], months: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return 1 where a cluster is, or in the rounds after coaching was, coached: [..., cluster, round]."""
    return (months >= starts[..., None]).astype(np.float64)
