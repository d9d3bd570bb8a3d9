"""Estimators: what an evaluator would make of the figures: an estimate, its interval and a test, for each data set.

All hold their test against Student's t of the clusters, or of the regions where these are what was drawn: with few
clusters the normal distribution finds effects that are not there (Leyrat and others 2018, International Journal of
Epidemiology 47, 321, doi:10.1093/ije/dyx169). statsmodels comes with the extra ``evaluate``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.allocation import Allocation, again, treated
from experiments.analyses.evaluation.data import Figures, rounds_of
from experiments.analyses.evaluation.design import (
    BY_REGION,
    BY_SATURATION,
    BY_TIES,
    BY_TIME,
    DID,
    DIRECT,
    GEE,
    INTERACTION,
    MIXED,
    OVERSTATED,
    PAIRED,
    RANDOMISATION,
    Design,
    DesignError,
)
from experiments.analyses.evaluation.reml import fitted
from experiments.runs.extras import optional
from experiments.statistics.intervals import Values, student_errors

DRAWS = 199
"""Allocations that randomisation inference draws again: the smallest p is 1 in 200."""
STEPS = 241
"""Effects that are tried for the interval of randomisation inference."""
REACH = 8.0
"""Standard deviations of the drawn statistic that they span, either way."""
OF_MODELS = (MIXED, BY_TIME, GEE)


class Asked(NamedTuple):
    """What an estimator knows besides the figures.

    Attributes
    ----------
    design : Design
    own : Allocation
    ties : ndarray, [data set, cluster]
        Share of ties that lead to coached clusters.
    level : float
        Of tests.
    generator : Generator
        For allocations that are drawn again.
    """

    design: Design
    own: Allocation
    ties: Values
    level: float
    generator: np.random.Generator

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which rounds take part: those before any coaching, and those that are asked about."""
        months = rounds_of(self.design)
        return self.design.is_before(months) | self.design.is_asked(months)

    def exposure(self, starts: NDArray[np.int64] | None = None) -> Values:
        """Return 1 where a cluster counts as coached in a round that takes part, [..., cluster, round]."""
        months = rounds_of(self.design)
        return treated(self.design, self.own.starts if starts is None else starts, months)[..., self.used]


class Estimates(NamedTuple):
    """Estimates of some data sets, NaN where the estimator failed, [data set] each.

    Attributes
    ----------
    value, low, high, p, error : ndarray
    freedom : float
        Degrees of freedom of its test.
    """

    value: Values
    low: Values
    high: Values
    p: Values
    error: Values
    freedom: float

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which data sets the estimator had no answer to."""
        return ~np.isfinite(self.p)


def estimate(estimator: str, asked: Asked, figures: Figures) -> Estimates:
    """Return what an estimator makes of the figures of a block.

    Parameters
    ----------
    estimator : str
        One of `experiments.analyses.evaluation.design.ESTIMATORS`.
    """
    return WAYS[estimator](asked, figures)


def of_t(asked: Asked, value: Values, error: Values, freedom: Values | float) -> Estimates:
    """Return estimates with Student's interval and test; none where the error is none."""
    from scipy import stats

    good = np.isfinite(value) & np.isfinite(error) & (error > 0.0) & (np.asarray(freedom) > 0)
    known, spread = np.where(good, value, np.nan), np.where(good, error, np.nan)
    bound = student_errors(freedom, 1.0 - asked.level)
    p = 2.0 * stats.t.sf(np.abs(known / spread), freedom)
    return Estimates(known, known - bound * spread, known + bound * spread, p, spread, float(np.mean(freedom)))


# Differences ------------------------------------------------------------------------------------------------------


def changes(asked: Asked, values: Values) -> Values:
    """Return how far each cluster is above where it was before coaching, [data set, cluster]; NaN where not known."""
    months = rounds_of(asked.design)
    before = _mean(values[..., asked.design.is_before(months)])
    return _mean(values[..., asked.design.is_asked(months)]) - before


def _mean(values: NDArray[Any]) -> Values:
    known = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, values, 0.0).sum(axis=-1) / known.sum(axis=-1)


def apart(asked: Asked, values: Values, is_first: NDArray[np.bool_]) -> Estimates:
    """Return the difference of means of two groups of clusters, variances taken together; [data set, cluster]."""
    first, second = values[:, is_first], values[:, ~is_first]
    n, m = np.isfinite(first).sum(axis=1), np.isfinite(second).sum(axis=1)
    enough = (n >= 2) & (m >= 2)
    squares = _squares(first) + _squares(second)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = np.where(enough, n + m - 2, 1)
        error = np.sqrt(squares / freedom * (1.0 / n + 1.0 / m))
        value = np.where(enough, _mean(first) - _mean(second), np.nan)
    return of_t(asked, value, error, freedom)


