"""Phases: what happens in a month, in this order, and to whom.

====  ============  =====================================================================================
no.   phase         what happens, and why here
====  ============  =====================================================================================
1     POLICY        Levers of this month become doses, chances and rates: everybody acts under today's rules.
2     TURNOVER      People leave before they act: who is gone does not work this month.
3     AUTHORITY     Managers look at their teams, authorities at their networks: logic moves on last month's
                    record.
4     MANAGERS      Managers look at their peers, find their time, and become more or less of a coach.
5     CLIMATE       Teams feel support, control, last quarter's sanction: trust, safety, coordination,
                    pressure, motivation.
6     PRACTICE      Teams look at their peers' practice and mastery, divide their effort, and improve or let go.
7     CARE          Practice and demand become true coverage.
8     MEASUREMENT   A sample of women becomes the month's figure, and a report to the authority.
9     LEARNING      Teams ask whether what they did moved the figure; mastery and efficacy follow.
10    CONTRACT      Each quarter reports meet targets: shortfall, sanction, bonus; each year the targets move.
                    Hours and money are booked.
====  ============  =====================================================================================

Every phase reads what the phase before left, and agents within a phase see each other as they were before
anybody changed in it, so no result depends on the order of agents. Each function below is one phase of one
agent: it calls the rules and returns what changed. Mesa's agents and the compiled engine call the same
functions.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from simulation.mechanisms.authority import leeway_of, logic_after_month, success_of_network
from simulation.mechanisms.care import (
    coverage_of,
    delivered_after_month,
    demand_after_month,
    indicator_of,
    innovation_sd,
    sampling_noise,
    share_of_one,
    way_in_a_month,
)
from simulation.mechanisms.contracting import (
    before_after_month,
    bonus_at_quarter,
    is_missing,
    lateness,
    pressure_after_month,
    probability_of_audit,
    reported_after_month,
    sanction_at_quarter,
    shortfall_at_quarter,
    target_base_after_year,
    weight_before,
)
from simulation.mechanisms.coordination import coordination_after_month
from simulation.mechanisms.diffusion import authority_gate, openness_to, push_from_peers
from simulation.mechanisms.efficacy import efficacy_after_month
from simulation.mechanisms.effort import (
    claim_of_process,
    documentation_share,
    effort_for_process,
    effort_left,
    unmeasured_share,
)
from simulation.mechanisms.identity import (
    effective_mentoring,
    identity_after_month,
    mentoring_per_network,
    safety_gate,
    supervision_time,
    validation,
)
from simulation.mechanisms.learning import (
    association_after_month,
    average_after_month,
    credit_of,
    figure_to_judge,
    mastery_after_month,
    rate_of_memory,
    seen_after_month,
)
from simulation.mechanisms.motivation import motivation_after_month
from simulation.mechanisms.practice import practice_after_month, sources_of_improvement
from simulation.mechanisms.safety import safety_after_month, teamwork
from simulation.mechanisms.shapes import positive, rounded
from simulation.mechanisms.trust import shield_of, trust_after_month
from simulation.mechanisms.turnover import (
    coordination_after_turnover,
    efficacy_after_turnover,
    identity_after_turnover,
    practice_after_turnover,
    probability_of_leaving,
    trust_after_turnover,
)
from simulation.parameters import TARGETING, Levers, Mechanisms, ProcessParameters
from simulation.state import (
    AccountState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessPolicyState,
    ProcessState,
    TeamState,
)

MONTHS_OF_QUARTER = 3
MONTHS_OF_YEAR = 12
NAMED = float(TARGETING.index("named"))


class Phase(IntEnum):
    """The phases of a month, in their order; a number is never used again."""

    POLICY = 1
    TURNOVER = 2
    AUTHORITY = 3
    MANAGERS = 4
    CLIMATE = 5
    PRACTICE = 6
    CARE = 7
    MEASUREMENT = 8
    LEARNING = 9
    CONTRACT = 10


def ends_quarter(month: int) -> bool:
    """Return whether the month is the last of a quarter."""
    return month % MONTHS_OF_QUARTER == MONTHS_OF_QUARTER - 1


def ends_year(month: int) -> bool:
    """Return whether the month is the last of a year."""
    return month % MONTHS_OF_YEAR == MONTHS_OF_YEAR - 1


# 1 Policy ---------------------------------------------------------------------------------------------------


def coached_networks(levers: Levers, networks: float, named: float) -> float:
    """Return how many networks the programme takes in: a share of all, or those that are named."""
    return named if levers.coaching_targeting == NAMED else rounded(levers.coaching_coverage * networks)


def programme_after_month(programme: float, coached: float, month: float, levers: Levers) -> float:
    """Return how many networks are or were in the programme: before mentoring starts, those planned."""
    joined = coached if month < levers.mentoring_end else 0.0
    return coached if month <= levers.mentoring_start else max(programme, joined)


def policy_of_month(
    policy: PolicyState, month: float, with_mentoring: float, networks: float, named: float, p: Mechanisms
) -> PolicyState:
    """Return the conditions of a month: with mentoring (1), or without it (0) for the twin."""
    levers = p.levers
    in_window = 1.0 if levers.mentoring_start <= month < levers.mentoring_end else 0.0
    coached = coached_networks(levers, networks, named)
    served = max(rounded(levers.coach_capacity * networks), 1.0)
    dose = mentoring_per_network(levers.mentoring * in_window * with_mentoring, coached, served)
    return PolicyState(
        coaching=dose,
        mentoring=effective_mentoring(dose, p.identity),
        coached_networks=coached,
        programme=programme_after_month(policy.programme, coached, month, levers),
        manager_exit=probability_of_leaving(p.context.manager_turnover, p.turnover),
        lead_exit=probability_of_leaving(p.context.lead_turnover, p.turnover),
        audit=probability_of_audit(levers.verification, p.contracting),
        lateness=lateness(levers.payment_delay, p.contracting),
        weight_before=weight_before(month, levers.mentoring_start),
        fast_rate=rate_of_memory(p.learning.fast_memory),
        slow_rate=rate_of_memory(p.learning.slow_memory),
        association_rate=rate_of_memory(p.learning.association_memory),
    )


def process_policy_of_month(
    month: float, weights: float, process: ProcessParameters, p: Mechanisms
) -> ProcessPolicyState:
    """Return the conditions of a month for one process; `weights` is the sum over all processes."""
    return ProcessPolicyState(
        share=process.weight / weights,
        delivery=way_in_a_month(process.lag),
        feedback=way_in_a_month(process.feedback_delay),
        innovation=innovation_sd(p.context.demand_sd, p.context.demand_persistence),
        trend=process.trend * month / 12.0,
        noise=sampling_noise(process.denominator),
        one_woman=share_of_one(process.denominator),
    )


# 2 Turnover -------------------------------------------------------------------------------------------------


class ManagerTurnover(NamedTuple):
    """What turnover changes in a manager."""

    identity: float
    identity_origin: float


class TeamTurnover(NamedTuple):
    """What turnover changes in a team."""

    trust: float
    coordination: float


class ProcessTurnover(NamedTuple):
    """What turnover changes in a team's process."""

    efficacy: float
    practice: float


