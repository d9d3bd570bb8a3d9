"""Authority: how a regional authority moves between directive and learning logic.

Reads policy, the reports it is shown, missed targets; writes what it notices, and enabling logic; phase 3. The two
logics: Newton-Lewis, Munar & Chanturidze 2021, doi:10.1136/bmjgh-2021-005582. That success teaches and that missed
targets press back into control is assumed, and so is how far learning waits for policy. ODD 7.2.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import Declared, a_rate, a_share
from simulation.mechanisms.shapes import mix, share, threshold


class AuthorityParameters(NamedTuple):
    """How a regional authority's logic moves between directive (0) and learning (1)."""

    pull: Annotated[float, a_rate(1, "Pull of national policy.", "- pressure in aligned")]
    learning: Annotated[float, a_rate(1, "Learning from coached success that it is shown.", "- pressure in aligned")]
    success_threshold: Annotated[
        float,
        Declared(
            "coverage share",
            0.005,
            0.5,
            "Lead of the programme's networks in the reports at which learning is half open.",
            effect="+ pressure in aligned",
        ),
    ]
    memory: Annotated[
        float,
        Declared(
            "months", 1, 120, "Memory for what reports show.", effect="+ pressure in aligned-kept | mentoring_start=120"
        ),
    ]
    waits_for_policy: Annotated[
        float, a_share("Share of learning that waits until policy is aligned.", "+ pressure in mentoring-kept")
    ]
    press: Annotated[float, a_rate(1, "Fall back into control when targets are missed.", "+ pressure")]
    training: Annotated[float, a_rate(1, "Gain from training.", "- pressure in authorities-trained")]


def lead_of_programme(inside: float, share_inside: float, outside: float, share_outside: float) -> float:
    """Return by how much more the reports of the programme's networks rose than those of the others.

    The rises are summed by share of the region's teams. In a region with networks of one kind only there is nothing
    to compare: 0.
    """
    known = share_inside > 0.0 and share_outside > 0.0
    return inside / share_inside - outside / share_outside if known else 0.0


def noticed_after_month(noticed: float, lead: float, p: AuthorityParameters) -> float:
    """Return what an authority has noticed of the programme's lead: a smoothed memory of it."""
    return noticed + (lead - noticed) / p.memory


def logic_after_month(
    logic: float,
    visible_success: float,
    share_missing: float,
    alignment: float,
    training: float,
    p: AuthorityParameters,
) -> float:
    """Return an authority's enabling logic after one month.

    L' = L + pull (alignment - L) + learning H(visible success) (1 - waits (1 - alignment)) (1 - L)
           + training dose (1 - L) - press missing (1 - alignment) L
    """
    allowed = mix(1.0, alignment, p.waits_for_policy)
    learned = p.learning * threshold(visible_success, p.success_threshold) * allowed * (1.0 - logic)
    trained = p.training * training * (1.0 - logic)
    pressed = p.press * share_missing * (1.0 - alignment) * logic
    return share(logic + p.pull * (alignment - logic) + learned + trained - pressed)
