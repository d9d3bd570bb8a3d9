"""A class in a real Chromium: predictions are kept, become codes and collected; what is bad is told, and no more."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from interface.explorer.door import NO_WORD, digits_of, for_pupils
from interface.explorer.link import with_check
from interface.explorer.serve import PAGE, address_of, framed_by, server
from simulation.errors import OutputError
from tests.browser.conftest import STARTED, Open
from tests.browser.test_accessibility import RULES
from tests.browser.test_lessons import LESSONS
from tests.browser.waiting import until

LESSON = "1-screening-not-antenatal"
SIZED = "lang=en&view=lessons&size=classroom"
SIGNS = "23456789ABCDEFGHJKMNPQRTUVWXY"
MADE = """([id, seeds]) => {
  const lesson = explorer.lessons.find((one) => one.id === id);
  return seeds.map((seed) => {
    let state = seed + 1;
    const next = (most) => (state = (state * 48271) % 2147483647) % most;
    const answers = lesson.steps.map((step) => {
      if (step.kind === "sketch") {
        const tall = next(5) - 1;
        return Array.from({ length: 9 }, (_, k) => Number((0.04 * tall * (k < 3 + next(4) ? k : 1)).toFixed(2)));
      }
      if (step.kind === "choose") return [next(step.options.length)];
      if (step.kind === "cut") return [next(3)];
      if (step.kind === "explain") return [next(step.loops.length)];
      if (step.kind === "compare") return step.options.map(() => next(101) / 100);
      if (step.kind === "regime") return [next(explorer.card.regimes.length)];
      return step.kind === "find" ? [0.1 * next(10)] : null;
    });
    const name = seed % 3 ? `P${seed}` : "";
    const shown = answers.map(() => false);
    const work = { version: "", pupil: (seed * 811) % 24389, name, worlds: "", answers, shown };
    return bubblesClass.codeOf(work, lesson, explorer.card);
  });
}"""


@pytest.fixture
def page(opened: Open) -> Page:
    """The teacher's page of a lesson, where codes are collected."""
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=class").page
    page.wait_for_selector("#codes")
    return page


def codes(page: Page, n: int, lesson: str = LESSON) -> list[str]:
    return page.evaluate(MADE, [lesson, list(range(n))])


def told(page: Page, text: str) -> tuple[int, list[str]]:
    """Put a text in; return how many pupils were taken in, and what is told of its lines."""
    page.fill("#codes", text)
    return int(page.evaluate("() => document.querySelector('.sheet').dataset.pupils")), page.locator(
        ".told-lines li"
    ).all_inner_texts()


def draw(page: Page, height: float = 0.4) -> None:
    page.wait_for_selector(".pane[data-ready]")
    box = page.locator("svg.sketch").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + box["height"] * 0.7, steps=24)
    page.mouse.up()


def drawn(page: Page) -> list[str]:
    """Return what is drawn at each point, as it is told."""
    page.wait_for_selector(".pane[data-ready]")
    return page.eval_on_selector_all("[data-knot]", "(all) => all.map((one) => one.getAttribute('aria-valuenow'))")


# What is kept


def test_a_prediction_outlives_language_back_another_view_big_type_and_reload(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}").page
    page.click("#next-step")
    draw(page)
    mine = drawn(page)
    assert len(set(mine)) > 3

    def here(step: int = 2) -> None:
        until(page, f"explorer.state.step === {step}")
        if step == 2:
            assert drawn(page) == mine
            assert page.is_enabled("#reveal")

    page.click("#language-es")
    here()
    page.click("#big")
    here()
    page.click("#back-step")
    here(1)
    page.click("#next-step")
    here()
    page.click("#view-assumptions")
    page.click("#view-lessons")
    here()
    page.go_back()
    until(page, "explorer.state.view === 'assumptions'")
    page.go_back()
    here()
    assert page.evaluate("() => [explorer.state.language, explorer.state.big]") == ["es", True]
    page.go_back()
    here(1)
    page.go_forward()
    here()
    page.click("#works-keep")
    assert "en este dispositivo" in page.inner_text("#kept-says")
    page.reload()
    page.evaluate(STARTED)
    here()
    page.click("#reveal")
    page.wait_for_selector(".verdict[data-done]")
    told = page.inner_text("#idea")
    page.reload()
    page.evaluate(STARTED)
    page.wait_for_selector(".verdict[data-done]")
    assert page.inner_text("#idea") == told and not page.is_visible("#reveal:enabled")
    assert page.is_enabled("#next-step")
    page.click("#works-wipe")
    assert page.evaluate("() => localStorage.length") == 1, "one press asks first"
    page.click("#works-wipe")
    assert page.evaluate("() => localStorage.length") == 0
    page.wait_for_selector(".pane[data-ready]")
    assert page.is_disabled("#reveal") and len(set(drawn(page))) == 1


