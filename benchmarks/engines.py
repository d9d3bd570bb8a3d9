"""Engines: the readable and the compiled engine on the same runs, as a ratio: ``python -m benchmarks.engines``.

One core, default size, run and twin, measures included. The compiled engine's first call compiles and is not
counted. The unit is nanoseconds per team, process and month simulated.
"""

from __future__ import annotations

import time

from benchmarks.machine import machine
from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.readable import CoachingModel
from simulation.settings import Settings

RUNS = 320
REPEATS = 3


def simulated(settings: Settings, with_twin: bool) -> int:
    """Return how many team, process and months one run simulates; a twin is simulated from mentoring on."""
    months = settings.months
    if with_twin:
        months += settings.months - int(settings.values["mentoring_start"])
    return settings.places.teams * len(settings.processes) * months


def compiled_ns(settings: Settings) -> float:
    """Return the compiled engine's best time."""
    runs = [Run(settings, 1, replicate) for replicate in range(RUNS)]
    simulate_runs(runs[:16], threads=1)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        simulate_runs(runs, threads=1)
        best = min(best, time.perf_counter() - start)
    return best / RUNS / simulated(settings, with_twin=True) * 1e9


def readable_ns(settings: Settings) -> float:
    """Return the readable engine's best time, without observation: the model alone."""
    best = float("inf")
    for repeat in range(2):
        start = time.perf_counter()
        model = CoachingModel(settings, 1, repeat)
        for _ in range(settings.months):
            model.step()
        best = min(best, time.perf_counter() - start)
    return best / simulated(settings, with_twin=False) * 1e9


def main() -> None:
    """Print both times and their ratio."""
    settings = load("aligned-tied").settings
    compiled, readable = compiled_ns(settings), readable_ns(settings)
    print(f"machine: {machine()}")
    print(f"scenario aligned-tied, {settings.places.teams} teams, {settings.months} months, one core")
    print(f"readable engine: {readable:10.0f} ns per team, process and month (Mesa agents, no measures)")
    print(f"compiled engine: {compiled:10.1f} ns per team, process and month (twin and measures included)")
    print(f"ratio:           {readable / compiled:10.0f}")


if __name__ == "__main__":
    main()
