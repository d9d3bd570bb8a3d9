"""Checks: numbers that analyses are asked by; the same words whoever asks, from a command line or from Python."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np

from simulation.errors import SimulationError
from simulation.parameters import shown


def finite_number(
    name: str,
    value: object,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    remedy: str = "Choose one of these.",
    error: type[SimulationError] = SimulationError,
) -> float:
    """Return a finite number in its range; numpy's are taken too, a bool or a text is none.

    Raises
    ------
    SimulationError
        Of the kind asked for.
    """
    is_number = isinstance(value, Real) and not isinstance(value, (bool, np.bool_))
    number = float(value) if is_number else math.nan  # type: ignore[arg-type]
    if not (math.isfinite(number) and low <= number <= high):
        allowed = f"{low:g} to {high:g}" if math.isfinite(low) and math.isfinite(high) else "a finite number"
        said = f"{number:g}" if is_number else shown(value)
        raise error(f"{name} is {said}. Allowed: {allowed}. {remedy}")
    return number
