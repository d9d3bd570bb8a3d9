"""Accessibility in a real Chromium: axe's rules of WCAG A and AA, and everything by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.waiting import PAINTED, settled, until

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIEWS = {
    "desk": "view=desk&scenario=aligned&b=aligned-tied&set=sanction@30=0.2&keep1=mentoring-kept&eligible=0.2",
    "levers moved": "view=desk&scenario=aligned",
    "big desk, bad link": "view=desk&big=1&nonsense=1",
    "map": "view=map",
    "loops": "view=loops",
    "lessons": "view=lessons",
    "a lesson": "view=lessons&lesson=3-shielding",
    "assumptions": "view=assumptions&assume=trust.drift=0.07",
}
DRAWN = {"map": "#map-digest code", "loops": "#loops-told", "lessons": ".lesson-list", "assumptions": "tbody tr"}
"""What is there once a view has been drawn."""

TABLES = "[...document.querySelectorAll('.charts details.as-table')].every((one) => one.querySelector('tbody tr'))"
LOOKED_AT = {"exclude": [[".charts tbody tr:nth-child(n+7)"]]}
"""All of the page; but tables of charts have a row a month, each as the other: six of the ninety."""


def ready(page: Page, view: str) -> None:
    if "desk" in VIEWS[view]:
        settled(page)
    if view == "levers moved":
        page.click("#matters-open")
        page.click("#matters-run")
        page.wait_for_selector("#matters-told .headline")
    elif "desk" in view:
        page.wait_for_selector("tr[data-kept][data-worlds='400']" if "keep" in VIEWS[view] else ".headline")
    elif view == "a lesson":
        page.wait_for_selector(".pane[data-ready]")
        page.click("#teacher")
    else:
        page.wait_for_selector(DRAWN[view])
        page.evaluate(PAINTED)


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["en", pytest.param("es", marks=pytest.mark.thorough)])
def test_axe_finds_no_violation(opened: Open, view: str, language: str) -> None:
    page = opened(fragment=f"lang={language}&size=classroom&{VIEWS[view]}").page
    ready(page, view)
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    until(page, TABLES)
    found = Axe().run(page, LOOKED_AT, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []
    assert page.get_attribute("html", "lang") == language
    assert ("not a forecast" if language == "en" else "no es un pronóstico") in page.inner_text(".banner")


def test_fingers_have_room_on_a_phone(opened: Open) -> None:
    page = opened(
        fragment="lang=es&size=classroom&view=map", viewport={"width": 390, "height": 844}, has_touch=True
    ).page
    for view in ("map", "loops", "assumptions"):
        page.click(f"#view-{view}")
        page.wait_for_selector(DRAWN[view])
        page.evaluate(PAINTED)
        small = page.evaluate(
            "() => [...document.querySelectorAll('main :is(button, select, summary, input:not([type=checkbox]))')]"
            ".filter((one) => one.checkVisibility()).map((one) => [one.id, one.getBoundingClientRect().height])"
            ".filter(([, height]) => height < 43.5)"
        )
        assert small == [], view
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), view


@pytest.mark.parametrize("view", ["desk", "a lesson"])
def test_every_control_is_reached_by_tab(opened: Open, view: str) -> None:
    page = opened(fragment=f"lang=en&size=classroom&{VIEWS[view]}").page
    ready(page, view)
    wanted = page.evaluate(
        """() => {
          const shown = (node) => node.checkVisibility() && !node.disabled && node.tabIndex >= 0;
          const radios = new Set();
          return [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(shown)
            .filter((node) => node.type !== "radio" || (!radios.has(node.name) && radios.add(node.name)))
            .map((node, i) => (node.dataset.tab = String(i)));
        }"""
    )
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    reached: set[str] = set()
    for _ in range(len(wanted) + 10):
        page.keyboard.press("Tab")
        place = page.evaluate("() => document.activeElement?.dataset?.tab ?? ''")
        visible = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        if place:
            assert visible != "none" or "knot" in page.evaluate("() => document.activeElement.className.baseVal ?? ''")
            reached.add(place)
    assert set(wanted) - reached == set()


def test_the_results_are_told_to_those_who_cannot_see(opened: Open) -> None:
    page = opened(fragment="lang=es&view=desk&size=classroom&scenario=aligned-tied").page
    settled(page)
    assert "de 100 mundos" in page.inner_text("#live")
    label = page.get_attribute("#chart-gain svg.curves", "aria-label") or ""
    assert "mes 143" in label and "acompañados" in label
    page.click("#chart-gain-table")
    page.wait_for_selector("#chart-gain tbody tr")
    assert page.locator("#chart-gain tbody tr").count() == 144
