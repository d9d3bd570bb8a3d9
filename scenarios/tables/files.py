"""Files: what a table is kept in, opened as grids of cells, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence

from scenarios.cells import plain_name
from scenarios.tables.grids import Cell, FormulaError, Grid
from scenarios.tables.problems import refuse
from scenarios.tables.workbooks import ERRORS, grids_of_workbook, is_workbook

LARGEST = 8 * 1024 * 1024
"""Bytes of a places file."""
SEPARATORS = (",", ";", "\t", "|")
"""What may stand between the columns of a CSV file."""

_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=([^\w"\'\r\n])"?[,;\t|]*', re.IGNORECASE)
_FIRST_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|$)")
_OLDER = re.compile("[^\\W\\d_][‚¡¢£¤¥‡„]|[a-z]Ž")
"""What accented letters of MS-DOS and of old Macintoshes look like in Windows-1252: signs after a letter."""
_MARKUP = re.compile(r"\s*<(!doctype|html|table|\?xml|\w+:)", re.IGNORECASE)


def grids_in(data: bytes, file: str, fits: Callable[[Grid], int]) -> list[Grid]:
    """Return the sheets of a file; of a CSV file the one grid it is, by the separator that fits best.

    Parameters
    ----------
    data : bytes
    file : str
        As messages name it.
    fits : callable
        How many columns that are looked for a grid has.

    Raises
    ------
    ScenarioError
        If it is empty, is protected, or is neither spreadsheet nor text.
    """
    if is_workbook(data):
        return grids_of_workbook(data, file)
    text, encoding = _decoded(data, file)
    if _MARKUP.match(text):
        refuse(
            file,
            "it is a web page or XML, whatever its name says. Open it in a spreadsheet program, and save it as .xlsx.",
        )
    return [_grid_of(text, encoding, file, fits)]


def _decoded(data: bytes, file: str) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        refuse(file, "it is encoded as UTF-32. Save it as CSV UTF-8, as Excel and LibreOffice offer it.")
    encodings = [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = [("utf-16", "UTF-16")]
    elif data[:2000].count(b"\0") > len(data[:2000]) // 4:  # half of what is written in Latin letters
        encodings = [("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "UTF-16")]
    for codec, encoding in encodings:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if encoding == "Windows-1252" and _OLDER.search(text):
            break
        if not any(ord(letter) < 32 and letter not in "\t\n\r\f\v" for letter in text):
            return text, encoding
        break
    told = "it is no text in UTF-8, UTF-16 or Windows-1252, and no spreadsheet"
    refuse(file, f"{told}. Save it as .xlsx, or as CSV UTF-8, as Excel and LibreOffice offer it.")


def _grid_of(text: str, encoding: str, file: str, fits: Callable[[Grid], int]) -> Grid:
    first = _FIRST_LINE.match(text)
    named = _SEPARATOR_LINE.fullmatch(first[1]) if first else None
    candidates: Sequence[str] = SEPARATORS
    skipped = 0
    if named:
        candidates, skipped = [named[1]], 1
    best: Grid | None = None
    failed = ""
    score = (-1, -1)
    for separator in candidates:
        try:
            rows = _rows(text[first.end() :] if first and skipped else text, separator, skipped)
        except csv.Error as error:
            failed = failed or str(error)
            continue
        grid = Grid(rows, separator=separator, encoding=encoding, text=text)
        own = fits(grid), max((len(cells) for _, cells in rows[:30]), default=0)
        if own[0] > score[0] or (own[0] == score[0] == 0 and own > score):
            best, score = grid, own
    if best is None or (failed and score[0] < 1):
        refuse(file, failed)
    return best


def _rows(text: str, separator: str, skipped: int) -> list[tuple[int, list[Cell]]]:
    """Return the rows of a CSV file that hold anything, each with its line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for cells in reader:
            kept: list[Cell] = [_cell(cell) for cell in cells]
            if any(kept):
                rows.append((reader.line_num + skipped, kept))
    except csv.Error as error:
        raise csv.Error(f"row {reader.line_num + skipped}: it is not CSV: {error}. Close the quotes.") from None
    return rows


def _cell(text: str) -> Cell:
    kept = plain_name(text)
    return FormulaError(kept) if ERRORS.fullmatch(kept) else kept
