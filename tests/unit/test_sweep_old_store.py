"""A store of a model that had other names: what can be read is read, and whoever asks for more is told what to do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas
import pytest
import xarray

from experiments.runs.sweep import chunks, files
from experiments.runs.sweep.plan import Plan, plan_as_json, plan_of, planned
from experiments.runs.sweep.store import STUDY, Store, places_of
from experiments.runs.sweep.study import load_study
from interface.cli import main
from simulation.declarations import Parameter
from simulation.parameters import REPLACED
from simulation.results import Measure

OLD = next(iter(REPLACED))
THEN = Measure("gone_share", "share", "What nobody measures any more.")
TEXT = (
    'question = "What then?"\nscenarios = ["baseline", "aligned"]\nsize = "classroom"\nseed = 5\nreplicates = 3\n'
    'measures = ["reach", "coverage.ccs"]\n[levers]\nbonus = { values = [0.1, 0.2] }\n'
)
RUNS = 2 * 2 * 3


def as_it_was(plan: Plan) -> Plan:
    """Return the plan as a model would have had it that knew other names, and lacked some of today's."""
    parameter = Parameter("share", 0.0, 1.0, "A gate that is gone.", name=OLD)
    settings = tuple(
        replace(own, values={**{n: v for n, v in own.values.items() if n != REPLACED[OLD].by}, OLD: 0.3})
        for own in plan.settings
    )
    return planned(
        names=plan.names,
        words=plan.words,
        size=plan.size,
        months=plan.months,
        settings=settings,
        columns=tuple(replace(column, name=OLD, parameter=parameter) for column in plan.columns),
        rows=plan.rows,
        stored=(THEN, "coverage.ccs"),
        seed=plan.seed,
        model="0" * 64,
        replicates=plan.replicates,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, chunks.Made]:
    path = tmp_path_factory.mktemp("study") / "study.toml"
    path.write_text(TEXT)
    plan = plan_of(load_study(str(path)))
    return plan, chunks.make(plan, plan.chunk(0))


@pytest.fixture
def store(made: tuple[Plan, chunks.Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a complete store of the old model; the tests stand beside it."""
    monkeypatch.chdir(tmp_path)
    Path("study.toml").write_text(TEXT)
    folder, plan = Path("old"), as_it_was(made[0])
    for place in places_of(folder):
        files.make_folder(place)
    files.publish(folder / STUDY, files.checked_bytes({**plan_as_json(plan), "provenance": {"question": "What then?"}}))
    names = {"bonus": OLD, "reach": THEN.name}
    columns = {names.get(name, name): values for name, values in made[1].columns.items()}
    store = Store(folder, plan, {})
    store.commit(replace(made[1], chunk=plan.chunk(0), columns=columns), 0.0)
    store.seal(store.committed(deep=True))
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    printed = capsys.readouterr()
    return left.value.code, printed.out, " ".join(printed.err.split())


def test_what_is_there_is_read(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "status", "--store", str(store), "--json")
    status = json.loads(out)
    assert (code, status["runs"], status["stored"], status["complete"]) == (0, RUNS, RUNS, True)
    code, out, _ = said(capsys, "verify", "--store", str(store), "--json")
    assert (code, json.loads(out)["good"]) == (0, True)


def test_what_is_there_is_written_with_the_words_that_it_had(
    store: Path, made: tuple[Plan, chunks.Made], capsys: pytest.CaptureFixture[str]
) -> None:
    for ending in ("csv", "parquet", "nc"):
        assert said(capsys, "export", "--store", str(store), "--to", f"out.{ending}")[0] == 0
    runs = pandas.read_csv("out.csv")
    assert list(runs[OLD].unique()) == [0.1, 0.2]
    assert runs[THEN.name].tolist() == list(made[1].columns["reach"])
    described = {
        column["name"]: column
        for column in json.loads(Path("out.csv-metadata.json").read_text())["tableSchema"]["columns"]
    }
    assert described[THEN.name]["dc:description"] == THEN.meaning
    data = xarray.open_dataset("out.nc")
    assert data[THEN.name].attrs["long_name"] == THEN.meaning
    assert data[OLD].attrs == {"units": "share", "long_name": "A gate that is gone."}


@pytest.mark.parametrize(
    "command",
    [
        ["sweep", "./study.toml", "--store", "{store}"],
        ["expand", "--store", "{store}", "--replicates", "5"],
        ["verify", "--store", "{store}", "--recompute", "1"],
        ["discover", "{store}", "--measure", "coverage.ccs", "--above", "0.5"],
        ["sensitivity", "--store", "{store}"],
    ],
    ids=lambda command: command[0],
)
def test_going_on_or_judging_it_by_todays_rules_is_refused(
    command: list[str], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(str(path) for path in store.rglob("*"))
    code, out, error = said(capsys, *(word.format(store=store) for word in command))
    assert (code, out) == (2, "")
    assert "its runs were made by the model 000000000000" in error and "Allowed: one model in a store." in error
    assert f"Since then {OLD} was replaced by {REPLACED[OLD].by}." in error
    assert "Traceback" not in error
    assert sorted(str(path) for path in store.rglob("*")) == before
