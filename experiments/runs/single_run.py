"""Single: one run with every state, its measures and its digests."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.accounts import KINDS, Accounts, accounts_of_one, years_of
from experiments.runs.by_place import PlaceOfRun, places_of_run
from experiments.runs.durable_files import (
    Kind,
    json_text,
    make_output_folder,
    object_kind,
    spreadsheet,
    table_kind,
    write_whole,
)
from experiments.runs.model import is_draft, model_digest
from experiments.runs.place_files import MEASURES, MONTHS, date_of, remove_earlier
from experiments.runs.progress import Tell
from experiments.runs.sweep.driver import Progress
from experiments.runs.value_uncertainty import Uncertainty, check_uncertainty, set_numbered, set_of
from scenarios.load import Scenario, checked_scenario
from scenarios.plausible import PlausibleSet, under
from scenarios.waves import cut_as_json
from simulation.engine.run import Engine, run, trace
from simulation.errors import SimulationError
from simulation.observables import LATE_MONTHS, REGIMES
from simulation.parameters import one_of, shown
from simulation.results import Ensemble, Trace
from simulation.settings import checked_run
from simulation.state import ManagerState, ProcessState

if TYPE_CHECKING:
    import pandas

OUTPUTS = {
    "series.csv": table_kind("the series of a run", "month,"),
    "teams.csv": table_kind("the teams of a run", "region,network,team,coached,"),
    "costs.csv": table_kind("the costs of a run", "year,month,"),
    "run.json": object_kind("a run", "scenario", "seed", "replicate", "measures", "digest", "model"),
}
"""Files of a run, each with how an earlier one is known."""
OUTPUTS_BY_PLACE = {
    MEASURES: table_kind("the places of a run", "place,region,teams,"),
    MONTHS: table_kind("the months by place of a run", "place,region,month,"),
}
"""Those of one that was asked for by place."""


@dataclass(frozen=True, eq=False, repr=False)
class TracedRun:
    """One run: measures, series, and every state of the run and of its twin.

    Two are equal where run and twin had the same states under the same settings, whichever engine made them.

    Attributes
    ----------
    scenario : Scenario
        With the settings that the run had, those of a plausible set included.
    seed : int
        As it was asked for.
    replicate : int
        Which of the runs under this seed.
    engine : {"compiled", "readable"}
        What made it.
    ensemble : Ensemble
        Its measures and series.
    trace : Trace
        Every state of the run.
    twin : Trace
        Every state of its twin, the same world without mentoring.
    plausible_set : str or None
        Name of the set whose values it had, where not the scenario's own.
    """

    scenario: Scenario
    seed: int
    replicate: int
    engine: str
    ensemble: Ensemble
    trace: Trace
    twin: Trace
    plausible_set: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of every state of the run."""
        return self.trace.digest

    @property
    def model(self) -> str:
        """SHA-256 of the model that made it."""
        return model_digest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TracedRun):
            return NotImplemented
        return self._content() == other._content() and self.scenario.settings == other.scenario.settings

    def __hash__(self) -> int:
        return hash(self._content())

    def _content(self) -> tuple[object, ...]:
        return (self.seed, self.replicate, self.digest, self.twin.digest)

    def __repr__(self) -> str:
        regime = self.measures()["regime"] or "no regime"
        mark = ", draft" if is_draft(self.model) else ""
        name = f"{self.scenario.name}, seed {self.seed}, replicate {self.replicate}{mark}"
        return f"<{type(self).__name__}: {name}: {regime}>"

    def frames(self) -> dict[str, pandas.DataFrame]:
        """Return the measures, the series by month, each team at the end, and costs by year, in full precision."""
        import pandas

        money = self.scenario.costing.money
        units = {measure.name: money.restated(measure.unit) for measure in self.ensemble.measures}
        measured = [(name, value, units[name]) for name, value in self.measures().items()]
        found = {"measures": pandas.DataFrame(measured, columns=["measure", "value", "unit"])}
        tables = {"series": self._series(), "teams": self._teams(), "costs": self._costs_by_year()}
        if self.ensemble.by_place is not None:
            tables |= {"places": self._places(), "place_months": self._months_of_places()}
        # From 3.1 on pandas reads what was written to the last bit by itself, and warns who asks for it.
        is_exact = tuple(map(int, pandas.__version__.split(".")[:2])) >= (3, 1)
        exactly: dict[str, Any] = {} if is_exact else {"float_precision": "round_trip"}
        for name, written in tables.items():
            found[name] = pandas.read_csv(io.BytesIO(written), **exactly)
        return found

    def to_pandas(self, name: str = "measures") -> pandas.DataFrame:
        """Return one table in full precision.

        Parameters
        ----------
        name : {"measures", "series", "teams", "costs"}
            And where the run was asked for by place, ``places`` and ``place_months``.
        """
        frames = self.frames()
        return frames[one_of("name", name, tuple(frames))]

    @property
    def accounts(self) -> Accounts:
        """What the run cost, by kind, payer and year."""
        scenario = self.scenario
        years = years_of(scenario.settings.months, scenario.calendar)
        return accounts_of_one(scenario.settings, scenario.costing, self.trace, years)

    def measures(self) -> dict[str, float | str | None]:
        """Return every measure by name: the regime by its word, what is undefined as None."""
        found: dict[str, float | str | None] = {}
        for place, measure in enumerate(self.ensemble.measures):
            value = float(self.ensemble.values[0, place])
            known = None if np.isnan(value) else value
            if measure.name == "regime":
                found["regime"] = None if known is None else REGIMES[int(known)]
            else:
                found[measure.name] = known
        return found

    def as_json(self) -> dict[str, Any]:
        """Return what ``run --json`` prints."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replicate": self.replicate,
            "plausible_set": self.plausible_set,
            **({} if self.scenario.calendar is None else {"start": str(self.scenario.calendar)}),
            **cut_as_json(self.scenario.settings),
            "measures": self.measures(),
            "costs": self._costs(),
            **({} if self.ensemble.by_place is None else {"by_place": self._by_place_as_json()}),
            "digest": self.digest,
            "model": self.model,
        }

    def _costs(self) -> dict[str, Any]:
        money, own = self.scenario.costing.money, self.accounts
        return {
            "currency": money.currency,
            "price_year": money.year,
            "discount_rate": own.rate,
            **{
                way: {
                    "total": float(own.total(discounted=discounted)[0]),
                    "reform": float(own.of_reform(discounted=discounted)[0]),
                    "by_payer": {payer: float(paid[0]) for payer, paid in own.by_payer(discounted=discounted).items()},
                    "by_kind": dict(zip(KINDS, own.by_kind(discounted=discounted)[0].tolist(), strict=True)),
                    "by_year": {
                        year.name: float(paid)
                        for year, paid in zip(own.years, own.by_year(discounted=discounted)[0], strict=True)
                    },
                }
                for way, discounted in (("paid", False), ("discounted", True))
            },
        }

    def write(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write run.json, series.csv, teams.csv and costs.csv, and return their paths.

        The series are group means by month, with dates where the scenario has a start; of each team there is the end;
        costs stand by year, kind and payer. A run that was asked for by place has places.csv and place_months.csv too;
        beside another one those of an earlier run are not left.

        Raises
        ------
        OutputError
            If they cannot be written, or other files have these names.
        """
        place = Path(folder)
        is_by_place = self.ensemble.by_place is not None
        make_output_folder(place, outputs(are_by_place=is_by_place))
        contents: dict[str, str | bytes] = {
            "run.json": json_text(self.as_json()),
            "series.csv": self._series(),
            "teams.csv": self._teams(),
            "costs.csv": self._costs_by_year(),
        }
        if is_by_place:
            contents |= {MEASURES: self._places(), MONTHS: self._months_of_places()}
        else:
            remove_earlier(place, OUTPUTS_BY_PLACE)
        for name, content in contents.items():
            write_whole(place / name, content)
        return [place / name for name in contents]

    def _series(self) -> bytes:
        assert self.ensemble.series is not None
        names, values = self.ensemble.series.names, self.ensemble.series.values[0]
        calendar = self.scenario.calendar
        rows = [
            [month, *([] if calendar is None else [str(calendar.date(month))]), *(_cell(value) for value in row)]
            for month, row in enumerate(values)
        ]
        return _csv(["month", *([] if calendar is None else ["date"]), *names], rows, "series.csv")

    def _costs_by_year(self) -> bytes:
        own, money, calendar = self.accounts, str(self.scenario.costing.money), self.scenario.calendar
        rows: list[list[Any]] = []
        for place, (kind, payer) in enumerate(KINDS.items()):
            for number, (year, factor) in enumerate(zip(own.years, own.factors, strict=True)):
                amount = float(own.amounts[0, place, number])
                date = [] if calendar is None else [str(calendar.date(year.first))]
                months = year.stop - year.first
                rows.append(
                    [year.name, year.first, *date, months, kind, payer, _cell(amount), _cell(amount * factor), money]
                )
        columns = ["year", "month", *([] if calendar is None else ["date"]), "months", "kind", "payer"]
        return _csv([*columns, "cost", "discounted_cost", "money"], rows, "costs.csv")

    def places(self) -> list[PlaceOfRun]:
        """Return each region, network or team at the end; none where the run was not asked for by place."""
        found = self.ensemble.by_place
        return [] if found is None else places_of_run(found, self.scenario.settings)

    def _by_place_as_json(self) -> dict[str, Any]:
        assert self.ensemble.by_place is not None
        return {
            "level": self.ensemble.by_place.level,
            "places": [
                {"place": one.place, "region": one.region, "teams": one.teams, "measures": one.known()}
                for one in self.places()
            ],
        }

    def _places(self) -> bytes:
        calendar, places = self.scenario.calendar, self.places()
        columns = ["place", "region", "teams", "measure", "value", *([] if calendar is None else ["date"])]
        rows: list[list[Any]] = []
        for one in places:
            for name, value in one.measures.items():
                date = [] if calendar is None else [date_of(name, [value], calendar)]
                rows.append([one.place, one.region, one.teams, name, _cell(value), *date])
        return _csv(columns, rows, MEASURES)

    def _months_of_places(self) -> bytes:
        found, calendar = self.ensemble.by_place, self.scenario.calendar
        assert found is not None
        regions = [one.region for one in self.places()]
        rows = [
            [name, regions[place], month, *([] if calendar is None else [str(calendar.date(month))]), *map(_cell, row)]
            for place, name in enumerate(found.places)
            for month, row in enumerate(found.values[0, :, place])
        ]
        columns = ["place", "region", "month", *([] if calendar is None else ["date"]), *found.quantities]
        return _csv(columns, rows, MONTHS)

    def _teams(self) -> bytes:
        places, processes = self.scenario.settings.places, self.scenario.settings.processes
        programme = self.trace.programme[-1]
        order = self.trace.of(ManagerState, "order")[-1]
        coverage, twin = self.trace.of(ProcessState, "coverage"), self.twin.of(ProcessState, "coverage")
        reported = self.trace.of(ProcessState, "reported")
        gain = np.mean((coverage - twin)[-int(LATE_MONTHS) :], axis=0)
        columns = ["region", "network", "team", "coached"]
        columns += [f"{what}.{process}" for process in processes for what in ("coverage", "reported", "late_gain")]
        rows: list[list[Any]] = []
        for team, name in enumerate(places.team_names):
            network = places.team_network[team]
            region = places.region_names[places.network_region[network]]
            row = [region, places.network_names[network], name, int(order[network] < programme)]
            for k in range(len(processes)):
                row += [_cell(x) for x in (coverage[-1, team, k], reported[-1, team, k], gain[team, k])]
            rows.append(row)
        return _csv(columns, rows, "teams.csv")


