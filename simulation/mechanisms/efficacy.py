"""Efficacy: a team's belief that together it can improve a process. Pattern P2.

Reads mastery, safety, peers' mastery and candour, support, trust, credit; writes collective efficacy; phase 9. Sources
of efficacy: Bandura 1997 (mastery, vicarious experience, persuasion); collective efficacy and performance
r = .35: Stajkovic, Lee & Nyberg 2009, doi:10.1037/a0015659. ODD 7.14.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_rate, a_switch
from simulation.mechanisms.shapes import mix, positive, share


class EfficacyParameters(NamedTuple):
    """Collective efficacy: a team's belief that it can improve a process."""

    gain_mastery: Annotated[float, a_rate(2, "Gain from credited progress, in safety.", "+ efficacy_gain.ccs")]
    loss_failure: Annotated[float, a_rate(2, "Loss to credited decline.", "- late_direct_gain.ccs")]
    gain_vicarious: Annotated[
        float, a_rate(2, "Gain from peers' mastery, in safety.", "+ coverage.ccs in aligned-tied")
    ]
    gain_persuasion: Annotated[
        float, a_rate(2, "Gain from a trusted manager's word on credited work.", "+ efficacy_gain.ccs")
    ]
    drift: Annotated[float, a_rate(1, "Return to the belief the team started with.", "- efficacy_gain.ccs")]
    failure_protected: Annotated[
        float, a_switch("Failure hurts less where efficacy is high.", "+ late_direct_gain.ccs")
    ]


def efficacy_after_month(
    efficacy: float,
    origin: float,
    mastery: float,
    peers_mastery: float,
    exchange: float,
    candour: float,
    safety: float,
    persuasion: float,
    p: EfficacyParameters,
) -> float:
    """Return collective efficacy after one month.

    E' = E + (mastery m+ S + vicarious peers' m+ S exchange candour + persuasion support T c) (1 - E)
           - fail m- E - drift (E - E0)

    `candour` is that of the team and of its peers, together.
    """
    room = 1.0 - efficacy
    own = p.gain_mastery * positive(mastery) * safety
    vicarious = p.gain_vicarious * peers_mastery * safety * exchange * candour
    told = p.gain_persuasion * persuasion
    failed = p.loss_failure * positive(-mastery) * efficacy * mix(1.0, room, p.failure_protected)
    return share(efficacy + (own + vicarious + told) * room - failed - p.drift * (efficacy - origin))
