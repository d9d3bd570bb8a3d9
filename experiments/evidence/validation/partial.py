"""Partial: how far safety and coverage go together between teams that are alike in efficacy. Looked at, with no bound.

Safety is said to be "the engine of performance, not the fuel": to work through learning and efficacy, with no direct
effect (Kim, Lee & Connerton 2020, doi:10.3389/fpsyg.2020.01581). A large partial correlation speaks against that.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.validation.facts import World
from experiments.evidence.validation.worlds import settings_of
from experiments.statistics.intervals import Estimate, mean_of
from simulation.engine.compiled.ensemble import Run, trace_run
from simulation.state import ManagerState, ProcessState, TeamState

REPLICATES = 32


def partial_correlation(a: NDArray[np.float64], b: NDArray[np.float64], given: NDArray[np.float64]) -> float:
    """Return the correlation of two quantities with a third held, over teams; NaN where one does not vary."""
    table = np.stack([a, b, given])
    if not (table.std(axis=1) > 0.0).all():
        return math.nan
    r: NDArray[np.float64] = np.array(np.corrcoef(table))
    apart = math.sqrt((1.0 - r[0, 2] ** 2) * (1.0 - r[1, 2] ** 2))
    return float((r[0, 1] - r[0, 2] * r[1, 2]) / apart) if apart > 0.0 else math.nan


def safety_and_coverage(seed: int, replicates: int = REPLICATES) -> dict[str, Estimate]:
    """Return the partial r of safety and coverage given efficacy, over all teams and over the uncoached alone.

    Of the first process in the last month of mentoring, in `baseline`, with the default set; each the mean over
    replicates with a 95% interval.
    """
    settings = settings_of(World("baseline", "baseline"))
    month = int(settings.values["mentoring_end"])
    network_of = np.array(settings.places.team_network)
    found: dict[str, list[float]] = {"all": [], "uncoached": []}
    for replicate in range(replicates):
        own, _ = trace_run(Run(settings, seed, replicate))
        safety = own.of(TeamState, "safety")[month]
        coverage, efficacy = (own.of(ProcessState, name)[month][:, 0] for name in ("coverage", "efficacy"))
        programme = float(own.programme[month])
        outside = own.of(ManagerState, "order")[month][network_of] >= programme
        for name, teams in (("all", np.ones_like(outside)), ("uncoached", outside)):
            found[name].append(partial_correlation(safety[teams], coverage[teams], efficacy[teams]))
    return {name: mean_of(np.array(values)) for name, values in found.items()}
