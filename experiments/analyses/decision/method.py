"""Judgement: packages compared case by case with the reference and with each other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.decision.cases import Case, worlds_of
from experiments.analyses.decision.cost_effectiveness import (
    CostEffectiveness,
    cost_effectiveness_of,
    price_of_a_point,
)
from experiments.analyses.decision.costs import Accounting
from experiments.analyses.decision.requirements import Requirement
from experiments.analyses.decision.switching_values import Failing, Flip, failing_of, flips_of
from experiments.analyses.decision.value_of_information import ValueOfInformation, value_of_information
from experiments.analyses.decision.verdict import Evidence, Rules, Verdict, verdict_of
from experiments.runs.checks import finite_number
from experiments.runs.sweep.plan import Plan
from experiments.runs.sweep.variants import Runs, plan_of_variants
from experiments.statistics.intervals import Estimate
from experiments.statistics.resampling import (
    crossed_mean,
    crossed_shares,
    weighted_means,
)
from scenarios.load import Scenario, checked_scenario, checked_texts
from simulation.errors import SimulationError
from simulation.results import ReadOnly
from simulation.settings import checked_run

MOST_WORTH = 1e15
"""Most that a point may be worth."""


class Spread(NamedTuple):
    """Mean over cases with its interval, and the range that holds the middle 80% of the cases.

    Intervals count plausible sets, which cases share, and replicates, which all cases share.
    """

    mean: Estimate
    low: float
    high: float


class _Standing(NamedTuple):
    """How packages stand in each case under some weights of the replicates, [package, case]."""

    gains: NDArray[np.float64]
    costs: NDArray[np.float64]
    gap: NDArray[np.float64]
    regret: NDArray[np.float64]
    share_best: NDArray[np.float64]
    met: dict[str, NDArray[np.bool_]]

    @property
    def all_met(self) -> NDArray[np.bool_]:
        """Whether every requirement is met."""
        return np.logical_and.reduce(list(self.met.values())) if self.met else np.ones(self.gains.shape, dtype=bool)


@dataclass(frozen=True)
class Judged:
    """One package over all cases.

    Attributes
    ----------
    gain : Spread
        Coverage over the reference's, in the same case.
    best : Estimate
        Share of cases in which it is the best; ties are shared.
    unbeaten : Estimate
        Share of cases in which no other gains more; ties count in full.
    regret_mean, regret_most : float
        How much more the best package of a case gains: on average, and at worst.
    meets : Estimate
        Share of cases in which all requirements are met.
    each : dict of str to float
        Share of cases for each requirement.
    cost : Spread
        Over the reference's, as it is paid.
    cost_per_point : Estimate or None
        Discounted, where later money is worth less. None where the gain is too small; below zero where the package
        saves money.
    equity : Spread
        Absolute gap in coverage between coached and uncoached people.
    theatre, reach : Spread or None
        None where undefined in every case.
    affords : float
        Share of cases within the budget; 1 without one.
    """

    name: str
    gain: Spread
    best: Estimate
    unbeaten: Estimate
    regret_mean: float
    regret_most: float
    meets: Estimate
    each: dict[str, float]
    cost: Spread
    cost_per_point: Estimate | None
    equity: Spread
    theatre: Spread
    affords: float


@dataclass(frozen=True, eq=False)
class Decision(ReadOnly):
    """Packages judged, and what follows.

    Attributes
    ----------
    measure : str
        What counts as gain.
    packages : dict of str to Judged
    verdict : Verdict
        What to do.
    most_often, least_worst : str
        The package most often best, and that of the smallest largest regret.
    flips : tuple of Flip
        Uncertain values at which another package would be best on average.
    failing : Failing or None
        The conditions under which the advised package is not the best.
    economics : CostEffectiveness or None
        What the packages that can be paid for are worth; None where none can.
    learning, learning_in_money : ValueOfInformation or None
        What is worth learning first, in the unit of the gain; and in money, where it was said what a point is worth.
    gains : ndarray, [package, case]
    by_replicate : ndarray, [package, case, replicate]
        What counts as gain, of each package itself.
    accounting : Accounting or None
        What reforms cost beside the runs, and what later money is worth.
    """

    measure: str
    reference: str
    packages: dict[str, Judged]
    requirements: tuple[Requirement, ...]
    budget: float | None
    cases: tuple[Case, ...]
    replicates: int
    verdict: Verdict
    most_often: str
    least_worst: str
    flips: tuple[Flip, ...]
    failing: Failing | None
    economics: CostEffectiveness | None
    learning: ValueOfInformation | None
    learning_in_money: ValueOfInformation | None
    gains: NDArray[np.float64]
    costs: NDArray[np.float64]
    equity: NDArray[np.float64]
    by_replicate: NDArray[np.float64]
    accounting: Accounting | None = None

    @property
    def advised(self) -> str | None:
        """The package to try, or the reference; None if nothing can be paid for."""
        return self.verdict.advised

    def budget_kept(self, name: str) -> float:
        """Return the budget that a package keeps in as many cases as are asked for."""
        costs = self.costs[list(self.packages).index(name)]
        return float(np.quantile(costs, self.verdict.rules.budget_share, method="inverted_cdf"))

    @property
    def people_a_point(self) -> float | None:
        """People that a point of what counts as gain is; None where that is no coverage, or nobody gave the share."""
        return self.accounting.people_a_point if self.accounting and self.measure.startswith("coverage.") else None


def measures_for(measure: str, requirements: Sequence[Requirement]) -> tuple[str, ...]:
    """Return the measures that a decision reads."""
    asked = [one.name for one in requirements if one.name not in ("gain", "extra_cost")]
    return tuple(dict.fromkeys([measure, "cost", "equity_gap", "theatre", *asked]))


def plan_of_packages(
    packages: Mapping[str, Scenario],
    cases: Sequence[Case],
    measures: Sequence[str],
    *,
    replicates: int,
    seed: int,
) -> Plan:
    """Return the plan of every package in every case, package by package.

    Raises
    ------
    SimulationError
        If a package is no scenario, a measure is unknown, or there are no replicates.
    """
    packages = {name: checked_scenario(f"packages[{name!r:.60}]", own) for name, own in packages.items()}
    variants = {
        f"{name} {case.name}": case.settings_of(scenario) for name, scenario in packages.items() for case in cases
    }
    return plan_of_variants(variants, measures=measures, replicates=replicates, seed=seed)


def judge(
    runs: Runs,
    names: Sequence[str],
    cases: Sequence[Case],
    measure: str,
    requirements: Sequence[Requirement],
    *,
    budget: float | None = None,
    rules: Rules | None = None,
    worth: float | None = None,
    seed: int = 1,
    accounting: Accounting | None = None,
    unknown: Collection[str] | None = None,
) -> Decision:
    """Judge packages; the first is the reference.

    Parameters
    ----------
    rules : Rules, optional
        What difference matters, and in what share of cases the budget must be kept; the usual ones if not given.
    worth : float, optional
        What a point of what counts as gain is worth, in the money of the prices.
    accounting : Accounting, optional
        What reforms cost, and what later money is worth; without it costs are those of the runs, as they are paid.
    unknown : collection of str, optional
        What differs between the worlds of any package; all that differs between cases if not given. What every package
        fixes is not unknown, whatever the case says: it is not learnt, and flips nothing.

    Raises
    ------
    SimulationError
        If what counts as gain, or its cost, is undefined in a case; or if anything asked is not what is allowed.
    """
    names, (seed, _) = checked_texts("names", names, '["baseline", "aligned"]'), checked_run(seed)
    check_money(budget=budget, worth=worth)
    rules = Rules() if rules is None else rules
    for one in requirements:
        if not isinstance(one, Requirement):
            raise SimulationError(f"requirements has {one!r:.60}. Allowed: Requirement. Take requirements_of([...]).")
    if len(names) * len(cases) != len(runs.names):
        raise SimulationError(
            f"There are {len(runs.names)} variants, not {len(names)} packages in {len(cases)} cases. Allowed: the runs "
            "of plan_of_packages with the same packages and cases. Name these."
        )

    own = {
        name: runs.of(name)[:, 0].reshape(len(names), len(cases), runs.replicates)
        for name in measures_for(measure, requirements)
    }
    for name in (measure, "cost"):  # packages are compared where all of them have it
        _check_defined(name, own[name], names)
        own[name] = np.where(np.isfinite(own[name]).all(axis=0), own[name], np.nan)
        _check_defined(name, own[name], ["all packages at once"] * len(names))

    priced = own["cost"]
    if accounting is not None:
        own["cost"], priced = accounting.paid(own["cost"]), accounting.discounted(own["cost"])

    def standing(weights: NDArray[np.float64]) -> _Standing:
        means = {name: weighted_means(values, weights) for name, values in own.items()}
        gains, costs = (means[name] - means[name][0] for name in (measure, "cost"))
        gap, regret = np.abs(means["equity_gap"]), gains.max(axis=0) - gains
        is_best = np.isclose(regret, 0.0, atol=1e-12)
        asked = means | {"gain": gains, "extra_cost": costs, "equity_gap": gap}
        met = {str(one): one.met(asked[one.name]) for one in requirements}
        return _Standing(gains, costs, gap, regret, is_best / np.maximum(is_best.sum(axis=0), 1), met)

    found = standing(np.ones(runs.replicates))
    gains, costs, regret, worlds = found.gains, found.costs, found.regret, worlds_of(cases)

    def best_and_meeting(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        again = standing(weights)
        return np.concatenate([again.share_best, again.all_met, again.share_best > 0.0]).astype(np.float64)

    shares = crossed_shares(best_and_meeting, len(cases), runs.replicates, clusters=worlds)
    own_gains, own_costs = (own[name] - own[name][0] for name in (measure, "cost"))
    own_priced = priced - priced[0]
    affords = (costs <= budget).mean(axis=1) if budget is not None else np.ones(len(names))
    judged = {
        name: Judged(
            name=name,
            gain=_spread(own_gains[i], worlds),
            best=shares[i],
            unbeaten=shares[2 * len(names) + i],
            regret_mean=float(regret[i].mean()),
            regret_most=float(regret[i].max()),
            meets=shares[len(names) + i],
            each={text: float(holds[i].mean()) for text, holds in found.met.items()},
            cost=_spread(own_costs[i], worlds),
            cost_per_point=price_of_a_point(own_priced[i], own_gains[i], worlds, seed, rules.matters),
            equity=_spread(own["equity_gap"][i], worlds, np.abs),
            theatre=_spread(own["theatre"][i], worlds),
            affords=float(affords[i]),
        )
        for i, name in enumerate(names)
    }
    asked = [str(one) for one in requirements if not one.is_usual]
    meets = np.logical_and.reduce([found.met[text] for text in asked]).mean(axis=1) if asked else np.ones(len(names))
    evidence = Evidence(names, own_gains, own_costs, own_priced, regret.mean(axis=1), affords, meets, worlds, seed)
    payable, table = evidence.payable(rules), _table(cases, unknown)
    places = evidence.places(payable, rules.matters)
    verdict = verdict_of(evidence, rules, places)
    best, paid = None if verdict.advised is None else names.index(verdict.advised), [names[own] for own in payable]
    economics = cost_effectiveness_of(places, own_priced[payable], own_gains[payable], worlds, worth) if paid else None
    learning = in_money = None
    if verdict.advised is not None and verdict.kind != "not_enough":  # there what was asked decides, not the gain
        now = paid.index(verdict.advised)
        learning = value_of_information(own_gains[payable], paid, now, table, worlds, seed)
    if worth is not None and paid:
        net = 100.0 * worth * own_gains[payable] - own_priced[payable]
        now = int(np.argmax(weighted_means(net, np.ones(runs.replicates)).mean(axis=1)))
        in_money = value_of_information(net, paid, now, table, worlds, seed)
    return Decision(
        measure=measure,
        reference=names[0],
        packages=judged,
        requirements=tuple(requirements),
        budget=budget,
        cases=tuple(cases),
        replicates=runs.replicates,
        verdict=verdict,
        most_often=names[int(np.argmax(found.share_best.mean(axis=1)))],
        least_worst=names[int(np.argmin(regret.max(axis=1)))],
        flips=() if best is None else flips_of(own_gains, names, best, payable, table, worlds, seed),
        failing=None if best is None else failing_of(gains, best, payable, table, rules.matters),
        economics=economics,
        learning=learning,
        learning_in_money=in_money,
        gains=gains,
        costs=costs,
        equity=found.gap,
        by_replicate=own[measure],
        accounting=accounting,
    )


def _check_defined(name: str, values: NDArray[np.float64], packages: Sequence[str]) -> None:
    """Refuse a measure, [package, case, replicate], of which a case has nothing."""
    lacks = ~np.isfinite(values).any(axis=-1)
    if lacks.any():
        raise SimulationError(
            f"{name} is undefined in {packages[int(np.argwhere(lacks)[0, 0])]} in {int(lacks.sum())} of {lacks.size} "
            "cases, so that nothing can be compared there. Take a measure that is defined everywhere, such as "
            "coverage.ccs."
        )


def check_money(*, budget: float | None = None, worth: float | None = None) -> None:
    """Refuse a budget, or a worth of a point, that is no amount of money.

    Raises
    ------
    SimulationError
    """
    if budget is not None:
        finite_number("budget", budget, remedy="Give an amount of money, or none.")
    if worth is not None:
        finite_number("worth", worth, 0.0, MOST_WORTH, remedy="Give what a point is worth in money, or leave it out.")


def _table(cases: Sequence[Case], unknown: Collection[str] | None) -> dict[str, NDArray[np.float64]]:
    """Return what differs between cases and is unknown, [case]."""
    names = [name for name in cases[0].values if unknown is None or name in unknown]
    columns = {name: np.array([case.values[name] for case in cases]) for name in names}
    return {name: values for name, values in columns.items() if len(set(values.tolist())) > 2}


def _spread(
    values: NDArray[np.float64],
    worlds: NDArray[np.intp],
    of: Callable[[NDArray[np.float64]], NDArray[np.float64]] = np.positive,
) -> Spread:
    """Return mean and range over cases of what is taken of a case's mean over its replicates, [case, replicate]."""
    mean = crossed_mean(values, worlds, of=of)
    means = of(weighted_means(values, np.ones(values.shape[1])))
    known = means[np.isfinite(means)]
    if not len(known):
        return Spread(mean, float("nan"), float("nan"))
    low, high = np.quantile(known, (0.1, 0.9))
    return Spread(mean, float(low), float(high))
