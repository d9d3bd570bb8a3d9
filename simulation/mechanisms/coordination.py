"""Coordination: shared goals, shared knowledge and mutual respect. Part of pattern P3.

Reads support, safety; writes relational coordination; phase 5. A dynamic view: Bolton, Logan & Gittell
2021, doi:10.1177/0021886321991597. ODD 7.8.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_rate, a_share
from simulation.mechanisms.shapes import share


class CoordinationParameters(NamedTuple):
    """Relational coordination: shared goals, shared knowledge, mutual respect."""

    gain: Annotated[float, a_rate(1, "Gain from supported, safe work together.", "+ coordination")]
    drift: Annotated[float, a_rate(1, "Return to neutral coordination.", "- coordination | coordination.neutral=0")]
    neutral: Annotated[float, a_share("Coordination without experience.", "+ coordination")]
    base: Annotated[float, a_share("What a team achieves together without any coordination.", "+ safety")]


def teamwork(coordination: float, p: CoordinationParameters) -> float:
    """Return what a team achieves together: base + R."""
    return p.base + coordination


def coordination_after_month(coordination: float, support: float, safety: float, p: CoordinationParameters) -> float:
    """Return relational coordination after one month: R' = R + gain support S (1 - R) - drift (R - R0)."""
    gain = p.gain * support * safety * (1.0 - coordination)
    return share(coordination + gain - p.drift * (coordination - p.neutral))
