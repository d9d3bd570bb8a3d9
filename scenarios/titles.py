"""Titles: what sentences, figures and tables call a scenario of a user's own, where its file says so.

A title names nothing: commands, files and results go by names. One of the library has its title among the words of the
vocabulary.
"""

from __future__ import annotations

from scenarios.cells import is_formula, is_nothing, plain_name
from simulation.errors import ScenarioError
from simulation.parameters import shown

TITLES = ("title", "title_es")
LONGEST = 60
"""Letters of a title: a row of a figure, and a sentence, can take so many."""


def title_in(given: object, key: str) -> str:
    """Return a title that somebody gave, in plain spaces.

    Raises
    ------
    ScenarioError
        If it is no text, empty or too long, or one that a spreadsheet would take for a formula or for nothing.
    """
    text = plain_name(given) if isinstance(given, str) else ""
    is_good = 0 < len(text) <= LONGEST and text.isprintable()
    if not is_good or is_formula(text) or is_nothing(text):
        raise ScenarioError(
            f"{key} is {shown(given)}. Allowed: a text of 1 to {LONGEST} letters, which no spreadsheet takes for a "
            f'formula or for nothing. Write {key} = "..." with a few words.'
        )
    return text


def shorten(name: str) -> str:
    """Return a name that a row of a figure, and a sentence, can take."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
