"""Series by place: means over the teams of a place, which together are the national ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scenarios import load
from simulation import run
from simulation.engine import run as run_module
from simulation.errors import SimulationError
from simulation.places import LEVELS
from simulation.results import Ensemble, PlaceSeries
from simulation.settings import Settings
from tests.strategies import seeds, small_settings

FIELDS = ("coverage", "reported", "honest", "efficacy")


def assert_close(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def by(chosen: Settings, seed: int, level: str, replicates: int = 2) -> PlaceSeries:
    found = run(chosen, seed, replicates, by=level).by_place
    assert found is not None
    return found


def weights(chosen: Settings, level: str) -> NDArray[np.float64]:
    partition = chosen.places.by(level)
    return np.bincount(partition.of_team) / chosen.places.teams


def national(ensemble: Ensemble, name: str, world: str, coached: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over all teams, from the two groups and the share of the coached."""
    of_groups = [ensemble.over_time(f"{name}.{group}{world}") for group in ("coached", "uncoached")]
    return np.nan_to_num(of_groups[0]) * coached + np.nan_to_num(of_groups[1]) * (1.0 - coached)


@settings(deadline=None, max_examples=20)
@given(small_settings(), seeds(), st.sampled_from(LEVELS))
def test_all_places_together_are_the_national_series(chosen: Settings, seed: int, level: str) -> None:
    ensemble = run(chosen, seed, 2, series=True, by=level)
    found, of_place = ensemble.by_place, weights(chosen, level)
    assert found is not None and np.isfinite(found.values).all()
    coached = found.of("coached") @ of_place
    for process in chosen.processes:
        for field in FIELDS:
            for world in ("", ".twin"):
                wanted = national(ensemble, f"{field}.{process}", world, coached)
                assert_close(found.of(f"{field}.{process}{world}") @ of_place, wanted)


@settings(deadline=None, max_examples=20)
@given(small_settings(), seeds(), st.sampled_from(["network", "region"]))
def test_teams_together_are_their_network_and_their_region(chosen: Settings, seed: int, level: str) -> None:
    fine, coarse, of_team = by(chosen, seed, "team"), by(chosen, seed, level), chosen.places.by(level).of_team
    for place in range(len(coarse.places)):
        inside = [team for team, where in enumerate(of_team) if where == place]
        assert_close(fine.values[:, :, inside].mean(axis=2), coarse.values[:, :, place])


def test_asking_by_place_changes_nothing_else() -> None:
    chosen = load("aligned", size="classroom").settings
    plain, asked = run(chosen, 3, 5, series=True), run(chosen, 3, 5, series=True, by="region")
    assert plain.by_place is None
    assert asked.values.tobytes() == plain.values.tobytes()
    assert asked.series is not None and plain.series is not None
    assert asked.series.values.tobytes() == plain.series.values.tobytes()


def test_the_mean_coverage_over_places_at_the_end_is_the_measured_one() -> None:
    """Over the last twelve months, weighted by teams."""
    chosen = load("aligned", size="classroom").settings
    ensemble = run(chosen, 3, 4, by="network")
    assert ensemble.by_place is not None
    late = ensemble.by_place.of("coverage.ccs")[:, -12:].mean(axis=1) @ weights(chosen, "network")
    assert_close(late, ensemble.measure("coverage.ccs"))


def test_who_is_mentored_when_stands_there() -> None:
    chosen = load("aligned", size="classroom").settings
    found = by(chosen, 3, "network")
    start, end = int(chosen.values["mentoring_start"]), int(chosen.values["mentoring_end"])
    mentored, coached = found.of("mentored"), found.of("coached")
    assert not mentored[:, :start].any() and not mentored[:, end:].any()
    assert (mentored[:, start:end] == coached[:, start:end]).all()
    assert mentored[:, start].sum(axis=1).tolist() == [2.0, 2.0]


def test_quantities_are_those_that_are_written_down() -> None:
    ensemble = run(load("baseline", size="classroom").settings, 1, 2, by="region")
    found = ensemble.by_place
    assert found is not None
    own = [f"{field}.{process}" for process in ("ccs", "anc") for field in FIELDS]
    assert found.quantities == (*own, *(f"{name}.twin" for name in own), "coached", "mentored")
    assert found.level == "region" and found.places == ensemble.settings.places.region_names
    assert found.values.shape == (2, ensemble.settings.months, 2, len(found.quantities))
    assert not found.values.flags.writeable
    dataset = ensemble.to_xarray()["by_place"]
    assert dataset.dims == ("replicate", "month", "place", "quantity_by_place")
    picked = dataset.sel(place=found.places[1], quantity_by_place="coverage.anc.twin")
    assert (picked.to_numpy() == found.of("coverage.anc.twin")[:, :, 1]).all()


def test_what_would_not_fit_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "MOST_BY_PLACE", 150_000)
    with pytest.raises(SimulationError, match=r"9 runs by team, of 24 places .* Take 2 replicates or fewer at a time"):
        run(load("baseline", size="classroom").settings, 1, 9, by="team")
    monkeypatch.setattr(run_module, "MOST_BY_PLACE", 15_000)
    with pytest.raises(SimulationError, match="Take larger places or fewer months"):
        run(load("baseline", size="classroom").settings, 1, 1, by="team")


@pytest.mark.parametrize(("asked", "said"), [("networks", "Did you mean 'network'"), (3, "Allowed: region, network")])
def test_another_level_is_refused(asked: object, said: str) -> None:
    with pytest.raises(SimulationError, match=said):
        run(load("baseline", size="classroom").settings, 1, 2, by=asked)  # type: ignore[arg-type]


def test_without_twins_there_is_nothing_by_place() -> None:
    with pytest.raises(SimulationError, match="Run with twins=True, or without by"):
        run(load("baseline", size="classroom").settings, 1, 2, by="region", twins=False)
