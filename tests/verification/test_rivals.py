"""Rivals: each is what it says, its page is from its runs, and the table is right about who fails what."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.evidence.calibration.history_matching import WAVES, _look
from experiments.evidence.calibration.space import space
from experiments.evidence.rivals import __main__ as command
from experiments.evidence.rivals import confinement, findings, fitting, found, page, reading
from experiments.evidence.rivals.findings import (
    WATCHED,
    case_of,
    reference_signatures,
    signature_of,
    without_signatures,
)
from experiments.evidence.rivals.predicting import MEASURES, REACH, SPILLOVER, apart, chance_of_more, foretold, widened
from experiments.evidence.rivals.reading import (
    NULL,
    OWN,
    SEEN,
    accounts,
    book_under,
    equalised,
    explanations,
    predictions,
    rivals_from,
    rules,
)
from experiments.evidence.validation.facts import book
from experiments.evidence.validation.worlds import settings_of
from experiments.runs.rivals import declared as declared_rivals
from experiments.runs.rivals.declared import CONTEXT
from experiments.statistics.intervals import Estimate
from scenarios.load import load
from scenarios.plausible import plausible_sets
from simulation.errors import SimulationError
from simulation.parameters import declared

DECLARED = reading.FILE.read_text(encoding="utf-8")
PAGE = page.FILE.read_text(encoding="utf-8")
FOUND = json.loads(found.FILE.read_text(encoding="utf-8"))


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


# Accounts of confinement --------------------------------------------------------------------------------------


def test_accounts_are_those_that_were_named_and_every_one_fixes_switches_alone() -> None:
    assert [one.name for one in accounts()] == ["gates", "fear", "safety", "distrust", "time", "free learning"]
    own = load("mentoring-kept").settings.values
    for account in accounts():
        assert all(own[name] != value for name, value in account.set.items())
        for name, value in account.set.items():
            assert name == "authority.waits_for_policy" or (name.startswith("candour.") and value == 1.0)
    assert len({tuple(sorted(one.set.items())) for one in accounts()}) == len(accounts())


def test_accounts_are_searched_where_the_calibration_searches_but_for_what_they_declare() -> None:
    base = {one.name: one for one in space().ranges}
    for account in accounts():
        own = {one.name: one for one in account.space.ranges}
        assert set(base) - set(own) == set(base) & set(account.set)
        assert {name for name in own if own[name] != base[name]} == set(account.ranges) <= {"candour.threshold"}
        assert account.space.fixed == {**space().fixed, **account.set}
        assert set(account.expects) <= {one.name for one in predictions()}


def test_predictions_keep_mentoring_up_for_ten_years_under_punitive_policy() -> None:
    for one in predictions():
        settings = load(one.scenario).settings
        assert settings.values["mentoring_end"] >= 600 and one.world.months == 24 + 120
        assert settings.values["alignment"] == load("baseline").settings.values["alignment"]
        assert all(change.name != "alignment" for change in settings.changes)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "fear"', 'name = "gates"', "two rivals are named 'gates'. Allowed: one."),
        ('name = "fear"', 'name = "own"', "two rivals are named 'own'"),
        ('name = "fear"', 'name = "no shield"', "two rivals are named 'no shield'"),
        ('name = "made-safe"', 'name = "many-ties"', "two predictions are named 'many-ties'"),
        ('"candour.by_time" = 1.0', '"candour.by_tome" = 1.0', "time: .*candour.by_tome"),
        ('"candour.by_time" = 1.0', '"candour.by_time" = 7.0', "time: .*candour.by_time"),
        ("sanction = 0.0", "sanktion = 0.0", "sanctions-ended: .*sanktion"),
        ("[0.1, 0.3, 0.6]", "[0.3, 0.1, 0.6]", "rivals.toml: candour.threshold is 0.3, 0.1, 0.6. Allowed: in rising"),
        ("[0.1, 0.3, 0.6]", "[0.1, 0.3, 1.6]", "gates: .*candour.threshold"),
        ("ranges = {}", 'ranges = { "authority.waits_for_policy" = [0.0, 0.1, 0.2] }', "free learning: .*not searched"),
        (
            "ranges = {}",
            'ranges = { "no.such" = [0.0, 0.1, 0.2] }',
            "free learning: .*'no.such', which is not searched",
        ),
        ("ranges = {}", 'ranges = { "trust.shield" = [0.1, 0.2, 0.3] }', "free learning: reason is empty"),
        (
            'expects = { many-ties = "more" }',
            'expects = { no-ties = "more" }',
            "expects names 'no-ties'. Allowed: as-it",
        ),
        ('expects = { many-ties = "more" }', 'expects = { many-ties = "most" }', "is 'most'. Allowed: more, less"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_name_value_and_remedy(old: str, new: str, words: str) -> None:
    assert old in DECLARED
    with pytest.raises(SimulationError, match=words):
        rivals_from(DECLARED.replace(old, new))


def test_every_account_has_sets_of_its_own_within_its_ranges() -> None:
    sets = declared_rivals.sets_of_accounts()
    assert list(sets) == [one.name for one in accounts()]
    for account in accounts():
        one = found.of_account(FOUND, account.name)
        assert len(sets[account.name]) == one["sets"] >= 30
        for plausible in sets[account.name]:
            assert set(plausible.values) == {*account.space.names, *account.set}
            assert all(plausible.values[name] == value for name, value in account.set.items())
            assert all(place.low <= plausible.values[place.name] <= place.high for place in account.space.ranges)


@pytest.mark.slow
@pytest.mark.parametrize("name", [one.name for one in accounts()])
def test_sets_of_every_account_hold_the_facts_as_the_last_wave_asked_them(name: str) -> None:
    account = next(one for one in accounts() if one.name == name)
    sets = declared_rivals.sets_of_accounts()[name]
    some = [dict(sets[place].values) for place in (0, len(sets) // 2, -1)]
    assert _look(WAVES[-1], book(), account.space, some, None)[0] == [0, 1, 2]


def test_sets_come_back_as_they_were_written(tmp_path: Path) -> None:
    account = accounts()[-1]
    places = np.full((2, len(account.space.ranges)), 0.25)
    places[1] = 0.75
    sets = tuple(
        replace(
            plausible_sets()[0], name=f"{account.name} {n}", values={**account.space.values_at(place), **account.set}
        )
        for n, place in enumerate(places)
    )
    fitting.write_sets({account.name: sets}, tmp_path / "sets.csv")
    back = declared_rivals.sets_of_accounts(tmp_path / "sets.csv")
    assert [(one.name, dict(one.values)) for one in back[account.name]] == [(one.name, one.values) for one in sets]
    assert back["gates"] == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rival,set", "rival,number", "first columns are 'rival' and 'set'"),
        ("\ngates,001,", "\ngats,001,", "sets.csv, line 2: rival is 'gats'. Allowed: gates, fear"),
        ("\ngates,001,", "\ngates,001,x", "sets.csv, line 2: .* is 'x0?"),
        ("\ngates,001,", "\ngates,001,9", "sets.csv, line 2: "),
        ("\ngates,001,", "\ngates,001,0.1,", "line 2: .* values. Allowed: "),
    ],
)
def test_sets_that_cannot_be_read_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = declared_rivals.SETS.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "sets.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SimulationError, match=words):
        declared_rivals.sets_of_accounts(tmp_path / "sets.csv")


def test_intervals_lie_apart_only_where_they_do_not_overlap() -> None:
    own = Estimate(0.5, 0.4, 0.6, 9)
    assert apart(own, Estimate(0.8, 0.61, 0.9, 9)) == "more"
    assert apart(own, Estimate(0.2, 0.1, 0.39, 9)) == "less"
    assert apart(own, Estimate(0.7, 0.6, 0.9, 9)) is None
    assert apart(own, Estimate(0.7, None, None, 1)) is None


def test_intervals_of_few_or_alike_sets_are_wider() -> None:
    plain = Estimate(0.5, 0.4, 0.6, 60)
    many, alike, few = widened(plain, 60.0), widened(plain, 30.0), widened(replace(plain, defined=4), 4.0)
    width = [one.high - one.low for one in (plain, many, alike, few)]  # type: ignore[operator]
    assert width[0] < width[1] < 1.05 * width[0] < 1.4 * width[0] < width[2] < width[3]
    assert widened(plain, 1.0).low is None
    small = np.random.default_rng(3).normal(size=(4000, 6))
    student = np.abs(small.mean(axis=1)) < 2.571 * small.std(axis=1, ddof=1) / np.sqrt(6)
    assert student.mean() == pytest.approx(0.95, abs=0.015)


def test_the_chance_of_more_counts_ties_half() -> None:
    low, high = np.array([0.0, 1.0]), np.array([2.0, 3.0])
    assert (chance_of_more(low, high), chance_of_more(high, low), chance_of_more(low, low)) == (1.0, 0.0, 0.5)


@pytest.mark.thorough
def test_a_second_run_gives_the_same_files_and_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a tiny budget: two accounts, few worlds, a few plausible sets."""
    whole = rivals_from(DECLARED)
    few = replace(
        whole,
        accounts=tuple(one for one in whole.accounts if one.name in ("gates", "time")),
        predictions=tuple(
            one for one in whole.predictions if one.name not in ("as-it-was", "made-safe", "gaming-ended")
        ),
    )
    monkeypatch.setattr(reading, "_rivals", lambda: few)
    monkeypatch.setattr(found, "plausible_sets", lambda: plausible_sets()[:6])
    made = [found.find(seed=1, points=256, walkers=4, replicates=2, folder=tmp_path / name) for name in ("a", "b")]
    for file in (declared_rivals.SETS.name, found.FILE.name):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert found.read(tmp_path / "a" / found.FILE.name) == made[0]
    pages = [confinement.written(one) for one in made]
    assert pages[0] == pages[1]
    for one in few.accounts:
        assert f"**{one.title}.**" in pages[0]


