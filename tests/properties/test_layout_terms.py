"""Terms: the sums by which a page works out where everything lies are those of the layout, for any world."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engine.compiled.browser import COUNTED, Terms, memory_of_any
from simulation.engine.compiled.layout import At, Layout
from simulation.settings import Settings
from tests.strategies import small_settings

LARGEST = 1000


def sum_of(terms: list[list[Any]], counts: dict[str, int]) -> int:
    return sum(factor * math.prod(counts[name] for name in names) for factor, *names in terms)


@settings(deadline=None, max_examples=40)
@given(small_settings(), st.integers(1, 200), st.booleans())
def test_every_place_and_every_state_lies_where_the_layout_says(asked: Settings, changes: int, by: bool) -> None:
    groups = asked.places.by("network").of_team if by else ()
    layout = Layout(asked, changes, with_series=True, groups=groups)
    memory = memory_of_any(asked.processes)
    width = memory["width"]
    at = dict(zip(At, layout.at_width(width), strict=True))
    counts = {place.name: at[place] for place in COUNTED}
    for name, terms in memory["rows"].items():
        assert width * sum_of(terms, counts) == at[At[name]], name
    for rows, listed in zip(layout.state_rows(), memory["states"], strict=True):
        found = {name: sum_of(value, counts) if isinstance(value, list) else value for name, value in listed.items()}
        assert found == rows._asdict()


numbers = st.integers(-LARGEST, LARGEST)


@given(numbers, numbers, numbers, st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_terms_add_and_multiply_as_numbers_do(a: int, b: int, c: int, teams: int, ties: int) -> None:
    counts = {"TEAMS": teams, "TIES": ties}
    of_teams, of_ties = Terms({("TEAMS",): 1}), Terms({("TIES",): 1})
    found = (a * of_teams + b) * (of_ties + of_teams * c) + of_ties
    assert sum_of(found.listed(), counts) == (a * teams + b) * (ties + teams * c) + ties
    assert sum_of(((found * 7) // 7).listed(), counts) == sum_of(found.listed(), counts)
