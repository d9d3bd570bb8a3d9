"""Rules by place: what is the same everywhere is national, what differs somewhere leaves the rest alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import load
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.run import Engine, run, trace
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES, declared
from simulation.settings import Change, Settings
from simulation.state import AuthorityState, ManagerState, ProcessState, TeamState
from tests.cli import bubbles
from tests.strategies import by_place, local_changes, seeds, small_settings, values_of

LEVERS = sorted(by_place("region") + by_place("network"))
ENGINES: tuple[Engine, ...] = ("compiled", "readable")
ALONE = ("cross_ties=0", "regions=3", "networks_per_region=2", "teams_per_network=2", "months=40")
"""Regions that no tie connects."""


def lone(*sets: str) -> Settings:
    return load("aligned-tied", sets=[*ALONE, *sets]).settings


@settings(deadline=None, max_examples=25)
@given(st.data(), small_settings(most_months=20), seeds())
def test_the_same_everywhere_gives_national_bits(data: st.DataObject, chosen: Settings, seed: int) -> None:
    name = data.draw(st.sampled_from(LEVERS))
    value = data.draw(values_of(declared(PROCESSES)[name], chosen.months))
    month = data.draw(st.integers(0, chosen.months - 1))
    plain = replace(chosen, changes=tuple(c for c in chosen.changes if not c.networks and c.name != name))
    regions = [tuple(chosen.places.networks_of(region)) for region in range(chosen.places.regions)]
    local = tuple(Change(month, name, value, networks) for networks in regions)
    if month:
        national = replace(plain, changes=in_order((*plain.changes, Change(month, name, value))))
    else:
        national = replace(plain, values={**plain.values, name: value})
    by_region = replace(plain, changes=in_order((*plain.changes, *local)))
    assert len(by_region.jurisdictions.rules) == 1
    for engine in ENGINES:
        one, other = (run(own, seed, 2, series=True, engine=engine) for own in (national, by_region))
        assert one.values.tobytes() == other.values.tobytes()
        assert one.series is not None and other.series is not None
        assert one.series.values.tobytes() == other.series.values.tobytes()


def in_order(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (change.month, bool(change.networks))))


@pytest.mark.parametrize("name", LEVERS)
def test_a_rule_of_one_region_leaves_alone_whom_no_tie_and_no_authority_connects(name: str) -> None:
    chosen = lone("sanction=0.5", "bonus=0.1", "verification=0.5", "payment_delay=2")
    parameter = declared(PROCESSES)[name]
    before = chosen.values[name]
    value = parameter.high if before != parameter.high else parameter.low
    local = replace(chosen, changes=in_order((*chosen.changes, Change(18, name, value, (0, 1)))))
    if name == "cross_ties":
        value = 0.0  # any other share would connect the regions
        local = replace(local, changes=in_order((*chosen.changes, Change(18, name, value, (0, 1)))))
    one, other = trace(chosen, 3)[0], trace(local, 3)[0]
    for state, agents in ((AuthorityState, 1), (ManagerState, 2), (TeamState, 4), (ProcessState, 4)):
        for field in state._fields:
            a, b = one.of(state, field), other.of(state, field)
            assert a[:, agents:].tobytes() == b[:, agents:].tobytes(), (state.__name__, field)
    assert one.of(TeamState, "trust")[:19].tobytes() == other.of(TeamState, "trust")[:19].tobytes()
    acts = name not in ("cross_ties", "sanction_cap", "bonus_cap", "verification_feedback", "admin_feedback")
    if acts and value != before:
        told = [(state, field) for state in (ManagerState, TeamState, ProcessState) for field in state._fields]
        assert any(one.of(s, f)[:, :2].tobytes() != other.of(s, f)[:, :2].tobytes() for s, f in told), name


@settings(deadline=None, max_examples=10)
@given(st.data(), seeds())
def test_runs_of_different_jurisdictions_are_the_same_together_and_alone(data: st.DataObject, seed: int) -> None:
    chosen = lone()
    several = [
        replace(chosen, changes=in_order((*chosen.changes, *data.draw(local_changes(chosen.places, chosen.months)))))
        for _ in range(3)
    ]
    runs = [Run(own, seed, replicate) for replicate in range(3) for own in (*several, chosen)]
    together = simulate_runs(runs, marked=chosen.months)
    for place, own in enumerate((*several, chosen)):
        alone = simulate_runs([Run(own, seed, replicate) for replicate in range(3)], marked=chosen.months)
        assert np.array_equal(together.values[place::4], alone.values, equal_nan=True)
        assert together.marks is not None and alone.marks is not None
        assert (together.marks[place::4] == alone.marks).all()


def test_worlds_are_the_same_up_to_the_month_in_which_a_place_gets_other_rules() -> None:
    national, local = lone(), lone("alignment@24[R2]=0.1")
    assert national.first_difference(local) == 24 == local.first_difference(national)
    assert lone("alignment@30[R2]=0.2").first_difference(local) == 24
    assert local.first_difference(lone("alignment@24[R3]=0.1")) == 24
    marks = simulate_runs([Run(own, 1, 0) for own in (national, local)], marked=40).marks
    assert marks is not None
    assert (marks[0, :24] == marks[1, :24]).all() and marks[0, 24] != marks[1, 24]


def test_what_an_authority_lives_by_is_the_same_in_all_of_its_region() -> None:
    source = (Path(__file__).parents[2] / "simulation/phases/authority.py").read_text(encoding="utf-8")
    read = set(re.findall(r"levers\.(\w+)", source))
    assert read and all(declared()[name].by == "region" for name in read), read


def test_a_later_change_that_holds_everywhere_ends_what_held_in_a_place() -> None:
    chosen = lone("sanction=0.5", "sanction@6[R2]=0.2", "sanction@12=0.4", "sanction@18[R2; R3]=0.1")
    assert [chosen.values_at(month, 2)["sanction"] for month in (0, 6, 12, 18)] == [0.5, 0.2, 0.4, 0.1]
    assert [chosen.values_at(month, 0)["sanction"] for month in (0, 6, 12, 18)] == [0.5, 0.5, 0.4, 0.4]
    assert chosen.values_at(39)["sanction"] == 0.4


def test_a_rule_without_a_month_holds_in_its_place_in_all_months() -> None:
    chosen = lone("sanction[R2]=0.2", "sanction@12=0.4", "sanction@20[R2]=0.3")
    assert [chosen.values_at(month, 2)["sanction"] for month in (0, 12, 20)] == [0.2, 0.2, 0.3]
    assert (
        lone("sanction@0[R1; R2; R3]=0.2").jurisdictions.rules == lone("sanction[R3; R1; R2]=0.2").jurisdictions.rules
    )


def test_a_network_of_a_region_is_closer_than_the_region() -> None:
    chosen = lone("protected_time@6[R2]=0.1", "protected_time@6[R2.N1]=0.3")
    assert [chosen.values_at(6, network)["protected_time"] for network in (1, 2, 3)] == [
        chosen.values["protected_time"],
        0.3,
        0.1,
    ]
    assert len(chosen.jurisdictions.rules) == 3


REFUSED = [
    ("alignment@24[R9]=0.8", "alignment is given for 'R9', which is no region and no network"),
    ("alignment@24[R1.N1]=0.8", "which is a network, and its region's authority lives by it too. Allowed: regions"),
    ("alignment@24[R1; R1]=0.8", "alignment is given for 'R1' twice"),
    ("alignment@24[]=0.8", "Allowed: names of regions or networks with semicolons between them"),
    ("alignment@24[R1;]=0.8", "Allowed: names of regions or networks with semicolons between them"),
    ("alignment@240[R1]=0.8", "month is 240, outside 0 to"),
    ("coaching_coverage@24[R1]=0.8", "the same everywhere. It plans one programme for all networks"),
    ("mentoring_start[R1]=12", "the same everywhere. It plans one programme for all networks"),
    ("trust.gain_support[R1]=0.1", "the same everywhere. Allowed with places: levers, such as alignment"),
    ("regions[R1]=2", "the same everywhere"),
    ("alignment@24[R1=0.8", "it is not name=value"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_what_no_place_can_have_is_refused(capsys: pytest.CaptureFixture[str], text: str, told: str) -> None:
    with pytest.raises(SimulationError, match=re.escape(told)):
        load("baseline", sets=[text])
    code, _, err = bubbles(capsys, "show", "baseline", "--set", text)
    assert code == 2 and told[:30] in " ".join(err.split())


def test_a_place_has_one_value_in_a_month() -> None:
    with pytest.raises(SimulationError, match=r"sanction is given twice for R1.N1 in month 6"):
        load("baseline", sets=["sanction@6[R1; R2]=0.1", "sanction@6[R1; R3]=0.2"])
    with pytest.raises(SimulationError, match="is set twice"):
        load("baseline", sets=["sanction@6[R1; R2]=0.1", "sanction@6[R2;R1]=0.2"])


def test_a_file_says_where(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "west.toml"
    path.write_text(
        'question = "West first?"\nbased_on = "baseline"\n\n[[change]]\nmonth = 24\nwhere = ["R2"]\nalignment = 0.8\n',
        encoding="utf-8",
    )
    assert load(path).settings.jurisdictions == load("baseline", sets=["alignment@24[R2]=0.8"]).settings.jurisdictions
    code, out, _ = bubbles(capsys, "show", str(path), "--json")
    assert code == 0
    assert json.loads(out)["changes"] == [{"month": 24, "name": "alignment", "value": 0.8, "where": ["R2"]}]
    path.write_text(path.read_text(encoding="utf-8").replace('["R2"]', '"R2"'), encoding="utf-8")
    with pytest.raises(SimulationError, match=r"where is 'R2'\. Allowed: a list of names of regions or networks"):
        load(path)


def test_a_name_of_a_region_and_of_another_network_is_refused_where_either_could_be_meant(tmp_path: Path) -> None:
    (tmp_path / "here.csv").write_text(
        "region,network,team\nN,N,a\nN,B,b\nS,S,c\nT,E,d\nT,F,e\nE,G,f\n", encoding="utf-8"
    )
    path = tmp_path / "ours.toml"
    path.write_text('question = "?"\nbased_on = "baseline"\nplaces = "here.csv"\n', encoding="utf-8")
    with pytest.raises(SimulationError, match=r"'E', which is a region of 1 networks, and a network of another region"):
        load(path, sets=["peer_exchange@24[E]=0.5"])
    assert load(path, sets=["alignment@24[E]=0.5"]).settings.changes[-1].networks == (5,), "regions alone"
    both = load(path, sets=["peer_exchange@24[N]=0.5"]).settings.changes[-1].networks
    assert both == (0, 1), "a department whose own network is called so is meant as a whole"
    assert load(path, sets=["peer_exchange@24[S]=0.5"]).settings.changes[-1].networks == (2,), "one and the same"
