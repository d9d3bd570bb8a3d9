"""Decisions: regret, best, good enough and flips where the answer is known; a front that nothing beats."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.analyses.decision import Case, cases_of, judge, plan_of_packages
from experiments.analyses.decision.answer import worth_in_words
from experiments.analyses.decision.cases import context_ranges, unknown_in, worlds_of
from experiments.analyses.decision.method import Decision, Judged, measures_for
from experiments.analyses.decision.report import voice_of
from experiments.analyses.decision.requirements import USUAL, Requirement, requirements_of
from experiments.analyses.decision.search import levers_named, search, usual_levers
from experiments.analyses.decision.switching_values import failing_of, flips_of
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.variants import Runs, made
from experiments.statistics.intervals import mean_of, share_of
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
    found = judge(runs, NAMES, cases, "coverage.ccs", (Requirement("gain", True, 0.045),))
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
    found = judge(runs, NAMES, cases, "coverage.ccs", ())
    assert [flip.parameter for flip in found.flips] == ["demand_sd"]
    flip = found.flips[0]
    assert flip.low < 0.1 < flip.high and flip.value == pytest.approx(0.1, abs=0.005)
    assert flip.rival_wins_above == (found.advised == "steady")
    assert found.failing is not None and found.failing.box is not None
    assert found.failing.box.columns == ("demand_sd",)


def test_a_budget_leaves_out_what_cannot_be_paid_for() -> None:
    runs, cases = planted()
    assert judge(runs, NAMES, cases, "coverage.ccs", (), budget=2000.0).advised == "steady"
    assert judge(runs, NAMES, cases, "coverage.ccs", (), budget=500.0).advised == "reference"
    nothing = judge(runs, NAMES, cases, "coverage.ccs", (), budget=-1.0)
    assert nothing.advised is None and nothing.flips == ()


def test_what_every_package_fixes_is_not_unknown() -> None:
    runs, cases = planted()
    every = frozenset(cases[0].values)
    assert judge(runs, NAMES, cases, "coverage.ccs", USUAL, unknown=every).flips
    fixed = judge(runs, NAMES, cases, "coverage.ccs", USUAL, unknown=every - {"demand_sd"})
    assert fixed.flips == () and (fixed.failing is None or fixed.failing.box is None)
    learnt = () if fixed.learning is None else fixed.learning.unknowns
    assert all("demand_sd" not in one.members for one in learnt)


def test_unknown_is_what_differs_in_the_worlds_of_any_package() -> None:
    cases = cases_of(6)
    free = load("baseline", size="classroom")
    fixed = load("baseline", size="classroom", sets=["demand_sd=0.05"])
    settings = {name: [case.settings_of(own) for case in cases] for name, own in (("free", free), ("fixed", fixed))}
    assert "demand_sd" not in unknown_in(settings["fixed"] + settings["fixed"], cases)
    assert "demand_sd" in unknown_in(settings["free"] + settings["fixed"], cases), "one that leaves it open is enough"
    assert set(cases[0].values) - {"demand_sd"} <= unknown_in(settings["fixed"], cases) | _alike(cases)


def _alike(cases: tuple[Case, ...]) -> set[str]:
    return {name for name in cases[0].values if len({case.values[name] for case in cases}) == 1}


def test_a_worth_says_so_where_one_package_alone_can_be_paid_for() -> None:
    runs, cases = planted()
    one = judge(runs, NAMES, cases, "coverage.ccs", (), budget=500.0, worth=100.0)
    assert one.economics is not None and len(one.economics.places) == 1
    for language, words in (("en", "Only “reference” can be paid for"), ("es", "Solo alcanza para “reference”")):
        assert words in " ".join(worth_in_words(one, voice_of(language)))
    without = judge(runs, NAMES, cases, "coverage.ccs", (), budget=500.0)
    assert worth_in_words(without, voice_of("en")) == []


def test_equal_packages_share_being_best() -> None:
    runs, cases = planted()
    values = runs.values.copy()
    values[200:] = values[100:200]
    found = judge(replace(runs, values=values), NAMES, cases, "coverage.ccs", USUAL)
    assert found.packages["steady"].best.mean == found.packages["hopeful"].best.mean == 0.5


def test_an_undefined_gain_is_refused() -> None:
    runs, cases = planted()
    values = runs.values.copy()
    values[150, 0, 0, 0] = np.nan
    with pytest.raises(SimulationError, match=r"coverage\.ccs is undefined in steady in 1 of 300 cases"):
        judge(replace(runs, values=values), NAMES, cases, "coverage.ccs", USUAL)


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
    found = judge(made(plan, "test"), list(packages), cases, "coverage.ccs", USUAL)
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
        return judge(runs, ("a", "b"), cases[:number], "coverage.ccs", ()).packages["b"]

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


# What follows from gains and costs that are known ----------------------------------------------------------------


def known(gains: object, costs: object, requirements: tuple[Requirement, ...] = (), **how: float) -> Decision:
    """Judge packages of these gains and costs, [package, case] or [package, case, replicate]."""
    coverage, cost = (np.array(one, dtype=float) for one in (gains, costs))
    coverage, cost = (one if one.ndim == 3 else one[..., None] for one in (coverage, cost))
    packages, number, replicates = coverage.shape
    values = np.zeros((packages, number, replicates, len(STORED)))
    values[..., 0], values[..., 1] = 0.4 + coverage, 200.0 + cost
    names = tuple("abcd"[:packages])
    cases = cases_of(number, "context", seed=3)
    runs = Runs(
        tuple(f"{name} {case.name}" for name in names for case in cases),
        (),
        ((),),
        replicates,
        STORED,
        values.reshape(packages * number, 1, replicates, len(STORED)),
    )
    return judge(runs, names, cases, "coverage.ccs", requirements, **how)  # type: ignore[arg-type]


def test_least_regret_on_average_best_most_often_and_least_at_worst_are_three_things() -> None:
    """`b` is best but in two cases, where it gains nothing; `c` is never far from the best."""
    often, steady = np.full(40, 0.10), np.full(40, 0.08)
    often[:2] = 0.0
    found = known([np.zeros(40), often, steady], np.zeros((3, 40)))
    assert (found.advised, found.most_often, found.least_worst) == ("b", "b", "c")
    rarely = np.full(40, 0.081)
    rarely[:9] = 0.0
    found = known([np.zeros(40), rarely, steady], np.zeros((3, 40)))
    assert (found.advised, found.most_often, found.least_worst) == ("c", "b", "c")
    assert found.packages["c"].gain.mean.mean == pytest.approx(0.08)
    assert found.packages["a"].regret_most == pytest.approx(0.081)


def test_what_costs_just_the_budget_is_within_it_and_nine_cases_in_ten_are_enough() -> None:
    gains = [np.zeros(40), np.full(40, 0.05)]
    for beyond, advised in ((0, "b"), (4, "b"), (5, "a"), (40, "a")):
        cost = np.full(40, 1000.0)
        cost[:beyond] = 1000.5
        found = known(gains, [np.zeros(40), cost], budget=1000.0)
        assert found.advised == advised and found.packages["b"].affords == pytest.approx(1.0 - beyond / 40)
        assert found.packages["b"].cost.mean.mean == pytest.approx(cost.mean()), "over the reference's"


def test_all_requirements_at_once_are_met_where_each_is_and_the_bound_itself_meets_it() -> None:
    gain = np.where(np.arange(40) % 2 == 0, 0.125, 0.0)
    cost = np.where(np.arange(40) < 10, 500.0, 100.0)
    asked = (Requirement("gain", True, 0.0625), Requirement("extra_cost", False, 100.0))
    found = known([np.zeros(40), gain], [np.zeros(40), cost], asked).packages["b"]
    assert list(found.each.values()) == [0.5, 0.75]
    assert found.meets.mean == ((gain >= 0.0625) & (cost <= 100.0)).mean()
    for text, on, off, of_undefined in (("reach>=0.5", 0.5, 0.4, False), ("reach<=0.5", 0.5, 0.6, True)):
        (one,) = requirements_of([text], PROCESSES)
        assert one.met(np.array([on, off, np.nan])).tolist() == [True, False, of_undefined]


def test_eight_cases_in_ten_lie_in_the_range_of_a_gain() -> None:
    gain = np.random.default_rng(2).permutation(np.linspace(0.0, 0.2, 101))
    spread = known([np.zeros(101), gain], np.zeros((2, 101))).packages["b"].gain
    assert ((gain >= spread.low) & (gain <= spread.high)).mean() == pytest.approx(0.8, abs=0.011)
    assert spread.low - gain.min() == pytest.approx(gain.max() - spread.high)


def test_a_price_draws_cases_and_replicates_apart_from_each_other() -> None:
    own = np.random.default_rng(1).normal(0.0, 300.0, 30)
    cost = np.stack([np.zeros((30, 30)), 1000.0 + own[:, None] - own[None, :]])
    gain = np.stack([np.zeros((30, 30)), np.full((30, 30), 0.05)])
    price = known(gain, cost).packages["b"].cost_per_point
    assert price is not None and price.low is not None and price.high is not None
    assert price.mean == pytest.approx(200.0) and price.high - price.low > 20.0


def test_who_cannot_be_paid_for_is_no_rival() -> None:
    x = np.linspace(0.0, 1.0, 60)
    gains = np.array([np.zeros(60), np.full(60, 0.5), x])
    table, worlds = {"x": x}, np.arange(60)
    for payable, rivals, share in (((0, 1, 2), ["c"], 0.5), ((0, 1), [], 0.0)):
        flips = flips_of(gains[..., None], "abc", 1, payable, table, worlds, 1)
        failing = failing_of(gains, 1, payable, table)
        assert [flip.rival for flip in flips] == rivals and failing is not None and failing.share == share


@pytest.mark.parametrize(
    ("lead", "is_told"),
    [
        (lambda x: 0.5 - x, True),
        (lambda x: 0.955 - x, False),  # three cases beyond it
        (lambda x: np.exp(-5.0 * x), False),  # the line crosses, and the rival is nowhere better
        (lambda x: 2.0 - x, False),
    ],
)
def test_a_flip_needs_cases_in_which_the_rival_is_the_better_one(lead: object, is_told: bool) -> None:
    x = np.linspace(0.0, 1.0, 60)
    for values in (x, 1.0 - x):
        gains = np.array([lead(values), np.zeros(60)])[..., None]  # type: ignore[operator]
        found = flips_of(gains, "ab", 0, (0, 1), {"x": x}, np.arange(60), 1)
        assert bool(found) == is_told
        assert all(one.rival_wins_above == (values is x) for one in found)


def test_of_many_values_that_change_nothing_hardly_one_is_said_to_flip_the_advice() -> None:
    told = 0
    for seed in range(30):
        draw = np.random.default_rng(seed)
        table = {f"x{number}": draw.random(60) for number in range(20)}
        gains = np.array([draw.normal(size=60), np.zeros(60)])[..., None]
        for one in (found := flips_of(gains, "ab", 0, (0, 1), table, np.arange(60), 1)):
            assert one.least <= one.low <= one.high <= one.most
        told += bool(found)
    assert told <= 5, "one in twenty at most, whatever the number of values"


def test_the_interval_of_a_flip_ends_where_its_value_does() -> None:
    draw = np.random.default_rng(4)
    x = draw.random(80)
    gains = np.array([0.85 - x + draw.normal(0.0, 0.8, 80), np.zeros(80)])[..., None]
    for values in (x, 1.0 - x):
        (flip,) = flips_of(gains, "ab", 0, (0, 1), {"x": values}, np.arange(80), 1)
        assert (flip.least, flip.most) == (values.min(), values.max())
        assert flip.least <= flip.low <= flip.value <= flip.high <= flip.most


def several(coverage: object, costs: object = 1000.0) -> Decision:
    """Two packages in cases of their own sets, [case, replicate]; the reference has 0.5 everywhere."""
    gains = np.asarray(coverage, dtype=np.float64)
    number, replicates = gains.shape
    cases = cases_of(number, "context", seed=3)
    own = np.stack([np.full_like(gains, 0.5), 0.5 + gains])
    cost = np.stack([np.zeros_like(gains), np.broadcast_to(np.asarray(costs, dtype=np.float64), gains.shape)])
    rest = np.zeros_like(own)
    values = np.stack([own, cost, rest, rest], axis=-1).reshape(2 * number, 1, replicates, 4)
    names = tuple(f"{name} {case.name}" for name in NAMES[:2] for case in cases)
    return judge(Runs(names, (), ((),), replicates, STORED, values), NAMES[:2], cases, "coverage.ccs", ())


def test_intervals_count_the_replicates_that_all_cases_share() -> None:
    draw = np.random.default_rng(12)
    held = narrow = 0
    for _ in range(30):
        gains = 0.05 + draw.normal(0.0, 0.02, (1, 8)) + draw.normal(0.0, 0.005, (20, 8))
        mean = several(gains).packages["steady"].gain.mean
        plain = mean_of(gains.mean(axis=1))
        held += (mean.low or 0.0) <= 0.05 <= (mean.high or 0.0)
        narrow += (plain.low or 0.0) <= 0.05 <= (plain.high or 0.0)
    assert held >= 0.83 * 30 > 15 > narrow


def test_packages_are_compared_where_all_have_what_counts() -> None:
    gains = np.full((12, 6), 0.05)
    gains[:, 1] = np.nan
    gains[3, :4] = np.nan
    found = several(gains)
    steady = found.packages["steady"]
    assert steady.gain.mean.mean == pytest.approx(0.05) == found.gains[1].mean()
    assert steady.cost_per_point is not None and steady.cost_per_point.mean == pytest.approx(200.0)
    assert (steady.best.mean, found.advised) == (1.0, "steady")
    gains[5] = np.nan
    with pytest.raises(SimulationError, match=r"coverage\.ccs is undefined in steady in 1 of 24 cases"):
        several(gains)


def test_a_price_has_no_interval_where_the_gain_may_be_nothing() -> None:
    draw = np.random.default_rng(2)
    uneven = 0.04 + np.repeat([-0.3, 0.3], 6)[:, None] + draw.normal(0.0, 0.001, (12, 4))
    price = several(uneven).packages["steady"].cost_per_point
    assert price is not None and price.mean == pytest.approx(250.0, rel=0.05)
    assert (price.low, price.high) == (None, None)
    sure = several(0.02 + draw.normal(0.0, 0.001, (12, 4))).packages["steady"].cost_per_point
    assert sure is not None and sure.low is not None and sure.high is not None
    assert sure.low < (sure.mean or 0.0) < sure.high < 1.2 * (sure.mean or 0.0)


@pytest.mark.parametrize("turned", [False, True])
def test_the_interval_of_a_flip_goes_as_far_to_one_side_as_to_the_other(turned: bool) -> None:
    """The line crosses in the middle, so that the interval is even; and it is that of 95%, neither half nor all."""
    x = np.linspace(0.0, 1.0, 200)
    values = 1.0 - x if turned else x
    gains = np.array([0.5 - x + np.random.default_rng(4).normal(0.0, 0.5, 200), np.zeros(200)])[..., None]
    (flip,) = flips_of(gains, "ab", 0, (0, 1), {"x": values}, np.arange(200), 1)
    error = 0.5 / np.sqrt(200)
    assert flip.value - flip.low == pytest.approx(1.96 * error, rel=0.25)
    assert flip.high - flip.value == pytest.approx(1.96 * error, rel=0.25)
