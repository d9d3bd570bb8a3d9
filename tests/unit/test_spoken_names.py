"""Spoken names: what somebody calls a thing in Spanish leads to its name, as typing mistakes do."""

import re
from pathlib import Path

import pytest

from scenarios.cells import number_in
from scenarios.library import available
from scenarios.load import load
from scenarios.sheets import SPECIAL
from scenarios.spoken import meant, words
from scenarios.vocabulary import LANGUAGES, text_of
from scenarios.wording import number_meant, suggestion
from simulation.errors import ParameterError, SimulationError
from simulation.parameters import declared

NAMES = tuple(declared())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_is_meant_by_its_own_name(language: str) -> None:
    for lever in words()["levers"]:
        said = text_of(language, f"levers.{lever}.name")
        assert meant(said, NAMES) == lever, said
        assert meant(said.upper().replace(" ", "_"), NAMES) == lever, said


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("sanciones", "sanction"),
        ("sancion", "sanction"),
        ("alineacion", "alignment"),
        ("intercambio_entre_pares", "peer_exchange"),
        ("fin_de_la_mentoria", "mentoring_end"),
        ("mentoria", "mentoring"),
        ("tiempo protegido", "protected_time"),
        ("rotación de coordinadores de red", "manager_turnover"),
        ("rotacion de gestores", "manager_turnover"),
        ("sanctoin", "sanction"),
    ],
)
def test_words_of_an_office_and_slips_lead_to_a_parameter(said: str, name: str) -> None:
    assert suggestion(said, NAMES) == f" Did you mean {name!r}?"


@pytest.mark.parametrize(("said", "key"), [("mes", "month"), ("pregunta", "question"), ("basado_en", "based_on")])
def test_keys_of_a_file_are_known_in_spanish(said: str, key: str) -> None:
    assert meant(said, [*SPECIAL, "month", *NAMES]) == key


CHOOSING = [parameter for parameter in declared().values() if parameter.choices]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_every_lever_is_meant_by_what_it_is_called(language: str) -> None:
    assert [parameter.name for parameter in CHOOSING] == ["coaching_targeting"]
    for parameter in CHOOSING:
        for choice in parameter.choices:
            said = [text_of(language, f"choices.{choice}.{form}") for form in ("name", "in_sentence")]
            for text in (word for word in said if word not in parameter.choices):
                with pytest.raises(ParameterError, match=f"Did you mean {choice!r}"):
                    number_meant(parameter, text)


@pytest.mark.parametrize(
    ("said", "choice"),
    [("vinculados", "hubs"), ("conectados", "hubs"), ("agrupados", "clustered"), ("nombradas", "named")],
)
def test_a_choice_as_an_office_says_it_is_guessed_at_every_door(said: str, choice: str, tmp_path: Path) -> None:
    told = f"Did you mean {choice!r}? Allowed: one of scattered, clustered, hubs, named."
    with pytest.raises(SimulationError, match=re.escape(told)):
        load("baseline", sets=[f"coaching_targeting={said}"])
    file = tmp_path / "own.toml"
    asked = 'question = "?"\nbased_on = "baseline"\n[[change]]\nmonth = 0\n'
    file.write_text(f'{asked}coaching_targeting = "{said}"\n', encoding="utf-8")
    with pytest.raises(SimulationError, match=re.escape(told)):
        load(str(file))
    with pytest.raises(SimulationError, match=re.escape(told)):
        number_in(said, CHOOSING[0])  # a cell of a spreadsheet


def test_words_without_quotes_are_words() -> None:
    with pytest.raises(SimulationError, match="Did you mean 'hubs'"):
        load("baseline", sets=["coaching_targeting=Primero las mejor conectadas"])


def test_scenarios_are_meant_by_their_titles_and_nonsense_by_nothing() -> None:
    for name in available():
        assert meant(text_of("es", f"scenarios.{name}.name"), available()) == name
    assert meant("xyzzy", NAMES) is None and meant("", NAMES) is None and meant("de la", NAMES) is None