def _squares(values: Values) -> Values:
    return np.nansum((values - _mean(values)[:, None]) ** 2, axis=1)


def difference_in_differences(asked: Asked, figures: Figures) -> Estimates:
    """Return how much more coached clusters changed than the others, by Student's test over clusters."""
    return apart(asked, changes(asked, figures.own), asked.own.ever)


def before_and_after(asked: Asked, figures: Figures) -> Estimates:
    """Return how much coached clusters changed: there is no control, so whatever else changed is in it."""
    return _one_mean(asked, changes(asked, figures.own)[:, asked.own.ever])


def _one_mean(asked: Asked, values: Values) -> Estimates:
    n = np.isfinite(values).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(_squares(values) / np.maximum(n - 1, 1) / n)
    return of_t(asked, np.where(n >= 2, _mean(values), np.nan), error, np.maximum(n - 1, 1))


def overstated(asked: Asked, figures: Figures) -> Estimates:
    """Return by how much reports of coached clusters lie above what an audit counts, over clusters."""
    assert figures.beside is not None
    months, own = rounds_of(asked.design), asked.own
    cells = (months >= own.starts[:, None]) & asked.design.is_asked(months)
    over = np.where(cells, figures.own - figures.beside, np.nan)
    return _one_mean(asked, _mean(over)[:, own.ever])


# Spillover --------------------------------------------------------------------------------------------------------


def by_saturation(asked: Asked, figures: Figures) -> Estimates:
    """Return how much more the uncoached changed where others of their region are coached than where nobody is.

    Regions drew the saturation, so they are what is counted (Baird and others 2018, "Optimal design of experiments in
    the presence of interference", Review of Economics and Statistics 100, 844, doi:10.1162/rest_a_00716).
    """
    own, change = asked.own, changes(asked, figures.own)
    is_treated = _of_regions(own, own.ever[None]).ravel() > 0.0
    return apart(asked, _of_regions(own, change, ~own.ever), is_treated)


def _of_regions(own: Allocation, values: NDArray[Any], of: NDArray[np.bool_] | None = None) -> Values:
    """Return means over the clusters of each region, or over some of them; [data set, region]."""
    some = np.ones(len(own.region), dtype=np.bool_) if of is None else of
    return np.stack([_mean(values[:, some & (own.region == one)]) for one in np.unique(own.region)], axis=1)


def by_region(asked: Asked, figures: Figures) -> Estimates:
    """Return how much more regions that drew other rules changed, or what coaching did, or how much more it did there.

    Regions drew the rules, so they are what is counted; what coaching did is the change of its coached clusters less
    that of the others, in each region, so that what rules did is not in its error.
    """
    own, change = asked.own, changes(asked, figures.own)
    of_coaching = _of_regions(own, change, own.ever) - _of_regions(own, change, ~own.ever)
    is_ruled = _of_regions(own, own.ruled[None]).ravel() > 0.0
    if asked.design.question == DIRECT:
        return _mean_of_both(asked, of_coaching, is_ruled)
    return apart(asked, of_coaching if asked.design.question == INTERACTION else _of_regions(own, change), is_ruled)


