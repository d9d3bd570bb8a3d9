"""Calibration: what is moved and how far, waves that do not depend on threads, and what is shipped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from experiments.evidence.calibration.history_matching import (
    ALL,
    FIRST_WAVES,
    LATER_WAVES,
    PUT_IN,
    WAVES,
    WHOLE_INTERVAL,
    Found,
    Trial,
    Walk,
    Wave,
    first_look,
    passes,
    pooled,
    search,
    sobol_places,
    without,
)
from experiments.evidence.calibration.publishing import most_typical, with_values, write_all
from experiments.evidence.calibration.space import range_from, space
from experiments.evidence.validation.facts import Part, book, terms_of
from scenarios.library import FOLDER
from scenarios.load import load
from scenarios.plausible import plausible_sets, sets_from
from simulation.errors import SimulationError
from simulation.parameters import declared
from simulation.results import measures

BASELINE = (FOLDER / "baseline.toml").read_text(encoding="utf-8")


def test_every_mechanism_is_moved_or_has_a_reason_to_stay() -> None:
    mechanisms = {name for name, parameter in declared().items() if parameter.kind == "mechanism"}
    said = {*space().columns, *space().fixed, *space().kept}
    assert mechanisms - said == set()
    assert len(said) == len(space().columns) + len(space().fixed) + len(space().kept)
    assert all(one.reason for one in (*space().ranges, *space().unasked))


def test_what_no_fact_asks_is_drawn_over_its_range_and_the_same_for_the_first_sets_of_more() -> None:
    drawn = space().drawn(64)
    assert drawn[:33] == space().drawn(33) and space().drawn(64) == drawn
    for one in space().unasked:
        values = sorted(of_set[one.name] for of_set in drawn)
        assert one.low <= values[0] < values[15] < one.middle < values[48] < values[-1] <= one.high


def test_places_lead_to_values_inside_the_ranges() -> None:
    low, middle, high = (space().values_at(np.full(len(space().ranges), u)) for u in (0.0, 0.5, 1.0))
    for one in space().ranges:
        assert (low[one.name], middle[one.name], high[one.name]) == (one.low, one.middle, one.high)


def test_a_range_that_is_none_is_refused_with_its_file() -> None:
    assert range_from("candour.threshold", (0.2, 0.3, 0.4), "why").middle == 0.3
    with pytest.raises(SimulationError, match=r"ranges.toml: candour.threshold is 0.4, 0.3, 0.2. Allowed: in rising"):
        range_from("candour.threshold", (0.4, 0.3, 0.2), "why")
    with pytest.raises(SimulationError, match=r"mine.toml: candour.threshold is 0.4"):
        range_from("candour.threshold", (0.4, 0.3, 0.2), "why", "mine.toml")


def test_values_have_four_digits_before_they_are_run() -> None:
    for place in sobol_places(space(), 4):
        for value in space().values_at(place).values():
            assert value == float(f"{value:.4g}")


def test_the_calibration_asks_for_what_was_seen_and_for_logic_alone() -> None:
    asked = {name for wave in WAVES for name in wave.facts}
    assert asked == {fact.name for fact in book().asked} == set(ALL)
    assert not asked & {fact.name for fact in book().of_kind("finding")}
    assert {"C4", "C5", "C8"} <= {fact.name for fact in book().of_kind("finding")}
    assert WAVES[-1].cutoff == WHOLE_INTERVAL and set(WAVES[-1].facts) == asked and WAVES[-1].replicates >= 16
    assert len({wave.seed for wave in WAVES} | {1}) == len({wave.seed for wave in WAVES}) + 1


def test_what_was_put_in_is_asked_by_later_waves_alone_and_can_be_left_out() -> None:
    assert not {name for wave in FIRST_WAVES for name in wave.facts} & set(PUT_IN)
    for wave, less in zip(LATER_WAVES, without(LATER_WAVES, PUT_IN), strict=True):
        assert set(wave.facts) - set(less.facts) == set(PUT_IN)
        assert (less.seed, less.replicates, less.cutoff) == (wave.seed, wave.replicates, wave.cutoff)


def test_a_walk_that_stands_still_remembers_everything_and_sets_of_one_start_count_once() -> None:
    places = np.random.default_rng(1).random((8, 3))
    origins = np.arange(16) % 8
    still = Walk(places[origins], places[origins], origins, 0, 0)
    assert still.remembered() == pytest.approx(np.ones(3))
    far = Walk(places[origins], np.random.default_rng(2).random((16, 3)), origins, 0, 0)
    assert far.remembered().max() < 0.9
    from experiments.evidence.calibration.history_matching import _independent

    assert _independent(still, origins) == pytest.approx(8.0)
    assert 8.0 < _independent(far, origins) < 16.0
    assert _independent(None, np.arange(5)) == 5.0


def test_waves_leave_the_same_sets_under_any_number_of_threads() -> None:
    first = [first_look(space(), book(), points=128, waves=FIRST_WAVES[:1], threads=threads) for threads in (1, 2)]
    assert first[0][0].tobytes() == first[1][0].tobytes()
    assert 0 < len(first[0][0]) < 128
    waves = (FIRST_WAVES[0], FIRST_WAVES[1])
    found = [
        search(space(), book(), points=128, first=first[0], waves=waves, walkers=4, threads=threads)
        for threads in (1, 2)
    ]
    assert found[0].places.tobytes() == found[1].places.tobytes()
    assert found[0].digest == found[1].digest


def test_a_wave_rules_out_what_misses_by_more_than_it_allows() -> None:
    columns = [measure.name for measure in measures(("ccs", "anc"))]
    part = next(fact.parts[0] for fact in book().facts if fact.name == "C2")
    values = np.full((4, len(columns)), np.nan)
    values[:, columns.index("direct_gain.ccs")] = (0.04, 0.05, 0.06, 0.05)
    kept = {"baseline": {0: values}}
    noise = pooled(part, kept, [0])
    assert noise == pytest.approx(np.var([0.04, 0.05, 0.06, 0.05], ddof=1))
    early, last = WAVES[0], WAVES[-1]
    # The miss is 0.02; error is the root of noise over four replicates and 0.35 of the discrepancy of 0.04, squared.
    error = np.sqrt(noise / 4 + (0.35 * 0.04) ** 2)
    assert passes(part, kept, 0, replace(early, cutoff=0.021 / error), noise)
    assert not passes(part, kept, 0, replace(early, cutoff=0.019 / error), noise)
    assert not passes(part, kept, 0, last, noise)
    values[:, columns.index("direct_gain.ccs")] = (0.071, 0.075, 0.079, 0.075)
    assert passes(part, kept, 0, WAVES[3], 0.0)
    assert not passes(part, kept, 0, last, 0.0)  # the interval reaches below 0.07
    values[1:, columns.index("direct_gain.ccs")] = np.nan
    assert not passes(part, kept, 0, early, 0.0)


def kept_of(*columns: list[float]) -> dict[str, dict[int, np.ndarray]]:
    """Measures of a set, of which the gain has these values in the worlds ``a``, ``b`` and so on."""
    names = [measure.name for measure in measures(("ccs", "anc"))]
    found = {}
    for world, own in zip("ab", columns, strict=False):
        values = np.full((len(own), len(names)), np.nan)
        values[:, names.index("direct_gain.ccs")] = own
        found[world] = {0: values}
    return found


def gain_part(text: str = "direct_gain.ccs in a", low: float | None = None, high: float | None = None) -> Part:
    return Part(text, terms_of(text), (), low, high, 0.04)


@pytest.mark.parametrize("wave", [WAVES[0], WAVES[3], WAVES[-1]], ids=lambda wave: wave.name)
def test_a_lower_bound_and_an_upper_bound_are_one_seen_in_a_mirror(wave: Wave) -> None:
    draw = np.random.default_rng(1)
    outcomes = set()
    for bound in np.linspace(-0.3, 0.3, 25):
        values = draw.normal(0.0, 0.05, 6).tolist()
        own = passes(gain_part(low=bound), kept_of(values), 0, wave, 0.002)
        mirrored = passes(gain_part(high=-bound), kept_of([-value for value in values]), 0, wave, 0.002)
        assert own == mirrored
        outcomes.add(own)
    assert outcomes == {True, False}


@pytest.mark.parametrize("wave", [WAVES[0], WAVES[-1]], ids=lambda wave: wave.name)
def test_a_part_is_judged_only_where_half_of_the_runs_define_it(wave: Wave) -> None:
    for defined, is_left in ((6, True), (3, True), (2, False), (0, False)):
        values = [0.1 + 0.0001 * run if run < defined else np.nan for run in range(6)]
        assert passes(gain_part(low=0.05), kept_of(values), 0, wave, 0.0) == is_left


@pytest.mark.parametrize("number", [3, 8, 32])
def test_the_last_wave_asks_for_students_interval(number: int) -> None:
    values = np.random.default_rng(number).normal(0.1, 0.05, number)
    low = stats.ttest_1samp(values, 0.0).confidence_interval(0.95).low
    for bound, is_left in ((low - 1e-9, True), (low + 1e-9, False)):
        assert passes(gain_part(low=bound), kept_of(values.tolist()), 0, WAVES[-1], 0.0) == is_left


def test_a_sum_has_its_factors_in_its_mean_and_in_its_noise() -> None:
    a, b = np.random.default_rng(5).normal(size=(2, 12))
    kept = kept_of(a.tolist(), b.tolist())
    part = gain_part("2 * direct_gain.ccs in a - direct_gain.ccs in b")
    assert pooled(part, kept, [0]) == pytest.approx(np.var(2.0 * a - b, ddof=1))
    mean, still = (2.0 * a - b).mean(), replace(WAVES[0], discrepancy=0.0)
    for bound, is_left in ((mean - 1e-9, True), (mean + 1e-9, False)):
        assert passes(replace(part, at_least=bound), kept, 0, still, 0.0) == is_left


def test_sets_of_one_start_are_alike_by_the_square_of_what_the_walk_remembers() -> None:
    """Half of the variance of where they end is their start's: the intraclass correlation is a half."""
    from experiments.evidence.calibration.history_matching import _independent

    draw = np.random.default_rng(3)
    starts, origins = draw.normal(size=(400, 3)), np.arange(1600) % 400
    ended = starts[origins] + draw.normal(size=(1600, 3))
    walk = Walk(starts[origins], ended, origins, 0, 0)
    assert walk.remembered() == pytest.approx(np.sqrt(0.5), abs=0.05)
    assert _independent(walk, origins) == pytest.approx(1600 / (1.0 + 3.0 * 0.5), rel=0.05)


