"""A model's seed has two names, ours and that of Mesa's tools; both are checked alike, and one of them is given."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.load import load
from simulation.engine.readable import CoachingModel
from simulation.errors import SeedError

CHOSEN = load("baseline", size="classroom")


def first_month(**given: Any) -> list[float]:
    model = CoachingModel(CHOSEN, **given)
    model.step()
    return [team.trust for team in model.teams]


def test_either_name_gives_the_same_world() -> None:
    assert first_month(rng=7) == first_month(run_seed=7) != first_month(rng=8)
    assert first_month() == first_month(rng=None) == first_month(run_seed=None, rng=1)
    assert first_month(run_seed=7, rng=None) == first_month(run_seed=7)


@pytest.mark.parametrize("given", [{"run_seed": 3, "rng": 5}, {"run_seed": 3, "rng": 3}, {"run_seed": 0, "rng": 0}])
def test_both_names_at_once_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(SeedError, match=r"run_seed is \d and rng is \d, .* give one of them"):
        CoachingModel(CHOSEN, **given)


@pytest.mark.parametrize("rng", [-1, 1.5, "7", 2**63, True])
def test_a_seed_under_mesas_name_is_checked_too(rng: Any) -> None:
    with pytest.raises(SeedError, match="whole number, 0 to 2"):
        CoachingModel(CHOSEN, rng=rng)
