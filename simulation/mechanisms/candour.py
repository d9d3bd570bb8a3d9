"""Candour: how openly a team shows what it does, and asks. What confines gains, or lets them travel.

Reads safety and felt pressure; writes candour; phase 6. Frightened teams hide: who feels safe and is under no threat
speaks of errors and asks for help (Edmondson 1999, doi:10.2307/2666999). Peers' example, managers' and teams', takes
hold as far as both sides are candid. That candour is a threshold of safety and the absence of fear is assumed, and so
rivals of it are switches here: what else could decide whether an example travels. ODD 7.4.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_share, a_switch
from simulation.mechanisms.shapes import mix, threshold


class CandourParameters(NamedTuple):
    """How openly a team shows what it does, and asks."""

    threshold: Annotated[float, a_share("Safety free of pressure at which a team is half candid.", "- candour", 0.01)]
    without_safety: Annotated[float, a_switch("Rival rule: safety has no part in candour, fear has.", "+ candour")]
    without_fear: Annotated[float, a_switch("Rival rule: fear has no part in candour, safety has.", "+ candour")]
    by_time: Annotated[
        float, a_switch("Rival rule: peers' example needs the time that managers have for their teams.", "- candour")
    ]
    by_logic: Annotated[float, a_switch("Rival rule: directive authorities keep peers' example out.", "- candour")]
    by_distrust: Annotated[
        float,
        a_switch("Rival rule: nobody believes, or learns from, who makes the reports look good.", "+ candour"),
    ]


def candour_of(
    safety: float, pressure: float, documentation: float, time: float, logic: float, p: CandourParameters
) -> float:
    """Return how openly a team shows what it does and asks: H(S (1 - F)).

    Rivals leave S or F out of it, multiply it by managers' time or by the authority's logic, or put in its place how
    little the team makes its reports look good: 1 - H(D).
    """
    shown = mix(safety, 1.0, p.without_safety) * mix(1.0 - pressure, 1.0, p.without_fear)
    let = mix(1.0, time, p.by_time) * mix(1.0, logic, p.by_logic)
    believed = 1.0 - threshold(documentation, p.threshold)
    return mix(threshold(shown * let, p.threshold), believed, p.by_distrust)


def candour_between(own: float, peers: float) -> float:
    """Return how far an example passes between one who asks and those who show: the candour of both."""
    return own * peers
