"""Everything by keyboard, in a real Chromium: no test here touches a pointer, in either language."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.waiting import settled, until

ONE_WORLD = "size=classroom&scenario=aligned-tied&uncertainty=none&seed=5"
DRAWN = {
    "map": "!!document.querySelector('#map-digest code')",
    "loops": "!!document.querySelector('#loops-told')"
    " && ![...document.querySelectorAll('.loops-list td')].some((cell) => cell.textContent === '…')",
    "assumptions": "!!document.querySelector('.assumption-values input')",
    "lessons": "!!document.querySelector('.lesson-list button')",
}
LANGUAGES = pytest.mark.parametrize("language", ["en", pytest.param("es", marks=pytest.mark.thorough)])
WATCH = """() => {
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.tabIndex >= 0;
  const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")].filter(shown);
  all.forEach((node, i) => (node.dataset.stop = String(i)));
  globalThis.stops = [];
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isRinged = (node) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && 1.05 / (light(outlineColor) + 0.05) >= 3;
  };
  const look = () => {
    const node = document.activeElement;
    if (node === document.body) return;
    const { top, bottom, left, right } = node.getBoundingClientRect();
    const isSeen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const ringed = isRinged(node) || isRinged(node.closest("svg.map, svg.loops-diagram") ?? node);
    globalThis.stops.push([Number(node.dataset.stop ?? -1), isSeen, ringed, node.id || node.outerHTML.slice(0, 60)]);
  };
  document.addEventListener("keydown", ({ key }) => key === "Tab" && look(), true); // where the press before has led
  globalThis.looked = () => (look(), stops);
  document.body.tabIndex = -1; // Tab goes on from where the focus was last: from the top, then
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
  return [all.length, all.filter((node) => node.tabIndex > 0).length];
}"""
READ = """() => {
  globalThis.told = [];
  const read = () => globalThis.told.push(document.querySelector("#link-told").textContent);
  document.addEventListener("keydown", read, true);
}"""
HERE = "document.activeElement"
ENDLESS = """() => {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.do !== "trace") post.call(this, message, ...rest);
  };
}"""
"""A world that is never done: how long a real one takes is up to the machine, and so is who would be first."""


def shown(opened: Open, view: str, language: str, more: str = "") -> Page:
    page = opened(fragment=f"lang={language}&view={view}&{ONE_WORLD}{more}").page
    until(page, DRAWN[view])
    return page


def tab_to(page: Page, wanted: str, *, back: bool = False, most: int = 120) -> None:
    """Press Tab, or Shift and Tab, until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate(f"(wanted) => {HERE}.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} was not reached in {most} presses of Tab")


def is_at(page: Page, wanted: str) -> bool:
    return bool(page.evaluate(f"(wanted) => {HERE}.matches(wanted)", wanted))


def is_seen(page: Page) -> bool:
    box = page.evaluate(f"() => {{ const {{ top, bottom }} = {HERE}.getBoundingClientRect(); return [top, bottom]; }}")
    return bool(box[1] > 0 and box[0] < page.evaluate("() => innerHeight"))


@LANGUAGES
@pytest.mark.parametrize("view", DRAWN)
def test_tab_goes_through_all_in_order_and_back_and_the_focus_is_seen(opened: Open, view: str, language: str) -> None:
    page = shown(opened, view, language)
    if view == "assumptions":  # some rows of each kind do
        tab_to(page, "#find")
        page.keyboard.type("target")
    count, forced = page.evaluate(WATCH)
    assert forced == 0, "a tabindex above 0 makes an order of its own"
    for key in ("Tab", "Shift+Tab"):
        for _ in range(count if key == "Tab" else count - 1):
            page.keyboard.press(key)
    stops = page.evaluate("() => looked()")
    there = list(range(count))
    assert [stop[0] for stop in stops] == there + there[-2::-1]
    assert [name for _, seen, _, name in stops if not seen] == []
    assert [name for _, _, ringed, name in stops if not ringed] == []


