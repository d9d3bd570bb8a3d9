"""Spoken names: what somebody calls a thing in Spanish leads to its name, as typing mistakes do."""

import pytest

from scenarios.library import available
from scenarios.sheets import SPECIAL
from scenarios.spoken import meant, words
from scenarios.vocabulary import LANGUAGES, text_of
from scenarios.wording import suggestion
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


def test_scenarios_are_meant_by_their_titles_and_nonsense_by_nothing() -> None:
    for name in available():
        assert meant(text_of("es", f"scenarios.{name}.name"), available()) == name
    assert meant("xyzzy", NAMES) is None and meant("", NAMES) is None and meant("de la", NAMES) is None
