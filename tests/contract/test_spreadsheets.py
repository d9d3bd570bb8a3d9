"""Spreadsheets as people keep them: each gives the same places, or one message that somebody can act on."""

import datetime
import io
import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlwt

from scenarios import load
from scenarios.tables.kinds import kind_of_places
from scenarios.tables.names import declared, folded, headers_of
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES
from simulation.places import Places
from tests.sheets import (
    Table,
    a_bomb,
    a_book,
    a_csv,
    csv_of,
    in_percent,
    mapped,
    ods,
    other,
    with_marks,
    with_password,
    xls,
    xlsx,
)

Bubbles = Callable[..., Any]

HEADER = ["region", "network", "team", "population", "baseline.ccs", "coached"]
ROWS: Table = [
    ["Cortés", "Omoa", "CS Masca", 4449, 0.474, "yes"],
    ["Cortés", "Omoa", "CS Milla 3", 3900, 0.385, "yes"],
    ["Cortés", "Choloma", "CS Ñu", 12500, 0.4125, "no"],
    ["La Paz", "Marcala", "CS Güinope", 900, 0.61, "no"],
    ["La Paz", "Marcala", "CS Opatoro", 1234, 0.52, "no"],
]
SPANISH = ["Región", "Red", "Equipo", "Población", "Línea de base CCS", "Acompañado"]
NAMED = '[[change]]\nmonth = 0\ncoaching_targeting = "named"\n'


def places_of(folder: Path, file: str, mapping: str = "") -> Places:
    """Return the places of a scenario that takes a file."""
    places = mapping or f'places = "{file}"\n'
    head, table = ("", places) if places.startswith("[") else (places, "")
    (folder / "ours.toml").write_text(
        f'question = "Ours?"\nbased_on = "baseline"\n{head}{table}{NAMED}', encoding="utf-8"
    )
    return load(folder / "ours.toml").settings.places


def as_text(row: list[Any]) -> list[Any]:
    written = with_marks(",", ".")
    return [written(cell) if isinstance(cell, int | float) else cell for cell in row]


def merged_regions(folder: Path) -> str:
    rows = [SPANISH, *mapped(ROWS, lambda row: ["", *row[1:]])]

    def write(book: Any, sheet: Any) -> None:
        centred = book.add_format({"valign": "vcenter"})
        sheet.merge_range(1, 0, 3, 0, "Cortés", centred)
        sheet.merge_range(4, 0, 5, 0, "La Paz", centred)

    xlsx(folder / "t.xlsx", {"Datos": rows}, write)
    return "t.xlsx"


def percent_cells(folder: Path) -> str:
    def write(book: Any, sheet: Any) -> None:
        percent = book.add_format({"num_format": "0.0%"})
        for number, row in enumerate(ROWS, start=1):
            sheet.write_number(number, 4, row[4], percent)

    xlsx(folder / "t.xlsx", {"Datos": [SPANISH, *ROWS]}, write)
    return "t.xlsx"


def hidden_copy(folder: Path) -> str:
    xlsx(
        folder / "t.xlsx",
        {"Datos": [SPANISH, *ROWS], "Copia": [SPANISH, *ROWS]},
        lambda book, _: book.worksheets()[1].hide(),
    )
    return "t.xlsx"


