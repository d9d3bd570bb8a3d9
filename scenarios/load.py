"""Loading: a scenario by its name or path, with the user's size and overrides, checked as a whole.

A child file is laid over its base: for the same name and month its entry replaces the base's. A value it
gives at month 0 leaves later dated changes of the base alone. ``--set name=value`` holds in all months.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from scenarios.acting import IdleWarning, absent_for
from scenarios.assembly import settings_of
from scenarios.calendar import Calendar, Date, date_in
from scenarios.costs.costing import Costing
from scenarios.costs.declared import declared_costs, known, known_parameter
from scenarios.costs.money import BASE, CURRENCY, YEAR, Money, currency_in, prices, year_in
from scenarios.layers import COUNTS, Difference, Layers
from scenarios.library import FOLDER, REFERENCE, chain_of, sheet_of, stem_of
from scenarios.overrides import START, entries_of
from scenarios.reading import located, table_of
from scenarios.sheets import Entry, Sheet, Sourced
from scenarios.tables.understood import Understood
from scenarios.titles import TITLES, title_in
from scenarios.vocabulary import titles
from scenarios.waves import tell_cut
from scenarios.wording import number_meant, shortened
from simulation.errors import ScenarioError
from simulation.parameters import STRUCTURE, declared, range_of, shown
from simulation.settings import Settings, no_scenario


@dataclass(frozen=True)
class Scenario:
    """A question, and everything a run needs to answer it but a seed.

    Attributes
    ----------
    name : str
        The file's stem.
    file : str
        The file as it was named, or as it stands in the library.
    question, question_es : str
        The question in English and in Spanish; one stands for the other where the file has one alone.
    based_on : tuple of str
        Names of what it is based on, the nearest first.
    settings : Settings
        What an engine takes.
    sources : mapping of str to Sourced
        Status and source of every value at month 0; ``chosen`` is what a scenario or the user set.
    own_changes : tuple of Difference
        What it changes relative to its base, size and overrides included.
    text : mapping of str to str
        The TOML of its files, the base first, and the table of its places as CSV, by file.
    calendar : Calendar or None
        Which month of the world month 0 is, where the scenario has a start; it changes nothing that is run.
    costing : Costing
        The money of its prices, and what prices its runs and acts in none.
    laid : tuple of Entry
        What it sets from a month on, or in some places, as it was given.
    understood : Understood or None
        What the table of its places was understood as, where it has one.
    title, title_es : str
        What sentences call it, in English and in Spanish; empty where its file does not say.
    """

    name: str
    file: str
    question: str
    question_es: str
    based_on: tuple[str, ...]
    settings: Settings
    sources: Mapping[str, Sourced]
    own_changes: tuple[Difference, ...]
    text: Mapping[str, str] = field(repr=False)
    calendar: Calendar | None = None
    costing: Costing = field(default_factory=Costing)
    laid: tuple[Entry, ...] = field(default=(), repr=False, compare=False)
    understood: Understood | None = None
    title: str = ""
    title_es: str = ""

    @property
    def money(self) -> str:
        """What the money of its prices is called."""
        return str(self.costing.money)

    @property
    def idle(self) -> dict[str, tuple[str, ...]]:
        """What its file or the user sets without an effect in any month, each with what it needs."""
        changed = dict.fromkeys(change.name for change in self.own_changes if change.value != change.before)
        if self.costing.money != BASE:  # prices in a money of one's own are given all together
            changed = {name: None for name in changed if name not in prices()}
        found = {name: absent_for(name, self.settings) for name in changed}
        return {name: absent for name, absent in found.items() if absent}


def load(
    name_or_path: str | os.PathLike[str],
    *,
    size: str | None = None,
    months: int | None = None,
    sets: Sequence[str] = (),
) -> Scenario:
    """Return a scenario.

    Parameters
    ----------
    name_or_path : str or path
        A name of the library, or a path: whatever has a slash or ends in ``.toml``.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    months : int, optional
        Months simulated, where not as many as the scenario says; a whole number, 1 to 600.
    sets : sequence of str
        Overrides: ``"alignment=0.8"`` in all months, ``"alignment@24=0.8"`` from a month on. ``"start=2024-01"`` says
        that month 0 is January 2024; then ``"alignment@2026-07=0.8"`` is understood too. ``"alignment@24[R1; R2]=0.8"``
        holds in these regions only.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or a file or an override cannot be understood.
    ParameterError
        If a parameter is unknown, of the wrong type, or outside its range.
    StructureError
        If regions, networks, teams, ties or months do not fit together. Like the others it is a `SimulationError`,
        whose message names file, field, value, range and remedy.

    Warns
    -----
    IdleWarning
        If something is set that acts in no month.
    CutWarning
        If a wave takes months that are not simulated.
    """
    scenario = at_point(name_or_path, size=size, months=months, sets=sets)
    for name, absent in scenario.idle.items():
        warnings.warn(IdleWarning(name, absent), stacklevel=2)
    tell_cut([scenario.settings])
    return scenario


def at_point(
    name_or_path: str | os.PathLike[str],
    *,
    size: str | None = None,
    months: int | None = None,
    sets: Sequence[str] = (),
    shared: Calendar | None = None,
) -> Scenario:
    """Return a scenario as `load` does, at a point of a sweep: a value without effect there is no more than that.

    Parameters
    ----------
    shared : Calendar, optional
        Of the scenarios beside it: that of one that has no start of its own.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
    """
    _warn_of_draft()
    chain = chain_of(_checked_name(name_or_path))
    own = chain[-1]
    heads, overrides = _heads_apart(entries_of(checked_texts("sets", sets, 'sets=["alignment=0.8"]')))
    before = calendar_of(chain)
    calendar = Calendar(heads.start) if heads.start else before or shared
    is_reference = chain[0] is sheet_of(REFERENCE)
    layers = _on_reference().copied(calendar) if is_reference else Layers(calendar=calendar)
    differences: list[Difference] = []
    if not is_reference:
        layers.lay_sheet(chain[0])
    _check_complete(layers, chain[0])
    for sheet in chain[1:]:
        differences = layers.lay_sheet(sheet)
    if size is not None:
        differences += layers.lay_size(size)
    if months is not None:
        differences += layers.lay_months(months)
    _check_set_once(months, overrides)
    differences += layers.lay_money(heads.currency, heads.year)
    differences += layers.lay_overrides(overrides)
    differences = [*_starts_in(chain, heads.start, before), *differences]
    with located("--set" if heads.currency or heads.year else own.file):
        layers.check_priced()
    settings, found = settings_of(layers, own.file)
    texts = {} if found is None else {found.understood.file: found.text}
    return Scenario(
        name=own.name,
        file=own.file,
        question=own.question,
        question_es=own.question_es,
        based_on=tuple(sheet.name for sheet in reversed(chain[:-1])),
        settings=settings,
        sources={name: _source_of(layers.start[name]) for name in known(layers.processes) if name in layers.start},
        own_changes=tuple(differences),
        text={sheet.file: sheet.text for sheet in chain} | texts,
        calendar=calendar,
        costing=_costing_of(layers),
        laid=(*layers.dated.values(), *layers.local.values()),
        understood=None if found is None else found.understood,
        title=own.title,
        title_es=own.title_es,
    )


@cache
def _on_reference() -> Layers:
    """Return the layers of the library's reference alone, which most scenarios are laid over: laid once."""
    layers = Layers()
    layers.lay_sheet(sheet_of(REFERENCE))
    return layers


