"""Rules: what theory and arithmetic promise holds for every state and every parameter in its declared range."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from simulation.engine.run import trace
from simulation.parameters import PROCESSES
from simulation.places import regular_places
from simulation.results import state_blocks
from simulation.settings import Settings
from tests.properties.drawn import RESULTS, RULES, TOGETHER, arguments_of, law, random_values

# Every rule -------------------------------------------------------------------------------------------------


def test_every_rule_is_tried() -> None:
    assert len(RULES) > 40
    assert set(RULES) >= TOGETHER | set(RESULTS)


@pytest.mark.parametrize("name", sorted(set(RULES) - TOGETHER))
def test_a_rule_stays_within_its_bounds(name: str) -> None:
    rule = RULES[name]
    low, high = RESULTS.get(name, (0.0, 1.0))

    @law
    @given(arguments_of(rule))
    def stays(arguments: dict[str, Any]) -> None:
        result = rule(**arguments)
        assert isinstance(result, float)
        assert low <= result <= high  # which no NaN is

    stays()


# Whole runs -------------------------------------------------------------------------------------------------

BOUNDS_OF_STATE: dict[str, tuple[float, float]] = {
    "bonus": (0.0, math.inf),  # of the account money, of the team a share
    "capitation": (0.0, math.inf),
    "claims": (0.0, 2.0),
    "coach_hours": (0.0, math.inf),
    "coached_networks": (0.0, math.inf),
    "covariance": (-2.0, 2.0),
    "demand": (-3.0, 3.0),
    "effort": (0.0, 10.0),
    "fast_average": (-1.0, 1.0),  # the region's average may be taken off
    "focus": (0.0, 2.0),
    "indicator_variance": (0.0, 4.0),
    "mastery": (-1.0, 1.0),
    "noticed": (-1.0, 1.0),
    "order": (0.0, math.inf),
    "programme": (0.0, math.inf),
    "progress": (0.0, 2.0),
    "reference_average": (-1.0, 1.0),
    "rise": (-1.0, 1.0),
    "rise_inside": (-1.0, 1.0),
    "rise_outside": (-1.0, 1.0),
    "share_inside": (0.0, 1.0 + 1e-12),  # shares of the region's teams, added up
    "share_missing": (0.0, 1.0 + 1e-12),
    "share_outside": (0.0, 1.0 + 1e-12),
    "shortfall": (0.0, 1.4),
    "slow_average": (-1.0, 1.0),
    "supervision_hours": (0.0, math.inf),
    "teams_progress": (0.0, 2.0),
    "teams_rise": (-1.0, 1.0),
    "teams_safety": (0.0, 2.0),
    "trend": (-math.inf, math.inf),
    "verification_hours": (0.0, math.inf),
}
"""States that are no share; the rest lie in 0 to 1."""


def random_settings(seed: int) -> Settings:
    """Return a small region under values from anywhere in the declared ranges."""
    rng = np.random.default_rng(seed)
    values = random_values(seed)
    values["mentoring_start"] = float(rng.integers(0, 40))
    values["mentoring_end"] = values["mentoring_start"] + float(rng.integers(0, 40))
    for process in PROCESSES:
        values[f"{process}.ceiling"] = max(values[f"{process}.ceiling"], values[f"{process}.baseline"])
    structure = {"regions": 2, "networks_per_region": 2, "teams_per_network": 2, "months": 40, "ties": 2}
    places = regular_places(structure, values["price.population"], len(PROCESSES), named=(1, 2))
    return Settings(structure, values, (), places)


def test_no_value_inside_the_declared_ranges_breaks_a_run() -> None:
    for seed in range(100):
        run, twin = trace(random_settings(seed), seed=seed)
        for lived in (run, twin):
            for block in state_blocks(lived.settings):
                for name in block.state._fields:
                    values = lived.of(block.state, name)
                    low, high = BOUNDS_OF_STATE.get(name, (0.0, 1.0))
                    assert np.isfinite(values).all(), (seed, block.state.__name__, name)
                    assert low <= values.min() and values.max() <= high, (seed, block.state.__name__, name)
