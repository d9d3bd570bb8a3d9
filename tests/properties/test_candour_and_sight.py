"""Candour, and what an authority notices: who is afraid hides, and noise or a rise of all is no success."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.mechanisms import authority, candour
from simulation.mechanisms.authority import AuthorityParameters
from simulation.mechanisms.candour import CandourParameters
from simulation.mechanisms.shapes import positive
from simulation.parameters import Mechanisms
from simulation.phases.authority import (
    NO_NETWORKS,
    NetworksView,
    month_of_authority,
    view_with_network,
)
from simulation.start import authority_at_start, manager_at_start
from simulation.state import AuthorityState, PolicyState
from tests.properties.drawn import (
    ROUNDING,
    between,
    from_declaration,
    law,
    random_mechanisms,
    seeds,
    share,
    signed,
    two_shares,
)

# Candour ----------------------------------------------------------------------------------------------------


@law
@given(two_shares, two_shares, share, share, share, from_declaration(CandourParameters))
def test_candour_is_a_share_that_rises_with_safety_and_falls_with_pressure(
    safeties: list[float], pressures: list[float], documentation: float, time: float, logic: float, p: CandourParameters
) -> None:
    least = candour.candour_of(safeties[0], pressures[1], documentation, time, logic, p)
    most = candour.candour_of(safeties[1], pressures[0], documentation, time, logic, p)
    assert 0.0 <= least <= most + ROUNDING <= 1.0 + ROUNDING


@law
@given(share, between(0.01, 1.0))
def test_who_is_unsafe_or_under_full_pressure_hides(x: float, threshold: float) -> None:
    assert own_candour(0.0, x, threshold) == 0.0
    assert own_candour(x, 1.0, threshold) == 0.0
    assert own_candour(threshold, 0.0, threshold) == 0.5


def own_candour(safety: float, pressure: float, threshold: float) -> float:
    """Return candour by the model's own rule: with the rivals off nothing else has a part in it."""
    rivals_off = CandourParameters(threshold, *[0.0] * (len(CandourParameters._fields) - 1))
    return candour.candour_of(safety, pressure, 0.3, 0.4, 0.2, rivals_off)


@law
@given(share, share, share, between(0.01, 1.0))
def test_each_rival_of_candour_reads_what_it_names_and_no_more(x: float, y: float, z: float, threshold: float) -> None:
    p = CandourParameters(threshold, *[0.0] * (len(CandourParameters._fields) - 1))
    shaped = candour.threshold
    assert candour.candour_of(x, y, z, z, z, p._replace(without_safety=1.0)) == pytest.approx(
        shaped(1.0 - y, threshold)
    )
    assert candour.candour_of(x, y, z, z, z, p._replace(without_fear=1.0)) == pytest.approx(shaped(x, threshold))
    neither = p._replace(without_safety=1.0, without_fear=1.0)
    assert candour.candour_of(y, y, y, x, z, neither._replace(by_time=1.0)) == pytest.approx(shaped(x, threshold))
    assert candour.candour_of(y, y, y, z, x, neither._replace(by_logic=1.0)) == pytest.approx(shaped(x, threshold))
    assert candour.candour_of(y, y, x, z, z, p._replace(by_distrust=1.0)) == pytest.approx(1.0 - shaped(x, threshold))


@law
@given(share, between(0.01, 1.0), between(0.01, 1.0))
def test_a_higher_threshold_never_makes_more_candid(safety: float, a: float, b: float) -> None:
    low, high = (own_candour(safety, 0.3, threshold) for threshold in sorted((a, b)))
    assert high <= low + ROUNDING


@law
@given(share, share)
def test_an_example_passes_no_further_than_the_less_candid_side(own: float, peers: float) -> None:
    assert 0.0 <= candour.candour_between(own, peers) <= min(own, peers)
    assert candour.candour_between(own, peers) == candour.candour_between(peers, own)


# What an authority notices ----------------------------------------------------------------------------------


def seen(rises: list[float], inside: int) -> NetworksView:
    """Return an authority's view of networks of one size, the first of which are in the programme."""
    policy = PolicyState(*(0.0 for _ in PolicyState._fields))._replace(programme=float(inside))
    view = NO_NETWORKS
    for place, rise in enumerate(rises):
        manager = manager_at_start(0.2, float(place))._replace(teams_rise=rise)
        view = view_with_network(view, manager, policy, 1.0 / len(rises))
    return view


def lead(view: NetworksView) -> float:
    return authority.lead_of_programme(view.rise_inside, view.share_inside, view.rise_outside, view.share_outside)


networks = st.lists(signed, min_size=1, max_size=12)


