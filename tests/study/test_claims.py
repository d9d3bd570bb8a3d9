"""The study's claims: their direction at reduced size here, in full by ``make study``; the pages say what was found."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import isotonic_regression

from experiments.evidence.claims import CLAIMS, Check, Claim, Evidence, gathered, judged
from experiments.evidence.claims.claims import HOLDS, REGIMES, SECTIONS, asked_of, expected, measures, section_of
from experiments.evidence.claims.conclusions import conclusions
from experiments.evidence.claims.document import NUMBERS, PAGES, written
from experiments.evidence.claims.evidence import QUICK, SETS
from experiments.evidence.claims.first import ANSWERS, COLUMNS, FURTHER, NOTHING, slug
from experiments.evidence.claims.first import REGIMES as OF_REGIMES
from experiments.evidence.claims.first import SHOWN as SHOWN_OF_FIRST
from experiments.evidence.claims.test_result import mean_over, values_of, verdict_of, within
from experiments.evidence.claims.tipping import NEVER, apart, rising, spread_over_alignment, tipping_points
from experiments.evidence.claims.variants import ALIGNMENTS, NO_SANCTIONS_ALONE, RELATIONS_HELD, RULES_ALONE, variants
from experiments.evidence.claims.waiting import JUDGED, PARAMETER, SHOWN, ends
from experiments.evidence.claims.windows import window_of
from experiments.evidence.claims.wording import TEXTS, number_in_words, variant_in_words, voice_of
from experiments.presentation.voice import LANGUAGES, catalogue, parts_of
from experiments.runs.reported import is_yes_or_no
from experiments.statistics.intervals import Estimate
from scenarios.plausible import plausible_sets
from simulation.results import measures as measures_of

PAGES_OF_STUDY = Path(__file__).resolve().parents[2] / "docs" / "study"
EXPECTED = expected()
SHARE_OF_FEW = 0.4
"""How far a share of a few runs may be from that of many."""
OTHER_MONTHS = ("of mentoring", "after the last month", "Highest mean gain", "never stood there")
"""Words of a measure's meaning by which it does not look at the last twelve months."""
SETS_OF_FEW = 0.3
"""How far a share of a few sets may be from that of all."""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return gathered(QUICK, None)


def recorded() -> dict[str, Any]:
    """What ``make study`` found last, by claim."""
    numbers = json.loads((PAGES_OF_STUDY / NUMBERS).read_text(encoding="utf-8"))
    return {claim["name"]: claim for claim in numbers["claims"]}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_claim_is_still_what_the_page_says(claim: Claim, evidence: Evidence) -> None:
    """At the baseline's values each test gives the figure that it gave; it holds in about as many plausible sets.

    So a claim that holds fails here if it stops being true, and one that does not hold if it comes to be.
    """
    found = recorded()[claim.name]
    held = np.ones(len(evidence.sets), dtype=bool)
    for test, one in zip(claim.tests, found["tests"], strict=True):
        assert one["test"] == dataclasses.asdict(test), "run: make study"
        values = values_of(evidence.default, test)
        apart = abs(float(mean_over(values)[0]) - one["value"]["mean"])
        noise = float(np.nanstd(values, ddof=1)) / np.sqrt(values.shape[-1])
        assert apart <= max(5.0 * noise, 0.01 if is_yes_or_no(test.measure) is False else SHARE_OF_FEW), (test, apart)
        held &= within(mean_over(values_of(evidence.plausible, test)), test.bound, test.is_least)
    assert abs(held.mean() - found["frequency"]["mean"]) <= SETS_OF_FEW, (claim.name, held.mean())


def test_loops_tipping_points_levers_and_advice_still_point_the_way_they_say(evidence: Evidence) -> None:
    found = {claim.name: claim for claim in judged(evidence)}
    assert set(found) == set(EXPECTED)
    for test in found["loops"].found:
        assert (test.value.mean or 0.0) > 0.5 and (test.frequency.mean or 0.0) >= 0.5, test.name
    many, few, lower = (test.value.mean for test in found["tipping"].found)
    assert many is not None and few is not None and many <= 0.9 and many < few and lower == pytest.approx(few - many)
    assert (found["advice"].frequency.mean or 0.0) >= HOLDS - 0.2
    curve = spread_over_alignment(evidence.plausible, "mentoring-kept").mean(axis=(1, 2))
    assert curve.max() - curve[0] > 0.3, "alignment moves spread, with all else as it is"
    levers = json.loads((PAGES_OF_STUDY / NUMBERS).read_text(encoding="utf-8"))["levers"]  # Sobol' needs many points
    assert next(name for name in levers if name != SETS) == "alignment@24", "the first of the ranking"


