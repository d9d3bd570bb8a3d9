"""Analysis: indices with 95% intervals, the noise beside them, how they converge, and how many more runs they need.

Intervals join two doubts. Which points were drawn: base points are drawn again (bootstrap). Which chances the
replicates had, which all rows share: each replicate is left out in turn (jackknife). Their variances are added, which
counts what belongs to both twice, so intervals err on the wide side, given replicates enough: of two none can be left
out, and intervals hold the first doubt alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from itertools import combinations
from typing import ParamSpec

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.analyses.sensitivity import given_data, morris, sobol
from experiments.analyses.sensitivity.checks import checked_values
from experiments.analyses.sensitivity.design import Design
from experiments.analyses.sensitivity.errors import SensitivityError
from experiments.analyses.sensitivity.factors import DUMMY
from experiments.analyses.sensitivity.noise import Noise, noise_of
from experiments.analyses.sensitivity.ranking_confidence import Advice, advice_on
from experiments.statistics.intervals import Estimate, Values, normal_errors
from simulation.parameters import one_of, shown
from simulation.results import ReadOnly
from simulation.settings import checked_run

P = ParamSpec("P")
Estimator = Callable[[Values, NDArray[np.intp], int], dict[str, Values]]
"""From weights [sample, point], replicates, and how many of the first points: indices [sample, input]."""

METHODS = ("sobol", "morris", *given_data.METHODS)
DESIGN_OF = {"sobol": "sobol", "morris": "morris"}
"""Which design a method needs; the others take any."""
RANKED_BY = {"sobol": "total", "morris": "mu_star", "pawn": "median", "rbd-fast": "first", "delta": "delta"}
SHARES = ("sobol", "rbd-fast")
"""Methods whose indices are shares of a variance."""
SAMPLES = 1000
SAMPLES_OF_GIVEN = 30
LEAST_POINTS = 16


@dataclass(frozen=True, eq=False)
class Index(ReadOnly):
    """An index of every input, with its 95% interval."""

    value: Values
    low: Values
    high: Values


@dataclass(frozen=True)
class Stage:
    """The index that ranks, from the first points only."""

    points: int
    index: Index


@dataclass(frozen=True, eq=False)
class Sensitivity(ReadOnly):
    """What a method says of one measure.

    Attributes
    ----------
    names : tuple of str
        Inputs, the dummy last; pairs for second order are those of `pairs`.
    indices : mapping of str to Index
        ``first``, ``total``, ``second``; ``mu_star``, ``mu``, ``sigma``; ``median``; ``delta``.
    uncorrected : mapping of str to ndarray
        What SALib says of row means, without regard to noise.
    stages : tuple of Stage
    again : ndarray, [sample, input]
        The index that ranks, of points drawn again; None where a method draws none.
    left_out : ndarray, [replicate, input]
        The same with each replicate left out, None of fewer than three; of given rows with each plausible set left
        out, None where rows are not crossed with sets.
    """

    method: str
    measure: str
    names: tuple[str, ...]
    indices: Mapping[str, Index]
    uncorrected: Mapping[str, Values]
    noise: Noise
    stages: tuple[Stage, ...]
    advice: Advice
    runs: int
    points: int
    related: tuple[tuple[str, str, float], ...] = field(default=())
    again: Values | None = None
    left_out: Values | None = None

    @property
    def ranking_index(self) -> Index:
        """The index that inputs are ranked by."""
        return self.indices[RANKED_BY[self.method]]

    @property
    def ranking(self) -> list[int]:
        """Places of the inputs, the most important first, without the dummy."""
        order = np.argsort(-np.nan_to_num(self.ranking_index.value, nan=-1.0), kind="stable")
        return [int(place) for place in order if self.names[place] != DUMMY]

    @property
    def places_in_ranking(self) -> dict[str, int]:
        """The place of each input in the ranking, without the dummy."""
        return {self.names[place]: at for at, place in enumerate(self.ranking)}

    def lead(self, name: str, over: str) -> Estimate:
        """Return by how much one input's index is above another's, paired: both of the same points and replicates.

        The interval is that of the points drawn again, widened by what leaving out replicates adds.
        """
        one, other = self.names.index(name), self.names.index(over)
        value = float(self.ranking_index.value[one] - self.ranking_index.value[other])
        if self.again is None:
            return Estimate(value, None, None, self.points)
        low, high = np.nanquantile(self.again[:, one] - self.again[:, other], (0.025, 0.975))
        beyond = 0.0
        if self.left_out is not None:
            apart = (self.left_out[:, one] - self.left_out[:, other])[:, None]
            beyond = normal_errors() * float(np.sqrt(_jackknife(apart)[0]))
        low, high = value - np.hypot(value - low, beyond), value + np.hypot(high - value, beyond)
        return Estimate(value, float(low), float(high), self.points)

    def shown(self, name: str) -> Index:
        """Return an index as people are shown it: shares cut to 0 to 1, beyond which few points may give some."""
        index = self.indices[name]
        return Index(*(self.cut(values) for values in (index.value, index.low, index.high)))

    def cut(self, values: Values) -> Values:
        """Return values of an index cut to 0 to 1 where they are shares."""
        return np.clip(values, 0.0, 1.0) if self.method in SHARES else values

    @property
    def leader(self) -> str | None:
        """The input of the highest index among those told from nothing; None where there is none."""
        return next((self.names[place] for place in self.ranking if self.names[place] not in self.unsure), None)

    @property
    def may_lead(self) -> list[str]:
        """Inputs of which it is not excluded that they do as much as the leader, or more."""
        if self.leader is None:
            return []
        return [
            name for name in self.names if name not in (self.leader, DUMMY) and not self._is_above(self.leader, name)
        ]

    def _is_above(self, one: str, other: str) -> bool:
        """Return whether one input's index is above another's beyond doubt, paired where that can be told."""
        lead, index = self.lead(one, other), self.ranking_index
        if lead.low is not None:
            return lead.low > 0.0
        return bool(index.low[self.names.index(one)] > index.high[self.names.index(other)])

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Pairs that the second order speaks of."""
        return list(combinations(self.names, 2))

    @property
    def is_undefined(self) -> bool:
        """Whether a share or its interval is undefined: of a variance that is 0 or below when chance is taken out."""
        index = self.ranking_index
        return not all(np.isfinite(of).all() for of in (index.value, index.low, index.high))

    @property
    def unsure(self) -> list[str]:
        """Inputs whose index cannot be told from nothing: of which the interval reaches what the dummy has."""
        index = self.ranking_index
        floor = max(0.0, float(index.high[self.names.index(DUMMY)]))
        return [name for name, low in zip(self.names, index.low, strict=True) if name != DUMMY and not low > floor]


