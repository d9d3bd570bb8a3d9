"""Titles: a decision whose packages are called as sentences, tables and figures call them, not by what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from experiments.analyses.decision.cost_effectiveness import CostEffectiveness
from experiments.analyses.decision.method import Decision
from experiments.analyses.decision.value_of_information import ValueOfInformation
from experiments.analyses.decision.verdict import Verdict
from scenarios.load import Scenario
from scenarios.vocabulary import LANGUAGES

Titles = Mapping[str, str]


def questions_of(packages: Mapping[str, Scenario]) -> dict[str, dict[str, str]]:
    """Return what packages ask, by language and name."""
    asked = {name: dict(zip(LANGUAGES, (own.question, own.question_es), strict=True)) for name, own in packages.items()}
    return {language: {name: of[language] for name, of in asked.items()} for language in LANGUAGES}


def titled(found: Decision, titles: Titles) -> Decision:
    """Return a decision whose packages are called by their titles."""
    return replace(
        found,
        reference=titles[found.reference],
        packages={titles[name]: replace(own, name=titles[name]) for name, own in found.packages.items()},
        verdict=_verdict(found.verdict, titles),
        most_often=titles[found.most_often],
        least_worst=titles[found.least_worst],
        flips=tuple(flip._replace(rival=titles[flip.rival]) for flip in found.flips),
        economics=None if found.economics is None else _economics(found.economics, titles),
        learning=_learning(found.learning, titles),
        learning_in_money=_learning(found.learning_in_money, titles),
    )


def _verdict(found: Verdict, titles: Titles) -> Verdict:
    return replace(
        found,
        advised=found.advised and titles[found.advised],
        leader=found.leader and titles[found.leader],
        nearest=found.nearest and titles[found.nearest],
        alike=tuple(lead._replace(over=titles[lead.over]) for lead in found.alike),
        unpaid=tuple(titles[name] for name in found.unpaid),
        last=None if found.last is None else found.last._replace(over=titles[found.last.over]),
    )


def _economics(found: CostEffectiveness, titles: Titles) -> CostEffectiveness:
    places = tuple(
        own._replace(
            package=titles[own.package],
            by=tuple(titles[name] for name in own.by),
            over=own.over and titles[own.over],
        )
        for own in found.places
    )
    return found._replace(places=places)


def _learning(found: ValueOfInformation | None, titles: Titles) -> ValueOfInformation | None:
    return None if found is None else replace(found, choice=titles[found.choice])
