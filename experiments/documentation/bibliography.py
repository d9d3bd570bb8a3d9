"""Bibliography: the entries of ``docs/references.bib``, and which of them a text cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "references.bib"
READ = ("Abstract", "Page", "Recalled", "Preprint", "Beginning")
"""How the note of an entry begins: how the source was read."""
OWN_WORDS = ("assumption:", "refinement, off", "rival rule, off")
"""How a source begins that is our own judgement and claims no other."""
DOCUMENTS = {
    "starting values": "docs/limits.md",
    "calibrat": "docs/calibration.md",
    "history matching": "docs/calibration.md",
}
"""Words in a source that stand for a document of this project."""

_ENTRY = re.compile(r"^@(\w+)\{(\w+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"(\w+)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_DOI = re.compile(r"10\.\d{4,9}/[^\s,;)\]}\"`]+[^\s,;.)\]}\"`]")
_NAME = r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAME_YEAR = re.compile(
    rf"\b(?!{_MONTHS})({_NAME})(?: et al\.?| and others|(?:,| &| and)? {_NAME})*,? \(?((?:19|20)\d\d)\b(?!-[TQ]?\d)"
)


@dataclass(frozen=True)
class Entry:
    """One source."""

    key: str
    kind: str
    fields: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Surnames of the authors, without accents."""
        authors = self.fields.get("author", "").split(" and ")
        return tuple(plain(author.partition(",")[0]) for author in authors if author)

    @property
    def cited_as(self) -> tuple[str, ...]:
        """Other words that stand for it in sources."""
        return tuple(re.findall(r"Cited as ([^.}]+)", self.fields.get("note", "")))


def readable(text: str) -> str:
    """Return a BibTeX value as plain text."""
    text = re.sub(r"\{\\ss\}", "ß", text)
    marks = {"'": "\u0301", '"': "\u0308", "`": "\u0300", "^": "\u0302", "~": "\u0303"}
    text = re.sub(r"\{?\\(['\"`^~])\{?(\w)\}?\}?", lambda found: found[2] + marks[found[1]], text)
    text = text.replace(r"\&", "&").replace(r"\%", "%").replace("--", "-").replace("{", "").replace("}", "")
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """Return a text without accents, for comparing names."""
    return "".join(c for c in unicodedata.normalize("NFD", readable(text)) if not unicodedata.combining(c)).strip()


@cache
def entries() -> dict[str, Entry]:
    """Return every source by its key, in the order of the file."""
    found = _ENTRY.findall(FILE.read_text(encoding="utf-8"))
    return {key: Entry(key, kind, dict(_FIELD.findall(body))) for kind, key, body in found}


def cited_in(text: str) -> tuple[str, ...]:
    """Return the keys of the sources that a text cites, by DOI, by author and year, or by words of their own."""
    flat = plain(text)
    keys: list[str] = []
    for key, entry in entries().items():
        doi, year = entry.fields.get("doi"), entry.fields.get("year")
        named = any((name, year) in _names_and_years(flat) for name in entry.names[:1])
        worded = any(words in flat for words in entry.cited_as)
        eprint = entry.fields.get("eprint", "")
        if named or worded or (doi and doi in text) or (eprint and eprint in text):
            keys.append(key)
    return tuple(keys)


def _names_and_years(flat: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for match in _NAME_YEAR.finditer(flat):
        for word in re.findall(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*(?: [A-Z][a-z]+)?", match[0]):
            found |= {(word, match[2]), (word.partition(" ")[0], match[2]), (word.rpartition(" ")[2], match[2])}
    return found


def dangling_in(text: str) -> tuple[str, ...]:
    """Return the citations in a text that no entry stands behind: DOIs, and authors with years."""
    flat = plain(text)
    dois = {entry.fields.get("doi") for entry in entries().values()}
    known = {
        (part, entry.fields.get("year", ""))
        for entry in entries().values()
        for name in entry.names
        for part in (name, name.partition(" ")[0], name.rpartition(" ")[2])
    }
    known |= {
        (word, year)
        for entry in entries().values()
        for words in entry.cited_as
        for word, year in _names_and_years(words)
    }
    lost = [doi for doi in _DOI.findall(text) if doi not in dois]
    lost += [match[0] for match in _NAME_YEAR.finditer(flat) if (match[1], match[2]) not in known]
    return tuple(lost)


def documents_in(source: str) -> tuple[str, ...]:
    """Return the documents of this project that a source names."""
    named = tuple(re.findall(r"docs/[\w./-]+\.md", source))
    return named or tuple(sorted({file for words, file in DOCUMENTS.items() if words in source}))


def is_judgement(source: str) -> bool:
    """Return whether a source says itself that it is our own judgement."""
    return source.startswith(OWN_WORDS)
