"""Spoken: names by which people know things, in English and Spanish, and which thing somebody means by one."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().with_name("words")
FORMS = ("name", "short", "in_sentence")
"""Forms of an entry that say what a thing is called."""
KEYS = {
    "pregunta": "question",
    "basado en": "based_on",
    "basada en": "based_on",
    "valores": "values",
    "cambio": "change",
    "cambios": "change",
    "mes": "month",
    "meses": "months",
    "donde": "where",
    "lugares": "places",
    "tamaño": "size",
    "inicio": "start",
    "titulo": "title",
    "oleada": "wave",
    "ola": "wave",
    "estructura": "structure",
    "al azar": "scattered",
    "repartidas": "scattered",
    "juntas": "clustered",
    "nodos": "hubs",
    "conectadas": "hubs",
    "vinculadas": "hubs",
    "best connected": "hubs",
    "nombradas": "named",
    "lista": "named",
}
"""Keys of a scenario's file, and choices of a lever, by what an office calls them."""
SMALL_WORDS = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "en",
        "por",
        "con",
        "y",
        "al",
        "a",
        "que",
        "the",
        "of",
        "in",
        "by",
        "and",
        "to",
    ]
)
SYNONYMS = {"gestor": "coordinador", "gestores": "coordinadores"}
"""Words that people say, and texts once said, by the word of the glossary."""
NEARLY = 0.78
"""How like a name somebody's word must be, 0 to 1, to be taken for it."""

Entry = dict[str, dict[str, str]]
"""A form of a thing's words, by its name: the text by language."""


@cache
def words() -> dict[str, dict[str, Entry]]:
    """Return every entry as its file has it, by kind and thing."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return which of some names somebody means by a word of either language; None where that is not clear."""
    wanted, names = _plain(name), list(known)
    called = {label: option for option in reversed(names) for label in _labels(option)}
    if not wanted or wanted in called:
        return called.get(wanted)
    typed = difflib.get_close_matches(name, names, n=1, cutoff=NEARLY)
    if typed:
        return typed[0]
    holding = [label for label in called if set(wanted) <= set(label)]
    if holding:
        return called[min(holding, key=len)]
    said = {" ".join(label): option for label, option in called.items()}
    close = difflib.get_close_matches(" ".join(wanted), list(said), n=1, cutoff=NEARLY)
    return said[close[0]] if close else None


def _plain(text: str) -> tuple[str, ...]:
    """Return the words of a text that matter, without accents."""
    letters = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    found: list[str] = re.findall(r"[a-z0-9]+", plain)
    return tuple(SYNONYMS.get(word, word) for word in found if word not in SMALL_WORDS)


def _labels(option: str) -> Iterator[tuple[str, ...]]:
    """Yield what a thing is called, word by word, in both languages."""
    yield from (_plain(spanish) for spanish, key in KEYS.items() if key == option)
    yield from _by_thing().get(option) or _by_thing().get(option.removeprefix("regime."), ())


@cache
def _by_thing() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for things in words().values():
        for thing, entry in things.items():
            texts = [text for form in FORMS for text in entry.get(form, {}).values()]
            found.setdefault(thing, []).extend(label for text in texts if (label := _plain(text)))
    return {thing: tuple(labels) for thing, labels in found.items()}
