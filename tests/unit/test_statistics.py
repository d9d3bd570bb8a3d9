"""Statistics: intervals are those of the books, as SciPy has them, and a contrast is `a` less `b`."""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments.analyses.comparison.bands import HIGH, LOW, band_of, bands_of, series_shown
from experiments.analyses.comparison.method import clusters_of, identical_before
from experiments.analyses.comparison.thirds import LEAST_SETS, check_by, measures_of_thirds, thirds_of
from experiments.runs.reported import column, contrast_of, ends_before_mentoring
from experiments.statistics.intervals import (
    Estimate,
    Values,
    between_0_and_1,
    difference_of_shares,
    kaplan_meier_medians,
    mean_of,
    share_of,
)
from experiments.statistics.resampling import (
    clustered_contrast,
    clustered_difference_of_shares,
    clustered_mean,
    clustered_median,
    crossed_mean,
    crossed_shares,
    effective,
)
from scenarios.load import load
from scenarios.plausible import plausible_sets
from simulation.errors import SimulationError
from simulation.observables import REGIMES

NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=30).filter(lambda some: len(set(some)) > 1)
PARAMETER = "authority.waits_for_policy"


def width(estimate: Estimate) -> float:
    assert estimate.low is not None and estimate.high is not None
    return estimate.high - estimate.low


def drawn(*shape: int, seed: int = 1) -> Values:
    return np.random.default_rng(seed).normal(size=shape)


