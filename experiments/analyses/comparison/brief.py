"""Brief: a comparison on one page: what differs, three numbers, what would change it, and the tables behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from experiments.analyses.comparison.answer import Answer, digits_for, is_clear
from experiments.analyses.comparison.cost_tables import CostTables
from experiments.analyses.comparison.pictures import pictures_of
from experiments.analyses.comparison.place_brief import excerpt_of, in_words
from experiments.analyses.comparison.place_words import PlaceWords
from experiments.analyses.comparison.subject import Subject
from experiments.presentation.brief import Brief, Excerpt, Number, Sheet
from experiments.presentation.brief.content import Unit, described, made_in_words, sheet
from experiments.presentation.findings import plain
from experiments.presentation.words import listed, measure_in_words, money, unit_of
from experiments.statistics.intervals import Estimate
from scenarios.vocabulary import measure_in
from simulation.results import measures

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 4
"""Scenarios that a question names."""
UNTOLD = ("once", "unknown")
"""Verdicts on one more woman covered that a page has no room for: they say what was not asked."""
LIMITS = {
    "none": ("limits.forecast", "limits.parameters", "limits.intervals", "limits.money"),
    "plausible": ("limits.forecast", "limits.parameters", "limits.intervals_plausible", "limits.money"),
}
ENDS: dict[str, Unit] = {"mean": "number", "low": "number", "high": "number"}
TABLES: dict[str, dict[str, Unit]] = {
    "estimates": {"scenario": "text", "measure": "text", "unit": "text", **ENDS, "defined": "number"},
    "contrasts": {"a": "text", "b": "text", "measure": "text", "unit": "text", **ENDS, "defined": "number"},
    "places": {
        "scenario": "text",
        "reference": "text",
        "place": "text",
        "region": "text",
        "teams": "number",
        "measure": "text",
        **ENDS,
        "low_together": "number",
        "high_together": "number",
        "why": "text",
        "drawn_in": "number",
        "defined": "number",
    },
    "costs": {
        "scenario": "text",
        "year": "text",
        "kind": "text",
        "payer": "text",
        "cost": "money",
        "discounted_cost": "money",
    },
}


def brief_of(subject: Subject, frames: Mapping[str, pd.DataFrame], command: str = "") -> Brief:
    """Return the brief of a comparison.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Everything in full precision.
    """
    voice, names = subject.voice, [subject.voice.plain("brief.quoted", name=title) for title in subject.titles]
    numbers = {"runs": subject.runs, "months": subject.months, "teams": subject.settings(subject.names[0]).places.teams}
    key = "question" if len(names) <= MOST_NAMED else "question_many"
    span = f" {voice.span(subject.months)}" if voice.calendar is not None else ""
    answer, pictures = Answer(subject), pictures_of(subject)
    return Brief(
        question=voice.plain(
            f"brief_comparison.{key}",
            reference=names[0],
            others=listed(names[1:], voice),
            number=voice.number(len(names)),
        ),
        asked=voice.plain(
            f"brief_comparison.asked_{subject.comparison.uncertainty}",
            span=span,
            **{name: voice.number(number) for name, number in numbers.items()},
        ),
        packages=described({subject.title(name): subject.question(name) for name in subject.names}, voice),
        answer=" ".join(plain(said) for said in _answer(subject, answer)),
        numbers=_numbers(subject),
        picture=pictures[0] if pictures else None,
        changes_head=voice.plain("brief_comparison.besides", name=subject.title(shown(subject))),
        changes=[plain(said) for said in _changes(subject, answer)],
        limits=[plain(voice.say(key)) for key in LIMITS[subject.comparison.uncertainty]],
        made=made_in_words(voice, command),
        sheets=_sheets(subject, frames),
        places=_places(subject),
    )


def shown(subject: Subject) -> str:
    """Return the scenario whose numbers are shown: the one that covers most over the reference."""
    measure = f"coverage.{subject.lead}"
    gains = {name: subject.comparison.contrast(name, measure).mean for name in subject.others}
    return max(gains, key=lambda name: gains[name] or 0.0)


def _answer(subject: Subject, answer: Answer) -> list[object]:
    """Return what differs, and how the scenario ends whose numbers are shown."""
    sentences = answer.sentences()
    over, each = sentences[: -len(subject.names)], sentences[-len(subject.names) :]
    name = shown(subject)
    explained = [subject.voice.say("brief_comparison.twin")] if subject.is_coached(name) else []
    return [*over, each[subject.names.index(name)], *explained]


def _places(subject: Subject) -> Excerpt | None:
    """Return what was found by place, where that was asked for."""
    if subject.comparison.by_place is None:
        return None
    quoted = PlaceWords(subject, lambda name: subject.voice.plain("brief.quoted", name=subject.title(name)))
    return excerpt_of(quoted, shown(subject))


def _numbers(subject: Subject) -> list[Number]:
    name = shown(subject)
    return [_coverage(subject, name), _spread(subject, name), _cost(subject, name)]


def _words(subject: Subject, name: str) -> dict[str, str]:
    """Return what a scenario, the reference and the process are called."""
    process = subject.voice.process_in_full(subject.lead)
    return {"name": subject.title(name), "reference": subject.title(subject.names[0]), "process": process}


def _coverage(subject: Subject, name: str) -> Number:
    """Return by how much coverage differs at the end."""
    voice, measure = subject.voice, f"coverage.{subject.lead}"
    of = _words(subject, name)
    own = subject.comparison.contrast(name, measure)
    mean = own.mean or 0.0
    number = voice.number(100.0 * mean, digits_for(mean), signed=True)
    value = voice.plain("brief_comparison.points", points=number)
    estimate = Estimate(own.mean, own.low, own.high, own.defined)
    return Number(value, voice.plain("brief_comparison.difference", **of), _ends(estimate, subject, "points"))


def _level(subject: Subject, name: str) -> Number:
    """Return coverage at the end."""
    voice, own = subject.voice, subject.estimate(name, f"coverage.{subject.lead}")
    of = _words(subject, name)
    return Number(voice.percent(own.mean or 0.0, 1), voice.plain("brief_comparison.level", **of), _ends(own, subject))


def _spread(subject: Subject, name: str) -> Number:
    """Return in what share of runs gains spread, or the level of coverage where nobody is coached."""
    voice, own = subject.voice, subject.estimate(name, "regime.spread")
    of = _words(subject, name)
    if own.mean is None:
        return _level(subject, name)
    other = subject.estimate(subject.names[0], "regime.spread")
    beside = ""
    if other.mean is not None:
        beside = voice.plain("brief_comparison.spread_under", share=voice.percent(other.mean), **of)
    ends = _ends(own, subject)
    return Number(voice.percent(own.mean), voice.plain("brief_comparison.spread", **of), f"{ends} {beside}".strip())


def _cost(subject: Subject, name: str) -> Number:
    """Return what a scenario costs over the reference, and what one more woman covered costs."""
    tables, voice = CostTables(subject), subject.voice
    own = tables.costs.extra(name)
    ends = _ends(own, subject, "money")
    is_told = tables.costs.per_person(name).verdict not in UNTOLD
    label = voice.plain("brief_comparison.extra", rate=voice.rate(tables.costs.rate), **_words(subject, name))
    person = plain(tables.person(name)) if is_told else ""
    return Number(money(voice, own.mean or 0.0), label, f"{ends} {person}".strip())


def _ends(own: Estimate, subject: Subject, written: str = "percent") -> str:
    """Return how far a number may lie from it, in words: what the interval leaves open is said."""
    voice = subject.voice
    if own.low is None or own.high is None:
        return voice.plain("brief_comparison.once")
    if written == "percent":
        ends = [voice.percent(end, 1 if 0.0 < end < 0.01 else 0) for end in (own.low, own.high)]
        return voice.plain("brief_comparison.interval", low=ends[0], high=ends[1])
    if written == "money":
        ends = [money(voice, end) for end in (own.low, own.high)]
    else:
        digits = digits_for(own.mean or 0.0)
        ends = [voice.number(100.0 * end, digits) for end in (own.low, own.high)]
    key = "none" if own.low == own.high == 0.0 else "interval" if is_clear(own) else "interval_open"
    return voice.plain(f"brief_comparison.{key}", low=ends[0], high=ends[1])


def _changes(subject: Subject, answer: Answer) -> list[object]:
    """Return what speaks against the answer: runs in which it is the other way, what fades, what reports hide."""
    voice, name, of = subject.voice, shown(subject), f"coverage.{subject.lead}"
    apart = subject.ensemble(name).measure(of) - subject.ensemble(subject.names[0]).measure(of)
    is_more = apart.mean() >= 0.0
    against = float(np.mean(apart < 0.0 if is_more else apart > 0.0))
    key = f"against_{'more' if is_more else 'less'}{'' if against else '_never'}"
    share = voice.percent(against, 1 if 0.0 < against < 0.01 else 0)
    return [voice.plain(f"brief_comparison.{key}", share=share, **_words(subject, name)), *answer.details(name)]


def _sheets(subject: Subject, frames: Mapping[str, pd.DataFrame]) -> list[Sheet]:
    return [
        sheet(subject.voice, f"sheets.{name}", _in_words(frames[name], subject), units)
        for name, units in TABLES.items()
        if name in frames and len(frames[name])
    ]


def _in_words(frame: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Return a table whose names are words, with the unit of each measure; those that have no words are left out."""
    voice, titles = subject.voice, dict(zip(subject.names, subject.titles, strict=True))
    if "place" in frame:
        frame = in_words(frame, subject)
    named = frame.assign(
        **{
            name: [titles.get(own, "") for own in frame[name]]
            for name in ("scenario", "reference", "a", "b")
            if name in frame
        }
    )
    for name in ("kind", "payer"):
        if name in named:
            named[name] = [voice.plain(f"costs.{own}.name") for own in named[name]]
    if "measure" not in named or "place" in named:
        return named
    units = {own.name: own.unit for own in measures(subject.processes)}
    known = [own in units and measure_in(voice.language, own) is not None for own in named["measure"]]
    named = named[known]
    return named.assign(
        unit=[plain(unit_of(voice, units[own])) for own in named["measure"]],
        measure=[measure_in_words(voice, own) for own in named["measure"]],
    )
