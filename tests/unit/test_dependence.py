"""Dependence: intervals that count clusters, or units and the replicates they share, have the coverage they claim."""

import numpy as np
import pytest
from scipy import stats

from experiments.statistics.intervals import Estimate, difference_of_shares, kaplan_meier_medians, mean_of, share_of
from experiments.statistics.resampling import (
    clustered_difference_of_shares,
    clustered_mean,
    clustered_median,
    clustered_share,
    crossed_mean,
    crossed_shares,
    effective,
    ratio_of,
    weighted_means,
    weights_of,
)

TRIALS = 300
CLUSTERS = np.repeat(np.arange(30), 4)


def covers(estimate: Estimate, truth: float) -> bool:
    assert estimate.low is not None and estimate.high is not None
    return estimate.low <= truth <= estimate.high


def test_clusters_of_one_change_nothing() -> None:
    x = np.random.default_rng(1).normal(size=40)
    assert clustered_mean(x, np.arange(40)) == mean_of(x)
    assert clustered_share((x > 0.0).astype(np.float64), np.arange(40)) == share_of((x > 0.0).astype(np.float64))


def test_a_mean_and_a_share_of_clustered_cases_cover_the_truth_and_plain_intervals_do_not() -> None:
    draw = np.random.default_rng(2)
    found = {"mean": 0, "share": 0, "plain": 0}
    for _ in range(TRIALS):
        x = draw.normal(size=30)[CLUSTERS] + 0.3 * draw.normal(size=120)
        found["mean"] += covers(clustered_mean(x, CLUSTERS), 0.0)
        found["plain"] += covers(mean_of(x), 0.0)
        found["share"] += covers(clustered_share((x > 0.0).astype(np.float64), CLUSTERS), 0.5)
    assert found["mean"] >= 0.91 * TRIALS and found["share"] >= 0.91 * TRIALS and found["plain"] < 0.8 * TRIALS


def test_where_all_clusters_are_alike_a_share_counts_clusters_and_not_cases() -> None:
    assert clustered_share(np.ones(120), CLUSTERS).low == share_of(np.ones(30)).low


def test_clusters_are_drawn_whole() -> None:
    weights = weights_of(CLUSTERS, 50, seed=1).reshape(50, 30, 4)
    assert (weights == weights[:, :, :1]).all() and (weights[:, :, 0].sum(axis=1) == 30).all()


def test_a_share_of_units_counts_the_luck_of_the_replicates_they_share() -> None:
    """Units differ, and all are moved by the same few replicates; what is sought is the share over endless ones."""
    draw = np.random.default_rng(3)
    own, luck = 0.5, 1.0
    truth = 0.5  # of units above 0, had each endless replicates
    crossed = plain = 0
    for _ in range(TRIALS):
        values = own * draw.normal(size=(60, 1)) + luck * draw.normal(size=(1, 8))
        (share,) = crossed_shares(lambda w, v=values: weighted_means(v, w)[None] > 0.0, 60, 8, samples=300)
        crossed += covers(share, truth)
        plain += covers(share_of((values.mean(axis=1) > 0.0).astype(np.float64)), truth)
    assert crossed >= 0.88 * TRIALS, "eight replicates are few, so that somewhat less than 95% is covered"
    assert plain < 0.7 * TRIALS


def test_a_mean_over_units_counts_the_luck_of_the_replicates_they_share() -> None:
    draw = np.random.default_rng(4)
    crossed = plain = 0
    for _ in range(TRIALS):
        values = 0.5 * draw.normal(size=(60, 1)) + draw.normal(size=(1, 12))
        crossed += covers(crossed_mean(values, samples=300), 0.0)
        plain += covers(mean_of(values.mean(axis=1)), 0.0)
    assert crossed >= 0.88 * TRIALS and plain < 0.6 * TRIALS


def test_a_share_is_worth_no_more_units_than_there_are() -> None:
    assert effective(0.5, 0.0, 40) == 40.0 and effective(0.5, 1e-9, 40) == 40.0
    assert effective(0.5, 0.025, 40) == pytest.approx(10.0)
    assert effective(1.0, 0.01, 40) < 10.0, "all of them, but not in every draw"


def test_what_is_undefined_weighs_nothing() -> None:
    values = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    found = weighted_means(values, np.array([1.0, 5.0, 3.0]))
    assert found[0] == pytest.approx(2.5) and np.isnan(found[1])


def test_a_ratio_of_paired_means_covers_the_truth_and_knows_that_both_move_together() -> None:
    draw = np.random.default_rng(5)
    covered, widths = 0, []
    for _ in range(TRIALS):
        below = 1.0 + 0.5 * draw.normal(size=40)
        found = ratio_of(0.97 * below + 0.01 * draw.normal(size=40), below, samples=300)
        covered += covers(found, 0.97)
        widths.append((found.high or 0.0) - (found.low or 0.0))
    assert covered >= 0.88 * TRIALS and np.mean(widths) < 0.02


