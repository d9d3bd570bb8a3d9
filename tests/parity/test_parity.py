"""Parity: both engines are equal in every byte of state after every phase."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.load import load
from simulation.engine.compiled.ensemble import Run, Workspace, simulate_runs
from simulation.engine.compiled.layout import At
from simulation.engine.readable import CoachingModel
from simulation.engine.run import run, states_of, trace
from simulation.phases import Phase
from simulation.places import LEVELS
from simulation.results import place_in_words
from simulation.settings import Settings
from tests.strategies import resized, seeds, small_settings


def assert_same(wanted: np.ndarray, found: np.ndarray, chosen: Settings, when: str) -> None:
    """Fail with phase, agent and field where two states differ in any bit."""
    if wanted.tobytes() == found.tobytes():
        assert np.isfinite(wanted).all(), f"{when}: not finite"
        return
    places = np.flatnonzero(wanted.view(np.uint64) != found.view(np.uint64))
    place = int(places[0])
    raise AssertionError(
        f"{when}: {place_in_words(chosen, place)} is {wanted[place]!r} in the readable engine and {found[place]!r} "
        f"in the compiled one; {len(places)} places differ"
    )


def assert_parity(chosen: Settings, seed: int, replicate: int, lane: int, mentored: bool) -> None:
    """Step both engines phase by phase."""
    space = Workspace(chosen)
    space.fill([Run(chosen, seed, replicate)])
    model = CoachingModel(chosen, seed, replicate, mentored=mentored)
    world = At.RUN
    space.step(At.RUN, 0, 0, 0)
    if not mentored:
        space.part_twins()
        world = At.TWIN
    assert_same(states_of(model), space.states(world, lane), chosen, "at the start")
    for month in range(chosen.months):
        if not mentored:
            space.step(At.RUN, month, 1, 1)  # dated changes come with the run's own first phase
        for phase in Phase:
            model.run_phase(phase)
            space.step(world, month, int(phase), int(phase))
            assert_same(states_of(model), space.states(world, lane), chosen, f"month {month}, phase {phase.name}")
        model.end_month()


worlds = given(small_settings(), seeds(), st.integers(0, 1000), st.integers(0, 15), st.booleans())
slowly = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@settings(slowly, max_examples=60)
@worlds
def test_every_byte_of_state_is_equal_after_every_phase(
    chosen: Settings, seed: int, replicate: int, lane: int, mentored: bool
) -> None:
    assert_parity(chosen, seed, replicate, lane, mentored)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@settings(slowly, max_examples=1000)
@worlds
def test_every_byte_of_state_is_equal_in_a_thousand_worlds(
    chosen: Settings, seed: int, replicate: int, lane: int, mentored: bool
) -> None:
    assert_parity(chosen, seed, replicate, lane, mentored)


def test_a_run_of_the_default_size_is_equal_after_every_phase() -> None:
    assert_parity(load("aligned-tied", months=60).settings, 2**63 - 1, 7, 11, mentored=True)


@settings(slowly, max_examples=40)
@given(small_settings(), seeds(), st.sampled_from(LEVELS))
def test_measures_series_and_traces_are_equal(chosen: Settings, seed: int, level: str) -> None:
    compiled = run(chosen, seed, [3, 0], series=True, by=level)
    readable = run(chosen, seed, [3, 0], series=True, by=level, engine="readable")
    for place, measure in enumerate(compiled.measures):
        a, b = compiled.values[:, place], readable.values[:, place]
        assert np.array_equal(a, b, equal_nan=True), (measure.name, a, b)
    assert compiled.series is not None and readable.series is not None
    assert np.array_equal(compiled.series.values, readable.series.values, equal_nan=True)
    assert compiled.by_place is not None and readable.by_place is not None
    assert compiled.by_place[:3] == readable.by_place[:3]
    assert compiled.by_place.values.tobytes() == readable.by_place.values.tobytes()
    assert np.isfinite(compiled.by_place.values).all()
    traces = trace(chosen, seed, 3), trace(chosen, seed, 3, engine="readable")
    for one, other in zip(*traces, strict=True):
        assert one.digest == other.digest
        assert (one.ties == other.ties).all()


def test_bits_do_not_depend_on_lane_block_or_threads() -> None:
    chosen = resized(
        load("aligned-tied").settings,
        {"regions": 2, "networks_per_region": 2, "teams_per_network": 3, "months": 50, "ties": 3},
    )
    runs = [Run(chosen, 5, replicate) for replicate in range(37)]
    groups = chosen.places.by("network").of_team
    wanted = simulate_runs(runs, with_series=True, groups=groups, threads=1, block=1)
    for threads in (1, 2):
        for block in (2, 3, 7, 15, 16):
            found = simulate_runs(runs, with_series=True, groups=groups, threads=threads, block=block)
            assert found.values.tobytes() == wanted.values.tobytes(), (threads, block)
            assert found.sums is not None and wanted.sums is not None
            assert found.sums.tobytes() == wanted.sums.tobytes(), (threads, block)
            assert found.marks is not None and wanted.marks is not None
            assert found.marks.tobytes() == wanted.marks.tobytes(), (threads, block)
            assert found.places is not None and wanted.places is not None
            assert found.places.tobytes() == wanted.places.tobytes(), (threads, block)


def test_scenarios_may_share_a_block() -> None:
    size = {"regions": 2, "networks_per_region": 2, "teams_per_network": 3, "months": 60, "ties": 2}
    several = [resized(load(name).settings, size) for name in ("baseline", "aligned-early", "mentoring-kept")]
    mixed = [Run(chosen, 9, replicate) for replicate in range(6) for chosen in several]
    values = simulate_runs(mixed).values
    for place, chosen in enumerate(several):
        alone = run(chosen, 9, 6).values
        assert np.array_equal(values[place::3], alone, equal_nan=True)


def test_each_run_of_a_block_coaches_the_networks_its_own_scenario_names() -> None:
    size = {"regions": 2, "networks_per_region": 2, "teams_per_network": 3, "months": 60, "ties": 2}
    here = resized(load("baseline").settings, size).with_values({"coaching_targeting": "named"})
    several = [replace(here, places=replace(here.places, named=named)) for named in ((0,), (3,), (1, 2))]
    mixed = simulate_runs([Run(chosen, 9, replicate) for replicate in range(6) for chosen in several]).values
    for place, chosen in enumerate(several):
        for engine in ("compiled", "readable"):
            alone = run(chosen, 9, 6, engine=engine).values
            assert np.array_equal(mixed[place::3], alone, equal_nan=True), (chosen.places.named, engine)
    assert not np.array_equal(mixed[0::3], mixed[1::3], equal_nan=True)


def test_a_difference_is_named_by_phase_agent_and_field() -> None:
    chosen = resized(
        load("baseline").settings,
        {"regions": 1, "networks_per_region": 1, "teams_per_network": 2, "months": 1, "ties": 1},
    )
    states = states_of(CoachingModel(chosen, 1))
    other = states.copy()
    other[-1] += 1e-9
    try:
        assert_same(states, other, chosen, "month 0, phase LEARNING")
    except AssertionError as error:
        assert "phase LEARNING: ProcessState.peers_mastery[1, 1]" in str(error)
    else:
        raise AssertionError("a difference went unseen")


def test_ties_to_nobody_keep_their_place() -> None:
    size = {"regions": 2, "networks_per_region": 1, "teams_per_network": 1, "months": 1, "ties": 3}
    chosen = resized(load("baseline").settings, size).with_values(
        {"mentoring_start": 0, "mentoring_end": 1, "cross_ties": 0.5, "network.real_others": 1}
    )
    for seed in range(20):
        compiled, readable = (trace(chosen, seed, engine=engine)[0] for engine in ("compiled", "readable"))
        assert (compiled.ties == readable.ties).all(), seed