@given(NUMBERS, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_the_interval_of_a_mean_is_students(values: list[float], confidence: float) -> None:
    found = mean_of(np.array([*values, np.nan]), confidence)
    of_scipy = stats.ttest_1samp(values, 0.0).confidence_interval(confidence)
    assert (found.low, found.high) == pytest.approx((of_scipy.low, of_scipy.high)) and found.defined == len(values)


@given(st.integers(1, 60), st.data())
def test_the_interval_of_a_share_is_wilsons(number: int, data: st.DataObject) -> None:
    holding = data.draw(st.integers(0, number))
    found = share_of(np.array([1.0] * holding + [0.0] * (number - holding) + [np.nan]))
    of_scipy = stats.binomtest(holding, number).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((of_scipy.low, of_scipy.high), abs=1e-9)
    assert (found.mean, found.defined) == (holding / number, number)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_a_share_with_the_variance_of_so_many_is_worth_so_many(there: int, worth: int, data: st.DataObject) -> None:
    """The variance is that of Agresti and Coull: two of each kind more than were seen."""
    holding = data.draw(st.integers(0, there))
    share = (holding + 2) / (there + 4)
    assert effective(holding / there, share * (1.0 - share) / worth, there) == pytest.approx(min(worth, there))


@pytest.mark.parametrize(
    "mean",
    [
        lambda confidence: mean_of(drawn(20), confidence),
        lambda confidence: clustered_mean(drawn(20), np.arange(20) // 2, confidence),
        lambda confidence: crossed_mean(drawn(20, 6), confidence=confidence),
        lambda confidence: crossed_mean(drawn(20, 1), confidence=confidence),
        lambda confidence: crossed_mean(drawn(20, 6), np.arange(20) // 2, confidence=confidence),
    ],
)
def test_more_confidence_makes_every_interval_wider(mean: Callable[[float], Estimate]) -> None:
    widths = [width(mean(confidence)) for confidence in (0.5, 0.8, 0.95, 0.995)]
    assert widths == sorted(widths) and len(set(widths)) == 4


def test_units_and_replicates_are_drawn_again_apart_from_each_other() -> None:
    """Were they drawn alike, what a unit has more and the replicate of its number less would never be in doubt."""
    values = drawn(30)[:, None] - drawn(30)[None, :]
    found = crossed_mean(values)
    assert found.mean == pytest.approx(0.0, abs=1e-12) and width(found) > 0.5
    half = np.arange(30) % 2.0
    (share,) = crossed_shares(lambda weights: 0.5 + half[None] - half @ weights / weights.sum(), 30, 30)
    assert width(share) > 1.2 * width(share_of(half.astype(np.float64)))


def test_a_share_of_clustered_cases_is_worth_between_its_clusters_and_its_cases() -> None:
    clusters = np.arange(120) // 4
    for own, worth in ((np.arange(120), 120), (clusters, 30)):
        held = (drawn(120)[own] > 0.0).astype(np.float64)
        (found,) = crossed_shares(lambda _, held=held: held[None], 120, 6, clusters=clusters)
        assert width(found) == pytest.approx(width(share_of(held, units=worth)), rel=0.15)


@pytest.mark.parametrize("number", [2, 60, 500])
@pytest.mark.parametrize("held", [0.0, 1.0])
def test_where_all_pairs_agree_one_more_of_either_kind_is_what_is_in_doubt(number: int, held: float) -> None:
    """Bonett and Price: one of ``n + 2`` for each kind, so that the interval ends at ``z * sqrt(2) / (n + 2)``."""
    found = difference_of_shares(np.full(number, held), np.full(number, held))
    end = stats.norm.ppf(0.975) * np.sqrt(2.0) / (number + 2)
    assert (found.mean, found.low, found.high) == pytest.approx((0.0, -end, end))


def test_a_difference_of_shares_of_copies_is_that_of_one_of_each() -> None:
    of_a, of_b = ((drawn(60, seed=seed) > 0.0).astype(np.float64) for seed in (1, 2))
    copies = clustered_difference_of_shares(np.repeat(of_a, 4), np.repeat(of_b, 4), np.repeat(np.arange(60), 4))
    once = difference_of_shares(of_a, of_b)
    assert (copies.mean, copies.low, copies.high) == pytest.approx((once.mean, once.low, once.high), abs=0.01)


def test_the_interval_of_a_median_is_that_of_order_statistics() -> None:
    """Of 900 that all came, 95% of medians drawn again lie 1.96 times 15 places to each side."""
    found = clustered_median(np.arange(900.0), np.zeros(900), np.arange(900))
    assert (found.low, found.high) == pytest.approx((450 - 29.4, 450 + 29.4), abs=2.5)


@given(NUMBERS)
def test_what_stays_between_0_and_1_keeps_the_part_of_its_interval_that_is_there(values: list[float]) -> None:
    found = mean_of(np.array(values))
    cut = between_0_and_1(found)
    assert found.low is not None and found.high is not None
    assert (cut.mean, cut.low, cut.high) == (found.mean, max(0.0, found.low), min(1.0, found.high))


def test_half_have_come_when_half_have() -> None:
    for number in (2, 4, 6, 10, 14):
        values = np.arange(1.0, number + 1.0)
        assert kaplan_meier_medians(values, np.zeros(number), np.ones((1, number)))[0] == number / 2


# Contrasts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cost", "reach", "regime.spread", "spillover_gain.ccs"])
def test_a_contrast_is_the_first_less_the_second_and_turns_round_with_them(name: str) -> None:
    is_share = name.startswith("regime.")
    more, less = (np.where(drawn(40, seed=seed) > bound, 1.0, 0.0) for seed, bound in ((1, -1.0), (2, 0.7)))
    one = contrast_of(name, ("more", more), ("less", less), np.arange(40))
    other = contrast_of(name, ("less", less), ("more", more), np.arange(40))
    assert (one.a, one.b, one.measure) == ("more", "less", name)
    assert one.mean == pytest.approx(more.mean() - less.mean()) and one.low is not None and one.low > 0.0
    assert (other.mean, other.low, other.high) == pytest.approx((-(one.mean or 0.0), -(one.high or 0.0), -one.low))
    few = contrast_of(name, ("a", np.array([1.0, 1.0, 0.0])), ("b", np.zeros(3)), np.arange(3))
    turned = contrast_of(name, ("b", np.zeros(3)), ("a", np.array([1.0, 1.0, 0.0])), np.arange(3))
    is_inside = (few.high or 0.0) <= 1.0 and (turned.low or 0.0) >= -1.0
    assert is_inside == (is_share or name == "reach"), "a difference of shares is never beyond 1"


@pytest.mark.parametrize("worlds", [1, 3])
def test_what_pairing_saved_is_all_where_luck_is_shared_and_nothing_where_it_is_not(worlds: int) -> None:
    luck, other = drawn(4000, seed=1), drawn(4000, seed=2)
    clusters = np.arange(4000) // worlds
    saved = [clustered_contrast("a", "b", "cost", luck, of_b, clusters).variance_saved for of_b in (luck + 1.0, other)]
    assert saved == pytest.approx([1.0, 0.0], abs=0.05)
    against = clustered_contrast("a", "b", "cost", luck, -luck, clusters).variance_saved
    assert against == pytest.approx(-1.0), "where one is up as the other is down, pairing costs"
    assert clustered_contrast("a", "b", "cost", np.ones(9), np.ones(9), np.arange(9)).variance_saved is None


# What a comparison reads from its runs --------------------------------------------------------------------------


def test_a_regime_that_is_undefined_is_no_other_regime() -> None:
    values = np.array([*range(len(REGIMES)), np.nan])
    for place, name in enumerate(REGIMES):
        shares = column(values, f"regime.{name}")
        assert shares[:-1].tolist() == [float(number == place) for number in range(len(REGIMES))]
        assert np.isnan(shares[-1])


@pytest.mark.parametrize("replicates", [5, 300, 2000])
def test_runs_of_one_plausible_set_are_one_cluster(replicates: int) -> None:
    sets = len(plausible_sets())
    clusters = clusters_of(replicates, "plausible")
    assert len(set(clusters.tolist())) == min(sets, replicates) and len(clusters) == replicates
    assert all(clusters[run] == clusters[run - sets] for run in range(sets, replicates))
    assert len(set(clusters_of(replicates, "none").tolist())) == replicates


@pytest.mark.parametrize("start", [1, 24, 40])
def test_a_run_has_mentoring_if_it_has_the_month_in_which_that_starts(start: int) -> None:
    for months in (start, start + 1):
        sets = [f"mentoring_start={start}", f"mentoring_end={start + 10}"]
        settings = load("baseline", size="classroom", months=months, sets=sets).settings
        assert ends_before_mentoring(settings) == (months <= start)
    none = load("baseline", size="classroom", months=start, sets=[*sets, "mentoring=0"]).settings
    assert not ends_before_mentoring(none), "there is none to come"


@pytest.mark.parametrize("turns", [1, 3])
def test_thirds_are_the_runs_of_the_sets_at_both_ends_of_a_value(turns: int) -> None:
    """Every measure is the value itself here, so that each end must give back the mean of its sets."""
    values = np.array([one.values[PARAMETER] for one in plausible_sets()])
    lived = np.tile(values, turns)
    found = thirds_of({"one": dict.fromkeys(("regime.bubble", *_measures(), "reach"), lived)}, PARAMETER, "ccs")
    ordered, number = np.sort(values), len(values) // 3
    for third, own in ((found.low, ordered[:number]), (found.high, ordered[-number:])):
        assert (third.lowest, third.highest, third.sets, third.runs) == (own[0], own[-1], number, number * turns)
        assert third.estimates["one"]["spillover_gain.ccs"].mean == pytest.approx(own.mean())


def _measures() -> list[str]:
    return [*(f"regime.{name}" for name in REGIMES), "spillover_gain.ccs"]


@pytest.mark.parametrize("undefined", [0, 1, 40])
def test_a_band_holds_the_middle_nine_tenths_of_the_runs_that_are_defined(undefined: int) -> None:
    runs = drawn(101, 3)
    runs[:undefined, 1] = np.nan
    found = band_of(runs)
    assert (LOW, HIGH) == (5.0, 95.0)
    for month in range(3):
        known = runs[np.isfinite(runs[:, month]), month]
        assert found.mean[month] == pytest.approx(known.mean())
        inside = (known >= found.low[month]) & (known <= found.high[month])
        assert inside.mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("month", "is_broken"), [(0, True), (1, True), (23, True), (24, False), (143, False)])
def test_two_scenarios_that_part_before_their_first_difference_are_told(month: int, is_broken: bool) -> None:
    a, b = (load(name, size="classroom") for name in ("baseline", "aligned"))
    marks = np.zeros((3, 144), dtype=np.uint64)
    parted = marks.copy()
    parted[1, month] = 1
    found = identical_before(a, b, marks, parted)
    assert (found.month, found.identical, found.runs) == (24, not is_broken, 3)
    assert found.first_broken == ((1, month) if is_broken else None)


@pytest.mark.parametrize(("runs", "is_wide"), [(1, False), (2, True), (3, True)])
def test_a_band_is_wide_of_two_runs_or_more_and_empty_where_there_is_nobody_in_any_month(
    runs: int, is_wide: bool
) -> None:
    values = drawn(runs, 3)
    assert band_of(values).is_wide == is_wide
    values[:, 1] = np.nan
    assert not band_of(values).is_empty and band_of(np.full((runs, 3), np.nan)).is_empty


def test_a_band_of_a_gain_is_the_run_less_its_twin_and_a_twin_has_none() -> None:
    lived = {name: drawn(20, 3, seed=place) for place, name in enumerate(series_shown(("ccs",)))}
    ensemble = SimpleNamespace(settings=SimpleNamespace(processes=("ccs",)), over_time=lived.__getitem__)
    found = bands_of(ensemble)  # type: ignore[arg-type]
    own = {name for name in lived if not name.endswith(".twin")}
    assert set(found) == {*lived, *(f"{name}.gain" for name in own)} and "efficacy.ccs.coached" in own
    for name in own:
        apart = (lived[name] - lived[f"{name}.twin"]).mean(axis=0)
        np.testing.assert_allclose(found[f"{name}.gain"].mean, apart)
        np.testing.assert_allclose(found[name].mean, lived[name].mean(axis=0))


def test_six_sets_are_enough_for_thirds_and_five_are_not() -> None:
    assert LEAST_SETS == 6
    one = [load("baseline", size="classroom")]
    check_by(PARAMETER, one, 6, "plausible")
    with pytest.raises(SimulationError, match=r"--by needs 6 sets, and --replicates is 5\."):
        check_by(PARAMETER, one, 5, "plausible")
    with pytest.raises(SimulationError, match="has chosen"):
        check_by(PARAMETER, [load("baseline", size="classroom", sets=[f"{PARAMETER}=0.5"])], 6, "plausible")


@pytest.mark.parametrize("replicates", [7, 8, 20])
def test_thirds_of_fewer_runs_than_sets_are_those_of_the_sets_that_were_lived_under(replicates: int) -> None:
    """Runs that share a set are one cluster, and each of the two ends has a third of the sets, rounded down."""
    values = np.array([one.values[PARAMETER] for one in plausible_sets()[:replicates]])
    found = thirds_of({"one": dict.fromkeys(measures_of_thirds("ccs"), values)}, PARAMETER, "ccs")
    ordered, number = np.sort(values), replicates // 3
    assert (found.low.sets, found.high.sets) == (number, number)
    assert (found.low.highest, found.high.lowest) == (ordered[number - 1], ordered[-number])
    assert {"spillover_gain.ccs", "reach"} < set(found.measures)


def test_thirds_count_sets_and_not_the_replicates_that_live_under_each() -> None:
    values = np.array([one.values[PARAMETER] for one in plausible_sets()])
    noise = drawn(len(values))
    once, thrice = (
        thirds_of({"one": dict.fromkeys(measures_of_thirds("ccs"), np.tile(noise, turns))}, PARAMETER, "ccs")
        for turns in (1, 3)
    )
    for one, three in ((once.low, thrice.low), (once.high, thrice.high)):
        widths = [width(third.estimates["one"]["spillover_gain.ccs"]) for third in (one, three)]
        assert widths[0] == pytest.approx(widths[1], rel=0.02)
