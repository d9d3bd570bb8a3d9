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
        (
            ("show", "baseline", "--set", "start=2024-01", "--set", "mentoring_start=2050-01"),
            "mentoring_end is 42 (2027-07), before mentoring_start 312 (2050-01)",
        ),
        (
            ("show", "baseline", "--set", "start=2024-01", "--set", "alignment@2040-09=0.8"),
            "month is 200 (2040-09), outside 0 to 143 (2024-01 to 2035-12)",
        ),
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


WAVES = {
    "month = 200\nshare = 0.2": "month is 200 (2040-09). Allowed: 0 to 143 (2024-01 to 2035-12)",
    'month = "2024-05"\nmonths = 20\nregions = ["R1"]\n[[wave]]\nmonth = "2025-05"\nregions = ["R1"]': (
        "visit the same networks in month 16 (2025-05)"
    ),
    'month = "2024-05"\nregions = ["R1"]\n[[wave]]\nmonth = "2024-02"\nagain = 1': (
        "again in month 1 (2024-02), before that one begins in month 4 (2024-05)"
    ),
}


@pytest.mark.parametrize("wave", WAVES)
def test_messages_about_waves_name_months_by_number_and_date(bubbles: Bubbles, tmp_path: Path, wave: str) -> None:
    (file := tmp_path / "ours.toml").write_text(
        f'question = "?"\nbased_on = "baseline"\nstart = "2024-01"\n[[wave]]\n{wave}\n', encoding="utf-8"
    )
    done = bubbles("check", str(file))
    assert done.code == 2 and WAVES[wave] in " ".join(done.err.split()), done.err


def test_prices_that_a_money_of_ones_own_asks_for_are_not_told_to_act_nowhere(bubbles: Bubbles) -> None:
    lacking = ("show", "no-coaching", "--quiet", "--set", "price.coach_wage=20")
    assert "price.coach_wage acts nowhere" in bubbles(*lacking).err
    done = bubbles("show", "no-coaching", "--quiet", *sets(*HNL))
    assert (done.code, done.err) == (0, "")


def test_one_run_says_which_cost_counts_what(bubbles: Bubbles) -> None:
    found = json.loads(bubbles("run", "aligned", *SMALL, "--json").out)
    paid, reform = (f"{found['costs']['paid'][one]:,.0f}" for one in ("total", "reform"))
    out = " ".join(bubbles("run", "aligned", *SMALL).out.split())
    assert f"the reform's own hours too ({reform} USD 2023): {paid} USD 2023 as paid" in out
    assert found["measures"]["cost"] + found["costs"]["paid"]["reform"] == pytest.approx(
        found["costs"]["paid"]["total"]
    )
    without = bubbles("run", "baseline", *SMALL, "--set", "peer_exchange=0")
    assert without.code == 0 and "the reform's own hours too" not in " ".join(without.out.split())


def test_what_is_wrong_in_a_file_that_several_share_is_told_once(bubbles: Bubbles, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('question = "?"\nbased_on = "baseline"\n[[change]]\nmonth = 0\nsanction = 7\n')
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('question = "?"\nbased_on = "base"\n')
    files = [str(tmp_path / f"{name}.toml") for name in ("base", "one", "two")]
    done = bubbles("check", *files)
    assert done.code == 2 and done.err.count("sanction is 7") == 1
    assert [done.err.count(f"{file}: the same as above") for file in files] == [0, 1, 1]
    found = json.loads(bubbles("check", *files, "--json").out)["files"]
    assert len({one["error"] for one in found.values()}) == 1 and list(found) == files
    (tmp_path / "here.csv").write_text("region,network,team\nN,A,a\nN,B,b\n")
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('question = "?"\nbased_on = "baseline"\nplaces = "here.csv"\n')
    done = bubbles("check", *files[1:])
    out = " ".join(done.out.split())  # lines are broken where the folder's name has them
    assert done.code == 0 and out.count("8,000 people") == 1 and out.count("2 networks") == 2
