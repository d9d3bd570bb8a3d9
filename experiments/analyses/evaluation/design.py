"""Design: what an evaluation would do: who is coached when, what is measured, and what is estimated from it.

A design file is TOML: the rules and places of the world, prices, and ``[[design]]`` tables. Where a design lists
several ``clusters``, ``months``, ``women`` or ``every``, each combination is a variant of its own: so there are curves.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.load import Scenario
from simulation.errors import SimulationError
from simulation.places import Places

PARALLEL, STEPPED, SATURATION, BEFORE_AFTER, FACTORIAL = KINDS = (
    "parallel",
    "stepped_wedge",
    "saturation",
    "before_after",
    "factorial",
)
NETWORK, REGION = UNITS = ("network", "region")
REPORTED, AUDIT, SURVEY = SOURCES = ("reported", "audit", "survey")
COVERAGE, EFFICACY, SAFETY, CANDOUR = OUTCOMES = ("coverage", "efficacy", "safety", "candour")
COUNTED = (COVERAGE, CANDOUR)
"""What is a share of women, or of the occasions that a diary has; the others are scales."""
DIRECT, SPILLOVER, KEPT, THEATRE, RULES, INTERACTION = QUESTIONS = (
    "direct",
    "spillover",
    "kept",
    "theatre",
    "rules",
    "interaction",
)
OF_RULES = (RULES, INTERACTION)
"""What is asked of rules that some regions draw; without an effect the rules stay as they were."""
DID, PAIRED, MIXED, BY_TIME, GEE, BY_SATURATION, BY_TIES, RANDOMISATION, OVERSTATED, BY_REGION = ESTIMATORS = (
    "did",
    "before_after",
    "mixed",
    "mixed_by_time",
    "gee",
    "saturation",
    "ties",
    "randomisation",
    "overstated",
    "by_region",
)
VARIED = ("clusters", "months", "women", "every")
"""What a design may list several values of."""
LEAST_CLUSTERS = 4
KEPT_AFTER = 12
"""Months after the end of coaching from which an effect counts as kept."""
MOST_VARIANTS = 120
MOST_MONTHS = 600

ANSWERS = {
    (PARALLEL, DIRECT): (DID, MIXED, GEE, RANDOMISATION),
    (PARALLEL, KEPT): (DID, MIXED, GEE, RANDOMISATION),
    (PARALLEL, SPILLOVER): (BY_TIES,),
    (PARALLEL, THEATRE): (OVERSTATED,),
    (STEPPED, DIRECT): (MIXED, BY_TIME, GEE, RANDOMISATION),
    (STEPPED, THEATRE): (OVERSTATED,),
    (SATURATION, DIRECT): (DID,),
    (SATURATION, KEPT): (DID,),
    (SATURATION, SPILLOVER): (BY_SATURATION, BY_TIES),
    (SATURATION, THEATRE): (OVERSTATED,),
    (BEFORE_AFTER, DIRECT): (PAIRED,),
    (BEFORE_AFTER, KEPT): (PAIRED,),
    (BEFORE_AFTER, THEATRE): (OVERSTATED,),
    (FACTORIAL, DIRECT): (BY_REGION, DID),
    (FACTORIAL, RULES): (BY_REGION,),
    (FACTORIAL, INTERACTION): (BY_REGION,),
}
"""Which estimators can answer a question in a kind of design."""


class DesignError(SimulationError):
    """A design cannot be what is asked: nothing was run."""


@dataclass(frozen=True)
class Design:
    """One variant of a design.

    Attributes
    ----------
    name, name_es : str
        Of the design that it is a variant of, in English, and in Spanish where the file gives it.
    kind, unit : str
        One of `KINDS`; what is randomised: ``network`` or ``region``.
    clusters : int
        Clusters in the study.
    coached : float
        Share of them that is coached, in a parallel design; in each region, in a factorial one.
    rules : tuple of (str, float)
        Of a factorial design: what the rules of half of the regions, drawn by lot, change to from ``start`` on.
    saturations : tuple of float
        Share of the clusters that is coached in a region, dealt out over the regions.
    waves, step : int
        Of a stepped wedge: how many, and months from one to the next.
    start, months : int
        First month of coaching; how many months a cluster is coached. In a stepped wedge all are coached to the end.
    before, after : int
        Months watched before the first coaching and after the last.
    question, outcome, process : str
    source : str
        ``reported``: what registers are said to show, added up over the months of a round. ``audit``: the same
        registers counted again, for so many women. ``survey``: so many women asked in the month of the round.
    women : int
        Asked, or counted again, in each cluster and round; respondents of a scale.
    every : int
        Months from one round to the next.
    reliability : float
        Of answers, the share that is the truth, the others being a toss of a coin; of a scale, its reliability.
    missing : float
        Share of the figures of a cluster and round that never come.
    over_time : float
        Standard deviation of what moves a cluster from round to round beside what the model has: weather, staff, roads.
    estimators : tuple of str
    """

    name: str
    kind: str
    clusters: int
    name_es: str = ""
    unit: str = NETWORK
    coached: float = 0.5
    saturations: tuple[float, ...] = ()
    rules: tuple[tuple[str, float], ...] = ()
    waves: int = 0
    step: int = 0
    start: int = 24
    months: int = 18
    before: int = 12
    after: int = 0
    question: str = DIRECT
    source: str = SURVEY
    outcome: str = COVERAGE
    process: str = "ccs"
    women: int = 30
    every: int = 6
    reliability: float = 1.0
    missing: float = 0.0
    over_time: float = 0.0
    estimators: tuple[str, ...] = ()

    @property
    def stop(self) -> int:
        """First month in which nobody is coached any more."""
        return self.start + self.waves * self.step if self.kind == STEPPED else self.start + self.months

    @property
    def end(self) -> int:
        """First month after the study."""
        return self.stop + self.after

    @property
    def rounds(self) -> tuple[int, ...]:
        """Months in which there is a round: each closes a stretch of ``every`` months."""
        return tuple(range(self.start - self.before + self.every - 1, self.end, self.every))

    @property
    def first(self) -> int:
        """First month that any figure speaks of."""
        return self.start - self.before

    def is_before(self, months: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which rounds lie before any coaching."""
        return months < self.start

    def is_asked(self, months: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which rounds the question is about: while there is coaching, or a year after it ended."""
        if self.question == KEPT:
            return months >= self.stop + KEPT_AFTER
        return (months >= self.start) & (months < self.stop)

    def as_json(self, *estimators: str) -> dict[str, Any]:
        """Return every field as JSON has it, with the estimators that are spoken of."""
        told = {"saturations": list(self.saturations), "rules": dict(self.rules), "estimators": list(estimators)}
        return {**vars(self), **told}

    @property
    def shape(self) -> tuple[Any, ...]:
        """What its runs depend on: who is coached when."""
        return (
            *(self.kind, self.unit, self.clusters, self.coached, self.saturations, self.rules, self.waves, self.step),
            *(self.start, self.months if self.kind != STEPPED else 0),
        )


@dataclass(frozen=True)
class Prices:
    """What data cost, in the money of the scenario; assumed unless a design file says otherwise.

    Attributes
    ----------
    woman : float
        One woman asked.
    record : float
        One woman's record counted again.
    visit : float
        One round of a survey or an audit in one cluster, whoever is asked.
    report : float
        One figure from the registers of one cluster.
    entry : float
        One occasion written down in a diary of exchange.
    """

    woman: float = 6.0
    record: float = 1.5
    visit: float = 120.0
    report: float = 4.0
    entry: float = 2.0


@dataclass(frozen=True)
class Planted:
    """A world of known answer: what the usual formulas assume, and switches for what they leave out.

    Attributes
    ----------
    effect : float
        Gain of a coached cluster, at once, a share.
    spillover : float
        Gain of an uncoached cluster of a region where all others are coached; in proportion to their share.
    fading : float
        Share of the effect that is lost in each year after coaching.
    theatre : float
        By how much reports overstate coverage where there is coaching.
    rules, interaction : float
        Gain of every cluster of a region that drew other rules; what coaching gains there beside its effect elsewhere.
    level, between, over_time, trend : float
        Mean coverage; standard deviations between clusters, and between rounds of a cluster; rise in a year.
    """

    effect: float = 0.0
    spillover: float = 0.0
    fading: float = 0.0
    theatre: float = 0.0
    rules: float = 0.0
    interaction: float = 0.0
    level: float = 0.5
    between: float = 0.05
    over_time: float = 0.0
    trend: float = 0.0


def variants_of(given: Design, listed: dict[str, tuple[int, ...]]) -> tuple[Design, ...]:
    """Return every combination of what a design lists several values of."""
    names = list(listed)
    return tuple(
        replace(given, **dict(zip(names, values, strict=True))) for values in itertools.product(*listed.values())
    )


def check_design(design: Design, scenario: Scenario) -> None:
    """Refuse a design that cannot answer what it is asked, before any run.

    Raises
    ------
    DesignError
    """
    _check_clusters(design, scenario)
    known = ANSWERS.get((design.kind, design.question))
    if known is None:
        able = [question for kind, question in ANSWERS if kind == design.kind]
        raise _refused(design, "question", design.question, f"{', '.join(able)} in a design of kind {design.kind}")
    _check_times(design)
    for estimator in design.estimators:
        if estimator not in known:
            raise _refused(design, "estimators", estimator, f"{', '.join(known)}. {_why_not(design, estimator)}")
    if design.question == THEATRE and design.source != AUDIT:
        raise _refused(
            design, "source", design.source, 'audit: theatre is what reports say beyond it. Write source = "audit"'
        )
    if design.outcome != COVERAGE and design.source != SURVEY:
        raise _refused(
            design,
            "outcome",
            design.outcome,
            'coverage in registers; scales and diaries are asked in a survey. Write source = "survey"',
        )


def _why_not(design: Design, estimator: str) -> str:
    """Return in a sentence why an estimator has no answer here."""
    if design.kind == BEFORE_AFTER:
        return "It has no control"
    if estimator == DID and design.kind == STEPPED:
        return "All are coached in the end, so that no cluster stays a control"
    if estimator == PAIRED:
        return "It takes no notice of the control that there is"
    return f"It says nothing of {design.question} here"


def _refused(design: Design, name: str, value: object, allowed: str) -> DesignError:
    shown = f"{value:g}" if isinstance(value, float) else value
    return DesignError(f"design {design.name!r:.60}: {name} is {shown}. Allowed: {allowed}.")


def _check_clusters(design: Design, scenario: Scenario) -> None:
    places = scenario.settings.places
    drawn_by_regions = {SATURATION: "a saturation", FACTORIAL: "rules"}.get(design.kind)
    if drawn_by_regions and design.unit != NETWORK:
        raise _refused(
            design, "unit", design.unit, f"network: regions draw {drawn_by_regions}, networks who is coached"
        )
    there = places.networks if design.unit == NETWORK else places.regions
    if design.clusters < LEAST_CLUSTERS:
        raise _refused(
            design,
            "clusters",
            design.clusters,
            f"{LEAST_CLUSTERS} or more: with fewer no test tells chance from effect",
        )
    if design.clusters > there:
        raise _refused(
            design,
            "clusters",
            design.clusters,
            f"up to {there}, the {design.unit}s of {scenario.name}. Take a larger size",
        )
    if design.kind == PARALLEL:
        coached = coached_of(design)
        if min(coached, design.clusters - coached) < 2:
            raise _refused(design, "coached", design.coached, "a share that leaves two clusters coached and two not")
    if design.kind == STEPPED and not 2 <= design.waves <= design.clusters:
        raise _refused(design, "waves", design.waves, f"2 to {design.clusters}, the number of clusters")
    if design.kind == SATURATION:
        _check_saturations(design, places)
    if design.kind == FACTORIAL:
        _check_factorial(design, places)


def _check_saturations(design: Design, places: Places) -> None:
    regions = places.regions
    if len(design.saturations) < 2 or 0.0 not in design.saturations or max(design.saturations) <= 0.0:
        raise _refused(
            design,
            "saturations",
            list(design.saturations),
            "two or more, one of them 0: regions without coaching are the control",
        )
    if regions < 2 * len(design.saturations):
        raise _refused(
            design,
            "saturations",
            list(design.saturations),
            f"up to {regions // 2} of them, as each needs two of the {regions} regions. Take a larger size",
        )
    each = _each_region(design, places)
    if any(0 < share < 1 and not 0 < round(share * each) < each for share in design.saturations):
        raise _refused(
            design,
            "saturations",
            list(design.saturations),
            f"shares that leave some of the {each} clusters of a region uncoached",
        )


def _each_region(design: Design, places: Places) -> int:
    """Return how many clusters each region has in the study; refused where not all have as many."""
    regions, least = places.regions, min(np.bincount(places.network_region))
    each = design.clusters // regions
    if each > least:
        raise _refused(
            design,
            "clusters",
            design.clusters,
            f"up to {regions * least}, as a region has {least} networks and all give as many",
        )
    if each < 2 or design.clusters % regions:
        raise _refused(design, "clusters", design.clusters, f"a multiple of the {regions} regions, two or more in each")
    return each


def _check_factorial(design: Design, places: Places) -> None:
    regions = places.regions
    if not design.rules:
        raise _refused(
            design, "rules", "missing", "what half of the regions change to. Write rules = { alignment = 0.8 }"
        )
    if regions < LEAST_CLUSTERS:
        raise _refused(
            design, "kind", design.kind, f"{LEAST_CLUSTERS} or more regions, which draw rules: there are {regions}"
        )
    each = _each_region(design, places)
    if not 0 < coached_of(design, each) < each:
        raise _refused(
            design, "coached", design.coached, f"a share that leaves some of the {each} clusters of a region uncoached"
        )


def coached_of(design: Design, among: int | None = None) -> int:
    """Return how many clusters a parallel design coaches; a factorial one, among those of a region."""
    return int(design.coached * (design.clusters if among is None else among) + 0.5)


def _check_times(design: Design) -> None:
    if design.kind == STEPPED:
        watched = design.end - design.first
        if design.step < 1 or design.waves > watched:
            raise _refused(
                design,
                "waves",
                design.waves,
                f"no more waves than the {max(watched, 0)} months of the study, step 1 or more",
            )
        if design.every > design.step:
            raise _refused(
                design, "every", design.every, f"up to the step of {design.step} months, or waves fall between rounds"
            )
    if design.before > design.start:
        raise _refused(
            design, "before", design.before, f"up to {design.start}, as coaching starts in month {design.start}"
        )
    if design.end > MOST_MONTHS:
        raise _refused(
            design,
            "after",
            design.after,
            f"so that the study ends by month {MOST_MONTHS}; it would end in {design.end}",
        )
    rounds = np.array(design.rounds, dtype=np.intp)
    if not len(rounds) or not design.is_asked(rounds).any():
        if design.question == KEPT:
            least = KEPT_AFTER + design.every
            raise _refused(
                design, "after", design.after, f"{least} or more: kept is asked from a year after coaching on"
            )
        raise _refused(design, "every", design.every, "so few months that a round falls into coaching")
    if design.question != THEATRE and not design.is_before(rounds).any():
        raise _refused(
            design,
            "before",
            design.before,
            f"{design.every} or more: without a round before coaching there is no change in time",
        )