@pytest.mark.parametrize(
    ("is_true", "low", "verdict"),
    [(True, 0.91, "holds"), (True, 0.89, "usually"), (True, 0.49, "unsettled"), (False, 0.99, "unsettled")],
)
def test_a_verdict_counts_the_lower_end_of_a_frequency(is_true: bool, low: float, verdict: str) -> None:
    assert verdict_of(is_true, Estimate(0.97, low, 0.99, 240)) == verdict


@pytest.mark.parametrize(("high", "verdict"), [(0.49, "fails"), (0.51, "unsettled")])
@pytest.mark.parametrize("is_true", [True, False])
def test_a_verdict_against_a_claim_counts_the_upper_end(is_true: bool, high: float, verdict: str) -> None:
    assert verdict_of(is_true, Estimate(0.3, 0.2, high, 240)) == verdict


def test_both_ends_of_what_nobody_knows_are_thirds_of_the_sets(evidence: Evidence) -> None:
    values = sorted(one.values[PARAMETER] for one in evidence.sets)
    little, much = ends(evidence)
    assert len(little.chosen) == len(much.chosen) == len(values) // 3
    assert (little.lowest, much.highest) == (values[0], values[-1]) and little.highest < much.lowest
    assert not set(little.chosen.tolist()) & set(much.chosen.tolist())


def test_what_waits_is_judged_by_its_weakest_line(evidence: Evidence) -> None:
    """Each claim at each end as its own tests have it there, and the verdict by the least sure of those judged."""
    waiting = next(claim for claim in judged(evidence) if claim.name == "waiting")
    assert [one.name for one in waiting.found] == [
        f"waiting_{name}_{end}" for name in SHOWN for end in ("little", "much")
    ]
    for one in waiting.found:
        _, name, end = one.name.split("_")
        claim = next(claim for claim in CLAIMS if claim.name == name)
        chosen = ends(evidence)[end == "much"].chosen
        held = np.ones(len(chosen), dtype=bool)
        for test in claim.tests:
            held &= within(mean_over(values_of(evidence.plausible, test)[chosen]), test.bound, test.is_least)
        assert one.frequency.mean == pytest.approx(held.mean())
    lows = [one.frequency.low or 0.0 for one in waiting.found if one.name.split("_")[1] in JUDGED]
    assert (waiting.verdict == "holds") == (min(lows) >= HOLDS)


def test_the_pages_of_a_study_are_complete_in_both_languages(evidence: Evidence, tmp_path: Path) -> None:
    claims = judged(evidence)
    paths = written(tmp_path, evidence, claims, seed=1)
    for page in PAGES.values():
        text = (tmp_path / page).read_text(encoding="utf-8")
        assert "{" not in re.sub(r"\{ #[a-z-]+ \}", "", text), "nothing is left to fill in"
        for image in re.findall(r"\]\((figures/[^)]+)\)", text):
            assert (tmp_path / image).exists()
        assert text.count("](figures/") == len(claims) + 1 == len(EXPECTED) + 1, (
            "each claim's, and that of the first page"
        )
    assert sum(path.stat().st_size for path in paths) < 3_000_000
    numbers = json.loads((tmp_path / NUMBERS).read_text(encoding="utf-8"))
    assert [claim["name"] for claim in numbers["claims"]] == list(EXPECTED)


