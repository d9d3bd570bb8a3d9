"""Numbers and names as people's programs write them: read in one way, or refused in words; none has two meanings."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios import load

Bubbles = Callable[..., Any]

HEAD = 'question = "Ours?"\nbased_on = "baseline"\nplaces = "here.csv"\n'
THREE = "region,network,team\n"


def written(folder: Path, rows: str | bytes, body: str = "") -> None:
    (folder / "here.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    (folder / "pilot.toml").write_text(HEAD + body, encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3.000", ("population is '3.000', which is 3 with a point for decimals, or 3000", "Write 3 or 3000.")),
        ('"4,000"', ("population is '4,000', which is 4 with a comma for decimals, or 4000", "Write 4 or 4000.")),
        ("1.234.567", ("population is 1,234,567, outside 1 to 1,000,000", "typed as '1.234.567'")),
        ("12.345.6", ("population is '12.345.6'", "not a number")),
        ("12.5", ("population is 12.5, which is not a whole number",)),
        ("1 23", ("population is '1 23'", "not a number")),
        ("٣٠٠٠", ("population is '٣٠٠٠'", "not a number")),
        ('"40,5"', ("population is 40.5, which is not a whole number", "typed as '40,5'")),
    ],
)
def test_a_number_with_marks_has_one_meaning_or_none(
    bubbles: Bubbles, tmp_path: Path, cell: str, expected: tuple[str, ...]
) -> None:
    written(tmp_path, f"region,network,team,population\nN,A,a,{cell}\n")
    done = bubbles("check", "pilot.toml")
    assert (done.code, done.out) == (2, "")
    assert "here.csv, row 2: " in done.err
    for part in expected:
        assert part in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("cell", ["4.449", '"4,449"', "4 449", "4\u00a0449", "4\u202f449", "4'449", "4’449", "4449.0"])
def test_people_are_whole_so_that_a_mark_parts_thousands(bubbles: Bubbles, tmp_path: Path, cell: str) -> None:
    written(tmp_path, f"region,network,team,population\nN,A,a,{cell}\n")
    assert load(tmp_path / "pilot.toml").settings.places.population == (4449,)


@pytest.mark.parametrize("baseline", ["0.345", "1.0", ".5", "4e-1"])
def test_a_share_with_three_decimals_is_one_number(bubbles: Bubbles, tmp_path: Path, baseline: str) -> None:
    written(tmp_path, f"region,network,team,population,baseline.ccs\nN,A,a,3000,{baseline}\n")
    done = bubbles("check", "pilot.toml")
    assert done.code == (2 if baseline == "1.0" else 0)  # above the ceiling, and no thousand


@pytest.mark.parametrize(
    "other",
    [
        unicodedata.normalize("NFD", "San José"),
        "San  José",
        "San\u00a0José",
        " San José ",
    ],
    ids=["accents in two characters", "doubled space", "space that does not break", "spaces around"],
)
def test_what_looks_the_same_is_the_same(bubbles: Bubbles, tmp_path: Path, other: str) -> None:
    written(tmp_path, f"{THREE}San José,Alfa,a\n{other},Alfa,b\n")
    assert bubbles("check", "pilot.toml").code == 0  # one region, or else network Alfa would have two
    written(tmp_path, f"{THREE}North,San José,a\nSouth,{other},b\nNorth,Beta,c\n")
    done = bubbles("check", "pilot.toml")
    assert (done.code, "that of network 'San José' is 'North' in row 2" in done.err) == (2, True)
    written(tmp_path, f"{THREE}North,Alfa,San José\nNorth,Alfa,{other}\n")
    done = bubbles("check", "pilot.toml")
    assert (done.code, "row 3: team is 'San José', as in row 2" in done.err) == (2, True)
    written(
        tmp_path,
        f"{THREE}North,San José,a\nNorth,Beta,b\n",
        f'coached_networks = ["{other}"]\n[[change]]\nmonth = 0\ncoaching_targeting = "named"\n',
    )
    done = bubbles("check", "pilot.toml")
    assert done.code == 0, done.err


def test_a_name_that_selects_one_place_has_one_meaning(bubbles: Bubbles, tmp_path: Path) -> None:
    """Two networks of one name are told apart in writing; a network may have the name of its region."""
    written(
        tmp_path, f"{THREE}North,San José,a\nSouth,San José,b\nNorth,Beta,c\n"
    )  # or is the second row's region wrong?
    done = bubbles("check", "pilot.toml")
    assert (done.code, done.out) == (2, "")
    assert "write 'North/San José' and 'South/San José'" in done.err
    written(tmp_path, f"{THREE}North,San José,a\nNorth,Beta,c\nSouth,San José,b\n")
    names = load(tmp_path / "pilot.toml").settings.places.network_names
    assert names == ("North/San José", "Beta", "South/San José")
    named = 'coached_networks = ["{}"]\n[[change]]\nmonth = 0\ncoaching_targeting = "named"\n'
    rows = f"{THREE}North,North/San José,a\nSouth,South/San José,b\nSouth,South,c\n"
    for name in ("South/San José", "South"):
        written(tmp_path, rows, named.format(name))
        assert json.loads(bubbles("show", "pilot.toml", "--json").out)["places"]["coached_networks"] == [name]
    written(tmp_path, rows, named.format("North"))
    done = bubbles("check", "pilot.toml")
    assert (done.code, "'North', which is a region. Allowed: names of networks" in done.err) == (2, True)
    assert "North/San José" in done.err


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r="])
@pytest.mark.parametrize("column", ["region", "network", "team"])
def test_no_name_is_a_formula(bubbles: Bubbles, tmp_path: Path, first: str, column: str) -> None:
    row = {"region": "N", "network": "A", "team": "a", column: f'"{first}SUM(1)"'}
    written(tmp_path, THREE + ",".join(row.values()) + "\n")
    done = bubbles("check", "pilot.toml")
    assert (done.code, done.out) == (2, "")
    assert f"{column} is '{first.strip()}SUM(1)'" in done.err
    assert "Put a word before it" in done.err


def test_excels_own_line_is_read_as_what_it_says(bubbles: Bubbles, tmp_path: Path) -> None:
    rows = f"{THREE}North,A,a\nSouth,B,b\n"
    written(tmp_path, f"sep=,\r\n{rows}")
    assert json.loads(bubbles("show", "pilot.toml", "--json").out)["places"]["teams"] == 2
    for line, mark in (("sep=;", ";"), ("sep=\t", "\t")):
        written(tmp_path, f"{line}\n{rows.replace(',', mark)}")
        assert load(tmp_path / "pilot.toml").settings.places.teams == 2
        written(tmp_path, f"{line}\n{rows}")
        done = bubbles("check", "pilot.toml")
        assert (done.code, done.out) == (2, "") and "columns region, network, team are missing" in done.err


@pytest.mark.parametrize(("name", "column"), [("NA", "region"), ("null", "network"), ("#N/A", "team")])
def test_no_name_is_nothing_to_other_programs(bubbles: Bubbles, tmp_path: Path, name: str, column: str) -> None:
    """Pandas and others drop such a row: OasisLMF lost Namibia (github.com/OasisLMF/OasisLMF/issues/307)."""
    row = {"region": "N", "network": "A", "team": "a", column: name}
    written(tmp_path, THREE + ",".join(row.values()) + "\n")
    done = bubbles("check", "pilot.toml")
    said = f"{column} is the error #N/A of a formula" if name == "#N/A" else f"{column} is '{name}'"
    assert (done.code, done.out) == (2, "") and said in done.err
    scenario = tmp_path / f"{name.replace('#N/A', 'NaN')}.toml"
    scenario.write_text('question = "What?"\nbased_on = "baseline"\n', encoding="utf-8")
    done = bubbles("check", str(scenario))
    assert (done.code, done.out) == (2, "") and "for a missing value" in done.err and "Rename the file" in done.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    written(tmp_path, f"{THREE}San José,Ñacaome,Ángel\n".encode(encoding))
    places = load(tmp_path / "pilot.toml").settings.places
    assert (*places.region_names, *places.network_names, *places.team_names) == ("San José", "Ñacaome", "Ángel")


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "utf-32"])
def test_another_encoding_is_refused(bubbles: Bubbles, tmp_path: Path, encoding: str) -> None:
    written(tmp_path, f"{THREE}San José,Ñacaome,Ángel\n".encode(encoding))
    done = bubbles("check", "pilot.toml")
    assert (done.code, done.out) == (2, "")
    assert "CSV UTF-8" in done.err


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "discover when-spread --measure reach --above 30",
            "--above of reach is 30. Allowed: 0 to 1, as it is a share.",
        ),
        ("discover when-spread --measure system_gain --below 30", "--below of system_gain is 30. Allowed: -1 to 1"),
        ("decide baseline aligned --require reach>=30", "--require of reach is 30. Allowed: 0 to 1, as it is a share."),
        ("frontier alignment --measure reach --level 30", "--level of reach is 30. Allowed: 0 to 1, as it is a share."),
        ("frontier alignment --level 30", "--level of regime.spread is 30. Allowed: 0 to 1, as it is a share."),
    ],
)
def test_a_bound_typed_as_percent_is_refused(bubbles: Bubbles, command: str, expected: str) -> None:
    done = bubbles(*command.split())
    assert (done.code, done.out) == (2, "")
    assert expected in done.err
    assert "Write 0.3 for 30%." in done.err


ROWS = 'question = "?"\nscenarios = ["baseline"]\nreplicates = 2\nsize = "classroom"\nrows = "rows.csv"\n'
TWO = "'3.000', which is 3 or 3000. Allowed: a whole number, 1 to 1"
BOTH = "Write 3000 for thousands, without a mark, or 3."


@pytest.mark.parametrize(
    ("command", "rows", "expected"),
    [
        ("show baseline --set price.population=3.000", "", ("price.population is " + TWO, BOTH)),
        ("show baseline --set price.population=4,449", "", ("is '4,449', which is not a number", "Write 4449 for")),
        ("show baseline --set price.population=1.234.567", "", ("is '1.234.567', which is not a number",)),
        ("show baseline --set alignment=0,5", "", ("is '0,5', which is not a number", "Write 0.5 for decimals")),
        ("show baseline --set alignment@24=0,5", "", ("alignment is '0,5'", "Write 0.5 for decimals")),
        ("show baseline --set alignment=80", "", ("alignment is 80, outside 0 to 1", "Write 0.8 for 80%.")),
        ("show baseline --set alignment=80%", "", ("80%",)),
        ("show baseline --set price.population=2000000", "", ("is 2,000,000, outside 1 to 1,000,000 (people a team)",)),
        ("show baseline --set price.population=9.5", "", ("Allowed: a whole number, 1 to 1,000,000 (people a team)",)),
        ("frontier ccs.denominator:3.000:5.000", "", ("ccs.denominator is " + TWO, BOTH)),
        ("frontier alignment:0,2:0,8", "", ("alignment is '0,2', which is not a number", "Write 0.2 for decimals")),
        ("decide baseline aligned --budget 200.000", "", ("'200.000' could be two numbers", "Write 200000 for")),
        ("decide baseline aligned --require extra_cost<=200,000", "", ("is not a number", "200000 for thousands")),
        ("discover when-spread --measure reach --above 0,5", "", ("'0,5' is not a number", "Write 0.5 for decimals")),
        ("discover when-spread --measure reach --above 1_0", "", ("'1_0' is not a number",)),
        ("sweep study.toml --store s", "ccs.denominator\n3.000\n", ("row 1: ccs.denominator is " + TWO, BOTH)),
        ("sweep study.toml --store s", 'alignment,bonus\n"0,5",0.1\n', ("row 1: alignment is '0,5'", "Write 0.5 for")),
        ("sweep study.toml --store s", "alignment;bonus\n0,5;0,1\n", ("columns are not separated by commas",)),
        ("sweep study.toml --store s", "alignment\n50%\n", ("alignment is '50%'", "Write 0.5 for 50%.")),
        ("sweep study.toml --store s", 'alignment\n"0.5\n', ("it is not CSV", "Close the quotes.")),
        ("sweep study.toml --store s", f'alignment\n"{"0" * 200_000}"\n', ("it is not CSV",)),
    ],
)
def test_a_number_is_read_in_one_way_at_every_door(
    bubbles: Bubbles, tmp_path: Path, command: str, rows: str, expected: tuple[str, ...]
) -> None:
    if rows:
        (tmp_path / "study.toml").write_text(ROWS, encoding="utf-8")
        (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    done = bubbles(*command.replace("study.toml", "./study.toml").split())
    assert (done.code, done.out) == (2, ""), done
    for part in expected:
        assert part in done.err
    assert "Traceback" not in done.err


def test_numbers_of_toml_and_of_programs_are_taken(bubbles: Bubbles, tmp_path: Path) -> None:
    """A number inside TOML is TOML's; rows may have a mark of UTF-8, spaces, exponents and words in quotes."""
    (tmp_path / "pilot.toml").write_text(
        'question = "?"\nbased_on = "baseline"\n[[change]]\nmonth = 0\n"price.population" = 4_449\nalignment = 1.000\n'
    )
    done = bubbles("show", "./pilot.toml", "--json", "--set", "bonus=0.125", "--set", "sanction=1.000")
    assert done.code == 0, done.err
    values = json.loads(done.out)["values"]
    named = ("price.population", "alignment", "bonus", "sanction")
    assert [values[name]["value"] for name in named] == [4449, 1, 0.125, 1]
    (tmp_path / "study.toml").write_text(ROWS, encoding="utf-8")
    (tmp_path / "rows.csv").write_text(
        '\ufeff" alignment ",ccs.denominator,coaching_targeting\n 5e-1 ,3000.0,"clustered"\n\u00a00.250,4000,hubs\n'
    )
    done = bubbles("sweep", "./study.toml", "--store", "s", "--dry-run", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["runs"] == 4
