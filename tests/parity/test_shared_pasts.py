"""Months that runs have in common are lived once: whatever is shared, every bit is that of runs lived apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import load
from scenarios.plausible import plausible_sets, under
from simulation.engine.compiled.ensemble import Run, accounts_of_runs, simulate_runs
from simulation.engine.compiled.kinds import NARROW, WIDTH, width_for
from simulation.engine.compiled.pasts import Batch, Film, Past, Work, work_of
from simulation.engine.run import accounts_at
from simulation.results import RawRuns, measures
from simulation.settings import Settings

MONTHS = 40


LARGE = load("baseline", months=MONTHS).settings


def setting(*sets: str, months: int = MONTHS, name: str = "baseline") -> Settings:
    return load(name, size="classroom", months=months, sets=sets).settings


def runs_of(chosen: list[Settings], replicates: int) -> list[Run]:
    return [Run(own, 5, replicate) for replicate in range(replicates) for own in chosen]


def planned(chosen: list[Settings], replicates: int = 16, **how: Any) -> list[Work]:
    asked = {"twins": True, "films": True, **how}
    return work_of(Batch(runs_of(chosen, replicates)), **asked)


def check_same(runs: list[Run], **how: Any) -> RawRuns:
    apart = simulate_runs(runs, share=False, **how)
    together = simulate_runs(runs, share=True, **how)
    assert together.values.tobytes() == apart.values.tobytes()
    for one, other in zip(together[1:], apart[1:], strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.tobytes() == other.tobytes()
    return together


BY_PLACE = {"groups": setting().places.by("network").of_team}
START = st.sampled_from(["", "mentoring_start=6", "mentoring_start=30", "mentoring_start=0"])
RULES = [
    "alignment@24=0.8",
    "alignment@6=0.4",
    "sanction@30=0.1",
    "sanction@39=0.2",
    "cross_ties@12=0.9",
    "cross_ties=0.7",
    "verification@1=0.2",
    "peer_exchange@24=0.9",
    "trust.drift=0.03",
    "authority_training@26=0.5",
    "target@24=0.2",
]
COACHING = [
    "coaching_coverage=0.2",
    "coaching_coverage=0.9",
    "coaching_coverage@28=0.8",
    "coaching_targeting=hubs",
    "coaching_targeting=clustered",
    "mentoring=0.4",
    "mentoring@26=0.2",
    "mentoring_end=34",
    "mentoring_end=90",
    "coach_capacity=0.1",
    "anc.coaching=2",
    "price.coach_hours=99",
]


def unclashing(sets: list[str]) -> list[str]:
    """Return the sets, of each name the last alone: an undated one would undo a dated one, and is refused."""
    return list({one.partition("=")[0].partition("@")[0]: one for one in sets}.values())


SETS = st.lists(st.sampled_from(RULES + COACHING), max_size=4).map(unclashing)


@settings(max_examples=25)
@given(
    start=START,
    chosen=st.lists(SETS, min_size=2, max_size=7),
    replicates=st.integers(1, 18),
    asked=st.sampled_from(
        [
            {},
            {},
            {"with_series": True},
            {"with_twins": False},
            {"marked": 25},
            BY_PLACE,
            {"with_series": True, **BY_PLACE},
        ]
    ),
    threads=st.sampled_from([1, 2]),
    plausible=st.booleans(),
)
def test_random_trees_of_rules_and_ways_of_coaching_give_the_bits_of_runs_apart(
    start: str, chosen: list[list[str]], replicates: int, asked: dict[str, Any], threads: int, plausible: bool
) -> None:
    sets = [[start, *own] if start else own for own in chosen]
    scenarios = [load("baseline", size="classroom", months=MONTHS, sets=own) for own in sets]
    runs = [
        Run(under(one, plausible_sets()[replicate]) if plausible else one.settings, 5, replicate)
        for replicate in range(replicates)
        for one in scenarios
    ]
    check_same(runs, threads=threads, **asked)


SPENT = {"coach_hours": 0, "supervision_hours": 1, "verification_hours": 2, "bonus_paid": 3}
"""Measures that are fields of an account, and their places in it."""


def run_over(run: Run, months: int) -> Run:
    """Return a run under the same key over fewer months."""
    own = run.settings
    other = Run(replace(own, structure={**own.structure, "months": months}), 0, 0)
    other.key = run.key
    return other


@settings(max_examples=15)
@given(
    start=START,
    chosen=st.lists(SETS, min_size=1, max_size=4),
    replicates=st.integers(1, 18),
    stops=st.sets(st.integers(1, MONTHS), min_size=1, max_size=4).map(sorted),
    threads=st.sampled_from([1, 2]),
)
def test_accounts_on_the_way_are_those_of_runs_that_end_there(
    start: str, chosen: list[list[str]], replicates: int, stops: list[int], threads: int
) -> None:
    runs = runs_of([setting(start, *own) if start else setting(*own) for own in chosen], replicates)
    found = accounts_of_runs(runs, stops, threads=threads)
    names = [measure.name for measure in measures(runs[0].settings.processes)]
    for place, stop in enumerate(stops):
        ended = [run_over(run, stop) for run in runs]
        values = simulate_runs(ended, with_twins=False, share=False).values
        for name, field in SPENT.items():
            assert found[:, place, field].tobytes() == values[:, names.index(name)].tobytes()


def test_the_readable_engine_has_the_same_accounts_on_the_way() -> None:
    chosen, stops = [setting(), setting("sanction@24=0.1", "mentoring=0.4")], [1, 12, 25, MONTHS]
    both = [accounts_at(chosen, 5, [0, 1], stops, engine=engine) for engine in ("compiled", "readable")]
    assert both[0].tobytes() == both[1].tobytes()


CASES: dict[str, tuple[list[Settings], str]] = {
    "rules that part in month 24": ([setting(), setting("alignment@24=0.8"), setting("sanction@24=0.1")], "tree"),
    "rules that part twice": (
        [
            setting(),
            setting("alignment@20=0.8"),
            setting("alignment@20=0.8", "sanction@30=0.1"),
            setting("alignment@20=0.8", "sanction@30=0.1", "cross_ties@35=0.9"),
        ],
        "tree",
    ),
    "doses and lengths of mentoring": (
        [setting(f"mentoring={dose}", f"mentoring_end={end}") for dose in (0.3, 0.7, 1) for end in (30, 36, 90)],
        "twin",
    ),
    "networks in the programme": ([setting(f"coaching_coverage={part}") for part in (0.1, 0.4, 0.8)], "past"),
    "other networks and other rules later": (
        [setting(f"coaching_coverage={part}", f"sanction@24={part}") for part in (0.1, 0.4, 0.8)],
        "past",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_shared_is_what_can_be(case: str) -> None:
    chosen, of = CASES[case]
    works = planned(chosen)
    assert len(works) == 1
    (work,) = works
    if of == "tree":
        assert isinstance(work, Past) and work.parts
    else:
        assert isinstance(work, Film) and work.end == (MONTHS if of == "twin" else 24)
    for how in ({}, {"with_series": True}, {"with_twins": False}):
        check_same(runs_of(chosen, 16), **how)


def test_settings_that_are_the_same_are_run_once() -> None:
    (work,) = planned([setting(), setting(), setting("sanction@24=0.1")])
    assert isinstance(work, Past) and [len(part.lanes[0]) for part in work.parts] == [2, 1]
    check_same(runs_of([setting(), setting(), setting("sanction@24=0.1")], 16))


def test_what_differs_after_the_last_month_is_told_from_what_does_not_differ() -> None:
    chosen = [
        setting(),
        setting("mentoring_start=90", "mentoring_end=95"),
        setting("mentoring_start=90", "mentoring_end=99"),
    ]
    check_same(runs_of([*chosen, setting("mentoring_start=39", "mentoring_end=70")], 16))


@pytest.mark.parametrize("replicates", [1, 3, 16, 17, 35])
def test_every_run_is_made_once(replicates: int) -> None:
    chosen = [own for settings_, _ in CASES.values() for own in settings_]
    for threads in (1, 2, 7):
        made: list[int] = []
        for work in planned(chosen, replicates, threads=threads):
            made += leaves(work)
        assert sorted(made) == list(range(len(chosen) * replicates))


def leaves(work: Work) -> list[int]:
    if isinstance(work, Film):
        return [run for way in work.ways for lane in way for run in lane]
    if work.parts:
        return [run for part in work.parts for run in leaves(part)]
    return [run for lane in work.lanes for run in lane]


def test_nothing_is_shared_where_it_would_leave_lanes_empty_or_save_nothing() -> None:
    apart = planned([setting(), setting("alignment@24=0.8")], replicates=2)
    assert all(isinstance(work, Past) and not work.parts for work in apart) and len(apart) == 1
    late = planned([setting("trust.drift=0.03"), setting("trust.drift=0.02")])
    assert all(isinstance(work, Past) and not work.parts for work in late)


def test_a_twin_knows_the_programme_and_no_dose() -> None:
    """What the plan rests on, from every state: twins of doses are one, twins of other programmes are not."""
    from simulation import trace

    twin = trace(setting(), 3)[1].values
    same = trace(setting("mentoring=0.2", "mentoring_end=70", "coach_capacity=0.1"), 3)[1].values
    other = trace(setting("coaching_coverage=0.9"), 3)[1].values
    np.testing.assert_array_equal(twin, same)
    assert (twin != other).any()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", ["classroom", "default"])
def test_a_narrow_block_has_the_bits_of_a_wide_one(case: str, size: str) -> None:
    chosen = CASES[case][0]
    if size == "default":
        chosen = [replace(own, structure=LARGE.structure, places=LARGE.places) for own in chosen]
    runs = runs_of(chosen, 3)
    asked: list[dict[str, Any]] = [{}, {"with_series": True}, {"with_twins": False}, {"share": False}]
    asked += [{"groups": chosen[0].places.by("region").of_team}]
    for how in asked:
        wide, narrow = (simulate_runs(runs, width=width, **how) for width in (WIDTH, NARROW))
        assert wide.values.tobytes() == narrow.values.tobytes()
        for one, other in zip(wide[1:], narrow[1:], strict=True):
            assert (one is None) == (other is None)
            assert one is None or other is None or one.tobytes() == other.tobytes()


def test_a_large_world_is_traced_as_it_is_run_and_as_the_readable_engine_has_it() -> None:
    from simulation import run, trace

    large = ["regions=4", "networks_per_region=10", "teams_per_network=10", "mentoring_start=3"]
    country = load("baseline", months=6, sets=large).settings
    assert width_for(country.places.teams, len(country.processes)) == NARROW
    own, twin = trace(country, 7)
    other, other_twin = trace(country, 7, engine="readable")
    assert own.values.tobytes() == other.values.tobytes() and twin.values.tobytes() == other_twin.values.tobytes()
    np.testing.assert_array_equal(own.ties, other.ties)
    assert run(country, 7).values.tobytes() == run(country, 7, engine="readable").values.tobytes()
