"""Slides: a brief on three: the answer with its numbers, the figure, what would change it and what is not claimed.

Where it tells of places, they have a slide of their own; so has whatever else a slide has no room for in letters that
are read across a room: what the packages are, what is not claimed. Each slide has a title, which screen readers go by.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from experiments.presentation.brief.content import ACCENT, PALE, Brief, Excerpt, printable, sign
from experiments.presentation.figures.style import SLIDE
from experiments.presentation.palette import QUIET, TEXT
from experiments.presentation.voice import Voice
from experiments.runs.extras import optional
from scenarios.vocabulary import draft_in

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.6
"""Of a slide of 16 to 9, and of its margin, in inches."""
TITLED = 5
"""The layout of a slide that has a title alone."""
TITLE = (EDGE, 0.35, WIDTH - 2.0 * EDGE, 0.8)
UNSEEN = (EDGE, -0.9, WIDTH - 2.0 * EDGE, 0.8)
"""Above the slide: a title that is heard, and drawn in the figure already."""
LONGEST = 1.35
"""How high what was asked may be on the first slide, in inches."""
LEGIBLE = 0.8
"""Of the size of letters; what would need smaller ones goes on to a slide of its own."""
BODY = (EDGE, 1.3, WIDTH - 2.0 * EDGE, HEIGHT - 2.0)
"""What is beneath the title of a slide."""
Said = tuple[str, float, bool, str]
"""A paragraph: its text, size in points, whether it is bold, its colour."""


def slides_of(brief: Brief, voice: Voice, png: bytes | None) -> bytes:
    """Return a brief as PPTX.

    Parameters
    ----------
    png : bytes or None
        Its figure, as wide as a slide.

    Raises
    ------
    ExtraMissingError
        If python-pptx is not installed.
    """
    util = optional("pptx.util")
    deck = optional("pptx").Presentation()
    deck.slide_width, deck.slide_height = util.Inches(WIDTH), util.Inches(HEIGHT)
    _first(deck, brief, voice)
    if brief.picture is not None and png is not None:
        slide = _slide(deck, brief, voice)
        _title(slide, brief.picture.title, UNSEEN)
        height = HEIGHT - 1.9 * EDGE
        width = height * SLIDE.width / SLIDE.height
        place = [util.Inches(inches) for inches in ((WIDTH - width) / 2.0, 0.45 * EDGE, width, height)]
        drawn = slide.shapes.add_picture(io.BytesIO(png), *place)
        drawn._element.nvPicPr.cNvPr.set("descr", printable(brief.picture.told))
    if brief.places is not None:
        _places(deck, brief, brief.places, voice)
    _last(deck, brief, voice)
    sign(deck.core_properties, brief)
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def _first(deck: Any, brief: Brief, voice: Voice) -> None:
    """Add what was asked, what was answered, and the three numbers; what the packages are goes on where it is long."""
    slide = _slide(deck, brief, voice)
    inner = WIDTH - 2.0 * EDGE
    _title(slide, brief.question, (EDGE, 0.35, inner, 1.1))
    asked: list[Said] = [(brief.asked, 14.0, False, QUIET), *_points(brief.packages, 14.0, QUIET)]
    goes_on = _fit((EDGE, 1.5, inner, LONGEST), asked) < LEGIBLE
    if goes_on:
        asked = asked[:1]
    high = next(high for high in (0.7, 1.0, LONGEST) if high == LONGEST or _fit((EDGE, 1.5, inner, high), asked) >= 0.9)
    _box(slide, (EDGE, 1.5, inner, high), asked)
    top = 1.6 + high
    answer = _box(slide, (EDGE, top, inner, 1.5), [(brief.answer, 20.0, False, TEXT)], anchor="middle")
    answer.fill.solid()
    answer.fill.fore_color.rgb = _colour(PALE)
    width = (inner - 0.6) / 3.0
    under = HEIGHT - 0.6 - top - 1.65
    boxes = [(EDGE + place * (width + 0.3), top + 1.65, width, under) for place in range(len(brief.numbers))]
    said: list[list[Said]] = [
        [(own.value, 30.0, True, ACCENT), (own.label, 15.0, False, TEXT), (own.range, 13.5, False, QUIET)]
        for own in brief.numbers
    ]
    shrink = min(map(_fit, boxes, said), default=1.0)
    for box, paragraphs in zip(boxes, said, strict=True):
        _box(slide, box, paragraphs, shrink=shrink)
    if goes_on:
        _say_on(deck, brief, voice, voice.plain("brief.sheet.asked"), brief.packages)


def _points(texts: Sequence[str], points: float, colour: str) -> list[Said]:
    return [(f"•  {text}", points, False, colour) for text in texts]


def _say_on(deck: Any, brief: Brief, voice: Voice, title: str, texts: Sequence[str]) -> None:
    """Add points on a slide of their own, or on as many as they need to be read."""
    left, number = list(texts), 1
    while left:
        many = next((n for n in range(len(left), 1, -1) if _fit(BODY, _points(left[:n], 16.0, TEXT)) >= LEGIBLE), 1)
        slide = _slide(deck, brief, voice)
        _title(slide, title if number == 1 else f"{title} ({number})", TITLE)
        _box(slide, BODY, _points(left[:many], 16.0, TEXT))
        left, number = left[many:], number + 1


def _places(deck: Any, brief: Brief, places: Excerpt, voice: Voice) -> None:
    """Add the slide of what was found by place: what is said of it, and a few rows."""
    util = optional("pptx.util")
    slide = _slide(deck, brief, voice)
    _title(slide, places.title, TITLE)
    inner = WIDTH - 2.0 * EDGE
    _box(slide, (EDGE, 1.2, inner, 1.6), [(said, 16.0, False, TEXT) for said in places.said])
    rows = (places.heads, *places.rows)
    at = [util.Inches(inches) for inches in (EDGE, 2.9, inner, 0.45 * len(rows))]
    drawn = slide.shapes.add_table(len(rows), len(places.heads), *at)
    drawn._element.nvGraphicFramePr.cNvPr.set("descr", printable(places.title))
    for line, row in enumerate(rows):
        for place, words in enumerate(row):
            paragraph = drawn.table.cell(line, place).text_frame.paragraphs[0]
            paragraph.alignment = optional("pptx.enum.text").PP_ALIGN.RIGHT if place else None
            run = paragraph.add_run()
            run.text = printable(words)
            run.font.size, run.font.bold, run.font.name = util.Pt(13), line == 0, "Arial"


def _title(slide: Any, words: str, place: tuple[float, float, float, float]) -> None:
    """Write the title of a slide."""
    util, text = optional("pptx.util"), optional("pptx.enum.text")
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (util.Inches(inches) for inches in place)
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, text.MSO_ANCHOR.BOTTOM
    said = (words, 28.0, True, TEXT)
    _paragraphs(frame, [said], _fit(place, [said]))
    frame.paragraphs[0].alignment = text.PP_ALIGN.LEFT


def _last(deck: Any, brief: Brief, voice: Voice) -> None:
    """Add what would change the answer beside what is not claimed; where that is much, on a slide each."""
    limits = voice.plain("brief.limits")
    both = ((brief.changes_head, brief.changes), (limits, brief.limits))
    written = [[(title, 18.0, True, ACCENT), *_points(said, 15.0, TEXT)] for title, said in both]
    letters = [sum(map(len, said)) for _, said in both]
    room = WIDTH - 2.0 * EDGE - 0.4
    first = room * min(0.65, max(0.35, letters[0] / max(1, sum(letters))))
    boxes = ((EDGE, BODY[1], first, BODY[3]), (EDGE + first + 0.4, BODY[1], room - first, BODY[3]))
    shrink = min(map(_fit, boxes, written))
    if shrink < LEGIBLE:
        for title, said in both:
            _say_on(deck, brief, voice, title, said)
        return
    slide = _slide(deck, brief, voice)
    _title(slide, voice.plain("brief.last"), TITLE)
    for box, said in zip(boxes, written, strict=True):
        _box(slide, box, said, shrink=shrink)


def _slide(deck: Any, brief: Brief, voice: Voice) -> Any:
    """Return a new slide that says beneath where it comes from, and that the model is a draft where it is."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLED])
    foot = " ".join(filter(None, (draft_in(voice.language), brief.made)))
    _box(slide, (EDGE, HEIGHT - 0.55, WIDTH - 2.0 * EDGE, 0.4), [(foot, 9.0, False, QUIET)])
    return slide


