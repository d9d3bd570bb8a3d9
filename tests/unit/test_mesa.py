"""The readable engine is a Mesa model like any other: it steps, selects and collects."""

from __future__ import annotations

import mesa
import pytest

from scenarios.load import load
from simulation.agents import Manager, RegionalAuthority, Team
from simulation.engine.readable import CoachingModel


@pytest.fixture(scope="module")
def model() -> CoachingModel:
    found = CoachingModel(load("aligned", size="classroom"), 3)
    for _ in range(30):
        found.step()
    return found


def test_agents_are_mesas(model: CoachingModel) -> None:
    assert isinstance(model, mesa.Model)
    by_type = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert by_type == {RegionalAuthority: 2, Manager: 6, Team: 24}


def test_agent_sets_select_and_aggregate(model: CoachingModel) -> None:
    teams = model.agents_by_type[Team]
    trusting = teams.select(lambda team: getattr(team, "trust") > 0.4)  # noqa: B009 (Mesa types all agents alike)
    assert 0 < len(trusting) <= 24
    assert teams.agg("trust", max) == max(team.trust for team in model.teams)
    assert sorted(teams.get("number")) == list(range(24))


def test_the_data_collector_keeps_every_month(model: CoachingModel) -> None:
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 30
    assert list(frame["month"]) == list(range(30))
    assert frame["coverage.ccs"].between(0.0, 1.0).all()


def test_a_collector_of_ones_own_reads_agents() -> None:
    own = CoachingModel(load("baseline", size="classroom"), 1)
    own.datacollector = mesa.DataCollector(
        agenttype_reporters={Team: {"trust": "trust"}, Manager: {"identity": "identity"}}
    )
    for _ in range(3):
        own.step()
    assert own.datacollector.get_agenttype_vars_dataframe(Team).shape == (3 * 24, 1)


def test_what_a_user_changes_between_months_counts() -> None:
    """A student may set an agent's attribute and see what follows."""
    plain, changed = (CoachingModel(load("baseline", size="classroom"), 1) for _ in range(2))
    for team in changed.teams:
        team.trust = 1.0
    plain.step()
    changed.step()
    assert all(a.trust > b.trust for a, b in zip(changed.teams, plain.teams, strict=True))