@law
@given(networks, st.data())
def test_a_lead_is_the_difference_of_two_means(rises: list[float], data: st.DataObject) -> None:
    inside = data.draw(st.integers(0, len(rises)))
    found = lead(seen(rises, inside))
    if inside in (0, len(rises)):
        assert found == 0.0  # networks of one kind only: nothing to compare
    else:
        assert found == pytest.approx(float(np.mean(rises[:inside]) - np.mean(rises[inside:])), abs=1e-9)
        assert -2.0 - ROUNDING <= found <= 2.0 + ROUNDING


@law
@given(networks, st.data(), between(-0.5, 0.5))
def test_a_rise_of_all_is_no_lead(rises: list[float], data: st.DataObject, risen: float) -> None:
    inside = data.draw(st.integers(0, len(rises)))
    before, after = lead(seen(rises, inside)), lead(seen([rise + risen for rise in rises], inside))
    assert after == pytest.approx(before, abs=1e-9)
    assert lead(seen([risen] * len(rises), inside)) == pytest.approx(0.0, abs=1e-12)


@law
@given(signed, signed, from_declaration(AuthorityParameters))
def test_what_is_noticed_goes_towards_the_lead(noticed: float, now: float, p: AuthorityParameters) -> None:
    after = authority.noticed_after_month(noticed, now, p)
    assert min(noticed, now) - ROUNDING <= after <= max(noticed, now) + ROUNDING
    assert authority.noticed_after_month(noticed, now, p._replace(memory=1.0)) == pytest.approx(now, abs=1e-15)


def lived(leads: list[float], p: Mechanisms, weight_before: float = 0.0) -> list[AuthorityState]:
    """Return an authority's months when half of its teams are in the programme and lead by these."""
    policy = PolicyState(*(0.0 for _ in PolicyState._fields))._replace(weight_before=weight_before)
    state, states = authority_at_start(p.levers.alignment), []
    for one in leads:
        state = state._replace(share_inside=0.5, share_outside=0.5, rise_inside=0.5 * one)
        after = month_of_authority(state, policy, p)
        state = state._replace(logic=after.logic, noticed=after.noticed, visible_success=after.visible_success)
        states.append(state)
    return states


def shown_noise(seed: int, noise: float) -> tuple[Mechanisms, list[float], list[AuthorityState]]:
    """Return an authority's rules, ten years of leads without a cause, and its months under them."""
    p = random_mechanisms(seed)
    own = p.authority._replace(
        memory=12.0, success_threshold=0.05, learning=0.1, pull=0.0, press=0.0, training=0.0, waits_for_policy=0.0
    )
    p = p._replace(authority=own, levers=p.levers._replace(alignment=0.15))
    drawn = [float(x) for x in np.random.default_rng(seed).normal(0.0, noise, 120)]
    return p, drawn, lived(drawn, p)


@law
@given(seeds, between(0.002, 0.02))
def test_an_authority_that_is_shown_noise_learns_next_to_nothing(seed: int, noise: float) -> None:
    """What is noticed keeps sd noise / sqrt(2 memory - 1), and H is flat below."""
    p, drawn, states = shown_noise(seed, noise)
    assert states[-1].logic - 0.15 < 0.02
    coached = lived([0.1] * 120, p)[-1].logic - 0.15
    assert coached > 0.5
    noticed = 0.0
    for lead_shown, state in zip(drawn, states, strict=True):
        noticed += (lead_shown - noticed) / 12.0
        assert state.visible_success == pytest.approx(positive(noticed), abs=1e-12)


def test_noise_is_averaged_before_what_is_no_success_is_cut_off() -> None:
    """Cut off month by month, noise would be a success that stands: 1 of it, and not 1 / sqrt(23) = 0.21."""
    late, shown = [], []
    for seed in range(100):
        _, drawn, states = shown_noise(seed, 0.01)
        late += [state.visible_success for state in states[60:]]
        shown += [positive(lead_shown) for lead_shown in drawn[60:]]
    assert np.mean(late) == pytest.approx(np.mean(shown) / np.sqrt(23.0), rel=0.25)


@law
@given(seeds, between(0.0, 1.0))
def test_before_mentoring_and_where_the_programme_lags_there_is_no_success(seed: int, by: float) -> None:
    p = random_mechanisms(seed)
    assume(p.authority.memory >= 1.0)
    assert all(state.visible_success == 0.0 for state in lived([-by] * 24, p))
    waiting = lived([by] * 24, p, weight_before=0.1)
    assert all((state.noticed, state.visible_success) == (0.0, 0.0) for state in waiting)