def turnover_of_manager(manager: ManagerState, left: float, newcomer: float) -> ManagerTurnover:
    """Return the manager after turnover: a newcomer, with a newcomer's identity, where the old one left."""
    return ManagerTurnover(
        identity=identity_after_turnover(manager.identity, left, newcomer),
        identity_origin=identity_after_turnover(manager.identity_origin, left, newcomer),
    )


def turnover_of_team(team: TeamState, manager_left: float, lead_left: float, p: Mechanisms) -> TeamTurnover:
    """Return the team after its manager or its medical lead left."""
    return TeamTurnover(
        trust=trust_after_turnover(team.trust, manager_left, lead_left, p.trust.neutral, p.turnover),
        coordination=coordination_after_turnover(team.coordination, lead_left, p.coordination.neutral, p.turnover),
    )


def turnover_of_process(process: ProcessState, lead_left: float, p: Mechanisms) -> ProcessTurnover:
    """Return the team's process after its medical lead left."""
    return ProcessTurnover(
        efficacy=efficacy_after_turnover(process.efficacy, lead_left, process.efficacy_origin, p.turnover),
        practice=practice_after_turnover(process.practice, lead_left, p.turnover),
    )


# 3 Authority ------------------------------------------------------------------------------------------------


class TeamsView(NamedTuple):
    """What a manager sees of the teams: means over them."""

    teams_trust: float
    teams_progress: float
    teams_success: float
    teams_safety: float
    teams_missing: float


