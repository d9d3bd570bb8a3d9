"""Plausible sets: read from their file, and laid under a scenario whose own choices stay."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.analyses.comparison.method import compare
from experiments.runs.value_uncertainty import set_of, settings_for
from scenarios import plausible
from scenarios.load import Scenario, load
from scenarios.plausible import FILE, model_of_sets, plausible_sets, sets_from, text_of_sets, under
from scenarios.published import Draft
from simulation.engine.run import run
from simulation.errors import ScenarioError
from simulation.parameters import REPLACED, parameter_named


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


def written(folder: Path, text: str, model: Any) -> Path:
    """Write sets and their sidecar, and return the path of the sets."""
    file = folder / "plausible.csv"
    file.write_text(text, encoding="utf-8")
    file.with_suffix(".json").write_text(json.dumps({"sets": 1, "model": model}), encoding="utf-8")
    return file


def test_sets_are_written_as_they_are_read() -> None:
    assert text_of_sets(sets_from(FILE)) == FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("key", "what"), [("digest", "rules"), ("numbers", "numbers")])
def test_sets_of_ones_own_made_under_another_model_are_refused(tmp_path: Path, key: str, what: str) -> None:
    model = model_of_sets(["trust.shield"])
    file = written(tmp_path, "set,trust.shield\np001,0.5\n", model)
    assert sets_from(file, is_own=True)[0].values == {"trust.shield": 0.5}
    written(tmp_path, "set,trust.shield\np001,0.5\n", {**model, key: "0123456789abcdef" * 4})
    ours = model[key][:12]
    with pytest.raises(ScenarioError, match=rf"other {what}: its {key} is 0123456789ab, and this model's is {ours}\."):
        sets_from(file, is_own=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set,trust.shield\n", "holds no sets"),
        ("name,trust.shield\np001,0.5\n", "The first column is 'set'"),
        ("set,trust.shield\np001\n", "line 2: 1 values. Allowed: 2"),
        ("set,trust.shield\np001,much\n", "trust.shield is 'much', which is not a number"),
        ("set,trust.shield\np001,1.5\n", "line 2: trust.shield is 1.5, outside 0 to 1"),
        (
            "set,trust.sheild\np001,0.5\n",
            "line 1: 'trust.sheild' is no mechanism of this model. Did you mean 'trust.sh",
        ),
        ("set,alignment\np001,0.5\n", "line 1: 'alignment' is no mechanism of this model."),
        ("set,trust.shield,trust.shield\np001,0.5,0.6\n", "line 1: trust.shield has two columns"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = written(tmp_path, text, model_of_sets(["trust.shield"]))
    with pytest.raises(ScenarioError) as refused:
        sets_from(file)
    assert said in str(refused.value)


def test_sets_of_this_model_are_read(tmp_path: Path) -> None:
    text = "set,trust.shield,practice.gain\np001,0.5,0.1\np002,0.25,0.2\n"
    found = sets_from(written(tmp_path, text, model_of_sets(["trust.shield", "practice.gain"])))
    assert [(one.name, one.values) for one in found] == [
        ("p001", {"trust.shield": 0.5, "practice.gain": 0.1}),
        ("p002", {"trust.shield": 0.25, "practice.gain": 0.2}),
    ]


ONE = "set,trust.shield\np001,0.5\n"


@pytest.mark.parametrize("name", REPLACED)
def test_a_column_that_was_replaced_says_by_what(name: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"set,trust.shield,{name}\np001,0.5,0.5\n", model_of_sets(["trust.shield", name]))
    with pytest.raises(ScenarioError) as refused:
        sets_from(file)
    told = f"the sets belong to another model: {name} was replaced by {REPLACED[name].by}. `make calibrate` finds"
    assert str(refused.value).startswith(f"plausible.csv, line 1: {told}")


@pytest.mark.parametrize("name", REPLACED)
def test_sets_of_a_model_with_a_mechanism_that_was_replaced(name: str, tmp_path: Path) -> None:
    model = model_of_sets(["trust.shield"])
    with pytest.raises(ScenarioError) as refused:
        sets_from(written(tmp_path, ONE, {**model, "held": [*model["held"], name]}))
    told = f"the sets belong to another model: {name} was replaced by {REPLACED[name].by}. `make calibrate` finds"
    assert str(refused.value).startswith(f"plausible.json: {told}")


def test_sets_of_a_model_without_a_mechanism_of_this_one(tmp_path: Path) -> None:
    model = model_of_sets(["trust.shield"])
    held = [name for name in model["held"] if name != "candour.threshold"]
    with pytest.raises(ScenarioError, match=r"another model: nothing is said of candour\.threshold\. `make calibrate`"):
        sets_from(written(tmp_path, ONE, {**model, "held": held}))


@pytest.mark.parametrize("varied", [["practice.gain"], ["trust.shield", "practice.gain"]])
def test_sets_with_other_columns_than_their_sidecar_names(varied: list[str], tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"plausible\.json: the columns of plausible\.csv are not .*practice\.gain"):
        sets_from(written(tmp_path, ONE, model_of_sets(varied)))


@pytest.mark.parametrize("model", [None, {}, {"varied": ["trust.shield"]}, {"varied": 1, "held": 2}, "all"])
def test_sets_that_do_not_say_which_model_they_belong_to(model: Any, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"plausible\.json: it does not say which model .*`make calibrate`"):
        sets_from(written(tmp_path, ONE, model))


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000])
def test_a_sidecar_that_is_none(text: str, tmp_path: Path) -> None:
    file = written(tmp_path, ONE, None)
    file.with_suffix(".json").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"plausible\.json: it does not say which model"):
        sets_from(file)


def test_sets_without_their_sidecar(tmp_path: Path) -> None:
    file = written(tmp_path, ONE, None)
    file.with_suffix(".json").unlink()
    with pytest.raises(ScenarioError, match=r"plausible\.json: it cannot be read: .*Keep the two files together"):
        sets_from(file)


def test_a_file_that_is_not_there_says_who_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="make calibrate"):
        sets_from(tmp_path / "plausible.csv")


def test_the_shipped_sets_belong_to_these_rules() -> None:
    model = json.loads(FILE.with_suffix(".json").read_text(encoding="utf-8"))["model"]
    assert model == model_of_sets(list(plausible_sets()[0].values)), "run: make calibrate"


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


def test_a_draft_of_other_rules_goes_on_with_the_published_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they say nothing of is held; the column of a mechanism that the draft has not is left out."""
    model = model_of_sets(["trust.shield", "fatigue.rate"])
    model["held"] = [name for name in model["held"] if name != "candour.threshold"]
    file = written(tmp_path, "set,trust.shield,fatigue.rate\np001,0.5,0.7\n", model)
    with pytest.raises(ScenarioError):
        sets_from(file)
    monkeypatch.setattr(plausible, "draft", lambda: Draft(rules=True, numbers=False, values=()))
    assert [one.values for one in sets_from(file)] == [{"trust.shield": 0.5}]
