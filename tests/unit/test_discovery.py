"""Discovery: a planted box is found, chance is not, and what cannot be judged is refused."""

import statistics
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.discovery import find_conditions
from experiments.analyses.discovery.boxes import balance, peel
from experiments.analyses.discovery.cases import Cases, Condition, Outcome, cases_of, outcome_of
from experiments.analyses.discovery.resampling import HeldOut, Resampled
from experiments.runs.sweep.variants import Runs, columns_named
from experiments.statistics.resampling import clustered_share
from scenarios import load
from simulation.errors import SimulationError
from simulation.observables import REGIMES

SPREAD = Outcome("regime.spread")


def planted(cases: int = 600, flipped: float = 0.05, seed: int = 3) -> Cases:
    """Spread where alignment is above 0.62, exchange above 0.4, and targeting is scattered."""
    draw = np.random.default_rng(seed)
    names = ["alignment", "peer_exchange", "sanction", "bonus", "demand_sd"]
    x = pd.DataFrame(draw.random((cases, len(names))), columns=names)
    x["coaching_targeting = scattered"] = (draw.random(cases) < 0.7) * 1.0
    happens = (x.alignment > 0.62) & (x.peer_exchange > 0.4) & (x["coaching_targeting = scattered"] == 1.0)
    share = np.where(draw.random(cases) < flipped, ~happens, happens).astype(np.float64)
    conditions = {name: Condition(name, "") for name in names}
    conditions["coaching_targeting = scattered"] = Condition("coaching_targeting", "scattered")
    return Cases(x, conditions, share, SPREAD, 1)


def test_a_planted_box_is_found_and_no_more_than_it() -> None:
    found = find_conditions(planted(), resamples=4)
    assert found.box is not None
    limits = {(limit.column, limit.is_lower): limit.value for limit in found.box.limits}
    assert sorted(limits) == [
        ("alignment", True),
        ("coaching_targeting = scattered", True),
        ("peer_exchange", True),
    ]
    assert limits["alignment", True] == pytest.approx(0.62, abs=0.05)
    assert limits["peer_exchange", True] == pytest.approx(0.4, abs=0.05)
    assert found.box.density > 0.85
    assert all(limit.quasi_p < 0.01 for limit in found.box.limits)
    assert found.again.returns["alignment"] == 1.0
    held_out = found.again.density()
    assert held_out is not None and held_out[0] > 0.7
    assert found.leaves[0].density > 0.85
    assert {limit.column for limit in found.leaves[0].limits} == set(found.box.columns)


def test_pure_chance_does_not_hold_in_cases_not_seen() -> None:
    draw = np.random.default_rng(5)
    x = pd.DataFrame(draw.random((300, 4)), columns=list("abcd"))
    cases = Cases(
        x, {name: Condition(name, "") for name in "abcd"}, (draw.random(300) < 0.3).astype(np.float64), SPREAD, 1
    )
    found = find_conditions(cases, resamples=6)
    held_out = found.again.density()
    assert held_out is None or held_out[0] < 0.45
    assert all(share < 0.9 for share in found.again.returns.values())


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_what_happens_never_or_always_has_no_box(share: float) -> None:
    x = pd.DataFrame({"a": np.linspace(0.0, 1.0, 50)})
    found = find_conditions(Cases(x, {"a": Condition("a", "")}, np.full(50, share), SPREAD, 1), resamples=2)
    assert found.box is None and found.leaves == () and found.again.held_out == ()
    assert found.overall.mean == share


def test_the_same_seed_gives_the_same_discovery() -> None:
    first, second = (find_conditions(planted(200), resamples=2, seed=7) for _ in range(2))
    assert first.box == second.box and first.again == second.again


def test_rows_in_another_order_give_the_same_box() -> None:
    cases = planted(300)
    order = np.random.default_rng(0).permutation(300)
    shuffled = peel(cases.x.iloc[order].reset_index(drop=True), cases.happens[order]).box
    own = peel(cases.x, cases.happens).box
    assert own is not None and shuffled is not None
    assert own.columns == shuffled.columns and own.density == pytest.approx(shuffled.density, abs=0.05)


def runs(values: Any, names: tuple[str, ...] = ("baseline", "aligned")) -> Runs:
    """Regimes by [variant, row, replicate] as runs; rows vary targeting and alignment."""
    array = np.array(values, dtype=float)
    columns = columns_named(["alignment", "coaching_targeting"], load("baseline").settings)
    rows = tuple((row / array.shape[1], float(row % 2)) for row in range(array.shape[1]))
    return Runs(names, columns, rows, array.shape[2], ("regime", "reach"), np.stack([array, array / 4.0], axis=-1))


