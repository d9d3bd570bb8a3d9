"""Fits: the laws of summaries and of the test, on sets whose answer is known; and what is no table of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from experiments.analyses.fit.method import CONFIDENCE, Matched, Ruler, matched, narrowed, ruler_of
from experiments.analyses.fit.reading import LEAST_PEOPLE, FiguresError, Reported, reported
from experiments.analyses.fit.runs import coached_in, draws_of, lived, sampled, samples_of
from experiments.analyses.fit.sets import TRUTHS, WIDER, sets_looked_at, truths, write_sets
from experiments.analyses.fit.summaries import MEAN, SPREAD, STEPS, planned, summed_up
from experiments.evidence.fitting.study import figures_of
from scenarios.load import Scenario, load
from scenarios.plausible import moved_in, plausible_sets, sets_from, under
from simulation.errors import SimulationError

SETS, REPLICATES = 300, 8


def made(noise: float, seed: int = 1, summaries: int = 5, sets: int = SETS) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return a value for each set, and samples of summaries that follow it, with a chance of their own."""
    draws = np.random.default_rng(seed)
    value = draws.uniform(0.3, 0.7, sets)
    slope = np.linspace(1.0, 0.2, summaries)
    return value, value[:, None, None] * slope + noise * draws.standard_normal((sets, REPLICATES, summaries))


# Summaries ------------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 7), st.integers(3, 14), st.integers(0, 2**32 - 1))
def test_summaries_do_not_depend_on_the_order_of_places(places: int, periods: int, seed: int) -> None:
    draws = np.random.default_rng(seed)
    shares = draws.random((2, 1, periods, places))
    people = draws.integers(0, 90, (1, periods, places)).astype(float)
    people[:, :, 0] = people[:, :, 1] = 30.0  # someone coached and someone uncoached in every period
    coached = np.zeros((2, places))
    coached[:, 0] = 1.0
    order = draws.permutation(places)
    plan = planned(people, coached)
    same = summed_up(shares[..., order], people[..., order], coached[:, order], plan)
    np.testing.assert_allclose(summed_up(shares, people, coached, plan), same, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 1.0), st.integers(1, 12), st.integers(1, 6))
def test_what_is_the_same_everywhere_has_no_spread_and_no_steps(share: float, periods: int, places: int) -> None:
    people = np.full((1, periods, places), 40.0)
    plan = planned(people, None)
    found = summed_up(np.full((1, 1, periods, places), share), people, None, plan)[0]
    for one, value in zip(plan, found.tolist(), strict=True):
        assert value == pytest.approx(share if one.kind == MEAN else 0.0, abs=1e-12)
    kinds = {one.kind for one in plan}
    assert (SPREAD in kinds) == (places >= 3) and (STEPS in kinds) == (periods >= 3)


def test_a_mean_weighs_people_and_not_places() -> None:
    people = np.array([[[100.0, 300.0]]])
    plan = planned(people, None)
    assert summed_up(np.array([[[[0.2, 0.6]]]]), people, None, plan)[0, 0] == pytest.approx(0.5)


def test_groups_are_told_apart_only_where_every_world_has_both() -> None:
    people = np.full((1, 6, 4), 50.0)
    both = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    assert {one.group for one in planned(people, both) if one.kind == MEAN} == {"coached", "uncoached"}
    assert {one.group for one in planned(people, np.vstack([both, np.zeros(4)])) if one.kind == MEAN} == {"all"}


# The test -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("replicates", "sets", "summaries"), [(2, 6000, 5), (3, 4000, 5), (8, 3000, 5), (4, 4000, 1)])
def test_a_country_made_by_a_set_keeps_it_as_often_as_is_said(replicates: int, sets: int, summaries: int) -> None:
    """Law: runs are normal, so each cutoff alone keeps the set in 99% of countries, and both in what is stated."""
    error, noise, draws = 0.02, 0.03, np.random.default_rng(5)
    means = draws.uniform(0.3, 0.7, (sets, 1)) * np.linspace(1.0, 0.2, summaries)
    shape = (sets, replicates, summaries)
    ruler = ruler_of(means[:, None] + noise * draws.standard_normal(shape), error)
    countries = means + np.hypot(noise, error) * draws.standard_normal((20, *means.shape))
    kept = np.array(
        [[one.telling <= ruler.telling, one.whole <= ruler.whole, one.kept] for one in _each(ruler, countries)]
    )
    for found, stated in zip(kept.mean(axis=(0, 2)), (CONFIDENCE, CONFIDENCE, ruler.both), strict=True):
        # A cutoff is a quantile of sets * replicates residuals, of which one less a set is its own.
        own = stated * (1.0 - stated) * (1.0 / (sets * (replicates - 1)) + 1.0 / kept[:, 0].size)
        assert abs(found - stated) < 3.5 * np.sqrt(own), (found, stated)
    assert 2 * CONFIDENCE - 1 <= ruler.both <= CONFIDENCE
    assert (ruler.both == pytest.approx(CONFIDENCE, abs=1e-3)) == (summaries == 1)


