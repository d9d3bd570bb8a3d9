"""Vocabulary: everything that has a name in the model has its words, in both languages, and nothing else has."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.presentation.voice import Voice
from experiments.presentation.words import measure_in_words, parameter_in_words
from scenarios import load, vocabulary
from scenarios.library import REFERENCE
from scenarios.vocabulary import LANGUAGES, gaps, measure_in, parameter_in, text_of, texts, words
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES, declared
from simulation.results import measures

ROOT = Path(__file__).resolve().parents[2]


def test_everything_has_words_in_both_languages_and_nothing_else_has() -> None:
    assert gaps() == []


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("levers", "sanction"),
        ("mechanisms", "trust.shield"),
        ("measures", "reach"),
        ("regimes", "bubble"),
        ("loops", "fear"),
        ("scenarios", "aligned"),
        ("units", "hops"),
    ],
)
def test_what_has_no_words_and_what_no_longer_is_are_named(
    monkeypatch: pytest.MonkeyPatch, kind: str, thing: str
) -> None:
    own = dict(words()[kind])
    own["gone"] = own.pop(thing)
    monkeypatch.setattr(vocabulary, "words", lambda: {**words(), kind: own})
    found = " ".join(gaps())
    assert f"{kind}.toml: {thing!r} has no" in found
    assert f"{kind}.toml: 'gone' is nothing that the model has" in found


def test_a_text_that_is_missing_is_an_error_that_names_it() -> None:
    with pytest.raises(SimulationError, match=r"scenarios/words/regimes\.toml: 'froth' has no 'name' in 'es'"):
        text_of("es", "regimes.froth.name")


def test_both_languages_fill_in_the_same() -> None:
    english, spanish = texts("en"), texts("es")
    for key in sorted(set(english) & set(spanish)):
        if key.endswith(".meaning") and "meaning" in key and "{" not in english[key]:
            continue  # the English of a declaration has its numbers filled in already
        found = [sorted(set(re.findall(r"\{(\w+)\}", text))) for text in (english[key], spanish[key])]
        assert found[0] == found[1], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_measure_is_that_of_another(language: str) -> None:
    for form in ("name", "in_sentence"):
        names = [measure_in(language, measure.name, form) for measure in measures(PROCESSES)]
        assert None not in names and len(set(names)) == len(names), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_lever_has_the_name_of_another(language: str) -> None:
    names = [parameter_in(language, name) for name, parameter in declared().items() if parameter.kind == "lever"]
    assert None not in names and len(set(names)) == len(names)


def test_every_clause_of_a_source_is_said_in_spanish_and_none_is_left_over() -> None:
    clauses = {clause for one in load(REFERENCE).sources.values() for clause in one.source.split("; ")}
    assert {clause for clause in vocabulary.sources()} == clauses
    assert all(said["es"].strip() for said in vocabulary.sources().values())
    said = vocabulary.source_in("es", "the study reports no dose; a clause of my own")
    assert said == "el estudio no reporta ninguna dosis; a clause of my own"


def test_one_word_for_one_thing_in_a_sentence_and_in_a_title() -> None:
    voice = Voice("es")
    assert measure_in_words(voice, "theatre_gain") == "la exageración sobre el gemelo"
    assert voice.measure("theatre_gain") == "Exageración sobre el gemelo"
    assert str(parameter_in_words(voice, "sanction")) == "<strong>sanction</strong> (sanciones)"


CHANGED = """
import json, simulation.observables
simulation.observables.PARTIAL_REACH = 0.31
from experiments.presentation.voice import Voice
from interface.explorer.card import card
from interface.language import say
from simulation.results import measures
voice, made = Voice("es"), card()
print(json.dumps([
    voice.measure("regime.bubble", "meaning"), Voice("en").measure("regime.partial", "meaning"),
    voice.measure("regime.pulse", "meaning"), str(voice.say("regimes.pulse.meaning")), say("regimes.bubble.meaning"),
    made["quoted"]["en"]["partial_percent"], str(made["thresholds"]["partial_reach"]),
    next(one.meaning for one in measures(("ccs",)) if one.name == "regime.pulse"),
]))
"""
"""Says all that names the threshold, after it was changed where it is declared and before anything read it."""


def test_a_threshold_that_is_changed_is_changed_in_every_text_that_names_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHANGED],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for said in json.loads(done.stdout):
        assert "31" in said and "20" not in said, said


def test_no_text_writes_out_a_threshold_that_it_could_quote() -> None:
    """Points and shares that regimes are judged by stand in braces: no digit is left in what a regime means."""
    for language in LANGUAGES:
        told = [text for key, text in texts(language).items() if key.startswith("regimes.")]
        assert [text for text in told if re.search(r"\d", text)] == []


def test_a_meaning_does_not_repeat_the_name_before_it() -> None:
    assert vocabulary.beyond_the_name("Hours of verifiers", "Hours of verifiers") == ""
    assert vocabulary.beyond_the_name("Sanction pressure", "Sanction pressure, mean over teams") == "mean over teams"
    for language in LANGUAGES:
        said = {key.removesuffix(".meaning"): text for key, text in texts(language).items() if key.endswith(".meaning")}
        for thing in (thing for thing in said if thing.startswith("measures.")):
            name = vocabulary.in_lower_case(texts(language)[f"{thing}.name"])
            assert said[thing] != name and not said[thing].startswith(f"{name}, "), thing
