"""Verdicts: over random tables nothing is said that the table denies; ratios and frontiers of known problems."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from experiments.analyses.decision import Case, judge
from experiments.analyses.decision.answer import ALIKE_TOLD, alike_in_words, findings, learning_in_words
from experiments.analyses.decision.brief import answer_in_brief
from experiments.analyses.decision.cost_effectiveness import frontier_of
from experiments.analyses.decision.method import Decision
from experiments.analyses.decision.report import voice_of
from experiments.analyses.decision.requirements import Requirement
from experiments.analyses.decision.value_of_information import FEWEST
from experiments.analyses.decision.verdict import ENOUGH, Rules
from experiments.presentation.words import money
from experiments.runs.sweep.variants import Runs
from simulation.errors import SimulationError

STORED = ("coverage.ccs", "cost", "equity_gap", "theatre")


def decided(
    gains: NDArray[np.float64],
    costs: NDArray[np.float64],
    *,
    requirements: Any = (),
    budget: float | None = None,
    worth: float | None = None,
    **rules: float,
) -> Decision:
    """Return the decision over a table, [package, case]; the first package is the reference."""
    number, cases = gains.shape
    values = np.zeros((number, cases, 1, 4))
    values[..., 0, 0], values[..., 0, 1] = 0.4 + gains, costs
    names = tuple("abcdefgh"[:number])
    worlds = tuple(Case(f"c{place}", None, {"demand_sd": 0.01 * place}) for place in range(cases))
    runs = Runs(
        tuple(f"{name} {case.name}" for name in names for case in worlds),
        (),
        ((),),
        1,
        STORED,
        values.reshape(-1, 1, 1, 4),
    )
    asked = (*requirements, *(() if budget is None else (Requirement("extra_cost", False, budget),)))
    return judge(runs, names, worlds, "coverage.ccs", asked, budget=budget, worth=worth, rules=Rules(**rules))


def chosen(values: list[float], number: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.sampled_from(values), min_size=number, max_size=number)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Return a table with ties, equal costs, budgets that nobody or everybody keeps, and requirements."""
    number, cases = draw(st.integers(2, 5)), draw(st.sampled_from([6, 13, 24, FEWEST]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    level = np.array(
        [
            0.0,
            *draw(
                st.lists(
                    st.sampled_from([0.0, 0.001, 0.004, 0.02, 0.06, -0.03]), min_size=number - 1, max_size=number - 1
                )
            ),
        ]
    )
    noise = draw(st.sampled_from([0.0, 0.001, 0.02]))
    gains = level[:, None] + noise * random.standard_normal((number, cases))
    cost = np.array(
        [
            0.0,
            *draw(
                st.lists(st.sampled_from([0.0, 10.0, 500.0, 2000.0, -50.0]), min_size=number - 1, max_size=number - 1)
            ),
        ]
    )
    costs = 1e4 + cost[:, None] * (1.0 + draw(st.sampled_from([0.0, 0.5])) * random.standard_normal((number, cases)))
    if draw(st.booleans()):  # identical packages
        gains[-1], costs[-1] = gains[-2], costs[-2]
    return {
        "gains": gains,
        "costs": costs,
        "budget": draw(st.sampled_from([None, -1e6, 15.0, 600.0, 1e6])),
        "requirements": draw(
            st.sampled_from([(), (Requirement("gain", True, 0.03),), (Requirement("gain", True, 5.0),)])
        ),
        "matters": draw(st.sampled_from([0.0, 0.005, 0.02])),
        "budget_share": draw(st.sampled_from([0.5, 0.9, 1.0])),
        "worth": draw(st.sampled_from([None, 0.0, 10.0, 1e5])),
    }


@settings(deadline=None, max_examples=150)
@given(tables())
def test_no_verdict_is_denied_by_its_table(table: dict[str, Any]) -> None:
    found = decided(**table)
    verdict, rules = found.verdict, found.verdict.rules
    packages, reference = found.packages, found.packages["a"]
    payable = [own.name for own in packages.values() if own.affords >= rules.budget_share]

    def settled(name: str) -> bool:
        gain = packages[name].gain.mean
        return (gain.mean or 0.0) >= rules.matters and (gain.low or 0.0) > 0.0

    if verdict.kind == "unpayable":
        assert payable == [] and found.advised is None
    elif verdict.kind == "stay":
        assert "a" in payable and not any(settled(name) for name in payable if name != "a")
    elif verdict.kind == "not_enough":
        assert all((packages[name].meets.mean or 0.0) < ENOUGH for name in payable if name != "a" and settled(name))
        leading = [name for name in payable if name != "a" and settled(name)]
        assert leading and (packages[verdict.nearest or ""].meets.mean or 0.0) == max(
            packages[name].meets.mean or 0.0 for name in leading
        )
    else:
        own = packages[found.advised or ""]
        assert own.name in payable and ("a" not in payable or settled(own.name))
        leading = [name for name in payable if name != "a" and settled(name)] if "a" in payable else payable
        asked = bool(table["requirements"]) or table["budget"] is not None
        enough = [name for name in leading if not asked or (packages[name].meets.mean or 0.0) >= ENOUGH]
        assert not enough or "a" not in payable or own.name in enough
        assert own.regret_mean == min(packages[name].regret_mean for name in enough or leading)
        assert {lead.over for lead in verdict.alike} <= set(payable) - {"a", own.name}
        for lead in verdict.alike:
            mean = float(
                (table["gains"]["abcdefgh".index(own.name)] - table["gains"]["abcdefgh".index(lead.over)]).mean()
            )
            assert lead.gain.mean == pytest.approx(mean, abs=1e-12)
        led = set(payable) - {"a", own.name} - {lead.over for lead in verdict.alike}
        assert all(
            (own.gain.mean.mean or 0.0) - (packages[name].gain.mean.mean or 0.0) >= rules.matters - 1e-12
            for name in led
        )
    assert not set(verdict.unpaid) & set(payable) and reference.gain.mean.mean == 0.0


@settings(deadline=None, max_examples=60)
@given(tables())
def test_a_brief_names_what_its_package_does_not_beat(table: dict[str, Any]) -> None:
    found, voice = decided(**table), voice_of("en")
    if found.verdict.kind == "try":
        said = answer_in_brief(found, voice)
        for lead in found.verdict.alike[:ALIKE_TOLD]:
            assert alike_in_words(lead, found, voice) in said


@settings(deadline=None, max_examples=60)
@given(tables())
def test_the_budget_that_is_called_needed_is_kept(table: dict[str, Any]) -> None:
    table["budget"] = 15.0
    found = decided(**table)
    for name in found.verdict.unpaid:
        needed, asked = found.budget_kept(name), found.verdict.rules.budget_share
        costs = found.costs[list(found.packages).index(name)]
        assert (costs <= needed).mean() >= asked > (costs < needed).mean() - 1e-12
        shown = re.sub(r"[^\d.−]", "", money(voice_of("en"), needed, is_needed=True))
        assert "million" in money(voice_of("en"), needed) or float(shown.replace("−", "-")) >= needed - 1e-6


@settings(deadline=None, max_examples=60)
@given(tables())
def test_what_is_worth_most_is_so_in_the_table(table: dict[str, Any]) -> None:
    found = decided(**table)
    payable = [own.name for own in found.packages.values() if own.affords >= found.verdict.rules.budget_share]
    if not payable:
        assert found.economics is None and found.learning is None
        return
    assert found.economics is not None
    places = {own.package: own for own in found.economics.places}
    assert list(places) == payable
    for own in places.values():
        better = [other for other in places.values() if other.cost <= own.cost and other.gain >= own.gain]
        if own.standing == "dominated":
            assert places[own.by[0]] in better and own.by[0] != own.package
        elif own.standing == "extended":
            below, above = (places[name] for name in own.by)
            share = (own.gain - below.gain) / (above.gain - below.gain)
            assert below.gain <= own.gain < above.gain and better == [own]
            assert below.cost + share * (above.cost - below.cost) <= own.cost + 1e-6
        else:
            assert all((other.cost, other.gain) == (own.cost, own.gain) for other in better)
    worth, chosen = table["worth"], found.economics.worth_most()
    assert (chosen is None) == (worth is None)
    if chosen is not None:
        net = {own.package: 100.0 * worth * own.gain - own.cost for own in places.values()}
        assert net[chosen.package] == pytest.approx(max(net.values()), abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(tables())
def test_what_is_called_worth_learning_is_so_in_the_table(table: dict[str, Any]) -> None:
    found = decided(**table)
    said = " ".join(learning_in_words(found, voice_of("en")))
    if found.learning is None:
        few = table["gains"].shape[1] < FEWEST
        is_alone = found.economics is None or len(found.economics.places) < 2
        assert is_alone or few or found.verdict.kind == "not_enough"
        return
    learning, matters = found.learning, found.verdict.rules.matters
    most = learning.everything.mean or 0.0
    assert most >= 0.0 and learning.choice == found.advised, "over what is advised, and nothing else"
    for own in learning.unknowns:
        assert (own.value.mean or 0.0) <= most + 1e-12, "no more than everything"
        assert not own.is_settled or (own.value.low or 0.0) > 0.0
    named = [own for own in learning.unknowns if own.is_settled and (own.value.mean or 0.0) >= matters]
    assert ("Worth learning" in said) == bool(named) and ("Nothing stands out" in said) == (not named)


@settings(deadline=None, max_examples=60)
@given(tables(), st.sampled_from(["en", "es"]))
def test_what_is_said_names_what_the_verdict_names(table: dict[str, Any], language: str) -> None:
    found = decided(**table)
    voice = voice_of(language)
    said = findings(found, None, voice)
    verdict = found.verdict
    begins = {
        "try": ("Try ", "Pruebe "),
        "stay": ("Stay ", "Quédese "),
        "not_enough": ("Stay ", "Quédese "),
        "unpayable": ("No package", "Ningún paquete"),
    }
    assert said[0].startswith(begins[verdict.kind][language == "es"])
    if verdict.kind != "unpayable":
        assert re.search(rf"\b{found.advised}\b", said[0].partition(". ")[0])
    for lead in verdict.alike[:3] if verdict.kind == "try" else ():
        assert re.search(rf"\b{lead.over}\b", said[0])
    for name in verdict.unpaid:
        assert re.search(rf"\b{name}\b", said[0])
    assert not re.search(r"\b(None|nan)\b", " ".join(said))
    if re.search("no single uncertain value|ningún valor incierto", " ".join(said)):
        payable = [own for own in found.packages.values() if own.affords >= verdict.rules.budget_share]
        own = found.packages[found.advised or ""]
        assert own.regret_mean == min(one.regret_mean for one in payable), "none is better on average already"


# Known answers ----------------------------------------------------------------------------------------------


def test_the_frontier_of_a_textbook() -> None:
    """Dominated: D costs more than C and gains less; extended: B gains less for its money than a mix of A and C."""
    costs, gains = [0.0, 16_000.0, 20_000.0, 30_000.0, 50_000.0], [0.0, 1.0, 4.0, 3.0, 5.0]
    assert frontier_of(costs, gains) == [0, 2, 4]


def test_equal_packages_stand_once_on_the_frontier() -> None:
    assert frontier_of([0.0, 5.0, 5.0], [0.0, 1.0, 1.0]) == [0, 1]


def test_what_saves_money_comes_first() -> None:
    assert frontier_of([0.0, -10.0, 10.0], [0.0, 0.5, 1.0]) == [1, 2]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8))
def test_the_frontier_is_what_some_price_of_a_point_would_choose(pairs: list[tuple[int, int]]) -> None:
    costs, gains = [float(cost) for cost, _ in pairs], [float(gain) for _, gain in pairs]
    kept = frontier_of(costs, gains)
    points = [(costs[one], gains[one]) for one in kept]
    assert points == sorted(set(points)) and all(a[1] < b[1] for a, b in itertools.pairwise(points))
    prices = [(b[0] - a[0]) / (b[1] - a[1]) for a, b in itertools.pairwise(points)]
    assert prices == sorted(prices)
    for worth in (0.0, *prices, *(price + 0.5 for price in prices)):
        net = [worth * gain - cost for cost, gain in zip(costs, gains, strict=True)]
        assert max(net) == pytest.approx(max(net[one] for one in kept))


def test_the_last_points_have_their_own_price() -> None:
    gains = np.array([[0.0] * 20, [0.075] * 20, [0.091] * 20]) + 1e-4 * np.random.default_rng(1).standard_normal(
        (3, 20)
    )
    costs = np.array([[0.0] * 20, [619_000.0] * 20, [4_640_000.0] * 20])
    last = decided(gains, costs).verdict.last
    assert last is not None and last.over == "b" and last.gain == pytest.approx(0.016, abs=1e-3)
    assert last.each.mean == pytest.approx((4_640_000 - 619_000) / 1.6, rel=0.02)
    assert (last.each.low or 0.0) < (last.each.mean or 0.0) < (last.each.high or 0.0)


def test_a_rival_beyond_the_budget_is_told_and_nothing_is_called_the_best() -> None:
    costs = np.zeros((2, 20))
    costs[1] = np.where(np.arange(20) < 14, 500_000.0, 1_100_000.0)
    gains = np.array([[0.0] * 20, [0.075] * 20])
    found = decided(gains, costs, budget=1_000_000.0)
    assert found.verdict.kind == "stay" and found.verdict.unpaid == ("b",)
    said = " ".join(findings(found, None, voice_of("en")))
    assert (
        "“b” would gain 7.5 points over “a”, and keeps the budget in 70% of the cases, short of the 90% asked for"
        in said
    )
    assert "In none of the cases" not in said
    assert decided(gains, costs, budget=1_000_000.0, budget_share=0.6).advised == "b"


@pytest.mark.parametrize("rules", [{"matters": -0.1}, {"budget_share": 1.5}, {"matters": float("nan")}])
def test_rules_that_make_no_sense_are_refused(rules: dict[str, float]) -> None:
    from experiments.analyses.decision.verdict import checked_rules

    with pytest.raises(SimulationError, match=next(iter(rules))):
        checked_rules(**rules)
