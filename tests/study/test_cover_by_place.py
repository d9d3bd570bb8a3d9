"""How often intervals by place hold where it is drawn who is coached: the rule that withholds them, tried.

Rule and bounds are those of decision 0067. ``make thorough`` runs it; with ``-s`` it prints what it finds.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from experiments.analyses.comparison.by_place import DESCRIBED, ByPlace, by_place_of, confidence_of_all
from experiments.runs.by_place import Gathering
from experiments.runs.value_uncertainty import run_together
from experiments.statistics.intervals import mean_of
from experiments.statistics.skewness import MORE_MISSES
from scenarios.load import load

SCENARIOS, SEED, RUNS, COMPARISONS = ("baseline", "aligned"), 2031, 8000, 80
MOST_MISSED = 0.05 * (1.0 + MORE_MISSES)


def found_in(made: dict[str, Any], some: slice) -> ByPlace:
    """Return what is said of some of the runs, as if they were all."""
    numbers = range(RUNS)[some]
    gathered: dict[str, Any] = {
        name: SimpleNamespace(measures=one.measures[some], months=lambda *_: None) for name, one in made["runs"].items()
    }
    return by_place_of(gathered, made["settings"], made["partition"], np.arange(len(numbers)))


def made_by(level: str, coverage: float) -> dict[str, Any]:
    scenarios = [load(name, size="classroom", sets=[f"coaching_coverage={coverage}"]) for name in SCENARIOS]
    partition = scenarios[0].settings.places.by(level)
    runs = {one.name: Gathering(one.settings, partition, RUNS) for one in scenarios}
    run_together(scenarios, SEED, RUNS, uncertainty="none", partition=partition, gathered=list(runs.values()))
    return {"runs": runs, "settings": {one.name: one.settings for one in scenarios}, "partition": partition}


@pytest.mark.thorough
@pytest.mark.parametrize(("level", "coverage"), [("network", 0.3), ("network", 0.1), ("region", 0.3)])
def test_intervals_of_all_that_are_given_hold_together(level: str, coverage: float) -> None:
    """Over all numbers of runs, comparisons with a miss are no more than 6%, as far as so many can tell."""
    made, tried, missed, missed_without = made_by(level, coverage), 0, 0, 0
    truth = {_key(one): one.mean for one in _concluded(found_in(made, slice(None)))}
    for runs in (10, 40, 100, 200):
        comparisons = min(COMPARISONS, RUNS // runs)
        with_any, with_miss, without_rule, given, all_of = 0, 0, 0, 0, 0
        for number in range(comparisons):
            some = slice(number * runs, (number + 1) * runs)
            found = found_in(made, some)
            shown = [one for one in _concluded(found) if one.low_together is not None]
            with_any += bool(shown)
            with_miss += any(not _holds(one.low_together, truth[_key(one)], one.high_together) for one in shown)
            without_rule += _misses_without_rule(made, found, some, truth)
            given, all_of = given + len(shown), all_of + len(truth)
        print(  # what decision 0067 tells
            f"by {level}, coverage {coverage}, {runs} runs: a miss in {with_miss} of {comparisons} comparisons, "
            f"{without_rule} without the rule; {given / all_of:.0%} of the intervals given, any in {with_any}"
        )
        tried, missed, missed_without = tried + comparisons, missed + with_miss, missed_without + without_rule
    assert missed <= stats.binom.ppf(0.999, tried, MOST_MISSED)
    assert level == "region" or missed_without > stats.binom.ppf(0.999, tried, MOST_MISSED), "the rule is not needed"


def _concluded(found: ByPlace) -> list[Any]:
    return [one for one in (*found.estimates, *found.contrasts) if one.measure not in DESCRIBED]


def _key(one: Any) -> tuple[str, ...]:
    return (one.scenario, one.reference, one.place, one.measure)


def _holds(low: float, truth: float, high: float) -> bool:
    return low - 1e-12 <= truth <= high + 1e-12


def _misses_without_rule(made: dict[str, Any], found: ByPlace, some: slice, truth: dict[Any, float]) -> bool:
    """Return whether any of all intervals misses, if none were withheld."""
    confidence, runs = confidence_of_all(found.looked_at), {n: one.measures[some] for n, one in made["runs"].items()}
    for one in _concluded(found):
        at = np.s_[:, found.places.index(one.place), found.measures.index(one.measure)]
        values = runs[one.scenario][at] - (0.0 if one.reference is None else runs[one.reference][at])
        wide = mean_of(values, confidence)
        if not _holds(wide.low or 0.0, truth[_key(one)], wide.high or 0.0):
            return True
    return False
