"""Facts: with the starting values and 200 paired seeds, C1, C2, C3, C5 and C7 hold; the margins are printed.

C4, C6, C8 and the V facts belong to calibration and validation and are not asserted here.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from experiments.statistics import Estimate, mean_of
from scenarios.load import load
from simulation.engine.run import run
from simulation.parameters import ProcessParameters, declared, fields_of, parameter_named
from simulation.results import Ensemble

SEEDS = 200


@functools.cache
def ensemble(name: str) -> Ensemble:
    return run(load(name).settings, 1, SEEDS)


def estimate(name: str, measure: str) -> Estimate:
    found = mean_of(ensemble(name).measure(measure))
    assert found.defined == SEEDS, f"{measure} is defined in {found.defined} of {SEEDS} runs only"
    return found


def assert_within(fact: str, found: Estimate, low: float, high: float) -> None:
    """Fail unless the whole 95% interval lies within the bounds; print how far inside it is."""
    assert found.mean is not None and found.low is not None and found.high is not None
    margin = min(found.low - low, high - found.high)
    interval = f"{found.mean:.4f} [{found.low:.4f}, {found.high:.4f}]"
    text = f"{fact}: {interval}, bounds {low:g} to {high:g}, margin {margin:.4f}"
    print(text)
    assert margin >= 0.0, text


def test_c1_efficacy_rises_for_ccs_and_not_for_anc() -> None:
    assert_within("C1 CCS", estimate("baseline", "efficacy_gain.ccs"), 0.10, 1.0)
    assert_within("C1 ANC", estimate("baseline", "efficacy_gain.anc"), -0.05, 0.05)


def test_c2_direct_gain_is_plausible() -> None:
    assert_within("C2", estimate("baseline", "direct_gain.ccs"), 0.07, 0.20)


@pytest.mark.parametrize("extreme", ["spillover_highest.ccs", "spillover_lowest.ccs"])
def test_c3_punitive_rules_keep_gains_in_the_bubble_in_every_month(extreme: str) -> None:
    assert_within(f"C3 {extreme}", estimate("baseline", extreme), -0.015, 0.015)


def test_c5_aligned_rules_with_ties_let_gains_out() -> None:
    assert_within("C5", estimate("aligned-tied", "spillover_gain.ccs"), 0.05, 1.0)


def test_c7_coached_managers_become_coaches() -> None:
    assert_within("C7", estimate("baseline", "identity_gap"), 0.25, 1.0)


def test_ccs_and_anc_share_every_rule_and_rate() -> None:
    """Inference is real: what tells the processes apart is context and levers, never a mechanism."""
    for process in ("ccs", "anc"):
        for name in fields_of(ProcessParameters):
            assert parameter_named(f"{process}.{name}").kind in ("context", "lever")
    mechanisms = [name for name, parameter in declared().items() if parameter.kind == "mechanism"]
    assert not [name for name in mechanisms if name.startswith(("ccs.", "anc."))]


def test_swapping_the_contexts_swaps_the_split() -> None:
    baseline = load("baseline").settings
    names = ("attributability", "denominator", "lag", "baseline", "ceiling")
    swapped = baseline.with_values(
        {f"{a}.{n}": baseline.values[f"{b}.{n}"] for a, b in (("ccs", "anc"), ("anc", "ccs")) for n in names}
    )
    found = run(swapped, 1, 50)
    difference = found.measure("efficacy_gain.anc") - found.measure("efficacy_gain.ccs")
    low = mean_of(difference).low
    assert low is not None and low > 0.05


def test_equal_contexts_leave_no_split() -> None:
    baseline = load("baseline").settings
    names = ("attributability", "denominator", "lag", "baseline", "ceiling")
    equal = baseline.with_values({f"anc.{n}": baseline.values[f"ccs.{n}"] for n in names})
    found = run(equal, 1, 50)
    split = found.measure("efficacy_gain.ccs") - found.measure("efficacy_gain.anc")
    assert abs(float(np.mean(split))) < 0.02
