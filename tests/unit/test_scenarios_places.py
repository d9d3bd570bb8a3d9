"""Places: a CSV file of one's own, read or refused with row, column and remedy."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario, load
from simulation.errors import SimulationError

HEADER = "region,network,team,population,baseline.ccs,baseline.anc,coached,ties\n"
ROWS = (
    "North,Alfa,A1,3500,0.40,,yes,A2; B1\n"
    "South,Gamma,C1,4100,,,no,\n"
    "North,Alfa,A2,,0.5,0.6,SI,A1\n"
    "\n"
    "North,Beta,B1,5000,,,0,A1;C1\n"
    'South,"Delta, west",D1,100,,,1,\n'
)
NAMED = '[[change]]\nmonth = 0\ncoaching_targeting = "named"\n'


def loaded(
    folder: Path, csv: str | bytes, body: str = "", sets: tuple[str, ...] = (), size: str | None = None
) -> Scenario:
    (folder / "here.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode("utf-8"))
    head = 'question = "Ours?"\nbased_on = "baseline"\nplaces = "here.csv"\n'
    (folder / "here.toml").write_text(head + body, encoding="utf-8")
    return load(str(folder / "here.toml"), sets=sets, size=size)


def test_places_stand_together_in_the_order_of_first_appearance(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, HEADER + ROWS, NAMED)
    places = scenario.settings.places
    assert places.region_names == ("North", "South")
    assert places.network_names == ("Alfa", "Beta", "Gamma", "Delta, west")
    assert places.team_names == ("A1", "A2", "B1", "C1", "D1")
    assert places.network_region == (0, 0, 1, 1)
    assert places.team_network == (0, 0, 1, 2, 3)
    assert places.population == (3500, 4000, 5000, 4100, 100)
    assert places.baselines[:2] == ((0.4, -1), (0.5, 0.6))
    assert places.named == (0, 3)
    assert places.team_ties == ((1, 2, -1), (0, -1, -1), (0, 3, -1), (-1, -1, -1), (-1, -1, -1))
    assert scenario.settings.structure == {
        "regions": 2,
        "networks_per_region": 2,
        "teams_per_network": 2,
        "months": 144,
        "ties": 3,
    }
    assert list(scenario.text)[-1].endswith("here.csv")


def test_three_columns_are_enough(tmp_path: Path) -> None:
    places = loaded(tmp_path, b"\xef\xbb\xbfTeam , Region,network\r\nA1,North,Alfa\r\n").settings.places
    assert places.team_ties is None
    assert places.named == ()
    assert places.baselines == ((-1, -1),)
    assert places.population == (4000,)


@pytest.mark.parametrize("baseline", ["0.90", "0.9", "0.02"])
def test_a_team_may_start_at_the_ceiling(tmp_path: Path, baseline: str) -> None:
    places = loaded(tmp_path, (HEADER + ROWS).replace("0.40", baseline), NAMED).settings.places
    assert places.baselines[0] == (float(baseline), -1)


def test_networks_may_be_named_in_the_scenario_instead(tmp_path: Path) -> None:
    body = 'coached_networks = ["Gamma", "Alfa"]\n' + NAMED
    assert loaded(tmp_path, HEADER + ROWS, body).settings.places.named == (2, 0)


def test_a_scenario_based_on_one_with_places_has_them_too(tmp_path: Path) -> None:
    loaded(tmp_path, HEADER + ROWS, NAMED)
    child = tmp_path / "child.toml"
    child.write_text('question = "And?"\nbased_on = "here"\n', encoding="utf-8")
    assert load(str(child)).settings.places.teams == 5


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A1,3500", "A1,35OO", "row 2: population is '35OO', which is not a number"),
        ("A1,3500", "A1,nan", "row 2: population is 'nan', which is not a number"),
        ("A1,3500", "A1,0", "row 2: population is 0, outside 1"),
        ("A1,3500", "A1,3.5", "row 2: population is 3.5, which is not a whole number"),
        (
            "0.40",
            '"0,40"',
            "row 2: baseline.ccs is '0,40', which is not a number where others of the column are written",
        ),
        ("0.40", "0.99", "row 2: baseline.ccs is 0.99, outside 0.02 to 0.98"),
        ("0.40", "0.95", "row 2: baseline.ccs is 0.95, above ccs.ceiling 0.9"),
        ("yes", "perhaps", "row 2: coached is 'perhaps'. Allowed: yes or no"),
        ("SI", "no", "row 4: coached is 'no', and 'yes' in row 2 of network 'Alfa'"),
        ("North,Beta", "South,Alfa", "row 6: region is 'South', and that of network 'Alfa' is 'North' in row 2"),
        ("Alfa,A2", "Alfa,A1", "row 4: team is 'A1', as in row 2"),
        ("Beta,B1", "Beta,", "row 6: team is ''. Allowed: a name"),
        ("A1;C1", "A1;C2", "row 6: ties has 'C2', which is no team of the file. Did you mean"),
        ("A1;C1", "A1;B1", "row 6: ties has 'B1', the team itself"),
        ("A1;C1", "A1;A1", "row 6: ties has 'A1' twice"),
        ("A1;C1", "A1;A2;C1;D1", "row 6: ties has 4 names. Allowed: at most 3, as set by ties"),
        ("no,\n", "no,,x\n", "row 3: row has 9 cells. Allowed: 8"),
        (",ties\n", ",tyes\n", "row 1: 'tyes' is no column. Did you mean 'ties'? Allowed: region, network"),
        (",ties\n", ",coached\n", "row 1: coached is a column twice"),
        ("region,", "population,", "row 1: population is a column twice"),
        ('"Delta', '"Delta\n', "it is not CSV"),
        (ROWS, "", "it has no teams"),
        (HEADER + ROWS, "a;b;c\n1;2;3\n", "row 1: the columns region, network, team are missing"),
        (HEADER + ROWS, "network,team\nAlfa,A1\n", "row 1: the column region is missing"),
        (HEADER + ROWS, "", "it is empty"),
        (HEADER + ROWS, "region\0", "it is no text in UTF-8"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column(tmp_path: Path, old: str, new: str, expected: str) -> None:
    csv = (HEADER + ROWS).replace(old, new, 1)
    if '"Delta\n' in csv:
        csv = csv.replace('west"', "west")
    with pytest.raises(SimulationError) as caught:
        loaded(tmp_path, csv)
    assert "here.csv" in str(caught.value)
    assert expected in str(caught.value)


def test_the_file_sets_the_size(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match=r"--size classroom: regions is set by the places file 'here\.csv'"):
        loaded(tmp_path, HEADER + ROWS, size="classroom")
    with pytest.raises(SimulationError, match=r"--set regions=2: regions is set by the places file"):
        loaded(tmp_path, HEADER + ROWS, sets=("regions=2",))


def test_named_needs_names(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="coaching_targeting is 'named', and no network is"):
        loaded(tmp_path, "region,network,team\nN,A,a\n", NAMED)


def test_a_missing_file_is_told_with_the_scenario(tmp_path: Path) -> None:
    path = tmp_path / "pilot.toml"
    path.write_text('question = "?"\nbased_on = "baseline"\nplaces = "nowhere.csv"\n', encoding="utf-8")
    with pytest.raises(SimulationError, match=r"pilot\.toml: places: .*nowhere\.csv: there is no such file"):
        load(str(path))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.text(max_size=120) | st.lists(st.text("A1,;\"'\n\r .é", max_size=30)).map(lambda rows: HEADER + "\n".join(rows))
)
def test_any_file_is_read_or_refused_in_words(tmp_path: Path, csv: str) -> None:
    try:
        loaded(tmp_path, csv.encode("utf-8", errors="replace"))
    except SimulationError as error:
        assert "here.csv" in str(error)
        assert str(error).count("\n") <= 21
