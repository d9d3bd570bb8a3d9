"""Stages: how the causal-loop diagram is built up, from the first loop a class meets to every arrow of the model.

What a stage adds is declared here, once: loops, and the variables that stand as boxes. All else follows from the
register of links: an arrow from box to box stands for the links along a loop between them, with the product of their
signs; a loop is reinforcing where the product around it is positive; a link is late, and a variable holds what it had,
where the rule says so. Nothing of this changes the model.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import prod
from typing import Any

from scenarios.library import REFERENCE
from scenarios.load import load
from simulation.links import LINKS, Link
from simulation.loops import LOOPS, Loop
from simulation.parameters import PROCESSES, declared

DRAWN = ("authority", "manager", "team", "process")
"""Who has the variables that are drawn: what policy and context set comes from outside of every loop."""


@dataclass(frozen=True)
class Stage:
    """A step of building up: what comes in.

    Attributes
    ----------
    name : str
    loops : tuple of str
        Loops of the register; their main rounds come in.
    boxes : tuple of str
        Variables that are boxes from now on. One on a round that is no box yet is inside an arrow.
    ways : tuple of tuple of str
        Arrows beside the main rounds: variables from box to box, a link of the register from each to the next.
    """

    name: str
    loops: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = ()


STAGES = (
    Stage(
        "coaching",
        ("identity", "safety_trust"),
        (
            "manager.identity",
            "manager.support",
            "team.trust",
            "team.safety",
            "process.practice",
            "process.coverage",
            "process.mastery",
        ),
    ),
    Stage("efficacy", ("mastery",), ("process.efficacy",)),
    Stage("contract", ("fear",), ("process.reported", "team.shortfall", "team.pressure")),
    Stage("paper", ("gaming", "ratchet"), ("team.documentation", "process.target_base")),
    Stage("shield", ("shielding", "conflict")),
    Stage(
        "authority",
        ("authority_learning", "authority_press"),
        ("authority.logic", "authority.visible_success", "authority.share_missing"),
    ),
    Stage(
        "peers",
        ("contagion",),
        ("manager.peers_identity", "process.peers_practice", "team.candour"),
        (
            ("process.practice", "process.peers_practice"),
            ("process.peers_practice", "process.practice"),
            ("team.safety", "team.candour"),
            ("team.pressure", "team.candour"),
            ("team.candour", "process.practice"),
            ("team.candour", "manager.teams_candour", "manager.identity"),
        ),
    ),
    Stage(
        "yardsticks",
        ("comparison", "habituation"),
        ("process.seen", "process.fast_average", "process.reference_average", "authority.figures"),
    ),
    Stage("wear", ("turnover", "forgetting")),
    Stage(
        "between",
        (),
        (
            "process.delivered",
            "process.indicator",
            "team.progress",
            "manager.teams_progress",
            "manager.teams_pressure",
            "team.rise",
            "manager.teams_rise",
            "authority.rise_inside",
            "authority.noticed",
            "manager.teams_missing",
            "manager.teams_candour",
        ),
    ),
    Stage("whole"),
)
"""The stages, in the order in which a class meets them; each has all that came before, the last every box and arrow."""

WHOLE = STAGES[-1].name

PLACES: dict[str, tuple[float, float]] = {
    "manager.peers_identity": (0, 0),
    "manager.identity": (0, 1),
    "manager.support": (1, 1),
    "team.trust": (2, 1),
    "manager.teams_pressure": (3, 1),
    "authority.logic": (4, 1),
    "manager.teams_progress": (0, 2),
    "process.efficacy": (1, 2),
    "team.safety": (2, 2),
    "team.pressure": (3, 2),
    "authority.share_missing": (4, 2),
    "authority.visible_success": (5, 2),
    "team.progress": (0, 2.5),
    "manager.teams_candour": (1, 2.5),
    "team.candour": (2, 2.5),
    "manager.teams_missing": (4, 2.5),
    "process.mastery": (0, 3),
    "process.coverage": (1, 3),
    "process.delivered": (1.5, 3),
    "process.practice": (2, 3),
    "team.documentation": (3, 3),
    "team.shortfall": (4, 3),
    "authority.noticed": (5, 3),
    "process.indicator": (1, 3.5),
    "process.reference_average": (0, 4),
    "process.seen": (1, 4),
    "process.peers_practice": (2, 4),
    "process.reported": (3, 4),
    "process.target_base": (4, 4),
    "authority.rise_inside": (5, 5),
    "process.fast_average": (0, 5),
    "authority.figures": (1, 5),
    "team.rise": (3, 5),
    "manager.teams_rise": (4, 5),
}
"""Column and row of every box but those that come in with the whole: the loops of the first stages go round, and no box
leaves its neighbours when others come in. Columns and rows that nothing stands in yet take no room."""

LAGS: dict[str, str] = {"delivered_after_month": "lag", "seen_after_month": "feedback_delay"}
"""Rules that follow with a mean delay, and the process's parameter that says how many months. Source: what phase 1 of
the month hands to them, ``simulation.phases.policy.process_policy_of_month``; ODD 7.2."""

GATED = {
    ("team.safety", "process.efficacy"): True,
    ("team.safety", "process.practice"): False,
    ("team.coordination", "process.practice"): False,
}
"""Links that act in more than one place of their rule: whether values that cut loops take all of it away (then all such
values are needed), or leave a part: what a coach brings, `practice.coach`, has no neutral value."""


def is_drawn(variable: str) -> bool:
    """Return whether a variable is one of the boxes."""
    return variable.partition(".")[0] in DRAWN


def lateness_of(link: Link) -> str:
    """Return how a link is late; "" where all of it acts in the month.

    "quarter" and "year" where it is reckoned then; "memory" where it works by an average over months; "lag" or
    "feedback_delay" where the baseline gives a process such a delay.
    """
    rule = link.rule.__name__
    if rule.endswith("_at_quarter"):
        return "quarter"
    if rule.endswith("_after_year"):
        return "year"
    if any(declared()[name].unit == "months" for name in link.parameters):
        return "memory"
    kind = LAGS.get(rule, "")
    return kind if kind and any(_baseline()[f"{process}.{kind}"] > 0.0 for process in PROCESSES) else ""


@cache
def _baseline() -> Mapping[str, float]:
    return load(REFERENCE).settings.values


def cut_of(link: Link) -> dict[str, float]:
    """Return the fewest values, of those that cut loops, that take a link away; {} where none of them do.

    They are parameters of the link; where it is cut with more than one loop, those that fewest other links share.
    None are told of links from levers and context, which are not drawn.
    """
    ends = (link.source, link.target)
    if not all(is_drawn(end) for end in ends):
        return {}
    found = [
        {name: value for name, value in LOOPS[loop].neutral.items() if name in link.parameters} for loop in link.loops
    ]
    found = [values for values in found if values]
    if not found or not GATED.get(ends, True):
        return {}
    if ends in GATED:
        return {name: value for values in found for name, value in values.items()}
    return min(found, key=lambda values: len(links_by(values)))


def links_by(values: Iterable[str]) -> list[Link]:
    """Return the links that some parameters are of."""
    return [link for link in LINKS if set(values) & set(link.parameters)]


@cache
def stocks() -> frozenset[str]:
    """Return the variables that hold what they had, and move from there: their rule takes their own value before."""
    return frozenset(
        link.target
        for link in LINKS
        if is_drawn(link.target)
        and link.rule.__module__.startswith("simulation.mechanisms")
        and link.target.partition(".")[2] in inspect.signature(link.rule).parameters
    )


def sign_of(loop: Loop) -> int:
    """Return the product of the signs around a loop: 1 reinforcing, -1 balancing."""
    return prod(_sign_in(loop, *step) for step in loop.steps)


def _sign_in(loop: Loop | None, source: str, target: str) -> int:
    """Return the sign of a step; of a loop's, for links of other loops may lead from the same variable to the same."""
    links = links_between(source, target)
    own = {link.sign for link in links if link.sign and (loop is None or loop.name in link.loops)}
    if len(own) != 1:
        raise ValueError(f"{source} to {target} has the signs {sorted(own)}. One is needed.")
    return own.pop()