def _costing_of(layers: Layers) -> Costing:
    """Return what the layers say of costs, in the order of the declaration."""
    names = [name for name in declared_costs(layers.processes) if name in layers.start]
    checked = {name: number_meant(known_parameter(name, layers.processes), layers.start[name].value) for name in names}
    return Costing(layers.money, checked)


def calendar_of(chain: Sequence[Sheet]) -> Calendar | None:
    """Return which month of the world month 0 is by a file and what it is based on, the base first."""
    starts = [sheet.start for sheet in chain if sheet.start is not None]
    return Calendar(starts[-1]) if starts else None


def calendar_of_texts(texts: Mapping[str, Mapping[str, str]]) -> Calendar | None:
    """Return which month of the world month 0 is by the texts of scenarios' files, where they say so, and the same.

    Parameters
    ----------
    texts : mapping of str to mapping of str to str
        By scenario, the TOML of its files as `Scenario.text` has it.
    """
    found: set[Date] = set()
    for files in texts.values():
        tables = [table_of(text, file) for file, text in files.items() if file.endswith(".toml")]
        starts = [table["start"] for table in tables if isinstance(table.get("start"), str)]
        found |= {date_in(start, START, "{date}") for start in starts[-1:]}
    return Calendar(found.pop()) if len(found) == 1 else None


