"""Naming: what a variant of a design is called, and its numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.analyses.evaluation.design import VARIED, Design
from experiments.presentation.voice import Voice


def label_of(designs: Sequence[Design], design: Design, voice: Voice) -> str:
    """Return the name of a design, and what tells this variant from the others of the name."""
    same = [one for one in designs if one.name == design.name]
    apart = [name for name in VARIED if len({getattr(one, name) for one in same}) > 1]
    parts = [voice.plain(f"evaluation.label.{name}", value=voice.number(getattr(design, name))) for name in apart]
    return ", ".join([name_of(design, voice), *parts])


def name_of(design: Design, voice: Voice) -> str:
    """Return the name of a design in the language of a voice."""
    return design.name_es or design.name if voice.language == "es" else design.name


def percent(voice: Voice, share: float) -> str:
    """Return a share as whole percent, or with a decimal where it is small."""
    return voice.percent(share, 1 if 0.0 < share < 0.095 else 0)


def points(voice: Voice, value: float, *, bare: bool = False) -> str:
    """Return a share as points of a hundred, with a second decimal where it is small."""
    shown = voice.number(100.0 * value, 1 if abs(value) >= 0.001 or value == 0.0 else 2)
    return shown if bare else voice.plain("evaluation.points", points=shown)
