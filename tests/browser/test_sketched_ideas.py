"""Sketches are judged as ideas: for ten ideas of each sketch the verdict is what a teacher would say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser

from tests.browser.conftest import Open
from tests.browser.test_what_lessons_say import curves, lesson

pytestmark = pytest.mark.slow

IDEAS = Path(__file__).resolve().parents[2] / "interface/explorer/source/views/lessons/ideas.js"
Curve = NDArray[np.float64]
JUDGE = """([source, sketches, shown, from, unit]) => {
  const ideas = new Function(`${source}; return { compared, leastOf };`)();
  const least = ideas.leastOf(shown, from, unit);
  return sketches.map((sketch) => ideas.compared(sketch, shown[0], from, least));
}"""

SHAPES = {
    (1, 1): "flat",  # antenatal care hardly gains
    (1, 4): "rise",  # it would, while coached, if its figures answered
    (2, 1): "flat",  # a bubble: next to nothing reaches the others
    (2, 6): "flat",  # nor does it where mentoring ends early
    (3, 0): "dip",  # the shield
    (3, 2): "rise",
    (4, 1): "hump",  # reports rise, and come back
    (4, 2): "fall",  # honest ones fall
    (5, 0): "fall",  # what mentoring built wears away
    (5, 3): "hump",
    (7, 1): "rise",  # rules alone do something
    (7, 4): "rise",
    (8, 1): "rise",  # a little more than nothing
    (8, 2): "fall",  # below the world without any coach
}
"""What the model does in each sketch of each lesson, as a teacher would say it."""


def parts(lesson_number: int, step: int) -> tuple[list[Curve], int, str]:
    """Return the asked curve and those given, from which month on it is drawn, and its unit."""
    asked = lesson(lesson_number)
    part = asked["steps"][step]
    quantity = part["curve"]["series"].partition(".")[0]
    unit = (
        "points"
        if part["curve"].get("gain")
        else "coverage"
        if quantity in ("reported", "honest", "coverage")
        else "share"
    )
    return curves(asked, step), part.get("from", 24), unit


def sketched(model: Curve, first: int, size: float) -> dict[str, Curve]:
    """Return ten ideas of how a curve goes on, by name; `size` is what is large on its chart.

    What is late is late by a twentieth of the months, half a year of ten years, or by a half of them.
    """
    last = len(model) - 1
    months = np.arange(last + 1, dtype=float)
    start = float(model[first])
    way = np.clip((months - first) / (last - first), 0.0, 1.0)
    hump = np.interp(way, [0.0, 0.2, 0.5, 1.0], [0.0, 1.0, 0.0, 0.0])
    a_little, much = round(0.05 * (last - first)), round(0.5 * (last - first))
    return {
        "the model's own": model.copy(),
        "a little late": np.concatenate([np.full(first + a_little, start), model[first : last + 1 - a_little]]),
        "flat": np.full(last + 1, start),
        "reversed": 2.0 * start - model,
        "twice as far": start + 2.0 * (model - start),
        "far too much": start + 4.0 * (model - start),
        "far too late": np.concatenate([np.full(first + much, start), model[first : last + 1 - much]]),
        "rises and stays": start + size * way,
        "falls and stays": start - size * way,
        "rises and comes back": start + size * hump,
    }


@pytest.fixture(scope="module")
def judged(chromium: Browser) -> dict[tuple[int, int], dict[str, dict[str, Any]]]:
    context = chromium.new_context()
    page = context.new_page()
    source = IDEAS.read_text(encoding="utf-8").replace("export ", "")
    found: dict[tuple[int, int], dict[str, dict[str, Any]]] = {}
    for place in SHAPES:
        shown, first, unit = parts(*place)
        size = max(0.1, 1.5 * float(np.ptp(shown[0][first:])))
        ideas = sketched(shown[0], first, size)
        lists = [[curve.tolist() for curve in of] for of in (ideas.values(), shown)]
        results = page.evaluate(JUDGE, [source, *lists, first, unit])
        found[place] = dict(zip(ideas, results, strict=True))
    context.close()
    return found


def test_every_sketch_of_every_lesson_is_in_the_table() -> None:
    asked = {
        (number, place)
        for number in range(1, 9)
        for place, step in enumerate(lesson(number)["steps"])
        if step["kind"] == "sketch"
    }
    assert asked == set(SHAPES)


@pytest.mark.parametrize("place", SHAPES, ids=str)
def test_ten_ideas_are_told_as_a_teacher_would(
    judged: dict[tuple[int, int], dict[str, dict[str, Any]]], place: tuple[int, int]
) -> None:
    shape, of = SHAPES[place], judged[place]
    assert {one["found"]["shape"] for one in of.values()} == {shape}
    assert of["the model's own"]["verdict"] == of["a little late"]["verdict"] == "right"
    own = {"flat": "flat", "rises and stays": "rise", "falls and stays": "fall", "rises and comes back": "hump"}
    for idea, drawn in own.items():
        assert of[idea]["drawn"]["shape"] == drawn, idea
        assert (of[idea]["verdict"] != "other") == (drawn == shape), "praised where the model does so, and nowhere else"
    if shape == "flat":
        assert of["flat"]["verdict"] == "right"
        return
    assert of["reversed"]["verdict"] == "other"
    twice, much = of["twice as far"], of["far too much"]
    size = "more" if shape in ("rise", "hump") else "less"  # higher where it goes up, lower where it goes down
    assert twice["verdict"] != "right" and much["verdict"] != "right" and much["apart"] > twice["apart"]
    assert all(one["verdict"] == "other" or one["size"] == size for one in (twice, much))
    assert of["far too late"]["verdict"] != "right"


def test_nothing_is_drawn_at_first_and_all_of_it_has_to_be(opened: Open) -> None:
    page = opened(fragment="lang=en&view=lessons&size=classroom&lesson=3-shielding").page
    page.wait_for_selector(".pane[data-ready]")
    knots = page.locator("[data-knot]").count()
    assert page.locator("[data-knot][aria-valuetext='not drawn yet']").count() == knots
    box = page.locator("svg.sketch").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 60)
    assert page.is_disabled("#reveal"), "a tap is no prediction"
    page = opened(fragment="lang=en&view=lessons&size=classroom&lesson=3-shielding").page
    page.wait_for_selector(".pane[data-ready]")
    for knot in range(1, knots + 1):
        page.focus(f"[data-knot='{knot}']")
        page.keyboard.press("Enter")
        assert page.is_enabled("#reveal") == (knot == knots)
    page.click("#reveal")
    page.wait_for_selector(".verdict[data-done]")
    idea = page.locator("#idea")
    assert (idea.get_attribute("data-drawn"), idea.get_attribute("data-found")) == ("flat", "dip")
    assert idea.get_attribute("data-verdict") == "other" and "next to no change" in page.inner_text(".verdict")


def test_a_natural_guess_has_room_and_the_axis_says_nothing_of_the_answer(opened: Open) -> None:
    """“They report what is asked of them, 78%”; gains of 25 points; the same room for every curve of a unit."""
    ends: dict[str, set[tuple[str | None, str | None]]] = {"%": set(), "points": set()}
    for path, unit, least in (
        ("4-theatre", "%", 0.78),
        ("1-screening-not-antenatal", "points", 0.25),
        ("2-the-bubble", "points", 0.25),
    ):
        page = opened(fragment=f"lang=en&view=lessons&size=classroom&lesson={path}").page
        page.wait_for_selector("#next-step:not([disabled])")
        page.click("#next-step")
        page.wait_for_selector(".pane[data-ready]")
        knot = page.locator("[data-knot='4']")
        assert float(knot.get_attribute("aria-valuemax") or 0.0) >= least
        ends[unit].add((knot.get_attribute("aria-valuemin"), knot.get_attribute("aria-valuemax")))
    assert all(len(own) == 1 for own in ends.values())


def test_a_wrong_choice_is_told_why(opened: Open) -> None:
    page = opened(fragment="lang=en&view=lessons&size=classroom&lesson=3-shielding").page
    page.wait_for_selector(".pane[data-ready]")
    page.click("#skip-sketch")
    page.click("#next-step:not([disabled])")
    page.check("#choice-1")
    page.click("#check")
    option = lesson(3)["steps"][1]["options"][1]
    assert option["why"]["en"] in page.inner_text(".verdict")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_right_choice_is_not_known_by_its_length_or_place(language: str) -> None:
    longest: list[bool] = []
    places: set[int] = set()
    for number in range(1, 9):
        for step in lesson(number)["steps"]:
            if step["kind"] != "choose":
                continue
            lengths = [len(option[language]) for option in step["options"]]
            longest.append(lengths.index(max(lengths)) == step["right"])
            places.add(step["right"])
            assert max(lengths) < 1.8 * min(lengths)
            assert all(("why" in option) == (place != step["right"]) for place, option in enumerate(step["options"]))
    assert sum(longest) <= len(longest) / 2 and places == {0, 1, 2}
