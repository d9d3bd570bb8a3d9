"""Errors: what went wrong, in the chosen language: a message sentence by sentence, by those of ``errors.toml``.

Messages are raised in English, deep in code that knows no language. A sentence there is the English of the code with
what is filled in between braces; where every sentence of a message is known, it can be said in another language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from interface.language import chosen_language, say

FILE = Path(__file__).resolve().with_name("errors.toml")
FORMS = {
    "name": r"(?!it )[\w.@-]+",
    "value": r"(?:'.*'|\".*\"|[-+\d][^ ]*|True|False)",
    "low": r"[-+]?\d[^ ]*",
    "high": r"[-+]?\d[^ ]*(?: - 1 \(\d+\))?",
}
"""What may be filled in where not anything may."""
ENGLISH = "en"


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Return every sentence by its key and language."""
    found: dict[str, dict[str, str]] = {}
    _collect(tomllib.loads(FILE.read_text(encoding="utf-8")), "", found)
    return found


def _collect(table: dict[str, Any], prefix: str, found: dict[str, dict[str, str]]) -> None:
    if ENGLISH in table:
        found[prefix] = table
        return
    for key, value in table.items():
        _collect(value, f"{prefix}.{key}".lstrip("."), found)


def in_chosen_language(message: str) -> str | None:
    """Return a message in the chosen language; None where it has a sentence that is known in English alone."""
    if chosen_language() == ENGLISH:
        return message
    lines = [_line(line) for line in message.split("\n")]
    return None if None in lines else "\n".join(line for line in lines if line is not None)


def told_of(message: str) -> str:
    """Return what the terminal says of an error: in the chosen language, or that the detail is in English."""
    said = in_chosen_language(message)
    return say("error.message", message=message) if said is None else say("error.known", message=said)


def keys_of(message: str) -> list[str] | None:
    """Return the keys of the sentences of a message of one line; None where one is unknown."""
    found = _placed(message)
    return None if found is None else [key for key, _ in found[1]]


def _line(line: str) -> str | None:
    found = _placed(line)
    if found is None:
        return None
    where, parts = found
    return where + " ".join(_said(key, filled) for key, filled in parts)


Parts = list[tuple[str, dict[str, str]]]


def _placed(line: str) -> tuple[str, Parts] | None:
    """Return where something went wrong, such as ``ours.toml:3: ``, and the sentences after it."""
    for start in (0, *(colon.end() for colon in re.finditer(": ", line))):
        parts = _parts(line[start:])
        if parts is not None:
            return line[:start], parts
    return None


def _parts(text: str) -> Parts | None:
    for end in (mark.end() for mark in re.finditer(r"[.?](?= |\"?$)\"?|$", text)):
        rest = text[end:].lstrip()
        more: Parts | None = [] if not rest else None
        for key, filled in _matches(text[:end]):
            more = _parts(rest) if more is None else more
            if more is None:
                break
            return [(key, filled), *more]
    return None


def _matches(sentence: str) -> Iterator[tuple[str, dict[str, str]]]:
    for key, form in _forms().items():
        found = form.fullmatch(sentence)
        if found:
            yield key, found.groupdict()


@cache
def _forms() -> dict[str, re.Pattern[str]]:
    return {key: re.compile(_form(said[ENGLISH]), re.DOTALL) for key, said in sentences().items()}


def _form(sentence: str) -> str:
    pieces = re.split(r"\{(\w+)\}", sentence)
    return "".join(
        f"(?P<{piece}>{FORMS.get(piece, '.+?')})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )


def _said(key: str, filled: dict[str, str]) -> str:
    return sentences()[key][chosen_language()].format(**{name: _filled(name, filled) for name in filled})


def _filled(name: str, filled: dict[str, str]) -> str:
    """Return what is filled in: units and meanings in the words of the vocabulary, all else as it is."""
    from scenarios.vocabulary import in_lower_case, meaning_in, unit_in

    if name == "unit":
        return unit_in(chosen_language(), filled[name])
    if name == "meaning":
        return in_lower_case(meaning_in(chosen_language(), filled["name"]) or filled[name])
    return filled[name]
