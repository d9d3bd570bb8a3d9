"""Links: every declared arrow is in the rule that it names, with its sign and its parameters; loops close.

A rule is tried at random points: the source is moved, everything else is held, and the target is watched.
"""

from __future__ import annotations

import functools
import inspect
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from scenarios.load import load
from simulation.context import Context, ProcessParameters
from simulation.errors import ParameterError
from simulation.levers import Levers
from simulation.links import CARRY_NOTHING, LINKS, Link
from simulation.loops import LOOPS, Loop, cut, neutral_values
from simulation.parameters import Mechanisms, declared, groups, mechanisms_from
from simulation.settings import Change
from simulation.state import (
    AuthorityProcessState,
    AuthorityState,
    ManagerState,
    PolicyState,
    ProcessState,
    TeamState,
)

ROOT = Path(__file__).resolve().parents[2]
ENTITIES: dict[str, tuple[type[Any], ...]] = {
    "policy": (PolicyState,),
    "authority": (AuthorityState, AuthorityProcessState),
    "manager": (ManagerState,),
    "team": (TeamState,),
    "process": (ProcessState,),
    "levers": (Levers,),
    "context": (Context,),
}
BY_CONDITIONS = {
    "learning.fast_memory",
    "learning.slow_memory",
    "learning.reference_memory",
    "learning.association_memory",
    "manager_turnover",
}
"""Parameters that reach their rule as a rate or a probability of the month, which phase 1 makes of them."""
POINTS = 200
GROUPS = groups()
HINTS = functools.cache(get_type_hints)
KNOWN = declared()
VALUES = load("baseline").settings.values
TRIED_WITH_OWN = [link for link in LINKS if link.argument]
TRIED = [link for link in TRIED_WITH_OWN if link.source != link.target]


def names(value: object) -> str:
    return f"{value.source}-{value.target}" if isinstance(value, Link) else str(value)


# Trying a rule at a point ----------------------------------------------------------------------------------


def parameters_at(random_: random.Random) -> dict[str, float]:
    """Return every parameter: around the baseline's values or anywhere in its range, switches on or off."""
    anywhere = random_.random() < 0.3
    found: dict[str, float] = {}
    for name, parameter in KNOWN.items():
        low, high, value = parameter.low, parameter.high, VALUES[name]
        if parameter.unit == "0 off, 1 on":
            found[name] = float(random_.random() < 0.5)
        elif parameter.choices or parameter.whole:
            found[name] = value
        elif anywhere:
            found[name] = low + (min(high, 3.0) - low) * random_.random()
        else:
            span = 0.1 * min(high - low, 1.0) + 0.4 * abs(value)
            found[name] = min(max(value + span * (2.0 * random_.random() - 1.0), low), high)
    return found


def value_at(name: str, kind: type[Any], values: dict[str, float], random_: random.Random) -> Any:
    """Return a value for an argument of a rule."""
    if kind is Mechanisms:
        return mechanisms_from(values)
    for concept, group in GROUPS.items():
        if kind is group:
            prefix = "" if concept in ("levers", "context") else f"{concept}."
            return kind(*[values[prefix + field] for field in kind._fields])
    if kind is ProcessParameters:
        return kind(*[values[f"ccs.{field}"] for field in kind._fields])
    members = get_args(kind) or (kind,)
    if hasattr(members[0], "_fields"):
        chosen = members[0]
        return chosen(*[value_at(field, float, values, random_) for field in chosen._fields])
    if name in ("denominator", "processes", "coached", "served", "networks"):
        return float(random_.randint(1, 40))
    if name == "claims":
        return 0.2 + 0.8 * random_.random()
    if name == "deviate":
        return 0.0
    if name == "coverage":
        return 0.6 * random_.random()
    if name == "shortfall":
        return 0.15 * random_.random()
    if name in ("mastery", "a", "b"):
        return 2.0 * random_.random() - 1.0
    if name in ("practice_variance", "indicator_variance", "covariance"):
        return 0.001 + 0.01 * random_.random()
    if name == "coaching":
        return random_.choice((0.0, random_.random()))  # with mentoring, and without
    if name == "focus":
        return 2.0 * random_.random()
    if name == "weight_before":
        return random_.choice((0.0, 1.0 / 12.0))  # from the first month of mentoring on, and before
    if name in ("fast_rate", "slow_rate", "association_rate", "rate"):
        return 1.0 / (1.0 + 40.0 * random_.random())
    return random_.random()


