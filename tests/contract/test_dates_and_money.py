"""Dates and money at the real command line: what is told, what is written, and what is refused, with exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.properties.test_costs import HNL

Bubbles = Callable[..., Any]


SMALL = ("--size", "classroom", "--months", "48")
DATED = 'question = "?"\nbased_on = "baseline"\nstart = "2024-01"\n\n[[change]]\nmonth = "2026-07"\nalignment = 0.8\n'


def sets(*given: str) -> list[str]:
    return [part for one in given for part in ("--set", one)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "words",
    [
        ("run", "aligned"),
        ("compare", "baseline", "aligned", "--replicates", "4"),
        ("decide", "baseline", "aligned", "--cases", "4", "--replicates", "1"),
        ("show", "aligned"),
    ],
)
def test_the_terminal_names_the_money_and_no_other(bubbles: Bubbles, words: tuple[str, ...], language: str) -> None:
    done = bubbles(*words, *SMALL, "--language", language, *sets(*HNL, "ccs.eligible=0.2"))
    assert done.code == 0, done.err
    assert "HNL" in done.out
    assert words[0] == "show" or "USD" not in done.out


@pytest.mark.parametrize(("language", "date"), [("en", "July 2026"), ("es", "julio de 2026")])
def test_dates_are_told_in_words(bubbles: Bubbles, tmp_path: Path, language: str, date: str) -> None:
    (tmp_path / "ours.toml").write_text(DATED)
    done = bubbles("show", "ours.toml", "--language", language)
    assert date.split()[0] in done.out, "a narrow cell may break the line behind it"
    assert "2026-07" in done.out
    done = bubbles("check", "ours.toml", "--language", language)
    assert {"en": "January 2024", "es": "enero de 2024"}[language] in done.out


def test_files_have_dates_beside_months(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(DATED)
    done = bubbles("run", "ours.toml", *SMALL, "--out", "result", "--quiet")
    assert done.code == 0, done.err
    lines = (tmp_path / "result" / "series.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("month,date,")
    assert lines[31].startswith("30,2026-07,")
    costs = (tmp_path / "result" / "costs.csv").read_text(encoding="utf-8-sig").splitlines()
    assert costs[0] == "year,month,date,months,kind,payer,cost,discounted_cost,money"
    assert costs[1].startswith("2024,0,2024-01,12,coaching,authority,")
    assert json.loads((tmp_path / "result" / "run.json").read_text())["start"] == "2024-01"
    again = bubbles("run", "ours.toml", *SMALL, "--out", "result", "--quiet")
    assert again.code == 0, again.err


def test_a_comparison_writes_costs_and_keeps_its_command(bubbles: Bubbles, tmp_path: Path) -> None:
    given = sets("start=2024-01", "alignment@2026-07=0.8", "ccs.eligible=0.2")
    asked = ("compare", "baseline", "aligned-tied", "--replicates", "4", *SMALL, *given)
    done = bubbles(*asked, "--out", "out", "--report", "report.html", "--quiet")
    assert done.code == 0, done.err
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "alignment@2026-07=0.8" in page
    assert "July 2026" in page
    said = json.loads((tmp_path / "out" / "compare.json").read_text())
    assert said["start"] == "2024-01"
    of = said["costs"]["scenarios"]["aligned-tied"]
    assert sum(of["paid"]["by_year"].values()) == pytest.approx(of["paid"]["total"]["mean"])
    assert sum(of["paid"]["by_kind"].values()) == pytest.approx(of["paid"]["total"]["mean"])
    assert sum(one["mean"] for one in of["discounted"]["by_payer"].values()) == pytest.approx(
        of["discounted"]["total"]["mean"]
    )
    assert list(of["paid"]["by_year"]) == ["2024", "2025", "2026", "2027"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "baseline", "--set", "start=2024-01-15"), "Write --set start=2024-01."),
        (("run", "baseline", "--set", "start=2024-13"), "no month 13"),
        (("show", "baseline", "--set", "start=enero 2024"), "Write --set start=2024-01."),
        (("run", "baseline", "--set", "alignment@2026-07=0.8"), "nothing says which month month 0 is"),
        (("compare", "baseline", "aligned", "--set", "start=01/2024"), "Write --set start=2024-01."),
        (("frontier", "alignment@2026-07"), "nothing says which month month 0 is"),
        (("sensitivity", "levers", "--measure", "coverage.ccs.coached@2026-07"), "nothing says which month"),
        (("decide", "baseline", "aligned", "--set", "currency=HNL"), "still in USD 2023"),
        (("compare", "baseline", "aligned", "--set", "cost.discount_rate=30"), "0 to 0.2"),
        (("run", "baseline", "--set", "ccs.eligible=22"), "0.001 to 1"),
    ],
)
def test_what_cannot_be_understood_is_refused(bubbles: Bubbles, words: tuple[str, ...], says: str) -> None:
    done = bubbles(*words)
    assert done.code == 2
    assert says in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert done.out == ""
