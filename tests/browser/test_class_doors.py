"""Who may see what in a class, in a real Chromium: pages for pupils, frames, everybody's ways in, and paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from threading import Thread
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from interface.explorer.door import NO_WORD, digits_of, for_pupils
from interface.explorer.link import with_check
from interface.explorer.serve import PAGE, address_of, framed_by, server
from simulation.errors import OutputError
from tests.browser.classroom import LESSON, SIZED, codes
from tests.browser.conftest import Open
from tests.browser.test_accessibility import RULES
from tests.browser.test_lessons import LESSONS
from tests.browser.waiting import until

# Who may see the answers


@pytest.fixture
def pupils(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a page for pupils, as it is served to a class, and framed."""
    page = for_pupils(PAGE.read_text(encoding="utf-8"), getattr(request, "param", "La Ceiba 7")).encode()
    with server(0, page=page, framed="any") as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield address_of(listening)
        listening.shutdown()


def is_shut(page: Page) -> bool:
    return page.locator("#teacher, #teacher-page, #codes, .paper-key").count() == 0


def test_a_page_for_pupils_leads_to_no_answers_until_the_word_is_said(opened: Open, pupils: str) -> None:
    page = opened(pupils, fragment=f"{SIZED}&lesson={LESSON}").page
    assert is_shut(page)
    for step in ("class", "key", "worksheet"):
        page.evaluate("(step) => explorer.set({ step })", step)
        page.wait_for_selector("#word")
        assert is_shut(page) and page.locator(".paper").count() == 0
    page.fill("#word", "la paz")
    page.click("#word-open")
    assert "not the word" in page.inner_text("#word-says") and is_shut(page)
    page.fill("#word", "  la CEIBA  7 ")
    page.click("#word-open")
    page.wait_for_selector(".paper-worksheet[data-ready]")
    page.click("#to-lesson")
    page.click("#teacher")
    assert page.is_visible("#teacher-page")
    by_link = opened(pupils, fragment=f"{SIZED}&lesson={LESSON}&teacher=la ceiba 7").page
    assert by_link.locator("#teacher").count() == 1
    assert "teacher" not in by_link.evaluate("() => location.hash")
    wrong = opened(pupils, fragment=f"{SIZED}&lesson={LESSON}&teacher=no").page
    assert "does not open" in wrong.inner_text("#link-problems") and is_shut(wrong)


def test_a_link_for_pupils_is_made_on_the_teachers_page(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}").page
    page.click("#teacher")
    page.wait_for_selector("#pupils-link")
    assert f"pupils={NO_WORD}" in page.input_value("#pupils-link")
    page.fill("#own-word", "Tela")
    link = page.input_value("#pupils-link")
    assert f"pupils={digits_of('tela')}" in link
    page.click("#pupils-link-copy")
    until(page, "document.querySelector('#pupils-link-copy').textContent !== 'Copy'")
    other = opened(link).page
    assert is_shut(other) and other.evaluate("() => explorer.doubt") is None
    other.click("#door-open")
    other.fill("#word", "tela")
    other.click("#word-open")
    assert other.locator("#teacher").count() == 1


