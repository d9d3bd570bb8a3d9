"""Study: a question over scenarios, parameters and replicates, as a TOML file or as data, checked as a whole.

A value of a study holds like one of ``--set``: ``alignment`` in all months, ``"alignment@24"`` from a month on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from experiments.runs.reported import censoring
from experiments.runs.sweep import design as designs
from experiments.runs.sweep import series
from experiments.runs.sweep.design import Column, Row
from experiments.runs.sweep.errors import StudyError
from experiments.runs.sweep.given import (
    NAME,
    WAYS,
    AskedStudy,
    csv_of,
    fields_of,
    is_frame,
    refuse_fields,
    text_of_fields,
)
from experiments.runs.sweep.named import column_named
from experiments.runs.sweep.row_file import LARGEST_ROWS, MOST_ROWS, copies_in, in_order, rows_of_text, same_twice
from experiments.runs.sweep.row_settings import check_values, is_joint, sets_of, settings_with
from experiments.runs.value_uncertainty import CrossedSets, crossed_sets
from scenarios.acting import tell_varied
from scenarios.calendar import Calendar, common, numbered
from scenarios.costs.money import common_money
from scenarios.library import is_path
from scenarios.load import Scenario, at_point, load
from scenarios.overrides import parted
from scenarios.plausible import plausible_sets
from scenarios.reading import line_of, located, table_of, text_of
from scenarios.wording import no_parameter, number_meant, shortened, suggestion
from simulation.errors import SimulationError
from simulation.parameters import SIZES, STRUCTURE, declared, plain_whole, range_of
from simulation.results import measures
from simulation.settings import shown
from simulation.streams import LARGEST_SEED

FOLDER = Path(__file__).resolve().with_name("studies")
DESIGNS = ("grid", "latin-hypercube", "sobol", "rows")
PARTS = ("levers", "uncertain")
ALL = "all"
"""Every plausible set there is."""
FIELDS = (
    "question",
    "question_es",
    "scenarios",
    "size",
    "months",
    "seed",
    "replicates",
    "plausible",
    *PARTS,
    "design",
    "points",
    "rows",
    "measures",
)
BOUNDS = ("values", "low", "high")
MOST_REPLICATES = 100_000_000
MOST_RUNS = 10_000_000_000
MOST_SCENARIOS = 1_000
MOST_MONTHS = int(STRUCTURE["months"][1])
MOST_LOADED = 64
"""Rows that are checked by loading their scenario; the rest is checked faster, values alone."""
FIXED_BY_PLACES = "price.population"
"""The places hold it, and all runs of a scenario share them."""


@dataclass(frozen=True)
class Study:
    """A study, checked: everything that is run, but not yet numbered.

    Attributes
    ----------
    question, question_es : str
        What it is to end the doubt about, in English and in Spanish (in English again where the file has no Spanish).
    scenarios : dict of str to Scenario
    words : tuple of str
        How each scenario is named on a command line.
    columns : tuple of Column
        In the order in which parameters are declared, whatever the order in the file.
    rows : tuple of tuple of float, [row][column]
    measures : tuple of str
    text : str
        The TOML of the file; of a study given as data its fields as JSON.
    copies : int
        Points of a sampled design that came out the same as another, and are counted once.
    sets : CrossedSets or None
        Plausible sets under each of which every row is run; None where scenarios have their own values.
    """

    name: str
    file: str
    question: str
    question_es: str
    scenarios: dict[str, Scenario]
    words: tuple[str, ...]
    size: str | None
    months: int | None
    seed: int
    replicates: int
    design: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    measures: tuple[str, ...]
    text: str = field(repr=False)
    copies: int = 0
    sets: CrossedSets | None = None

    @property
    def calendar(self) -> Calendar | None:
        """Which month of the world month 0 is, where its scenarios say so, and the same."""
        known = {scenario.calendar for scenario in self.scenarios.values() if scenario.calendar is not None}
        return known.pop() if len(known) == 1 else None

    @property
    def runs(self) -> int:
        """Runs in all."""
        return len(self.scenarios) * len(self.rows) * len(self.sets or (None,)) * self.replicates


def available() -> list[str]:
    """Return the names of the studies that come with the model."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_study(name_or_path: AskedStudy, *, months: int | None = None, **fields: Any) -> Study:
    """Return a study by its name or path, or from data; `months` take the place of its own.

    Parameters
    ----------
    name_or_path : str, path, mapping or DataFrame
        A mapping has the fields of a study as its file would: ``{"question": "...", "scenarios": ["baseline"],
        "replicates": 4, "levers": {"alignment": {"values": [0.2, 0.8]}}}``; its files are named from the current
        folder, and ``rows`` may be a data frame. A data frame has a row for each row, a column for each parameter.
    **fields
        Further fields of a study, beside a data frame.

    Raises
    ------
    StudyError, ScenarioError, ParameterError, StructureError
        All are SimulationErrors, with one message that names file, field, value, what is allowed and remedy.
    """
    if isinstance(name_or_path, Mapping) or is_frame(name_or_path):
        if not is_frame(name_or_path):
            refuse_fields(fields)
        given = fields_of(name_or_path, fields)
        return _Reader(given, "", NAME, Path(NAME), as_text=text_of_fields(given)).study(months)
    refuse_fields(fields)
    if isinstance(name_or_path, os.PathLike):
        name_or_path = os.fspath(name_or_path)
    if not isinstance(name_or_path, str):
        raise StudyError(f"The study is {shown(name_or_path)}. Allowed: {WAYS}. Name one.")
    if is_path(name_or_path):
        path, file = Path(name_or_path), name_or_path
    elif name_or_path in available():
        path, file = FOLDER / f"{name_or_path}.toml", f"studies/{name_or_path}.toml"
    else:
        raise StudyError(
            f"{shortened(name_or_path)!r} is no study.{suggestion(name_or_path, available())} "
            "Name a file with a slash or its ending .toml."
        )
    text = text_of(path, file, is_called="study")
    return _Reader(table_of(text, file), text, file, path).study(months)


