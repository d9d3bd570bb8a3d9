"""Place brief: what a page has room for of the places: what is settled, and those with the most and the least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analyses.comparison.by_place import PlaceEstimate
from experiments.analyses.comparison.place_words import PlaceWords, kind_of
from experiments.analyses.comparison.subject import Subject
from experiments.presentation.brief import Excerpt
from experiments.presentation.findings import plain

if TYPE_CHECKING:
    import pandas as pd

MOST = 6
"""Places on the page: of more, half of them with the most and half with the least."""


def excerpt_of(words: PlaceWords, name: str) -> Excerpt:
    """Return what a scenario changes over the reference by place; no interval stands where none can be shown."""
    subject, found, say = words.subject, words.found, words.voice.plain
    measure = f"coverage.{subject.lead}"
    contrasts = sorted(
        (found.contrast(name, place, measure) for place in found.places), key=lambda one: -(one.mean or 0.0)
    )
    are_all = len(contrasts) <= MOST
    rows = contrasts if are_all else [*contrasts[: MOST // 2], *contrasts[-(MOST // 2) :]]
    said = [plain(words.too_few())] if not found.are_enough else [plain(one) for one in words.over_reference(name)]
    if not are_all:
        counts = {"shown": words.voice.number(MOST), "number": words.voice.number(len(contrasts))}
        said.append(say("place_brief.ends", places=say(f"places.{found.level}.plural"), **counts))
    heads = [
        say(f"places.{found.level}.name"),
        say("place_brief.level", name=subject.title(subject.names[0])),
        say("place_brief.level", name=subject.title(name)),
        say("place_brief.difference"),
        say("place_brief.interval"),
    ]
    title = say("place_brief.title", by=plain(words.by), process=words.process)
    return Excerpt(title, said, heads, [_row(words, one) for one in rows])


def _row(words: PlaceWords, one: PlaceEstimate) -> list[str]:
    """Return a place: coverage under both, the difference, and its interval of all, or why there is none."""
    voice, found = words.voice, words.found
    levels = [found.estimate(name, one.place, one.measure).mean for name in (one.reference or "", one.scenario)]
    return [
        one.place,
        *(voice.plain("table.dash") if level is None else voice.percent(level, 1) for level in levels),
        voice.number(100.0 * (one.mean or 0.0), 1, signed=True),
        _interval(words, one),
    ]


def _interval(words: PlaceWords, one: PlaceEstimate) -> str:
    say, number = words.voice.plain, words.voice.number
    if one.withheld == "few_runs":
        return say("place_brief.few_runs")
    if one.low_together is None or one.high_together is None:
        return say("by_place.drawn_cell", drawn=number(one.drawn_in or 0), runs=number(words.subject.runs))
    if kind_of(one) == "same":
        return say("place_brief.same")
    ends = [number(100.0 * end, 1, signed=True) for end in (one.low_together, one.high_together)]
    between = say("by_place.alone", low=ends[0], high=ends[1])
    return between if one.sign else f"{between}, {say('by_place.unsettled_cell')}"


def in_words(frame: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Return the table of places with words for names, and why an interval is withheld."""
    say = subject.voice.plain

    def measure(name: str) -> str:
        kind, _, process = name.partition(".")
        of = {"process": subject.voice.process_in_full(process)} if process else {}
        return say(f"sheets.places.measures.{kind}", **of)

    return frame.assign(
        measure=[measure(name) for name in frame["measure"]],
        why=[say(f"place_brief.why_{own}") if own else "" for own in frame["withheld"]],
        drawn_in=frame["drawn_in"].astype("float64"),
    )
