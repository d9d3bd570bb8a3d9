"""Results take the place of nothing but earlier results of their kind, and lie in no store; foreign files are told."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas
import pytest

from experiments.runs.sweep.store import parquet_files
from interface.cli import main
from simulation.errors import SimulationError

STUDY = (
    'question = "What is written?"\nscenarios = ["baseline", "aligned"]\nsize = "classroom"\nseed = 5\n'
    'replicates = 2\nmeasures = ["coverage.ccs", "reach", "regime"]\ndesign = "sobol"\npoints = 64\n[levers]\n'
    "bonus = {}\nalignment = {}\n"
)
RUNS = 2 * 64 * 2
SWEEP = ("sweep", "./study.toml", "--store", "s", "--chunk", "64")
SMALL = ("--size", "classroom", "--quiet")
COMPARE = ("compare", "baseline", "aligned", "--replicates", "3", *SMALL)
RUN = ("run", "baseline", *SMALL)
EXPORT = ("export", "--store", "s", "--quiet")
DISCOVER = ("discover", "s", "--measure", "coverage.ccs", "--above", "0.5", "--resamples", "1", "--quiet")
SENSITIVITY = ("sensitivity", "--store", "s", "--method", "pawn", "--measure", "coverage.ccs", "--quiet")
Ran = tuple[int, str, str]
Do = Callable[..., Ran]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a study and its store, an export, and pages of several kinds."""
    folder = tmp_path_factory.mktemp("swept")
    before = Path.cwd()
    os.chdir(folder)
    try:
        Path("study.toml").write_text(STUDY, encoding="utf-8")
        for words in (SWEEP, (*COMPARE, "--report", "compared.html"), ("explore", "--export", "explorer.html")):
            with pytest.raises(SystemExit) as left:
                main(list(words))
            assert left.value.code == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def do(swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    shutil.copytree(swept, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(left.value.code or 0), out, err

    return run


def tree() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


OWN = {
    "a scenario as report": ((*COMPARE, "--report", "./study.toml"), "study.toml", "does not end so"),
    "a README as report": ((*COMPARE, "--report", "README.md"), "README.md", "does not end so"),
    "a page of one's own as report": ((*COMPARE, "--report", "home.html"), "home.html", "is there already"),
    "the explorer as report": ((*COMPARE, "--report", "explorer.html"), "", "is there already"),
    "a scenario as explorer": (("explore", "--quiet", "--export", "own.toml"), "own.toml", "does not end so"),
    "a page of one's own as explorer": (
        ("explore", "--quiet", "--export", "home.html"),
        "home.html",
        "is there already",
    ),
    "a report as explorer": (("explore", "--quiet", "--export", "compared.html"), "", "is there already"),
    "own run.json": ((*RUN, "--out", "mine"), "mine/run.json", "is there already"),
    "own series.csv": ((*RUN, "--out", "mine"), "mine/series.csv", "is there already"),
    "own teams.csv": ((*RUN, "--out", "."), "teams.csv", "is there already"),
    "own runs.csv": ((*COMPARE, "--out", "mine"), "mine/runs.csv", "is there already"),
    "own compare.json": ((*COMPARE, "--out", "mine"), "mine/compare.json", "is there already"),
    "own table as export": ((*EXPORT, "--to", "people.csv"), "people.csv", "is there already"),
    "own description of a table": ((*EXPORT, "--to", "x.csv"), "x.csv-metadata.json", "is there already"),
    "text as Parquet": ((*EXPORT, "--to", "people.parquet"), "people.parquet", "is there already"),
    "text as NetCDF": ((*EXPORT, "--to", "people.nc"), "people.nc", "is there already"),
    "other ending": ((*EXPORT, "--to", "study.toml"), "study.toml", "a file that ends in .csv"),
    "own report.html": ((*DISCOVER, "--report", "mine"), "mine/report.html", "is there already"),
    "own report.html, sensitivity": ((*SENSITIVITY, "--report", "mine"), "mine/report.html", "is there already"),
    "own figure": ((*DISCOVER, "--report", "mine"), "mine/where.png", "is there already"),
    "own table of indices": ((*SENSITIVITY, "--report", "mine"), "mine/indices.csv", "is there already"),
    "own page as report": ((*DISCOVER, "--report", "mine.html"), "mine.html", "is there already"),
    "own page as report, sensitivity": ((*SENSITIVITY, "--report", "mine.html"), "mine.html", "is there already"),
    "a report like a table": ((*DISCOVER, "--report", "r.csv"), "", "does not end so"),
    "a folder like a table": ((*RUN, "--out", "run.csv"), "", "a folder, without such an ending"),
    "a reference of one's own": (("calibrate", "--out", "mine"), "mine/baseline.toml", "is there already"),
    "sets of one's own": (("calibrate", "--out", "mine"), "mine/plausible.csv", "is there already"),
}


@pytest.mark.parametrize("name", OWN)
def test_what_is_somebody_s_own_is_left_as_it_is(do: Do, name: str) -> None:
    words, victim, said = OWN[name]
    if victim:
        Path(victim).parent.mkdir(exist_ok=True)
        Path(victim).write_text("mine, and nobody else's\n", encoding="utf-8")
    before = tree()
    code, out, err = do(*words)
    assert code == 2 and said in err and err.count("\n") == 1, err
    assert tree() == before and out == ""


INSIDE = {
    "a chunk": (*EXPORT, "--to", "s/chunks/c000001.parquet"),
    "beside the chunks": (*EXPORT, "--to", "s/chunks/all.parquet"),
    "the store's own folder": (*EXPORT, "--to", "s/all.csv"),
    "a link into it": (*EXPORT, "--to", "link/all.nc"),
    "a report": (*COMPARE, "--report", "s/marks/r.html"),
    "the explorer": ("explore", "--export", "s/explorer.html"),
    "a run": (*RUN, "--out", "s/run"),
    "a comparison": (*COMPARE, "--out", "s"),
    "an analysis": (*DISCOVER, "--report", "s/report"),
    "an analysis as a file": (*DISCOVER, "--report", "s/report.html"),
    "an analysis as a file in its own store": (
        "frontier",
        "alignment",
        "--store",
        "new",
        "--report",
        "new/r.html",
        *SMALL,
    ),
    "an analysis in its own store": (*SENSITIVITY, "--report", "s"),
    "a store that is not yet there": ("frontier", "alignment", "--store", "new", "--report", "new", *SMALL),
    "inside one that is not yet there": ("decide", "baseline", "aligned", "--store", "new", "--out", "new/r", *SMALL),
    "another store": ("sweep", "./study.toml", "--store", "s/chunks/other"),
}


@pytest.mark.parametrize("name", INSIDE)
def test_nothing_is_written_into_a_store(do: Do, name: str) -> None:
    Path("link").symlink_to("s/chunks")
    before = tree()
    code, _, err = do(*INSIDE[name])
    assert code == 2 and "Error: " in err and ("inside the store" in err or "folder of --store" in err), err
    assert tree() == before
    assert not Path("new").exists()
    assert do("verify", "--store", "s")[0] == 0


REFUSED = {
    "compare": ("compare", "baseline", "aligned", "--replicates", "0", "--report", "r", "--out", "o", *SMALL),
    "compare, of unlike": ("compare", "baseline", "--by", "nothing", "--report", "r", "--out", "o", *SMALL),
    "run": (*RUN, "--seed", "-1", "--out", "o"),
    "discover": ("discover", "s", "--measure", "coverage.css", "--quiet", "--report", "r"),
    "discover, nothing found": (*DISCOVER[:4], "--above", "2", "--quiet", "--report", "r"),
    "discover, too few": ("discover", "./study.toml", "--measure", "reach", "--above", "2", "--quiet", "--report", "r"),
    "sensitivity": (*SENSITIVITY[:-2], "safety", "--quiet", "--report", "r/deep"),
    "sensitivity, of a study": ("sensitivity", "./study.toml", "--measure", "safety", "--quiet", "--report", "r"),
    "frontier": ("frontier", "alignment", "--level", "2", "--report", "r", *SMALL),
    "frontier, of no lever": ("frontier", "alignmnt", "--store", "f", "--report", "r", *SMALL),
    "attribute": ("attribute", "aligned", "--loops", "identty", "--report", "r", *SMALL),
    "decide": ("decide", "baseline", "aligned", "--cases", "0", "--report", "r", *SMALL),
}
"""Of these some are refused before any run, and some when their runs are made."""


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_call_leaves_no_folder(do: Do, name: str) -> None:
    before = sorted(str(path) for path in Path().rglob("*"))
    code, _, err = do(*REFUSED[name])
    assert code == 2 and "Error: " in err, err
    assert sorted(str(path) for path in Path().rglob("*")) == before


def test_a_refused_call_leaves_a_folder_that_was_there(do: Do) -> None:
    Path("r").mkdir()
    assert do(*REFUSED["discover, nothing found"])[0] == 2
    assert Path("r").is_dir() and not list(Path("r").iterdir())


AGAIN = {
    "compare": (*COMPARE, "--report", "r.html", "--out", "out"),
    "explore": ("explore", "--export", "e.html"),
    "run": (*RUN, "--out", "one"),
    "csv": (*EXPORT, "--to", "x.csv"),
    "parquet": (*EXPORT, "--to", "x.parquet"),
    "nc": (*EXPORT, "--to", "x.nc"),
    "discover": (*DISCOVER, "--report", "found"),
    "sensitivity": (*SENSITIVITY, "--report", "found"),
}


@pytest.mark.parametrize("name", AGAIN)
def test_an_earlier_output_of_the_same_kind_is_replaced(do: Do, name: str) -> None:
    for _ in range(2):
        code, _, err = do(*AGAIN[name])
        assert code == 0, err
    if name in ("discover", "sensitivity"):
        (changed,) = Path("found").glob("box.csv" if name == "discover" else "indices.csv")
        changed.write_text(changed.read_text() + "# my own notes\n")
        code, _, err = do(*AGAIN[name])
        assert code == 2 and changed.name in err and "my own notes" in changed.read_text()


def test_an_output_cut_short_is_made_whole_by_the_same_command(do: Do) -> None:
    assert do(*AGAIN["discover"])[0] == 0
    whole = tree()
    for name in ("box.csv", "where.png"):
        Path("found", name).unlink()
    assert do(*AGAIN["discover"])[0] == 0
    assert tree() == whole


# Foreign files --------------------------------------------------------------------------------------------------


def copied_chunk() -> None:
    shutil.copy("s/chunks/c000001.parquet", "s/chunks/c000001 (copy).parquet")


def all_of_it() -> None:
    pandas.read_parquet("s/chunks").to_parquet("s/chunks/all.parquet")


def chunk_of_none() -> None:
    shutil.copy("s/chunks/c000001.parquet", "s/chunks/c000077.parquet")


def hidden() -> None:
    shutil.copy("s/chunks/c000001.parquet", "s/chunks/.c.parquet")


def folder() -> None:
    shutil.copytree("s/marks", "s/chunks/old")


def mark_of_none() -> None:
    shutil.copy("s/marks/c000001.ok.json", "s/marks/c000077.ok.json")


def notes() -> None:
    Path("s/notes.txt").write_text("mine")


FOREIGN = [copied_chunk, all_of_it, chunk_of_none, hidden, folder, mark_of_none, notes]


@pytest.mark.parametrize("put", FOREIGN)
def test_foreign_files_are_told_and_never_read(do: Do, put: Callable[[], None]) -> None:
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    put()
    for command in ("verify", "status"):
        code, out, _ = do(command, "--store", "s")
        assert code == 1 and "is no file of this study" in out, command
        told = json.loads(do(command, "--store", "s", "--json")[1])
        assert told["complete"], "nothing is missing for it"
    assert "which no sweep wrote" in do(*SWEEP)[2]
    assert do(*EXPORT, "--to", "x.csv")[0] == 0
    assert len(pandas.read_csv("x.csv")) == RUNS
    files = parquet_files("s")
    assert len(pandas.read_parquet(files)) == RUNS  # pyright: ignore[reportArgumentType]
    assert polars.scan_parquet(files).select(polars.len()).collect().item() == RUNS
    assert duckdb.read_parquet(files).aggregate("count(*), count(distinct run)").fetchall() == [(RUNS, RUNS)]


@pytest.mark.parametrize("damage", ["removed", "changed"])
def test_files_are_given_of_a_complete_store_only(do: Do, damage: str) -> None:
    path = Path("s/chunks/c000001.parquet")
    if damage == "removed":
        Path("s/marks/c000001.ok.json").unlink()
    else:
        data = path.read_bytes()
        path.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    with pytest.raises(SimulationError, match="192 of 256 runs are there"):
        parquet_files("s")


@pytest.mark.parametrize("place", ["s/chunks/c000001.parquet", "s/marks/c000001.ok.json"])
def test_a_folder_in_place_of_a_file_is_told_with_the_remedy(do: Do, place: str) -> None:
    Path(place).unlink()
    Path(place).mkdir()
    for command in ("verify", "status"):
        code, out, _ = do(command, "--store", "s")
        assert code == 1 and "is a folder" in out
    code, _, err = do(*SWEEP)
    assert code == 2 and "it is a folder" in err and "Remove the folder" in err
    Path(place).rmdir()
    assert do(*SWEEP)[0] == 0 and do("verify", "--store", "s")[0] == 0
