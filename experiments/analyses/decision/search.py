"""Search: packages under a budget by NSGA-II (Deb and others 2002; pymoo), for gain, equity and cost at once.

Every generation is a plan of its own, in a store of its own where there is one. The same seeds ask for the same
packages, so a search that was stopped reads what is stored and goes on. The front is judged again in cases it was
not chosen by, since the best of many looks better than it is.
"""

from __future__ import annotations

import contextlib
import io
import tomllib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.decision.cases import Case
from experiments.analyses.decision.costs import reform_cost
from experiments.analyses.decision.method import check_money
from experiments.runs.extras import optional
from experiments.runs.reported import check_measure
from experiments.runs.sweep.design import Column
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.row_settings import sets_of, settings_with
from experiments.runs.sweep.study import MOST_REPLICATES
from experiments.runs.sweep.variants import Runs, columns_named, plan_of_variants
from scenarios.load import Scenario, checked_scenario, checked_texts
from scenarios.wording import suggestion
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES, checked_value, declared, parameter_named, whole_number
from simulation.settings import Settings, checked_run

FILE = Path(__file__).with_name("levers.toml")
SHOWN = 8
"""Packages of the front that are judged again, at most."""
ALIKE = 0.1
"""Distance, in parts of the front's extent, below which two packages say the same."""
Make = Callable[[Plan, str], Runs]
"""Makes the runs of a plan under a name, in a store if there is one."""


class Lever(NamedTuple):
    """A lever that the search moves, between two values, or over the places of its choices."""

    name: str
    low: float
    high: float

    @property
    def is_dated(self) -> bool:
        """Whether it holds from the first month of mentoring on, or in all months."""
        return declared()[self.name].dated and self.name not in ("coaching_coverage", "coach_capacity", "mentoring")


@dataclass(frozen=True)
class Found:
    """A package of the front.

    Attributes
    ----------
    values : dict of str to float
        Of its levers.
    sets : tuple of str
        The same as ``--set`` takes it.
    gain, equity, cost : float
        Over the reference, in cases it was not chosen by; the gap is absolute.
    gain_low, gain_high : float
        The middle 80% of these cases.
    within : float
        Share of these cases in which it keeps the budget.
    """

    name: str
    values: dict[str, float]
    sets: tuple[str, ...]
    gain: float
    gain_low: float
    gain_high: float
    equity: float
    cost: float
    within: float


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes
    ----------
    front : tuple of Found
        No other package gains more, is more equal and costs less; by gain.
    tried : ndarray, [package, (gain, equity, cost)]
        Everything that was tried, in the cases it was chosen by.
    """

    levers: tuple[Lever, ...]
    front: tuple[Found, ...]
    tried: NDArray[np.float64]
    generations: int
    size: int
    cases: int
    fresh_cases: int


@cache
def usual_levers() -> tuple[Lever, ...]:
    """Return the levers that a search moves unless others are asked for."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    levers = tuple(Lever(name, float(entry["low"]), float(entry["high"])) for name, entry in table.items())
    for lever in levers:
        parameter = parameter_named(lever.name, PROCESSES)
        if not parameter.choices:
            checked_value(parameter, lever.low)
            checked_value(parameter, lever.high)
    return levers


def levers_named(names: Sequence[str]) -> tuple[Lever, ...]:
    """Return some of the usual levers.

    Raises
    ------
    SimulationError
    """
    names = checked_texts("levers", names, '["alignment", "sanction"]')
    known = {lever.name: lever for lever in usual_levers()}
    for name in names:
        if name not in known:
            raise SimulationError(
                f"--levers has {name[:40]!r}, which the search does not move.{suggestion(name, known)} Allowed: "
                f"{', '.join(known)}. Take some of them."
            )
    return tuple(known[name] for name in dict.fromkeys(names)) or usual_levers()


MOST_GENERATIONS = 1000
"""Of a search, and packages in one."""


