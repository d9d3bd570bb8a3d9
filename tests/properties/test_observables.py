"""Measures: ratios, regimes, windows and distances, also where they are undefined."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.observables import SMALLEST_GAIN
from simulation.observables.measures import flag, gain_ratio, half_distance_between, ratio, regime_of
from simulation.observables.windows import inside, windows_of_month
from tests.properties.drawn import ROUNDING, between, law, random_mechanisms, seeds, share


@law
@given(between(-1e9, 1e9), between(-1.0, 1e9))
def test_ratios_are_undefined_where_there_is_nothing_below(above: float, below: float) -> None:
    found = ratio(above, below)
    assert math.isnan(found) if below <= 0.0 else found == above / below
    gained = gain_ratio(above, below)
    assert math.isnan(gained) if below < SMALLEST_GAIN else gained == above / below
    assert math.isnan(gain_ratio(above, math.nan))
    assert math.isnan(flag(True, math.nan))


@law
@given(between(-1.0, 1.0), st.one_of(share, st.just(math.nan)), between(0.0, 1e6))
def test_a_regime_is_one_of_four_or_undefined(direct: float, reach: float, hours: float) -> None:
    regime = regime_of(direct, reach, hours)
    assert math.isnan(regime) or regime in (0.0, 1.0, 2.0, 3.0)
    assert math.isnan(regime_of(math.nan, reach, hours))
    assert math.isnan(regime_of(direct, reach, 0.0))
    if hours > 0.0 and direct >= SMALLEST_GAIN and not math.isnan(reach):
        assert regime == sum((reach >= 0.2, reach >= 0.5), 1)


@law
@given(st.integers(1, 120), seeds)
def test_every_window_of_measurement_weighs_one_or_nothing(months: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = int(rng.integers(0, 130))
    end = start + int(rng.integers(0, 60))
    p = random_mechanisms(seed).levers._replace(mentoring_start=float(start), mentoring_end=float(end))
    every = [windows_of_month(float(month), float(months), p) for month in range(months)]
    for name in ("early", "late", "before", "ends_mentoring", "retained"):
        assert sum(getattr(w, name) for w in every) == pytest.approx(1.0) or not any(getattr(w, name) for w in every)
    assert sum(w.late for w in every) == pytest.approx(1.0)
    assert bool(sum(w.early for w in every)) == (start < min(end, months))
    assert bool(sum(w.ends_mentoring for w in every)) == (start < min(end, months))
    assert sum(w.since for w in every) == max(months - start, 0)


@law
@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_an_empty_window_weighs_nothing(month: int, first: int, end: int) -> None:
    weight = inside(float(month), float(first), float(end))
    assert weight == (1.0 / (end - first) if first <= month < end else 0.0)


@law
@given(st.integers(0, 4), between(0.0, 1.0), between(-1.0, 1.0), share)
def test_the_half_distance_lies_between_its_two_distances(
    distance: int, gain: float, lower: float, where: float
) -> None:
    assume(gain - lower > 1e-6)
    half = lower + where * (gain - lower)
    assert distance - ROUNDING <= half_distance_between(float(distance), gain, lower, half) <= distance + 1 + 1e-9
