"""Diffusion: how much peers' example weighs.

Reads peers' and own levels, and how candid both are; writes nothing (practice and identity use it); phases 4 and 6.
No logic of an authority and no lever but exchange enters: what confines gains is what people show and ask.
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
            "+ spillover_gain.ccs in aligned-tied-kept | identity.peer_threshold=0.8, practice.peer_threshold=0.8",
        ),
    ]


def openness_to(example: float, half: float, p: DiffusionParameters) -> float:
    """Return how far an example of this strength opens people: H(example), or the example itself if simple."""
    return mix(threshold(positive(example), half), positive(example), p.simple_contagion)


def push_from_peers(
    peers: float, own: float, half: float, exchange: float, candour: float, p: DiffusionParameters
) -> float:
    """Return the push of peers who are ahead: max(0, peers - own) H(peers) exchange candour."""
    return positive(peers - own) * openness_to(peers, half, p) * exchange * candour


def copied_from_peers(lead: float, half: float, exchange: float, candour: float, p: DiffusionParameters) -> float:
    """Return how far peers who are ahead by `lead` are copied: H(lead) exchange candour."""
    return exchange * openness_to(lead, half, p) * candour
