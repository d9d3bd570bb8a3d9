"""``bubbles frontier``: along one lever and over two, kept in a store, refused where there is nothing to find."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from interface.cli import main

QUICK = [
    "--scenario",
    "mentoring-kept",
    "--size",
    "classroom",
    "--measure",
    "reach",
    "--level",
    "0.4",
    "--replicates",
    "8",
]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["frontier", *words])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_a_tipping_point_with_its_report_and_again_from_its_store(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    store, report = str(tmp_path / "store"), tmp_path / "report"
    words = ["alignment", *QUICK, "--precision", "0.1", "--store", store]
    code, out, _ = run(capsys, *words, "--json")
    first: dict[str, Any] = json.loads(out)
    assert code == 0 and first["lever"] == "alignment"
    rising = next(c for c in first["crossings"] if c["is_rising"])
    assert 0.0 < rising["low"] <= rising["estimate"] <= rising["high"] < 0.9
    before = sorted(path.name for path in (tmp_path / "store" / "chunks").iterdir())
    code, out, _ = run(capsys, *words, "--report", str(report))
    assert code == 0 and "rises above the level at about" in re.sub(r"\s+", " ", out)
    assert sorted(path.name for path in (tmp_path / "store" / "chunks").iterdir()) == before, "nothing is made again"
    html = (report / "report.html").read_text()
    assert html.index("rises above the level") < html.index("<svg") < html.index("<table")
    assert shlex.join(["bubbles", "frontier", *words, "--report", str(report)]) in html
    assert (report / "points.csv").read_text(encoding="utf-8-sig").startswith("alignment,mean,low,high\n")
    assert {"along-alignment.png", "along-alignment-column.svg"} <= {path.name for path in report.iterdir()}


def test_a_map_over_two_levers_under_plausible_sets(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    levers = ["alignment:0.2:0.8", "peer_exchange"]
    words = [*levers, "--size", "classroom", "--under", "8", "--replicates", "1", "--language", "es"]
    code, out, _ = run(capsys, *words, "--report", str(tmp_path))
    assert code == 0 and "La probabilidad de extensión está por encima de 50" in re.sub(r"\s+", " ", out)
    assert "over-alignment-and-peer-exchange.svg" in {path.name for path in tmp_path.iterdir()}
    assert (
        (tmp_path / "points.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("alignment,peer_exchange,regime.spread,share_of")
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["alignmet"], r"Did you mean 'alignment'"),
        (["alignment", "alignment:0:1"], r"2 levers are given\. Allowed: one, or two different ones"),
        (["alignment:high"], r"has no range\. Allowed: LEVER or LEVER:LOW:HIGH"),
        (["coaching_targeting"], r"is a choice among"),
        (["alignment@200"], r"the month is '200'\. Allowed: 0 to 143"),
        (["alignment", "--measure", "cost"], r"cost is a mean, and no level is given"),
        (["alignment", "--measure", "regime.spred"], r"no measure\. Did you mean 'regime\.spread'"),
        (["alignment", "--level", "2"], r"--level of regime\.spread is 2\. Allowed: 0 to 1"),
        (["alignment", "--replicates", "3"], r"3 replicates\. Allowed: 8 or more"),
        (["mentoring_end:0:20", "--size", "classroom"], r"mentoring_end 0: .*Give a narrower range"),
        (["alignment", "--precision", "0"], r"precision is 0"),
    ],
)
def test_what_has_no_frontier_is_refused_with_the_remedy(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    code, out, err = run(capsys, *words)
    assert code == 2 and out == "" and re.search(message, err), err
