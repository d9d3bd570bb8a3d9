"""Lessons in a real Chromium: each walked from start to end, by keyboard, in both languages; wrong, right, silent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.test_what_lessons_say import FOUND

LESSONS = sorted((Path(__file__).resolve().parents[2] / "interface" / "explorer" / "source" / "lessons").glob("*.json"))
WAYS = ("right", "wrong", "silent")
"""How somebody goes through a lesson: whoever is silent predicts nothing, and is shown all the same."""


def sketch(page: Page) -> None:
    page.wait_for_selector(".pane[data-ready]")
    hidden = page.locator("svg.sketch path").count()
    assert page.is_disabled("#reveal") and page.is_disabled("#next-step")
    assert page.locator(".verdict").is_hidden()
    page.focus("[data-knot='1']")
    for knot in range(page.locator("[data-knot]").count()):
        page.keyboard.press("PageUp" if knot == 3 else "ArrowUp" if knot < 5 else "Enter")
        page.keyboard.press("ArrowRight")
    page.click("#reveal")
    page.wait_for_selector(".verdict[data-done]")
    assert page.get_attribute("#idea", "data-verdict") in ("right", "near", "other")
    assert page.locator("svg.sketch path").count() > hidden


def pick(page: Page, choice: str) -> None:
    assert page.is_disabled("#check") and page.is_disabled("#next-step")
    page.focus(choice)
    page.keyboard.press("Space")
    page.click("#check")
    page.wait_for_selector(".verdict:not([hidden])")


def find(page: Page) -> None:
    page.focus("#guess")
    page.keyboard.press("ArrowRight")
    page.click("#check")
    page.wait_for_selector(".verdict[data-done]")
    assert page.inner_text("#distance")


def compare(page: Page, shares: list[int]) -> None:
    assert page.is_disabled("#check") and page.is_disabled("#next-step")
    for place, share in enumerate(shares):
        page.fill(f"#share-{place}", str(share))
    page.click("#check")
    page.wait_for_selector(".verdict[data-done]")


def pass_over(page: Page) -> None:
    """Go on without a prediction."""
    page.wait_for_selector("#skip, .pane[data-ready] svg.sketch")
    page.click("#skip, #skip-sketch")
    page.wait_for_selector(".verdict[data-done]")
    assert page.locator(".verdict [data-verdict='right'], .verdict [data-verdict='other']").count() == 0, (
        "nobody is judged"
    )


def answer(page: Page, step: dict[str, Any], place: tuple[int, int], way: str) -> None:
    """Answer a step that asks for something, and see what it is told to be."""
    is_right = way == "right"
    if step["kind"] == "sketch":
        sketch(page)
    elif step["kind"] == "choose":
        pick(page, f"#choice-{(step['right'] + (not is_right)) % len(step['options'])}")
        assert page.get_attribute("#chosen", "data-verdict") == ("right" if is_right else "other")
    elif step["kind"] == "regime":
        pick(page, "#pick-bubble" if is_right else "#pick-partial")
    elif step["kind"] == "find":
        find(page)
    elif step["kind"] == "compare":
        compare(page, [10, 40, 60, 80] if is_right else [80, 60, 40, 10])
        assert page.get_attribute("#order", "data-verdict") == ("right" if is_right else "other")
    else:
        found = FOUND[place]
        others = ("more", "same", "less") if step["kind"] == "cut" else step["loops"]
        picked = found if is_right else next(other for other in others if other != found)
        pick(page, f"#{'way' if step['kind'] == 'cut' else 'loop'}-{picked}")
        page.wait_for_selector(".verdict[data-done]")
        told = page.locator("#cut-found")
        assert told.get_attribute("data-found") == found, "the page finds what Python finds"
        assert told.get_attribute("data-verdict") == ("right" if is_right else "other")
    page.wait_for_selector(".verdict[data-done]")


def walks() -> list[Any]:
    """Each lesson in one language and one way for each change, and in all of them for a release."""
    every = [(path, language, way) for path in LESSONS for language in ("en", "es") for way in WAYS]
    quick = {(path, ("es", "en")[i % 2], WAYS[i % 3]) for i, path in enumerate(LESSONS)}
    marks = {one: () if one in quick else (pytest.mark.thorough,) for one in every}
    return [pytest.param(*one, marks=marks[one], id=f"{one[0].stem}-{one[1]}-{one[2]}") for one in every]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "language", "way"), walks())
def test_a_lesson_is_walked_from_start_to_end(opened: Open, path: Path, language: str, way: str) -> None:
    lesson = json.loads(path.read_text(encoding="utf-8"))
    page = opened(fragment=f"lang={language}&view=lessons&size=classroom").page
    page.click(f"#lesson-{path.stem}")
    assert lesson["title"][language] in page.inner_text("h1")
    page.click("#teacher")
    teacher = page.inner_text("#teacher-page")
    assert lesson["teacher"]["goal"][language] in teacher
    assert all(item[language] in teacher for item in lesson["teacher"]["answers"])
    page.click("#teacher")
    for place, step in enumerate(lesson["steps"]):
        page.wait_for_selector(f".step[data-step='{place}'][data-kind='{step['kind']}']")
        if step["kind"] != "read":
            if way == "silent":
                pass_over(page)
            else:
                answer(page, step, (int(path.stem[0]), place), way)
            words = [step["after"][language]] if isinstance(step["after"][language], str) else step["after"][language]
            assert all(word in page.inner_text(".step") for word in words)
        page.focus("#next-step")
        page.keyboard.press("Enter")
    end = page.inner_text(".step[data-kind='end']")
    for words in (lesson["end"], lesson["idea"]["name"], lesson["idea"]["text"], lesson["transfer"]):
        said = words[language]
        assert all(part in end for part in ([said] if isinstance(said, str) else said))


@pytest.mark.slow
def test_worlds_one_by_one_jump_where_their_mean_goes_slowly(opened: Open) -> None:
    page = opened(fragment="lang=en&view=lessons&size=classroom&lesson=6-tipping-point").page
    page.evaluate(
        "() => { globalThis.said = []; new MutationObserver(() => said.push(document.querySelector('.running')"
        "?.textContent)).observe(document.querySelector('main'), { childList: true, subtree: true }); }"
    )
    for _ in range(2):
        page.wait_for_selector(".step")
        if page.locator("#skip").count():
            pass_over(page)
        page.click("#next-step:not([disabled])")
    pass_over(page)
    page.wait_for_selector("#singles[data-jump]")
    waited = [said for said in page.evaluate("() => said") if said]
    assert any(said.startswith("So far: the first 32 of 96 worlds") for said in waited), "what is drawn meanwhile"
    assert re.search(r"\d+ of 1,248 worlds run", waited[-1]) and page.locator(".running").count() == 0
    jump, slope = (float(page.get_attribute("#singles", f"data-{name}") or "nan") for name in ("jump", "slope"))
    assert jump > 2 * slope > 0
    assert page.locator(".step-see svg path").count() > 12


@pytest.mark.slow
def test_a_sketch_can_be_given_as_numbers_and_every_chart_is_told_and_tabled(opened: Open) -> None:
    """Who cannot see the chart has the curve that is given, can draw, and has all of it afterwards."""
    page = opened(fragment="lang=en&view=lessons&size=classroom&lesson=5-mentoring-leaves").page
    page.wait_for_selector(".pane[data-ready]")
    before = page.get_attribute("svg.sketch", "aria-label") or ""
    assert "coached, CCS, months 0 to 42: " in before and "rises from 0.0" in before
    page.click("#as-numbers")
    fields = page.locator(".sketch-numbers input:enabled")
    assert fields.count() == 9
    for place in range(9):
        fields.nth(place).fill("13.5")
        fields.nth(place).press("Tab")
        assert page.is_enabled("#reveal") == (place == 8)
    page.click("#reveal")
    page.wait_for_selector(".verdict[data-done]")
    assert page.get_attribute("#idea", "data-drawn") == "flat", "a plateau: what is learned is learned"
    after = page.get_attribute("svg.sketch", "aria-label") or ""
    assert "from 0.0 up to 14" in after and "and down to −0.4" in after and "yours" in after
    page.locator(".step-see details.as-table:visible summary").click()
    rows = page.locator(".step-see table tbody tr")
    assert rows.first.inner_text().startswith("0\t") and rows.last.inner_text().startswith("143\t")
    assert "(" in rows.nth(4).inner_text(), "with its band"
    assert page.inner_text(".step-see details.as-table[open]:visible .says") == after


def test_a_prediction_can_be_drawn_with_the_pointer_or_skipped(opened: Open) -> None:
    fragment = "lang=en&view=lessons&size=classroom&lesson=3-shielding"
    page = opened(fragment=fragment).page
    page.wait_for_selector(".pane[data-ready]")
    box = page.locator("svg.sketch").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + box["height"] * 0.7, steps=24)
    page.mouse.up()
    page.click("#reveal")
    assert page.get_attribute("#idea", "data-drawn") == "hump", "up from where it stood, and down again"
    other = opened(fragment=fragment).page
    other.wait_for_selector(".pane[data-ready]")
    other.click("#skip-sketch")
    other.wait_for_selector(".verdict[data-done]")
    assert other.locator("#idea").count() == 0
    assert other.is_enabled("#next-step")