def search(
    reference: Scenario,
    cases: Sequence[Case],
    fresh: Sequence[Case],
    make: Make,
    *,
    measure: str,
    budget: float | None,
    levers: Sequence[Lever],
    generations: int = 12,
    size: int = 24,
    replicates: int = 1,
    seed: int = 1,
    with_reform: bool = False,
) -> Searched:
    """Return the front of packages.

    Parameters
    ----------
    reference : Scenario
        What packages change, and what they are compared with.
    cases, fresh : sequence of Case
        Worlds by which packages are chosen, and others in which the front is judged.
    with_reform : bool
        Whether training, exchange and administration count as costs beside those of the runs.

    Raises
    ------
    SimulationError
        If anything is not what is allowed.
    """
    measure = check_measure(measure, checked_scenario("reference", reference).settings.processes)
    check_money(budget=budget)
    generations = whole_number("generations", generations, 1, MOST_GENERATIONS)
    size, (seed, _) = whole_number("size", size, 4, MOST_GENERATIONS), checked_run(seed)
    replicates = whole_number("replicates", replicates, 1, MOST_REPLICATES)
    names = (measure, "cost", "equity_gap")

    def valued(runs: Runs, settings: Sequence[Settings]) -> NDArray[np.float64]:
        values = _valued(runs, names)
        if with_reform:
            values[:, 1] += np.array([reform_cost(own, reference.costing) for own in settings])[:, None]
        return values

    of_reference = [reference.settings]
    made = make(_plan(of_reference, reference, cases, names, replicates, seed), "reference")
    baseline = valued(made, of_reference)
    tried: list[NDArray[np.float64]] = []
    shares: list[NDArray[np.float64]] = []
    algorithm, population_of = _algorithm(len(levers), size, seed, budget is not None)
    for generation in range(generations):
        asked = population_of(algorithm)
        settings = [_settings(reference, levers, row) for row in asked]
        runs = make(_plan(settings, reference, cases, names, replicates, seed), f"generation {generation + 1:03d}")
        found = _objectives(valued(runs, settings), baseline)
        tried.append(found.mean(axis=2))
        shares.append(asked)
        _tell(algorithm, tried[-1], budget)
    everything, packages = np.concatenate(tried), np.concatenate(shares)
    chosen = _front(everything, budget)
    again = [_settings(reference, levers, packages[i]) for i in chosen]
    plan = _plan([reference.settings, *again], reference, fresh, names, max(2, replicates), seed)
    values = valued(make(plan, "front"), [reference.settings, *again])
    judged = _objectives(values[1:], values[:1])
    front = [_found(place, levers, packages[i], reference, judged[place], budget) for place, i in enumerate(chosen)]
    front.sort(key=lambda one: -one.gain)
    named = tuple(replace(one, name=f"P{place + 1}") for place, one in enumerate(front))
    return Searched(tuple(levers), named, everything, generations, size, len(cases), len(fresh))


def _plan(
    settings: Sequence[Settings],
    reference: Scenario,
    cases: Sequence[Case],
    names: Sequence[str],
    replicates: int,
    seed: int,
) -> Plan:
    variants: dict[str, Settings] = {}
    for place, own in enumerate(settings):
        for case in cases:
            variants[f"{place} {case.name}"] = case.settings_of(replace(reference, settings=own))
    return plan_of_variants(variants, measures=names, replicates=replicates, seed=seed)


def _valued(runs: Runs, names: Sequence[str]) -> NDArray[np.float64]:
    """Return means over replicates, [package, measure, case]."""
    cases = len({name.split(" ")[1] for name in runs.names})
    values = np.stack([runs.of(name)[:, 0].mean(axis=1).reshape(-1, cases) for name in names], axis=1)
    if not np.isfinite(values).all():
        raise SimulationError(
            f"the search met a package in which one of {', '.join(names)} is undefined. Take a measure that is "
            "defined everywhere, such as coverage.ccs, or fewer levers."
        )
    return values


