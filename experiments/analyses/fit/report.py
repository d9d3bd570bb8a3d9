"""Page of a fit: what figures rule out, what they leave open, and how far the sets lie from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from experiments.analyses.fit import figures as drawn
from experiments.analyses.fit.method import CONFIDENCE, FEW, Narrowed, range_of
from experiments.analyses.fit.reading import LEAST_PEOPLE, figures_frame
from experiments.analyses.fit.summaries import MEAN, STEPS, Summary
from experiments.presentation.blocks import Cell, Table
from experiments.presentation.figures import Picture
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import measure_in_words, name_in_words, scenario_in_full
from experiments.runs.model import model_digest
from scenarios.vocabulary import in_lower_case, title_of

if TYPE_CHECKING:
    import pandas

    from experiments.analyses.fit.ask import FitFindings

TEXTS = Path(__file__).resolve().parent / "texts"
OPEN = ("name", "before_low", "before_high", "low", "high", "ratio", "ratio_low", "ratio_high", "p", "informed")
SUMMARIES = ("summary", "process", "group", "first_month", "last_month", "reported")
NAMED = 3
"""Informed values that a sentence names; the table has all."""
DRAWN = 12
"""Rows of the picture of ranges."""


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of fits."""
    return Voice(language, TEXTS)


def page_of(found: FitFindings, voice: Voice, command: str) -> Page:
    """Return the page."""
    figures = found.figures
    first, last = map(voice.month, figures.ends)
    return Page(
        heading=voice.plain("fit.heading", scenario=title_of(voice.language, found.scenario)),
        lead=voice.say(
            "fit.lead",
            figures=voice.number(figures.number),
            level=f"{voice.number(len(figures.places))} {voice.plain(f'places.{figures.level}.plural')}",
            first=first,
            last=last,
            sets=voice.number(len(found.names)),
            replicates=voice.number(found.replicates),
        ),
        findings=findings(found, voice),
        warnings=_warnings(found, voice),
        pictures=_pictures(found, voice),
        tables=tables(found, voice),
        method=[
            voice.say(
                "fit.method.ruled", confidence=voice.percent(CONFIDENCE), both=voice.percent(found.ruler.both, 1)
            ),
            voice.say("fit.method.noise", discrepancy=_points(voice, found.discrepancy)),
            voice.say("fit.method.open"),
        ],
        limits=[voice.say(f"fit.limit.{name}") for name in ("forecast", "kept", "discrepancy", "reported", "study")],
        facts=_facts(found, voice),
        command=command,
        files={name: text for name, text in found.scenario.text.items() if "baseline" not in name},
        data=frames_of(found),
    )


def findings(found: FitFindings, voice: Voice) -> list[Markup]:
    """Return the answer, and what is left open."""
    number = voice.number
    kept, sets = int(found.matched.kept.sum()), len(found.names)
    common = {"sets": number(sets), "kept": number(kept), "out": number(sets - kept)}
    if found.verdict == "none":
        return [voice.say("fit.answer.none", **common), _nearest(found, voice)]
    if found.verdict == "nothing":
        key = "nothing" if kept < sets else "nothing_at_all"
        return [voice.say(f"fit.answer.{key}", **common)]
    share = voice.percent((sets - kept) / sets)
    return [voice.say("fit.answer.learnt", share=share, **common), _open(found, voice), _informed(found, voice)]


def _nearest(found: FitFindings, voice: Voice) -> Markup:
    """Return which set comes nearest, and what it misses most."""
    over = np.maximum(found.matched.whole / found.ruler.whole, found.matched.telling / found.ruler.telling)
    place = int(np.argmin(over))
    apart = (found.observed - found.ruler.means[place]) / np.sqrt(np.diag(found.ruler.variances))
    worst = int(np.argmax(np.abs(apart)))
    return voice.say(
        "fit.answer.nearest",
        name=found.names[place],
        times=voice.number(float(over[place]), 1),
        summary=in_lower_case(summary_in_words(found, found.plan[worst], voice)),
        reported=voice.percent(float(found.observed[worst]), 1),
        given=voice.percent(float(found.ruler.means[place, worst]), 1),
    )


def _open(found: FitFindings, voice: Voice) -> Markup:
    """Return the ranges of what the scenario gives at its end."""
    narrower = [(name, one) for name, one in zip(found.measures, found.of_measures, strict=True) if one.is_narrower]
    if not narrower:
        return voice.say("fit.open.none")
    parts = [
        voice.say(
            "fit.open.part",
            measure=measure_in_words(voice, name),
            low=_of_measure(voice, name, one.after[0]),
            high=_of_measure(voice, name, one.after[1]),
            before_low=_of_measure(voice, name, one.before[0]),
            before_high=_of_measure(voice, name, one.before[1]),
        )
        for name, one in narrower
    ]
    return voice.say("fit.open.some", parts=Markup("; ").join(parts))


