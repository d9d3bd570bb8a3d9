"""Shapes: the few curves that every rule is made of keep their bounds, and rise or fall as they say."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulation.mechanisms import shapes
from tests.properties.drawn import ROUNDING, between, draw, law, share


@law
@given(between(-1e6, 1e6), between(-1.0, 0.0), between(0.0, 1.0))
def test_clip_share_and_positive(x: float, low: float, high: float) -> None:
    assert shapes.clip(x, low, high) == sorted((low, x, high))[1]
    assert shapes.share(x) == shapes.clip(x, 0.0, 1.0)
    assert shapes.positive(x) == (x if x > 0.0 else 0.0)


@law
@given(between(0.0, 1000.0), between(0.0, 1000.0), between(0.01, 1.0))
def test_a_threshold_opens_with_the_example_and_is_half_open_at_half(x: float, y: float, half: float) -> None:
    low, high = shapes.threshold(min(x, y), half), shapes.threshold(max(x, y), half)
    assert 0.0 <= low <= high + ROUNDING
    assert high <= 1.0
    assert shapes.threshold(half, half) == 0.5
    assert shapes.threshold(0.0, half) == 0.0


@law
@given(between(0.0, 1.0), between(0.01, 1.0), between(0.01, 1.0))
def test_a_higher_threshold_opens_less(x: float, a: float, b: float) -> None:
    assert shapes.threshold(x, max(a, b)) <= shapes.threshold(x, min(a, b)) + ROUNDING


@law
@given(between(-1e6, 1e6), between(-1e6, 1e6), between(0.001, 1.0))
def test_saturation_rises_and_is_bounded_and_odd(x: float, y: float, half: float) -> None:
    assert shapes.saturation(min(x, y), half) <= shapes.saturation(max(x, y), half) + ROUNDING
    assert -1.0 <= shapes.saturation(x, half) <= 1.0
    assert shapes.saturation(-x, half) == -shapes.saturation(x, half)
    assert shapes.saturation(half, half) == 0.5


@law
@given(between(0.0, 2.0**51))
@example(0.5)
@example(1.5)
@example(2.5)
@example(0.49999999999999994)
@example(2.0**51 - 0.5)
def test_rounded_is_pythons_rounding(x: float) -> None:
    assert shapes.rounded(x) == round(x)


@law
@given(st.integers(0, 100_000))
def test_rounded_takes_halves_to_the_even_one(n: int) -> None:
    assert shapes.rounded(n + 0.5) == (n if n % 2 == 0 else n + 1)


@law
@given(share, share, share)
def test_mix_goes_from_one_to_the_other(a: float, b: float, weight: float) -> None:
    assert shapes.mix(a, b, 0.0) == a
    assert shapes.mix(a, b, 1.0) == pytest.approx(b, abs=1e-15)
    assert min(a, b) - ROUNDING <= shapes.mix(a, b, weight) <= max(a, b) + ROUNDING
    assert 0.0 <= shapes.mix(a, b, weight) <= 1.0


@law
@given(draw, share, between(0.0, 0.5))
def test_a_start_value_lies_within_its_spread(u: float, mean: float, spread: float) -> None:
    value = shapes.centred(u, mean, spread)
    assert 0.0 <= value <= 1.0
    assert abs(value - mean) <= spread + ROUNDING
    assert shapes.centred(u, mean, 0.0) == mean


@law
@given(draw, share)
def test_what_is_certain_occurs_and_what_is_impossible_does_not(u: float, probability: float) -> None:
    assert shapes.occurs(u, probability) in (0.0, 1.0)
    assert shapes.occurs(u, 1.0) == 1.0
    assert shapes.occurs(u, 0.0) == 0.0
