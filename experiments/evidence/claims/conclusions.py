"""Conclusions: what the study concluded, each with the claims that ask it, and what of it no claim can say."""

from __future__ import annotations

from typing import NamedTuple

from experiments.evidence.claims.claims import SECTIONS, Section, expected, section_of


class Conclusion(NamedTuple):
    """A conclusion of the study: the claims that ask it, and words of docs/limits.md on what they cannot say."""

    section: Section
    claims: tuple[str, ...]
    limits: str


LIMITS: dict[Section, str] = {
    "identity": "what kind of identity, how they came to see themselves so",
    "efficacy": "why it was: attribution, ceiling, small numbers or lag",
    "relational": "that their rise is what carried identity and efficacy, or which of the three did",
    "misalignment": "how two logics live side by side in one office or one person",
    "sustained": "that nothing else would do",
    "equity": "who gains inside a team's people",
    "matching": "which processes those are, and what a country loses where nobody works on the others",
    "scale": "what becomes of its quality as new mentors are found and trained",
    "logics": "policy never answers to what happens",
    "verification": "Verifiers are taken to be right",
}
"""Of what of a conclusion no claim can say: words of docs/limits.md, which says why."""


def conclusions() -> tuple[Conclusion, ...]:
    """Return every conclusion of the study, in the order of the page."""
    return tuple(
        Conclusion(section, tuple(name for name in expected() if section_of(name) == section), LIMITS[section])
        for section in SECTIONS
        if section != "ministry"
    )
