"""Meaning: what every parameter means, in the words of its declaration or of their one translation."""

from __future__ import annotations

import json
from functools import cache

from experiments.presentation.voice import FOLDER
from simulation.parameters import PROCESSES, declared

TRANSLATED = {"es": FOLDER / "parameters.es.json"}
"""Words of the declarations by language; the explorer reads the same file."""


@cache
def _words(language: str) -> dict[str, dict[str, str]]:
    return json.loads(TRANSLATED[language].read_text(encoding="utf-8"))


def meaning_in(language: str, parameter: str) -> str | None:
    """Return what a parameter means, without a full stop; None for what is none."""
    known = declared().get(parameter)
    if known is None:
        return None
    if language not in TRANSLATED:
        return known.meaning.rstrip(".")
    process, _, own = parameter.partition(".")
    general = f"process.{own}" if process in PROCESSES else parameter
    return _words(language)["meaning"][general].rstrip(".")


def concept_in(language: str, parameter: str) -> str:
    """Return the concept that a mechanism belongs to, in lower case: ``identity``; empty where it has none."""
    concept, dot, _ = parameter.partition(".")
    if not dot or concept in PROCESSES:
        return ""
    return _words(language)["concept"][concept].lower() if language in TRANSLATED else concept