@pytest.mark.parametrize("sandbox", ["allow-scripts", "allow-scripts allow-same-origin"])
def test_a_learning_platform_shows_the_page_in_a_frame(chromium: Browser, pupils: str, sandbox: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    link = with_check(f"{SIZED}&lesson={LESSON}&step=3").replace("&", "&amp;")
    platform = f'<iframe sandbox="{sandbox}" width=900 height=700 src="{pupils}#{link}"></iframe>'
    with server(0, page=platform.encode()) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        page.goto(address_of(listening))
        frame = page.frame_locator("iframe")
        frame.locator("#choice-1").check(timeout=60_000)
        frame.locator("#check").click()
        frame.locator(".pane[data-done]").wait_for()
        says = frame.locator("#kept-says").inner_text()
        assert ("keep nothing here" in says) is ("same-origin" not in sandbox)
        frame.locator("#next-step").click()
        frame.locator(".step[data-step='3']").wait_for()
        listening.shutdown()
    context.close()


def test_the_page_stands_in_no_frame_unless_it_is_let(pupils: str, served: str) -> None:
    with urlopen(served) as usual, urlopen(pupils) as framed:
        assert usual.headers["X-Frame-Options"] == "DENY" and usual.headers["Content-Security-Policy"] is None
        assert framed.headers["X-Frame-Options"] is None
        assert framed.headers["Content-Security-Policy"] == "frame-ancestors *"
    assert framed_by("https://moodle.example.org/")["Content-Security-Policy"].endswith(" https://moodle.example.org")
    for bad in ("moodle.example.org", "https://a.example/course", "https://a.example; script-src *", "*", ""):
        with pytest.raises(OutputError, match="--framed-by"):
            framed_by(bad)


# For everybody


VIEWED = {
    "class": "class",
    "worksheet": "worksheet",
    "key": "key",
    "handin": "handin",
    "end": "end",
}


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.thorough)])
def test_axe_finds_no_violation_in_what_a_class_uses(opened: Open, language: str) -> None:
    page = opened(fragment=f"lang={language}&view=lessons&size=classroom&lesson={LESSON}&step=3").page
    page.click("#choice-0")
    page.click("#check")
    for step in VIEWED:
        page.evaluate("(step) => explorer.set({ step })", step)
        page.wait_for_selector({"class": "#codes", "end": "#code"}.get(step, ".paper[data-ready]"))
        if step == "class":
            page.fill("#codes", "\n".join([*codes(page, 6), "nothing", "EB-0"]))
            page.wait_for_selector("[data-sketches]")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(step, one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []
    page.evaluate("() => explorer.set({ step: 1 })")
    page.click("#teacher")
    page.wait_for_selector("#pupils-link")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []


def test_a_class_is_collected_by_keyboard_alone(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}").page
    page.focus("#teacher")
    page.keyboard.press("Enter")
    page.wait_for_selector("#to-class")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#codes")
    until(page, "document.activeElement.id === 'step-title'")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "codes"
    page.keyboard.type("nothing")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.get_attribute("#hide-answers", "aria-pressed") == "true"


@pytest.mark.parametrize("step", ["2", "3", "end", "class"])
def test_what_a_class_touches_on_a_phone_is_large_enough(opened: Open, step: str) -> None:
    page = opened(
        fragment=f"lang=es&view=lessons&size=classroom&lesson={LESSON}&step={step}",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    ).page
    page.wait_for_selector({"2": ".pane[data-ready]", "class": "#codes"}.get(step, "main button"))
    if step == "2":
        page.click("#hand-in-open")
        page.wait_for_selector("#pupil-name")
    small = page.evaluate(
        "() => [...document.querySelectorAll('main :is(button, summary, textarea, .choices label, input[type=text])')]"
        ".filter((one) => one.checkVisibility())"
        ".map((one) => [one.id || one.textContent, one.getBoundingClientRect().height])"
        ".filter(([, height]) => height < 43.5)"
    )
    assert small == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


# Paper


LAID_OUT = """() => {
  const paper = document.querySelector(".paper").getBoundingClientRect();
  const all = [...document.querySelectorAll(".paper *")].filter((one) => one.checkVisibility() && !one.closest("svg"));
  const name = (one) => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 50)}`;
  const style = (one, key) => getComputedStyle(one)[key];
  const isCut = (one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1;
  const outside = "#page > header, #page > footer, .keeping, main h1, #print";
  return {
    wide: all.filter((one) => one.getBoundingClientRect().right > paper.right + 1).map(name),
    cut: all.filter((one) => style(one, "display") !== "inline" && isCut(one)).map(name),
    parted: [...document.querySelector(".paper").children]
      .filter((one) => style(one, "breakInside") !== "avoid").map(name),
    besides: [...document.querySelectorAll(outside)].filter((one) => one.checkVisibility()).map(name),
    charts: document.querySelectorAll(".paper svg.curves").length,
    told: [...document.querySelectorAll("[data-kind=choose], [data-kind=cut], [data-kind=explain]")]
      .map((one) => one.querySelectorAll(".paper-options b").length),
  };
}"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "language", "lessons"),
    [
        ("worksheet", "es", "26"),
        ("key", "es", "25"),
        *(
            pytest.param(kind, language, "12345678", marks=pytest.mark.thorough)
            for kind in ("worksheet", "key")
            for language in ("en", "es")
        ),
    ],
)
def test_lessons_are_printed_on_two_pages_of_a4_with_nothing_cut(
    opened: Open, kind: str, language: str, lessons: str
) -> None:
    page = opened(fragment=f"lang={language}&view=lessons&size=classroom&lesson={LESSON}&step={kind}").page
    for path in [path for path in LESSONS if path.stem[0] in lessons]:
        lesson = json.loads(path.read_text(encoding="utf-8"))
        page.emulate_media(media="screen")
        page.evaluate("(lesson) => explorer.set({ lesson })", path.stem)
        page.locator(".paper[data-ready]", has_text=lesson["title"][language]).wait_for()
        page.emulate_media(media="print")
        found = page.evaluate(LAID_OUT)
        assert [(key, found[key]) for key in ("wide", "cut", "parted", "besides") if found[key]] == [], path.stem
        sketches = [step for step in lesson["steps"] if step["kind"] == "sketch"]
        assert found["charts"] >= len(sketches)
        assert set(found["told"]) <= {1 if kind == "key" else 0}, "the key marks what the model says, each time"
        text = page.inner_text(".paper")
        assert "[object" not in text and "undefined" not in text
        answers = [item[language] for item in lesson["teacher"]["answers"]]
        assert all(answer in text for answer in answers) is (kind == "key")
        paper = page.pdf(prefer_css_page_size=True, print_background=True)
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
        assert 1 <= len(boxes) <= 2, path.stem
        assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_what_is_handed_in_on_paper_has_the_model_where_it_was_seen(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=3").page
    page.click("#choice-0")
    page.evaluate("() => explorer.set({ step: 'handin' })")
    page.wait_for_selector(".paper[data-ready]")
    assert "(yours)" in page.inner_text(".paper") and "the model’s answer\n" not in page.inner_text(".paper-options")
    assert "← the model’s answer" not in page.inner_text(".paper")
    page.go_back()
    page.click("#check")
    page.evaluate("() => explorer.set({ step: 'handin' })")
    page.wait_for_selector(".paper[data-ready]")
    assert "← the model’s answer" in page.inner_text(".paper")
    assert page.locator(".paper-head svg.qr").count() == 1
