"""Compare: a paired what-if: the same seeds under several scenarios, differences with intervals.

Every comparison also checks itself: two scenarios must have lived identically, bit for bit, in every run
up to the month in which they first differ.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.comparison.bands import Band, bands_of, series_shown
from experiments.analyses.comparison.by_place import ByPlace, by_place_of, check_by_place
from experiments.analyses.comparison.thirds import Thirds, check_by, thirds_of
from experiments.runs.accounts import KINDS, Accounts, accounts_together
from experiments.runs.by_place import Gathering
from experiments.runs.memory import NUMBER, check_fits
from experiments.runs.reported import censoring, check_measure, columns_of, contrast_of, estimate_of
from experiments.runs.sweep.driver import Progress
from experiments.runs.value_uncertainty import (
    Uncertainty,
    check_uncertainty,
    fingerprints,
    replicates_together,
    run_together,
)
from experiments.statistics.intervals import CensoredMedian, Contrast, Estimate
from experiments.statistics.resampling import SAMPLES, clustered_median
from scenarios.calendar import MONTHS_OF_YEAR, Calendar, common
from scenarios.costs.costing import Costing, common_costing
from scenarios.costs.money import Money
from scenarios.load import Scenario, checked_scenarios
from scenarios.plausible import PlausibleSet, plausible_sets
from simulation.engine.run import MOST_REPLICATES, Engine, check_engine
from simulation.errors import SimulationError
from simulation.parameters import whole_number, yes_or_no
from simulation.places import LEVELS
from simulation.results import Ensemble, measures, place_of, series_rows
from simulation.settings import checked_run

if TYPE_CHECKING:
    import pandas


CHECKED = 16
"""Replicates in which scenarios are lived apart to see whether they are the same before they first differ."""


@dataclass(frozen=True)
class IdenticalBefore:
    """Whether two scenarios lived the same before their first difference, in every run that was checked.

    Attributes
    ----------
    month : int or None
        First month in which the scenarios differ; None if they never do.
    identical : bool
    runs : int
        Runs checked.
    first_broken : tuple of int or None
        Replicate and month where they first parted too early.
    """

    a: str
    b: str
    month: int | None
    identical: bool
    runs: int
    first_broken: tuple[int, int] | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """What a comparison found; the first scenario is the reference of every contrast.

    Two are equal where their scenarios have the same settings and their runs the same numbers.

    Attributes
    ----------
    scenarios : dict of str to Scenario
        By name, the reference first.
    ensembles : dict of str to Ensemble
        The runs of each scenario, without their series: `bands` has those that a report draws.
    estimates : dict of str to dict of str to Estimate
        The mean of each measure, by scenario and measure.
    contrasts : list of Contrast
        Each scenario less the reference, in each measure.
    identical_before : list of IdenticalBefore
        Of each pair with the reference, whether it was identical before the two first differ.
    seed : int
        Of all runs.
    replicates : int
        Paired runs of each scenario.
    engine : {"compiled", "readable"}
        What made the runs.
    uncertainty : {"plausible", "none"}
        Under which values replicates live.
    medians : dict of str to dict of str to CensoredMedian
        Of what the end of a run may have cut off, by scenario and measure: it has no mean and no contrast.
    thirds : Thirds or None
        The same among the sets in which a parameter is low, and high, where it was asked for.
    bands : dict of str to dict of str to Band
        By scenario and series, ``coverage.ccs.coached`` or ``coverage.ccs.coached.gain``; empty where none were asked
        for.
    accounts : dict of str to Accounts
        What the runs of each scenario cost, by kind and year.
    by_place : ByPlace or None
        The same in each region, network or team, where that was asked for.
    plausible : tuple of PlausibleSet
        Sets of the user's own that replicates live under; none where it is those that come with the model.
    """

    scenarios: dict[str, Scenario]
    ensembles: dict[str, Ensemble]
    estimates: dict[str, dict[str, Estimate]]
    contrasts: list[Contrast]
    identical_before: list[IdenticalBefore]
    seed: int
    replicates: int
    engine: Engine
    uncertainty: Uncertainty = "plausible"
    medians: dict[str, dict[str, CensoredMedian]] = field(default_factory=dict)
    thirds: Thirds | None = None
    bands: dict[str, dict[str, Band]] = field(default_factory=dict)
    accounts: dict[str, Accounts] = field(default_factory=dict)
    by_place: ByPlace | None = None
    plausible: tuple[PlausibleSet, ...] = ()

    def _content(self) -> tuple[object, ...]:
        """Return what makes it what it is; all else follows from it."""
        runs = tuple((name, made.values.tobytes()) for name, made in self.ensembles.items())
        by = self.thirds.parameter if self.thirds else self.by_place.level if self.by_place else None
        return (self.seed, self.replicates, self.engine, self.uncertainty, by, any(self.bands.values()), runs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Comparison):
            return NotImplemented
        own, others = ([scenario.settings for scenario in one.scenarios.values()] for one in (self, other))
        return self._content() == other._content() and own == others

    def __hash__(self) -> int:
        return hash(self._content())

    @property
    def reference(self) -> str:
        """Name of the reference scenario."""
        return next(iter(self.scenarios))

    @property
    def calendar(self) -> Calendar | None:
        """Which month of the world month 0 is, where any scenario says so."""
        return common({name: scenario.calendar for name, scenario in self.scenarios.items()})

    @property
    def money(self) -> Money:
        """Currency and year of the prices, the same in all scenarios."""
        return self.costing.money

    @property
    def costing(self) -> Costing:
        """What the scenarios say of costs."""
        return common_costing({name: one.costing for name, one in self.scenarios.items()}, self.lead)

    @property
    def lead(self) -> str:
        """The first clinical process."""
        return self.scenarios[self.reference].settings.processes[0]

    @property
    def clusters(self) -> NDArray[np.intp]:
        """Which runs share their luck, [run]."""
        return clusters_of(self.replicates, self.uncertainty, self.plausible)

    @property
    def is_consistent(self) -> bool:
        """Whether every pair was identical for as long as it should have been."""
        return all(pair.identical for pair in self.identical_before)

    def contrast(self, name: str, measure: str) -> Contrast:
        """Return the contrast of a scenario with the reference.

        Raises
        ------
        SimulationError
            If there is no such scenario beside the reference, or no such measure; or if a measure may be cut off by
            the end of a run: a difference of lower bounds says nothing.
        """
        others = list(self.scenarios)[1:]
        place_of(name, others, f"scenario that is compared with {self.reference}")
        check_measure(measure, self.scenarios[name].settings.processes)
        return next(c for c in self.contrasts if c.a == name and c.measure == measure)

    def to_pandas(self) -> pandas.DataFrame:
        """Return every measure of every run: one row for each scenario and replicate."""
        import pandas

        frames: list[pandas.DataFrame] = []
        for name, ensemble in self.ensembles.items():
            frame = pandas.DataFrame(ensemble.values, columns=[m.name for m in ensemble.measures])
            frame.insert(0, "scenario", name)
            frame.insert(1, "replicate", ensemble.replicates)
            frames.append(frame)
        return pandas.concat(frames, ignore_index=True)


def compare(
    scenarios: Sequence[Scenario],
    *,
    seed: int = 1,
    replicates: int = 200,
    uncertainty: Uncertainty = "plausible",
    plausible: tuple[PlausibleSet, ...] = (),
    by: str | None = None,
    engine: Engine = "compiled",
    threads: int | None = None,
    bands: bool = True,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Comparison:
    """Run scenarios under common random numbers and contrast each with the first.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Two or more with different names.
    seed : int
        0 to 2^63 - 1; replicate r has the same people, ties and shocks in every scenario.
    replicates : int
        Paired runs of each scenario.
    uncertainty : {"none", "plausible"}
        Every replicate under the scenario's own values, or, as on the command line too unless it says otherwise,
        replicate r under plausible set r modulo their number, the same in every scenario: intervals then carry doubts
        about values too.
    plausible : tuple of PlausibleSet
        Sets of one's own in the place of those that come with the model.
    by : str, optional
        ``region``, ``network`` or ``team``: coverage, late gain and overstatement in each place too. Or a parameter
        that the plausible sets vary: regimes and spread among the sets in which it is low, and high.
    bands : bool
        Whether to keep what a report draws over time.
    tell : callable
        Told how far it is, first before anything is run.

    Raises
    ------
    SimulationError
        If there are fewer than two scenarios, names repeat, replicates are no positive number, or anything else is
        not what is allowed; if the scenarios differ in size or in their start, so that their runs cannot be paired,
        or in the money of their prices;
        if `by` is no kind of place and does not vary; or if it would take more memory than machines have.
    """
    scenarios, replicates = check_comparable(scenarios, replicates, bands=yes_or_no("bands", bands))
    seed, _ = checked_run(seed)
    check_uncertainty(uncertainty)
    check_engine(engine, threads)
    partition = None
    if by in LEVELS:
        partition = check_by_place(by, scenarios, replicates)
    elif by is not None:
        check_by(by, scenarios, replicates, uncertainty, plausible)
    first = scenarios[0].settings
    gathered = {s.name: Gathering(first, partition, replicates) for s in scenarios} if partition is not None else {}
    shown = series_shown(scenarios[0].settings.processes) if bands else ()
    start = time.perf_counter()
    tell(Progress(0, replicates * len(scenarios), 0.0, None))
    how = {"uncertainty": uncertainty, "engine": engine, "threads": threads, "plausible": plausible}
    made = run_together(
        scenarios,
        seed,
        replicates,
        **how,
        series=shown,
        partition=partition,
        gathered=list(gathered.values()),
        tell=lambda done: tell(
            _progress(done * len(scenarios), replicates * len(scenarios), time.perf_counter() - start)
        ),
    )
    kept = {s.name: bands_of(one) if bands else {} for s, one in zip(scenarios, made, strict=True)}
    ensembles = {s.name: replace(one, series=None) for s, one in zip(scenarios, made, strict=True)}
    checked = identities(scenarios, seed, replicates, **how)
    reference, *others = scenarios
    columns = {name: columns_of(ensemble) for name, ensemble in ensembles.items()}
    processes = reference.settings.processes
    clusters = clusters_of(replicates, uncertainty, plausible)
    calendar = common({s.name: s.calendar for s in scenarios})
    accounts = accounts_together(
        scenarios, ensembles, seed, uncertainty, calendar, engine=engine, plausible=plausible, threads=threads
    )
    return Comparison(
        scenarios={scenario.name: scenario for scenario in scenarios},
        ensembles=ensembles,
        estimates={name: estimates_of(by_measure, processes, clusters) for name, by_measure in columns.items()},
        contrasts=[
            contrast_of(
                measure, (other.name, values), (reference.name, columns[reference.name][measure]), clusters, processes
            )
            for other in others
            for measure, values in columns[other.name].items()
            if measure not in censoring(processes)
        ],
        identical_before=checked,
        seed=seed,
        replicates=replicates,
        engine=engine,
        uncertainty=uncertainty,
        medians={name: medians_of(by_measure, processes, clusters) for name, by_measure in columns.items()},
        thirds=None if by is None or partition is not None else thirds_of(columns, by, processes[0], plausible),
        bands=kept,
        accounts=accounts,
        by_place=None
        if partition is None
        else by_place_of(gathered, {s.name: s.settings for s in scenarios}, partition, clusters),
        plausible=plausible,
    )


def _progress(done: int, runs: int, seconds: float) -> Progress:
    rate = done / max(seconds, 1e-9)
    return Progress(done, runs, rate, (runs - done) / rate)


def bytes_of(scenarios: Sequence[Scenario], replicates: int, *, bands: bool = True) -> int:
    """Return about how much memory a comparison takes."""
    settings = scenarios[0].settings
    kept = 2 * len(measures(settings.processes))  # as runs, as columns
    of_medians = 3 * SAMPLES  # clusters drawn again
    shown = settings.months * len(series_shown(settings.processes)) if bands else 0
    of_bands = 3 * settings.months if bands else 0  # one series at a time
    of_costs = len(KINDS) * (settings.months // MONTHS_OF_YEAR + 2)
    of_runs = len(scenarios) * (kept + shown + of_costs) + of_medians + of_bands
    some = min(replicates, replicates_together(len(scenarios), settings.months, with_series=bands)) * len(scenarios)
    of_some = 3 * settings.months * len(series_rows(settings.processes)) if bands else 2 * kept
    return NUMBER * (replicates * of_runs + some * of_some)


def check_comparable(
    scenarios: Sequence[Scenario], replicates: int, *, bands: bool = True, command: str = "compare"
) -> tuple[list[Scenario], int]:
    """Return scenarios and replicates; refuse what cannot be compared, or would not fit into memory.

    Parameters
    ----------
    command : str
        What compares them, as messages name it.
    """
    scenarios = checked_scenarios("scenarios", scenarios)
    names = [scenario.name for scenario in scenarios]
    if len(names) < 2:
        raise SimulationError(
            f"{command} got {len(names)} scenario{'s' * (len(names) != 1)}. Allowed: two or more. Name another one."
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SimulationError(f"{command} got {twice[0]!r} twice. Allowed: each name once. Leave one out or rename it.")
    replicates = whole_number("replicates", replicates, 1, MOST_REPLICATES)
    first = scenarios[0].settings
    check_fits(
        bytes_of(scenarios, replicates, bands=bands),
        f"--replicates is {replicates:,}: with {len(scenarios)} scenarios over {first.months} months that",
        "Take fewer replicates, scenarios or months; `bubbles sweep` makes any number of runs, into a store.",
    )
    for scenario in scenarios[1:]:
        if dict(scenario.settings.structure) != dict(first.structure) or scenario.settings.processes != first.processes:
            raise SimulationError(
                f"{scenario.name} differs from {names[0]} in size or months, so their runs cannot be paired. Give both "
                "the same regions, networks, teams, months and ties: --size does, or a base that both rest on."
            )
    _check_places(scenarios)
    common({scenario.name: scenario.calendar for scenario in scenarios})
    common_costing({scenario.name: scenario.costing for scenario in scenarios}, first.processes[0])
    return scenarios, replicates


def _check_places(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios of other places than the first, and starts from one known coverage that rules made differ."""
    first = scenarios[0]
    for scenario in scenarios[1:]:
        own, others = scenario.settings.places, first.settings.places
        for kind in ("region_names", "network_names", "team_names", "network_region", "team_network"):
            if getattr(own, kind) != getattr(others, kind):
                pairs = zip(getattr(own, kind), getattr(others, kind), strict=True)
                here, there = next(pair for pair in pairs if pair[0] != pair[1])
                told = f": {here!r} for {there!r}" if isinstance(here, str) else ""
                raise SimulationError(
                    f"{scenario.name} has other places than {first.name}{told}, so their runs cannot be paired. "
                    "Allowed: the same regions, networks and teams, in one order. Base one on the other, or both on a "
                    "third."
                )
        is_known = all(one.understood is not None and one.understood.starts for one in (first, scenario))
        if is_known and own.baselines != others.baselines:
            raise SimulationError(
                f"{scenario.name} and {first.name} each bring a table of known coverage, and start elsewhere, since "
                "starts are set under the rules of the file that brings it. Allowed: one file that brings it. Base one "
                "on the other, or both on a third."
            )


