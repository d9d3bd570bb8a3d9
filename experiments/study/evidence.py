"""Evidence: all runs the study rests on, each step in a store of its own, so that what was stopped goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import simulation
from experiments.attribution import CARRIERS, Attribution, attribute, plan_of_cuts
from experiments.decision import Decision, cases_of, decide, plan_of_packages
from experiments.decision.cases import context_ranges
from experiments.decision.judgement import measures_for
from experiments.decision.requirements import USUAL
from experiments.discovery import Discovery, discover
from experiments.discovery.cases import cases_of as cases_discovered
from experiments.discovery.cases import outcome_of
from experiments.sensitivity import Design, Factor, Sensitivity, analyse, design_of
from experiments.study.claims import measures, variants
from experiments.sweep.design import Column, sample
from experiments.sweep.driver import Progress
from experiments.sweep.plan import Plan
from experiments.sweep.variants import Runs, columns_named, made, plan_of_variants
from scenarios.load import load
from scenarios.plausible import PlausibleSet, plausible_sets, under
from simulation.settings import Settings

SETS = "mechanisms"
"""Name of the factor that stands for a whole plausible set."""
SHARED = ("direct_gain.ccs", "spillover_gain.ccs")
PACKAGES = (
    "baseline",
    "aligned",
    "aligned-tied",
    "punitive-tied",
    "aligned-no-coaching",
    "authorities-trained",
    "light-verification",
    "bonus-only",
    "pays-improvement",
)
"""Of one size of programme, so that they differ by rules, not by how much is coached."""
FADING = ("baseline", "mentoring-kept", "aligned", "aligned-tied")
LEVERS: tuple[tuple[str, float, float], ...] = (
    ("alignment@24", 0.0, 1.0),
    ("sanction@24", 0.0, 1.0),
    ("verification@24", 0.0, 1.0),
    ("bonus@24", 0.0, 0.5),
    ("improvement_weight@24", 0.0, 1.0),
    ("protected_time@24", 0.0, 0.5),
    ("peer_exchange@24", 0.0, 1.0),
    ("cross_ties@24", 0.0, 1.0),
    ("coaching_coverage", 0.1, 0.6),
    ("coach_capacity", 0.1, 0.6),
    ("mentoring", 0.2, 1.0),
    ("authority_training@24", 0.0, 1.0),
)


@dataclass(frozen=True)
class Amount:
    """How much is run."""

    replicates: int
    sets: int
    replicates_of_set: int
    cut_sets: int
    points: int
    cases: int
    discovered: int
    halves: int


FULL = Amount(200, 10_000, 2, 16, 512, 96, 640, 10)
QUICK = Amount(8, 8, 2, 2, 16, 12, 96, 1)


@dataclass(frozen=True)
class Evidence:
    """Everything that was found.

    Attributes
    ----------
    default : Runs
        All variants at the baseline's values.
    plausible : Runs
        The same, a row for each plausible set.
    over_time : dict of str to ndarray, [run, month]
        Gain of coached teams by scenario.
    cut, cut_sets : Attribution
        At the baseline's values, and over plausible sets.
    """

    amount: Amount
    sets: tuple[PlausibleSet, ...]
    default: Runs
    plausible: Runs
    over_time: dict[str, NDArray[np.float64]]
    cut: Attribution
    cut_sets: Attribution
    cut_runs: Runs
    sensitivity: Sensitivity
    decision: Decision
    discovery: Discovery
    runs: int


Tell = Callable[[str, Progress], None]


def gathered(
    amount: Amount,
    folder: Path | None,
    *,
    seed: int = 1,
    threads: int | None = None,
    tell: Tell = lambda _, __: None,
) -> Evidence:
    """Make what is lacking, and return it all.

    Parameters
    ----------
    folder : Path or None
        Where runs are kept; a step that is asked differently, or of another model, gets a new place there.
    """
    sets = plausible_sets()[: amount.sets]
    total = 0

    def make(step: str, plan: Plan) -> Runs:
        nonlocal total
        total += plan.runs
        place = folder / f"{step}-{plan.keys[0][:12]}" if folder else None
        return made(plan, step, place, threads=threads, tell=lambda progress: tell(step, progress))

    all_variants = {name: scenario.settings for name, scenario in variants().items()}
    read = measures()
    default = make("default", plan_of_variants(all_variants, measures=read, replicates=amount.replicates, seed=seed))
    columns, rows = rows_of(sets, all_variants["baseline"])
    plausible = make(
        "plausible",
        plan_of_variants(
            all_variants, measures=read, replicates=amount.replicates_of_set, seed=seed, columns=columns, rows=rows
        ),
    )
    cut_runs, cut, cut_sets = _cuts(amount, sets, seed, make)
    return Evidence(
        amount=amount,
        sets=sets,
        default=default,
        plausible=plausible,
        over_time={name: _gain_over_time(load(name).settings, amount, seed, threads) for name in FADING},
        cut=cut,
        cut_sets=cut_sets,
        cut_runs=cut_runs,
        sensitivity=_sensitivity(amount, sets, seed, make),
        decision=_decision(amount, seed, make),
        discovery=_discovery(amount, sets, seed, make),
        runs=total,
    )


Make = Callable[[str, Plan], Runs]


def rows_of(
    sets: Sequence[PlausibleSet], settings: Settings
) -> tuple[tuple[Column, ...], tuple[tuple[float, ...], ...]]:
    """Return plausible sets as columns and rows of a plan."""
    columns = columns_named(list(sets[0].values), settings)
    return columns, tuple(tuple(one.values[column.name] for column in columns) for one in sets)


def _cuts(amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make) -> tuple[Runs, Attribution, Attribution]:
    scenario = load("aligned-tied")
    worlds = {one.name: under(scenario, one) for one in sets[: amount.cut_sets]}
    own = plan_of_cuts(
        {scenario.name: scenario.settings},
        CARRIERS,
        SHARED,
        replicates=max(2, amount.replicates // 4),
        seed=seed,
    )
    over_sets = plan_of_cuts(worlds, CARRIERS, SHARED, replicates=amount.replicates_of_set, seed=seed)
    runs = make("cut-sets", over_sets)
    return (
        runs,
        attribute(make("cut", own), scenario.name, CARRIERS, SHARED, seed=seed),
        attribute(runs, scenario.name, CARRIERS, SHARED, seed=seed),
    )


def _gain_over_time(settings: Settings, amount: Amount, seed: int, threads: int | None) -> NDArray[np.float64]:
    replicates = min(64, amount.replicates)
    ensemble = simulation.run(settings, seed, replicates, series=True, threads=threads)
    return ensemble.over_time("coverage.ccs.coached") - ensemble.over_time("coverage.ccs.coached.twin")


def _bounded(names: Sequence[tuple[str, float, float]], settings: Settings) -> tuple[Column, ...]:
    columns = columns_named([name for name, _, _ in names], settings)
    return tuple(replace(c, low=low, high=high) for c, (_, low, high) in zip(columns, names, strict=True))


def _factors(sets: Sequence[PlausibleSet], settings: Settings) -> tuple[Factor, ...]:
    context = [(one.name, one.low, one.high) for one in context_ranges()]
    varied = [Factor(column.name, (column,)) for column in _bounded([*LEVERS, *context], settings)]
    columns, rows = rows_of(sets, settings)
    return (*varied, Factor(SETS, columns, rows))


def _sensitivity(amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make) -> Sensitivity:
    settings = load("baseline").settings
    design: Design = design_of(_factors(sets, settings), "sobol", amount.points, seed)
    plan = plan_of_variants(
        {"baseline": settings},
        measures=["spillover_gain.ccs"],
        replicates=2,
        seed=seed,
        columns=design.columns,
        rows=design.rows,
    )
    runs = make("sensitivity", plan)
    return analyse(design, runs.of("spillover_gain.ccs")[0], measure="spillover_gain.ccs")


def _decision(amount: Amount, seed: int, make: Make) -> Decision:
    packages = {name: load(name) for name in PACKAGES}
    cases = cases_of(amount.cases, "both", seed)
    plan = plan_of_packages(packages, cases, measures_for("coverage.ccs", USUAL), replicates=2, seed=seed)
    return decide(make("decision", plan), PACKAGES, cases, "coverage.ccs", USUAL, seed=seed)


def _discovery(amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make) -> Discovery:
    """Find where gains spread over levers, each case under a plausible set of its own, which is no condition."""
    settings = load("baseline").settings
    columns = _bounded(LEVERS, settings)
    points = sample(columns, "latin-hypercube", amount.discovered, seed)
    mechanisms, rows = rows_of(sets, settings)
    joint = tuple((*point, *rows[place % len(rows)]) for place, point in enumerate(points))
    plan = plan_of_variants(
        {"baseline": settings},
        measures=["regime.spread"],
        replicates=2,
        seed=seed,
        columns=(*columns, *mechanisms),
        rows=joint,
    )
    runs = make("discovery", plan)
    levers = replace(runs, columns=columns, rows=points)
    outcome = outcome_of("regime.spread", None, None, settings.processes)
    return discover(cases_discovered(levers, outcome), resamples=amount.halves, seed=seed)
