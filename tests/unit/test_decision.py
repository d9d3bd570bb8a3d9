"""Decisions: regret, best, good enough and flips where the answer is known; a front that nothing beats."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.decision import Case, cases_of, decide, plan_of_packages
from experiments.decision.cases import context_ranges, worlds_of
from experiments.decision.flips import flips_of
from experiments.decision.judgement import Judged, measures_for
from experiments.decision.requirements import USUAL, Requirement, requirements_of
from experiments.decision.search import levers_named, search, usual_levers
from experiments.statistics import mean_of, share_of
from experiments.sweep.plan import Plan
from experiments.sweep.variants import Runs, made
from scenarios import load
from scenarios.plausible import plausible_sets
from simulation.errors import SimulationError
from simulation.parameters import declared

PROCESSES = ("ccs", "anc")
NAMES = ("reference", "steady", "hopeful")
STORED = ("coverage.ccs", "cost", "equity_gap", "theatre")


def planted(number: int = 100) -> tuple[Runs, tuple[Case, ...]]:
    """`steady` gains 0.05 everywhere, `hopeful` ten times the shocks: better above demand_sd 0.1 alone."""
    cases = cases_of(number, "context", seed=3)
    sd = np.array([case.context["demand_sd"] for case in cases])
    noise = np.random.default_rng(1).normal(0.0, 0.002, (3, number))
    coverage = 0.5 + noise + np.array([np.zeros(number), np.full(number, 0.05), 0.5 * sd])
    cost = np.array([np.zeros(number), np.full(number, 1000.0), np.full(number, 5000.0)])
    gap, theatre = np.full((3, number), -0.01), np.full((3, number), np.nan)
    values = np.stack([coverage, cost, gap, theatre], axis=-1).reshape(3 * number, 1, 1, 4)
    names = tuple(f"{name} {case.name}" for name in NAMES for case in cases)
    return Runs(names, (), ((),), 1, STORED, values), cases


def test_the_best_its_regret_and_what_a_point_costs() -> None:
    runs, cases = planted()
    found = decide(runs, NAMES, cases, "coverage.ccs", (Requirement("gain", True, 0.045),))
    steady, hopeful = found.packages["steady"], found.packages["hopeful"]
    assert steady.gain.mean.mean == pytest.approx(0.05, abs=0.001)
    assert steady.cost_per_point is not None and steady.cost_per_point.mean == pytest.approx(200.0, rel=0.03)
    assert found.packages["reference"].best.mean == 0.0
    assert (steady.best.mean or 0.0) + (hopeful.best.mean or 0.0) == pytest.approx(1.0)
    gains = found.gains
    np.testing.assert_allclose(steady.regret_most, (gains.max(axis=0) - gains[1]).max())
    np.testing.assert_allclose(hopeful.regret_mean, (gains.max(axis=0) - gains[2]).mean())
    assert steady.each["gain >= 0.045"] > 0.95 > hopeful.each["gain >= 0.045"]
    assert steady.equity.mean.mean == pytest.approx(0.01), "a gap counts whoever is ahead"
    assert steady.theatre.mean.mean is None


def test_the_value_at_which_the_advice_flips_is_found_and_no_other() -> None:
    runs, cases = planted()
    found = decide(runs, NAMES, cases, "coverage.ccs", USUAL)
    assert [flip.parameter for flip in found.flips] == ["demand_sd"]
    flip = found.flips[0]
    assert flip.low < 0.1 < flip.high and flip.value == pytest.approx(0.1, abs=0.005)
    assert flip.rival_wins_above == (found.advised == "steady")
    assert found.failing is not None and found.failing.box is not None
    assert found.failing.box.columns == ("demand_sd",)


def test_a_budget_leaves_out_what_cannot_be_paid_for() -> None:
    runs, cases = planted()
    assert decide(runs, NAMES, cases, "coverage.ccs", USUAL, budget=2000.0).advised == "steady"
    assert decide(runs, NAMES, cases, "coverage.ccs", USUAL, budget=500.0).advised == "reference"
    nothing = decide(runs, NAMES, cases, "coverage.ccs", USUAL, budget=-1.0)
    assert nothing.advised is None and nothing.flips == ()


def test_equal_packages_share_being_best() -> None:
    runs, cases = planted()
    values = runs.values.copy()
    values[200:] = values[100:200]
    found = decide(replace(runs, values=values), NAMES, cases, "coverage.ccs", USUAL)
    assert found.packages["steady"].best.mean == found.packages["hopeful"].best.mean == 0.5


def test_an_undefined_gain_is_refused() -> None:
    runs, cases = planted()
    values = runs.values.copy()
    values[150, 0, 0, 0] = np.nan
    with pytest.raises(SimulationError, match=r"coverage\.ccs is undefined in steady in 1 of 300 cases"):
        decide(replace(runs, values=values), NAMES, cases, "coverage.ccs", USUAL)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gain", "a name, >= or <=, a number"),
        ("gain>=much", "gain>=much: 'much' is not a number"),
        ("gain>=nan", "'nan' is not a number"),
        ("gian>=1", "Did you mean 'gain'"),
    ],
)
def test_requirements_that_make_no_sense_are_refused(text: str, message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        requirements_of([text], PROCESSES)


def test_a_case_leaves_what_a_scenario_chose() -> None:
    case = Case("c", plausible_sets()[0], {"manager_turnover": 0.11, "demand_sd": 0.07})
    chosen = load("high-turnover", size="classroom")
    settings = case.settings_of(chosen)
    assert settings.values["manager_turnover"] == chosen.settings.values["manager_turnover"]
    assert settings.values["demand_sd"] == 0.07
    name, value = next(iter(plausible_sets()[0].values.items()))
    assert settings.values[name] == value


def test_ranges_of_places_hold_what_is_assumed_of_them() -> None:
    baseline = load("baseline").settings.values
    for one in context_ranges():
        assert one.low <= baseline[one.name] <= one.high, one.name
        assert one.source
    for lever in usual_levers():
        assert declared()[lever.name].kind == "lever"
        assert lever.low <= baseline[lever.name] <= lever.high, lever.name


def test_cases_are_the_same_for_the_same_seed_and_refused_out_of_range() -> None:
    assert cases_of(5, "both", 2) == cases_of(5, "both", 2) != cases_of(5, "both", 3)
    with pytest.raises(SimulationError, match="cases is 1"):
        cases_of(1)
    with pytest.raises(SimulationError, match="at most the"):
        cases_of(len(plausible_sets()) + 1, "plausible")
    with pytest.raises(SimulationError, match="does not move"):
        levers_named(["target"])


def test_packages_are_searched_for_under_a_budget_and_a_stopped_search_goes_on(tmp_path: Path) -> None:
    reference = load("baseline", size="classroom")
    made_again: list[str] = []

    def make(plan: Plan, name: str) -> Runs:
        made_again.append(name)
        return made(plan, name, tmp_path / name.replace(" ", "-"))

    def searched() -> object:
        return search(
            reference,
            cases_of(2, "both", 1),
            cases_of(4, "both", 2),
            make,
            measure="coverage.ccs",
            budget=50_000.0,
            levers=levers_named(["alignment", "bonus", "coaching_coverage"]),
            generations=2,
            size=8,
            seed=0,
        )

    first, again = searched(), searched()
    assert vars(first)["front"] == vars(again)["front"] and len(made_again) == 8
    tried, front = vars(first)["tried"], vars(first)["front"]
    assert tried.shape == (16, 3) and front
    assert all(one.gain > 0.0 for one in front[:1])
    assert any(text.startswith("alignment@24=") for text in front[0].sets)


def test_packages_in_cases_are_runs_of_their_settings() -> None:
    packages = {name: load(name, size="classroom") for name in ("baseline", "aligned")}
    cases = cases_of(3, "both", 1)
    plan = plan_of_packages(packages, cases, measures_for("coverage.ccs", USUAL), replicates=2, seed=1)
    found = decide(made(plan, "test"), list(packages), cases, "coverage.ccs", USUAL)
    assert found.packages["aligned"].gain.mean.mean is not None
    assert found.packages["baseline"].gain.mean.mean == 0.0


def test_cases_of_one_plausible_set_are_no_independent_evidence() -> None:
    """Every set comes five times, alike: a mean, a share and a price are known as of a fifth of the cases."""
    sets = plausible_sets()[:40]
    cases = tuple(Case(f"c{place}", sets[place % 40], {"demand_sd": 0.1}) for place in range(200))
    assert worlds_of(cases).max() == 39
    draw = np.random.default_rng(1)
    gain = np.tile(draw.normal(0.05, 0.05, 40), 5)
    values = np.zeros((2, 200, 1, 4))
    values[1, :, 0, 0], values[:, :, 0, 3] = gain, np.nan
    values[1, :, 0, 1] = 1000.0

    def judged(number: int) -> Judged:
        names = tuple(f"{name} {case.name}" for name in "ab" for case in cases[:number])
        runs = Runs(names, (), ((),), 1, STORED, values[:, :number].reshape(2 * number, 1, 1, 4))
        return decide(runs, ("a", "b"), cases[:number], "coverage.ccs", ()).packages["b"]

    found, alone = judged(200), judged(40)
    assert found.gain.mean.low == pytest.approx(mean_of(gain[:40]).low, abs=1e-4)
    assert found.best.low == pytest.approx(share_of((gain[:40] > 0.0).astype(np.float64)).low, abs=0.01)
    assert found.cost_per_point is not None and alone.cost_per_point is not None
    assert found.cost_per_point.low == pytest.approx(alone.cost_per_point.low or 0.0, rel=1e-6)


def test_a_flip_that_rests_on_a_few_sets_that_come_again_and_again_is_seldom_told() -> None:
    """The lead differs between sets by chance alone: thirty times the same twelve look like evidence, and are none."""
    sets = plausible_sets()[:12]
    name = next(iter(sets[0].values))
    worlds = np.repeat(np.arange(12), 30)
    table = {name: np.repeat([one.values[name] for one in sets], 30)}
    told = taken_for_cases = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        lead = np.repeat(draw.normal(0.0, 0.02, 12), 30) + draw.normal(0.0, 0.002, 360)
        gains = np.array([lead, np.zeros(360)])
        told += bool(flips_of(gains[..., None], ("a", "b"), 0, (0, 1), table, worlds, 1))
        taken_for_cases += bool(flips_of(gains[..., None], ("a", "b"), 0, (0, 1), table, np.arange(360), 1))
    assert told <= 6 and taken_for_cases >= 12
