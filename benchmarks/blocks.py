"""Blocks: time blocks of 16 runs when asked; started by ``benchmarks.pairs``, in this checkout or in another.

``python -P blocks.py compiled|regions|c SCENARIO MONTHS``, with a checkout first on the path. A first line says where
the model was found; then each line read, a number of blocks, is answered by the least time of one, in nanoseconds of
processor time for a team, process and month. It takes nothing from this folder that another version may not have.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from typing import Any

WIDTH = 16
STEP = 0.01
"""By how much sanctions differ from region to region where each has rules of its own."""


def with_rules_of_regions(settings: Any) -> Any:
    """Return settings in which every region has rules of its own from mentoring on."""
    from simulation.settings import Change

    month, now, places = int(settings.values["mentoring_start"]), settings.values["sanction"], settings.places
    own = [
        Change(month, "sanction", max(0.0, now - STEP * (region + 1)), tuple(places.networks_of(region)))
        for region in range(places.regions)
    ]
    changes = sorted((*settings.changes, *own), key=lambda change: (change.month, bool(change.networks)))
    return dataclasses.replace(settings, changes=tuple(changes))


def ready(way: str, runs: list[Any]) -> Callable[[], None]:
    """Return what runs the block, once it has been run."""
    if way == "c":
        from benchmarks.yardsticks.native import Block

        work: Callable[[], None] = Block(runs).simulate
    else:
        from simulation.engine.compiled.ensemble import Workspace

        regions = runs[0].settings.places.regions if way == "regions" else 1
        space = Workspace(runs[0].settings, regions * len(runs[0].settings.changes))

        def work() -> None:
            space.fill(runs)
            space.simulate()
            space.measures()

    work()
    return work


def main() -> None:
    """Answer until nobody asks any more."""
    import simulation
    from scenarios.load import load
    from simulation.engine.compiled.ensemble import Run

    way, scenario, months = sys.argv[1], sys.argv[2], int(sys.argv[3])
    settings = load(scenario).settings
    settings = dataclasses.replace(settings, structure={**settings.structure, "months": months})
    if way == "regions":
        settings = with_rules_of_regions(settings)
    runs = [Run(settings, 1, replicate) for replicate in range(WIDTH)]
    ready(way, runs)
    lived = 2 * months - min(months, int(settings.values["mentoring_start"]))
    per = WIDTH * settings.places.teams * len(settings.processes) * lived
    print(simulation.__file__, flush=True)
    for line in sys.stdin:
        best, work = float("inf"), ready(way, runs)  # in new memory: where it lies may be worth a tenth
        for _ in range(int(line)):
            began = time.thread_time()
            work()
            best = min(best, time.thread_time() - began)
        print(best / per * 1e9, flush=True)


if __name__ == "__main__":
    main()
