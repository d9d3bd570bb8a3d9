"""Compare by place: means that are the national ones together, and sentences that all intervals together bear out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import compare, load_findings, run
from experiments.analyses.comparison import by_place as module
from experiments.analyses.comparison.by_place import DESCRIBED, PlaceEstimate, confidence_of_all
from experiments.analyses.comparison.place_pages import PlacePages
from experiments.analyses.comparison.place_words import PlaceWords, kind_of
from experiments.analyses.comparison.subject import Subject, voice_of
from experiments.runs import by_place as runs_by_place
from experiments.runs import memory, value_uncertainty
from experiments.statistics.intervals import mean_of
from simulation.errors import SimulationError

SMALL: dict[str, Any] = {"size": "classroom", "months": 60}
SAME = (("coverage.ccs", "coverage.ccs"), ("coverage.anc", "coverage.anc"), ("theatre.ccs", "theatre"))
NAMES = ("baseline", "aligned", "mentoring-kept")


def compared(*names: Any, **asked: Any) -> Any:
    """Return a comparison whose parts need no proof that they are there."""
    return compare(*names, **asked)


@pytest.fixture(scope="module")
def found() -> Any:
    return compared(*NAMES, **SMALL, replicates=16, by="network")


def test_places_together_are_the_national_measures(found: Any) -> None:
    by_place = found.by_place
    of_place = np.array(by_place.teams) / sum(by_place.teams)
    for name, ensemble in found.ensembles.items():
        for place, national in SAME:
            own = by_place.runs[name][..., by_place.measures.index(place)] @ of_place
            np.testing.assert_allclose(own, ensemble.measure(national), rtol=1e-9, atol=1e-12)
        gains = [by_place.runs[name][..., by_place.measures.index(f"late_gain.{p}")] @ of_place for p in ("ccs", "anc")]
        np.testing.assert_allclose(np.mean(gains, axis=0), ensemble.measure("system_gain"), rtol=1e-9, atol=1e-12)


def test_asking_by_place_changes_no_other_number(found: Any) -> None:
    plain = compared(*NAMES, **SMALL, replicates=16)
    assert plain.by_place is None and plain.estimates == found.estimates and plain.contrasts == found.contrasts
    assert "By network" not in plain.report() and "by_place" not in plain.as_json()


def test_an_interval_of_all_is_that_of_one_at_its_share_of_the_doubt(found: Any) -> None:
    by_place = found.by_place
    assert by_place.looked_at == len(by_place.places) * 6 * 5
    one = by_place.contrast("aligned", "R1.N2", "coverage.ccs")
    at = by_place.places.index("R1.N2"), by_place.measures.index("coverage.ccs")
    apart = (by_place.runs["aligned"] - by_place.runs["baseline"])[:, at[0], at[1]]
    wide = mean_of(apart, 1.0 - 0.05 / by_place.looked_at)
    assert (one.low_together, one.high_together) == (wide.low, wide.high)
    assert one.low_together < one.low < one.mean < one.high < one.high_together
    assert one.region == "R1" and one.reference == "baseline"


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 1000))
def test_where_there_is_nothing_intervals_of_all_say_so_nearly_always(seed: int) -> None:
    """Of a hundred times 200 places without any difference, few have even one that is taken for settled."""
    draws = np.random.default_rng(seed).normal(size=(100, 20, 200))
    confidence = confidence_of_all(200)
    wrong = [any(abs_settled(mean_of(one[:, place], confidence)) for place in range(200)) for one in draws]
    assert sum(wrong) <= 14  # of 100, where 5 are expected at most


def abs_settled(estimate: Any) -> bool:
    return estimate.low > 0.0 or estimate.high < 0.0


def test_sentences_say_what_the_table_bears_out(found: Any) -> None:
    words = PlaceWords(Subject(found, voice_of("en")), called=str)
    said = [str(sentence) for sentence in words.sentences()]
    for name in NAMES[1:]:
        kinds = [kind_of(found.by_place.contrast(name, place, "coverage.ccs")) for place in found.by_place.places]
        sentence = next(one for one in said if f"under <strong>{name}" in one)
        for kind, shown in (("higher", "higher in"), ("lower", "lower in"), ("unsettled", "nothing settled in")):
            told = re.search(rf"{shown} (\d+) of 6 networks", sentence)
            assert (int(told[1]) if told else 0) == kinds.count(kind), sentence
    assert len(said) == 2 + 3


def estimate(place: str, mean: float, low: float, high: float) -> PlaceEstimate:
    return PlaceEstimate("a", "b", place, "R", "coverage.ccs", mean, low, high, low, high, 20)


def test_what_differs_from_place_to_place_is_said_only_where_intervals_do_not_meet(found: Any) -> None:
    words = PlaceWords(Subject(found, voice_of("en")))
    meet = words._apart([estimate("X", 0.01, 0.0, 0.03), estimate("Y", 0.05, 0.02, 0.08)])
    apart = words._apart([estimate("X", 0.01, 0.0, 0.019), estimate("Y", 0.05, 0.02, 0.08)])
    assert "is not settled" in meet
    assert "+1.0 points" in apart and "<strong>X</strong> and +5.0" in apart


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (0.01, 0.02, "higher"),
        (-0.2, -0.1, "lower"),
        (-0.1, 0.1, "unsettled"),
        (0.0, 0.0, "same"),
        (0.0, 0.1, "unsettled"),
    ],
)
def test_ties_are_not_settled(low: float, high: float, kind: str) -> None:
    assert kind_of(estimate("X", (low + high) / 2, low, high)) == kind


def test_of_few_runs_nothing_is_said_of_a_place() -> None:
    few = compared(*NAMES[:2], **SMALL, replicates=9, by="region")
    assert not few.by_place.are_enough
    assert all(one.low_together is None and one.sign == 0 for one in few.by_place.estimates + few.by_place.contrasts)
    assert "nothing is settled for a single place" in few.summary()
    assert "de todas:" not in few.report("es") and "no hay intervalos de todas" in few.report("es")


def test_runs_are_the_same_however_many_are_held_at_a_time(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value_uncertainty, "VALUES_TOGETHER", 1)
    again = compared(*NAMES, **SMALL, replicates=16, by="network").by_place
    assert again.estimates == found.by_place.estimates and again.contrasts == found.by_place.contrasts
    for name, months in again.months.items():
        np.testing.assert_allclose(months.mean, found.by_place.months[name].mean, rtol=1e-12)
        assert months.low.tobytes() == found.by_place.months[name].low.tobytes()


def test_the_readable_engine_gives_the_same() -> None:
    how = {"size": "classroom", "months": 30, "replicates": 2, "by": "region"}
    one, other = (compared(*NAMES[:2], **how, engine=engine).by_place for engine in ("compiled", "readable"))
    assert one == other


def test_what_is_saved_is_read_again(found: Any, tmp_path: Path) -> None:
    found.save(tmp_path / "by.findings")
    assert load_findings(tmp_path / "by.findings") == found
    again: Any = load_findings(tmp_path / "by.findings")
    assert again.by_place == found.by_place


def test_what_would_not_fit_is_refused_before_any_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_BYTES", 50_000_000)
    monkeypatch.setattr(module, "by_place_of", lambda *_: pytest.fail("it was run"))
    with pytest.raises(SimulationError, match=r"--by is team, of 3,000 places.*Take --by network, fewer replicates"):
        compared(*NAMES[:2], size="national", replicates=20, by="team")
    with pytest.raises(SimulationError, match=r"Did you mean 'coverage\.ccs'"):
        compared(*NAMES[:2], **SMALL, replicates=2, by="region").by_place.estimate("aligned", "R1", "coverage.cs")


def test_who_was_mentored_when() -> None:
    """Networks that are mentored have the months of mentoring, and the others none."""
    made = run("aligned", **SMALL, sets=["mentoring_start=6", "mentoring_end=30"], by="network")
    by_name = {one.place: one.measures for one in made.places()}
    coached = [place for place, own in by_name.items() if own["coached"]]
    assert len(coached) == 2
    for place, own in by_name.items():
        months = (own["mentored_from"], own["mentored_until"])
        assert months == (6.0, 29.0) if place in coached else np.isnan(months).all()
    months = runs_by_place.place_measures(("ccs",))
    assert months[-3:] == ("coached", "mentored_from", "mentored_until")


# Where it is drawn who is coached -------------------------------------------------------------------------------------


def test_of_few_runs_in_which_a_place_was_drawn_no_interval_is_given_and_the_reason_is(tmp_path: Path) -> None:
    few = compared(*NAMES[:2], **SMALL, replicates=12, by="network", sets=["coaching_coverage=0.1"])
    rows = [one for one in few.by_place.estimates if one.measure == "late_gain.ccs"]
    own = few.by_place.measures.index("coached")
    for one in rows:
        drawn = int((few.by_place.runs[one.scenario][:, few.by_place.places.index(one.place), own] > 0).sum())
        assert (one.withheld, one.drawn_in, one.low, one.low_together, one.sign) == ("drawn", drawn, None, None, 0)
        assert one.runs_needed > 12
    for language, said in (("en", "not settled: drawn in"), ("es", "no es claro: sorteado en")):
        page = few.report(language)
        assert f"{said} {rows[0].drawn_in} " in page and f"{rows[0].runs_needed:,}" in page
    few.write(tmp_path / "out")
    table = pandas.read_csv(tmp_path / "out" / "places.csv", encoding="utf-8-sig")
    table = table[table.measure == "late_gain.ccs"]
    assert table.low_together.isna().all() and (table.withheld == "drawn").all() and table.drawn_in.notna().all()
    rows_of_json = [one for one in few.as_json()["by_place"]["estimates"] if one["measure"] == "late_gain.ccs"]
    assert {one["withheld"] for one in rows_of_json} == {"drawn"}
    assert rows_of_json[0]["drawn_in"] == rows[0].drawn_in


def test_where_names_say_who_is_coached_nothing_is_withheld() -> None:
    sets = ["coaching_targeting=named", 'coached_networks=["R1.N2"]']
    named = compared(*NAMES[:2], **SMALL, replicates=12, by="network", sets=sets)
    estimates = (*named.by_place.estimates, *named.by_place.contrasts)
    assert {(one.withheld, one.drawn_in) for one in estimates} == {("", None)}
    assert "not settled: drawn" not in named.report() and "drawn in" not in named.summary()


def test_where_everybody_or_nobody_is_coached_there_is_no_luck_of_the_draw() -> None:
    for sets in (["coaching_coverage=1"], ["mentoring=0"]):
        found = compared(*NAMES[:2], **SMALL, replicates=12, by="network", sets=sets)
        assert {one.withheld for one in found.by_place.estimates} == {""}


def test_networks_that_waves_name_are_not_drawn_and_the_others_are(tmp_path: Path) -> None:
    for name in ("one", "two"):
        rules = "[[change]]\nmonth = 2\nalignment = 0.8\n" if name == "two" else ""
        waves = '[[wave]]\nmonth = 3\nnetworks = ["R1.N1"]\n[[wave]]\nmonth = 9\nshare = 0.17\n'
        (tmp_path / f"{name}.toml").write_text(f'question = "?"\nbased_on = "baseline"\n{rules}{waves}')
    pair = [str(tmp_path / f"{name}.toml") for name in ("one", "two")]
    found = compared(*pair, **SMALL, replicates=12, by="network").by_place
    for one in (*found.estimates, *found.contrasts):
        if one.measure not in DESCRIBED:
            assert (one.drawn_in is None) == (one.place == "R1.N1")
    drawn = [found.estimate("two", place, "coverage.ccs").drawn_in for place in found.places[1:]]
    assert sum(drawn) == 12  # one network in each run


def test_tables_by_place_have_one_column_for_each_scenario_so_that_a_screen_has_room(found: Any) -> None:
    pages = PlacePages(Subject(found, voice_of("es")))
    tables = pages.tables()
    assert [len(table.heads) for table in tables] == [2, 3, 3, 3, 3]
    assert all(head.span == 1 for table in tables for head in table.heads)
    for table, measure in zip(tables[1:4], ("coverage", "late_gain", "theatre"), strict=True):
        assert str(pages.voice.say(f"by_place.{measure}")) in str(table.caption)


def test_where_nothing_differs_nothing_is_called_unsettled() -> None:
    twice = compared("baseline", {"name": "again", "price.population": 4000}, **SMALL, replicates=12, by="region")
    for language, unsettled in (("en", "not settled"), ("es", "No está claro si la diferencia cambia")):
        words = PlaceWords(Subject(twice, voice_of(language)))
        over = str(words.sentences()[0])
        assert unsettled not in over and ("the same in 2 of 2" in over or language == "es")
