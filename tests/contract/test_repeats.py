"""Repeats are no evidence: the same rows, cases and levers are refused or counted once, and it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.runs.sweep.row_file import copies_in
from experiments.runs.sweep.study import load_study
from interface.cli import main

HEAD = 'question = "Twice?"\nscenarios = ["baseline"]\nsize = "classroom"\nmonths = 40\nreplicates = 2\n'
HEAD += 'measures = ["coverage.ccs"]\n'
ROWS = {
    "0.1 and 0.10": "bonus\n0.1\n0.2\n0.10\n",
    "1e-1": "bonus\n0.1\n1e-1\n",
    "zeros": "bonus,alignment\n0,0.5\n-0.0,0.50\n",
    "words": "coaching_targeting\nhubs\nclustered\nhubs \n",
}
LEVERS = {
    "a month written in two ways": '"bonus@24" = { values = [0.1] }\n"bonus@024" = { values = [0.2] }\n',
    "month 0 and all months": 'bonus = { values = [0.1, 0.2] }\n"bonus@0" = { values = [0.1] }\n',
    "levers and uncertain": 'bonus = { values = [0.1] }\n[uncertain]\n"bonus@0" = { values = [0.2] }\n',
}
Ran = tuple[int, str, str]
Do = Callable[..., Ran]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Do:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(left.value.code or 0), out, err

    return run


@pytest.mark.parametrize("rows", ROWS)
def test_rows_that_are_the_same_once_read_are_refused(do: Do, rows: str) -> None:
    Path("rows.csv").write_text(ROWS[rows])
    Path("study.toml").write_text(HEAD + 'rows = "rows.csv"\n')
    for words in (("sweep", "./study.toml", "--store", "s"), ("discover", "./study.toml", "--measure", "coverage.ccs")):
        code, _, err = do(*words)
        assert code == 2 and "is the same as row 1, as numbers" in err and "rows.csv: row " in err
    assert not Path("s").exists()


@pytest.mark.parametrize("levers", LEVERS)
def test_one_value_under_two_names_is_refused(do: Do, levers: str) -> None:
    Path("study.toml").write_text(HEAD + "[levers]\n" + LEVERS[levers])
    code, _, err = do("sweep", "./study.toml", "--store", "s")
    assert code == 2 and "study.toml:" in err
    assert f"both give bonus from month {24 if '@24' in LEVERS[levers] else 0} on" in err
    Path("study.toml").write_text(HEAD + 'rows = "rows.csv"\n')
    Path("rows.csv").write_text("bonus,bonus@0\n0.1,0.2\n0.2,0.2\n")
    assert "rows.csv:1: bonus and bonus@0 both give bonus" in do("sweep", "./study.toml", "--store", "s")[2]
    code, _, err = do("frontier", "bonus", "bonus@0", "--size", "classroom")
    assert code == 2 and "both give bonus" in err


def test_rows_that_a_store_has_are_merged_and_it_is_said(do: Do) -> None:
    Path("study.toml").write_text(HEAD + "[levers]\nbonus = { values = [0.1, 0.2] }\n")
    assert do("sweep", "./study.toml", "--store", "s", "--quiet")[0] == 0
    Path("more.csv").write_text("bonus\n0.20\n0.3\n3e-1\n")
    code, out, err = do("expand", "--store", "s", "--rows", "more.csv", "--json")
    assert code == 0 and json.loads(out)["made"] == 2
    assert "2 rows of more.csv are there already, or stand in it twice; each is counted once." in err
    code, out, err = do("expand", "--store", "s", "--rows", "more.csv", "--language", "es")
    assert code == 0 and "3 filas de more.csv ya están" in err


@pytest.mark.parametrize(("design", "points"), [("sobol", 64), ("latin-hypercube", 50), ("sobol", 256)])
def test_points_of_a_sample_that_fall_together_are_counted_once(do: Do, design: str, points: int) -> None:
    levers = (
        "[levers]\ncoaching_targeting = { values = ['hubs', 'clustered'] }\n[uncertain]\n"
        + '"anc.denominator" = { low = 8, high = 12 }\n'
    )
    Path("study.toml").write_text(HEAD + f'design = "{design}"\npoints = {points}\n' + levers)
    study = load_study("./study.toml")
    assert study.copies > 0 and len(study.rows) + study.copies == points and not copies_in(study.rows)
    code, out, err = do("sweep", "./study.toml", "--store", "s", "--json")
    assert code == 0 and json.loads(out)["runs"] == 2 * len(study.rows)
    assert f"{study.copies} points of the design are the same as another" in err
    code, _, err = do("discover", "./study.toml", "--measure", "coverage.ccs", "--above", "0.5")
    assert code == 2 and f"there are {len(study.rows)} cases. Allowed: 40 or more" in err


def test_copies_of_scenarios_do_not_pass_the_gate_of_cases(do: Do) -> None:
    names = ["baseline"]
    for number in range(3):
        Path(f"copy{number}.toml").write_text('question = "The same?"\nbased_on = "baseline"\n')
        names.append(f"./copy{number}.toml")
    text = HEAD.replace('["baseline"]', json.dumps(names)) + "[levers]\nbonus = { values = ["
    Path("study.toml").write_text(text + ", ".join(f"{0.01 * n:.2f}" for n in range(20)) + "] }\n")
    code, _, err = do("discover", "./study.toml", "--measure", "coverage.ccs", "--above", "0.4")
    assert code == 2 and "there are 20 cases, copies of another counted once. Allowed: 40 or more" in err


@pytest.mark.parametrize("lever", ["", "[levers]\nbonus = { values = [0.1] }\n"])
def test_discover_says_where_nothing_varies(do: Do, lever: str) -> None:
    Path("study.toml").write_text(HEAD + lever)
    for source in ("./study.toml", "s"):
        code, _, err = do("discover", source, "--measure", "coverage.ccs", "--above", "0.5")
        assert code == 2 and err.startswith("Error: nothing varies between the cases"), err
        do("sweep", "./study.toml", "--store", "s", "--quiet")