def test_the_pages_in_the_documentation_say_what_is_expected() -> None:
    """What ``make study`` found last, over all plausible sets there are."""
    numbers = json.loads((PAGES_OF_STUDY / NUMBERS).read_text(encoding="utf-8"))
    assert {claim["name"]: claim["verdict"] for claim in numbers["claims"]} == EXPECTED, "run: make study"
    assert {claim["name"]: claim["asked"] for claim in numbers["claims"]} == {name: asked_of(name) for name in EXPECTED}
    assert numbers["sets"] == len(plausible_sets()), "run: make study"
    for language in LANGUAGES:
        text = (PAGES_OF_STUDY / PAGES[language]).read_text(encoding="utf-8")
        voice = voice_of(language)
        for claim in numbers["claims"]:
            name, share = claim["name"], claim["frequency"]
            row = next(line for line in text.splitlines() if f"](#{name}) |" in line and line.startswith("| ["))
            assert f"| {voice.plain(f'study.{EXPECTED[name]}')} |" in row, name
            if share["low"] is not None:
                assert f"| {voice.percent(share['mean'])} |" in row, name
        for answer in ANSWERS:
            for name in answer.claims:
                row = next(line for line in text.splitlines() if line.startswith("- [") and f"](#{name}): " in line)
                assert voice.plain(f"study.{EXPECTED[name]}") in row, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_tells_what_is_recorded(language: str) -> None:
    """Its table row by row, and every number in its answers."""
    numbers = json.loads((PAGES_OF_STUDY / NUMBERS).read_text(encoding="utf-8"))
    text = (PAGES_OF_STUDY / PAGES[language]).read_text(encoding="utf-8")
    voice = voice_of(language)
    measured = COLUMNS | FURTHER | OF_REGIMES
    parts = {
        f"{slug(variant)}_{name}": number_in_words(voice, measured[name], mean)
        for variant, own in numbers["at_end"].items()
        for name, (mean, _, _) in own.items()
    }
    for variant, own in numbers["at_end"].items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {variant_in_words(voice, variant)} | "))
        cells = [cell.split(" (")[0].strip() for cell in row.strip("|").split("|")][1:]
        names = (*COLUMNS, *SHOWN_OF_FIRST)
        assert cells == [parts.get(f"{slug(variant)}_{name}", NOTHING) for name in names], variant
        assert all(low <= mean <= high or name not in COLUMNS for name, (mean, low, high) in own.items()), variant
    shares = {f"{slug(name)}_share": claim["frequency"]["mean"] for name, claim in recorded().items()}
    parts |= {name: voice.percent(share) for name, share in shares.items() if share is not None}
    for answer in ANSWERS:
        words = catalogue(language, TEXTS)[f"answer.{answer.name}.text"]
        known = {name: parts[name] for name in parts_of(words) if name in parts}
        for sentence in re.split(r"(?<=[.;:]) ", words):
            if parts_of(sentence) and parts_of(sentence) <= set(known):
                assert sentence.format(**known) in text, sentence


def test_each_conclusion_of_the_study_is_asked_or_limits_say_why_not() -> None:
    """Each of the abstract's: three pathways, misalignment, what is sustained and equitable, matching of investment to
    processes, mentoring through scale-up, both logics over time, verification that serves learning.
    """
    limits = " ".join((PAGES_OF_STUDY.parent / "limits.md").read_text(encoding="utf-8").split())
    found = {one.section: one for one in conclusions()}
    assert set(found) == set(SECTIONS) - {"ministry"} and len(found) == 10
    for one in found.values():
        assert one.claims and one.limits in limits, one.section
        assert all(section_of(name) == one.section for name in one.claims)
    assert {name for one in found.values() for name in one.claims} >= {
        *("identity", "efficacy", "relational", "bubble", "alignment", "sustained", "left-behind", "equitable"),
        *("matched", "mismatched", "scale-up", "timing", "late", "turned-back", "head-start", "sanctions-lift"),
        *("learning-spreads", "authorities-learn", "verification-lifts", "verification-spreads"),
    }


def test_words_of_the_study_are_the_same_in_every_language() -> None:
    english, spanish = (catalogue(language, TEXTS) for language in LANGUAGES)
    assert sorted(english) == sorted(spanish)
    for key, text in english.items():
        assert parts_of(text) == parts_of(spanish[key]), key
    assert {key.split(".")[1] for key in english if key.startswith("claim.")} == set(EXPECTED)


def test_windows_are_those_of_the_measures() -> None:
    known = variants()
    assert window_of("spillover_gain.ccs", known["mentoring-kept"])[:2] == (132, 143)
    assert window_of("direct_gain.ccs", known["baseline"])[:2] == (36, 41)
    assert window_of("direct_gain.ccs", known["mentoring-kept"])[:2] == (138, 143)
    assert window_of("identity_gap", known["baseline"])[:2] == (41, 41)
    assert window_of("efficacy_gain.anc", known["mentoring-kept"])[:2] == (143, 143)
    assert window_of("highest_gain.uncoached", known["aligned"])[:2] == (24, 143)
    meanings = {one.name: one.meaning for one in measures_of(("ccs", "anc"))}
    for name in {
        test.measure.removesuffix(".spread").removesuffix(".faded") for claim in CLAIMS for test in claim.tests
    }:
        first, last, _ = window_of(name, known["baseline"])
        is_late = not any(words in meanings[name] for words in OTHER_MONTHS)
        assert ((first, last) == (132, 143)) == is_late, meanings[name]


