"""The explorer's words: both languages, every parameter, and lessons that name what there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from interface.explorer.card import card
from scenarios import available
from scenarios.vocabulary import LANGUAGES
from simulation.links import LINKS
from simulation.loops import LOOPS
from simulation.observables import REGIMES
from simulation.parameters import PROCESSES, declared
from simulation.results import FLAGS, measures

SOURCE = Path(__file__).resolve().parents[2] / "interface" / "explorer" / "source"
DOCS = SOURCE.parents[2] / "docs" / "for"
LESSONS = sorted((SOURCE / "lessons").glob("*.json"))
SAME = {
    "title",
    "case.a",
    "case.b",
    "chart.told.line",
    "seed",
    "map.no",
    "map.word.control",
    "assumptions.counts",
}
"""Texts that may be the same in both languages."""


def texts(language: str) -> dict[str, str]:
    return json.loads((SOURCE / "texts" / f"{language}.json").read_text(encoding="utf-8"))


def test_both_languages_say_everything_and_differ() -> None:
    english, spanish = texts("en"), texts("es")
    assert set(english) == set(spanish)
    for key, text in english.items():
        assert text.strip() and spanish[key].strip(), key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", spanish[key])), key
        has_words = re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", text))
        assert key in SAME or not has_words or text != spanish[key], f"{key}: {text!r} in both languages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_has_the_words_of_everything_that_the_page_names(language: str) -> None:
    words = card()["words"][language]
    for name, parameter in declared().items():
        group = name.split(".")[0] if "." in name else "levers"
        needed = [f"parameter.{name}.meaning", f"units.{parameter.unit}.name"]
        needed += [f"parameter.{name}.name"] if parameter.kind == "lever" else []
        needed += [] if group in PROCESSES else [f"concepts.{group}.name"]
        needed += [f"choices.{choice}.short" for choice in parameter.choices]
        assert [key for key in needed if key not in words] == []
    shown = [*measures_of_the_desk(), *(f"regime.{regime}" for regime in REGIMES), *FLAGS]
    ends = {end for link in LINKS for end in (link.source, link.target)}
    variables = {end for end in ends if end.split(".")[0] not in ("levers", "context", "policy")}
    needed = [*(f"measure.{name}.name" for name in shown), *(f"loops.{name}.name" for name in LOOPS)]
    needed += [*(f"variables.{name}.short" for name in variables), *(f"scenarios.{name}.name" for name in available())]
    needed += [f"measure.{name}.meaning" for name in (*(f"regime.{regime}" for regime in REGIMES), *FLAGS)]
    assert [key for key in needed if key not in words] == []
    assert "meaning" not in {key for one in card()["parameters"] for key in one}, "in words, once"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_regime_means_quotes_the_threshold_it_is_judged_by(language: str) -> None:
    made = card()
    words, quoted = made["words"][language], made["quoted"][language]
    for name in (*(f"regime.{regime}" for regime in REGIMES), *FLAGS):
        parts = re.findall(r"\{(\w+)\}", words[f"measure.{name}.meaning"])
        assert parts and set(parts) <= set(quoted), name


def words_in(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk what a lesson says in both languages, each with its place."""
    if isinstance(part, dict) and {"en", "es"} & set(part):
        yield where, part
    elif isinstance(part, dict | list):
        for key, inside in part.items() if isinstance(part, dict) else enumerate(part):
            yield from words_in(inside, f"{where}.{key}")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_that_ships_is_translated_and_helps_its_teacher(path: Path) -> None:
    """What else a lesson must have is the page's own check of lessons, which none is built in without passing."""
    lesson = json.loads(path.read_text(encoding="utf-8"))
    assert not path.stem.startswith("own-"), "so are called those from a file"
    for where, words in words_in(lesson):
        assert words["en"] != words["es"], where
    for field in ("questions", "mistakes", "answers"):
        assert len(lesson["teacher"][field]) >= 2, field


