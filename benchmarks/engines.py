"""Engines: the same model five ways, in one run, as ratios: ``python -m benchmarks.engines``.

The readable Mesa engine, the rules in vectorised NumPy, the rules in C, the compiled engine, and the floor: what
drawing random numbers and touching the state once cost. One core, default size. The unit is nanoseconds per team,
process and month simulated, of processor time, so that what else runs disturbs it little; a first call, which
compiles, is not counted. Then the phases of a month, one by one.

``--against PATH`` times the compiled engine in pairs with that of another version, whose checkout lies in PATH
(``git worktree add PATH COMMIT`` makes one), and with C, under this Python and this numba: see ``benchmarks.pairs``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.limit import floor_ns
from benchmarks.machine import machine
from benchmarks.pairs import ROOT, ROUNDS, OtherVersionError, in_lines, ratios, starts_of, timed_in_turn, version_of
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


def time_engines() -> None:
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
    record(
        "engines",
        scenario=SCENARIO,
        months=settings.months,
        months_of_twin=settings.months - min(settings.months, int(settings.values["mentoring_start"])),
        ns=found,
        ns_without_twins=alone,
        phases=phases,
    )


def time_pairs(other: Path, rounds: int) -> None:
    """Print this version's times and another's, with their ratios and how far they spread."""
    settings = load(SCENARIO).settings
    found = timed_in_turn(other, SCENARIO, settings.months, rounds)
    print(f"machine: {machine()}")
    print(f"this version: {version_of(ROOT)}; the other: {version_of(other)}; both under this Python and numba")
    print(f"scenario {SCENARIO}, {settings.places.teams} teams, {settings.months} months, 16 runs and twins, one core")
    print("\n".join(in_lines(found)))
    record(
        "pairs",
        scenario=SCENARIO,
        months=settings.months,
        rounds=rounds,
        starts=starts_of(rounds),
        versions={"this": version_of(ROOT), "other": version_of(other)},
        ratios={name: one._asdict() for name, one in ratios(found).items()},
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Time what was asked for."""
    parser = argparse.ArgumentParser("python -m benchmarks.engines", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--against", type=Path, metavar="PATH", help="time the compiled engine in pairs with this checkout's"
    )
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, metavar="N", help="rounds of pairs, 1 or more (default: %(default)s)"
    )
    asked = parser.parse_args(arguments)
    if asked.rounds < 1:
        parser.error(f"--rounds {asked.rounds}: allowed are 1 or more; {ROUNDS} bring chance below a hundredth or two.")
    if asked.against is None:
        time_engines()
        return
    try:
        time_pairs(asked.against, asked.rounds)
    except OtherVersionError as error:
        parser.error(f"--against: {error}")


if __name__ == "__main__":
    main()