class _Told(NamedTuple):
    """What a title is taken from, of a scenario whose files alone are there."""

    name: str
    file: str
    title: str
    title_es: str


def titles_of_texts(texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return what scenarios are called, by language and name, by the texts of their files.

    Parameters
    ----------
    texts : mapping of str to mapping of str to str
        By scenario, the TOML of its files as `Scenario.text` has it, the base first.
    """
    found = {}
    for name, files in texts.items():
        file = next((file for file in files if stem_of(file) == name and file.endswith(".toml")), "")
        table = table_of(files[file], file) if file else {}
        own = {key: title_in(table[key], key) for key in TITLES if key in table}
        either = next(iter(own.values()), "")
        found[name] = _Told(name, file, *(own.get(key, either) for key in TITLES))
    return titles(found)


def money_of_texts(texts: Mapping[str, Mapping[str, str]]) -> Money:
    """Return the money of the prices by the texts of scenarios' files; that of the model where they say none.

    Parameters
    ----------
    texts : mapping of str to mapping of str to str
        By scenario, the TOML of its files as `Scenario.text` has it, the base first.
    """
    found: dict[str, Any] = {CURRENCY: BASE.currency, YEAR: BASE.year}
    for file, text in next(iter(texts.values()), {}).items():
        table = table_of(text, file) if file.endswith(".toml") else {}
        found |= {name: table[name] for name in found if name in table}
    return Money(currency_in(found[CURRENCY]), year_in(found[YEAR]))


class Heads(NamedTuple):
    """What is set of a scenario as a whole: its start, and the money of its prices; None of what is not set."""

    start: Date | None = None
    currency: str | None = None
    year: int | None = None


def _heads_apart(entries: Sequence[Entry]) -> tuple[Heads, list[Entry]]:
    """Return what somebody sets of the whole, and what else is set."""
    checks: dict[str, Callable[[object], Any]] = {
        START: lambda value: date_in(value, START, f"--set {START}={{date}}"),
        CURRENCY: currency_in,
        YEAR: year_in,
    }
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.name in checks:
            with located(entry.place):
                if entry.dated:
                    remedy = f"Write --set {entry.name}={entry.value}."
                    raise ScenarioError(f"{entry.name} holds for all months. Allowed: without @. {remedy}")
                found[entry.name] = checks[entry.name](entry.value)
    heads = Heads(found.get(START), found.get(CURRENCY), found.get(YEAR))
    return heads, [entry for entry in entries if entry.name not in checks]


def _starts_in(chain: Sequence[Sheet], start: Date | None, before: Calendar | None) -> list[Difference]:
    """Return the start that a scenario or a user sets, and what it was before."""
    found: list[Difference] = []
    if chain[-1].start is not None:
        base = calendar_of(chain[:-1])
        found.append(Difference(0, START, str(chain[-1].start), str(base) if base else None))
    if start:
        found.append(Difference(0, START, str(start), str(before) if before else None))
    return found


class DraftWarning(UserWarning):
    """The model is a draft: nothing that it gives is what the published model gives."""


@cache
def _warn_of_draft() -> None:
    """Say once in a program that the model is a draft, where it is."""
    from scenarios.vocabulary import LANGUAGES, draft_in

    if (mark := draft_in(LANGUAGES[0])) is not None:
        warnings.warn(DraftWarning(mark), stacklevel=4)


def load_all(
    names_or_paths: Sequence[str], *, size: str | None = None, months: int | None = None, sets: Sequence[str] = ()
) -> dict[str, Scenario]:
    """Return scenarios by name, in the order given.

    Parameters
    ----------
    names_or_paths : sequence of str or path
        Names of the library, or paths.
    size : str, optional
        As `load` takes it, for all alike.
    months : int, optional
        The same.
    sets : sequence of str
        The same.

    Raises
    ------
    SimulationError
        As `load`, and if two go by one name.

    Warns
    -----
    IdleWarning
        If a file sets something that acts in no month, or `sets` something that acts in none of the scenarios.
    CutWarning
        If a wave takes months that are not simulated.
    """
    named: dict[str, str] = {}
    for one in checked_texts("names_or_paths", names_or_paths, '["baseline", "aligned"]'):
        name_or_path = _checked_name(one)
        stem = stem_of(name_or_path)
        if stem in named:
            raise ScenarioError(
                f"{shortened(named[stem])} and {shortened(name_or_path)} both go by the name {shortened(stem)!r}. "
                "Allowed: each name once. Leave one out, or rename its file."
            )
        named[stem] = name_or_path
    starts = {calendar for path in named.values() if (calendar := calendar_of(chain_of(path))) is not None}
    common = starts.pop() if len(starts) == 1 else None
    found = {stem: at_point(path, size=size, months=months, sets=sets, shared=common) for stem, path in named.items()}
    shared = {entry.name for entry in entries_of(sets)}
    for name, absent in {name: absent for one in found.values() for name, absent in one.idle.items()}.items():
        if name not in shared or all(name in one.idle for one in found.values()):
            warnings.warn(IdleWarning(name, absent), stacklevel=2)
    tell_cut(one.settings for one in found.values())
    return found


def _checked_name(name: object) -> str:
    """Return the name or path of a scenario as text."""
    if isinstance(name, os.PathLike):
        name = os.fspath(name)  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(name, str):
        raise ScenarioError(
            f"name_or_path is {shown(name)}, of type {type(name).__name__}. Allowed: the name of a scenario that "
            '`bubbles scenarios` lists, or a path. Write load("baseline").'
        )
    return name


def checked_texts(what: str, given: object, example: str) -> list[str]:
    """Return texts as a list; a single text is none, for its letters would be taken one by one.

    Raises
    ------
    ScenarioError
    """
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes, Mapping)):
        found = [os.fspath(one) if isinstance(one, os.PathLike) else one for one in given]
        if all(isinstance(one, str) for one in found):
            return found
    raise ScenarioError(f"{what} is {shown(given)}. Allowed: a list of texts. Write {example}.")


def checked_scenario(what: str, given: object) -> Scenario:
    """Return a scenario, and nothing else.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(given, Scenario):
        raise no_scenario(what, given)
    return given


def checked_scenarios(what: str, given: object) -> list[Scenario]:
    """Return scenarios as a list.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(given, Iterable) or isinstance(given, (str, bytes, Mapping)):
        raise ScenarioError(
            f"{what} is {shown(given)}, of type {type(given).__name__}. Allowed: a list of scenarios. Write "
            '[load("baseline"), load("aligned")].'
        )
    return [checked_scenario(f"{what}[{place}]", one) for place, one in enumerate(given)]


def _check_set_once(months: int | None, overrides: Sequence[Entry]) -> None:
    for entry in overrides:
        if months is not None and entry.name == "months":
            raise ScenarioError(
                f"{entry.file}: months is given by --months as well. Allowed: once. Keep one of the two."
            )


def _source_of(entry: Entry) -> Sourced:
    return entry.sourced or Sourced("chosen", entry.file)


def _check_complete(layers: Layers, sheet: Sheet) -> None:
    """Refuse a scenario that is based on nothing and does not say everything itself."""
    by_file = COUNTS if layers.places is not None else ()
    numbers = declared(layers.processes)
    missing = [name for name in (*STRUCTURE, *numbers) if name not in layers.start and name not in by_file]
    if not missing:
        return
    first = missing[0]
    if sheet.path == FOLDER / f"{REFERENCE}.toml" and first in numbers:
        raise ScenarioError(
            f"{sheet.file}: {first} is declared in the model and has no value. Allowed: {range_of(numbers[first])}. "
            f"Write a table [{first}] with value, status and source."
        )
    raise ScenarioError(
        f"{sheet.file}: based_on is missing, and so are {len(missing)} values that it would bring, "
        f'such as {first}. Write based_on = "{REFERENCE}".'
    )