def test_a_case_is_a_row_of_a_scenario_and_counts_where_half_of_its_replicates_do() -> None:
    spread, bubble = float(REGIMES.index("spread")), float(REGIMES.index("bubble"))
    values = np.full((2, 30, 4), bubble)
    values[1, 3, :2] = spread
    values[0, 4, 0] = spread
    cases = cases_of(runs(values), SPREAD)
    assert len(cases) == 60 and int(cases.happens.sum()) == 1
    case = int(np.flatnonzero(cases.happens)[0])
    row = {name: float(cases.x[name].to_numpy()[case]) for name in cases.x.columns}
    assert row["alignment"] == 3 / 30 and row["coaching_targeting = clustered"] == 1.0
    assert row["scenario = aligned"] == 1.0 and row["scenario = baseline"] == 0.0
    assert cases.share[8] == 0.25  # row 4 of the first scenario


def test_what_is_undefined_is_refused_or_left_out_never_counted() -> None:
    values = np.ones((2, 30, 2))
    values[0, 7] = np.nan
    values[1, 2, 0] = np.nan
    with pytest.raises(SimulationError, match=r"undefined in all replicates of 1 of 60 cases.*--leave-out-undefined"):
        cases_of(runs(values), SPREAD)
    assert len(cases_of(runs(values), SPREAD, leaves_out=True)) == 59


def test_too_few_cases_are_refused_however_many_replicates() -> None:
    with pytest.raises(SimulationError, match=r"there are 20 cases\. Allowed: 40 or more"):
        cases_of(runs(np.ones((2, 10, 50))), SPREAD)


@pytest.mark.parametrize(
    ("measure", "above", "below", "message"),
    [
        ("regime.sprad", None, None, r"no measure\..*regime\.spread"),
        ("reach", None, None, r"--above or --below, one of them"),
        ("reach", 0.1, 0.2, r"--above or --below, one of them"),
        ("reach", float("nan"), None, r"is nan\. Allowed: a finite number"),
        ("regime.spread", 0.5, None, r"yes or no"),
    ],
)
def test_an_outcome_that_makes_no_sense_is_refused(
    measure: str, above: float | None, below: float | None, message: str
) -> None:
    with pytest.raises(SimulationError, match=message):
        outcome_of(measure, above, below, ("ccs", "anc"))


def test_a_measure_with_a_bound_counts_on_the_bound() -> None:
    cases = cases_of(runs(np.full((2, 30, 2), 2.0)), outcome_of("reach", 0.5, None, ("ccs", "anc")))
    assert cases.happens.all()


def drawn(draw: np.random.Generator, cases: int, replicates: int, luck: float) -> tuple[Cases, pd.DataFrame]:
    """Return cases that share the luck of their replicates; it happens where `a` is high, by chance besides."""
    x = pd.DataFrame(draw.random((cases, 3)), columns=list("abc"))
    shared = luck * draw.normal(size=replicates)
    runs = (3.0 * (x[["a"]].to_numpy() - 0.6) + draw.normal(size=(cases, 1)) + shared > 0.0).astype(np.float64)
    conditions = {name: Condition(name, "") for name in "abc"}
    return Cases(x, conditions, runs.mean(axis=1), SPREAD, replicates, runs=runs), x


@pytest.mark.slow
@pytest.mark.parametrize(
    ("replicates", "luck"),
    [pytest.param(1, 0.0, marks=pytest.mark.thorough), (4, 0.5), pytest.param(8, 0.5, marks=pytest.mark.thorough)],
)
def test_in_trials_of_known_truth_the_interval_of_a_box_covers_its_density(replicates: int, luck: float) -> None:
    """The truth: the box's density in many cases not seen, without the luck of a few replicates."""
    draw = np.random.default_rng(11)
    unseen = pd.DataFrame(draw.random((20_000, 3)), columns=list("abc"))
    happens = 3.0 * (unseen["a"].to_numpy() - 0.6) + draw.normal(size=20_000) > 0.0
    inside = trials = 0
    while trials < 10:
        found = find_conditions(drawn(draw, 80, replicates, luck)[0], resamples=2)
        if found.box is None:
            continue
        trials += 1
        assert found.in_box.low is not None and found.in_box.high is not None
        inside += found.in_box.low <= happens[found.box.holds(unseen)].mean() <= found.in_box.high
    assert inside >= 0.8 * trials


# What would be silently wrong ------------------------------------------------------------------------------------