def links_between(source: str, target: str) -> tuple[Link, ...]:
    """Return the links from one variable to another."""
    return tuple(link for link in LINKS if (link.source, link.target) == (source, target))


def numbers() -> dict[str, str]:
    """Return what every loop is called for short, by name: R1, R2, B1, ... in the order of the stages."""
    found: dict[str, str] = {}
    counts = {"R": 0, "B": 0}
    for loop in (LOOPS[name] for stage in STAGES for name in stage.loops):
        kind = "R" if sign_of(loop) > 0 else "B"
        counts[kind] += 1
        found[loop.name] = f"{kind}{counts[kind]}"
    return found


def stages() -> list[dict[str, Any]]:
    """Return every stage: its name, the loops that come in; all boxes so far, their places, and all arrows so far."""
    found: list[dict[str, Any]] = []
    loops: list[Loop] = []
    boxes: list[str] = []
    ways: list[tuple[str, ...]] = []
    for stage in STAGES:
        ways += stage.ways
        loops += [LOOPS[name] for name in stage.loops]
        boxes += stage.boxes
        if stage.name == WHOLE:
            ends = (name for link in LINKS for name in (link.source, link.target))
            boxes += dict.fromkeys(name for name in ends if is_drawn(name) and name not in boxes)
        arrows = _every_arrow() if stage.name == WHOLE else _arrows(loops, ways, boxes)
        places = {} if stage.name == WHOLE else {name: PLACES[name] for name in boxes}
        found.append(
            {
                "name": stage.name,
                "loops": list(stage.loops),
                "boxes": list(boxes),
                "arrows": list(arrows),
                "places": places,
            }
        )
    return found


