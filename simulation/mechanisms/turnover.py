"""Turnover: what is lost when people leave.

Reads and writes trust, efficacy, practice, coordination and identity; phase 2. Turnover is a known
brake on improvement work (McKay 2018, doi:10.1186/s13012-018-0767-0; PAMJ 27:168); how much each
departure undoes is assumed. ODD 7.1.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_share, a_switch
from simulation.mechanisms.shapes import mix


class TurnoverParameters(NamedTuple):
    """What is lost when people leave."""

    manager_trust_loss: Annotated[
        float, a_share("Way of trust back to neutral when the manager leaves.", "- trust | trust.neutral=0")
    ]
    lead_trust_loss: Annotated[
        float, a_share("Way of trust back to neutral when the medical lead leaves.", "- trust | trust.neutral=0")
    ]
    lead_efficacy_loss: Annotated[
        float,
        a_share("Way of efficacy back to its start when the lead leaves.", "- efficacy_gain.ccs in high-turnover"),
    ]
    lead_practice_loss: Annotated[float, a_share("Practice lost when the lead leaves.", "- direct_gain.ccs")]
    lead_coordination_loss: Annotated[
        float,
        a_share("Way of coordination back to neutral when the lead leaves.", "- coordination | coordination.neutral=0"),
    ]
    compounding: Annotated[
        float,
        a_switch(
            "Annual rates compound: a/(12 - 5.5 a) a month instead of a/12.",
            "- coordination in high-turnover | coordination.neutral=0",
        ),
    ]


def probability_of_leaving(annual: float, p: TurnoverParameters) -> float:
    """Return a month's probability of leaving for an annual rate a.

    a / 12, or with compounding a / (12 - 5.5 a), which keeps a year's survivors near 1 - a without powers.
    """
    return annual / (12.0 - 5.5 * annual * p.compounding)


def identity_after_turnover(identity: float, left: float, newcomer: float) -> float:
    """Return the manager's identity: a newcomer's where the manager `left` (1), else as it was."""
    return mix(identity, newcomer, left)


def trust_after_turnover(
    trust: float, manager_left: float, lead_left: float, neutral: float, p: TurnoverParameters
) -> float:
    """Return trust, part of the way back to neutral for each of the two who left."""
    after_manager = mix(trust, neutral, p.manager_trust_loss * manager_left)
    return mix(after_manager, neutral, p.lead_trust_loss * lead_left)


def coordination_after_turnover(coordination: float, lead_left: float, neutral: float, p: TurnoverParameters) -> float:
    """Return coordination, part of the way back to neutral where the lead left."""
    return mix(coordination, neutral, p.lead_coordination_loss * lead_left)


def efficacy_after_turnover(efficacy: float, lead_left: float, origin: float, p: TurnoverParameters) -> float:
    """Return efficacy, part of the way back to its start where the lead left."""
    return mix(efficacy, origin, p.lead_efficacy_loss * lead_left)


def practice_after_turnover(practice: float, lead_left: float, p: TurnoverParameters) -> float:
    """Return practice, a part of which the lead takes along."""
    return practice - p.lead_practice_loss * lead_left * practice