class NetworksView(NamedTuple):
    """What an authority sees of its networks: means over them."""

    visible_success: float
    share_missing: float


class AuthorityMonth(NamedTuple):
    """What a month changes in an authority."""

    logic: float


NO_TEAMS = TeamsView(0.0, 0.0, 0.0, 0.0, 0.0)
NO_NETWORKS = NetworksView(0.0, 0.0)


def view_with_team(view: TeamsView | ManagerState, team: TeamState, share: float, p: Mechanisms) -> TeamsView:
    """Return a manager's view with one more team in it; `share` is one over the number of teams."""
    return TeamsView(
        teams_trust=view.teams_trust + share * team.trust,
        teams_progress=view.teams_progress + share * team.progress,
        teams_success=view.teams_success + share * team.success,
        teams_safety=view.teams_safety + share * team.safety * teamwork(team.coordination, p.coordination),
        teams_missing=view.teams_missing + share * is_missing(team.shortfall, p.contracting),
    )


def view_with_network(
    view: NetworksView | AuthorityState, manager: ManagerState, share: float, share_of_teams: float, p: Mechanisms
) -> NetworksView:
    """Return an authority's view with one more network in it, by its share of networks and of teams."""
    success = success_of_network(manager.teams_success, manager.identity, p.authority)
    return NetworksView(
        visible_success=view.visible_success + share * success,
        share_missing=view.share_missing + share_of_teams * manager.teams_missing,
    )


def month_of_authority(authority: AuthorityState, p: Mechanisms) -> AuthorityMonth:
    """Return the authority after it looked at its networks."""
    return AuthorityMonth(
        logic=logic_after_month(
            authority.logic,
            authority.visible_success,
            authority.share_missing,
            p.levers.alignment,
            p.levers.authority_training,
            p.authority,
        )
    )


# 4 Managers -------------------------------------------------------------------------------------------------


class ManagerMonth(NamedTuple):
    """What a month changes in a manager."""

    supervision: float
    identity: float
    support: float
    control: float


def month_of_manager(
    manager: ManagerState, authority: AuthorityState, policy: PolicyState, p: Mechanisms
) -> ManagerMonth:
    """Return the manager after finding time, being mentored, coaching, and looking at peers."""
    is_coached = 1.0 if manager.order < policy.coached_networks else 0.0
    supervision = supervision_time(authority.logic, p.levers)
    leeway = leeway_of(authority.logic, p.levers, p.authority)
    push = push_from_peers(
        manager.peers_identity,
        manager.identity,
        p.identity.peer_threshold,
        p.levers.peer_exchange,
        authority_gate(leeway, p.identity.peer_gate),
        p.diffusion,
    )
    identity = identity_after_month(
        manager.identity,
        manager.identity_origin,
        policy.mentoring * is_coached,
        supervision,
        validation(manager.teams_trust, manager.teams_progress, p.identity),
        safety_gate(manager.teams_safety, p.identity),
        push,
        leeway,
        p.identity,
    )
    return ManagerMonth(
        supervision=supervision,
        identity=identity,
        support=supervision * identity,
        control=supervision * (1.0 - identity) * (1.0 - authority.logic),
    )


# 5 Climate --------------------------------------------------------------------------------------------------


