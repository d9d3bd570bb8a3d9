"""Workbook: the tables of a brief as a spreadsheet: numbers as numbers, and a sheet that says how to read it."""

from __future__ import annotations

import io
import math
from typing import Any

from experiments.presentation.brief.content import LONGEST, MADE, Brief, Sheet
from experiments.presentation.voice import Voice
from scenarios.vocabulary import draft_in

FORMATS = {"number": "#,##0.0##", "points": "0.0%", "share": "0.0%", "money": "#,##0"}
NARROW, WIDE, WIDEST = 14, 34, 100


def workbook_of(brief: Brief, voice: Voice) -> bytes:
    """Return the tables of a brief as XLSX, a sheet each after one on how to read them; the same bytes for the same."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE, "title": brief.question[:LONGEST]})
        formats = {unit: book.add_format({"num_format": form}) for unit, form in FORMATS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _explain(book.add_worksheet(voice.plain("brief.sheet.name")), brief, voice, head, wrapped)
        for sheet in brief.sheets:
            _fill(book.add_worksheet(sheet.name), sheet, formats, head)
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
        for place, text in enumerate(texts):
            page.write_string(line, place, text, form)


def _fill(page: Any, sheet: Sheet, formats: dict[str, Any], head: Any) -> None:
    """Write a table: numbers as numbers, and nothing where something is undefined."""
    page.freeze_panes(1, 1)
    for place, column in enumerate(sheet.columns):
        is_text = column.unit == "text"
        page.set_column(place, place, WIDE if is_text else NARROW)
        page.write_string(0, place, column.head, head)
        for line, value in enumerate(sheet.frame[column.key], start=1):
            if is_text:
                page.write_string(line, place, "" if value is None else str(value))
            elif value is not None and math.isfinite(float(value)):
                page.write_number(line, place, float(value), formats[column.unit])
    if len(sheet.frame):
        page.autofilter(0, 0, len(sheet.frame), len(sheet.columns) - 1)
