"""Parameters: every number of the model, declared once.

A declaration gives name, unit, range, meaning and kind; values live in ``scenarios/*.toml`` with their
status and source. From this file come the JSON Schema, the table in the docs, the checks of user input,
the bounds of sensitivity studies and the types the mechanisms take.

Kinds
-----
lever       what a ministry can decide; may change at any month, but for the window and the targeting of mentoring
context     what the places are like; holds from month 0
mechanism   how people react; calibrated or assumed, the same for every process
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

from simulation.errors import ParameterError

Kind = Literal["lever", "context", "mechanism"]
TARGETING = ("scattered", "clustered", "hubs", "named")
"""Ways of choosing the coached networks; the place in this tuple is the number the engines use."""


@dataclass(frozen=True)
class Declared:
    """What is declared of one parameter; the name comes from where it stands.

    Attributes
    ----------
    unit, meaning : str
        Unit and plain meaning, as the tables and the messages give them.
    low, high : float
        Closed range outside which the model makes no sense.
    kind : {"lever", "context", "mechanism"}
    effect : str
        Declared sign on a measure, such as ``"+ direct_gain.ccs"``; ``"~ measure"`` for a parameter that is
        not monotone but changes the measure. ``" @ scenario"`` names the scenario where that is so, and
        ``" | name=value"`` a setting it needs, for a mechanism that is switched off by default. ``*`` stands
        for the process that the parameter belongs to.
    choices : tuple of str
        Names a user types instead of numbers; the engines see the place in the tuple.
    whole : bool
        True where only whole numbers make sense.
    dated : bool
        True where the value may change during the run.
    """

    unit: str
    low: float
    high: float
    meaning: str
    kind: Kind = "mechanism"
    effect: str = ""
    choices: tuple[str, ...] = ()
    whole: bool = False
    dated: bool = False


@dataclass(frozen=True)
class Parameter(Declared):
    """A declaration with its full name, as users type it (``alignment``, ``trust.gain_support``)."""

    name: str = field(default="", kw_only=True)


def _lever(
    unit: str,
    low: float,
    high: float,
    meaning: str,
    effect: str,
    *,
    choices: tuple[str, ...] = (),
    whole: bool = False,
    dated: bool = True,
) -> Declared:
    return Declared(unit, low, high, meaning, "lever", effect, choices, whole, dated)


def _context(unit: str, low: float, high: float, meaning: str, effect: str, *, whole: bool = False) -> Declared:
    return Declared(unit, low, high, meaning, "context", effect, (), whole)


def _rate(high: float, meaning: str, effect: str) -> Declared:
    return Declared("a month", 0.0, high, meaning, "mechanism", effect)


def _share(meaning: str, effect: str, low: float = 0.0, high: float = 1.0) -> Declared:
    return Declared("share", low, high, meaning, "mechanism", effect)


def _switch(meaning: str, effect: str) -> Declared:
    return Declared("0 off, 1 on", 0.0, 1.0, meaning, "mechanism", effect)


class Levers(NamedTuple):
    """What a ministry or a programme decides; typed without a prefix."""

    alignment: Annotated[
        float,
        _lever("share", 0, 1, "How far policy pulls the authorities from directive to learning logic.", "- pressure"),
    ]
    sanction: Annotated[float, _lever("share", 0, 1, "Severity of sanctions for missed targets.", "+ pressure")]
    verification: Annotated[
        float, _lever("share", 0, 1, "Intensity of external verification and audit.", "- supervision_hours")
    ]
    bonus: Annotated[
        float, _lever("share of capitation", 0, 0.5, "Performance bonus at full attainment.", "+ bonus_paid")
    ]
    target: Annotated[
        float, _lever("coverage share", 0, 0.4, "Contract target over the team's own starting coverage.", "+ pressure")
    ]
    improvement_weight: Annotated[
        float, _lever("share", 0, 1, "How far the contract forgives a shortfall where coverage improves.", "- pressure")
    ]
    admin_base: Annotated[
        float,
        _lever("share of time", 0, 0.9, "Manager's time on administration under any rules.", "- supervision_hours"),
    ]
    admin_verification: Annotated[
        float,
        _lever(
            "share of time", 0, 0.9, "Further administration under full, directive verification.", "- supervision_hours"
        ),
    ]
    protected_time: Annotated[
        float, _lever("share of time", 0, 0.9, "Administration the contract lifts off managers.", "+ supervision_hours")
    ]
    peer_exchange: Annotated[
        float, _lever("share", 0, 1, "How much managers and teams meet their peers.", "+ spillover_gain.ccs @ aligned")
    ]
    cross_ties: Annotated[
        float,
        _lever(
            "share",
            0,
            1,
            "Share of ties that reach beyond the region.",
            "+ spillover_gain.ccs @ clustered | coaching_coverage=0.5, coach_capacity=0.5",
        ),
    ]
    coaching_coverage: Annotated[
        float,
        _lever("share of networks", 0, 1, "Networks whose managers are mentored.", "+ system_gain | coach_capacity=1"),
    ]
    coaching_targeting: Annotated[
        float,
        _lever(
            "choice",
            0,
            3,
            "How the coached networks are chosen.",
            '~ morans_i | coached_networks=["R2.N3"]',
            choices=TARGETING,
            dated=False,
        ),
    ]
    mentoring: Annotated[
        float, _lever("dose", 0, 1, "Field mentoring of coached managers, 1 is the full plan.", "+ identity_gap")
    ]
    mentoring_start: Annotated[
        float, _lever("month", 0, 600, "First month of mentoring.", "- direct_gain.ccs", whole=True, dated=False)
    ]
    mentoring_end: Annotated[
        float,
        _lever(
            "month",
            0,
            600,
            "Month in which mentoring no longer takes place.",
            "+ late_direct_gain.ccs | mentoring_end=60",
            whole=True,
            dated=False,
        ),
    ]
    coach_capacity: Annotated[
        float, _lever("share of networks", 0.01, 1, "Networks the coaches can serve at full dose.", "+ identity_gap")
    ]
    payment_delay: Annotated[float, _lever("months", 0, 24, "Delay of contract payments.", "- trust")]
    target_ratchet: Annotated[
        float, _lever("share", 0, 1, "How far next year's target follows this year's report.", "+ pressure")
    ]
    sanction_cap: Annotated[
        float, _lever("share", 0, 1, "Largest sanction a contract allows.", "- trust | sanction_cap=0.3")
    ]
    bonus_cap: Annotated[
        float, _lever("share of capitation", 0, 0.5, "Largest bonus a contract pays.", "+ bonus_paid | bonus_cap=0.05")
    ]
    authority_training: Annotated[
        float, _lever("dose", 0, 1, "Training of regional authorities in coaching.", "- pressure")
    ]


class Context(NamedTuple):
    """What the country is like; typed without a prefix."""

    manager_turnover: Annotated[
        float, _context("a year", 0, 1, "Managers leaving in a year.", "- late_direct_gain.ccs @ mentoring-kept")
    ]
    lead_turnover: Annotated[float, _context("a year", 0, 1, "Medical leads leaving in a year.", "- direct_gain.ccs")]
    demand_sd: Annotated[
        float,
        _context(
            "coverage share",
            0,
            0.5,
            "Standard deviation of demand that no team controls.",
            "- efficacy_gain.ccs | demand_persistence=0",
        ),
    ]
    demand_persistence: Annotated[
        float,
        _context(
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
        float, _lever("weight", 0.01, 10, "Weight in the contract and in the team's plans.", "+ direct_gain.*")
    ]
    feedback_delay: Annotated[
        float,
        _lever(
            "months",
            0,
            24,
            "Mean delay until a team sees its own indicator.",
            "- efficacy_gain.* | *.attributability=0.85, *.denominator=300, *.lag=1",
        ),
    ]
    attributability: Annotated[
        float, _context("share", 0, 1, "Share of coverage that the team's own practice decides.", "+ direct_gain.*")
    ]
    denominator: Annotated[
        float,
        _context(
            "women a month",
            1,
            100_000,
            "Eligible women behind one monthly figure.",
            "+ efficacy_gain.* | *.attributability=0.85, *.lag=1",
            whole=True,
        ),
    ]
    lag: Annotated[float, _context("months", 0, 24, "Mean delay from practice to coverage.", "- direct_gain.*")]
    baseline: Annotated[float, _context("coverage share", 0.02, 0.98, "Coverage without any practice.", "+ coverage.*")]
    ceiling: Annotated[float, _context("coverage share", 0.02, 0.98, "Coverage at perfect practice.", "+ coverage.*")]
    trend: Annotated[
        float,
        _context("coverage share a year", -0.1, 0.1, "Change in demand that no team causes.", "+ coverage_change.*"),
    ]


class IdentityParameters(NamedTuple):
    """Manager's professional identity, from controller (0) to coach (1)."""

    gain_mentoring: Annotated[float, _rate(1, "Pull of full mentoring.", "+ identity_gap")]
    gain_enactment: Annotated[float, _rate(1, "Gain from coaching in person and seeing it work.", "+ identity_gap")]
    gain_peers: Annotated[float, _rate(3, "Push from peers who are coaches already.", "+ coverage.ccs @ aligned-tied")]
    loss_conflict: Annotated[float, _rate(1, "Loss to role conflict under directive rules.", "- identity_gap")]
    drift: Annotated[float, _rate(1, "Return to the identity the manager came with.", "- identity_gap")]
    peer_threshold: Annotated[
        float,
        _share("Peers' mean identity at which their push is half open.", "- coverage.ccs @ aligned-tied", 0.01),
    ]
    trust_weight: Annotated[
        float,
        _share(
            "Weight of trust, against progress, in validating a coach.", "+ trust @ aligned | learning.noise_floor=0.1"
        ),
    ]
    progress_scale: Annotated[
        float,
        Declared("per unit of mastery", 0, 10, "Progress seen for each unit of team mastery.", effect="+ identity_gap"),
    ]
    relief: Annotated[float, _share("Role conflict that full mentoring takes away.", "+ identity_gap")]
    peer_gate: Annotated[
        float,
        _share(
            "Push from peers that does not wait for the authority's logic (0: all of it waits).",
            "+ spillover_gain.ccs @ punitive-tied",
        ),
    ]
    safety_gate: Annotated[
        float, _switch("Teams that are not safe do not let a manager be a coach (P3 carries P1).", "- direct_gain.ccs")
    ]
    safety_threshold: Annotated[
        float,
        _share("Teamwork in safety at which that gate is half open.", "- identity_gap | identity.safety_gate=1", 0.01),
    ]
    dose_saturates: Annotated[float, _switch("Each further unit of mentoring adds less (V4).", "+ identity_gap")]
    dose_half: Annotated[
        float,
        Declared("dose", 0.01, 5, "How late the dose saturates.", effect="- identity_gap | identity.dose_saturates=1"),
    ]