@pytest.mark.parametrize(
    ("lesson", "step", "choice"),
    [
        (LESSON, 3, "#choice-2"),
        ("5-mentoring-leaves", 5, "#pick-partial"),
        (LESSON, 4, "#way-less"),
        ("6-tipping-point", 2, "#guess"),
    ],
)
def test_every_kind_of_answer_is_kept_and_comes_back_with_its_verdict(
    opened: Open, lesson: str, step: int, choice: str
) -> None:
    page = opened(fragment=f"{SIZED}&lesson={lesson}&step={step}").page
    page.focus(choice)
    page.keyboard.press("ArrowRight" if choice == "#guess" else "Space")
    picked = "(all) => all.filter((one) => one.type === 'range' || one.checked).map((one) => one.value)"
    mine = page.eval_on_selector_all(".step input", picked)
    page.click("#language-es")
    assert page.eval_on_selector_all(".step input", picked) == mine and page.is_enabled("#check")
    page.click("#check")
    page.wait_for_selector(".verdict[data-done]")
    page.click("#view-map")
    page.go_back()
    page.wait_for_selector(".verdict[data-done]")
    assert page.eval_on_selector_all(".step input", picked) == mine
    assert not page.is_visible("#check:enabled") and page.is_enabled("#next-step")


def test_where_storage_is_denied_it_is_said_and_a_file_takes_its_place(opened: Open, tmp_path: Any) -> None:
    denied = opened(fragment=f"{SIZED}&lesson={LESSON}&step=3")
    denied.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    denied.page.reload()
    page = denied.page
    page.evaluate(STARTED)
    assert "keep nothing here" in page.inner_text("#kept-says") and page.locator("#works-keep").count() == 0
    page.click("#choice-2")
    with page.expect_download() as download:
        page.click("#works-save")
    download.value.save_as(tmp_path / "mine.json")
    page.reload()
    page.evaluate(STARTED)
    assert page.locator(".step input:checked").count() == 0
    page.set_input_files("#works-file", tmp_path / "mine.json")
    until(page, "document.querySelector('#choice-2').checked")
    for bad in ("{}", "no", '{"kind":"enabling-bubbles-predictions","works":{"x":1},"files":{}}', "[" * 9000):
        (tmp_path / "bad.json").write_text(bad, encoding="utf-8")
        page.set_input_files("#works-file", tmp_path / "bad.json")
        until(page, "document.querySelector('#kept-says').textContent.includes('nothing was changed')")
    assert page.is_checked("#choice-2")


def test_what_was_predicted_in_another_version_is_told_and_not_shown(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=3").page
    page.click("#choice-2")
    page.click("#works-keep")
    page.evaluate(
        "() => { const [name] = Object.keys(localStorage); const read = JSON.parse(localStorage[name]);"
        " for (const work of Object.values(read.works)) work.version = 'another';"
        " localStorage[name] = JSON.stringify(read); }"
    )
    page.reload()
    page.evaluate(STARTED)
    assert "another version" in page.inner_text("#old-work")
    assert page.locator(".step input:checked").count() == 0
    page.click("#choice-0")
    assert page.evaluate("() => localStorage['enabling-bubbles-predictions'].includes('before: ')"), "and not lost"


@pytest.mark.parametrize("kept", ["{", '{"kind":"other"}', '"<img src=x onerror=alert(1)>"'])
def test_a_storage_that_holds_something_else_does_no_harm(opened: Open, kept: str) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}").page
    page.evaluate("(text) => localStorage.setItem('enabling-bubbles-predictions', text)", kept)
    page.reload()
    page.evaluate(STARTED)
    assert "cannot be read" in page.inner_text("#kept-says")


