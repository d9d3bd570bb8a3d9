"""The library: its questions, each a complete and honest scenario."""

import importlib

import pytest

from scenarios import Scenario, available, load, load_all
from scenarios.library import sheet_of
from scenarios.sheets import STATUSES
from simulation.declarations import Parameter
from simulation.errors import ScenarioError, SimulationError
from simulation.parameters import SIZES, STRUCTURE, declared

CHANGES = {
    "baseline": {},
    "no-coaching": {("mentoring", 0): 0},
    "aligned": {("alignment", 24): 0.8},
    "aligned-no-coaching": {("mentoring", 0): 0, ("alignment", 24): 0.8},
    "aligned-tied": {("alignment", 24): 0.8, ("peer_exchange", 24): 0.9, ("cross_ties", 24): 0.4},
    "punitive-tied": {("peer_exchange", 24): 0.9, ("cross_ties", 24): 0.4},
    "aligned-early": {("alignment", 18): 0.8},
    "aligned-late": {("alignment", 42): 0.8},
    "matched-kept": {("mentoring_end", 0): 600, ("anc.coaching", 0): 0},
    "mismatched-kept": {("mentoring_end", 0): 600, ("ccs.coaching", 0): 0},
    "verified-to-learn-kept": {("mentoring_end", 0): 600, ("verification_feedback", 24): 1},
    "sanctions-ended-kept": {("mentoring_end", 0): 600, ("sanction", 24): 0},
    "authorities-learn-kept": {("mentoring_end", 0): 600, ("authority.waits_for_policy", 0): 0},
    "grown-mentored": {
        ("mentoring_end", 0): 600,
        ("alignment", 24): 0.8,
        ("coaching_coverage", 42): 0.6,
        ("coach_capacity", 42): 0.6,
    },
    "grown-unmentored": {
        ("mentoring_end", 0): 600,
        ("alignment", 24): 0.8,
        ("coaching_coverage", 42): 0.6,
        ("coach_capacity", 42): 0.6,
        ("mentoring", 42): 0,
    },
    "mentoring-kept": {("mentoring_end", 0): 600},
    "aligned-kept": {("mentoring_end", 0): 600, ("alignment", 24): 0.8},
    "aligned-tied-kept": {
        ("mentoring_end", 0): 600,
        ("alignment", 24): 0.8,
        ("peer_exchange", 24): 0.9,
        ("cross_ties", 24): 0.4,
    },
    "punitive-tied-kept": {("mentoring_end", 0): 600, ("peer_exchange", 24): 0.9, ("cross_ties", 24): 0.4},
    "scaled-same-coaches": {("mentoring_end", 0): 600, ("coaching_coverage", 42): 0.8},
    "scaled-more-coaches": {
        ("mentoring_end", 0): 600,
        ("coaching_coverage", 42): 0.8,
        ("coach_capacity", 42): 0.8,
    },
    "clustered": {("alignment", 24): 0.8, ("coaching_targeting", 0): 1},
    "scattered": {("alignment", 24): 0.8},
    "hubs": {("alignment", 24): 0.8, ("coaching_targeting", 0): 2},
    "pays-improvement": {("improvement_weight", 24): 1},
    "light-verification": {("verification", 24): 0.1},
    "authorities-trained": {("authority_training", 24): 1},
    "high-turnover": {("manager_turnover", 0): 0.5, ("lead_turnover", 0): 0.6},
    "anc-visible": {("anc.attributability", 0): 0.85, ("anc.denominator", 0): 300, ("anc.lag", 0): 1},
    "bonus-only": {("sanction", 24): 0, ("bonus", 24): 0.3},
}

NAMES = list(CHANGES)


