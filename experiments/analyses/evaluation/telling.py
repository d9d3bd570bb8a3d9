"""Telling: how surely the data of a design say which account is true, and what one measurement more adds.

Data sets are made under each account, and read as an evaluator would read them. A ridge-penalised multinomial
regression learns in four fifths of the sets of values which account makes which figures, and says of the data sets of
the last fifth how likely each account is; its certainty is scaled by one number (temperature, Guo and others 2017,
Proceedings of Machine Learning Research 70, 1321) that was learnt without them. No set of values is on both sides. What
is learnt is the mean logarithm of what the true account was given, over what it had beforehand (Good 1952, Journal of
the Royal Statistical Society B 14, 107), in bits. Another classifier may learn more: it is a lower bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation.accounts import (
    MEASUREMENTS,
    OF_NULL,
    AccountsAsked,
    RivalAccount,
    measured_more,
)
from experiments.analyses.evaluation.allocation import ACCOUNTS, generator_of
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.data import Figures, figures
from experiments.analyses.evaluation.design import REPORTED, Design
from experiments.analyses.evaluation.features import features_of
from experiments.analyses.evaluation.method import Cost, cost_of, shapes_of
from experiments.analyses.evaluation.worlds import Block, Kept, all_blocks, known_months
from experiments.runs.extras import optional
from experiments.statistics.intervals import Estimate, Values
from experiments.statistics.resampling import clustered_mean, clustered_share

Whole = NDArray[np.intp]
FOLDS, FOLDS_INSIDE = 5, 4
PENALTIES = (0.03, 1.0, 30.0)
"""Inverse strengths of the penalty that are tried; the one that says most in the inner folds is taken."""
LEAST_CHANCE = 1e-4
"""Chances below this are taken for this before they are scaled: nothing is ruled out by a few hundred data sets."""
COLDEST, HOTTEST = -6.0, 2.0
"""Between these lies the logarithm of the factor that scales certainty: from next to nothing to all."""
BINS = (0.0, 0.4, 0.6, 0.8, 0.95, 1.0)
"""Certainty of the most likely account, in which it is asked how often that is the true one."""


class Bin(NamedTuple):
    """Data sets whose most likely account is so likely: how likely it was said to be, and how often it is true."""

    low: float
    high: float
    said: float
    true: Estimate
    number: int


@dataclass(frozen=True)
class Told:
    """How surely some data tell the accounts apart.

    Attributes
    ----------
    measurement : str or None
        One of `MEASUREMENTS` besides the data of the study; None for these alone.
    right : Estimate
        Share of data sets in which the true account is given most probability.
    bits : Estimate
        What is learnt, over equal chances beforehand.
    confusion : tuple of tuple of float, [true account, most likely account]
        Shares of the data sets of the true one.
    calibration : tuple of Bin
    gain : Estimate or None
        Bits that the measurement adds, in the same worlds.
    cost : float
        What it costs, in the money of the scenario.
    per_thousand : Estimate or None
        Bits that it adds for 1,000 of that; None where it costs nothing.
    """

    measurement: str | None
    right: Estimate
    bits: Estimate
    confusion: tuple[tuple[float, ...], ...]
    calibration: tuple[Bin, ...]
    gain: Estimate | None = None
    cost: float = 0.0
    per_thousand: Estimate | None = None

    @property
    def teaches(self) -> bool:
        """Whether all of the interval of what it adds lies above nothing."""
        return self.gain is not None and self.gain.low is not None and self.gain.low > 0.0


@dataclass(frozen=True)
class AccountsAnswer:
    """Which account is true: what a design's data say, alone and with one measurement more.

    Attributes
    ----------
    asked : AccountsAsked
    design : Design
    cost : Cost
        Of the design without any measurement more.
    alone : Told
    more : tuple of Told
        With each measurement, in the order asked.
    leads : str or None
        The measurement that adds most for its cost, of those that surely add something.
    unsettled : tuple of str
        Others of which it is not settled that they add less for their cost.
    """

    asked: AccountsAsked
    design: Design
    cost: Cost
    alone: Told
    more: tuple[Told, ...]
    leads: str | None
    unsettled: tuple[str, ...]

    @property
    def most(self) -> float:
        """Bits that would settle it."""
        return math.log2(len(self.asked.accounts))

    def with_more(self, measurement: str) -> Told:
        """Return what is told with a measurement more."""
        return next(one for one in self.more if one.measurement == measurement)


def check_classifier() -> None:
    """Refuse to begin without what tells accounts apart.

    Raises
    ------
    ExtraMissingError
    """
    optional("sklearn")


# Chances ---------------------------------------------------------------------------------------------------------


def chances_of(features: Values, truth: Whole, alike: Whole, more: Values | None = None) -> Values:
    """Return how likely each account is said to be of each data set, by what other sets of values teach.

    Parameters
    ----------
    features : ndarray, [data set, feature]
        NaN where undefined.
    truth : ndarray of int, [data set]
        Which account is true: 0, 1 and so on, each as often as the others.
    alike : ndarray of int, [data set]
        Data sets of one number share a set of values, and are never on both sides.
    more : ndarray, optional, [data set, feature]
        Of a measurement more; left out again where the inner folds say more without it.

    Returns
    -------
    ndarray, [data set, account]
        Rows sum to 1.
    """
    found = np.zeros((len(truth), int(truth.max()) + 1))
    read = [features] if more is None else [features, np.concatenate([features, more], axis=1)]
    with optional("threadpoolctl").threadpool_limits(1):
        for train, test in _folds(FOLDS, truth, alike):
            tuned = [_tuned(one[train], truth[train], alike[train]) for one in read]
            best = max(range(len(read)), key=lambda place: tuned[place].score)
            fitted = _model(tuned[best].penalty).fit(read[best][train], truth[train])
            found[test] = np.exp(_scaled(_logarithms(fitted, read[best][test]), tuned[best].scale))
    return found


class _Tuned(NamedTuple):
    """What says most of data sets that were not learnt from, and how much."""

    score: float
    penalty: float
    scale: float


def _folds(number: int, truth: Whole, alike: Whole) -> list[tuple[Whole, Whole]]:
    split = optional("sklearn.model_selection").StratifiedGroupKFold(number, shuffle=True, random_state=1)
    return list(split.split(np.zeros((len(truth), 1)), truth, alike))


def _model(penalty: float) -> Any:
    steps = (
        optional("sklearn.impute").SimpleImputer(keep_empty_features=True),
        optional("sklearn.preprocessing").StandardScaler(),
        optional("sklearn.linear_model").LogisticRegression(C=penalty, max_iter=1000),
    )
    return optional("sklearn.pipeline").make_pipeline(*steps)


def _logarithms(fitted: Any, features: Values) -> Values:
    return np.log(np.maximum(fitted.predict_proba(features), LEAST_CHANCE))


def _scaled(logarithms: Values, scale: float) -> Values:
    """Return logarithms of chances that are as sure as the scale says: 0 for equal chances, 1 for what they were."""
    values = scale * logarithms
    return values - np.logaddexp.reduce(values, axis=1, keepdims=True)


def _tuned(features: Values, truth: Whole, alike: Whole) -> _Tuned:
    """Return the penalty and the scale that say most of data sets that were not learnt from."""
    folds = _folds(FOLDS_INSIDE, truth, alike)
    best = _Tuned(-math.inf, PENALTIES[0], 0.0)
    for penalty in PENALTIES:
        said = np.zeros((len(truth), int(truth.max()) + 1))
        for train, test in folds:
            said[test] = _logarithms(_model(penalty).fit(features[train], truth[train]), features[test])
        scale = _scale_of(said, truth)
        best = max(best, _Tuned(_score(said, truth, scale), penalty, scale))
    return best


def _score(logarithms: Values, truth: Whole, scale: float) -> float:
    return float(_scaled(logarithms, scale)[np.arange(len(truth)), truth].mean())


def _scale_of(logarithms: Values, truth: Whole) -> float:
    minimize_scalar: Any = import_module("scipy.optimize").minimize_scalar

    def missed(exponent: float) -> float:
        return -_score(logarithms, truth, math.exp(exponent))

    return math.exp(float(minimize_scalar(missed, bounds=(COLDEST, HOTTEST), method="bounded").x))


def bits_of(chances: Values, truth: Whole) -> Values:
    """Return what each data set says of the true account, over equal chances beforehand, in bits."""
    given = chances[np.arange(len(truth)), truth]
    return np.asarray(np.log2(given * chances.shape[1]), dtype=np.float64)


def told_of(
    chances: Values,
    truth: Whole,
    alike: Whole,
    measurement: str | None = None,
    *,
    without: Values | None = None,
    cost: float = 0.0,
) -> Told:
    """Return how surely data tell the accounts apart; with a measurement, what it adds to the chances without."""
    likely = chances.argmax(axis=1)
    bits = bits_of(chances, truth)
    gain = None if without is None else bits - bits_of(without, truth)
    accounts = range(chances.shape[1])
    return Told(
        measurement,
        clustered_share((likely == truth) * 1.0, alike),
        clustered_mean(bits, alike),
        tuple(tuple(float((likely[truth == one] == other).mean()) for other in accounts) for one in accounts),
        _calibration(chances.max(axis=1), likely == truth, alike),
        None if gain is None else clustered_mean(gain, alike),
        cost,
        None if gain is None or not cost > 0.0 else clustered_mean(1000.0 / cost * gain, alike),
    )


def _calibration(certainty: Values, is_right: NDArray[np.bool_], alike: Whole) -> tuple[Bin, ...]:
    found: list[Bin] = []
    for low, high in pairwise(BINS):
        inside = (certainty > low) & (certainty <= high)
        if inside.any():
            true = clustered_share(is_right[inside].astype(np.float64), alike[inside])
            found.append(Bin(low, high, float(certainty[inside].mean()), true, int(inside.sum())))
    return tuple(found)


# Data sets -------------------------------------------------------------------------------------------------------


def more_cost(design: Design, asked: Evaluation, measurement: str, taken: int) -> float:
    """Return what a measurement more costs: a visit of its own only where the study makes none."""
    own = measured_more(design, measurement, taken)
    is_visited = REPORTED not in (design.source, own.source)
    visits = 0.0 if not is_visited else design.clusters * len(design.rounds) * asked.prices.visit
    return cost_of(own, asked.scenario, asked.prices).data - visits


def _measured(found: Figures) -> list[Values]:
    """Return what figures show: of an audit what reports say, and by how much they overstate."""
    return [found.own] if found.beside is None else [found.own, found.own - found.beside]


def _features(
    design: Design, question: AccountsAsked, account: RivalAccount, blocks: Sequence[Block], seed: int
) -> list[Values]:
    """Return the features of the study's data, and of each measurement more, [data set, feature] each."""
    changes = question.of == OF_NULL
    rows: list[list[Values]] = []
    for number, block in enumerate(blocks):
        key = (ACCOUNTS, account.place, number)
        own = _measured(figures(design, block, generator_of(seed, *key, 0)))
        found = [features_of(design, block, own, changes=changes)]
        for one in question.more:
            draws = generator_of(seed, *key, 1 + MEASUREMENTS.index(one))
            more = _measured(figures(measured_more(design, one, question.taken), block, draws))
            found.append(features_of(design, block, more, beside=own[0], changes=changes))
        rows.append(found)
    return [np.concatenate(column) for column in zip(*rows, strict=True)]


