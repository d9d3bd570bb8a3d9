"""Plan: the runs of a study in one fixed order, cut into chunks, under the hash of everything that decides their bits.

A plan has a segment for each time that runs were asked for: some rows by some replicates by all scenarios. Within it,
run ``first + ((replicate - first_replicate) * rows + row - first_row) * scenarios + scenario``. More replicates or
more rows are one segment more: they add runs at the end, and no number and no chunk changes. Chunks are no part of
the hash: runs are the same however they are cut. Where rows are crossed with plausible sets, all rows are run under the
first set, then under the second, before the next replicate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.runs.model import model_digest
from experiments.runs.sweep import series
from experiments.runs.sweep.design import Column, Row
from experiments.runs.sweep.errors import StudyError
from experiments.runs.sweep.files import digest_of
from experiments.runs.sweep.row_settings import sets_of, settings_with
from experiments.runs.sweep.study import MOST_REPLICATES, Study
from experiments.runs.value_uncertainty import CrossedSets, crossed_sets_from
from scenarios.overrides import asked_in
from scenarios.wording import suggestion
from simulation.declarations import Parameter
from simulation.parameters import declared, whole_number
from simulation.places import Places
from simulation.results import Measure, measures, needs_twin
from simulation.settings import Change, Settings, checked_run, settings_of
from simulation.waves import Wave

FORMAT = 1
TEAM_MONTHS = 2000 * 180 * 90
"""Work in a chunk: a few seconds."""
SMALLEST, LARGEST = 64, 10_000
MOST_CHUNKS = 10_000
TOGETHER = 16
"""Runs that the engine makes side by side."""
GONE = "Of another model; this one has it no more."
"""Meaning of what a store has and no declaration names."""


class Address(NamedTuple):
    """Which run: its number, and what it is a run of."""

    run: int
    scenario: int
    row: int
    replicate: int
    plausible: int = 0
    """Number of its plausible set, from 1; 0 where no row is crossed with sets."""


class Chunk(NamedTuple):
    """A range of runs that are made and stored together."""

    number: int
    key: str
    first_run: int
    stop_run: int


class Addresses(NamedTuple):
    """Which runs a range of them is, each an array: [run]."""

    run: NDArray[np.int64]
    scenario: NDArray[np.int64]
    row: NDArray[np.int64]
    replicate: NDArray[np.int64]
    plausible: NDArray[np.int64]


@dataclass(frozen=True)
class Segment:
    """What was asked for at once: some rows and some replicates; more can follow."""

    key: str
    first_row: int
    stop_row: int
    first_replicate: int
    stop_replicate: int
    first_run: int
    stop_run: int
    first_chunk: int
    chunk_size: int

    @property
    def chunks(self) -> int:
        """Number of chunks."""
        return -(-(self.stop_run - self.first_run) // self.chunk_size)


@dataclass(frozen=True)
class Plan:
    """The runs of a study.

    Attributes
    ----------
    names, words : tuple of str
        Of each scenario: its name, and how a command line names it; empty where none does.
    settings : tuple of Settings
    groups : tuple of int
        For each scenario, the first one that has the same structure and places.
    columns : tuple of Column
    rows : tuple of tuple of float
    measures : tuple of Measure
        Those that are stored.
    model : str
        SHA-256 of the simulation's sources.
    crossed : CrossedSets or None
        Plausible sets under each of which every row is run.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    size: str | None
    months: int | None
    settings: tuple[Settings, ...]
    groups: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    measures: tuple[Measure, ...]
    seed: int
    model: str
    segments: tuple[Segment, ...]
    crossed: CrossedSets | None = None

    @property
    def sets(self) -> int:
        """Plausible sets that rows are crossed with; 0 where scenarios have their own values."""
        return 0 if self.crossed is None else len(self.crossed)

    @property
    def runs(self) -> int:
        """Runs in all."""
        return self.segments[-1].stop_run

    @property
    def chunks(self) -> int:
        """Chunks in all."""
        return self.segments[-1].first_chunk + self.segments[-1].chunks

    @property
    def replicates(self) -> int:
        """Replicates of each scenario and row."""
        return self.segments[-1].stop_replicate

    @property
    def has_twins(self) -> bool:
        """Whether any of the measures compares a run with its twin; twins that nobody asks for are not made."""
        return any(needs_twin(measure.name) for measure in self.measures)

    @property
    def keys(self) -> list[str]:
        """Keys of the segments."""
        return [segment.key for segment in self.segments]

    @property
    def alike(self) -> tuple[int, ...]:
        """For each scenario the first one whose settings are the same: their runs are the same, too."""
        found: list[int] = []
        moved = self.crossed.moved if self.crossed else ((),) * len(self.settings)
        first: dict[int, list[int]] = {}  # those that differ from each other, by a number that the same have in common
        for number, own in enumerate(self.settings):
            others = first.setdefault(hash((frozenset(own.values.items()), own.changes, own.waves)), [])
            same = (o for o in others if moved[o] == moved[number] and _is_same(self.settings[o], own))
            found.append(next(same, number))
            if found[-1] == number:
                others.append(number)
        return tuple(found)

    def chunk(self, number: int) -> Chunk:
        """Return a chunk by its number."""
        segment = next(s for s in reversed(self.segments) if s.first_chunk <= number)
        first = segment.first_run + (number - segment.first_chunk) * segment.chunk_size
        return Chunk(number, segment.key, first, min(first + segment.chunk_size, segment.stop_run))

    def chunk_of(self, run: int) -> Chunk:
        """Return the chunk that holds a run."""
        segment = next(s for s in reversed(self.segments) if s.first_run <= run)
        return self.chunk(segment.first_chunk + (run - segment.first_run) // segment.chunk_size)

    def address(self, run: int) -> Address:
        """Return which scenario, row and replicate a run is."""
        return Address(*(int(part[0]) for part in self.addresses(run, run + 1)))

    def addresses(self, first: int, stop: int) -> Addresses:
        """Return which scenario, row and replicate each of some runs of one segment is, such as those of a chunk."""
        segment = next(s for s in reversed(self.segments) if s.first_run <= first)
        runs = np.arange(first, stop, dtype=np.int64)
        rest, scenario = np.divmod(runs - segment.first_run, len(self.names))
        rest, row = np.divmod(rest, segment.stop_row - segment.first_row)
        replicate, plausible = np.divmod(rest, max(self.sets, 1))
        plausible += min(self.sets, 1)
        return Addresses(runs, scenario, row + segment.first_row, replicate + segment.first_replicate, plausible)

    def settings_of(self, address: Address) -> Settings:
        """Return what a run is made with."""
        own = self.settings[address.scenario]
        if self.crossed is not None:
            own = self.crossed.settings(own, address.scenario, address.plausible)
        return settings_with(own, self.columns, self.rows[address.row])

    def command(self, address: Address) -> str:
        """Return the command that makes one run again; settings that no command line can say have none."""
        import shlex

        if not self.words[address.scenario]:
            return "its settings stand in study.json"
        words = ["bubbles", "run", self.words[address.scenario]]
        words += ["--seed", str(self.seed), "--replicate", str(address.replicate)]
        words += ["--plausible", str(address.plausible)] if address.plausible else []
        words += ["--size", self.size] if self.size else []
        words += ["--months", str(self.months)] if self.months else []
        for one in sets_of(self.columns, self.rows[address.row]):
            words += ["--set", one]
        return shlex.join(words)

    def described(self, run: int) -> str:
        """Return a run in words, with the command that makes it again."""
        address = self.address(run)
        under = f"plausible set {address.plausible}, " if address.plausible else ""
        return (
            f"run {run} (scenario {self.names[address.scenario]}, row {address.row}, {under}replicate "
            f"{address.replicate}, seed {self.seed}): {self.command(address)}"
        )

    def extended(self, replicates: int, chunk_size: int | None = None) -> Plan:
        """Return the plan with a segment more: all rows, up to so many replicates in all."""
        return self._with_segment((0, len(self.rows)), (self.replicates, replicates), chunk_size)

    def with_rows(self, rows: Sequence[Row], chunk_size: int | None = None) -> Plan:
        """Return the plan with a segment more: further rows, with the replicates that the others have."""
        wider = replace(self, rows=(*self.rows, *rows))
        return wider._with_segment((len(self.rows), len(wider.rows)), (0, self.replicates), chunk_size)

    def cut(self, chunk_size: int) -> Plan:
        """Return a plan of one segment with other chunks."""
        (segment,) = self.segments
        return replace(self, segments=(replace(segment, chunk_size=chunk_size),))

    def specification(self, segment: Segment) -> dict[str, Any]:
        """Return everything that decides the bits of the runs of a segment."""
        rows = self.rows[segment.first_row : segment.stop_row]
        return {
            "format": FORMAT,
            "model": self.model,
            "seed": self.seed,
            "replicates": [segment.first_replicate, segment.stop_replicate],
            "scenarios": [
                _settings_as_json(name, settings) for name, settings in zip(self.names, self.settings, strict=True)
            ],
            "columns": [column.name for column in self.columns],
            "rows": [list(row) for row in rows],
            "measures": [[measure.name, measure.unit] for measure in self.measures],
            **({"first_row": segment.first_row} if segment.first_row else {}),
            **({} if self.crossed is None else {"plausible": self.crossed.as_json()}),
        }

    def _with_segment(self, rows: tuple[int, int], replicates: tuple[int, int], chunk_size: int | None) -> Plan:
        """Return the plan with these rows and replicates at its end."""
        last = self.segments[-1] if self.segments else None
        first_run = last.stop_run if last else 0
        of_replicate = len(self.names) * (rows[1] - rows[0]) * max(self.sets, 1)
        runs = of_replicate * (replicates[1] - replicates[0])
        segment = Segment(
            key="",
            first_row=rows[0],
            stop_row=rows[1],
            first_replicate=replicates[0],
            stop_replicate=replicates[1],
            first_run=first_run,
            stop_run=first_run + runs,
            first_chunk=last.first_chunk + last.chunks if last else 0,
            chunk_size=chunk_size or chunk_size_for(self.settings, runs, of_replicate=of_replicate),
        )
        segment = replace(segment, key=digest_of(self.specification(segment)))
        return replace(self, segments=(*self.segments, segment))


def plan_of(study: Study, chunk_size: int | None = None, parts: int = 1) -> Plan:
    """Return the plan of a study, cut so that each of so many parts has something to do."""
    settings = tuple(scenario.settings for scenario in study.scenarios.values())
    return planned(
        names=tuple(study.scenarios),
        words=study.words,
        size=study.size,
        months=study.months,
        settings=settings,
        columns=study.columns,
        rows=study.rows,
        stored=study.measures,
        seed=study.seed,
        model=model_digest(),
        replicates=study.replicates,
        chunk_size=chunk_size or chunk_size_for(settings, study.runs, parts, study.runs // study.replicates),
        crossed=study.sets,
    )


def planned(
    *,
    names: tuple[str, ...],
    words: tuple[str, ...],
    size: str | None,
    months: int | None,
    settings: tuple[Settings, ...],
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    stored: Sequence[str | Measure],
    seed: int,
    model: str,
    replicates: int,
    chunk_size: int | None = None,
    crossed: CrossedSets | None = None,
) -> Plan:
    """Return a plan of settings and rows, each with so many replicates, under each of some plausible sets if given.

    Raises
    ------
    SimulationError
        If a measure is unknown, or seed or replicates are no whole number in their range.
    """
    if not settings:
        raise StudyError("There are no settings to run. Allowed: one or more. Name some.")
    seed, replicates = checked_run(seed)[0], whole_number("replicates", replicates, 1, MOST_REPLICATES)
    for own in settings:
        settings_of(own)
    for one in stored:
        if isinstance(one, str):
            _check_stored(one, settings)
    plan = Plan(
        names=names,
        words=words,
        size=size,
        months=months,
        settings=settings,
        groups=_groups(settings),
        columns=columns,
        rows=rows,
        measures=tuple(_measure_named(one, settings[0].processes) if isinstance(one, str) else one for one in stored),
        seed=seed,
        model=model,
        segments=(),
        crossed=crossed,
    )
    return plan._with_segment((0, len(rows)), (0, replicates), chunk_size)


def chunk_size_for(settings: Sequence[Settings], runs: int, parts: int = 1, of_replicate: int = 1) -> int:
    """Return how many runs take a few seconds, in at most 10,000 chunks and at least one for each part.

    Runs of one replicate, of which there are so many (`of_replicate`), share months, and those of 16 replicates go side
    by side: a chunk takes sixteen replicates, or a multiple of that, where it need not be more than twice as large for
    it, there are parts enough, and no more chunks than may be.
    """
    work = max(s.places.teams * s.months for s in settings)
    size = min(LARGEST, max(SMALLEST, TEAM_MONTHS // work // TOGETHER * TOGETHER))
    together = TOGETHER * of_replicate
    even = -(-size // together) * together
    if even <= min(2 * size, LARGEST):
        size = even
    if parts > 1:
        step = together if together <= min(size, runs // parts) else TOGETHER
        size = min(size, max(step, runs // parts // step * step))
    return max(size, -(-runs // MOST_CHUNKS))


def _is_same(a: Settings, b: Settings) -> bool:
    return (
        dict(a.values) == dict(b.values)
        and a.changes == b.changes
        and a.waves == b.waves
        and dict(a.structure) == dict(b.structure)
        and a.places == b.places
    )


def _groups(settings: Sequence[Settings]) -> tuple[int, ...]:
    groups: list[int] = []
    for number, own in enumerate(settings):
        same = (
            g
            for g in sorted(set(groups))
            if dict(settings[g].structure) == dict(own.structure) and settings[g].places == own.places
        )
        groups.append(next(same, number))
    return tuple(groups)


# The plan as it stands in a store --------------------------------------------------------------------------


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Return what a store needs to make the runs of the first segment again without any other file."""
    first = plan.segments[0]
    return {
        "specification": plan.specification(first),
        "key": first.key,
        "chunk_size": first.chunk_size,
        "words": list(plan.words),
        "size": plan.size,
        "months": plan.months,
        "places": {
            digest: _places_as_json(places)
            for digest, places in {_digest_of_places(s.places): s.places for s in plan.settings}.items()
        },
    }


def expansion_as_json(plan: Plan) -> dict[str, Any]:
    """Return what a store needs to know of the last segment: its rows if they are new, else its replicates in all."""
    last = plan.segments[-1]
    own: dict[str, Any] = {"replicates": last.stop_replicate}
    if last.first_row:
        own = {"rows": [list(row) for row in plan.rows[last.first_row :]]}
    return {"study": last.key, "chunk_size": last.chunk_size, **own}


def plan_from_json(stored: Mapping[str, Any], expansions: Sequence[Mapping[str, Any]] = ()) -> Plan:
    """Return the plan of a store.

    Parameters
    ----------
    stored : mapping
        What `plan_as_json` gave.
    expansions : sequence of mapping
        What `expansion_as_json` gave, for each segment after the first.
    """
    specification = stored["specification"]
    places = {key: _places_from_json(value) for key, value in stored["places"].items()}
    settings = tuple(_settings_from_json(scenario, places) for scenario in specification["scenarios"])
    processes = settings[0].processes
    columns: list[Column] = []
    for name in specification["columns"]:
        asked = asked_in(name)
        columns.append(Column(name, _parameter_then(asked.name, processes), asked.month, (), 0.0, 0.0, asked.where))
    plan = planned(
        names=tuple(scenario["name"] for scenario in specification["scenarios"]),
        words=tuple(stored["words"]),
        size=stored["size"],
        months=stored.get("months"),
        settings=settings,
        columns=tuple(columns),
        rows=tuple(tuple(float(value) for value in row) for row in specification["rows"]),
        stored=[_measure_then(name, unit, processes) for name, unit in specification["measures"]],
        seed=specification["seed"],
        model=specification["model"],
        replicates=specification["replicates"][1],
        chunk_size=stored["chunk_size"],
        crossed=crossed_sets_from(specification["plausible"]) if "plausible" in specification else None,
    )
    for expansion in expansions:
        if "rows" in expansion:
            rows = [tuple(float(value) for value in row) for row in expansion["rows"]]
            plan = plan.with_rows(rows, expansion["chunk_size"])
        else:
            plan = plan.extended(expansion["replicates"], expansion["chunk_size"])
    return plan


def _settings_as_json(name: str, settings: Settings) -> dict[str, Any]:
    waves = [{**asdict(wave), "networks": list(wave.networks)} for wave in settings.waves]
    return {
        "name": name,
        "structure": dict(settings.structure),
        "processes": list(settings.processes),
        "values": {name: float(value) for name, value in settings.values.items()},
        "changes": [
            [
                *(change.month, change.name, float(change.value)),
                *([list(change.networks)] if change.networks else []),
                *([True] if change.always else []),
            ]
            for change in settings.changes
        ],
        "places": _digest_of_places(settings.places),
        **({"waves": waves} if waves else {}),
    }


def _settings_from_json(scenario: Mapping[str, Any], places: Mapping[str, Places]) -> Settings:
    """Return the settings of a scenario, in the engines' order; those of another model keep the names it had."""
    processes, values = tuple(scenario["processes"]), scenario["values"]
    today = [name for name in declared(processes) if name in values]
    gone = [name for name in values if name not in declared(processes)]
    return Settings(
        structure=dict(scenario["structure"]),
        values={name: float(values[name]) for name in (*today, *gone)},
        changes=tuple(
            Change(month, name, float(value), tuple(*where[:1]), *where[1:])
            for month, name, value, *where in scenario["changes"]
        ),
        places=places[scenario["places"]],
        processes=processes,
        waves=tuple(Wave(**{**wave, "networks": tuple(wave["networks"])}) for wave in scenario.get("waves", ())),
    )


def _check_stored(name: str, settings: Sequence[Settings]) -> None:
    """Refuse a measure, or a series at a month, that the runs of these settings do not have."""
    processes, months = settings[0].processes, min(own.months for own in settings)
    known = [measure.name for measure in measures(processes)]
    if name in known or (series.is_series(name) and series.expanded(name, processes, months) == [name]):
        return
    guess = suggestion(name, [*known, *series.series_names(processes)])
    raise StudyError(
        f"measures has {name!r:.80}, which is no measure.{guess} Allowed: {known[0]}, {known[1]} and "
        f"{len(known) - 2} more, or a series at a month, 0 to {months - 1}. Mend the name."
    )


def _measure_named(name: str, processes: tuple[str, ...]) -> Measure:
    """Return a measure, or a series at a month."""
    known = {measure.name: measure for measure in measures(processes)}
    return known[name] if name in known else series.measure_of(name)


def _measure_then(name: str, unit: str, processes: tuple[str, ...]) -> Measure:
    """Return a measure as a store names it; of one that is gone its unit is known."""
    is_known = series.is_series(name) or any(measure.name == name for measure in measures(processes))
    return _measure_named(name, processes)._replace(unit=unit) if is_known else Measure(name, unit, GONE)


def _parameter_then(name: str, processes: tuple[str, ...]) -> Parameter:
    """Return a parameter as a store names it; of one that is gone nothing else is known."""
    known = declared(processes)
    return known.get(name) or Parameter("unknown", 0.0, 0.0, GONE, "mechanism", "", name=name)


@lru_cache(maxsize=256)
def _digest_of_places(places: Places) -> str:
    """Return the digest of places, which many settings share."""
    return digest_of(_places_as_json(places))


def _places_as_json(places: Places) -> dict[str, Any]:
    return {**vars(places), "population": [float(people) for people in places.population]}


def _places_from_json(stored: Mapping[str, Any]) -> Places:
    ties = stored["team_ties"]
    return Places(
        region_names=tuple(stored["region_names"]),
        network_names=tuple(stored["network_names"]),
        team_names=tuple(stored["team_names"]),
        network_region=tuple(stored["network_region"]),
        team_network=tuple(stored["team_network"]),
        population=tuple(stored["population"]),
        baselines=tuple(tuple(float(value) for value in team) for team in stored["baselines"]),
        named=tuple(stored["named"]),
        team_ties=None if ties is None else tuple(None if tied is None else tuple(tied) for tied in ties),  # type: ignore[arg-type]
    )
