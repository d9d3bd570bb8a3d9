"""Spreadsheets and CSV files as people keep them, written for tests; and how one that was written is laid out."""

import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

Table = list[list[Any]]


def csv_of(rows: Table, separator: str = ",", number: Callable[[float], str] = str) -> str:
    lines = []
    for row in rows:
        cells = [number(cell) if isinstance(cell, int | float) else str(cell) for cell in row]
        lines.append(separator.join(f'"{c}"' if separator in c else c for c in cells))
    return "\r\n".join(lines) + "\r\n"


def xlsx(path: Path, sheets: dict[str, Table], write: Callable[[Any, Any], None] | None = None) -> None:
    """Write a workbook; `write` may add to it."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, place, cell)
        if write is not None:
            write(book, book.worksheets()[0])


def xls(path: Path, rows: Table) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hoja1")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(str(path))


def ods(path: Path, rows: Table, manifest: str = "", repeated: int = 1) -> None:
    """Write a table as LibreOffice does: a zip of XML, empty cells repeated."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            if isinstance(cell, str):
                text = f"<text:p>{escape(cell)}</text:p>"
                cells.append(f'<table:table-cell office:value-type="string">{text}</table:table-cell>')
            else:
                cells.append(f'<table:table-cell office:value-type="float" office:value="{cell}"/>')
        times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
        lines.append(
            f'<table:table-row{times}>{"".join(cells)}<table:table-cell table:number-columns-repeated="1000"/>'
        )
        lines.append("</table:table-row>")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="Hoja1">{"".join(lines)}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")


def with_marks(decimal: str, thousands: str) -> Callable[[float], str]:
    def written(number: float) -> str:
        if isinstance(number, int):
            return f"{number:,}".replace(",", thousands)
        return str(number).replace(".", decimal)

    return written


def in_percent(decimal: str, sign: str) -> Callable[[float], str]:
    def written(number: float) -> str:
        return str(number) if isinstance(number, int) else f"{number * 100:.4g}".replace(".", decimal) + sign

    return written


def mapped(rows: Table, change: Callable[[list[Any]], list[Any]]) -> Table:
    return [change(list(row)) for row in rows]


def a_csv(text: str, encoding: str = "utf-8") -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        (folder / "t.csv").write_bytes(text.encode(encoding))
        return "t.csv"

    return write


def a_book(sheets: dict[str, Table], after: str = "") -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        xlsx(folder / "t.xlsx", sheets)
        return f"t.xlsx{after}"

    return write


def other(writer: Callable[[Path, Table], None], ending: str, rows: Table) -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        writer(folder / f"t{ending}", rows)
        return f"t{ending}"

    return write


def with_password(folder: Path) -> str:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    (folder / "t.xlsx").write_bytes(header + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    return "t.xlsx"


def a_bomb(folder: Path) -> str:
    with zipfile.ZipFile(folder / "t.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024 * 1024))
    assert (folder / "t.xlsx").stat().st_size < 400_000
    return "t.xlsx"


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
USUAL_HEIGHT, USUAL_WIDTH = 15.0, 8.43
"""Of a row in points and of a column in letters, where a sheet says nothing."""
MARKS = 3
"""Letters that marks of thousands and a sign take beside the figures of a number."""


class LaidOut(NamedTuple):
    """How a sheet of a workbook is laid out.

    Attributes
    ----------
    cut : list of str
        What its cell shows only a part of.
    width : float
        Of all columns, in letters.
    setup : dict of str to str
        Of the page it is printed on.
    """

    cut: list[str]
    width: float
    setup: dict[str, str]


def laid_out(path: Path) -> dict[str, LaidOut]:
    """Return how each sheet of a workbook is laid out, by its name, read from the file itself."""
    with zipfile.ZipFile(path) as book:

        def tree(name: str) -> ElementTree.Element:
            return ElementTree.fromstring(book.read(f"xl/{name}"))

        texts = ["".join(one.itertext()) for one in tree("sharedStrings.xml").iter(f"{SHEET}si")]
        forms = list(tree("styles.xml").find(f"{SHEET}cellXfs") or ())
        wraps = [any(own.get("wrapText") == "1" for own in form.iter(f"{SHEET}alignment")) for form in forms]
        names = [str(sheet.get("name")) for sheet in tree("workbook.xml").iter(f"{SHEET}sheet")]
        return {name: _laid_out(tree(f"worksheets/sheet{n}.xml"), texts, wraps) for n, name in enumerate(names, 1)}


def _laid_out(sheet: ElementTree.Element, texts: list[str], wraps: list[bool]) -> LaidOut:
    widths: dict[int, float] = {}
    for column in sheet.iter(f"{SHEET}col"):
        for place in range(int(column.get("min", 0)), int(column.get("max", 0)) + 1):
            widths[place] = float(column.get("width", USUAL_WIDTH))
    cut = []
    for row in sheet.iter(f"{SHEET}row"):
        height = float(row.get("ht", USUAL_HEIGHT))
        for cell in row:
            letters = str(cell.get("r")).rstrip("0123456789")
            place = sum(26**power * (ord(letter) - 64) for power, letter in enumerate(reversed(letters)))
            value = cell.findtext(f"{SHEET}v")
            if value is None:
                continue
            room = widths.get(place, USUAL_WIDTH)
            text = texts[int(value)] if cell.get("t") == "s" else f"{float(value):.0f}"
            if cell.get("t") == "s" and wraps[int(cell.get("s", 0))]:
                lines = len(textwrap.wrap(text, int(room)))
                is_whole = lines * USUAL_HEIGHT <= height
            else:
                is_whole = len(text) + (0 if cell.get("t") == "s" else MARKS) <= room
            if not is_whole:
                cut.append(text)
    told = [one for kind in ("pageSetup", "pageSetUpPr") for one in sheet.iter(f"{SHEET}{kind}")]
    setup = {key: value for one in told for key, value in one.attrib.items()}
    return LaidOut(cut, sum(widths.values()), setup)