ALL = [HEADER, *ROWS]
BLANK = ["", "", "", "", "", ""]
OUTLINE = [SPANISH, ["Cortés", *BLANK[1:]], *mapped(ROWS[:3], lambda r: ["", *r[1:]]), ["La Paz", *BLANK[1:]]]
DHIS2 = ["orgunitlevel2", "orgunitlevel3", "orgunitlevel4", "organisationunitname", "pop", "baseline ccs", "coached"]
SAME: dict[str, Callable[[Path], str]] = {
    "csv as ever": a_csv(csv_of(ALL)),
    "semicolons, decimal commas, Windows-1252": a_csv(csv_of(ALL, ";", with_marks(",", ".")), "cp1252"),
    "tabs, UTF-16": a_csv(csv_of(ALL, "\t"), "utf-16"),
    "pipes": a_csv(csv_of(ALL, "|")),
    "a line sep=": a_csv("sep=;\r\n" + csv_of(ALL, ";")),
    "a mark of UTF-8": a_csv(csv_of(ALL, ";"), "utf-8-sig"),
    "commas for thousands, in quotes": a_csv(csv_of(ALL, ",", with_marks(".", ","))),
    "spaces for thousands": a_csv(csv_of(ALL, ";", with_marks(",", " "))),
    "spaces that do not break": a_csv(csv_of(ALL, ";", with_marks(",", "\u00a0"))),
    "narrow spaces that do not break": a_csv(csv_of(ALL, ";", with_marks(",", "\u202f"))),
    "apostrophes": a_csv(csv_of(ALL, ",", with_marks(".", "’"))),
    "signs of percent": a_csv(csv_of(ALL, ";", in_percent(",", "%"))),
    "signs of percent, apart": a_csv(csv_of(ALL, ",", in_percent(".", " %"))),
    "percents without a sign": a_csv(csv_of(ALL, ";", in_percent(",", ""))),
    "Spanish headers": a_csv(csv_of([SPANISH, *ROWS])),
    "sí and no": a_csv(csv_of([SPANISH, *mapped(ROWS, lambda r: [*r[:5], "Sí" if r[5] == "yes" else "NO"])])),
    "x for coached": a_csv(csv_of([SPANISH, *mapped(ROWS, lambda r: [*r[:5], "X" if r[5] == "yes" else ""])])),
    "titles above": a_csv(csv_of([["Reporte 2025"], ["Secretaría de Salud"], BLANK, SPANISH, *ROWS], ";")),
    "blank under a region": a_csv(
        csv_of([SPANISH, ROWS[0], ["", *ROWS[1][1:]], ["", *ROWS[2][1:]], ROWS[3], ["", *ROWS[4][1:]]])
    ),
    "rows of totals": a_csv(
        csv_of(
            [HEADER, *ROWS[:3], ["Subtotal Cortés", "", "", 20849, "", ""], *ROWS[3:], ["Total", "", "", 22983, "", ""]]
        )
    ),
    "rows of means": a_csv(
        csv_of([HEADER, *ROWS[:3], ["Promedio Cortés", *BLANK[1:]], *ROWS[3:], ["Promedio", "", "", 4597, 0.48, ""]])
    ),
    "columns of no use": a_csv(csv_of([["Código", *SPANISH, "Observaciones"], *([7, *row, "ok"] for row in ROWS)])),
    "blank rows and columns": a_book({"Datos": [[], ["", *SPANISH], [], *(["", *row] for row in ROWS), []]}),
    "a note below": a_csv(csv_of([SPANISH, *ROWS]) + "\r\nFuente: SINIMUN 2025\r\n"),
    "numbers of a spreadsheet": a_book({"Datos": [SPANISH, *ROWS]}),
    "numbers as text": a_book({"Datos": [SPANISH, *mapped(ROWS, as_text)]}),
    "cells of percent": percent_cells,
    "merged regions": merged_regions,
    "headings of regions": a_book({"Datos": [*OUTLINE, *mapped(ROWS[3:], lambda r: ["", *r[1:]])]}),
    "a table that begins at D6": a_book({"Datos": [*[[]] * 5, *mapped([SPANISH, *ROWS], lambda r: ["", "", "", *r])]}),
    "one sheet of several": a_book({"Léame": [["Notas"], ["Región, red y equipo"]], "Datos": [SPANISH, *ROWS]}),
    "a sheet after #": a_book({"2024": [SPANISH, ROWS[0]], "2025": [SPANISH, *ROWS]}, "#2025"),
    "a hidden copy": hidden_copy,
    ".xls": other(xls, ".xls", [SPANISH, *ROWS]),
    ".ods": other(ods, ".ods", [SPANISH, *ROWS]),
    "an export of DHIS2": a_csv(csv_of([DHIS2, *([*row[:3], *row[2:]] for row in ROWS)])),
}  # fmt: skip


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("expected")
    places = places_of(folder, SAME["csv as ever"](folder))
    assert places.network_names == ("Omoa", "Choloma", "Marcala")
    assert places.population == (4449, 3900, 12500, 900, 1234)
    assert [ccs for ccs, _ in places.baselines] == [0.474, 0.385, 0.4125, 0.61, 0.52]
    assert places.named == (0,)
    return places


