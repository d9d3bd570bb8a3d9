"""Counterfactuals: what cannot matter changes nothing, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.load import load
from simulation.agents import Team
from simulation.engine.readable import CoachingModel
from simulation.engine.run import Engine, run, states_of, trace
from simulation.results import Trace
from simulation.settings import Settings
from simulation.state import AuthorityState, ManagerState, ProcessState, TeamState
from simulation.streams import Decision

DIFFERENCES = ("direct_gain", "late_direct_gain", "spillover_gain", "spillover_highest", "efficacy_gain")


@pytest.mark.parametrize("engine", ["compiled", "readable"])
def test_dose_0_equals_the_twin(engine: Engine) -> None:
    coached = load("baseline", size="classroom").settings
    without = coached.with_values({"mentoring": 0.0})
    _, twin = trace(coached, 3, 1, engine=engine)
    own, own_twin = trace(without, 3, 1, engine=engine)
    assert own.values.tobytes() == twin.values.tobytes() == own_twin.values.tobytes()


def test_dose_0_gains_exactly_nothing() -> None:
    found = run(load("baseline").settings.with_values({"mentoring": 0.0}), 1, 20)
    for process in ("ccs", "anc"):
        for name in DIFFERENCES:
            assert (found.measure(f"{name}.{process}") == 0.0).all()
    assert (found.measure("extra_cost") == 0.0).all()


def coached_alone(**values: float) -> Settings:
    """Return the baseline with no ties and one coached network, the first."""
    baseline = load("baseline").settings
    untied = replace(baseline, structure={**baseline.structure, "ties": 0})
    return replace(untied, places=replace(baseline.places, named=(0,))).with_values(
        {"coaching_targeting": "named", "coach_capacity": 1.0, **values}
    )


def networks_that_differ(own: Trace, twin: Trace) -> set[int]:
    """Return the networks in which any bit of the manager or of a team differs in any month."""
    places = own.settings.places
    differ: set[int] = set()
    for field in ManagerState._fields:
        changed = (own.of(ManagerState, field) != twin.of(ManagerState, field)).any(axis=0)
        differ |= {int(network) for network in np.flatnonzero(changed)}
    for state in (TeamState, ProcessState):
        for field in state._fields:
            changed = own.of(state, field) != twin.of(state, field)
            teams = changed.reshape(len(changed), places.teams, -1).any(axis=(0, 2))
            differ |= {places.team_network[int(team)] for team in np.flatnonzero(teams)}
    return differ


UNSEEN = {"authority.learning": 0.0, "authority.press": 0.0}
UNCOMPARED = {"learning.regional_comparison": 0.0}


def test_without_ties_learning_and_comparison_every_other_network_lives_an_identical_life() -> None:
    own, twin = trace(coached_alone(**UNSEEN, **UNCOMPARED), 11)
    assert networks_that_differ(own, twin) == {0}


def test_teams_that_compare_themselves_feel_their_own_region_only() -> None:
    own, twin = trace(coached_alone(**UNSEEN, **{"learning.regional_comparison": 0.5}), 11)
    assert networks_that_differ(own, twin) == set(own.settings.places.networks_of(0))


def test_without_ties_only_what_the_authority_was_shown_reaches_other_networks() -> None:
    own, twin = trace(coached_alone(**UNCOMPARED), 11)
    region = set(own.settings.places.networks_of(0))
    assert 0 in networks_that_differ(own, twin) <= region
    logic = own.of(AuthorityState, "logic") != twin.of(AuthorityState, "logic")
    assert logic[:, 0].any() and not logic[:, 1:].any()


def test_one_more_draw_in_one_agent_changes_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = load("aligned-tied", size="classroom").settings
    wanted = CoachingModel(chosen, 4)
    for _ in range(30):
        wanted.step()
    draws: list[float] = []
    learns = Team.learns

    def learns_and_draws(self: Team) -> None:
        if self.number == 5:
            draws.append(self.draw(Decision.AUDIT))
        learns(self)

    monkeypatch.setattr(Team, "learns", learns_and_draws)
    found = CoachingModel(chosen, 4)
    for _ in range(30):
        found.step()
    assert len(set(draws)) == 30
    assert states_of(found).tobytes() == states_of(wanted).tobytes()


def test_a_change_to_one_team_leaves_the_shocks_of_all_others() -> None:
    """Common random numbers: demand is the same in every scenario under one seed."""
    demand = [trace(load(name).settings, 2)[0].of(ProcessState, "demand") for name in ("baseline", "aligned-tied")]
    assert np.array_equal(demand[0], demand[1])


def test_a_later_change_leaves_the_months_before_it_alone() -> None:
    early, late = (trace(load(name).settings, 8)[0] for name in ("baseline", "aligned-late"))
    assert early.values[: 42 + 1].tobytes() == late.values[: 42 + 1].tobytes()
    assert early.values[42 + 1].tobytes() != late.values[42 + 1].tobytes()


def test_seed_and_replicate_are_both_part_of_the_key() -> None:
    chosen = load("baseline", size="classroom").settings
    digests = {trace(chosen, seed, replicate)[0].digest for seed in (0, 1, 2) for replicate in (0, 1, 2)}
    assert len(digests) == 9


def test_agents_may_be_asked_in_any_order() -> None:
    """Within a phase everybody reads last month's values of the others."""
    chosen = load("aligned-tied", size="classroom").settings
    forward, backward = CoachingModel(chosen, 6), CoachingModel(chosen, 6)
    for _ in range(12):
        forward.step()
        backward.teams.reverse()
        for phase in ("policy", "turnover", "authority", "managers", "climate", "practice", "care", "measurement"):
            getattr(backward, f"{phase}_phase")()
        backward.learning_phase()
        backward.contract_phase()
        backward.teams.reverse()
        backward.end_month()
    own, other = ([team.state for team in model.teams] for model in (forward, backward))
    assert own == other
