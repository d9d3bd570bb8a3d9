"""Page: a comparison as one self-contained HTML page.

No request leaves the page: styles, scripts and figures are inside, and its own policy forbids the rest.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from experiments.analyses.comparison.answer import Answer
from experiments.analyses.comparison.canvas import Canvas
from experiments.analyses.comparison.cost_tables import CostTables
from experiments.analyses.comparison.figures import figures_of
from experiments.analyses.comparison.files import KIND
from experiments.analyses.comparison.method import Comparison
from experiments.analyses.comparison.place_pages import PlacePages
from experiments.analyses.comparison.reproduce import Reproduction
from experiments.analyses.comparison.subject import Subject, voice_of
from experiments.analyses.comparison.tables import Tables
from experiments.presentation.blocks import Figure
from experiments.presentation.palette import INK
from experiments.presentation.templates import style, template
from experiments.presentation.voice import Voice
from experiments.runs.durable_files import write_output
from scenarios.vocabulary import draft_in

FOLDER = Path(__file__).resolve().parent


def write_report(
    comparison: Comparison, path: str | os.PathLike[str], language: str = "en", command: str | None = None
) -> Path:
    """Write the report of a comparison and return its path.

    Parameters
    ----------
    comparison : Comparison
        With series, as `experiments.analyses.comparison.method.compare` makes it.
    path : str or path-like
        An HTML file; an earlier report that is there is replaced, as a whole or not at all, and nothing else is.
    language : {"en", "es"}
    command : str, optional
        The command line that made it, for the section on how to reproduce it.

    Raises
    ------
    OutputError
        If it cannot be written, or another file has the name; nothing half-written is left.
    SimulationError
        If the language is not known.
    """
    target = Path(path)
    write_output(target, render(comparison, language, command), KIND)
    return target


def render(comparison: Comparison, language: str = "en", command: str | None = None) -> str:
    """Return the report as HTML; see `write_report`."""
    voice = voice_of(language).about(comparison.calendar, comparison.money)
    subject = Subject(comparison, voice)
    figures = figures_of(subject)
    places = PlacePages(subject) if comparison.by_place is not None else None
    place_figure = None if places is None else places.figure()
    return template("template.html.j2", FOLDER).render(
        language=language,
        say=voice.say,
        plain=voice.plain,
        number=voice.number,
        subject=subject,
        comparison=comparison,
        answer=Answer(subject),
        tables=Tables(subject),
        costs=CostTables(subject),
        figures=figures,
        by_place=places,
        place_figure=place_figure,
        band=Canvas(subject).band_note,
        swatch=lambda group: swatch(voice, group),
        reproduction=Reproduction(subject, command),
        style=style(),
        script=Markup((FOLDER / "draw.js").read_text(encoding="utf-8")),
        plotly=plotly_script(),
        charts=charts_script(figures if place_figure is None else [*figures, place_figure]),
        draft=draft_in(language),
    )


def swatch(voice: Voice, group: str) -> Markup:
    """Return the name of a group with its line and mark before it."""
    ink = INK[group]
    text = Markup('<span class="swatch {}" style="color:{}"><i></i>{}</span>')
    return text.format(ink.mark or "none", ink.line if group == "twin" else ink.words, voice.say(f"figure.{group}"))


@cache
def plotly_script() -> Markup:
    """Return Plotly's own script, to stand inside the page."""
    from plotly.offline import get_plotlyjs

    return Markup(get_plotlyjs().replace("</script", "<\\/script").replace("<!--", "<\\!--"))


def charts_script(figures: list[Figure]) -> Markup:
    """Return the charts by their names, as JSON that is safe inside a script."""
    charts: dict[str, Any] = {
        panel.name: panel.chart for figure in figures for strip in figure.strips for panel in strip.panels
    }
    text = json.dumps(charts, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
