"""Document: a brief as one page of A4 that a word processor opens and people edit."""

from __future__ import annotations

import io
from typing import Any

from markupsafe import Markup

from experiments.presentation.brief.content import ACCENT, ALARM, PALE, Brief, Excerpt, printable, sign
from experiments.presentation.figures.picture import png_of
from experiments.presentation.figures.style import ON_PAGE
from experiments.presentation.palette import QUIET, TEXT
from experiments.presentation.voice import Voice
from experiments.runs.extras import optional
from scenarios.vocabulary import draft_in

LANGUAGE_OF = {"en": "en-US", "es": "es-HN"}


def document_of(brief: Brief, voice: Voice) -> bytes:
    """Return a brief as DOCX.

    Raises
    ------
    ExtraMissingError
        If python-docx is not installed.
    """
    shared = optional("docx.shared")
    document = optional("docx").Document()
    _set_page(document, brief, voice, shared)
    draft = draft_in(voice.language)
    if draft:
        _say(document, draft, 9.5, bold=True, colour=ALARM)
    _say(document, voice.plain("brief.kicker"), 8.5, colour=QUIET)
    title = document.add_heading(level=1)
    title.paragraph_format.space_before = title.paragraph_format.space_after = shared.Pt(2)
    _write(title, brief.question, 15.0, bold=True, colour=TEXT)
    _say(document, brief.asked, _fitted(9.0, brief), colour=QUIET)
    for said in brief.packages:
        _say(document, f"\N{BULLET} {said}", _fitted(9.0, brief), colour=QUIET)
    answer = _say(document, brief.answer, _fitted(11.5, brief))
    _shade(answer._p.get_or_add_pPr(), PALE, border=ACCENT)  # before its spacing: parts have an order
    answer.paragraph_format.space_before = answer.paragraph_format.space_after = shared.Pt(6)
    _numbers(document, brief)
    if brief.picture is not None:
        _say(document, brief.picture.title, 10.0, bold=True).paragraph_format.space_before = shared.Pt(6)
        drawn = document.add_picture(io.BytesIO(png_of(brief.picture, ON_PAGE)), width=shared.Mm(180))
        drawn._inline.docPr.set("descr", printable(brief.picture.told))
        drawn._inline.docPr.set("title", printable(brief.picture.title))
        _say(document, Markup(brief.picture.caption).striptags(), _fitted(9.0, brief))
    if brief.places is not None:
        _places(document, brief.places, _fitted(8.5, brief))
    _lists(document, brief, voice)
    _say(document, brief.made, 7.5, colour=QUIET).paragraph_format.space_before = shared.Pt(4)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _set_page(document: Any, brief: Brief, voice: Voice, shared: Any) -> None:
    """Set paper, margins, letters and what the file says of itself."""
    section = document.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = shared.Mm(15)
    section.top_margin, section.bottom_margin = shared.Mm(13), shared.Mm(11)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", shared.Pt(10)
    style.paragraph_format.space_after = shared.Pt(0)
    style.paragraph_format.line_spacing = 1.05
    run = style.element.get_or_add_rPr()
    language = optional("docx.oxml").OxmlElement("w:lang")
    language.set(optional("docx.oxml.ns").qn("w:val"), LANGUAGE_OF[voice.language])
    run.append(language)
    sign(document.core_properties, brief)
    document.core_properties.language = LANGUAGE_OF[voice.language]


def _fitted(points: float, brief: Brief) -> float:
    """Return how large letters are so that a brief with much to say stays on its page."""
    return round(points * brief.scale, 1)


def _say(place: Any, text: str, points: float, *, bold: bool = False, colour: str = "") -> Any:
    """Add a paragraph, and return it."""
    return _write(place.add_paragraph(), text, points, bold=bold, colour=colour)


def _write(paragraph: Any, text: str, points: float, *, bold: bool = False, colour: str = "") -> Any:
    """Write into a paragraph, and return it."""
    shared = optional("docx.shared")
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.bold, run.font.name = shared.Pt(points), bold, "Arial"
    if colour:
        run.font.color.rgb = shared.RGBColor.from_string(_code(colour))
    return paragraph


def _code(colour: str) -> str:
    """Return a colour as a document has it: ``005A8E``."""
    return colour.lstrip("#").upper()


def _shade(properties: Any, fill: str, border: str = "") -> None:
    """Give a paragraph or a cell a ground, and a line on its left."""
    oxml, qn = optional("docx.oxml"), optional("docx.oxml.ns").qn
    if border:
        borders = oxml.OxmlElement("w:pBdr")
        left = oxml.OxmlElement("w:left")
        for name, value in (("val", "single"), ("sz", "32"), ("space", "6"), ("color", _code(border))):
            left.set(qn(f"w:{name}"), value)
        borders.append(left)
        properties.append(borders)
    shade = oxml.OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _code(fill))):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def _numbers(document: Any, brief: Brief) -> None:
    table = document.add_table(rows=1, cols=len(brief.numbers))
    for cell, number in zip(table.rows[0].cells, brief.numbers, strict=True):
        _write(cell.paragraphs[0], number.value, 16.0, bold=True)
        _say(cell, number.label, _fitted(9.5, brief))
        _say(cell, number.range, _fitted(9.0, brief), colour=QUIET)


def _places(document: Any, places: Excerpt, points: float) -> None:
    """Set what was found by place: what is said of it, and a few rows."""
    _say(document, places.title, 10.0, bold=True, colour=ACCENT)
    for said in places.said:
        _say(document, said, points)
    table = document.add_table(rows=0, cols=len(places.heads))
    table.style = "Light Shading"
    for number, row in enumerate((places.heads, *places.rows)):
        for place, (cell, words) in enumerate(zip(table.add_row().cells, row, strict=True)):
            written = _write(cell.paragraphs[0], words, points, bold=number == 0)
            written.alignment = int(bool(place)) * 2  # left, then right


def _lists(document: Any, brief: Brief, voice: Voice) -> None:
    """Set what would change the answer beside what is not claimed."""
    shared = optional("docx.shared")
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    both = ((brief.changes_head, brief.changes, 100), (voice.plain("brief.limits"), brief.limits, 80))
    for cell, (head, said, width) in zip(table.rows[0].cells, both, strict=True):
        cell.width = shared.Mm(width)
        title = _write(cell.paragraphs[0], head, 10.0, bold=True, colour=ACCENT)
        title.paragraph_format.space_before = shared.Pt(5)
        for text in said:
            item = cell.add_paragraph(style="List Bullet")
            item.paragraph_format.left_indent = shared.Mm(4)
            _write(item, text, _fitted(9.0, brief))
