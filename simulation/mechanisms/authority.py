"""Authority: how a regional authority moves between directive and learning logic.

Reads policy, visible success, missed targets; writes enabling logic; phase 3. The two logics: Newton-Lewis,
Munar & Chanturidze 2021, doi:10.1136/bmjgh-2021-005582. That success teaches and that missed targets
press back into control is assumed, and so is how far directive logic holds people by punishment. ODD 7.2.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_rate, a_share
from simulation.levers import Levers
from simulation.mechanisms.shapes import share, threshold


class AuthorityParameters(NamedTuple):
    """How a regional authority's logic moves between directive (0) and learning (1)."""

    pull: Annotated[float, a_rate(1, "Pull of national policy.", "- pressure @ aligned")]
    learning: Annotated[float, a_rate(1, "Learning from coached success that it can see.", "- pressure @ aligned")]
    success_threshold: Annotated[
        float, a_share("Visible success at which learning is half open.", "+ pressure @ aligned", 0.01)
    ]
    network_threshold: Annotated[
        float, a_share("Team mastery at which a network counts half as success.", "+ pressure @ aligned", 0.01)
    ]
    press: Annotated[float, a_rate(1, "Fall back into control when targets are missed.", "+ pressure")]
    training: Annotated[float, a_rate(1, "Gain from training.", "- pressure @ authorities-trained")]
    report_weight: Annotated[float, a_share("How far reports that look good count as success.", "- pressure @ aligned")]
    hold_by_sanction: Annotated[
        float,
        a_share(
            "Share of directive logic's hold on managers and peers that rests on punishment.",
            "+ spillover_gain.ccs @ punitive-tied | sanction=0",
        ),
    ]


def success_of_network(success: float, identity: float, p: AuthorityParameters) -> float:
    """Return how far one network is a success that can be seen to come from coaching: H(success) x I."""
    return threshold(success, p.network_threshold) * identity


def leeway_of(logic: float, levers: Levers, p: AuthorityParameters) -> float:
    """Return the leeway people have for coaching and copying: L + (1 - L) w (1 - sanction).

    Directive logic holds people by instruction and, for its part w, by punishment; that part goes with the sanctions.
    """
    sanction = min(levers.sanction, levers.sanction_cap)
    return logic + (1.0 - logic) * p.hold_by_sanction * (1.0 - sanction)


def logic_after_month(
    logic: float,
    visible_success: float,
    share_missing: float,
    alignment: float,
    training: float,
    p: AuthorityParameters,
) -> float:
    """Return an authority's enabling logic after one month.

    L' = L + pull (alignment - L) + learning H(visible success) alignment (1 - L)
           + training dose (1 - L) - press missing (1 - alignment) L
    """
    learned = p.learning * threshold(visible_success, p.success_threshold) * alignment * (1.0 - logic)
    trained = p.training * training * (1.0 - logic)
    pressed = p.press * share_missing * (1.0 - alignment) * logic
    return share(logic + p.pull * (alignment - logic) + learned + trained - pressed)