def told_apart(
    asked: Evaluation,
    advised: Design,
    data_sets: int,
    seed: int,
    *,
    kept: Kept,
    threads: int,
    tell: Callable[[int], None],
) -> tuple[AccountsAnswer, ...]:
    """Return how surely each design tells the accounts apart that it is asked about.

    Parameters
    ----------
    advised : Design
        Of which questions ask that name no design.
    data_sets : int
        Of each account.
    tell : callable
        Hears how many data sets more are done: made, or learnt from.
    """
    found: list[AccountsAnswer] = []
    for given in asked.accounts:
        question = given if given.designs else given.by(advised)
        answers: dict[Design, AccountsAnswer] = {}
        for same in shapes_of(question.designs).values():
            read = _read(asked, question, same, data_sets, seed, kept=kept, threads=threads, tell=tell)
            for design, features in zip(same, read, strict=True):
                answers[design] = _answered(asked, question, design, features, data_sets, tell)
        found += [answers[design] for design in question.designs]
    return tuple(found)


def _read(
    asked: Evaluation,
    question: AccountsAsked,
    same: Sequence[Design],
    data_sets: int,
    seed: int,
    *,
    kept: Kept,
    threads: int,
    tell: Callable[[int], None],
) -> list[list[Values]]:
    """Return the features of each design of one shape, data sets of all accounts one after another."""
    more = [measured_more(design, one, question.taken) for design in same for one in question.more]
    months = known_months([*same, *more])
    rows: list[list[list[Values]]] = []
    for account in question.accounts:
        blocks = all_blocks(
            same[0],
            asked.scenario,
            months,
            data_sets,
            seed,
            planted=None,
            kept=kept,
            threads=threads,
            tell=tell,
            account=account,
        )
        rows.append([_features(design, question, account, blocks, seed) for design in same])
    return [
        [np.concatenate(column) for column in zip(*(row[place] for row in rows), strict=True)]
        for place in range(len(same))
    ]


