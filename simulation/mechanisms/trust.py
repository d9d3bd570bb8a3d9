"""Trust: a team's expectation that its manager helps. Part of pattern P3.

Reads support, control, sanction, late payment; writes trust; phase 5. Losses outweigh gains: Slovic 1993,
doi:10.1111/j.1539-6924.1993.tb01329.x; late payment erodes it: Cassidy 2025,
doi:10.1016/j.ssmhs.2024.100040. ODD 7.6.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_rate, a_share
from simulation.mechanisms.shapes import share


class TrustParameters(NamedTuple):
    """A team's trust in its manager."""

    gain_support: Annotated[float, a_rate(1, "Gain from a manager's support.", "+ trust")]
    loss_control: Annotated[float, a_rate(1, "Loss to a manager's control.", "- trust")]
    loss_sanction: Annotated[float, a_rate(1, "Loss to a sanction that the manager did not shield.", "- trust")]
    loss_late_payment: Annotated[float, a_rate(1, "Loss to payments that come late.", "- trust | payment_delay=6")]
    drift: Annotated[float, a_rate(1, "Return to neutral trust.", "- trust | trust.neutral=0")]
    neutral: Annotated[float, a_share("Trust without experience.", "+ trust")]
    shield: Annotated[float, a_share("Pressure that a trusted coach keeps off the team.", "- pressure")]


def shield_of(identity: float, trust: float, p: TrustParameters) -> float:
    """Return the part of pressure that a trusted coach keeps off the team: s I T."""
    return p.shield * identity * trust


def trust_after_month(
    trust: float, support: float, control: float, sanctioned: float, shield: float, late: float, p: TrustParameters
) -> float:
    """Return a team's trust in its manager after one month.

    T' = T + g_s support (1 - T) - g_c control T - g_x sanctioned (1 - shield) T - g_l late T - d (T - T0)
    """
    gain = p.gain_support * support * (1.0 - trust)
    hurt = p.loss_control * control + p.loss_sanction * sanctioned * (1.0 - shield) + p.loss_late_payment * late
    return share(trust + gain - hurt * trust - p.drift * (trust - p.neutral))
