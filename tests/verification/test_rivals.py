"""Rivals: each is what it says, its page is from its runs, and the table is right about who fails what."""

from __future__ import annotations

import re

import pytest

from experiments.rivals import findings, page
from experiments.rivals.findings import WATCHED, case_of, reference_signatures, signature_of, without_signatures
from experiments.rivals.reading import NULL, SEEN, book_under, equalised, explanations, rules
from experiments.statistics import Estimate
from experiments.validation.facts import book
from experiments.validation.worlds import CONTEXT, settings_of
from scenarios.load import load
from simulation.parameters import declared

PAGE = page.FILE.read_text(encoding="utf-8")


def told(words: str) -> int:
    found = re.search(words, PAGE)
    assert found, words
    return int(found[1])


def test_explanations_share_out_the_whole_context_between_them() -> None:
    factors = [factor for explanation in explanations() for factor in explanation.factors]
    assert sorted(factors) == sorted(CONTEXT)


def test_only_its_own_factors_tell_the_processes_apart() -> None:
    baseline = load("baseline").settings.values
    for explanation in explanations():
        values = settings_of(equalised(explanation.factors)).values
        differ = {name for name in CONTEXT if values[f"{NULL}.{name}"] != values[f"{SEEN}.{name}"]}
        assert differ == {
            name for name in explanation.factors if baseline[f"{NULL}.{name}"] != baseline[f"{SEEN}.{name}"]
        }


def test_a_rival_rule_changes_something_in_every_world_and_nothing_else() -> None:
    for rule in rules():
        assert set(rule.set) <= set(declared())
        under = book_under(rule)
        assert under.facts is book().facts
        for name, world in book().worlds.items():
            own, rival = settings_of(world).values, settings_of(under.worlds[name]).values
            assert {key for key in own if own[key] != rival[key]} <= set(rule.set)


def test_no_rule_and_no_explanation_change_nothing() -> None:
    assert book_under(None) is book()
    every = tuple(factor for explanation in explanations() for factor in explanation.factors)
    assert settings_of(equalised(every)).values == load("baseline").settings.values


def test_without_a_difference_the_null_is_gone_and_with_all_it_is_there() -> None:
    none, every = reference_signatures(3, 16)
    assert not none.is_null and every.is_null
    assert none.estimates[f"efficacy_gain.{NULL}"].mean > 0.1  # type: ignore[operator]


def test_a_signature_tells_the_explanations_apart() -> None:
    """A small denominator hides a gain in coverage; a low ceiling prevents it, and leaves the credit."""
    by_name = {one.name: signature_of(one, 3, 16) for one in explanations() if one.name in ("denominator", "ceiling")}
    gain = {name: one.estimates[f"direct_gain.{NULL}"].mean for name, one in by_name.items()}
    credit = {name: one.estimates[f"credit.{NULL}"].mean for name, one in by_name.items()}
    assert gain["denominator"] > gain["ceiling"]  # type: ignore[operator]
    assert credit["denominator"] < credit["ceiling"]  # type: ignore[operator]


def test_peers_who_do_not_hide_are_rejected_by_the_shut_bubble() -> None:
    facts = [fact for fact in book().facts if fact.name.startswith("C3 mentoring")]
    candid = next(rule for rule in rules() if rule.name == "nobody hides")
    own, rival = (case_of(rule, facts, (), seed=3, replicates=24, set_replicates=1) for rule in (None, candid))
    assert own.holds == {fact.name for fact in facts} and len(facts) == 2
    assert page.rejecting(own, rival)


def test_rivals_are_held_against_all_that_the_calibration_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that the study saw, and logic; what it only concluded rejects nobody."""
    held: list[set[str]] = []
    monkeypatch.setattr(findings, "case_of", lambda rule, facts, *_, **__: held.append({fact.name for fact in facts}))
    findings.cases((), seed=1, replicates=2, set_replicates=1)
    assert len(held) == len(rules()) + 1
    assert {fact.name for fact in book().asked} <= held[0]
    assert not {fact.name for fact in book().of_kind("finding")} & held[0]


def test_a_fact_that_fails_under_the_models_own_rules_rejects_nobody() -> None:
    facts = [fact for fact in book().facts if fact.name == "C1"]
    own = case_of(None, facts, (), seed=3, replicates=4, set_replicates=1)
    assert page.rejecting(own, own) == []


def test_without_attribution_coverage_would_rise_more() -> None:
    by_name = {one.name: one for one in without_signatures(3, 8)}
    assert set(by_name) == {f"all but {one.name}" for one in explanations()}
    every = reference_signatures(3, 8)[1].estimates[f"direct_gain.{NULL}"].mean
    assert by_name["all but attribution"].estimates[f"direct_gain.{NULL}"].mean > every  # type: ignore[operator]


# The page --------------------------------------------------------------------------------------------------


def test_the_page_names_every_rival() -> None:
    for title in (*[one.title for one in explanations()], *[one.title for one in rules()]):
        assert title in PAGE


def test_the_page_has_the_numbers_that_its_runs_give_today() -> None:
    """Two of its rows, made again: the page is stale if they differ."""
    seed, replicates = told(r"Seed (\d+);"), told(r"(\d+) paired replicates")
    for signature in reference_signatures(seed, replicates):
        row = [signature.name, *[page.shown(signature.estimates[name]) for name in WATCHED]]
        assert "| " + " | ".join(row) in PAGE, "docs/rivals.md is stale. Run: make rivals"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(None, None, None, 0), "undefined"),
        (Estimate(0.5, None, None, 1), "0.500"),
        (Estimate(0.12345, 0.1, 0.2, 9), "0.123 [0.100, 0.200]"),
    ],
)
def test_estimates_are_shown_with_their_interval(estimate: Estimate, words: str) -> None:
    assert page.shown(estimate) == words