def _informed(found: FitFindings, voice: Voice) -> Markup:
    """Return which values the figures say anything of."""
    known = sorted(
        ((one.p, name) for name, one in zip(found.columns, found.of_values, strict=True) if one.is_informed),
    )
    values = voice.number(len(found.columns))
    if not known:
        return voice.say("fit.informed.none", values=values)
    listed = voice.listed([name_in_words(voice, name) for _, name in known[:NAMED]])
    key = "some" if len(known) <= NAMED else "many"
    return voice.say(f"fit.informed.{key}", number=voice.number(len(known)), values=values, listed=listed)


def _warnings(found: FitFindings, voice: Voice) -> list[Markup]:
    kept = int(found.matched.kept.sum())
    said = [voice.say("fit.warning.few", kept=voice.number(kept), few=voice.number(FEW))] if 0 < kept < FEW else []
    if found.figures.set_aside:
        aside, figures = voice.number(found.figures.set_aside), voice.number(found.figures.number)
        said.append(voice.say("fit.warning.aside", aside=aside, figures=figures, people=voice.number(LEAST_PEOPLE)))
    return said if found.knows_coached or not found.plan else [*said, voice.say("fit.warning.coached")]


def _pictures(found: FitFindings, voice: Voice) -> list[Picture]:
    shown = sorted({one.process for one in found.plan})
    pictures = [drawn.course(found, process, voice) for process in shown]
    if found.verdict != "learnt":
        return pictures
    rows = [
        (measure_in_words(voice, name), one)
        for name, one in zip(found.measures, found.of_measures, strict=True)
        if np.isfinite(one.ratio)
    ]
    order = sorted(zip(found.columns, found.of_values, strict=True), key=lambda pair: (pair[1].p, pair[0]))
    rows += [(name, one) for name, one in order if one.is_informed and np.isfinite(one.ratio)]
    labels = [label for label, _ in rows[:DRAWN]]
    return [*pictures, drawn.ranges(labels, labels, [one for _, one in rows[:DRAWN]], voice)]


def tables(found: FitFindings, voice: Voice) -> list[Table]:
    """Return the summaries; and, where a set is left, what is open of the end and of informed values."""
    head = [voice.say(f"fit.table.{key}") for key in ("summary", "reported", "before", "after")]
    kept = found.matched.kept
    rows: list[list[object]] = []
    for at, one in enumerate(found.plan):
        given = found.ruler.means[:, at]
        after = _span(voice, range_of(given[kept])) if kept.any() else None
        rows.append(
            [
                summary_in_words(found, one, voice),
                voice.percent(float(found.observed[at]), 1),
                _span(voice, range_of(given)),
                after,
            ]
        )
    made = [plain_table(voice.say("fit.table.summaries"), head, rows)] if rows else []
    if not found.of_measures:
        return made
    head = [voice.say(f"fit.table.{key}") for key in ("measure", "before", "after", "ratio")]
    own: list[list[object]] = [
        [
            voice.measure(name) or name,
            _ends(voice, name, one.before),
            _ends(voice, name, one.after),
            _ratio(voice, one),
        ]
        for name, one in zip(found.measures, found.of_measures, strict=True)
    ]
    made.append(plain_table(voice.say("fit.table.end"), head, own))
    informed = [(n, one) for n, one in zip(found.columns, found.of_values, strict=True) if one.is_informed]
    if informed:
        head = [voice.say(f"fit.table.{key}") for key in ("value", "before", "after", "ratio")]
        of_values: list[list[object]] = [
            [
                name,
                *(f"{voice.number(a, 3)} – {voice.number(b, 3)}" for a, b in (one.before, one.after)),
                _ratio(voice, one),
            ]
            for name, one in informed
        ]
        made.append(plain_table(voice.say("fit.table.values"), head, of_values))
    return made


def summary_in_words(found: FitFindings, one: Summary, voice: Voice) -> str:
    """Return what a summary is of."""
    figures = found.figures
    process = voice.process(figures.processes[one.process])
    if one.kind != MEAN:
        level = voice.plain(f"places.{figures.level}.plural")
        return voice.plain(f"fit.summary.{'steps' if one.kind == STEPS else 'spread'}", process=process, level=level)
    return voice.plain(
        "fit.summary.mean",
        process=process,
        group=voice.plain(f"fit.group.{one.group}"),
        first=voice.month_in_table(figures.periods[one.first]),
        last=voice.month_in_table(figures.periods[one.last] + figures.length - 1),
    )


def _points(voice: Voice, share: float) -> str:
    return voice.number(100.0 * share, 1)


def _of_measure(voice: Voice, name: str, value: float) -> str:
    """Return a measure of the end: coverage and reach as percent, gains in points."""
    if "gain" in name:
        return voice.plain("fit.points", points=_points(voice, value))
    return voice.percent(value, 0)


def _ends(voice: Voice, name: str, ends: tuple[float, float]) -> str:
    return " – ".join(_of_measure(voice, name, end) for end in ends)


