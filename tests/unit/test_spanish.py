"""Spanish: every text of the house writes numbers as Honduras does, and calls things by the words of the glossary."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from experiments.analyses.attribution.report import voice_of
from experiments.presentation.marks import MARKS, Marks
from experiments.presentation.voice import Voice
from interface.errors import sentences
from interface.language import catalogue
from interface.numbers import in_points, percent, whole
from scenarios.vocabulary import texts
from simulation.links import LINKS
from simulation.loops import LOOPS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("experiments", "interface", "scenarios")
PAGES = (
    "for/analistas.md",
    "for/docentes.md",
    "how-to/que-probar.md",
    "how-to/resumen.md",
    "how-to/una-clase.md",
    "inicio.md",
    "study/comparativo.md",
    "study/es.md",
)
"""The pages of the documentation that are in Spanish."""
LEFT_BEHIND = {
    r"\bincumpl|\bfalla(n)? la meta|\bsin meta\b": "no alcanzar la meta",
    r"\bANC\b": "CPN",
    r"\bCCS\b": "tamizaje",
    r"[«»]": "“ ”",
    r"\bquintos?\b(?! de los no)": "quintil",
    r"\bolas?\b(?! de calor)": "etapa",
    r"\bpuntos? de inflexión|\bhorquilla": "umbral, intervalo",
    r"\bjuegos? (de parámetros|de valores|plausibles?)": "conjunto",
    r"\bla(s)? órdenes\b|\bla orden\b": "comando",
    r"\blazos\b": "vínculos",
    r"(?i)\bconflicto de roles\b": "conflicto de rol",
    r"\brodaje\b": "arranque",
    r"(?i)\bbastante buen[oa]s?\b": "cumple lo pedido",
    r"\bverse bien\b": "quedar bien",
    r"\b(a quienes|a los que|quienes|que) nadie acompañó\b(?!\.)": "no acompañado",
    r"\b[Cc]uán\b": "qué tan",
    r"\bdescansan? en\b": "se basa en, depende de",
    r"\ba trazos\b": "discontinua",
    r"\bmás cubiertas?\b(?! y)|\bcubiertas de más\b": "cubrir a una mujer más, mujeres cubiertas adicionales",
    r"\bciclos? de(l)? ": "bucle",
    r"(?<!\.\.)\.”": "”. (el punto va después de las comillas)",
    r"\b(de|a) el\b": "del, al",
    r"(?i)\bgestor(es|as?)?\b(?!\*)": "coordinador de red: a gestor is the body that is contracted to run a network",
    r"\bventajas? inicial(es)?\b": "adelanto",
    r"\bazares\b": "azar, sorteos",
    r"\b[Rr]eclamos?\b": "esfuerzo que se pide",
    r"\bañad": "agregar",
    r"\b(al|del|de|en|con|por|a) ello\b": "eso",
}
"""What texts said once, and the word of the glossary."""


def texts_of(part: Any, key: str = "") -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from (text for name, inside in part.items() for text in texts_of(inside, name))
    elif isinstance(part, list):
        yield from (text for inside in part for text in texts_of(inside, key))


def only_spanish(part: Any) -> Iterator[str]:
    """Walk what stands beside its English."""
    if isinstance(part, dict):
        for name, inside in part.items():
            yield from texts_of(inside) if name in ("es", "question_es") else only_spanish(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from only_spanish(inside)


def spanish() -> Iterator[tuple[str, str]]:
    """Walk every Spanish text of the house, with its file."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".toml", ".json") or {"node_modules", "built"} & set(path.parts):
                continue
            is_own = path.name in ("es.toml", "es.json")
            read = tomllib.loads if path.suffix == ".toml" else json.loads
            found = read(path.read_text(encoding="utf-8"))
            for text in texts_of(found) if is_own else only_spanish(found):
                yield path.relative_to(ROOT).as_posix(), text
    for link in LINKS:
        yield "simulation/links.py", link.es
    for loop in LOOPS.values():
        yield "simulation/loops.py", f"{loop.es} {loop.cut_es}"


