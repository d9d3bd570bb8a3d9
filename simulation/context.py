"""Context: what the places and the people are like as they come, and what things cost; holds from month 0."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from simulation.declarations import a_context, a_lever

MOST_MONEY = 1_000_000_000
"""Highest price: of any currency that is in use."""


class Context(NamedTuple):
    """What the country is like; typed without a prefix."""

    manager_turnover: Annotated[
        float, a_context("a year", 0, 1, "Managers leaving in a year.", "- late_direct_gain.ccs in mentoring-kept")
    ]
    lead_turnover: Annotated[float, a_context("a year", 0, 1, "Medical leads leaving in a year.", "- direct_gain.ccs")]
    demand_sd: Annotated[
        float,
        a_context(
            "coverage share",
            0,
            0.5,
            "Standard deviation of demand that no team controls.",
            "- efficacy_gain.ccs | demand_persistence=0",
        ),
    ]
    demand_persistence: Annotated[
        float,
        a_context(
            "share",
            0,
            0.99,
            "Share of a demand shock left a month later.",
            "+ motivation | ccs.attributability=0, anc.attributability=0",
        ),
    ]


class ProcessParameters(NamedTuple):
    """What tells one clinical process from another; typed with the process as prefix (``ccs.lag``)."""

    weight: Annotated[
        float, a_lever("weight", 0.01, 10, "Weight in the contract and in the team's plans.", "+ direct_gain.*")
    ]
    coaching: Annotated[
        float,
        a_lever(
            "weight",
            0,
            10,
            "Weight of the process in what coaches work on; 0 for every process is the same as equal weights.",
            "+ direct_gain.*",
        ),
    ]
    feedback_delay: Annotated[
        float,
        a_lever(
            "months",
            0,
            24,
            "Mean delay until a team sees its own indicator.",
            "- efficacy_gain.* | *.attributability=0.85, *.denominator=300, *.lag=1",
        ),
    ]
    attributability: Annotated[
        float, a_context("share", 0, 1, "Share of coverage that the team's own practice decides.", "+ direct_gain.*")
    ]
    denominator: Annotated[
        float,
        a_context(
            "women a month",
            1,
            100_000,
            "Eligible women behind one monthly figure.",
            "+ efficacy_gain.* | *.attributability=0.85, *.lag=1",
            whole=True,
        ),
    ]
    lag: Annotated[float, a_context("months", 0, 24, "Mean delay from practice to coverage.", "- direct_gain.*")]
    baseline: Annotated[
        float, a_context("coverage share", 0.02, 0.98, "Coverage without any practice.", "+ coverage.*")
    ]
    ceiling: Annotated[float, a_context("coverage share", 0.02, 0.98, "Coverage at perfect practice.", "+ coverage.*")]
    trend: Annotated[
        float,
        a_context("coverage share a year", -0.1, 0.1, "Change in demand that no team causes.", "+ coverage_change.*"),
    ]


class StartParameters(NamedTuple):
    """State in the first month: a mean and a spread to each side."""

    identity: Annotated[float, a_context("share", 0, 1, "Coach identity of managers and of newcomers.", "+ trust")]
    identity_spread: Annotated[float, a_context("share", 0, 0.5, "Spread of identity to each side.", "~ identity_gap")]
    trust: Annotated[
        float, a_context("share", 0, 1, "Trust.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6")
    ]
    trust_spread: Annotated[float, a_context("share", 0, 0.5, "Spread of trust to each side.", "~ trust")]
    coordination: Annotated[
        float,
        a_context("share", 0, 1, "Relational coordination.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6"),
    ]
    coordination_spread: Annotated[
        float, a_context("share", 0, 0.5, "Spread of coordination to each side.", "~ coordination")
    ]
    safety: Annotated[
        float,
        a_context("share", 0, 1, "Psychological safety.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6"),
    ]
    pressure: Annotated[
        float, a_context("share", 0, 1, "Sanction pressure.", "- direct_gain.ccs | mentoring_start=0, mentoring_end=6")
    ]
    motivation: Annotated[
        float,
        a_context("share", 0, 1, "Intrinsic motivation.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6"),
    ]
    motivation_spread: Annotated[
        float, a_context("share", 0, 0.5, "Spread of motivation to each side.", "~ motivation")
    ]
    efficacy: Annotated[
        float,
        a_context(
            "share",
            0,
            1,
            "Collective efficacy, for every process.",
            "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6",
        ),
    ]
    efficacy_spread: Annotated[
        float, a_context("share", 0, 0.5, "Spread of efficacy to each side.", "~ efficacy_gain.ccs")
    ]
    practice: Annotated[
        float, a_context("share", 0, 1, "Practice.", "- direct_gain.ccs | mentoring_start=0, mentoring_end=6")
    ]
    practice_spread: Annotated[float, a_context("share", 0, 0.5, "Spread of practice to each side.", "~ coverage.ccs")]
    logic_spread: Annotated[
        float, a_context("share", 0, 0.5, "Spread of authorities' logic around policy.", "~ pressure")
    ]
    baseline_spread: Annotated[
        float, a_context("coverage share", 0, 0.3, "Spread of teams' baselines around the process's.", "~ coverage.ccs")
    ]
    quiet: Annotated[
        float,
        a_context(
            "0 off, 1 on",
            0,
            1,
            "Averages start at what the team sees: no false first signal.",
            "~ motivation",
        ),
    ]


class NetworkParameters(NamedTuple):
    """How ties are drawn."""

    region_ties: Annotated[
        float,
        a_context(
            "share",
            0,
            1,
            "Ties that leave a team's own network, within the region or beyond.",
            "+ coverage.ccs in aligned-tied",
        ),
    ]
    real_others: Annotated[
        float,
        a_context(
            "0 off, 1 on",
            0,
            1,
            "No tie to oneself; a tie elsewhere really leaves the region.",
            "+ spillover_gain.ccs in aligned-kept",
        ),
    ]


class PriceParameters(NamedTuple):
    """Hours and money; the currency and the year stand in the unit."""

    coach_hours: Annotated[
        float, a_context("hours a network and month", 0, 500, "Coaches' hours at full dose.", "+ coach_hours")
    ]
    supervision_hours: Annotated[
        float,
        a_context(
            "hours a network and month", 0, 500, "Manager's hours if all time were supervision.", "+ supervision_hours"
        ),
    ]
    verification_hours: Annotated[
        float,
        a_context(
            "hours a team and quarter", 0, 500, "Verifiers' hours under full verification.", "+ verification_hours"
        ),
    ]
    feedback_hours: Annotated[
        float,
        a_context(
            "hours a team and quarter",
            0,
            500,
            "Further verifiers' hours to go through figures with a team, under full verification and feedback.",
            "+ verification_hours | verification_feedback=1",
        ),
    ]
    coach_wage: Annotated[float, a_context("USD 2023 an hour", 0, MOST_MONEY, "Price of a coach's hour.", "+ cost")]
    supervision_wage: Annotated[
        float, a_context("USD 2023 an hour", 0, MOST_MONEY, "Price of a manager's hour.", "+ cost")
    ]
    verification_wage: Annotated[
        float, a_context("USD 2023 an hour", 0, MOST_MONEY, "Price of a verifier's hour.", "+ cost")
    ]
    capitation: Annotated[
        float, a_context("USD 2023 a person and month", 0, MOST_MONEY, "Capitation payment.", "+ capitation_paid")
    ]
    population: Annotated[
        float,
        a_context(
            "people a team",
            1,
            1_000_000,
            "Population of a team where no places file says.",
            "+ capitation_paid",
            whole=True,
        ),
    ]
