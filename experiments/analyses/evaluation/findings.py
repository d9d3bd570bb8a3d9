"""Findings in words: which design to take, why, and what to distrust; each sentence from the numbers of the tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from experiments.analyses.evaluation.design import AUDIT, BY_TIME, DID, DIRECT, INTERACTION, MIXED, REPORTED
from experiments.analyses.evaluation.method import FAITHFUL_COVER, Answer
from experiments.analyses.evaluation.naming import label_of, percent, points
from experiments.presentation.voice import Voice
from experiments.presentation.words import money, set_in_words
from experiments.statistics.intervals import Estimate
from scenarios.vocabulary import title_of

if TYPE_CHECKING:
    from experiments.analyses.evaluation.ask import EvaluationFindings

ENOUGH = 160
"""Data sets below which the page warns that intervals are wide."""
SMALL_GAIN = 0.002
"""A gain of controls below this is not worth a sentence of its own."""
NAMED = 4
"""Distrusted answers that a sentence names; the tables have all."""


def paragraphs(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return the answer, why, and what to distrust."""
    said = [*_answer(found, voice), *(_other(found, one, voice) for one in found.questions[1:])]
    said += [_formula(found, voice), _unfaithful(found, voice), _by_time(found, voice)]
    said += [_contamination(found, voice), _spread(found, voice), *_reports(found, voice), _wrong(found, voice)]
    return [one for one in said if one is not None]


