"""Limit: what no engine can save: drawing random numbers, touching the state once: ``python -m benchmarks.limit``.

One core, default size, 16 runs. The unit is nanoseconds per team, process and month, as in ``benchmarks.engines``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from benchmarks.engines import compiled_ns
from benchmarks.machine import machine
from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, Workspace
from simulation.engine.compiled.lanes import WIDTH
from simulation.engine.compiled.layout import At
from simulation.engine.compiled.month import draw_month

REPEATS = 200


@njit(nogil=True)
def touch(w: Any, first: int, end: int) -> None:
    """Read and write every element of the state once."""
    for element in range(first, end):
        w[element] = w[element] + 1.0


def fastest(work: Callable[..., None], *arguments: Any) -> float:
    """Return the seconds of the fastest of many calls."""
    work(*arguments)
    times = np.empty(REPEATS)
    for repeat in range(REPEATS):
        start = time.perf_counter()
        work(*arguments)
        times[repeat] = time.perf_counter() - start
    return float(times.min())


def main() -> None:
    """Print the floor, the engine, and how far apart they are."""
    settings = load("aligned-tied").settings
    space = Workspace(settings, len(settings.changes))
    space.fill([Run(settings, 1, replicate) for replicate in range(WIDTH)])
    space.simulate()
    at = space.layout.at
    per = WIDTH * settings.places.teams * len(settings.processes)
    draws = fastest(draw_month, space.w, space.keys, at, 1) / per * 1e9
    world = int(at[At.RUN])
    state = fastest(touch, space.w, world, world + int(at[At.WORLD])) / per * 1e9
    engine = compiled_ns(settings)
    print(f"machine: {machine()}")
    print(f"drawing a month's shocks:      {draws:6.2f} ns per team, process and month")
    print(f"touching the state once:       {state:6.2f} ns per team, process and month")
    print(f"compiled engine, all included: {engine:6.2f} ns per team, process and month")
    print(f"distance to the floor:         {engine / (draws + state):6.1f} times")


if __name__ == "__main__":
    main()
