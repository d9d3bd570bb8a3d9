"""Put in or found: peers' example and role conflict read no authority and no lever but exchange and mentoring.

What confines gains under punitive rules must reach them through what people feel. The rules' own arguments, what the
phases hand them, and the declared arrows are all held to that.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import pytest

from scenarios.library import available
from scenarios.load import load
from simulation.levers import Levers
from simulation.links import LINKS
from simulation.mechanisms.candour import CandourParameters, candour_between, candour_of
from simulation.mechanisms.diffusion import copied_from_peers, openness_to, push_from_peers
from simulation.mechanisms.efficacy import efficacy_after_month
from simulation.mechanisms.identity import identity_after_month, safety_gate, validation
from simulation.parameters import REPLACED, Mechanisms, declared
from simulation.phases.learning import learning_of_process
from simulation.phases.managers import month_of_manager
from simulation.phases.practice import effort_of_team, practice_of_process
from simulation.state import AuthorityState, ManagerState, PolicyState, TeamState
from tests.properties.test_links import arguments_at, parameters_at

ALLOWED_LEVERS = {"peer_exchange", "mentoring"}
OF_RIVALS = ("candour.by_time", "candour.by_logic", "candour.by_distrust")
"""Switches of rivals by which candour may read time, logic or reports; off in every scenario."""
RULES: dict[str, tuple[Callable[..., Any], set[str]]] = {
    "candour": (candour_of, {"safety", "pressure", "documentation", "time", "logic"}),
    "candour of both": (candour_between, {"own", "peers"}),
    "openness": (openness_to, {"example", "half"}),
    "peers' push": (push_from_peers, {"peers", "own", "half", "exchange", "candour"}),
    "copying": (copied_from_peers, {"lead", "half", "exchange", "candour"}),
    "vicarious efficacy": (
        efficacy_after_month,
        {"efficacy", "origin", "mastery", "peers_mastery", "exchange", "candour", "safety", "persuasion"},
    ),
    "role conflict": (
        identity_after_month,
        {"identity", "origin", "mentoring", "supervision", "validated", "gate", "peer_push", "pressure"},
    ),
    "gate of safety": (safety_gate, {"teams_safety"}),
    "validation": (validation, {"teams_trust", "teams_progress"}),
}
"""Rules of peers' example and role conflict, and all that each may read beside its own parameters."""

GONE = set(REPLACED)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_peers_or_of_conflict_is_handed_neither_logic_nor_levers(name: str) -> None:
    rule, allowed = RULES[name]
    hints = get_type_hints(rule)
    names = set(inspect.signature(rule).parameters) - {"p"}
    assert names == allowed
    for argument in names:
        assert hints[argument] is float, argument  # no state and no group of levers comes along
    if "p" in hints:
        assert hints["p"] not in (Levers, Mechanisms)


# What the phases hand them, watched ------------------------------------------------------------------------

WATCHED: dict[str, tuple[Callable[..., Any], dict[str, float], str]] = {
    "copying": (
        practice_of_process,
        {"practice.alone": 0.0, "practice.routine": 0.0, "practice.coach": 0.0, "effort.stakes": 0.0},
        "practice",
    ),
    "peers' push": (
        month_of_manager,
        {"identity.gain_enactment": 0.0, "identity.loss_conflict": 0.0},
        "identity",
    ),
    "role conflict": (month_of_manager, {"identity.gain_enactment": 0.0, "identity.gain_peers": 0.0}, "identity"),
    "vicarious efficacy": (learning_of_process, {}, "efficacy"),
    "candour": (effort_of_team, {name: 0.0 for name in OF_RIVALS}, "candour"),
}
"""Phase functions with all but one of the ways to a result closed, and the result."""


def moved_by(rule: Callable[..., Any], fixed: dict[str, float], result: str, seed: int) -> Iterator[tuple[str, bool]]:
    """Yield every lever, and the authority's logic, with whether moving it moves the result at a random point."""
    from simulation.links import Link

    link = Link("team.safety", f"x.{result}", 1, rule, "", (), "", "", "definition")
    random_ = random.Random(seed)
    arguments = arguments_at(link, parameters_at(random_) | fixed, random_)

    def outcome(changed: dict[str, Any]) -> float:
        return getattr(rule(**{**arguments, **changed}), result)

    whole = outcome({})
    p: Mechanisms = arguments["p"]
    for name in Levers._fields:
        levers = p.levers._replace(**{name: getattr(p.levers, name) * 0.5 + 0.17})
        yield f"levers.{name}", outcome({"p": p._replace(levers=levers)}) != whole
    if "authority" in arguments:
        own: AuthorityState = arguments["authority"]
        for field in AuthorityState._fields:
            changed = own._replace(**{field: getattr(own, field) * 0.5 + 0.17})
            yield f"authority.{field}", outcome({"authority": changed}) != whole