def _mean_of_both(asked: Asked, values: Values, is_first: NDArray[np.bool_]) -> Estimates:
    """Return the mean over two groups, its error from how far values lie from the mean of their own."""
    first, second = values[:, is_first], values[:, ~is_first]
    n = np.isfinite(values).sum(axis=1)
    enough = (np.isfinite(first).sum(axis=1) >= 2) & (np.isfinite(second).sum(axis=1) >= 2)
    freedom = np.where(enough, n - 2, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt((_squares(first) + _squares(second)) / freedom / n)
    return of_t(asked, np.where(enough, _mean(values), np.nan), error, freedom)


def by_ties(asked: Asked, figures: Figures) -> Estimates:
    """Return how much of the change of the uncoached goes with the share of their ties that lead to the coached.

    A straight line through their changes; the answer is what it gives at their mean exposure over none.
    """
    uncoached = ~asked.own.ever
    change, exposure = changes(asked, figures.own)[:, uncoached], asked.ties[:, uncoached]
    value, error = np.full(len(change), np.nan), np.full(len(change), np.nan)
    freedom = np.ones(len(change))
    for place, (y, x) in enumerate(zip(change, exposure, strict=True)):
        known = np.isfinite(y)
        if known.sum() < 3 or np.ptp(x[known]) == 0.0:
            continue
        own_x, own_y = x[known], y[known]
        spread = ((own_x - own_x.mean()) ** 2).sum()
        slope = ((own_x - own_x.mean()) * own_y).sum() / spread
        left = own_y - own_y.mean() - slope * (own_x - own_x.mean())
        freedom[place] = known.sum() - 2
        value[place] = slope * own_x.mean()
        error[place] = own_x.mean() * np.sqrt((left**2).sum() / freedom[place] / spread)
    return of_t(asked, value, error, freedom)


# Models -----------------------------------------------------------------------------------------------------------


def check_statsmodels() -> None:
    """Refuse what needs statsmodels where it is not installed.

    Raises
    ------
    ExtraMissingError
    """
    _statsmodels("genmod.generalized_estimating_equations")


def _statsmodels(name: str) -> Any:
    return optional(f"statsmodels.{name}", extra="evaluate", instead="; or ask for mixed or randomisation")


class Columns(NamedTuple):
    """Columns of a model of clusters and rounds, and what makes the effect of coaching of their coefficients.

    Attributes
    ----------
    values : ndarray, [cluster x round, column]
        A level for each round, then coaching.
    weights : ndarray, [column]
    """

    values: Values
    weights: Values


def _columns(asked: Asked, *, by_time: bool = False) -> Columns:
    """Return the columns of a model: coaching at all, or a column for each number of rounds that it has lasted."""
    exposure = asked.exposure()
    clusters, rounds = exposure.shape
    levels = np.tile(np.eye(rounds), (clusters, 1))
    if not by_time:
        return Columns(np.column_stack([levels, exposure.ravel()]), np.eye(rounds + 1)[-1])
    lasted = (np.cumsum(exposure, axis=1) * exposure).ravel().astype(int)
    each = np.stack([(lasted == one) * 1.0 for one in range(1, lasted.max() + 1)], axis=1)
    weights = np.concatenate([np.zeros(rounds), each.sum(axis=0) / each.sum()])
    return Columns(np.column_stack([levels, each]), weights)


def check_columns(asked: Asked) -> None:
    """Refuse a model whose coaching cannot be told from its rounds, before any run.

    Raises
    ------
    DesignError
    """
    columns = _columns(asked).values
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise DesignError(
            f"design {asked.design.name!r:.60}: the model is singular: all clusters are coached in the same rounds, so "
            "that coaching cannot be told from time. Allowed: clusters that begin at other times, or never coached. "
            "Change waves, coached or every."
        )


Fit = Callable[[Values, Values, NDArray[np.intp]], tuple[Values, Values]]
"""Takes figures, [data set, figure], columns and clusters; gives coefficients and covariances of each data set."""
NO_ANSWER = (np.linalg.LinAlgError, ValueError, ZeroDivisionError, FloatingPointError)
"""What an estimator raises that has no answer."""


def _by_model(asked: Asked, figures: Figures, fit: Fit, *, by_time: bool = False) -> Estimates:
    """Return what a model of clusters and rounds says of coaching; data sets with the same gaps are fitted together."""
    columns = _columns(asked, by_time=by_time)
    values = figures.own[..., asked.used]
    groups = np.repeat(np.arange(values.shape[1]), values.shape[2])
    flat = values.reshape(len(values), -1)
    found = np.full((len(values), 2), np.nan)
    patterns, of_pattern = np.unique(np.isfinite(flat), axis=0, return_inverse=True)
    for number, known in enumerate(patterns):
        same = of_pattern.ravel() == number
        some = columns.values[known]
        there = np.abs(some).sum(axis=0) > 0.0  # a round that nobody reported has no level
        weights = columns.weights[there]
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value, spread = fit(flat[same][:, known], some[:, there], groups[known])
        except NO_ANSWER:
            continue
        found[same, 0] = value @ weights
        with np.errstate(invalid="ignore"):
            found[same, 1] = np.sqrt(np.einsum("c,ncd,d->n", weights, spread, weights))
    return of_t(asked, found[:, 0], found[:, 1], values.shape[1] - 2)


def mixed_model(asked: Asked, figures: Figures) -> Estimates:
    """Return coaching's coefficient of a mixed model: levels of rounds, a random level of each cluster, by REML."""
    return _by_model(asked, figures, _by_reml)


def mixed_model_by_time(asked: Asked, figures: Figures) -> Estimates:
    """Return the mean effect of a mixed model in which the effect may differ by how long coaching has lasted.

    Kenny and others 2022, Statistics in Medicine 41, 4311, doi:10.1002/sim.9511: where effects grow, one coefficient
    for all of them may lie far below their mean, as rounds of longer coaching count against it.
    """
    return _by_model(asked, figures, _by_reml, by_time=True)


def _by_reml(y: Values, x: Values, groups: NDArray[np.intp]) -> tuple[Values, Values]:
    made = fitted(y, x, groups)
    return made.coefficients, made.covariances


def estimating_equations(asked: Asked, figures: Figures) -> Estimates:
    """Return coaching's coefficient by GEE, exchangeable inside clusters, its error corrected for few clusters.

    Mancl & DeRouen 2001, Biometrics 57, 126, doi:10.1111/j.0006-341X.2001.00126.x.
    """
    return _by_model(asked, figures, _by_gee)


def _by_gee(y: Values, x: Values, groups: NDArray[np.intp]) -> tuple[Values, Values]:
    of = _statsmodels("genmod.generalized_estimating_equations").GEE
    exchangeable = _statsmodels("genmod.cov_struct").Exchangeable
    value, spread = np.full((len(y), x.shape[1]), np.nan), np.full((len(y), x.shape[1], x.shape[1]), np.nan)
    for place, own in enumerate(y):
        try:
            made = of(own, x, groups=groups, cov_struct=exchangeable()).fit(cov_type="bias_reduced")
        except NO_ANSWER:
            continue
        value[place], spread[place] = made.params, made.cov_params()
    return value, spread


# Randomisation ----------------------------------------------------------------------------------------------------


def randomisation_inference(asked: Asked, figures: Figures) -> Estimates:
    """Return coaching's coefficient beside levels of clusters and rounds, tested against allocations drawn again.

    The interval holds the effects that the test does not rule out: taken away from the coached, they leave a
    statistic that allocations drawn again often reach.
    """

    values = _filled(figures.own[..., asked.used])
    others = asked.exposure(again(asked.design, asked.own, DRAWS, asked.generator))
    own = _weights(asked.exposure()[None])[0]
    weights = _weights(others)
    value = np.einsum("nct,ct->n", values, own)
    drawn = np.einsum("nct,dct->nd", values, weights)
    of_coaching = np.einsum("ct,dct->d", asked.exposure(), weights)
    reached = np.abs(drawn) >= np.abs(value)[:, None] - 1e-12
    p = (1.0 + reached.sum(axis=1)) / (1.0 + DRAWS)
    low, high = _not_ruled_out(value, drawn, of_coaching, asked.level)
    freedom = float(values.shape[1] - 2)
    error = (high - low) / (2.0 * student_errors(freedom, 1.0 - asked.level))
    bad = ~np.isfinite(value)
    known = [np.where(bad, np.nan, one) for one in (value, low, high, p, error)]
    return Estimates(*known, freedom=freedom)


def _weights(exposure: Values) -> Values:
    """Return what makes the coefficient of coaching out of figures, levels of clusters and rounds taken away."""
    left = exposure - exposure.mean(axis=2, keepdims=True) - exposure.mean(axis=1, keepdims=True)
    left += exposure.mean(axis=(1, 2), keepdims=True)
    return left / (left * exposure).sum(axis=(1, 2), keepdims=True)


def _filled(values: Values) -> Values:
    """Return figures, those that never came replaced by what levels of their cluster and round add up to."""
    known = np.isfinite(values)
    if known.all():
        return values
    whole = _mean(values.reshape(len(values), -1))[:, None, None]
    of_cluster, of_round = _mean(values)[:, :, None], _mean(np.moveaxis(values, 1, 2))[:, None, :]
    return np.where(known, values, of_cluster + of_round - whole)


def _not_ruled_out(value: Values, drawn: Values, of_coaching: Values, level: float) -> tuple[Values, Values]:
    """Return the ends of the effects that the test does not rule out, [data set]."""
    apart_by = drawn - value[:, None] * of_coaching  # what allocations give where the estimate is taken away
    reach = REACH * np.maximum(apart_by.std(axis=1), 1e-12)
    steps = np.linspace(-1.0, 1.0, STEPS)
    moved = steps[None, :] * reach[:, None]
    there = np.abs(apart_by[:, None, :] - moved[:, :, None] * of_coaching) >= np.abs(moved)[:, :, None] - 1e-12
    kept = (1.0 + there.sum(axis=2)) / (1.0 + DRAWS) > level
    first = np.argmax(kept, axis=1)
    last = STEPS - 1 - np.argmax(kept[:, ::-1], axis=1)
    rows = np.arange(len(value))
    return value + moved[rows, first], value + moved[rows, last]


WAYS: dict[str, Callable[[Asked, Figures], Estimates]] = {
    DID: difference_in_differences,
    PAIRED: before_and_after,
    MIXED: mixed_model,
    BY_TIME: mixed_model_by_time,
    GEE: estimating_equations,
    BY_SATURATION: by_saturation,
    BY_TIES: by_ties,
    RANDOMISATION: randomisation_inference,
    OVERSTATED: overstated,
    BY_REGION: by_region,
}
