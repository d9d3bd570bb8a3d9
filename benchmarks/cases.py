"""Cases: time what people wait for when asked; started by ``benchmarks.waits``, in this checkout or in another.

``python -P cases.py``, with a checkout first on the path. A first line says where the model was found; then each line
read, the name of a case, is answered by its processor time in seconds, of all threads. It takes nothing from this
folder, and of the model only what both versions have.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from typing import Any

LAST, LONG = 90, 144
OF_COUNTRY = 3000


def scenarios(months: int, *more: tuple[str, ...], name: str = "baseline", size: str | None = None) -> list[Any]:
    """Return the baseline, and it with other values."""
    from scenarios.load import load

    first = load(name, months=months, size=size)
    others = [load(name, months=months, size=size, sets=sets) for sets in more]
    return [first, *(dataclasses.replace(one, name=f"v{place}") for place, one in enumerate(others))]


def compared(months: int, size: str | None = None, replicates: int = 64) -> None:
    """Compare three scenarios whose rules part in month 24, as the command line does."""
    from experiments.analyses.comparison.method import compare

    rules = (("alignment@24=0.8",), ("sanction@24=0.1",))
    compare(scenarios(months, *rules, size=size), replicates=replicates, bands=False)


def attributed(months: int) -> None:
    """Share a scenario's gains out over all loops that carry them."""
    from experiments.analyses.attribution.ask import attribute

    attribute("aligned", months=months, replicates=16, tell=lambda _: None)


def swept(*ways: tuple[str, ...], replicates: int = 16) -> None:
    """Make runs of so many settings, each with its twin."""
    from experiments.runs.sweep.variants import made, plan_of_variants

    variants = {one.name: one.settings for one in scenarios(LAST, *ways)[1:]}
    made(plan_of_variants(variants, measures=["spillover_gain.ccs", "reach"], replicates=replicates), "How far?")


DOSES = [
    (f"mentoring={dose}", f"mentoring_end={end}", f"coach_capacity={served}")
    for dose in (0.2, 0.4, 0.6, 0.8, 1)
    for end in (36, 42, 48, 60, 90)
    for served in (0.1, 0.9)
]
NETWORKS = [
    (f"coaching_coverage={part / 10}", f"coaching_targeting={how}")
    for part in range(1, 10)
    for how in ("scattered", "clustered", "hubs")
]
APART = [(f"trust.drift={place / 1000}",) for place in range(1, 51)]


@cache
def engine(size: str | None, runs: int) -> list[Any]:
    """Return runs of the baseline."""
    from simulation.engine.compiled.ensemble import Run

    settings = scenarios(LAST, size=size)[0].settings
    return [Run(settings, 1, replicate) for replicate in range(runs)]


def simulated(size: str | None, runs: int) -> None:
    """Make runs on one thread."""
    from simulation.engine.compiled.ensemble import simulate_runs

    simulate_runs(engine(size, runs), threads=1)


CASES: dict[str, Callable[[], None]] = {
    f"compare three scenarios that part in month 24, {LAST} months": partial(compared, LAST),
    f"compare three scenarios that part in month 24, {LONG} months": partial(compared, LONG),
    f"attribute over all loops, {LAST} months": partial(attributed, LAST),
    f"attribute over all loops, {LONG} months": partial(attributed, LONG),
    "sweep of 50 doses, lengths and capacities of mentoring": partial(swept, *DOSES),
    "sweep of 27 programmes: how many networks, and which": partial(swept, *NETWORKS),
    "sweep of 50 rows that share nothing": partial(swept, *APART),
    "engine, classroom": partial(simulated, "classroom", 256),
    "engine, default": partial(simulated, None, 64),
    f"engine, {OF_COUNTRY:,} teams": partial(simulated, "national", 16),
}


def main() -> None:
    """Answer until nobody asks any more."""
    import simulation

    simulated("classroom", 16)
    simulated("national", 1)
    print(simulation.__file__, flush=True)
    for line in sys.stdin:
        began = time.process_time()
        CASES[line.strip()]()
        print(time.process_time() - began, flush=True)


if __name__ == "__main__":
    main()
