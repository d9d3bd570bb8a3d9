"""Sheets: what one scenario file says, before it is laid over what it is based on."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, get_args

from scenarios.calendar import Date, date_in, is_number
from scenarios.cells import is_formula, is_nothing, plain_name
from scenarios.costs.declared import GROUP, known
from scenarios.costs.money import CURRENCY, YEAR, currency_in, year_in
from scenarios.reading import line_of, located, table_of, text_of
from scenarios.spoken import meant
from scenarios.tables.kinds import columns_for
from scenarios.tables.understood import TableFile
from scenarios.titles import TITLES, title_in
from scenarios.waves import MOST_WAVES
from scenarios.wording import no_parameter, shortened, suggestion
from simulation.errors import ParameterError, ScenarioError, SimulationError, StructureError
from simulation.parameters import PROCESSES, REPLACED, STRUCTURE, declared, groups, shown

Status = Literal["measured", "calibrated", "assumed", "draft", "chosen"]
STATUSES: tuple[str, ...] = get_args(Status)[:4]
"""What a file may say of a value; ``chosen`` is what a scenario or a user set."""
PARTS = ("value", "status", "source")
"""Of a value that is given as a table."""
DRAFT = "draft"
"""Status of a value that is tried out: it needs no source, and what is made with it is marked."""

SPECIAL = (
    *TITLES,
    "question",
    "question_es",
    "based_on",
    "start",
    "currency",
    "price_year",
    "places",
    "processes",
    "coached_networks",
    "structure",
    "change",
    "wave",
)
CHANGEABLE = ("coached_networks", *STRUCTURE)
"""Names that a change at month 0 and ``--set`` take besides the parameters."""

PARTS_OF_PLACES = ("file", "sheet", "columns")
"""Of places that are given as a table."""
MOST_PROCESSES = 8
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Sourced:
    """Where a value comes from."""

    status: str
    source: str


@dataclass(frozen=True)
class Entry:
    """A name that takes a value from a month on, as a file or ``--set`` gives it: not yet checked.

    One that is not `dated` holds in all months and replaces what was set before at any month. `where` names the
    regions or networks where it holds; none is everywhere. One with a `date` has its month once it is known which month
    of the world month 0 is.
    """

    name: str
    value: Any
    month: int = 0
    dated: bool = True
    where: tuple[str, ...] = ()
    sourced: Sourced | None = None
    file: str = ""
    text: str = field(default="", repr=False)
    change: int | None = None
    typed: str = ""
    """What stood on the command line."""
    date: Date | None = None

    def place(self) -> str:
        """Return file and line, or the option."""
        line = line_of(self.text, self.name, self.change) if self.text else None
        return f"{self.file}:{line}" if line else self.file


@dataclass(frozen=True)
class Sheet:
    """One scenario file.

    Attributes
    ----------
    name : str
        The file's stem.
    file : str
        The file as messages name it.
    path : Path
    text : str
    title, title_es : str
        What sentences and figures call it, in English and in Spanish; one stands for the other, and none is empty.
    question, question_es : str
        What it asks; one stands for the other.
    based_on : str or None
    start : Date or None
        Which month of the world month 0 is.
    currency, price_year : str or int, or None
        Of the prices.
    places : TableFile or None
        The places file, relative to this file.
    processes : tuple of str or None
    entries : tuple of Entry
    waves : tuple of mapping or None
        Who is mentored when, as the file has it.
    """

    name: str
    file: str
    path: Path
    text: str = field(repr=False)
    title: str
    title_es: str
    question: str
    question_es: str
    based_on: str | None
    start: Date | None
    currency: str | None
    price_year: int | None
    places: TableFile | None
    processes: tuple[str, ...] | None
    entries: tuple[Entry, ...]
    waves: tuple[Mapping[str, Any], ...] | None = None


def sheet_from(path: Path, file: str) -> Sheet:
    """Return what a scenario file says; its values are checked when it is laid over its base.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        If it cannot be read, or has a key that no scenario has.
    """
    text = text_of(path, file)
    reader = _Reader(table_of(text, file), text, file)
    title, title_es = (reader.checked(key, partial(title_in, key=key)) for key in TITLES)
    english, spanish = reader.words("question"), reader.words("question_es")
    question = english or spanish
    if question is None:
        raise ScenarioError(f'{file}: question is missing. Write what it asks: question = "Do ...?"')
    return Sheet(
        name=_name_of(path, file),
        file=file,
        path=path,
        text=text,
        title=title or title_es or "",
        title_es=title_es or title or "",
        question=question,
        question_es=spanish or question,
        based_on=reader.words("based_on"),
        start=reader.start(),
        currency=reader.checked(CURRENCY, currency_in),
        price_year=reader.checked(YEAR, year_in),
        places=reader.places(),
        processes=reader.processes(),
        entries=tuple(reader.entries()),
        waves=reader.waves(),
    )


def _name_of(path: Path, file: str) -> str:
    """Return the name of a scenario, which stands in tables that spreadsheets open: its file's, without the ending."""
    if is_formula(path.stem):
        raise ScenarioError(
            f"{file}: its name begins with {path.stem.lstrip()[0]!r}, and spreadsheets run what begins with = + - @ as "
            "a formula. Allowed: names that begin otherwise. Rename the file."
        )
    if is_nothing(path.stem):
        raise ScenarioError(
            f"{file}: its name is {path.stem!r}, which programs that read tables take for a missing value. Allowed: "
            "any other name. Rename the file."
        )
    return plain_name(path.stem)