@pytest.mark.parametrize("name", SAME)
def test_whatever_keeps_them_the_places_are_the_same(tmp_path: Path, name: str, expected: Places) -> None:
    assert places_of(tmp_path, SAME[name](tmp_path)) == expected


def test_a_scenario_says_which_column_is_which(tmp_path: Path, expected: Places) -> None:
    """A list of municipalities whose headers say nothing that is known, in one of two sheets."""
    headers = ["Zona", "Sector", "Nombre", "Población", "LB", "Programa"]
    xlsx(tmp_path / "t.xlsx", {"2024": [headers, ROWS[0]], "2025": [headers, *ROWS]})
    mapping = (
        '[places]\nfile = "t.xlsx"\nsheet = "2025"\ncolumns = { region = "Zona", network = "Sector", team = "nombre", '
        '"baseline.ccs" = "LB", coached = "Programa" }\n'
    )
    assert places_of(tmp_path, "", mapping) == expected


def test_names_that_occur_in_several_places_are_told_apart(bubbles: Bubbles, tmp_path: Path) -> None:
    rows = [
        ["Departamento", "Municipio", "Establecimiento"],
        ["Choluteca", "San José", "CIS Centro"],
        ["La Paz", "San José", "CIS Centro"],
        ["La Paz", "Marcala", "CIS Centro"],
    ]
    xlsx(tmp_path / "t.xlsx", {"Municipios": rows})
    places = load_plain(tmp_path)
    assert places.network_names == ("Choluteca/San José", "La Paz/San José", "Marcala")
    assert places.team_names == ("Choluteca/San José/CIS Centro", "La Paz/San José/CIS Centro", "Marcala/CIS Centro")
    done = bubbles("places", "t.xlsx")
    assert done.code == 0 and "Choluteca/San José" in done.out and "several places" in done.out


@pytest.mark.parametrize("slip", ["Cotés", "CORTÉS", "Cortes", "Corttés"])
def test_a_region_in_two_ways_of_writing_is_no_second_region(bubbles: Bubbles, tmp_path: Path, slip: str) -> None:
    rows = [SPANISH[:3], [slip, "Omoa", "A"], ["Cortés", "Omoa", "B"]]
    xlsx(tmp_path / "t.xlsx", {"Datos": rows})
    done = bubbles("places", "t.xlsx")
    assert (done.code, done.out) == (2, "")
    assert f"Datos!A3: region is 'Cortés', and that of network 'Omoa' is {slip!r} in Datos!2:2" in done.err
    for one, two in (("Región 1", "Región 2"), ("Región Norte", "Región Sur"), ("Oriente", "Occidente")):
        xlsx(tmp_path / "t.xlsx", {"Datos": [SPANISH[:3], [one, "Omoa", "A"], [two, "Omoa", "B"]]})
        assert load_plain(tmp_path).network_names == (f"{one}/Omoa", f"{two}/Omoa")


def load_plain(folder: Path, file: str = "t.xlsx") -> Places:
    (folder / "plain.toml").write_text(f'question = "?"\nbased_on = "baseline"\nplaces = "{file}"\n', encoding="utf-8")
    return load(folder / "plain.toml").settings.places


def with_error(folder: Path) -> str:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_formula(2, 3, "=REF", value="#REF!")
        sheet.write_formula(3, 0, "=NOMBRE", value="#N/A")

    xlsx(folder / "t.xlsx", {"Datos": [SPANISH, *ROWS]}, write)
    return "t.xlsx"


def xls_with_error(folder: Path) -> str:
    rows = [SPANISH, *mapped(ROWS, list)]
    book = xlwt.Workbook()
    book.add_sheet("Notas")
    sheet = book.add_sheet("Datos")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if (number, place) == (2, 3):
                sheet.row(number).set_cell_error(place, "#REF!")
            else:
                sheet.write(number, place, cell)
    book.save(str(folder / "t.xls"))
    return "t.xls"


