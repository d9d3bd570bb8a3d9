"""Variants: settings made in Python run as a study does, and their runs come back by variant, row and replicate."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simulation
from experiments.runs.sweep.errors import StoreError
from experiments.runs.sweep.variants import Runs, columns_named, made, plan_of_variants
from scenarios import load
from simulation.observables import REGIMES
from simulation.settings import Change, Settings

MEASURES = ("direct_gain.ccs", "regime.bubble", "regime.fading")


def variants() -> dict[str, Settings]:
    return {name: load(name, size="classroom").settings for name in ("baseline", "aligned")}


def small(replicates: int = 3) -> Runs:
    settings = variants()
    columns = columns_named(["trust.shield", "sanction@24"], settings["baseline"])
    plan = plan_of_variants(
        settings, measures=MEASURES, replicates=replicates, columns=columns, rows=[(0.5, 0.6), (0.2, 0.1)]
    )
    return made(plan, "test")


def test_a_run_stands_at_its_variant_row_and_replicate() -> None:
    runs = small()
    alone = simulation.run(load("aligned", size="classroom", sets=["trust.shield=0.2", "sanction@24=0.1"]), 1, 3)
    assert runs.of("direct_gain.ccs").shape == (2, 2, 3)
    np.testing.assert_array_equal(runs.of("direct_gain.ccs")[1, 1], alone.measure("direct_gain.ccs"))
    np.testing.assert_array_equal(
        runs.of("regime.bubble")[1, 1], alone.measure("regime") == REGIMES.index("bubble") * 1.0
    )
    np.testing.assert_array_equal(runs.of("regime.fading")[1, 1], alone.measure("regime.fading"))
    np.testing.assert_array_equal(runs.column("trust.shield"), [0.5, 0.2])


def test_a_folder_keeps_the_runs_and_refuses_others(tmp_path: Path) -> None:
    plan = plan_of_variants(variants(), measures=MEASURES, replicates=2)
    first = made(plan, "test", tmp_path / "runs")
    again = made(plan, "test", tmp_path / "runs")
    np.testing.assert_array_equal(first.values, again.values)
    np.testing.assert_array_equal(first.values, made(plan, "test").values)
    with pytest.raises(StoreError, match="of another study"):
        made(plan_of_variants(variants(), measures=MEASURES, replicates=3), "test", tmp_path / "runs")


def test_scenarios_are_alike_where_nothing_differs_and_only_there() -> None:
    own = load("aligned", size="classroom").settings
    others = {
        "values": replace(own, values={**own.values, "bonus": 0.123}),
        "changes": replace(own, changes=(Change(24, "alignment", 0.7),)),
        "months": load("aligned", size="classroom", months=100).settings,
        "places": replace(own, places=replace(own.places, population=(123.0, *own.places.population[1:]))),
    }
    settings = {"own": own, **others, "again": replace(own, values=dict(own.values))}
    plan = plan_of_variants(settings, measures=("coverage.ccs",), replicates=1)
    assert plan.alike == (0, 1, 2, 3, 4, 0)