def test_the_library_has_these_scenarios() -> None:
    assert sorted(available()) == sorted(NAMES)
    assert available()[0] == "baseline"


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_asks_in_both_languages(name: str) -> None:
    sheet = sheet_of(name)
    assert sheet.question != sheet.question_es
    assert sheet.question.endswith("?")
    assert sheet.question_es.endswith("?")
    assert "¿" in sheet.question_es


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [None, *SIZES])
def test_a_scenario_loads_in_every_size(name: str, size: str | None) -> None:
    scenario = load(name, size=size)
    assert scenario.name == name
    assert list(scenario.settings.values) == list(declared())
    assert scenario.settings.places.teams == (
        scenario.settings.structure["regions"]
        * scenario.settings.structure["networks_per_region"]
        * scenario.settings.structure["teams_per_network"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_differs_from_the_baseline_in_what_it_asks_about_and_nothing_else(name: str) -> None:
    assert differences(load("baseline"), load(name)) == CHANGES[name]


def differences(a: Scenario, b: Scenario) -> dict[tuple[str, int], float]:
    start = {(n, 0): value for n, value in b.settings.values.items() if value != a.settings.values[n]}
    assert not a.settings.changes
    return start | {(change.name, change.month): change.value for change in b.settings.changes}


def test_tied_scenarios_share_their_ties() -> None:
    tied, punitive = load("aligned-tied"), load("punitive-tied")
    shared = [c for c in tied.settings.changes if c.name != "alignment"]
    assert shared == list(punitive.settings.changes)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("-kept")])
def test_mentoring_that_is_kept_ends_in_no_run(name: str) -> None:
    longest = STRUCTURE["months"][1]
    assert load(name, months=longest).settings.values["mentoring_end"] >= longest


def test_the_reference_looks_ten_years_beyond_the_start_of_coaching() -> None:
    settings = load("baseline").settings
    assert settings.months == settings.values["mentoring_start"] + 120


def test_every_value_of_the_baseline_has_a_status_and_a_source() -> None:
    sources = load("baseline").sources
    assert list(sources) == [*declared(), *load("baseline").costing.values]
    for sourced in sources.values():
        assert sourced.status in STATUSES
        assert len(sourced.source) > 10


def test_assumptions_are_called_so_and_the_study_is_cited_for_no_value() -> None:
    for name, sourced in load("baseline").sources.items():
        if sourced.status == "measured":
            assert "assumption" not in sourced.source, name
        if sourced.status == "calibrated":
            assert "calibration 3" in sourced.source, name
        assert "26353487" not in sourced.source, name


def test_refinements_are_on_and_rival_rules_off() -> None:
    values = load("baseline").settings.values
    rivals = [name for name, parameter in declared().items() if parameter.meaning.startswith("Rival rule")]
    assert {"learning.assigned_credit", "diffusion.simple_contagion", "candour.by_time"} <= set(rivals)
    assert all(values[name] == 0 for name in rivals)
    for name, parameter in declared().items():
        if parameter.unit == "0 off, 1 on" and name not in (*rivals, "learning.regional_comparison"):
            assert values[name] == 1, name


def test_processes_differ_only_where_care_does() -> None:
    values = load("baseline").settings.values
    differ = {n.partition(".")[2] for n in values if n.startswith("ccs.") and values[n] != values[f"anc.{n[4:]}"]}
    assert differ == {"attributability", "denominator", "lag", "baseline", "ceiling"}


def test_levers_and_contexts_are_those_of_the_sketch() -> None:
    values = load("baseline").settings.values
    assert (values["mentoring_start"], values["mentoring_end"]) == (24, 42)
    some = {"alignment": 0.15, "sanction": 0.6, "mentoring": 0.8, "anc.denominator": 20}
    assert {name: values[name] for name in some} == some


def test_several_scenarios_keep_their_order() -> None:
    assert list(load_all(["aligned", "baseline"])) == ["aligned", "baseline"]


def test_two_scenarios_of_one_name_are_an_error() -> None:
    with pytest.raises(SimulationError, match="both go by the name 'baseline'"):
        load_all(["baseline", "./elsewhere/baseline.toml"])


def test_a_newly_declared_number_without_a_value_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fatigue = Parameter("a month", 0.0, 1.0, "Speed at which fatigue follows pressure.", name="fatigue.rate")
    loading = importlib.import_module("scenarios.load")
    monkeypatch.setattr(loading, "declared", lambda processes: {**declared(processes), fatigue.name: fatigue})
    with pytest.raises(ScenarioError) as refused:
        load("baseline")
    assert str(refused.value) == (
        "scenarios/baseline.toml: fatigue.rate is declared in the model and has no value. "
        "Allowed: 0 to 1 (a month). Write a table [fatigue.rate] with value, status and source."
    )
