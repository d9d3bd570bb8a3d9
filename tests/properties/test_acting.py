"""What acts only beside another: every value acts alone, or is told; and whatever is told does nothing, to the bit."""

import pickle
from pathlib import Path

import pytest

from experiments.evidence.declared_signs import values_to_try
from scenarios.acting import NEEDS, IdleWarning
from scenarios.load import Scenario, at_point, load, load_all
from scenarios.wording import shown_value
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES, declared

LIMITS = {
    "care.lowest": "a floor that no team comes near to",
    "care.highest": "a roof that is passed by few",
}
"""Alone they may change nothing, and nothing is said: limits, and others would have to come near to them."""
SHARED = "classroom"


def bits(scenarios: list[Scenario]) -> list[bytes]:
    """Return all measures of two runs of each, as bytes."""
    found: dict[int, bytes] = {}
    for places in dict.fromkeys(one.settings.places for one in scenarios):  # one call for all that share them
        numbers = [number for number, one in enumerate(scenarios) if one.settings.places == places]
        values = simulate_runs([Run(scenarios[number].settings, 1, r) for number in numbers for r in (0, 1)]).values
        found |= {number: values[2 * place : 2 * place + 2].tobytes() for place, number in enumerate(numbers)}
    return [found[number] for number in range(len(scenarios))]


def moved(base: str, name: str, sets: list[str]) -> list[Scenario]:
    """Return a scenario with several values of a parameter, those that may stand there."""
    parameter = declared()[name]
    start = at_point(base, size=SHARED, sets=sets).settings.values[name]
    found: list[Scenario] = []
    for value in {*values_to_try(parameter, start), parameter.low, parameter.high} - {start}:
        try:
            found.append(at_point(base, size=SHARED, sets=[*sets, f"{name}={shown_value(parameter, value)}"]))
        except SimulationError:
            continue  # as a month of mentoring before its start
    return found


def test_every_value_acts_alone_or_is_told() -> None:
    tried = {name: moved("baseline", name, []) for name in declared() if name != "coaching_targeting"}
    base, *results = bits([load("baseline", size=SHARED), *(one for some in tried.values() for one in some)])
    left = iter(results)
    acts = {name: [next(left) != base for _ in some] for name, some in tried.items()}
    silent = [name for name, some in tried.items() if not any(acts[name]) and not all(name in one.idle for one in some)]
    assert set(silent) <= set(LIMITS), silent
    told = [name for name, some in tried.items() if any(acts[name]) and any(name in one.idle for one in some)]
    assert not told
    assert sum(not any(found) for found in acts.values()) >= 10  # so that this does look at something


@pytest.mark.parametrize("base", ["mentoring-kept", "aligned-tied-kept"])
def test_what_is_told_does_nothing(base: str) -> None:
    groups: list[list[Scenario]] = []
    for pattern, needs in NEEDS.items():
        name = pattern.replace("*", PROCESSES[0])
        for needed in needs:
            sets = {one.replace("*", process): one != needed for one in needs for process in PROCESSES}
            some = moved(base, name, [f"{one}={0.5 if is_on else 0}" for one, is_on in sets.items()])
            assert some, name
            assert all(one.idle[name] == (needed,) for one in some), (name, needed)
            groups.append(some)
    results = iter(bits([one for some in groups for one in some]))
    for some in groups:
        assert len({next(results) for _ in some}) == 1, some[0].own_changes


def test_python_warns_and_says_what_to_set() -> None:
    with pytest.warns(IdleWarning, match="admin_feedback acts nowhere: verification_feedback is 0 in every month"):
        load("baseline", sets=["admin_feedback=0.3"])
    load("baseline", sets=["admin_feedback=0.3", "verification_feedback@60=0.5"])
    with pytest.warns(IdleWarning, match="verification and verification_feedback are 0"):
        load("baseline", sets=["admin_feedback=0.3", "verification=0"])


@pytest.mark.filterwarnings("error")
def test_what_acts_in_one_of_several_scenarios_is_not_told() -> None:
    load_all(["aligned", "verified-to-learn-kept"], sets=["admin_feedback=0.3"])
    with pytest.raises(IdleWarning):
        load_all(["aligned", "baseline"], sets=["admin_feedback=0.3"])


@pytest.mark.filterwarnings("error")
def test_no_scenario_that_comes_with_the_model_has_one() -> None:
    from scenarios import available

    for name in available():
        assert not load(name).idle


@pytest.mark.parametrize("name", ["price.population", "ccs.baseline", "start.baseline_spread"])
def test_what_the_places_file_gives_is_told(tmp_path: Path, name: str) -> None:
    row = "region,network,team,population,baseline.ccs,baseline.anc\nN,A,a,3000,0.4,0.5\nN,B,b,3100,0.3,{}\n"
    (tmp_path / "ours.toml").write_text('question = "?"\nbased_on = "baseline"\nplaces = "here.csv"\n')
    value = "5000" if name == "price.population" else "0.25"
    ours = str(tmp_path / "ours.toml")
    (tmp_path / "here.csv").write_text(row.format("0.5"))
    with pytest.warns(IdleWarning, match=rf"{name} acts nowhere: the places file gives it for every team"):
        given = load(ours, sets=[f"{name}={value}"])
    assert len(set(bits([load(ours), given]))) == 1
    (tmp_path / "here.csv").write_text(row.format("").replace("3100,0.3", ","))
    assert not load(ours, sets=[f"{name}={value}"]).idle


def test_the_page_has_every_value_of_the_table() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/scenarios.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.endswith("| told |")]
    for name, needs in NEEDS.items():
        (row,) = [row for row in rows if f"`{name.removeprefix('*.')}`" in row[0]]
        assert "the same" in row[1] or all(f"`{needed.removeprefix('*.')}`" in row[1] for needed in needs), name


def test_waves_in_which_nobody_is_mentored_are_told(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('question = "?"\nbased_on = "baseline"\n[[wave]]\nmonth = 24\nshare = 0.3\n', encoding="utf-8")
    assert "waves" not in at_point(file).idle
    assert at_point(file, sets=["mentoring=0"]).idle["waves"] == ("mentoring",)


def test_a_warning_goes_between_processes() -> None:
    found = pickle.loads(pickle.dumps(IdleWarning("bonus_cap", ("bonus",))))
    assert (found.name, found.absent) == ("bonus_cap", ("bonus",)) and "bonus is 0 in every month" in str(found)
