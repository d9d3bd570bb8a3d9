"""Motivation: a team's intrinsic motivation.

Reads mastery, support, pressure, pay; writes motivation; phase 5. Contingent rewards crowd it out
(d = -0.28), positive feedback feeds it (d = +0.33): Deci, Koestner & Ryan 1999,
doi:10.1037/0033-2909.125.6.627; pay in the DRC lowered it: Huillery & Seban 2021, doi:10.1086/703235. ODD 7.9.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_rate, a_share
from simulation.mechanisms.shapes import share


class MotivationParameters(NamedTuple):
    """Intrinsic motivation of a team."""

    gain_mastery: Annotated[float, a_rate(1, "Gain from mastery.", "+ motivation")]
    gain_support: Annotated[float, a_rate(1, "Gain from a manager's support.", "+ motivation")]
    loss_pressure: Annotated[float, a_rate(1, "Loss to sanction pressure.", "- motivation")]
    loss_late_payment: Annotated[float, a_rate(1, "Loss to payments that come late.", "- motivation | payment_delay=6")]
    crowding_out: Annotated[float, a_rate(1, "Loss to a bonus paid under directive rules (0: none).", "- motivation")]
    drift: Annotated[float, a_rate(1, "Return to neutral motivation.", "- motivation | motivation.neutral=0")]
    neutral: Annotated[float, a_share("Motivation without experience.", "+ motivation")]


def motivation_after_month(
    motivation: float,
    mastery: float,
    support: float,
    pressure: float,
    late: float,
    directive_pay: float,
    p: MotivationParameters,
) -> float:
    """Return intrinsic motivation after one month.

    M' = M + (mastery m + small support) (1 - M) - (pressure F + late + crowding-out of directive pay) M
           - drift (M - M0)
    """
    gain = (p.gain_mastery * mastery + p.gain_support * support) * (1.0 - motivation)
    hurt = p.loss_pressure * pressure + p.loss_late_payment * late + p.crowding_out * directive_pay
    return share(motivation + gain - hurt * motivation - p.drift * (motivation - p.neutral))
