"""Levers: what a ministry or a programme decides."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_lever

TARGETING = ("scattered", "clustered", "hubs", "named")
"""Ways of choosing the coached networks; the place in this tuple is the number the engines use."""


class Levers(NamedTuple):
    """What a ministry or a programme decides; typed without a prefix."""

    alignment: Annotated[
        float,
        a_lever("share", 0, 1, "How far policy pulls the authorities from directive to learning logic.", "- pressure"),
    ]
    sanction: Annotated[float, a_lever("share", 0, 1, "Severity of sanctions for missed targets.", "+ pressure")]
    verification: Annotated[
        float, a_lever("share", 0, 1, "Intensity of external verification and audit.", "- supervision_hours")
    ]
    bonus: Annotated[
        float, a_lever("share of capitation", 0, 0.5, "Performance bonus at full attainment.", "+ bonus_paid")
    ]
    target: Annotated[
        float, a_lever("coverage share", 0, 0.4, "Contract target over the team's own starting coverage.", "+ pressure")
    ]
    improvement_weight: Annotated[
        float,
        a_lever("share", 0, 1, "How far the contract forgives a shortfall where coverage improves.", "- pressure"),
    ]
    admin_base: Annotated[
        float,
        a_lever("share of time", 0, 0.9, "Manager's time on administration under any rules.", "- supervision_hours"),
    ]
    admin_verification: Annotated[
        float,
        a_lever(
            "share of time", 0, 0.9, "Further administration under full, directive verification.", "- supervision_hours"
        ),
    ]
    verification_feedback: Annotated[
        float,
        a_lever(
            "share", 0, 1, "How far verified figures go back to teams to learn from, not to punish by.", "- pressure"
        ),
    ]
    admin_feedback: Annotated[
        float,
        a_lever(
            "share of time",
            0,
            0.9,
            "Further administration to go through verified figures with teams, under full verification and feedback.",
            "- supervision_hours | verification_feedback=1",
        ),
    ]
    protected_time: Annotated[
        float,
        a_lever(
            "share of time",
            0,
            0.9,
            "Administration the contract lifts off managers.",
            "+ supervision_hours",
            by="network",
        ),
    ]
    peer_exchange: Annotated[
        float,
        a_lever(
            "share",
            0,
            1,
            "How much managers and teams meet their peers.",
            "+ spillover_gain.ccs in aligned-kept",
            by="network",
        ),
    ]
    cross_ties: Annotated[
        float,
        a_lever(
            "share",
            0,
            1,
            "Share of ties that reach beyond the region.",
            "+ spillover_gain.ccs in clustered | coaching_coverage=0.5, coach_capacity=0.5, mentoring_end=600",
            by="network",
        ),
    ]
    coaching_coverage: Annotated[
        float,
        a_lever(
            "share of networks",
            0,
            1,
            "Networks whose managers are mentored.",
            "+ system_gain | coach_capacity=1, mentoring_end=600",
            by="",
        ),
    ]
    coaching_targeting: Annotated[
        float,
        a_lever(
            "choice",
            0,
            3,
            "How the coached networks are chosen.",
            '~ morans_i | coached_networks=["R2.N3"]',
            choices=TARGETING,
            dated=False,
            by="",
        ),
    ]
    mentoring: Annotated[
        float,
        a_lever(
            "dose", 0, 1, "Field mentoring of coached managers, 1 is the full plan.", "+ identity_gap", by="network"
        ),
    ]
    mentoring_start: Annotated[
        float,
        a_lever("month", 0, 600, "First month of mentoring.", "- direct_gain.ccs", whole=True, dated=False, by=""),
    ]
    mentoring_end: Annotated[
        float,
        a_lever(
            "month",
            0,
            600,
            "Month in which mentoring no longer takes place.",
            "+ late_direct_gain.ccs | mentoring_end=120",
            whole=True,
            dated=False,
            by="",
        ),
    ]
    coach_capacity: Annotated[
        float,
        a_lever("share of networks", 0.01, 1, "Networks the coaches can serve at full dose.", "+ identity_gap", by=""),
    ]
    payment_delay: Annotated[float, a_lever("months", 0, 24, "Delay of contract payments.", "- trust")]
    target_ratchet: Annotated[
        float, a_lever("share", 0, 1, "How far next year's target follows this year's report.", "+ pressure")
    ]
    sanction_cap: Annotated[
        float, a_lever("share", 0, 1, "Largest sanction a contract allows.", "- trust | sanction_cap=0.3")
    ]
    bonus_cap: Annotated[
        float, a_lever("share of capitation", 0, 0.5, "Largest bonus a contract pays.", "+ bonus_paid | bonus_cap=0.05")
    ]
    authority_training: Annotated[
        float, a_lever("dose", 0, 1, "Training of regional authorities in coaching.", "- pressure")
    ]


def verified_feedback(levers: Levers) -> float:
    """Return how far verified figures go back to teams: only what is verified can."""
    return levers.verification * levers.verification_feedback