def analyse(design: Design, values: ArrayLike, *, method: str = "sobol", measure: str = "the result") -> Sensitivity:
    """Return the indices of one measure.

    Parameters
    ----------
    design : Design
    values : array, [row, replicate]
        In the design's order; two replicates or more.
    method : {"sobol", "morris", "pawn", "rbd-fast", "delta"}

    Raises
    ------
    SensitivityError
        If anything is missing, undefined, or does not fit the design.
    """
    if not isinstance(design, Design):
        raise SensitivityError(f"design is {shown(design)}. Allowed: a Design, as design_of makes it. Take one.")
    one_of("method", method, METHODS, error=SensitivityError)
    needed = DESIGN_OF.get(method, design.kind)
    if design.kind != needed:
        raise SensitivityError(
            f"The method {method!r:.40} cannot analyse a design of the kind {design.kind}. Allowed: "
            f"{', '.join(m for m in METHODS if DESIGN_OF.get(m, design.kind) == design.kind)}. Choose one of these."
        )
    found = checked_values(design, values, measure)
    if method == "sobol":
        return _of_sobol(design, found, measure)
    if method == "morris":
        return _of_morris(design, found, measure)
    if design.grouping != "none":
        raise SensitivityError(
            f"The method {method} knows no groups. Allowed: groups none. Use sobol or morris for groups."
        )
    inputs, rows = independent_rows(design, found)
    return analyse_given(inputs, rows, design.names, method=method, measure=measure, seed=design.seed)


