"""Formulas: what is usually planned with: they know no spillover, no fading and no reports.

Parallel: difference of changes between arms, Student's test over clusters. Stepped wedge: Hussey & Hughes 2007,
"Design and analysis of stepped wedge cluster randomized trials", Contemporary Clinical Trials 28, 182,
doi:10.1016/j.cct.2006.05.007, equation 7; held against Student's t of clusters less two, as the estimators are.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.allocation import starts_in_order, treated
from experiments.analyses.evaluation.design import PARALLEL, SATURATION, STEPPED, Design, coached_of
from experiments.statistics.intervals import student_errors


def power_of_t(effect: float, error: float, freedom: int, level: float = 0.05) -> float:
    """Return the power of a two-sided test of Student's: the chance to find an effect of this size and sign."""
    from scipy import stats

    if not error > 0.0:
        return math.nan
    bound = float(student_errors(freedom, 1.0 - level))
    return float(stats.nct.sf(bound, freedom, abs(effect) / error))


def visible(error: float, freedom: int, power: float = 0.8, level: float = 0.05) -> float:
    """Return the smallest effect that a test with this standard error finds with so much power."""
    from scipy import optimize

    def short(size: float) -> float:
        return power_of_t(size * error, error, freedom, level) - power

    return error * float(optimize.brentq(short, 0.0, 60.0))  # pyright: ignore[reportArgumentType]


def error_of_parallel(design: Design, noise: float) -> float:
    """Return the standard error of a difference of changes.

    Parameters
    ----------
    noise : float
        Standard deviation of a cluster's figure in a round, around its own mean.
    """
    months = np.array(design.rounds, dtype=np.intp)
    before, asked = int(design.is_before(months).sum()), int(design.is_asked(months).sum())
    coached = coached_of(design)
    return noise * math.sqrt((1 / before + 1 / asked) * (1 / coached + 1 / (design.clusters - coached)))


def error_of_stepped_wedge(exposure: NDArray[np.float64], noise: float, between: float) -> float:
    """Return the standard error of Hussey and Hughes.

    Parameters
    ----------
    exposure : ndarray, [cluster, round]
        1 where a cluster is coached.
    noise, between : float
        Standard deviation of a cluster's figure in a round, and between clusters.
    """
    clusters, rounds = exposure.shape
    s, t = noise * noise, between * between
    u, w, v = exposure.sum(), (exposure.sum(axis=0) ** 2).sum(), (exposure.sum(axis=1) ** 2).sum()
    below = (clusters * u - w) * s + (u * u + clusters * rounds * u - rounds * w - clusters * v) * t
    return math.sqrt(clusters * s * (s + rounds * t) / below)


def usual(design: Design, effect: float, level: float, spread: tuple[float, float], alpha: float = 0.05) -> float:
    """Return the power that the usual formula promises; NaN where there is none for the design.

    Parameters
    ----------
    effect : float
        True effect.
    level : float
        Mean coverage, from which the sampling of a survey follows.
    spread : (float, float)
        Standard deviations between clusters, and between rounds of a cluster beside sampling.
    """
    between, over_time = spread
    noise = math.sqrt(max(level * (1.0 - level), 0.0) / design.women + over_time * over_time)
    if design.kind == PARALLEL:
        return power_of_t(effect, error_of_parallel(design, noise), design.clusters - 2, alpha)
    if design.kind == STEPPED:
        months = np.array(design.rounds, dtype=np.intp)
        exposure = treated(design, starts_in_order(design), months)
        return power_of_t(effect, error_of_stepped_wedge(exposure, noise, between), design.clusters - 2, alpha)
    assert design.kind != SATURATION or design.saturations
    return math.nan