def pages() -> Iterator[tuple[str, str]]:
    """Walk the lines of every page of the documentation that is in Spanish, with its file."""
    for page in PAGES:
        for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines():
            yield f"docs/{page}", line


SPANISH = list(spanish())


def test_there_is_much_of_it() -> None:
    files = {file for file, _ in SPANISH}
    assert len(files) > 60 and len(SPANISH) > 1500
    assert {"interface/messages.toml", "scenarios/words/levers.toml", "scenarios/aligned.toml"} <= files
    assert len(catalogue()) > 100 and len(sentences()) > 40


def test_no_text_writes_a_number_by_other_marks() -> None:
    said = MARKS["es"]
    assert said == Marks(".", ",", "%")
    for file, text in SPANISH:
        bare = re.sub(r"doi:\S+|https?://\S+|\bv?\d+\.\d+\.\d+\S*", "", text)
        assert not re.search(r"[\d}][ \u00a0\u202f]%(?!\w)", bare), (file, text)
        assert not re.search(r"(?<![\d.,])\d+,\d{1,2}(?![\d,])(?!\.\d)", bare), (file, text)
        assert not re.search(r"(?<![\d.,/])[1-9]\d{0,2}(?:[.\u202f\u00a0]\d{3})+(?![\d.])", bare), (file, text)


@pytest.mark.parametrize("word", LEFT_BEHIND)
def test_what_the_glossary_calls_otherwise_is_left_behind(word: str) -> None:
    again = [(file, text) for file, text in (*SPANISH, *pages()) if re.search(word, text)]
    assert again == [], f"say: {LEFT_BEHIND[word]}"


@pytest.mark.parametrize("kind", ["loops", "measures", "levers", "regimes"])
def test_parts_with_an_article_or_an_i_are_joined_as_spanish_does(kind: str) -> None:
    """Whatever is named in a sentence: ``del alcance``, ``al miedo``, ``la presión e Intibucá``."""
    voice = voice_of("es")
    found = [text for key, text in texts("es").items() if key.startswith(f"{kind}.") and key.endswith(".in_sentence")]
    assert found
    for name in found:
        said = f"{voice.plain('attribution.heading', scenario=name)} {voice.listed(['reach', name])}"
        assert not re.search(r"\b(de|a) el\b|\by [ií](?![aeo])", said), said


@pytest.mark.parametrize(
    ("last", "word"),
    [
        ("Intibucá", "e"), ("Islas de la Bahía", "e"), ("<strong>Intibucá</strong>", "e"), ("“hijos”", "e"),
        ("Yoro", "y"), ("hierro", "y"), ("El Paraíso", "y"), ("<i>Yoro</i>", "y"),
    ],
)  # fmt: skip
def test_a_list_ends_with_e_before_the_sound_of_an_i(last: str, word: str) -> None:
    assert Voice("es").listed(["Copán", Markup(last)]) == f"Copán {word} {last}"
    assert Voice("en").listed(["Copán", Markup(last)]) == f"Copán and {last}"


def test_marks_write_a_number_and_keep_the_ends_of_an_interval_apart() -> None:
    other = Marks(",", "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}%")
    assert other.written("1,234.5") == "1\u202f234,5" and other.interval("0,1", "0,2") == "[0,1; 0,2]"
    assert MARKS["es"].written("1,234.5") == "1,234.5" and MARKS["es"].interval("0.1", "0.2") == "[0.1, 0.2]"


def test_the_terminal_writes_by_the_same_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MARKS, "en", Marks(",", ".", " %"))
    assert (percent(0.1234, 1), whole(1234567.0)) == ("12,3", "1.234.567")
    assert in_points(0.1, 0.05, 0.2) == "10,0 [5,0; 20,0]"