def test_the_most_typical_set_has_outcomes_near_the_medians() -> None:
    outcomes = np.array([[0.0, 7.0], [1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [9.0, 7.0]])
    assert most_typical(outcomes) == 2
    outcomes = np.array([[0.0, 2.0], [1.0, 9.0], [2.0, 9.0], [3.0, 4.0], [2.5, 5.0]])
    assert most_typical(outcomes) == 4


def test_what_is_written_can_be_read_and_says_how_it_was_made(tmp_path: Path) -> None:
    (tmp_path / "baseline.toml").write_text(BASELINE, encoding="utf-8")
    places = sobol_places(space(), 4)
    values = tuple(space().values_at(place) for place in places)
    found = Found(places, values, np.zeros((4, 1)), (), 4, 0, None, 4.0, "0")
    name = write_all(found, space(), tmp_path, Trial(found, {"all of these": 0.25}))
    sets = sets_from(tmp_path / "plausible.csv")
    drawn = space().drawn(4)
    assert [dict(one.values) for one in sets] == [{**one, **more} for one, more in zip(values, drawn, strict=True)]
    account = json.loads((tmp_path / "plausible.json").read_text(encoding="utf-8"))
    assert account["default"] == name and account["points"]["number"] == 4
    assert account["independent"] == 4.0
    assert account["without_what_was_put_in"]["holds_in"] == {"all of these": 0.25}
    assert set(account["ranges"]) == set(space().names)
    values = load(str(tmp_path / "baseline.toml")).settings.values
    default = next(one for one in sets if one.name == name)
    assert all(values[parameter] == default.values[parameter] for parameter in space().names)
    assert set(space().columns) - set(space().names) == set(account["drawn_unasked"])
    assert all(values[parameter] == value for parameter, value in space().fixed.items())


def test_a_sheet_without_the_value_is_refused() -> None:
    with pytest.raises(SimulationError, match="has no value"):
        with_values("", {"trust.shield": 0.5}, space())


def test_nothing_found_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="No set of values"):
        write_all(Found(np.zeros((0, 2)), (), np.zeros((0, 2)), (), 4, 0, None, 0.0, ""), space(), tmp_path)


# What is shipped -------------------------------------------------------------------------------------------


def test_the_shipped_sets_are_those_the_sidecar_speaks_of() -> None:
    account = json.loads((FOLDER / "plausible.json").read_text(encoding="utf-8"))
    sets = plausible_sets()
    assert account["sets"] == len(sets) >= 200
    assert account["switched_on"] == space().fixed
    assert account["ranges"] == {one.name: [one.low, one.middle, one.high, one.reason] for one in space().ranges}
    default = next(one for one in sets if one.name == account["default"])
    values = load("baseline").settings.values
    assert all(values[name] == default.values[name] for name in space().names)
    assert all(values[name] == value for name, value in space().fixed.items())
    assert len({tuple(one.values.values()) for one in sets}) == len(sets)
    for one in sets:
        for place in (*space().ranges, *space().unasked):
            assert place.low <= one.values[place.name] <= place.high


def test_terms_of_the_calibration_are_measures() -> None:
    known = {measure.name for measure in measures(("ccs", "anc"))}
    for fact in book().asked:
        for part in fact.parts:
            assert {term.quantity for term in part.terms} <= known
            assert not part.over
    assert terms_of("a in b")[0].factor == 1.0