def moved(value: Any, path: list[str], by: float) -> tuple[Any, float, float]:
    """Return a value with the field at the path moved into 0 to 1 or close by, and the field before and after."""
    if not path:
        after = value + by
        return after, value, after
    part, before, after = moved(getattr(value, path[0]), path[1:], by)
    return value._replace(**{path[0]: part}), before, after


def outcome(link: Link, arguments: dict[str, Any]) -> float:
    """Return the link's target as its rule gives it."""
    found = link.rule(**arguments)
    return getattr(found, link.target.partition(".")[2]) if hasattr(found, "_fields") else found


def arguments_at(link: Link, values: dict[str, float], random_: random.Random) -> dict[str, Any]:
    hints = HINTS(link.rule)
    return {name: value_at(name, hints[name], values, random_) for name in inspect.signature(link.rule).parameters}


def response(link: Link, arguments: dict[str, Any], by: float) -> float:
    """Return how far the target moves when the source does."""
    head, *path = link.argument.split(".")
    if head == "covariance":
        by *= 0.01
    if link.source == "team.pressure":
        by *= 1.0 - functools.reduce(getattr, path, arguments[head])  # it ends at 1: nobody is less than free of it
    other, _, _ = moved(arguments[head], path, by)
    before, after = outcome(link, arguments), outcome(link, {**arguments, head: other})
    return 0.0 if abs(after - before) < 1e-13 * max(abs(before), abs(after)) else after - before


def responses(link: Link, fixed: dict[str, float] | None = None) -> Iterator[float]:
    """Yield the target's moves over random points, some parameters fixed."""
    random_ = random.Random(link.source + link.target)
    for _ in range(POINTS):
        arguments = arguments_at(link, parameters_at(random_) | (fixed or {}), random_)
        yield response(link, arguments, 0.05 + 0.3 * random_.random())


# Links -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", LINKS, ids=names)
def test_a_link_leads_from_one_variable_to_another(link: Link) -> None:
    for variable in (link.source, link.target):
        entity, _, field = variable.partition(".")
        assert any(field in kind._fields for kind in ENTITIES[entity]), variable
    assert link.en and link.es and link.en != link.es


@pytest.mark.parametrize("link", LINKS, ids=names)
def test_a_link_names_its_source(link: Link) -> None:
    keys = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "docs" / "references.bib").read_text(encoding="utf-8"), re.M))
    assert link.reference in keys | {"assumption", "definition"}


@pytest.mark.parametrize("link", TRIED, ids=names)
def test_a_link_has_its_sign(link: Link) -> None:
    found = list(responses(link))
    up, down = sum(move > 1e-12 for move in found), sum(move < -1e-12 for move in found)
    assert up + down >= POINTS // 20, "the source moves nothing"
    if link.sign == 0:
        assert up and down, f"{up} up, {down} down: the sign does not depend"
    else:
        wrong = down if link.sign > 0 else up
        assert wrong == 0, f"{wrong} of {POINTS} moves go the other way"


@pytest.mark.parametrize(
    ("link", "name"), [(link, name) for link in TRIED_WITH_OWN for name in link.parameters], ids=names
)
def test_a_parameter_sets_how_strong_its_link_is(link: Link, name: str) -> None:
    if name in BY_CONDITIONS:
        assert {"rate", "left"} & set(inspect.signature(link.rule).parameters)
        return
    parameter = declared()[name]
    random_ = random.Random(name)
    for _ in range(POINTS):
        values = parameters_at(random_)
        state = random_.getstate()
        by = 0.05 + 0.3 * random_.random()
        moves: list[float] = []
        for value in (parameter.low, (parameter.low + parameter.high) / 2, min(parameter.high, 2.0)):
            random_.setstate(state)
            moves.append(response(link, arguments_at(link, values | {name: value}, random_), by))
        if max(moves) - min(moves) > 1e-12:
            return
    pytest.fail(f"{name} changes nothing between {link.source} and {link.target}")