def _answered(
    asked: Evaluation,
    question: AccountsAsked,
    design: Design,
    features: Sequence[Values],
    data_sets: int,
    tell: Callable[[int], None],
) -> AccountsAnswer:
    truth = np.repeat(np.arange(len(question.accounts)), data_sets)
    names = [name for account in question.accounts for name in account.alike(data_sets)]
    alike = np.unique(names, return_inverse=True)[1].ravel()
    own, *others = features
    without = chances_of(own, truth, alike)
    tell(data_sets)
    more: list[Told] = []
    bits: dict[str, Values] = {}
    for name, values in zip(question.more, others, strict=True):
        chances = chances_of(own, truth, alike, values)
        cost = more_cost(design, asked, name, question.taken)
        more.append(told_of(chances, truth, alike, name, without=without, cost=cost))
        bits[name] = (bits_of(chances, truth) - bits_of(without, truth)) / (cost if cost > 0.0 else 1.0)
        tell(data_sets)
    leads, unsettled = _leading(more, bits, alike)
    cost = cost_of(design, asked.scenario, asked.prices)
    return AccountsAnswer(question, design, cost, told_of(without, truth, alike), tuple(more), leads, unsettled)


def _leading(more: Sequence[Told], bits: dict[str, Values], alike: Whole) -> tuple[str | None, tuple[str, ...]]:
    """Return the measurement that adds most for its cost, and the others of which that is not settled."""
    teach = [one for one in more if one.teaches]
    free = [one for one in teach if one.per_thousand is None]
    if not teach:
        return None, ()
    if free:
        first = max(free, key=lambda one: (one.gain and one.gain.mean) or 0.0).measurement
        return first, tuple(one.measurement or "" for one in free if one.measurement != first)
    first = max(teach, key=lambda one: (one.per_thousand and one.per_thousand.mean) or 0.0).measurement
    assert first is not None
    unsettled: list[str] = []
    for name, values in bits.items():
        low = clustered_mean(bits[first] - values, alike).low
        if name != first and (low is None or low <= 0.0):
            unsettled.append(name)
    return first, tuple(unsettled)


def work_of_accounts(asked: Evaluation, data_sets: int) -> int:
    """Return how many data sets are made or learnt from in all."""
    made = sum(max(len(shapes_of(one.designs)), 1) * len(one.accounts) for one in asked.accounts)
    learnt = sum(max(len(one.designs), 1) * (1 + len(one.more)) for one in asked.accounts)
    return data_sets * (made + learnt)