class TeamClimate(NamedTuple):
    """What a month's climate changes in a team."""

    trust: float
    safety: float
    coordination: float
    pressure: float
    motivation: float


def climate_of_team(
    team: TeamState, manager: ManagerState, authority: AuthorityState, policy: PolicyState, p: Mechanisms
) -> TeamClimate:
    """Return the team's climate under its manager and its contract."""
    shield = shield_of(manager.identity, team.trust, p.trust)
    directive_pay = p.levers.bonus * (1.0 - authority.logic)
    return TeamClimate(
        trust=trust_after_month(
            team.trust, manager.support, manager.control, team.sanctioned, shield, policy.lateness, p.trust
        ),
        safety=safety_after_month(
            team.safety, team.trust, teamwork(team.coordination, p.coordination), team.pressure, p.safety
        ),
        coordination=coordination_after_month(team.coordination, manager.support, team.safety, p.coordination),
        pressure=pressure_after_month(team.pressure, team.shortfall, shield, authority.logic, p.levers, p.contracting),
        motivation=motivation_after_month(
            team.motivation,
            team.mastery,
            manager.support,
            team.pressure,
            policy.lateness,
            directive_pay,
            p.motivation,
        ),
    )


# 6 Practice -------------------------------------------------------------------------------------------------


class TeamEffort(NamedTuple):
    """Where a team's effort goes this month."""

    documentation: float
    unmeasured_care: float
    effort: float
    claims: float


class ProcessPractice(NamedTuple):
    """What a month's work changes in a process."""

    practice: float


def effort_of_team(team: TeamState, policy: PolicyState, p: Mechanisms) -> TeamEffort:
    """Return the team's effort; its processes then lay their claims on it."""
    documentation = documentation_share(team.pressure, team.safety, policy.audit, p.effort)
    unmeasured = unmeasured_share(team.pressure, p.effort)
    return TeamEffort(
        documentation=documentation,
        unmeasured_care=unmeasured,
        effort=effort_left(documentation, unmeasured, team.motivation, team.pressure, p.effort),
        claims=0.0,
    )


def claim_on_team(process: ProcessState, policy: ProcessPolicyState, p: Mechanisms) -> float:
    """Return the claim of a process on its team's effort."""
    return claim_of_process(policy.share, process.efficacy, p.effort)


def practice_of_process(
    process: ProcessState,
    team: TeamState,
    manager: ManagerState,
    authority: AuthorityState,
    policy: ProcessPolicyState,
    processes: float,
    p: Mechanisms,
) -> ProcessPractice:
    """Return the team's practice after working on it alone, with the coach, and by copying peers."""
    stakes = p.levers.bonus + p.levers.sanction * (1.0 - authority.logic)
    effort = effort_for_process(
        team.effort,
        claim_on_team(process, policy, p),
        team.claims,
        processes,
        process.efficacy,
        stakes,
        p.effort,
    )
    lead = positive(process.peers_practice - process.practice)
    leeway = leeway_of(authority.logic, p.levers, p.authority)
    copied = (
        p.levers.peer_exchange
        * openness_to(lead, p.practice.peer_threshold, p.diffusion)
        * authority_gate(leeway, p.practice.peer_gate)
    )
    return ProcessPractice(
        practice=practice_after_month(
            process.practice,
            effort,
            team.safety,
            teamwork(team.coordination, p.coordination),
            sources_of_improvement(manager.support, copied, p.practice),
            p.practice,
        )
    )


# 7 Care -----------------------------------------------------------------------------------------------------


class ProcessCare(NamedTuple):
    """What a month of care changes in a process."""

    delivered: float
    demand: float
    coverage: float


def care_of_process(
    process: ProcessState, own: ProcessParameters, policy: ProcessPolicyState, deviate: float, p: Mechanisms
) -> ProcessCare:
    """Return delivered practice, demand (by a standard normal `deviate`) and true coverage."""
    delivered = delivered_after_month(process.delivered, process.practice, policy.delivery)
    demand = demand_after_month(process.demand, p.context.demand_persistence, policy.innovation, deviate)
    return ProcessCare(
        delivered=delivered,
        demand=demand,
        coverage=coverage_of(
            process.baseline, own.ceiling, own.attributability, delivered, demand, policy.trend, p.care
        ),
    )


