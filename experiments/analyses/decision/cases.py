"""Cases: worlds in which packages are tried: a plausible set of the mechanisms, and a draw of what places are like."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from scenarios.load import Scenario
from scenarios.plausible import CHOSEN, PlausibleSet, plausible_sets, under
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES, checked_value, declared, one_of, parameter_named, whole_number
from simulation.settings import Settings, checked_run

FILE = Path(__file__).with_name("context.toml")
Uncertainty = Literal["both", "plausible", "context"]
UNCERTAINTIES: tuple[Uncertainty, ...] = ("both", "plausible", "context")
MOST_CASES = 10_000


class Range(NamedTuple):
    """How far a value of the places may lie."""

    name: str
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class Case:
    """One world.

    Attributes
    ----------
    name : str
    plausible : PlausibleSet or None
        None where the mechanisms are the baseline's.
    context : mapping of str to float
    """

    name: str
    plausible: PlausibleSet | None
    context: Mapping[str, float]

    @property
    def values(self) -> dict[str, float]:
        """Everything uncertain, by name."""
        return {**(self.plausible.values if self.plausible else {}), **self.context}

    def settings_of(self, scenario: Scenario) -> Settings:
        """Return a scenario in this world; what the scenario chose stays as chosen."""
        settings = scenario.settings if self.plausible is None else under(scenario, self.plausible)
        own = {
            name: value
            for name, value in self.context.items()
            if name in settings.values and scenario.sources[name].status != CHOSEN
        }
        return replace(settings, values={**settings.values, **own})


@cache
def context_ranges() -> tuple[Range, ...]:
    """Return how far the places may differ."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    ranges = tuple(Range(name, entry["low"], entry["high"], entry["source"]) for name, entry in table.items())
    for one in ranges:
        for end in (one.low, one.high):
            checked_value(parameter_named(one.name, PROCESSES), end)
    return ranges


def cases_of(
    number: int, uncertainty: Uncertainty = "both", seed: int = 1, plausible: Sequence[PlausibleSet] = ()
) -> tuple[Case, ...]:
    """Return so many worlds: plausible sets in their order, over again if need be, and a Latin hypercube of contexts.

    Raises
    ------
    SimulationError
        If the number is out of range.
    """
    number, (seed, _) = whole_number("cases", number, 2, MOST_CASES), checked_run(seed)
    one_of("uncertainty", uncertainty, get_args(Uncertainty))
    sets = (plausible or plausible_sets()) if uncertainty != "context" else ()
    if uncertainty == "plausible" and number > len(sets):
        raise SimulationError(
            f"--cases is {number}. Allowed where only the mechanisms are uncertain: at most the {len(sets)} plausible "
            "sets there are. Take fewer, or --uncertainty both."
        )
    contexts: list[dict[str, float]] = [{}] * number
    if uncertainty != "plausible":
        contexts = _contexts(number, seed)
    return tuple(
        Case(f"c{place + 1:04d}", sets[place % len(sets)] if sets else None, contexts[place]) for place in range(number)
    )


def _contexts(number: int, seed: int) -> list[dict[str, float]]:
    from scipy.stats import qmc

    ranges = context_ranges()
    shares = qmc.LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(number)
    known = declared()
    drawn: list[dict[str, float]] = []
    for row in shares.tolist():
        values = {one.name: one.low + share * (one.high - one.low) for one, share in zip(ranges, row, strict=True)}
        drawn.append({name: float(round(v)) if known[name].whole else v for name, v in values.items()})
    return drawn


def unknown_in(settings: Sequence[Settings], cases: Sequence[Case]) -> frozenset[str]:
    """Return what is unknown to the packages: what every one of them fixes differs between no two of its worlds.

    Parameters
    ----------
    settings : sequence of Settings
        Package by package, each in every case.
    """
    of_packages = [settings[first : first + len(cases)] for first in range(0, len(settings), len(cases))]
    return frozenset(
        name for name in cases[0].values if any(len({one.values.get(name) for one in own}) > 1 for own in of_packages)
    )


def worlds_of(cases: Sequence[Case]) -> NDArray[np.intp]:
    """Return which cases have their mechanisms in common, a number for each: these are no independent evidence."""
    names = [case.name if case.plausible is None else case.plausible.name for case in cases]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], dtype=np.intp)