def _span(voice: Voice, ends: tuple[float, float]) -> str:
    return " – ".join(voice.percent(end, 1) for end in ends)


def _ratio(voice: Voice, one: Narrowed) -> Cell | None:
    if not np.isfinite(one.ratio):
        return None
    return Cell(voice.percent(one.ratio), [f"{voice.percent(one.low)} – {voice.percent(one.high)}"])


def _facts(found: FitFindings, voice: Voice) -> list[Fact]:
    return [
        Fact(voice.say("fact.scenario"), scenario_in_full(voice, found.scenario)),
        Fact(voice.say("fit.fact.file"), Path(found.figures.file).name),
        Fact(voice.say("fit.fact.digest"), found.figures.digest, is_code=True),
        *_not_taken(found, voice),
        Fact(voice.say("fit.fact.sets"), voice.number(len(found.names))),
        Fact(voice.say("fact.replicates"), voice.number(found.replicates)),
        Fact(voice.say("fit.fact.discrepancy"), voice.plain("fit.points", points=_points(voice, found.discrepancy))),
        Fact(voice.say("fact.seed"), str(found.seed)),
        Fact(voice.say("fact.model"), model_digest(), is_code=True),
    ]


def _not_taken(found: FitFindings, voice: Voice) -> list[Fact]:
    """Return which rows and columns of the table are no figures."""
    understood = found.figures.understood
    if understood is None:
        return []
    rows = ", ".join(str(row) for row, _, _ in understood.left_out)
    facts = [Fact(voice.say("fit.fact.left_out"), rows)] if rows else []
    columns = ", ".join(understood.left_alone)
    return [*facts, Fact(voice.say("fit.fact.left_alone"), columns)] if columns else facts


def frames_of(found: FitFindings) -> dict[str, pandas.DataFrame]:
    """Return everything as tables, in full precision."""
    import pandas

    matched = found.matched
    sets = pandas.DataFrame(
        {"set": found.names, "kept": matched.kept, "telling": matched.telling, "whole": matched.whole}
    )
    for at, name in enumerate(found.measures):
        sets[name] = found.outcomes[:, at]
    pairs = (*zip(found.measures, found.of_measures, strict=False), *zip(found.columns, found.of_values, strict=False))
    summaries = [{**_as_row(found, one), "reported": float(found.observed[at])} for at, one in enumerate(found.plan)]
    return {
        "sets": sets,
        "open": pandas.DataFrame([_of_narrowed(name, one) for name, one in pairs], columns=list(OPEN)),
        "summaries": pandas.DataFrame(summaries, columns=list(SUMMARIES)),
        "reported": figures_frame(found.figures),
    }


def _as_row(found: FitFindings, one: Summary) -> dict[str, Any]:
    figures = found.figures
    return {
        "summary": one.kind,
        "process": figures.processes[one.process],
        "group": one.group,
        "first_month": figures.periods[one.first],
        "last_month": figures.periods[one.last] + figures.length - 1,
    }


def _of_narrowed(name: str, one: Narrowed) -> dict[str, Any]:
    ratio = (one.ratio, one.low, one.high) if np.isfinite(one.ratio) else (None, None, None)
    numbers = (*one.before, *one.after, *ratio, one.p)
    return dict(zip(OPEN, (name, *numbers, one.is_informed), strict=True))


def as_json(found: FitFindings) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    figures, matched = found.figures, found.matched
    start = {} if found.scenario.calendar is None else {"start": str(found.scenario.calendar)}
    return {
        "verdict": found.verdict,
        "scenario": found.scenario.name,
        **start,
        "figures": {
            "sha256": figures.digest,
            "number": figures.number,
            "set_aside": figures.set_aside,
            "level": figures.level,
            "places": list(figures.places),
            "processes": list(figures.processes),
            "months": list(figures.ends),
            "understood": None if figures.understood is None else figures.understood.as_json(),
        },
        "knows_coached": found.knows_coached,
        "sets": len(found.names),
        "ruled_out": int((~matched.kept).sum()),
        "kept": list(found.kept),
        "cutoffs": {
            "telling": found.ruler.telling,
            "whole": found.ruler.whole,
            "kept_by_each": CONFIDENCE,
            "kept_by_both": found.ruler.both,
        },
        "discrepancy": found.discrepancy,
        "replicates": found.replicates,
        "seed": found.seed,
        "model": model_digest(),
        "summaries": [
            {
                **_as_row(found, one),
                "reported": float(found.observed[at]),
                "sets": list(range_of(found.ruler.means[:, at])),
                "kept": list(range_of(found.ruler.means[matched.kept, at])) if matched.kept.any() else None,
            }
            for at, one in enumerate(found.plan)
        ],
        "measures": [
            _of_narrowed(name, one)
            for name, one in zip(found.measures, found.of_measures, strict=bool(found.of_measures))
        ],
        "values": [
            _of_narrowed(name, one) for name, one in zip(found.columns, found.of_values, strict=bool(found.of_values))
        ],
    }