def xls_without_end(folder: Path) -> str:
    """Its second sector is followed by itself."""
    xls(folder / "t.xls", [SPANISH, *ROWS])
    data = bytearray((folder / "t.xls").read_bytes())
    (fat,) = struct.unpack_from("<I", data, 76)
    struct.pack_into("<I", data, (fat + 1) * 512 + 4, 1)
    (folder / "t.xls").write_bytes(bytes(data))
    return "t.xls"


def merged_population(folder: Path) -> str:
    rows = [SPANISH, *ROWS]
    xlsx(folder / "t.xlsx", {"Datos": rows}, lambda _, sheet: sheet.merge_range(1, 3, 2, 3, 8349))
    return "t.xlsx"


def ods_with_password(folder: Path) -> str:
    ods(folder / "t.ods", [SPANISH, *ROWS], "<encryption-data/>")
    return "t.ods"


def a_bomb_that_lies(folder: Path) -> str:
    """Its directory says that the sheet is small."""
    xlsx(folder / "t.xlsx", {"Datos": [SPANISH, *ROWS]})
    held = io.BytesIO()
    with zipfile.ZipFile(folder / "t.xlsx") as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            packed.writestr(name, source.read(name) + (b" " * 1_000_000 if "sheet1" in name else b""))
    data = bytearray(held.getvalue())
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    data[at : at + 4] = struct.pack("<I", 400)
    (folder / "t.xlsx").write_bytes(bytes(data))
    return "t.xlsx"


def a_cell_far_off(folder: Path) -> str:
    xlsx(folder / "t.xlsx", {"Datos": [SPANISH, *ROWS]}, lambda _, sheet: sheet.write(1_048_575, 16_383, "x"))
    return "t.xlsx"


def a_row_repeated(folder: Path) -> str:
    ods(folder / "t.ods", [SPANISH, *ROWS], repeated=1_000_000)
    return "t.ods"


def large(folder: Path) -> str:
    with (folder / "t.xlsx").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    return "t.xlsx"


