"""Studies given as data: the same study, keys and messages as a file of the same fields, by one reader."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import experiments
from experiments.runs.sweep.given import csv_of
from experiments.runs.sweep.plan import plan_of
from experiments.runs.sweep.study import load_study
from simulation.errors import SimulationError

TEXT = """question = "What?"
scenarios = ["baseline", "aligned"]
size = "classroom"
months = 36
seed = 5
replicates = 2
plausible = 2
measures = ["reach", "coverage.ccs"]
design = "sobol"
points = 4
[levers]
"cross_ties@24" = { low = 0.0, high = 0.6 }
coaching_targeting = { values = ["scattered", "hubs"] }
[uncertain]
trust.gain_support = {}
"""
FIELDS: dict[str, Any] = tomllib.loads(TEXT)
BESIDE: dict[str, Any] = {"question": "What?", "scenarios": ["baseline"], "size": "classroom", "replicates": 2}
FRAME = pandas.DataFrame({"bonus": [0.1, 0.2], "alignment@24": [0.7, 1.0 / 3.0], "coaching_targeting": ["hubs"] * 2})


def test_fields_are_the_study_that_their_file_is(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(TEXT, encoding="utf-8")
    of_file, of_fields = load_study(tmp_path / "study.toml"), load_study(FIELDS)
    assert plan_of(of_file).keys == plan_of(of_fields).keys
    assert (of_fields.file, of_fields.name) == ("study", "study")
    assert load_study(FIELDS, months=24 + 6).months == 30


def test_numpy_tuples_and_paths_are_taken_as_what_they_mean(tmp_path: Path) -> None:
    for name in ("baseline", "aligned"):
        (tmp_path / f"{name}.toml").write_text(f'question = "What?"\nbased_on = "{name}"\n', encoding="utf-8")
    other = {
        **FIELDS,
        "scenarios": ("baseline", "aligned"),
        "replicates": np.int64(2),
        "levers": {
            "cross_ties@24": {"low": np.float64(0.0), "high": 0.6},
            "coaching_targeting": {"values": np.array(["scattered", "hubs"])},
        },
    }
    assert plan_of(load_study(other)).keys == plan_of(load_study(FIELDS)).keys
    of_files = load_study({**FIELDS, "scenarios": [tmp_path / "aligned.toml"]})
    assert of_files.words == (str(tmp_path / "aligned.toml"),)


def test_a_frame_of_rows_is_the_file_of_them(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(FRAME.to_csv(index=False), encoding="utf-8")
    fields = "".join(f"{name} = {json.dumps(value)}\n" for name, value in BESIDE.items())
    (tmp_path / "study.toml").write_text(fields + 'rows = "rows.csv"\n', encoding="utf-8")
    key = plan_of(load_study(tmp_path / "study.toml")).keys
    assert plan_of(load_study({**BESIDE, "rows": FRAME})).keys == key
    assert plan_of(load_study(FRAME.set_index(pandas.Index([7, 7])), **BESIDE)).keys == key


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20, unique=True))
@settings(max_examples=25, deadline=None)
def test_every_number_of_a_frame_arrives_in_full(numbers: list[float]) -> None:
    numbers = [0.0 if number == 0.0 else number for number in numbers]
    study = load_study(pandas.DataFrame({"alignment": numbers}), **BESIDE)
    assert [row[0] for row in study.rows] == numbers
    single = pandas.DataFrame({"alignment": np.array([0.1], dtype=np.float32)})
    assert float(csv_of(single).splitlines()[1]) == float(np.float32(0.1))


def test_a_sweep_of_data_goes_on_and_says_where_it_came_from(tmp_path: Path) -> None:
    beside = {**BESIDE, "months": 36}
    made = experiments.sweep(FRAME, tmp_path / "s", tell=lambda _: None, **beside)
    assert len(made.to_pandas()) == 4 and made.to_pandas()["alignment@24"].tolist()[1] == 1.0 / 3.0
    again = experiments.sweep({**beside, "rows": FRAME}, tmp_path / "s", tell=lambda _: None)
    assert again.outcome.made == 0
    study = made.store.about["study"]
    assert study["file"] == "study" and json.loads(study["text"])["rows"].startswith("2 rows of bonus, alignment@24")
    with pytest.raises(SimulationError, match="of another study"):
        experiments.sweep(FRAME.assign(bonus=0.3), tmp_path / "s", tell=lambda _: None, **beside)


def test_analyses_take_a_study_as_data() -> None:
    study = {**FIELDS, "points": 32, "scenarios": ["baseline", "aligned"]}
    told = experiments.discover(study, measure="coverage.ccs", above=0.3, resamples=2, tell=lambda _: None)
    assert told.plan.sets == 2 and told.as_json()["plausible"] == 2
    one = {**FIELDS, "scenarios": ["aligned"]}
    found = experiments.sensitivity(one, measures=["coverage.ccs"], method="morris", points=4, tell=lambda _: None)
    assert "calibration" in found.found[0].names and "study" in found.page().files


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"replicates": 0}, "study: replicates is 0. Allowed: a whole number, 1 to 100,000,000"),
        ({"replicates": None}, "study: replicates is None"),
        ({"replicats": 2}, "study: 'replicats' is no field of a study. Did you mean 'replicates'?"),
        ({"plausible": 241}, 'study: plausible is 241. Allowed: "all", or a whole number, 1 to 240'),
        ({"plausible": True}, "study: plausible is True"),
        ({"levers": {"alignment": 0.8}}, "study: alignment is 0.8. Allowed: { values"),
        ({"scenarios": "baseline"}, "study: scenarios is 'baseline'. Allowed: a list"),
        ({3: 4}, "study: the field 3 has no name"),
        ({"rows": FRAME}, "study: rows is given, and the design is sobol"),
    ],
)
def test_fields_are_refused_in_the_words_of_the_file(change: dict[Any, Any], said: str) -> None:
    with pytest.raises(SimulationError) as error:
        load_study({**FIELDS, **change})
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (FRAME.assign(bonus=["x", "y"]), "study, rows: row 1: "),
        (FRAME.assign(bonus=[0.1, np.nan]), "study, rows: row 2: "),
        (FRAME.assign(bonuss=0.1), "study, rows:1: 'bonuss' is not a parameter. Did you mean 'bonus'?"),
        (FRAME.assign(bonus=[0.1, 7.0]), "study, rows: row 2: "),
        (FRAME.iloc[[0, 0]], "study, rows: row 2 is the same as row 1"),
        (FRAME.iloc[:0], "study, rows: it has 0 rows"),
        (pandas.DataFrame({3: [0.1]}), "study, rows:1: '3' is not a parameter"),
        (pandas.concat([FRAME, FRAME[["bonus"]]], axis=1), "study, rows:1: a column stands there twice"),
    ],
)
def test_rows_are_refused_in_the_words_of_the_file(frame: pandas.DataFrame, said: str) -> None:
    with pytest.raises(SimulationError) as error:
        load_study(frame, **BESIDE)
    assert str(error.value).startswith(said), str(error.value)


def test_what_is_given_twice_or_not_at_all_is_refused() -> None:
    with pytest.raises(SimulationError, match="there are rows alone"):
        load_study(FRAME)
    with pytest.raises(SimulationError, match="rows is given beside a data frame"):
        load_study(FRAME, rows=FRAME, **BESIDE)
    for study in ("first-look", FIELDS):
        with pytest.raises(SimulationError, match="replicates is given beside a study"):
            load_study(study, replicates=3)
    for wrong in (3, None, [FIELDS], FRAME["bonus"]):
        with pytest.raises(SimulationError, match="Allowed: the name of a study, a path, a dict"):
            load_study(wrong)  # type: ignore[arg-type]
