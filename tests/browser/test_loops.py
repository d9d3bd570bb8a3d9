"""The loops in a real Chromium: the diagram is built up and legible, and what it says of cuts is what Python finds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from interface.explorer.stages import cut_of, lateness_of, links_between, numbers, stages
from scenarios.load import load
from scenarios.vocabulary import text_of
from simulation import run
from simulation.links import LINKS, link
from simulation.loops import LOOPS, cut
from simulation.settings import Change, Settings
from tests.browser.conftest import Open
from tests.browser.test_accessibility import RULES
from tests.browser.waiting import PAINTED, until

ONE_WORLD = "size=classroom&scenario=aligned-tied&uncertainty=none&seed=5"
STAGES = stages()
SIZES = [(1280, 720), (1920, 1080), (390, 844)]
SHOWN_FIRST = [("en", (1280, 720)), ("es", (390, 844))]
FURTHER = [(language, size) for language in ("en", "es") for size in SIZES if (language, size) not in SHOWN_FIRST]
MEASURED = """async () => {
  const cells = () => [...document.querySelectorAll(".loops-list td:nth-child(2)")];
  const waiting = () => cells().some((cell) => cell.textContent === "…");
  while (!document.querySelector("#loops-told") || waiting()) await new Promise((go) => setTimeout(go, 20));
}"""


def begun(opened: Open, language: str = "en", **context: Any) -> Page:
    """Return the page with the loops as they are opened, before anything has run."""
    return opened(fragment=f"lang={language}&view=loops&{ONE_WORLD}", **context).page


def the_loops(opened: Open, more: str = "", language: str = "en", stage: str = "wear") -> Page:
    """Return the page with the loops at a stage, all run; at that of "wear" every loop has come in."""
    page = opened(fragment=f"lang={language}&view=loops&{ONE_WORLD}{more}").page
    page.click(f"#stage-{stage}")
    page.evaluate(MEASURED)
    return page


def test_every_loop_and_link_of_the_model_is_there(opened: Open) -> None:
    page = the_loops(opened, stage="whole")
    assert page.locator(".loops-list tbody tr").count() == len(LOOPS)
    named = page.evaluate("() => bubbles.engine.card.links.map(({ source, target }) => [source, target])")
    assert named == [[link.source, link.target] for link in LINKS]
    assert page.locator(".loops-diagram .link").count() == len(STAGES[-1]["arrows"])
    assert page.locator(".loops-diagram .variable").count() == len(STAGES[-1]["boxes"])


@pytest.mark.parametrize("language", ["en", pytest.param("es", marks=pytest.mark.thorough)])
def test_the_diagram_is_built_up_from_a_few_boxes(opened: Open, language: str) -> None:
    page = begun(opened, language)
    known: set[str] = set()
    for place, stage in enumerate(STAGES):
        told = page.inner_text("#stage-told")
        assert f" {place + 1} " in told and f" {len(stage['boxes'])} " in told
        assert page.locator(".loops-diagram .variable").count() == len(stage["boxes"])
        labels = [one.get_attribute("aria-label") for one in page.locator(".loops-diagram .link").all()]
        assert len(labels) == len(stage["arrows"]) and all(labels)
        for name in stage["loops"]:
            assert f"{numbers()[name]} {text_of(language, f'loops.{name}.name')}" in told
            known.add(name)
        rows = page.locator(".loops-list tbody th button").all_inner_texts()
        assert sorted(row.split()[0] for row in rows) == sorted(numbers()[name] for name in known)
        if place < len(STAGES) - 1:
            page.focus("#stage-next")
            page.keyboard.press("Enter")
    assert page.locator("#stage-next").is_disabled()


def test_what_is_late_is_marked_and_said(opened: Open) -> None:
    page = begun(opened)
    for stage in STAGES:
        page.click(f"#stage-{stage['name']}")
        late = [
            any(lateness_of(one) for step in pairwise(arrow["way"]) for one in links_between(*step))
            for arrow in stage["arrows"]
        ]
        marked = page.evaluate(
            "() => [...document.querySelectorAll('.loops-diagram .link')]"
            ".map((one) => [one.querySelector('.late') !== null, one.getAttribute('aria-label').includes('delayed')])"
        )
        assert marked == [[one, one] for one in late], stage["name"]


UNDER = """() => {
  const picture = document.querySelector(".loops-diagram");
  const seen = picture.viewBox.baseVal;
  const drawn = [...document.querySelectorAll(".loops-diagram .variable")];
  const boxes = drawn.map((one) => one.querySelector("rect").getBBox());
  const isIn = ({ x, y, width, height }, at, air) =>
    at.x > x - air && at.x < x + width + air && at.y > y - air && at.y < y + height + air;
  const found = { signs: [], arrows: [], outside: [], words: [], shared: [] };
  const middleOf = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
  const lines = [...document.querySelectorAll(".loops-diagram .link")].map((link) => {
    const name = link.getAttribute("aria-label");
    const marks = [...link.querySelectorAll(".sign circle, .late path.gap")].map((one) => middleOf(one.getBBox()));
    for (const mark of marks) if (boxes.some((box) => isIn(box, mark, 5))) found.signs.push(name);
    const path = link.querySelector("path");
    const length = path.getTotalLength();
    const every = Array.from({ length: Math.ceil(length / 4) + 1 }, (_, i) => Math.min(length, 4 * i));
    const on = every.map((at) => path.getPointAtLength(at));
    const own = boxes.filter((box) => isIn(box, on[0], 12) || isIn(box, on.at(-1), 12));
    if (on.some((at) => boxes.some((box) => !own.includes(box) && isIn(box, at, 3)))) found.arrows.push(name);
    if ([...marks, ...on].some((at) => !isIn(seen, at, 0))) found.outside.push(name);
    return { name, on };
  });
  const cells = new Map();
  lines.forEach(({ on }, i) => on.forEach(({ x, y }) => {
    const cell = `${Math.round(x / 3)} ${Math.round(y / 3)}`;
    if (!cells.has(cell)) cells.set(cell, new Set());
    cells.get(cell).add(i);
  }));
  const shared = new Map();
  for (const some of cells.values()) {
    if (some.size > 1) for (const i of some) shared.set(i, (shared.get(i) ?? 0) + 1);
  }
  for (const [i, times] of shared) {
    const most = 6 + lines[i].on.length / 12;
    if (times > most) found.shared.push([lines[i].name, times]);
  }
  drawn.forEach((one) => {
    const box = one.querySelector("rect").getBBox();
    for (const text of one.querySelectorAll("text")) {
      const own = text.getBBox();
      if (own.x < box.x + 3 || own.x + own.width > box.x + box.width - 3) found.words.push(text.textContent);
    }
  });
  return { ...found, isWide: document.documentElement.scrollWidth > innerWidth };
}"""
"""Signs and marks of delay under a box, arrows under boxes that they do not join, what is outside of the picture, words
that leave their box, and arrows of which more lies on others than crossing them takes."""


@pytest.mark.parametrize(
    ("language", "width", "height"),
    [
        ("en", 1280, 720),
        ("es", 390, 844),
        *(pytest.param(language, *size, marks=pytest.mark.thorough) for language, size in FURTHER),
    ],
)
def test_no_sign_or_arrow_lies_under_a_box_that_is_not_its_own(
    opened: Open, language: str, width: int, height: int
) -> None:
    screen = {"width": width, "height": height}
    page = begun(opened, language, viewport=screen)
    nothing = {"signs": [], "arrows": [], "outside": [], "words": [], "shared": [], "isWide": False}
    for stage in STAGES:
        page.click(f"#stage-{stage['name']}")
        page.evaluate(PAINTED)
        assert page.evaluate(UNDER) == nothing, stage["name"]
    page.eval_on_selector_all(
        ".loops-diagram .variable rect", "(all) => all.forEach((one) => one.setAttribute('x', 40))"
    )
    found = page.evaluate(UNDER)
    assert found["signs"] and found["arrows"] and found["words"], "boxes elsewhere would be found"


def test_a_loop_carries_what_python_finds(opened: Open) -> None:
    page = the_loops(opened)
    scenario = load("aligned-tied", size="classroom")
    whole = run(scenario, 5, 96).measure("direct_gain.ccs")
    for name in ("shielding", "contagion"):
        without = run(cut(scenario.settings, name), 5, 96).measure("direct_gain.ccs")
        mean = 100 * (whole - without).mean()
        row = page.locator(f"tr:has(#loop-{name}) td").first.inner_text()
        assert float(row.split()[0].replace("−", "-")) == pytest.approx(mean, abs=0.0501)


def test_thickness_sign_and_number_say_the_same(opened: Open) -> None:
    """The loop that is named as carrying most stands first with that number, and its arrows are the thickest."""
    page = the_loops(opened)
    said = page.locator("text=Most is carried by").inner_text()
    found = re.search(r"Most is carried by “(.+?)”: ([+−][\d.]+) points", said)
    assert found is not None, said
    rows = page.locator(".loops-list tbody tr")
    numbers = [row.locator("td").first.inner_text() for row in rows.all()]
    own = next(number for row, number in zip(rows.all(), numbers, strict=True) if found[1] in row.inner_text())
    assert own.startswith(found[2])
    known = (re.match(r"[+−][\d.]+", number) for number in numbers)
    sizes = [abs(float(one.group().replace("−", "-"))) for one in known if one]
    assert max(sizes) == abs(float(found[2].replace("−", "-")))
    widths = {
        link.get_attribute("aria-label"): float(link.locator("path").first.get_attribute("stroke-width") or 0.0)
        for link in page.locator(".loops-diagram .link").all()
    }
    (loop,) = [one for name, one in LOOPS.items() if text_of("en", f"loops.{name}.name") == found[1]]
    called = {name: text_of("en", f"variables.{name}.short") for name in loop.path}
    thickest = [str(label) for label, width in widths.items() if width == max(widths.values())]
    assert any(f" {called[a]}: " in label and f" {called[b]}" in label for label in thickest for a, b in loop.steps)


def test_a_loop_is_cut_with_a_click_and_kept_in_the_link(opened: Open) -> None:
    page = the_loops(opened)
    page.click("#cut-contagion")
    page.locator("#loops-told", has_text="contagion among peers").wait_for()
    assert "cut=contagion" in page.url
    scenario = load("aligned-tied", size="classroom")
    gains = [
        run(settings, 5, 96).measure("direct_gain.ccs").mean()
        for settings in (scenario.settings, cut(scenario.settings, "contagion"))
    ]
    told = page.inner_text("#loops-told")
    assert all(f"{100 * gain:+.1f}" in told for gain in gains), told
    page.click("#cut-contagion")
    page.locator("#loops-told", has_text="Nothing is cut").wait_for()
    assert "cut=" not in page.url


def test_a_link_opens_its_rule_and_its_source(opened: Open) -> None:
    page = the_loops(opened, stage="coaching")
    page.click("#loops-table")
    page.get_by_role("button", name="More trust in manager: more psychological safety", exact=True).click()
    told = page.inner_text("#link-told")
    assert "mechanisms.safety.safety_after_month" in told
    assert "safety.gain_trust" in told and "Trust makes it safe to speak" in told
    page.focus("#loops-links")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#link-told") != told


def test_gain_left_is_among_the_measures(opened: Open) -> None:
    page = the_loops(opened, stage="coaching")
    page.select_option("#loops-measure", "retained")
    scenario = load("aligned-tied", size="classroom")
    whole, without = (
        run(settings, 5, 96).measure("retained")
        for settings in (scenario.settings, cut(scenario.settings, "safety_trust"))
    )
    row = page.locator("tr:has(#loop-safety_trust) td").first.inner_text()
    assert float(row.split()[0].replace("−", "-")) == pytest.approx(100 * np.nanmean(whole - without), abs=0.0501)


def test_back_and_forward_walk_the_stages_and_a_link_leads_to_one_with_ones_own_arrow(opened: Open) -> None:
    page = opened(fragment="lang=en&view=loops&size=classroom").page
    page.click("#stage-next")
    page.click("#stage-paper")
    page.select_option("#guess-from", "team.trust")
    page.select_option("#guess-sign", "-1")
    link = page.evaluate("() => location.hash.slice(1)")
    assert "stage=paper" in link and "guess=team.trust~team.safety~less" in link
    for go, stage in ((page.go_back, "efficacy"), (page.go_back, None), (page.go_forward, "efficacy")):
        go()
        until(page, "explorer.state.stage === arg", stage)
        until(page, "document.querySelector('[aria-current=step]').id === arg", f"stage-{stage or 'coaching'}")
    page.go_forward()
    until(page, "document.querySelector('[aria-current=step]').id === 'stage-paper'")
    page.click("#language-es")
    other = opened(fragment=link).page
    for one in (page, other):
        assert one.get_attribute("[aria-current=step]", "id") == "stage-paper"
        assert [one.input_value(f"#guess-{part}") for part in ("from", "to", "sign")] == [
            "team.trust",
            "team.safety",
            "-1",
        ]
        assert one.locator(".loops-diagram .guess path").count() == 1, "the arrow is drawn"


# Arrows that somebody draws -------------------------------------------------------------------------------------------


TOLD = (
    "document.querySelector('#guess-said .verdict') && "
    "!/running|corriendo/.test(document.querySelector('#guess-said').textContent)"
)


def drawn(page: Page, source: str, target: str, sign: int) -> str:
    """Draw an arrow by keyboard alone, and return what the model says of it."""
    for where, value in (("from", source), ("to", target), ("sign", str(sign))):
        page.select_option(f"#guess-{where}", value)
    page.focus("#guess-test")
    page.keyboard.press("Enter")
    until(page, TOLD)
    return page.inner_text("#guess-said")


def without(settings: Settings, values: dict[str, float]) -> Settings:
    start = int(settings.values["mentoring_start"])
    changes = [*settings.changes, *(Change(start, name, value) for name, value in values.items())]
    return replace(settings, changes=tuple(sorted(changes, key=lambda change: change.month)))


def test_an_arrow_that_the_model_has_is_taken_away_in_the_same_worlds(opened: Open) -> None:
    page = the_loops(opened, stage="coaching")
    source, target = "team.pressure", "team.motivation"
    told = drawn(page, source, target, -1)
    assert "The model has this arrow, with your sign" in told and "motivation.loss_pressure = 0" in told
    assert "No other arrow goes with it" in told and "moved the variable the way that you drew" in told
    scenario = load("aligned-tied", size="classroom").settings
    results = [
        run(settings, 5, 96, series=True) for settings in (scenario, without(scenario, cut_of(link(source, target))))
    ]
    gain = [result.measure("direct_gain.ccs").mean() for result in results]
    shown = page.locator(".guess-found td").all_inner_texts()
    numbers_ = [float(re.findall(r"[+−]?\d+\.\d", cell)[0].replace("−", "-")) for cell in shown]
    start, end = (int(scenario.values[name]) for name in ("mentoring_start", "mentoring_end"))
    level = [result.over_time("motivation.coached")[:, start:end].mean() for result in results]
    assert numbers_ == pytest.approx([100 * (level[0] - level[1]), 100 * (gain[0] - gain[1])], abs=0.0501)
    assert "with the other sign" in drawn(page, source, target, 1)
    assert "against the way that you drew" in page.inner_text("#guess-verdict")


def test_what_goes_with_a_cut_is_said_and_nothing_is_claimed_of_one_arrow_alone(opened: Open) -> None:
    page = the_loops(opened, stage="coaching")
    told = drawn(page, "team.trust", "team.safety", 1)
    assert "coordination → psychological safety" in told and "How much of it is this arrow's" in told


@pytest.mark.parametrize(
    ("source", "target", "sign", "said"),
    [
        ("manager.support", "team.safety", 1, "no arrow from coaching support to psychological safety"),
        ("team.bonus", "team.trust", 1, "no way along its arrows either"),
        ("process.coverage", "process.indicator", 1, "It cannot be taken away by itself"),
        ("manager.mentored", "process.practice", 1, "but no one sign"),
    ],
)
def test_where_the_model_has_no_such_arrow_it_says_so(
    opened: Open, source: str, target: str, sign: int, said: str
) -> None:
    page = begun(opened)
    told = drawn(page, source, target, sign)
    assert said in told
    if source == "manager.support":
        assert "coaching support →+ trust in manager →+ psychological safety" in told or "coordination" in told
        assert "multiply to +, as you said" in told


def test_two_boxes_clicked_make_an_arrow(opened: Open) -> None:
    page = begun(opened, "es")
    for name in ("práctica", "cobertura real"):
        page.locator(".loops-diagram .variable", has=page.get_by_text(name, exact=True)).click()
    chosen = [page.eval_on_selector(f"#guess-{end}", "(node) => node.value") for end in ("from", "to")]
    assert chosen == ["process.practice", "process.coverage"]
    assert page.locator(".loops-diagram .guess path").count() == 1


# A prediction before a loop is cut ------------------------------------------------------------------------------------


def test_a_prediction_is_judged_by_the_interval(opened: Open) -> None:
    page = the_loops(opened, stage="coaching")
    page.click("#loop-safety_trust")
    assert page.locator("#predict-cut").is_disabled()
    page.select_option("#predict-guess", "lower")
    page.click("#predict-cut")
    page.locator("#predict-told", has_text="That is what you said").wait_for()
    scenario = load("aligned-tied", size="classroom").settings
    whole, less = (run(one, 5, 96).measure("direct_gain.ccs") for one in (scenario, cut(scenario, "safety_trust")))
    assert f"{100 * (less - whole).mean():.1f}".replace("-", "−") in page.inner_text("#predict-told")


def test_a_lesson_can_show_a_loop_alight_and_hear_the_answer(opened: Open) -> None:
    page = the_loops(opened, stage="coaching")
    answer = page.evaluate(
        """() => new Promise((onAnswer) => {
          const options = { seed: 5, replicates: 32 };
          const asked = { loop: "conflict", measure: "direct_gain.ccs", id: "own", options, onAnswer };
          document.querySelector("main").append(bubbles.createLoopStep(explorer, asked).node);
          const guess = document.querySelector("#own-guess");
          guess.value = "open";
          guess.dispatchEvent(new Event("change"));
          document.querySelector("#own-cut").click();
        })"""
    )
    badges = page.locator("#own-links ~ g .badge[visibility=visible] text").all_text_contents()
    assert answer["guess"] == "open" and badges == [numbers()["conflict"]]
    assert answer["isRight"] == (answer["found"]["low"] <= 0.0 <= answer["found"]["high"])
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.thorough), "es"])
def test_axe_finds_no_violation_once_all_is_drawn(opened: Open, language: str) -> None:
    page = the_loops(opened, "&cut=fear", language)
    drawn(page, "team.trust", "team.safety", 1)
    page.click("#loop-safety_trust")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate(PAINTED)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert json.dumps([(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]) == "[]"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