def estimates_of(
    columns: dict[str, NDArray[np.float64]], processes: tuple[str, ...], clusters: NDArray[np.intp]
) -> dict[str, Estimate]:
    """Return an estimate of every measure: shares for regimes and flags, else means; none of what is cut off."""
    return {
        name: estimate_of(name, values, clusters, processes)
        for name, values in columns.items()
        if name not in censoring(processes)
    }


def medians_of(
    columns: dict[str, NDArray[np.float64]], processes: tuple[str, ...], clusters: NDArray[np.intp]
) -> dict[str, CensoredMedian]:
    """Return the median of every measure that may be cut off by the end of a run."""
    return {
        name: clustered_median(columns[name], columns[flag], clusters) for name, flag in censoring(processes).items()
    }


def clusters_of(replicates: int, uncertainty: Uncertainty, plausible: Sequence[PlausibleSet] = ()) -> NDArray[np.intp]:
    """Return which runs share their luck: those that live under one set of values."""
    runs = np.arange(replicates)
    return runs if uncertainty == "none" else runs % len(plausible or plausible_sets())


def identities(
    scenarios: Sequence[Scenario],
    seed: int,
    replicates: int,
    *,
    uncertainty: Uncertainty,
    engine: Engine,
    threads: int | None,
    plausible: Sequence[PlausibleSet] = (),
) -> list[IdenticalBefore]:
    """Check that every two scenarios live the same up to the month in which they first differ.

    As runs share the months that should be the same, some of them are lived once more, each for itself.
    """
    months = [a.settings.first_difference(b.settings) for a, b in combinations(scenarios, 2)]
    until = max(scenarios[0].settings.months if month is None else month for month in months)
    marks = fingerprints(
        scenarios,
        seed,
        min(replicates, CHECKED),
        min(until, scenarios[0].settings.months),
        uncertainty=uncertainty,
        engine=engine,
        plausible=plausible,
        threads=threads,
    )
    of = dict(zip((scenario.name for scenario in scenarios), marks, strict=True))
    return [identical_before(a, b, of[a.name], of[b.name]) for a, b in combinations(scenarios, 2)]


def identical_before(
    a: Scenario, b: Scenario, marks_a: NDArray[np.uint64], marks_b: NDArray[np.uint64]
) -> IdenticalBefore:
    """Return whether fingerprints, [replicate, month], are the same up to the month in which scenarios first differ."""
    month = a.settings.first_difference(b.settings)
    until = marks_a.shape[1] if month is None else min(month, marks_a.shape[1])
    broken = np.argwhere(marks_a[:, :until] != marks_b[:, :until])
    first = (int(broken[0, 0]), int(broken[0, 1])) if len(broken) else None
    return IdenticalBefore(a.name, b.name, month, first is None, len(marks_a), first)
