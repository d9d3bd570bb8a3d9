"""A teacher's own lesson in a real Chromium: it is checked whole, and each mistake is told with its place."""

from __future__ import annotations

import base64
import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from simulation.parameters import REPLACED
from tests.browser.conftest import STARTED, Open
from tests.browser.test_lessons import LESSONS, compare, find, pick, sketch
from tests.browser.waiting import until

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "own-lesson.md"
Lesson = dict[str, Any]
ASKED = {"question": {"en": "What?", "es": "¿Qué?"}, "after": {"en": ["So."], "es": ["Así."]}}
CURVE = {"series": "coverage.ccs.coached", "label": {"en": "now", "es": "ahora"}}
CHOOSE = {
    "kind": "choose",
    **ASKED,
    "options": [{"en": "a", "es": "á"}, {"en": "b", "es": "be"}],
    "right": 1,
    "curves": [CURVE],
}
FIND = {"kind": "find", **ASKED, "lever": "alignment", "regime": "spread", "low": 0.2, "high": 0.9, "month": 30}
READ = {"kind": "read", "text": {"en": ["One.", "Two."], "es": ["Uno.", "Dos."]}}
COMPARE = {
    "kind": "compare",
    **ASKED,
    "regime": "spread",
    "options": [
        {"label": {"en": "one", "es": "uno"}, "worlds": {}},
        {"label": {"en": "two", "es": "dos"}, "worlds": {"scenario": "aligned"}},
    ],
}
CUT = {"kind": "cut", **ASKED, "curve": CURVE, "loop": "mastery", "until": 60, "month": 50}
EXPLAIN = {"kind": "explain", **ASKED, "curve": CURVE, "loops": ["fear", "conflict"], "way": "up"}
REGIME = {"kind": "regime", **ASKED}
"""What comes after the documented sketch, so that every kind of step is there: choose is steps[1], find steps[2]."""


def own() -> Lesson:
    text = DOCUMENTED.read_text(encoding="utf-8")
    lesson = json.loads(text.split("```json", 1)[1].split("\n", 1)[1].split("```")[0])
    lesson["steps"] += copy.deepcopy([CHOOSE, FIND, READ, REGIME, COMPARE, CUT, EXPLAIN])
    return lesson


def written(lesson: object) -> bytes:
    return json.dumps(lesson, ensure_ascii=False, indent=1).encode()


@pytest.fixture
def page(opened: Open, request: pytest.FixtureRequest) -> Page:
    language = getattr(request, "param", "en")
    page = opened(fragment=f"lang={language}&view=lessons&size=classroom").page
    page.click("#own")
    return page


def given(page: Page, file: bytes, name: str = "mine.json") -> str:
    """Open a file, and return what is said of it; nothing if the lesson is shown."""
    page.evaluate("() => document.querySelector('#own-problems').replaceChildren()")
    page.set_input_files("#own-lesson", {"name": name, "mimeType": "application/json", "buffer": file})
    until(page, "document.querySelector('#own-problems li') || document.querySelector('#step-title')")
    return page.inner_text("#own-problems") if page.locator("#own-problems").count() else ""


def put(*path: Any) -> Callable[[Lesson], None]:
    """Return what puts a value, the last, into a place; Ellipsis takes away what is there."""
    *where, last, value = path

    def change(lesson: Any) -> None:
        for key in where:
            lesson = lesson[key]
        if value is ...:
            del lesson[last]
        else:
            lesson[last] = value

    return change