def test_the_command_refuses_what_it_cannot_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.main(["--points", "1000"]) == 2
    assert "points is 1000. Allowed: a power of two" in capsys.readouterr().err
    monkeypatch.setattr(found, "found_with", lambda: {"asked": "other"})
    assert command.main(["--keep-findings"]) == 2
    assert "found.json: it was found with others than the present asked. `make rivals`" in capsys.readouterr().err


# The page --------------------------------------------------------------------------------------------------


def test_the_page_names_every_rival() -> None:
    for one in (*explanations(), *rules(), *accounts()):
        assert one.title in PAGE


def test_the_page_says_of_the_accounts_what_was_found_under_the_present_model() -> None:
    assert confinement.written(found.read()) in PAGE, "docs/rivals.md is stale. Run: make rivals"


@pytest.mark.slow
@pytest.mark.parametrize("name", [accounts()[0].name, accounts()[-1].name])
def test_what_was_found_of_a_world_is_found_again(name: str) -> None:
    one = found.of_account(FOUND, name)
    world = predictions()[1]
    said = foretold(
        [world],
        declared_rivals.sets_of_accounts()[name],
        one["independent"],
        seed=FOUND["seed"],
        replicates=FOUND["replicates"],
    )[world.name]
    for measure in MEASURES:
        mean, low, high = one["predictions"][world.name][measure]
        assert said.measures[measure].mean == pytest.approx(mean, abs=1e-5)
        assert said.measures[measure].low == pytest.approx(low, abs=1e-3)
        assert said.measures[measure].high == pytest.approx(high, abs=1e-3)
    assert said.open.mean == pytest.approx(one["predictions"][world.name]["open"][0], abs=1e-5)


