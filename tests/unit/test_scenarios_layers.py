"""Layers: a file over its base, then the size, then what the user sets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios import load, load_all
from simulation.context import ProcessParameters
from simulation.errors import SimulationError, StructureError
from simulation.parameters import PROCESSES
from simulation.settings import Change

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario file and return its path."""

    def written(name: str, body: str, based_on: str | None = "baseline") -> str:
        base = f'based_on = "{based_on}"\n' if based_on else ""
        path = tmp_path / f"{name}.toml"
        path.write_text(f'question = "Does it?"\n{base}{body}', encoding="utf-8")
        return str(path)

    return written


def test_a_change_at_month_0_sets_the_value_and_a_later_one_is_dated(write: Write) -> None:
    body = "[[change]]\nmonth = 0\nsanction = 0.2\n[[change]]\nmonth = 30\nsanction = 0.1\nbonus = 0.2\n"
    settings = load(write("pilot", body)).settings
    assert settings.values["sanction"] == 0.2
    assert settings.changes == (Change(30, "sanction", 0.1), Change(30, "bonus", 0.2))


def test_changes_stand_in_the_order_of_their_months(write: Write) -> None:
    body = "[[change]]\nmonth = 40\nsanction = 0.1\n[[change]]\nmonth = 30\nsanction = 0.2\n"
    assert [change.month for change in load(write("pilot", body)).settings.changes] == [30, 40]


def test_names_with_a_point_may_be_quoted_or_nested(write: Write) -> None:
    quoted = load(write("a", '[[change]]\nmonth = 0\n"anc.lag" = 2\n"trust.gain_support" = 0.4\n'))
    nested = load(write("b", "[[change]]\nmonth = 0\nanc.lag = 2\ntrust.gain_support = 0.4\n"))
    assert quoted.settings == nested.settings
    assert quoted.settings.values["anc.lag"] == 2


def test_a_child_replaces_its_base_for_the_same_month(write: Write) -> None:
    body = "[[change]]\nmonth = 24\nalignment = 0.5\n"
    assert load(write("pilot", body, "aligned")).settings.changes == (Change(24, "alignment", 0.5),)


def test_a_child_at_month_0_leaves_later_changes_of_its_base(write: Write) -> None:
    scenario = load(write("pilot", "[[change]]\nmonth = 0\nalignment = 0.5\n", "aligned"))
    assert scenario.settings.values["alignment"] == 0.5
    assert scenario.settings.changes == (Change(24, "alignment", 0.8),)


def test_a_file_may_be_based_on_one_beside_it(write: Write) -> None:
    write("first", "[[change]]\nmonth = 0\nsanction = 0.2\n", "aligned")
    scenario = load(write("second", "[[change]]\nmonth = 0\nbonus = 0.2\n", "first"))
    assert scenario.based_on == ("first", "aligned", "baseline")
    assert (scenario.settings.values["sanction"], scenario.settings.values["bonus"]) == (0.2, 0.2)


def test_a_file_named_like_a_scenario_of_the_library_may_be_based_on_that(write: Write) -> None:
    scenario = load(write("aligned", "[[change]]\nmonth = 0\nbonus = 0.2\n", "aligned"))
    assert scenario.based_on == ("aligned", "baseline")
    assert len(scenario.text) == 3


def test_own_changes_tell_what_was_before(write: Write) -> None:
    path = write("pilot", "[[change]]\nmonth = 30\nalignment = 0.5\n", "aligned")
    changes = load(path, sets=["bonus=0.2"]).own_changes
    assert [(c.month, c.name, c.before, c.value) for c in changes] == [
        (30, "alignment", 0.8, 0.5),
        (0, "bonus", 0.1, 0.2),
    ]


def test_what_was_before_is_what_the_base_has_from_that_month_on(write: Write) -> None:
    for month, before in ((23, 0.0), (24, 0.8), (25, 0.8)):
        path = write("pilot", f"[[change]]\nmonth = {month}\nalignment = 0.5\n", "aligned")
        baseline = load("baseline").settings.values["alignment"]
        assert [c.before for c in load(path).own_changes] == [before or baseline]


def test_changes_stand_in_one_order_whatever_layer_they_come_from(write: Write) -> None:
    body = "[[change]]\nmonth = 12\nalignment = 0.5\n[[change]]\nmonth = 24\nsanction = 0.1\n"
    changes = load(write("pilot", body, "aligned")).settings.changes
    assert [change.month for change in changes] == [12, 24, 24]
    names = ("sanction", "bonus", "alignment")
    said = [[f"{name}@30=0.2" for name in order] for order in (names, names[::-1])]
    assert load("aligned", sets=said[0]).settings.changes == load("aligned", sets=said[1]).settings.changes


def test_the_baseline_has_no_changes_of_its_own() -> None:
    assert load("baseline").own_changes == ()
    assert [c.name for c in load("baseline", size="classroom").own_changes] == [
        "regions",
        "networks_per_region",
        "teams_per_network",
    ]


def test_sources_tell_values_chosen_from_values_assumed(write: Write) -> None:
    body = '[trust.drift]\nvalue = 0.03\nstatus = "calibrated"\nsource = "calibration-1"\n'
    path = write("pilot", body + "[[change]]\nmonth = 0\nsanction = 0.2\n")
    sources = load(path, sets=["bonus=0.2"]).sources
    assert (sources["trust.drift"].status, sources["trust.drift"].source) == ("calibrated", "calibration-1")
    assert (sources["sanction"].status, sources["sanction"].source) == ("chosen", path)
    assert (sources["bonus"].status, sources["bonus"].source) == ("chosen", "--set bonus=0.2")
    assert sources["alignment"].status == "assumed"


