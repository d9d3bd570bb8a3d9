"""Evidence: all runs the study rests on, each step in a store of its own, so that what was stopped goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import simulation
from experiments.analyses.attribution import CARRIERS, Attribution, plan_of_cuts, share_out
from experiments.analyses.decision import Decision, cases_of, judge, plan_of_packages
from experiments.analyses.decision.cases import context_ranges
from experiments.analyses.decision.method import measures_for
from experiments.analyses.decision.requirements import USUAL
from experiments.analyses.discovery import Discovery, find_conditions
from experiments.analyses.discovery.cases import cases_of as cases_discovered
from experiments.analyses.discovery.cases import outcome_of
from experiments.analyses.sensitivity import Design, Factor, Sensitivity, analyse, design_of
from experiments.evidence.claims.claims import measures
from experiments.evidence.claims.variants import is_of_mechanisms, kept, load_kept, variants
from experiments.runs.sweep.design import Column, sample
from experiments.runs.sweep.driver import Progress
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.variants import Runs, columns_named, made, plan_of_variants
from scenarios.load import Scenario, load
from scenarios.plausible import PlausibleSet, plausible_sets, under
from simulation.loops import cut
from simulation.settings import Settings

SETS = "mechanisms"
"""Name of the factor that stands for a whole plausible set."""
SHARED = ("direct_gain.ccs", "spillover_gain.ccs")
PACKAGES = (
    "mentoring-kept",
    "aligned-kept",
    "aligned-tied-kept",
    "punitive-tied-kept",
    "aligned-no-coaching",
    "sanctions-ended-kept",
    "verified-to-learn-kept",
)
PACKAGES_KEPT = ("authorities-trained", "light-verification", "bonus-only", "pays-improvement")
"""Of one size of programme, mentoring kept, so that they differ by rules, not by how much is coached."""
REFERENCE = "mentoring-kept"
"""Where levers are moved: the baseline with mentoring kept, so that something is there to spread for ten years."""
CUT = "aligned-tied-kept"
"""The scenario in which loops are cut."""
FADING = ("baseline", "mentoring-kept", "aligned-tied", "aligned-tied-kept")
GROUPS = ("coached", "uncoached")
LEVERS: tuple[tuple[str, float, float], ...] = (
    ("alignment@24", 0.0, 1.0),
    ("sanction@24", 0.0, 1.0),
    ("verification@24", 0.0, 1.0),
    ("verification_feedback@24", 0.0, 1.0),
    ("bonus@24", 0.0, 0.5),
    ("improvement_weight@24", 0.0, 1.0),
    ("protected_time@24", 0.0, 0.5),
    ("peer_exchange@24", 0.0, 1.0),
    ("cross_ties@24", 0.0, 1.0),
    ("coaching_coverage", 0.1, 0.6),
    ("coach_capacity", 0.1, 0.6),
    ("mentoring", 0.2, 1.0),
    ("ccs.coaching", 0.0, 2.0),
    ("authority_training@24", 0.0, 1.0),
)
"""What is moved, and between which values; the weight of antenatal care in what coaches work on stays at 1."""

CUT_ALONE = ("contagion", "safety_trust")
"""Loops that are cut one by one under every plausible set; all of them together under some, as that takes 64 each."""


@dataclass(frozen=True)
class Amount:
    """How much is run.

    Attributes
    ----------
    replicates : int
        At the baseline's values.
    sets, replicates_of_set : int
        Plausible sets, at most, and replicates under each.
    cut_sets, cut_replicates : int
        Sets under which every combination of loops is cut.
    points, point_replicates : int
        Base points of the sensitivity study; of three replicates or more each can be left out.
    cases, case_replicates : int
        Worlds in which packages are tried.
    discovered, discovered_replicates : int
        Points at which it is asked whether gains spread: an odd number of replicates has a majority.
    halves : int
    """

    replicates: int
    sets: int
    replicates_of_set: int
    cut_sets: int
    cut_replicates: int
    points: int
    point_replicates: int
    cases: int
    case_replicates: int
    discovered: int
    discovered_replicates: int
    halves: int


FULL = Amount(
    replicates=200,
    sets=10_000,
    replicates_of_set=8,
    cut_sets=48,
    cut_replicates=4,
    points=1024,
    point_replicates=4,
    cases=240,
    case_replicates=8,
    discovered=960,
    discovered_replicates=5,
    halves=20,
)
QUICK = Amount(
    replicates=8,
    sets=16,
    replicates_of_set=2,
    cut_sets=2,
    cut_replicates=2,
    points=16,
    point_replicates=2,
    cases=12,
    case_replicates=2,
    discovered=96,
    discovered_replicates=1,
    halves=1,
)


@dataclass(frozen=True)
class Evidence:
    """Everything that was found.

    Attributes
    ----------
    default : Runs
        All variants at the baseline's values.
    plausible : Runs
        The same, a row for each plausible set.
    over_time : dict of str to ndarray, [group, run, month]
        Gains of coached and of uncoached teams by scenario.
    cut_sets : Attribution
        Over plausible sets.
    cut_own : Runs
        Every combination of loops at the baseline's values.
    cut_alone : Runs
        Under each plausible set: everything intact, then each of `CUT_ALONE` cut.
    """

    amount: Amount
    sets: tuple[PlausibleSet, ...]
    default: Runs
    plausible: Runs
    over_time: dict[str, NDArray[np.float64]]
    cut_sets: Attribution
    cut_own: Runs
    cut_alone: Runs
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

    every = variants()
    default = make(
        "default",
        plan_of_variants(
            {name: scenario.settings for name, scenario in every.items()},
            measures=measures(),
            replicates=amount.replicates,
            seed=seed,
        ),
    )
    plausible = _under_sets(every, amount, sets, seed, make)
    cut_own, cut_alone, cut_sets = _cuts(amount, sets, seed, make)
    return Evidence(
        amount=amount,
        sets=sets,
        default=default,
        plausible=plausible,
        over_time={name: _gain_over_time(load(name).settings, amount, seed, threads) for name in FADING},
        cut_sets=cut_sets,
        cut_own=cut_own,
        cut_alone=cut_alone,
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


def _under_sets(
    every: Mapping[str, Scenario], amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make
) -> Runs:
    """Make all variants under all sets. A value of a mechanism that a variant has chosen stays as chosen."""
    plain = {name: scenario.settings for name, scenario in every.items() if not is_of_mechanisms(scenario)}
    columns, rows = rows_of(sets, plain["baseline"])
    replicates = amount.replicates_of_set
    plan = plan_of_variants(plain, measures=measures(), replicates=replicates, seed=seed, columns=columns, rows=rows)
    runs = make("plausible", plan)
    chosen = {name: scenario for name, scenario in every.items() if name not in plain}
    own = {f"{name} {one.name}": under(scenario, one) for name, scenario in chosen.items() for one in sets}
    runs_of_chosen = make("chosen", plan_of_variants(own, measures=measures(), replicates=replicates, seed=seed))
    values = runs_of_chosen.values[:, 0].reshape(len(chosen), len(sets), *runs_of_chosen.values.shape[2:])
    names = [*runs.names, *chosen]
    joined = np.concatenate([runs.values, values])
    return replace(runs, names=tuple(every), values=joined[[names.index(name) for name in every]])


def _cuts(amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make) -> tuple[Runs, Runs, Attribution]:
    scenario = load(CUT)
    worlds = {one.name: under(scenario, one) for one in sets}
    alone: dict[str, Settings] = {}
    for name, settings in worlds.items():
        alone |= {name: settings, **{f"{name} {loop}": cut(settings, loop) for loop in CUT_ALONE}}
    own = plan_of_cuts(
        {scenario.name: scenario.settings}, CARRIERS, SHARED, replicates=max(2, amount.replicates // 4), seed=seed
    )
    some = dict(list(worlds.items())[: amount.cut_sets])
    over_sets = plan_of_cuts(some, CARRIERS, SHARED, replicates=amount.cut_replicates, seed=seed)
    return (
        make("cut", own),
        make(
            "cut-alone",
            plan_of_variants(alone, measures=[SHARED[1]], replicates=amount.replicates_of_set, seed=seed),
        ),
        share_out(make("cut-sets", over_sets), scenario.name, CARRIERS, SHARED, seed=seed),
    )


def _gain_over_time(settings: Settings, amount: Amount, seed: int, threads: int | None) -> NDArray[np.float64]:
    replicates = min(64, amount.replicates)
    ensemble = simulation.run(settings, seed, replicates, series=True, threads=threads)
    coverage = [f"coverage.ccs.{group}" for group in GROUPS]
    return np.stack([ensemble.over_time(name) - ensemble.over_time(f"{name}.twin") for name in coverage])


def _bounded(names: Sequence[tuple[str, float, float]], settings: Settings) -> tuple[Column, ...]:
    columns = columns_named([name for name, _, _ in names], settings)
    return tuple(replace(c, low=low, high=high) for c, (_, low, high) in zip(columns, names, strict=True))


def _factors(sets: Sequence[PlausibleSet], settings: Settings) -> tuple[Factor, ...]:
    context = [(one.name, one.low, one.high) for one in context_ranges()]
    varied = [Factor(column.name, (column,)) for column in _bounded([*LEVERS, *context], settings)]
    columns, rows = rows_of(sets, settings)
    return (*varied, Factor(SETS, columns, rows))


def _sensitivity(amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make) -> Sensitivity:
    settings = load(REFERENCE).settings
    design: Design = design_of(_factors(sets, settings), "sobol", amount.points, seed)
    plan = plan_of_variants(
        {REFERENCE: settings},
        measures=["spillover_gain.ccs"],
        replicates=amount.point_replicates,
        seed=seed,
        columns=design.columns,
        rows=design.rows,
    )
    runs = make("sensitivity", plan)
    return analyse(design, runs.of("spillover_gain.ccs")[0], measure="spillover_gain.ccs")


def _decision(amount: Amount, seed: int, make: Make) -> Decision:
    packages = {name: load(name) for name in PACKAGES} | {kept(name): load_kept(name) for name in PACKAGES_KEPT}
    cases = cases_of(amount.cases, "both", seed)
    read = measures_for("coverage.ccs", USUAL)
    plan = plan_of_packages(packages, cases, read, replicates=amount.case_replicates, seed=seed)
    return judge(make("decision", plan), tuple(packages), cases, "coverage.ccs", USUAL, seed=seed)


def _discovery(amount: Amount, sets: Sequence[PlausibleSet], seed: int, make: Make) -> Discovery:
    """Find where gains spread over levers, each case under a plausible set of its own, which is no condition."""
    settings = load(REFERENCE).settings
    columns = _bounded(LEVERS, settings)
    points = sample(columns, "latin-hypercube", amount.discovered, seed)
    mechanisms, rows = rows_of(sets, settings)
    joint = tuple((*point, *rows[place % len(rows)]) for place, point in enumerate(points))
    plan = plan_of_variants(
        {REFERENCE: settings},
        measures=["regime.spread"],
        replicates=amount.discovered_replicates,
        seed=seed,
        columns=(*columns, *mechanisms),
        rows=joint,
    )
    runs = make("discovery", plan)
    levers = replace(runs, columns=columns, rows=points)
    outcome = outcome_of("regime.spread", None, None, settings.processes)
    worlds = np.arange(len(points)) % len(rows)
    return find_conditions(cases_discovered(levers, outcome), worlds=worlds, resamples=amount.halves, seed=seed)