def test_a_link_leads_to_a_step_and_refuses_one_that_is_not_there(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=end").page
    assert page.locator("[data-kind='end']").count() == 1
    asked = [with_check(f"{SIZED}&lesson={LESSON}&step={step}") for step in ("4", "6", "0", "x", "handin")]
    asked.append(with_check(f"{SIZED}&step=2"))
    problems = page.evaluate("(links) => links.map((link) => explorer.read(link).problems.length)", asked)
    assert problems == [0, 1, 1, 1, 0, 1]


# Codes


FUZZED = """([id, rounds]) => {
  const { codeOf, readCodes, SIGNS } = bubblesClass;
  let state = rounds[0] + 7;
  const next = (most) => (state = (state * 48271) % 2147483647) % most;
  const lesson = explorer.lessons.find((one) => one.id === id);
  const ends = ({ lever, low, high }) => {
    const parameter = explorer.card.parameters.find(({ name }) => name === lever);
    return [low ?? parameter.low, high ?? parameter.high];
  };
  const wrong = [];
  let tried = 0;
  for (let round = 0; round < rounds[1]; round++) {
    const answers = lesson.steps.map((step) => {
      const knot = () => (step.curve.gain ? -0.2 + 0.01 * next(64) : 0.02 * next(51));
      const whole = {
        sketch: () => Array.from({ length: 9 }, knot),
        choose: () => [next(step.options.length)],
        regime: () => [next(5)],
        cut: () => [next(3)],
        explain: () => [next(step.loops.length)],
        compare: () => step.options.map(() => next(101) / 100),
        find: () => {
          const [low, high] = ends(step);
          return [Number((low + ((high - low) * next(101)) / 100).toFixed(8))];
        },
      }[step.kind];
      return whole && next(4) ? whole() : null;
    });
    const name = Array.from({ length: next(9) }, () => "ABCÑÁ 09-'"[next(10)]).join("").trim().replace(/ +/g, " ");
    const shown = answers.map((answer, i) => lesson.steps[i].kind !== "read" && (answer !== null || next(2) === 1));
    const work = { version: "", pupil: next(24389), name, worlds: "", answers, shown };
    const code = codeOf(work, lesson, explorer.card);
    const read = (text) => readCodes(text, lesson, explorer).works;
    const [found] = read(code);
    const isSame = (answer, i) => (answer === null
      ? found.answers[i] === null && found.shown[i] === shown[i]
      : answer.every((number, k) => Math.abs(number - found.answers[i][k]) < 1e-6));
    const same = found && found.name === name && found.pupil === work.pupil && answers.every(isSame);
    if (!same) wrong.push(["lost", code, name, found?.name]);
    const places = [...code].map((sign, i) => i).filter((i) => i > 2 && code[i] !== "-");
    for (const i of places) {
      const others = round < 3 ? [...SIGNS] : [SIGNS[next(29)]];
      for (const sign of others) {
        if (sign === code[i]) continue;
        tried += 1;
        if (read(code.slice(0, i) + sign + code.slice(i + 1)).length) wrong.push(["changed", code, i, sign]);
      }
      tried += 2;
      const at = places.indexOf(i);
      const k = places[at + 1];
      if (k && code[i] !== code[k]) {
        const signs = [...code];
        [signs[i], signs[k]] = [signs[k], signs[i]];
        if (read(signs.join("")).length) wrong.push(["swapped", code, i]);
      }
      if (read(code.slice(0, i) + code.slice(i + 1)).length) wrong.push(["lost a sign", code, i]);
      if (read(code.slice(0, i) + SIGNS[next(29)] + code.slice(i)).length) wrong.push(["gained a sign", code, i]);
    }
  }
  return [tried, wrong];
}"""


@pytest.mark.parametrize("lesson", [LESSON, "2-the-bubble", "6-tipping-point"])
def test_any_answers_come_back_from_their_code_and_a_changed_sign_is_refused(page: Page, lesson: str) -> None:
    tried, wrong = page.evaluate(FUZZED, [lesson, [len(lesson), 12]])
    assert tried > 1000 and wrong == []


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", [path.stem for path in LESSONS])
def test_of_many_codes_of_every_lesson_none_is_taken_for_another(page: Page, lesson: str) -> None:
    tried, wrong = page.evaluate(FUZZED, [lesson, [random.randrange(10**6), 300]])
    assert tried > 10_000 and wrong == []


def test_lessons_are_told_apart_and_a_code_is_short(page: Page) -> None:
    found = {path.stem: codes(page, 3, path.stem) for path in LESSONS}
    assert len({code[3:7] for made in found.values() for code in made}) == len(LESSONS)
    assert all(len(code) <= 90 and set(code[3:]) <= set(SIGNS + "-") for made in found.values() for code in made)
    assert len(codes(page, 1)[0].replace("-", "")) <= 40


def test_a_pupil_hands_in_a_code_and_a_qr_and_the_teacher_sees_what_was_drawn(opened: Open) -> None:
    pupil = opened(fragment=f"{SIZED}&lesson={LESSON}&step=2", viewport={"width": 390, "height": 844}).page
    draw(pupil)
    pupil.click("#hand-in-open")
    pupil.fill("#pupil-name", "Íñigo <3")
    until(pupil, "document.querySelector('#code-text').value")
    code = pupil.input_value("#code-text")
    assert pupil.locator("svg.qr path").count() == 1 and pupil.inner_text("#code").replace("\n", "") == code
    assert pupil.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    teacher = opened(fragment=f"{SIZED}&lesson={LESSON}&step=class").page
    teacher.fill("#codes", f"Profe, aquí va: {code.lower()} gracias")
    teacher.wait_for_selector("[data-sketches='1']")
    (work,) = teacher.evaluate(
        "(code) => bubblesClass.readCodes(code, explorer.lessons[0], explorer).works"
        ".map(({ name, answers }) => ({ name, answers }))",
        code,
    )
    assert work["name"] == "ÍÑIGO 3"
    mine = pupil.evaluate("() => explorer.works.of(explorer.lessons[0]).answers[1]")
    assert all(abs(one - other) <= 0.005 + 1e-9 for one, other in zip(work["answers"][1], mine, strict=True))


# What a class handed in


def test_thirty_codes_are_shown_over_the_answer(page: Page) -> None:
    text = "\n".join(f"Pupil {i}: {code}" for i, code in enumerate(codes(page, 30)))
    page.evaluate("() => performance.mark('pasted')")
    assert told(page, text) == (30, [])
    page.wait_for_selector("[data-sketches='30']")
    until(page, "document.querySelectorAll(\"[data-sketches='30']\").length === 2")
    page.wait_for_selector("#divided:not([hidden])")
    took = page.evaluate("() => performance.now() - performance.getEntriesByName('pasted')[0].startTime")
    print(f"thirty codes are shown after {took:.0f} ms")
    shown = page.inner_text("#divided")
    found = re.search(r"Step (\d) .* (\d+) of 435 pairs", shown)
    assert found and 0 < int(found[2]) <= 435 and "different shapes" in shown
    picked = page.eval_on_selector_all(
        "[data-kind=choose] .tally li", "(all) => all.map((one) => Number(one.dataset.picked))"
    )
    assert sum(picked) == 30
    assert page.locator(".tally .right").count() == 1
    page.click("#hide-answers")
    assert page.locator(".tally .right").count() == 0
    page.click("#language-es")
    page.wait_for_selector("[data-sketches='30']")
    assert "parejas" in page.inner_text("#divided"), "what was taken in is kept"


@pytest.mark.parametrize("lesson", ["8-where-coaches-work", "6-tipping-point"])
def test_regimes_told_and_values_set_are_shown(page: Page, lesson: str) -> None:
    made = codes(page, 30, lesson)
    page.evaluate("(lesson) => explorer.set({ lesson })", lesson)
    page.wait_for_selector("#codes")
    assert told(page, " ".join(made))[0] == 30
    if lesson == "8-where-coaches-work":
        until(page, "document.querySelector('.collected-step[data-kind=regime] .bar')")
        assert page.locator(".collected-step[data-kind=regime] .tally li").count() == 5
    else:
        assert page.locator(".strip circle").count() == 60
        until(page, "document.querySelector('.sheet').dataset.loaded")
        assert "tipping point" in page.inner_text(".collected")


def test_the_rule_of_the_most_divided_step(page: Page) -> None:
    made = page.evaluate(
        """([id, picks]) => {
          const lesson = explorer.lessons.find((one) => one.id === id);
          const flat = Array(9).fill(0.05);
          return picks.map((pick, pupil) => bubblesClass.codeOf(
            { pupil, name: "", worlds: "", shown: [], answers: [null, flat, [pick], null, flat] },
            lesson, explorer.card));
        }""",
        [LESSON, [0, 0, 1, 1, 2]],
    )
    assert told(page, "\n".join(made))[0] == 5
    page.wait_for_selector("#divided:not([hidden])")
    assert "Step 3 divides the class most: 8 of 10 pairs" in page.inner_text("#divided")
    told(page, "\n".join(made[:2]))
    assert "No two pupils disagree" in page.inner_text("#divided")
    told(page, made[0])
    assert "From two predictions" in page.inner_text("#divided")


BAD = {
    "cut": (lambda code: code[:-2], "cut or changed"),
    "cut in the middle": (lambda code: code[:9] + code[14:], "cut or changed"),
    "changed": (lambda code: code[:-1] + ("3" if code[-1] != "3" else "4"), "cut or changed"),
    "html": (lambda code: f"<script>alert(1)</script>{code[:-3]}", "cut or changed"),
    "an image": (lambda code: "EB-<img src=x onerror=alert(1)>", None),
    "a sign that no code has": (lambda code: f"{code[:5]}0{code[6:]}", "0 stands in no code"),
    "a letter that looks alike": (lambda code: f"{code[:5]}\u0410{code[6:]}", "stands in no code"),
    "very long": (lambda code: "EB-" + "A" * 5000, "too long for a code"),
    "words": (lambda code: "I forgot it, sorry", "no code"),
    "right to left": (lambda code: "\u202e" + code[::-1], None),
    "signs that nobody sees": (lambda code: "\u200b\u2060\ufeff", None),
    "null": (lambda code: "\x00EB-\x00", None),
}


def test_bad_codes_do_nothing_but_say_so_by_their_line(page: Page) -> None:
    good, other = codes(page, 2)
    for name, (change, says) in BAD.items():
        taken, lines = told(page, f"{good}\n\n{change(other)}\n{other}")
        assert taken == 2, name
        if says:
            assert any(line.startswith("Line 3:") and says in line for line in lines), (name, lines)
        assert not any(line.startswith(("Line 1:", "Line 4:")) for line in lines), (name, lines)
    assert page.locator("#codes-told img, #codes-told script").count() == 0
    taken, lines = told(page, f"{good}\n{good}")
    assert (taken, lines) == (1, ["Line 2: the same code as in line 1; counted once."])
    foreign = codes(page, 1, "3-shielding")[0]
    assert told(page, foreign)[1] == ["Line 1: a code of another lesson, “Shielding”."]
    assert told(page, "A" * 300_000)[1] == ["Line 1: The text has more than 200000 signs, and none of it was taken in."]
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in good)
    assert told(page, wide)[0] == 1, "letters of full width are the same letters"
    assert told(page, good.replace("-", " – ").replace("EB – ", ""))[0] == 1, "read aloud and typed"
    middle = good.index("-", 12)
    assert told(page, f"{good[:middle]}-\n{good[middle + 1 :]}") == (1, []), "broken over two lines"


