"""Plausible sets: read from their file, and laid under a scenario whose own choices stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.comparison import compare
from experiments.doubt import set_of, settings_for
from scenarios.load import Scenario, load
from scenarios.plausible import plausible_sets, sets_from, under
from simulation.engine.run import run
from simulation.errors import ScenarioError
from simulation.parameters import parameter_named


def test_the_shipped_sets_are_named_and_of_mechanisms_alone() -> None:
    sets = plausible_sets()
    assert [one.name for one in sets] == [f"p{number:03d}" for number in range(1, len(sets) + 1)]
    assert {parameter_named(name).kind for one in sets for name in one.values} == {"mechanism"}


def test_what_a_scenario_or_the_user_chose_stays_as_chosen() -> None:
    chosen = load("aligned-tied", size="classroom", sets=["trust.shield=0.123"])
    settings = under(chosen, plausible_sets()[0])
    assert settings.values["trust.shield"] == 0.123
    assert settings.values["practice.decay"] == plausible_sets()[0].values["practice.decay"]
    assert settings.changes == chosen.settings.changes
    assert settings.places == chosen.settings.places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set,trust.shield\n", "holds no sets"),
        ("name,trust.shield\np001,0.5\n", "The first column is 'set'"),
        ("set,trust.shield\np001\n", "line 2: 1 values. Allowed: 2"),
        ("set,trust.shield\np001,much\n", "trust.shield is 'much'. Give a number"),
        ("set,trust.shield\np001,1.5\n", "line 2: trust.shield is 1.5, outside 0 to 1"),
        ("set,trust.sheild\np001,0.5\n", "Did you mean 'trust.shield'?"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "plausible.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        sets_from(file)
    assert said in str(refused.value)


def test_a_file_that_is_not_there_says_who_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="make calibrate"):
        sets_from(tmp_path / "plausible.csv")


def test_each_replicate_lives_under_its_own_set_in_every_scenario() -> None:
    scenarios = [load(name, size="classroom") for name in ("baseline", "aligned")]
    found = compare(scenarios, replicates=3, uncertainty="plausible")
    assert found.is_consistent and found.uncertainty == "plausible"
    for scenario in scenarios:
        for replicate in range(3):
            alone = run(settings_for(scenario, replicate, "plausible"), 1, [replicate])
            assert np.array_equal(found.ensembles[scenario.name].values[replicate], alone.values[0], equal_nan=True)


def short(scenario: Scenario) -> Scenario:
    """Return a scenario that ends soon after mentoring starts."""
    settings = replace(scenario.settings, structure={**scenario.settings.structure, "months": 28})
    return replace(scenario, settings=settings)


def test_the_readable_engine_gives_the_same_under_plausible_sets() -> None:
    scenarios = [short(load(name, size="classroom")) for name in ("baseline", "aligned")]
    one, other = (compare(scenarios, replicates=1, uncertainty="plausible", engine=e) for e in ("compiled", "readable"))
    for name in ("baseline", "aligned"):
        assert np.array_equal(one.ensembles[name].values, other.ensembles[name].values, equal_nan=True)


def test_sets_come_round_again() -> None:
    assert set_of(len(plausible_sets())) == set_of(0)
