"""Language: every message is there in both languages, with the same parts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.runs.reported import REGIME
from interface.language import LANGUAGES, catalogue, choose_language, say
from interface.numbers import key_of_unit
from scenarios.vocabulary import texts
from simulation.parameters import PROCESSES
from simulation.results import measures

INTERFACE = Path(__file__).resolve().parents[2] / "interface"


@pytest.fixture
def spanish() -> Iterator[None]:
    choose_language("es")
    yield
    choose_language("en")


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_a_message_stands_in_every_language_with_the_same_parts(key: str) -> None:
    message = catalogue()[key]
    assert tuple(sorted(message)) == tuple(sorted(LANGUAGES))
    parts = {language: sorted(re.findall(r"{(\w+)}", text)) for language, text in message.items()}
    assert parts["en"] == parts["es"]
    assert all(text.strip() for text in message.values())


def test_every_message_that_is_said_exists_and_every_one_that_exists_is_said() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(INTERFACE.rglob("*.py")))
    said = set(re.findall(r'\bsay\(\s*"([a-z_.-]+)"', code))
    assert said - set(texts("en")) == set(catalogue())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_of_a_measure_can_be_said(language: str) -> None:
    choose_language(language)
    for unit in {measure.unit for measure in measures(PROCESSES) if measure.name != REGIME}:
        assert say(key_of_unit(unit)).strip()
    choose_language("en")


def test_messages_are_said_in_the_chosen_language(spanish: None) -> None:
    assert say("new.written", file="x.toml") == "x.toml está escrito."


def test_english_comes_first() -> None:
    assert say("new.written", file="x.toml") == "x.toml is written."