WORLDS = ("worlds",)
MISTAKES: dict[str, tuple[Callable[[Lesson], None], str, tuple[str, ...]]] = {
    "an answer as text": (
        put("steps", 1, "right", "1"),
        "steps[1].right",
        ('It is "1"', "a whole number, without quotes"),
    ),
    "an answer as a word": (put("steps", 1, "right", "b"), "steps[1].right", ('It is "b"', "a whole number")),
    "half an answer": (put("steps", 1, "right", 0.5), "steps[1].right", ("It is 0.5", "a whole number")),
    "an answer beyond": (put("steps", 1, "right", 2), "steps[1].right", ("It is 2", "Allowed: 0 to 1")),
    "an answer before": (put("steps", 1, "right", -1), "steps[1].right", ("It is -1", "Allowed: 0 to")),
    "no answer": (put("steps", 1, "right", ...), "steps[1].right", ("missing",)),
    "one option": (put("steps", 1, "options", [{"en": "a", "es": "á"}]), "steps[1].options", ("It has 1", "2 or more")),
    "an unknown field": (put("steps", 0, "form", 24), "steps[0].form", ("means nothing here", "from")),
    "an unknown field of the whole": (put("author", "me"), "author", ("means nothing here", "title, minutes")),
    "an id": (put("id", "1-screening-not-antenatal"), "id", ("means nothing here",)),
    "a field of another kind": (put("steps", 1, "lever", "bonus"), "steps[1].lever", ("means nothing here", "options")),
    "a field of every object": (put("__proto__", {"en": 1}), "__proto__", ("means nothing here",)),
    "an unknown field in worlds": (
        put("worlds", "size", "national"),
        "worlds.size",
        ("means nothing here", "scenario"),
    ),
    "from beyond the end": (put("steps", 0, "from", 144), "steps[0].from", ("It is 144", "Allowed: 0 to 134")),
    "from at the end": (put("steps", 0, "from", 140), "steps[0].from", ("It is 140", "Allowed: 0 to 134")),
    "from as text": (put("steps", 0, "from", "24"), "steps[0].from", ('It is "24"', "a whole number")),
    "no kind": (
        put("steps", 0, "kind", ...),
        "steps[0].kind",
        ("read, sketch, choose, regime, compare, cut, explain, find",),
    ),
    "another kind": (
        put("steps", 0, "kind", "draw"),
        "steps[0].kind",
        ('It is "draw"', "read, sketch, choose, regime, compare, cut, explain, find"),
    ),
    "a kind as number": (put("steps", 0, "kind", 3), "steps[0].kind", ("It is 3", "read, sketch")),
    "a step as text": (put("steps", 0, "sketch"), "steps[0]", ('It is "sketch"', "a group of fields")),
    "no step": (put("steps", 0, None), "steps[0]", ("It is null", "a group of fields")),
    "steps as a group": (put("steps", {}), "steps", ("It is {}", "a list")),
    "no steps": (put("steps", []), "steps", ("It has 0", "1 or more")),
    "nothing to predict": (put("steps", [READ]), "steps", ("Nothing is to be predicted",)),
    "minutes as text": (put("minutes", "10"), "minutes", ('It is "10"', "a number, without quotes")),
    "no minutes": (put("minutes", 0), "minutes", ("It is 0", "Allowed: 1 to 600")),
    "one language": (put("end", "es", ...), "end.es", ("missing",)),
    "an empty text": (put("title", "es", " "), "title.es", ("It is empty",)),
    "a third language": (put("title", "fr", "Temps"), "title.fr", ("means nothing here", "en, es")),
    "a list where a text stands": (put("title", "en", ["a", "b"]), "title.en", ('It is ["a","b"]', "a text in quotes")),
    "words without languages": (put("question", "What?"), "question", ('It is "What?"', "a group of fields")),
    "a number in a text": (
        put("steps", 3, "text", "en", ["a", 1]),
        "steps[3].text.en[1]",
        ("It is 1", "a text in quotes"),
    ),
    "an unknown series": (
        put("steps", 0, "curve", "series", "happiness.coached"),
        "steps[0].curve.series",
        ('"happiness.coached"', "There are 96", "Measures"),
    ),
    "a gain of a twin": (
        put("steps", 0, "curve", "series", "trust.coached.twin"),
        "steps[0].curve.gain",
        ("trust.coached.twin has no gain",),
    ),
    "two units on one chart": (put("steps", 0, "curve", "gain", False), "steps[0].given[0]", ("measured otherwise",)),
    "yes for true": (put("steps", 0, "curve", "gain", "yes"), "steps[0].curve.gain", ('It is "yes"', "true or false")),
    "an unknown colour": (put("steps", 0, "curve", "ink", "red"), "steps[0].curve.ink", ('It is "red"', "twin")),
    "no curves": (put("steps", 1, "curves", []), "steps[1].curves", ("It has 0", "1 or more")),
    "a lever that is none": (put("steps", 2, "lever", "trust.drift"), "steps[2].lever", ('"trust.drift"', "alignment")),
    "a regime that is none": (
        put("steps", 2, "regime", "success"),
        "steps[2].regime",
        ('It is "success"', "fizzle, faded"),
    ),
    "a lever's end": (put("steps", 2, "high", 7), "steps[2].high", ("It is 7", "Allowed: 0 to 1")),
    "from high to low": (put("steps", 2, "low", 0.95), "steps[2].low", ("low must be less than high",)),
    "a month beyond": (put("steps", 2, "month", 144), "steps[2].month", ("It is 144", "Allowed: 0 to 143")),
    "an unknown scenario": (put("worlds", "scenario", "utopia"), "worlds.scenario", ("utopia", "aligned-tied")),
    "a scenario as number": (put("worlds", "scenario", 1), "worlds.scenario", ("It is 1", "a text in quotes")),
    "a value beyond": (put("worlds", "changes", 0, "value", 7), "worlds.changes[0]", ("protected_time is 7", "0 to")),
    "a value as text": (put("worlds", "values", {"bonus": "0.2"}), "worlds.values.bonus", ("0.2", "no number")),
    "a value as list": (put("worlds", "values", {"bonus": [1]}), "worlds.values.bonus", ("It is [1]", "a number")),
    "values as list": (put("worlds", "values", [1]), "worlds.values", ("It is [1]", "a group of fields")),
    "worlds of nothing": (put("worlds", None), "worlds", ("It is null", "a group of fields")),
    "an unknown name": (put("worlds", "values", {"boni": 1}), "worlds.values.boni", ("boni is no parameter",)),
    "a name that is gone": (
        put("worlds", "values", {next(iter(REPLACED)): 0.2}),
        f"worlds.values.{next(iter(REPLACED))}",
        ("In its place",),
    ),
    "a change beyond the end": (
        put("worlds", "changes", 0, "month", 144),
        "worlds.changes[0]",
        ("month 144", "0 to 143"),
    ),
    "a lever twice": (
        lambda lesson: lesson["worlds"]["changes"].append({"month": 24, "name": "protected_time", "value": 0.4}),
        "worlds.changes[1]",
        ("protected_time@24 a second time",),
    ),
    "worlds of a curve": (
        put("steps", 0, "given", 0, "worlds", {"scenario": 4}),
        "steps[0].given[0].worlds.scenario",
        ("It is 4",),
    ),
    "worlds of no curve": (put("steps", 3, "worlds", {}), "steps[3].worlds", ("acts on curves",)),
    "worlds that no curve takes": (
        put("steps", 1, {**CHOOSE, "worlds": {}, "curves": [{**CURVE, "worlds": {}}]}),
        "steps[1].worlds",
        ("acts on curves",),
    ),
    "a world that nobody compares": (put("steps", 5, "worlds", {}), "steps[5].worlds", ("acts on curves",)),
    "one world alone": (put("steps", 5, "options", COMPARE["options"][:1]), "steps[5].options", ("It has 1", "2 or")),
    "an unknown loop": (put("steps", 6, "loop", "luck"), "steps[6].loop", ('It is "luck"', "mastery, safety_trust")),
    "a loop that cannot be cut": (put("steps", 6, "loop", "habituation"), "steps[6].loop", ("contagion",)),
    "a month after the end of a chart": (put("steps", 6, "month", 61), "steps[6].month", ("It is 61", "0 to 60")),
    "a sketch without room": (put("steps", 0, "until", 30), "steps[0].until", ("It is 30", "33 to")),
    "no way": (put("steps", 7, "way", "back"), "steps[7].way", ('It is "back"', "up, down")),
    "an idea without a name": (put("idea", {"text": {"en": "a", "es": "á"}}), "idea.name", ("missing",)),
    "a sweep backwards": (
        put("steps", 1, "singles", {"lever": "alignment", "low": 0.9, "high": 0.2}),
        "steps[1].singles.low",
        ("low must be less than high",),
    ),
    "no teacher": (put("teacher", ...), "teacher", ("missing",)),
    "a teacher's list": (put("teacher", "answers", "none"), "teacher.answers", ('It is "none"', "a list")),
}


