"""Authority: how a regional authority moves between directive and learning logic.

Reads policy, visible success, missed targets; writes enabling logic; phase 3. The two logics: Newton-Lewis,
Munar & Chanturidze 2021, doi:10.1136/bmjgh-2021-005582. That success teaches and that missed targets
press back into control is assumed, and so is how far directive logic holds people by punishment. ODD 7.2.
"""

from __future__ import annotations

from simulation.mechanisms.shapes import share, threshold
from simulation.parameters import AuthorityParameters, Levers


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
