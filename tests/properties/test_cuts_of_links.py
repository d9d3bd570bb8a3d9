"""Cuts of links: the values by which the explorer takes a link away leave nothing of it; stocks hold what they had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interface.explorer.stages import cut_of, stocks
from simulation.links import LINKS, Link
from simulation.loops import LOOPS
from tests.properties.test_links import names, responses

CUT = [link for link in LINKS if cut_of(link) and link.argument and link.source != link.target]
OWN = {
    link.target: link for link in LINKS if link.target in stocks() and link.rule.__name__.endswith(("_month", "_year"))
}


@pytest.mark.parametrize("link", CUT, ids=names)
def test_the_values_that_cut_a_link_leave_nothing_of_it(link: Link) -> None:
    values = cut_of(link)
    assert any(move != 0.0 for move in responses(link)), "there is nothing to cut"
    assert not [move for move in responses(link, values) if abs(move) > 1e-15]
    for name, value in values.items():
        assert value in {loop.neutral[name] for loop in LOOPS.values() if name in loop.neutral}


def test_many_links_can_be_cut() -> None:
    assert len(CUT) > 30


@pytest.mark.parametrize("link", OWN.values(), ids=names)
def test_what_is_drawn_as_a_stock_goes_on_from_what_it_had(link: Link) -> None:
    field = link.target.partition(".")[2]
    before = replace(link, source=link.target, argument=field)
    assert sum(move > 0.0 for move in responses(before)) > sum(move < 0.0 for move in responses(before))
