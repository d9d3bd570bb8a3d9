"""Workbook: the tables of a brief as a spreadsheet: numbers as numbers, and a sheet that says how to read it."""

from __future__ import annotations

import io
import math
import textwrap
from typing import Any

from experiments.presentation.brief.content import LONGEST, MADE, Brief, Column, Sheet
from experiments.presentation.voice import Voice
from scenarios.vocabulary import draft_in

FORMATS = {
    "number": "[>=1000]#,##0;[<=-1000]-#,##0;0.0##",
    "points": "0.0%",
    "share": "0.0%",
    "money": "#,##0",
}
NARROW, WIDE, WIDEST, MOST = 15, 42, 100, 70
"""Widths of columns in letters: of numbers, of words beside others, of sentences, and of words at most."""
LEGIBLE = 220
"""Letters that a line of paper takes."""
LINE = 15.0
"""Height of a line, in points."""
A4 = 9
"""What spreadsheets call the size of paper."""


def workbook_of(brief: Brief, voice: Voice) -> bytes:
    """Return the tables of a brief as XLSX, a sheet each after one on how to read them; the same bytes for the same."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE, "title": brief.question[:LONGEST]})
        formats = {unit: book.add_format({"num_format": form}) for unit, form in FORMATS.items()}
        formats["text"] = book.add_format({"align": "left"})  # years among words
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _explain(book.add_worksheet(voice.plain("brief.sheet.name")), brief, voice, head, wrapped)
        for sheet in brief.sheets:
            _fill(book.add_worksheet(sheet.name), sheet, formats, head, wrapped)
    return held.getvalue()


def _explain(page: Any, brief: Brief, voice: Voice, head: Any, wrapped: Any) -> None:
    """Write what was asked, what was found, and of each column what it holds."""
    page.set_column(0, 0, WIDE)
    page.set_column(1, 1, WIDEST)
    page.set_column(2, 2, WIDE)
    draft = draft_in(voice.language)
    rows = [
        *([(wrapped, draft, "", "")] if draft else []),
        (wrapped, voice.plain("brief.sheet.question"), brief.question, ""),
        (wrapped, voice.plain("brief.sheet.answer"), brief.answer, ""),
        (wrapped, voice.plain("brief.sheet.asked"), brief.asked, ""),
        *((wrapped, "", said, "") for said in brief.packages),
        *((wrapped, voice.plain("brief.limits") if n == 0 else "", said, "") for n, said in enumerate(brief.limits)),
        (wrapped, voice.plain("brief.sheet.made"), brief.made, ""),
        (wrapped, "", "", ""),
    ]
    for sheet in brief.sheets:
        rows.append((head, sheet.name, sheet.about, voice.plain("brief.sheet.unit")))
        rows += [(wrapped, "", column.head, column.meaning) for column in sheet.columns]
    for line, (form, *texts) in enumerate(rows):
        page.set_row(line, LINE * max(map(_lines, texts, (WIDE, WIDEST, WIDE))))
        for place, text in enumerate(texts):
            page.write_string(line, place, text, form)
    _set_up(page, 2 * WIDE + WIDEST)


def _set_up(page: Any, width: float) -> None:
    """Let a sheet be printed: lying, on as many sheets of paper beside each other as its letters need."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(math.ceil(width / LEGIBLE), 0)


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column: not every program makes a row as high as its words need."""
    return len(textwrap.wrap(text, max(1, int(0.9 * width)))) or 1


def _fill(page: Any, sheet: Sheet, formats: dict[str, Any], head: Any, wrapped: Any) -> None:
    """Write a table: numbers as numbers, nothing where something is undefined, long words on several lines."""
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.repeat_columns(0)
    widths = [_width(column, sheet) for column in sheet.columns]
    _set_up(page, sum(widths))
    page.set_row(0, LINE * max(_lines(column.head, width) for column, width in zip(sheet.columns, widths, strict=True)))
    high: dict[int, int] = {}
    for place, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        is_text = column.unit == "text"
        page.set_column(place, place, width)
        page.write_string(0, place, column.head, head)
        for line, value in enumerate(sheet.frame[column.key], start=1):
            if is_text and not _is_whole(value):
                text = "" if value is None else str(value)
                lines = 1 if len(text) <= width else _lines(text, width)
                page.write_string(line, place, text, wrapped if lines > 1 else None)
                high[line] = max(lines, high.get(line, 1))
            elif value is not None and math.isfinite(float(value)):
                page.write_number(line, place, float(value), formats.get(column.unit))
    for line, lines in high.items():
        if lines > 1:
            page.set_row(line, LINE * lines)
    if len(sheet.frame):
        page.autofilter(0, 0, len(sheet.frame), len(sheet.columns) - 1)


def _is_whole(value: object) -> bool:
    """Return whether words are a whole number, such as that of a year."""
    text = str(value)
    return text.isdecimal() and str(int(text)) == text


def _width(column: Column, sheet: Sheet) -> float:
    """Return how wide a column is, in letters: as its words, or as numbers are."""
    if column.unit != "text":
        return NARROW
    words = ["" if value is None else str(value) for value in sheet.frame[column.key]]
    return min(MOST, max(NARROW, 2 + max(map(len, words), default=0)))
