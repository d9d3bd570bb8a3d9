"""Equity: who is left behind. Fifths of people by the coverage of their team, and whom gains go to.

Teams are weighted by their people. A fifth takes the teams at one end of the order up to a fifth of all people; of the
team at its border it takes a part. ODD 4.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from simulation.observables import FIFTH, LEAST_SPREAD
from simulation.observables.ledgers import TeamLedger


class FifthLedger(NamedTuple):
    """People of a fifth so far, and those of them who are covered."""

    people: float
    covered: float


class EquityLedger(NamedTuple):
    """Coverage of the fifths at both ends, in the run and in the twin, and the slope of gains over the start."""

    lowest: float
    highest: float
    twin_lowest: float
    twin_highest: float
    gradient: float


class Centre(NamedTuple):
    """Sums over people of starting coverage and of gain."""

    start: float
    gain: float


class Slope(NamedTuple):
    """Sums over people of squares of starting coverage, and of its products with gains, both around their means."""

    squares: float
    products: float


NOBODY = FifthLedger(0.0, 0.0)


def late_coverage_of(ledger: TeamLedger, of_twin: float) -> float:
    """Return a team's late coverage, or that of its twin (1)."""
    return ledger.late_coverage - of_twin * ledger.late_gain


def people_of_fifth(population: float) -> float:
    """Return how many people a fifth has."""
    return FIFTH * population


def fifth_with_team(fifth: FifthLedger, coverage: float, people: float, wanted: float) -> FifthLedger:
    """Return a fifth with as many of one more team's people in it as it still lacks of `wanted`."""
    taken = min(people, wanted - fifth.people)
    return FifthLedger(people=fifth.people + taken, covered=fifth.covered + taken * coverage)


def centre_with_team(centre: Centre, ledger: TeamLedger, people: float) -> Centre:
    """Return the sums with one more team in them."""
    return Centre(start=centre.start + people * ledger.start_coverage, gain=centre.gain + people * ledger.late_gain)


def slope_with_team(slope: Slope, ledger: TeamLedger, people: float, centre: Centre, population: float) -> Slope:
    """Return the sums around the means with one more team in them."""
    start = ledger.start_coverage - centre.start / population
    gain = ledger.late_gain - centre.gain / population
    return Slope(squares=slope.squares + people * start * start, products=slope.products + people * start * gain)


def gradient_of(slope: Slope, population: float) -> float:
    """Return gain per unit of starting coverage, by least squares; undefined where all start alike."""
    return slope.products / slope.squares if slope.squares > LEAST_SPREAD * population else math.nan
