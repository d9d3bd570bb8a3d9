"""The comparative study that was planned: its claims, held against the numbers kept and against runs made anew."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import experiments
from experiments.analyses.evaluation.data import asked_cells, truth
from experiments.analyses.evaluation.reading import evaluation_of
from experiments.analyses.evaluation.worlds import AS_BEFORE, RUN, TWIN, TWIN_AS_BEFORE, known_months, lived

STUDY = Path(__file__).resolve().parents[2] / "docs" / "study"
PAGES = ("comparative.md", "comparativo.md")
KEY = ("name", "clusters", "women", "months")
Answers = dict[tuple[Any, ...], dict[str, Any]]
"""By name of the design, clusters, women, months and estimator."""


def kept() -> dict[str, Any]:
    return json.loads((STUDY / "comparative.json").read_text(encoding="utf-8"))


def by_name(found: dict[str, Any]) -> Answers:
    return {(*(one["design"][name] for name in KEY), one["estimator"]): one for one in found["answers"]}


ADVISED = ("parallel", 16, 120, 18, "did")
WEDGE = ("stepped wedge", 24, 60, 18)
REPORTS = ("reports", 24, 30, 18, "did")
AUDITED = ("audited registers", 24, 60, 18, "did")


def advised(of: Answers) -> bool:
    return of[ADVISED]["power"]["low"] > 0.8 and of[ADVISED]["faithful"]


def wedge_is_missed_by_one_coefficient(of: Answers) -> bool:
    one, by_time = of[*WEDGE, "mixed"], of[*WEDGE, "mixed_by_time"]
    return one["bias"]["high"] < -0.01 and abs(by_time["bias"]["mean"]) < 0.01 and not one["faithful"]


def the_formula_promises_too_much_for_a_wedge(of: Answers) -> bool:
    one = of[*WEDGE, "mixed"]
    return one["usual_formula"] > one["power"]["high"]


def before_and_after_finds_what_is_not_there(of: Answers) -> bool:
    return of["before and after", 24, 60, 18, "before_after"]["size"]["low"] > 0.05


def reports_hide_and_audits_do_not(of: Answers) -> bool:
    reports, audited = of[REPORTS], of[AUDITED]
    return reports["theatre"]["high"] < 0.0 and reports["bias"]["high"] < 0.0 and audited["theatre"]["mean"] == 0.0


def registers_lag_and_surveys_do_not(of: Answers) -> bool:
    return all(of[one]["lag"]["high"] < 0.0 for one in (REPORTS, AUDITED)) and of[ADVISED]["lag"]["mean"] == 0.0


def levels_are_flattered(of: Answers) -> bool:
    return of["audit", 24, 120, 18, "overstated"]["truth"]["low"] > 0.01


def formulas_of_parallel_trials_are_near(of: Answers) -> bool:
    some = [one for key, one in of.items() if key[0] == "parallel"]
    apart = [one["usual_formula"] - one["power"]["mean"] for one in some]
    return sum(one > 0.0 for one in apart) > len(apart) / 2 and max(apart) < 0.1


def spillover_is_not_seen(of: Answers) -> bool:
    some = [one for key, one in of.items() if key[0] == "saturation"]
    return all(one["power"]["high"] < 0.5 and one["truth"]["mean"] < 0.01 for one in some)


def nothing_else_surely_reaches_the_power(of: Answers) -> bool:
    others = [one for one in of.values() if one["design"]["question"] != "direct"]
    return not any(one["power"]["low"] >= 0.8 for one in others)


CLAIMS: tuple[Callable[[Answers], bool], ...] = (
    advised,
    wedge_is_missed_by_one_coefficient,
    the_formula_promises_too_much_for_a_wedge,
    before_and_after_finds_what_is_not_there,
    reports_hide_and_audits_do_not,
    registers_lag_and_surveys_do_not,
    levels_are_flattered,
    formulas_of_parallel_trials_are_near,
    spillover_is_not_seen,
    nothing_else_surely_reaches_the_power,
)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_what_the_page_claims_is_in_the_numbers_that_are_kept(claim: Callable[[Answers], bool]) -> None:
    assert claim(by_name(kept()))


def test_the_advice_is_the_cheapest_that_surely_reaches_the_power() -> None:
    found = kept()
    direct = [one for one in found["answers"] if one["design"]["question"] == "direct"]
    good = [one for one in direct if one["faithful"] and one["power"]["low"] >= found["power_wanted"]]
    cheapest = min(good, key=lambda one: one["cost"]["data"] + one["cost"]["coaching"])
    assert cheapest == found["answers"][found["best"]["direct"]] == by_name(found)[ADVISED]
    assert len(good) == 11 and [found["best"][one] for one in ("kept", "theatre", "spillover")] == [None] * 3


def percent(one: dict[str, float], *names: str) -> list[str]:
    return [f"{math.floor(100.0 * one[name] + 0.5)}%" for name in names]


@pytest.mark.parametrize("page", PAGES)
def test_numbers_of_the_page_are_those_that_are_kept(page: str) -> None:
    text, of = (STUDY / page).read_text(encoding="utf-8"), by_name(kept())
    mixed, by_time = of[*WEDGE, "mixed"], of[*WEDGE, "mixed_by_time"]
    wanted = [
        *percent(of[ADVISED]["power"], "mean", "low", "high"),
        *percent(of["parallel", 16, 60, 18, "did"]["power"], "low", "high"),
        *percent(mixed["cover"], "mean"),
        *percent(mixed["power"], "mean"),
        *percent(by_time["power"], "mean"),
        *percent(of["before and after", 24, 60, 18, "before_after"]["size"], "mean"),
        *percent(of["a year later", 48, 60, 18, "did"]["power"], "mean", "low", "high"),
        *percent(of["audit", 24, 120, 18, "overstated"]["power"], "mean"),
        *percent(of[REPORTS]["cover"], "mean"),
        f"{of[ADVISED]['clusters']['correlation']:.4f}",
        *[f"{100.0 * abs(value):.1f}" for value in _points(of)],
    ]
    for one in wanted:
        assert re.search(rf"(?<![\d.]){re.escape(one)}", text), one


def _points(of: Answers) -> list[float]:
    mixed = of[*WEDGE, "mixed"]
    saturation = of["saturation", 80, 60, 72, "saturation"]
    return [
        of[ADVISED]["truth"]["mean"],
        *(of[ADVISED]["clusters"][name] for name in ("between", "over_time")),
        *of[ADVISED]["truth_between"],
        *(mixed[name]["mean"] for name in ("truth", "bias")),
        of[*WEDGE, "mixed_by_time"]["bias"]["mean"],
        *(of[REPORTS][name]["mean"] for name in ("truth", "found", "lag", "theatre")),
        of["audit", 24, 120, 18, "overstated"]["truth"]["mean"],
        of["a year later", 48, 60, 18, "did"]["truth"]["mean"],
        *(saturation[name]["mean"] for name in ("truth", "visible")),
    ]


def test_what_is_kept_is_of_the_design_that_comes_with_the_model() -> None:
    asked, found = evaluation_of("comparative-study"), kept()
    designs = [(*(getattr(one, key) for key in KEY), name) for one in asked.designs for name in one.estimators]
    assert designs == list(by_name(found)) and found["data_sets"] == 320


@pytest.mark.thorough
@pytest.mark.timeout(3600)
def test_claims_hold_in_worlds_made_anew_under_another_seed() -> None:
    found = by_name(experiments.evaluate("comparative-study", data_sets=240, seed=2).as_json())
    assert [claim.__name__ for claim in CLAIMS if not claim(found)] == []


# How do rules and coaching work together? ------------------------------------------------------------------------

OfRules = dict[tuple[str, int, int, int], dict[str, Any]]
"""By name of the design, clusters, months and women."""
RULES, TOGETHER, COACHING = "rules by region", "rules and coaching", "coaching"
CHEAPEST = (RULES, 80, 48, 120)
WATCHED_TOO_CLOSELY = [(160, 48, 60), (160, 48, 120)]


def of_rules(found: dict[str, Any]) -> OfRules:
    return {
        (*(one["design"][name] for name in ("name", "clusters", "months", "women")),): one for one in found["answers"]
    }


def named(of: OfRules, name: str) -> dict[tuple[int, int, int], dict[str, Any]]:
    return {key[1:]: one for key, one in of.items() if key[0] == name}


def kept_of_rules() -> dict[str, Any]:
    return json.loads((STUDY / "rules-by-region.json").read_text(encoding="utf-8"))


def the_effect_of_rules_is_found_over_years(of: OfRules) -> bool:
    some = named(of, RULES)
    surely = [key for key, one in some.items() if one["power"]["low"] > 0.8 and one["faithful"]]
    cheapest = min(surely, key=lambda key: sum(some[key]["cost"].values()))
    return cheapest == CHEAPEST[1:] and all(months == 48 for _, months, _ in surely)


def no_variant_surely_tells_what_rules_change_in_the_gain(of: OfRules) -> bool:
    return all(one["power"]["high"] < 0.8 for one in named(of, TOGETHER).values())


def coaching_gains_more_at_first_and_less_later(of: OfRules) -> bool:
    truths = [(months, one["truth"]) for (_, months, _), one in named(of, TOGETHER).items()]
    return all(one["low"] > 0.0 if months == 18 else one["high"] < 0.0 for months, one in truths)


def spread_is_counted_against_coaching(of: OfRules) -> bool:
    some = [named(of, TOGETHER)[key] for key in WATCHED_TOO_CLOSELY]
    return all(one["contamination"]["high"] < -0.01 and one["bias"]["high"] < 0.0 for one in some)


def where_half_of_all_networks_are_watched_answers_on_coaching_are_to_be_distrusted(of: OfRules) -> bool:
    bad = [key[1:] for key, one in of.items() if not one["faithful"]]
    return bad == 2 * WATCHED_TOO_CLOSELY and all(one["faithful"] for one in named(of, RULES).values())


CLAIMS_OF_RULES: tuple[Callable[[OfRules], bool], ...] = (
    the_effect_of_rules_is_found_over_years,
    no_variant_surely_tells_what_rules_change_in_the_gain,
    coaching_gains_more_at_first_and_less_later,
    spread_is_counted_against_coaching,
    where_half_of_all_networks_are_watched_answers_on_coaching_are_to_be_distrusted,
)


@pytest.mark.parametrize("claim", CLAIMS_OF_RULES, ids=lambda claim: claim.__name__)
def test_what_the_page_claims_of_rules_is_in_the_numbers_that_are_kept(claim: Callable[[OfRules], bool]) -> None:
    assert claim(of_rules(kept_of_rules()))


@pytest.mark.parametrize("page", PAGES)
def test_numbers_of_rules_on_the_page_are_those_that_are_kept(page: str) -> None:
    text = (STUDY / page).read_text(encoding="utf-8").partition("rules-by-region --")[2].partition("\n## ")[0]
    rules, together = (named(of_rules(kept_of_rules()), name) for name in (RULES, TOGETHER))
    short = [one["power"] for (_, months, _), one in together.items() if months == 18]
    best = max((one["power"] for one in together.values() if one["faithful"]), key=lambda one: one["mean"])
    closely = [together[key] for key in WATCHED_TOO_CLOSELY]
    wanted = [
        *[share for key in (CHEAPEST[1:], (80, 48, 60), (160, 18, 120)) for share in _whole(rules[key])],
        *[percent(ends(short, key=lambda one: one["mean"]), "mean")[0] for ends in (min, max)],
        *percent(best, "mean", "low", "high"),
        *[percent(one["cover"], "mean")[0] for one in closely],
        *[f"{100.0 * rules[80, months, 120]['truth']['mean']:.1f}" for months in (18, 48)],
        *[f"{100.0 * abs(together[80, months, 60]['truth']['mean']):.1f}" for months in (18, 48)],
        *[f"{100.0 * abs(end):.1f}" for end in together[80, 48, 60]["truth_between"]],
        *[f"{100.0 * abs(closely[0][name]['mean']):.1f}" for name in ("truth", "found", "contamination")],
        f"{1000 * round(sum(rules[CHEAPEST[1:]]['cost'].values()) / 1000):,}",
    ]
    for one in wanted:
        assert re.search(rf"(?<![\d.]){re.escape(one)}", text), one


def _whole(answer: dict[str, Any]) -> list[str]:
    return percent(answer["power"], "mean", "low", "high")


def test_what_is_kept_of_rules_is_of_the_design_that_comes_with_the_model() -> None:
    designs = [(one.name, one.clusters, one.months, one.women) for one in evaluation_of("rules-by-region").designs]
    assert designs == list(of_rules(kept_of_rules())) and kept_of_rules()["data_sets"] == 320


def test_coaching_gains_less_under_the_other_rules_as_networks_without_it_gain_more() -> None:
    asked = evaluation_of("rules-by-region")
    design = next(one for one in asked.designs if (one.name, one.clusters, one.months) == (TOGETHER, 80, 48))
    block = lived(design, asked.scenario, known_months([design]), range(16), 1)
    cells = asked_cells(design, block)
    with_it, without = (
        (truth(design, block, world) - truth(design, block, other))[:, cells].mean()
        for world, other in ((RUN, AS_BEFORE), (TWIN, TWIN_AS_BEFORE))
    )
    assert 0.0 < with_it < without - 0.01


@pytest.mark.thorough
@pytest.mark.timeout(3600)
def test_claims_of_rules_hold_in_worlds_made_anew_under_another_seed() -> None:
    found = of_rules(experiments.evaluate("rules-by-region", data_sets=320, seed=2).as_json())
    assert [claim.__name__ for claim in CLAIMS_OF_RULES if not claim(found)] == []


# Which account is true? ---------------------------------------------------------------------------------------

Told = dict[tuple[str, str, str | None], dict[str, Any]]
"""By question, design and measurement more."""
ADVISED_TRIAL, LARGER, HALF_TRUE = "advised trial", "trial three times as large", "advised trial, half true"
CHANCE = 1 / 6


def kept_of_accounts() -> dict[str, Any]:
    return json.loads((STUDY / "which-account.json").read_text(encoding="utf-8"))


def told_of(found: dict[str, Any]) -> Told:
    return {
        (one["of"], one["design"]["name"], told["measurement"]): told
        for one in found["accounts"]
        for told in one["told"]
    }


def coverage_does_not_tell_why_nobody_copies(of: Told) -> bool:
    some = [of["confinement", name, None] for name in (ADVISED_TRIAL, LARGER, HALF_TRUE)]
    return all(one["right"]["low"] < CHANCE and one["bits"]["low"] <= 0.0 for one in some)


def a_diary_tells_and_scales_and_reports_do_not(of: Told) -> bool:
    diary = of["confinement", ADVISED_TRIAL, "diary"]
    others = [of["confinement", ADVISED_TRIAL, one] for one in ("safety", "efficacy", "audit", "reports")]
    return diary["gain"]["low"] > 0.8 and all(one["gain"]["low"] <= 0.0 for one in others)


def half_true_entries_tell_less_and_still_something(of: Told) -> bool:
    whole, half = (of["confinement", name, "diary"] for name in (ADVISED_TRIAL, HALF_TRUE))
    return half["gain"]["low"] > 0.0 and half["gain"]["high"] < whole["gain"]["low"]


def candour_and_safety_alone_stay_confused(of: Told) -> bool:
    confusion = of["confinement", ADVISED_TRIAL, "diary"]["confusion"]
    open_still = all(confusion[one][one] < 0.5 for one in (0, 3, 4))
    return open_still and confusion[3][0] > confusion[3][3] - 0.1 and confusion[3][0] > 0.3


def coverage_tells_something_of_the_null_and_an_audit_nearly_all(of: Told) -> bool:
    alone, audit = (of["null", ADVISED_TRIAL, one] for one in (None, "audit"))
    return alone["bits"]["low"] > 0.5 and audit["right"]["low"] > 0.9


def reports_tell_as_much_of_the_null_as_their_audit(of: Told) -> bool:
    audit, reports = (of["null", ADVISED_TRIAL, one] for one in ("audit", "reports"))
    return reports["bits"]["high"] > audit["bits"]["mean"] and reports["per_thousand"]["low"] > 2 * 0.16


OF_ACCOUNTS: tuple[Callable[[Told], bool], ...] = (
    coverage_does_not_tell_why_nobody_copies,
    a_diary_tells_and_scales_and_reports_do_not,
    half_true_entries_tell_less_and_still_something,
    candour_and_safety_alone_stay_confused,
    coverage_tells_something_of_the_null_and_an_audit_nearly_all,
    reports_tell_as_much_of_the_null_as_their_audit,
)


@pytest.mark.parametrize("claim", OF_ACCOUNTS, ids=lambda claim: claim.__name__)
def test_what_the_page_claims_of_accounts_is_in_the_numbers_that_are_kept(claim: Callable[[Told], bool]) -> None:
    assert claim(told_of(kept_of_accounts()))


def off_by(told: dict[str, Any]) -> list[float]:
    """Return by how much certainty lies above what came true, in the classes in which it lies outside the interval."""
    counted = [one for one in told["calibration"] if one["number"] >= 30]
    off = [one for one in counted if not one["true"]["low"] <= one["said"] <= one["true"]["high"]]
    return [one["said"] - one["true"]["mean"] for one in off]


@pytest.mark.parametrize("page", PAGES)
def test_numbers_of_accounts_on_the_page_are_those_that_are_kept(page: str) -> None:
    text = (STUDY / page).read_text(encoding="utf-8").partition("which-account --")[2]
    found = kept_of_accounts()
    of, larger = told_of(found), next(one for one in found["accounts"] if one["design"]["name"] == LARGER)
    diary, half = (of["confinement", name, "diary"] for name in (ADVISED_TRIAL, HALF_TRUE))
    nulls = [of["null", ADVISED_TRIAL, one] for one in (None, "reports")]
    rights = [of["confinement", ADVISED_TRIAL, None], of["confinement", LARGER, None], diary, *nulls]
    costs = [diary["cost"], nulls[1]["cost"], of["null", ADVISED_TRIAL, "audit"]["cost"]]
    wanted = [
        *[one for told in rights for one in percent(told["right"], "mean", "low", "high")],
        *percent(half["right"], "mean"),
        *[f"{math.floor(100.0 * diary['confusion'][3][likely] + 0.5)}%" for likely in (0, 3)],
        *[f"{one['gain'][end]:.2f}" for one in (diary, half) for end in ("mean", "low", "high")],
        *[f"{cost:,.0f}" for cost in costs],
        f"{1000 * round(sum(larger['cost'].values()) / 1000):,}",
    ]
    for one in wanted:
        assert re.search(rf"(?<![\d.]){re.escape(one)}", text), one
    modest, modest_too, sure = off_by(of["confinement", LARGER, "diary"])
    assert not off_by(diary) and modest < 0.0 and modest_too < 0.0 < sure
    assert f" {math.floor(100 * sure + 0.5)} " in text


def test_what_is_kept_of_accounts_is_of_the_design_that_comes_with_the_model() -> None:
    asked, found = evaluation_of("which-account"), kept_of_accounts()
    wanted = [(one.of, design.name, one.names) for one in asked.accounts for design in one.designs]
    assert wanted == [(one["of"], one["design"]["name"], tuple(one["accounts"])) for one in found["accounts"]]
    advised = next(one for one in kept()["answers"] if one == by_name(kept())[ADVISED])
    assert found["data_sets"] == 320
    for one in found["answers"][:1]:
        assert one["power"] == advised["power"] and one["truth"] == advised["truth"]


@pytest.mark.thorough
@pytest.mark.timeout(7200)
def test_claims_of_accounts_hold_in_worlds_made_anew_under_another_seed() -> None:
    found = told_of(experiments.evaluate("which-account", data_sets=240, seed=2).as_json())
    assert [claim.__name__ for claim in OF_ACCOUNTS if not claim(found)] == []
