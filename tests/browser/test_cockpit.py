"""The desk in one screen: answer over levers, flags on the axis, what moved, the gallery, a phone, and paper."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from playwright.sync_api import Page

from experiments.statistics.resampling import clustered_mean
from scenarios.library import available
from scenarios.load import load
from scenarios.plausible import plausible_sets, under
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.parameters import declared
from simulation.results import measures
from tests.browser.conftest import Open
from tests.browser.waiting import PAINTED, settled, until

APART = 1300
"""Milliseconds after which a further change of the same lever is a step of its own (ui/history.js)."""
SMALL = "lang=en&view=desk&size=classroom"
LAPTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
SPOKEN = pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.thorough)])
"""Spanish has the longer words."""
SEEN = """(names) => Object.fromEntries(names.map((name) => {
  const shown = [...document.querySelectorAll(name)].filter((one) => one.checkVisibility());
  return [name, [shown.length, Math.max(...shown.map((one) => one.getBoundingClientRect().bottom))]];
}))"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, summary, input")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .table-holder"))
  .filter((one) => !one.matches(".unseen, [type=checkbox]"))
  .map((one) => [one.id || one.textContent, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
  .map(([name, { width, height }]) => `${name} ${Math.round(width)} x ${Math.round(height)}`)"""
"""Every control on the page that a finger could miss."""
FLAGS = """() => [...document.querySelectorAll("[id$='-coverage.ccs'] .flag-handle")].map((flag) => ({
  said: flag.getAttribute("aria-label"), month: Number(flag.getAttribute("aria-valuenow")),
  words: flag.getAttribute("aria-valuetext"),
  pole: flag.getBoundingClientRect()[flag.classList.contains("left") ? "right" : "left"],
}))"""
AXIS = ":is(#chart-coverage\\.ccs, #flags-coverage\\.ccs)"
"""Where flags stand: at their chart, and on a phone below all that stays in sight."""
DRAWN = "() => document.querySelector('#chart-coverage\\\\.ccs svg.curves').getBoundingClientRect().width"
SHOWN = """() => [...document.querySelectorAll(".charts.first > figure, .lever-group")]
  .filter((one) => one.checkVisibility()).length"""
MOVES = (
    ("#a-peer_exchange-exact", "0.9", "peer_exchange@24=0.9"),
    ("#a-target-exact", "12.5", "target@24=0.125"),
    ("#a-cross_ties-exact", "0.2", "cross_ties@24=0.2"),
    ("#a-bonus_cap-exact", "40", "bonus_cap@24=0.4"),
)
"""Boxes, what is typed into them, and what that is on the command line."""


def sets(page: Page) -> list[str]:
    asked = parse_qsl(page.evaluate("() => location.hash.slice(1)"))
    return [value for name, value in asked if name == "set"]


def flag(page: Page, said: str) -> dict[str, Any]:
    """Return the one flag that begins so."""
    found = [one for one in page.evaluate(FLAGS) if one["said"].startswith(said)]
    assert len(found) == 1, (said, found)
    return found[0]


def handle(said: str) -> str:
    return f"{AXIS} .flag-handle[aria-label^='{said}']"


@SPOKEN
@pytest.mark.parametrize("scenario", ["baseline", "aligned-tied"])
def test_a_laptop_shows_answer_charts_and_levers_together(opened: Open, language: str, scenario: str) -> None:
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&scenario={scenario}", viewport=LAPTOP).page
    settled(page)
    page.evaluate(PAINTED)
    names = [".headline", "#moved", ".charts.first svg.curves", ".flag-handle", ".lever input[type=range]", ".quo"]
    found = page.evaluate(SEEN, names)
    assert found[".charts.first svg.curves"][0] == 2 and found[".lever input[type=range]"][0] == 15
    assert all(bottom <= LAPTOP["height"] for _, bottom in found.values()), found
    assert page.evaluate("() => document.documentElement.scrollWidth") <= LAPTOP["width"]


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.thorough)])
def test_with_big_type_a_projector_shows_answer_both_charts_and_a_group_of_levers(opened: Open, language: str) -> None:
    asked = "size=classroom&scenario=aligned-tied&set=sanction@30=0.2&big=1"
    page = opened(fragment=f"lang={language}&view=desk&{asked}", viewport=LAPTOP).page
    settled(page)
    page.evaluate(PAINTED)
    names = [".headline", "#moved", ".charts.first svg.curves", ".flag-handle", ".lever input[type=range]"]
    for group, levers in (("rules", 5), ("coaching", 5), ("connections", 3)):
        page.click(f"#group-{group}")
        found = page.evaluate(SEEN, names)
        assert found[".charts.first svg.curves"][0] == 2 and found[".lever input[type=range]"][0] == levers
        assert all(bottom <= LAPTOP["height"] for _, bottom in found.values()), (group, found)
    heights = "(all) => all.map((one) => one.getBoundingClientRect().height)"
    assert min(page.eval_on_selector_all(".charts.first svg.curves", heights)) >= 170
    assert page.evaluate("() => document.documentElement.scrollWidth") <= LAPTOP["width"]


CUT = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const lacks = (one) => {
    if (one.tagName !== "SELECT") return one.scrollWidth - one.clientWidth;
    const { font, paddingLeft, paddingRight } = getComputedStyle(one);
    pen.font = font;
    const arrow = 12;
    const inner = one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - arrow;
    return pen.measureText(one.selectedOptions[0].textContent).width - inner;
  };
  const asked = ".lever label, .headline, .key li, .lever-tabs button, .cloth, .question > .field select";
  return [...document.querySelectorAll(asked)].filter((one) => one.checkVisibility() && lacks(one) > 1)
    .map((one) => one.textContent);
}"""
"""Names that are not seen whole."""
OVER = """() => {
  const asked = ".charts.first :is(.key li, .below > *, .flag-handle), .means, .chart-tabs button";
  const all = [...document.querySelectorAll(asked)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width)
    .map((one) => [one.textContent, one.getBoundingClientRect()]);
  const isOver = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return all.flatMap(([one, a], i) => all.slice(i + 1).filter(([, b]) => isOver(a, b)).map(([other]) => [one, other]));
}"""
"""What stands over something else: names of lines, flags, the table and files of a chart."""


CHANGED = "scenario=aligned&set=sanction@30=0.2&set=target@60=0.1&b=aligned-tied&bset=sanction@48=0.9"
PROJECTOR = {"width": 1920, "height": 1080}


@SPOKEN
@pytest.mark.parametrize(
    ("type_", "screens"),
    [("", [(LAPTOP, 4, 15, 120)]), ("&big=1", [(LAPTOP, 2, 5, 140), (PROJECTOR, 4, 5, 300)])],
    ids=["", "big type"],
)
def test_a_beside_b_has_all_in_sight_and_no_name_cut_or_over_another(
    opened: Open, language: str, type_: str, screens: list[tuple[Any, int, int, int]]
) -> None:
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&{CHANGED}{type_}", viewport=LAPTOP).page
    settled(page)
    for screen, charts, levers, least in screens:
        page.set_viewport_size(screen)
        page.evaluate(PAINTED)
        found = page.evaluate(SEEN, [".headline", ".charts.first svg.curves", ".lever input[type=range]", ".plain"])
        assert (found[".charts.first svg.curves"][0], found[".lever input[type=range]"][0]) == (charts, levers)
        assert all(bottom <= screen["height"] for _, bottom in found.values()), (screen, found)
        assert page.evaluate(CUT) == [] and page.evaluate(OVER) == []
        heights = "(all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect().height)"
        assert min(page.eval_on_selector_all(".charts.first svg.curves", heights)) >= least


def test_every_lever_stands_in_one_group(opened: Open) -> None:
    page = opened(fragment=SMALL, viewport=LAPTOP).page
    settled(page)
    rows = page.evaluate("() => [...document.querySelectorAll('.lever-group .lever label')].map((one) => one.htmlFor)")
    levers = [name for name, parameter in declared().items() if parameter.kind == "lever"]
    assert sorted(rows) == sorted(f"a-{name.replace('.', '-')}" for name in levers)
    assert not page.is_visible("#a-sanction_cap")
    page.click("#more-a")
    assert page.is_visible("#a-sanction_cap") and page.get_attribute("#more-a", "aria-expanded") == "true"
    page.hover("#a-sanction_cap-label")
    assert page.inner_text(".lever-help").startswith("Cap on sanctions")


def test_the_status_quo_is_marked_on_each_lever(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&set=sanction@24=0.2", viewport=LAPTOP).page
    settled(page)
    assert page.is_visible("#a-sanction-quo [aria-hidden]") and "0.60" in page.inner_text("#a-sanction-quo")
    assert not page.is_visible("#a-target-quo [aria-hidden]"), "it stands where the status quo stands"
    at = page.evaluate("() => document.querySelector('.lever:has(#a-sanction) .mark').style.getPropertyValue('--at')")
    assert float(at) == pytest.approx(0.6)


def test_flags_are_moved_by_keys_and_never_pass_each_other(opened: Open) -> None:
    page = opened(
        fragment=f"{SMALL}&set=sanction@30=0.2&set=sanction@36=0.4&set=alignment@24=0.8", viewport=LAPTOP
    ).page
    settled(page)
    before = flag(page, "Sanctions at 0.20")
    assert before["month"] == 30 and before["words"] == "month 30"
    page.focus(handle("Sanctions at 0.20"))
    page.keyboard.press("ArrowRight")
    assert page.inner_text(":focus .when") == "Sanctions at 0.20, from month 31", "all of it, to who sees"
    assert "sanction@31=0.2" in sets(page)
    assert page.evaluate("() => document.activeElement.getAttribute('aria-valuenow')") == "31"
    page.keyboard.press("End")
    assert sets(page) == ["alignment@24=0.8", "sanction@35=0.2", "sanction@36=0.4"], "it stops before its neighbour"
    page.keyboard.press("PageDown")
    assert "sanction@23=0.2" in sets(page)
    moved = flag(page, "Sanctions at 0.20")
    assert moved["pole"] < before["pole"]
    page.keyboard.press("Delete")
    assert sets(page) == ["alignment@24=0.8", "sanction@36=0.4"]
    page.focus(handle("End of mentoring"))
    page.keyboard.press("ArrowRight")
    assert "mentoring_end=43" in sets(page)
    page.focus(handle("Month from which"))
    page.keyboard.press("PageUp")
    assert page.evaluate("explorer.state.month") == 36 and page.input_value("#from-month") == "36"
    settled(page)
    page.click("#undo")
    assert page.evaluate("explorer.valueAt('a', 'mentoring_end', 0)") == 42


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_flags_are_dragged(opened: Open, kind: str) -> None:
    how = {"viewport": PHONE, "has_touch": True} if kind == "touch" else {"viewport": LAPTOP}
    page = opened(fragment=f"{SMALL}&set=sanction@60=0.2", **how).page
    settled(page)
    steps = page.evaluate("() => explorer.history.links.length")
    page.locator(handle("Sanctions")).scroll_into_view_if_needed()
    box = page.locator(handle("Sanctions")).bounding_box()
    frame = page.locator(f"{AXIS} .flags").bounding_box()
    assert box and frame
    start = (box["x"] + box["width"] / 2, box["y"] + 10)
    if kind == "mouse":
        page.mouse.move(*start)
        page.mouse.down()
        for n in range(1, 9):
            page.mouse.move(start[0] + 12 * n, start[1] + 2)
        page.mouse.up()
    else:
        cdp = page.context.new_cdp_session(page)
        for name, n in [("touchStart", 0), *(("touchMove", n) for n in range(1, 9)), ("touchEnd", None)]:
            points = [] if n is None else [{"x": start[0] + 8 * n, "y": start[1] + 2}]
            cdp.send("Input.dispatchTouchEvent", {"type": name, "touchPoints": points})
    settled(page)
    (said,) = sets(page)
    month = int(re.fullmatch(r"sanction@(\d+)=0.2", said)[1])  # type: ignore[index]
    wide = page.evaluate(DRAWN)
    assert 60 < month < 60 + 144 * 96 / (0.55 * wide)
    assert abs(flag(page, "Sanctions")["pole"] - box["x"] - (96 if kind == "mouse" else 64)) < 8
    assert page.evaluate("() => explorer.history.links.length") == steps + 1, "a drag is one step to undo"


def test_what_the_scenario_brings_stands_fast(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned", viewport=LAPTOP).page
    settled(page)
    given = flag(page, "The scenario's own change")
    assert given["month"] == 24 and "Alignment of the authorities 0.80" in given["said"]
    page.focus(handle("The scenario"))
    page.keyboard.press("ArrowRight")
    assert sets(page) == [] and flag(page, "The scenario's own change")["month"] == 24


def coverage(sets_: list[str]) -> np.ndarray:
    """Return mean coverage of screening at the end in each of 400 worlds of the status quo, in Python."""
    scenario, plausible = load("baseline", size="classroom", sets=sets_), plausible_sets()
    runs = [Run(under(scenario, plausible[world % len(plausible)]), 1, world) for world in range(400)]
    names = [measure.name for measure in measures(scenario.settings.processes)]
    return simulate_runs(runs, with_series=False).values[:, names.index("coverage.ccs")]


def test_what_moved_is_what_python_finds(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&set=sanction@24=0.3", viewport=LAPTOP).page
    settled(page)
    assert page.inner_text("#moved").startswith("Move a lever")
    page.click("#more-a")
    plausible = len(plausible_sets())
    whole = coverage(["sanction@24=0.3"])
    kinds = set()
    for box, value, said in MOVES:
        page.fill(box, value)
        page.keyboard.press("Enter")
        settled(page)
        expected = clustered_mean(coverage(["sanction@24=0.3", said]) - whole, np.arange(400) % plausible)
        until(page, f"Math.abs(document.getElementById('moved').dataset.moved - {expected.mean}) < 1e-12")
        words = page.inner_text("#moved")
        assert expected.low is not None and expected.high is not None
        is_same, is_open = expected.low == expected.high == 0.0, expected.low <= 0.0 <= expected.high
        kinds.add("same" if is_same else "open" if is_open else "settled")
        assert ("is the same in every world" in words) is is_same
        assert ("is not settled" in words) is (is_open and not is_same), (words, expected)
        assert page.inner_text("#a-sanction-quo") and "from month 24 on:" in words
        page.click("#undo")
        settled(page)
    assert kinds == {"settled", "open", "same"}


def test_a_reason_is_an_arrow_that_went_its_way(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned-tied", viewport=LAPTOP).page
    settled(page)
    page.fill("#a-sanction-exact", "0.1")
    page.keyboard.press("Enter")
    settled(page)
    until(page, "document.getElementById('moved').textContent.includes('With it moved')")
    words = page.inner_text("#moved")
    fell = re.search(r"Sanction pressure \N{MINUS SIGN}0\.\d\d \[\N{MINUS SIGN}0\.\d\d, \N{MINUS SIGN}0\.\d\d\]", words)
    assert fell and "“sanctions threaten”" in words
    page.wait_for_timeout(APART)
    page.fill("#a-sanction-exact", "0.9")
    page.keyboard.press("Enter")
    settled(page)
    until(page, "document.getElementById('moved').textContent.includes('from 0.10 to 0.90')")
    assert re.search(r"Sanction pressure \+0\.\d\d", page.inner_text("#moved"))
    page.select_option("#scenario-b", "aligned")
    settled(page)
    assert page.inner_text("#moved").startswith("Move a lever"), "nothing moved: another case came"


def test_titles_say_what_the_table_says(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned-kept", viewport=LAPTOP).page
    settled(page)
    cell = page.locator("tr[data-measure='coverage.ccs'] td[data-case='a']")
    points = float(cell.get_attribute("data-mean") or "nan") * 100
    title = page.inner_text("#chart-coverage\\.ccs-title")
    assert f"over the status quo: +{points:.1f} points" in title
    page.click("#answers-caused")
    gains = [
        float(page.get_attribute(f"tr[data-measure='{name}.ccs'] td", "data-mean") or "nan")
        for name in ("late_direct_gain", "spillover_gain")
    ]
    said = page.inner_text("#chart-gain-title")
    assert all(f"{100 * gain:+.1f}" in said for gain in gains), (said, gains)
    labels = page.locator("#chart-gain svg text").all_text_contents()
    assert sum(re.fullmatch(r"(un)?coached, CCS \N{MINUS SIGN}?\d+\.\d", label) is not None for label in labels) == 2
    page.select_option("#scenario-a", "no-coaching")
    settled(page)
    assert page.inner_text("#chart-gain-title") == "Nobody is coached"


def test_the_gallery_shows_and_takes_every_scenario(opened: Open) -> None:
    page = opened(fragment=SMALL, viewport=LAPTOP).page
    settled(page)
    page.click("#gallery")
    until(page, f"document.querySelectorAll('.card .picture svg').length === {len(available())}")
    names = page.locator(".card h3").all_inner_texts()
    assert len(set(names)) == len(names) == len(available()) and "aligned-tied" not in names
    told = page.inner_text(".card:has(#gallery-a-aligned-tied-kept) .told")
    counted = load("aligned-tied-kept", size="classroom")
    runs = [Run(under(counted, plausible_sets()[world]), 1, world) for world in range(24)]
    place = [measure.name for measure in measures(counted.settings.processes)].index("regime")
    most = np.bincount(simulate_runs(runs, with_series=False).values[:, place].astype(int)).max()
    assert told.endswith(f" in {most} of 24 worlds")
    page.click("#gallery-a-aligned-tied-kept")
    page.click("#gallery-b-aligned")
    settled(page)
    assert page.evaluate("[explorer.state.a.scenario, explorer.state.b.scenario]") == ["aligned-tied-kept", "aligned"]
    assert page.get_attribute("#gallery-a-aligned-tied-kept", "aria-pressed") == "true"


@SPOKEN
def test_a_phone_has_one_thing_a_screen_and_room_for_fingers(opened: Open, language: str) -> None:
    asked = "scenario=aligned&set=sanction@30=0.2&keep1=aligned-tied"
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&{asked}", viewport=PHONE, has_touch=True).page
    settled(page)
    assert page.evaluate(SHOWN) == 2
    page.click("#show-gain")
    page.click("#group-connections")
    assert page.is_visible("#chart-gain svg.curves") and page.is_visible("#a-peer_exchange")
    assert page.evaluate(SHOWN) == 2 and not page.is_visible("#a-sanction")
    page.evaluate("() => document.querySelector('.lever:has(#a-protected_time)').scrollIntoView({ block: 'end' })")
    page.evaluate(PAINTED)
    top = page.locator(".headline").bounding_box()
    assert top and 0 <= top["y"] < PHONE["height"] / 2, "what is found stays in sight"
    stage = page.locator(".stage").bounding_box()
    assert stage and stage["height"] < 0.45 * PHONE["height"], "and leaves room for levers"
    assert page.locator(".flags-below.chosen .flag-handle").count() > 1
    for one in ("#worlds", "#gallery", "#add-change", "#more-a"):
        page.evaluate("(one) => document.querySelector(one).click()", one)
    page.evaluate(PAINTED)
    assert page.evaluate(SMALL_TARGETS) == []


@SPOKEN
def test_the_desk_prints_on_upright_paper(opened: Open, language: str) -> None:
    page = opened(fragment=f"lang={language}&view=desk&size=classroom&scenario=aligned-tied&set=sanction@30=0.2").page
    settled(page)
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert {(round(float(wide)), round(float(high))) for wide, high in sheets} == {(595, 842)} and len(sheets) <= 4
    page.set_viewport_size({"width": 703, "height": 1031})
    page.emulate_media(media="print")
    page.evaluate(PAINTED)
    assert page.locator(".headline").is_visible() and page.locator(".charts.first svg.curves").nth(1).is_visible()
    assert not page.is_visible("#a-sanction") and not page.is_visible("#undo")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 703
