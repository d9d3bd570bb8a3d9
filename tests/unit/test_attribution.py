"""Attribution: Shapley values are exact where they are known, add up, and are refused where they would mean nothing."""

import itertools

import numpy as np
import pytest

from experiments.analyses.attribution import plan_of_cuts, share_out
from experiments.analyses.attribution.method import Attribution, checked_loops, shared_out
from experiments.analyses.attribution.report import findings, loop_in_words, points, voice_of
from experiments.analyses.attribution.shapley import interactions, shares
from experiments.presentation.words import measure_in_words
from experiments.runs.sweep.variants import made
from experiments.statistics.intervals import CONFIDENCE, mean_of
from scenarios import load
from simulation.errors import SimulationError

LOOPS = ("identity", "mastery", "contagion")


def combinations(players: int) -> np.ndarray:
    """Who takes part in each combination, [combination, player]."""
    return np.array([[c >> i & 1 for i in range(players)] for c in range(1 << players)], dtype=float)


def test_a_linear_model_gives_its_own_coefficients() -> None:
    weights = np.array([0.5, -0.25, 2.0, 0.0, 1.0, 3.0])
    values = 0.7 + combinations(6) @ weights
    np.testing.assert_allclose(shares(values), weights, rtol=0, atol=1e-14)
    np.testing.assert_allclose(interactions(values), 0.0, atol=1e-14)


def test_a_product_of_two_is_shared_evenly_and_is_all_interaction() -> None:
    taking = combinations(3)
    values = 6.0 * taking[:, 0] * taking[:, 2]
    np.testing.assert_allclose(shares(values), [3.0, 0.0, 3.0], atol=1e-14)
    assert interactions(values)[0, 2] == pytest.approx(6.0)
    assert interactions(values)[0, 1] == pytest.approx(0.0)


def test_values_by_their_definition_over_all_orders() -> None:
    values = np.random.default_rng(2).normal(size=1 << 4)
    found = np.zeros(4)
    orders = list(itertools.permutations(range(4)))
    for order in orders:
        there = 0
        for player in order:
            found[player] += values[there | 1 << player] - values[there]
            there |= 1 << player
    np.testing.assert_allclose(shares(values), found / len(orders), atol=1e-12)


