"""Cost-effectiveness: which packages are worth their money at some price of a point, and what their last points cost.

Means over cases make the **frontier**: left out is what costs no less than another package and gains no more
(dominated), and what gains less for its money than a mix of two others would (extended dominance; Weinstein and Stason
1977, New England Journal of Medicine 296, 716). At each price of a point, the share of cases in which a package is
worth most is its **acceptability** (van Hout and others 1994, Health Economics 3, 309).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.intervals import CONFIDENCE, Estimate, Values
from experiments.statistics.resampling import (
    SAMPLES,
    crossed_shares,
    drawn_again,
    mean_under,
    weighted_means,
    weights_of,
)

Standing = Literal["frontier", "dominated", "extended"]
PRICES = 41
"""Prices of a point at which shares of cases are counted."""
BEYOND = 2.0
"""How far they go, over the highest price at which another package becomes worth most."""


class Place(NamedTuple):
    """Where a package stands.

    Attributes
    ----------
    cost, gain : float
        Means over cases, over the reference; cost discounted, gain in the unit of what counts as one.
    standing : {"frontier", "dominated", "extended"}
    by : tuple of str
        The package that dominates it, or the two of which a mix does.
    over : str or None
        The package before it on the frontier.
    each : Estimate or None
        What each point over that one costs; None where there is none before, or it gains by nothing that matters. No
        interval where the gain may be nothing.
    """

    package: str
    cost: float
    gain: float
    standing: Standing
    by: tuple[str, ...] = ()
    over: str | None = None
    each: Estimate | None = None


class Acceptability(NamedTuple):
    """In what share of cases each package is worth most, by what a point is worth.

    Attributes
    ----------
    prices : tuple of float
    shares : tuple of tuple of Estimate, [package][price]
        Of the packages in the order of their places; ties are shared.
    """

    prices: tuple[float, ...]
    shares: tuple[tuple[Estimate, ...], ...]


class CostEffectiveness(NamedTuple):
    """What the packages that can be paid for are worth.

    Attributes
    ----------
    places : tuple of Place
    acceptability : Acceptability or None
    worth : float or None
        What a point is worth, where that was said, in the money of the prices.
    at_worth : tuple of Estimate
        In what share of cases each is worth most then.
    """

    places: tuple[Place, ...]
    acceptability: Acceptability | None
    worth: float | None
    at_worth: tuple[Estimate, ...]

    @property
    def line(self) -> list[Place]:
        """Packages on the frontier, from the least gain to the most."""
        return sorted((own for own in self.places if own.standing == "frontier"), key=lambda own: own.gain)

    def worth_most(self) -> Place | None:
        """Return the package that is worth most on average, where it was said what a point is worth."""
        if self.worth is None:
            return None
        worth = 100.0 * self.worth
        return max(self.line, key=lambda own: worth * own.gain - own.cost)


def frontier_of(costs: Sequence[float], gains: Sequence[float]) -> list[int]:
    """Return the packages that are worth their money at some price of a point, from the least gain to the most.

    Of equal ones the first stays.
    """
    order = sorted(range(len(gains)), key=lambda package: (costs[package], -gains[package], package))
    kept: list[int] = []
    for package in order:
        if kept and gains[package] <= gains[kept[-1]]:
            continue
        while len(kept) > 1 and _price(costs, gains, kept[-2], kept[-1]) >= _price(costs, gains, kept[-1], package):
            kept.pop()
        kept.append(package)
    return kept


def _price(costs: Sequence[float], gains: Sequence[float], one: int, other: int) -> float:
    return (costs[other] - costs[one]) / (gains[other] - gains[one])


def places_of(
    names: Sequence[str], costs: Values, gains: Values, worlds: NDArray[np.intp], seed: int, matters: float
) -> tuple[Place, ...]:
    """Return where each package stands, in their order.

    Parameters
    ----------
    costs, gains : ndarray, [package, case, replicate]
        Over the reference; costs discounted.
    """
    cost, gain = ([mean_over_cases(own) for own in of] for of in (costs, gains))
    line = frontier_of(cost, gain)
    found: list[Place] = []
    for package, name in enumerate(names):
        own = Place(name, cost[package], gain[package], "frontier")
        if package not in line:
            own = own._replace(**_beaten(package, cost, gain, line, names))
        elif line.index(package) > 0:
            before = line[line.index(package) - 1]
            each = price_of_a_point(
                costs[package] - costs[before], gains[package] - gains[before], worlds, seed, matters
            )
            own = own._replace(over=names[before], each=each)
        found.append(own)
    return tuple(found)


def _beaten(
    package: int, cost: Sequence[float], gain: Sequence[float], line: Sequence[int], names: Sequence[str]
) -> dict[str, object]:
    """Return what is better than a package that is not on the frontier: one that dominates it, or a mix of two."""
    better = [other for other in line if cost[other] <= cost[package] and gain[other] >= gain[package]]
    if better:
        return {"standing": "dominated", "by": (names[better[-1]],)}
    below = [other for other in line if gain[other] <= gain[package]][-1]
    above = next(other for other in line if gain[other] > gain[package])
    return {"standing": "extended", "by": (names[below], names[above])}


def price_of_a_point(
    costs: Values, gains: Values, worlds: NDArray[np.intp], seed: int, matters: float
) -> Estimate | None:
    """Return mean cost over mean gain in points, its interval by drawing plausible sets and replicates again.

    There is none where the gain is less than what matters, and no interval where it may be nothing: a ratio to what may
    be zero has no bound.

    Parameters
    ----------
    costs, gains : ndarray, [case, replicate]
    """
    gain, cost = mean_over_cases(gains), mean_over_cases(costs)
    if gain < matters or gain <= 0.0:
        return None
    of_cases, of_replicates = weights_of(worlds, SAMPLES, seed), drawn_again(gains.shape[1], SAMPLES, seed + 1)

    def drawn(values: Values) -> Values:
        return mean_under(weighted_means(values, of_replicates.T).T, of_cases)

    again, half = drawn(gains), (1.0 - CONFIDENCE) / 2.0
    unbounded = Estimate(cost / (100.0 * gain), None, None, len(gains))
    if not float(np.nanquantile(again, half)) > 0.0:
        return unbounded
    of_costs, is_something = drawn(costs), again > 0.0
    prices = np.where(is_something, of_costs / np.where(is_something, 100.0 * again, 1.0), np.inf)
    low, high = np.quantile(prices, (half, 1.0 - half), method="inverted_cdf")
    return Estimate(unbounded.mean, float(low), float(high), len(gains)) if np.isfinite(high) else unbounded


def cost_effectiveness_of(
    places: Sequence[Place], costs: Values, gains: Values, worlds: NDArray[np.intp], worth: float | None
) -> CostEffectiveness:
    """Return what packages are worth; see `acceptability_of`."""
    curve = acceptability_of(places, costs, gains, worlds, worth)
    at_worth = shares_worth_most(np.array([worth]), costs, gains, worlds) if worth is not None else ()
    return CostEffectiveness(tuple(places), curve, worth, tuple(shares[0] for shares in at_worth))


def acceptability_of(
    places: Sequence[Place], costs: Values, gains: Values, worlds: NDArray[np.intp], worth: float | None
) -> Acceptability | None:
    """Return the shares of cases in which each package is worth most, by the price of a point.

    From nothing to twice the highest price at which another package becomes worth most on average, and beyond what a
    point is worth, if that was said. None where no package becomes so at any price, and nothing was said.

    Parameters
    ----------
    places : sequence of Place
        Of the same packages.
    costs, gains : ndarray, [package, case, replicate]
    """
    steps = [own.each.mean for own in places if own.each is not None and own.each.mean is not None]
    highest = max([*(BEYOND * step for step in steps), 1.25 * (worth or 0.0), 0.0])
    if not highest > 0.0:
        return None
    prices = np.linspace(0.0, highest, PRICES)
    shares = shares_worth_most(prices, costs, gains, worlds)
    return Acceptability(tuple(prices.tolist()), shares)


def shares_worth_most(
    prices: Values, costs: Values, gains: Values, worlds: NDArray[np.intp]
) -> tuple[tuple[Estimate, ...], ...]:
    """Return in what share of cases each package is worth most at each price of a point, [package][price].

    Parameters
    ----------
    costs, gains : ndarray, [package, case, replicate]
    """
    number, cases, replicates = gains.shape

    def is_best(weights: Values) -> Values:
        gain, cost = weighted_means(gains, weights), weighted_means(costs, weights)
        net = 100.0 * prices[None, :, None] * gain[:, None, :] - cost[:, None, :]
        best = np.isclose(net, net.max(axis=0), rtol=1e-12, atol=1e-9)
        return (best / np.maximum(best.sum(axis=0), 1)).reshape(number * len(prices), cases)

    found = crossed_shares(is_best, cases, replicates, clusters=worlds)
    return tuple(tuple(found[own * len(prices) : (own + 1) * len(prices)]) for own in range(number))


def mean_over_cases(values: Values) -> float:
    """Return the mean over cases of their means over replicates, [case, replicate]."""
    return float(weighted_means(values, np.ones(values.shape[1])).mean())
