"""Value of information: which unknown is worth learning before deciding, by what deciding by it would gain.

The expected value of partial perfect information (EVPPI) of an unknown is what would be gained on average by choosing
the package after its value is known, over choosing now. Fitted and valued by the same cases it is always above 0, by
chance alone. Here what each package gains is learnt from some cases, as a smooth function of the unknown (splines over
its ranks, shrunk as far as they predict cases left out: ridge regression; Strong, Oakley and Brennan 2014, Medical
Decision Making 34, 311), and the choice that follows is valued in the others: zero is an answer, and what is found is
what these cases can teach of the unknown: less than there is where cases are few, and below 0 where they cannot teach
it. Cases of one plausible set are never parted between learning and valuing. Unknowns of one mechanism are learnt
together. Intervals hold for all unknowns together.

The expected value of perfect information (EVPI), what knowing everything would gain, has an interval of its own; the
luck of replicates is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.runs.extras import optional
from experiments.statistics.intervals import CONFIDENCE, Estimate, Values
from experiments.statistics.resampling import SAMPLES, clustered_mean, crossed_mean, weighted_means
from simulation.parameters import PROCESSES, parameter_named

FOLDS = 8
"""Parts that the worlds are put into; what follows from the others is tried in each."""
KNOTS = 4
SHRINKAGE = tuple(float(value) for value in np.logspace(-2.0, 4.0, 13))
FEWEST = 40
"""Cases below which nothing is learnt."""
FEWEST_WORLDS = 2 * FOLDS
TAIL = 5
"""Samples beyond each end of an interval that allows for all unknowns looked at."""
MECHANISMS = "mechanisms"
PLACES = "places"


class Learnt(NamedTuple):
    """What choosing by an unknown would gain, in cases from which the choice was not learnt.

    Attributes
    ----------
    name : str
        A mechanism (``trust``), a number of the places (``demand_sd``), or all of either: ``mechanisms``, ``places``.
    members : tuple of str
    value : Estimate
        In the unit of what is valued, over what would be taken now; with an interval that holds for all unknowns
        together. Below 0 where the cases cannot teach it.
    changes : float
        Share of cases in which another package would be chosen than without it.
    """

    name: str
    members: tuple[str, ...]
    value: Estimate
    changes: float

    @property
    def is_settled(self) -> bool:
        """Whether it is told apart from nothing, with all unknowns that were looked at."""
        return self.value.low is not None and self.value.low > 0.0


@dataclass(frozen=True)
class ValueOfInformation:
    """What is worth learning before deciding.

    Attributes
    ----------
    choice : str
        The package that would be taken now.
    everything : Estimate
        What knowing everything would gain over it, the luck of replicates included.
    unknowns : tuple of Learnt
        From the most to the least; all mechanisms and all numbers of the places among them.
    """

    choice: str
    everything: Estimate
    unknowns: tuple[Learnt, ...]

    def worth_learning(self, matters: float) -> tuple[Learnt, ...]:
        """Return the single unknowns that are told apart from nothing, and gain what matters."""
        single = (own for own in self.unknowns if own.name not in (MECHANISMS, PLACES))
        return tuple(own for own in single if own.is_settled and (own.value.mean or 0.0) >= matters)


def value_of_information(
    net: Values, names: Sequence[str], now: int, table: Mapping[str, Values], worlds: NDArray[np.intp], seed: int
) -> ValueOfInformation | None:
    """Return what is worth learning; None with one package alone, or too few cases to learn from.

    Parameters
    ----------
    net : ndarray, [package, case, replicate]
        What is valued: the gain, or what it is worth less what it costs.
    names : sequence of str
        Of the packages.
    now : int
        The package that would be taken now.
    table : mapping of str to ndarray, [case]
        What is unknown, by parameter.
    worlds : array of int, [case]
        Which cases are alike.

    Raises
    ------
    ExtraMissingError
        If scikit-learn is not installed.
    """
    cases, number = net.shape[1], len(set(worlds.tolist()))
    if len(names) < 2 or cases < FEWEST or number < FEWEST_WORLDS:
        return None
    means = weighted_means(net, np.ones(net.shape[2]))
    over = net - net[now]
    folds = np.random.default_rng(seed).permutation(number)[np.unique(worlds, return_inverse=True)[1]] % FOLDS
    unknowns = unknowns_of(table)
    chance = (1.0 - CONFIDENCE) / max(1, len(unknowns))
    asked = {"confidence": 1.0 - chance, "samples": max(SAMPLES, round(2.0 * TAIL / chance)), "seed": seed}
    found: list[Learnt] = []
    for name, members in unknowns.items():
        chosen = choices_of(np.stack([table[member] for member in members], axis=1), means - means[now], folds, now)
        gained = np.take_along_axis(over, chosen[None, :, None], axis=0)[0]
        found.append(Learnt(name, members, crossed_mean(gained, worlds, **asked), float((chosen != now).mean())))
    everything = clustered_mean(means.max(axis=0) - means[now], worlds)
    return ValueOfInformation(names[now], everything, tuple(sorted(found, key=lambda own: -(own.value.mean or 0.0))))


def unknowns_of(table: Mapping[str, Values]) -> dict[str, tuple[str, ...]]:
    """Return what may be learnt: each mechanism, each number of the places, and all of either where there are more."""
    mechanisms: dict[str, list[str]] = {}
    places: list[str] = []
    for name in table:
        declared = parameter_named(name, PROCESSES)
        if declared.kind == "mechanism":
            mechanisms.setdefault(name.partition(".")[0], []).append(name)
        else:
            places.append(name)
    found = {name: tuple(members) for name, members in mechanisms.items()} | {name: (name,) for name in places}
    if len(mechanisms) > 1:
        found[MECHANISMS] = tuple(member for members in mechanisms.values() for member in members)
    return found | ({PLACES: tuple(places)} if len(places) > 1 else {})


def choices_of(values: Values, net: Values, folds: NDArray[np.intp], now: int) -> NDArray[np.intp]:
    """Return which package would be chosen in each case by some unknowns, as all other parts of the cases teach it.

    Parameters
    ----------
    values : ndarray, [case, unknown]
    net : ndarray, [package, case]
        Over the package that would be taken now.
    folds : array of int, [case]
    now : int
        That package, which is taken where nothing is expected to be better.
    """
    splines = optional("sklearn.preprocessing").SplineTransformer(KNOTS, knots="uniform", include_bias=False)
    columns = np.column_stack([splines.fit_transform(_ranks(column)[:, None]) for column in values.T])
    chosen = np.full(net.shape[1], now, dtype=np.intp)
    for fold in range(FOLDS):
        others, own = folds != fold, folds == fold
        ridge = optional("sklearn.linear_model").RidgeCV(alphas=SHRINKAGE, alpha_per_target=True)
        expected = np.asarray(ridge.fit(columns[others], net[:, others].T).predict(columns[own])).T
        expected[now] = 0.0
        best = expected.argmax(axis=0)
        chosen[own] = np.where(expected.max(axis=0) > 0.0, best, now)
    return chosen


def _ranks(values: Values) -> Values:
    """Return the ranks of values as shares of their range; ties have their mean rank."""
    from scipy import stats

    return (stats.rankdata(values) - 1.0) / max(len(values) - 1, 1)
