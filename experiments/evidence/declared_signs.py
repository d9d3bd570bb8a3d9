"""Effects: every parameter declares its sign on a measure; paired runs tell whether it holds.

A declared effect reads ``"+ trust"`` or ``"- pressure in aligned | learning.chance_level=0.1, target=0.2"``: a sign,
a measure, the scenario of the library where it holds (else the baseline), and settings it needs there, the
parameter's own value among them if it moves around another one. ``"~ measure"`` says that theory gives no sign, and
that the measure changes all the same. In the declarations of a clinical process ``*`` stands for its name.

The parameter is moved to both sides of its value, and the same seeds are run at both: the mean paired difference,
high less low, must lie on the declared side of zero with its whole interval.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from experiments.runs.sweep.study import MOST_REPLICATES
from experiments.statistics.intervals import mean_of
from scenarios.library import REFERENCE
from scenarios.load import at_point, load
from scenarios.wording import shown_value, suggestion
from simulation.declarations import Parameter
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.run import check_engine
from simulation.errors import ParameterError
from simulation.parameters import PROCESSES, whole_number
from simulation.places import Places
from simulation.results import measures
from simulation.settings import Settings, checked_run

SIGNS = "+-~"
CONFIDENCE = 0.99
"""Of the interval that must lie on the declared side of zero."""
LEAST_PAIRS = 16
"""Paired replicates in which a measure must be defined before anything is said about it."""
WAY_THROUGH_RANGE = 0.25
WAY_TO_EDGE = 0.5

_FORM = re.compile(r"(?P<sign>[+~-]) (?P<measure>\S+)(?: in (?P<scenario>\S+))?(?: \| (?P<needs>\S.*))?")
_BETWEEN_NEEDS = re.compile(r",\s*(?![^\[]*\])")


@dataclass(frozen=True)
class Effect:
    """A declared effect, read.

    Attributes
    ----------
    sign : {"+", "-", "~"}
    measure : str
    scenario : str
    needs : tuple of str
        Settings, each as ``--set`` takes it.
    """

    sign: str
    measure: str
    scenario: str = REFERENCE
    needs: tuple[str, ...] = ()


def effect_of(parameter: Parameter, processes: tuple[str, ...] = PROCESSES) -> Effect:
    """Return the declared effect of a parameter.

    Raises
    ------
    ParameterError
        If it is missing or not of the form, or its measure is unknown.
    """
    process = parameter.name.partition(".")[0]
    text = parameter.effect.replace("*", process) if process in processes else parameter.effect
    form = _FORM.fullmatch(text)
    if form is None:
        raise ParameterError(
            f"{parameter.name} declares the effect {text!r}. Allowed: a sign (+, - or ~) and a measure, then where "
            'needed " in scenario" and " | name=value, name=value". Write "+ trust" or "- pressure in aligned".'
        )
    known = [measure.name for measure in measures(processes)]
    if form["measure"] not in known:
        raise ParameterError(
            f"{parameter.name} declares an effect on {form['measure']!r}, which is no measure."
            f"{suggestion(form['measure'], known)} Allowed: what simulation.results.measures lists. Choose one."
        )
    needs = tuple(_BETWEEN_NEEDS.split(form["needs"])) if form["needs"] else ()
    return Effect(form["sign"], form["measure"], form["scenario"] or REFERENCE, needs)


def values_to_try(parameter: Parameter, value: float) -> tuple[float, ...]:
    """Return the values between which a parameter is moved: all choices, both ends of a switch, else two.

    The two lie a quarter of the range to each side of `value`, but no farther than half the way down to the low
    edge, and inside the range; whole numbers are rounded.
    """
    low, high = parameter.low, parameter.high
    if parameter.choices:
        return tuple(float(place) for place in range(len(parameter.choices)))
    if parameter.unit == "0 off, 1 on":
        return low, high
    step = WAY_THROUGH_RANGE * (high - low)
    if value > low:
        step = min(step, WAY_TO_EDGE * (value - low))
    ends = max(value - step, low), min(value + step, high)
    return (float(round(ends[0])), float(round(ends[1]))) if parameter.whole else ends


@dataclass(frozen=True)
class Finding:
    """What paired runs say about one declared effect.

    Attributes
    ----------
    name : str
    effect : Effect
    values : tuple of float
        What the parameter was moved through.
    mean, low, high : float
        Paired difference of the measure, at the last value less at the first, with its interval; NaN where the
        measure is defined in too few pairs.
    pairs : int
        Replicates in which the measure is defined at both.
    changes_measure, changes_anything : bool
        Whether the measure, or any measure, differs in some replicate.
    """

    name: str
    effect: Effect
    values: tuple[float, ...]
    mean: float
    low: float
    high: float
    pairs: int
    changes_measure: bool
    changes_anything: bool

    @property
    def holds(self) -> bool:
        """Whether the runs bear the declared effect out."""
        if self.effect.sign == "~":
            return self.changes_measure
        return self.low > 0.0 if self.effect.sign == "+" else self.high < 0.0

    def __str__(self) -> str:
        effect = self.effect
        where = ", ".join((effect.scenario, *effect.needs))
        moved = f"{self.name} from {self.values[0]:g} to {self.values[-1]:g} ({where})"
        if not self.changes_anything:
            return f"{moved} changes nothing"
        change = f"{effect.measure} by {self.mean:.3g} ({self.low:.3g} to {self.high:.3g}, {self.pairs} pairs)"
        return f"{moved} changes {change}; declared: {effect.sign}"


class _Trial:
    """One parameter and the settings that try its effect."""

    def __init__(self, parameter: Parameter, size: str) -> None:
        self.parameter = parameter
        self.effect = effect_of(parameter)
        own = f"{parameter.name}="
        others = [need for need in self.effect.needs if not need.startswith(own)]
        said = self.effect.needs if not parameter.choices else [*others, own + parameter.choices[0]]
        around = load(self.effect.scenario, size=size, sets=said).settings
        self.values = values_to_try(parameter, around.values_at(around.months - 1)[parameter.name])
        self.settings = [
            at_point(self.effect.scenario, size=size, sets=[*others, own + shown_value(parameter, value)]).settings
            for value in self.values
        ]

    def finding(self, results: Sequence[NDArray[np.float64]]) -> Finding:
        """Return what the results, [replicate, measure] for each value, say."""
        names = [measure.name for measure in measures(self.settings[0].processes)]
        place = names.index(self.effect.measure)
        difference = results[-1][:, place] - results[0][:, place]
        mean, low, high, pairs = _interval(difference)
        return Finding(
            name=self.parameter.name,
            effect=self.effect,
            values=self.values,
            mean=mean,
            low=low,
            high=high,
            pairs=pairs,
            changes_measure=any(_differ(a[:, place], b[:, place]) for a, b in pairwise(results)),
            changes_anything=any(_differ(a, b) for a, b in pairwise(results)),
        )


def findings(
    parameters: Iterable[Parameter],
    *,
    size: str = "classroom",
    seed: int = 1,
    replicates: int = 32,
    threads: int | None = None,
) -> list[Finding]:
    """Try the declared effects of some parameters, and return what was found in the order given.

    Parameters
    ----------
    parameters : iterable of Parameter
    size : str
        ``classroom``, ``default`` or ``national``.
    seed : int
    replicates : int
        Paired runs at each value.
    threads : int or None
        None uses every processor.

    Raises
    ------
    ParameterError, ScenarioError
        If an effect cannot be read, or what it needs cannot be set.
    """
    seed, replicates = checked_run(seed)[0], whole_number("replicates", replicates, 1, MOST_REPLICATES)
    check_engine("compiled", threads)
    trials = [_Trial(parameter, size) for parameter in parameters]
    results = iter(_results([s for trial in trials for s in trial.settings], seed, replicates, threads))
    return [trial.finding([next(results) for _ in trial.values]) for trial in trials]


def _results(
    settings: Sequence[Settings], seed: int, replicates: int, threads: int | None
) -> list[NDArray[np.float64]]:
    """Return the measures of each settings, [replicate, measure], from one call for all that share their places."""
    together: dict[Places, list[int]] = {}
    for number, one in enumerate(settings):
        together.setdefault(one.places, []).append(number)
    found: dict[int, NDArray[np.float64]] = {}
    for numbers in together.values():
        runs = [Run(settings[n], seed, replicate) for n in numbers for replicate in range(replicates)]
        values = simulate_runs(runs, threads=threads).values
        found |= zip(numbers, np.split(values, len(numbers)), strict=True)
    return [found[number] for number in range(len(settings))]


def _interval(differences: NDArray[np.float64]) -> tuple[float, float, float, int]:
    """Return mean, low, high by Student's interval, and the number of defined differences."""
    found = mean_of(differences, CONFIDENCE)
    if found.defined < LEAST_PAIRS or found.mean is None or found.low is None or found.high is None:
        return math.nan, math.nan, math.nan, found.defined
    return found.mean, found.low, found.high, found.defined


def _differ(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Return whether two results differ anywhere; undefined equals undefined."""
    return not np.array_equal(a, b, equal_nan=True)