def test_values_that_a_variant_chose_stay_as_chosen_under_every_set(evidence: Evidence) -> None:
    """Authorities that learn are not what they are under punitive rules, and relations that are held do not move."""
    runs = evidence.plausible
    own, learn, held = (runs.names.index(n) for n in ("mentoring-kept", "authorities-learn-kept", RELATIONS_HELD))
    for measure in ("spillover_gain.ccs", "late_direct_gain.ccs"):
        values = runs.of(measure)
        assert (values[own] != values[learn]).mean() > 0.9 and (values[own] != values[held]).all()


def test_tests_and_figures_name_variants_that_are_run() -> None:
    known = variants()
    for claim in CLAIMS:
        assert set(claim.shown) <= set(known), claim.name
        assert claim.measures == (REGIMES,) or set(claim.measures) <= set(measures()), claim.name
        for test in claim.tests:
            assert isinstance(test, Check) and test.of in known and (not test.over or test.over in known), claim.name


def test_what_is_judged_ten_years_on_is_run_for_ten_years() -> None:
    """Each variant runs to month 144; those that the page says keep mentoring have it in the last month."""
    known = variants()
    assert {scenario.settings.months for scenario in known.values()} == {144}
    ended = {name for name, one in known.items() if one.settings.values["mentoring_end"] < 144}
    ended_by_name = {"baseline", "no-coaching", "aligned", "aligned-no-coaching", "aligned-early", "aligned-late"}
    ended_by_name |= {RULES_ALONE, NO_SANCTIONS_ALONE}
    sweeps = ("aligned month", "verification 0", "verification 1")
    assert {name for name in ended if not name.startswith(sweeps)} == ended_by_name | {"aligned-tied"}
    assert all(name in ended for name in known if name.startswith(sweeps))


def test_a_planted_tipping_point_is_found_and_none_where_there_is_none() -> None:
    levels = np.array(ALIGNMENTS)[:, None]
    steps = np.clip((levels - 0.2) / 0.7, 0.0, 1.0)
    flat = np.where(levels < 0.4, 0.0, np.where(levels <= 0.8, 0.5, 1.0))
    spread = np.hstack([steps, np.zeros_like(levels), np.ones_like(levels), levels > 0.6, flat]).astype(np.float64)
    points = tipping_points(spread)
    assert points[0] == pytest.approx(0.55) and points[1] == NEVER and points[2] == ALIGNMENTS[0]
    assert 0.6 < points[3] < 0.7
    assert points[4] == pytest.approx(0.6, abs=0.03), "the middle of a while at one half"
    assert apart(points[1:2], points[:1])[0] == pytest.approx(0.45), "never counts as the end of the range"


def test_the_rising_curve_is_that_of_isotonic_regression() -> None:
    shares = np.random.default_rng(1).random((len(ALIGNMENTS), 20))
    curves = rising(shares)
    for place in range(20):
        np.testing.assert_allclose(curves[:, place], isotonic_regression(shares[:, place]).x)


def test_a_tipping_point_from_few_runs_is_no_earlier_than_it_is() -> None:
    """Of twelve runs a level; the first level at which half of two runs spread would come far too early."""
    levels = np.maximum(np.array(ALIGNMENTS), 1e-6)
    chance = 1.0 / (1.0 + ((1.0 - levels) / levels * 1.5) ** 3.0)  # one half at 0.6
    draw = np.random.default_rng(2)
    shares = (draw.random((len(ALIGNMENTS), 2000, 12)) < chance[:, None, None]).mean(axis=2)
    found = tipping_points(shares)
    assert abs(found.mean() - 0.6) < 0.01 and abs(np.median(found) - 0.6) < 0.01
    two = (draw.random((len(ALIGNMENTS), 2000, 2)) < chance[:, None, None]).mean(axis=2)
    first = np.array(ALIGNMENTS)[np.argmax(two >= 0.5, axis=0)]
    assert first.mean() < 0.57
