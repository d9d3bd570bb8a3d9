"""Given rows: PAWN, RBD-FAST and delta, from any sample whose inputs are independent, by SALib.

Each sees an input only by its ranks, so values become ranks on the unit cube, ties in a random order: what is whole,
or one of a few, is spread over the share of the range that it stands for.
"""

from __future__ import annotations

import warnings

import numpy as np

from experiments.analyses.sensitivity.errors import SensitivityError
from experiments.analyses.sensitivity.noise import noise_of
from experiments.runs.extras import optional
from experiments.statistics.intervals import Values

METHODS = ("pawn", "rbd-fast", "delta")
SLICES = 10
HARMONICS = 10
MOST_LEFT_OUT = 30
"""Groups that plausible sets are left out in."""
LEAST_ROWS_OF_DELTA = 100
"""Rows below which SALib has less than ten in a tenth of an input's range, and gives no delta."""
SKIPPED = "bins skipped"
"""What SALib says where it left out classes of rows in which all results are the same, as if they told nothing."""
MOST_CORRELATED = 0.3
"""Rank correlation between two inputs above which their shares cannot be told apart."""


def ranks_of(inputs: Values, generator: np.random.Generator) -> Values:
    """Return each column's ranks as shares, ties in a random order."""
    shuffled = generator.permuted(np.tile(np.arange(len(inputs))[:, None], inputs.shape[1]), axis=0)
    ranks = np.empty(inputs.shape)
    for column in range(inputs.shape[1]):
        order = np.lexsort((shuffled[:, column], inputs[:, column]))
        ranks[order, column] = (np.arange(len(inputs)) + 0.5) / len(inputs)
    return ranks


def correlated(ranks: Values, names: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """Return pairs of inputs that move together, so that no method can tell one from the other."""
    found = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    upper = zip(*np.where(np.triu(np.abs(found), 1) > MOST_CORRELATED), strict=True)
    return [(names[i], names[j], float(found[i, j])) for i, j in upper]


def indices(method: str, ranks: Values, values: Values, sets: int = 1) -> Values:
    """Return the indices of a method from results, [row, set x replicate]: [input]."""
    problem = _problem(ranks)
    means = values.mean(axis=1)
    if method == "pawn":
        return np.asarray(optional("SALib.analyze.pawn").analyze(problem, ranks, means, S=SLICES)["median"])
    if method == "rbd-fast":
        fast = optional("SALib.analyze.rbd_fast")
        raw = [
            fast.unskew_S1(
                fast.compute_first_order(fast.permute_outputs(column, means), HARMONICS), HARMONICS, len(means)
            )
            for column in ranks.T
        ]
        noise = noise_of(values, sets)
        variance = float(np.var(means, ddof=1))
        return np.asarray(raw) * variance / noise.variance if noise.variance > 0.0 else np.full(len(raw), np.nan)
    return _delta(problem, ranks, means)[0]


def delta_with_interval(ranks: Values, values: Values, seed: int, measure: str) -> tuple[Values, Values]:
    """Return delta and half the width of its 95% interval, as SALib gives them.

    Raises
    ------
    SensitivityError
        If there are too few rows, or too many of the results are the same, for a density.
    """
    if len(values) < LEAST_ROWS_OF_DELTA:
        raise SensitivityError(
            f"The method delta has {len(values)} rows to estimate densities from. Allowed: {LEAST_ROWS_OF_DELTA} or "
            "more. Take more points, or another method: pawn and rbd-fast need fewer."
        )
    problem = _problem(ranks)
    try:
        value, half = _delta(problem, ranks, values.mean(axis=1), seed)
    except (ValueError, ArithmeticError):  # "Singular matrix"
        value = half = np.full(ranks.shape[1], np.nan)
    if not (np.isfinite(value).all() and np.isfinite(half).all()):
        raise SensitivityError(
            f"{measure} is the same in too many of {len(values):,} rows, so that the method delta has no density to "
            "estimate there, and would count nothing. Allowed: results that differ in most rows. Take another method "
            "(pawn, or sobol with rows of its own), another measure, or wider bounds."
        )
    return value, half


def without_each(method: str, ranks: Values, values: Values, sets: int) -> Values:
    """Return the indices with each plausible set left out in turn, or each of thirty groups of them: [group, input].

    A set that leaves no density to estimate leaves no delta: NaN.
    """
    tables = values.reshape(len(values), sets, -1)
    found: list[Values] = []
    for some in np.array_split(np.arange(sets), min(sets, MOST_LEFT_OUT)):
        rest = np.delete(tables, some, axis=1).reshape(len(values), -1)
        try:
            found.append(indices(method, ranks, rest, sets - len(some)))
        except (ValueError, ArithmeticError):
            found.append(np.full(ranks.shape[1], np.nan))
    return np.stack(found)


def _problem(ranks: Values) -> dict[str, object]:
    """Return what SALib wants to know of inputs that are ranks."""
    inputs = ranks.shape[1]
    return {
        "num_vars": inputs,
        "names": [f"x{number}" for number in range(inputs)],
        "bounds": [[0.0, 1.0]] * inputs,
    }


def _delta(problem: dict[str, object], ranks: Values, means: Values, seed: int = 1) -> tuple[Values, Values]:
    before, formatting = np.random.get_state(), warnings.formatwarning
    try:
        np.random.seed(seed % 2**31 + 1)
        with warnings.catch_warnings(record=True) as remarks:  # SALib turns its own on
            found = optional("SALib.analyze.delta").analyze(problem, ranks, means, num_resamples=20, method="delta")
    finally:
        np.random.set_state(before)
        warnings.formatwarning = formatting
    if any(SKIPPED in str(remark.message) for remark in remarks):
        raise ValueError(SKIPPED)
    return np.asarray(found["delta_raw"]), np.asarray(found["delta_raw_conf"])
