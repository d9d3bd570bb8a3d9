"""Theatre is what is made up, no more: where nobody documents it is 0, and where nobody punishes it dies out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.library import available
from scenarios.load import load
from simulation.engine.run import run, trace
from simulation.settings import Settings
from simulation.state import ProcessState, TeamState
from tests.strategies import resized

SMALL = {"regions": 2, "networks_per_region": 2, "teams_per_network": 3, "months": 144, "ties": 2}
SEED, REPLICATES = 11, 4


def small(name: str, **values: float) -> Settings:
    """Return a scenario of the library, small, ten years from the start of mentoring, with some values for good."""
    chosen = resized(load(name).settings, SMALL)
    named = {key.replace("__", "."): value for key, value in values.items()}
    kept = tuple(change for change in chosen.changes if change.name not in named)
    return replace(chosen, changes=kept).with_values(named)


@pytest.mark.parametrize("name", available())
def test_where_nobody_documents_theatre_is_0_to_the_last_bit(name: str) -> None:
    found = run(small(name, effort__gaming=0.0), SEED, REPLICATES)
    assert (found.measure("documentation") == 0.0).all()
    for measure in ("theatre", "theatre_gain", "theatre_change"):
        assert (found.measure(measure) == 0.0).all(), measure
    assert (found.measure("regime.theatre") == 0.0).all()


def test_where_nobody_documents_every_report_is_the_honest_one_in_every_month() -> None:
    for world in trace(small("baseline", effort__gaming=0.0), SEED):
        assert world.of(ProcessState, "reported").tobytes() == world.of(ProcessState, "honest").tobytes()


@pytest.mark.parametrize("name", available())
def test_without_sanctions_from_the_start_theatre_dies_out_at_any_alignment(name: str) -> None:
    for alignment in (0.0, 0.5, 1.0):
        found = run(small(name, sanction=0.0, alignment=alignment), SEED, REPLICATES)
        assert np.abs(found.measure("theatre")).max() < 1e-6, alignment
        assert np.abs(found.measure("theatre_gain")).max() < 1e-6, alignment


def test_delay_is_no_lie() -> None:
    """Reports that follow a rise of all a year late stand far from the truth, and nobody made them up."""
    late = small("no-coaching", sanction=0.0, start__pressure=0.0, ccs__trend=0.05, contracting__reporting_rate=0.08)
    assert (run(late, SEED, REPLICATES).measure("theatre") == 0.0).all()
    world = trace(late, SEED)[0]
    behind = (world.of(ProcessState, "coverage") - world.of(ProcessState, "reported"))[60:, :, 0]
    assert behind.mean() > 0.01


def test_under_punishment_reports_stand_above_honest_ones_wherever_somebody_documents() -> None:
    world = trace(small("baseline"), SEED)[0]
    over = world.of(ProcessState, "reported") - world.of(ProcessState, "honest")
    assert over[1:].max() > 0.0 and over.min() >= 0.0
    assert world.of(TeamState, "documentation").max() > 0.0
    assert run(small("baseline"), SEED, REPLICATES).measure("theatre").min() > 0.0


def test_theatre_gain_of_a_run_without_coaching_is_0() -> None:
    found = run(small("baseline", mentoring=0.0), SEED, REPLICATES)
    assert np.abs(found.measure("theatre_gain")).max() == 0.0
    assert (found.measure("theatre") > 0.0).all()  # it is a level: no coaching, and still made up
