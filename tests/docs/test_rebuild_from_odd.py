"""The model held against itself rebuilt from its description: `rebuilt`, which knows nothing but ``docs/odd.md``.

If the page says less or other than the rules, the two come apart, and the comparison names the month, the agent and the
quantity.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.load import load
from simulation.engine.run import run as simulate
from simulation.engine.run import trace
from simulation.results import Trace
from simulation.state import (
    AccountState,
    AuthorityProcessState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessPolicyState,
    ProcessState,
    TeamState,
)
from tests.docs import rebuilt
from tests.docs.rebuilt import PROCESSES, World, measures_of_equity, values_of_page

MONTHS = 32
TOLERANCE = 1e-9
SCENARIOS = {
    "as the page's tables have it": {},
    "every refinement on": {
        "identity.safety_gate": 1.0,
        "identity.dose_saturates": 1.0,
        "efficacy.failure_protected": 1.0,
        "learning.chance_level": 0.1,
        "learning.regional_comparison": 1.0,
        "effort.stakes": 0.5,
        "turnover.compounding": 1.0,
        "start.quiet": 1.0,
        "network.real_others": 1.0,
        "motivation.crowding_out": 0.2,
        "authority.waits_for_policy": 0.3,
        "practice.routine": 0.05,
    },
    "every rival on, and levers that sleep in the baseline": {
        "learning.assigned_credit": 1.0,
        "diffusion.simple_contagion": 1.0,
        "effort.pressure_lowers": 1.0,
        "candour.threshold": 0.1,
        "authority.waits_for_policy": 0.0,
        "authority.success_threshold": 0.01,
        "authority.memory": 2.0,
        "learning.reference_memory": 12.0,
        "coaching_targeting": "hubs",
        "coaching_coverage": 0.6,
        "payment_delay": 4.0,
        "improvement_weight": 0.7,
        "target_ratchet": 0.5,
        "target": 0.02,
        "sanction_cap": 0.4,
        "bonus_cap": 0.05,
        "protected_time": 0.1,
        "authority_training": 0.5,
        "mentoring_start": 6.0,
        "mentoring_end": 25.0,
        "ccs.weight": 2.0,
        "ccs.feedback_delay": 2.0,
        "anc.trend": 0.03,
    },
    "coaches work on one process more, and verified figures go back": {
        "ccs.coaching": 0.5,
        "anc.coaching": 2.0,
        "verification": 0.9,
        "verification_feedback": 0.8,
        "admin_feedback": 0.2,
        "learning.feedback_precision": 0.7,
        "learning.feedback_promptness": 0.6,
        "contracting.feedback_relief": 0.5,
        "price.feedback_hours": 7.0,
        "ccs.feedback_delay": 3.0,
        "anc.feedback_delay": 1.0,
        "mentoring_start": 4.0,
        "mentoring_end": 22.0,
    },
    "coaches work on one process alone, and hard": {"ccs.coaching": 0.0, "mentoring": 1.0, "mentoring_start": 2.0},
    "coaches work on nothing more than on all": {"ccs.coaching": 0.0, "anc.coaching": 0.0, "mentoring_start": 2.0},
    "candour without safety, by time": {"candour.without_safety": 1.0, "candour.by_time": 1.0},
    "candour without fear, by logic": {
        "candour.without_fear": 1.0,
        "candour.by_logic": 1.0,
        "candour.threshold": 0.1,
    },
    "candour by distrust, in part": {"candour.by_distrust": 0.7, "candour.threshold": 0.15},
    "clustered": {"coaching_targeting": "clustered", "alignment": 0.7, "cross_ties": 0.6, "peer_exchange": 0.9},
    "all of one region coached, none of the other": {"coaching_targeting": "clustered", "coaching_coverage": 0.5},
    "nobody punishes, learning is free of policy": {
        "sanction": 0.0,
        "authority.waits_for_policy": 0.0,
        "alignment": 0.0,
        "mentoring_start": 3.0,
        "authority.memory": 1.0,
    },
}


def wanted_of(found: Trace, moment: int) -> dict[str, np.ndarray]:
    """Return every state of the model at a moment, by name of agent and field."""
    return {
        f"{state.__name__}.{field}": found.of(state, field)[moment]
        for state in (
            PolicyState,
            ProcessPolicyState,
            AccountState,
            AuthorityState,
            AuthorityProcessState,
            ManagerState,
            TeamState,
            ProcessState,
        )
        for field in state._fields
    }


def rebuilt_of(world: World) -> dict[str, np.ndarray]:
    """Return the same of the rebuilt world."""
    agents: dict[str, list[Any]] = {
        "PolicyState": [world.policy],
        "ProcessPolicyState": world.by_process,
        "AccountState": [world.account],
        "AuthorityState": world.authorities,
        "ManagerState": world.managers,
        "TeamState": world.teams,
        "ProcessState": [k for team in world.teams for k in team.k],
    }
    found = {f"{kind}.{name}": [agent[name] for agent in of] for kind, of in agents.items() for name in of[0]}
    found["AuthorityProcessState.figures"] = [x for authority in world.authorities for x in authority.figures]
    return {name: np.array(values, dtype=float).ravel() for name, values in found.items() if name not in OWN_NAMES}


OWN_NAMES = {"AuthorityState.figures", "ManagerState.region", "ManagerState.left", "TeamState.network", "TeamState.k"}
"""What the rebuilt world keeps of its own, to find its way."""


def first_difference(world: World, model: Trace) -> str | None:
    """Return where the rebuilt world parts from the model, in words; None if it never does."""
    for month in range(MONTHS):
        world.live_month()
        wanted, found = wanted_of(model, month + 1), rebuilt_of(world)
        assert set(found) == set(wanted)
        for name, value in wanted.items():
            apart = np.abs(found[name] - value.ravel()) / np.maximum(1.0, np.abs(value.ravel()))
            if not (apart <= TOLERANCE).all():
                return f"month {month}: {name} of number {int(apart.argmax())}"
    return None


@pytest.mark.parametrize("mentored", [True, False], ids=["run", "twin"])
@pytest.mark.parametrize("changed", SCENARIOS.values(), ids=SCENARIOS)
def test_the_model_rebuilt_from_the_page_lives_the_same(changed: dict[str, Any], mentored: bool) -> None:
    seed, replicate = 20260524, 3
    values = values_of_page()
    reference = load("baseline", size="classroom").settings
    assert set(values) == set(reference.values), "the page's tables have every parameter"
    worlds = trace(reference.with_values(changed), seed, replicate)
    model = worlds[0 if mentored else 1]
    world = World(values | changed, seed, replicate, mentored)
    assert [world.led_to(ties) for ties in world.team_ties] == [
        [x for x in row if x >= 0] for row in model.ties.tolist()
    ]
    assert first_difference(world, model) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"mentoring_start": 3.0, "mentoring_end": 90.0, "anc.coaching": 0.0},
        {"mentoring_start": 3.0, "alignment": 0.9, "peer_exchange": 0.9, "start.baseline_spread": 0.2},
    ],
    ids=["punitive, coaching of one process", "aligned, starts far apart"],
)
def test_who_is_left_behind_is_what_the_page_says(changed: dict[str, Any]) -> None:
    seed, replicate, months = 20260525, 1, 20
    reference = load("baseline", size="classroom", months=months).settings.with_values(changed)
    people = [1000.0 * (1 + t % 7) for t in range(len(reference.places.population))]
    settings = replace(reference, places=replace(reference.places, population=tuple(people)))
    model = simulate(settings, seed, [replicate])
    values = values_of_page() | changed
    own, twin = (World(values, seed, replicate, mentored, people) for mentored in (True, False))
    found = measures_of_equity(own, twin, months)
    assert len(found) == 5 * len(PROCESSES)
    for name, value in found.items():
        assert value == pytest.approx(float(model.measure(name)[0]), abs=1e-9), name
    assert any(abs(found[f"lowest_fifth_gain.{name}"]) > 1e-4 for name in PROCESSES), "something was gained"


def test_a_rule_read_wrongly_is_caught() -> None:
    class Misread(World):
        """Takes peers' failures for an example too."""

        def example(self, values: list[float]) -> float:
            return sum(values) / max(len(values), 1)

    changed = {"learning.chance_level": 0.0}  # credulous teams fail early: there is an example to take wrongly
    values = values_of_page() | changed
    model = trace(load("baseline", size="classroom").settings.with_values(changed), 5, 0)[0]
    assert first_difference(World(values, 5, 0, mentored=True), model) is None
    found = first_difference(Misread(values, 5, 0, mentored=True), model)
    assert found is not None and "ProcessState" in found


def test_the_rebuilt_model_is_of_its_own() -> None:
    """It imports nothing but what comes with Python, and no word of it is one of the model's."""
    tree = ast.parse(Path(rebuilt.__file__).read_text(encoding="utf-8"))
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
    }
    assert imported == {"__future__", "math", "re", "pathlib", "typing"}
    body = Path(rebuilt.__file__).read_text(encoding="utf-8").partition("PAGE = ")[2]
    for word in ("simulation", "mechanisms", "phases", "trace(", "load("):
        assert word not in body, word
