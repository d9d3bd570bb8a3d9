"""Coordination: shared goals, shared knowledge and mutual respect. Part of pattern P3.

Reads support, safety; writes relational coordination; phase 5. A dynamic view: Bolton, Logan & Gittell
2021, doi:10.1177/0021886321991597. ODD 7.8.
"""

from __future__ import annotations

from simulation.mechanisms.shapes import share
from simulation.parameters import CoordinationParameters


def coordination_after_month(coordination: float, support: float, safety: float, p: CoordinationParameters) -> float:
    """Return relational coordination after one month: R' = R + gain support S (1 - R) - drift (R - R0)."""
    gain = p.gain * support * safety * (1.0 - coordination)
    return share(coordination + gain - p.drift * (coordination - p.neutral))