def test_a_code_of_another_version_is_told(page: Page) -> None:
    (good,) = codes(page, 1)
    page.evaluate(
        "() => { const [lesson] = explorer.lessons; const [first, ...rest] = lesson.steps;"
        " explorer.lessons[0] = { ...lesson, steps: [{ ...first, text: { en: 'x', es: 'x' } }, ...rest] }; }"
    )
    page.click("#language-es")
    assert told(page, good)[1][0].startswith("Línea 1: un código de otra versión de “¿Por qué")


def test_a_later_code_of_the_same_pupil_counts_and_steps_add_up(page: Page) -> None:
    first, second, third = page.evaluate(
        """() => {
          const [lesson] = explorer.lessons;
          const work = { pupil: 7, name: "ANA", worlds: "", shown: [] };
          const made = (answers) => bubblesClass.codeOf({ ...work, answers }, lesson, explorer.card);
          const sketch = Array(9).fill(0.1);
          const all = [[null, null, [0]], [null, sketch, null], [null, null, [2]]];
          return all.map((answers) => made([...answers, null, null]));
        }"""
    )
    taken, lines = told(page, f"{first}\n{second}\n{third}")
    assert taken == 1 and [line.split(":")[0] for line in lines] == ["Line 2", "Line 3"]
    assert page.eval_on_selector_all(
        "[data-kind=choose] .tally li", "(all) => all.map((one) => one.dataset.picked)"
    ) == ["0", "0", "1"]
    page.wait_for_selector("[data-sketches='1']")


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
  };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("kind", ["worksheet", "key"])
