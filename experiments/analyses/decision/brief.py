"""Brief: a decision on one page: what to do, three numbers, what would change it, and the tables behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from experiments.analyses.decision.answer import (
    ALIKE_TOLD,
    advice_in_words,
    alike_in_words,
    doubts_in_words,
    enough_in_words,
    last_points_in_words,
    learning_in_words,
    unknown_in_words,
    unpaid_in_words,
    worth_in_words,
)
from experiments.analyses.decision.cost_effectiveness import mean_over_cases
from experiments.analyses.decision.figures import by_gain, gains_and_costs, points
from experiments.analyses.decision.method import Decision, Judged
from experiments.presentation.brief import Brief, Number, Sheet
from experiments.presentation.brief.content import Unit, described, made_in_words, sheet
from experiments.presentation.findings import plain
from experiments.presentation.voice import Voice
from experiments.presentation.words import listed, measure_in_words, money, name_in_words

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 5
"""Packages that a question names."""
LIMITS = ("prices", "packages", "probability")
PACKAGES: dict[str, Unit] = {
    "package": "text",
    "gain": "points",
    "gain_low": "points",
    "gain_high": "points",
    "gain_10%": "points",
    "gain_90%": "points",
    "unbeaten": "share",
    "unbeaten_low": "share",
    "unbeaten_high": "share",
    "best": "share",
    "regret_mean": "points",
    "regret_most": "points",
    "meets": "share",
    "extra_cost": "money",
    "extra_cost_low": "money",
    "extra_cost_high": "money",
    "cost_per_point": "money",
    "cost_per_point_low": "money",
    "cost_per_point_high": "money",
    "cost_per_person": "money",
    "cost_per_person_low": "money",
    "cost_per_person_high": "money",
    "equity_gap": "points",
    "theatre": "points",
    "within_budget": "share",
}
COSTS: dict[str, Unit] = {
    "package": "text",
    "gain": "points",
    "extra_cost_discounted": "money",
    "standing": "text",
    "by": "text",
    "over": "text",
    "cost_of_each_point": "money",
    "cost_of_each_point_low": "money",
    "cost_of_each_point_high": "money",
    "worth_most": "share",
    "worth_most_low": "share",
    "worth_most_high": "share",
}
LEARNING: dict[str, Unit] = {
    "unknown": "text",
    "value": "points",
    "value_low": "points",
    "value_high": "points",
    "changes": "share",
    "stands_out": "text",
    "members": "text",
}
IN_MONEY: dict[str, Unit] = {name: "money" if unit == "points" else unit for name, unit in LEARNING.items()}
FLIPS: dict[str, Unit] = {
    "parameter": "text",
    "rival": "text",
    "value": "number",
    "low": "number",
    "high": "number",
    "least": "number",
    "most": "number",
}
CASES: dict[str, Unit] = {
    "case": "text",
    "set": "text",
    "package": "text",
    "gain": "points",
    "extra_cost": "money",
    "equity_gap": "points",
}
TABLES: dict[str, dict[str, Unit]] = {
    "packages": PACKAGES,
    "cost_effectiveness": COSTS,
    "learning": LEARNING,
    "learning_in_money": IN_MONEY,
    "flips": FLIPS,
    "cases": CASES,
}


def brief_of(
    found: Decision,
    frames: Mapping[str, pd.DataFrame],
    voice: Voice,
    *,
    questions: Mapping[str, str],
    asked: Mapping[str, Any],
    command: str = "",
) -> Brief:
    """Return the brief of a decision whose packages are called as sentences call them.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Everything in full precision, the packages by the same names.
    questions : mapping of str to str
        What each package asks, by what it is called.
    asked : mapping of str to object
        What the sentence on what was run is filled with beside cases, replicates and packages.
    """
    names = [voice.plain("brief.quoted", name=name) for name in found.packages]
    numbers = {"cases": voice.number(len(found.cases)), "replicates": voice.number(found.replicates)}
    measure = _measure(found.measure, voice)
    key = "question" if len(names) <= MOST_NAMED else "question_many"
    return Brief(
        question=voice.plain(f"brief_decision.{key}", listed=listed(names, voice), number=voice.number(len(names))),
        asked=voice.plain(
            f"brief_decision.{'asked' if found.replicates > 1 else 'asked_once'}",
            measure=measure,
            reference=found.reference,
            **numbers,
            **asked,
        ),
        packages=described(questions, voice),
        answer=answer_in_brief(found, voice),
        numbers=_numbers(found, voice, measure),
        picture=gains_and_costs(found, voice),
        changes_head=voice.plain("brief.changes"),
        changes=_changes(found, voice),
        limits=[plain(voice.say("limits.forecast")), *(voice.plain(f"decision.limit_{name}") for name in LIMITS)],
        made=made_in_words(voice, command),
        sheets=_sheets(found, frames, voice, measure),
    )


def _measure(measure: str, voice: Voice) -> str:
    """Return what counts as gain as somebody reads it who does not know the model."""
    kind, _, process = measure.partition(".")
    if kind == "coverage" and process:
        return voice.plain("brief_decision.coverage", process=voice.process_in_full(process))
    return measure_in_words(voice, measure)


def answer_in_brief(found: Decision, voice: Voice) -> str:
    """Return what to do, whatever is as good as that or not settled against it, and what the last points cost."""
    verdict = found.verdict
    if verdict.kind != "try":
        return advice_in_words(found, voice)
    own = found.packages[verdict.advised or ""]
    said = voice.plain(
        "brief_decision.try", name=own.name, gain=points(voice, own.gain.mean.mean), reference=found.reference
    )
    beside = [alike_in_words(lead, found, voice) for lead in verdict.alike[:ALIKE_TOLD]]
    return " ".join([said, *beside, *last_points_in_words(found, voice), *_against_its_worth(found, voice)])


def _against_its_worth(found: Decision, voice: Voice) -> list[str]:
    """Return which package is worth most at what a point was said to be worth, where that is not the one to try."""
    chosen = None if found.economics is None else found.economics.worth_most()
    if chosen is None or chosen.package == found.verdict.advised:
        return []
    return worth_in_words(found, voice)[-1:]


def _shown(found: Decision) -> Judged:
    """Return the package whose numbers are shown: the one to try, or the one that gains most if none is."""
    verdict = found.verdict
    if verdict.kind == "try" and verdict.advised is not None:
        return found.packages[verdict.advised]
    return by_gain(found)[0]


def _numbers(found: Decision, voice: Voice, measure: str) -> list[Number]:
    own = _shown(found)
    of = {"name": own.name, "reference": found.reference, "measure": measure}

    def between(key: str, low: str, high: str, **more: str) -> str:
        return voice.plain(f"brief_decision.{key}", low=low, high=high, **more)

    low, high = points(voice, own.gain.low), points(voice, own.gain.high)
    gain = Number(
        voice.plain("brief_decision.points", points=voice.number(100.0 * (own.gain.mean.mean or 0.0), 1, signed=True)),
        voice.plain("brief_decision.gain", **of),
        between("gain_range", low, high, levels=_levels(found, own, voice)),
    )
    cost = Number(
        money(voice, own.cost.mean.mean or 0.0),
        voice.plain("brief_decision.cost", **of),
        between("cost_range", money(voice, own.cost.low), money(voice, own.cost.high), each=_each(found, own, voice)),
    )
    low, high = voice.percent(own.unbeaten.low or 0.0), voice.percent(own.unbeaten.high or 0.0)
    best = Number(
        voice.percent(own.unbeaten.mean or 0.0),
        voice.plain("brief_decision.best", **of),
        between("best_range", low, high, worst=points(voice, own.regret_most)),
    )
    return [gain, cost, best]


def _levels(found: Decision, own: Judged, voice: Voice) -> str:
    """Return from what coverage to what, where coverage is what counts."""
    if not found.measure.startswith("coverage."):
        return ""
    names = list(found.packages)
    places = (names.index(found.reference), names.index(own.name))
    before, after = (voice.percent(mean_over_cases(found.by_replicate[place]), 1) for place in places)
    return voice.plain("brief_decision.levels", before=before, after=after)


def _each(found: Decision, own: Judged, voice: Voice) -> str:
    """Return what a point costs, or one more woman covered; or that it is not settled."""
    price, people = own.cost_per_point, found.people_a_point
    if price is None or price.mean is None or price.low is None or price.high is None:
        return voice.plain("brief_decision.each_open")
    if price.high < 0.0:
        return voice.plain("brief_decision.each_saves")
    key, by = ("each_point", 1.0) if people is None else ("each_person", people)
    cost, low, high = (money(voice, end / by) for end in (price.mean, price.low, price.high))
    return voice.plain(f"brief_decision.{key}", cost=cost, low=low, high=high)


def _changes(found: Decision, voice: Voice) -> list[str]:
    unpaid = unpaid_in_words(found, voice) if found.verdict.kind == "try" else []
    learning = learning_in_words(found, voice)
    answered = _against_its_worth(found, voice) if found.verdict.kind == "try" else []
    return [
        *doubts_in_words(found, voice),
        *unpaid,
        *(said for said in worth_in_words(found, voice) if said not in answered),
        *([" ".join(learning)] if learning else []),
        enough_in_words(found, voice),
    ]


def _sheets(found: Decision, frames: Mapping[str, pd.DataFrame], voice: Voice, measure: str) -> list[Sheet]:
    words = {"reference": found.reference, "measure": measure}
    return [
        sheet(voice, f"sheets.{name}", _in_words(frames[name], voice), units, **words)
        for name, units in TABLES.items()
        if name in frames and len(frames[name])
    ]


def _in_words(frame: pd.DataFrame, voice: Voice) -> pd.DataFrame:
    """Return a table whose names and verdicts are words: what it is called in code is of no use to a reader."""
    said: dict[str, Callable[[Any], str]] = {
        "unknown": lambda name: unknown_in_words(name, voice),
        "parameter": lambda name: name_in_words(voice, name),
        "stands_out": lambda holds: voice.plain("decision.yes" if holds else "decision.no"),
        "standing": lambda name: voice.plain(f"brief_decision.standing.{name}"),
    }
    return frame.assign(**{name: frame[name].map(words) for name, words in said.items() if name in frame})
