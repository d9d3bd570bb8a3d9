"""Cuts: a loop that is cut takes its pattern away, leaves the months before alone, and both engines agree on it."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from scenarios.load import load
from simulation.engine.run import run, trace
from simulation.loops import LOOPS, cut
from simulation.parameters import declared
from simulation.results import Ensemble
from simulation.settings import Change, Settings
from simulation.state import ProcessState

CUTTABLE = [loop.name for loop in LOOPS.values() if loop.neutral]
ACROSS = ("contagion", "authority_learning", "authority_press", "comparison")
"""Loops by which one network reaches another."""
SEED, REPLICATES = 5, 32


@functools.cache
def lived(scenario: str, loops: tuple[str, ...] = (), month: int | None = None) -> Ensemble:
    return run(cut(load(scenario).settings, loops, month), SEED, REPLICATES)


def mean(measure: str, scenario: str, *loops: str) -> float:
    return float(np.nanmean(lived(scenario, loops).measure(measure)))


# The history before ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("loop", CUTTABLE)
@pytest.mark.parametrize("month", [None, 40])
def test_before_a_cut_lives_are_the_same_to_the_last_bit(loop: str, month: int | None) -> None:
    chosen = load("aligned-tied", size="classroom", sets=["learning.regional_comparison=1", "target_ratchet=0.5"])
    whole, broken = chosen.settings, cut(chosen.settings, loop, month)
    first = 24 if month is None else month
    assert whole.first_difference(broken) == first
    for before, after in zip(trace(whole, SEED), trace(broken, SEED), strict=True):
        assert before.values[: first + 1].tobytes() == after.values[: first + 1].tobytes()
        assert before.values[first + 2 :].tobytes() != after.values[first + 2 :].tobytes()
        assert (before.ties == after.ties).all()
        assert np.array_equal(before.of(ProcessState, "demand"), after.of(ProcessState, "demand"))


# Both engines ----------------------------------------------------------------------------------------------


def agrees(chosen: Settings) -> None:
    compiled, readable = (trace(chosen, SEED, 2, engine=engine) for engine in ("compiled", "readable"))
    for one, other in zip(compiled, readable, strict=True):
        assert one.digest == other.digest


@pytest.mark.parametrize("loop", CUTTABLE)
def test_both_engines_agree_on_a_cut(loop: str) -> None:
    chosen = load("aligned-tied", size="classroom").settings
    short = replace(chosen, structure={**chosen.structure, "months": 34})
    agrees(cut(short, loop))


def test_both_engines_agree_where_every_parameter_changes_in_mid_run() -> None:
    """Dated changes are the levers' in files; engines take them for any parameter, which cuts rely on."""
    chosen = load("aligned-tied", size="classroom").settings
    short = replace(chosen, structure={**chosen.structure, "months": 34})
    moved = {
        name: parameter.low + 0.4 * (min(parameter.high, 3.0) - parameter.low)
        for name, parameter in declared().items()
        if not (parameter.whole or parameter.choices)
    }
    moved |= {f"{process}.ceiling": 0.9 for process in ("ccs", "anc")}
    for month in (3, 26):
        agrees(replace(short, changes=tuple(Change(month, name, value) for name, value in moved.items())))


# What goes with a loop -------------------------------------------------------------------------------------


def test_with_every_way_across_cut_the_others_live_exactly_as_their_twins() -> None:
    found = lived("aligned-tied", ACROSS)
    for process in ("ccs", "anc"):
        for measure in ("spillover_gain", "spillover_highest", "spillover_lowest"):
            assert (found.measure(f"{measure}.{process}") == 0.0).all()
    assert (found.measure("reach") == 0.0).all()
    assert found.measure("direct_gain.ccs").min() > 0.0


def test_with_everything_cut_nothing_is_learned_and_nobody_else_is_reached() -> None:
    found = lived("aligned-tied", tuple(CUTTABLE))
    for process in ("ccs", "anc"):
        assert (found.measure(f"efficacy_gain.{process}") == 0.0).all()
        assert (found.measure(f"spillover_gain.{process}") == 0.0).all()
    assert found.measure("identity_gap").min() > 0.0  # mentoring itself is no loop


def test_nothing_cut_is_the_same_run() -> None:
    chosen = load("aligned", size="classroom").settings
    assert cut(chosen, ()) == chosen


def test_without_mastery_efficacy_does_not_rise() -> None:
    assert mean("efficacy_gain.ccs", "baseline") > 0.10
    assert abs(mean("efficacy_gain.ccs", "baseline", "mastery")) < 0.25 * mean("efficacy_gain.ccs", "baseline")
    assert mean("direct_gain.ccs", "baseline", "mastery") < mean("direct_gain.ccs", "baseline")
    assert mean("identity_gap", "baseline", "mastery") > 0.25  # and only its own pattern goes


def test_without_enactment_managers_are_less_of_a_coach() -> None:
    assert mean("identity_gap", "baseline", "identity") < mean("identity_gap", "baseline")


def test_with_safety_and_coordination_held_identity_and_efficacy_gain_less() -> None:
    assert mean("efficacy_gain.ccs", "baseline", "safety_trust") < 0.75 * mean("efficacy_gain.ccs", "baseline")
    assert mean("safety.coached", "baseline", "safety_trust") < mean("safety.coached", "baseline")


def test_without_contagion_gains_stay_where_ties_would_carry_them() -> None:
    whole, broken = (mean("spillover_gain.ccs", "aligned-tied-kept", *loops) for loops in ((), ("contagion",)))
    assert broken < 0.5 * whole
    assert mean("direct_gain.ccs", "aligned-tied-kept", "contagion") > 0.03


def test_without_learning_authorities_stay_more_directive() -> None:
    assert mean("pressure", "aligned", "authority_learning") > mean("pressure", "aligned")
    assert mean("pressure", "baseline", "authority_press") < mean("pressure", "baseline")


def test_without_fear_punitive_rules_leave_safety_and_trust() -> None:
    for measure in ("safety", "trust", "motivation"):
        assert mean(measure, "baseline", "fear") > mean(measure, "baseline")


def test_without_a_shield_the_bubble_is_under_pressure() -> None:
    """The shield is the bubble's own: without it the coached lose part of their advantage in pressure."""

    def advantage(*loops: str) -> float:
        return mean("pressure.uncoached", "mentoring-kept", *loops) - mean("pressure.coached", "mentoring-kept", *loops)

    assert advantage() > 0.0
    assert advantage("shielding") < 0.9 * advantage()


def test_without_role_conflict_coaches_last() -> None:
    assert mean("identity_gap", "baseline", "conflict") > mean("identity_gap", "baseline")
    assert mean("retained", "baseline", "conflict") > mean("retained", "baseline")


def test_without_gaming_reports_are_true() -> None:
    assert mean("documentation", "baseline") > 0.05
    assert mean("documentation", "baseline", "gaming") == 0.0


def test_without_turnover_gains_last_and_without_forgetting_coverage_does() -> None:
    """Where nothing is forgotten the twin goes on rising too, so that the gain is no measure of it."""
    assert mean("retained", "baseline", "turnover") > mean("retained", "baseline")
    assert mean("coverage.ccs", "baseline", "forgetting") > mean("coverage.ccs", "baseline")