class TrustParameters(NamedTuple):
    """A team's trust in its manager."""

    gain_support: Annotated[float, _rate(1, "Gain from a manager's support.", "+ trust")]
    loss_control: Annotated[float, _rate(1, "Loss to a manager's control.", "- trust")]
    loss_sanction: Annotated[float, _rate(1, "Loss to a sanction that the manager did not shield.", "- trust")]
    loss_late_payment: Annotated[float, _rate(1, "Loss to payments that come late.", "- trust | payment_delay=6")]
    drift: Annotated[float, _rate(1, "Return to neutral trust.", "- trust | trust.neutral=0")]
    neutral: Annotated[float, _share("Trust without experience.", "+ trust")]
    shield: Annotated[float, _share("Pressure that a trusted coach keeps off the team.", "- pressure")]


class SafetyParameters(NamedTuple):
    """Psychological safety: whether it is safe to speak of problems."""

    base: Annotated[float, _share("Safety without trust and without fear.", "+ safety")]
    gain_trust: Annotated[float, _share("Safety that trust and coordination build.", "+ safety", 0, 2)]
    loss_fear: Annotated[float, _share("Safety that sanction pressure takes.", "- safety", 0, 2)]
    rate: Annotated[float, _rate(1, "Speed at which safety follows its causes.", "+ direct_gain.ccs")]


