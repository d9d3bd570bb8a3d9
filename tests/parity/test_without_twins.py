"""Without twins a run costs less, and what is measured of it alone has the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from scenarios.load import load
from simulation.engine.run import run
from simulation.errors import SimulationError
from simulation.results import needs_twin
from simulation.settings import Settings
from tests.strategies import seeds, small_settings


def assert_same_without_twins(chosen: Settings, seed: int, engine: str) -> None:
    whole = run(chosen, seed, 3)
    alone = run(chosen, seed, 3, twins=False, engine=engine)  # pyright: ignore[reportArgumentType]
    for place, measure in enumerate(whole.measures):
        if needs_twin(measure.name):
            assert np.isnan(alone.values[:, place]).all(), measure.name
        else:
            assert whole.values[:, place].tobytes() == alone.values[:, place].tobytes(), measure.name


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(small_settings(), seeds())
def test_measures_of_the_run_alone_are_the_same(chosen: Settings, seed: int) -> None:
    assert_same_without_twins(chosen, seed, "compiled")


@pytest.mark.parametrize("engine", ["compiled", "readable"])
def test_measures_of_the_run_alone_are_the_same_in_a_classroom(engine: str) -> None:
    assert_same_without_twins(load("aligned-tied", size="classroom").settings, 5, engine)


def test_every_measure_that_changes_without_the_twin_is_said_to_need_it() -> None:
    """Where gains are not 0, each of them does differ: none is declared to need the twin that does not."""
    from simulation.engine.compiled.ensemble import Run, Workspace
    from simulation.engine.compiled.lanes import WIDTH

    differ: set[str] = set()
    for scenario in ("baseline", "mentoring-kept", "aligned-tied-kept"):  # gains that fade, stay inside, and spread
        chosen = load(scenario).settings
        runs = [Run(chosen, 1, replicate) for replicate in range(WIDTH)]
        found = []
        for with_twins in (True, False):
            space = Workspace(chosen, with_twins=with_twins)
            space.fill(runs)
            space.simulate()
            found.append(space.measures().copy())
        names = [measure.name for measure in run(chosen, 1, 1).measures]
        differ |= {
            name.partition(".")[0]
            for name, a, b in zip(names, *found, strict=True)
            if not np.array_equal(a, b, equal_nan=True)
        }
    needing = {name.partition(".")[0] for name in names if needs_twin(name)}
    assert differ <= needing
    assert needing - differ <= {"spillover_lowest"}


def test_series_are_refused_without_twins() -> None:
    with pytest.raises(SimulationError, match="twins=True"):
        run(load("aligned", size="classroom"), 1, 1, series=True, twins=False)


@pytest.mark.parametrize("engine", ["compiled", "readable"])
@pytest.mark.parametrize("name", ["spillover_lowest", "spillover_highest", "spillover_gain", "reach"])
def test_what_only_a_twin_shows_is_undefined_without_one_and_never_a_number(name: str, engine: str) -> None:
    chosen = load("baseline", size="classroom")
    found = run(chosen.settings, 1, 1, twins=False, engine=engine)  # pyright: ignore[reportArgumentType]
    places = [place for place, measure in enumerate(found.measures) if measure.name.partition(".")[0] == name]
    assert places and all(needs_twin(found.measures[place].name) for place in places)
    assert np.isnan(found.values[:, places]).all()
