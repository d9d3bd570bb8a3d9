"""``bubbles discover``, ``attribute`` and ``decide``: one object, both languages, resumed, refused with one message."""

import json
from pathlib import Path
from typing import Any

import pytest

from interface.cli import main

STUDY = """
question = "Where do gains spread in a classroom?"
scenarios = ["mentoring-kept"]
size = "classroom"
replicates = 2
design = "sobol"
points = 64
measures = ["regime", "reach", "spillover_gain.ccs"]
[levers]
"alignment@24" = {}
"peer_exchange@24" = { low = 0.0, high = 0.4 }
"""


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("what-to-try") / "s.toml"
    path.write_text(STUDY)
    return path


def test_discover_names_the_conditions_once_from_a_study_and_again_from_its_store(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    words = ("--resamples", "2", "--json")
    code, first, _ = run(capsys, "discover", str(study), "--store", str(store), *words)
    found: dict[str, Any] = json.loads(first)
    assert code == 0 and found["cases"] == 64 and found["replicates"] == 2
    assert "alignment@24" in {limit["column"] for limit in found["box"]["limits"]}
    assert found["sentence"].endswith("gains spread.") and "alignment from month 24 on is above" in found["sentence"]
    assert 0.0 < found["box"]["coverage"] <= 1.0 and found["resampled"]["times"] == 2
    code, again, _ = run(capsys, "discover", str(store), "--out", str(out), *words)
    assert code == 0 and json.loads(again) == found
    assert {"report.html", "where.svg", "where.png", "box.csv", "cases.csv"} <= {path.name for path in out.iterdir()}
    code, spanish, _ = run(capsys, "discover", str(store), "--resamples", "2", "--quiet", "--language", "es")
    assert code == 0 and "las ganancias se extienden" in " ".join(spanish.split())


def test_discover_refuses_a_store_of_which_a_part_is_lost_or_changed(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    assert run(capsys, "sweep", str(study), "--store", str(store), "--quiet", "--chunk", "64")[0] == 0
    chunks = sorted((store / "chunks").glob("*.parquet"))
    data = chunks[0].read_bytes()
    chunks[0].write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    code, out, err = run(capsys, "discover", str(store), "--resamples", "1", "--json")
    assert code == 2 and out == "" and chunks[0].name in err
    chunks[0].unlink()
    code, out, err = run(capsys, "discover", str(store), "--resamples", "1", "--json")
    assert code == 2 and out == "" and "complete store" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--measure", "regime.sprad"), "no measure"),
        (("--measure", "reach"), "--above or --below"),
        (("--measure", "theatre", "--above", "0"), "have no theatre"),
        (("--measure", "spillover_gain.ccs", "--below", "0.05"), ""),
        (("--seed", "-1"), "seed"),
    ],
)
def test_discover_refuses_in_one_message(
    study: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "discover", str(study), "--resamples", "1", "--json", *words)
    assert code == (2 if message else 0)
    assert message in err and "Traceback" not in err
    assert (out == "") == (code == 2)


def test_attribute_shares_out_what_adds_up_and_goes_on_where_it_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("attribute", "aligned-tied", "--size", "classroom", "--replicates", "4", "--loops", "contagion,identity")
    code, out, _ = run(capsys, *words, "--store", str(tmp_path / "cuts"), "--json")
    found = json.loads(out)["measures"]["spillover_gain.ccs"]
    shares = sum(loop["share"]["mean"] for loop in found["loops"].values())
    assert code == 0 and shares == pytest.approx(found["whole"]["mean"] - found["rest"]["mean"])
    code, again, _ = run(capsys, *words, "--store", str(tmp_path / "cuts"), "--json")
    assert code == 0 and again == out
    code, _, err = run(capsys, *words, "--store", str(tmp_path / "cuts"), "--seed", "2")
    assert code == 2 and "another study" in err
    code, spanish, _ = run(capsys, *words, "--language", "es", "--out", str(tmp_path / "out"))
    assert code == 0 and "contagio entre pares" in spanish
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("aligned", "--loops", "contagion"), "2 to 12"),
        (("aligned", "--loops", "contagion,fame"), "no loop"),
        (("aligned", "--measure", "regime"), "which is no measure"),
        (("no-coaching", "--size", "classroom", "--replicates", "1", "--measure", "retained"), "undefined or infinite"),
        (("aligned", "--under", "9999"), "--under is 9999"),
    ],
)
def test_attribute_refuses_in_one_message(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "attribute", *words)
    assert code == 2 and out == "" and message in err and "Traceback" not in err


def test_decide_gives_a_table_an_advice_and_a_front(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "decide",
        "baseline",
        "aligned",
        "aligned-tied",
        "--size",
        "classroom",
        "--cases",
        "12",
        "--replicates",
        "1",
    )
    search = ("--search", "--generations", "2", "--levers", "alignment,peer_exchange", "--budget", "1e6")
    code, out, _ = run(capsys, *words, *search, "--json", "--store", str(tmp_path / "s"), "--out", str(tmp_path / "o"))
    found = json.loads(out)
    assert code == 0 and found["reference"] == "baseline" and found["advised"] in ("aligned", "aligned-tied")
    best = [package["best"] for package in found["packages"].values()]
    assert sum(best) == pytest.approx(1.0)
    assert found["search"]["front"][0]["sets"][0].startswith("alignment@24=")
    page = (tmp_path / "o" / "report.html").read_text(encoding="utf-8")
    assert "bubbles decide baseline aligned aligned-tied" in page and " ".join(search) in page, "as it was given"
    code, spanish, _ = run(capsys, *words, "--language", "es")
    assert code == 0 and "Pruebe “Alineadas" in spanish
    assert max(len(line) for line in spanish.splitlines()) <= 100


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("baseline",), "two or more"),
        (("baseline", "aligned", "--cases", "1"), "cases is 1"),
        (("baseline", "aligned", "--require", "gain>3%"), "--require is 'gain>3%'"),
        (("baseline", "aligned", "--budget", "nan"), "'--budget': 'nan' is not a number"),
        (("baseline", "aligned", "--levers", "bonus"), "without --search"),
        (("baseline", "aligned", "--search", "--levers", "bonnus"), "Did you mean 'bonus'"),
        (("baseline", "aligned", "--measure", "covrage.ccs"), "Did you mean 'coverage.ccs'"),
        (("baseline", "aligned", "--measure", "retained"), "cannot be gained in points"),
        (("baseline", "aligned", "--measure", "cost"), "cannot be gained in points"),
        (("baseline", "aligned", "--measure", "theatre"), "of which less is better: more of it is no gain"),
        (("baseline", "aligned", "--measure", "regime.faded"), "of which less is better"),
        (("baseline", "aligned", "--measure", "identity_gap"), "neither more nor less is better"),
    ],
)
def test_decide_refuses_in_one_message(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "decide", *words)
    assert code == 2 and out == "" and message in err and "Traceback" not in err