class _Reader:
    """Reads one file, or fields that a file could have; every complaint names it."""

    def __init__(self, table: dict[str, Any], text: str, file: str, path: Path, as_text: str | None = None) -> None:
        self.table, self.text, self.file, self.path = table, text, file, path
        self.as_text = text if as_text is None else as_text

    def complain(self, name: str, problem: str) -> StudyError:
        """Return an error about a field: where, what it is, what is allowed, what to do."""
        line = line_of(self.text, name)
        return StudyError(f"{self.file}{f':{line}' if line else ''}: {shortened(problem)}")

    def study(self, months: int | None) -> Study:
        for name in self.table:
            if name not in FIELDS:
                guess = suggestion(name, FIELDS)
                raise self.complain(name, f"{name!r} is no field of a study.{guess} Allowed: {', '.join(FIELDS)}.")
        question = self._text("question", "a question that ends the doubt what the study is for")
        question_es = self._text("question_es", "the question in Spanish") if "question_es" in self.table else question
        size = self.table.get("size")
        if size is not None and not (isinstance(size, str) and size in SIZES):
            guess = suggestion(size, SIZES) if isinstance(size, str) else ""
            raise self.complain("size", f"size is {shown(size)}.{guess} Allowed: one of {', '.join(SIZES)}. Take one.")
        seed = self._whole("seed", 0, LARGEST_SEED, default=1)
        replicates = self._whole("replicates", 1, MOST_REPLICATES)
        if months is None and "months" in self.table:
            months = self._whole("months", 1, MOST_MONTHS)
        scenarios, words = self._scenarios(size, months)
        columns = self._columns(scenarios)
        design, columns, drawn = self._design(columns, scenarios, seed)
        rows = tuple(dict.fromkeys(drawn))
        with located(self.file):
            tell_varied([c.parameter.name for c in columns], (one.settings for one in scenarios.values()))
        sets = self._sets(scenarios, columns)
        self._check_number(len(scenarios) * len(rows) * len(sets or (None,)) * replicates)
        self._check_rows(columns, rows, scenarios, words, size, months)
        return Study(
            name=self.path.stem,
            file=self.file,
            question=question,
            question_es=question_es,
            scenarios=scenarios,
            words=words,
            size=size,
            months=months,
            seed=seed,
            replicates=replicates,
            design=design,
            columns=columns,
            rows=rows,
            measures=self._measures(scenarios),
            text=self.as_text,
            copies=len(drawn) - len(rows),
            sets=sets,
        )

    # Fields -----------------------------------------------------------------------------------------------

    def _text(self, name: str, example: str) -> str:
        value = self.table.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.complain(name, f'{name} is {self._given(name)}. Allowed: {example}. Write {name} = "...".')
        return value

    def _given(self, name: str) -> str:
        return shown(self.table[name]) if name in self.table else "missing"

    def _whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value = self.table.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            allowed = f"a whole number, {least} to {most:,}"
            raise self.complain(name, f"{name} is {self._given(name)}. Allowed: {allowed}. Choose one of these.")
        return value

    def _sets(self, scenarios: dict[str, Scenario], columns: tuple[Column, ...]) -> CrossedSets | None:
        """Return the plausible sets that rows are crossed with; what a scenario or the study gives, none moves."""
        given = self.table.get("plausible")
        if "plausible" not in self.table:
            return None
        most = len(plausible_sets())
        number = most if given == ALL else plain_whole(given)
        if number is None or not 1 <= number <= most:
            guess = suggestion(given, [ALL]) if isinstance(given, str) else ""
            raise self.complain(
                "plausible",
                f'plausible is {shown(given)}.{guess} Allowed: "{ALL}", or a whole number, 1 to {most}: so many of '
                "the plausible sets, the first of them. Write one, or leave it out for the scenarios' own values.",
            )
        sets = crossed_sets(list(scenarios.values()), number)
        same = sets.twins([column.parameter.name for column in columns if not column.month and not column.where])
        if same:
            scenario, one, other = list(scenarios)[same[0]], sets.sets[same[1] - 1], sets.sets[same[2] - 1]
            raise self.complain(
                "plausible",
                f"plausible is {shown(given)}, and the sets {one.name} and {other.name} are the same in {scenario}: "
                "what differs in them, the scenario or the study gives itself. Allowed: sets that differ, for the same "
                "runs counted twice are no more evidence. Leave plausible out, or give fewer mechanisms.",
            )
        return sets

    def _check_number(self, runs: int) -> None:
        if runs > MOST_RUNS:
            raise self.complain(
                "replicates", f"the study has {runs:,} runs. Allowed: at most {MOST_RUNS:,}. Take fewer."
            )

    def _names(self, name: str) -> list[str]:
        value = self.table.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
            raise self.complain(
                name, f'{name} is {self._given(name)}. Allowed: a list of one or more names. Write {name} = ["..."].'
            )
        if len(set(value)) < len(value):
            twice = next(part for part in value if value.count(part) > 1)
            raise self.complain(name, f"{name} has {twice!r} twice. Allowed: each name once. Remove one.")
        return value

    def _scenarios(self, size: str | None, months: int | None) -> tuple[dict[str, Scenario], tuple[str, ...]]:
        scenarios: dict[str, Scenario] = {}
        words: list[str] = []
        given = self._names("scenarios")
        if len(given) > MOST_SCENARIOS:
            raise self.complain("scenarios", f"scenarios has {len(given)} names. Allowed: at most {MOST_SCENARIOS:,}.")
        for word in given:
            beside = str(self.path.parent / word) if is_path(word) else word
            with located(self.file):
                scenario = load(beside, size=size, months=months)
            if scenario.name in scenarios:
                raise self.complain(
                    "scenarios", f"scenarios has two named {scenario.name!r}. Allowed: each name once. Rename a file."
                )
            scenarios[scenario.name] = scenario
            words.append(str(Path(beside).resolve()) if is_path(word) else word)
        first = next(iter(scenarios.values()))
        for scenario in scenarios.values():
            if scenario.settings.processes != first.settings.processes:
                raise self.complain(
                    "scenarios",
                    f"scenarios has {first.name!r} and {scenario.name!r}, which are about other processes, so that "
                    "they have other measures. Allowed: the same processes in all. Make a study of each.",
                )
        with located(self.file):
            common_money({name: scenario.costing.money for name, scenario in scenarios.items()})
        return scenarios, tuple(words)

    def _measures(self, scenarios: dict[str, Scenario]) -> tuple[str, ...]:
        processes = next(iter(scenarios.values())).settings.processes
        known = [measure.name for measure in measures(processes)]
        if "measures" not in self.table:
            return tuple(known)
        asked = self._names("measures")
        over_time: list[str] = []
        for name in asked:
            if series.is_series(name):
                over_time += self._over_time(name, scenarios)
            elif name not in known:
                raise self.complain(
                    "measures",
                    f"measures has {shortened(name, 80)!r}, which is no measure.{suggestion(name, known)} "
                    f"Allowed: {known[0]}, {known[1]} and {len(known) - 2} more. Mend the name, or leave measures out.",
                )
        bounds = {flag for name, flag in censoring(processes).items() if name in asked}
        return (*(name for name in known if name in asked or name in bounds), *dict.fromkeys(over_time))

    def _over_time(self, name: str, scenarios: dict[str, Scenario]) -> list[str]:
        first = next(iter(scenarios.values())).settings
        months = min(scenario.settings.months for scenario in scenarios.values())
        name = self._numbered("measures", name, scenarios, months)
        found = series.expanded(name, first.processes, months)
        if found is None:
            known = series.series_names(first.processes)
            raise self.complain(
                "measures",
                f"measures has {shortened(name, 80)!r}, which is no series at a month."
                f"{suggestion(name.partition('@')[0], known)} Allowed: {known[-1]}@41, @24-{months - 1} or "
                f"@24-{months - 1}/6, up to month {months - 1}; {len(known)} series. Mend it.",
            )
        return found

    # Parameters -------------------------------------------------------------------------------------------

    def _columns(self, scenarios: dict[str, Scenario]) -> tuple[Column, ...]:
        columns: dict[str, Column] = {}
        for part in PARTS:
            table = self.table.get(part, {})
            if not isinstance(table, dict):
                raise self.complain(
                    part, f"{part} is {shown(table)}. Allowed: a table. Write [{part}] above its parameters."
                )
            for name, given in _flat(table):
                if name in columns:
                    raise self.complain(name, f"{name} stands in both levers and uncertain. Allowed: once. Remove one.")
                columns[name] = self._column(name, given, part, scenarios)
        twice = same_twice(list(columns.values()))
        if twice:
            raise self.complain(list(columns)[-1], f"{twice} Remove one.")
        return in_order(columns.values(), next(iter(scenarios.values())).settings.processes)

    def _column(self, name: str, given: Any, part: str, scenarios: dict[str, Scenario]) -> Column:
        column = self._named_column(name, scenarios)
        parameter = column.parameter
        if part == "levers" and parameter.kind != "lever":
            raise self.complain(
                name, f"{name} is of the kind {parameter.kind}. Allowed in levers: levers. Move it to [uncertain]."
            )
        allowed = "{ values = [...] } or { low = ..., high = ... }"
        if not isinstance(given, dict) or any(key not in BOUNDS for key in given):
            raise self.complain(name, f"{name} is {shown(given)}. Allowed: {allowed}. Write one of them.")
        if "values" in given and len(given) > 1:
            raise self.complain(name, f"{name} has values and bounds. Allowed: {allowed}. Keep one of them.")
        if "values" in given:
            return self._with_values(column, given["values"])
        if parameter.choices:
            if given:
                raise self.complain(name, f"{name} has bounds. Allowed: values, {range_of(parameter)}. Give values.")
            return self._with_values(column, list(parameter.choices))
        low = self._number(column, given.get("low", parameter.low))
        high = self._number(column, given.get("high", parameter.high))
        if not low < high:
            raise self.complain(
                name, f"{name} has low {low:g} and high {high:g}. Allowed: low below high. Swap or change them."
            )
        return replace(column, low=low, high=high)

    def _named_column(self, name: str, scenarios: dict[str, Scenario]) -> Column:
        with located(self.file):
            bare, _, _ = parted(name)
        settings = next(iter(scenarios.values())).settings
        known = declared(settings.processes)
        if bare in STRUCTURE or bare == "coached_networks" or bare == FIXED_BY_PLACES:
            raise self.complain(
                name,
                f"{bare} cannot vary in a study: the runs of a scenario share their places. Allowed: a parameter such "
                "as alignment. Use size and months, or a scenario for each.",
            )
        if bare not in known:
            raise self.complain(
                name,
                f"{shortened(bare, 80)!r} {no_parameter(bare, known)} Allowed: one that `bubbles show "
                "baseline` lists. Mend the name.",
            )
        several = [scenario.settings for scenario in scenarios.values()]
        line = line_of(self.text, name)
        with located(f"{self.file}{f':{line}' if line else ''}"):
            return column_named(self._numbered(name, name, scenarios, min(one.months for one in several)), several)

    def _numbered(self, key: str, name: str, scenarios: dict[str, Scenario], months: int) -> str:
        """Return a name with numbers for the dates in it."""
        line = line_of(self.text, key)
        with located(f"{self.file}{f':{line}' if line else ''}"):
            return numbered(name, common({own.name: own.calendar for own in scenarios.values()}), months)

    def _with_values(self, column: Column, values: Any) -> Column:
        if not isinstance(values, list) or not values:
            raise self.complain(
                column.name,
                f"{column.name} has values {shown(values)}. Allowed: a list of one or more, each "
                f"{range_of(column.parameter)}. Give it.",
            )
        numbers = tuple(self._number(column, value) for value in values)
        if len(set(numbers)) < len(numbers):
            raise self.complain(
                column.name, f"{column.name} has a value twice. Allowed: each value once. Use replicates for more runs."
            )
        return replace(column, values=numbers, low=min(numbers), high=max(numbers))

    def _number(self, column: Column, value: Any) -> float:
        line = line_of(self.text, column.name)
        with located(f"{self.file}{f':{line}' if line else ''}"):
            return number_meant(column.parameter, value)

    # Rows -------------------------------------------------------------------------------------------------

    def _design(
        self, columns: tuple[Column, ...], scenarios: dict[str, Scenario], seed: int
    ) -> tuple[str, tuple[Column, ...], tuple[Row, ...]]:
        design = self.table.get("design", "rows" if "rows" in self.table else "grid")
        if design not in DESIGNS:
            guess = suggestion(design, DESIGNS) if isinstance(design, str) else ""
            raise self.complain(
                "design", f"design is {shown(design)}.{guess} Allowed: one of {', '.join(DESIGNS)}. Take one."
            )
        is_sampled = design in ("latin-hypercube", "sobol")
        for name, is_used in (("points", is_sampled), ("rows", design == "rows")):
            if name in self.table and not is_used:
                raise self.complain(
                    name, f"{name} is given, and the design is {design}. Leave it out, or change design."
                )
        if design == "rows":
            if columns:
                raise self.complain(
                    "design",
                    "design is rows, and levers or uncertain are given. Allowed: the file alone. Leave them out.",
                )
            return design, *self._rows_of_file(scenarios)
        if design == "grid":
            return design, columns, self._grid(columns)
        if not columns:
            raise self.complain(design, f"design is {design}, and nothing varies. Give [levers] or [uncertain].")
        points = self._whole("points", 1, MOST_ROWS)
        if design == "sobol" and points & (points - 1):
            below = 1 << (points.bit_length() - 1)
            raise self.complain(
                "points",
                f"points is {points}. Allowed: a power of two, without which a Sobol' sequence is not balanced. "
                f"Choose {below} or {2 * below}.",
            )
        return design, columns, designs.sample(columns, design, points, seed)

    def _grid(self, columns: tuple[Column, ...]) -> tuple[Row, ...]:
        rows = 1
        for column in columns:
            if not column.values:
                raise self.complain(
                    column.name,
                    f"{column.name} has bounds, and the design is grid. Allowed in a grid: {{ values = [...] }}. "
                    'Give values, or set design = "latin-hypercube" and points.',
                )
            rows *= len(column.values)
        if rows > MOST_ROWS:
            raise self.complain(
                "design", f"design is a grid of {rows:,} rows. Allowed: at most {MOST_ROWS:,}. Take fewer values."
            )
        return designs.grid(columns)

    def _rows_of_file(self, scenarios: dict[str, Scenario]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
        if is_frame(self.table.get("rows")):
            text, file = csv_of(self.table["rows"]), f"{self.file}, rows"
        else:
            named = self._text("rows", "a CSV file, its first line the names of parameters")
            path, file = self.path.parent / named, self.file.removesuffix(self.path.name) + named
            text = text_of(path, file, largest=LARGEST_ROWS, is_called="rows")

        def column_of(name: str) -> Column:
            try:
                return self._named_column(name, scenarios)
            except SimulationError as error:
                raise type(error)(f"{file}:1: {str(error).removeprefix(f'{self.file}: ')}") from None

        columns, rows = rows_of_text(text, file, column_of, next(iter(scenarios.values())).settings.processes)
        copies = copies_in(rows)
        if copies:
            place, first = copies[0]
            raise StudyError(
                f"{file}: row {place + 1} is the same as row {first + 1}, as numbers: {len(copies):,} such rows in "
                "all. Allowed: each row once, for the same runs counted twice are no more evidence. Remove them; for "
                "more runs of each row raise replicates."
            )
        return columns, rows

    def _check_rows(
        self,
        columns: tuple[Column, ...],
        rows: tuple[Row, ...],
        scenarios: dict[str, Scenario],
        words: tuple[str, ...],
        size: str | None,
        months: int | None,
    ) -> None:
        """Refuse rows whose values do not fit each other, as the scenarios themselves would."""
        joint = [column.parameter.name for column in columns if is_joint(column.parameter.name)]
        checked: set[Row] = set()
        places = [place for place, column in enumerate(columns) if column.parameter.name in joint]
        for number, row in enumerate(rows):
            key = tuple(row[place] for place in places)
            if key in checked:
                continue
            checked.add(key)
            if len(checked) <= MOST_LOADED:
                self._check_row(columns, row, number, words, size, months)
                continue
            for scenario in scenarios.values():
                with located(f"{self.file}: row {number}, scenario {scenario.name}"):
                    check_values(settings_with(scenario.settings, columns, row))

    def _check_row(
        self,
        columns: tuple[Column, ...],
        row: Row,
        number: int,
        words: tuple[str, ...],
        size: str | None,
        months: int | None,
    ) -> None:
        for word in words:
            try:
                at_point(word, size=size, months=months, sets=sets_of(columns, row))
            except SimulationError as error:
                raise type(error)(f"{self.file}: row {number}, scenario {Path(word).stem}: {error}") from None


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Return parameters by full name: TOML nests ``trust.gain_support`` unless it is quoted."""
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        is_known = parted(f"{prefix}{key}")[0] in declared()
        is_group = isinstance(value, dict) and value and not is_known and not any(part in BOUNDS for part in value)
        found += _flat(value, f"{prefix}{key}.") if is_group else [(prefix + key, value)]
    return found