def test_the_text_of_the_whole_chain_is_kept(write: Write) -> None:
    path = write("pilot", "", "aligned")
    text = load(path).text
    assert list(text) == ["scenarios/baseline.toml", "scenarios/aligned.toml", path]
    assert text[path] == Path(path).read_text(encoding="utf-8")


def test_structure_may_be_set_in_a_table_in_a_change_and_by_the_user(write: Write) -> None:
    path = write("pilot", "[structure]\nregions = 3\n[[change]]\nmonth = 0\nmonths = 40\n")
    assert load(path).settings.structure["regions"] == 3
    assert load(path).settings.months == 40
    settings = load(path, size="classroom", sets=["teams_per_network=2", "ties=1"]).settings
    assert (settings.places.regions, settings.places.networks, settings.places.teams) == (2, 6, 12)
    assert settings.ties == 1


def test_months_stand_over_what_the_file_says_and_leave_the_rest() -> None:
    own, longer = load("aligned").settings, load("aligned", months=240).settings
    assert longer.months == 240
    assert (longer.values, longer.changes, longer.places) == (own.values, own.changes, own.places)
    assert [c.name for c in load("aligned", months=240).own_changes] == ["alignment", "months"]
    assert {name: s.settings.months for name, s in load_all(["aligned", "baseline"], months=60).items()} == {
        "aligned": 60,
        "baseline": 60,
    }


@pytest.mark.parametrize("months", [0, 601, -1, 2.5, True, "90"])
def test_months_out_of_range_are_refused(months: Any) -> None:
    with pytest.raises(StructureError, match=r"^--months: months is .*\. Allowed: a whole number, 1 to 600\."):
        load("baseline", months=months)


def test_months_before_the_last_change_are_refused() -> None:
    with pytest.raises(SimulationError, match="month is 24, outside 0 to 23"):
        load("aligned", months=24)
    assert load("aligned", months=25).settings.months == 25


def test_months_given_twice_are_refused() -> None:
    with pytest.raises(SimulationError, match=r"^--set months=80: months is given by --months as well"):
        load("baseline", months=90, sets=["months=80"])


def test_set_replaces_a_value_in_all_months() -> None:
    settings = load("aligned", sets=["alignment=0.4"]).settings
    assert settings.values["alignment"] == 0.4
    assert settings.changes == ()


def test_set_with_a_month_adds_a_change_in_any_order() -> None:
    first = load("aligned", sets=["alignment@30=0.4", "alignment=0.2"]).settings
    second = load("aligned", sets=["alignment=0.2", "alignment@30=0.4"]).settings
    assert first == second
    assert first.values["alignment"] == 0.2
    assert first.changes == (Change(30, "alignment", 0.4),)


def test_month_0_and_all_months_may_be_set_in_any_order() -> None:
    first, second = (
        load("aligned", sets=sets).settings for sets in (["bonus@0=0.4", "bonus=0.2"], ["bonus=0.2", "bonus@0=0.4"])
    )
    assert first == second and first.values["bonus"] == 0.4


def test_set_at_month_0_leaves_later_changes() -> None:
    settings = load("aligned", sets=["alignment@0=0.4"]).settings
    assert settings.values["alignment"] == 0.4
    assert settings.changes == (Change(24, "alignment", 0.8),)


def test_a_bare_word_is_text() -> None:
    settings = load("baseline", sets=["coaching_targeting=named", 'coached_networks=["R2.N1", "R1.N3"]']).settings
    assert settings.values["coaching_targeting"] == 3
    assert settings.places.named == (5, 2)


def test_another_targeting_forgets_the_names_of_the_base(write: Write) -> None:
    body = 'coached_networks = ["R1.N1"]\n[[change]]\nmonth = 0\ncoaching_targeting = "named"\n'
    settings = load(write("pilot", body), sets=["coaching_targeting=hubs"]).settings
    assert settings.values["coaching_targeting"] == 2


def test_processes_of_one_s_own_need_all_their_values(write: Write) -> None:
    head = 'processes = ["ccs", "anc", "tb"]\n'
    with pytest.raises(SimulationError, match=r"tb\.weight has no value"):
        load(write("pilot", head))
    ccs = {name: load("baseline").settings.values[f"ccs.{name}"] for name in ProcessParameters._fields}
    body = head + "[[change]]\nmonth = 0\n" + "".join(f"tb.{name} = {value}\n" for name, value in ccs.items())
    settings = load(write("pilot", body)).settings
    assert settings.processes == (*PROCESSES, "tb")
    assert settings.values["tb.ceiling"] == 0.9
    assert len(settings.places.baselines[0]) == 3


def test_a_process_may_be_left_out(write: Write) -> None:
    settings = load(write("pilot", 'processes = ["ccs"]\n')).settings
    assert settings.processes == ("ccs",)
    assert not [name for name in settings.values if name.startswith("anc.")]


def test_loading_twice_gives_the_same() -> None:
    assert load("aligned-tied", size="national") == load("aligned-tied", size="national")
