"""Measures: ratios, regimes, windows and distances, also where they are undefined."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.observables import (
    LATE_MONTHS,
    PARTIAL_REACH,
    REGIMES,
    SMALLEST_GAIN,
    SPREAD_REACH,
)
from simulation.observables.measures import flag, gain_ratio, half_distance_between, ratio, regime_of
from simulation.observables.spans import (
    NOBODY_YET,
    NOTHING_YET,
    Arrival,
    GroupMonth,
    Highest,
    arrival_with_span,
    highest_with_span,
    is_span_since,
    lasting_of,
    level_of_head_start,
)
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


a_gain = between(-0.2, 0.5)


@law
@given(a_gain, a_gain, a_gain, a_gain, st.one_of(share, st.just(math.nan)), between(0.0, 1e6))
def test_a_regime_is_judged_by_what_stands_at_the_end(
    direct: float, highest: float, late: float, spillover: float, reach: float, hours: float
) -> None:
    found = regime_of(direct, highest, late, spillover, reach, hours)
    assert math.isnan(regime_of(math.nan, highest, late, spillover, reach, hours))
    assert math.isnan(regime_of(direct, highest, late, spillover, reach, 0.0))
    if hours == 0.0:
        return
    inside, outside = late >= SMALLEST_GAIN, reach >= PARTIAL_REACH or spillover >= SMALLEST_GAIN
    if not inside and not outside:
        had = max(direct, highest) >= SMALLEST_GAIN
        assert REGIMES[int(found)] == ("faded" if had else "fizzle")
    elif math.isnan(reach):
        assert math.isnan(found)
    elif reach >= SPREAD_REACH:
        assert REGIMES[int(found)] == "spread"
    elif inside and reach < PARTIAL_REACH:
        assert REGIMES[int(found)] == "bubble"
    else:
        assert REGIMES[int(found)] == "partial"


@law
@given(a_gain, a_gain, st.tuples(a_gain, a_gain).map(sorted), share)
def test_a_gain_that_was_and_went_never_says_bubble_or_spread(
    direct: float, highest: float, lates: list[float], reach: float
) -> None:
    """More that is left never makes a regime worse; and without anything left none is better than faded."""
    little, much = (regime_of(direct, highest, late, -1.0, reach, 1.0) for late in lates)
    if max(lates) < SMALLEST_GAIN and reach < PARTIAL_REACH:
        assert REGIMES[int(little)] in ("fizzle", "faded")
    if reach < PARTIAL_REACH:
        assert little <= much


# Spans ------------------------------------------------------------------------------------------------------


def spans_of(gains: list[float], start: float) -> tuple[Highest, list[tuple[float, GroupMonth]]]:
    """Return the highest span and every span of a run with these gains over a twin that stands at one half."""
    length = int(LATE_MONTHS)
    spans = [
        (float(month), GroupMonth(0.5 + sum(gains[month + 1 - length : month + 1]) / length, 0.5))
        for month in range(length - 1, len(gains))
        if is_span_since(float(month), start)
    ]
    highest = NOTHING_YET
    for _, span in spans:
        highest = highest_with_span(highest, span)
    return highest, spans


@law
@given(st.lists(between(-0.1, 0.4), min_size=1, max_size=60), st.integers(0, 60))
def test_the_highest_span_is_over_twelve_months_of_mentoring_or_after(gains: list[float], start: int) -> None:
    highest, spans = spans_of(gains, float(start))
    wanted = [sum(gains[m - 11 : m + 1]) / 12 for m in range(start + 11, len(gains))]
    assert len(spans) == len(wanted)
    assert highest.gain == (pytest.approx(max(wanted)) if wanted else -1.0)


@law
@given(between(-0.1, 0.4), between(-0.1, 0.4), st.integers(-1, 99), st.integers(-1, 99))
def test_what_lasts_and_the_head_start_are_undefined_where_there_never_was_a_gain(
    highest: float, late: float, run: int, twin: int
) -> None:
    found = lasting_of(Highest(highest, 0.6), late, Arrival(float(run), float(twin)), 100.0)
    assert found.highest == highest
    if highest < SMALLEST_GAIN:
        assert math.isnan(found.lasting) and math.isnan(found.head_start) and math.isnan(found.head_start_open)
        return
    assert found.lasting == late / highest
    if run < 0:
        assert math.isnan(found.head_start) and math.isnan(found.head_start_open)
    else:
        assert found.head_start_open == (1.0 if twin < 0 else 0.0)
        assert found.head_start == (99 if twin < 0 else twin) - run
    assert math.isnan(lasting_of(NOTHING_YET, late, NOBODY_YET, 100.0).highest)


@law
@given(st.lists(st.tuples(share, share), min_size=1, max_size=40), share)
def test_an_arrival_is_the_first_span_there_and_stays(levels: list[tuple[float, float]], level: float) -> None:
    found = NOBODY_YET
    for month, (run, twin) in enumerate(levels):
        found = arrival_with_span(found, GroupMonth(run, twin), float(month), level)
    for place, name in enumerate(("run", "twin")):
        there = [month for month, both in enumerate(levels) if both[place] >= level]
        assert getattr(found, name) == (there[0] if there else -1)


@law
@given(share, share)
def test_the_level_of_a_head_start_is_half_way(before: float, level: float) -> None:
    assert level_of_head_start(before, Highest(0.1, level)) == pytest.approx((before + level) / 2)
    assert math.isnan(level_of_head_start(math.nan, Highest(0.1, level)))


# Windows ----------------------------------------------------------------------------------------------------


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