def test_there_are_lessons_enough_and_each_teaches_an_idea_of_its_own() -> None:
    assert len(LESSONS) >= 7
    lessons = [json.loads(path.read_text(encoding="utf-8")) for path in LESSONS]
    ideas = [lesson["idea"]["name"]["en"] for lesson in lessons]
    assert len(set(ideas)) == len(ideas)
    assert {"delay", "threshold", "stock and flow", "shifting the burden", "success to the successful"} <= set(ideas)
    for lesson in lessons:
        kinds = [step["kind"] for step in lesson["steps"]]
        assert lesson["transfer"] and {"sketch", "find"} & set(kinds)
    assert sum(step["kind"] in ("cut", "explain") for lesson in lessons for step in lesson["steps"]) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_ways_through_the_lessons_take_fifty_minutes_a_class_and_stand_on_the_teachers_page(language: str) -> None:
    paths = json.loads((SOURCE / "views" / "lessons" / "paths.json").read_text(encoding="utf-8"))
    lessons = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in LESSONS}
    page = (DOCS / {"en": "teachers.md", "es": "docentes.md"}[language]).read_text(encoding="utf-8")
    walked = [part for classes in paths.values() for parts in classes for part in parts if "lesson" in part]
    for parts in (parts for classes in paths.values() for parts in classes):
        assert sum(part["minutes"] for part in parts) == 50
    for part in walked:
        lesson = lessons[part["lesson"]]
        assert part.get("to", 1) <= len(lesson["steps"])
        whole = part.get("to") is None
        assert part["minutes"] == lesson["minutes"] if whole else part["minutes"] < lesson["minutes"]
        assert lesson["title"][language].split(":")[0] in page
    for parts in paths["long"]:
        assert f"| {', '.join(str(part['minutes']) for part in parts)} |" in page
    for part in paths["short"][0]:
        assert re.search(rf"\| {part['minutes']} \|$", page, flags=re.MULTILINE)
    assert {part["lesson"] for parts in paths["long"] for part in parts if "lesson" in part} == set(lessons)


def measures_of_the_desk() -> list[str]:
    """Return the measures in the tables of the desk, read from its source."""
    table = (SOURCE / "views" / "desk" / "answers.js").read_text(encoding="utf-8")
    return re.findall(r'^  \["([\w.]+)",', table, flags=re.MULTILINE)


def test_the_desk_shows_measures_that_exist() -> None:
    known = {measure.name for measure in measures(PROCESSES)}
    assert len(measures_of_the_desk()) >= 10
    assert [name for name in measures_of_the_desk() if name not in known] == []


def lightness(colour: str) -> float:
    """Return how light a colour is on grey paper, 0 to 100 (CIE L*)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def test_regimes_are_told_apart_on_grey_paper_and_words_on_them_are_read() -> None:
    palette = (SOURCE / "ui" / "palette.js").read_text(encoding="utf-8")
    colours, words = (
        dict(re.findall(r'(\w+): "(#\w{6})"', re.search(rf"export const {name} = .*", palette)[0]))  # type: ignore[index]
        for name in ("REGIMES", "ON_REGIME")
    )
    assert tuple(colours) == tuple(words) == REGIMES
    light = sorted(lightness(colour) for colour in colours.values())
    assert min(above - below for below, above in pairwise(light)) > 10
    assert all(abs(lightness(colours[name]) - lightness(words[name])) > 45 for name in REGIMES)


def test_the_second_lesson_is_the_two_by_two_that_answers_the_question() -> None:
    lesson = json.loads(LESSONS[1].read_text(encoding="utf-8"))
    (compared,) = (step for step in lesson["steps"] if step["kind"] == "compare")
    asked = [lesson["worlds"]["scenario"], *(option["worlds"]["scenario"] for option in compared["options"])]
    assert asked == ["mentoring-kept", "mentoring-kept", "punitive-tied-kept", "aligned-kept", "aligned-tied-kept"]
    assert any(curve["series"] == "candour.uncoached" for step in lesson["steps"] for curve in step.get("curves", []))
