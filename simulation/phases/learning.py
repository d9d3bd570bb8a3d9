"""Phase 9, learning: teams ask whether what they did moved the figure; mastery and efficacy follow."""

from __future__ import annotations

from typing import NamedTuple

from simulation.context import ProcessParameters
from simulation.mechanisms.candour import candour_between
from simulation.mechanisms.efficacy import efficacy_after_month
from simulation.mechanisms.learning import (
    association_after_month,
    average_after_month,
    credit_of,
    figure_to_judge,
    mastery_after_month,
)
from simulation.mechanisms.practice import support_for_process
from simulation.mechanisms.shapes import positive
from simulation.parameters import Mechanisms
from simulation.state import ManagerState, PolicyState, ProcessPolicyState, ProcessState, TeamState


class ProcessLearning(NamedTuple):
    """What a month's learning changes in a process."""

    efficacy: float
    fast_average: float
    slow_average: float
    reference_average: float
    practice_average: float
    practice_variance: float
    indicator_variance: float
    covariance: float
    credit: float
    mastery: float


class TeamMastery(NamedTuple):
    """A team's mastery over all its processes, and the rise of its reports."""

    progress: float
    mastery: float
    rise: float


NO_MASTERY = TeamMastery(0.0, 0.0, 0.0)


class ProcessJudgement(NamedTuple):
    """What a team makes of its own figures: averages, (co)variances, credit."""

    fast_average: float
    slow_average: float
    reference_average: float
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
        reference_average=average_after_month(process.reference_average, judged, conditions.reference_rate),
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
    reference_average: float,
    team: TeamState,
    manager: ManagerState,
    policy: ProcessPolicyState,
    p: Mechanisms,
) -> ProcessBelief:
    """Return mastery and efficacy, which follow what the team inferred."""
    mastery = mastery_after_month(process.mastery, credit, fast_average, reference_average, p.learning)
    support = support_for_process(manager.support, manager.mentored, policy.focus)
    return ProcessBelief(
        efficacy=efficacy_after_month(
            process.efficacy,
            process.efficacy_origin,
            mastery,
            process.peers_mastery,
            p.levers.peer_exchange,
            candour_between(team.candour, team.peers_candour),
            team.safety,
            support * team.trust * credit,
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
    policy: ProcessPolicyState,
    own: ProcessParameters,
    p: Mechanisms,
) -> ProcessLearning:
    """Return what the team infers, and the mastery and efficacy that follow from it."""
    judged = judgement_of_process(process, regional, conditions, own, p)
    believed = belief_of_process(
        process, judged.credit, judged.fast_average, judged.reference_average, team, manager, policy, p
    )
    return ProcessLearning(
        efficacy=believed.efficacy,
        fast_average=judged.fast_average,
        slow_average=judged.slow_average,
        reference_average=judged.reference_average,
        practice_average=judged.practice_average,
        practice_variance=judged.practice_variance,
        indicator_variance=judged.indicator_variance,
        covariance=judged.covariance,
        credit=judged.credit,
        mastery=believed.mastery,
    )


def mastery_with_process(
    mastery: TeamMastery | TeamState, process: ProcessState, policy: ProcessPolicyState
) -> TeamMastery:
    """Return the team's mastery with one more process in it: as it feels it, and the rise that its reports show."""
    felt = positive(process.mastery)
    return TeamMastery(
        progress=mastery.progress + felt,
        mastery=mastery.mastery + policy.share * felt,
        rise=mastery.rise + policy.share * (process.reported - process.before),
    )
