"""Accounts told apart: known answers. Accounts that are alike are told apart as often as chance does, those that differ
grossly are, certainty comes true as often as it says, and no set of values teaches what is asked of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.analyses.evaluation import accounts_in_words
from experiments.analyses.evaluation.accounts import (
    CONFINEMENT,
    MEASUREMENTS,
    OF_NULL,
    AccountsAsked,
    RivalAccount,
    check_accounts,
    known_accounts,
    measured_more,
    usual_accounts,
)
from experiments.analyses.evaluation.ask import EvaluationFindings
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.design import Design, DesignError
from experiments.analyses.evaluation.report import voice_of
from experiments.analyses.evaluation.telling import (
    AccountsAnswer,
    Told,
    _folds,
    _leading,
    _read,
    bits_of,
    chances_of,
    told_apart,
    told_of,
)
from experiments.analyses.evaluation.worlds import TWIN, Kept, known_months, lived
from experiments.runs.rivals.declared import CONTEXT, OWN, explanations, switches
from experiments.statistics.intervals import Estimate, Values
from scenarios.asked import scenario_of
from scenarios.load import Scenario
from scenarios.plausible import plausible_sets

PARALLEL = Design("parallel", "parallel", 6, women=60)


@pytest.fixture(scope="module")
def small() -> Scenario:
    return scenario_of("baseline", size="classroom")


def toy(seed: int, apart: float, accounts: int = 3, sets: int = 40, each: int = 4) -> tuple[Any, Any, Any]:
    """Return features, accounts and sets of data sets: accounts lie so far apart, sets and data sets differ too."""
    draws = np.random.default_rng(seed)
    truth = np.repeat(np.arange(accounts), sets * each)
    alike = np.repeat(np.arange(accounts * sets), each)
    x = draws.standard_normal((len(truth), 4)) + draws.standard_normal((accounts * sets, 4))[alike]
    x[:, :accounts] += apart * np.eye(accounts)[truth][:, : x.shape[1]]
    return x, truth, alike


# Toys ------------------------------------------------------------------------------------------------------------


def missed_chance(seeds: range) -> int:
    told = [told_of(chances_of(x, truth, alike), truth, alike) for x, truth, alike in (toy(s, 0.0) for s in seeds)]
    assert all(one.bits.low is not None and one.bits.low < 0.01 and abs(one.bits.mean or 0.0) < 0.03 for one in told)
    return sum(not (one.right.low or 0.0) <= 1 / 3 <= (one.right.high or 0.0) for one in told)


def test_accounts_that_are_alike_are_told_apart_as_often_as_chance_does() -> None:
    assert missed_chance(range(6)) <= 1


@pytest.mark.thorough
def test_over_many_tries_nineteen_intervals_in_twenty_hold_chance() -> None:
    assert missed_chance(range(100, 200)) <= 12  # 5 are expected; 13 or more come once in a thousand


def test_accounts_that_differ_grossly_are_told_apart() -> None:
    x, truth, alike = toy(1, 12.0)
    told = told_of(chances_of(x, truth, alike), truth, alike)
    assert (told.right.mean or 0.0) > 0.99 and (told.bits.mean or 0.0) > 0.97 * np.log2(3)
    assert all(told.confusion[one][one] > 0.98 for one in range(3))


def test_what_is_learnt_is_what_there_is_to_learn_and_certainty_comes_true() -> None:
    x, truth, alike = toy(2, 2.0, sets=120)
    means = 2.0 * np.eye(3, 4)
    exact = -((x[:, None] - means) ** 2).sum(axis=2) / (2.0 * 2.0)  # variance of sets and of data sets
    exact = np.exp(exact - np.logaddexp.reduce(exact, axis=1, keepdims=True))
    chances = chances_of(x, truth, alike)
    told, best = told_of(chances, truth, alike), told_of(exact, truth, alike)
    assert abs((told.bits.mean or 0.0) - (best.bits.mean or 0.0)) < 0.03 < (best.bits.mean or 0.0)
    assert sum(one.number for one in told.calibration) == len(truth)
    for one in told.calibration:
        assert one.number < 30 or (one.true.low or 0.0) - 0.03 < one.said < (one.true.high or 1.0) + 0.03


def test_a_set_of_values_teaches_nothing_of_itself() -> None:
    draws = np.random.default_rng(3)
    truth, alike = np.repeat(np.arange(4), 80), np.repeat(np.arange(80), 4)
    x = draws.standard_normal((80, 12))[alike] + 0.01 * draws.standard_normal((320, 12))
    told = told_of(chances_of(x, truth, alike), truth, alike)
    assert (told.right.low or 0.0) <= 0.25 and abs(told.bits.mean or 0.0) < 0.05
    for train, test in _folds(5, truth, alike):
        assert not set(alike[train].tolist()) & set(alike[test].tolist())


def test_a_measurement_adds_what_it_says_and_noise_adds_nothing() -> None:
    x, truth, alike = toy(4, 0.7)
    without = chances_of(x, truth, alike)
    noise = np.random.default_rng(5).standard_normal((len(truth), 6))
    more = np.eye(3)[truth] + 0.4 * noise[:, :3]
    idle, useful = (
        told_of(chances_of(x, truth, alike, own), truth, alike, name, without=without, cost=500.0)
        for name, own in (("safety", noise), ("diary", more))
    )
    assert not idle.teaches and useful.teaches and useful.gain is not None and useful.per_thousand is not None
    assert useful.bits.mean == pytest.approx((told_of(without, truth, alike).bits.mean or 0) + (useful.gain.mean or 0))
    assert useful.per_thousand.mean == pytest.approx(2.0 * (useful.gain.mean or 0.0))


def test_chances_are_shares_and_what_is_missing_stops_nobody() -> None:
    x, truth, alike = toy(6, 1.0, sets=16, each=2)
    x[::7, 2] = np.nan
    x[:, 3] = np.nan
    chances = chances_of(x, truth, alike)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)
    assert np.isfinite(bits_of(chances, truth)).all()


def test_what_teaches_most_for_its_cost_is_settled_only_where_the_difference_is() -> None:
    alike = np.arange(200)
    draws = np.random.default_rng(1)

    def told(name: str, mean: float) -> tuple[Told, Values]:
        gain = mean + 0.1 * draws.standard_normal(200)
        half = 1.97 * 0.1 / np.sqrt(200)
        each = Estimate(mean, mean - half, mean + half, 200)
        return Told(name, each, each, (), (), each, 1000.0, each), gain / 1000.0

    made = {
        name: told(name, mean) for name, mean in (("diary", 0.5), ("safety", 0.499), ("audit", 0.1), ("efficacy", 0))
    }
    more, bits = [one for one, _ in made.values()], {name: gain for name, (_, gain) in made.items()}
    leads, unsettled = _leading(more, bits, alike)
    assert {leads, *unsettled} == {"diary", "safety"}
    assert _leading(more[3:], bits, alike) == (None, ())
    free = replace(more[2], cost=0.0, per_thousand=None)
    assert _leading([*more[:2], free], bits, alike) == ("audit", ())


# Accounts --------------------------------------------------------------------------------------------------------


def test_an_account_is_its_switches_over_sets_that_fit_it(small: Scenario) -> None:
    assert usual_accounts(CONFINEMENT) == (OWN, *(name for name in switches() if name != "free learning"))
    for account in known_accounts(CONFINEMENT):
        for number in (account.first, account.first + len(account.sets), account.first + 3):
            values = account.settings(small, number).values
            own = account.sets[(number - account.first) % len(account.sets)].values
            wanted = {**own, **switches().get(account.name, {})}
            assert all(
                values[name] == value for name, value in wanted.items() if small.sources[name].status != "chosen"
            )
            off = {name for of in switches().values() for name in of if name.startswith("candour.")} - set(wanted)
            assert all(values[name] == 0.0 for name in off)


def test_an_explanation_of_the_null_is_true_alone(small: Scenario) -> None:
    for account, one in zip(known_accounts(OF_NULL), explanations(), strict=True):
        strengths: list[float] = []
        for number in range(account.first, account.first + 40):
            values = account.settings(small, number).values
            differ = {name for name in CONTEXT if values[f"anc.{name}"] != values[f"ccs.{name}"]}
            assert differ <= set(one.factors) and one.factors[0] in differ
            strengths.append(values[f"anc.{one.factors[0]}"])
        low, high = sorted((one.null_from, one.range[1]))
        assert low <= min(strengths) and max(strengths) <= high
        assert low == high or max(strengths) - min(strengths) > 0.7 * (high - low) * (one.name != "denominator")


def test_the_own_account_lives_in_the_worlds_that_power_is_found_in(small: Scenario) -> None:
    own = known_accounts(CONFINEMENT)[0]
    months = known_months([PARALLEL])
    plain, under = (lived(PARALLEL, small, months, range(4), 3, account=one) for one in (None, own))
    assert (plain.values == under.values).all() and (plain.ties == under.ties).all()
    assert own.sets == plausible_sets()


def test_nothing_that_only_a_twin_shows_is_read(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    from experiments.analyses.evaluation import telling

    question = AccountsAsked(CONFINEMENT, known_accounts(CONFINEMENT)[:2], (PARALLEL,))
    asked = Evaluation("a", "?", "¿?", small, (PARALLEL,))
    ways: dict[str, Any] = {"kept": Kept(None), "threads": 1, "tell": lambda _: None}
    read = _read(asked, question, [PARALLEL], 4, 1, **ways)[0]
    real = telling.all_blocks

    def without_twins(*given: Any, **named: Any) -> list[Any]:
        blocks = real(*given, **named)
        for block in blocks:
            block.values[:, TWIN] = np.nan
        return blocks

    monkeypatch.setattr(telling, "all_blocks", without_twins)
    for one, other in zip(read, _read(asked, question, [PARALLEL], 4, 1, **ways)[0], strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    "design",
    [
        replace(PARALLEL, missing=0.1),
        replace(PARALLEL, source="reported"),
        replace(PARALLEL, source="audit", question="theatre"),
        Design("wedge", "stepped_wedge", 6, waves=3, step=6),
        Design("all", "before_after", 6),
        Design("two", "saturation", 30, saturations=(0.0, 0.4, 0.8), months=12),
        Design("rules", "factorial", 24, rules=(("alignment", 0.8),), months=12),
    ],
    ids=lambda design: f"{design.kind} {design.source}",
)
def test_every_kind_of_design_is_read_in_all_its_blocks_alike(design: Design) -> None:
    scenario = scenario_of("baseline", size="default" if design.kind in ("saturation", "factorial") else "classroom")
    question = AccountsAsked(OF_NULL, known_accounts(OF_NULL)[:2], ()).by(design)
    asked = Evaluation("a", "?", "¿?", scenario, (design,))
    ways: dict[str, Any] = {"kept": Kept(None), "threads": 1, "tell": lambda _: None}
    for one in _read(asked, question, question.designs, 20, 1, **ways)[0]:
        assert len(one) == 40 and np.isfinite(one).mean() > 0.9


def test_one_account_under_two_names_is_told_from_itself_by_chance(small: Scenario) -> None:
    twice = tuple(RivalAccount(name, place, plausible_sets()[:24]) for place, name in enumerate(("one", "other")))
    question = AccountsAsked(CONFINEMENT, twice, (PARALLEL,), ("diary",))
    asked = Evaluation("a", "?", "¿?", small, (PARALLEL,), accounts=(question,))
    (found,) = told_apart(asked, PARALLEL, 48, 1, kept=Kept(None), threads=1, tell=lambda _: None)
    for told in (found.alone, *found.more):
        assert (told.right.low or 0.0) <= 0.5 <= (told.right.high or 1.0) and (told.bits.low or 0.0) < 0.02
    assert found.leads is None and found.most == 1.0


def test_measurements_more_are_designs_of_the_same_clusters_and_rounds() -> None:
    for one in MEASUREMENTS:
        more = measured_more(PARALLEL, one, 20)
        assert more.rounds == PARALLEL.rounds and more.shape == PARALLEL.shape
        assert more.women == (PARALLEL.women if one == "reports" else 20)
    audited = replace(PARALLEL, source="audit", question="theatre")
    assert AccountsAsked(OF_NULL, known_accounts(OF_NULL), ()).by(audited).more == ("diary", "safety", "efficacy")
    reported = replace(PARALLEL, source="reported")
    assert AccountsAsked(OF_NULL, known_accounts(OF_NULL), ()).by(reported).more == MEASUREMENTS[:4]


def test_what_accounts_differ_in_nobody_may_have_chosen() -> None:
    for of, sets in ((CONFINEMENT, "candour.by_time=1"), (OF_NULL, "anc.lag=3")):
        chosen = scenario_of("baseline", size="classroom", sets=[sets])
        with pytest.raises(DesignError, match=sets.partition("=")[0] + " is chosen in the scenario or in sets"):
            check_accounts(AccountsAsked(of, known_accounts(of), (PARALLEL,)), chosen)


# Words -----------------------------------------------------------------------------------------------------------


def estimate(mean: float, half: float) -> Estimate:
    return Estimate(mean, mean - half, mean + half, 100)


def answer(bits: float, gains: dict[str, float], leads: str | None, unsettled: tuple[str, ...] = ()) -> AccountsAnswer:
    right, even = estimate(0.5, 0.1), ((0.6, 0.4), (0.2, 0.8))
    alone = Told(None, right, estimate(bits, 0.1), even, ())
    more = tuple(
        Told(name, right, estimate(bits + gain, 0.1), even, (), estimate(gain, 0.1), 2000.0, estimate(gain / 2, 0.05))
        for name, gain in gains.items()
    )
    asked = AccountsAsked(CONFINEMENT, known_accounts(CONFINEMENT)[:2], (PARALLEL,), tuple(gains))
    from experiments.analyses.evaluation.method import Cost

    return AccountsAnswer(asked, PARALLEL, Cost(1.0, 1.0), alone, more, leads, unsettled)


@pytest.mark.parametrize(
    ("given", "english", "spanish"),
    [
        ((0.05, {"diary": 0.0}, None), ("are not shown to say", "nothing is shown to teach"), ("No se muestra que",)),
        (
            (0.5, {"diary": 0.5}, "diary"),
            ("say 0.50", "most for its cost is <strong>a diary of exchange"),
            ("dicen 0.50",),
        ),
        (
            (0.5, {"diary": 0.5, "audit": 0.4}, "diary", ("audit",)),
            ("than an audit of reports is not settled",),
            ("que una auditoría de los reportes no está decidido",),
        ),
        (
            (0.5, {"diary": 0.5, "safety": 0.0}, "diary"),
            ("That anything is added by a scale of safety is not",),
            ("escala",),
        ),
    ],
)
def test_sentences_say_what_the_intervals_bear_out(
    given: Any, english: tuple[str, ...], spanish: tuple[str, ...], small: Scenario
) -> None:
    asked = Evaluation("a", "?", "¿?", small, (PARALLEL,))
    found = EvaluationFindings(asked, 1, 320, (), (answer(*given),))
    for language, wanted in (("en", english), ("es", spanish)):
        said = " ".join(accounts_in_words.paragraphs(found, voice_of(language)))
        assert all(one in said for one in wanted) and "{" not in said and "nan" not in said, said
