"""Tables as CSV: spreadsheets open each with its accents and run nothing in it, and all that reads data reads it."""

import codecs
import csv
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest

from experiments.runs.durable_files import MARK
from experiments.runs.sweep.driver import InProcess, drive
from experiments.runs.sweep.export import export
from experiments.runs.sweep.plan import plan_of
from experiments.runs.sweep.starting import start_store
from experiments.runs.sweep.study import load_study
from interface.cli import main
from simulation.errors import SimulationError

Bubbles = Callable[..., Any]

PLACES = "region,network,team,population,coached\nCopán,Peñas,Peñas-1,4000,yes\nYoro,Yoro,Yoro-1,3000,no\n"
OURS = (
    'question = "¿Qué pasa?"\nbased_on = "baseline"\nplaces = "lugares.csv"\n[structure]\nmonths = 40\n'
    '[[change]]\nmonth = 0\ncoaching_targeting = "named"\n'
)
STUDY = (
    'question = "What?"\nscenarios = ["./línea.toml"]\nreplicates = 2\nmeasures = ["coverage.ccs", "reach"]\n'
    'design = "sobol"\npoints = 64\n[levers]\nbonus = {}\nalignment = {}\n'
)
QUIET = "--quiet"
FIND = ("--measure", "coverage.ccs", "--above", "0.3", "--resamples", "1", "--report", "found", QUIET)
TABLES = {
    "out/teams.csv": ("region", 2),
    "out/series.csv": ("month", 40),
    "compared/runs.csv": ("scenario", 2 * 2),
    "x.csv": ("run", 64 * 2),
    "found/cases.csv": (None, 64),
}


def scenario_files(folder: Path) -> None:
    (folder / "lugares.csv").write_text(PLACES, encoding="utf-8")
    (folder / "línea.toml").write_text(OURS, encoding="utf-8")
    (folder / "más.toml").write_text('question = "?"\nbased_on = "línea"\n[[change]]\nmonth = 0\nalignment = 0.8\n')
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a table of every command that writes some."""
    folder = tmp_path_factory.mktemp("tables")
    scenario_files(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        for words in (
            ("run", "./línea.toml", "--out", "out", QUIET),
            ("compare", "./línea.toml", "./más.toml", "--replicates", "2", "--out", "compared", QUIET),
            ("sweep", "./study.toml", "--store", "s", QUIET),
            ("export", "--store", "s", "--to", "x.csv", QUIET),
            ("discover", "s", *FIND),
        ):
            for _ in range(2):  # an earlier one is known, with its mark, and replaced
                with pytest.raises(SystemExit) as left:
                    main(list(words))
                assert left.value.code == 0, words
    finally:
        os.chdir(before)
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_mark_and_all_readers_give_the_same(written: Path, name: str) -> None:
    path = written / name
    first, rows = TABLES[name]
    data = path.read_bytes()
    assert data.startswith(codecs.BOM_UTF8) and data.count(codecs.BOM_UTF8) == 1
    by_pandas = pandas.read_csv(path)
    by_polars = polars.read_csv(path, infer_schema_length=None)
    by_duckdb = duckdb.read_csv(str(path), header=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *plain = csv.reader(file)
    assert list(by_pandas.columns) == by_polars.columns == by_duckdb.columns == header
    assert len(by_pandas) == by_polars.height == len(by_duckdb) == len(plain)
    assert first in (None, header[0]) and rows in (None, len(plain))


def test_accents_are_there(written: Path) -> None:
    assert list(pandas.read_csv(written / "out/teams.csv")["region"]) == ["Copán", "Yoro"]
    assert set(pandas.read_csv(written / "compared/runs.csv")["scenario"]) == {"línea", "más"}
    assert polars.read_csv(written / "x.csv")["scenario"].unique().to_list() == ["línea"]


@pytest.mark.parametrize("name", ["=cmd", "+more", "-less", "@home", " =cmd"])
def test_no_scenario_has_a_name_that_a_spreadsheet_runs(bubbles: Bubbles, tmp_path: Path, name: str) -> None:
    scenario_files(tmp_path)
    (tmp_path / f"{name}.toml").write_text(OURS, encoding="utf-8")
    done = bubbles("check", f"./{name}.toml")
    assert (done.code, done.out) == (2, "")
    assert "Rename the file" in done.err and f"begins with {name.strip()[0]!r}" in done.err


def test_a_name_from_a_store_made_elsewhere_is_not_written_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    study = load_study("./study.toml")
    plan = plan_of(replace(study, scenarios={"=cmd|'/c calc'!A0": study.scenarios["línea"]}))
    store = start_store(tmp_path / "s", plan, {"question": "What?"})
    drive(store, InProcess(1))
    with pytest.raises(SimulationError, match=r"=cmd.* as a formula.*Export to \.parquet or \.nc"):
        export(store, tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()
    export(store, tmp_path / "x.parquet")
    with pytest.raises(SystemExit) as left:
        main(["discover", "s", *FIND])
    tables = list(tmp_path.glob("found/*.csv"))
    assert left.value.code == 2 or tables
    assert not any(b"=cmd" in path.read_bytes() for path in tables)


def test_names_of_files_that_look_the_same_are_the_same(bubbles: Bubbles, tmp_path: Path) -> None:
    """A disk may keep accents in two characters; then a base is found all the same, and two such files are one name."""
    scenario_files(tmp_path)
    (tmp_path / "línea.toml").rename(tmp_path / "li\u0301nea.toml")
    done = bubbles("check", "./más.toml")
    assert done.code == 0, done.err
    (tmp_path / "línea.toml").write_text(OURS, encoding="utf-8")
    done = bubbles("compare", "./línea.toml", "./li\u0301nea.toml", "--replicates", "2", QUIET)
    assert (done.code, "both go by the name 'línea'" in done.err) == (2, True), done


def test_the_mark_is_that_of_utf_8() -> None:
    assert MARK.decode("utf-8") == "\ufeff"
