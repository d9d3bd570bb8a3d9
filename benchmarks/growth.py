"""Growth: time with teams, runs and threads, and memory with runs: ``python -m benchmarks.growth [RUNS]``.

Teams from 24 to 100,000 (one block, as wide as suits the world, one core); runs from 100 to RUNS (100,000 unless told)
as sweeps on the real command line, with the peak memory of the driver; one and two threads. Nothing is extrapolated.
"""

from __future__ import annotations

import sys
import time

from benchmarks.engines import SCENARIO, compiled_ns
from benchmarks.machine import machine
from benchmarks.million import sweep
from benchmarks.record import record
from benchmarks.yardsticks.native import simulated
from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, Workspace, simulate_runs, threads_to_use
from simulation.engine.compiled.kinds import WIDTH, width_for
from simulation.places import regular_places
from simulation.settings import Settings, checked_structure

TEAMS = ((1, 4, 6), (6, 5, 6), (10, 10, 10), (12, 10, 25), (20, 20, 25), (50, 50, 40))
"""Regions, networks of a region, teams of a network: 24 to 100,000 teams."""
OF_THREADS = 640


def resized(settings: Settings, regions: int, networks: int, teams: int) -> Settings:
    """Return a scenario's settings with other places."""
    structure = {**settings.structure, "regions": regions, "networks_per_region": networks, "teams_per_network": teams}
    places = regular_places(checked_structure(structure), settings.values["price.population"], len(settings.processes))
    return Settings(structure, settings.values, settings.changes, places, settings.processes)


def by_teams(settings: Settings) -> list[dict[str, float]]:
    """Return processor time and memory of a block for each number of teams."""
    found: list[dict[str, float]] = []
    for shape in TEAMS:
        sized = resized(settings, *shape)
        width = width_for(sized.places.teams, len(sized.processes))
        space = Workspace(sized, width=width)
        space.fill([Run(sized, 1, replicate) for replicate in range(width)])
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            space.simulate()
            best = min(best, time.process_time() - start)
        ns = best / width / simulated(sized, with_twin=True) * 1e9
        found.append(
            {
                "teams": sized.places.teams,
                "ns": ns,
                "seconds": best / width,
                "megabytes": space.w.nbytes / 1e6,
                "width": width,
            }
        )
        print(
            f"{sized.places.teams:9,} teams: {ns:6.1f} ns, {best / width:8.4f} s a run, {space.w.nbytes / 1e6:7.1f} MB"
        )
    return found


def by_runs(most: int) -> list[dict[str, float]]:
    """Return time and the driver's peak memory of sweeps of 100, 1,000, ... runs."""
    found: list[dict[str, float]] = []
    runs = 100
    while runs <= most:
        took = sweep(runs)
        found.append(took._asdict())
        rate = runs / took.seconds
        print(f"{runs:9,} runs: {took.seconds:7.1f} s, {rate:6.0f} runs a second, peak memory {took.megabytes:4.0f} MB")
        runs *= 10
    return found


def by_threads(settings: Settings) -> list[dict[str, float]]:
    """Return runs a second with one thread, two, and so on."""
    runs = [Run(settings, 1, replicate) for replicate in range(OF_THREADS)]
    found: list[dict[str, float]] = []
    for threads in range(1, threads_to_use(None) + 1):
        best = float("inf")
        for _ in range(5):
            start = time.perf_counter()
            simulate_runs(runs, threads=threads)
            best = min(best, time.perf_counter() - start)
        found.append({"threads": threads, "per_second": OF_THREADS / best})
        print(f"{threads:9} threads: {OF_THREADS / best:6.0f} runs a second")
    return found


def main() -> None:
    """Print the tables and keep them."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    settings = load(SCENARIO).settings
    compiled_ns(settings, runs=WIDTH)  # compiles, if need be
    print(f"machine: {machine()}")
    record("growth", scenario=SCENARIO, teams=by_teams(settings), threads=by_threads(settings), runs=by_runs(most))


if __name__ == "__main__":
    main()
