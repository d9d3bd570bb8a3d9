"""Wording: conditions and outcomes in plain English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from experiments.analyses.discovery.boxes import Limit
from experiments.analyses.discovery.cases import Condition, Outcome
from experiments.presentation.voice import Voice
from experiments.presentation.words import choice_in_words, measure_in_words, name_in_words
from scenarios.overrides import asked_in
from simulation.parameters import declared

TEXTS = Path(__file__).resolve().parent / "texts"


def value_in_words(voice: Voice, parameter: str, value: float) -> str:
    """Return a value with as many decimals as make sense over its range."""
    known = declared().get(asked_in(parameter).name)
    if known is None or known.high - known.low <= 2.0:
        return voice.number(value, 2)
    return voice.number(value, 0 if known.whole or known.high - known.low > 50.0 else 1)


def event_in_words(voice: Voice, outcome: Outcome) -> str:
    """Return what is asked for, as a clause: ``gains spread``."""
    if outcome.is_event:
        return voice.measure(outcome.measure, "event") or outcome.measure
    key, bound = ("above", outcome.above) if outcome.above is not None else ("below", outcome.below)
    return voice.plain(
        f"event.{key}", measure=measure_in_words(voice, outcome.measure), bound=voice.exact(bound or 0.0)
    )


def conditions_in_words(voice: Voice, limits: Sequence[Limit], conditions: Mapping[str, Condition]) -> list[str]:
    """Return the limits of a box, those of one column together."""
    return [
        _condition(voice, [limit for limit in limits if limit.column == column], conditions[column])
        for column in dict.fromkeys(limit.column for limit in limits)
    ]


def joined(voice: Voice, parts: Sequence[str]) -> str:
    """Return conditions as one clause; nothing restricted is everywhere."""
    if not parts:
        return voice.plain("discovery.everywhere")
    return str(Markup(voice.listed([Markup(part) for part in parts])))


def _condition(voice: Voice, limits: Sequence[Limit], condition: Condition) -> str:
    name = name_in_words(voice, condition.parameter)
    if condition.choice:
        key = "condition.is" if limits[0].is_lower else "condition.is_not"
        return voice.plain(key, name=name, choice=choice_in_words(voice, condition.choice))
    low = [value_in_words(voice, condition.parameter, limit.value) for limit in limits if limit.is_lower]
    high = [value_in_words(voice, condition.parameter, limit.value) for limit in limits if not limit.is_lower]
    if low and high:
        return voice.plain("condition.between", name=name, low=low[0], high=high[0])
    if low:
        return voice.plain("condition.above", name=name, low=low[0])
    return voice.plain("condition.below", name=name, high=high[0])


def sentence(voice: Voice, found: object) -> str:
    """Return a discovery as one sentence."""
    from experiments.analyses.discovery.method import Discovery

    assert isinstance(found, Discovery)
    cases, overall = found.cases, found.overall.mean or 0.0
    event = event_in_words(voice, cases.outcome)
    count = voice.number(len(cases))
    if overall == 0.0:
        return voice.plain("discovery.never", cases=count, event=event)
    if overall == 1.0:
        return voice.plain("discovery.always", cases=count, event=event)
    if found.box is None:
        return voice.plain("discovery.sentence_none", event=event, overall=voice.percent(overall), cases=count)
    return voice.plain(
        "discovery.sentence",
        density=voice.percent(found.box.density),
        coverage=voice.percent(found.box.coverage),
        conditions=joined(voice, conditions_in_words(voice, found.box.limits, cases.conditions)),
        event=event,
    )
