"""Lessons fit: question, chart and what leads on are on the screen together, on a projector and on a phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.test_lessons import LESSONS, pass_over

pytestmark = pytest.mark.slow

PROJECTOR = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SCREENS: dict[str, tuple[dict[str, Any], str]] = {
    "projector": (PROJECTOR, ""),
    "big type": (PROJECTOR, "&big=1"),
    "phone": (PHONE, ""),
}
FINGER = 44
"""Pixels that a finger needs; a line is drawn anywhere on its chart, so its points need none."""
PLACES = """() => {
  const isSeen = (node) => node.getBoundingClientRect().height > 0;
  const place = (asked) => {
    const { top, bottom } = [...document.querySelectorAll(asked)].find(isSeen)?.getBoundingClientRect() ?? {};
    return top === undefined ? null : [top, bottom];
  };
  const isCut = (node) => node.clientWidth && node.getBoundingClientRect().right > innerWidth + 1;
  const controls = ".view-lessons :is(button, summary, select, input, .choices label)";
  const inLabel = (node) => node.closest(".choices label") && node.tagName === "INPUT";
  return {
    question: place(".step-ask > p:not(.loop-card), .step legend"),
    chart: place(".step-see svg"),
    next: place("#next-step"),
    told: place(".step-tell .verdict:not([hidden])"),
    high: innerHeight,
    wide: document.documentElement.scrollWidth - innerWidth,
    cut: [...document.querySelectorAll(".step *, .step-bar *")].filter(isCut).map((node) => node.outerHTML),
    targets: [...document.querySelectorAll(controls)].filter((node) => isSeen(node) && !inLabel(node))
      .map((node) => [node.id || node.textContent, node.getBoundingClientRect().height]),
  };
}"""


def fits(page: Page, screen: str, where: str) -> None:
    found = page.evaluate(PLACES)
    (top, bottom), (up, end) = found["question"], found["next"]
    assert found["wide"] <= 0 and found["cut"] == [], where
    assert end <= found["high"], f"{where}: what leads on is on the screen"
    assert top >= 0 and bottom < up, f"{where}: the question is on the screen"
    if found["chart"]:
        above, below = found["chart"]
        assert above >= 0 and below <= up, f"{where}: with its chart {found['chart']}"
    if found["told"]:
        assert found["told"][1] <= up, f"{where}: and all that is told of it {found['told']}"
    if screen == "phone":
        assert [one for one in found["targets"] if one[1] < FINGER - 0.5] == [], where


def screens() -> list[Any]:
    """The lessons with the most to show for each change, all of them for a release."""
    quick = {("2", "big type", "es"), ("5", "phone", "es"), ("1", "projector", "en")}
    every = [(path, screen, language) for path in LESSONS for screen in SCREENS for language in ("en", "es")]
    return [
        pytest.param(
            *one,
            id=f"{one[0].stem}-{one[1]}-{one[2]}",
            marks=() if (one[0].stem[0], *one[1:]) in quick else (pytest.mark.thorough,),
        )
        for one in every
    ]


@pytest.mark.parametrize(("path", "screen", "language"), screens())
def test_question_chart_and_next_are_seen_together(opened: Open, path: Path, screen: str, language: str) -> None:
    context, more = SCREENS[screen]
    lesson = json.loads(path.read_text(encoding="utf-8"))
    page = opened(fragment=f"lang={language}&view=lessons&size=classroom&lesson={path.stem}{more}", **context).page
    for place, step in enumerate(lesson["steps"]):
        page.wait_for_selector(f".step[data-step='{place}']")
        kind = step["kind"]
        if kind == "sketch":
            page.wait_for_selector(".pane[data-ready]")
        elif kind == "read" and "curves" in step:
            page.wait_for_selector(".pane[data-done]")
        settled(page)
        fits(page, screen, f"step {place + 1}, {kind}, asked")
        if kind != "read":
            pass_over(page)
            if "curves" in step or "singles" in step or kind in ("find", "cut", "explain"):
                page.wait_for_selector(".pane[data-done]")
            settled(page)
            fits(page, screen, f"step {place + 1}, {kind}, told")
        page.click("#next-step:not([disabled])")


def settled(page: Page) -> None:
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
