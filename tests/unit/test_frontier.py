"""Frontier: a planted tipping point is bracketed, a planted contour found, chance never taken for a side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from experiments.analyses.frontier import Axis, FrontierError, Worlds, frontier_map, tipping_points
from experiments.analyses.frontier.axis import Evaluate, axis_of, interval_of
from experiments.analyses.frontier.method import Map
from experiments.analyses.frontier.report import Told, voice_of
from experiments.analyses.frontier.tipping import CONFIDENCE, MOST_LOOKS
from experiments.runs.sweep.variants import columns_named
from scenarios import load

Values = NDArray[Any]
SETTINGS = load("baseline", size="classroom").settings


def axis(name: str = "alignment", low: float | None = None, high: float | None = None) -> Axis:
    return axis_of(columns_named([name], SETTINGS)[0], low, high)


class Planted:
    """Replicates that each tip at a place of their own, the same in all rows, as common random numbers make them."""

    def __init__(self, tips: Values, width: float = 0.0) -> None:
        self.tips, self.width, self.rows = tips, width, 0

    def __call__(self, rows: Sequence[tuple[float, ...]]) -> Values:
        self.rows += len(rows)
        return np.array([(sum(row) > self.tips) * 1.0 for row in rows])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("tip", "spread"), [(0.37, 0.0), (0.62, 0.05), (0.5, 0.2)])
def test_a_planted_tipping_point_is_bracketed(tip: float, spread: float, seed: int) -> None:
    draw = np.random.default_rng(seed).standard_normal(200)
    planted = Planted(tip + spread * draw)
    found = tipping_points(planted, axis(), level=0.5, precision=0.01, is_event=True)
    (crossing,) = found.crossings
    assert crossing.low <= tip <= crossing.high and crossing.is_rising
    assert abs(crossing.estimate - tip) < 0.01 + 0.25 * spread
    assert crossing.high - crossing.low < 0.02 + 0.7 * spread
    assert found.is_precise == (crossing.high - crossing.low <= 0.01)
    assert planted.rows <= 64


def test_more_replicates_narrow_a_bracket_that_chance_keeps_wide() -> None:
    widths: list[float] = []
    for units in (50, 200, 3200):
        tips = 0.55 + 0.1 * np.random.default_rng(1).standard_normal(units)
        (crossing,) = tipping_points(Planted(tips), axis(), level=0.5, precision=0.005, is_event=True).crossings
        widths.append(crossing.high - crossing.low)
    assert widths[0] > 1.5 * widths[1] > 3.0 * widths[2]


def test_falling_double_and_missing_crossings_are_told() -> None:
    def hill(rows: Sequence[tuple[float, ...]]) -> Values:
        return np.array([np.full(60, 1.0 * (0.3 < x < 0.8)) for (x,) in rows])

    found = tipping_points(hill, axis(), level=0.5, precision=0.01, is_event=True)
    assert [c.is_rising for c in found.crossings] == [True, False]
    assert [c.low <= x <= c.high for c, x in zip(found.crossings, (0.3, 0.8), strict=True)] == [True, True]
    never = tipping_points(lambda rows: np.zeros((len(rows), 60)), axis(), level=0.5, precision=0.01, is_event=True)
    assert never.crossings == () and {point.side(0.5) for point in never.points} == {-1}

    def coin(rows: Sequence[tuple[float, ...]]) -> Values:
        return np.tile(np.arange(60) % 2.0, (len(rows), 1))

    unsure = tipping_points(coin, axis(), level=0.5, precision=0.01, is_event=True)
    assert unsure.crossings == () and {point.side(0.5) for point in unsure.points} == {0}


def test_whole_numbers_are_bracketed_by_neighbours() -> None:
    months = axis("mentoring_end", 30.0, 60.0)
    found = tipping_points(Planted(np.full(40, 43.5)), months, level=0.5, precision=0.001, is_event=True)
    assert [(c.low, c.high) for c in found.crossings] == [(43.0, 44.0)] and found.is_precise
    assert all(point.value == round(point.value) for point in found.points)


def test_a_mean_crosses_a_level_too() -> None:
    noise = np.random.default_rng(2).standard_normal(50)

    def rising(rows: Sequence[tuple[float, ...]]) -> Values:
        return np.array([x * x + 0.05 * noise for (x,) in rows])

    (crossing,) = tipping_points(rising, axis(), level=0.25, precision=0.01, is_event=False).crossings
    assert crossing.low <= 0.5 <= crossing.high and crossing.high - crossing.low < 0.1


def test_a_planted_contour_is_found_where_it_is_and_looked_at_more_closely() -> None:
    tips = 0.9 + 0.05 * np.random.default_rng(3).standard_normal(100)
    planted = Planted(tips)
    found = frontier_map(planted, axis(), axis("peer_exchange"), level=0.5, is_event=True)
    share, low, high = found.share_above()
    assert low <= 1.0 - 0.9**2 / 2 <= high and high - low < 0.08 and low <= share <= high
    for other in (0.1, 0.4, 0.7):
        for along in (0, 1):
            crossing = found.crossing(along, other)
            assert crossing is not None and crossing[1] - 0.02 <= 0.9 - other <= crossing[2] + 0.02
    assert found.crossing(0, 0.0) is not None
    near = np.abs(found.places.sum(axis=1) - 0.9) < 0.15
    assert near.sum() > 3 * 25 and planted.rows < 33 * 33 / 2
    certain = found.above()
    assert certain[found.places.sum(axis=1) > 1.3].min() == 1.0 and certain[found.places.sum(axis=1) < 0.5].max() == 0.0
    nowhere = frontier_map(lambda rows: np.zeros((len(rows), 20)), axis(), axis("sanction"), level=0.5, is_event=True)
    assert nowhere.above().max() < 0.01
    assert nowhere.share_above() == (0.0, 0.0, 0.0) and nowhere.crossing(0, 0.5) is None and len(nowhere.places) == 25


@pytest.mark.parametrize(("place", "far"), [(0.02, 0.0), (0.98, 1.0)])
def test_a_contour_near_an_edge_may_lie_beyond_that_edge(place: float, far: float) -> None:
    tips = place + 0.1 * np.random.default_rng(4).standard_normal(30)
    found = frontier_map(
        lambda rows: np.array([(x > tips) * 1.0 for x, _ in rows], dtype=np.float64),
        axis(),
        axis("sanction"),
        level=0.5,
        is_event=True,
    )
    crossing = found.crossing(0, 0.5)
    assert crossing is not None
    estimate, low, high = crossing
    assert low <= estimate <= high <= 0.2 + 0.8 * far and abs((high if far else low) - far) < 1e-9


def test_what_is_not_sure_everywhere_is_not_said_to_stay_on_a_side() -> None:
    def flat_then_unsure(rows: Sequence[tuple[float, ...]]) -> Values:
        return np.array([np.arange(60) % 2.0 if x > 0.95 else np.zeros(60) for (x,) in rows])

    scenario = load("baseline", size="classroom")
    told = Told(Worlds(scenario, (axis().column,), measure="regime.spread", replicates=60).evaluated, voice_of("en"))
    for evaluate, words in (
        (flat_then_unsure, "does not tell"),
        (lambda rows: np.zeros((len(rows), 60)), "stays below"),
    ):
        found = tipping_points(evaluate, axis(), level=0.5, precision=0.01, is_event=True)
        assert found.crossings == () and words in " ".join(told.sentences(found))


def test_whole_numbers_on_a_map_stand_where_they_are() -> None:
    months = axis("mentoring_end", 30.0, 36.0)
    found = frontier_map(
        lambda rows: np.array([np.full(20, 1.0 * (m > 32.5)) for m, _ in rows]),
        months,
        axis(),
        level=0.5,
        is_event=True,
    )
    values = months.low + found.places[:, 0] * 6.0
    assert values == pytest.approx(np.round(values)) and len(np.unique(found.places, axis=0)) == len(found.places)


def test_an_undefined_result_is_refused() -> None:
    def undefined(rows: Sequence[tuple[float, ...]]) -> Values:
        return np.full((len(rows), 10), np.nan)

    with pytest.raises(FrontierError, match=r"spread_ratio is undefined in 90 of 90 runs\. .*Take one"):
        tipping_points(undefined, axis(), level=0.5, precision=0.01, is_event=False, what="spread_ratio")


@pytest.mark.parametrize(
    ("name", "low", "high", "message"),
    [
        ("coaching_targeting", None, None, r"is a choice among scattered.*has no frontier"),
        ("alignment", 0.5, 0.5, r"sought from 0\.5 to 0\.5\. Allowed: 0 to 1, the lower bound first"),
        ("alignment", 0.0, 1.5, r"Write alignment:0:1"),
        ("alignment", float("nan"), 1.0, r"Write alignment:0:1"),
        ("mentoring_end", 30.2, 30.4, r"Allowed: whole numbers\. Write mentoring_end:30:31"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(name: str, low: Any, high: Any, message: str) -> None:
    with pytest.raises(FrontierError, match=message):
        axis(name, low, high)


def test_intervals_of_events_are_never_empty_and_those_of_shares_wider_than_needed() -> None:
    mean, low, high = interval_of(np.zeros((1, 20)), 0.95, True)
    assert mean[0] == 0.0 and low[0] == 0.0 and 0.1 < high[0] < 0.2
    shares = np.random.default_rng(0).uniform(0.3, 0.7, (1, 40))
    assert np.ptp(interval_of(shares, 0.95, True)[1:]) > np.ptp(interval_of(shares, 0.95, False)[1:])


def test_evaluate_is_what_the_model_gives() -> None:
    evaluate: Evaluate = Planted(np.zeros(8))
    assert evaluate([(0.5,)]).shape == (1, 8)


def test_what_is_in_the_way_of_a_narrower_bracket_is_named() -> None:
    tips = 0.5 + 0.2 * np.random.default_rng(5).standard_normal(40)
    found = tipping_points(Planted(tips), axis(), level=0.5, precision=0.005, is_event=True)
    assert found.crossings and not found.is_precise
    scenario = load("baseline", size="classroom")
    for sets, words in ((0, "more than 40 replicates would narrow it"), (40, "more than 40 sets would narrow it")):
        worlds = Worlds(scenario, (axis().column,), measure="regime.spread", replicates=40, sets=sets)
        assert words in " ".join(Told(worlds.evaluated, voice_of("en")).sentences(found))


def test_what_was_not_seen_in_a_few_runs_is_not_called_impossible() -> None:
    """Of 20 runs none: by Jeffreys' prior the probability is above 5% with 15%, and hardly above 20%."""
    for level in (0.05, 0.2):
        found = frontier_map(
            lambda rows: np.zeros((len(rows), 20)), axis(), axis("sanction"), level=level, is_event=True, depth=1
        )
        expected = float(stats.beta.sf(level, 0.5, 20.5))
        np.testing.assert_allclose(found.above(), expected, atol=4.0 * (expected * (1.0 - expected) / 400.0) ** 0.5)
    found = frontier_map(
        lambda rows: np.ones((len(rows), 1)) * (np.arange(20) < 7), axis(), axis("sanction"), level=0.5, is_event=True
    )
    np.testing.assert_allclose(found.above(), stats.beta.sf(0.5, 7.5, 13.5), atol=0.06)


