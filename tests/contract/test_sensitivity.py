"""``bubbles sensitivity``: on studies and on stores, resumed, refused where an index would be wrong."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from experiments.runs.sweep.files import checked_bytes, read_checked
from interface.cli import main

STUDY = """
question = "What decides in a classroom?"
scenarios = ["baseline"]
size = "classroom"
replicates = 3
design = "sobol"
points = 16
measures = ["regime", "reach", "spillover_gain.ccs", "spread_ratio", "coverage.ccs.uncoached.gain@41-89/24"]
[levers]
alignment = { low = 0.0, high = 1.0 }
mentoring_end = { low = 60, high = 144 }
coaching_targeting = { values = ["scattered", "clustered"] }
"""
ROWS = 16 * (3 + 1 + 2)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["sensitivity", *words])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("sensitivity")
    study, store = folder / "s.toml", folder / "store"
    study.write_text(STUDY)
    with pytest.raises(SystemExit) as left:
        main(["sensitivity", str(study), "--store", str(store), "--measure", "reach", "--quiet"])
    assert left.value.code == 0
    return study, store


def test_a_study_gives_indices_noise_and_advice_as_one_object(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, str(made[0]), "--store", str(made[1]), "--measure", "spillover_gain.ccs", "--json")
    found: dict[str, Any] = json.loads(out)
    assert code == 0 and found["rows"] == ROWS and found["runs"] == 3 * ROWS
    one = found["measures"]["spillover_gain.ccs"]
    assert set(one["indices"]) == {"first", "total"}
    assert set(one["indices"]["total"]) == {"alignment", "mentoring_end", "coaching_targeting", "dummy"}
    assert one["ranking"][0] == "mentoring_end", "ten years on, what decides is how long mentoring went on"
    assert one["indices"]["total"]["dummy"]["value"] == 0.0
    assert 0.0 < one["noise"]["of_run"] < 1.0 and one["noise"]["replicates"] == 3
    assert {"is_settled", "more_runs", "tied"} <= set(one["advice"])
    assert set(found["checks"]) == {"rbd-fast", "pawn"}


def test_a_store_is_analysed_without_its_study_and_gives_the_same(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with_study = run(capsys, str(made[0]), "--store", str(made[1]), "--measure", "reach", "--json")[1]
    without = run(capsys, "--store", str(made[1]), "--measure", "reach", "--json")[1]
    assert with_study == without


@pytest.mark.parametrize(
    ("language", "measure", "heading"),
    [
        ("en", "reach", "What decides the reach among uncoached teams?"),
        (
            "es",
            "coverage.ccs.uncoached.gain",
            "¿Qué decide la ganancia en la cobertura de tamizaje de los equipos no acompañados en el mes 41?",
        ),
    ],
)
def test_the_report_says_what_was_found_first_and_has_every_file(
    made: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    language: str,
    measure: str,
    heading: str,
) -> None:
    words = ["--store", str(made[1]), "--report", str(tmp_path / "r"), "--language", language]
    code, out, _ = run(capsys, *words, "--measure", measure)
    assert code == 0 and max(map(len, out.splitlines())) <= 100
    html = (tmp_path / "r" / "report.html").read_text()
    assert f"<h1>{heading}</h1>" in html
    assert html.index('class="answer"') < html.index("<svg") < html.index("<table") < html.index('id="method"')
    assert shlex.join(["bubbles", "sensitivity", *words, "--measure", measure]) in html
    names = {path.name for path in (tmp_path / "r").iterdir()}
    assert {"indices.csv", "noise.csv", "convergence.csv"} <= names
    figure = "decides-reach" if language == "en" else "over-time-coverage-ccs-uncoached-gain"
    assert {f"{figure}.png", f"{figure}.svg", f"{figure}-column.png", f"{figure}-column.svg"} <= names
    header, *rows = (tmp_path / "r" / "indices.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == "measure,method,index,input,value,low,high,uncorrected" and len(rows) >= 16


def test_what_is_missing_in_a_store_is_made_and_nothing_else(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    store = tmp_path / "store"
    whole = run(capsys, str(made[0]), "--store", str(store), "--measure", "reach", "--json")[1]
    (mark,) = (store / "marks").glob("*.json")
    mark.unlink()
    code, _, err = run(capsys, "--store", str(store), "--measure", "reach")
    assert code == 2 and f"0 of {3 * ROWS} runs are there. Allowed: all of them" in err
    again = run(capsys, str(made[0]), "--store", str(store), "--measure", "reach", "--json")[1]
    assert again == whole


def test_rows_that_are_not_those_of_the_design_are_refused(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import shutil

    store = tmp_path / "store"
    shutil.copytree(made[1], store)
    study = read_checked(store / "study.json")
    study["provenance"]["sensitivity"]["seed"] = 2
    (store / "study.json").write_bytes(checked_bytes({k: v for k, v in study.items() if k != "sha256"}))
    code, _, err = run(capsys, "--store", str(store), "--measure", "reach")
    assert code == 2 and "cannot be made again" in err


def test_given_rows_are_for_the_methods_that_take_them(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    study, store = tmp_path / "g.toml", tmp_path / "store"
    study.write_text(STUDY.replace("points = 16", "points = 64"))
    with pytest.raises(SystemExit):
        main(["sweep", str(study), "--store", str(store), "--quiet"])
    code, _, err = run(capsys, "--store", str(store), "--measure", "reach")
    assert code == 2 and re.search(r"sobol needs rows of its own design.*Allowed: pawn, rbd-fast, delta", err)
    code, out, _ = run(capsys, "--store", str(store), "--measure", "reach", "--method", "rbd-fast", "--json")
    assert code == 0 and json.loads(out)["measures"]["reach"]["ranking"][0] == "mentoring_end"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--measure", "spread_ratio"], r"spread_ratio is undefined in .*Take another measure"),
        (["--measure", "reahc"], r"no measure of these runs\. Did you mean 'reach'\?"),
        (["--method", "morris", "--measure", "reach"], r"cannot analyse a design of the kind sobol"),
        (["--scenario", "aligned"], r"'aligned' is no scenario of this store\. Allowed: baseline"),
        (["--points", "32"], r"without STUDY none are\. Allowed: with a study"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_remedy(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    code, out, err = run(capsys, "--store", str(made[1]), *words)
    assert code == 2 and out == "" and re.search(message, err), err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--replicates", "1"], r"1 replicate of each row\. Allowed: 2 or more"),
        (["--points", "20"], r"points is 20\. Allowed: a power of two"),
        (["--points", "0"], r"0 is not in the range x>=1"),
        (["--measure", "reahc"], r"no measure\. Did you mean 'reach'"),
        (["--measure", "coverage.ccs.coached@400"], r"no measure\."),
        (["--measure", "regime"], r"'regime' is no measure\. (?!Did you mean 'regime'\?)"),
        ([], r"neither a study nor a store"),
    ],
)
def test_a_study_that_could_not_be_analysed_is_refused_before_it_is_run(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], message: str
) -> None:
    store = tmp_path / "never"
    given = [str(made[0]), *words, "--store", str(store)] if words else []
    code, out, err = run(capsys, *given)
    assert code == 2 and out == "" and re.search(message, err), err
    assert not store.exists()


def test_which_plausible_set_holds_is_an_input_like_another(
    made: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(made[0]), "--plausible", "--method", "morris", "--points", "4", "--replicates", "2"]
    code, out, _ = run(capsys, *words, "--measure", "spillover_gain.ccs", "--json")
    found = json.loads(out)
    assert code == 0 and found["rows"] == 4 * 6
    assert set(found["measures"]["spillover_gain.ccs"]["ranking"]) == {
        "alignment",
        "mentoring_end",
        "coaching_targeting",
        "calibration",
    }


UNMOVED = """
question = "What decides where nobody is coached yet?"
scenarios = ["mentoring-kept"]
size = "classroom"
replicates = 2
design = "sobol"
points = 16
measures = ["regime", "reach"]
[levers]
alignment = {}
peer_exchange = { low = 0.0, high = 0.4 }
"""


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn", "rbd-fast", "delta"])
def test_what_does_not_vary_is_refused_by_every_method_and_nothing_else_is_said(
    method: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Months 0 to 19: nobody is coached yet, so nobody is reached; regimes are undefined."""
    study = tmp_path / "s.toml"
    study.write_text(UNMOVED, encoding="utf-8")
    points = "8" if method == "morris" else "64"
    words = (str(study), "--method", method, "--points", points, "--months", "20", "--quiet")
    for measure, told in (("reach", "is 0 in every run"), ("regime.spread", "is undefined in")):
        code, out, err = run(capsys, *words, "--measure", measure)
        assert code == 2 and out == "" and f"{measure} {told}" in err and "Take another measure" in err
        assert "arning" not in err and "Traceback" not in err
