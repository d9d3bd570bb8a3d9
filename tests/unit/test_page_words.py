"""Words of pages: every parameter can be named in a sentence in both languages, and no mechanism stands raw in one."""

import pytest

from experiments.analyses.decision.report import voice_of as of_decision
from experiments.analyses.discovery.cases import Outcome
from experiments.analyses.discovery.report import voice_of as of_discovery
from experiments.analyses.discovery.wording import event_in_words
from experiments.documentation.measures import FILE
from experiments.evidence.claims.wording import voice_of as of_study
from experiments.presentation.voice import LANGUAGES
from experiments.presentation.words import measure_in_words, name_in_words, parameter_in_words
from experiments.runs.reported import REGIME, is_yes_or_no, reported_measures
from interface.language import choose_language
from interface.numbers import say_unit
from scenarios.vocabulary import meaning_in
from simulation.parameters import PROCESSES, declared
from simulation.results import measures


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_has_words_in_sentences(language: str) -> None:
    for voice in (of_study(language), of_decision(language), of_discovery(language)):
        for name in declared():
            words = name_in_words(voice, name)
            assert words != name or name in ("alignment", "sanction", "verification"), name
            assert ("_" not in words and name not in words.split()) or "." not in name, words
            assert meaning_in(language, name), name


def test_a_mechanism_is_named_by_concept_and_meaning() -> None:
    name = "trust.gain_support"
    assert name_in_words(of_decision("en"), name) == "“trust: gain from a manager's support”"
    assert name_in_words(of_decision("es"), name) == "“confianza: ganancia por el apoyo del coordinador”"
    assert name_in_words(of_decision("es"), "alignment@24") == "la alineación desde el mes 24"
    assert "Ganancia" not in parameter_in_words(of_decision("es"), name) and "(ganancia" in parameter_in_words(
        of_decision("es"), name
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_words_in_sentences_and_a_unit_and_stands_on_its_page(language: str) -> None:
    voice, page = of_decision(language), FILE.read_text(encoding="utf-8")
    for name in reported_measures():
        words = measure_in_words(voice, name)
        assert voice.measure(name, "in_sentence") == words and "_" not in words and "{" not in words, name
    for measure in measures(PROCESSES):
        assert measure.unit and measure.meaning.endswith("."), measure.name
        assert f"\n| `{measure.name}` | {measure.unit} | {measure.meaning} |\n" in page, measure.name
        choose_language(language)
        assert measure.name == REGIME or say_unit(measure.unit)
    choose_language("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_that_is_yes_or_no_can_be_looked_for(language: str) -> None:
    voice = of_discovery(language)
    events = [event_in_words(voice, Outcome(name)) for name in reported_measures() if is_yes_or_no(name)]
    assert len(set(events)) == len(events)
