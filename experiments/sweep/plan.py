"""Plan: the runs of a study in one fixed order, cut into chunks, under the hash of everything that decides their bits.

Run ``((replicate - first) * rows + row) * scenarios + scenario``: replicates come last, so that more of them only add
runs at the end, and no number and no chunk changes. Chunks are no part of the hash: runs are the same however they
are cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from experiments.sweep import series
from experiments.sweep.design import Column, Row
from experiments.sweep.files import digest_of
from experiments.sweep.study import Study, sets_of, settings_with
from simulation.parameters import declared
from simulation.results import Measure, measures, source_digest
from simulation.settings import Change, Places, Settings

FORMAT = 1
TEAM_MONTHS = 2000 * 180 * 90
"""Work in a chunk: a few seconds."""
SMALLEST, LARGEST = 64, 10_000
MOST_CHUNKS = 10_000


class Address(NamedTuple):
    """Which run: its number, and what it is a run of."""

    run: int
    scenario: int
    row: int
    replicate: int


class Chunk(NamedTuple):
    """A range of runs that are made and stored together."""

    number: int
    key: str
    first_run: int
    stop_run: int


@dataclass(frozen=True)
class Segment:
    """What was asked for at once: all rows, and replicates from one to another; more can follow."""

    key: str
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
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    size: str | None
    settings: tuple[Settings, ...]
    groups: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    measures: tuple[Measure, ...]
    seed: int
    model: str
    segments: tuple[Segment, ...]

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
    def keys(self) -> list[str]:
        """Keys of the segments."""
        return [segment.key for segment in self.segments]

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
        """Return which scenario, row and replicate a run is; all replicates start at 0, so segments do not matter."""
        rest, scenario = divmod(run, len(self.names))
        replicate, row = divmod(rest, len(self.rows))
        return Address(run, scenario, row, replicate)

    def settings_of(self, address: Address) -> Settings:
        """Return what a run is made with."""
        return settings_with(self.settings[address.scenario], self.columns, self.rows[address.row])

    def command(self, address: Address) -> str:
        """Return the command that makes one run again; settings that no command line can say have none."""
        import shlex

        if not self.words[address.scenario]:
            return "its settings stand in study.json"
        words = ["bubbles", "run", self.words[address.scenario]]
        words += ["--seed", str(self.seed), "--replicate", str(address.replicate)]
        words += ["--size", self.size] if self.size else []
        for one in sets_of(self.columns, self.rows[address.row]):
            words += ["--set", one]
        return shlex.join(words)

    def described(self, run: int) -> str:
        """Return a run in words, with the command that makes it again."""
        address = self.address(run)
        return (
            f"run {run} (scenario {self.names[address.scenario]}, row {address.row}, replicate {address.replicate}, "
            f"seed {self.seed}): {self.command(address)}"
        )

    def extended(self, replicates: int) -> Plan:
        """Return the plan with a segment more, up to so many replicates in all."""
        last = self.segments[-1]
        size = chunk_size_for(self.settings, self._runs_of(replicates) - last.stop_run)
        return replace(self, segments=(*self.segments, self._segment(last, replicates, size)))

    def cut(self, chunk_size: int) -> Plan:
        """Return a plan of one segment with other chunks."""
        (segment,) = self.segments
        return replace(self, segments=(replace(segment, chunk_size=chunk_size),))

    def specification(self, first_replicate: int, stop_replicate: int) -> dict[str, Any]:
        """Return everything that decides the bits of these runs."""
        return {
            "format": FORMAT,
            "model": self.model,
            "seed": self.seed,
            "replicates": [first_replicate, stop_replicate],
            "scenarios": [
                _settings_as_json(name, settings) for name, settings in zip(self.names, self.settings, strict=True)
            ],
            "columns": [column.name for column in self.columns],
            "rows": [list(row) for row in self.rows],
            "measures": [[measure.name, measure.unit] for measure in self.measures],
        }

    def _runs_of(self, replicates: int) -> int:
        return len(self.names) * len(self.rows) * replicates

    def _segment(self, last: Segment | None, replicates: int, chunk_size: int) -> Segment:
        first = last.stop_replicate if last else 0
        return Segment(
            key=digest_of(self.specification(first, replicates)),
            first_replicate=first,
            stop_replicate=replicates,
            first_run=self._runs_of(first),
            stop_run=self._runs_of(replicates),
            first_chunk=last.first_chunk + last.chunks if last else 0,
            chunk_size=chunk_size,
        )


def plan_of(study: Study, chunk_size: int | None = None) -> Plan:
    """Return the plan of a study."""
    settings = tuple(scenario.settings for scenario in study.scenarios.values())
    return planned(
        names=tuple(study.scenarios),
        words=study.words,
        size=study.size,
        settings=settings,
        columns=study.columns,
        rows=study.rows,
        stored=study.measures,
        seed=study.seed,
        model=source_digest(),
        replicates=[study.replicates],
        sizes=[chunk_size or chunk_size_for(settings, study.runs)],
    )


def planned(
    *,
    names: tuple[str, ...],
    words: tuple[str, ...],
    size: str | None,
    settings: tuple[Settings, ...],
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    stored: Sequence[str],
    seed: int,
    model: str,
    replicates: Sequence[int],
    sizes: Sequence[int],
) -> Plan:
    """Return a plan of settings and rows, with a segment for each of the replicates in all and its size of chunks."""
    known = {measure.name: measure for measure in measures(settings[0].processes)}
    plan = Plan(
        names=names,
        words=words,
        size=size,
        settings=settings,
        groups=_groups(settings),
        columns=columns,
        rows=rows,
        measures=tuple(known[name] if name in known else series.measure_of(name) for name in stored),
        seed=seed,
        model=model,
        segments=(),
    )
    for stop, chunk_size in zip(replicates, sizes, strict=True):
        last = plan.segments[-1] if plan.segments else None
        plan = replace(plan, segments=(*plan.segments, plan._segment(last, stop, chunk_size)))
    return plan


def chunk_size_for(settings: Sequence[Settings], runs: int) -> int:
    """Return how many runs take a few seconds, in at most 10,000 chunks."""
    work = max(s.places.teams * s.months for s in settings)
    size = min(LARGEST, max(SMALLEST, TEAM_MONTHS // work // 16 * 16))
    return max(size, -(-runs // MOST_CHUNKS))


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
        "specification": plan.specification(first.first_replicate, first.stop_replicate),
        "key": first.key,
        "chunk_size": first.chunk_size,
        "words": list(plan.words),
        "size": plan.size,
        "places": {digest_of(_places_as_json(s.places)): _places_as_json(s.places) for s in plan.settings},
    }


def plan_from_json(stored: Mapping[str, Any], further: Sequence[tuple[int, int]] = ()) -> Plan:
    """Return the plan of a store.

    Parameters
    ----------
    stored : mapping
        What `plan_as_json` gave.
    further : sequence of (int, int)
        Replicates in all and runs in a chunk, of each segment after the first.
    """
    specification = stored["specification"]
    places = {key: _places_from_json(value) for key, value in stored["places"].items()}
    settings = tuple(_settings_from_json(scenario, places) for scenario in specification["scenarios"])
    known = declared(settings[0].processes)
    columns: list[Column] = []
    for name in specification["columns"]:
        bare, at, month = name.partition("@")
        columns.append(Column(name, known[bare], int(month) if at else None, (), 0.0, 0.0))
    return planned(
        names=tuple(scenario["name"] for scenario in specification["scenarios"]),
        words=tuple(stored["words"]),
        size=stored["size"],
        settings=settings,
        columns=tuple(columns),
        rows=tuple(tuple(float(value) for value in row) for row in specification["rows"]),
        stored=[name for name, _ in specification["measures"]],
        seed=specification["seed"],
        model=specification["model"],
        replicates=[specification["replicates"][1], *(stop for stop, _ in further)],
        sizes=[stored["chunk_size"], *(size for _, size in further)],
    )


def _settings_as_json(name: str, settings: Settings) -> dict[str, Any]:
    return {
        "name": name,
        "structure": dict(settings.structure),
        "processes": list(settings.processes),
        "values": {name: float(value) for name, value in settings.values.items()},
        "changes": [[change.month, change.name, float(change.value)] for change in settings.changes],
        "places": digest_of(_places_as_json(settings.places)),
    }


def _settings_from_json(scenario: Mapping[str, Any], places: Mapping[str, Places]) -> Settings:
    processes = tuple(scenario["processes"])
    return Settings(
        structure=dict(scenario["structure"]),
        values={name: float(scenario["values"][name]) for name in declared(processes)},  # in the engines' order
        changes=tuple(Change(month, name, float(value)) for month, name, value in scenario["changes"]),
        places=places[scenario["places"]],
        processes=processes,
    )


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
