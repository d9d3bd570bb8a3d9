"""Errors in Spanish: each sentence that has one is a sentence of the code, and is said where the mistake is made."""

import re
from pathlib import Path

import pytest

from interface.cli import main
from interface.errors import keys_of, sentences
from interface.language import choose_language

BESIDE = "aligne.toml"
FILES = {
    "ours.toml": 'question = "x"\nalignment = 0.5\n',
    "base.toml": 'question = "x"\nbased_on = "baselin"\n',
    "key.toml": 'question = "x"\nalinment = 0.5\n',
    "cut.toml": "question = \n",
    "mute.toml": "months = 30\n",
    "spanish.toml": 'question = "x"\n[[change]]\nmes = 24\nsanciones = 0\n',
    "monthless.toml": 'question = "x"\n[[change]]\nsanction = 0\n',
    "named_month.toml": 'question = "x"\n[[change]]\nmonth = "julio"\nsanction = 0\n',
    "comma.toml": 'question = "x"\n[[change]]\nmonth = 24\nsanction = 0,5\n',
    "comma_in_text.toml": 'question = "x"\n[[change]]\nmonth = 24\nsanction = "0,5"\n',
    "team.csv": "Departamento,Municipio,Cobertura de citología\nYoro,Yoro,38.8%\n",
    "sums.csv": "Departamento,Cobertura de citología\nYoro,38.8%\n",
    "nothing.csv": "a,b,c\n1,2,3\n",
    "unknown.csv": "region,network,team,coverage.ccs\nA,N1,T1,s/d\nA,N2,T2,0.4\n",
    BESIDE: 'question = "x"\n',
}
MISTAKES = (
    ("show", "alined"),
    ("show", "aligne"),
    ("show", "baseline", "--set", "alignment=80"),
    ("show", "baseline", "--set", "alinment=0.5"),
    ("show", "baseline", "--set", "alignment"),
    ("show", "baseline", "--set", "alignment=much"),
    ("show", "baseline", "--set", "coaching_targeting=nowhere"),
    ("show", "baseline", "--set", "alignment@999=0.5"),
    ("show", "baseline", "--set", "sanction@24[R9]=0.5"),
    ("show", "baseline", "--months", "10000"),
    ("show", "baseline", "--size", "huge"),
    ("show", "baseline", "--set", "sanction@julio=0"),
    ("decide", "baseline", "aligned", "--require", "ganancia=3"),
    ("run", "baseline", "--seed", "-1"),
    ("run", "baseline", "--seed", "x"),
    ("run", "baseline", "--replicates", "2"),
    ("run",),
    ("brief", "baseline", "aligned"),
    ("shwo", "baseline"),
    ("compare", "baseline"),
    ("sensitivity", "nothing"),
    ("attribute", "aligned", "--measure", "reech"),
    ("new", "ours", "--from", "aligned"),
    ("check", "gone.toml"),
    ("places", "team.csv"),
    ("places", "sums.csv"),
    ("places", "nothing.csv"),
    ("places", "unknown.csv"),
    *(("check", name) for name in FILES if name.endswith(".toml") and name != BESIDE),
)
SAID_OF_ENGLISH = ("el detalle, en inglés",)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], language: str) -> str:
    with pytest.raises(SystemExit) as left:
        main([*words, "--language", language])
    assert left.value.code == 2, words
    choose_language("en")
    return capsys.readouterr().err


def test_every_sentence_is_one_of_the_code_and_is_told_in_spanish(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reached: set[str] = set()
    for words in MISTAKES:
        english, spanish = (told(capsys, words, language) for language in ("en", "es"))
        message = english.strip().splitlines()[-1].removeprefix("Error: ")
        keys = keys_of(message)
        assert keys is not None, message
        reached.update(keys)
        assert not any(mark in spanish for mark in SAID_OF_ENGLISH), spanish
        numbers = [re.sub(r"\D", " ", text.splitlines()[-1]).split() for text in (english, spanish)]
        assert numbers[0] == numbers[1], "what was filled in is what it was"
    assert reached == set(sentences()), "a sentence that nothing raises"


def test_both_languages_fill_in_the_same() -> None:
    for key, said in sentences().items():
        assert set(said) == {"en", "es"} and said["en"] != said["es"], key
        parts = [sorted(re.findall(r"\{(\w+)\}", said[language])) for language in ("en", "es")]
        assert parts[0] == parts[1], key


def test_a_message_with_a_sentence_that_is_unknown_is_told_whole_and_in_english() -> None:
    assert keys_of("ours.toml: there is no such file. Pray.") is None
    assert keys_of("ours.toml:3: there is no such file. Check the path.") == ["file.missing", "file.check"]
    assert keys_of("it is empty.") is None, "what stands in the place of a name is a name"


def test_units_and_meanings_are_told_in_the_words_of_the_vocabulary(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(capsys, ("show", "baseline", "--set", "target=9"), "es")
    assert "(proporción de las mujeres elegibles): meta del contrato por encima" in said
