"""Checks: results that do not fit their design, or are undefined, are refused before any index is computed.

Libraries compute something from such results and say nothing (one undefined value makes all Sobol' indices 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.analyses.sensitivity.design import Design
from experiments.analyses.sensitivity.errors import ConstantError, SensitivityError

LEAST_REPLICATES = 2
ROUNDING = 1e-12
"""By so much, as a share of the largest, may results differ that are the same but for rounding."""


def checked_values(design: Design, values: ArrayLike, measure: str) -> NDArray[np.float64]:
    """Return the results of a design as an array, [row, replicate]; see `checked_rows`."""
    return checked_rows(values, len(design.unit), measure)


def checked_rows(values: ArrayLike, rows: int, measure: str, sets: int = 1) -> NDArray[np.float64]:
    """Return results of so many rows as an array, [row, replicate], or [row, set x replicate].

    Raises
    ------
    SensitivityError
        If rows or replicates are missing, or a value is undefined.
    ConstantError
        If all values are the same, or all rows of each replicate.
    """
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise SensitivityError(f"{measure}: the results are no table of numbers, row by replicate.") from None
    if found.ndim == 1:
        found = found[:, None]
    if found.ndim != 2 or len(found) != rows:
        raise SensitivityError(
            f"{measure}: the results have {len(found):,} rows, and the design has {rows:,}. Allowed: one "
            "for each row, in the design's order. Make the rows that are missing; none may be left out."
        )
    replicates = found.shape[1] // sets
    if replicates < LEAST_REPLICATES:
        raise SensitivityError(
            f"{measure}: there is {replicates} replicate of each row. Allowed: {LEAST_REPLICATES} or more, without "
            "which chance cannot be told from effect. Ask for more replicates."
        )
    undefined = ~np.isfinite(found)
    if undefined.any():
        row = int(np.flatnonzero(undefined.any(axis=1))[0])
        raise SensitivityError(
            f"{measure} is undefined in {int(undefined.sum()):,} of {found.size:,} runs, first in row {row}. Allowed: "
            "measures that are defined in every run, for no row can be left out of a design. Take another measure, "
            "such as spillover_gain.ccs or reach, or narrower bounds."
        )
    nothing = ROUNDING * max(1.0, float(np.abs(found).max()))
    if np.ptp(found) <= nothing:
        raise ConstantError(
            f"{measure} is {found.flat[0]:g} in every run, so there is no variance to apportion. Take another measure, "
            "or wider bounds."
        )
    if float(np.ptp(found, axis=0).max()) <= nothing:
        raise ConstantError(
            f"{measure} differs between replicates alone, and is the same in every row of each: no input acts on it, "
            "so there is no variance to apportion. Take another measure, a later month, or other inputs."
        )
    return found


def check_rows(design: Design, rows: ArrayLike) -> None:
    """Refuse rows that are not those of a design in their order; rows may be of the unit cube or of the model.

    Raises
    ------
    SensitivityError
    """
    given = np.asarray(rows, dtype=np.float64)
    own = np.asarray(design.rows, dtype=np.float64)
    if given.shape == own.shape and np.array_equal(given, own):
        return
    if given.shape == design.unit.shape and np.array_equal(given, design.unit):
        return
    for expected in (own, design.unit):
        if given.ndim == 2 and given.shape[1] == expected.shape[1]:
            _complain(given, expected)
    raise SensitivityError(
        f"The rows have {given.shape[1] if given.ndim == 2 else 0} columns, and the design has {own.shape[1]}. "
        "Allowed: the rows of the design itself. Analyse results with the design they were made by."
    )


def _complain(given: NDArray[np.float64], expected: NDArray[np.float64]) -> None:
    if len(given) != len(expected):
        raise SensitivityError(
            f"There are {len(given):,} rows, and the design has {len(expected):,}. Allowed: all of them, each once, in "
            "their order. Make the rows that are missing."
        )
    if np.array_equal(np.sort(given, axis=0), np.sort(expected, axis=0)):
        first = int(np.flatnonzero((given != expected).any(axis=1))[0])
        raise SensitivityError(
            f"The rows are those of the design in another order, from row {first} on. Allowed: the design's order, "
            "which says what belongs together. Sort results and rows back, together."
        )
    if np.abs(given - expected).max() <= 0.5 + 1e-9:
        raise SensitivityError(
            "The rows are those of the design, rounded. Allowed: the rows as they were drawn; whole numbers are made "
            "on the way to the model. Give the rows of the design itself."
        )
    raise SensitivityError(
        "The rows are of another design. Allowed: the rows of the design itself. Analyse results with the design "
        "they were made by."
    )
