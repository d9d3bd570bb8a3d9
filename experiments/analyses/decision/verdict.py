"""Verdict: what follows of packages judged, each part a fact that a table can be held against.

A package leads another one where it gains more by at least what matters, and its lead is told apart from nothing: its
interval over cases and replicates is above 0. All others are alike to it, be it that the difference is small or that it
is not settled. Where the reference can be paid for, nothing is advised that does not lead it, or that is good enough in
fewer than half of the cases; of the others, that of the least mean regret.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.decision.cost_effectiveness import Place, mean_over_cases, places_of
from experiments.runs.checks import finite_number
from experiments.statistics.intervals import Estimate
from experiments.statistics.resampling import crossed_mean

MATTERS = 0.005
"""Smallest difference that matters where nobody says: half a point of coverage. Below it no point has a price."""
MOST_MATTERS = 1e12
BUDGET_SHARE = 0.9
"""Share of cases in which a package must keep the budget, where nobody says."""
ENOUGH = 0.5
"""Share of cases in which a package must be good enough to be advised."""

Kind = Literal["try", "stay", "not_enough", "unpayable"]


class Rules(NamedTuple):
    """By what packages are judged beside their runs.

    Attributes
    ----------
    matters : float
        Smallest difference in what counts as gain that matters, in its unit.
    budget_share : float
        Share of cases in which a package must keep the budget.
    """

    matters: float = MATTERS
    budget_share: float = BUDGET_SHARE


def checked_rules(matters: object = MATTERS, budget_share: object = BUDGET_SHARE) -> Rules:
    """Return rules that make sense.

    Raises
    ------
    SimulationError
    """
    return Rules(
        finite_number("matters", matters, 0.0, MOST_MATTERS, remedy="Give a difference in what counts as gain."),
        finite_number("budget_share", budget_share, 0.0, 1.0, remedy="Give a share of the cases."),
    )


class Lead(NamedTuple):
    """How much more one package gains than another one, over cases; and how much more it costs, as it is paid."""

    over: str
    gain: Estimate
    cost: float

    def is_settled(self, matters: float) -> bool:
        """Return whether it gains more by what matters, told apart from nothing."""
        return self.gain.mean is not None and self.gain.mean >= matters and (self.gain.low or 0.0) > 0.0

    @property
    def is_none(self) -> bool:
        """Return whether both gain the same in every case."""
        return (self.gain.mean, self.gain.low, self.gain.high) == (0.0, 0.0, 0.0)


class LastPoints(NamedTuple):
    """What the leader gains over a cheaper package that nothing dominates, and what each point of that costs.

    Attributes
    ----------
    over : str
    gain : float
        Over it, in the unit of the gain.
    each : Estimate
        Cost of a point of that, discounted; without an interval where the gain may be nothing.
    """

    over: str
    gain: float
    each: Estimate


@dataclass(frozen=True)
class Verdict:
    """What to do.

    Attributes
    ----------
    kind : {"try", "stay", "not_enough", "unpayable"}
        Try a package; stay with the reference, as none leads it; stay, as none that leads it is good enough in half of
        the cases; or nothing can be paid for.
    advised : str or None
    leader : str or None
        The package of least mean regret among those that can be paid for, lead the reference and are good enough; the
        reference itself where none leads it.
    rules : Rules
    alike : tuple of Lead
        Leads of the leader over packages that can be paid for and that it does not lead, the cheapest first.
    unpaid : tuple of str
        Packages that lead the leader, and keep the budget in too few cases.
    nearest : str or None
        Where none that leads is good enough in half of the cases: the one that is so most often.
    nearest_meets : float
        In what share of them.
    last : LastPoints or None
        Only of a package to try.
    """

    kind: Kind
    advised: str | None
    leader: str | None
    rules: Rules
    alike: tuple[Lead, ...] = ()
    unpaid: tuple[str, ...] = ()
    nearest: str | None = None
    nearest_meets: float = 0.0
    last: LastPoints | None = None


class Evidence(NamedTuple):
    """What a verdict rests on: over the reference, which is the first package.

    Attributes
    ----------
    names : sequence of str
    gains, costs, priced : ndarray, [package, case, replicate]
        Costs as they are paid, and discounted.
    regret : ndarray, [package]
        Mean over cases.
    affords, meets : ndarray, [package]
        Shares of cases in which the budget is kept, and in which all is met that somebody asked for; 1 if nobody did.
    worlds : array of int, [case]
        Which cases are alike.
    """

    names: Sequence[str]
    gains: NDArray[np.float64]
    costs: NDArray[np.float64]
    priced: NDArray[np.float64]
    regret: NDArray[np.float64]
    affords: NDArray[np.float64]
    meets: NDArray[np.float64]
    worlds: NDArray[np.intp]
    seed: int

    def lead(self, one: int, other: int) -> Lead:
        """Return how much more one package gains than another."""
        gain = crossed_mean(self.gains[one] - self.gains[other], self.worlds)
        return Lead(self.names[other], gain, self.mean_cost(one) - self.mean_cost(other))

    def mean_cost(self, package: int) -> float:
        """Return the mean cost of a package over the reference, as it is paid."""
        return mean_over_cases(self.costs[package])

    def places(self, payable: Sequence[int], matters: float) -> tuple[Place, ...]:
        """Return where the packages that can be paid for stand by cost and gain."""
        names = [self.names[package] for package in payable]
        return places_of(names, self.priced[payable], self.gains[payable], self.worlds, self.seed, matters)

    def payable(self, rules: Rules) -> list[int]:
        """Return the packages that keep the budget often enough."""
        return [package for package in range(len(self.names)) if self.affords[package] >= rules.budget_share]


def verdict_of(evidence: Evidence, rules: Rules, places: Sequence[Place]) -> Verdict:
    """Return what follows.

    Parameters
    ----------
    places : sequence of Place
        Of the packages that can be paid for.
    """
    names, payable = evidence.names, evidence.payable(rules)
    if not payable:
        return Verdict("unpayable", None, None, rules)
    over_reference = {package: evidence.lead(package, 0) for package in payable if package != 0}
    leading = [package for package, lead in over_reference.items() if lead.is_settled(rules.matters)]
    if 0 in payable and not leading:
        return Verdict("stay", names[0], names[0], rules, unpaid=_unpaid(evidence, payable, 0, rules))
    candidates = leading if 0 in payable else payable
    enough = [package for package in candidates if evidence.meets[package] >= ENOUGH]
    leader = min(enough or candidates, key=lambda package: float(evidence.regret[package]))
    others = (evidence.lead(leader, other) for other in payable if other not in (leader, 0))
    alike = sorted((lead for lead in others if not lead.is_settled(rules.matters)), key=lambda lead: -lead.cost)
    unpaid = _unpaid(evidence, payable, leader, rules)
    if not enough and 0 in payable:
        nearest = max(candidates, key=lambda package: float(evidence.meets[package]))
        return Verdict(
            "not_enough",
            names[0],
            names[leader],
            rules,
            tuple(alike),
            unpaid,
            names[nearest],
            float(evidence.meets[nearest]),
        )
    last = last_points_of(places, names[leader], names[0], rules.matters)
    return Verdict("try", names[leader], names[leader], rules, tuple(alike), unpaid, last=last)


def _unpaid(evidence: Evidence, payable: Sequence[int], leader: int, rules: Rules) -> tuple[str, ...]:
    """Return the packages that lead the leader and keep the budget in too few cases."""
    beyond = [other for other in range(len(evidence.names)) if other not in payable]
    return tuple(evidence.names[other] for other in beyond if evidence.lead(other, leader).is_settled(rules.matters))


def last_points_of(places: Sequence[Place], leader: str, reference: str, matters: float) -> LastPoints | None:
    """Return what the leader's last points cost over the package before it on the frontier; None if there is none.

    Packages that gain less than the leader by nothing that matters are left out, as their difference has no price; so
    is the reference, over which the price of a point stands elsewhere.
    """
    of = {own.package: own for own in places}
    own = of[leader]
    if own.over is None or own.each is None or own.over == reference:
        return None
    gain = own.gain - of[own.over].gain
    return None if gain < matters else LastPoints(own.over, gain, own.each)
