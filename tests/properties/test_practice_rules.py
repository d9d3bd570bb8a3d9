"""Practice, care, turnover, authority: what teams achieve, lose, and are allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.mechanisms import (
    authority,
    care,
    coordination,
    diffusion,
    efficacy,
    identity,
    motivation,
    practice,
    trust,
    turnover,
)
from simulation.mechanisms.authority import AuthorityParameters
from simulation.mechanisms.care import CareParameters
from simulation.mechanisms.diffusion import DiffusionParameters
from simulation.mechanisms.practice import PracticeParameters
from simulation.mechanisms.turnover import TurnoverParameters
from simulation.parameters import fields_of
from tests.properties.drawn import (
    PARAMETERS,
    ROUNDING,
    between,
    deviate,
    from_declaration,
    law,
    random_mechanisms,
    seeds,
    share,
    two_shares,
    value_of,
)


@law
@given(share, two_shares, two_shares, from_declaration(PracticeParameters))
def test_effort_and_sources_never_lower_practice(
    q: float, efforts_made: list[float], sources: list[float], p: PracticeParameters
) -> None:
    little, much = (practice.practice_after_month(q, efforts_made[k], sources[k], p) for k in (0, 1))
    assert little <= much
    assert practice.practice_after_month(q, 0.0, 1.0, p) <= q
    assert practice.practice_after_month(q, 1.0, 0.0, p) <= q


@law
@given(share, between(0.0, 10.0), share, seeds)
def test_who_has_everything_gains_nothing_more(cause: float, made: float, origin: float, seed: int) -> None:
    p = random_mechanisms(seed)
    assert practice.practice_after_month(1.0, made, cause, p.practice) == 1.0 - p.practice.decay
    still = p.trust._replace(drift=0.0)
    assert trust.trust_after_month(1.0, cause, 0.0, 0.0, 0.0, 0.0, still) == 1.0
    rested = p.coordination._replace(drift=0.0)
    assert coordination.coordination_after_month(1.0, cause, cause, rested) == 1.0
    for group, after in (
        (p.trust, lambda q: trust.trust_after_month(1.0, cause, cause, cause, 0.0, cause, q)),
        (p.coordination, lambda q: coordination.coordination_after_month(1.0, cause, cause, q)),
        (p.motivation, lambda q: motivation.motivation_after_month(1.0, cause, cause, cause, cause, cause, q)),
        (p.efficacy, lambda q: efficacy.efficacy_after_month(1.0, origin, cause, cause, cause, cause, cause, cause, q)),
        (p.identity, lambda q: identity.identity_after_month(1.0, origin, cause, cause, cause, 1.0, 0.0, cause, q)),
    ):
        without = group._replace(**{name: 0.0 for name in fields_of(type(group)) if name.startswith("gain_")})
        assert after(group) == after(without)


@law
@given(two_shares, two_shares, two_shares, two_shares, two_shares, from_declaration(PracticeParameters))
def test_time_safety_teamwork_support_and_peers_never_take_improvement_away(
    times: list[float],
    safeties: list[float],
    together: list[float],
    supports: list[float],
    peers: list[float],
    p: PracticeParameters,
) -> None:
    little, much = (
        practice.sources_of_improvement(times[k], safeties[k], together[k], supports[k], peers[k], p) for k in (0, 1)
    )
    assert p.alone <= little <= much


@law
@given(share, two_shares, two_shares, share, share, from_declaration(PracticeParameters))
def test_what_a_team_finds_alone_or_is_told_in_routine_does_not_wait_for_safety(
    time: float, safeties: list[float], together: list[float], support: float, peers: float, p: PracticeParameters
) -> None:
    unsafe, safe = (practice.sources_of_improvement(time, safeties[k], together[k], 0.0, 0.0, p) for k in (0, 1))
    assert unsafe == safe == p.alone + p.routine * time
    for closed in ((0.0, together[1]), (safeties[1], 0.0)):  # and from others nothing is learned without both
        assert practice.sources_of_improvement(time, *closed, support, peers, p) == unsafe


@law
@given(
    between(-0.3, 1.3),
    share,
    share,
    two_shares,
    between(-3.0, 3.0),
    between(-5.0, 5.0),
    from_declaration(CareParameters),
)
def test_coverage_stays_within_its_bounds_and_practice_never_lowers_it(
    baseline: float,
    ceiling: float,
    alpha: float,
    delivered: list[float],
    demand: float,
    trend: float,
    p: CareParameters,
) -> None:
    little, much = (care.coverage_of(baseline, ceiling, alpha, d, demand, trend, p) for d in delivered)
    assert p.lowest <= little <= much <= p.highest


@law
@given(two_shares, share, share, from_declaration(CareParameters))
def test_what_a_team_does_not_decide_does_not_follow_its_practice(
    delivered: list[float], baseline: float, ceiling: float, p: CareParameters
) -> None:
    little, much = (care.coverage_of(baseline, ceiling, 0.0, d, 0.0, 0.0, p) for d in delivered)
    assert little == much


@law
@given(share, value_of(PARAMETERS["anc.denominator"]), st.tuples(deviate, deviate).map(sorted))
def test_a_figure_is_a_number_of_women_out_of_those_eligible(
    coverage: float, denominator: float, deviates: list[float]
) -> None:
    noise, one = care.sampling_noise(denominator), care.share_of_one(denominator)
    low, high = (care.indicator_of(coverage, denominator, one, noise, d) for d in deviates)
    assert 0.0 <= low <= high <= 1.0
    assert low * denominator == pytest.approx(round(low * denominator), abs=1e-6)
    expected = care.indicator_of(coverage, denominator, one, noise, 0.0)
    assert expected == pytest.approx(coverage, abs=0.5 / denominator + 1e-9)


@law
@given(share, share, between(0.0, 24.0))
def test_delivery_follows_practice(delivered: float, q: float, lag: float) -> None:
    after = care.delivered_after_month(delivered, q, care.way_in_a_month(lag))
    assert min(delivered, q) - ROUNDING <= after <= max(delivered, q) + ROUNDING
    assert care.delivered_after_month(delivered, q, care.way_in_a_month(0.0)) == pytest.approx(q, abs=1e-15)


@law
@given(between(0.0, 0.5), between(0.0, 0.99))
def test_demand_keeps_its_spread(sd: float, persistence: float) -> None:
    innovation = care.innovation_sd(sd, persistence)
    assert (persistence * sd) ** 2 + innovation**2 == pytest.approx(sd**2, rel=1e-9, abs=1e-300)


@law
@given(two_shares, from_declaration(TurnoverParameters))
def test_the_probability_of_leaving_is_one_and_rises_with_the_rate(rates: list[float], p: TurnoverParameters) -> None:
    few, many = (turnover.probability_of_leaving(rate, p) for rate in rates)
    assert 0.0 <= few <= many <= 1.0
    assert turnover.probability_of_leaving(rates[0], p._replace(compounding=0.0)) == rates[0] / 12.0


@law
@given(between(0.0, 0.5))
def test_compounding_keeps_a_years_survivors_near_the_annual_rate(rate: float) -> None:
    values = {name: PARAMETERS[f"turnover.{name}"].high for name in fields_of(TurnoverParameters)}
    monthly = turnover.probability_of_leaving(rate, TurnoverParameters(**values))
    assert (1.0 - monthly) ** 12 == pytest.approx(1.0 - rate, abs=0.02)


@law
@given(share, share, share, from_declaration(TurnoverParameters))
def test_nothing_is_lost_where_nobody_leaves(now: float, origin: float, newcomer: float, p: TurnoverParameters) -> None:
    assert turnover.identity_after_turnover(now, 0.0, newcomer) == now
    assert turnover.identity_after_turnover(now, 1.0, newcomer) == pytest.approx(newcomer, abs=1e-15)
    assert turnover.trust_after_turnover(now, 0.0, 0.0, origin, p) == now
    assert turnover.coordination_after_turnover(now, 0.0, origin, p) == now
    assert turnover.efficacy_after_turnover(now, 0.0, origin, p) == now
    assert turnover.practice_after_turnover(now, 0.0, p) == now
    assert turnover.practice_after_turnover(now, 1.0, p) <= now


@law
@given(
    share,
    st.tuples(between(0.0, 1.0), between(0.0, 1.0)).map(sorted),
    two_shares,
    two_shares,
    two_shares,
    from_declaration(AuthorityParameters),
)
def test_success_policy_and_training_teach_and_missed_targets_do_not(
    logic: float,
    successes: list[float],
    missing: list[float],
    alignments: list[float],
    doses: list[float],
    p: AuthorityParameters,
) -> None:
    worst = authority.logic_after_month(logic, successes[0], missing[1], alignments[0], doses[0], p)
    best = authority.logic_after_month(logic, successes[1], missing[0], alignments[1], doses[1], p)
    assert worst <= best + ROUNDING


@law
@given(share, share, share, two_shares, share, two_shares, from_declaration(AuthorityParameters))
def test_learning_waits_for_policy_as_far_as_it_is_said_to(
    logic: float,
    success: float,
    missing: float,
    alignments: list[float],
    dose: float,
    waits: list[float],
    p: AuthorityParameters,
) -> None:
    eager, patient = (
        authority.logic_after_month(logic, success, missing, alignments[0], dose, p._replace(waits_for_policy=w))
        for w in waits
    )
    assert patient <= eager + ROUNDING
    still = p._replace(pull=0.0, press=0.0, training=0.0)
    free = still._replace(waits_for_policy=0.0)
    punitive, aligned = (authority.logic_after_month(logic, success, missing, a, dose, free) for a in alignments)
    assert punitive == aligned  # learning that waits for nothing is the same under any policy
    bound = still._replace(waits_for_policy=1.0)
    assert authority.logic_after_month(logic, success, missing, 0.0, dose, bound) == logic


@law
@given(share, share, share, share, from_declaration(DiffusionParameters))
def test_only_peers_who_are_ahead_push(
    a: float, b: float, exchange: float, candour: float, p: DiffusionParameters
) -> None:
    behind, ahead = sorted((a, b))
    half = 0.01 + 0.99 * candour
    assert 0.0 <= diffusion.push_from_peers(ahead, behind, half, exchange, candour, p) <= 1.0
    assert diffusion.push_from_peers(behind, ahead, half, exchange, candour, p) == 0.0
    assert diffusion.push_from_peers(ahead, behind, half, 0.0, candour, p) == 0.0
    assert diffusion.push_from_peers(ahead, behind, half, exchange, 0.0, p) == 0.0
    assert diffusion.copied_from_peers(0.0, half, exchange, candour, p) == 0.0
    assert diffusion.copied_from_peers(ahead, half, exchange, 0.0, p) == 0.0


@law
@given(share, share, between(0.01, 1.0), two_shares, two_shares, from_declaration(DiffusionParameters))
def test_meeting_more_and_candour_never_take_an_example_away(
    a: float, b: float, half: float, exchanges: list[float], candours: list[float], p: DiffusionParameters
) -> None:
    behind, ahead = sorted((a, b))
    pushed = [diffusion.push_from_peers(ahead, behind, half, exchanges[k], candours[k], p) for k in (0, 1)]
    copied = [diffusion.copied_from_peers(ahead - behind, half, exchanges[k], candours[k], p) for k in (0, 1)]
    assert pushed[0] <= pushed[1]
    assert copied[0] <= copied[1]


@law
@given(two_shares, between(0.01, 1.0), from_declaration(DiffusionParameters))
def test_a_stronger_example_never_opens_less(examples: list[float], half: float, p: DiffusionParameters) -> None:
    weak, strong = (diffusion.openness_to(e, half, p) for e in examples)
    assert weak <= strong + ROUNDING
    assert diffusion.openness_to(-examples[0], half, p) == 0.0
