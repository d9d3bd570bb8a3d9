"""Content: what stands in a brief, whatever file it becomes."""

from __future__ import annotations

import datetime
import os
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from experiments.presentation.figures.picture import Picture
from experiments.presentation.figures.style import ON_PAGE
from experiments.presentation.findings import Findings
from experiments.presentation.voice import Voice
from experiments.runs.model import model_digest

if TYPE_CHECKING:
    import pandas

FULL, LETTERS_OF_ROW, LEAST_SCALE = 2900.0, 80.0, 0.6
"""Letters that fill a page, those whose place a row of its figure takes, and how far letters shrink at most."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST = 255
"""Letters that a title of an Office document may have."""
MADE = datetime.datetime(2000, 1, 1)
"""When every document was made: the same brief is the same bytes."""
ACCENT, PALE, ALARM = "#005a8e", "#f1f5f8", "#9d1c00"
"""Colours of a brief beside those of every page: what counts, the ground of the answer, the mark of a draft."""
Unit = Literal["text", "number", "points", "share", "money"]
"""What a column of a workbook holds. Points are kept as shares of coverage, 0 to 1, and shown as percent."""


class Number(NamedTuple):
    """One of the three numbers of a brief.

    Attributes
    ----------
    value : str
        With its unit.
    label : str
        What it is.
    range : str
        How far it may lie from it, in words.
    """

    value: str
    label: str
    range: str


class Excerpt(NamedTuple):
    """The few rows of a table that a page has room for, and what is said of them.

    Attributes
    ----------
    title : str
    said : sequence of str
        Sentences; what they say rests on all rows, not on those that are shown.
    heads : sequence of str
    rows : sequence of sequence of str
        As many cells as heads.
    """

    title: str
    said: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


class Column(NamedTuple):
    """A column of a workbook.

    Attributes
    ----------
    key : str
        Of the data frame.
    head : str
        As the sheet has it.
    meaning : str
    unit : {"text", "number", "points", "share", "money"}
    """

    key: str
    head: str
    meaning: str
    unit: Unit


class Sheet(NamedTuple):
    """A table of a workbook.

    Attributes
    ----------
    name : str
        Of the sheet, 31 letters at most.
    about : str
        What it holds, in a sentence.
    columns : sequence of Column
        Of those of the frame that it shows, in their order.
    """

    name: str
    about: str
    columns: Sequence[Column]
    frame: pandas.DataFrame


@dataclass(frozen=True)
class Brief:
    """What stands on the page; all of it plain text.

    Attributes
    ----------
    question : str
    asked : str
        What was run, in a sentence.
    packages : sequence of str
        What each package, or scenario, is: its title and the question that it asks.
    answer : str
        In one to three sentences.
    numbers : sequence of Number
        Three.
    picture : Picture or None
        None where nothing can be drawn.
    changes_head : str
    changes : sequence of str
        What would change the answer, or must be known before it is relied on.
    limits : sequence of str
        What is not claimed.
    made : str
        How it was made: see `made_in_words`.
    sheets : sequence of Sheet
        Of the workbook.
    places : Excerpt or None
        What was found by place, where that was asked for.
    """

    question: str
    asked: str
    packages: Sequence[str]
    answer: str
    numbers: Sequence[Number]
    picture: Picture | None
    changes_head: str
    changes: Sequence[str]
    limits: Sequence[str]
    made: str
    sheets: Sequence[Sheet]
    places: Excerpt | None = None

    @property
    def scale(self) -> float:
        """By how much letters shrink for all of it to stand on one page."""
        texts = [self.question, self.asked, *self.packages, self.answer, self.made, *self.changes, *self.limits]
        texts += [text for number in self.numbers for text in number]
        rows = min(self.picture.rows, ON_PAGE.rows) if self.picture else 0
        if self.places is not None:
            texts += self.places.said
            rows += len(self.places.rows) + 2  # its title and heads
        return min(1.0, max(LEAST_SCALE, (FULL / (sum(map(len, texts)) + LETTERS_OF_ROW * rows)) ** 0.5))


def described(questions: Mapping[str, str], voice: Voice) -> list[str]:
    """Return what each package or scenario is, by its title: the question that it asks."""
    return [voice.plain("brief.package", name=name, question=question) for name, question in questions.items()]


def printable(text: str) -> str:
    """Return a text without signs that no document can hold: a name may have them."""
    return NOT_IN_XML.sub("", text)


def sign(properties: Any, brief: Brief) -> None:
    """Write into the core properties of an Office document what it is, and nothing of when it was made."""
    properties.title, properties.author = printable(brief.question)[:LONGEST], "Enabling Bubbles"
    properties.created = properties.modified = MADE


def made_in_words(voice: Voice, command: str = "") -> str:
    """Return the command line that makes a brief again, where there is one, and its version and model."""
    said = [voice.plain("brief.made", command=command)] if command else []
    return " \N{MIDDLE DOT} ".join(
        [*said, voice.plain("brief.made_by", version=version("enabling-bubbles"), model=model_digest()[:12])]
    )


class Briefed(Findings):
    """Findings of which there is a brief."""

    @abstractmethod
    def brief(self, language: str = "en", command: str = "") -> Brief:
        """Return the brief.

        Parameters
        ----------
        language : {"en", "es"}
        command : str
            The command line that makes it again, where there is one.

        Raises
        ------
        SimulationError
            If the language is not known.
        """

    def write_brief(self, folder: str | os.PathLike[str], language: str = "en", command: str = "") -> list[Path]:
        """Write the brief into a folder, and return the paths of its files, the page first.

        ``brief.html`` (one page of A4), ``brief.docx``, ``brief.pptx``, ``tables.xlsx``, ``figure.svg`` and
        ``figure.png``.

        Raises
        ------
        OutputError
            If it cannot be written, or other files are in the way.
        ExtraMissingError
            If a library of the extra `analysis` is not installed; then nothing is written.
        """
        from experiments.presentation.brief.files import written

        return written(self.brief(language, command), self.voice(language), folder)


def sheet(voice: Voice, key: str, frame: pandas.DataFrame, units: Mapping[str, Unit], **words: Any) -> Sheet:
    """Return a sheet of those columns that a frame has, named and explained by the texts of an analysis.

    Parameters
    ----------
    key : str
        Of the texts: ``KEY.name``, ``KEY.about``, and of a column ``KEY.column.COLUMN``. One that ends in ``_low``,
        ``_high``, ``_10%`` or ``_90%`` is named after the one without.
    units : mapping of str to str
        Columns to show, in their order, and what they hold.
    words
        Filled into the texts.
    """

    def column(name: str, unit: Unit) -> Column:
        ending = next((one for one in ENDS if name.endswith(one)), "")
        head = voice.plain(f"{key}.column.{name.removesuffix(ending)}", **words)
        if ending:
            head = f"{head}, {voice.plain(f'brief.end.{ENDS[ending]}')}"
        return Column(name, head, voice.plain(f"brief.unit.{unit}"), unit)

    columns = tuple(column(name, unit) for name, unit in units.items() if name in frame)
    return Sheet(voice.plain(f"{key}.name"), voice.plain(f"{key}.about", **words), columns, frame)


ENDS = {"_low": "low", "_high": "high", "_10%": "tenth", "_90%": "ninetieth"}
"""How columns end that hold one end of a range, and what that end is called in the texts."""
