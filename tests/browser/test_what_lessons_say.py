"""What lessons promise holds in the worlds they run: the same seed, sets and size as a class has them, in Python."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.load import load
from scenarios.plausible import plausible_sets, under
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.observables import REGIMES
from simulation.results import measures, series_from_sums

LESSONS = Path(__file__).resolve().parents[2] / "interface" / "explorer" / "source" / "lessons"
OWN = LESSONS.parents[3] / "docs" / "how-to" / "own-lesson.md"
SEED = 1
REPLICATES = 192
"""As a step of a lesson runs them; a sweep for a tipping point runs fewer."""
SWEPT, PLACES = 96, 13
LAST, BEFORE_LEAVING, JUDGED = 143, 41, 90

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Found:
    """What some worlds gave: series by replicate and month, and how frequent each regime is."""

    series: dict[str, np.ndarray]
    shares: dict[str, float]


@cache
def found(asked: str, replicates: int = REPLICATES) -> Found:
    worlds = json.loads(asked)
    sets = [f"{name}={value}" for name, value in worlds.get("values", {}).items()]
    sets += [f"{change['name']}@{change['month']}={change['value']}" for change in worlds.get("changes", [])]
    scenario, plausible = load(worlds["scenario"], size="classroom", sets=sets), plausible_sets()
    runs = [Run(under(scenario, plausible[one % len(plausible)]), SEED, one) for one in range(replicates)]
    raw = simulate_runs(runs, with_series=True)
    assert raw.sums is not None
    series = series_from_sums(raw.sums, scenario.settings.processes)
    names = [measure.name for measure in measures(scenario.settings.processes)]
    regimes = raw.values[:, names.index("regime")]
    return Found(
        {name: series.values[:, :, place] for place, name in enumerate(series.names)},
        {name: float((regimes == place).mean()) for place, name in enumerate(REGIMES)},
    )


def lesson(number: int) -> dict[str, Any]:
    (path,) = LESSONS.glob(f"{number}-*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def curves(asked: dict[str, Any], step: int) -> list[np.ndarray]:
    """Return the middle line of every curve of a step: the asked one first, then those given or shown."""
    return [np.median(every, axis=0) for every in all_worlds(asked, step)]


def all_worlds(asked: dict[str, Any], step: int) -> list[np.ndarray]:
    part = asked["steps"][step]
    wanted = [*([part["curve"]] if "curve" in part else []), *part.get("given", []), *part.get("curves", [])]
    return [of_curve(curve, curve.get("worlds", part.get("worlds", asked["worlds"]))) for curve in wanted]


def of_curve(curve: dict[str, Any], worlds: dict[str, Any]) -> np.ndarray:
    series = found(json.dumps(worlds)).series
    return series[curve["series"]] - (series[f"{curve['series']}.twin"] if curve.get("gain") else 0)


def most_frequent(worlds: dict[str, Any]) -> str:
    shares = found(json.dumps(worlds)).shares
    return max(shares, key=lambda name: shares[name])


def test_screening_moves_and_antenatal_care_hardly() -> None:
    asked = lesson(1)
    antenatal, screening = curves(asked, 1)
    assert antenatal[BEFORE_LEAVING] < 0.25 * screening[BEFORE_LEAVING]
    credit, no_credit = curves(asked, 2)
    assert credit[BEFORE_LEAVING] - credit[24] > 0.1 > abs(no_credit[BEFORE_LEAVING] - no_credit[24])
    visible, dotted = curves(asked, 3)
    assert (visible[26:42] > dotted[26:42]).all() and visible[BEFORE_LEAVING] < screening[BEFORE_LEAVING]


def test_the_bubble_holds_under_punitive_rules_and_most_often_opens_under_aligned_ones() -> None:
    asked = lesson(2)
    others, coached = curves(asked, 1)
    assert np.abs(others[36 : JUDGED + 1]).max() < 0.1 * coached[36 : JUDGED + 1].max()
    assert most_frequent(asked["worlds"]) == "bubble" and most_frequent(asked["steps"][2]["worlds"]) == "spread"
    punitive, aligned = curves(asked, 3)
    assert (aligned[36:] > 2 * punitive[36:]).all()
    ends, kept = curves(asked, 4)
    assert (ends[48:] < kept[48:]).all()
    between = kept - ends
    assert 0 < between[54] < between[JUDGED] < between[LAST]


def test_a_shield_is_felt_and_most_of_the_gain_stands_on_support() -> None:
    asked = lesson(3)
    coached, others = curves(asked, 0)
    assert coached[BEFORE_LEAVING] < 0.9 * others[BEFORE_LEAVING] and coached[LAST] > 0.95 * others[LAST]
    looks, others_looks = curves(asked, 1)
    assert (looks[30:48] < others_looks[30:48]).all()
    without, dotted = curves(asked, 2)
    assert (without[32:48] < dotted[32:48]).all() and without[BEFORE_LEAVING] > 0.5 * dotted[BEFORE_LEAVING]


def test_reports_rise_for_a_while_and_stand_above_honest_ones() -> None:
    asked = lesson(4)
    (reported,) = curves(asked, 1)
    top = 48 + int(reported[48:].argmax())
    assert 54 <= top <= 72 and reported[top] > reported[47] + 0.02 and reported[LAST] < reported[top] - 0.02
    honest, _ = curves(asked, 2)
    assert (honest[6:] < reported[6:]).all() and (reported - honest)[60:].min() > 2 * (reported - honest)[12:48].max()
    late, true = all_worlds(asked, 3)
    assert np.abs(late - true)[:, 6:].max() > 0.03
    looks, care = curves(asked, 4)
    assert looks[60] > 2 * looks[47] and care[60] < 0.7 * care[47]


def test_a_gain_wears_away_and_coverage_falls_less() -> None:
    asked = lesson(5)
    (gain,) = curves(asked, 0)
    assert gain[48] > 0.5 * gain[BEFORE_LEAVING] and gain[LAST] < 0.1 * gain[BEFORE_LEAVING]
    managers, others = curves(asked, 1)
    assert managers[BEFORE_LEAVING] > 2 * others[BEFORE_LEAVING] and abs(managers[LAST] - others[LAST]) < 0.02
    aligned = found(json.dumps(asked["steps"][2]["curve"]["worlds"])).series
    coverage, twin = (np.median(aligned[f"coverage.ccs.coached{part}"], axis=0) for part in ("", ".twin"))
    fall = np.median(aligned["coverage.ccs.coached"] - aligned["coverage.ccs.coached.twin"], axis=0)
    assert twin[LAST] > twin[BEFORE_LEAVING]
    assert 0 < coverage[BEFORE_LEAVING] - coverage[LAST] < fall[BEFORE_LEAVING] - fall[LAST]
    assert most_frequent(asked["steps"][3]["worlds"]) == "faded"


def test_two_tipping_points_and_a_far_end_where_coverage_goes_on_rising() -> None:
    asked = lesson(6)
    tips: list[float] = []
    for step in (asked["steps"][1], asked["steps"][3]):
        worlds = step.get("worlds", asked["worlds"])
        values = np.linspace(0.0, 1.0, PLACES)
        swept = [
            found(json.dumps({**worlds, "changes": [{"month": 24, "name": "alignment", "value": value}]}), SWEPT)
            for value in values.round(8).tolist()
        ]
        shares = np.array([one.shares["spread"] for one in swept])
        (first, *_) = np.flatnonzero((shares[:-1] < 0.5) & (shares[1:] >= 0.5))
        tips.append(float(np.interp(0.5, shares[first : first + 2], values[first : first + 2])))
        assert shares[-1] < shares.max() - 0.2
        others = np.array([np.median(one.series["coverage.ccs.uncoached"][:, LAST]) for one in swept])
        assert (np.diff(others) > -0.005).all() and others[-1] > others[0] + 0.1
        twin = np.array([np.median(one.series["coverage.ccs.uncoached.twin"][:, LAST]) for one in swept])
        assert twin[-1] > twin[shares.argmax()] + 0.05
    tied, few_ties = tips
    assert 0 < tied < few_ties


def test_rules_alone_reach_less_than_rules_and_coaching() -> None:
    asked = lesson(7)
    alone, punitive, both = curves(asked, 1)
    assert (punitive[36:] < alone[36:]).all() and (alone[26:] < both[26:]).all()
    managers, coached = curves(asked, 2)
    assert (coached[30:] > 2 * managers[30:]).all()
    many, few = all_worlds(asked, 3)
    assert (np.median(many, axis=0) - np.median(few, axis=0))[36:].min() > -0.002
    low_many, low_few = (np.quantile(every, 0.05, axis=0) for every in (many, few))
    assert (low_many - low_few)[36:].max() < 0.03 and low_many[LAST] - low_many[24] < 0.06


def test_where_coaches_work_decides_more_than_how_much_they_do() -> None:
    asked = lesson(8)
    screening, antenatal = curves(asked, 0)
    assert (screening[36:] > 3 * antenatal[36:]).all()
    alone, alike, _ = curves(asked, 1)
    assert (alone[30:] > alike[30:]).all() and (alone[36:] < 1.7 * alike[36:]).all()
    dropped, _ = curves(asked, 2)
    assert (dropped[30:] < -0.02).all()
    of_screening, of_antenatal = curves(asked, 3)
    assert of_screening[60] > 0.2 and np.abs(of_antenatal).max() < 0.05
    assert most_frequent(asked["steps"][4]["worlds"]) == "fizzle"


def test_the_example_of_an_own_lesson_is_true() -> None:
    asked = json.loads(OWN.read_text(encoding="utf-8").split("```json", 1)[1].split("\n", 1)[1].split("```")[0])
    protected, dotted = curves(asked, 0)
    assert (protected[26:JUDGED] > dotted[26:JUDGED]).all()
    assert abs(int(protected.argmax()) - int(dotted.argmax())) < 3