def independent_rows(design: Design, values: Values) -> tuple[Values, Values]:
    """Return those rows of a design, and their results, that are independent of each other."""
    if design.kind == "latin-hypercube":
        return design.unit, values
    unit = design.unit.reshape(design.points, design.block, -1)
    found = values.reshape(design.points, design.block, -1)
    places = [0, -1] if design.kind == "sobol" else [0]
    return np.concatenate([unit[:, p] for p in places]), np.concatenate([found[:, p] for p in places])


def _without_remarks(analysis: Callable[P, Sensitivity]) -> Callable[P, Sensitivity]:
    """Keep numpy's remarks to itself: an index that is undefined, or in all samples, is told as such."""

    @wraps(analysis)
    def quietly(*given: P.args, **named: P.kwargs) -> Sensitivity:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            return analysis(*given, **named)

    return quietly


@_without_remarks
def analyse_given(
    inputs: Values,
    values: Values,
    names: tuple[str, ...],
    *,
    method: str,
    measure: str,
    seed: int = 1,
    sets: int = 1,
) -> Sensitivity:
    """Return the indices of any rows of independent inputs, [row, input], the dummy last; see `analyse`.

    Parameters
    ----------
    sets : int
        Plausible sets under each of which every row was run: values are then [row, set x replicate]. An index is of the
        mean over them, and its interval leaves each out in turn, beside drawing rows again.
    """
    one_of("method", method, [name for name in METHODS if name not in DESIGN_OF], error=SensitivityError)
    seed, _ = checked_run(seed)
    generator = np.random.default_rng(np.random.SeedSequence([seed, 5]))
    ranks = given_data.ranks_of(inputs, generator)
    name = RANKED_BY[method]
    if method == "delta":
        value, half = given_data.delta_with_interval(ranks, values, seed, measure)
        samples, errors = None, half / normal_errors()
    else:
        value = given_data.indices(method, ranks, values, sets)
        samples = np.stack(
            [
                given_data.indices(method, ranks[some], values[some], sets)
                for some in generator.integers(len(ranks), size=(SAMPLES_OF_GIVEN, len(ranks)))
            ]
        )
        errors = samples.std(axis=0, ddof=1)
        half = normal_errors() * errors
    left_out = None
    if sets > 1:
        left_out = given_data.without_each(method, ranks, values, sets)
        errors = np.hypot(errors, np.sqrt(_jackknife(left_out)))
        half = normal_errors() * errors
    index = Index(value, value - half, value + half)
    return Sensitivity(
        method=method,
        measure=measure,
        names=names,
        indices={name: index},
        uncorrected={},
        noise=noise_of(values, sets),
        stages=(Stage(len(values), index),),
        advice=advice_on(names, index.value, _differences(samples, left_out, errors), len(values), values.size, False),
        runs=values.size,
        points=len(values),
        again=samples,
        left_out=left_out,
        related=tuple(given_data.correlated(ranks, names)),
    )


