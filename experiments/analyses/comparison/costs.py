"""Costs: what scenarios cost and whom they reach, over the reference, and what one more person costs.

A person is covered where coverage of the first process reaches her in the last months of the run; so many people are
eligible as somebody said. What one more person costs is the extra cost over the whole run, over the further people who
are covered at its end. It is told only where the interval of these leaves zero out: a ratio to what may be nothing has
no bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from experiments.analyses.comparison.method import Comparison
from experiments.runs.accounts import KINDS, Accounts
from experiments.statistics.intervals import Estimate, Values
from experiments.statistics.resampling import HALF, SAMPLES, clustered_mean, weights_of

Verdict = Literal["costs", "saves", "loses", "same", "unsettled", "once", "unknown"]
"""Of one more person: what she costs, or that money is saved as more are covered; that fewer are covered; that just as
many are, in every run; that neither is settled; that one run alone says nothing; that nobody said who is eligible."""


@dataclass(frozen=True)
class PerPerson:
    """What one more person covered costs.

    Attributes
    ----------
    verdict : Verdict
    cost : Estimate or None
        In the money of the prices; None where it is not settled.
    """

    verdict: Verdict
    cost: Estimate | None = None


@dataclass(frozen=True)
class Costs:
    """What a comparison says of costs."""

    comparison: Comparison

    @property
    def rate(self) -> float:
        """At which costs of later years are discounted, a year."""
        return self.comparison.costing.discount_rate

    @property
    def eligible(self) -> float | None:
        """Share of people that the first process is for; None where nobody gave it."""
        return self.comparison.costing.eligible(self.comparison.lead)

    @property
    def people(self) -> float:
        """People that all teams serve."""
        return float(sum(self.comparison.scenarios[self.comparison.reference].settings.places.population))

    @property
    def is_even(self) -> bool:
        """Whether all teams serve equally many people, so that a mean over teams is one over people."""
        places = (one.settings.places for one in self.comparison.scenarios.values())
        return all(len(set(own.population)) == 1 for own in places)

    def accounts(self, name: str) -> Accounts:
        """Return the accounts of a scenario."""
        return self.comparison.accounts[name]

    def estimate(self, values: Values) -> Estimate:
        """Return the mean of what runs have, [run], with its interval."""
        return clustered_mean(values, self.comparison.clusters)

    def total(self, name: str, *, discounted: bool = True) -> Estimate:
        """Return what a scenario costs."""
        return self.estimate(self.accounts(name).total(discounted=discounted))

    def of_reform(self, name: str, *, discounted: bool = True) -> Estimate:
        """Return what training, exchange and administration cost under a scenario."""
        return self.estimate(self.accounts(name).of_reform(discounted=discounted))

    def by_payer(self, name: str, *, discounted: bool = True) -> dict[str, Estimate]:
        """Return what each payer pays under a scenario."""
        paid = self.accounts(name).by_payer(discounted=discounted)
        return {payer: self.estimate(values) for payer, values in paid.items()}

    def extra(self, name: str, *, discounted: bool = True) -> Estimate:
        """Return what a scenario costs over the reference, run by run."""
        return self.estimate(self._over(name, discounted=discounted))

    def _over(self, name: str, *, discounted: bool = True) -> Values:
        own, other = (self.accounts(one).total(discounted=discounted) for one in (name, self.comparison.reference))
        return own - other

    def covered(self, name: str) -> Estimate | None:
        """Return how many people are covered at the end; None where nobody said who is eligible."""
        return None if self.eligible is None else self.estimate(self._people(name))

    def further(self, name: str) -> Estimate | None:
        """Return how many more people are covered at the end than under the reference."""
        return None if self.eligible is None else self.estimate(self._further(name))

    def _people(self, name: str) -> Values:
        coverage = self.comparison.ensembles[name].measure(f"coverage.{self.comparison.lead}")
        return coverage * self.people * (self.eligible or 0.0)

    def _further(self, name: str) -> Values:
        return self._people(name) - self._people(self.comparison.reference)

    def per_person(self, name: str) -> PerPerson:
        """Return what one more person covered costs over the reference, where that is settled."""
        further = self.further(name)
        if further is None:
            return PerPerson("unknown")
        if further.mean is None or further.low is None or further.high is None:
            return PerPerson("once")
        if further.high < 0.0:
            return PerPerson("loses")
        if further.low == further.high == 0.0:
            return PerPerson("same")
        if not further.low > 0.0:
            return PerPerson("unsettled")
        cost = self._ratio(self._over(name), self._further(name))
        if cost.low is None:
            return PerPerson("unsettled")
        return PerPerson("saves" if cost.high is not None and cost.high < 0.0 else "costs", cost)

    def _ratio(self, above: Values, below: Values) -> Estimate:
        """Return a ratio of means, [run], its interval by drawing again what shares its luck.

        There are no ends where what is below may be nothing in more than the draws beyond the interval.
        """
        weights = weights_of(self.comparison.clusters, SAMPLES, self.comparison.seed)
        again = weights @ below
        ratio = float(above.mean() / below.mean())
        if not float(np.quantile(again, HALF)) > 0.0:
            return Estimate(ratio, None, None, len(above))
        low, high = (float(end) for end in np.quantile((weights @ above) / again, (HALF, 1.0 - HALF)))
        return Estimate(ratio, low, high, len(above))

    # Data ---------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield mean costs by scenario, year, kind and payer, as they are paid and discounted."""
        comparison, label = self.comparison, str(self.comparison.money)
        for name in comparison.scenarios:
            own = self.accounts(name)
            means = own.amounts.mean(axis=0)
            for place, (kind, payer) in enumerate(KINDS.items()):
                for year, amount, factor in zip(own.years, means[place], own.factors, strict=True):
                    yield {
                        "scenario": name,
                        "year": year.name,
                        "month": year.first,
                        **({} if comparison.calendar is None else {"date": str(comparison.calendar.date(year.first))}),
                        "months": year.stop - year.first,
                        "kind": kind,
                        "payer": payer,
                        "cost": float(amount),
                        "discounted_cost": float(amount * factor),
                        "money": label,
                    }

    def as_json(self) -> dict[str, Any]:
        """Return what is found, as ``--json`` prints it."""
        comparison = self.comparison
        return {
            "currency": comparison.money.currency,
            "price_year": comparison.money.year,
            "discount_rate": self.rate,
            "eligible": self.eligible,
            "scenarios": {name: self._of(name) for name in comparison.scenarios},
        }

    def _of(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            way: self._in_one_way(name, discounted=way == "discounted") for way in ("paid", "discounted")
        }
        covered = self.covered(name)
        found["covered"] = None if covered is None else asdict(covered)
        if name != self.comparison.reference:
            further, one = self.further(name), self.per_person(name)
            found["over_reference"] = {
                "paid": asdict(self.extra(name, discounted=False)),
                "discounted": asdict(self.extra(name)),
                "further_covered": None if further is None else asdict(further),
                "cost_of_one_more": None if one.cost is None else asdict(one.cost),
                "verdict": one.verdict,
            }
        return found

    def _in_one_way(self, name: str, *, discounted: bool) -> dict[str, Any]:
        """Return amounts as they are paid, or discounted."""
        own = self.accounts(name)
        of_kind = own.by_kind(discounted=discounted).mean(axis=0).tolist()
        of_year = own.by_year(discounted=discounted).mean(axis=0).tolist()
        return {
            "total": asdict(self.total(name, discounted=discounted)),
            "reform": asdict(self.of_reform(name, discounted=discounted)),
            "by_payer": {one: asdict(paid) for one, paid in self.by_payer(name, discounted=discounted).items()},
            "by_kind": dict(zip(KINDS, of_kind, strict=True)),
            "by_year": dict(zip((year.name for year in own.years), of_year, strict=True)),
        }