def test_every_mistake_is_told_with_line_place_value_and_what_is_allowed(page: Page) -> None:
    for name, (change, place, parts) in MISTAKES.items():
        lesson = own()
        change(lesson)
        told = given(page, written(lesson))
        assert f", {place}: " in told and "Line " in told and "mine.json" in told, f"{name}: {told}"
        assert all(part in told for part in parts), f"{name}: {told}"
        assert told.count("Line ") == 1, f"{name} is told once: {told}"
    line = 1 + written(own()).decode().splitlines().index('   "right": 1,')
    lesson = own()
    lesson["steps"][1]["right"] = "1"
    assert f"Line {line}, steps[1].right: " in given(page, written(lesson))
    assert given(page, written(own())) == "" and page.inner_text("h1") == "Protected time"


FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("It is empty",)),
    "blank": (b" \n\n", ("It is empty",)),
    "UTF-16": (written(own()).decode().encode("utf-16"), ("UTF-16", "UTF-8")),
    "UTF-16 without a mark": (written(own()).decode().encode("utf-16-le"), ("UTF-16", "UTF-8")),
    "Windows-1252": (written(own()).decode().encode("cp1252"), ("Line 9: ", "Windows-1252", "UTF-8")),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", ("UTF-8",)),
    "TOML": (b'title = "a"\nminutes = 10\n', ("Line 1: ", "title", "no JSON")),
    "words": (b"A lesson on time\n", ("Line 1: ", "no JSON")),
    "a web page": (b"<!doctype html>\n<p>a</p>", ("Line 1: ", "no JSON")),
    "curly quotes": ('{\n "title": {“en”: 1}}'.encode(), ("Line 2: ", "straight double quotes")),
    "a comma too many": (b'{\n "a": [1,\n 2,]\n}', ("Line 3: ", "comma is too many")),
    "a comma too few": (b'{\n "a": 1\n "b": 2}', ("Line 3: ", "comma is missing")),
    "a colon too few": (b'{\n "a" 1}', ("Line 2: ", "colon is missing")),
    "cut off": (written(own())[:-2], ("closing } is missing", "cut off")),
    "cut off in a list": (b'{"a": [1', ("closing ] is missing",)),
    "cut off in a text": (b'{"a": "b', ("Line 1: ", "not closed")),
    "a line break in a text": (b'{"a": "b\nc"}', ("Line 1: ", "not closed")),
    "a tab in a text": (b'{"a": "b\tc"}', ("Line 1: ", "tab")),
    "a path of Windows": (rb'{"a": "C:\users"}', ("Line 1: ", "\\")),
    "a comment": (b'{"a": 1 // one\n}', ("Line 1: ", "comment")),
    "two lessons": (b"{}\n{}", ("Line 2: ", "behind the end")),
    "no number": (b'{"minutes": NaN}', ("Line 1: ", "NaN")),
    "a list": (b"[]", ("It is []", "a group of fields")),
    "a text": (b'"lesson"', ('It is "lesson"', "a group of fields")),
    "nothing": (b"null", ("It is null", "a group of fields")),
    "too large": (b'{"a": "' + b"a" * 200_000 + b'"}', ("It has 201 kB", "Allowed: 200 kB")),
    "too deep": (b"[" * 60_000, ("Line 1: ", "within each other")),
    "too deep in groups": (b'{"a":' * 30 + b"1" + b"}" * 30, ("within each other",)),
    "a field twice": (b'{\n "minutes": 10,\n "minutes": 20\n}', ("Line 3, minutes: ", "twice")),
    "a field twice within": (
        written(own()).replace(b'"right": 1', b'"right": 1,\n"right": 0'),
        ("steps[1].right: ", "twice"),
    ),
    "a step's field twice": (b'{"steps": [{}, {"from": 1, "from": 2}]}', ("steps[1].from: ", "twice")),
    "without end": (written(own()).replace(b'"minutes": 10', b'"minutes": 1e999'), ("minutes: ", "Infinity")),
}