def _box(
    slide: Any,
    place: tuple[float, float, float, float],
    said: Sequence[Said],
    *,
    anchor: str = "top",
    shrink: float | None = None,
) -> Any:
    """Add a box of paragraphs (text, size in points, bold, colour), and return it.

    Letters shrink by what is given, or to fit it.
    """
    util, text = optional("pptx.util"), optional("pptx.enum.text")
    box = slide.shapes.add_textbox(*(util.Inches(inches) for inches in place))
    frame = box.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = getattr(text.MSO_ANCHOR, anchor.upper())
    _paragraphs(frame, said, _fit(place, said) if shrink is None else shrink)
    return box


def _paragraphs(frame: Any, said: Sequence[Said], shrink: float) -> None:
    """Write paragraphs (text, size in points, bold, colour) into a frame."""
    util = optional("pptx.util")
    for number, (words, points, bold, colour) in enumerate(said):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = util.Pt(4)
        run = paragraph.add_run()
        run.text = printable(words)
        run.font.size, run.font.bold, run.font.name = util.Pt(round(shrink * points, 1)), bold, "Arial"
        run.font.color.rgb = _colour(colour)


def _fit(place: tuple[float, float, float, float], said: Sequence[Said]) -> float:
    """Return by how much letters must shrink for all lines to fit a box, by the width of a middling letter."""
    _, _, width, height = place

    def needed(shrink: float) -> float:
        inches = [(len(words), shrink * points / 72.0) for words, points, _, _ in said]
        return sum((1.0 + letters * 0.53 * size // (width - 0.2)) * 1.22 * size + 0.06 for letters, size in inches)

    return next(
        (shrink for shrink in (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4) if needed(shrink) <= height - 0.1), 0.3
    )


def _colour(code: str) -> Any:
    return optional("pptx.dml.color").RGBColor.from_string(code.lstrip("#").upper())