def test_every_parameter_of_a_mechanism_carries_a_link_or_says_why_not() -> None:
    carrying = {name for link in LINKS for name in link.parameters}
    mechanisms = {name for name, parameter in declared().items() if parameter.kind == "mechanism"}
    assert carrying <= set(declared())
    assert not carrying & set(CARRY_NOTHING)
    assert mechanisms == (carrying | set(CARRY_NOTHING)) & mechanisms
    assert set(CARRY_NOTHING) <= mechanisms


def test_every_dated_lever_acts_by_a_link() -> None:
    acting = {link.source.removeprefix("levers.") for link in LINKS if link.source.startswith("levers.")}
    by_ties = {"cross_ties"}
    levers = {name for name in Levers._fields if declared()[name].dated}
    assert levers == acting | by_ties


# Loops -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_loop_closes_along_links_and_has_its_sign(loop: Loop) -> None:
    sign = 1
    for source, target in loop.steps:
        signs = {
            link.sign for link in LINKS if (link.source, link.target) == (source, target) and loop.name in link.loops
        }
        assert signs, f"no link leads from {source} to {target}"
        assert len(signs - {0}) == 1, (source, target)
        sign *= (signs - {0}).pop()
    assert (sign > 0) == loop.reinforcing


@pytest.mark.parametrize("loop", [loop for loop in LOOPS.values() if loop.neutral], ids=lambda loop: loop.name)
def test_neutral_values_break_the_loop(loop: Loop) -> None:
    """Somewhere on the main round the source no longer moves the target; where it is one step, its part is gone."""
    for name, value in loop.neutral.items():
        assert declared()[name].low <= value <= declared()[name].high
    members = [link for link in LINKS if loop.name in link.loops and link.argument]
    if len(loop.path) == 1:
        assert members
        return
    neutral = dict(loop.neutral)
    broken = [
        step
        for step in loop.steps
        if all(
            not any(abs(move) > 1e-15 for move in responses(link, neutral))
            for link in LINKS
            if (link.source, link.target) == step and link.argument
        )
        and any((link.source, link.target) == step and link.argument for link in LINKS)
    ]
    assert broken


def test_every_neutral_value_belongs_to_a_link_of_its_loop() -> None:
    for loop in LOOPS.values():
        names = {name for link in LINKS if loop.name in link.loops for name in link.parameters}
        names |= {link.source.partition(".")[2] for link in LINKS if loop.name in link.loops}
        assert set(loop.neutral) <= names, loop.name


# Cuts ------------------------------------------------------------------------------------------------------


def test_a_cut_is_dated_from_the_first_month_of_mentoring() -> None:
    chosen = load("aligned", sets=["target_ratchet@30=0.5", "target_ratchet@12=0.2"]).settings
    found = cut(chosen, ["ratchet", "contagion"])
    assert found.values == chosen.values and found.places is chosen.places
    assert [change.month for change in found.changes] == sorted(change.month for change in found.changes)
    assert found.values_at(23) == chosen.values_at(23)
    for month in (24, 30, 80):
        assert found.values_at(month) == chosen.values_at(month) | neutral_values(["ratchet", "contagion"])
    assert Change(30, "target_ratchet", 0.5) not in found.changes
    assert cut(chosen, "ratchet", month=30).values_at(29)["target_ratchet"] == 0.2


def test_a_cut_of_the_whole_run_has_no_date() -> None:
    chosen = load("aligned").settings
    found = cut(chosen, "mastery", month=0)
    assert found.changes == chosen.changes
    assert found == chosen.with_values(LOOPS["mastery"].neutral)


@pytest.mark.parametrize(
    ("loops", "month", "said"),
    [
        ("masteri", None, "Did you mean 'mastery'?"),
        (["habituation"], None, "cannot be cut"),
        ("mastery", -1, "Months count from 0"),
    ],
)
def test_a_cut_that_cannot_be_made_is_refused(loops: Any, month: int | None, said: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(said)):
        cut(load("baseline").settings, loops, month)
