"""Run: settings and seeds in, an ensemble or a trace out, whichever engine makes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from simulation.errors import SeedError, SimulationError, StructureError
from simulation.parameters import one_of, plain_whole, shown, whole_number, yes_or_no
from simulation.places import Partition
from simulation.results import (
    Ensemble,
    RawRuns,
    Trace,
    fingerprint,
    measures,
    money_of,
    needs_twin,
    place_quantities,
    places_from_sums,
    series_from_sums,
    state_blocks,
)
from simulation.settings import Asked, Settings, checked_run, settings_of
from simulation.state import AccountState
from simulation.streams import LARGEST_SEED

MOST_TRACED = 400_000_000
"""Values a trace may keep: three gigabytes."""

MOST_BY_PLACE = 200_000_000
"""Values by place and month that one call may keep: 1.6 gigabytes, four hundred runs of 180 networks."""

MOST_REPLICATES = 1_000_000
"""Replicates of one call; `bubbles sweep` makes any number."""
MOST_THREADS = 1024

Engine = Literal["compiled", "readable"]


def run(
    scenario: Settings | Asked,
    seed: int = 1,
    replicates: int | Iterable[int] = 1,
    *,
    engine: Engine = "compiled",
    series: bool = False,
    threads: int | None = None,
    twins: bool = True,
    by: str | None = None,
) -> Ensemble:
    """Simulate replicates of one scenario, each with its twin.

    Parameters
    ----------
    scenario : Settings, or what carries them
        What is asked: ``scenarios.load("baseline")`` or its ``settings``.
    seed : int
        0 to 2^63 - 1.
    replicates : int or iterable of int
        How many (0, 1, ...), or which.
    engine : {"compiled", "readable"}
        Thousands of runs at once, or Mesa agents; the bits are the same.
    series : bool
        Whether to keep means over groups month by month.
    threads : int or None
        For the compiled engine; None uses every processor.
    twins : bool
        Without twins a run takes less time: measures that compare with the twin are NaN, and there are no series.
    by : {"region", "network", "team"}, optional
        Whether to keep means over the teams of each place month by month, and of which places.

    Returns
    -------
    Ensemble

    Raises
    ------
    SeedError
        If the seed or a replicate is no whole number in its range, or one is asked for twice.
    SimulationError
        If anything else is not what is allowed, or no memory holds every month of every place.
    """
    settings = settings_of(scenario)
    seed, which = checked_run(seed)[0], _replicates(seed, replicates)
    check_engine(engine, threads)
    if yes_or_no("series", series) and not yes_or_no("twins", twins):
        raise SimulationError("Series are of a run and its twin. Run with twins=True, or without series.")
    places = None if by is None else settings.places.by(by)
    if places is not None:
        if not yes_or_no("twins", twins):
            raise SimulationError("Series by place are of a run and its twin. Run with twins=True, or without by.")
        refuse_by_place(settings, places, len(which))
    groups = () if places is None else places.of_team
    how = (settings, seed, which, series, threads, yes_or_no("twins", twins), groups)
    raw = (_run_compiled if engine == "compiled" else _run_readable)(*how)
    return Ensemble(
        settings=settings,
        seed=seed,
        replicates=np.array(which, dtype=np.int64),
        measures=measures(settings.processes),
        values=raw.values,
        series=series_from_sums(raw.sums, settings.processes) if raw.sums is not None else None,
        marks=raw.marks,
        engine=engine,
        by_place=None
        if raw.places is None or places is None
        else places_from_sums(raw.places, places, settings.processes),
        money=money_of(scenario),
    )


def refuse_by_place(settings: Settings, places: Partition, runs: int) -> None:
    """Refuse series by place that would take more than a few gigabytes, before a machine without them stands still.

    Raises
    ------
    StructureError
    """
    of_run = settings.months * len(places.names) * len(place_quantities(settings.processes))
    fitting = MOST_BY_PLACE // of_run
    if runs > fitting:
        fewer = f"{fitting:,} replicates or fewer at a time, " if fitting else ""
        raise StructureError(
            f"{runs:,} runs by {places.level}, of {len(places.names):,} places over {settings.months} months, have "
            f"{runs * of_run:,} values. Allowed at once: {MOST_BY_PLACE:,}. Take {fewer}larger places "
            "or fewer months."
        )


def check_engine(engine: object, threads: object = None) -> None:
    """Refuse an engine that there is not, and threads that no machine has.

    Raises
    ------
    SimulationError
    """
    one_of("engine", engine, get_args(Engine))
    if threads is not None:
        whole_number("threads", threads, 1, MOST_THREADS, remedy="Choose one of these, or None for every processor.")


def _replicates(seed: int, asked: int | Iterable[int]) -> list[int]:
    """Return which replicates are to be run, each once."""
    if plain_whole(asked) is not None or isinstance(asked, (str, bytes)) or not isinstance(asked, Iterable):
        return list(range(whole_number("replicates", asked, 1, MOST_REPLICATES)))
    which = [checked_run(seed, replicate)[1] for replicate in asked]
    if not which:
        raise SeedError(f"replicates is {shown(asked)}, which names none. Allowed: one or more. Name some.")
    if len(set(which)) < len(which):
        twice = next(one for one, after in pairwise(sorted(which)) if one == after)
        raise SeedError(
            f"replicates has {twice} twice, and the same run is no more evidence. Allowed: each once, 0 to "
            f"{LARGEST_SEED}. Leave one out."
        )
    return which


def _run_compiled(
    settings: Settings,
    seed: int,
    which: list[int],
    series: bool,
    threads: int | None,
    twins: bool,
    groups: tuple[int, ...],
) -> RawRuns:
    from simulation.engine.compiled.ensemble import Run, simulate_runs

    runs = [Run(settings, seed, replicate) for replicate in which]
    return simulate_runs(runs, with_series=series, with_twins=twins, groups=groups, threads=threads)


def _run_readable(
    settings: Settings,
    seed: int,
    which: list[int],
    series: bool,
    threads: int | None,
    twins: bool,
    groups: tuple[int, ...],
) -> RawRuns:
    return readable_runs([settings] * len(which), seed, which, with_series=series, with_twins=twins, groups=groups)


def readable_runs(
    settings: Sequence[Settings],
    seed: int,
    which: Sequence[int],
    *,
    with_series: bool = False,
    with_twins: bool = True,
    groups: tuple[int, ...] = (),
) -> RawRuns:
    """Return runs of the readable model, each by its settings and its replicate; with fingerprints where with series.

    Parameters
    ----------
    settings : sequence of Settings
        Of one structure.
    groups : tuple of int, [team]
        The group of each team, from 0 on, where sums by group of teams are asked for.
    """
    from simulation.engine.readable import CoachingModel, Observer

    values: list[NDArray[np.float64]] = []
    sums: list[NDArray[np.float64]] = []
    places: list[NDArray[np.float64]] = []
    marks: list[list[int]] = []
    for own, replicate in zip(settings, which, strict=True):
        model = CoachingModel(own, seed, replicate)
        twin = CoachingModel(own, seed, replicate, mentored=False) if with_twins else model
        observer = Observer(model, twin, groups)
        marks.append([])
        for month in range(own.months):
            model.step()
            if with_twins:
                twin.step()
            observer.note(month)
            if with_series:
                marks[-1].append(fingerprint(states_of(model), own))
        values.append(observer.measures())
        sums.append(observer.series_sums())
        places.append(observer.place_sums())
    measured = np.array(values)
    if not with_twins:
        measured[:, [needs_twin(measure.name) for measure in measures(settings[0].processes)]] = np.nan
    by_group = np.array(places) if groups else None
    if not with_series:
        return RawRuns(measured, None, None, by_group)
    return RawRuns(measured, np.array(sums), np.array(marks, dtype=np.uint64), by_group)


def accounts_at(
    settings: Sequence[Settings],
    seed: int,
    which: Sequence[int],
    stops: Sequence[int],
    *,
    engine: Engine = "compiled",
    threads: int | None = None,
) -> NDArray[np.float64]:
    """Return hours and money spent since month 0, [run, stop, field of `AccountState`], of runs that are lived once.

    Parameters
    ----------
    settings : sequence of Settings, [run]
        Of one structure.
    which : sequence of int, [run]
        Replicate of each.
    stops : sequence of int
        Months before which accounts are read, growing, from 1 to all of a run's.
    """
    if engine == "compiled":
        from simulation.engine.compiled.ensemble import Run, accounts_of_runs

        return accounts_of_runs(
            [Run(own, seed, r) for own, r in zip(settings, which, strict=True)], stops, threads=threads
        )
    from simulation.engine.readable import CoachingModel

    found = np.empty((len(settings), len(stops), len(AccountState._fields)))
    for run, (own, replicate) in enumerate(zip(settings, which, strict=True)):
        model = CoachingModel(own, seed, replicate)
        for place, (first, stop) in enumerate(pairwise((0, *stops))):
            for _ in range(first, stop):
                model.step()
            found[run, place] = model.account
    return found


def trace(
    scenario: Settings | Asked, seed: int = 1, replicate: int = 0, *, engine: Engine = "compiled"
) -> tuple[Trace, Trace]:
    """Return every state of one run, and of its twin.

    Parameters
    ----------
    scenario : Settings, or what carries them
        What is asked, as for `run`.
    seed : int
        0 to 2^63 - 1.
    replicate : int
        Which of the runs under this seed.
    engine : {"compiled", "readable"}
        As for `run`.

    Returns
    -------
    tuple of Trace
        Of the run, and of its twin.

    Raises
    ------
    SimulationError
        If anything is not what is allowed, or no memory holds every state.
    """
    settings = settings_of(scenario)
    check_engine(engine)
    seed, replicate = checked_run(seed, replicate)
    _refuse_what_no_memory_holds(settings)
    if engine == "compiled":
        from simulation.engine.compiled.ensemble import Run, trace_run

        return trace_run(Run(settings, seed, replicate))
    own, twin = (_trace_readable(settings, seed, replicate, mentored) for mentored in (True, False))
    return own, twin


def _refuse_what_no_memory_holds(settings: Settings) -> None:
    """Refuse a trace that would take more than a few gigabytes, before a machine without them stands still."""
    states = sum(int(np.prod(block.shape)) * len(block.state._fields) for block in state_blocks(settings))
    values = 2 * (settings.months + 1) * states
    if values > MOST_TRACED:
        raise StructureError(
            f"{settings.places.teams:,} teams over {settings.months} months have {values:,} states with their twin. "
            f"Allowed where every state is kept: {MOST_TRACED:,}. Take fewer teams or months; comparing scenarios "
            "keeps no states and may be larger."
        )


def _trace_readable(settings: Settings, seed: int, replicate: int, mentored: bool) -> Trace:
    from simulation.engine.readable import CoachingModel

    model = CoachingModel(settings, seed, replicate, mentored=mentored)
    moments = [states_of(model)]
    for _ in range(settings.months):
        model.step()
        moments.append(states_of(model))
    ties = np.array(model.team_ties(), dtype=np.int64).reshape(len(model.teams), settings.ties)
    return Trace(settings, np.array(moments), ties)


def states_of(model: object) -> NDArray[np.float64]:
    """Return the states of a readable model in the order of the digest."""
    from simulation.engine.readable import CoachingModel

    assert isinstance(model, CoachingModel)
    by_state: dict[str, list[tuple[float, ...]]] = {
        "PolicyState": [now.policy for now in model.conditions],
        "ProcessPolicyState": [policy for now in model.conditions for policy in now.process_policies],
        "AccountState": [model.account],
        "AuthorityState": [authority.state for authority in model.authorities],
        "AuthorityProcessState": [a.process_state(k) for a in model.authorities for k in range(len(model.processes))],
        "ManagerState": [manager.state for manager in model.managers],
        "TeamState": [team.state for team in model.teams],
        "ProcessState": [p.state for team in model.teams for p in team.processes.values()],
    }
    blocks = state_blocks(model.settings)
    return np.concatenate([np.array(by_state[block.state.__name__]).T.ravel() for block in blocks])