class CoordinationParameters(NamedTuple):
    """Relational coordination: shared goals, shared knowledge, mutual respect."""

    gain: Annotated[float, _rate(1, "Gain from supported, safe work together.", "+ coordination")]
    drift: Annotated[float, _rate(1, "Return to neutral coordination.", "- coordination | coordination.neutral=0")]
    neutral: Annotated[float, _share("Coordination without experience.", "+ coordination")]
    base: Annotated[float, _share("What a team achieves together without any coordination.", "+ safety")]


class MotivationParameters(NamedTuple):
    """Intrinsic motivation of a team."""

    gain_mastery: Annotated[float, _rate(1, "Gain from mastery.", "+ motivation")]
    gain_support: Annotated[float, _rate(1, "Gain from a manager's support.", "+ motivation")]
    loss_pressure: Annotated[float, _rate(1, "Loss to sanction pressure.", "- motivation")]
    loss_late_payment: Annotated[float, _rate(1, "Loss to payments that come late.", "- motivation | payment_delay=6")]
    crowding_out: Annotated[float, _rate(1, "Loss to a bonus paid under directive rules (0: none).", "- motivation")]
    drift: Annotated[float, _rate(1, "Return to neutral motivation.", "- motivation | motivation.neutral=0")]
    neutral: Annotated[float, _share("Motivation without experience.", "+ motivation")]


