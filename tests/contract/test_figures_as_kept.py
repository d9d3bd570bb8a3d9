"""Figures as ministries keep them: each table gives the same figures, or one message that somebody can act on."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from experiments.analyses.fit.reading import FiguresError, Reported, reported
from scenarios.load import Scenario, load
from tests.cli import bubbles
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

Writer = Callable[[Path], str]
HEADER = ["region", "network", "month", "process", "share", "denominator", "coached"]
SPANISH = ["Departamento", "Red de salud", "Mes", "Proceso", "Cobertura (%)", "Denominador", "Acompañado"]
ROWS: Table = [
    ["R1", "R1.N1", "2024-01", "ccs", 0.475, 1200, "yes"],
    ["R1", "R1.N1", "2024-02", "ccs", 0.5, 1180, "yes"],
    ["R1", "R1.N2", "2024-01", "ccs", 0.3125, 960, "no"],
    ["R1", "R1.N2", "2024-02", "ccs", 0.25, 980, "no"],
]
ALL, OURS = [HEADER, *ROWS], [SPANISH, *ROWS]
COUNTED = [
    [*HEADER[:4], "Numerador", *HEADER[5:]],
    *mapped(ROWS, lambda row: [*row[:4], round(row[4] * row[5]), *row[5:]]),
]
DAYS = {"2024-01": datetime.datetime(2024, 1, 1), "2024-02": datetime.datetime(2024, 2, 29)}
WIDE = ["Departamento", "Red", "Proceso", "Acompañado"]
PLACES = [["R1", "R1.N1", "CCS", "Sí"], ["R1", "R1.N2", "CCS", "No"]]


def wide(*rows: list[Any], heads: list[str]) -> Table:
    return [[*WIDE, *heads], *([*place, *row] for place, row in zip(PLACES, rows, strict=True))]


BY_MONTH = wide(
    [0.475, 0.5, 1200, 1180],
    [0.3125, 0.25, 960, 980],
    heads=["2024-01", "2024-02", "Denominador 2024-01", "Denominador 2024-02"],
)
BY_MONTH_COUNTED = wide(
    [570, 1200, 590, 1180],
    [300, 960, 245, 980],
    heads=["Numerador (2024-01)", "Denominador (2024-01)", "Numerador (2024-02)", "Denominador (2024-02)"],
)


def with_days(rows: Table, heads: bool = False) -> Writer:
    """Return a workbook in which months are dates, as spreadsheets make them of what is typed."""

    def write(folder: Path) -> str:
        def put(book: Any, sheet: Any) -> None:
            form = book.add_format({"num_format": "mmm-yy"})
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell in DAYS:
                        sheet.write_datetime(number, place, DAYS[cell], form)

        xlsx(folder / "t.xlsx", {"Datos": rows}, put)
        return "t.xlsx"

    return write


def merged_networks(folder: Path) -> str:
    rows = [SPANISH, *mapped(ROWS, lambda row: ["", "", *row[2:]])]

    def write(_: Any, sheet: Any) -> None:
        sheet.merge_range(1, 0, 4, 0, "R1")
        for first, name in ((1, "R1.N1"), (3, "R1.N2")):
            sheet.merge_range(first, 1, first + 1, 1, name)

    xlsx(folder / "t.xlsx", {"Datos": rows}, write)
    return "t.xlsx"


SAME: dict[str, Writer] = {
    "csv": a_csv(csv_of(ALL)),
    "semicolons, decimal commas, Windows-1252": a_csv(csv_of(OURS, ";", with_marks(",", ".")), "cp1252"),
    "tabs, UTF-16": a_csv(csv_of(OURS, "\t", with_marks(",", ".")), "utf-16"),
    "a line sep=": a_csv("sep=;\r\n" + csv_of(ALL, ";")),
    "signs of percent": a_csv(csv_of(OURS, ";", in_percent(",", " %"))),
    "percents without a sign": a_csv(csv_of(OURS, ";", in_percent(",", ""))),
    "counts": a_csv(csv_of(COUNTED)),
    "a workbook": a_book({"Datos": OURS}),
    "one sheet of several": a_book({"Léame": [["Cifras por red y mes"]], "Datos": OURS}),
    "a sheet after #": a_book({"2023": [SPANISH, ROWS[0]], "2024": OURS}, "#2024"),
    "dates of a spreadsheet": with_days(OURS),
    ".xls": other(xls, ".xls", OURS),
    ".ods": other(ods, ".ods", OURS),
    "merged cells": merged_networks,
    "a process by its name": a_csv(csv_of([SPANISH, *mapped(ROWS, lambda r: [*r[:3], "Tamizaje", *r[4:]])])),
    "titles, totals, a note, columns of no use": a_csv(
        csv_of(
            [
                ["Secretaría de Salud", *[""] * 7],
                [*SPANISH, "Observaciones"],
                *([*row, "ok"] for row in ROWS[:2]),
                ["R1", "R1.N1", "Total", "ccs", 0.4874, 2380, "yes", ""],
                *([*row, "ok"] for row in ROWS[2:]),
                ["Total", "", "", "", "", 4320, "", ""],
            ]
        )
        + "Fuente: SINIMUN\r\n"
    ),
    "blank under a region": a_csv(csv_of([SPANISH, ROWS[0], *mapped(ROWS[1:], lambda r: ["", *r[1:]])])),
    "wide": a_book({"Datos": BY_MONTH}),
    "wide, dates of a spreadsheet": with_days(BY_MONTH),
    "wide, decimal commas": a_csv(csv_of(BY_MONTH, ";", with_marks(",", ""))),
    "wide, percents": a_csv(csv_of(BY_MONTH, ";", in_percent(",", ""))),
    "wide, counts": other(ods, ".ods", BY_MONTH_COUNTED),
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("mentoring-kept", size="classroom", months=36, sets=["start=2024-01"])


def read(folder: Path, write: Writer, scenario: Scenario) -> Reported:
    return reported(folder / write(folder), scenario)


@pytest.mark.parametrize("name", SAME)
def test_whatever_keeps_them_the_figures_are_the_same(tmp_path: Path, name: str, scenario: Scenario) -> None:
    found = read(tmp_path, SAME[name], scenario)
    assert (found.level, found.places, found.periods, found.processes) == (
        "network",
        ("R1.N1", "R1.N2"),
        (0, 1),
        ("ccs",),
    )
    np.testing.assert_allclose(found.shares, [[[0.475, 0.3125], [0.5, 0.25]]], atol=1e-12)
    assert found.denominators.tolist() == [[[1200, 960], [1180, 980]]]
    assert found.coached.tolist() == [1.0, 0.0] and found.length == 1


def test_what_is_left_out_is_said(tmp_path: Path, scenario: Scenario) -> None:
    found = read(tmp_path, SAME["titles, totals, a note, columns of no use"], scenario).understood
    assert found is not None and found.left_alone == ("Observaciones",)
    assert [(row, why) for row, _, why in found.left_out] == [(1, "title"), (5, "total"), (8, "total"), (9, "note")]


@pytest.mark.parametrize(("language", "said"), [("en", "Columns left alone"), ("es", "Columnas que no se usan")])
def test_the_command_line_says_what_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    file = tmp_path / SAME["titles, totals, a note, columns of no use"](tmp_path)
    words = ("--scenario", "mentoring-kept", "--size", "classroom", "--months", "12", "--set", "start=2024-01")
    code, out, _ = bubbles(capsys, "fit", str(file), *words, "--replicates", "2", "--language", language)
    assert code in (0, 1) and f"{said}: Observaciones" in out and "Secretaría de Salud" in out


def test_one_column_of_people_serves_all_months_and_empty_cells_are_no_figures(
    tmp_path: Path, scenario: Scenario
) -> None:
    rows = wide([0.5, "", 400], ["", "N/A", ""], heads=["2024-T1", "2024-T2", "Población meta"])
    rows[1][5], rows[2][4] = 0.25, "-"
    found = read(tmp_path, a_csv(csv_of(rows)), scenario)
    assert (found.places, found.periods, found.length) == (("R1.N1",), (0, 3), 3)
    assert found.shares.tolist() == [[[0.5], [0.25]]] and found.denominators.tolist() == [[[400], [400]]]


def test_places_are_told_apart_as_their_file_tells_them(tmp_path: Path) -> None:
    places = [["Choluteca", "San José", "A"], ["La Paz", "San José", "A"], ["La Paz", "Marcala", "B"]]
    (tmp_path / "p.csv").write_text(csv_of([["region", "network", "team"], *places]), encoding="utf-8")
    (tmp_path / "o.toml").write_text('question = "?"\nbased_on = "baseline"\nplaces = "p.csv"\n', encoding="utf-8")
    own = load(tmp_path / "o.toml")
    heads = ["Departamento", "Municipio", "Establecimiento", "mes", "proceso", "cobertura", "denominador"]
    rows = [[*place, 3, "CPN", 0.5, 60] for place in places]
    found = read(tmp_path, a_csv(csv_of([heads, *rows])), own)
    assert found.places == ("Choluteca/San José/A", "La Paz/San José/A", "B") and found.processes == ("anc",)
    by_network = mapped([heads, *rows], lambda row: [*row[:2], *row[3:]])
    assert read(tmp_path, a_csv(csv_of(by_network)), own).places == ("Choluteca/San José", "La Paz/San José", "Marcala")
    full = [heads[1:2] + heads[3:], ["La Paz/San José", *rows[1][3:]]]
    assert read(tmp_path, a_csv(csv_of(full)), own).numbers == (1,)
    with pytest.raises(
        FiguresError, match=r"'San José', which 2 places are called\. Allowed: 'Choluteca/San José', 'La"
    ):
        read(tmp_path, a_csv(csv_of(mapped(by_network, lambda row: row[1:]))), own)


def test_a_data_frame_gives_what_its_file_gives(scenario: Scenario) -> None:
    frame = pandas.DataFrame(ROWS, columns=HEADER)
    assert reported(frame, scenario).shares.tolist() == [[[0.475, 0.3125], [0.5, 0.25]]]


def test_shares_at_their_ends_are_no_percents(tmp_path: Path, scenario: Scenario) -> None:
    for shares in ([1, 0], [1, 1], [0.5, 0.004]):
        rows = [[*ROWS[n][:4], share, 100, "yes"] for n, share in enumerate(shares)]
        assert read(tmp_path, a_csv(csv_of([HEADER, *rows])), scenario).shares.ravel().tolist() == shares


def test_the_tables_of_the_page_are_read_as_it_says(tmp_path: Path, scenario: Scenario) -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/your-figures.md").read_text(encoding="utf-8")
    for name, text in re.findall(r'```csv title="(.+?)"\n(.+?)```', page, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    long, wide = (reported(tmp_path / name, scenario) for name in ("form.csv", "wide.csv"))
    for one in (long, wide):
        assert (one.places, one.periods, one.length, one.number) == (("R1.N1", "R1.N2"), (0, 3), 3, 3)
        assert one.coached.tolist() == [1.0, 0.0] and one.denominators.max() == 360
    np.testing.assert_allclose(wide.shares, long.shares, atol=6e-4)


def with_cell(row: int, column: int, cell: Any) -> Writer:
    def write(folder: Path) -> str:
        rows = [list(one) for one in OURS]
        rows[row][column] = cell
        is_day = isinstance(cell, datetime.datetime)

        def put(book: Any, sheet: Any) -> None:
            if is_day:
                sheet.write_datetime(row, column, cell, book.add_format({"num_format": "d/m/yy"}))

        xlsx(folder / "t.xlsx", {"Datos": rows}, put)
        return "t.xlsx"

    return write


def with_error(folder: Path) -> str:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_formula(2, 4, "=A", value="#DIV/0!")
        sheet.write_formula(3, 1, "=A", value="#N/A")

    xlsx(folder / "t.xlsx", {"Datos": OURS}, write)
    return "t.xlsx"


def merged_people(folder: Path) -> str:
    xlsx(folder / "t.xlsx", {"Datos": OURS}, lambda _, sheet: sheet.merge_range(1, 5, 2, 5, 1200))
    return "t.xlsx"


def wide_book(*rows: list[Any], heads: list[str]) -> Writer:
    return a_book({"Datos": wide(*rows, heads=heads)})


WRONG: dict[str, tuple[Writer, tuple[str, ...]]] = {
    "errors of formulas": (with_error, ("2 problems", "Datos!E3: share is the error #DIV/0!", "Datos!B4: network is")),
    "a password": (with_password, ("protected with a password",)),
    "a bomb": (a_bomb, ("would unpack to more than 128 MiB",)),
    "people of two figures in one cell": (merged_people, ("Datos!F3: denominator is part of merged cells", "Unmerge")),
    "a place there is not": (with_cell(2, 1, "R1.N9"), ("Datos!B3: network is 'R1.N9', which is no network", "Did")),
    "a day that may be a month": (
        with_cell(2, 2, datetime.datetime(2024, 1, 2)),
        ("Datos!C3: month is the day 2024-01-02", 'such as "2024-01"'),
    ),
    "percents beside shares": (with_cell(1, 4, 47.5), ("Datos!E2: share is 47.5, and 0.475 may be meant",)),
    "more than all": (with_cell(1, 4, 1.05), ("Datos!E2: share is 1.05, and 0.0105 may be meant", "Allowed: 0 to 1")),
    "people with decimals": (with_cell(1, 5, 1.2), ("Datos!F2: denominator is 1.2, and 1200 may be meant",)),
    "a row twice": (with_cell(2, 2, "2024-01"), ("Datos!B3: network is 'R1.N1', with the same month", "as Datos!2:2")),
    "two regions of a network": (with_cell(3, 0, "R2"), ("Datos!A4: region is 'R2', and network 'R1.N2' is in 'R1'",)),
    "coached and not": (with_cell(2, 6, "no"), ("Datos!G3: coached is 'no', and 'yes' in Datos!2:2 of the same",)),
    "several sheets": (a_book({"2023": OURS, "2024": OURS}), ("2 sheets have a table of figures", "t.xlsx#2023")),
    "another sheet": (a_book({"2024": OURS}, "#2025"), ("has no sheet '2025'",)),
    "two numbers in one": (
        a_csv(csv_of([HEADER, [*ROWS[0][:5], "3.000", "yes"], [*ROWS[1][:5], "500", "yes"]])),
        ("row 2: denominator is '3.000', which is 3", "or 3000"),
    ),
    "two columns for one": (
        a_csv(csv_of([["red", "municipio", *HEADER[2:]], ["R1.N1", "R1.N2", *ROWS[0][2:]]])),
        ("'red' and 'municipio' could each be the column network. Rename one",),
    ),
    "wide, people or percents": (
        wide_book([47, 50, 1200], [31, 25, 960], heads=["2024-01", "2024-02", "Denominador"]),
        ("Datos!E1: figure@2024-01 and the others have whole numbers", "'share 2024-01' or 'numerator 2024-01'"),
    ),
    "wide, without people": (
        wide_book([0.4, 0.5, 1200], [0.3, 0.2, 960], heads=["2024-01", "2024-02", "Denominador 2024-01"]),
        ("Datos!F1: figure@2024-02 has no column of people. Needed: one headed 'denominator 2024-02'",),
    ),
    "wide, months in another form": (
        wide_book([0.4, 0.5, 1200], [0.3, 0.2, 960], heads=["Enero 2024", "2024-02", "Denominador"]),
        ("Datos!E1: 'Enero 2024' is no column, and may be 2024-01. Write 2024-01",),
    ),
    "wide, months and quarters": (
        wide_book([0.4, 0.5, 1200], [0.3, 0.2, 960], heads=["2024-T1", "2024-02", "Denominador"]),
        ("Datos!E1: figure@2024-Q1 is beside columns of other length",),
    ),
    "wide, a month twice": (
        wide_book([0.4, 0.5, 1200], [0.3, 0.2, 960], heads=["2024-02", "2024-02", "Denominador"]),
        ("Datos!F1: figure@2024-02 is a column twice",),
    ),
    "wide, past the horizon": (
        wide_book([0.4, 0.5, 1200], [0.3, 0.2, 960], heads=["2027-01", "2024-02", "Denominador"]),
        ("Datos!E1: figure@2027-01 is '2027-01', after the last month",),
    ),
    "wide, and long": (
        wide_book([0.4, "2024-01", 1200], [0.3, "2024-02", 960], heads=["2024-02", "Mes", "Denominador"]),
        ("Datos!E1: figure@2024-02 is a column, and month is one",),
    ),
    "wide, shares and counts": (
        wide_book([0.4, 480, 1200], [0.3, 320, 960], heads=["share 2024-01", "Numerador 2024-01", "Denominador"]),
        ("Datos!F1: numerator@2024-01 is a column, and share is one", "Keep one"),
    ),
    "wide, a cell that is no number": (
        wide_book([0.4, "pendiente", 1200], [0.3, 0.2, 960], heads=["2024-01", "2024-02", "Denominador"]),
        ("Datos!F2: figure@2024-02 is 'pendiente', which is not a number",),
    ),
    "wide, figures without people": (
        wide_book([0.4, 0.5, ""], [0.3, 0.2, 960], heads=["2024-01", "2024-02", "Denominador"]),
        ("Datos!G2: denominator is empty. Needed: how many people stand behind the figure",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_has_no_one_meaning_is_refused_with_its_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    write, expected = WRONG[name]
    file = tmp_path / write(tmp_path)
    words = ("--scenario", "mentoring-kept", "--size", "classroom", "--months", "36", "--set", "start=2024-01")
    code, out, err = bubbles(capsys, "fit", str(file), *words)
    assert (code, out) == (2, "") and err.startswith("Error: ") and "Traceback" not in err
    for part in expected:
        assert part in err, err


def test_all_that_is_wrong_is_told_at_once_and_no_more_than_can_be_read(tmp_path: Path, scenario: Scenario) -> None:
    rows = [["R1", f"X{n}", "2020-01", "ccs", "mucho", 0, "quizás"] for n in range(12)]
    with pytest.raises(FiguresError) as refused:
        read(tmp_path, a_book({"Datos": [SPANISH, *rows]}), scenario)
    lines = str(refused.value).splitlines()
    assert "problems." in lines[0] and len(lines) == 22 and lines[-1].strip().startswith("and ")
    assert "Datos!B2: network is 'X0'" in lines[1] and "Datos!C2: month is '2020-01'" in lines[2]