def test_shares_add_up_to_the_total_in_every_unit() -> None:
    units = np.random.default_rng(4).normal(size=(20, 64))
    np.testing.assert_allclose(shares(units).sum(axis=1), units[:, 63] - units[:, 0], atol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_undefined_is_refused(bad: float) -> None:
    units = np.ones((3, 1, 8))
    units[1, 0, 5] = bad
    with pytest.raises(SimulationError, match=r"reach: 1 of 24 values are undefined or infinite\. Allowed: finite"):
        shared_out("reach", LOOPS, units, seed=1)


def test_a_missing_combination_is_refused() -> None:
    with pytest.raises(SimulationError, match=r"7 combinations\. Allowed: all of them"):
        shares(np.ones((3, 7)))


def test_intervals_of_parts_cover_a_known_truth_and_too_small_a_total_has_none() -> None:
    draw = np.random.default_rng(6)
    truth = combinations(3) @ np.array([0.06, 0.03, 0.01])
    units = truth + draw.normal(0.0, 0.02, (60, 1)) + draw.normal(0.0, 0.01, (60, 8))
    found = shared_out("direct_gain.ccs", LOOPS, units[:, None], seed=0)
    assert found.parts is not None
    for loop, part in zip(LOOPS, (0.6, 0.3, 0.1), strict=True):
        estimate = found.parts[loop]
        assert estimate.low is not None and estimate.high is not None
        assert estimate.low - 0.05 < part < estimate.high + 0.05
    assert shared_out("direct_gain.ccs", LOOPS, np.full((5, 1, 8), 0.1), seed=0).parts is None


def test_over_sets_intervals_count_the_replicates_that_all_sets_share() -> None:
    draw = np.random.default_rng(8)
    works, bare = combinations(3) @ np.array([0.06, 0.03, 0.01]), combinations(3)[:, 0]
    crossed = plain = 0
    for _ in range(200):
        luck, own = draw.normal(0.0, 0.05, (1, 12, 1)), draw.normal(0.0, 0.02, (40, 12, 1))
        units = works + (luck + own) * bare  # the first loop's part has luck that all sets share
        first = LOOPS[0]
        both, sets = (shared_out("direct_gain.ccs", LOOPS, u, seed=0) for u in (units, units.mean(axis=1)[:, None]))
        for found in (both, sets):
            assert found.values[first].low is not None and found.values[first].high is not None
        crossed += both.values[first].low <= 0.06 <= both.values[first].high  # type: ignore[operator]
        plain += sets.values[first].low <= 0.06 <= sets.values[first].high  # type: ignore[operator]
        assert both.values[first].mean == pytest.approx(sets.values[first].mean)
    assert crossed >= 0.88 * 200 > 0.5 * 200 > plain


def test_one_replicate_has_values_and_no_intervals() -> None:
    found = shared_out("direct_gain.ccs", LOOPS, combinations(3).sum(axis=1)[None, None] * 0.02, seed=1)
    assert found.parts is not None and found.parts["identity"].low is None
    assert found.values["identity"].mean == pytest.approx(0.02) and found.values["identity"].low is None


@pytest.mark.parametrize(
    ("loops", "message"),
    [
        (["identity"], "2 to 12"),
        (["identity", "mastry"], "Did you mean.*mastery"),
        (["identity", "habituation"], "no loop that can be cut"),
        (["identity", "identity"], "twice"),
    ],
)
def test_loops_that_cannot_be_cut_are_refused(loops: list[str], message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        checked_loops(loops)


def test_the_gains_of_a_scenario_are_shared_out_and_add_up() -> None:
    scenario = load("aligned-tied-kept", size="classroom")
    measures = ("direct_gain.ccs", "spillover_gain.ccs")
    plan = plan_of_cuts({scenario.name: scenario.settings}, LOOPS, measures, replicates=6, seed=1)
    found = share_out(made(plan, "test"), scenario.name, LOOPS, measures)
    for shared in found.shared.values():
        total = sum(estimate.mean or 0.0 for estimate in shared.values.values())
        assert total == pytest.approx((shared.whole.mean or 0.0) - (shared.rest.mean or 0.0), abs=1e-12)
    spillover = found.shared["spillover_gain.ccs"]
    assert (spillover.values["contagion"].mean or 0.0) > 0.0, "without contagion nothing reaches others"
    assert found.units == 6 and not found.over_sets


def test_two_that_need_each_other_are_missed_one_by_one_and_bring_nothing_back_alone() -> None:
    taking = combinations(3)
    units = np.tile(0.2 + 0.06 * taking[:, 0] * taking[:, 2] + 0.01 * taking[:, 1], (5, 2, 1))
    found = shared_out("direct_gain.ccs", LOOPS, units, seed=1)
    for said, values in ((found.without, (0.06, 0.01, 0.06)), (found.alone, (0.0, 0.01, 0.0))):
        assert [said[loop].mean for loop in LOOPS] == pytest.approx(values, abs=1e-12)
    assert (found.whole.mean, found.rest.mean, found.total.mean) == pytest.approx((0.27, 0.2, 0.07))
    assert {pair: found.together[pair].mean for pair in found.together} == pytest.approx(
        {("identity", "mastery"): 0.0, ("identity", "contagion"): 0.06, ("mastery", "contagion"): 0.0}, abs=1e-12
    )


@pytest.mark.parametrize("loops", [2, 3, 4])
def test_intervals_of_pairs_hold_for_all_pairs_at_once(loops: int) -> None:
    units = np.random.default_rng(3).normal(size=(25, 1, 1 << loops))
    names = [f"loop{number}" for number in range(loops)]
    found, own = shared_out("direct_gain.ccs", names, units, seed=1), interactions(units)[:, 0]
    pairs = list(itertools.combinations(range(loops), 2))
    for i, j in pairs:
        expected = mean_of(own[:, i, j], 1.0 - (1.0 - CONFIDENCE) / len(pairs))
        assert found.together[names[i], names[j]] == expected


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_parts_add_up_to_the_whole_and_are_the_same_of_a_loss(sign: float) -> None:
    draw = np.random.default_rng(9)
    units = sign * (combinations(3) @ np.array([0.06, 0.03, -0.02]) + draw.normal(0.0, 0.005, (8, 3, 8)))
    found = shared_out("spillover_gain.ccs", LOOPS, units, seed=1)
    assert found.parts is not None
    means = [found.parts[loop].mean or 0.0 for loop in LOOPS]
    assert sum(means) == pytest.approx(1.0) and means == pytest.approx([6 / 7, 3 / 7, -2 / 7], abs=0.1)
    np.testing.assert_allclose(found.by_unit, shares(units.mean(axis=1)), atol=1e-12)
    np.testing.assert_allclose(
        found.by_unit.mean(axis=0), [found.values[loop].mean or 0.0 for loop in LOOPS], atol=1e-12
    )


def test_parts_draw_units_and_replicates_apart_from_each_other() -> None:
    """Were they drawn alike, what a unit has more and the replicate of its number less would never be in doubt."""
    own = np.random.default_rng(1).normal(0.0, 0.03, 20)
    luck = own[:, None, None] - own[None, :, None]
    units = combinations(3) @ np.array([0.06, 0.03, 0.01]) + luck * (combinations(3) @ np.array([1.0, -1.0, 0.0]))
    found = shared_out("direct_gain.ccs", LOOPS, units, seed=1)
    assert found.parts is not None
    part = found.parts["identity"]
    assert part.low is not None and part.high is not None and part.low + 0.1 < 0.6 < part.high - 0.1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("replicates", [1, 8])
@pytest.mark.parametrize(
    "weights",
    [
        (0.06, 0.03, 0.01),
        (0.06, 0.03, -0.02),
        (0.01, 0.09, -0.05),
        (-0.06, -0.03, 0.02),
        (-0.06, -0.03, -0.01),
        (-0.09, 0.02, 0.03),
    ],
    ids=str,
)
def test_the_finding_is_true_whatever_the_signs(weights: tuple[float, ...], replicates: int, language: str) -> None:
    voice, rest, total = voice_of(language), 0.04, sum(weights)
    values = rest + combinations(3) @ np.array(weights)
    units = values + np.random.default_rng(1).normal(0.0, 1e-6, (replicates, 1, 1))
    shared = shared_out("spillover_gain.ccs", LOOPS, units, seed=1)
    said = findings(Attribution("x", LOOPS, {shared.measure: shared}, replicates, False), voice)[0]
    first = said.partition(". ")[0]
    ends = {"whole": points(voice, rest + total), "rest": points(voice, rest), "total": points(voice, abs(total))}
    key = "takes" if total < 0.0 else "brings"
    words = voice.plain(
        f"attribution.{key}", measure=measure_in_words(voice, shared.measure), listed="", **ends
    ).partition(". ")[0]
    assert first == words
    against_at = said.find(voice.plain("attribution.against", listed="").rstrip(". "))
    for loop, weight in zip(LOOPS, weights, strict=True):
        place = said.find(loop_in_words(voice, loop).removeprefix("el "))  # al, where it is contracted
        share = voice.percent(abs(weight / total))
        assert share in said and place >= 0
        assert (place > against_at >= 0) == (weight / total < 0.0), said
    assert (against_at >= 0) == any(weight / total < 0.0 for weight in weights)
    assert "\N{MINUS SIGN}" not in said.replace(ends["whole"], "").replace(ends["rest"], "")
    assert (voice.plain("attribution.over_total") in said) == any(
        weight / total > 1.0 or weight / total < -0.05 for weight in weights
    )
