"""Workbooks: the sheets of .xlsx, .xls and .ods files, read by calamine after a look at what they would unpack to.

calamine gives an empty cell where a formula has an error, and takes memory for every cell up to the last one: both are
looked up in the file first.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from scenarios.cells import plain_name
from scenarios.tables.compound import SECTOR, has_endless_chain
from scenarios.tables.grids import Cell, FormulaError, Grid, column_of
from scenarios.tables.problems import refuse

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What .xls files begin with, and .xlsx files with a password."""
LARGEST_UNPACKED = 128 * 1024 * 1024
"""Bytes of all parts of a workbook, unpacked."""
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000
"""Cells from the first to the last of a sheet, empty ones included."""
ERRORS = re.compile(r"#(REF|¡REF|N/A|N/D|DIV/0|¡DIV/0|VALUE|¡VALOR|NAME|¿NOMBRE|NUM|¡NUM|NULL|¡NULO|SPILL|CALC)[!?]?")
"""What spreadsheets show where a formula has no result, in English and in Spanish."""

_START = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>]|)>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_REPEATED = re.compile(rb"<table:table-(cell|row|column|covered-table-cell)\b([^>]*?)(/?)>|</table:table(?:-row)?>")
_TIMES = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d+)"')
_PROTECTED = "it is protected with a password. Take the password away, and save it again."
_BROKEN = "it cannot be read as a spreadsheet: {}. Open it in a spreadsheet program, and save it as .xlsx."


def is_workbook(data: bytes) -> bool:
    """Return whether a file is a workbook by what it begins with."""
    return data.startswith((ZIP, COMPOUND))


def grids_of_workbook(data: bytes, file: str) -> list[Grid]:
    """Return the sheets of a workbook.

    Raises
    ------
    ScenarioError
        If it is protected, broken, of another kind, or would unpack to more than there may be.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    errors: Mapping[str, Mapping[tuple[int, int], str]] = {}
    if data.startswith(ZIP):
        errors = _looked_through(data, file)
    elif "EncryptedPackage".encode("utf-16-le") in data:
        refuse(file, _PROTECTED)
    elif has_endless_chain(data):
        refuse(file, _BROKEN.format("it is cut off or damaged"))
    else:
        data += bytes(-len(data) % SECTOR)  # some programs leave the last sector short
    grids: list[Grid] = []
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as book:
            for place, about in enumerate(book.sheets_metadata):
                if not str(about.typ).endswith("WorkSheet"):
                    continue
                sheet = book.get_sheet_by_index(place)
                if sheet.total_height * sheet.total_width > MOST_CELLS:
                    _too_wide(about.name, file)
                found = errors.get(about.name, {})
                rows = [
                    (number, [_cell(value, found.get((number, at))) for at, value in enumerate(cells)])
                    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
                ]
                hidden = about.visible != SheetVisibleEnum.Visible
                grids.append(Grid(rows, about.name, tuple(sheet.merged_cell_ranges or ()), hidden))
    except PasswordError:
        refuse(file, _PROTECTED)
    except (CalamineError, ValueError, OverflowError) as error:
        if "password" in str(error).lower():
            refuse(file, _PROTECTED)
        refuse(file, _BROKEN.format(str(error).rstrip(".") or type(error).__name__))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust's own mistakes come to Python
            raise
        refuse(file, _BROKEN.format("it is damaged"))
    return grids


def _cell(value: object, error: str | None) -> Cell:
    if error is not None:
        return FormulaError(error)
    if isinstance(value, str):
        text = plain_name(value)
        return FormulaError(text) if ERRORS.fullmatch(text) else text
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value  # type: ignore[return-value]


def _looked_through(data: bytes, file: str) -> dict[str, dict[tuple[int, int], str]]:
    """Return the errors of formulas in each sheet, by row and column; refuse what would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                most = f"{LARGEST_UNPACKED // 1024**2} MiB"
                refuse(
                    file, f"it would unpack to more than {most}, the most a spreadsheet may have. Keep its table alone."
                )
            names = {part.filename for part in parts}
            if "META-INF/manifest.xml" in names and b"encryption-data" in packed.read("META-INF/manifest.xml"):
                refuse(file, _PROTECTED)
            if "xl/workbook.xml" in names:
                return dict(_errors_of_xlsx(packed, names, file))
            if "content.xml" in names:
                _check_repeated(packed.read("content.xml"), file)
                return {}
            for name in names:  # whatever it is, no part of it may be more than it says
                packed.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError) as error:
        if "encrypted" in str(error):
            refuse(file, _PROTECTED)
        refuse(file, _BROKEN.format("it is cut off or damaged"))
    except (ElementTree.ParseError, ValueError):
        refuse(file, _BROKEN.format("a part of it is no XML"))
    refuse(file, "it is no spreadsheet. Allowed: .xlsx, .xls, .ods and .csv. Save it as .xlsx.")


def _errors_of_xlsx(
    packed: zipfile.ZipFile, names: set[str], file: str
) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    parts = {name: packed.read(name) for name in names if name.endswith((".xml", ".rels"))}
    targets: dict[str, str] = {}
    for one in ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>")):
        target = one.get("Target", "")
        targets[one.get("Id", "")] = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        identity = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        xml = parts.get(targets.get(identity, ""), b"")
        yield sheet.get("name", ""), _errors_in(xml, sheet.get("name", ""), file)


def _errors_in(xml: bytes, sheet: str, file: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    rows, columns = [1, 1], [0, 0]
    for cell in _START.finditer(xml):
        at = _REFERENCE.search(cell[1])
        if at is None:
            continue
        row, column = int(at[2]), column_of(at[1].decode())
        if not xml.startswith((b"</c>", b"</x:c>"), cell.end()):
            rows, columns = [min(rows[0], row), max(rows[1], row)], [0, max(columns[1], column)]
        if b't="e"' in cell[1]:
            value = _VALUE.search(xml, cell.end())
            found[row, column] = value[1].decode(errors="replace") if value else "#VALUE!"
    if rows[1] * (columns[1] + 1) > MOST_CELLS:
        _too_wide(sheet, file)
    return found


def _check_repeated(xml: bytes, file: str) -> None:
    """Refuse a table in which cells that are not empty are repeated beyond all use."""
    if b"<!ENTITY" in xml:
        refuse(file, _BROKEN.format("it defines entities"))
    cells, in_row, times_row = 0, 0, 1
    for tag in _REPEATED.finditer(xml):
        times = _TIMES.search(tag[2] or b"")
        repeated = int(times[1]) if times else 1
        if tag[1] == b"row":
            in_row, times_row = 0, repeated
        elif tag[1] in (b"cell", b"covered-table-cell"):
            is_empty = bool(tag[3]) and b"value" not in tag[2]
            in_row += 0 if is_empty and repeated > 1000 else repeated
        elif tag[0] == b"</table:table-row>":
            cells += in_row * (times_row if times_row < 1000 or in_row else 1)
        if cells > MOST_CELLS or in_row > MOST_CELLS:
            _too_wide("", file)


def _too_wide(sheet: str, file: str) -> None:
    where = f"sheet {sheet!r} has" if sheet else "it has"
    refuse(
        file,
        f"{where} a cell so far from the first that there would be more than {MOST_CELLS:,} in between. Delete the "
        "rows and columns that are not of the table.",
    )