class EfficacyParameters(NamedTuple):
    """Collective efficacy: a team's belief that it can improve a process."""

    gain_mastery: Annotated[float, _rate(2, "Gain from credited progress, in safety.", "+ efficacy_gain.ccs")]
    loss_failure: Annotated[float, _rate(2, "Loss to credited decline.", "- late_direct_gain.ccs")]
    gain_vicarious: Annotated[float, _rate(2, "Gain from peers' mastery, in safety.", "+ coverage.ccs @ aligned-tied")]
    gain_persuasion: Annotated[
        float, _rate(2, "Gain from a trusted manager's word on credited work.", "+ efficacy_gain.ccs")
    ]
    drift: Annotated[float, _rate(1, "Return to the belief the team started with.", "- efficacy_gain.ccs")]
    failure_protected: Annotated[float, _switch("Failure hurts less where efficacy is high.", "+ late_direct_gain.ccs")]


class LearningParameters(NamedTuple):
    """How a team infers from its own history whether what it does moves the indicator."""

    fast_memory: Annotated[
        float, Declared("months", 1, 60, "Memory of the fast average.", effect="- efficacy_gain.ccs")
    ]
    slow_memory: Annotated[
        float, Declared("months", 1, 120, "Memory of the slow averages.", effect="+ efficacy_gain.ccs")
    ]
    association_memory: Annotated[
        float,
        Declared(
            "months",
            1,
            120,
            "Memory of variances and covariance.",
            effect="- motivation | ccs.attributability=0, anc.attributability=0",
        ),
    ]
    noise_floor: Annotated[
        float, Declared("squared share", 1e-6, 0.1, "Movement too small to learn from.", effect="- efficacy_gain.ccs")
    ]
    progress_scale: Annotated[
        float,
        Declared(
            "coverage share", 0.001, 1, "Rise that counts as half of full progress.", effect="- efficacy_gain.ccs"
        ),
    ]
    mastery_rate: Annotated[
        float, _rate(1, "Speed at which mastery follows credited progress.", "+ efficacy_gain.ccs | mentoring_start=36")
    ]
    chance_level: Annotated[
        float, _share("Credit that short noisy series reach by luck.", "- efficacy_gain.ccs", 0, 0.9)
    ]
    regional_comparison: Annotated[
        float, _switch("Teams compare themselves with their region's average.", "- efficacy_gain.anc | anc.trend=0.05")
    ]
    assigned_credit: Annotated[
        float, _switch("Rival rule: credit is given by the true attributability, not inferred.", "+ direct_gain.ccs")
    ]