def doubts(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return what a page of paper has room for: what is not settled, other questions, formulas and reports."""
    close = _close(found, shown(found), voice)
    others = [_other(found, one, voice, "in_brief") for one in found.questions[1:]]
    said = [close, *others, _formula(found, voice), _spread(found, voice), *_reports(found, voice)[:1]]
    return [one for one in said if one is not None]


def lead(found: EvaluationFindings, voice: Voice, key: str = "lead") -> Markup:
    """Return what was run, in a few sentences."""
    asked = found.asked
    variants, designs = len(asked.designs), len({design.name for design in asked.designs})
    what = "what" if designs > 1 else "what_of_one" if variants > 1 else "what_single"
    carried = "carried" if variants > 1 else "carried_single"
    return voice.say(
        f"evaluation.{key if asked.planted is None else 'lead_planted'}",
        what=voice.say(f"evaluation.{what}", variants=voice.number(variants), designs=voice.number(designs)),
        carried=voice.plain(f"evaluation.{carried}"),
        data_sets=voice.number(found.data_sets),
        scenario=title_of(voice.language, asked.scenario),
        turn=_turn(found, voice),
    )


def _turn(found: EvaluationFindings, voice: Voice) -> Markup:
    """Return to which other rules regions turn; nothing where they keep theirs."""
    each = [
        voice.listed([set_in_words(voice, f"{name}={value!r}") for name, value in rules]) for rules in found.asked.rules
    ]
    return voice.say("evaluation.turn", rules=Markup("; ").join(each)) if each else Markup("")


def quiet(found: EvaluationFindings, voice: Voice) -> Markup:
    """Return how little clusters of these worlds move without coaching."""
    own = found.answers[0].clusters
    between, over_time = points(voice, own.between), points(voice, own.over_time)
    return voice.say("evaluation.limit.quiet", between=between, over_time=over_time)


def shown(found: EvaluationFindings) -> Answer:
    """Return the answer that is advised; or of those that may be believed, or else of all, the one of most power."""
    question = found.questions[0]
    same = [one for one in found.answers if one.design.question == question]
    return found.best() or max(_faithful(found, question) or same, key=lambda one: _of(one.power))


def warnings(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    """Return what must be known before believing any of it."""
    said = [voice.say("evaluation.warning.planted")] if found.asked.planted is not None else []
    if found.data_sets < ENOUGH:
        said.append(voice.say("evaluation.warning.few", data_sets=voice.number(found.data_sets)))
    for one in found.answers:
        if one.failed or one.failed_without:
            counts = {"failed": one.failed, "without": one.failed_without, "data_sets": found.data_sets}
            said.append(voice.say("evaluation.warning.failed", **_names(found, one, voice), **counts))
    return said


def _names(found: EvaluationFindings, one: Answer, voice: Voice) -> dict[str, object]:
    return {
        "label": label_of(found.asked.designs, one.design, voice),
        "estimator": voice.plain(f"evaluation.estimator.{one.estimator}"),
    }


def _ends(one: Estimate, shown: Callable[[float], str]) -> dict[str, str]:
    mean, low, high = (math.nan if value is None else value for value in (one.mean, one.low, one.high))
    return {"low": shown(low), "high": shown(high), "mean": shown(mean)}


def _of(one: Estimate | None) -> float:
    return math.nan if one is None or one.mean is None else one.mean


def _answer(found: EvaluationFindings, voice: Voice) -> list[Markup | None]:
    asked, best = found.asked, found.best()
    faithful = _faithful(found, found.questions[0])
    chosen = shown(found)
    if not faithful:
        return [voice.say("evaluation.answer.none_at_all")]
    good = [one for one in faithful if one.reaches(asked.power)]
    power = _ends(chosen.power, lambda value: percent(voice, value))
    first = voice.say(
        f"evaluation.answer.{'none' if best is None else 'take' if len(good) > 1 else 'take_only'}",
        **_names(found, chosen, voice),
        question=voice.plain(f"evaluation.question.{chosen.design.question}"),
        power=power["mean"],
        low=power["low"],
        high=power["high"],
        cost=money(voice, chosen.cost.whole),
        good=voice.number(len(good)),
        wanted=voice.percent(asked.power),
    )
    return [first, _why(chosen, voice), _cost(chosen, voice), _close(found, chosen, voice)]


def _faithful(found: EvaluationFindings, question: str) -> list[Answer]:
    return [one for one in found.answers if one.design.question == question and one.is_faithful(found.asked.level)]


def _other(found: EvaluationFindings, question: str, voice: Voice, key: str = "") -> Markup:
    """Return which design answers another question."""
    best = found.best(question)
    words: dict[str, object] = {"question": voice.plain(f"evaluation.question.{question}")}
    words["wanted"] = voice.percent(found.asked.power)
    faithful = _faithful(found, question)
    if not faithful:
        return voice.say("evaluation.other.distrusted", **words)
    chosen = best or max(faithful, key=lambda one: _of(one.power))
    power = _ends(chosen.power, lambda value: percent(voice, value))
    words |= {"power": power["mean"], "low": power["low"], "high": power["high"]}
    words |= {"truth": points(voice, _of(chosen.truth)), "visible": points(voice, _of(chosen.visible))}
    words |= {"cost": money(voice, chosen.cost.whole), **_names(found, chosen, voice)}
    key = key or ("none" if best is None else "take")
    return voice.say(f"evaluation.other.{key}", **words)


def _why(chosen: Answer, voice: Voice) -> Markup:
    low, high = (points(voice, end, bare=True) for end in chosen.truth_between)
    return voice.say(
        "evaluation.answer.why",
        truth=points(voice, _of(chosen.truth)),
        truth_low=low,
        truth_high=high,
        found=points(voice, _of(chosen.found)),
        visible=points(voice, _of(chosen.visible)),
    )


def _cost(chosen: Answer, voice: Voice) -> Markup:
    cost = chosen.cost
    parts = {"cost": cost.whole, "data": cost.data, "coaching": cost.coaching}
    return voice.say("evaluation.answer.cost", **{name: money(voice, value) for name, value in parts.items()})


def _close(found: EvaluationFindings, chosen: Answer, voice: Voice) -> Markup | None:
    """Return how many cheaper ones might reach the power as well."""
    asked = found.asked
    some = [
        one
        for one in found.answers
        if one.is_faithful(asked.level)
        and one.may_reach(asked.power)
        and not one.reaches(asked.power)
        and one.cost.whole < chosen.cost.whole
        and one.design.question == chosen.design.question
    ]
    if not some or found.best() is None:
        return None
    key = "close" if len(some) > 1 else "close_one"
    return voice.say(f"evaluation.answer.{key}", number=voice.number(len(some)), wanted=voice.percent(asked.power))


def _formula(found: EvaluationFindings, voice: Voice) -> Markup | None:
    """Return where the usual formula promises most beyond what was found."""
    known = [one for one in found.answers if math.isfinite(one.usual)]
    if not known or found.asked.planted is not None:
        return None
    over = [one for one in known if one.power.high is not None and one.usual > one.power.high]
    if not over:
        return voice.say("evaluation.distrust.usual_none")
    worst = max(over, key=lambda one: one.usual - _of(one.power))
    power = _ends(worst.power, lambda value: percent(voice, value))
    return voice.say(
        "evaluation.distrust.usual",
        usual=percent(voice, worst.usual),
        power=power["mean"],
        low=power["low"],
        high=power["high"],
        **_names(found, worst, voice),
    )


def _unfaithful(found: EvaluationFindings, voice: Voice) -> Markup | None:
    """Return which answers are to be distrusted, and why."""
    level = found.asked.level
    bad = [one for one in found.answers if not one.is_faithful(level)]
    if not bad:
        return None
    parts = [
        voice.say("evaluation.distrust.not_faithful_part", why=_reason(one, level, voice), **_names(found, one, voice))
        for one in sorted(bad, key=lambda one: _of(one.cover))[:NAMED]
    ]
    return voice.say(
        "evaluation.distrust.not_faithful",
        number=voice.number(len(bad)),
        whole=voice.number(len(found.answers)),
        listed=Markup("; ").join(parts),
    )


def _reason(one: Answer, level: float, voice: Voice) -> str:
    said: list[str] = []
    if one.size.low is None or one.size.low > level:
        said.append(voice.plain("evaluation.distrust.size", size=percent(voice, _of(one.size))))
    if one.cover.high is None or one.cover.high < FAITHFUL_COVER:
        said.append(voice.plain("evaluation.distrust.cover", cover=percent(voice, _of(one.cover))))
    return "; ".join(said)


def _by_time(found: EvaluationFindings, voice: Voice) -> Markup | None:
    """Return how far one coefficient misses where gains grow, beside an effect for each length of coaching."""
    of = {(one.design, one.estimator): one for one in found.answers}
    pairs = [
        (one, of[design, BY_TIME]) for (design, name), one in of.items() if name == MIXED and (design, BY_TIME) in of
    ]
    missed = [
        (one, other)
        for one, other in pairs
        if one.bias.high is not None and one.bias.high < 0.0 and _of(one.truth) > 0.0
    ]
    if not missed:
        return None
    one, other = min(missed, key=lambda pair: _of(pair[0].bias))
    return voice.say(
        "evaluation.distrust.time",
        bias=points(voice, _of(one.bias)),
        bias_by=points(voice, _of(other.bias)),
        by=voice.plain(f"evaluation.estimator.{BY_TIME}"),
        **_names(found, one, voice),
    )


def _contamination(found: EvaluationFindings, voice: Voice) -> Markup | None:
    answers = [one for one in found.answers if one.design.question != INTERACTION]
    known = [one for one in answers if one.contamination is not None and one.contamination.mean is not None]
    if not known:
        return None
    most = min(known, key=lambda one: _of(one.contamination))
    gain = -_of(most.contamination)
    if gain < SMALL_GAIN:
        return voice.say("evaluation.distrust.contaminated_none", most=points(voice, SMALL_GAIN))
    label = label_of(found.asked.designs, most.design, voice)
    return voice.say("evaluation.distrust.contaminated", gain=points(voice, gain), label=label)


def _spread(found: EvaluationFindings, voice: Voice) -> Markup | None:
    """Return what a comparison inside regions counts for or against coaching: what the uncoached gain."""
    known = [one for one in found.answers if one.design.question == INTERACTION and one.contamination is not None]
    if not known:
        return None
    most = max(known, key=lambda one: abs(_of(one.contamination)))
    more = -_of(most.contamination)
    label = label_of(found.asked.designs, most.design, voice)
    if not abs(more) >= SMALL_GAIN:
        return voice.say("evaluation.distrust.spread_none", most=points(voice, SMALL_GAIN))
    return voice.say(
        f"evaluation.distrust.spread_{'more' if more > 0.0 else 'less'}", gain=points(voice, abs(more)), label=label
    )


def _reports(found: EvaluationFindings, voice: Voice) -> list[Markup | None]:
    """Return in a sentence what overstatement does to difference in differences on reports, and that audits lack it."""
    told = _of_source(found.answers, REPORTED)
    if not told:
        return []
    one = max(told, key=lambda answer: abs(_of(answer.theatre)))
    theatre = one.theatre
    if theatre is None or theatre.low is None or theatre.high is None:
        return []
    is_shown = theatre.low > 0.0 or theatre.high < 0.0
    ends = _ends(theatre, lambda value: points(voice, value if _of(theatre) > 0.0 or not is_shown else -value))
    if theatre.high < 0.0:
        ends["low"], ends["high"] = ends["high"], ends["low"]
    parts = {"label": label_of(found.asked.designs, one.design, voice), "theatre": ends["mean"]}
    parts |= {"low": ends["low"], "high": ends["high"]}
    audits = _of_source(found.answers, AUDIT)
    key = "neither" if not is_shown else "flatter" if theatre.low > 0.0 else "hide"
    if is_shown and audits:
        parts["audited"] = label_of(found.asked.designs, audits[0].design, voice)
    elif is_shown:
        key += "_alone"
    said: list[Markup | None] = [voice.say(f"evaluation.reports.{key}", **parts)]
    if one.lag is not None and one.lag.high is not None and one.lag.high < 0.0:
        said.append(voice.say("evaluation.reports.lag", lag=points(voice, -_of(one.lag))))
    return said


def _of_source(answers: Sequence[Answer], source: str) -> list[Answer]:
    """Return differences in differences of the coached on data of one source."""
    return [
        one for one in answers if one.design.source == source and one.design.question == DIRECT and one.estimator == DID
    ]


def _wrong(found: EvaluationFindings, voice: Voice) -> Markup:
    worst = max(found.answers, key=lambda one: _of(one.wrong))
    return voice.say("evaluation.distrust.wrong", wrong=percent(voice, _of(worst.wrong)), **_names(found, worst, voice))
