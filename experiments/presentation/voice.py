"""Language: the words of the report and the way numbers are written, in English and in Spanish.

Sentences stand in ``texts/LANGUAGE.toml``; what things are called stands in the vocabulary of the house
(``scenarios.vocabulary``), by keys such as ``regimes.bubble.name``. They are trusted HTML; whatever is filled into them
is escaped.
"""

from __future__ import annotations

import copy
import math
import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from markupsafe import Markup

from experiments.presentation.marks import MARKS, MINUS
from experiments.presentation.thresholds import thresholds
from scenarios import vocabulary
from scenarios.calendar import MONTHS_OF_YEAR, Calendar, month_shown
from scenarios.costs.money import BASE, Money
from scenarios.overrides import as_typed, parted
from scenarios.vocabulary import LANGUAGES
from simulation.errors import SimulationError

FOLDER = Path(__file__).resolve().parent / "texts"
SPACE = "\N{NO-BREAK SPACE}"
DASH = "\N{EM DASH}"
JOINED_ARTICLE = re.compile(r"\b(de|a) el\b")
JOINED_AND = re.compile(r"\by (?=(?:<[^>]*>|[“(])*[Hh]?[IiÍí](?![AEOaeoÁÉÓáéó]))")
"""Spanish *y* before the sound of an i, through a tag or quotation marks: *e Intibucá*, but *y hierro*."""