class EffortParameters(NamedTuple):
    """Where a team's effort goes."""

    gaming: Annotated[float, _share("Documentation effort under full pressure and no safety.", "+ documentation")]
    documentation_cap: Annotated[
        float,
        _share(
            "Largest share of effort that goes into looking good.", "+ documentation | effort.documentation_cap=0.1"
        ),
    ]
    audit_deterrence: Annotated[float, _share("Gaming that a certain audit would prevent.", "- documentation")]
    unmeasured: Annotated[float, _share("Effort for care that no indicator measures.", "+ unmeasured_care")]
    pressure_on_unmeasured: Annotated[
        float, _share("Unmeasured care that full pressure displaces.", "- unmeasured_care")
    ]
    motivation_floor: Annotated[float, _share("Effort left without intrinsic motivation.", "+ coverage.ccs")]
    motivation_reference: Annotated[
        float, Declared("share", 0.1, 1, "Effort at which the practice rates were set.", effect="- coverage.ccs")
    ]
    willingness: Annotated[
        float, _share("Effort given to a process without any efficacy for it.", "+ coverage.ccs", 0.01)
    ]
    stakes: Annotated[
        float, Declared("share", 0, 2, "Effort that pay and sanctions add, with efficacy.", effect="+ coverage.ccs")
    ]
    pressure_lowers: Annotated[
        float, _switch("Rival rule: pressure lowers effort instead of redirecting it.", "- coverage.ccs")
    ]


class PracticeParameters(NamedTuple):
    """Quality of the team's practice, by process."""

    gain: Annotated[float, _rate(5, "Speed of improvement at full effort.", "+ direct_gain.ccs")]
    decay: Annotated[float, _rate(1, "Decay of practice that is not renewed.", "- direct_gain.ccs")]
    alone: Annotated[float, _share("Improvement a team finds alone.", "+ coverage.ccs")]
    coach: Annotated[
        float,
        Declared("per unit of support", 0, 10, "Improvement through a coach's support.", effect="+ direct_gain.ccs"),
    ]
    peers: Annotated[
        float,
        Declared(
            "per unit of exchange",
            0,
            10,
            "Improvement copied from peers.",
            effect="+ coverage.ccs @ aligned-tied",
        ),
    ]
    peer_threshold: Annotated[
        float, _share("Peers' lead at which copying is half open.", "- coverage.ccs @ aligned-tied", 0.01)
    ]
    peer_gate: Annotated[
        float,
        _share("Copying that does not wait for the authority's logic.", "+ spillover_highest.ccs @ punitive-tied"),
    ]


class DiffusionParameters(NamedTuple):
    """The shape of contagion between peers."""

    simple_contagion: Annotated[
        float,
        _switch(
            "Rival rule: each contact counts, there is no threshold.",
            "+ spillover_gain.ccs @ aligned-tied | identity.peer_threshold=0.8, practice.peer_threshold=0.8",
        ),
    ]


class AuthorityParameters(NamedTuple):
    """How a regional authority's logic moves between directive (0) and learning (1)."""

    pull: Annotated[float, _rate(1, "Pull of national policy.", "- pressure @ aligned")]
    learning: Annotated[float, _rate(1, "Learning from coached success that it can see.", "- pressure @ aligned")]
    success_threshold: Annotated[
        float, _share("Visible success at which learning is half open.", "+ pressure @ aligned", 0.01)
    ]
    network_threshold: Annotated[
        float, _share("Team mastery at which a network counts half as success.", "+ pressure @ aligned", 0.01)
    ]
    press: Annotated[float, _rate(1, "Fall back into control when targets are missed.", "+ pressure")]
    training: Annotated[float, _rate(1, "Gain from training.", "- pressure @ authorities-trained")]
    report_weight: Annotated[float, _share("How far reports that look good count as success.", "- pressure @ aligned")]
    hold_by_sanction: Annotated[
        float,
        _share(
            "Share of directive logic's hold on managers and peers that rests on punishment.",
            "+ spillover_gain.ccs @ punitive-tied | sanction=0",
        ),
    ]