@dataclass(frozen=True)
class _Reader:
    table: dict[str, Any]
    text: str = field(repr=False)
    file: str

    def fail(
        self, key: str, problem: str, change: int | None = None, kind: type[SimulationError] = ScenarioError
    ) -> NoReturn:
        raise kind(f"{self.place(key, change)}: {shortened(f'{key} {problem}')}")

    def place(self, key: str, change: int | None = None) -> str:
        """Return file and line of a key."""
        line = line_of(self.text, key, change)
        return f"{self.file}:{line}" if line else self.file

    def words(self, key: str) -> str | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fail(key, f"is {value!r}. Allowed: text in double quotes, not empty. Give it some.")
        return value.strip()

    def start(self) -> Date | None:
        """Return which month of the world month 0 is; a table of this name has values of the concept `start`."""
        value = self.table.get("start")
        return None if value is None or isinstance(value, dict) else self.date("start", value)

    def checked(self, key: str, check: Callable[[object], Kind]) -> Kind | None:
        """Return what a check makes of a key; nothing where it is not given."""
        value = self.table.get(key)
        if value is None:
            return None
        with located(lambda: self.place(key)):
            return check(value)

    def date(self, key: str, value: object, change: int | None = None) -> Date:
        """Return a month of the world, or fail with how to write it."""
        with located(lambda: self.place(key, change)):
            return date_in(value, key, f'{key} = "{{date}}"')

    def places(self) -> TableFile | None:
        """Return where the places are: a path, or a table of file, sheet and columns."""
        value = self.table.get("places")
        if not isinstance(value, dict):
            file = self.words("places")
            return None if file is None else TableFile(file)
        for key in value:
            if key not in PARTS_OF_PLACES:
                problem = (
                    f"is no part of places.{suggestion(key, PARTS_OF_PLACES)} Allowed: {', '.join(PARTS_OF_PLACES)}."
                )
                self.fail(f"places.{key}", f"{problem} Take it away.")
        texts: dict[str, str | None] = {}
        for key in ("file", "sheet"):
            text = value.get(key)
            if (text is None and key == "file") or (text is not None and not (isinstance(text, str) and text.strip())):
                is_shown = "is missing" if text is None else f"is {text!r}"
                self.fail(f"places.{key}", f"{is_shown}. Allowed: text in double quotes, not empty. Give it some.")
            texts[key] = text.strip() if text else None
        return TableFile(texts["file"] or "", texts["sheet"], self.columns(value.get("columns", {})))

    def columns(self, value: object) -> dict[str, str]:
        """Return which header is which column, as the user says it."""
        known = columns_for(self.processes() or PROCESSES)
        example = 'columns = { region = "Departamento", network = "Municipio" }'
        if not isinstance(value, dict):
            self.fail("places.columns", f"is {value!r}. Allowed: a table of columns, as in {example}.")
        found: dict[str, str] = {}
        for name, header in _flat(value):
            if name not in known:
                guess = suggestion(name, known)
                self.fail(f"places.columns.{name}", f"is no column.{guess} Allowed: {', '.join(known)}. Rename it.")
            if not isinstance(header, str) or not header.strip():
                self.fail(f"places.columns.{name}", f"is {header!r}. Allowed: a header of the table, as in {example}.")
            found[name] = plain_name(header)
        return found

    def processes(self) -> tuple[str, ...] | None:
        names = self.table.get("processes")
        if names is None:
            return None
        taken = {*groups(), GROUP, *declared(()), *SPECIAL}
        good = isinstance(names, list) and 0 < len(names) <= MOST_PROCESSES and len(set(map(repr, names))) == len(names)
        if not good or not all(isinstance(n, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,30}", n) for n in names):
            allowed = f'a list of 1 to {MOST_PROCESSES} different short names in small letters, such as ["ccs", "anc"]'
            self.fail("processes", f"is {names!r}. Allowed: {allowed}. Change the list.")
        for name in names:
            if name in taken:
                self.fail("processes", f"has {name!r}, which is a name of the model. Choose another name.")
        return tuple(names)

    def entries(self) -> Iterator[Entry]:
        for key, value in self.table.items():
            if key == "change":
                yield from self.changes(value)
            elif key == "structure":
                yield from self.structure(value)
            elif key == "coached_networks":
                yield self.entry(key, value)
            elif key not in SPECIAL or (key == "start" and isinstance(value, dict)):
                yield from self.sourced(key, value)

    def entry(self, name: str, value: Any, **more: Any) -> Entry:
        return Entry(name, value, file=self.file, text=self.text, **more)

    def structure(self, table: Any) -> Iterator[Entry]:
        if not isinstance(table, dict):
            self.fail("structure", f"is {table!r}. Allowed: a table [structure] with {', '.join(STRUCTURE)}.")
        for name, value in table.items():
            if name not in STRUCTURE:
                self.fail(name, f"is no part of the structure.{suggestion(name, STRUCTURE)}", kind=StructureError)
            yield self.entry(name, value)

    def sourced(self, key: str, value: Any) -> Iterator[Entry]:
        """Yield the values given as tables: ``[alignment]``, ``[trust.gain_support]``."""
        own = declared(())
        if key in own:
            yield self.sourced_entry(key, value)
            return
        if not isinstance(value, dict):
            guess = suggestion(key, [*SPECIAL, *own])
            self.fail(key, f"is no key of a scenario.{guess} Values stand in a [[change]].", kind=ParameterError)
        for name, table in value.items():
            yield self.sourced_entry(f"{key}.{name}", table)

    def sourced_entry(self, name: str, table: Any) -> Entry:
        if name in REPLACED:
            self.fail(name, no_parameter(name, declared()), kind=ParameterError)
        if not isinstance(table, dict):
            key = name if name in declared(()) else name.partition(".")[0]
            if name not in known() and key not in {*groups(), GROUP, *PROCESSES}:
                self.fail(name, no_parameter(name, known()), kind=ParameterError)
            example = f'month = 0 and "{name}" = {table!r}'
            self.fail(name, f"stands outside a [[change]]. Write it inside one: {example}.", kind=ParameterError)
        for part in table:
            if part not in PARTS:
                problem = f"is no part of a value. Allowed: {', '.join(PARTS)}.{suggestion(part, PARTS)}"
                self.fail(f"{name}.{part}", problem, kind=ParameterError)
        if "value" not in table:
            self.fail(name, "has no value. Give it one: value = ...", kind=ParameterError)
        return self.entry(name, table["value"], sourced=self.source_of(name, table))

    def source_of(self, name: str, table: Mapping[str, Any]) -> Sourced:
        status, source = table.get("status"), table.get("source")
        if status not in STATUSES:
            guess = suggestion(status, STATUSES) if isinstance(status, str) else ""
            self.fail(name, f"has the status {status!r}. Allowed: {', '.join(STATUSES)}.{guess} Say which it is.")
        if source is None and status == DRAFT:
            return Sourced(DRAFT, "")
        if not isinstance(source, str) or not source.strip():
            self.fail(name, f"has the source {source!r}. Allowed: text. Say where the value comes from.")
        return Sourced(str(status), source)

    def waves(self) -> tuple[Mapping[str, Any], ...] | None:
        waves = self.table.get("wave")
        if waves is None:
            return None
        is_list = isinstance(waves, list) and 0 < len(waves) <= MOST_WAVES
        if not is_list or not all(isinstance(wave, dict) for wave in waves):
            allowed = f"1 to {MOST_WAVES} tables under [[wave]], with two brackets each"
            self.fail("wave", f"is {shown(waves)}. Allowed: {allowed}.")
        return tuple(waves)

    def changes(self, changes: Any) -> Iterator[Entry]:
        if not isinstance(changes, list) or not all(isinstance(c, dict) for c in changes):
            self.fail("change", f"is {changes!r}. Allowed: tables under [[change]], with two brackets each.")
        for number, change in enumerate(changes):
            month = change.get("month")
            if month is None:
                for key in (key for key in change if meant(key, ("month",))):
                    self.fail(key, no_parameter(key, ("month",)), number, kind=ParameterError)
                with located(self.file):
                    raise ScenarioError(f"change {number + 1} has no month. Say when it begins: month = 24.")
            date = None
            if _may_be_date(month):
                month, date = 0, self.date("month", month, number)
            elif isinstance(month, bool) or not isinstance(month, int) or month < 0:
                allowed = "a whole number, 0 to the last month simulated"
                self.fail("month", f"is {month!r}. Allowed: {allowed}. Say when the change begins.", number)
            where = self.where(change, number)
            for name, value in _flat(change):
                if name not in ("month", "where"):
                    yield self.entry(name, value, month=month, where=where, change=number, date=date)

    def where(self, change: Mapping[str, Any], number: int) -> tuple[str, ...]:
        """Return the names of places where a change holds, as they are given; none for everywhere."""
        names = change.get("where")
        if names is None:
            return ()
        if not isinstance(names, list) or not names or not all(isinstance(one, str) and one.strip() for one in names):
            example = 'where = ["R1", "R2"]'
            self.fail("where", f"is {names!r}. Allowed: a list of names of regions or networks: {example}.", number)
        return named_places(names)


def named_places(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of places in one form, in an order of their own: who names the same places means the same."""
    return tuple(sorted(plain_name(name) for name in names))


def _may_be_date(value: object) -> bool:
    """Return whether somebody seems to mean a month of the world: it has figures, and is no number."""
    if isinstance(value, str):
        return not is_number(value) and any(letter.isdecimal() for letter in value)
    return isinstance(value, (datetime.date, datetime.datetime))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield names and values; ``anc.lag = 1`` without quotes is a table in a table, and means the same."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
