"""Diffusion: how much peers' example weighs.

Reads peers' and own levels; writes nothing (practice, identity and efficacy use it); phases 4, 6 and 9.
Complex contagion needs several adopters: Centola & Macy 2007, doi:10.1086/521848. The rival, simple
contagion, is a switch. ODD 7.4.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_switch
from simulation.mechanisms.shapes import mix, positive, threshold


class DiffusionParameters(NamedTuple):
    """The shape of contagion between peers."""

    simple_contagion: Annotated[
        float,
        a_switch(
            "Rival rule: each contact counts, there is no threshold.",
            "+ spillover_gain.ccs @ aligned-tied | identity.peer_threshold=0.8, practice.peer_threshold=0.8",
        ),
    ]


def openness_to(example: float, half: float, p: DiffusionParameters) -> float:
    """Return how far an example of this strength opens people: H(example), or the example itself if simple."""
    return mix(threshold(positive(example), half), positive(example), p.simple_contagion)


def authority_gate(leeway: float, floor: float) -> float:
    """Return how far the authority lets peers copy: floor + (1 - floor) leeway."""
    return floor + (1.0 - floor) * leeway


def push_from_peers(
    peers: float, own: float, half: float, exchange: float, gate: float, p: DiffusionParameters
) -> float:
    """Return the push of peers who are ahead: max(0, peers - own) H(peers) exchange gate."""
    return positive(peers - own) * openness_to(peers, half, p) * exchange * gate
