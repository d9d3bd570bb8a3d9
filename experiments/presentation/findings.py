"""Findings: what an analysis found, in one shape: a sentence, paragraphs, tables, figures, frames, JSON and a page."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from markupsafe import Markup, escape

from experiments.presentation.figures.picture import Picture, figure_of, svg_of
from experiments.presentation.figures.style import PAGE, Size
from experiments.presentation.page import KIND, Page, is_folder, render, write_outputs
from experiments.presentation.saved import digest_of, save
from experiments.presentation.voice import Voice
from experiments.runs.durable_files import Kind, write_output
from experiments.runs.extras import ExtraMissingError
from scenarios.vocabulary import LANGUAGES, draft_in
from simulation.errors import SimulationError
from simulation.parameters import one_of

if TYPE_CHECKING:
    import pandas


def plain(text: object) -> str:
    """Return what a page says as plain text: no marks, one space between words."""
    return unescape(Markup(text).striptags()) if isinstance(text, Markup) else str(text)


class Account(NamedTuple):
    """What is told of a result.

    Attributes
    ----------
    findings : sequence
        What was found, a paragraph each, the answer first; plain text, or HTML where it is `markupsafe.Markup`.
    warnings : sequence
        What must be known before believing it.
    pictures : sequence of Picture
        Figures, the first of which a notebook shows.
    """

    findings: Sequence[object]
    warnings: Sequence[object]
    pictures: Sequence[Picture]


class Told(ABC):
    """What can be told in words and figures: the answer in a sentence or two, paragraphs, pictures.

    Words can be had in English (``"en"``) and in Spanish (``"es"``).
    """

    @abstractmethod
    def account(self, language: str = "en") -> Account:
        """Return what is told: paragraphs, warnings and figures.

        Raises
        ------
        SimulationError
            If the language is not known.
        """

    def paragraphs(self, language: str = "en") -> list[str]:
        """Return what was found, the answer first, as plain text."""
        return [plain(said) for said in self.account(language).findings]

    def headline(self, language: str = "en") -> str:
        """Return the answer, in one or two sentences."""
        return self.paragraphs(language)[0]

    def summary(self, language: str = "en") -> str:
        """Return what was found, and what must be known before believing it, as plain text."""
        warnings = [plain(said) for said in self.account(language).warnings]
        mark = draft_in(language)
        return "\n\n".join([*([mark] if mark else []), *self.paragraphs(language), *warnings])

    def pictures(self, language: str = "en") -> dict[str, Picture]:
        """Return every figure by the name of its file."""
        return {picture.name: picture for picture in self.account(language).pictures}

    def plot(self, name: str | None = None, language: str = "en", size: Size = PAGE) -> Any:
        """Return one figure as a `matplotlib.figure.Figure`: the first if no name is given.

        Raises
        ------
        SimulationError
            If there is no such figure, or none at all.
        ExtraMissingError
            If matplotlib is not installed.
        """
        pictures = self.pictures(language)
        if not pictures:
            raise SimulationError("There is no figure: nothing was found that could be drawn. Read summary().")
        chosen = one_of("name", next(iter(pictures)) if name is None else name, tuple(pictures))
        return figure_of(pictures[chosen], size)

    def __repr__(self) -> str:
        mark = draft_in(LANGUAGES[0])
        return f"<{type(self).__name__}: {f'{mark} ' if mark else ''}{self.headline()}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the answer, and the first figure, or what it lacks to be drawn."""
        account = self.account()
        mark = draft_in(LANGUAGES[0])
        said = [f"<p>{escape(text)}</p>" for text in ([mark] if mark else []) + [plain(account.findings[0])]]
        for first in account.pictures[:1]:
            try:
                drawn = svg_of(first, PAGE, inline=True)
            except ExtraMissingError as error:
                said.append(f"<p>{escape(str(error))}</p>")
            else:
                said.append(f'<figure style="margin:0;max-width:46em">{drawn}</figure>')
        return f"<div>{''.join(said)}</div>"


class Findings(Told):
    """What an analysis found. An analysis says how its page and its JSON are made; all else follows.

    What is told in words can be had in English (``"en"``) and in Spanish (``"es"``). Two are equal where they hold the
    same, to the last bit, however long ago and in whatever way it was asked for.
    """

    report_kind: ClassVar[Kind] = KIND
    """How an earlier report of its kind is known."""

    @abstractmethod
    def voice(self, language: str = "en") -> Voice:
        """Return a voice that has the words of this analysis.

        Raises
        ------
        SimulationError
            If the language is not known.
        """

    @abstractmethod
    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page.

        Parameters
        ----------
        language : {"en", "es"}
        command : str
            The command line that makes it again, where there is one.
        """

    @abstractmethod
    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as `--json` of the command line prints it."""

    def account(self, language: str = "en") -> Account:
        """Return what the page tells: paragraphs, warnings and figures."""
        page = self.page(language)
        return Account(page.findings, page.warnings, page.pictures)

    def frames(self) -> dict[str, pandas.DataFrame]:
        """Return every table in full precision, by the name of its file."""
        return dict(self.page().data)

    def to_pandas(self, name: str | None = None) -> pandas.DataFrame:
        """Return one table in full precision: the first if no name is given.

        Raises
        ------
        SimulationError
            If there is no such table.
        """
        frames = self.frames()
        return frames[next(iter(frames)) if name is None else one_of("name", name, tuple(frames))]

    def write(self, folder: str | os.PathLike[str], language: str = "en", command: str = "") -> list[Path]:
        """Write ``report.html`` and each figure and table as a file into a folder, and return their paths.

        Raises
        ------
        OutputError
            If it cannot be written, or other files are in the way.
        ExtraMissingError
            If matplotlib is not installed; then nothing is written.
        """
        return write_outputs(folder, self.page(language, command), self.voice(language))

    def report(self, language: str = "en", command: str = "") -> str:
        """Return the whole report as one HTML page that opens offline.

        Raises
        ------
        ExtraMissingError
            If matplotlib is not installed.
        """
        return render(self.page(language, command), self.voice(language))

    def write_report(self, place: str | os.PathLike[str], language: str = "en", command: str = "") -> Path:
        """Write the report alone where the place is an HTML file, else all that `write` does; return its path.

        Raises
        ------
        OutputError
            If it cannot be written, or other files are in the way.
        ExtraMissingError
            If matplotlib is not installed; then nothing is written.
        """
        target = Path(place)
        if is_folder(target):
            return self.write(target, language, command)[0]
        write_output(target, self.report(language, command), self.report_kind)
        return target

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write everything that was found into one file, and return its path; `experiments.load_findings` reads it.

        Parameters
        ----------
        path : str or path
            A name that ends in ``.findings``; an earlier such file is replaced, as a whole or not at all.

        Raises
        ------
        OutputError
            If it cannot be written, or another file has the name.
        """
        return save(self, path)

    @property
    def content(self) -> str:
        """SHA-256 of everything that was found."""
        return digest_of(self._compared())

    def _compared(self) -> Findings:
        """Return what counts when two are compared: all of it, unless an analysis keeps what says when it was made."""
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Findings) or type(self) is not type(other):
            return NotImplemented
        return self is other or self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)
