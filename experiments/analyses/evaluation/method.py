"""Method: what designs find, held against what is true: power, size, bias, cover, what can be seen, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.evaluation import formulas
from experiments.analyses.evaluation.allocation import AGAIN, FIGURES, NEVER, drawn, generator_of
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.data import (
    Parts,
    figures,
    parts_of_bias,
    true_answer,
    truth,
)
from experiments.analyses.evaluation.design import (
    AUDIT,
    CANDOUR,
    COVERAGE,
    DID,
    GEE,
    MIXED,
    PARALLEL,
    RANDOMISATION,
    REPORTED,
    STEPPED,
    SURVEY,
    THEATRE,
    Design,
    Prices,
)
from experiments.analyses.evaluation.estimators import (
    OF_MODELS,
    Asked,
    Estimates,
    check_columns,
    check_statsmodels,
    estimate,
)
from experiments.analyses.evaluation.worlds import TWIN, TWIN_AS_BEFORE, Block, Kept, all_blocks, known_months
from experiments.statistics.intervals import Estimate
from experiments.statistics.resampling import clustered_mean, clustered_share
from scenarios.load import Scenario
from scenarios.plausible import plausible_sets
from simulation.places import ANYWHERE

FORMULAS = {PARALLEL: (DID, RANDOMISATION), STEPPED: (MIXED, GEE)}
"""Estimators that a usual formula speaks of."""
FAITHFUL_COVER = 0.9
"""Share of intervals that should hold the truth at the least for an estimate to be believed."""


@dataclass(frozen=True)
class Cost:
    """What a study costs, in the money of the scenario.

    Attributes
    ----------
    data, coaching : float
        Figures, and the coaching of its clusters.
    """

    data: float
    coaching: float

    @property
    def whole(self) -> float:
        """Both."""
        return self.data + self.coaching


@dataclass(frozen=True)
class Clusters:
    """What clusters are like without coaching, shares of 1; what formulas ask for.

    Attributes
    ----------
    level : float
        Mean outcome over the study.
    between, over_time : float
        Standard deviations between clusters, and between the rounds of one beside what all rounds have in common.
    """

    level: float
    between: float
    over_time: float

    @property
    def correlation(self) -> float:
        """Correlation of two women of a cluster: variance between clusters over that of a yes or no."""
        return self.between**2 / (self.level * (1.0 - self.level))


@dataclass(frozen=True)
class Answer:
    """What a variant of a design finds by one estimator, over data sets; shares and points as shares of 1.

    Attributes
    ----------
    design : Design
    estimator : str
    truth, found : Estimate
        Mean true answer, and mean estimate.
    truth_between : (float, float)
        Between these lies the truth of nine worlds of ten.
    clusters : Clusters
    power : Estimate
        Share of data sets with a significant estimate of the sign of their truth; a failure finds nothing.
    wrong : Estimate
        Share with a significant estimate of the other sign.
    size : Estimate
        Share with a significant estimate in worlds without what is asked about.
    bias : Estimate
        Mean of estimate less truth, where there is an estimate.
    cover : Estimate
        Share of the intervals that hold the truth.
    visible : Estimate
        Smallest effect that would be found with the power that is wanted, from the errors of the estimates.
    contamination, lag, theatre : Estimate or None
        What moves the comparison away from the truth: gains of the control, what honest registers miss, overstating.
    usual : float
        Power that the usual formula promises for the mean truth; NaN without a formula.
    failed, failed_without : int
        Data sets that the estimator had no answer to; and in the worlds without effect.
    cost : Cost
    """

    design: Design
    estimator: str
    truth: Estimate
    truth_between: tuple[float, float]
    clusters: Clusters
    found: Estimate
    power: Estimate
    wrong: Estimate
    size: Estimate
    bias: Estimate
    cover: Estimate
    visible: Estimate
    contamination: Estimate | None
    lag: Estimate | None
    theatre: Estimate | None
    usual: float
    failed: int
    failed_without: int
    cost: Cost

    def reaches(self, power: float) -> bool:
        """Return whether all of the interval of its power lies at or above what is wanted."""
        return self.power.low is not None and self.power.low >= power

    def may_reach(self, power: float) -> bool:
        """Return whether the interval of its power holds what is wanted, or lies above."""
        return self.power.high is not None and self.power.high >= power

    def is_faithful(self, level: float) -> bool:
        """Return whether nothing shows that its tests err too often, or that its intervals miss the truth."""
        size_holds = self.size.low is not None and self.size.low <= level
        return size_holds and self.cover.high is not None and self.cover.high >= FAITHFUL_COVER


class Found(NamedTuple):
    """Estimates, truths and what bias is made of, over all data sets of a variant."""

    estimates: Estimates
    without: Estimates
    truth: NDArray[np.float64]
    parts: Parts | None


def month_of_coaching(scenario: Scenario) -> float:
    """Return what a month of coaching of a network costs, by the hours and pay that the scenario holds."""
    values = scenario.settings.values
    dose = max([values["mentoring"], *(one.value for one in scenario.settings.changes if one.name == "mentoring")])
    return values["price.coach_hours"] * values["price.coach_wage"] * dose


def cost_of(design: Design, scenario: Scenario, prices: Prices) -> Cost:
    """Return what a study costs: its figures, and coaching by the hours and pay that the scenario holds."""
    rounds = len(design.rounds)
    of_woman = {SURVEY: prices.woman, AUDIT: prices.record, REPORTED: 0.0}[design.source]
    of_woman = prices.entry if design.outcome == CANDOUR else of_woman
    visits = 0.0 if design.source == REPORTED else design.clusters * rounds * (of_woman * design.women + prices.visit)
    told = 0.0 if design.source == SURVEY else design.clusters * (design.end - design.first) * prices.report
    data = visits + told
    own = drawn(design, scenario.settings.places, np.random.default_rng(0))
    coached = own.starts[own.starts < NEVER]
    networks = 1.0 if design.unit == "network" else scenario.settings.places.networks / scenario.settings.places.regions
    return Cost(data, float((design.stop - coached).sum()) * networks * month_of_coaching(scenario))


def asked_of(design: Design, block: Block, level: float, seed: int) -> Asked:
    """Return what an estimator knows of a block."""
    generator = generator_of(seed, AGAIN, int(block.allocation.units[0]), int(block.allocation.units[-1]))
    return Asked(design, block.allocation, block.ties.astype(np.float64), level, generator)


def check_estimators(asked: Evaluation) -> None:
    """Refuse models that are singular whoever is coached, and what is not installed, before any run.

    Raises
    ------
    DesignError, ExtraMissingError
    """
    places = asked.scenario.settings.places
    for design in asked.designs:
        of_models = [one for one in design.estimators if one in OF_MODELS]
        if of_models:
            if GEE in of_models:
                check_statsmodels()
            own = drawn(design, places, np.random.default_rng(0))
            check_columns(Asked(design, own, np.zeros((1, 1)), asked.level, np.random.default_rng(0)))


def run_variant(design: Design, blocks: Sequence[Block], level: float, seed: int) -> dict[str, Found]:
    """Return what each estimator of a variant finds in every data set."""
    made: dict[str, list[tuple[Estimates, Estimates]]] = {one: [] for one in design.estimators}
    truths: list[NDArray[np.float64]] = []
    parts: list[Parts | None] = []
    for number, block in enumerate(blocks):
        own = figures(design, block, generator_of(seed, FIGURES, number, 0))
        null = figures(design, block, generator_of(seed, FIGURES, number, 1), is_null=True)
        truths.append(true_answer(design, block))
        parts.append(parts_of_bias(design, block))
        for estimator, found in made.items():
            asked = asked_of(design, block, level, seed)
            found.append((estimate(estimator, asked, own), estimate(estimator, asked, null)))
    together, true = _parts_together(parts), np.concatenate(truths)
    return {
        estimator: Found(_together([a for a, _ in pairs]), _together([b for _, b in pairs]), true, together)
        for estimator, pairs in made.items()
    }


def _together(found: Sequence[Estimates]) -> Estimates:
    arrays = (np.concatenate([one[place] for one in found]) for place in range(5))
    return Estimates(*arrays, freedom=float(np.mean([one.freedom for one in found])))


def _parts_together(parts: Sequence[Parts | None]) -> Parts | None:
    known = [one for one in parts if one is not None]
    if not known:
        return None
    return Parts(*(np.concatenate([one[place] for one in known]) for place in range(3)))


def alike_in(asked: Evaluation, blocks: Sequence[Block]) -> NDArray[np.intp]:
    """Return which data sets share their luck, by number: those of a plausible set; of a block, where places differ.

    Where the model draws who lives where, one draw of who is coached is as good as another in each world anew. Places
    of a file are what they are in every world, and so a draw is luck that its block shares.
    """
    of_block = np.repeat(np.arange(len(blocks)), [len(block.values) for block in blocks])
    if asked.planted is not None:
        return np.arange(len(of_block))
    places = asked.scenario.settings.places
    is_known = len(set(places.population)) > 1 or any(max(own) > ANYWHERE for own in places.baselines)
    is_known = is_known or places.team_ties is not None
    return of_block if is_known else np.arange(len(of_block)) % len(plausible_sets())


def summed_up(design: Design, estimator: str, found: Found, asked: Evaluation, blocks: Sequence[Block]) -> Answer:
    """Return the answer of an estimator over all data sets."""
    own, without = found.estimates, found.without
    alike = alike_in(asked, blocks)
    signed = np.sign(own.value) == np.sign(found.truth)
    is_seen = np.where(own.failed, False, own.p < asked.level)
    covers = np.where(own.failed, np.nan, (own.low <= found.truth) & (found.truth <= own.high))
    factor = formulas.visible(1.0, max(round(own.freedom), 1), asked.power, asked.level)
    parts = [None] * 3 if found.parts is None else [clustered_mean(one, alike) for one in found.parts]
    return Answer(
        design=design,
        estimator=estimator,
        truth=clustered_mean(found.truth, alike),
        truth_between=(float(np.quantile(found.truth, 0.05)), float(np.quantile(found.truth, 0.95))),
        clusters=clusters_of(design, blocks),
        found=clustered_mean(own.value, alike),
        power=clustered_share((is_seen & signed) * 1.0, alike),
        wrong=clustered_share((is_seen & (np.sign(own.value) == -np.sign(found.truth))) * 1.0, alike),
        size=clustered_share(np.where(without.failed, 0.0, without.p < asked.level) * 1.0, alike),
        bias=clustered_mean(own.value - found.truth, alike),
        cover=clustered_share(covers, alike),
        visible=clustered_mean(factor * own.error, alike),
        contamination=parts[0],
        lag=parts[1],
        theatre=parts[2],
        usual=_usual(design, estimator, found, asked, blocks),
        failed=int(own.failed.sum()),
        failed_without=int(without.failed.sum()),
        cost=cost_of(design, asked.scenario, asked.prices),
    )


def clusters_of(design: Design, blocks: Sequence[Block]) -> Clusters:
    """Return what the clusters of a study are like in the twins, without coaching, under the rules as they were."""
    world = TWIN_AS_BEFORE if design.rules else TWIN
    twins = np.concatenate([truth(design, block, world) for block in blocks])
    of_cluster = twins.mean(axis=2)
    between = float(of_cluster.std(axis=1, ddof=1).mean())
    left = twins - of_cluster[:, :, None] - twins.mean(axis=1, keepdims=True) + twins.mean(axis=(1, 2), keepdims=True)
    freedom = (twins.shape[1] - 1) * (twins.shape[2] - 1)
    over_time = float(np.sqrt((left**2).sum(axis=(1, 2)) / freedom).mean()) if freedom > 0 else 0.0
    return Clusters(float(twins.mean()), between, over_time)


def _usual(design: Design, estimator: str, found: Found, asked: Evaluation, blocks: Sequence[Block]) -> float:
    """Return the power of the usual formula for the mean truth, fed with how clusters differ without coaching."""
    if estimator not in FORMULAS.get(design.kind, ()) or design.question == THEATRE:
        return float("nan")
    if design.source != SURVEY or design.outcome != COVERAGE:
        return float("nan")
    own = clusters_of(design, blocks)
    over_time = float(np.hypot(own.over_time, design.over_time))
    effect = float(found.truth.mean())
    return formulas.usual(design, effect, own.level, (own.between, over_time), asked.level)


Tell = Callable[[int, int], None]


def shapes_of(designs: Sequence[Design]) -> dict[tuple[object, ...], list[Design]]:
    """Return designs by what their runs depend on, so that these are made once."""
    found: dict[tuple[object, ...], list[Design]] = {}
    for design in designs:
        found.setdefault((*design.shape, design.process), []).append(design)
    return found


def answered(
    asked: Evaluation, data_sets: int, seed: int, *, kept: Kept, threads: int, tell: Callable[[int], None]
) -> tuple[Answer, ...]:
    """Return the answer of every variant and estimator, in the order asked.

    Parameters
    ----------
    data_sets : int
        Of each variant.
    tell : callable
        Hears how many data sets more are done: made, or estimated from.
    """
    answers: dict[Design, list[Answer]] = {}
    for same in shapes_of(asked.designs).values():
        months = known_months(same)
        blocks = all_blocks(
            same[0],
            asked.scenario,
            months,
            data_sets,
            seed,
            planted=asked.planted,
            kept=kept,
            threads=threads,
            tell=tell,
        )
        for design in same:
            found = run_variant(design, blocks, asked.level, seed)
            answers[design] = [summed_up(design, name, one, asked, blocks) for name, one in found.items()]
            tell(data_sets)
    return tuple(answer for design in asked.designs for answer in answers[design])


def work_of(asked: Evaluation, data_sets: int) -> int:
    """Return how many data sets are made or estimated from in all."""
    return data_sets * (len(shapes_of(asked.designs)) + len(asked.designs))


def cheapest(answers: Sequence[Answer], question: str, power: float, level: float) -> Answer | None:
    """Return the cheapest answer to a question that surely reaches the power and may be believed; None if none does."""
    good = [one for one in answers if one.design.question == question and one.reaches(power) and one.is_faithful(level)]
    return min(good, key=lambda one: (one.cost.whole, -(one.power.mean or 0.0)), default=None)