def _of_sobol(design: Design, values: Values, measure: str) -> Sensitivity:
    blocks = sobol.blocks_of(design, values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # SALib's, of constant means: told as an index that is undefined
        without = sobol.uncorrected(design, values)

    def estimate(weights: Values, replicates: NDArray[np.intp], points: int) -> dict[str, Values]:
        return sobol.terms_of(blocks.of(replicates, points)).indices(weights)

    return _assembled(design, values, measure, "sobol", estimate, without)


def _of_morris(design: Design, values: Values, measure: str) -> Sensitivity:
    effects = morris.effects_of(design, values)

    def estimate(weights: Values, replicates: NDArray[np.intp], points: int) -> dict[str, Values]:
        return morris.statistics_of(effects[:points][:, :, replicates], weights)

    return _assembled(design, values, measure, "morris", estimate, morris.uncorrected(effects))


@_without_remarks
def _assembled(
    design: Design,
    values: Values,
    measure: str,
    method: str,
    estimate: Estimator,
    without: Mapping[str, Values],
) -> Sensitivity:
    found, samples, left_out = _with_doubts(design, values, estimate, design.points)
    ranked = RANKED_BY[method]
    stages = [
        Stage(points, _indices(*_with_doubts(design, values, estimate, points))[ranked])
        for points in _stages(design.points)
    ]
    indices = _indices(found, samples, left_out)
    replicates_tell = left_out is not None and _from_replicates(left_out[ranked]) > _from_points(samples[ranked])
    spread = _differences(samples[ranked], None if left_out is None else left_out[ranked], None)
    return Sensitivity(
        method=method,
        measure=measure,
        names=design.names,
        indices=indices,
        uncorrected=without,
        noise=noise_of(values),
        stages=(*stages, Stage(design.points, indices[ranked])),
        advice=advice_on(design.names, found[ranked][0], spread, design.points, values.size, replicates_tell),
        runs=values.size,
        points=design.points,
        again=samples[ranked],
        left_out=None if left_out is None else left_out[ranked],
    )


def _stages(points: int) -> list[int]:
    return [n for n in (points // 8, points // 4, points // 2) if n >= LEAST_POINTS]


def _with_doubts(
    design: Design, values: Values, estimate: Estimator, points: int
) -> tuple[dict[str, Values], dict[str, Values], dict[str, Values] | None]:
    """Return indices of all points, of points drawn again, and with each replicate left out."""
    replicates = np.arange(values.shape[1])
    even = np.full((1, points), 1.0 / points)
    generator = np.random.default_rng(np.random.SeedSequence([design.seed, 7, points]))
    drawn = generator.multinomial(points, even[0], size=SAMPLES) / points
    found = estimate(even, replicates, points)
    samples = estimate(drawn, replicates, points)
    if len(replicates) < 3:  # with one of two left out, none of its products is left
        return found, samples, None
    each = [estimate(even, np.delete(replicates, r), points) for r in replicates]
    return found, samples, {name: np.concatenate([one[name] for one in each]) for name in found}


def _indices(
    found: Mapping[str, Values], samples: Mapping[str, Values], left_out: Mapping[str, Values] | None
) -> dict[str, Index]:
    indices: dict[str, Index] = {}
    for name, (value,) in found.items():
        error = np.nanstd(samples[name], axis=0, ddof=1)
        if left_out is not None:
            error = np.hypot(error, np.sqrt(_jackknife(left_out[name])))
        indices[name] = Index(value, value - normal_errors() * error, value + normal_errors() * error)
    return indices


def _jackknife(left_out: Values) -> Values:
    count = len(left_out)
    return (count - 1) / count * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)


def _from_points(samples: Values) -> float:
    return float(np.nanmean(np.nanvar(samples, axis=0)))


def _from_replicates(left_out: Values) -> float:
    return float(np.nanmean(_jackknife(left_out)))


def _differences(samples: Values | None, left_out: Values | None, errors: Values | None) -> Callable[[int, int], float]:
    """Return a function that gives the standard error of the difference between two inputs."""

    def error(i: int, j: int) -> float:
        if samples is None:
            assert errors is not None
            return float(np.hypot(errors[i], errors[j]))
        variance = float(np.nanvar(samples[:, i] - samples[:, j], ddof=1))
        if left_out is not None:
            variance += float(_jackknife((left_out[:, i] - left_out[:, j])[:, None])[0])
        return float(np.sqrt(variance))

    return error
