"""Findings: the runs behind the table of rivals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.rivals.reading import (
    NULL,
    SEEN,
    Explanation,
    RivalRule,
    book_under,
    equalised,
    explanations,
    rules,
)
from experiments.evidence.validation.facts import Fact, book
from experiments.evidence.validation.verdicts import FactVerdict, found_for, share_of_all, verdicts, verdicts_over_sets
from experiments.evidence.validation.worlds import quantities, settings_of
from experiments.statistics.intervals import Estimate, mean_of, share_of
from scenarios.plausible import PlausibleSet
from simulation.settings import Settings

Tell = Callable[[str], None]
WATCHED = (f"efficacy_gain.{NULL}", f"direct_gain.{NULL}", f"late_direct_gain.{NULL}", f"credit.{NULL}")
"""What tells the explanations apart."""
BOUND = 0.05
"""C1: the efficacy gain of a null process lies within this."""


@dataclass(frozen=True)
class Signature:
    """What is seen where one explanation alone is true; with `needed`, how strong it must be for the null."""

    name: str
    title: str
    says: str
    estimates: dict[str, Estimate]
    is_null: bool
    needed: str


@dataclass(frozen=True)
class Case:
    """A rival rule against the facts; `share` of the plausible sets that still meet all that the calibration asks."""

    rule: RivalRule | None
    verdicts: tuple[FactVerdict, ...]
    share: Estimate
    sets: int

    @property
    def holds(self) -> set[str]:
        """Names of the facts that hold."""
        return {verdict.fact.name for verdict in self.verdicts if verdict.holds}


def _watched(settings: Sequence[Settings], seed: int, replicates: int) -> dict[str, NDArray[np.float64]]:
    return quantities(settings, WATCHED, seed, replicates)


def signature_of(explanation: Explanation, seed: int, replicates: int) -> Signature:
    """Return what is seen where one explanation alone is true."""
    alone = settings_of(equalised(explanation.factors))
    found = _watched([alone], seed, replicates)
    estimates = {name: mean_of(values[0]) for name, values in found.items()}
    return Signature(
        explanation.name,
        explanation.title,
        explanation.says,
        estimates,
        _is_null(estimates[WATCHED[0]]),
        _needed(explanation, seed, replicates),
    )


def reference_signatures(seed: int, replicates: int) -> list[Signature]:
    """Return what is seen where none is true, and where all are."""
    every = tuple(factor for explanation in explanations() for factor in explanation.factors)
    found: list[Signature] = []
    for name, title, own in (
        ("none", f"None: {NULL.upper()} is like {SEEN.upper()}", ()),
        ("all", "All four, as in the baseline", every),
    ):
        values = _watched([settings_of(equalised(own))], seed, replicates)
        estimates = {quantity: mean_of(column[0]) for quantity, column in values.items()}
        found.append(Signature(name, title, "", estimates, _is_null(estimates[WATCHED[0]]), ""))
    return found


def without_signatures(seed: int, replicates: int) -> list[Signature]:
    """Return what is seen where all explanations but one are true: whether the null needs it."""
    found: list[Signature] = []
    for explanation in explanations():
        own = tuple(f for other in explanations() for f in other.factors if other is not explanation)
        values = _watched([settings_of(equalised(own))], seed, replicates)
        estimates = {quantity: mean_of(column[0]) for quantity, column in values.items()}
        title = f"all but {explanation.name}"
        found.append(Signature(title, title, "", estimates, _is_null(estimates[WATCHED[0]]), ""))
    return found


def _is_null(estimate: Estimate) -> bool:
    return estimate.low is not None and estimate.high is not None and estimate.low >= -BOUND and estimate.high <= BOUND


def _needed(explanation: Explanation, seed: int, replicates: int) -> str:
    """Return the mildest value of the first factor, of those tried, at which it alone makes the null."""
    first = explanation.factors[0]
    strengths = [round(value) if first == "denominator" else value for value in explanation.strengths]
    worlds = [settings_of(equalised(explanation.factors, {f"{NULL}.{first}": float(value)})) for value in strengths]
    efficacy = quantities(worlds, WATCHED[:1], seed, replicates)[WATCHED[0]]
    for value, column in zip(strengths, efficacy, strict=True):
        if _is_null(mean_of(column)):
            return f"{first} {value:.3g}"
    return f"not even at {first} {strengths[-1]:.3g}"


def case_of(
    rule: RivalRule | None,
    facts: Sequence[Fact],
    sets: Sequence[PlausibleSet],
    *,
    seed: int,
    replicates: int,
    set_replicates: int,
    tell: Tell | None = None,
) -> Case:
    """Return how a rule stands against the facts, at the values of the scenarios and over the plausible sets."""
    under = book_under(rule)
    found = found_for(under, facts, [None], seed=seed, replicates=replicates, tell=tell)
    made = verdicts(facts, found, replicates)
    if not sets:
        return Case(rule, tuple(made), share_of(np.array([])), 0)
    calibration = book().asked
    over = found_for(under, calibration, list(sets), seed=seed, replicates=set_replicates, tell=tell)
    return Case(rule, tuple(made), share_of_all(verdicts_over_sets(calibration, over)), len(sets))


def cases(
    sets: Sequence[PlausibleSet], *, seed: int, replicates: int, set_replicates: int, tell: Tell | None = None
) -> list[Case]:
    """Return the model's own rules first, then every rival."""
    asked = {fact.name for fact in book().asked}
    facts = [fact for fact in book().facts if fact.kind == "validation" or fact.name in asked]
    found: list[Case] = []
    for rule in (None, *rules()):
        if tell is not None:
            tell(rule.name if rule else "the model's own rules")
        found.append(case_of(rule, facts, sets, seed=seed, replicates=replicates, set_replicates=set_replicates))
    return found
