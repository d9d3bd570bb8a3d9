"""Picture: one figure, drawn at the size it is wanted: the same bytes each time, with words for who cannot see it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from experiments.presentation.figures.fit import fit
from experiments.presentation.figures.style import Size, rules_of
from experiments.runs.extras import optional
from experiments.runs.model import is_draft, model_digest
from scenarios.vocabulary import LANGUAGES, text_of

ROW = 1.75
"""Height of a row of a chart, in heights of its letters."""
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_NAMES = re.compile(r'(\sid="|href="#|url\(#)')
_FIRST = re.compile(r"<svg [^>]*>")
_WIDTH = re.compile(r' width="[^"]*"| height="[^"]*"')


@dataclass(frozen=True)
class Picture:
    """One figure.

    Attributes
    ----------
    name : str
        Of its files, and its place in a page: lower case, hyphens.
    title : str
        What it shows, as a sentence or nearly one: the finding, not the axes.
    caption : str
        How to read it; HTML where it is `markupsafe.Markup`.
    told : str
        What somebody hears who cannot see it: what is drawn, and its main numbers.
    draw : callable
        Draws into an empty matplotlib `Figure` of constrained layout, at a `Size`.
    rows : int
        Rows of a chart that lists things one below another; the picture grows with them.
    height : float
        Of a picture without rows, over that of its size.
    """

    name: str
    title: str
    caption: object
    told: str
    draw: Callable[[Any, Size], None]
    rows: int = 0
    height: float = 1.0


def _drawn(picture: Picture, size: Size) -> Any:
    height = size.height
    if size.grows:
        height *= picture.height
        if picture.rows:
            rows = min(picture.rows, size.rows)
            height = max(0.45 * size.height, (rows * ROW + 5.0) * size.font / 72.0)
    figure = optional("matplotlib.figure").Figure(figsize=(size.width, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.008 * size.font, h_pad=0.005 * size.font)  # letters differ between forms
    picture.draw(figure, size)
    if is_draft(model := model_digest()):
        marks = " · ".join(text_of(language, "model.draft.name") for language in LANGUAGES)
        figure.get_layout_engine().set(rect=(0.0, 0.0, 0.965, 1.0))  # the right edge is kept for it
        words = {"rotation": 90, "ha": "right", "va": "bottom", "fontsize": "small", "weight": "bold"}
        figure.text(0.995, 0.02, f"{marks}: {model[:12]}", **words)
    if size.has_title:
        figure.suptitle(picture.title, x=0.01, ha="left", wrap=True)
    fit(figure, size)
    return figure


def figure_of(picture: Picture, size: Size) -> Any:
    """Return a picture as a `matplotlib.figure.Figure`."""
    with optional("matplotlib").rc_context(rules_of(size)):
        return _drawn(picture, size)


def _saved(picture: Picture, size: Size, *forms: str) -> list[bytes]:
    matplotlib = optional("matplotlib")
    made: list[bytes] = []
    with matplotlib.rc_context(rules_of(size)):
        figure = _drawn(picture, size)
        figure.set_layout_engine(None)  # it has its places: once is enough, and nothing is drawn to find them again
        for form in forms:
            file = io.BytesIO()
            about = {"Date": None} if form == "svg" else {"Software": None}
            figure.savefig(file, format=form, dpi=size.dots, metadata=about)
            made.append(file.getvalue())
    return made


def svg_of(picture: Picture, size: Size, *, inline: bool = False) -> str:
    """Return a picture as SVG, the same for the same data; its letters stay letters.

    Parameters
    ----------
    inline : bool
        Whether it is to stand inside a page: no XML declaration, names that no other picture has, as wide as its place.
    """
    return _finished(picture, _saved(picture, size, "svg")[0], inline)


def png_of(picture: Picture, size: Size) -> bytes:
    """Return a picture as PNG."""
    return _saved(picture, size, "png")[0]


def files_of(picture: Picture, size: Size) -> tuple[str, bytes]:
    """Return a picture as SVG and as PNG, drawn once."""
    svg, png = _saved(picture, size, "svg", "png")
    return _finished(picture, svg, False), png


def _finished(picture: Picture, drawn: bytes, inline: bool) -> str:
    """Return an SVG with the picture's words, without what changes from day to day."""
    text = _METADATA.sub("", drawn.decode("utf-8"))
    text = _NAMES.sub(rf"\g<1>{picture.name}-", text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    first = _FIRST.search(text)
    assert first is not None
    head = first[0][:-1] + f' role="img" aria-labelledby="{picture.name}-title {picture.name}-told">'
    if inline:
        head = _WIDTH.sub("", head)
    words = (
        f'<title id="{picture.name}-title">{escape(picture.title, quote=False)}</title>'
        f'<desc id="{picture.name}-told">{escape(picture.told, quote=False)}</desc>'
    )
    begin = "" if inline else text[: first.start()]
    return begin + head + words + text[first.end() :]
