"""The study's claims: their direction at reduced size here, in full by ``make study``; the pages say what was found."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import isotonic_regression
from scipy.stats import spearmanr

from experiments.report.language import LANGUAGES
from experiments.statistics import Estimate
from experiments.study import CLAIMS, Check, Evidence, gathered, judged
from experiments.study.claims import HOLDS, REGIMES, expected, measures
from experiments.study.document import NUMBERS, PAGES, written
from experiments.study.evidence import QUICK
from experiments.study.found import mean_over, values_of, verdict_of, within
from experiments.study.tipping import NEVER, apart, rising, tipping_points
from experiments.study.variants import ALIGNMENTS, variants
from experiments.study.waiting import JUDGED, PARAMETER, SHOWN, ends
from experiments.study.wording import voice_of
from scenarios.plausible import plausible_sets

PAGES_OF_STUDY = Path(__file__).resolve().parents[2] / "docs" / "study"
EXPECTED = expected()
TRUE = ("holds", "usually")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return gathered(QUICK, None)


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.expected in TRUE], ids=lambda claim: claim.name)
def test_a_claim_still_points_the_way_it_says(claim: object, evidence: Evidence) -> None:
    """At the baseline's values every test holds on average; under plausible sets not far less often than it says."""
    own = next(one for one in CLAIMS if one is claim)
    held = np.ones(len(evidence.sets), dtype=bool)
    for test in own.tests:
        mean = float(mean_over(values_of(evidence.default, test))[0])
        assert within(np.array([mean]), test.bound, test.is_least)[0], (test, mean)
        held &= within(mean_over(values_of(evidence.plausible, test)), test.bound, test.is_least)
    assert held.mean() >= (HOLDS - 0.4 if own.expected == "holds" else 0.25), own.name


def test_loops_tipping_points_levers_and_advice_still_point_the_way_they_say(evidence: Evidence) -> None:
    found = {claim.name: claim for claim in judged(evidence)}
    assert set(found) == set(EXPECTED)
    for test in found["loops"].found:
        assert (test.value.mean or 0.0) > 0.5 and (test.frequency.mean or 0.0) >= 0.5, test.name
    many, few, lower = (test.value.mean for test in found["tipping"].found)
    assert many is not None and few is not None and many <= 0.9 and many < few and lower == pytest.approx(few - many)
    assert (found["advice"].frequency.mean or 0.0) >= HOLDS - 0.2
    cases = evidence.discovery.cases  # Sobol' indices need more points than a quick test has; ranks do not
    ranks = {name: abs(np.asarray(spearmanr(cases.x[name], cases.share))[0]) for name in cases.x.columns}
    assert max(ranks, key=lambda name: ranks[name]) == "alignment@24"


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
    assert sum(path.stat().st_size for path in paths) < 2_000_000
    numbers = json.loads((tmp_path / NUMBERS).read_text(encoding="utf-8"))
    assert [claim["name"] for claim in numbers["claims"]] == list(EXPECTED)


def test_the_pages_in_the_documentation_say_what_is_expected() -> None:
    """What ``make study`` found last, over all plausible sets there are."""
    numbers = json.loads((PAGES_OF_STUDY / NUMBERS).read_text(encoding="utf-8"))
    assert {claim["name"]: claim["verdict"] for claim in numbers["claims"]} == EXPECTED, "run: make study"
    assert numbers["sets"] == len(plausible_sets()), "run: make study"
    for language in LANGUAGES:
        text = (PAGES_OF_STUDY / PAGES[language]).read_text(encoding="utf-8")
        voice = voice_of(language)
        for name, verdict in EXPECTED.items():
            row = next(line for line in text.splitlines() if f"](#{name}) |" in line)
            assert f"| {voice.plain(f'study.{verdict}')} |" in row, name


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
    sweeps = ("aligned month", "verification")
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