@cache
def catalogue(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Return every text of a language by its full key, such as ``answer.heading``."""
    found: dict[str, str] = {}
    _collect(tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")), "", found)
    return found


def _collect(table: dict[str, Any], prefix: str, found: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, str):
            found[prefix + key] = value
        else:
            _collect(value, f"{prefix}{key}.", found)


class Ticks(NamedTuple):
    """Where an axis of months has words, the words, each of one line or of two, and what it is called."""

    places: list[int]
    words: list[str]
    title: str


def parts_of(text: str) -> set[str]:
    """Return the names of what is filled into a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class Voice:
    """Says things in one language. Thresholds are known to every text: ``{reached_points}``.

    Parameters
    ----------
    language : {"en", "es"}
    folders : path
        Of further texts, ``en.toml`` and ``es.toml``: those of other pages.

    Attributes
    ----------
    calendar : Calendar or None
        Which month of the world month 0 is: then months are told by their dates.
    marks : Marks
        How it writes numbers.
    money : Money
        Currency and year of the prices, known to every text: ``{money}``.

    Raises
    ------
    SimulationError
        If the report does not speak it.
    """

    calendar: Calendar | None = None
    money: Money = BASE
    titles: Mapping[str, str] = MappingProxyType({})

    def __init__(self, language: str, *folders: Path) -> None:
        if language not in LANGUAGES:
            raise SimulationError(f"language is {language!r:.40}. Allowed: {', '.join(LANGUAGES)}. Choose one of them.")
        self.language = language
        self.marks = MARKS[language]
        self._always = {**thresholds(self.marks.decimal), "money": BASE.label(language), "currency": BASE.currency}
        self._texts = {**vocabulary.texts(language), **catalogue(language)}
        for folder in folders:
            self._texts.update(catalogue(language, folder))

    def about(self, calendar: Calendar | None, money: Money) -> Self:
        """Return a voice that tells months by their dates, where a calendar has them, and names this money."""
        found = self.dated(calendar)
        found.money = money
        found._always = {**found._always, "money": money.label(self.language), "currency": money.currency}
        return found

    def unit(self, text: str) -> str:
        """Return the words of a unit with the money that prices are in."""
        return self.money.restated(text, self.language)

    def dated(self, calendar: Calendar | None) -> Self:
        """Return a voice that tells months by their dates, where a calendar has them."""
        found = copy.copy(self)
        found.calendar = calendar
        return found

    def calling(self, titles: Mapping[str, Mapping[str, str]]) -> Self:
        """Return a voice that calls scenarios by their titles, which are by language and name."""
        found = copy.copy(self)
        found.titles = titles.get(self.language, {})
        return found

    def title(self, name: str) -> str:
        """Return what a scenario is called: by its title, or as the library calls it; by its name where by neither."""
        key = f"scenarios.{name}.name"
        return self.titles.get(name) or (self.plain(key) if self.knows(key) else name)

    def say(self, key: str, **parts: object) -> Markup:
        """Return a text as HTML; its parts are escaped unless they are HTML already."""
        return Markup(self._contracted(Markup(self._texts[key]).format(**{**self._always, **parts})))

    def plain(self, key: str, **parts: object) -> str:
        """Return a text as it is, for charts and attributes."""
        return self._contracted(self._texts[key].format(**{**self._always, **parts}))

    def _contracted(self, text: str) -> str:
        """Return a text as Spanish joins its parts: ``del alcance``, ``Yoro e Intibucá``."""
        return JOINED_AND.sub("e ", JOINED_ARTICLE.sub(r"\1l", text)) if self.language == "es" else text

    def knows(self, key: str) -> bool:
        """Return whether there is a text of this key."""
        return key in self._texts

    def process(self, name: str) -> str:
        """Return the short name of a clinical process: ``CCS``."""
        return vocabulary.process_in(self.language, name)

    def process_in_full(self, name: str) -> str:
        """Return the full name of a clinical process."""
        return vocabulary.process_in(self.language, name, "in_sentence")

    def measure(self, name: str, form: str = "name") -> str | None:
        """Return a measure in the words of the vocabulary, with its thresholds; None for what is none."""
        text = vocabulary.measure_in(self.language, name, form)
        return None if text is None else text.format(**self._always)

    def listed(self, items: Sequence[object]) -> Markup:
        """Return items with commas, and `and` before the last."""
        shown = [Markup("{}").format(item) for item in items]
        if len(shown) < 2:
            return Markup("").join(shown)
        last = Markup("{} {} {}").format(Markup(", ").join(shown[:-1]), self.say("word.and"), shown[-1])
        return Markup(self._contracted(last))

    # Months ---------------------------------------------------------------------------------------------------

    def month(self, month: float) -> str:
        """Return a month as a sentence names it: ``month 24``, or ``January 2026`` where it has a date."""
        return vocabulary.month_in(self.language, int(month), self.calendar)

    def span(self, months: int) -> str:
        """Return which months of the world a run of so many months is, as a sentence; nothing where nobody knows."""
        ends = {"first": self.month(0), "last": self.month(months - 1)}
        return self.plain("calendar.span.name", **ends) if self.calendar is not None else ""

    def month_in_table(self, month: int) -> str:
        """Return a month as a table has it: ``24``, or ``2026-01``."""
        return month_shown(month, self.calendar)

    def as_set(self, name: str) -> str:
        """Return what ``--set`` takes, ``alignment@30``, by its date where months have some: ``alignment@2026-07``."""
        bare, month, where = parted(name)
        is_dated = month is not None and month.isdecimal()
        return as_typed(bare, self.month_in_table(int(month)), where) if is_dated and month else name

    @property
    def months_head(self) -> str:
        """What a column or an axis of months is called."""
        return self._texts["calendar.number.short" if self.calendar is None else "calendar.date.short"]

    def ticks(self, months: int, most: int = 4) -> Ticks:
        """Return where an axis of so many months has words: each so many years, or months where it is short.

        Where months have dates, years stand at their January.
        """
        years = max(math.ceil(months / (MONTHS_OF_YEAR * most)), 1)
        step = MONTHS_OF_YEAR * years if months > 2 * MONTHS_OF_YEAR else max(months // most, 1)
        if self.calendar is None:
            places = list(range(0, months, step))
            return Ticks(places, [str(place) for place in places], self.months_head)
        if months <= 2 * MONTHS_OF_YEAR:
            places = list(range(0, months, step))
            return Ticks(places, [self._on_axis(place) for place in places], "")
        first = -(self.calendar.start.month - 1) % MONTHS_OF_YEAR
        places = list(range(first, months, step))
        words = [str(self.calendar.date(place).year) for place in places]
        return Ticks(places, words, self._texts["calendar.year.on_axis"])

    def _on_axis(self, month: int) -> str:
        assert self.calendar is not None
        date = self.calendar.date(month)
        return f"{self._texts[f'calendar.{date.month}.short']}\n{date.year}"

    # Numbers ------------------------------------------------------------------------------------------------

    def number(self, value: float, digits: int = 0, *, signed: bool = False) -> str:
        """Return a number with so many decimals; never minus zero."""
        text = f"{abs(value):,.{digits}f}"
        is_zero = not any(c in "123456789" for c in text)
        text = self.marks.written(text)
        if is_zero:
            return text
        return (MINUS if value < 0.0 else "+" if signed else "") + text

    def exact(self, value: float) -> str:
        """Return a setting in full precision, without needless decimals."""
        text = str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
        return self.marks.written(text).replace("-", MINUS)

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share as percent."""
        return self.number(100.0 * share, digits) + self.marks.percent

    def rate(self, share: float) -> str:
        """Return a rate of a year as percent, with a decimal where it needs one."""
        return self.percent(share, 0 if abs(100.0 * share - round(100.0 * share)) < 1e-9 else 1)

    @property
    def percent_sign(self) -> str:
        """The sign of percent as it follows a number."""
        return self.marks.percent

    @property
    def separators(self) -> str:
        """Decimal and thousands signs as charts want them."""
        return self.marks.decimal + self.marks.thousands
