"""Results: two are equal, and have one hash, where they hold the same to the last bit; every class of results is so."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace

import numpy as np

import experiments
import simulation
from scenarios.load import load
from simulation.results import Ensemble, ReadOnly

SCENARIO = load("aligned", size="classroom", months=36)


def made(seed: int = 1, *, series: bool = True) -> Ensemble:
    return simulation.run(SCENARIO, seed=seed, replicates=3, series=series)


def test_the_same_runs_are_equal_and_others_are_not() -> None:
    own, again = made(), made()
    assert own == again and hash(own) == hash(again) and {own: 1}[again] == 1
    assert np.isnan(own.values).any(), "what is undefined is the same as what is undefined"
    assert own != made(2) and own != made(series=False) and own != "runs" and len({own, again, made(2)}) == 2
    assert own != replace(own, settings=own.settings.with_values({"sanction": 0.123}))
    bent = own.values.copy()
    bent[0, 0] = np.nextafter(bent[0, 0], np.inf)
    assert own != replace(own, values=bent)
    one, other = simulation.trace(SCENARIO, seed=3)[0], simulation.trace(SCENARIO, seed=3, engine="readable")[0]
    assert one == other and hash(one) == hash(other) and one != simulation.trace(SCENARIO, seed=4)[0]


def test_every_class_of_results_compares_so() -> None:
    for room in (simulation, experiments):
        for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            if module.name.endswith("__main__"):
                continue
            for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(one, ReadOnly) and one is not ReadOnly:
                    assert one.__eq__ is ReadOnly.__eq__ and one.__hash__ is ReadOnly.__hash__, one