class ContractingParameters(NamedTuple):
    """Targets, sanctions, audits and the pressure they make."""

    pressure_rate: Annotated[
        float, _rate(1, "Speed at which felt pressure follows the threat.", "- pressure @ aligned-late")
    ]
    pressure_base: Annotated[float, _share("Threat felt even when targets are met.", "+ pressure")]
    shortfall_scale: Annotated[
        float, Declared("coverage share", 0.01, 1, "Shortfall that draws the full sanction.", effect="- pressure")
    ]
    improvement_scale: Annotated[
        float,
        Declared(
            "coverage share",
            0.01,
            1,
            "Improvement that a forgiving contract forgives fully.",
            effect="+ pressure @ pays-improvement",
        ),
    ]
    missing_threshold: Annotated[
        float,
        Declared(
            "coverage share", 0, 0.5, "Shortfall from which a team counts as missing targets.", effect="- pressure"
        ),
    ]
    reporting_rate: Annotated[
        float,
        _rate(
            1,
            "Speed at which reported coverage follows what is found.",
            "+ bonus_paid | ccs.trend=0.05, anc.trend=0.05",
        ),
    ]
    inflation: Annotated[
        float,
        Declared(
            "coverage share",
            0,
            0.5,
            "Reported above true at full gaming.",
            effect="+ theatre | sanction=0, sanction@24=0.6",
        ),
    ]
    audit_probability: Annotated[
        float, Declared("a quarter", 0, 1, "Probability of an audit under full verification.", effect="- documentation")
    ]
    audit_threshold: Annotated[float, _share("Documentation effort that an audit finds.", "+ trust")]
    late_payment_half: Annotated[
        float,
        Declared(
            "months",
            0.01,
            24,
            "Delay at which late payment has half its full effect.",
            effect="+ trust | payment_delay=6",
        ),
    ]


class TurnoverParameters(NamedTuple):
    """What is lost when people leave."""

    manager_trust_loss: Annotated[
        float, _share("Way of trust back to neutral when the manager leaves.", "- trust | trust.neutral=0")
    ]
    lead_trust_loss: Annotated[
        float, _share("Way of trust back to neutral when the medical lead leaves.", "- trust | trust.neutral=0")
    ]
    lead_efficacy_loss: Annotated[
        float, _share("Way of efficacy back to its start when the lead leaves.", "- efficacy_gain.ccs @ high-turnover")
    ]
    lead_practice_loss: Annotated[float, _share("Practice lost when the lead leaves.", "- direct_gain.ccs")]
    lead_coordination_loss: Annotated[
        float,
        _share("Way of coordination back to neutral when the lead leaves.", "- coordination | coordination.neutral=0"),
    ]
    compounding: Annotated[
        float,
        _switch(
            "Annual rates compound: a/(12 - 5.5 a) a month instead of a/12.",
            "- coordination @ high-turnover | coordination.neutral=0",
        ),
    ]


class CareParameters(NamedTuple):
    """Bounds of true coverage."""

    lowest: Annotated[
        float,
        Declared("coverage share", 0, 0.2, "Coverage never falls below.", effect="+ coverage.ccs | ccs.trend=-0.1"),
    ]
    highest: Annotated[
        float,
        Declared("coverage share", 0.8, 1, "Coverage never rises above.", effect="+ coverage.ccs | ccs.trend=0.1"),
    ]