def test_a_file_that_is_no_lesson_is_told_what_it_is(page: Page) -> None:
    for name, (file, parts) in FILES.items():
        told = given(page, file)
        assert all(part in told for part in parts), f"{name}: {told}"
    assert given(page, b"\xef\xbb\xbf" + written(own()), "a mark of Windows.json") == ""


@pytest.mark.parametrize("page", ["es"], indirect=True)
def test_mistakes_are_told_in_spanish_too(page: Page) -> None:
    lesson = own()
    lesson["steps"][0]["curve"]["series"] = "happiness.coached"
    lesson["worlds"]["changes"][0]["value"] = 7
    lesson["steps"][1]["right"] = "1"
    del lesson["end"]["es"]
    told = given(page, written(lesson))
    assert told.count("Línea ") == 4 and "mine.json no se muestra" in told
    assert "end.es: Falta." in told and 'steps[1].right: Es "1". Se espera un número entero' in told
    assert "worlds.changes[0]: protected_time es 7" in told
    assert "corchete" in given(page, b"[" * 100) and "UTF-8" in given(page, b"\xff\xfe")
    assert "falta una coma" in given(page, b'{"a": 1 "b": 2}')
    assert given(page, written(own())) == "" and page.inner_text("h1") == "Tiempo protegido"