def test_every_lesson_is_printed_on_a4_with_nothing_cut(opened: Open, kind: str, language: str) -> None:
    page = opened(fragment=f"lang={language}&view=lessons&size=classroom&lesson={LESSON}&step={kind}").page
    for path in LESSONS:
        lesson = json.loads(path.read_text(encoding="utf-8"))
        page.emulate_media(media="screen")
        page.evaluate("(lesson) => explorer.set({ lesson })", path.stem)
        page.wait_for_selector(".paper[data-ready]")
        assert lesson["title"][language] in page.inner_text(".paper")
        page.emulate_media(media="print")
        found = page.evaluate(LAID_OUT)
        assert [(key, found[key]) for key in ("wide", "cut", "parted", "besides") if found[key]] == [], path.stem
        sketches = [step for step in lesson["steps"] if step["kind"] == "sketch"]
        assert found["charts"] >= len(sketches)
        text = page.inner_text(".paper")
        answers = [item[language] for item in lesson["teacher"]["answers"]]
        assert all(answer in text for answer in answers) is (kind == "key")
        paper = page.pdf(prefer_css_page_size=True, print_background=True)
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
        most = 2 if kind == "worksheet" else 3 + len(lesson["steps"]) // 7
        assert 1 <= len(boxes) <= most, path.stem
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
