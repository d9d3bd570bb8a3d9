"""The policy desk in a real Chromium: links, comparison, undo, replay, files, quick presses, narrow screens."""

from __future__ import annotations

import csv
import io
import json
import math
import struct
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

from experiments import compare
from interface.cli import bubbles
from interface.explorer.serve import PAGE
from scenarios.load import load
from scenarios.plausible import plausible_sets, under
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.observables import REGIMES
from simulation.parameters import REPLACED
from simulation.results import measures
from tests.browser.conftest import Open
from tests.browser.waiting import PAINTED, settled, until

SMALL = "lang=en&view=desk&size=classroom"


def numbers(page: Page) -> list[str]:
    """Return every number of the tables of answers, in full precision, and the headlines."""
    return page.evaluate(
        "() => [...document.querySelectorAll('[data-mean], [data-median]')]"
        ".map(({ dataset }) => dataset.mean ?? dataset.median)"
        ".concat([...document.querySelectorAll('.headline')].map((line) => line.textContent))"
    )


def press(page: Page, control: str, key: str, times: int = 1) -> None:
    page.focus(control)
    for _ in range(times):
        page.keyboard.press(key)


@pytest.mark.parametrize("how", ["file", "loopback"])
def test_it_opens_without_a_network(opened: Open, served: str, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    one = opened(PAGE.as_uri() if how == "file" else served, fragment="lang=en&view=desk")
    settled(one.page)
    assert one.page.locator("#chart-gain svg.curves path").count() > 3
    drawn = one.page.evaluate("() => document.documentElement.dataset.firstChart")
    with capsys.disabled():
        print(f"\nfirst chart from {how}: {drawn} ms, default size")  # printed, not asserted: the machine is shared


def test_a_link_restores_numbers_language_and_view(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    press(page, "#a-alignment", "ArrowRight", 9)
    page.fill("#a-sanction-exact", "0.33")
    page.keyboard.press("Enter")
    page.select_option("#scenario-b", "punitive-tied")
    page.focus("#language-es")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "language-es"
    settled(page)
    link = page.input_value("#link")
    asked = parse_qsl(link.partition("#")[2])
    assert ("set", "alignment@24=0.6") in asked and ("set", "sanction@24=0.33") in asked
    again = opened(fragment=link.partition("#")[2]).page
    settled(again)
    assert numbers(again) == numbers(page)
    assert again.get_attribute("html", "lang") == "es"
    assert again.input_value("#link") == link
    assert "0.15" in again.inner_text("#a-alignment-quo")
    again.click("#view-assumptions")
    elsewhere = opened(fragment=again.evaluate("() => location.hash.slice(1)")).page
    assert elsewhere.get_attribute("#view-assumptions", "aria-current") == "page"


@pytest.mark.parametrize(
    "fragment",
    [
        "v=99&lang={lang}&view=desk",
        "lang={lang}&set=sanction@24=7",
        "lang={lang}&set=sanktion=0.2",
        "lang={lang}&set=sanction@900=0.2",
        "lang={lang}&set=mentoring_end=3",
        "lang={lang}&scenario=utopia",
        "lang={lang}&seed=-1",
        "lang={lang}&assume=trust.drift=<img src=x onerror=alert(1)>",
        f"lang={{lang}}&assume={next(iter(REPLACED))}=0.2",
        "lang={lang}&nonsense=1",
        "lang={lang}&set=%E0%A4%A",
    ],
)
def test_a_bad_link_is_explained_not_obeyed(opened: Open, fragment: str) -> None:
    page = opened(fragment=fragment.format(lang="es")).page
    page.wait_for_selector("tr[data-measure='coverage.ccs'] td")  # the first worlds, in which it is 0, too
    notice = page.inner_text("#link-problems")
    assert "no se puede seguir" in notice and len(notice) > 90
    assert page.input_value("#scenario-a") == "baseline"
    assert "exactamente 0" in page.inner_text("tr[data-measure='coverage.ccs']")
    page.click("#dismiss")
    assert page.locator("#link-problems").count() == 0


def test_a_link_of_an_older_model_is_told_what_took_a_names_place(opened: Open) -> None:
    asked = "".join(f"&assume={name}=0.2" for name in REPLACED)
    page = opened(fragment=f"lang=en&view=desk&size=classroom{asked}").page
    told = page.locator("#link-problems li").all_inner_texts()
    for name, replaced in REPLACED.items():
        assert any(name in one and replaced.by in one for one in told), name


def test_a_head_start_is_never_averaged(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned-kept").page
    settled(page)
    page.click("#answers-caused")
    cell = page.locator("tr[data-measure='head_start.coached'] td")
    found = {one: float(cell.get_attribute(f"data-{one}") or "nan") for one in ("median", "open", "of")}
    scenario = load("aligned-kept", size="classroom")
    sets = plausible_sets()
    runs = [Run(under(scenario, sets[replicate % len(sets)]), 1, replicate) for replicate in range(400)]
    names = [measure.name for measure in measures(scenario.settings.processes)]
    values = simulate_runs(runs, with_series=False).values
    times, is_open = (values[:, names.index(name)] for name in ("head_start.coached", "head_start_open.coached"))
    known = np.isfinite(times)
    assert (found["open"], found["of"]) == (is_open[known].sum(), known.sum())
    left, median = 1.0, math.nan
    for time in np.unique(times[known]):
        ended = (times == time) & (is_open == 0)
        left *= 1.0 - ended.sum() / (times[known] >= time).sum()
        if left <= 0.5:
            median = time
            break
    assert found["median"] == median or (math.isnan(median) and math.isnan(found["median"]))


def test_the_table_says_what_the_report_says(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned-kept").page
    settled(page)
    found = compare("baseline", "aligned-kept", size="classroom", replicates=400, bands=False)
    for measure in ("coverage.ccs", "theatre", "cost"):
        expected = found.contrast("aligned-kept", measure)
        cell = page.locator(f"tr[data-measure='{measure}'] td[data-case='a']").inner_text()
        factor, digits = (1e-3, 0) if measure == "cost" else (100, 1)
        said = [signed(factor * (value or 0.0), digits) for value in (expected.mean, expected.low, expected.high)]
        assert cell.startswith(f"{said[0]} [{said[1]}, {said[2]}]"), (measure, cell)
    counts = {regime: found.estimates["aligned-kept"][f"regime.{regime}"] for regime in REGIMES}
    most = max(counts.values(), key=lambda share: share.mean or 0.0)
    low, high = (round(100 * (bound or 0.0)) for bound in (most.low, most.high))
    assert f"(95% interval {low} to {high})" in page.inner_text(".headline")


def signed(value: float, digits: int) -> str:
    shown = f"{value:+,.{digits}f}"
    return shown.replace("-", "\N{MINUS SIGN}") if float(shown.replace(",", "")) else f"{0:.{digits}f}"


def test_the_same_against_itself_differs_by_exactly_nothing(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned&set=sanction@30=0.2").page
    page.select_option("#scenario-b", "same")
    settled(page)
    cells = page.evaluate(
        "() => [...document.querySelectorAll('td[data-case=\"a-b\"]')].map(({ dataset }) => ({ ...dataset }))"
    )
    assert len(cells) >= 7
    assert all(float(cell["mean"]) == 0 and cell["better"] == "0" and cell["same"] == cell["of"] for cell in cells)
    assert "Common seeds" in page.inner_text(".seeds") and "same people, ties and shocks" in page.inner_text(".seeds")


def test_thirty_quick_presses_end_on_the_last_value(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    press(page, "#a-verification", "ArrowLeft", 6)
    press(page, "#a-verification", "ArrowRight", 24)
    settled(page)
    asked = page.evaluate("() => location.hash.slice(1)")
    assert ("set", "verification@24=1") in parse_qsl(asked)
    fresh = opened(fragment=asked).page
    settled(fresh)
    assert numbers(fresh) == numbers(page)


def test_undo_leads_back_to_where_one_began(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    begun, first = page.evaluate("() => location.hash"), numbers(page)
    press(page, "#a-alignment", "End")
    page.select_option("#scenario-b", "aligned-tied")
    page.fill("#a-target-exact", "20")
    page.keyboard.press("Enter")
    settled(page)
    changed = numbers(page)
    while page.is_enabled("#undo"):
        page.click("#undo")
    assert page.evaluate("() => location.hash") == begun
    settled(page)
    assert numbers(page) == first
    while page.is_enabled("#redo"):
        page.click("#redo")
    settled(page)
    assert numbers(page) == changed


REPLAY = """async () => {
  const text = (of) => document.querySelector(of).textContent;
  const shown = new Map();
  document.getElementById("replay").click();
  while (shown.size < 2) {
    await new Promise((done) => setTimeout(done, 10));
    if (text(".replaying")) shown.set(text(".replaying"), document.querySelector(".headline").innerText);
  }
  return [...shown.values()];
}"""
"""The headline under each of the two captions: the page itself looks, as none of them stays."""


def test_the_last_change_is_replayed(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    headline = page.inner_text(".headline")
    page.select_option("#scenario-a", "aligned-tied")
    settled(page)
    after = page.inner_text(".headline")
    assert after != headline
    before_and_after = page.evaluate(REPLAY)
    assert before_and_after == [headline, after]


def test_a_lever_changes_at_any_month(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    page.click("#add-change")
    page.select_option("#add-lever", "sanction")
    page.fill("#add-month", "60")
    page.fill("#add-value", "0.1")
    page.click("#add-now")
    settled(page)
    assert ("set", "sanction@60=0.1") in parse_qsl(page.evaluate("() => location.hash.slice(1)"))
    assert page.evaluate("() => explorer.valueAt('a', 'sanction', 59)") == 0.6
    assert page.evaluate("() => explorer.valueAt('a', 'sanction', 60)") == 0.1
    page.fill("#change-0-month", "48")
    page.keyboard.press("Enter")
    assert page.evaluate("() => explorer.valueAt('a', 'sanction', 50)") == 0.1
    page.click("#remove-own-0")
    assert "set=" not in page.evaluate("() => location.hash")
    page.fill("#add-value", "9")
    page.click("#add-now")
    assert "Nothing was changed" in page.inner_text(".add")


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.click(button)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_what_is_saved_says_how_it_came_about(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned&uncertainty=none&set=sanction@30=0.2&seed=7").page
    settled(page)
    digest = page.evaluate("() => explorer.card.model")

    table = saved(page, "#chart-gain-csv", tmp_path).read_text(encoding="utf-8-sig")
    comments = [line for line in table.splitlines() if line.startswith("#")]
    rows = list(csv.reader(io.StringIO("\n".join(line for line in table.splitlines() if not line.startswith("#")))))
    told = "\n".join(comments)
    assert digest in told and "Seed 7" in told and "sanction@30=0.2" in told and "not a forecast" in told
    assert "bubbles compare baseline ./bubbles-scenario-aligned-seed7.toml" in told
    assert len(rows) == 145
    place = rows[0].index("coached, CCS: mean")
    shown = page.evaluate(
        "() => explorer.engine.mean(explorer.results.a.series('coverage.ccs.coached').values"
        ".filter((_, i) => i % 144 === 50).map((value, i) => value -"
        " explorer.results.a.series('coverage.ccs.coached.twin').values[i * 144 + 50]))"
    )
    assert float(rows[51][place]) == pytest.approx(shown, abs=1e-14)

    picture = saved(page, "#chart-gain-svg", tmp_path).read_text(encoding="utf-8-sig")
    assert digest in picture and "Seed 7" in picture and "bubbles compare baseline" in picture
    png = saved(page, "#chart-gain-png", tmp_path).read_bytes()
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width >= 1800 and height >= 840

    runs = saved(page, "#runs", tmp_path).read_text(encoding="utf-8-sig")
    assert sum(not line.startswith("#") for line in runs.splitlines()) == 1 + 2 * 400

    scenario = saved(page, "#toml", tmp_path)
    scenario = scenario.rename(tmp_path / "mine.toml")
    asked = load("aligned", size="classroom", sets=["sanction@30=0.2"])
    assert load(str(scenario), size="classroom").settings == asked.settings


@pytest.mark.parametrize("uncertainty", ["none", "plausible"])
def test_the_command_gives_the_same_world_in_python(opened: Open, uncertainty: str) -> None:
    asked = f"scenario=aligned-tied&uncertainty={uncertainty}&set=sanction@30=0.2&seed=11"
    page = opened(fragment=f"{SMALL}&{asked}").page
    settled(page)
    command = page.input_value("#command-one").split()
    assert command[:2] == ["bubbles", "run"]
    said = CliRunner().invoke(bubbles, [*command[1:], "--json"])
    assert said.exit_code == 0, said.output
    expected = json.loads(said.stdout)["measures"]
    names = ["coverage.ccs", "direct_gain.ccs", "spillover_gain.ccs", "cost", "safety", "theatre"]
    found = page.evaluate("(names) => names.map((name) => explorer.results.a.measure(name)[0])", names)
    assert found == [expected[name] for name in names]


def test_assumptions_are_edited_and_hold_in_every_case(opened: Open) -> None:
    page = opened(fragment="lang=es&view=assumptions&size=classroom").page
    assert page.locator("tbody tr").count() == page.evaluate("() => explorer.card.parameters.length")
    assert page.locator("tbody tr .grade").count() == page.locator("tbody tr").count()
    page.fill("#find", "trust.drift")
    page.fill("#value-trust-drift", "0,07")
    page.keyboard.press("Enter")
    assert ("assume", "trust.drift=0.07") in parse_qsl(page.evaluate("() => location.hash.slice(1)"))
    page.fill("#value-trust-drift", "7")
    page.keyboard.press("Enter")
    assert "se queda como estaba" in page.inner_text("tbody")
    page.click("#view-desk")
    settled(page)
    values = "(which) => explorer.engine.valueAt(explorer.settings(which), 'trust.drift', 0)"
    assert page.evaluate(values, "a") == page.evaluate(values, "reference") == 0.07
    assert "exactamente 0" in page.inner_text("tr[data-measure='coverage.ccs']")


@pytest.mark.parametrize(("language", "told"), [("en", "could not be run"), ("es", "no pudo correr")])
def test_a_model_that_cannot_run_says_so_and_runs_again(opened: Open, language: str, told: str) -> None:
    """As where a phone has no memory left: what its workers report then is reported here."""
    page = opened(fragment=SMALL.replace("lang=en", f"lang={language}")).page
    settled(page)
    page.evaluate(
        """() => {
          const parameter = explorer.parameters.get("sanction");
          explorer.setLever("a", parameter, 0.31);
          const said = new ErrorEvent("error", { message: "no memory" });
          for (const { worker } of explorer.engine.crew) worker.onerror(said);
        }"""
    )
    until(page, "document.getElementById('trouble').textContent.includes('no memory')")
    assert told in page.inner_text("#trouble") and page.evaluate("() => !explorer.isSettled")
    page.evaluate("() => explorer.setLever('a', explorer.parameters.get('sanction'), 0.32)")
    settled(page)
    assert page.inner_text("#trouble") == ""
    assert page.evaluate("() => explorer.results.a.replicates") == 400


def test_the_default_set_can_be_chosen(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    many = numbers(page)
    page.click("#worlds")
    page.select_option("#uncertainty", "none")
    settled(page)
    assert numbers(page) != many or page.evaluate("() => explorer.results.a.settings.uncertainty") == "none"
    assert "default set" in page.inner_text("footer")


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_is_cut_off_on_a_narrow_screen(opened: Open, language: str) -> None:
    page = opened(
        fragment=f"lang={language}&view=desk&size=classroom&b=aligned", viewport={"width": 320, "height": 640}
    ).page
    settled(page)
    for view in ("desk", "map", "loops", "lessons", "assumptions"):
        page.click(f"#view-{view}")
        page.locator(f"#view-{view}[aria-current='page']").wait_for()
        page.evaluate(PAINTED)
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 320, (view, wide)
