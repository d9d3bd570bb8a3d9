"""Starts: the world without coaching reports in its first year the coverage that is known."""

from pathlib import Path

import numpy as np
import pytest

from scenarios import Scenario, load, starts
from scenarios.starts import MOST_RUNS, reported_in_first_year
from simulation.errors import ParameterError, ScenarioError

KNOWN = {
    "N1": (0.30, 0.35, 0.42),
    "N2": (0.55, 0.42, 0.61),
    "S1": (0.25, 0.70, 0.38),
    "S2": (0.47, 0.33, 0.52),
}
LOCAL = '[[change]]\nmonth = 0\nwhere = ["S"]\nsanction = 0.3\nalignment = 0.0\n'
AGAIN = 150


def scenario_of(
    folder: Path, known: dict[str, tuple[float, ...]], body: str = "", column: str = "coverage.ccs"
) -> Scenario:
    rows = [f"{network[0]},{network},{network}.{n},{c}" for network, own in known.items() for n, c in enumerate(own)]
    (folder / "t.csv").write_text(f"region,network,team,{column}\n" + "\n".join(rows) + "\n", encoding="utf-8")
    head = 'question = "?"\nbased_on = "baseline"\nplaces = "t.csv"\n'
    (folder / "ours.toml").write_text(head + body, encoding="utf-8")
    return load(folder / "ours.toml")


@pytest.mark.parametrize("body", ["", LOCAL], ids=["one set of rules", "rules of some places"])
def test_the_world_without_coaching_reports_what_is_known(tmp_path: Path, body: str) -> None:
    """Runs that no start was found with; allowed is four times the chance of their mean and of the starts'."""
    scenario = scenario_of(tmp_path, KNOWN, body)
    known = np.array([coverage for own in KNOWN.values() for coverage in own])
    places = scenario.settings.places
    seen = np.array([reported_in_first_year(scenario.settings, 7, 1, replicate)[:, 0] for replicate in range(AGAIN)])
    for region in range(places.regions):
        own = [team for team, network in enumerate(places.team_network) if places.network_region[network] == region]
        off = seen[:, own].mean(axis=1) - known[own].mean()
        chance = off.std() * np.sqrt(1 / AGAIN + 1 / MOST_RUNS)
        assert chance < 0.004
        assert abs(off.mean()) < 4 * chance
    assert np.abs(seen.mean(axis=0) - known).max() < 4 * seen.std(axis=0).max() * np.sqrt(1 / AGAIN + 1 / MOST_RUNS)


def test_the_same_coverage_under_the_same_rules_is_the_same_start(tmp_path: Path) -> None:
    scenario = scenario_of(tmp_path, KNOWN)
    pairs = sorted(
        zip((c for own in KNOWN.values() for c in own), (b for b, _ in scenario.settings.places.baselines), strict=True)
    )
    assert len({baseline for coverage, baseline in pairs if coverage == 0.42}) == 1
    assert [baseline for _, baseline in pairs] == sorted(baseline for _, baseline in pairs)
    assert all(baseline < coverage for coverage, baseline in pairs)
    assert all(anc == -1 for _, anc in scenario.settings.places.baselines)


def test_a_start_is_found_once_and_is_the_same_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scenario_of(tmp_path, KNOWN).settings.places
    with monkeypatch.context() as once:
        once.setattr(starts, "_solved", lambda *_: pytest.fail("found a second time"))
        assert load(tmp_path / "ours.toml").settings.places == first
    starts._found.clear()
    assert load(tmp_path / "ours.toml").settings.places == first


def test_scenarios_that_build_on_the_places_keep_them(tmp_path: Path) -> None:
    """They are compared: last year's coverage came about under the rules of the file that brings the table."""
    places = scenario_of(tmp_path, KNOWN).settings.places
    (tmp_path / "child.toml").write_text(
        'question = "?"\nbased_on = "ours"\n[[change]]\nmonth = 0\nalignment = 0.9\nsanction = 0.0\n', encoding="utf-8"
    )
    assert load(tmp_path / "child.toml").settings.places == places
    assert load(tmp_path / "ours.toml", sets=["alignment=0.9"]).settings.places == places


def test_a_coverage_that_no_start_gives_is_refused_with_what_is_possible(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_of(tmp_path, {**KNOWN, "N2": (0.05, 0.97, 0.5)})
    told = str(caught.value)
    assert "2 problems" in told and "row 5: coverage.ccs is 0.05, and a team without coaching reports 0.1" in told
    with pytest.raises(ParameterError, match=r"row 2: coverage\.ccs is 0\.03, and a team .* Mend it, or empty it"):
        scenario_of(tmp_path, {"N1": (0.03,)})


def test_coverage_and_baseline_of_one_team_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('question = "?"\nbased_on = "baseline"\nplaces = "t.csv"\n', encoding="utf-8")
    (tmp_path / "t.csv").write_text("region,network,team,baseline.ccs,coverage.ccs\nN,A,a,0.4,0.5\nN,A,b,0.4,\n")
    with pytest.raises(ScenarioError, match=r"row 2: coverage\.ccs is given, and baseline\.ccs as well"):
        load(tmp_path / "ours.toml")
