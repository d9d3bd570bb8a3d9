"""Language: what the interface says, in English and in Spanish.

The words stand in ``messages.toml``, each message in both languages side by side.
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
    """Return a message of the catalogue in the chosen language, with its parts and any threshold filled in."""
    return catalogue()[key][chosen_language()].format_map(_Parts(parts))


class _Parts(dict[str, object]):
    """What is filled into a message; a part that is not given is a threshold, such as ``{reached_points}``."""

    def __missing__(self, name: str) -> str:
        from experiments.presentation.thresholds import thresholds

        return thresholds("," if chosen_language() == "es" else ".")[name]


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
