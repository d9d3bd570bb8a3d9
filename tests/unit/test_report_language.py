"""Language of the report: complete in both languages, and numbers as each writes them."""

import pytest

from experiments.analyses.comparison.subject import voice_of
from experiments.presentation.voice import LANGUAGES, Voice, catalogue, parts_of
from scenarios.vocabulary import parameter_in
from simulation.errors import SimulationError
from simulation.observables import REGIMES
from simulation.parameters import PROCESSES, STRUCTURE, declared


def test_every_text_stands_in_every_language_with_the_same_parts() -> None:
    english, spanish = (catalogue(language) for language in LANGUAGES)
    assert sorted(english) == sorted(spanish)
    for key, text in english.items():
        assert parts_of(text) == parts_of(spanish[key]), key
        assert text and spanish[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_levers_and_context_have_plain_words(language: str) -> None:
    voice = voice_of(language)
    for name, parameter in declared().items():
        is_plain = "." not in name and parameter.kind in ("lever", "context")
        if is_plain or name.partition(".")[0] in PROCESSES:
            assert parameter_in(language, name), name
    for name in STRUCTURE:
        assert parameter_in(language, name), name
    for regime in REGIMES:
        assert voice.knows(f"regimes.{regime}.name") and voice.knows(f"answer.verdict.{regime}")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    english, spanish = Voice("en"), Voice("es")
    assert english.number(0.603, 3) == "0.603" and spanish.number(0.603, 3) == "0.603"
    assert english.number(1234567) == "1,234,567" and spanish.number(1234567) == "1,234,567"
    assert english.number(-1.25, 1, signed=True) == "−1.2" and english.number(3.0, 1, signed=True) == "+3.0"
    assert english.number(-0.001, 2) == "0.00" and english.number(0.0, signed=True) == "0"
    assert english.percent(0.895, 1) == "89.5%" and spanish.percent(0.895, 1) == "89.5%"
    assert english.exact(24.0) == "24" and spanish.exact(0.15) == "0.15"


def test_what_is_filled_in_is_escaped_and_what_is_html_already_is_not() -> None:
    voice = Voice("en")
    assert voice.say("table.reference", scenario="<b>") == "&lt;b&gt; (reference)"
    assert voice.listed(["a", "<", voice.say("word.and")]) == "a, &lt; and and"
    assert voice.listed(["a"]) == "a" and voice.listed([]) == ""


def test_an_unknown_language_is_refused_with_the_remedy() -> None:
    with pytest.raises(SimulationError, match=r"language is 'fr'\. Allowed: en, es\. Choose one of them\."):
        Voice("fr")


def test_a_missing_text_or_part_is_an_error() -> None:
    with pytest.raises(KeyError):
        voice_of("en").say("answer.nothing")
    with pytest.raises(KeyError):
        voice_of("en").say("answer.points")
