"""Words of pages: every parameter can be named in a sentence in both languages, and no mechanism stands raw in one."""

import pytest

from experiments.decision.page import voice_of as of_decision
from experiments.discovery.page import voice_of as of_discovery
from experiments.pages.words import name_in_words, parameter_in_words
from experiments.report.language import LANGUAGES
from experiments.report.meaning import meaning_in
from experiments.study.wording import voice_of as of_study
from simulation.parameters import declared


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
    assert name_in_words(of_decision("es"), name) == "«confianza: ganancia por el apoyo del gestor»"
    assert name_in_words(of_decision("es"), "alignment@24") == "la alineación desde el mes 24"
    assert "Ganancia" not in parameter_in_words(of_decision("es"), name) and "(ganancia" in parameter_in_words(
        of_decision("es"), name
    )
