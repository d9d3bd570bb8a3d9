"""Mutation: text as people's programs, keyboards and accidents change it."""

from __future__ import annotations

import random
import re
import string

NUMBERS = (
    "0", "-0", "1", "-1", "0.5", "1.5", "2", "3", "30", "100", "1e3", "1e-9", "1e309", "-1e309", "nan", "inf", "-inf",
    "NaN", "Infinity", "0x10", "1_000", "3.000", "4,449", "0,5", "1 000", "½", "٣", "1e", ".", "", "50%", "true",
    "12.5", "144", "145", "600", "601", "99999999999999999999", "0.1e1", "+1", "'1'", '"0.5"',
)  # fmt: skip
WORDS = (
    "baseline", "aligned", "named", "hubs", "clustered", "scattered", "none", "NONE", "", " ", "ccs", "anc", "regime",
    "regime.spread", "coverage.ccs", "reach", "sanction", "alignment", "alignment@24", "alignment@", "@24", "mentoring",
    "=", "==", "../../etc/passwd", "/dev/null", ".", "..", "~", "*", "-", "--", "a" * 300, "=1+1", "@SUM(A1)", "R1",
    "R1.N2", "San José", "San Jose\u0301", "\ufeff", "\u200b", "\u202e", "\x00", "\t", "😀", "%s", "{0}", "\\", "'",
)  # fmt: skip
CHARACTERS = string.printable + "áéñü½٣\u00a0\u200b\ufeff😀\x00\x1b"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def number(draw: random.Random) -> str:
    """Return a number as somebody may type one."""
    return draw.choice(NUMBERS) if draw.random() < 0.7 else f"{draw.uniform(-2, 2):.{draw.randrange(6)}f}"


def word(draw: random.Random) -> str:
    """Return a name, a path, or what is neither."""
    return draw.choice(WORDS)


def value(draw: random.Random) -> str:
    """Return a number or a word."""
    return number(draw) if draw.random() < 0.6 else word(draw)


def changed(text: str, draw: random.Random, times: int = 1) -> str:
    """Return a text changed a few times: cut, doubled, swapped, mistyped, its numbers and lines replaced."""
    for _ in range(times):
        text = draw.choice(_CHANGES)(text, draw)
    return text


def encoded(text: str, draw: random.Random) -> bytes:
    """Return a text's bytes, mostly UTF-8, at times as older or other programs write them, cut or flipped."""
    kind = draw.random()
    if kind < 0.8:
        return text.encode("utf-8", errors="replace")
    if kind < 0.9:
        name = draw.choice(("utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32"))
        return text.encode(name, errors="replace")
    data = bytearray(text.encode("utf-8", errors="replace"))
    if not data:
        return b""
    if kind < 0.95:
        return bytes(data[: draw.randrange(len(data))])
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(data)


def _number_replaced(text: str, draw: random.Random) -> str:
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    one = draw.choice(found)
    return text[: one.start()] + number(draw) + text[one.end() :]


def _character(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text) + 1)
    kind = draw.randrange(3)
    if kind == 0:
        return text[:place] + draw.choice(CHARACTERS) + text[place:]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    return text[:place] + draw.choice(CHARACTERS) + text[place + 1 :]


def _lines(text: str, draw: random.Random) -> str:
    lines = text.split("\n")
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    kind = draw.randrange(4)
    if kind == 0:
        lines.insert(other, lines[one])
    elif kind == 1:
        del lines[one]
    elif kind == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = lines[one] + lines[other]
    return "\n".join(lines)


def _token(text: str, draw: random.Random) -> str:
    parts = re.split(r"([=,;\s\[\]\"']+)", text)
    place = 2 * draw.randrange((len(parts) + 1) // 2)
    kind = draw.randrange(3)
    if kind == 0:
        parts[place] = value(draw)
    elif kind == 1:
        parts[place] = draw.choice(parts[::2])
    else:
        parts[place] = parts[place].upper() if draw.random() < 0.5 else parts[place] * 2
    return "".join(parts)


def _cut(text: str, draw: random.Random) -> str:
    return text[: draw.randrange(len(text) + 1)]


def _ends(text: str, draw: random.Random) -> str:
    return text.replace("\n", draw.choice(("\r\n", "\r", "\n\n", "\u2028")))


_CHANGES = (_number_replaced, _number_replaced, _token, _token, _character, _lines, _cut, _ends)