@pytest.mark.parametrize("name", WATCHED)
def test_moving_logic_or_any_other_lever_leaves_the_way_through_peers_alone(name: str) -> None:
    rule, fixed, result = WATCHED[name]
    moving = {what for seed in range(40) for what, moved in moved_by(rule, fixed, result, seed) if moved}
    assert moving <= {f"levers.{lever}" for lever in ALLOWED_LEVERS}
    if name in ("copying", "peers' push", "vicarious efficacy"):
        assert moving == {"levers.peer_exchange"}  # so what is watched does answer


# The declared arrows ---------------------------------------------------------------------------------------

OWN_LINKS = [link for link in LINKS if not set(OF_RIVALS) & set(link.parameters)]
"""Arrows of the model's own rules."""
BY_PEERS = {
    "identity.gain_peers",
    "identity.peer_threshold",
    "practice.peers",
    "practice.peer_threshold",
    "efficacy.gain_vicarious",
    "diffusion.simple_contagion",
    "candour.threshold",
    "identity.loss_conflict",
}
"""Parameters of peers' example, candour and role conflict."""


def test_no_arrow_of_peers_or_conflict_comes_from_an_authority_or_another_lever() -> None:
    carrying = [link for link in OWN_LINKS if BY_PEERS & set(link.parameters)]
    assert {name for link in carrying for name in link.parameters} >= BY_PEERS
    for link in carrying:
        entity, _, field = link.source.partition(".")
        assert entity in ("team", "process", "manager") or (entity, field) in {
            ("levers", "peer_exchange"),
            ("policy", "mentoring"),
        }, link


def test_what_rivals_let_candour_read_is_off_in_every_scenario() -> None:
    for name in available():
        values = load(name).settings.values
        assert not any(values[switch] for switch in OF_RIVALS), name


@pytest.mark.parametrize("seed", range(20))
def test_with_rivals_off_candour_is_safety_free_of_pressure_and_nothing_else(seed: int) -> None:
    random_ = random.Random(seed)
    own = CandourParameters(0.1 + 0.8 * random_.random(), *[0.0] * (len(CandourParameters._fields) - 1))
    safety, pressure = random_.random(), random_.random()
    others = {(random_.random(), random_.random(), random_.random()) for _ in range(8)}
    assert len({candour_of(safety, pressure, *each, own) for each in others}) == 1


def test_who_candour_and_peers_candour_listen_to() -> None:
    into = {
        target: {link.source for link in OWN_LINKS if link.target == target}
        for target in ("team.candour", "team.peers_candour", "manager.teams_candour", "manager.peers_candour")
    }
    assert into == {
        "team.candour": {"team.safety", "team.pressure"},
        "team.peers_candour": {"team.candour"},
        "manager.teams_candour": {"team.candour"},
        "manager.peers_candour": {"manager.teams_candour"},
    }


def test_every_place_where_logic_acts_is_listed_in_the_description_as_put_in() -> None:
    from tests.properties.test_links import ROOT

    page = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    listed = page.partition("### 4.2 Emergence")[2].partition("### 4.3")[0]
    acts = {link.target for link in OWN_LINKS if link.source == "authority.logic"}
    said = {
        "manager.supervision": "`V`",
        "manager.control": "`control`",
        "team.pressure": "`threat`",
        "team.sanctioned": "`sanctioned`",
        "team.motivation": "`hurt`",
        "process.practice": "`stakes`",
    }
    assert acts == set(said)
    for target, words in said.items():
        assert words in listed, target
    moving_logic = {name for link in LINKS if link.target == "authority.logic" for name in link.parameters} - {
        "authority.success_threshold",
        "authority.learning",
    }
    for name in moving_logic:
        assert f"`{name.partition('.')[2]}`" in listed or f"`{name}`" in listed, name


# What is gone ----------------------------------------------------------------------------------------------


def test_no_parameter_has_a_name_that_is_gone() -> None:
    assert not GONE & set(declared())
    assert not any(name.endswith(("_gate",)) and "peer" in name for name in declared())


def test_no_state_has_a_field_of_the_old_sight() -> None:
    fields = {*AuthorityState._fields, *ManagerState._fields, *TeamState._fields, *PolicyState._fields}
    assert not {"leeway", "success", "teams_success"} & fields