def test_a_box_is_told_as_dense_less_what_choosing_it_made_of_it() -> None:
    halves = (HeldOut(0.5, 0.6, 0.9), HeldOut(0.5, None, 0.7), HeldOut(0.5, 0.7, 0.8))
    assert Resampled(3, {}, halves).optimism == pytest.approx(0.2) and Resampled(3, {}, ()).optimism == 0.0
    assert Resampled(1, {}, (HeldOut(0.5, 0.9, 0.8),)).optimism == 0.0, "luck is no reason to promise more"
    cases = planted(240, flipped=0.15)
    found = find_conditions(cases, resamples=4)
    assert found.box is not None and found.again.optimism > 0.0
    within = found.box.holds(cases.x)
    plain = clustered_share(cases.happens[within].astype(np.float64), np.arange(int(within.sum())))
    assert (found.in_box.mean, found.in_box.high) == (plain.mean, plain.high)
    assert found.in_box.low == pytest.approx((plain.low or 0.0) - found.again.optimism)
    assert all(0.3 < half.coverage <= 1.0 for half in found.again.held_out)


def test_a_share_counts_the_replicates_that_are_defined_and_runs_say_the_same() -> None:
    spread, bubble = float(REGIMES.index("spread")), float(REGIMES.index("bubble"))
    values = np.random.default_rng(1).choice([spread, bubble, np.nan], size=(2, 30, 5), p=(0.4, 0.4, 0.2))
    cases = cases_of(runs(values), SPREAD, leaves_out=True)
    assert cases.runs is not None and cases.runs.shape == (len(cases), 5)
    np.testing.assert_allclose(np.nanmean(cases.runs, axis=1), cases.share)
    some = np.array([[[spread, np.nan, np.nan, np.nan]] * 30, [[bubble, spread, np.nan, np.nan]] * 30])
    assert set(cases_of(runs(some), SPREAD).share) == {1.0, 0.5}


@pytest.mark.parametrize("bound", [0.0, 0.25, 0.5])
def test_above_and_below_a_bound_are_the_two_sides_of_it_and_both_have_the_bound(bound: float) -> None:
    values = np.random.default_rng(2).integers(0, 5, size=(2, 30, 3)).astype(float)  # reach is a quarter of it
    above, below = (
        cases_of(runs(values), outcome_of("reach", *bounds, ("ccs", "anc")))
        for bounds in ((bound, None), (None, bound))
    )
    on = (values / 4.0 == bound).mean(axis=2).T.ravel()
    np.testing.assert_allclose(above.share + below.share, 1.0 + on)
    np.testing.assert_allclose(above.share, (values / 4.0 >= bound).mean(axis=2).T.ravel())


def test_a_share_of_cases_counts_those_that_happen_in_half_of_their_replicates() -> None:
    x = pd.DataFrame({"a": np.linspace(0.0, 1.0, 60)})
    runs = np.zeros((60, 4))
    runs[:30, :2] = 1.0
    cases = Cases(x, {"a": Condition("a", "")}, runs.mean(axis=1), SPREAD, 4, runs=runs)
    assert find_conditions(cases, resamples=1).overall.mean == cases.happens.mean() == 0.5


def test_a_limit_that_makes_a_box_no_denser_is_one_that_chance_explains() -> None:
    from experiments.analyses.discovery.boxes import Limit, _quasi_p

    x = pd.DataFrame({"a": np.linspace(0.0, 1.0, 101)})
    happens = x.a.to_numpy() > 0.5
    better, worse = Limit("a", True, 0.4, 1.0), Limit("a", False, 0.4, 1.0)
    assert _quasi_p(x, happens, [better], better) < 0.01
    assert _quasi_p(x, happens, [worse], worse) == pytest.approx(1.0)


@pytest.mark.parametrize(("coverage", "density"), [(0.0, 0.0), (0.0, 1.0), (0.2, 0.9), (0.5, 0.5), (1.0, 1.0)])
def test_balance_is_the_harmonic_mean(coverage: float, density: float) -> None:
    assert balance(coverage, density) == pytest.approx(statistics.harmonic_mean([coverage, density]))


@pytest.mark.parametrize("values", [np.linspace(0.0, 1.0, 60), np.arange(60) % 2.0, np.arange(60) % 7.0])
def test_one_condition_alone_is_enough_for_a_box_and_a_tree(values: np.ndarray) -> None:
    x = pd.DataFrame({"a": values})
    found = find_conditions(
        Cases(x, {"a": Condition("a", "")}, (values > 0.55).astype(np.float64), SPREAD, 1), resamples=2
    )
    assert found.box is not None and found.box.density == found.box.coverage == 1.0
    assert [leaf.density for leaf in found.leaves] == [1.0, 0.0]
