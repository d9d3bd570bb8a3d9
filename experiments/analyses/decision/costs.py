"""Costs of packages: what their reforms cost beside what runs cost, and what money of later years is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analyses.decision.cases import Case
from experiments.runs.accounts import (
    COST,
    OF_REFORM,
    SAMPLED,
    by_month,
    by_years,
    discount_factors,
    shares_by_year,
    years_of,
)
from experiments.statistics.intervals import Values
from scenarios.calendar import common
from scenarios.costs.costing import Costing, common_costing
from scenarios.load import Scenario
from simulation.results import ReadOnly
from simulation.settings import Settings


@dataclass(frozen=True, eq=False)
class Accounting(ReadOnly):
    """By what costs of packages are counted.

    Attributes
    ----------
    reform : ndarray, [package]
        What training, exchange and administration cost, as it is paid.
    reform_discounted : ndarray, [package]
        The same, discounted to the first year.
    worth : ndarray, [package]
        What the cost of runs is worth in the first year, as a share of it.
    rate : float
        At which costs of later years are discounted.
    people : float
        That all teams serve.
    eligible : float or None
        Share of them that the process is for; None where nobody gave it.
    """

    reform: Values
    reform_discounted: Values
    worth: Values
    rate: float
    people: float
    eligible: float | None

    @property
    def people_a_point(self) -> float | None:
        """People that a point of coverage is; None where nobody said who is eligible."""
        return None if self.eligible is None else 0.01 * self.eligible * self.people

    def paid(self, cost: Values) -> Values:
        """Return what packages cost, as it is paid, from the cost of their runs, [package, case, replicate]."""
        return cost + self.reform[:, None, None]

    def discounted(self, cost: Values) -> Values:
        """Return the same, discounted to the first year."""
        return cost * self.worth[:, None, None] + self.reform_discounted[:, None, None]


def reform_cost(settings: Settings, costing: Costing) -> float:
    """Return what training, exchange and administration cost under some levers, as it is paid."""
    monthly = by_month(settings, costing)
    return float(sum(monthly[kind].sum() for kind in OF_REFORM))


def accounting_of(
    packages: Mapping[str, Scenario], cases: Sequence[Case], process: str, seed: int, threads: int | None = None
) -> Accounting:
    """Return by what costs of packages are counted; how costs of runs fall into years is found in the first cases.

    Parameters
    ----------
    process : str
        Clinical process of which people are covered.
    """
    scenarios = list(packages.values())
    first = scenarios[0].settings
    costing = common_costing({name: one.costing for name, one in packages.items()}, process)
    years = years_of(first.months, common({name: one.calendar for name, one in packages.items()}))
    factors = discount_factors(years, costing.discount_rate)
    some = cases[:SAMPLED]
    settings = [[case.settings_of(scenario) for case in some] for scenario in scenarios]
    shares = shares_by_year(settings, seed, [0] * len(some), years, of=(COST,), threads=threads)
    own = [by_month(scenario.settings, scenario.costing) for scenario in scenarios]
    reform = np.array([sum(by_years(monthly[kind], years) for kind in OF_REFORM) for monthly in own])
    return Accounting(
        reform=reform.sum(axis=1),
        reform_discounted=reform @ factors,
        worth=np.array([float(share[COST] @ factors) for share in shares]),
        rate=costing.discount_rate,
        people=float(sum(first.places.population)),
        eligible=costing.eligible(process),
    )
