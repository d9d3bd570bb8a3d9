"""Plausible sets as a factor of a study: every row under every set, in the store, its addresses and what reads it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import experiments
from experiments.analyses.discovery.cases import cases_of, outcome_of
from experiments.analyses.sensitivity.given_data import ranks_of
from experiments.analyses.sensitivity.method import analyse_given
from experiments.analyses.sensitivity.noise import noise_of
from experiments.runs.sweep.plan import plan_as_json, plan_from_json, plan_of
from experiments.runs.sweep.store import open_store
from experiments.runs.sweep.study import load_study
from experiments.runs.sweep.variants import runs_of
from experiments.statistics.resampling import crossed_shares, weighted_means
from interface.cli import main
from scenarios.load import load
from scenarios.plausible import plausible_sets, under
from simulation.engine.run import run
from simulation.errors import SimulationError

STUDY = """question = "Under any set?"
scenarios = ["baseline", "aligned"]
size = "classroom"
months = 48
replicates = 2
plausible = 3
measures = ["regime", "reach", "coverage.ccs"]
[levers]
"cross_ties@24" = { values = [0.1, 0.5] }
[uncertain]
trust.gain_support = { values = [0.2, 0.4] }
"""
RUNS = 2 * 4 * 3 * 2


def written(folder: Path, *changes: tuple[str, str], text: str = STUDY) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> experiments.Swept:
    folder = tmp_path_factory.mktemp("sets")
    return experiments.sweep(written(folder), folder / "store", chunk=17, tell=lambda _: None)


def test_every_row_is_run_under_every_set_with_every_replicate(swept: experiments.Swept) -> None:
    frame: Any = swept.to_pandas()
    assert len(frame) == swept.store.plan.runs == RUNS
    assert str(frame["plausible"].dtype) == "int64" and set(frame["plausible"]) == {1, 2, 3}
    keys = ["scenario", "row", "plausible", "replicate"]
    assert len(frame[keys].drop_duplicates()) == RUNS and list(frame["run"]) == list(range(RUNS))
    assert (frame.groupby(["scenario", "row", "replicate"])["coverage.ccs"].nunique() == 3).all()


def test_a_run_is_what_the_engine_gives_under_that_set_with_what_the_study_gives_on_top(
    swept: experiments.Swept,
) -> None:
    frame, plan = swept.to_pandas(), swept.store.plan
    for number in (0, 13, RUNS - 1):
        address, row = plan.address(number), frame.iloc[number]
        assert (address.plausible, address.replicate) == (row["plausible"], row["replicate"])
        sets = [f"cross_ties@24={row['cross_ties@24']}", f"trust.gain_support={row['trust.gain_support']}"]
        chosen = load(row["scenario"], size="classroom", months=48, sets=sets)
        settings = under(chosen, plausible_sets()[address.plausible - 1])
        assert plan.settings_of(address) == settings
        assert settings.values["trust.gain_support"] == row["trust.gain_support"]
        assert run(settings, 1, [address.replicate]).measure("reach")[0] == row["reach"]


def test_the_command_of_a_run_makes_it_again(swept: experiments.Swept, capsys: pytest.CaptureFixture[str]) -> None:
    plan = swept.store.plan
    frame: Any = swept.to_pandas()
    words = shlex.split(plan.command(plan.address(29)))
    assert words[words.index("--plausible") + 1] == str(frame["plausible"][29])
    with pytest.raises(SystemExit) as left:
        main([*words[1:], "--json"])
    told = json.loads(capsys.readouterr().out)
    assert left.value.code == 0 and told["measures"]["coverage.ccs"] == frame["coverage.ccs"][29]
    assert told["plausible_set"] == plausible_sets()[frame["plausible"][29] - 1].name


def test_a_set_and_uncertainty_are_not_asked_for_together() -> None:
    with pytest.raises(SimulationError, match="Allowed: one of the two"):
        experiments.run("aligned", size="classroom", months=36, plausible=2, uncertainty="plausible")
    for wrong in (0, 241, True, "p001"):
        with pytest.raises(SimulationError, match=r"plausible is .*whole number, 1 to 240"):
            experiments.run("aligned", size="classroom", months=36, plausible=wrong)  # type: ignore[arg-type]


def test_arrays_and_files_have_the_set_as_a_dimension(swept: experiments.Swept, tmp_path: Path) -> None:
    array = swept.to_xarray()
    assert dict(array.sizes) == {"scenario": 2, "row": 4, "plausible": 3, "replicate": 2}
    frame: Any = swept.to_pandas()
    one = frame[(frame.scenario == "aligned") & (frame.row == 2) & (frame.plausible == 3) & (frame.replicate == 1)]
    at = array["coverage.ccs"].sel(scenario="aligned", row=2, plausible=3, replicate=1)
    assert float(at) == one["coverage.ccs"].item()
    for name in ("runs.csv", "runs.nc", "runs.parquet"):
        for _ in range(2):  # an earlier export is known as one
            with pytest.raises(SystemExit) as left:
                main(["export", "--store", str(swept.store.folder), "--to", str(tmp_path / name), "--quiet"])
            assert left.value.code == 0
    head = (tmp_path / "runs.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert '"plausible"' in head
    import xarray

    with xarray.open_dataset(tmp_path / "runs.nc", engine="scipy") as again:
        assert again["plausible"].values.tolist() == [1, 2, 3]
        assert np.array_equal(again["reach"].values, array["reach"].values)


def test_the_digest_does_not_depend_on_chunks_and_grows_as_if_asked_for_at_once(
    swept: experiments.Swept, tmp_path: Path
) -> None:
    whole = experiments.sweep(written(tmp_path), tmp_path / "whole", tell=lambda _: None)
    assert whole.as_json()["content"] == swept.as_json()["content"]
    more = written(tmp_path, ("replicates = 2", "replicates = 3"))
    at_once = experiments.sweep(more, tmp_path / "more", tell=lambda _: None)
    with pytest.raises(SystemExit) as left:
        main(["expand", "--store", str(tmp_path / "whole"), "--replicates", "3", "--quiet"])
    assert left.value.code == 0
    grown = open_store(tmp_path / "whole").sealed()
    assert grown is not None and grown["content_sha256"] == at_once.as_json()["content"]
    with pytest.raises(SystemExit) as left:
        main(["verify", "--store", str(tmp_path / "whole"), "--recompute", "1", "--quiet"])
    assert left.value.code == 0


def test_a_plan_comes_back_with_its_sets_and_they_decide_its_key(tmp_path: Path) -> None:
    plan = plan_of(load_study(written(tmp_path)))
    again = plan_from_json(json.loads(json.dumps(plan_as_json(plan))))
    assert (again.keys, again.crossed, again.sets) == (plan.keys, plan.crossed, 3)
    assert all(again.settings_of(again.address(n)) == plan.settings_of(plan.address(n)) for n in range(plan.runs))
    keys = {tuple(plan_of(load_study(written(tmp_path, ("plausible = 3\n", t)))).keys) for t in ("", "plausible = 4\n")}
    assert len({*keys, tuple(plan.keys)}) == 3


def test_all_is_every_set_there_is(tmp_path: Path) -> None:
    asked = load_study(written(tmp_path, ("plausible = 3", 'plausible = "all"')))
    assert asked.sets is not None and asked.runs == 2 * 4 * len(plausible_sets()) * 2
    assert plan_of(asked).runs == asked.runs
    same = load_study(written(tmp_path, ("plausible = 3", f"plausible = {len(plausible_sets())}")))
    assert plan_of(same).keys == plan_of(asked).keys


def test_a_study_without_sets_says_nothing_of_them(tmp_path: Path) -> None:
    plan = plan_of(load_study(written(tmp_path, ("plausible = 3\n", ""))))
    assert "plausible" not in plan.specification(plan.segments[0]) and plan.sets == 0
    assert "--plausible" not in plan.command(plan.address(3)) and plan.address(3).plausible == 0


@pytest.mark.parametrize("given", ["0", "241", '"most"', "true", "2.0", "[3]", '"al"'])
def test_what_is_no_number_of_sets_is_refused_with_the_line(tmp_path: Path, given: str) -> None:
    path = written(tmp_path, ("plausible = 3", f"plausible = {given}"))
    with pytest.raises(SimulationError) as error:
        load_study(path)
    assert str(error.value).startswith(f"{path}:6: plausible is ")
    assert 'Allowed: "all", or a whole number, 1 to 240' in str(error.value)


def test_sets_that_are_the_same_under_what_is_given_are_refused(tmp_path: Path) -> None:
    names = [name for name in plausible_sets()[0].values if name != "trust.gain_support"]
    values = plausible_sets()[0].values
    given = "".join(f'"{name}" = {{ values = [{values[name]!r}] }}\n' for name in names)
    with pytest.raises(SimulationError, match=r"study.toml:6: .*sets p001 and p002 are the same in baseline"):
        load_study(written(tmp_path, text=STUDY + given))


@pytest.mark.parametrize("now", ["plausible = 4\n", ""])
def test_going_on_with_other_sets_is_refused(swept: experiments.Swept, tmp_path: Path, now: str) -> None:
    other = written(tmp_path, ("plausible = 3\n", now))
    with pytest.raises(SimulationError, match=f"plausible sets 3 there, {'4' if now else 'none'} here"):
        experiments.sweep(other, swept.store.folder, tell=lambda _: None)


def test_scenarios_that_choose_otherwise_are_not_alike(tmp_path: Path) -> None:
    value = load("baseline").settings.values["trust.drift"]
    (tmp_path / "chosen.toml").write_text(
        f'based_on = "baseline"\nquestion = "What?"\n[[change]]\nmonth = 0\ntrust.drift = {value!r}\n', encoding="utf-8"
    )
    names = ('"baseline", "aligned"', '"baseline", "./chosen.toml"')
    assert plan_of(load_study(written(tmp_path, names, ("plausible = 3\n", "")))).alike == (0, 0)
    plan = plan_of(load_study(written(tmp_path, names)))
    assert plan.crossed is not None and "trust.drift" not in plan.crossed.moved[1]
    assert plan.alike == (0, 1)


# What reads it ------------------------------------------------------------------------------------------------


def test_runs_lie_set_by_set_and_a_case_counts_over_all_of_them(swept: experiments.Swept) -> None:
    runs = runs_of(swept.store)
    frame: Any = swept.to_pandas()
    assert runs.of("reach").shape == (2, 4, 6) and (runs.sets, runs.replicates) == (3, 2)
    own = frame[(frame.scenario == "baseline") & (frame.row == 1)].sort_values(["plausible", "replicate"])
    assert runs.of("reach")[0, 1].tolist() == own["reach"].tolist()
    outcome = outcome_of("coverage.ccs", 0.3, None, ("ccs", "anc"))
    with pytest.raises(SimulationError, match="there are 8 cases"):
        cases_of(runs, outcome)


def test_the_share_of_a_case_is_over_sets_and_replicates_and_intervals_draw_both() -> None:
    draw = np.random.default_rng(5)
    sets = draw.normal(size=(40,))
    covered = 0
    for trial in range(60):
        seen = draw.choice(sets, 8)
        values = 0.3 * draw.normal(size=(50, 1, 1)) + seen[None, :, None] + 0.1 * draw.normal(size=(50, 8, 2))
        runs = (values > 0.0).reshape(50, -1).astype(float)
        truth = np.mean([np.mean(0.3 * draw.normal(size=400) + s > 0.0) for s in sets])

        def holds(weights: Any, runs: Any = runs) -> Any:
            return weighted_means(runs, weights)[None]

        (found,) = crossed_shares(holds, 50, 2, sets=8, samples=200, seed=trial)
        (without,) = crossed_shares(holds, 50, 16, samples=200, seed=trial)
        assert found.mean == without.mean and found.low is not None and found.high is not None
        covered += found.low <= truth <= found.high
    assert covered >= 50


def test_noise_under_sets_is_what_was_put_in_and_the_rest_is_the_rows() -> None:
    draw = np.random.default_rng(4)
    rows, sets, replicates = 4000, 6, 3
    of_row, of_set = draw.normal(size=(rows, 1, 1)), draw.normal(size=(rows, sets, 1))
    luck = draw.normal(size=(rows, 1, replicates)) * 0.5
    values = of_row + of_set + luck + draw.normal(size=(rows, sets, replicates))
    found = noise_of(values.reshape(rows, -1), sets)
    assert found.variance == pytest.approx(1.0, abs=0.06) and found.replicates == replicates
    assert found.of_run == pytest.approx(1.25 / 3.25, abs=0.03)
    assert found.of_sets == pytest.approx(1.0 / 3.25, abs=0.03)
    assert noise_of(values[:, 0]).of_sets is None


def test_an_index_over_sets_is_of_their_mean_and_its_interval_counts_which_sets_were_drawn() -> None:
    draw = np.random.default_rng(6)
    rows, sets = 512, 5
    inputs = draw.random((rows, 3))
    slopes = draw.normal(1.0, 1.0, size=sets)
    values = inputs[:, :1] * slopes + inputs[:, 1:2]
    values = np.repeat(values[:, :, None], 2, axis=2) + 0.05 * draw.normal(size=(rows, sets, 2))
    flat = values.reshape(rows, -1)
    found = analyse_given(inputs, flat, ("a", "b", "dummy"), method="rbd-fast", measure="it", sets=sets)
    truth = slopes.mean() ** 2 / (slopes.mean() ** 2 + 1.0)
    index = found.ranking_index
    assert index.low[0] <= truth <= index.high[0]
    alone = analyse_given(inputs, flat, ("a", "b", "dummy"), method="rbd-fast", measure="it")
    assert index.value[0] == pytest.approx(alone.ranking_index.value[0], abs=0.05)
    width = index.high[0] - index.low[0]
    assert width > 2.0 * (alone.ranking_index.high[0] - alone.ranking_index.low[0])
    assert ranks_of(inputs, draw).shape == inputs.shape


@pytest.mark.parametrize("method", ["pawn", "rbd-fast", "delta"])
def test_a_store_under_sets_is_analysed_and_says_so(
    method: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path_factory.getbasetemp() / "many"
    if not folder.exists():
        text = STUDY.replace('"cross_ties@24" = { values = [0.1, 0.5] }', '"cross_ties@24" = {}\npeer_exchange = {}')
        text = text.replace("{ values = [0.2, 0.4] }", "{}").replace(
            "plausible = 3", 'plausible = 3\ndesign = "sobol"\npoints = 128'
        )
        text = text.replace('["baseline", "aligned"]', '["aligned"]')
        folder.mkdir()
        experiments.sweep(written(folder, text=text), folder / "store", tell=lambda _: None)
    found = experiments.sensitivity(folder / "store", measures=["coverage.ccs"], method=method)
    assert found.found[0].noise.of_sets is not None and found.found[0].noise.of_sets > 0.0
    assert found.as_json()["plausible"] == 3 and "plausible set" in found.summary()
    assert "conjuntos" in found.summary("es")
    told = experiments.discover(folder / "store", measure="coverage.ccs", above=0.35, resamples=2)
    assert "3 plausible sets" in str(told.page().lead) and told.as_json()["plausible"] == 3
    assert request.node is not None


def test_a_design_of_a_study_under_sets_has_the_set_as_an_input_among_them(tmp_path: Path) -> None:
    path = written(tmp_path, ('["baseline", "aligned"]', '["aligned"]'))
    found = experiments.sensitivity(path, measures=["coverage.ccs"], method="morris", points=4, tell=lambda _: None)
    assert "calibration" in found.found[0].names
    design = found.results.design
    assert design is not None
    (factor,) = (one for one in design.factors if one.name == "calibration")
    assert len(factor.levels) == 3 and "trust.gain_support" not in [column.name for column in factor.columns]