def _objectives(values: NDArray[np.float64], reference: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return gain, absolute equity gap and cost over the reference, [package, objective, case]."""
    return np.stack([values[:, 0] - reference[:, 0], np.abs(values[:, 2]), values[:, 1] - reference[:, 1]], axis=1)


def _settings(reference: Scenario, levers: Sequence[Lever], shares: NDArray[np.float64]) -> Settings:
    """Return the reference with the levers moved, as what a package sets would lay them."""
    moved = {lever.name: _value(lever, float(share)) for lever, share in zip(levers, shares, strict=True)}
    columns = _columns(reference.settings, levers)
    return settings_with(reference.settings, columns, tuple(moved[column.parameter.name] for column in columns))


def _columns(settings: Settings, levers: Sequence[Lever]) -> tuple[Column, ...]:
    """Return what a package sets: rules from the first month of mentoring on, and again where they change later."""
    start = int(settings.values["mentoring_start"])
    names: list[str] = []
    for lever in levers:
        later = [one.month for one in settings.changes if one.name == lever.name and not one.networks]
        months = dict.fromkeys([start, *(month for month in later if month > start)])
        names += [f"{lever.name}@{month}" for month in months] if lever.is_dated else [lever.name]
    return columns_named(names, settings)


def _value(lever: Lever, share: float) -> float:
    parameter = declared()[lever.name]
    if parameter.choices or parameter.whole:
        return float(min(lever.high, lever.low + np.floor(share * (lever.high - lever.low + 1.0))))
    return float(round(lever.low + share * (lever.high - lever.low), 3))


def _algorithm(levers: int, size: int, seed: int, has_budget: bool) -> tuple[Any, Callable[[Any], NDArray[np.float64]]]:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        nsga = optional("pymoo.algorithms.moo.nsga2").NSGA2(pop_size=size, eliminate_duplicates=True)
        problem = optional("pymoo.core.problem").Problem(
            n_var=levers, n_obj=3, n_ieq_constr=1 if has_budget else 0, xl=0.0, xu=1.0
        )
        nsga.setup(problem, termination=("n_gen", 10_000), seed=seed, verbose=False)

    def ask(algorithm: Any) -> NDArray[np.float64]:
        algorithm.asked = algorithm.ask()
        return np.asarray(algorithm.asked.get("X"), dtype=np.float64)

    return nsga, ask


def _tell(algorithm: Any, objectives: NDArray[np.float64], budget: float | None) -> None:
    population = algorithm.asked
    signed = objectives * np.array([-1.0, 1.0, 1.0])
    population.set("F", signed)
    if budget is not None:
        population.set("G", (objectives[:, 2] - budget)[:, None])
    for individual in population:
        individual.evaluated = {"F", "G", "H"}
    algorithm.tell(infills=population)


def _front(objectives: NDArray[np.float64], budget: float | None) -> list[int]:
    """Return packages that no other beats in all three, within the budget, spread along the gain."""
    payable = np.flatnonzero(objectives[:, 2] <= budget) if budget is not None else np.arange(len(objectives))
    signed = objectives * np.array([-1.0, 1.0, 1.0])
    front = [
        int(i)
        for i in payable
        if not any((signed[j] <= signed[i]).all() and (signed[j] < signed[i]).any() for j in payable if j != i)
    ]
    return _apart(front, objectives) if front else []


def _apart(front: list[int], objectives: NDArray[np.float64]) -> list[int]:
    """Return some of the front, from the largest gain on each the farthest from those taken: none two much alike."""
    own = objectives[front]
    scaled = (own - own.min(axis=0)) / np.maximum(np.ptp(own, axis=0), 1e-12)
    taken = [int(np.argmax(own[:, 0]))]
    while len(taken) < min(SHOWN, len(front)):
        distance = np.min([np.linalg.norm(scaled - scaled[i], axis=1) for i in taken], axis=0)
        farthest = int(np.argmax(distance))
        if distance[farthest] < ALIKE:
            break
        taken.append(farthest)
    return [front[i] for i in sorted(taken, key=lambda i: -own[i, 0])]


def _found(
    place: int,
    levers: Sequence[Lever],
    shares: NDArray[np.float64],
    reference: Scenario,
    judged: NDArray[np.float64],
    budget: float | None,
) -> Found:
    values = {lever.name: _value(lever, float(share)) for lever, share in zip(levers, shares, strict=True)}
    columns = _columns(reference.settings, levers)
    sets = sets_of(columns, tuple(values[column.parameter.name] for column in columns))
    low, high = np.quantile(judged[0], (0.1, 0.9))
    return Found(
        name=str(place),
        values=values,
        sets=tuple(sets),
        gain=float(judged[0].mean()),
        gain_low=float(low),
        gain_high=float(high),
        equity=float(judged[1].mean()),
        cost=float(judged[2].mean()),
        within=float((judged[2] <= budget).mean()) if budget is not None else 1.0,
    )
