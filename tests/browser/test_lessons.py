"""Lessons in a real Chromium: each walked from its first step to its end, by keyboard, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open

LESSONS = sorted((Path(__file__).resolve().parents[2] / "interface" / "explorer" / "source" / "lessons").glob("*.json"))


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


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.thorough), "es"])
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_walked_from_start_to_end(opened: Open, path: Path, language: str) -> None:
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
        if step["kind"] == "sketch":
            sketch(page)
        elif step["kind"] == "choose":
            pick(page, f"#choice-{step['right']}")
        elif step["kind"] == "regime":
            pick(page, "#pick-bubble")
            page.wait_for_selector(".verdict[data-done]")
        elif step["kind"] == "find":
            find(page)
        if step["kind"] != "read":
            words = [step["after"][language]] if isinstance(step["after"][language], str) else step["after"][language]
            assert all(word in page.inner_text(".step") for word in words)
        page.focus("#next-step")
        page.keyboard.press("Enter")
    assert lesson["end"][language] in page.inner_text(".step")


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