def test_bold_and_verdicts_follow_from_the_intervals() -> None:
    """Read from the tables of the page alone."""
    columns = [OWN, *[one.name for one in accounts()]]
    bold: dict[tuple[str, str], set[str]] = {}
    for measure, words in ((SPILLOVER, "**Gain of uncoached teams**"), (REACH, "**Reach**")):
        lines = PAGE[PAGE.index(words) :].split("\n\n")[1].splitlines()[2:]
        assert len(lines) == len(predictions())
        for line in lines:
            world, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            said = found.of_account(FOUND, OWN)["predictions"][world][measure]
            for name, cell in zip(columns[1:], cells[1:], strict=True):
                theirs = found.of_account(FOUND, name)["predictions"][world][measure]
                is_apart = theirs[1] > said[2] or theirs[2] < said[1]
                assert cell.startswith("**") == is_apart
                if is_apart:
                    bold.setdefault((name, world), set()).add("more" if theirs[1] > said[2] else "less")
    for account in accounts():
        kept = [world for world, way in account.expects.items() if bold.get((account.name, world)) == {way}]
        assert confinement.as_expected(FOUND, account) == kept
        others = [one.name for one in predictions() if (account.name, one.name) in bold and one.name not in kept]
        assert confinement.besides(FOUND, account) == others


def test_the_page_has_the_numbers_that_its_runs_give_today() -> None:
    """Two of its rows, made again: the page is stale if they differ."""
    seed, replicates = told(r"seed (\d+); \d+ paired"), told(r"(\d+) paired replicates")
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


def test_an_explanation_makes_the_null_from_where_the_page_says() -> None:
    for one in explanations():
        assert re.search(rf"^\| {one.name} \|.*\| {one.factors[0]} {one.null_from:.3g} \|$", PAGE, re.MULTILINE), (
            one.name
        )
