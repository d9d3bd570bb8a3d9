"""Phases: ns per team, process and month of each phase of the compiled engine; a loop that became scalar shows here.

Sweeps over all teams of one world, 16 runs, after a whole simulation. Nothing is noted between phases, so their sum
is what a month costs before draws, ledgers, start and measures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from simulation.engine.compiled import sweeps as phases
from simulation.engine.compiled.ensemble import Run, Workspace
from simulation.engine.compiled.lanes import WIDTH
from simulation.engine.compiled.layout import At
from simulation.settings import Settings

MONTH, END_OF_QUARTER = 60, 62
SECONDS = 0.3


def fastest(work: Callable[..., None], *arguments: Any) -> float:
    """Return the seconds of the fastest of many calls."""
    work(*arguments)
    best, end = float("inf"), time.process_time() + SECONDS
    while time.process_time() < end:
        start = time.perf_counter()  # so short a call is seldom interrupted, and this clock is the finer one
        work(*arguments)
        best = min(best, time.perf_counter() - start)
    return best


def phases_ns(settings: Settings) -> dict[str, float]:
    """Return the best time of each phase; `contract` is a quarter's end, one month in three."""
    space = Workspace(settings)
    space.fill([Run(settings, 1, replicate) for replicate in range(WIDTH)])
    space.simulate()
    w, keys, facts, at = space.w, space.keys, space.layout.facts, space.layout.at
    world = int(at[At.RUN])
    sweeps: dict[str, tuple[Any, ...]] = {
        "draws (once for a run and its twin)": (phases.draw_month, w, keys, at, MONTH),
        "1 policy": (phases.policy_phase, w, facts, at, world, MONTH),
        "2 turnover": (phases.turnover_phase, w, keys, facts, at, world, MONTH),
        "3 authority": (phases.authority_phase, w, facts, at, world),
        "4 managers": (phases.managers_phase, w, facts, at, world),
        "5 climate": (phases.climate_phase, w, facts, at, world),
        "6 practice": (phases.practice_phase, w, facts, at, world),
        "7 care": (phases.care_phase, w, facts, at, world),
        "8 measurement": (phases.measurement_phase, w, facts, at, world),
        "9 learning": (phases.learning_phase, w, facts, at, world),
        "10 contract": (phases.contract_phase, w, keys, facts, at, world, END_OF_QUARTER),
    }
    per = WIDTH * settings.places.teams * len(settings.processes)
    return {name: fastest(*sweep) / per * 1e9 for name, sweep in sweeps.items()}