def _each(ruler: Ruler, countries: NDArray[Any]) -> list[Matched]:
    """Return what is found of countries, [draw, set, summary], each held against the set that made it."""
    return [matched(ruler, one) for one in countries]


def test_what_is_kept_lies_about_the_truth_and_less_noise_keeps_less() -> None:
    kept: list[int] = []
    for noise in (0.01, 0.04):
        value, samples = made(noise)
        found = matched(ruler_of(samples, 0.0), samples[150].mean(axis=0))
        assert abs(value[found.kept] - value[150]).max() < 6.0 * noise
        kept.append(int(found.kept.sum()))
    assert 0 < kept[0] < kept[1] < SETS


def test_a_larger_error_of_the_model_rules_out_less_until_nothing_is_learnt() -> None:
    _, samples = made(0.01)
    kept = [matched(ruler_of(samples, error), samples[0, 0]) for error in (0.0, 0.02, 0.05, 0.2)]
    numbers = [int(one.kept.sum()) for one in kept]
    assert numbers == sorted(numbers)
    assert kept[0].verdict == "learnt" and kept[-1].verdict == "nothing"


def test_figures_that_no_set_gives_fit_none() -> None:
    _, samples = made(0.01)
    assert matched(ruler_of(samples, 0.01), np.full(samples.shape[2], 3.0)).verdict == "none"


def test_without_any_figure_nothing_is_learnt() -> None:
    samples = np.zeros((20, REPLICATES, 0))
    found = matched(ruler_of(samples), np.zeros(0))
    assert found.verdict == "nothing" and found.kept.all()


def test_chance_alone_informs_nothing_and_a_cut_informs_what_it_cuts() -> None:
    draws = np.random.default_rng(3)
    values = draws.random((SETS, 40))
    by_chance = narrowed(values, draws.random(SETS) < 0.4)
    assert sum(one.is_informed for one in by_chance) == 0
    cut = narrowed(values, values[:, 5] < 0.4)
    assert [place for place, one in enumerate(cut) if one.is_informed] == [5]
    assert cut[5].is_narrower and cut[5].ratio == pytest.approx(0.4, abs=0.06)
    assert cut[5].low <= cut[5].ratio <= cut[5].high


def test_where_none_is_ruled_out_every_range_is_what_it_was() -> None:
    values = np.random.default_rng(4).random((50, 3))
    for one in narrowed(values, np.ones(50, dtype=bool)):
        assert one.before == one.after and one.ratio == 1.0 and one.p == 1.0 and not one.is_narrower


# Runs and sets --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("mentoring-kept", size="classroom", months=36, sets=["start=2024-01"])


def test_figures_of_many_people_are_the_runs_own(scenario: Scenario) -> None:
    import simulation

    figures = figures_of(scenario, 10**9, 30)
    settings_ = [under(scenario, one) for one in plausible_sets()[:2]]
    world = lived(settings_, figures, seed=3, replicates=2)
    for number, own in enumerate(settings_):
        alone = simulation.run(own, seed=3, replicates=[2 * number, 2 * number + 1], by="network")
        assert alone.by_place is not None
        np.testing.assert_allclose(world.reported[number, :, 0], alone.by_place.of("reported.ccs")[:, :30], atol=1e-12)
    np.testing.assert_allclose(sampled(world.reported[:, 0], figures, draws_of(1)), world.reported[:, 0], atol=2e-4)
    p = world.reported[:, 0]
    with_noise = sampled(p, figures_of(scenario, 100.0, 30), draws_of(1))
    assert np.mean((with_noise - p) ** 2) == pytest.approx(np.mean(p * (1.0 - p)) / 100.0, rel=0.15)


def test_figures_of_too_few_people_count_for_nothing(scenario: Scenario) -> None:
    few = figures_of(scenario, LEAST_PEOPLE - 1.0, 30)
    world = lived([under(scenario, one) for one in plausible_sets()[:3]], few, seed=1, replicates=2)
    assert few.set_aside == few.number and samples_of(world, few, 1, world.coached[0, 0]).plan == ()


