"""Packages: those that a decision judged as a table for the terminal, a package a row.

The report has a table of its own, with more columns: ``experiments/analyses/decision/tables.py``.
"""

from __future__ import annotations

from experiments.analyses.decision.figures import points
from experiments.analyses.decision.method import Decision, Judged
from experiments.presentation.voice import Voice
from interface.language import say
from interface.output import print_table


def print_packages(found: Decision, voice: Voice) -> None:
    """Print gain, regret, cost and gap of each package."""

    def cost(own: Judged) -> str:
        if own.cost_per_point is None:
            return "-"
        if (own.cost_per_point.high or 0.0) < 0.0:
            return voice.plain("decision.saves_money")
        return voice.number(own.cost_per_point.mean or 0.0)

    rows = [
        (
            own.name,
            "-"
            if own.name == found.reference
            else f"{points(voice, own.gain.mean.mean)} ({points(voice, own.gain.low)}; {points(voice, own.gain.high)})",
            voice.percent(own.best.mean or 0.0),
            f"{points(voice, own.regret_mean)}; {points(voice, own.regret_most)}",
            voice.percent(own.meets.mean or 0.0),
            cost(own),
            points(voice, own.equity.mean.mean),
        )
        for own in found.packages.values()
    ]
    heads = [say("column.package"), say("decide.gain"), say("decide.best"), say("decide.regret")]
    heads += [say("decide.meets"), say("decide.cost", currency=voice.money.currency), say("decide.equity")]
    title = say("decide.title", packages=len(rows), cases=len(found.cases), reference=found.reference)
    print_table(heads, rows, title=title)
