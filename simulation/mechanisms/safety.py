"""Safety: whether it is safe to speak of problems. Part of pattern P3: a gate, not an added term.

Reads trust, coordination, pressure; writes psychological safety; phase 5. Safety works through learning and
efficacy, "the engine of performance, not the fuel": Kim, Lee & Connerton 2020,
doi:10.3389/fpsyg.2020.01581. ODD 7.7.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_rate, a_share
from simulation.mechanisms.shapes import share


class SafetyParameters(NamedTuple):
    """Psychological safety: whether it is safe to speak of problems."""

    base: Annotated[float, a_share("Safety without trust and without fear.", "+ safety")]
    gain_trust: Annotated[float, a_share("Safety that trust and coordination build.", "+ safety", 0, 2)]
    loss_fear: Annotated[float, a_share("Safety that sanction pressure takes.", "- safety", 0, 2)]
    rate: Annotated[float, a_rate(1, "Speed at which safety follows its causes.", "+ direct_gain.ccs")]


def safety_after_month(safety: float, trust: float, together: float, pressure: float, p: SafetyParameters) -> float:
    """Return psychological safety after one month: it follows base + trust T (base + R) - fear F, at a rate."""
    level = share(p.base + p.gain_trust * trust * together - p.loss_fear * pressure)
    return share(safety + p.rate * (level - safety))