# Intervals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_intervals_are_wilsons_and_students(confidence: float) -> None:
    draw = np.random.default_rng(6)
    events, values = (draw.random((7, 23)) < 0.3).astype(np.float64), draw.normal(size=(7, 23))
    for found, own in (
        (interval_of(events, confidence, True), events),
        (interval_of(values, confidence, False), values),
    ):
        for mean, low, high, row in zip(*found, own, strict=True):
            if own is events:
                expected = stats.binomtest(int(row.sum()), 23).proportion_ci(confidence, "wilson")
            else:
                expected = stats.ttest_1samp(row, 0.0).confidence_interval(confidence)
            assert (mean, low, high) == pytest.approx((row.mean(), expected.low, expected.high))


@pytest.mark.parametrize("is_event", [True, False])
def test_the_interval_of_every_look_leaves_room_for_all_the_others(is_event: bool) -> None:
    planted = Planted(0.5 + 0.2 * np.random.default_rng(7).standard_normal(60))
    found = tipping_points(planted, axis(), level=0.5, precision=0.05, is_event=is_event, what="cost")
    for point in found.points:
        expected = interval_of(planted([(point.value,)]), 1.0 - (1.0 - CONFIDENCE) / MOST_LOOKS, is_event)
        assert (point.mean, point.low, point.high) == pytest.approx([float(one[0]) for one in expected])


def test_a_crossing_is_where_the_means_cross_and_nowhere_else() -> None:
    from experiments.analyses.frontier.tipping import Point, _estimate

    means = (0.1, 0.2, 0.4, 0.8, 0.9)
    points = [Point(0.25 * place, mean, mean, mean) for place, mean in enumerate(means)]
    assert _estimate(points, 0.0, 1.0, 0.5) == pytest.approx(0.5 + 0.25 * 0.25)
    turned = [Point(point.value, 1.0 - point.mean, 0.0, 1.0) for point in points]
    assert _estimate(turned, 0.0, 1.0, 0.5) == pytest.approx(0.5 + 0.25 * 0.25)
    assert _estimate(points[:2], 0.0, 0.25, 0.5) == 0.125, "no crossing: the middle"


@pytest.mark.parametrize("value", [0.7, -2.0])
def test_what_is_the_same_in_all_units_is_the_same_drawn_again(value: float) -> None:
    places = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
    found = Map(axis(), axis("sanction"), 0.5, False, places, np.full((4, 12), value), (4,))
    np.testing.assert_allclose(found.resampled, value)