# 8 Measurement ----------------------------------------------------------------------------------------------


class ProcessMeasurement(NamedTuple):
    """What a month's measurement changes in a process."""

    indicator: float
    seen: float
    reported: float
    before: float


def measurement_of_process(
    process: ProcessState,
    team: TeamState,
    own: ProcessParameters,
    conditions: PolicyState,
    policy: ProcessPolicyState,
    deviate: float,
    p: Mechanisms,
) -> ProcessMeasurement:
    """Return the month's figure (by a standard normal `deviate`), what the team sees of it, and the report."""
    indicator = indicator_of(process.coverage, own.denominator, policy.one_woman, policy.noise, deviate)
    reported = reported_after_month(process.reported, indicator, team.documentation, p.contracting)
    return ProcessMeasurement(
        indicator=indicator,
        seen=seen_after_month(process.seen, indicator, policy.feedback),
        reported=reported,
        before=before_after_month(process.before, reported, conditions.weight_before),
    )


# 9 Learning -------------------------------------------------------------------------------------------------


class ProcessLearning(NamedTuple):
    """What a month's learning changes in a process."""

    efficacy: float
    fast_average: float
    slow_average: float
    practice_average: float
    practice_variance: float
    indicator_variance: float
    covariance: float
    credit: float
    mastery: float


class TeamMastery(NamedTuple):
    """A team's mastery over all its processes."""

    progress: float
    mastery: float
    success: float


NO_MASTERY = TeamMastery(0.0, 0.0, 0.0)


class ProcessJudgement(NamedTuple):
    """What a team makes of its own figures: averages, (co)variances, credit."""

    fast_average: float
    slow_average: float
    practice_average: float
    practice_variance: float
    indicator_variance: float
    covariance: float
    credit: float


class ProcessBelief(NamedTuple):
    """What a team believes after it judged."""

    efficacy: float
    mastery: float


def judgement_of_process(
    process: ProcessState, regional: float, conditions: PolicyState, own: ProcessParameters, p: Mechanisms
) -> ProcessJudgement:
    """Return what the team infers from its own practice and figures; `regional` is the region's mean figure."""
    judged = figure_to_judge(process.seen, regional, p.learning)
    moved = judged - process.slow_average
    done = process.practice - process.practice_average
    practice_variance = association_after_month(process.practice_variance, done, done, conditions.association_rate)
    indicator_variance = association_after_month(process.indicator_variance, moved, moved, conditions.association_rate)
    covariance = association_after_month(process.covariance, done, moved, conditions.association_rate)
    return ProcessJudgement(
        fast_average=average_after_month(process.fast_average, judged, conditions.fast_rate),
        slow_average=average_after_month(process.slow_average, judged, conditions.slow_rate),
        practice_average=average_after_month(process.practice_average, process.practice, conditions.slow_rate),
        practice_variance=practice_variance,
        indicator_variance=indicator_variance,
        covariance=covariance,
        credit=credit_of(covariance, practice_variance, indicator_variance, own.attributability, p.learning),
    )


def belief_of_process(
    process: ProcessState,
    credit: float,
    fast_average: float,
    slow_average: float,
    team: TeamState,
    manager: ManagerState,
    p: Mechanisms,
) -> ProcessBelief:
    """Return mastery and efficacy, which follow what the team inferred."""
    mastery = mastery_after_month(process.mastery, credit, fast_average, slow_average, p.learning)
    return ProcessBelief(
        efficacy=efficacy_after_month(
            process.efficacy,
            process.efficacy_origin,
            mastery,
            process.peers_mastery,
            p.levers.peer_exchange,
            team.safety,
            manager.support * team.trust * credit,
            p.efficacy,
        ),
        mastery=mastery,
    )


