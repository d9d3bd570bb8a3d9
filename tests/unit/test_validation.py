"""Validation: expressions, bounds, worlds and verdicts."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from experiments.evidence.validation.facts import KINDS, Part, Term, book, book_from, terms_of
from experiments.evidence.validation.figures import margin, verdicts_picture
from experiments.evidence.validation.partial import partial_correlation
from experiments.evidence.validation.report import voice_of
from experiments.evidence.validation.verdicts import (
    estimate_of,
    is_inside,
    means_of,
    share_of_all,
    verdicts,
    verdicts_over_sets,
)
from experiments.evidence.validation.worlds import quantities, settings_of
from experiments.presentation.figures.picture import figure_of
from experiments.presentation.figures.style import PAGE
from interface.commands.validate import validate
from simulation.engine.run import trace
from simulation.errors import SimulationError


def part_of(text: str, over: str = "", low: float | None = None, high: float | None = None) -> Part:
    return Part(text, terms_of(text), terms_of(over) if over else (), low, high, 0.01)


def test_a_sum_of_terms_is_read() -> None:
    assert terms_of("reach in aligned - 2 * gain.ccs in dose-25 + x in y") == (
        Term(1.0, "reach", "aligned"),
        Term(-2.0, "gain.ccs", "dose-25"),
        Term(1.0, "x", "y"),
    )


@pytest.mark.parametrize("text", ["reach", "reach in aligned reach in baseline", "reach in aligned -", "* reach in a"])
def test_what_is_no_sum_of_terms_is_refused(text: str) -> None:
    with pytest.raises(SimulationError, match="cannot be read"):
        terms_of(text)


def test_a_world_that_is_not_there_is_refused() -> None:
    text = '[world]\na = { scenario = "baseline" }\n[[fact]]\nname = "F"\nkind = "null"\nen = ""\nes = ""\n'
    text += 'if_not_en = ""\nif_not_es = ""\n[[fact.part]]\nof = "reach in b"\n'
    with pytest.raises(SimulationError, match="speaks of 'b'"):
        book_from(text)


def test_every_fact_has_bounds_words_and_worlds_that_can_be_made() -> None:
    names = [fact.name for fact in book().facts]
    assert len(set(names)) == len(names)
    for fact in book().facts:
        assert fact.kind in KINDS
        assert all((fact.en, fact.es, fact.if_not_en, fact.if_not_es))
        assert all(part.at_least is not None or part.at_most is not None for part in fact.parts)
    spoken_of = {world for fact in book().facts for part in fact.parts for world in part.worlds}
    assert spoken_of == set(book().worlds)
    for world in book().worlds.values():
        settings_of(world, size="classroom")


def test_a_ratio_is_that_of_the_means_with_an_interval() -> None:
    above, below = np.array([[1.0, 2.0, 3.0]]), np.array([[2.0, 4.0, 6.0]])
    found = {("x", "a"): above, ("x", "b"): below}
    estimate = estimate_of(part_of("x in a", "x in b"), found, 0)
    assert estimate.mean == 0.5 and estimate.low == pytest.approx(0.5) and estimate.high == pytest.approx(0.5)


def test_the_whole_interval_must_lie_inside() -> None:
    part = part_of("x in a", low=0.0, high=1.0)
    assert is_inside(part, 0.0, 1.0)
    assert not is_inside(part, -0.1, 0.5)
    assert not is_inside(part, 0.5, 1.1)
    assert not is_inside(part, None, None)


def test_a_part_that_is_seldom_defined_does_not_hold() -> None:
    fact = next(one for one in book().facts if one.name == "C6")
    found = {("retained", "baseline"): np.array([[0.5, 0.5, np.nan, np.nan, np.nan]])}
    assert verdicts([fact], found, 5)[0].holds is False
    found = {("retained", "baseline"): np.array([[0.5, 0.51, 0.52, np.nan, np.nan]])}
    assert verdicts([fact], found, 5)[0].holds is True


def test_over_sets_the_share_of_sets_is_given() -> None:
    fact = next(one for one in book().facts if one.name == "C6")
    found = {("retained", "baseline"): np.array([[0.5, 0.5], [0.9, 0.9], [0.6, 0.6], [np.nan, np.nan]])}
    verdict = verdicts_over_sets([fact], found)[0]
    assert verdict.holds is None and verdict.share is not None and verdict.share.mean == 0.5
    assert verdict.parts[0].middle == 0.6


def test_a_part_that_is_defined_in_just_half_of_the_runs_may_hold() -> None:
    fact = next(one for one in book().facts if one.name == "C6")
    found = {("retained", "baseline"): np.array([[0.5, 0.51, np.nan, np.nan], [0.5, np.nan, np.nan, np.nan]])}
    whole, part = (verdicts([fact], {key: rows[n : n + 1] for key, rows in found.items()}, 4)[0] for n in (0, 1))
    assert whole.holds is True and part.holds is False


@pytest.mark.parametrize("over", ["", "x in b", "2 * x in b - x in c"])
def test_means_of_sets_are_those_of_each_set_alone(over: str) -> None:
    """Also of ratios, and where a replicate is undefined above or below."""
    draw = np.random.default_rng(2)
    found = {("x", world): 5.0 + draw.normal(size=(6, 8)) for world in "abc"}
    found["x", "a"][2, 3], found["x", "b"][2, 5], found["x", "c"][4, :] = np.nan, np.nan, np.nan
    part = part_of("x in a - 3 * x in b", over)
    alone = [estimate_of(part, found, place).mean for place in range(6)]
    means = means_of(part, found, np.ones(8))
    assert [mean if np.isfinite(mean) else None for mean in means] == pytest.approx(alone)
    plain = found["x", "a"][0] - 3.0 * found["x", "b"][0]
    below = {"": np.ones(8), "x in b": found["x", "b"][0]}.get(over, 2.0 * found["x", "b"][0] - found["x", "c"][0])
    assert means[0] == pytest.approx(plain.mean() / below.mean())


def test_the_interval_of_a_ratio_lies_around_it_and_holds_the_truth() -> None:
    draw, part, covered = np.random.default_rng(3), part_of("x in a", "x in b"), 0
    for _ in range(200):
        below = 1.0 + 0.5 * draw.normal(size=40)
        estimate = estimate_of(
            part, {("x", "a"): (0.6 * below + 0.2 * draw.normal(size=40))[None], ("x", "b"): below[None]}, 0
        )
        assert estimate.mean is not None and estimate.low is not None and estimate.high is not None
        assert estimate.mean - estimate.low == pytest.approx(estimate.high - estimate.mean)
        covered += estimate.low <= 0.6 <= estimate.high
    assert 0.9 * 200 <= covered <= 0.99 * 200


def test_nine_sets_in_ten_lie_between_the_ends_that_are_told() -> None:
    fact = next(one for one in book().facts if one.name == "C6")
    means = np.random.default_rng(4).permutation(np.linspace(0.2, 0.8, 101))
    part = verdicts_over_sets([fact], {("retained", "baseline"): np.repeat(means[:, None], 2, axis=1)})[0].parts[0]
    assert (part.lowest, part.middle, part.highest) == pytest.approx((0.23, 0.5, 0.77))


def test_facts_hold_at_once_where_each_does() -> None:
    fact = next(one for one in book().facts if one.name == "C6")
    one, other = (
        replace(fact, parts=(part_of(f"x in {world}", low=0.0, high=1.0), part_of(f"x in {world}", high=0.9)))
        for world in "ab"
    )
    found = {
        ("x", "a"): np.repeat([[0.5], [0.5], [0.95], [2.0]], 2, axis=1),
        ("x", "b"): np.repeat([[0.5], [2.0], [0.5], [2.0]], 2, axis=1),
    }
    made = verdicts_over_sets([one, other], found)
    assert [verdict.share.mean for verdict in made if verdict.share] == [0.5, 0.5]
    assert [part.share.mean for part in made[0].parts if part.share] == [0.75, 0.5]
    assert share_of_all(made).mean == 0.25


def test_a_world_changes_nothing_before_mentoring_where_it_says_so() -> None:
    worlds = book().worlds
    own = trace(settings_of(worlds["baseline"], size="classroom"), 1)[0]
    for name in ("harsher", "safety-cut", "efficacy-held", "learning-off"):
        other = trace(settings_of(worlds[name], size="classroom"), 1)[0]
        assert own.values[: 24 + 1].tobytes() == other.values[: 24 + 1].tobytes()
        assert own.values.tobytes() != other.values.tobytes()


def test_contexts_are_swapped_and_equalised() -> None:
    own, swapped, equal = (
        settings_of(book().worlds[name], size="classroom").values for name in ("baseline", "swapped", "equal")
    )
    assert swapped["ccs.lag"] == own["anc.lag"] and swapped["anc.lag"] == own["ccs.lag"]
    assert equal["anc.lag"] == equal["ccs.lag"] == own["ccs.lag"]


def test_quantities_are_measures_series_and_shuffles() -> None:
    settings = settings_of(book().worlds["aligned-tied"], size="classroom")
    names = ("reach", "identity_gain", "credit.ccs", "morans_i_shuffled")
    found = quantities([settings, settings], names, 1, 1)
    assert all(found[name].shape == (2, 1) for name in names)
    assert (found["identity_gain"] > 0.0).all()
    assert np.array_equal(found["morans_i_shuffled"][0], found["morans_i_shuffled"][1], equal_nan=True)


# The command -----------------------------------------------------------------------------------------------


def run_command(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(validate, [*words, "--size", "classroom"], standalone_mode=False)
    assert done.exception is None, done.output
    return int(done.return_value), done.output


def test_the_command_gives_every_part_as_json() -> None:
    code, text = run_command("--fact", "N1 dose 0", "--replicates", "4", "--json")
    found = json.loads(text)
    assert code == 0 and [fact["holds"] for fact in found["facts"]] == [True]
    assert found["facts"][0]["parts"][0]["estimate"] == {"mean": 0.0, "low": 0.0, "high": 0.0, "defined": 4}


def test_a_broken_calibration_fact_is_exit_code_1_and_is_said() -> None:
    code, text = run_command("--fact", "N1 dose 0", "--fact", "C2", "--replicates", "2")
    assert "N1 dose 0" in text
    assert code == (1 if "FAILS" in text else 0)


@pytest.mark.parametrize(("language", "word"), [("en", "Holds in"), ("es", "Se cumple en")])
def test_over_sets_the_command_gives_shares(language: str, word: str) -> None:
    _, text = run_command(
        "--fact", "N7 no sanction", "--sets", "plausible", "--replicates", "2", "--language", language
    )
    assert word in text


def test_an_unknown_fact_is_refused() -> None:
    with pytest.raises(SimulationError, match="Did you mean 'C2'"):
        CliRunner().invoke(validate, ["--fact", "C22"], standalone_mode=False, catch_exceptions=False)


def test_what_is_alike_beside_a_third_is_told_from_what_goes_together_through_it() -> None:
    draws = np.random.default_rng(1)
    third = draws.standard_normal(4000)
    through = partial_correlation(third + draws.standard_normal(4000), third + draws.standard_normal(4000), third)
    assert abs(through) < 0.05
    own = draws.standard_normal(4000)
    beside = partial_correlation(own + third, own + draws.standard_normal(4000), third)
    assert beside == pytest.approx(1.0 / np.sqrt(2.0), abs=0.03)
    assert np.isnan(partial_correlation(np.zeros(5), own[:5], third[:5]))


# The figure ------------------------------------------------------------------------------------------------------


def fact(name: str, *parts: tuple[float, float, float, float | None, float | None]) -> dict[str, Any]:
    """Return a fact as JSON has it, of parts with mean, ends of the interval, and bounds."""
    told: list[dict[str, Any]] = []
    for mean, low, high, least, most in parts:
        holds = (least is None or low >= least) and (most is None or high <= most)
        estimate = {"mean": mean, "low": low, "high": high}
        told.append({"estimate": estimate, "at_least": least, "at_most": most, "holds": holds})
    holds = all(part["holds"] for part in told)
    return {"name": name, "kind": "validation", "holds": holds, "share_of_sets": None, "parts": told}


@pytest.mark.parametrize(
    "parts",
    [
        [(0.5, 0.4, 0.6, 0.2, None)],
        [(0.5, 0.4, 0.6, 0.45, None)],
        [(0.5, 0.4, 0.6, None, 0.55)],
        [(0.5, 0.4, 0.6, 0.3, 0.7), (0.1, 0.0, 0.2, 0.15, None)],
        [(0.0, 0.0, 0.0, 0.0, 0.0)],
        [(1.0, 1.0, 1.0, 0.0, 0.0)],
        [(-0.5, -0.6, -0.4, None, 0.0), (0.5, 0.45, 0.6, 0.4, 0.6)],
    ],
)
def test_the_distance_from_the_bound_is_1_or_more_where_a_fact_holds(parts: list[Any]) -> None:
    one = fact("F", *parts)
    assert (margin(one) >= 1.0) == one["holds"]


@pytest.mark.parametrize("lacking", ["mean", "low"])
def test_a_fact_without_an_estimate_is_as_far_from_holding_as_can_be(lacking: str) -> None:
    one = fact("F", (0.5, 0.4, 0.6, 0.2, None))
    one["parts"][0]["estimate"][lacking] = None
    assert margin(one) == -math.inf


def test_so_is_one_that_is_inside_and_too_seldom_defined() -> None:
    one = fact("F", (0.5, 0.4, 0.6, 0.2, None))
    one["parts"][0]["holds"] = False
    assert margin(one) == -math.inf


def test_few_facts_have_a_row_each_and_of_many_those_that_do_not_hold() -> None:
    held, failing = (0.5, 0.4, 0.6, 0.2, None), (0.1, 0.0, 0.2, 0.2, None)
    few = verdicts_picture([fact("A", held), fact("B", failing)], voice_of("en"), over_sets=False)
    assert few.rows == 2 and few.told == "Kept for validation: 1 of 2."
    many = [fact(f"F{place}", failing if place % 5 == 0 else held) for place in range(20)]
    drawn = figure_of(verdicts_picture(many, voice_of("es"), over_sets=False), PAGE)
    labels = [label.get_text() for label in drawn.axes[0].get_yticklabels()]
    assert labels == ["Reservados para validar: 16 de 20", "F0", "F5", "F10", "F15"]
