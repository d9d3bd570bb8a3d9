"""The readable engine is a Mesa model like any other: it steps, selects and collects."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import mesa
import pytest

from scenarios.load import load
from simulation.agents import Manager, RegionalAuthority, Team
from simulation.engine.readable import CoachingModel
from simulation.engine.run import states_of, trace
from simulation.errors import SimulationError
from simulation.phases import Phase


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


def test_a_model_ends_with_its_scenario() -> None:
    """`run_model` comes back, and nobody steps on in months that the scenario says nothing of."""
    scenario = load("baseline", size="classroom", months=5)
    ended = CoachingModel(scenario)
    ended.run_model()  # pyright: ignore[reportUnknownMemberType]
    assert (ended.month, ended.steps, ended.running) == (5, 5, False)
    assert states_of(ended).tobytes() == trace(scenario)[0].values[-1].tobytes()
    for step in (ended.step, lambda: ended.run_phase(Phase.CARE)):
        with pytest.raises(SimulationError, match=r"has lived its 5 months\. Allowed: as many steps"):
            step()
    assert (ended.month, ended.steps) == (5, 5)


def pickled(one: Any) -> Any:
    return pickle.loads(pickle.dumps(one))


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy, copy.copy])
def test_a_copy_of_a_model_lives_on_alone(copied: Callable[[Any], Any]) -> None:
    own = CoachingModel(load("baseline", size="classroom", months=4), 2)
    own.step()
    other = copied(own)
    before = states_of(own)
    other.step()
    assert (states_of(own) == before).all()
    own.step()
    assert (states_of(own) == states_of(other)).all()
    assert other.teams[3].model is other
    assert len(other.agents) == len(own.agents)
    assert other.datacollector.get_model_vars_dataframe().equals(own.datacollector.get_model_vars_dataframe())


def test_a_chain_of_peers_may_be_longer_than_the_stack() -> None:
    own = CoachingModel(load("baseline", size="national", months=1))
    for copied in (pickled(own), copy.deepcopy(own)):
        assert (states_of(copied) == states_of(own)).all()


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy])
def test_a_copy_of_an_agent_comes_with_its_world(copied: Callable[[Any], Any]) -> None:
    own = CoachingModel(load("baseline", size="classroom", months=4))
    model, manager = copied((own, own.managers[2]))
    assert model is not own
    assert model.managers[2] is manager
    assert copied(own.teams[1]).model.teams[1].name == own.teams[1].name


def test_a_reporter_that_cannot_be_pickled_is_named() -> None:
    own = CoachingModel(load("baseline", size="classroom", months=4))
    own.datacollector = mesa.DataCollector(model_reporters={"month": lambda model: model.month})
    copy.deepcopy(own).step()
    with pytest.raises(pickle.PicklingError, match=r"no lambdas\. Replace model\.datacollector"):
        pickle.dumps(own)