class StartParameters(NamedTuple):
    """State in the first month: a mean and a spread to each side."""

    identity: Annotated[float, _context("share", 0, 1, "Coach identity of managers and of newcomers.", "+ trust")]
    identity_spread: Annotated[float, _context("share", 0, 0.5, "Spread of identity to each side.", "~ identity_gap")]
    trust: Annotated[float, _context("share", 0, 1, "Trust.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6")]
    trust_spread: Annotated[float, _context("share", 0, 0.5, "Spread of trust to each side.", "~ trust")]
    coordination: Annotated[
        float,
        _context("share", 0, 1, "Relational coordination.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6"),
    ]
    coordination_spread: Annotated[
        float, _context("share", 0, 0.5, "Spread of coordination to each side.", "~ coordination")
    ]
    safety: Annotated[
        float,
        _context("share", 0, 1, "Psychological safety.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6"),
    ]
    pressure: Annotated[
        float, _context("share", 0, 1, "Sanction pressure.", "- direct_gain.ccs | mentoring_start=0, mentoring_end=6")
    ]
    motivation: Annotated[
        float,
        _context("share", 0, 1, "Intrinsic motivation.", "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6"),
    ]
    motivation_spread: Annotated[float, _context("share", 0, 0.5, "Spread of motivation to each side.", "~ motivation")]
    efficacy: Annotated[
        float,
        _context(
            "share",
            0,
            1,
            "Collective efficacy, for every process.",
            "+ direct_gain.ccs | mentoring_start=0, mentoring_end=6",
        ),
    ]
    efficacy_spread: Annotated[
        float, _context("share", 0, 0.5, "Spread of efficacy to each side.", "~ efficacy_gain.ccs")
    ]
    practice: Annotated[
        float, _context("share", 0, 1, "Practice.", "- direct_gain.ccs | mentoring_start=0, mentoring_end=6")
    ]
    practice_spread: Annotated[float, _context("share", 0, 0.5, "Spread of practice to each side.", "~ coverage.ccs")]
    logic_spread: Annotated[
        float, _context("share", 0, 0.5, "Spread of authorities' logic around policy.", "~ pressure")
    ]
    baseline_spread: Annotated[
        float, _context("coverage share", 0, 0.3, "Spread of teams' baselines around the process's.", "~ coverage.ccs")
    ]
    quiet: Annotated[
        float,
        _context(
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
        _context(
            "share",
            0,
            1,
            "Ties that leave a team's own network, within the region or beyond.",
            "+ coverage.ccs @ aligned-tied",
        ),
    ]
    real_others: Annotated[
        float,
        _context(
            "0 off, 1 on",
            0,
            1,
            "No tie to oneself; a tie elsewhere really leaves the region.",
            "+ spillover_gain.ccs @ aligned",
        ),
    ]


class PriceParameters(NamedTuple):
    """Hours and money; the currency and the year stand in the unit."""

    coach_hours: Annotated[
        float, _context("hours a network and month", 0, 500, "Coaches' hours at full dose.", "+ coach_hours")
    ]
    supervision_hours: Annotated[
        float,
        _context(
            "hours a network and month", 0, 500, "Manager's hours if all time were supervision.", "+ supervision_hours"
        ),
    ]
    verification_hours: Annotated[
        float,
        _context(
            "hours a team and quarter", 0, 500, "Verifiers' hours under full verification.", "+ verification_hours"
        ),
    ]
    coach_wage: Annotated[float, _context("USD 2023 an hour", 0, 500, "Price of a coach's hour.", "+ cost")]
    supervision_wage: Annotated[float, _context("USD 2023 an hour", 0, 500, "Price of a manager's hour.", "+ cost")]
    verification_wage: Annotated[float, _context("USD 2023 an hour", 0, 500, "Price of a verifier's hour.", "+ cost")]
    capitation: Annotated[
        float, _context("USD 2023 a person and month", 0, 100, "Capitation payment.", "+ capitation_paid")
    ]
    population: Annotated[
        float,
        _context(
            "people a team",
            1,
            1_000_000,
            "Population of a team where no places file says.",
            "+ capitation_paid",
            whole=True,
        ),
    ]


class Mechanisms(NamedTuple):
    """All parameters that do not depend on the process, by concept: what a rule is given."""

    levers: Levers
    context: Context
    identity: IdentityParameters
    trust: TrustParameters
    safety: SafetyParameters
    coordination: CoordinationParameters
    motivation: MotivationParameters
    efficacy: EfficacyParameters
    learning: LearningParameters
    effort: EffortParameters
    practice: PracticeParameters
    diffusion: DiffusionParameters
    authority: AuthorityParameters
    contracting: ContractingParameters
    turnover: TurnoverParameters
    care: CareParameters
    start: StartParameters
    network: NetworkParameters
    price: PriceParameters


PROCESSES = ("ccs", "anc")
"""Clinical processes of the study; the first leads the measures that name no process."""

STRUCTURE = {
    "regions": (1, 1000, "Regions, each with one authority."),
    "networks_per_region": (1, 1000, "Networks in a region, each with one manager."),
    "teams_per_network": (1, 1000, "Primary-care teams in a network."),
    "months": (1, 600, "Months simulated."),
    "ties": (0, 8, "Ties that each team, and each manager, has to peers."),
}
"""Whole numbers that set the size: name to (least, most, meaning)."""

SIZES = {
    "classroom": {"regions": 2, "networks_per_region": 3, "teams_per_network": 4},
    "default": {"regions": 6, "networks_per_region": 5, "teams_per_network": 6},
    "national": {"regions": 20, "networks_per_region": 15, "teams_per_network": 10},
}


def groups() -> dict[str, type[Any]]:
    """Return the concept groups in their order: name to NamedTuple class."""
    return get_type_hints(Mechanisms)


def fields_of(group: type[Any]) -> tuple[str, ...]:
    """Return the field names of a NamedTuple class, in their order."""
    return group._fields


def _declared_in(group: type[Any], prefix: str) -> Iterator[Parameter]:
    for name, hint in get_type_hints(group, include_extras=True).items():
        declared: Declared = get_args(hint)[1]
        yield Parameter(**vars(declared), name=prefix + name)


@cache
def declared(processes: tuple[str, ...] = PROCESSES) -> dict[str, Parameter]:
    """Return every declared parameter by its full name, in the order the engines store them."""
    found: list[Parameter] = []
    for concept, group in groups().items():
        found += _declared_in(group, "" if concept in ("levers", "context") else f"{concept}.")
    for process in processes:
        found += _declared_in(ProcessParameters, f"{process}.")
    return {parameter.name: parameter for parameter in found}


def nearest(name: str, known: list[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the known name most like `name`, or nothing."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if not close:
        tails = [k for k in known if k.rpartition(".")[2] == name.rpartition(".")[2]]
        close = tails[:1]
    return f" Did you mean {close[0]!r}?" if close else ""


def parameter_named(name: str, processes: tuple[str, ...] = PROCESSES) -> Parameter:
    """Return the declaration of `name`.

    Raises
    ------
    ParameterError
        If no such parameter is declared; the message gives the nearest known name.
    """
    known = declared(processes)
    if name not in known:
        raise ParameterError(f"{name} is not a parameter.{nearest(name, list(known))}")
    return known[name]


def range_of(parameter: Parameter) -> str:
    """Return the allowed values of a parameter in words."""
    if parameter.choices:
        return "one of " + ", ".join(parameter.choices)
    whole = "a whole number, " if parameter.whole else ""
    return f"{whole}{parameter.low:g} to {parameter.high:g} ({parameter.unit})"


def checked_value(parameter: Parameter, value: object) -> float:
    """Return `value` as the engines' number.

    Parameters
    ----------
    parameter : Parameter
    value : object
        A number, or the name of a choice, as it came from a file or a user.

    Raises
    ------
    ParameterError
        If it is of the wrong type, not finite, not whole where it must be, or outside the range.
    """
    allowed = f"Allowed: {range_of(parameter)}."
    if parameter.choices:
        if isinstance(value, str) and value in parameter.choices:
            return float(parameter.choices.index(value))
        guess = nearest(value, list(parameter.choices)) if isinstance(value, str) else ""
        raise ParameterError(f"{parameter.name} is {value!r}, which is no choice.{guess} {allowed} Take one of them.")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ParameterError(f"{parameter.name} is {value!r}, which is not a number. {allowed} Give a number.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ParameterError(
            f"{parameter.name} is {number}, which is not a finite number. {allowed} Give one inside the range."
        )
    if not parameter.low <= number <= parameter.high:
        raise ParameterError(
            f"{parameter.name} is {number:g}, outside {parameter.low:g} to {parameter.high:g} "
            f"({parameter.unit}): {parameter.meaning} Choose a value inside the range."
        )
    if parameter.whole and number != int(number):
        raise ParameterError(f"{parameter.name} is {number:g}, which is not a whole number. {allowed} Round it.")
    return number + 0.0  # turns -0.0 into 0.0, so that equal settings have equal bytes


def mechanisms_from(values: Mapping[str, float]) -> Mechanisms:
    """Return the nested parameters that rules take, from a complete mapping of full names to numbers."""
    parts: list[Any] = []
    for concept, group in groups().items():
        prefix = "" if concept in ("levers", "context") else f"{concept}."
        parts.append(group(*[values[prefix + name] for name in fields_of(group)]))
    return Mechanisms(*parts)


def process_from(values: Mapping[str, float], process: str) -> ProcessParameters:
    """Return the parameters of one clinical process from a complete mapping of full names to numbers."""
    return ProcessParameters(*[values[f"{process}.{name}"] for name in fields_of(ProcessParameters)])
