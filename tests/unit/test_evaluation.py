"""Evaluations: known answers. Where worlds are as the usual formulas assume, power is what these promise; where nothing
is done, tests err as often as they say; what is planted is found by what can see it, and missed by what cannot."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from experiments.analyses.evaluation import formulas
from experiments.analyses.evaluation.allocation import (
    FIGURES,
    NEVER,
    drawn,
    generator_of,
    starts_in_order,
    treated,
    waves_of,
)
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.data import Figures, figures
from experiments.analyses.evaluation.design import (
    ANSWERS,
    DID,
    GEE,
    MIXED,
    RANDOMISATION,
    Design,
    Planted,
    check_design,
)
from experiments.analyses.evaluation.estimators import Asked, Estimates, estimate
from experiments.analyses.evaluation.method import answered, asked_of
from experiments.analyses.evaluation.reml import fitted
from experiments.analyses.evaluation.worlds import Kept, all_blocks, known_months, lived
from scenarios.load import Scenario, load
from scenarios.plausible import plausible_sets, under
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.results import places_from_sums

MOST_APART = 3.0
"""Standard errors of Monte Carlo by which a share may miss the formula: fixed before anything was run."""
STEPPED = Design("wedge", "stepped_wedge", 12, waves=4, step=6, before=6, estimators=(MIXED,))
PARALLEL = Design("parallel", "parallel", 12, estimators=(DID,))
FACTORIAL = Design("rules", "factorial", 24, rules=(("alignment", 0.8),), question="rules", estimators=("by_region",))
POINTS: list[tuple[Design, Planted]] = [
    (PARALLEL, Planted(effect=0.15)),
    (replace(PARALLEL, clusters=24), Planted(effect=0.08)),
    (replace(PARALLEL, clusters=20, women=100), Planted(effect=0.06, over_time=0.02)),
    (STEPPED, Planted(effect=0.08)),
    (replace(STEPPED, clusters=24), Planted(effect=0.06)),
    (replace(STEPPED, clusters=20, waves=5, women=100), Planted(effect=0.04, over_time=0.02)),
]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("baseline")


def blocks_of(design: Design, scenario: Scenario, data_sets: int, planted: Planted | None, seed: int = 1) -> list[Any]:
    check_design(design, scenario)
    ways = {"planted": planted, "kept": Kept(None), "threads": 1, "tell": lambda _: None}
    return all_blocks(design, scenario, known_months([design]), data_sets, seed, **ways)


def estimates(
    design: Design,
    scenario: Scenario,
    data_sets: int,
    planted: Planted | None,
    estimator: str,
    *,
    is_null: bool = False,
) -> Estimates:
    found = [
        estimate(
            estimator,
            asked_of(design, block, 0.05, 1),
            figures(design, block, generator_of(1, FIGURES, number), is_null=is_null),
        )
        for number, block in enumerate(blocks_of(design, scenario, data_sets, planted))
    ]
    arrays = (np.concatenate([one[place] for one in found]) for place in range(5))
    return Estimates(*arrays, freedom=found[0].freedom)


def answers(
    designs: Sequence[Design], scenario: Scenario, planted: Planted | None, data_sets: int = 400
) -> dict[tuple[str, str], Any]:
    for design in designs:
        check_design(design, scenario)
    asked = Evaluation("known", "?", "¿?", scenario, tuple(designs), planted=planted)
    found = answered(asked, data_sets, 1, kept=Kept(None), threads=1, tell=lambda _: None)
    return {(one.design.name, one.estimator): one for one in found}


def check_power(point: int, scenario: Scenario, data_sets: int) -> None:
    design, planted = POINTS[point]
    found = estimates(design, scenario, data_sets, planted, design.estimators[0])
    promised = formulas.usual(design, planted.effect, planted.level, (planted.between, planted.over_time))
    power = float(((found.p < 0.05) & (found.value > 0.0)).mean())
    assert not found.failed.any()
    assert abs(power - promised) < MOST_APART * np.sqrt(promised * (1.0 - promised) / data_sets)


# What formulas promise ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", range(len(POINTS)))
def test_power_is_what_the_usual_formula_promises_where_worlds_are_as_it_assumes(
    point: int, scenario: Scenario
) -> None:
    check_power(point, scenario, 800)


@pytest.mark.thorough
@pytest.mark.parametrize("point", range(len(POINTS)))
def test_power_is_what_the_usual_formula_promises_over_ten_thousand_data_sets(point: int, scenario: Scenario) -> None:
    check_power(point, scenario, 10_000)


def test_the_formula_of_hussey_and_hughes_is_least_squares_with_known_variances() -> None:
    exposure = treated(STEPPED, starts_in_order(STEPPED), np.array(STEPPED.rounds))
    clusters, rounds = exposure.shape
    noise, between = 0.07, 0.04
    columns = np.column_stack([np.tile(np.eye(rounds), (clusters, 1)), exposure.ravel()])
    of_cluster = np.kron(np.eye(clusters), np.ones((rounds, rounds)))
    inverse = np.linalg.inv(noise**2 * np.eye(clusters * rounds) + between**2 * of_cluster)
    error = np.sqrt(np.linalg.inv(columns.T @ inverse @ columns)[-1, -1])
    assert formulas.error_of_stepped_wedge(exposure, noise, between) == pytest.approx(error, rel=1e-10)


def test_what_is_visible_is_found_with_the_power_that_was_wanted() -> None:
    for freedom, power in ((4, 0.8), (10, 0.9), (28, 0.8)):
        size = formulas.visible(0.03, freedom, power)
        assert formulas.power_of_t(size, 0.03, freedom) == pytest.approx(power, abs=1e-9)


# Nothing is done ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "estimator", "data_sets"),
    [(PARALLEL, DID, 2000), (PARALLEL, RANDOMISATION, 1600), (STEPPED, MIXED, 1000), (STEPPED, RANDOMISATION, 1600)],
)
def test_one_test_in_twenty_errs_where_nothing_is_done(
    design: Design, estimator: str, data_sets: int, scenario: Scenario
) -> None:
    found = estimates(design, scenario, data_sets, Planted(trend=0.03), estimator)
    assert abs(float((found.p < 0.05).mean()) - 0.05) < MOST_APART * np.sqrt(0.05 * 0.95 / data_sets)


def test_in_the_model_without_coaching_one_test_in_twenty_errs_too(scenario: Scenario) -> None:
    found = estimates(PARALLEL, scenario, 960, None, DID, is_null=True)
    assert abs(float((found.p < 0.05).mean()) - 0.05) < MOST_APART * np.sqrt(0.05 * 0.95 / 960)


@pytest.mark.thorough
def test_with_few_clusters_gee_errs_no_more_than_it_says(scenario: Scenario) -> None:
    found = estimates(STEPPED, scenario, 2000, Planted(), GEE)
    assert float((found.p < 0.05).mean()) < 0.05 + MOST_APART * np.sqrt(0.05 * 0.95 / 2000)


# What is planted ------------------------------------------------------------------------------------------------------


def test_a_planted_spillover_is_seen_by_saturation_and_missed_by_a_plain_comparison(scenario: Scenario) -> None:
    seen = Design(
        "seen", "saturation", 30, saturations=(0.0, 0.6), women=200, question="spillover", estimators=("saturation",)
    )
    plain = replace(seen, name="plain", question="direct", estimators=(DID,))
    found = answers([seen, plain], scenario, Planted(effect=0.2, spillover=0.1), 640)
    by_saturation, by_plain = found["seen", "saturation"], found["plain", DID]
    assert by_saturation.truth.mean == pytest.approx(0.1 * 3 / 4, abs=1e-6)
    assert by_saturation.bias.low < 0.0 < by_saturation.bias.high
    # two of five are uncoached in three regions of six, five of five in the others: 6 controls of 21 gain 0.075
    assert by_plain.contamination.mean == pytest.approx(-0.075 * 6 / 21, abs=1e-6)
    assert by_plain.bias.high < 0.0
    assert by_plain.bias.low < by_plain.contamination.mean < by_plain.bias.high


def test_clusters_that_move_more_are_harder_to_tell_apart_as_the_formula_says(scenario: Scenario) -> None:
    quiet = replace(PARALLEL, name="quiet", clusters=20, women=200)
    restless = replace(quiet, name="restless", over_time=0.05)
    found = answers([quiet, restless], scenario, Planted(effect=0.06), 800)
    for name in ("quiet", "restless"):
        one = found[name, DID]
        spread = np.sqrt(one.usual * (1.0 - one.usual) / 800)
        assert abs(one.power.mean - one.usual) < MOST_APART * spread
    assert found["restless", DID].power.high < found["quiet", DID].power.low


def test_planted_fading_is_what_is_asked_a_year_later(scenario: Scenario) -> None:
    design = replace(PARALLEL, after=18, women=400, question="kept")
    found = answers([design], scenario, Planted(effect=0.3, fading=0.5))["parallel", DID]
    assert found.truth.mean == pytest.approx(0.3 * 0.5 ** (17 / 12), abs=1e-6)
    assert found.bias.low < 0.0 < found.bias.high


def test_planted_theatre_flatters_reports_and_neither_an_audit_nor_a_survey(scenario: Scenario) -> None:
    reported = replace(PARALLEL, name="reported", source="reported")
    audited = replace(PARALLEL, name="audited", source="audit", women=200)
    surveyed = replace(PARALLEL, name="surveyed", women=200)
    over = replace(audited, name="over", question="theatre", estimators=("overstated",))
    found = answers([reported, audited, surveyed, over], scenario, Planted(effect=0.05, theatre=0.04, over_time=0.01))
    flattered = found["reported", DID]
    assert flattered.theatre.mean == pytest.approx(0.04, abs=1e-6) and flattered.bias.low > 0.03
    for name in ("audited", "surveyed"):
        assert found[name, DID].bias.low < 0.0 < found[name, DID].bias.high
    assert found["over", "overstated"].truth.mean == pytest.approx(0.04, abs=1e-6)
    assert found["over", "overstated"].bias.low < 0.0 < found["over", "overstated"].bias.high


def test_what_rules_are_planted_to_do_is_found_and_what_they_do_to_coaching_too(scenario: Scenario) -> None:
    design = replace(FACTORIAL, women=200)
    both, coaching = (replace(design, name=one, question=one) for one in ("interaction", "direct"))
    planted = Planted(effect=0.1, rules=0.08, interaction=0.06)
    found = answers([design, both, coaching], scenario, planted, 800)
    rules, interaction, direct = (found[name, "by_region"] for name in ("rules", "interaction", "direct"))
    assert rules.truth.mean == pytest.approx(0.08 + 0.06 / 2, abs=1e-6)  # half of the clusters of a region are coached
    assert interaction.truth.mean == pytest.approx(0.06, abs=1e-6)
    assert direct.truth.mean == pytest.approx(0.1 + 0.06 / 2, abs=1e-6)  # half of the regions drew other rules
    for one in (rules, interaction, direct):
        assert one.bias.low < 0.0 < one.bias.high and one.cover.low < 0.95 < one.cover.high
    assert interaction.contamination is not None and interaction.contamination.mean == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("question", ["rules", "interaction", "direct"])
def test_where_nothing_is_done_regions_err_as_often_as_they_say(question: str, scenario: Scenario) -> None:
    design = replace(FACTORIAL, question=question)
    size = estimates(design, scenario, 2000, Planted(effect=0.1, rules=0.1, interaction=0.1), "by_region", is_null=True)
    assert abs(float((size.p < 0.05).mean()) - 0.05) < MOST_APART * np.sqrt(0.05 * 0.95 / 2000)


# Estimators -----------------------------------------------------------------------------------------------------------


def test_the_mixed_model_is_that_of_statsmodels() -> None:
    from statsmodels.regression.mixed_linear_model import MixedLM

    draws = np.random.default_rng(1)
    exposure = treated(STEPPED, starts_in_order(STEPPED), np.array(STEPPED.rounds))
    clusters, rounds = exposure.shape
    columns = np.column_stack([np.tile(np.eye(rounds), (clusters, 1)), exposure.ravel()])
    groups = np.repeat(np.arange(clusters), rounds)
    y = draws.normal(0.0, 0.1, (5, clusters))[:, groups] + draws.normal(0.0, 0.08, (5, len(groups)))
    found = fitted(y, columns, groups)
    for place, own in enumerate(y):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = MixedLM(own, columns, groups=groups).fit(reml=True)
        np.testing.assert_allclose(found.coefficients[place], other.fe_params, atol=2e-5)
        ratio = float(np.asarray(other.cov_re).squeeze()) / other.scale
        inside = np.eye(len(groups)) + ratio * (groups[:, None] == groups[None, :])
        spread = other.scale * np.linalg.inv(columns.T @ np.linalg.inv(inside) @ columns)
        assert found.covariances[place, -1, -1] == pytest.approx(spread[-1, -1], rel=1e-3)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([DID, MIXED, RANDOMISATION]), st.floats(-0.3, 0.3), st.integers(0, 1000))
def test_what_is_added_to_the_coached_is_added_to_the_estimate(estimator: str, added: float, seed: int) -> None:
    asked, values = _made(PARALLEL, seed)
    moved = values + added * treated(PARALLEL, asked.own.starts, np.array(PARALLEL.rounds))
    before, after = (
        estimate(estimator, asked._replace(generator=np.random.default_rng(1)), Figures(one, None))
        for one in (values, moved)
    )
    np.testing.assert_allclose(after.value, before.value + added, atol=1e-6)
    np.testing.assert_allclose(after.high - after.low, before.high - before.low, atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([DID, MIXED, RANDOMISATION]), st.integers(0, 1000))
def test_what_all_rounds_have_in_common_moves_no_estimate(estimator: str, seed: int) -> None:
    asked, values = _made(PARALLEL, seed)
    moved = values + np.random.default_rng(seed).normal(0.0, 0.2, values.shape[2])
    before, after = (
        estimate(estimator, asked._replace(generator=np.random.default_rng(1)), Figures(one, None))
        for one in (values, moved)
    )
    np.testing.assert_allclose(after.value, before.value, atol=1e-6)
    np.testing.assert_allclose(after.p, before.p, atol=1e-4)


def test_an_interval_holds_what_its_test_does_not_rule_out() -> None:
    asked, values = _made(PARALLEL, 3)
    for estimator in (DID, MIXED, RANDOMISATION):
        found = estimate(estimator, asked, Figures(values, None))
        near = np.abs(found.p - asked.level) < 0.02
        outside = (found.low > 0.0) | (found.high < 0.0)
        assert ((found.p < asked.level) == outside)[~near].all()


def test_an_estimator_without_an_answer_is_counted_and_does_not_stop_the_others() -> None:
    asked, values = _made(PARALLEL, 1)
    gone = values.copy()
    gone[0, asked.own.ever] = np.nan
    for estimator in (DID, MIXED):
        found = estimate(estimator, asked, Figures(gone, None))
        assert found.failed[0] and not found.failed[1:].any()


def test_a_mean_effect_by_time_is_not_fooled_by_gains_that_grow() -> None:
    design = replace(STEPPED, before=12, every=6)
    asked, values = _made(design, 1, noise=1e-4)
    months = np.array(design.rounds)
    lasted = np.clip(np.floor((months - asked.own.starts[:, None]) / 6.0) + 1.0, 0.0, None)
    grown = values + 0.05 * np.where(asked.own.ever[:, None], lasted, 0.0)
    true = float((0.05 * lasted)[lasted > 0.0].mean())
    by_time = estimate("mixed_by_time", asked, Figures(grown, None))
    np.testing.assert_allclose(by_time.value, true, atol=1e-3)
    assert float(estimate(MIXED, asked, Figures(grown, None)).value.max()) < 0.7 * true


def _made(design: Design, seed: int, noise: float = 0.05) -> tuple[Asked, NDArray[np.float64]]:
    """Return some figures without any effect, and what an estimator knows of them."""
    scenario = load("baseline")
    draws = np.random.default_rng(seed)
    own = drawn(design, scenario.settings.places, draws)
    shape = (6, design.clusters, len(design.rounds))
    values = 0.5 + 0.05 * draws.standard_normal(shape[:2])[..., None] + noise * draws.standard_normal(shape)
    return Asked(design, own, np.zeros(shape[:2]), 0.05, np.random.default_rng(1)), values


# Worlds ---------------------------------------------------------------------------------------------------------------


def test_worlds_are_the_runs_of_the_model_to_the_last_bit_that_is_kept(scenario: Scenario) -> None:
    design = replace(STEPPED, source="reported")
    months = known_months([design])
    block = lived(design, scenario, months, range(4), 7)
    waves = waves_of(design, block.allocation, scenario.settings.places)
    runs = []
    for one in range(4):
        own = under(scenario, plausible_sets()[one])
        values = {**own.values, "mentoring_start": 24.0, "mentoring_end": float(design.stop)}
        runs.append(Run(replace(own, waves=waves, values=values), 7, one))
    partition = scenario.settings.places.by("network")
    made = simulate_runs(runs, groups=partition.of_team, threads=1)
    assert made.places is not None
    series = places_from_sums(made.places, partition, scenario.settings.processes)
    for world, twin in ((0, ""), (1, ".twin")):
        for name in ("coverage", "reported", "honest"):
            wanted = series.of(f"{name}.ccs{twin}")[:, months][:, :, block.allocation.units]
            np.testing.assert_allclose(block.of(name, world, months), np.moveaxis(wanted, 1, 2), rtol=1e-6)
    before = months < design.start
    assert (block.values[:, 0][:, :, before] == block.values[:, 1][:, :, before]).all()


def test_worlds_of_regions_that_draw_rules_are_those_of_rules_that_change_there_and_those_without(
    scenario: Scenario,
) -> None:
    months = known_months([FACTORIAL])
    block = lived(FACTORIAL, scenario, months, range(2), 7)
    places, own = scenario.settings.places, block.allocation
    regions = {places.region_names[one] for one in own.region[own.ruled]}
    assert len(regions) == 3
    there = load("baseline", sets=[f"alignment@24[{'; '.join(sorted(regions))}]=0.8"])
    as_before = lived(replace(FACTORIAL, rules=()), scenario, months, range(2), 7)
    changed = lived(replace(FACTORIAL, rules=()), there, months, range(2), 7)
    assert (as_before.allocation.units == own.units).all()
    np.testing.assert_array_equal(block.values[:, :2], changed.values)
    np.testing.assert_array_equal(block.values[:, 2:], as_before.values)
    assert (block.values[:, :2] != block.values[:, 2:]).any()
    assert (block.values[:, 0][:, :, months < 24] == block.values[:, 2][:, :, months < 24]).all()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000), st.sampled_from(["parallel", "stepped_wedge", "saturation", "before_after", "factorial"])
)
def test_allocations_coach_as_many_as_the_design_says(seed: int, kind: str) -> None:
    scenario = load("baseline")
    design = {
        "parallel": PARALLEL,
        "stepped_wedge": STEPPED,
        "saturation": Design("two", "saturation", 30, saturations=(0.0, 0.4, 0.8)),
        "before_after": Design("all", "before_after", 10),
        "factorial": FACTORIAL,
    }[kind]
    own = drawn(design, scenario.settings.places, np.random.default_rng(seed))
    assert len(set(own.units.tolist())) == design.clusters
    coached = {"parallel": 6, "stepped_wedge": 12, "saturation": 2 * 2 + 2 * 4, "before_after": 10, "factorial": 12}[
        kind
    ]
    assert own.ever.sum() == coached
    if kind == "saturation":
        shares = sorted(own.ever[own.region == one].mean() for one in range(6))
        assert shares == pytest.approx([0.0, 0.0, 0.4, 0.4, 0.8, 0.8])
    ruled = [own.ruled[own.region == one] for one in range(6)]
    assert sum(one.all() for one in ruled if len(one)) == (3 if kind == "factorial" else 0)
    assert all(one.all() or not one.any() for one in ruled)
    if kind == "factorial":
        assert all(own.ever[own.region == one].sum() == 2 for one in range(6))
    if kind == "stepped_wedge":
        assert np.bincount(((own.starts - 24) // 6).astype(int)).tolist() == [3, 3, 3, 3]
    waves = waves_of(design, own, scenario.settings.places)
    named = {network for wave in waves for network in wave.networks}
    assert named == set(own.units[own.starts < NEVER].tolist())


def test_every_question_of_every_kind_has_an_estimator_that_runs(scenario: Scenario) -> None:
    of_kind: dict[str, dict[str, Any]] = {
        "parallel": {"clusters": 12},
        "stepped_wedge": {"clusters": 12, "waves": 3, "step": 6},
        "saturation": {"clusters": 30, "saturations": (0.0, 0.6)},
        "before_after": {"clusters": 8},
        "factorial": {"clusters": 24, "rules": (("alignment", 0.8),)},
    }
    designs = [
        Design(
            f"{kind} {question}",
            kind,
            question=question,
            after=0 if kind == "stepped_wedge" else 24,
            source="audit" if question == "theatre" else "survey",
            missing=0.02,
            estimators=estimators,
            **of_kind[kind],
        )
        for (kind, question), estimators in ANSWERS.items()
    ]
    found = answers(designs, scenario, None, 16)
    assert len(found) == sum(len(estimators) for estimators in ANSWERS.values())
    for one in found.values():
        assert one.truth.mean is not None and one.failed <= 16 and one.cost.data > 0.0


@pytest.mark.parametrize("outcome", ["efficacy", "safety", "candour"])
def test_scales_are_asked_in_surveys_with_their_reliability(outcome: str, scenario: Scenario) -> None:
    sure = replace(PARALLEL, name="sure", outcome=outcome, reliability=1.0)
    rough = replace(sure, name="rough", reliability=0.4)
    found = answers([sure, rough], scenario, None, 160)
    assert found["sure", DID].truth.mean == found["rough", DID].truth.mean
    assert found["sure", DID].visible.mean < found["rough", DID].visible.mean