@LANGUAGES
def test_the_map_is_read_and_played(opened: Open, language: str) -> None:
    page = shown(opened, "map", language)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert is_at(page, "main"), "the skip link leads to what the page is about"
    assert {"en": "Aligned, many ties", "es": "Alineadas, muchos vínculos"}[language] in page.inner_text(".asked-line")
    tab_to(page, "#map-colour")
    page.keyboard.press("ArrowDown")
    assert page.input_value("#map-colour") == "overstated"
    tab_to(page, "#map-month")
    page.keyboard.press("Home")
    start = {"en": "the start", "es": "el inicio"}[language]
    assert page.inner_text("#map-month-name") == start
    tab_to(page, "#map-play", back=True)
    page.keyboard.press("Space")
    until(page, "document.querySelector('#map-month-name').textContent !== arg", start)
    page.keyboard.press("Space")
    assert page.inner_text("#map-play") == {"en": "Play", "es": "Reproducir"}[language]
    tab_to(page, "#map-month")
    page.keyboard.press("End")
    assert page.inner_text("#map-month-name").endswith("143")
    tab_to(page, "#map-places")
    page.keyboard.press("Home")
    manager = {"en": "Manager of", "es": "Coordinador de"}[language]
    assert page.inner_text("#story-title") == f"{manager} R1.N1"
    page.keyboard.press("Enter")
    assert is_at(page, "#story-title")
    page.keyboard.press("Escape")
    assert is_at(page, "#map-places")
    page.keyboard.press("PageDown")
    assert page.inner_text("#story-title") == f"{manager} R1.N2"
    page.keyboard.press("ArrowRight")
    team = {"en": "Team", "es": "Equipo"}[language]
    assert page.inner_text("#story-title") == f"{team} R1.N2.T1"
    assert f"{team} R1.N2.T1" in page.inner_text("#live")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#story-title") == f"{team} R1.N2.T3", "the one below"
    tab_to(page, "#map-table")
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-side tbody tr")


@LANGUAGES
def test_language_view_and_size_of_type_change_and_nothing_is_lost(opened: Open, language: str) -> None:
    page = shown(opened, "map", language)
    other = {"en": "es", "es": "en"}[language]
    tab_to(page, "#map-month")
    page.keyboard.press("Home")
    tab_to(page, "#map-places")
    page.keyboard.press("End")
    tab_to(page, f"#language-{other}", back=True)
    page.keyboard.press("Enter")
    until(page, DRAWN["map"])
    assert page.get_attribute("html", "lang") == other and is_at(page, f"#language-{other}")
    assert page.inner_text("#story-title").endswith("R2.N3.T4")
    assert page.inner_text("#map-month-name") == {"en": "the start", "es": "el inicio"}[other]
    tab_to(page, "#big")
    page.keyboard.press("Space")
    assert is_at(page, "#big") and page.get_attribute("html", "class") == "big"
    for view in ("loops", "lessons", "assumptions", "map"):
        tab_to(page, f"#view-{view}", back=view == "map")
        page.keyboard.press("Enter")
        assert is_at(page, f"#view-{view}") and page.get_attribute("main", "class") == f"view view-{view}"
    until(page, DRAWN["map"])
    assert page.inner_text("#story-title").endswith("R2.N3.T4")


@LANGUAGES
def test_every_arrow_of_the_loops_opens_and_a_loop_is_cut_and_mended(opened: Open, language: str) -> None:
    page = shown(opened, "loops", language)
    tab_to(page, "#stage-whole")
    page.keyboard.press("Enter")
    assert is_at(page, "#stage-whole") and page.get_attribute("#stage-whole", "aria-current") == "step"
    tab_to(page, "#loops-links")
    page.keyboard.press("Home")
    arrows = page.locator(".loops-diagram .link").count()
    page.evaluate(READ)
    for _ in range(arrows):
        page.keyboard.press("ArrowRight")
    told = page.evaluate("() => told")
    rule = {"en": "Rule", "es": "Regla"}[language]
    assert [one for one in told if not re.search(rf"{rule} \w+\.[\w.]+ · \w", one)] == []
    assert len(set(told)) == arrows, "each its own words"
    page.keyboard.press("Enter")
    assert is_at(page, "#link-title")
    page.keyboard.press("Escape")
    assert is_at(page, "#loops-links")
    tab_to(page, "#loop-fear")
    page.keyboard.press("Space")
    assert page.get_attribute("#loop-fear", "aria-pressed") == "true" and is_at(page, "#loop-fear")
    page.keyboard.press("Tab")
    assert is_at(page, "#cut-fear")
    page.keyboard.press("Enter")
    until(page, "explorer.state.cuts.join() === 'fear'")
    until(page, DRAWN["loops"])
    assert is_at(page, "#cut-fear") and is_seen(page)
    assert page.get_attribute("#cut-fear", "aria-pressed") == "true"
    page.keyboard.press("Space")
    until(page, "explorer.state.cuts.length === 0")
    assert is_at(page, "#cut-fear")
    tab_to(page, "#loops-table")
    page.keyboard.press("Enter")
    tab_to(page, ".as-table .loop-name")
    page.keyboard.press("Enter")
    assert is_at(page, "#link-title")
    page.keyboard.press("Escape")
    assert is_at(page, ".as-table .loop-name")


