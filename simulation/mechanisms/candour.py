"""Candour: how openly a team shows what it does, and asks. What confines gains, or lets them travel.

Reads safety and felt pressure; writes candour; phase 6. Frightened teams hide: who feels safe and is under no threat
speaks of errors and asks for help (Edmondson 1999, doi:10.2307/2666999). Peers' example, managers' and teams', takes
hold as far as both sides are candid. That candour is a threshold of safety and the absence of fear is assumed. ODD 7.4.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_share
from simulation.mechanisms.shapes import threshold


class CandourParameters(NamedTuple):
    """How openly a team shows what it does, and asks."""

    threshold: Annotated[float, a_share("Safety free of pressure at which a team is half candid.", "- candour", 0.01)]


def candour_of(safety: float, pressure: float, p: CandourParameters) -> float:
    """Return how openly a team shows what it does and asks: H(S (1 - F))."""
    return threshold(safety * (1.0 - pressure), p.threshold)


def candour_between(own: float, peers: float) -> float:
    """Return how far an example passes between one who asks and those who show: the candour of both."""
    return own * peers
