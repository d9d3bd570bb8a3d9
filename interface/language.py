"""Language: what the interface says, in English and in Spanish.

Messages stand in ``messages.toml``, each in both languages side by side; what things are called stands in the
vocabulary of the house (``scenarios.vocabulary``), by keys such as ``units.months.name``.
"""

from __future__ import annotations

import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es")
FILE = Path(__file__).resolve().with_name("messages.toml")

_language: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def chosen_language() -> str:
    """Return the language chosen with ``--language``, English at first."""
    return _language.get()


def choose_language(language: str) -> None:
    """Say everything in this language from now on."""
    _language.set(language)


def say(key: str, **parts: object) -> str:
    """Return a message, or words of the vocabulary, in the chosen language, parts and thresholds filled in."""
    message = catalogue().get(key)
    return (message[chosen_language()] if message else _of_vocabulary(key)).format_map(_Parts(parts))


def _of_vocabulary(key: str) -> str:
    from scenarios.vocabulary import text_of

    return text_of(chosen_language(), key)


class _Parts(dict[str, object]):
    """What is filled into a message; a part that is not given is a threshold, such as ``{reached_points}``."""

    def __missing__(self, name: str) -> str:
        from experiments.presentation.marks import MARKS
        from experiments.presentation.thresholds import thresholds

        return thresholds(MARKS[chosen_language()].decimal)[name]


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every message by its full key, such as ``error.message``, and language."""
    found: dict[str, dict[str, str]] = {}
    _collect(tomllib.loads(FILE.read_text(encoding="utf-8")), "", found)
    return found


def _collect(table: dict[str, Any], prefix: str, found: dict[str, dict[str, str]]) -> None:
    for key, value in table.items():
        if all(isinstance(part, str) for part in value.values()):
            found[prefix + key] = value
        else:
            _collect(value, f"{prefix}{key}.", found)