def test_a_scenario_that_says_who_is_coached_contradicts_other_figures(scenario: Scenario) -> None:
    sets = ["coaching_targeting=named", 'coached_networks=["R1.N1"]']
    named = load("mentoring-kept", size="classroom", months=36, sets=sets)
    figures = figures_of(named, 60.0, 30)
    world = lived([under(named, plausible_sets()[0])], figures, seed=1, replicates=2)
    known = coached_in(figures, world)
    assert known is not None and known.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    wrong = Reported(**{**vars(figures), "coached": 1.0 - known})
    with pytest.raises(FiguresError, match="Allowed: the same in both"):
        coached_in(wrong, world)


def test_the_sets_looked_at_are_the_shipped_ones_and_more_and_no_truth() -> None:
    looked_at, known = sets_looked_at(), truths()
    assert looked_at[: len(plausible_sets())] == plausible_sets() and len(known) == TRUTHS
    values = {tuple(one.values.values()) for one in (*looked_at, *known)}
    assert len(values) == len(looked_at) + len(known) == len(plausible_sets()) + len(sets_from(WIDER))
    assert not {one.name for one in looked_at} & {one.name for one in known}
    assert list(known[0].values) == list(plausible_sets()[0].values)


def test_sets_that_are_written_are_read_as_they_were(tmp_path: Path, scenario: Scenario) -> None:
    some = sets_looked_at()[238:242]
    file, beside = write_sets(some, {"figures": {}}, tmp_path / "kept.csv")
    assert sets_from(file) == some and beside.exists()
    assert moved_in(scenario, some[0])
    with pytest.raises(SimulationError, match=r"does not end in \.csv"):
        write_sets(some, {"figures": {}}, tmp_path / "kept.txt")
    (tmp_path / "mine.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SimulationError):
        write_sets(some, {"figures": {}}, tmp_path / "mine.csv")


# Reading --------------------------------------------------------------------------------------------------------------

HEAD = "network,month,process,share,denominator"
RIGHT = "R1.N1,3,ccs,0.5,60"
WRONG = {
    "": "it is empty",
    HEAD: "it has no figures",
    f"{HEAD}\nR1.N9,3,ccs,0.5,60": "row 2: network is 'R1.N9', which is no network of mentoring-kept. Did you mean",
    f"{HEAD}\nR1.N1,-1,ccs,0.5,60": "month is -1, before the start. Allowed: 0 to 35",
    f"{HEAD}\nR1.N1,36,ccs,0.5,60": "month is 36, past the horizon. Allowed: 0 to 35",
    f"{HEAD}\nR1.N1,2023-12,ccs,0.5,60": "before the start",
    f"{HEAD}\nR1.N1,2027-01,ccs,0.5,60": "after the last month",
    f"{HEAD}\nR1.N1,01/2024,ccs,0.5,60": "which has another form",
    f"{HEAD}\nR1.N1,,ccs,0.5,60": "month is empty",
    f"{HEAD}\nR1.N1,3,ccs,47.4,60\nR1.N2,3,ccs,0.5,60": "row 2: share is 47.4, and 0.474 may be meant",
    f"{HEAD}\nR1.N1,3,ccs,1.05,60": "share is 1.05, and 0.0105 may be meant: it may be percent",
    f"{HEAD}\nR1.N1,3,ccs,147,60": "share is 147, outside 0 to 1 (share)",
    f"{HEAD}\nR1.N1,3,ccs,-0.1,60": "share is -0.1, outside 0 to 1 (share)",
    f"{HEAD}\nR1.N1,3,ccs,0.5,": "denominator is empty. Needed: how many people stand behind the figure",
    f"{HEAD}\nR1.N1,3,ccs,0.5,0": "denominator is 0, outside 1 to 1,000,000,000 (people): How many people stand",
    f"{HEAD}\nR1.N1,3,ccs,0.5,1.5": "denominator is 1.5, which is not a whole number. Allowed: a whole number, 1 to",
    f'{HEAD}\nR1.N1,3,ccs,"0,5",60\nR1.N2,3,ccs,0.5,60': "written as '0.5'. Write all of a column alike",
    f"{HEAD}\nR1.N1,3,ccs,=A1/B1,60": "share is '=A1/B1', which is not a number. Allowed: 0 to 1",
    f"{HEAD}\nR1.N1,3,ccs,#DIV/0!,60": "share is the error #DIV/0! of a formula. Mend the formula",
    f"{HEAD}\n{RIGHT}\n{RIGHT}": "row 3: network is 'R1.N1', with the same month and process as row 2. Remove one",
    f"{HEAD}\nR1.N1,3,cxs,0.5,60": "process is 'cxs', which is no process of mentoring-kept. Did you mean 'ccs'?",
    f"{HEAD}\nR1.N1,3,ccs,0.5": "row has 4 cells. Allowed: 5, as in the header",
    f"{HEAD},share\n{RIGHT},0.5": "share is a column twice",
    f"{HEAD},quartr\n{RIGHT},x": "'quartr' is no column. Did you mean 'quarter'?",
    f"{HEAD},coached\n{RIGHT},perhaps": "coached is 'perhaps'. Allowed: yes or no",
    f"{HEAD},coached\n{RIGHT},yes\nR1.N1,4,ccs,0.5,60,no": "coached is 'no', and 'yes' in row 2 of the same place",
    "network,month,share,denominator\nR1.N1,3,0.5,60": "the column process is missing",
    "network,month,process,share\nR1.N1,3,ccs,0.5": "the column denominator is missing",
    "network,month,process,denominator\nR1.N1,3,ccs,60": "the column share or numerator is missing. Needed: region",
    "month,process,share,denominator\n3,ccs,0.5,60": "the column region, network or team is missing",
    "network,process,share,denominator\nR1.N1,ccs,0.5,60": "the column month or quarter is missing",
    "network,month,process,numerator,denominator\nR1.N1,3,ccs,61,60": "numerator is 61, above the denominator 60",
    "network,month,process,numerator,denominator\nR1.N1,3,ccs,1.5,60": "numerator is 1.5, which is not a whole number",
    "network,quarter,process,share,denominator\nR1.N1,2024-5,ccs,0.5,60": 'such as "2026-Q1"',
    "network,quarter,process,share,denominator\nR1.N1,2027-Q1,ccs,0.5,60": "past the horizon",
    "region,network,month,process,share,denominator\nR2,R1.N1,3,ccs,0.5,60": "region is 'R2', and network 'R1.N1' is",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_table_of_figures_is_refused_with_what_to_do(text: str, tmp_path: Path, scenario: Scenario) -> None:
    file = tmp_path / "figures.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SimulationError) as refused:
        reported(file, scenario)
    said = str(refused.value)
    assert WRONG[text] in said and "figures.csv" in said and "\n" not in said, said


def test_dates_need_a_start(tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    for column, date in (("month", "2024-03"), ("quarter", "2024-Q1")):
        file.write_text(f"network,{column},process,share,denominator\nR1.N1,{date},ccs,0.5,60\n", encoding="utf-8")
        with pytest.raises(FiguresError, match="nothing says which month month 0 is"):
            reported(file, load("mentoring-kept", size="classroom"))


def test_months_dates_and_quarters_mean_the_same_months(tmp_path: Path, scenario: Scenario) -> None:
    file = tmp_path / "figures.csv"
    found: list[Reported] = []
    for column, date in (("month", "3"), ("month", "2024-04"), ("quarter", "2024-T2")):
        file.write_text(f"network,{column},process,numerator,denominator\nR1.N2,{date},CCS,30,60\n", encoding="utf-8")
        found.append(reported(file, scenario))
    assert [one.periods for one in found] == [(3,)] * 3 and [one.length for one in found] == [1, 1, 3]
    assert all(one.shares.tolist() == [[[0.5]]] and one.numbers == (1,) for one in found)


@pytest.mark.parametrize("figures", [None, 3, ["figures.csv"], "no-such-file.csv"])
def test_what_is_no_file_is_refused(figures: Any, scenario: Scenario) -> None:
    with pytest.raises(SimulationError):
        reported(figures, scenario)


# The study ------------------------------------------------------------------------------------------------------------


def test_the_page_of_the_study_is_made_of_what_was_found() -> None:
    from experiments.evidence.fitting import page

    assert page.written(page.read()) == page.FILE.read_text(encoding="utf-8"), "run: make fit-study"


def test_the_study_holds_its_bounds_and_says_where_it_does_not() -> None:
    from experiments.evidence.fitting import page
    from experiments.evidence.fitting.study import ASKED, COUNTRIES, LEAST_HELD, LEAST_NARROWER

    found = page.read()
    countries = found["countries"]
    assert len(countries) == len(found["one_woman"]) == COUNTRIES and found["sets"] == len(sets_looked_at())
    for name in ASKED:
        ranges = [one["ranges"][name] for one in countries]
        assert np.mean([one["holds"] for one in ranges]) >= LEAST_HELD
        assert np.mean([one["width_for_shipped"] < 1.0 for one in ranges]) >= LEAST_NARROWER
    assert {one["verdict"] for one in found["one_woman"]} == {"nothing"}
    missed = sum(one["verdict"] != "none" for rival in found["rivals"] for one in rival["countries"])
    assert f"{missed} were not.**" in " ".join(page.FILE.read_text(encoding="utf-8").split())


def test_a_small_study_makes_a_whole_page() -> None:
    from experiments.evidence.fitting import page, study

    text = page.written(study.found(2, size="classroom", sets=30))
    assert "## Countries made by rivals" in text and "nan" not in text
