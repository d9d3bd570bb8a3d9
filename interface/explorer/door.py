"""Door: the page for pupils, which leads to no answers; a word of the teacher's own opens them.

The page reads what is written here (``source/class/door.js``). It keeps answers out of sight and is no lock: they are
in the page, as is the model that gives them.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from html import escape

from simulation.errors import OutputError

DIGITS = 16
NO_WORD = "1"
"""A page for pupils that no word opens."""
LEAST, MOST = 4, 60
"""Letters of a word: fewer are tried in no time, and more are not typed."""
HEAD = '<meta name="model"'
"""What a page has once, in its head."""


def digits_of(word: str) -> str:
    """Return digits of a word, however it is spaced and in whatever case: all of it that stands in the page."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFC", word).strip().lower())
    return sha256(f"enabling-bubbles teacher {said}".encode()).hexdigest()[:DIGITS]


def checked_word(word: str) -> str:
    """Return a word, trimmed.

    Raises
    ------
    OutputError
        If it is too short to be one, or too long to be typed.
    """
    trimmed = word.strip()
    if not LEAST <= len(trimmed) <= MOST:
        raise OutputError(f"--word has {len(trimmed)} letters. Allowed: {LEAST} to {MOST}.")
    return trimmed


def for_pupils(page: str, word: str | None) -> str:
    """Return a page that leads to no answers, but by a word where one is given."""
    return _with_note(page, "pupils", NO_WORD if word is None else digits_of(word))


def with_network(page: str, address: str) -> str:
    """Return a page that knows its address in the network, and shows it as a QR."""
    return _with_note(page, "network", address)


def _with_note(page: str, name: str, content: str) -> str:
    return page.replace(HEAD, f'<meta name="{name}" content="{escape(content, quote=True)}">\n{HEAD}', 1)