def test_what_the_check_lets_pass_can_be_walked(page: Page) -> None:
    lesson = own()
    lesson["steps"][0]["from"] = 134
    lesson["steps"][2] |= {"month": 143, "low": 0.0, "high": 1.0}
    lesson["end"] = {"en": ["One.", "Two."], "es": ["Uno.", "Dos."]}
    lesson["worlds"] = {
        "values": {"coaching_targeting": "hubs"},
        "changes": [{"month": 143, "name": "bonus", "value": 0.5}],
    }
    assert given(page, written(lesson)) == ""
    steps = [
        sketch,
        lambda page: pick(page, "#choice-1"),
        find,
        None,
        lambda page: pick(page, "#pick-bubble"),
        lambda page: compare(page, [10, 20]),
        lambda page: pick(page, "#way-same"),
        lambda page: pick(page, "#loop-fear"),
    ]
    for place, walk in enumerate(steps):
        page.wait_for_selector(f".step[data-step='{place}']")
        if walk:
            walk(page)
        page.click("#next-step:not([disabled])")
    assert page.locator(".step p").all_inner_texts()[:2] == ["One.", "Two."]


def test_a_lesson_from_a_file_is_there_again_or_the_page_says_what_to_do(opened: Open, page: Page) -> None:
    file = "mi_lección 2.json"
    assert given(page, written(own()), file) == ""
    assert file in page.inner_text("#own-says") and "carries nothing of it" in page.inner_text("#own-says")
    page.evaluate("() => explorer.set({ step: 2 })")
    link = page.evaluate("() => location.hash.slice(1)")
    other = opened(fragment=link).page
    assert other.locator("#link-problems").count() == 0
    assert file in other.inner_text("#own-missing") and "Choose the file here" in other.inner_text("#own-missing")
    given(other, written(own()), file)
    assert other.inner_text("h1") == own()["title"]["en"]
    page.reload()
    page.evaluate(STARTED)
    assert file in page.inner_text("#own-missing"), "nobody said that it may be kept"
    given(page, written(own()), file)
    page.evaluate("() => explorer.set({ step: 2 })")
    page.click("#works-keep")
    page.reload()
    page.evaluate(STARTED)
    assert page.locator(".step[data-step='1']").count() == 1


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lessons_that_ship_pass_the_same_check(page: Page, path: Path) -> None:
    assert given(page, path.read_bytes()) == ""
    assert page.inner_text("h1") == json.loads(path.read_text(encoding="utf-8"))["title"]["en"]


CHECKED = """async (files) => {
  const odd = [];
  for (const file of files) {
    const bytes = Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0));
    try {
      const { lesson, problems } = await bubblesOwn.lessonOf(
        new File([bytes], "mine.json"), explorer.card, explorer.engine);
      const told = problems.map(({ key, parts, line, path }) => `${line} ${path} ${explorer.text(key, parts)}`);
      const unsaid = told.some((one) => /undefined|[{]\\w+[}]|object Object/.test(one));
      if (unsaid || Boolean(lesson) === Boolean(problems.length)) odd.push([file, told]);
    } catch (error) {
      odd.push([file, String(error)]);
    }
  }
  return odd;
}"""


def test_no_mutated_lesson_makes_the_check_fail(page: Page) -> None:
    draw = random.Random(20261127)
    given(page, b"")  # has the check loaded
    odd_values = [None, True, -1, 1e308, "", "x", [], {}, [[]], {"en": 1}, "coverage.ccs.coached", 24, "__proto__"]

    def mutated() -> bytes:
        lesson = own()
        for _ in range(draw.randint(1, 3)):
            place: Any = lesson
            while True:
                keys = list(place) if isinstance(place, dict) else list(range(len(place)))
                if not keys:
                    break
                key = draw.choice(keys)
                if isinstance(place[key], dict | list) and draw.random() < 0.75:
                    place = place[key]
                    continue
                if draw.random() < 0.2 and isinstance(place, dict):
                    place[draw.choice(["toString", "__proto__", "worlds", "kind", "constructor", "ú"])] = draw.choice(
                        odd_values
                    )
                elif draw.random() < 0.3:
                    del place[key]
                else:
                    place[key] = copy.deepcopy(draw.choice(odd_values))
                break
        file = bytearray(written(lesson))
        for _ in range(draw.choice([0, 0, 0, 1, 5])):
            file[draw.randrange(len(file))] = draw.randrange(256)
        return bytes(file)

    files = [base64.b64encode(mutated()).decode() for _ in range(600)]
    odd = page.evaluate(CHECKED, files)
    assert [(base64.b64decode(file)[:4000], told) for file, told in odd] == []
