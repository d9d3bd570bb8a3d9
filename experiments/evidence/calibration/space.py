"""Space: the parameters the calibration moves, the ranges it moves them in, and what is switched on throughout.

A place is a number from 0 to 1 for each parameter; half of them lie below the middle of ``ranges.toml``. Values have
four significant digits before anything is run with them, so that what is shipped is what was run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from simulation.errors import SimulationError
from simulation.parameters import checked_value, parameter_named

FILE = Path(__file__).with_name("ranges.toml")
DIGITS = 4
UNASKED_SEED = 20261127


@dataclass(frozen=True)
class Range:
    """Where one parameter is looked for, and why not elsewhere."""

    name: str
    low: float
    middle: float
    high: float
    reason: str


@dataclass(frozen=True)
class Space:
    """All ranges, the values of what is switched on throughout, and what stays as the reference has it.

    `unasked` are ranges of what no fact asks: the waves do not move it, and every set draws values of its own.
    """

    ranges: tuple[Range, ...]
    fixed: dict[str, float]
    kept: tuple[str, ...]
    unasked: tuple[Range, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The moved parameters, in the order of their places."""
        return tuple(one.name for one in self.ranges)

    @property
    def columns(self) -> tuple[str, ...]:
        """All that differs from set to set: what the waves moved, then what was drawn."""
        return (*self.names, *(one.name for one in self.unasked))

    def drawn(self, sets: int) -> list[dict[str, float]]:
        """Return values for each of so many sets of what no fact asks, spread evenly over the ranges."""
        if not self.unasked:
            return [{} for _ in range(sets)]
        power = max(sets - 1, 1).bit_length()
        places = qmc.Sobol(len(self.unasked), scramble=True, rng=UNASKED_SEED).random_base2(power)
        return [_values_in(self.unasked, place) for place in places[:sets]]

    def values_at(self, place: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
        """Return the values at a place, rounded; what is switched on is not among them."""
        return _values_in(self.ranges, place)


def _values_in(ranges: Sequence[Range], place: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
    return {one.name: _rounded(_value_at(float(u), one)) for u, one in zip(place, ranges, strict=True)}


def _value_at(u: float, one: Range) -> float:
    if u < 0.5:
        return one.low + 2.0 * u * (one.middle - one.low)
    return one.middle + (2.0 * u - 1.0) * (one.high - one.middle)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


@cache
def space() -> Space:
    """Return the space of ``ranges.toml``.

    Raises
    ------
    SimulationError
        If a range names no parameter, is not in order, or leaves the declared one.
    """
    ranges: list[Range] = []
    fixed: dict[str, float] = {}
    kept: list[str] = []
    unasked: list[Range] = []
    for group in tomllib.loads(FILE.read_text(encoding="utf-8")).values():
        reason = group.pop("reason")
        fixed |= group.pop("fixed", {})
        kept += group.pop("names", [])
        unasked += [range_from(name, values, reason) for name, values in group.pop("drawn", {}).items()]
        ranges += [range_from(name, values, reason) for name, values in group.items()]
    return Space(tuple(ranges), fixed, tuple(kept), tuple(unasked))


def range_from(name: str, values: Sequence[float], reason: str, file: str = FILE.name) -> Range:
    """Return the range that a file declares for a parameter.

    Raises
    ------
    SimulationError
        If there is no such parameter, or the range is not in order or leaves the declared one.
    """
    low, middle, high = values
    parameter = parameter_named(name)
    for value in (low, middle, high):
        checked_value(parameter, value)
    if not low <= middle <= high:
        raise SimulationError(f"{file}: {name} is {low}, {middle}, {high}. Allowed: in rising order.")
    return Range(name, low, middle, high, reason)
