"""Engines: the same model five ways, in one run, as ratios: ``python -m benchmarks.engines``.

The readable Mesa engine, the rules in vectorised NumPy, the rules in C, the compiled engine, and the floor: what
drawing random numbers and touching the state once cost. One core, default size. The unit is nanoseconds per team,
process and month simulated, of processor time, so that what else runs disturbs it little; a first call, which
compiles, is not counted. Then the phases of a month, one by one.
"""

from __future__ import annotations

import time

from benchmarks.limit import floor_ns
from benchmarks.machine import machine
from benchmarks.phases import phases_ns
from benchmarks.record import record
from benchmarks.yardsticks.native import c_ns, compiler, simulated
from benchmarks.yardsticks.vectorised import numpy_ns
from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.readable import CoachingModel
from simulation.settings import Settings

SCENARIO = "aligned-tied"
RUNS = 320
REPEATS = 9


def compiled_ns(settings: Settings, *, with_twins: bool = True, threads: int = 1, runs: int = RUNS) -> float:
    """Return the compiled engine's best time, measures included."""
    made = [Run(settings, 1, replicate) for replicate in range(runs)]
    simulate_runs(made[:16], threads=1)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        simulate_runs(made, threads=threads, with_twins=with_twins)
        best = min(best, time.process_time() - start)
    return best / runs / simulated(settings, with_twin=with_twins) * 1e9


def readable_ns(settings: Settings) -> float:
    """Return the readable engine's best time, without observation: the model alone."""
    best = float("inf")
    for repeat in range(2):
        start = time.process_time()
        model = CoachingModel(settings, 1, repeat)
        for _ in range(settings.months):
            model.step()
        best = min(best, time.process_time() - start)
    return best / simulated(settings, with_twin=False) * 1e9


def measured(settings: Settings) -> dict[str, float]:
    """Return each way's time, the slowest first."""
    found = {"readable": readable_ns(settings), "numpy": numpy_ns(settings)}
    if compiler():
        found["c"] = c_ns(settings)
    found["compiled"] = compiled_ns(settings)
    found["floor"] = floor_ns(settings)["floor"]
    return found


WAYS = {
    "readable": "readable engine (Mesa agents, no measures)",
    "numpy": "vectorised NumPy (twins, no measures)",
    "c": "C, gcc -O3 (twins, ledgers of gains)",
    "compiled": "compiled engine (twins, all measures)",
    "floor": "floor: draws, and touching the state once",
}


def main() -> None:
    """Print the times, their ratios and the phases, and keep them."""
    settings = load(SCENARIO).settings
    found, alone, phases = measured(settings), compiled_ns(settings, with_twins=False), phases_ns(settings)
    print(f"machine: {machine()}")
    print(f"scenario {SCENARIO}, {settings.places.teams} teams, {settings.months} months, one core")
    print(f"{'':46}{'ns':>10}  times the compiled engine's")
    for way, ns in found.items():
        print(f"{WAYS[way]:46}{ns:10,.1f}{ns / found['compiled']:10,.2f}")
    print(f"{'compiled engine, no measure needs the twin':46}{alone:10,.1f}{alone / found['compiled']:10,.2f}")
    print("phases of one world's month, ns:")
    for phase, ns in phases.items():
        print(f"  {phase:44}{ns:10.2f}")
    record("engines", scenario=SCENARIO, ns=found, ns_without_twins=alone, phases=phases)


if __name__ == "__main__":
    main()
