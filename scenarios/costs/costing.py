"""Costing: what a scenario says of costs: the money of its prices, and values that price runs and act in none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.costs.declared import DISCOUNT, eligible_of
from scenarios.costs.money import BASE, Money, common_money
from scenarios.wording import shortened
from simulation.errors import ScenarioError


@dataclass(frozen=True)
class Costing:
    """What a scenario says of costs.

    Attributes
    ----------
    money : Money
        Currency and year of its prices.
    values : mapping of str to float
        By name; the share of people that a process is for is there only where somebody gave it.
    """

    money: Money = BASE
    values: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def discount_rate(self) -> float:
        """Rate of a year."""
        return self.values.get(DISCOUNT, 0.0)

    def eligible(self, process: str) -> float | None:
        """Return the share of people that a process is for; None where nobody gave it."""
        return self.values.get(eligible_of(process))


def common_costing(costings: Mapping[str, Costing], process: str) -> Costing:
    """Return the costing of scenarios that are compared, by their names: that of the first.

    Hours may differ between scenarios, for they are part of what is compared; money, discounting and who is eligible
    may not.

    Raises
    ------
    ScenarioError
    """
    common_money({name: costing.money for name, costing in costings.items()})
    first = next(iter(costings))
    for name, costing in costings.items():
        for what in (DISCOUNT, eligible_of(process)):
            own, others = costing.values.get(what), costings[first].values.get(what)
            if own != others:
                raise ScenarioError(
                    f"{what} is {_shown(own)} in {shortened(name, 80)} and {_shown(others)} in "
                    f"{shortened(first, 80)}: their costs cannot be compared. Allowed: one value. Give it in a file "
                    f"that both are based on, or with --set {what}=..., which holds for both."
                )
    return costings[first]


def _shown(value: float | None) -> str:
    return "not given" if value is None else f"{value:g}"
