"""Sight: an authority is shown next to no success by coaching that teaches nothing, whatever noise and trends do."""

from __future__ import annotations

import functools

import pytest

from scenarios.load import load
from simulation.engine.run import trace
from simulation.state import AuthorityState

SEED, REPLICATES = 1, 6
"""Replicates of each world: few, as a trace keeps all states. The verdict was the same with 64."""
TEACHES_NOTHING = {"identity.gain_mentoring": 0.0, "practice.coach": 0.0, "sanction": 0.0}
TRENDS = {"ccs.trend": 0.03, "anc.trend": 0.03}
MOST = 0.1
"""Of the success that is seen where coaching teaches, under the default set, no more may be seen where it does not."""


@functools.cache
def mean_visible_success(**values: float) -> float:
    """Return the mean over authorities, months and replicates, with mentoring kept up for ten years."""
    settings = load("mentoring-kept").settings.with_values(values)
    assert settings.months == 144
    total = sum(
        trace(settings, SEED, place)[0].of(AuthorityState, "visible_success").mean() for place in range(REPLICATES)
    )
    return float(total / REPLICATES)


@pytest.mark.parametrize("trends", [{}, TRENDS], ids=["no trends", "trends"])
def test_coaching_that_teaches_nothing_shows_next_to_no_success(trends: dict[str, float]) -> None:
    taught = mean_visible_success()
    untaught = mean_visible_success(**TEACHES_NOTHING, **trends)
    print(f"visible success: {untaught:.5f} where nothing is taught, {taught:.5f} where it is: {untaught / taught:.3f}")
    assert taught > 0.02
    assert 0.0 <= untaught <= MOST * taught
