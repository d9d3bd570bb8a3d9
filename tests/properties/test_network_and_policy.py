"""Ties, the month's policy, and the start: everybody is somewhere, and begins within bounds."""

import math
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.network import NOBODY, candidate, comes_before, order_key, tie_away, tie_near, tie_now
from simulation.parameters import mechanisms_from, process_from
from simulation.phases.policy import (
    coached_networks,
    policy_of_month,
    process_policy_of_month,
    programme_after_month,
)
from simulation.start import ProcessDraws, process_at_start
from simulation.state import PolicyState, ProcessState
from simulation.waves import NO_WAVES
from tests.properties.drawn import between, draw, law, random_mechanisms, random_values, seeds, two_shares

# Ties -------------------------------------------------------------------------------------------------------


@law
@given(draw, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_candidate_is_one_of_those_left(u: float, first: int, count: int, skip: int, skipped: int) -> None:
    assume(skip + skipped <= count)
    found = candidate(u, float(first), float(count), float(first + skip), float(skipped))
    left = [n for n in range(first, first + count) if not first + skip <= n < first + skip + skipped]
    assert found in left if left else found == NOBODY


@law
@given(draw, st.integers(1, 6), st.integers(1, 6), st.data())
def test_with_real_others_nobody_is_tied_to_oneself_and_elsewhere_is_elsewhere(
    u: float, regions: int, members: int, data: st.DataObject
) -> None:
    own = data.draw(st.integers(0, regions * members - 1))
    first = own // members * members
    everybody = float(regions * members)
    away = tie_away(u, everybody, float(first), float(members), float(own), 1.0)
    near = tie_near(u, float(first), float(members), float(own), 1.0)
    assert away != own and near != own
    assert near == NOBODY if members == 1 else first <= near < first + members
    if regions > 1:
        assert 0 <= away < everybody and not first <= away < first + members
    else:
        assert away == NOBODY if members == 1 else 0 <= away < everybody


@law
@given(draw, st.integers(1, 6), st.integers(1, 6), st.data())
def test_without_real_others_a_tie_leads_to_anybody_in_its_circle(
    u: float, regions: int, members: int, data: st.DataObject
) -> None:
    own = data.draw(st.integers(0, regions * members - 1))
    first = own // members * members
    assert 0 <= tie_away(u, float(regions * members), float(first), float(members), float(own), 0.0) < regions * members
    assert first <= tie_near(u, float(first), float(members), float(own), 0.0) < first + members


@law
@given(draw, st.integers(0, 9), st.integers(0, 9), two_shares)
def test_a_tie_moves_only_when_the_lever_passes_its_draw(u: float, away: int, near: int, levels: list[float]) -> None:
    few, many = (tie_now(u, float(away), float(near), level) for level in levels)
    if few != many:
        assert levels[0] <= u < levels[1]
        assert (few, many) == (near, away)


@law
@given(st.integers(1, 5), st.integers(1, 5), st.sampled_from([0.0, 1.0, 2.0, 3.0]), st.randoms(use_true_random=False))
def test_every_network_has_its_own_place_in_the_order(regions: int, members: int, targeting: float, rng: Any) -> None:
    networks = range(regions * members)
    keys = [
        order_key(
            targeting,
            float(regions),
            float(len(networks)),
            float(n // members),
            float(n % members),
            rng.random(),
            float(rng.randrange(4)),
            float(rng.randrange(-1, 3)),
        )
        for n in networks
    ]
    places = [sum(comes_before(keys[n], n, keys[m], m) for m in networks if m != n) for n in networks]
    assert sorted(places) == list(networks)


# Policy -----------------------------------------------------------------------------------------------------

NO_POLICY = PolicyState(*(0.0 for _ in PolicyState._fields))


@law
@given(seeds, st.integers(0, 599), st.integers(1, 100), st.data())
def test_a_months_policy_is_made_of_shares_and_networks_that_exist(
    seed: int, month: int, networks: int, data: st.DataObject
) -> None:
    p = random_mechanisms(seed)
    named = data.draw(st.integers(0, networks))
    policy = policy_of_month(NO_POLICY, float(month), 1.0, float(networks), float(named), NO_WAVES, p)
    for name in ("coaching", "mentoring", "manager_exit", "lead_exit", "audit", "lateness"):
        assert 0.0 <= getattr(policy, name) <= 1.0
    assert 0.0 <= policy.coached_networks <= networks
    assert policy.coached_networks == coached_networks(p.levers, float(networks), float(named))
    twin = policy_of_month(NO_POLICY, float(month), 0.0, float(networks), float(named), NO_WAVES, p)
    assert twin == policy._replace(coaching=0.0, mentoring=0.0)


@law
@given(between(0.0, 9.0), between(0.0, 9.0), st.integers(0, 90), seeds)
def test_a_programme_never_loses_a_network_once_mentoring_runs(
    programme: float, coached: float, month: int, seed: int
) -> None:
    p = random_mechanisms(seed).levers
    after = programme_after_month(programme, coached, float(month), p)
    if month > p.mentoring_start:
        assert programme <= after <= max(programme, coached)
    else:
        assert after == coached


@law
@given(seeds, st.integers(0, 599))
def test_a_processs_conditions_are_finite(seed: int, month: int) -> None:
    values = random_values(seed)
    own = process_from(values, "anc")
    weights, coaching = own.weight + values["ccs.weight"], own.coaching + values["ccs.coaching"]
    policy = process_policy_of_month(float(month), weights, coaching, 2.0, own, mechanisms_from(values))
    assert 0.0 <= policy.focus <= 2.0
    assert 0.0 < policy.share <= 1.0
    assert 0.0 < policy.delivery <= 1.0
    assert 0.0 < policy.feedback <= 1.0
    assert 0.0 < policy.noise <= 1.0
    assert all(math.isfinite(value) for value in policy)


# The start --------------------------------------------------------------------------------------------------

SHARES_OF_START = [name for name in ProcessState._fields if name not in ("demand", "baseline")]


def start_of(seed: int, u: float, fixed: dict[str, float]) -> ProcessState:
    values = random_values(seed) | fixed
    draws = ProcessDraws(u, u, u, 4.24 * (2.0 * u - 1.0))
    return process_at_start(draws, -1.0, process_from(values, "ccs"), mechanisms_from(values))


@law
@given(seeds, draw)
def test_everybody_starts_within_bounds(seed: int, u: float) -> None:
    state = start_of(seed, u, {"start.baseline_spread": 0.0})
    assert all(0.0 <= getattr(state, name) <= 1.0 for name in SHARES_OF_START)
    assert 0.02 <= state.baseline <= 0.98


def test_a_drawn_baseline_is_a_coverage() -> None:
    for u in (0.0, 1.0 - 2.0**-53):
        edge = {"start.baseline_spread": 0.3, "start.quiet": 0.0, "ccs.baseline": 0.02 if u < 0.5 else 0.98}
        state = start_of(1, u, edge)
        assert 0.0 <= state.baseline <= 1.0
        assert 0.0 <= state.reported <= 1.0