def learning_of_process(
    process: ProcessState,
    team: TeamState,
    manager: ManagerState,
    regional: float,
    conditions: PolicyState,
    own: ProcessParameters,
    p: Mechanisms,
) -> ProcessLearning:
    """Return what the team infers, and the mastery and efficacy that follow from it."""
    judged = judgement_of_process(process, regional, conditions, own, p)
    believed = belief_of_process(process, judged.credit, judged.fast_average, judged.slow_average, team, manager, p)
    return ProcessLearning(
        efficacy=believed.efficacy,
        fast_average=judged.fast_average,
        slow_average=judged.slow_average,
        practice_average=judged.practice_average,
        practice_variance=judged.practice_variance,
        indicator_variance=judged.indicator_variance,
        covariance=judged.covariance,
        credit=judged.credit,
        mastery=believed.mastery,
    )


def mastery_with_process(
    mastery: TeamMastery | TeamState, process: ProcessState, policy: ProcessPolicyState, p: Mechanisms
) -> TeamMastery:
    """Return the team's mastery with one more process in it: as it feels it, and as others can see it."""
    felt = positive(process.mastery)
    flattery = min(1.0, positive(process.reported - process.seen) / p.learning.progress_scale)
    shown = p.authority.report_weight * flattery
    return TeamMastery(
        progress=mastery.progress + felt,
        mastery=mastery.mastery + policy.share * felt,
        success=mastery.success + policy.share * (felt + shown),
    )


# 10 Contract ------------------------------------------------------------------------------------------------


class TeamContract(NamedTuple):
    """What the end of a quarter changes in a team."""

    sanctioned: float
    bonus: float


class ProcessContract(NamedTuple):
    """What the end of a year changes in a process."""

    target_base: float


BETWEEN_QUARTERS = TeamContract(0.0, 0.0)


def shortfall_of_process(process: ProcessState, policy: ProcessPolicyState, p: Mechanisms) -> float:
    """Return what one process adds to its team's shortfall."""
    return policy.share * shortfall_at_quarter(
        process.reported, process.target_base, process.before, p.levers, p.contracting
    )


def contract_of_team(team: TeamState, authority: AuthorityState, audited: float, p: Mechanisms) -> TeamContract:
    """Return sanction and bonus at the end of a quarter, after an audit where there was one (1)."""
    return TeamContract(
        sanctioned=sanction_at_quarter(
            team.shortfall, team.documentation, audited, authority.logic, p.levers, p.contracting
        ),
        bonus=bonus_at_quarter(team.shortfall, p.levers, p.contracting),
    )


def targets_of_process(process: ProcessState, p: Mechanisms) -> ProcessContract:
    """Return the base of next year's target."""
    return ProcessContract(target_base=target_base_after_year(process.target_base, process.reported, p.levers))


# Accounts ---------------------------------------------------------------------------------------------------


def account_of_month(
    account: AccountState, policy: PolicyState, supervision: float, teams: float, p: Mechanisms
) -> AccountState:
    """Return the account with a month's hours in it; `supervision` is summed over managers, in shares of time.

    Verification costs hours in every month, a third of a quarter's.
    """
    price = p.price
    verified = p.levers.verification * teams / MONTHS_OF_QUARTER
    return AccountState(
        coach_hours=account.coach_hours + price.coach_hours * policy.coaching * policy.coached_networks,
        supervision_hours=account.supervision_hours + price.supervision_hours * supervision,
        verification_hours=account.verification_hours + price.verification_hours * verified,
        bonus=account.bonus,
        capitation=account.capitation,
    )


def account_with_team(account: AccountState, team: TeamState, population: float, p: Mechanisms) -> AccountState:
    """Return the account with a quarter's payments to one team in it."""
    payment = MONTHS_OF_QUARTER * p.price.capitation * population
    return AccountState(
        coach_hours=account.coach_hours,
        supervision_hours=account.supervision_hours,
        verification_hours=account.verification_hours,
        bonus=account.bonus + payment * team.bonus,
        capitation=account.capitation + payment,
    )
