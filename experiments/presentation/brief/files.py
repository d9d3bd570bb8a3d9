"""Files: a brief as a page, a document, slides and a workbook, with its figure beside them; all of them or none."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from markupsafe import Markup

from experiments.presentation.brief.content import Brief
from experiments.presentation.brief.document import document_of
from experiments.presentation.brief.slides import slides_of
from experiments.presentation.brief.workbook import workbook_of
from experiments.presentation.figures.picture import files_of, svg_of
from experiments.presentation.figures.style import ON_PAGE, SLIDE
from experiments.presentation.voice import Voice
from experiments.runs.durable_files import outputs_as_meta, page_kind, write_beside
from experiments.runs.extras import optional
from scenarios.vocabulary import draft_in

FOLDER = Path(__file__).resolve().parent
NAME = "brief.html"
WORD, SLIDES, WORKBOOK, SVG, PNG = "brief.docx", "brief.pptx", "tables.xlsx", "figure.svg", "figure.png"
NAMES = (NAME, WORD, SLIDES, WORKBOOK, SVG, PNG)
LETTERS = 10.2
"""Size of letters on a page that is not too full, in points."""
KIND = page_kind("a brief", '<meta name="generator" content="enabling-bubbles brief">')
LIBRARIES = ("matplotlib", "docx", "pptx")
SAME_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every part of a document, so that the same brief is the same bytes."""


def check_extra() -> None:
    """Refuse before any run where a library is missing.

    Raises
    ------
    ExtraMissingError
    """
    for name in LIBRARIES:
        optional(name)


def written(brief: Brief, voice: Voice, folder: str | os.PathLike[str]) -> list[Path]:
    """Write a brief into a folder, in the place of nothing but an earlier one, and return the paths of its files.

    Raises
    ------
    OutputError
        If it cannot be written, or other files are in the way.
    ExtraMissingError
        If a library of the extra `analysis` is not installed; then nothing is written.
    """
    check_extra()
    pictures: dict[str, bytes] = {}
    if brief.picture is not None:
        drawn = files_of(brief.picture, SLIDE)
        pictures = {SVG: drawn[0].encode(), PNG: drawn[1]}
    beside = {
        WORD: same_bytes(document_of(brief, voice)),
        SLIDES: same_bytes(slides_of(brief, voice, pictures.get(PNG))),
        WORKBOOK: workbook_of(brief, voice),
        **pictures,
    }
    place = Path(folder)
    write_beside(place, NAME, page_of(brief, voice, outputs_as_meta(beside)), beside, KIND)
    return [place / NAME, *(place / name for name in beside)]


def page_of(brief: Brief, voice: Voice, outputs: str = "{}") -> str:
    """Return a brief as one page of A4 in HTML: no request leaves it.

    Parameters
    ----------
    outputs : str
        Names and digests of the files beside it.
    """
    from experiments.presentation.templates import template

    return template("brief.html.j2", FOLDER).render(
        brief=brief,
        outputs=outputs,
        language=voice.language,
        plain=voice.plain,
        points=round(LETTERS * brief.scale, 2),
        drawn=Markup("") if brief.picture is None else Markup(svg_of(brief.picture, ON_PAGE, inline=True)),
        draft=draft_in(voice.language),
    )


def same_bytes(archive: bytes) -> bytes:
    """Return a document without the time at which it was put together."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as before, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, SAME_DATE), before.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