def test_a_median_of_what_was_cut_off_is_that_of_kaplan_and_meier() -> None:
    """Worked by hand, of six: 2 comes (5/6 wait), 4 is open, 6 comes (5/6 x 3/4 = 5/8), 9 comes (5/8 x 2/3 = 5/12)."""
    values = np.array([9.0, 2.0, 12.0, 4.0, 6.0, 9.0])
    is_open = np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    assert kaplan_meier_medians(values, is_open, np.ones((1, 6)))[0] == 9.0
    ecdf = stats.ecdf(stats.CensoredData.right_censored(values, is_open > 0.5)).sf
    np.testing.assert_allclose(ecdf.probabilities[ecdf.quantiles == 6.0], 5.0 / 8.0)
    assert ecdf.quantiles[ecdf.probabilities <= 0.5][0] == 9.0
    found = clustered_median(values, is_open, np.arange(6))
    assert (found.median, found.defined, found.open.mean) == (9.0, 6, 0.5)
    assert found.low is not None and found.low <= 9.0


def test_a_median_that_half_never_reach_lies_beyond() -> None:
    values, is_open = np.array([3.0, 8.0, 8.0, np.nan]), np.array([0.0, 1.0, 1.0, np.nan])
    found = clustered_median(values, is_open, np.arange(4))
    assert found.median is None and found.high is None and found.defined == 3
    nobody = clustered_median(np.full(3, np.nan), np.full(3, np.nan), np.arange(3))
    assert nobody.median is None and nobody.open.mean is None and nobody.defined == 0


def test_a_median_of_many_agrees_with_scipy_and_knows_that_clusters_are_alike() -> None:
    drawn = np.random.default_rng(2)
    times, ends = drawn.exponential(20.0, 300), drawn.exponential(30.0, 300)
    values = np.round(np.minimum(times, ends)).astype(np.float64)
    is_open = (times > ends).astype(np.float64)
    ecdf = stats.ecdf(stats.CensoredData.right_censored(values, is_open > 0.5)).sf
    alone = clustered_median(values, is_open, np.arange(300))
    assert alone.median == ecdf.quantiles[ecdf.probabilities <= 0.5][0]
    repeated = clustered_median(np.repeat(values, 4), np.repeat(is_open, 4), np.repeat(np.arange(300), 4))
    assert (repeated.median, repeated.low, repeated.high) == (alone.median, alone.low, alone.high)


@pytest.mark.parametrize("length", [20, 60, 200])
@pytest.mark.parametrize(
    ("both", "one", "other"), [(0.3, 0.2, 0.1), (0.0, 0.02, 0.02), (0.9, 0.05, 0.0), (0.0, 0.5, 0.1)]
)
def test_a_paired_difference_of_shares_covers_the_truth_also_at_the_edges(
    length: int, both: float, one: float, other: float
) -> None:
    draw = np.random.default_rng(5)
    covered = 0
    for _ in range(4 * TRIALS):
        kind = draw.choice(4, size=length, p=(both, one, other, 1.0 - both - one - other))
        of_a, of_b = (np.isin(kind, held).astype(np.float64) for held in ((0, 1), (0, 2)))
        found = difference_of_shares(of_a, of_b)
        assert found.low is not None and found.high is not None and found.mean is not None
        assert -1.0 <= found.low <= found.mean <= found.high <= 1.0 and found.low < found.high
        covered += covers(found, one - other)
    assert covered >= 0.93 * 4 * TRIALS


@pytest.mark.parametrize(
    ("of_a", "of_b", "mean"), [(0.0, 0.0, 0.0), (1.0, 1.0, 0.0), (1.0, 0.0, 1.0), (0.0, 1.0, -1.0)]
)
def test_where_all_replicates_agree_a_difference_of_shares_is_still_in_doubt(
    of_a: float, of_b: float, mean: float
) -> None:
    found = difference_of_shares(np.full(60, of_a), np.full(60, of_b))
    assert found.mean == mean and found.low is not None and found.high is not None
    assert -1.0 <= found.low <= mean <= found.high <= 1.0 and 0.03 < found.high - found.low < 0.15
    few = difference_of_shares(np.full(2, of_a), np.full(2, of_b))
    assert few.low is not None and few.high is not None and few.high - few.low > found.high - found.low
    assert difference_of_shares(np.ones(1), np.zeros(1)) == Estimate(1.0, None, None, 1)
    assert difference_of_shares(np.full(3, np.nan), np.zeros(3)) == Estimate(None, None, None, 0)


def test_a_difference_of_shares_of_clustered_runs_covers_the_truth() -> None:
    draw = np.random.default_rng(6)
    found = {"clustered": 0, "plain": 0}
    for _ in range(TRIALS):
        a, b = (
            (draw.normal(size=30)[CLUSTERS] + 0.3 * draw.normal(size=120) > 0.0).astype(np.float64) for _ in range(2)
        )
        found["clustered"] += covers(clustered_difference_of_shares(a, b, CLUSTERS), 0.0)
        found["plain"] += covers(difference_of_shares(a, b), 0.0)
    assert found["clustered"] >= 0.92 * TRIALS > found["plain"]
    alike = np.ones(120)
    few = clustered_difference_of_shares(alike, alike, CLUSTERS)
    assert few.low == difference_of_shares(np.ones(30), np.ones(30)).low, "30 clusters that agree are 30 units"
