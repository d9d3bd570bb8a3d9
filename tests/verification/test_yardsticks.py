"""The yardsticks in C and NumPy are the same model: every state of a run and of its twin, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.yardsticks.c_source import CSource, NotInSubsetError
from benchmarks.yardsticks.native import Block, compiler, trace_in_c
from benchmarks.yardsticks.vectorised import Batch
from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, simulate_runs, trace_run
from simulation.observables.ledgers import RunLedger
from simulation.results import Trace, measures
from simulation.settings import Settings
from tests.strategies import EDGE_SEEDS, small_settings

no_compiler = pytest.mark.skipif(compiler() is None, reason="no C compiler: install gcc, or name one in CC")
slowly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def in_numpy(run: Run) -> tuple[np.ndarray, np.ndarray]:
    own, twin = Batch([run, Run(run.settings, 9, 9)]).simulate(with_history=True)
    return np.array(own), np.array(twin)


def assert_same(made: np.ndarray, trace: Trace) -> None:
    assert made.shape == trace.values.shape
    assert made.tobytes() == trace.values.tobytes(), np.argwhere(made != trace.values)[:3]


@no_compiler
def test_a_default_run_and_its_twin_have_the_same_digest_in_c() -> None:
    run = Run(load("aligned-tied").settings, 1, 3)
    assert [t.digest for t in trace_in_c(run)] == [t.digest for t in trace_run(run)]


def test_a_default_run_and_its_twin_have_the_same_bits_in_numpy() -> None:
    run = Run(load("aligned-tied").settings, 1, 3)
    for made, trace in zip(in_numpy(run), trace_run(run), strict=True):
        assert_same(made, trace)


@no_compiler
@slowly
@given(small_settings(everywhere=True), st.sampled_from(EDGE_SEEDS))
def test_any_run_has_the_same_bits_in_c(anything: Settings, seed: int) -> None:
    run = Run(anything, seed, 0)
    for made, trace in zip(trace_in_c(run), trace_run(run), strict=True):
        assert_same(made.values, trace)


@slowly
@given(small_settings(everywhere=True, most_months=13), st.sampled_from(EDGE_SEEDS))
def test_any_run_has_the_same_bits_in_numpy(anything: Settings, seed: int) -> None:
    run = Run(anything, seed, 0)
    for made, trace in zip(in_numpy(run), trace_run(run), strict=True):
        assert_same(made, trace)


@no_compiler
def test_gains_are_kept_in_c_as_the_engine_measures_them() -> None:
    chosen = load("aligned", size="classroom").settings
    runs = [Run(chosen, 1, replicate) for replicate in range(16)]
    block = Block(runs)
    block.simulate()
    names = [m.name for m in measures(chosen.processes)]
    values = simulate_runs(runs, threads=1).values
    for field, measure in (("direct", "direct_gain"), ("spillover", "spillover_gain"), ("coverage", "coverage")):
        for k, process in enumerate(chosen.processes):
            kept = block.ledgers[k, RunLedger._fields.index(field)]
            assert kept.tobytes() == values[:, names.index(f"{measure}.{process}")].tobytes()


def in_other_words(x: float) -> float:
    return sum([x, x])


def test_more_python_than_the_translation_knows_is_refused_with_its_place() -> None:
    with pytest.raises(NotInSubsetError, match=r"test_yardsticks\.in_other_words: .* is more Python than"):
        CSource([in_other_words], [])
