"""Page: findings, figures, tables, method, limits, settings; written whole, with each figure and table as a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from experiments.presentation.blocks import Cell, Group, Head, Row, Table
from experiments.presentation.figures.picture import Picture, files_of, svg_of
from experiments.presentation.figures.style import COLUMN, PAGE, SLIDE
from experiments.presentation.voice import Voice
from experiments.runs.durable_files import (
    Kind,
    check_output,
    make_output_folder,
    outputs_as_meta,
    page_kind,
    spreadsheet,
    write_beside,
)
from scenarios.vocabulary import draft_in

if TYPE_CHECKING:
    import pandas

    from experiments.runs.sweep.plan import Plan

FOLDER = Path(__file__).resolve().parent
NAME = "report.html"
KIND = page_kind("the report of an analysis", '<meta name="generator" content="enabling-bubbles analysis">')


class Fact(NamedTuple):
    """A setting that is needed to run it again."""

    name: object
    value: object
    is_code: bool = False


def facts_of(plan: Plan, voice: Voice) -> list[Fact]:
    """Return what is needed to make the runs of a plan again: how many, their seed, the model."""
    return [
        Fact(voice.plain("fact.runs"), voice.number(plan.runs)),
        *([Fact(voice.plain("fact.plausible"), voice.number(plan.sets))] if plan.sets else []),
        *([Fact(voice.months_head, voice.span(plan.settings[0].months))] if voice.calendar else []),
        Fact(voice.plain("fact.seed"), plan.seed),
        Fact(voice.plain("fact.model"), plan.model, is_code=True),
    ]


@dataclass(frozen=True)
class Page:
    """What a page says. Texts are escaped unless they are `markupsafe.Markup`, as `Voice.say` returns.

    Attributes
    ----------
    heading : object
        The question.
    lead : object
        What was run, in one sentence.
    findings : sequence
        Paragraphs; the first is the answer, the others say how sure it is.
    warnings : sequence
        What a reader must know before believing any of it.
    pictures : sequence of Picture
    tables : sequence of Table
    method, limits : sequence
        Paragraphs; points of a list.
    facts : sequence of Fact
    command : str
        The command that makes the page again.
    files : mapping of str to str
        Texts of the files it was made from, shown folded.
    data : mapping of str to pandas.DataFrame
        Written as CSV files of these names, in full precision.
    """

    heading: object
    lead: object
    findings: Sequence[object]
    pictures: Sequence[Picture]
    tables: Sequence[Table]
    method: Sequence[object]
    limits: Sequence[object]
    facts: Sequence[Fact]
    command: str
    warnings: Sequence[object] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, pandas.DataFrame] = field(default_factory=dict)


def render(page: Page, voice: Voice, outputs: str = "{}") -> str:
    """Return a page as HTML: no request leaves it.

    Parameters
    ----------
    outputs : str
        Names and digests of the files that go beside it.
    """
    from experiments.presentation.templates import style, template

    return template("page.html.j2", FOLDER).render(
        page=page,
        outputs=outputs,
        language=voice.language,
        say=voice.say,
        plain=voice.plain,
        style=style(),
        drawn=lambda picture: Markup(svg_of(picture, PAGE, inline=True)),
        version=version("enabling-bubbles"),
        draft=draft_in(voice.language),
    )


def write_outputs(
    folder: str | os.PathLike[str],
    page: Page,
    voice: Voice,
    *,
    rendered: Callable[[str], str] | None = None,
    kind: Kind = KIND,
) -> list[Path]:
    """Write a page and its figures and tables into a folder, and return their paths.

    ``report.html``; of each picture ``NAME.svg`` and ``NAME.png`` (a slide), ``NAME-column.svg`` and
    ``NAME-column.png`` (a column of a paper); of each table of `data` ``NAME.csv``.

    Parameters
    ----------
    rendered : callable, optional
        Returns the page as HTML of its own, with names and digests of the files beside it, as `render` does.
    kind : Kind
        How an earlier page of that HTML is known.

    Raises
    ------
    OutputError
        If the folder cannot be made or written to, or files are in the way that no earlier such page names.
    ExtraMissingError
        If matplotlib is not installed; then nothing is written.
    """
    beside = {  # everything, before anything is written
        name: content.encode() if isinstance(content, str) else content for name, content in _beside(page)
    }
    outputs = outputs_as_meta(beside)
    html = render(page, voice, outputs) if rendered is None else rendered(outputs)
    place = Path(folder)
    write_beside(place, NAME, html, beside, kind)
    return [place / NAME, *(place / name for name in beside)]


def _beside(page: Page) -> Iterator[tuple[str, str | bytes]]:
    for picture in page.pictures:
        for size, ending in ((SLIDE, ""), (COLUMN, "-column")):
            svg, png = files_of(picture, size)
            yield f"{picture.name}{ending}.svg", svg
            yield f"{picture.name}{ending}.png", png
    for name, frame in page.data.items():
        text = frame.to_csv(index=False, lineterminator="\n")
        yield f"{name}.csv", spreadsheet(text, (cell for _, column in frame.items() for cell in column), f"{name}.csv")


def is_folder(report: Path) -> bool:
    """Return whether a report is to be a folder: its name has no ending, and no file has it."""
    return report.is_dir() or not (report.suffix or report.exists())


def check_report(report: Path | None, kind: Kind = KIND, *, beside: Path | None = None) -> None:
    """Make the folder of a report, or refuse what could not, or must not, be written there.

    Parameters
    ----------
    beside : Path, optional
        The store that the same command fills.

    Raises
    ------
    OutputError
    """
    if report is not None and is_folder(report):
        make_output_folder(report, {NAME: kind}, beside=beside)
    elif report is not None:
        check_output(report, kind, beside=beside)


def plain_table(
    caption: object, heads: Sequence[object], rows: Sequence[Sequence[Any]], *, is_text: bool = False
) -> Table:
    """Return a table of one head and rows, the first cell of each its own head.

    A cell may be words, None (shown as undefined), or a `Cell` with what it rests on beneath.
    """

    def cell(words: Any) -> Cell:
        if isinstance(words, Cell):
            return words
        return Cell("\N{EM DASH}", is_undefined=True) if words is None else Cell(words)

    body = [Row(first, [cell(words) for words in rest]) for first, *rest in rows]
    return Table(caption, heads[0], [Head(head) for head in heads[1:]], [Group("", body)], is_text=is_text)
