"""Thirds: a comparison read again among the sets in which one value is low, and among those in which it is high.

Nobody knows the value; where both ends say the same, it does not matter for the answer. Sets that several replicates
live under are drawn again as a whole (``experiments.statistics.resampling``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.runs.reported import REGIME_SHARES, estimate_of
from experiments.runs.value_uncertainty import Uncertainty, check_uncertainty
from experiments.statistics.intervals import Estimate
from scenarios.load import Scenario
from scenarios.plausible import CHOSEN, PlausibleSet, plausible_sets
from scenarios.wording import suggestion
from simulation.errors import SimulationError
from simulation.places import LEVELS
from simulation.results import place_of

LEAST_SETS = 6
"""Sets, below which a third of them has no interval."""
PARTS = 3


@dataclass(frozen=True)
class Third:
    """The runs of the sets at one end.

    Attributes
    ----------
    lowest, highest : float
        Values of the parameter in these sets.
    sets, runs : int
        Runs are those of each scenario.
    estimates : mapping
        By scenario and measure.
    """

    lowest: float
    highest: float
    sets: int
    runs: int
    estimates: Mapping[str, Mapping[str, Estimate]]


@dataclass(frozen=True)
class Thirds:
    """The lowest and the highest third of the sets by one parameter."""

    parameter: str
    measures: tuple[str, ...]
    low: Third
    high: Third


def measures_of_thirds(process: str) -> tuple[str, ...]:
    """Return what is read at both ends."""
    return (*REGIME_SHARES, f"spillover_gain.{process}", "reach")


def check_by(
    name: str,
    scenarios: Sequence[Scenario],
    replicates: int,
    uncertainty: Uncertainty,
    plausible: Sequence[PlausibleSet] = (),
) -> None:
    """Refuse a parameter that cannot divide the runs.

    Raises
    ------
    SimulationError
        If there are no sets, too few, or the parameter does not vary in them or in a scenario.
    """
    check_uncertainty(uncertainty)
    if uncertainty == "none":
        raise SimulationError(
            f"--by is {name!r:.80}, and --uncertainty is none, so that no value varies.{suggestion(name, LEVELS)} "
            f"Allowed: {', '.join(LEVELS)}, or --by with --uncertainty plausible. Leave one of them out."
        )
    sets = plausible or plausible_sets()
    varying = [key for key in sets[0].values if len({one.values[key] for one in sets}) > 1]
    if name not in varying:
        raise SimulationError(
            f"--by is {name!r:.80}, which does not vary in the plausible sets."
            f"{suggestion(name, [*LEVELS, *varying])} Allowed: {', '.join(LEVELS)}, or one of {len(varying)} "
            f"parameters that do, such as {varying[0]}. Mend the name."
        )
    for scenario in scenarios:
        if scenario.sources[name].status == CHOSEN:
            raise SimulationError(
                f"--by is {name}, which {scenario.name} or --set has chosen, so that it does not vary there. Allowed: "
                "a parameter that nobody chose. Leave --by out, or the choice."
            )
    if replicates < LEAST_SETS:
        raise SimulationError(
            f"--by needs {LEAST_SETS} sets, and --replicates is {replicates}. Allowed: {LEAST_SETS} or more. Ask for "
            "more replicates."
        )


def thirds_of(
    columns: Mapping[str, Mapping[str, NDArray[np.float64]]],
    name: str,
    process: str,
    plausible: Sequence[PlausibleSet] = (),
) -> Thirds:
    """Return both ends.

    Parameters
    ----------
    columns : mapping
        Every measure of every run by scenario and measure; run r lived under set r modulo their number.
    """
    sets, known = plausible or plausible_sets(), next(iter(columns.values()))
    replicates = len(next(iter(known.values())))
    place_of(name, list(sets[0].values), "parameter that the plausible sets vary")
    own = np.arange(replicates) % len(sets)
    values = np.array([one.values[name] for one in sets[: min(replicates, len(sets))]])
    order = np.argsort(values, kind="stable")
    number = max(1, len(order) // PARTS)
    measures = measures_of_thirds(process)
    for measure in measures:
        place_of(measure, list(known), "measure of these runs")
    low, high = (_third(columns, measures, values, own, chosen) for chosen in (order[:number], order[-number:]))
    return Thirds(name, measures, low, high)


def _third(
    columns: Mapping[str, Mapping[str, NDArray[np.float64]]],
    measures: Sequence[str],
    values: NDArray[np.float64],
    own: NDArray[np.intp],
    chosen: NDArray[np.intp],
) -> Third:
    is_in = np.isin(own, chosen)
    clusters = own[is_in]
    estimates = {
        scenario: {measure: estimate_of(measure, by_measure[measure][is_in], clusters) for measure in measures}
        for scenario, by_measure in columns.items()
    }
    own_values = values[chosen]
    return Third(float(own_values.min()), float(own_values.max()), len(chosen), int(is_in.sum()), estimates)
