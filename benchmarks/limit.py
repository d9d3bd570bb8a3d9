"""Limit: what no engine can save: drawing random numbers, touching the state once: ``python -m benchmarks.limit``.

One core, default size, 16 runs. The unit is nanoseconds per team, process and month, as in ``benchmarks.engines``.
A run and its twin share their draws.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from benchmarks.machine import machine
from benchmarks.phases import fastest
from benchmarks.yardsticks.native import simulated
from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, Workspace
from simulation.engine.compiled.lanes import WIDTH
from simulation.engine.compiled.layout import At
from simulation.engine.compiled.sweeps import draw_month
from simulation.settings import Settings


@njit(nogil=True)
def touch(state: Any) -> None:
    """Read and write every element of the state once."""
    for element in range(state.size):
        state[element] += 1.0


def floor_ns(settings: Settings) -> dict[str, float]:
    """Return what draws cost a month, what touching the state costs, and the floor of both."""
    space = Workspace(settings)
    space.fill([Run(settings, 1, replicate) for replicate in range(WIDTH)])
    space.simulate()
    at = space.layout.at
    per = WIDTH * settings.places.teams * len(settings.processes)
    draws = fastest(draw_month, space.w, space.keys, at, 1) / per * 1e9
    world = int(at[At.RUN])
    state = fastest(touch, space.w[world : world + int(at[At.WORLD])]) / per * 1e9
    shared = simulated(settings, with_twin=False) / simulated(settings, with_twin=True)
    return {"draws": draws, "state": state, "floor": draws * shared + state}


def main() -> None:
    """Print the floor."""
    found = floor_ns(load("aligned-tied").settings)
    print(f"machine: {machine()}")
    print(f"drawing a month's shocks: {found['draws']:6.2f} ns per team, process and month")
    print(f"touching the state once:  {found['state']:6.2f} ns per team, process and month")
    print(f"floor, draws shared:      {found['floor']:6.2f} ns per team, process and month")


if __name__ == "__main__":
    main()