@LANGUAGES
def test_an_assumption_is_edited_refused_and_put_back(opened: Open, language: str) -> None:
    page = shown(opened, "assumptions", language)
    tab_to(page, "#find")
    page.keyboard.type("trust.drift")
    tab_to(page, "#value-trust-drift")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type({"en": "0.07", "es": "0,07"}[language])
    page.keyboard.press("Enter")
    assert page.evaluate("() => explorer.state.assume['trust.drift']") == 0.07
    assert is_at(page, "#value-trust-drift") and "assume=trust.drift=0.07" in page.url
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert {"en": "Allowed", "es": "Se admite"}[language] in page.inner_text(".assumption-values .trouble")
    assert page.evaluate("() => explorer.state.assume['trust.drift']") == 0.07
    tab_to(page, "#reset-assumptions", back=True)
    page.keyboard.press("Enter")
    assert page.evaluate("() => Object.keys(explorer.state.assume).length") == 0
    assert is_at(page, "#find"), "not lost with the button that can't be pressed now"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("zzz")
    assert page.locator(".assumption-values tbody tr").count() == 1, "says that nothing is left"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("price.population")
    tab_to(page, "#value-price-population")
    assert page.input_value("#value-price-population") == "4000", "no thousands apart, to be read as decimals"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type({"en": "5,000", "es": "5.000"}[language])
    page.keyboard.press("Enter")
    assert page.evaluate("() => explorer.state.assume['price.population']") == 5000
    tab_to(page, "#find", back=True)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("target_ratchet")
    tab_to(page, "#value-target_ratchet")
    page.keyboard.press("Enter")
    assert is_at(page, "#a-target_ratchet"), "the lever, though it lies among those folded away"


def test_a_chart_is_saved(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment=f"lang=es&view=desk&{ONE_WORLD}").page
    settled(page)
    tab_to(page, "#chart-gain-csv")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    saved.value.save_as(tmp_path / "gain.csv")
    data = (tmp_path / "gain.csv").read_bytes()
    assert data.startswith(codecs.BOM_UTF8 + b"# ") and len(data.splitlines()) > 144  # so that Excel reads accents
    assert is_at(page, "#chart-gain-csv")


@pytest.mark.parametrize(("language", "lesson"), [("en", "3-shielding"), ("es", "6-tipping-point")])
def test_a_lesson_is_walked_and_the_focus_never_lost(opened: Open, language: str, lesson: str) -> None:
    page = shown(opened, "lessons", language)
    tab_to(page, f"#lesson-{lesson}")
    page.keyboard.press("Enter")
    steps = page.evaluate(
        "(id) => explorer.lessons.find((one) => one.id === id).steps.map((step) => step.kind)", lesson
    )
    for place, kind in enumerate(steps):
        page.wait_for_selector(f".step[data-step='{place}'][data-kind='{kind}']")
        if kind == "sketch":
            until(page, "!!document.querySelector('.pane[data-ready]')")
            for knot in range(1, page.locator("[data-knot]").count() + 1):  # all of it has to be drawn
                tab_to(page, f"[data-knot='{knot}']")
                page.keyboard.press("ArrowUp" if knot < 4 else "Enter")
            tab_to(page, "#reveal")
        elif kind in ("choose", "regime", "cut", "explain"):
            tab_to(page, ".choices input")
            page.keyboard.press("Space")
            tab_to(page, "#check")
        elif kind == "find":
            tab_to(page, "#guess")
            page.keyboard.press("ArrowRight")
            tab_to(page, "#check")
        if kind != "read":
            page.keyboard.press("Enter")
            assert is_at(page, ".verdict")
        until(page, "!document.querySelector('#next-step').disabled")
        tab_to(page, "#next-step")
        page.keyboard.press("Enter")
        assert is_at(page, "#step-title")
    assert page.get_attribute(".step", "data-kind") == "end"


@LANGUAGES
def test_a_long_run_is_told_and_called_off(opened: Open, language: str) -> None:
    page = opened(fragment=f"lang={language}&view=lessons&size=national").page
    page.evaluate(ENDLESS)
    tab_to(page, "#view-map")
    page.keyboard.press("Enter")
    until(page, "!!document.querySelector('#map-waiting')?.textContent")
    assert {"en": "3,000 teams", "es": "3,000 equipos"}[language] in page.inner_text("#map-waiting")
    tab_to(page, "#map-cancel")
    page.keyboard.press("Enter")
    assert is_at(page, "#map-again")
    assert {"en": "Stopped", "es": "Detenido"}[language] in page.inner_text("#map-waiting")
    assert page.is_disabled("#map-play"), "there is no world to play"
