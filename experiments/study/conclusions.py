"""Conclusions: what the study concluded, each with the claims that ask it, and what of it no claim can say."""

from __future__ import annotations

from typing import NamedTuple

from experiments.study.claims import SECTIONS, Section, expected, section_of


class Conclusion(NamedTuple):
    """A conclusion of the study: the claims that ask it, and words of docs/limits.md where a part of it cannot be."""

    section: Section
    claims: tuple[str, ...]
    limits: str


LIMITS: dict[Section, str] = {
    "efficacy": "speaks of efficacy and learning, not of coverage",
    "sustained": "The study saw the time of a programme, not ten years.",
    "equity": "Women as people",
}
"""Of a part that no claim can say: the words of docs/limits.md that say why."""


def conclusions() -> tuple[Conclusion, ...]:
    """Return every conclusion of the study, in the order of the page."""
    return tuple(
        Conclusion(section, tuple(name for name in expected() if section_of(name) == section), LIMITS.get(section, ""))
        for section in SECTIONS
        if section != "ministry"
    )