def outputs(*, are_by_place: bool) -> dict[str, Kind]:
    """Return the files that a run writes, each with how an earlier one is known."""
    return {**OUTPUTS, **OUTPUTS_BY_PLACE} if are_by_place else OUTPUTS


def _cell(value: float) -> str:
    return "" if np.isnan(value) else repr(float(value))


def _csv(columns: list[str], rows: list[list[Any]], file: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return spreadsheet(text.getvalue(), (cell for row in rows for cell in row), file)


def run_once(
    scenario: Scenario,
    *,
    seed: int = 1,
    replicate: int = 0,
    uncertainty: Uncertainty = "none",
    plausible: int | None = None,
    own_sets: Sequence[PlausibleSet] = (),
    engine: Engine = "compiled",
    by: str | None = None,
    tell: Tell | None = None,
) -> TracedRun:
    """Run a scenario once and keep every state; with plausible uncertainty under the set that the replicate has.

    Parameters
    ----------
    plausible : int, optional
        Under the plausible set of this number, whichever the replicate has.
    own_sets : sequence of PlausibleSet
        The plausible sets there are; those that come with the model if none are given.
    by : {"region", "network", "team"}, optional
        Whether to keep each place's months too, and of which places.
    tell : callable, optional
        Told once, when all that was asked has been checked and nothing is run.

    Raises
    ------
    SimulationError
        If anything is not what is allowed.
    """
    seed, replicate = checked_run(seed, replicate)
    check_uncertainty(uncertainty)
    scenario = checked_scenario("scenario", scenario)
    own = _set_for(replicate, uncertainty, plausible, own_sets)
    scenario = scenario if own is None else replace(scenario, settings=under(scenario, own))
    if by is not None:
        scenario.settings.places.by(by)
    if tell is not None:
        tell(Progress(0, 1, 0.0, None))
    ensemble = run(scenario, seed, [replicate], engine=engine, series=True, threads=1, by=by)
    lived, twin = trace(scenario.settings, seed, replicate, engine=engine)
    return TracedRun(scenario, seed, replicate, engine, ensemble, lived, twin, own and own.name)


def _set_for(
    replicate: int, uncertainty: Uncertainty, plausible: int | None, sets: Sequence[PlausibleSet]
) -> PlausibleSet | None:
    """Return the plausible set that a run is under, if any."""
    if plausible is None:
        return set_of(replicate, sets) if uncertainty == "plausible" else None
    if uncertainty != "none":
        raise SimulationError(
            f"plausible is {shown(plausible)}, and uncertainty is {uncertainty}, which gives each replicate a set. "
            "Allowed: one of the two. Leave one out."
        )
    return set_numbered(plausible, sets)