def _arrows(loops: list[Loop], ways: list[tuple[str, ...]], boxes: list[str]) -> Iterator[dict[str, Any]]:
    """Yield every arrow of some loops, and of ways beside them, once, with the product of the signs along it."""
    known: set[tuple[str, ...]] = set()
    parts: list[tuple[tuple[str, ...], Loop | None]]
    parts = [(way, loop) for loop in loops for way in folded(_round(loop, boxes), boxes)]
    parts += [(way, None) for whole in ways for way in folded(whole, boxes)]
    for way, loop in parts:
        if way not in known:
            known.add(way)
            yield _arrow(way, prod(_sign_in(loop, *step) for step in pairwise(way)))


def _every_arrow() -> Iterator[dict[str, Any]]:
    """Yield every arrow of the register between boxes; its sign is 0 where links of the same two variables differ."""
    for source, target in dict.fromkeys((link.source, link.target) for link in LINKS):
        if is_drawn(source) and is_drawn(target):
            signs = {link.sign for link in links_between(source, target)}
            yield _arrow((source, target), signs.pop() if len(signs) == 1 else 0)


def _arrow(way: tuple[str, ...], sign: int) -> dict[str, Any]:
    return {"way": list(way), "sign": sign}


def _round(loop: Loop, boxes: list[str]) -> tuple[str, ...]:
    """Return a loop's variables from a box round to the same box."""
    first = next(place for place, name in enumerate(loop.path) if name in boxes)
    return (*loop.path[first:], *loop.path[: first + 1])


def folded(way: tuple[str, ...], boxes: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a way from box to box, each with the variables between: those that are no boxes yet."""
    stops = [place for place, name in enumerate(way) if name in boxes]
    for start, end in pairwise(stops):
        yield way[start : end + 1]