def cut_off(folder: Path) -> str:
    xlsx(folder / "t.xlsx", {"Datos": [SPANISH, *ROWS]})
    data = (folder / "t.xlsx").read_bytes()
    (folder / "t.xlsx").write_bytes(data[: len(data) // 2])
    return "t.xlsx"


def a_document(folder: Path) -> str:
    with zipfile.ZipFile(folder / "t.xlsx", "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    return "t.xlsx"


def with_cell(place: tuple[int, int], cell: Any, sheet: str = "Datos") -> Callable[[Path], str]:
    rows = [list(SPANISH), *map(list, ROWS)]
    rows[place[0]][place[1]] = cell

    def write(folder: Path) -> str:
        def put(book: Any, first: Any) -> None:
            if isinstance(cell, datetime.datetime):
                first.write_datetime(*place, cell, book.add_format({"num_format": "d/m/yy"}))

        xlsx(folder / "t.xlsx", {sheet: rows}, put)
        return "t.xlsx"

    return write


def with_headers(*headers: str) -> Callable[[Path], str]:
    return a_book({"Datos": [list(headers), *ROWS]})


WRONG: dict[str, tuple[Callable[[Path], str], tuple[str, ...]]] = {
    "errors of formulas": (with_error, ("2 problems", "Datos!D3: population is the error #REF!", "Datos!A4: region")),
    "an error in .xls": (xls_with_error, ("Datos!D3: population is the error #REF! of a formula",)),
    ".xls without an end": (xls_without_end, ("cut off or damaged",)),
    "people of two teams in one cell": (merged_population, ("Datos!D3: population is part of merged cells", "Unmerge")),
    "a password": (with_password, ("protected with a password", "Take the password away")),
    "a password of LibreOffice": (ods_with_password, ("protected with a password",)),
    "an empty sheet": (a_book({"Datos": []}), ("it is empty", "Give it a header")),
    "no teams": (a_book({"Datos": [SPANISH]}), ("it has no teams", "a row")),
    "200 MB": (large, ("larger than 8,192 KiB",)),
    "a bomb": (a_bomb, ("would unpack to more than 128 MiB",)),
    "a bomb that lies": (a_bomb_that_lies, ("cut off or damaged",)),
    "a cell far off": (a_cell_far_off, ("a cell so far from the first", "Delete the rows and columns")),
    "a row a million times": (a_row_repeated, ("a cell so far from the first",)),
    "half a file": (cut_off, ("cut off or damaged", "save it as .xlsx")),
    "a document": (a_document, ("it is no spreadsheet", ".xlsx, .xls, .ods and .csv")),
    "a web page": (a_csv("<html><table><tr><td>region</td></tr></table></html>"), ("web page", "save it as .xlsx")),
    "text for a number": (with_cell((2, 3), "unos 4000"), ("Datos!D3: population is 'unos 4000', which is not a num",)),
    "a date for a number": (
        with_cell((2, 3), datetime.datetime(2026, 5, 4)),
        ("Datos!D3: population is the date or time 2026-05-04", "type the number again"),
    ),
    "thousands taken for decimals": (
        with_cell((1, 3), 4.449),
        ("Datos!D2: population is 4.449, and 4449 may be meant", "Allowed: a whole number"),
    ),
    "percents beside shares": (with_cell((1, 4), 47.4), ("Datos!E2: baseline.ccs is 47.4, and 0.474 may be meant",)),
    "some with a sign of percent": (with_cell((1, 4), "47.4%"), ("other cells of the column have a sign of percent",)),
    "a place twice": (with_cell((2, 2), "CS Masca"), ("Datos!C3: team is 'CS Masca', as in Datos!2:2", "Rename one")),
    "a network half coached": (with_cell((2, 5), "no"), ("Datos!F3: coached is 'no', and 'yes' in Datos!2:2",)),
    "a formula for a name": (with_cell((1, 2), "=1+1"), ("Datos!C2: team is '=1+1'", "Put a word before it")),
    "a sheet with a space": (with_cell((1, 5), "quizás", "Hoja 1"), ("'Hoja 1'!F2: coached is 'quizás'",)),
    "two numbers in one": (a_csv(csv_of([HEADER[:4], ["R", "N", "T", "3.000"]])), ("which is 3", "or 3000", "Write")),
    "two ways in one column": (
        a_csv(csv_of([[*HEADER[:3], "baseline.ccs"], ["R", "N", "T", "0,5"], ["R", "N", "U", "0.4"]], ";")),
        ("row 2: baseline.ccs is '0,5', which is not a number where others of the column are written as '0.4'",),
    ),
    "several sheets": (a_book({"2024": ALL, "2025": ALL}), ("2 sheets have a table", "2024, 2025", "t.xlsx#2024")),
    "another sheet": (a_book({"2024": ALL}, "#2025"), ("has no sheet '2025'", "Allowed: 2024")),
    "a sheet of a CSV file": (lambda folder: a_csv(csv_of(ALL))(folder) + "#Datos", ("it has no sheets",)),
    "a column that is missing": (
        with_headers("Departamento", "Zona", "Equipo", "Población", "b", "c"),
        ("the column network is missing", "'Zona'", "columns = { network ="),
    ),
    "two columns for one": (
        with_headers("Departamento", "Provincia", "Red", "Equipo", "Población", "c"),
        ("'Departamento' and 'Provincia' could each be the column region", "Say which"),
    ),
    "coverage of nothing": (
        with_headers("Región", "Red", "Equipo", "Población", "Cobertura", "Acompañado"),
        ("'Cobertura' does not say of which process", "coverage.ccs or coverage.anc"),
    ),
    "people in thousands": (
        with_headers("Región", "Red", "Equipo", "Población (miles)", "Línea de base CCS", "Acompañado"),
        ("'Población (miles)'",),
    ),
    "a region in two ways of writing": (
        a_csv("region,network,team\nCopán,A,a\nCOPAN,B,b\n"),
        ("row 3: region is 'COPAN'", "differ by accents, capitals or signs alone"),
    ),
    "a comma without quotes": (
        a_csv("region,network,team,baseline.ccs\nN,A,a,0,45\n"),
        ("row 2: row has 5 cells. Allowed: 4", "needs quotes around it"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_has_no_one_meaning_is_refused_with_its_cell(bubbles: Bubbles, tmp_path: Path, name: str) -> None:
    write, expected = WRONG[name]
    (tmp_path / "ours.toml").write_text(
        f'question = "?"\nbased_on = "baseline"\nplaces = "{write(tmp_path)}"\n{NAMED}', encoding="utf-8"
    )
    done = bubbles("check", "ours.toml")
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err and done.err.startswith("Error: ") and len(done.err) < 4000
    for part in expected:
        assert part in done.err, done.err


def test_all_that_is_wrong_is_told_at_once_and_no_more_than_can_be_read(bubbles: Bubbles, tmp_path: Path) -> None:
    rows = [["N", "A", f"T{number}", "muchos", "0,4", "?"] for number in range(30)]
    xlsx(tmp_path / "t.xlsx", {"Datos": [HEADER, *rows]})
    done = bubbles("places", "t.xlsx")
    assert done.code == 2 and "t.xlsx: 60 problems." in done.err
    lines = done.err.splitlines()
    assert len(lines) == 22 and lines[-1].strip() == "and 40 more"
    assert lines[1].strip().startswith("Datos!D2: population is 'muchos', which is not a number")
    assert lines[2].strip().startswith("Datos!F2: coached is '?'")
    assert len(done.err) < 4000


def test_a_template_is_read_as_it_is_written_in_both_languages(bubbles: Bubbles, tmp_path: Path) -> None:
    found = []
    for language in ("en", "es"):
        done = bubbles("places", "--template", f"{language}.xlsx", "--language", language)
        assert (done.code, done.err) == (0, "")
        (tmp_path / "known.toml").write_text(
            f'question = "?"\nbased_on = "baseline"\nplaces = "{language}.xlsx"\n{NAMED}', encoding="utf-8"
        )
        found.append(load(tmp_path / "known.toml").settings.places)
    assert found[0].baselines == found[1].baselines and found[0].population == found[1].population
    assert found[0].region_names == ("North", "South") and found[1].region_names == ("Norte", "Sur")
    assert found[0].named == (0,)
    again = bubbles("places", "--template", "en.xlsx")
    assert again.code == 2 and "exists already" in again.err
    with zipfile.ZipFile(tmp_path / "es.xlsx") as packed:
        for name in packed.namelist():
            assert b"<f>" not in packed.read(name)


@pytest.mark.parametrize("words", [(), ("t.csv", "--template", "t.xlsx"), ("--template", "t.csv"), ("plain.toml",)])
def test_places_is_asked_for_one_thing(bubbles: Bubbles, tmp_path: Path, words: Sequence[str]) -> None:
    (tmp_path / "plain.toml").write_text('question = "?"\nbased_on = "baseline"\n', encoding="utf-8")
    done = bubbles("places", *words)
    assert (done.code, done.out) == (2, "") and "Allowed: " in done.err


def test_what_was_understood_is_said_and_is_one_object(bubbles: Bubbles, tmp_path: Path) -> None:
    rows = [["Reporte"], [*SPANISH, "Código"], *([*row, 1] for row in ROWS), ["Total", "", "", 22983]]
    text = csv_of([row + [""] * (7 - len(row)) for row in rows], ";", in_percent(",", ""))
    (tmp_path / "t.csv").write_bytes(text.encode("cp1252"))
    done = bubbles("places", "t.csv")
    for part in (
        "2 regions, 3 networks, 5 teams",
        "semicolons between columns, Windows-1252, headers in row 2",
        "22,983 people, 900 to 12,500 a team",
        "a comma for decimals, percent",
        "38.5% – 61%",
        "Coached: Omoa.",
        "Columns left alone: Código.",
        "1 (above the headers: Reporte), 8 (a total: Total)",
    ):
        assert part in done.out, done.out
    told = json.loads(bubbles("places", "t.csv", "--json").out)
    assert (told["teams"], told["people"], told["header_row"], told["left_alone"]) == (5, 22983, 2, ["Código"])
    assert told["ranges"]["baseline.ccs"] == {"cells": 5, "least": 0.385, "most": 0.61}
    assert bubbles("places", "t.csv", "--quiet").out == "t.csv: 2 regions, 3 networks, 5 teams.\n"


def test_a_team_may_begin_with_the_word_total_and_is_no_row_of_totals(tmp_path: Path) -> None:
    rows: Table = [["N", "A", "Total Care Clinic", 900], ["N", "A", "Total A", 900], ["N", "B", "Otra", 900]]
    places = load_plain(tmp_path, a_csv(csv_of([HEADER[:4], *rows]))(tmp_path))
    assert places.team_names == ("Total Care Clinic", "Otra")


OTHER_PLACES: dict[str, tuple[str, str]] = {
    "another team": ("N,A,a\nN,B,b\n", "'b' for 'c'"),
    "another order": ("N,B,c\nN,A,a\n", "'B' for 'A'"),
    "another region": ("S,A,a\nS,B,c\n", "'S' for 'N'"),
}


@pytest.mark.parametrize("name", OTHER_PLACES)
@pytest.mark.parametrize("turned", [False, True])
def test_worlds_of_other_places_are_not_paired(bubbles: Bubbles, tmp_path: Path, name: str, turned: bool) -> None:
    rows, told = OTHER_PLACES[name]
    for file, text in (("ours", "N,A,a\nN,B,c\n"), ("theirs", rows)):
        (tmp_path / f"{file}.csv").write_text(f"region,network,team\n{text}", encoding="utf-8")
        (tmp_path / f"{file}.toml").write_text(
            f'question = "?"\nbased_on = "baseline"\nplaces = "{file}.csv"\n', encoding="utf-8"
        )
    files = ["ours.toml", "theirs.toml"][:: -1 if turned else 1]
    done = bubbles("compare", *files, "--replicates", "2", "--months", "12")
    assert (done.code, done.out) == (2, "") and "Traceback" not in done.err
    assert "has other places than" in done.err and "Base one on the other" in done.err
    assert turned or told in done.err, done.err


def test_starts_from_two_tables_of_coverage_are_not_paired(bubbles: Bubbles, tmp_path: Path) -> None:
    for file, coverage in (("ours", 0.4), ("theirs", 0.5)):
        (tmp_path / f"{file}.csv").write_text(
            f"region,network,team,coverage.ccs\nN,A,a,{coverage}\nN,B,c,0.45\n", encoding="utf-8"
        )
        (tmp_path / f"{file}.toml").write_text(
            f'question = "?"\nbased_on = "baseline"\nplaces = "{file}.csv"\n', encoding="utf-8"
        )
    done = bubbles("compare", "ours.toml", "theirs.toml", "--replicates", "2", "--months", "12")
    assert (done.code, done.out) == (2, "")
    assert "each bring a table of known coverage" in done.err, done.err


def test_a_scenario_with_such_places_runs_and_is_read_by_python(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="no such file"):
        load_plain(tmp_path)
    xlsx(tmp_path / "t.xlsx", {"Datos": [SPANISH[:5], *mapped(ROWS, lambda row: row[:5])]})
    scenario = load_plain(tmp_path) and load(tmp_path / "plain.toml")
    assert scenario.understood is not None and scenario.understood.sheet == "Datos"
    kept = next(text for file, text in scenario.text.items() if file.endswith("t.xlsx"))
    (tmp_path / "kept.csv").write_text(kept, encoding="utf-8")
    assert load_plain(tmp_path, "kept.csv") == scenario.settings.places


HONDURAN = {
    "region": ["Región Sanitaria", "Departamento", "Nombre de la Región Sanitaria", "REGIONES SANITARIAS", "Depto."],
    "network": [
        "Red Integrada de Servicios",
        "Red Integrada de Servicios de Salud",
        "RIS",
        "RISS",
        "Nombre RIS",
        "Nombre de la Red",
        "Redes Integradas de Servicios de Salud (RISS)",
        "Municipio",
        "Nombre del Municipio",
        "Microred",
        "Mancomunidad",
    ],
    "team": [
        "Establecimiento de Salud",
        "Nombre del Establecimiento de Salud",
        "US",
        "Unidad de Salud",
        "UAPS",
        "ES",
        "ESFAM",
        "Equipo de Salud Familiar",
        "Nombre de la US",
        "CESAMO",
        "CIS",
        "Establecimiento (UAPS/CIS)",
    ],
    "population": [
        "Población",
        "Población INE 2025",
        "Pob. asignada",
        "Población adscrita",
        "Total población",
        "N° de habitantes",
    ],
    "coverage.ccs": [
        "Cobertura de citología 2025",
        "Cob. citología 2025 (%)",
        "% citología",
        "% de citologías",
        "Cobertura citología (%)",
        "Cobertura de Tamizaje CaCu",
        "Porcentaje de cobertura de tamizaje",
        "% cobertura citología 2024",
    ],
    "coverage.anc": [
        "Cobertura CPN",
        "Cob. de CPN",
        "% CPN",
        "Cobertura de 5 CPN",
        "Cobertura control prenatal 2025",
        "% de cobertura CPN",
    ],
    "coached": [
        "Recibe tutoría",
        "Tutoría",
        "Tutorías",
        "¿Recibe tutoría? (sí/no)",
        "Con tutoría",
        "En tutoría",
        "Recibe acompañamiento",
        "Recibe mentoría",
        "Tiene acompañamiento técnico",
        "Tutorada",
        "Participa en mentoría",
        "Acompañamiento 2025",
    ],
}
"""How Honduran offices head their columns."""


@pytest.mark.parametrize(("column", "header"), [(column, one) for column, all_of in HONDURAN.items() for one in all_of])
def test_headers_of_honduran_offices_are_known(column: str, header: str) -> None:
    assert kind_of_places(PROCESSES).meant_by(header) == (column, "")


@pytest.mark.parametrize("cell", ["s/d", "n. d.", "-"])
def test_a_cell_of_which_nobody_knows_the_number_may_be_left_empty(bubbles: Bubbles, tmp_path: Path, cell: str) -> None:
    head = ["Depto.", "Red Integrada de Servicios", "Establecimiento", "Cob. citología (%)"]
    rows: Table = [["Copán", f"Red {n // 3}", f"US {n}", 44.5 + n if n else cell] for n in range(6)]
    (tmp_path / "t.csv").write_text(csv_of([head, *rows]), encoding="utf-8")
    done = bubbles("places", "t.csv")
    assert done.code == 2 and "or leave the cell empty where nobody knows it." in done.err
    spanish = bubbles("places", "t.csv", "--language", "es")
    assert spanish.code == 2 and "o deje la celda vacía si nadie lo sabe." in spanish.err
    (tmp_path / "t.csv").write_text(csv_of([head, [*rows[0][:3], ""], *rows[1:]]), encoding="utf-8")
    assert bubbles("places", "t.csv").code == 0


def test_no_header_means_two_columns() -> None:
    every = [(word, column) for column in declared()["columns"] for word in {*headers_of(column), column}]
    words = [word for word, _ in every]
    assert sorted(words) == sorted(set(words)), "one header, one column"
    assert all(folded(word) == word for word in words), "headers are written as they are compared"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "24,000 people, 4,000 a team."), ("es", "24,000 personas, 4,000 por equipo.")]
)
def test_equal_ends_are_one_number_and_month_0_is_explained(
    bubbles: Bubbles, tmp_path: Path, language: str, told: str
) -> None:
    head = ["Departamento", "RIS", "Establecimiento", "Población", "Cobertura de citología", "Recibe tutoría"]
    rows: Table = [["Copán", f"Red {n // 3}", f"US {n}", 4000, 0.5, "sí" if n < 3 else "no"] for n in range(6)]
    (tmp_path / "t.csv").write_text(csv_of([head, *rows]), encoding="utf-8")
    done = bubbles("places", "t.csv", "--language", language)
    said = " ".join(done.out.split())
    assert done.code == 0 and told in said and "4,000 – 4,000" not in said
    assert ("Month 0 is the first month" if language == "en" else "El mes 0 es el primer mes") in said
    assert ("month 24" if language == "en" else "el mes 24") in said
