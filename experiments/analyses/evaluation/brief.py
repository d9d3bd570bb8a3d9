"""Brief: an evaluation on one page: which study to make, three numbers, what to distrust, and the table behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from experiments.analyses.evaluation import accounts_in_words as accounts
from experiments.analyses.evaluation import figures as drawn
from experiments.analyses.evaluation import findings as told
from experiments.analyses.evaluation.method import Answer
from experiments.analyses.evaluation.naming import label_of, percent, points
from experiments.presentation.brief import Brief, Number, Sheet
from experiments.presentation.brief.content import Unit, made_in_words, sheet
from experiments.presentation.findings import plain
from experiments.presentation.voice import Voice
from experiments.presentation.words import money

if TYPE_CHECKING:
    import pandas

    from experiments.analyses.evaluation.ask import EvaluationFindings

LIMITS = ("forecast", "study")
LOW = 0.6
"""Height of its figure, over that of other briefs: words take more room here."""
COLUMNS: dict[str, Unit] = {
    "design": "text",
    "estimator": "text",
    "power": "share",
    "power_low": "share",
    "power_high": "share",
    "usual_formula": "share",
    "size": "share",
    "size_low": "share",
    "size_high": "share",
    "truth": "points",
    "found": "points",
    "bias": "points",
    "bias_low": "points",
    "bias_high": "points",
    "cover": "share",
    "visible": "points",
    "cost_of_data": "money",
    "cost_of_coaching": "money",
    "faithful": "text",
}


def brief_of(found: EvaluationFindings, voice: Voice, frame: pandas.DataFrame, command: str) -> Brief:
    """Return the brief of an evaluation.

    Parameters
    ----------
    frame : DataFrame
        Every answer, in full precision.
    """
    asked = found.asked
    answer = told.paragraphs(found, voice)[0]
    return Brief(
        question=asked.question if voice.language == "en" else asked.question_es,
        asked=plain(told.lead(found, voice, "lead_in_brief")),
        packages=[],
        answer=plain(answer),
        numbers=_numbers(told.shown(found), voice),
        picture=replace(drawn.by_cost(found, voice), height=LOW),
        changes_head=voice.plain("evaluation.brief.changes"),
        changes=[plain(one) for one in _doubts(found, voice)],
        limits=[
            plain(told.quiet(found, voice)),
            *(plain(voice.say(f"evaluation.limit.{name}")) for name in _limits(found)),
        ],
        made=made_in_words(voice, command),
        sheets=[_sheet(found, voice, frame), *([accounts.sheet_of(found, voice)] if found.accounts else [])],
    )


def _limits(found: EvaluationFindings) -> list[str]:
    return [*LIMITS, *(["rules"] if found.asked.rules else [])]


def _doubts(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return what to know before relying on it; which account is true, in place of other doubts where that is asked."""
    said = accounts.in_brief(found, voice)
    return [*told.warnings(found, voice), *(said or told.doubts(found, voice))]


def _numbers(one: Answer, voice: Voice) -> list[Number]:
    """Return power, what is found of the truth, and cost, of the answer that is advised or nearest."""
    low, high = (percent(voice, end or 0.0) for end in (one.power.low, one.power.high))
    least, most = (points(voice, end, bare=True) for end in one.truth_between)
    truth = points(voice, one.truth.mean or 0.0)
    cost = {"data": money(voice, one.cost.data), "coaching": money(voice, one.cost.coaching)}
    return [
        Number(
            percent(voice, one.power.mean or 0.0),
            voice.plain("evaluation.brief.power"),
            voice.plain("evaluation.brief.power_range", low=low, high=high),
        ),
        Number(
            points(voice, one.found.mean or 0.0),
            voice.plain("evaluation.brief.found"),
            voice.plain("evaluation.brief.found_range", truth=truth, low=least, high=most),
        ),
        Number(
            money(voice, one.cost.whole),
            voice.plain("evaluation.brief.cost"),
            voice.plain("evaluation.brief.cost_range", **cost),
        ),
    ]


def _sheet(found: EvaluationFindings, voice: Voice, frame: pandas.DataFrame) -> Sheet:
    designs = [label_of(found.asked.designs, one.design, voice) for one in found.answers]
    estimators = [voice.plain(f"evaluation.estimator.{one.estimator}") for one in found.answers]
    said = [voice.plain(f"evaluation.brief.{'no' if one else 'yes'}") for one in frame["faithful"]]
    own = frame.assign(design=designs, estimator=estimators, faithful=said)
    return sheet(voice, "sheets.answers", own, COLUMNS)
