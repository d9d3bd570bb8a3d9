"""Efficacy and learning (P2): teams believe what they can credit to themselves."""

import math

from hypothesis import assume, example, given
from hypothesis import strategies as st

from simulation.mechanisms import efficacy, learning
from simulation.mechanisms.efficacy import EfficacyParameters
from simulation.mechanisms.learning import LearningParameters
from simulation.parameters import process_from
from simulation.phases.learning import NO_MASTERY, mastery_with_process
from simulation.phases.policy import process_policy_of_month
from simulation.state import ProcessState
from tests.properties.drawn import (
    PARAMETERS,
    ROUNDING,
    between,
    from_declaration,
    law,
    random_mechanisms,
    random_values,
    seeds,
    share,
    signed,
    two_shares,
)

# Efficacy and learning: P2 ----------------------------------------------------------------------------------


@law
@given(
    share,
    share,
    st.tuples(signed, signed).map(sorted),
    share,
    share,
    share,
    share,
    share,
    from_declaration(EfficacyParameters),
)
def test_mastery_never_lowers_efficacy_and_failure_never_raises_it(
    e: float,
    origin: float,
    masteries: list[float],
    peers: float,
    exchange: float,
    open_: float,
    safe: float,
    told: float,
    p: EfficacyParameters,
) -> None:
    worse, better = (
        efficacy.efficacy_after_month(e, origin, m, peers, exchange, open_, safe, told, p) for m in masteries
    )
    assert worse <= better


@law
@given(
    share,
    share,
    signed,
    two_shares,
    two_shares,
    two_shares,
    two_shares,
    two_shares,
    from_declaration(EfficacyParameters),
)
def test_peers_exchange_candour_safety_and_persuasion_never_lower_efficacy(
    e: float,
    origin: float,
    mastery: float,
    peers: list[float],
    exchanges: list[float],
    candours: list[float],
    safeties: list[float],
    told: list[float],
    p: EfficacyParameters,
) -> None:
    little, much = (
        efficacy.efficacy_after_month(e, origin, mastery, peers[k], exchanges[k], candours[k], safeties[k], told[k], p)
        for k in (0, 1)
    )
    assert little <= much
    alone, silent = (
        efficacy.efficacy_after_month(e, origin, mastery, x, exchanges[1], y, safeties[1], told[1], p)
        for x, y in ((0.0, 1.0), (1.0, 0.0))
    )
    assert alone == silent  # peers who hide encourage as little as peers who have nothing to show


@law
@given(share, share, between(-1.0, 0.0), share, from_declaration(EfficacyParameters))
def test_without_mastery_peers_or_word_efficacy_never_rises_above_what_it_was_or_began_with(
    e: float, origin: float, mastery: float, safe: float, p: EfficacyParameters
) -> None:
    after = efficacy.efficacy_after_month(e, origin, mastery, 0.0, 1.0, 1.0, safe, 0.0, p)
    assert after <= max(e, origin) + ROUNDING


@law
@given(between(-1.0, 0.0), between(0.0, 1.0), between(0.0, 1.0), share, from_declaration(LearningParameters))
@example(0.0, 0.0, 0.0, 1.0, LearningParameters(4.0, 24.0, 48.0, 12.0, 1e-6, 0.05, 0.5, 0.5, 0.3, 0.0, 0.0, 0.0))
@example(0.0, 1.0, 1.0, 1.0, LearningParameters(4.0, 24.0, 48.0, 12.0, 1e-6, 0.05, 0.5, 0.5, 0.3, 0.0, 0.0, 0.0))
def test_no_covariance_no_credit(
    covariance: float, own: float, seen: float, attributability: float, p: LearningParameters
) -> None:
    inferring = p._replace(assigned_credit=0.0)
    assert learning.credit_of(covariance, own, seen, attributability, inferring) == 0.0


@law
@given(st.lists(st.tuples(signed, signed), min_size=1, max_size=30), share, from_declaration(LearningParameters))
def test_credit_lies_in_0_to_1_whatever_a_team_lived_through(
    lived: list[tuple[float, float]], attributability: float, p: LearningParameters
) -> None:
    own = seen = together = 0.0
    rate = learning.rate_of_memory(p.association_memory)
    for done, moved in lived:
        own = learning.association_after_month(own, done, done, rate)
        seen = learning.association_after_month(seen, moved, moved, rate)
        together = learning.association_after_month(together, done, moved, rate)
        assert 0.0 <= own <= 1.0 and 0.0 <= seen <= 1.0
        assert 0.0 <= learning.credit_of(together, own, seen, attributability, p) <= 1.0


@law
@given(share, share, share, two_shares, from_declaration(LearningParameters))
def test_a_higher_chance_level_never_gives_more_credit(
    own: float, seen: float, linked: float, levels: list[float], p: LearningParameters
) -> None:
    together = linked * math.sqrt(own * seen)
    assume(levels[1] <= PARAMETERS["learning.chance_level"].high)
    lax, strict = (learning.credit_of(together, own, seen, 0.0, p._replace(chance_level=c)) for c in levels)
    assert strict <= lax + ROUNDING


@law
@given(signed, share, st.tuples(signed, signed).map(sorted), signed, from_declaration(LearningParameters))
def test_more_progress_never_gives_less_mastery(
    mastery: float, credit: float, fast: list[float], slow: float, p: LearningParameters
) -> None:
    little, much = (learning.mastery_after_month(mastery, credit, f, slow, p) for f in fast)
    assert little <= much + ROUNDING
    assert learning.mastery_after_month(0.0, 0.0, fast[0], slow, p) == 0.0  # no credit, no mastery


@law
@given(signed, signed, between(1.0, 120.0))
def test_an_average_goes_towards_what_is_seen(average: float, value: float, memory: float) -> None:
    after = learning.average_after_month(average, value, learning.rate_of_memory(memory))
    assert min(average, value) - ROUNDING <= after <= max(average, value) + ROUNDING


# Learning, whole --------------------------------------------------------------------------------------------


@law
@given(seeds, share, share, share)
def test_a_report_that_is_better_than_the_figure_is_no_progress_a_team_feels(
    seed: int, reported: float, seen: float, before: float
) -> None:
    p = random_mechanisms(seed)
    state = ProcessState(*(0.0 for _ in ProcessState._fields))
    state = state._replace(reported=reported, seen=seen, before=before)
    policy = process_policy_of_month(
        0.0, 2.0, 2.0, 2.0, process_from(random_values(seed), "ccs")._replace(weight=1.0), p
    )
    mastery = mastery_with_process(NO_MASTERY, state, policy)
    assert (mastery.progress, mastery.mastery) == (0.0, 0.0)
    assert mastery.rise == policy.share * (reported - before)


@law
@given(seeds, share, signed, share)
def test_what_an_authority_is_shown_of_a_team_is_its_reports_alone(
    seed: int, reported: float, mastery: float, seen: float
) -> None:
    """Neither mastery nor the figures a team sees enter the rise that others are shown."""
    p = random_mechanisms(seed)
    plain = ProcessState(*(0.0 for _ in ProcessState._fields))._replace(reported=reported)
    able = plain._replace(mastery=mastery, seen=seen, efficacy=seen, practice=seen, coverage=seen, honest=seen)
    policy = process_policy_of_month(
        0.0, 2.0, 2.0, 2.0, process_from(random_values(seed), "ccs")._replace(weight=1.0), p
    )
    shown = [mastery_with_process(NO_MASTERY, state, policy).rise for state in (plain, able)]
    assert shown[0] == shown[1]
