"""Stages of the diagram of loops: what is declared once agrees with the register of links; the rest is derived."""

from __future__ import annotations

import inspect
from itertools import pairwise
from math import prod
from typing import Any

import pytest

from interface.explorer.stages import (
    GATED,
    LAGS,
    PLACES,
    STAGES,
    WHOLE,
    is_drawn,
    lateness_of,
    links_between,
    numbers,
    sign_of,
    stages,
    stocks,
)
from simulation.links import LINKS, Link, link
from simulation.loops import LOOPS, Loop
from simulation.parameters import PROCESSES, declared
from simulation.phases.policy import process_policy_of_month

MADE = stages()
BUILT_UP = MADE[:-1]


def step_of(arrow: dict[str, Any]) -> tuple[str, str]:
    return arrow["way"][0], arrow["way"][-1]


def name_of(one: dict[str, Any]) -> str:
    return str(one["name"])


def test_every_loop_comes_in_once() -> None:
    assert sorted(name for stage in STAGES for name in stage.loops) == sorted(LOOPS)


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_loop_is_numbered_by_the_product_of_its_signs(loop: Loop) -> None:
    assert (sign_of(loop) > 0) == loop.reinforcing
    assert numbers()[loop.name][0] == ("R" if loop.reinforcing else "B")


def test_loops_are_numbered_in_the_order_in_which_they_come_in() -> None:
    order = [numbers()[name] for stage in STAGES for name in stage.loops]
    for kind in "RB":
        own = [number for number in order if number[0] == kind]
        assert own == [f"{kind}{place + 1}" for place in range(len(own))]
    assert order[0] == "R1"


def test_a_class_begins_with_few_boxes_and_ends_with_all() -> None:
    assert 5 <= len(MADE[0]["boxes"]) <= 8
    ends = {end for one in LINKS for end in (one.source, one.target) if is_drawn(end)}
    assert set(MADE[-1]["boxes"]) == ends
    pairs = {(one.source, one.target) for one in LINKS if is_drawn(one.source) and is_drawn(one.target)}
    assert {step_of(arrow) for arrow in MADE[-1]["arrows"]} == pairs
    assert all(len(arrow["way"]) == 2 for arrow in MADE[-1]["arrows"])


def test_a_stage_has_all_that_came_before_and_something_new() -> None:
    for before, after in pairwise(MADE):
        assert set(before["boxes"]) <= set(after["boxes"])
        drawn = [{tuple(step) for arrow in one["arrows"] for step in pairwise(arrow["way"])} for one in (before, after)]
        assert drawn[0] <= drawn[1], after["name"]
        assert (before["boxes"], before["arrows"]) != (after["boxes"], after["arrows"]), after["name"]


@pytest.mark.parametrize("stage", MADE, ids=name_of)
def test_an_arrow_is_a_way_along_links_with_the_product_of_their_signs(stage: dict[str, Any]) -> None:
    assert len({step_of(arrow) for arrow in stage["arrows"]}) == len(stage["arrows"]), "two arrows, or one of two signs"
    for arrow in stage["arrows"]:
        inside = arrow["way"][1:-1]
        assert set(step_of(arrow)) <= set(stage["boxes"]) and not set(inside) & set(stage["boxes"])
        signs = [{one.sign for one in links_between(*step)} for step in pairwise(arrow["way"])]
        assert all(signs), arrow["way"]
        if all(len(some) == 1 for some in signs):
            assert arrow["sign"] == prod(some.pop() for some in signs)


@pytest.mark.parametrize("stage", BUILT_UP, ids=name_of)
def test_a_loop_that_came_in_closes_along_arrows_with_its_sign(stage: dict[str, Any]) -> None:
    known = {tuple(arrow["way"]): arrow["sign"] for arrow in stage["arrows"]}
    came = [name for one in BUILT_UP[: BUILT_UP.index(stage) + 1] for name in one["loops"]]
    for loop in (LOOPS[name] for name in came):
        steps = set(loop.steps)
        own = {way: sign for way, sign in known.items() if set(pairwise(way)) <= steps}
        assert {step for way in own for step in pairwise(way)} == steps, loop.name
        assert prod(own.values()) == (1 if loop.reinforcing else -1), loop.name


def test_every_box_has_a_place_of_its_own_until_the_whole() -> None:
    assert set(PLACES) == set(BUILT_UP[-1]["boxes"])
    assert len(set(PLACES.values())) == len(PLACES)
    assert MADE[-1]["name"] == WHOLE and MADE[-1]["places"] == {}


def test_what_is_late_is_read_off_the_rule() -> None:
    known = {
        ("process.reported", "team.shortfall"): "quarter",
        ("process.reported", "process.target_base"): "year",
        ("process.seen", "process.fast_average"): "memory",
        ("authority.rise_inside", "authority.noticed"): "memory",
        ("process.practice", "process.delivered"): "lag",
        ("process.indicator", "process.seen"): "",
        ("team.trust", "team.safety"): "",
    }
    assert {step: lateness_of(link(*step)) for step in known} == known
    late = [one for one in LINKS if lateness_of(one)]
    for one in late:
        in_months = any(declared()[name].unit == "months" for name in one.parameters)
        named = one.rule.__name__.endswith(("_at_quarter", "_after_year")) or one.rule.__name__ in LAGS
        assert in_months or named, one


def test_a_delay_of_a_process_is_one_that_the_month_hands_to_the_rule() -> None:
    assert set(LAGS) <= {one.rule.__name__ for one in LINKS}
    source = inspect.getsource(process_policy_of_month)
    for parameter in LAGS.values():
        assert f"process.{parameter}" in source
        assert all(declared()[f"{process}.{parameter}"].unit == "months" for process in PROCESSES)


def test_stocks_hold_what_they_had() -> None:
    assert {"team.trust", "team.safety", "manager.identity", "process.practice", "team.pressure"} <= stocks()
    assert not stocks() & {"manager.support", "process.coverage", "process.indicator", "team.documentation"}


def test_links_that_act_in_more_than_one_place_are_links() -> None:
    for ends in GATED:
        assert isinstance(link(*ends), Link)
