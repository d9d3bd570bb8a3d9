"""Coaching by process, verification that teaches, and fifths of people: what each does, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scenarios.load import load
from simulation.engine.run import run as simulate
from simulation.engine.run import trace
from simulation.levers import verified_feedback
from simulation.mechanisms.practice import focus_of_coaching, support_for_process
from simulation.observables import FIFTH, LATE_MONTHS
from simulation.results import Ensemble
from simulation.settings import Settings
from simulation.state import ProcessState

SEED, REPLICATES = 11, 8


def of(name: str, size: str | None = "classroom", months: int = 60, **values: float) -> Settings:
    """Return a scenario's settings with other values; double underscores stand for dots."""
    chosen = {key.replace("__", "."): value for key, value in values.items()}
    scenario = load(name, size=size, months=months).settings
    return replace(scenario, values={**scenario.values, **chosen})


def run(settings: Settings) -> Ensemble:
    return simulate(settings, SEED, REPLICATES)


# Coaching by process ----------------------------------------------------------------------------------------


@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=5))
def test_coaching_is_divided_and_not_added_to(weights: list[float]) -> None:
    total = sum(weights)
    shares = [focus_of_coaching(weight, total, float(len(weights))) for weight in weights]
    assert sum(shares) == pytest.approx(len(weights))


@given(st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_who_is_not_mentored_works_on_all_alike(support: float, focus: float) -> None:
    assert support_for_process(support, 0.0, focus) == support
    assert support_for_process(support, 1.0, focus) == pytest.approx(support * focus)


def test_without_mentoring_it_does_not_matter_what_coaches_would_work_on() -> None:
    plain, matched = run(of("no-coaching")), run(of("no-coaching", ccs__coaching=10.0, anc__coaching=0.0))
    np.testing.assert_array_equal(plain.values, matched.values)


def test_no_weight_at_all_is_equal_weight() -> None:
    np.testing.assert_array_equal(
        run(of("baseline")).values, run(of("baseline", ccs__coaching=0.0, anc__coaching=0.0)).values
    )


def test_coaching_one_process_alone_moves_it_more_and_the_other_less() -> None:
    alike, matched = (run(of("mentoring-kept", size=None)), run(of("mentoring-kept", size=None, anc__coaching=0.0)))
    for process, sign in (("ccs", 1.0), ("anc", -1.0)):
        moved = matched.measure(f"direct_gain.{process}") - alike.measure(f"direct_gain.{process}")
        assert (sign * moved > 0.0).all(), process


# Verification that teaches ----------------------------------------------------------------------------------


def test_what_is_not_verified_cannot_go_back_to_teams() -> None:
    told = run(of("baseline", verification=0.0, verification_feedback=1.0))
    np.testing.assert_array_equal(run(of("baseline", verification=0.0)).values, told.values)


def test_verified_figures_cost_time_and_hours_and_lower_pressure() -> None:
    plain, told = run(of("baseline")), run(of("baseline", verification_feedback=1.0))
    assert (told.measure("verification_hours") > plain.measure("verification_hours")).all()
    assert (told.measure("supervision_hours") < plain.measure("supervision_hours")).all()
    assert (told.measure("pressure") < plain.measure("pressure")).all()


@pytest.mark.parametrize("feedback", [0.0, 0.5, 1.0])
def test_a_team_is_shown_its_sample_less_so_much_of_its_noise(feedback: float) -> None:
    settings_ = of("baseline", months=8, verification=1.0, verification_feedback=feedback, ccs__feedback_delay=0.0)
    precision = settings_.values["learning.feedback_precision"] * verified_feedback_of(settings_)
    state, _ = trace(settings_, SEED)
    seen, indicator, coverage = (state.of(ProcessState, name)[1:, :, 0] for name in ("seen", "indicator", "coverage"))
    np.testing.assert_allclose(seen, indicator + precision * (coverage - indicator), atol=1e-12)


def verified_feedback_of(settings_: Settings) -> float:
    from simulation.parameters import mechanisms_from

    return verified_feedback(mechanisms_from(settings_.values).levers)


# Fifths of people -------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 50), st.lists(st.integers(1, 9), min_size=24, max_size=24))
def test_fifths_and_gradient_are_those_of_the_states(replicate: int, people: list[int]) -> None:
    chosen = of("aligned-tied", months=40)
    places = replace(chosen.places, population=tuple(1000.0 * n for n in people))
    chosen = replace(chosen, places=places)
    found = simulate(chosen, SEED, [replicate])
    own, twin = trace(chosen, SEED, replicate)
    late = slice(-int(LATE_MONTHS), None)
    weights = np.array(places.population)
    for k, process in enumerate(chosen.processes):
        coverage, other = (one.of(ProcessState, "coverage")[:, :, k] for one in (own, twin))
        after, without = coverage[late].mean(axis=0), other[late].mean(axis=0)
        lowest, highest = fifth(after, weights), fifth(-after, weights)
        twin_lowest, twin_highest = fifth(without, weights), fifth(-without, weights)
        expected = {
            "lowest_fifth": lowest,
            "fifths_gap": -highest - lowest,
            "lowest_fifth_gain": lowest - twin_lowest,
            "fifths_gap_gain": (-highest - lowest) - (-twin_highest - twin_lowest),
            "gain_gradient": np.polyfit(coverage[0], after - without, 1, w=np.sqrt(weights))[0],
        }
        for name, value in expected.items():
            assert found.measure(f"{name}.{process}")[0] == pytest.approx(value, abs=1e-9), name


def fifth(values: NDArray[np.float64], people: NDArray[np.float64]) -> float:
    """Return the mean of the least values over a fifth of the people, person by person."""
    order = np.argsort(values, kind="stable")
    persons = np.repeat(values[order], (people[order] / 200.0).astype(int))
    return float(persons[: round(FIFTH * len(persons))].mean())
