"""Page of a sensitivity study: what was found in a paragraph for each measure, figures, tables, method, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from experiments.analyses.sensitivity.factors import DUMMY
from experiments.analyses.sensitivity.figures import FIRST, input_named, over_time, pictures_of
from experiments.analyses.sensitivity.method import DESIGN_OF, RANKED_BY, SHARES, Index, Sensitivity
from experiments.analyses.sensitivity.study import Results
from experiments.presentation.blocks import Cell, Table
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import (
    file_name,
    meaning_of,
    measure_in_words,
    parameter_in_words,
    title_and_name,
)

if TYPE_CHECKING:
    import pandas

TEXTS = Path(__file__).resolve().parent / "texts"
MOST_RIVALS = 3
"""Inputs that may do as much as the leader and are named; of more, their number."""


def voice_of(language: str) -> Voice:
    """Return a voice that has the words of this page."""
    return Voice(language, TEXTS)


def page_of(
    results: Results,
    found: Sequence[Sensitivity],
    checks: Sequence[Sensitivity],
    problems: Sequence[str],
    voice: Voice,
    command: str,
) -> Page:
    """Return the page.

    Parameters
    ----------
    found : sequence of Sensitivity
        Of each measure.
    checks : sequence of Sensitivity
        Of the same measures, by other methods on the same runs.
    problems : sequence of str
        What could not be analysed, and why.
    """
    first = found[0]
    in_time = over_time(found, voice)
    shown = [found[0], found[-1]] if in_time else found
    return Page(
        heading=voice.plain("sensitivity.heading", measure=measure_in_words(voice, first.measure)),
        lead=voice.say(
            "sensitivity.lead",
            question=_question(results.about, voice),
            inputs=voice.number(len(first.names) - 1),
            runs=voice.number(results.plan.runs),
        ),
        findings=[finding(one, [c for c in checks if c.measure == one.measure], voice) for one in shown],
        warnings=[*problems, *_warnings(found, voice)],
        pictures=[*([in_time] if in_time else []), *(p for one in shown for p in pictures_of(one, voice))],
        tables=[table_of(one, [c for c in checks if c.measure == one.measure], voice) for one in shown],
        method=_method(first, results, voice),
        limits=[voice.say(f"sensitivity.limit.{key}") for key in ("bounds", "shares", "model")],
        facts=_facts(results, first, voice),
        command=command,
        files=_files(results.about),
        data={
            "indices": frame_of([*found, *checks]),
            "noise": _noise_frame(found),
            "convergence": _stages_frame(found),
        },
    )


def finding(found: Sensitivity, checks: Sequence[Sensitivity], voice: Voice) -> Markup:
    """Return what was found of one measure, in one paragraph."""
    sentences = [who_decides(found, voice)]
    unsure = found.unsure
    if found.method == "sobol" and len(unsure) < len(found.names) - 1:
        first = float(np.nansum(found.indices["first"].value))
        together = max(0.0, 1.0 - first)
        sentences.append(voice.say("sensitivity.finding.together", share=voice.percent(together)))
    if unsure:
        key = "unsure_all" if len(unsure) == len(found.names) - 1 else "unsure"
        total = voice.number(len(found.names) - 1)
        sentences.append(voice.say(f"sensitivity.finding.{key}", number=voice.number(len(unsure)), total=total))
    sentences.append(_chance(found, voice))
    if found.is_undefined:
        sentences.append(voice.say("sensitivity.finding.undefined"))
        return Markup(" ").join(sentences)
    sentences.append(_what_next(found, voice))
    for check in checks:
        if check.is_undefined:
            continue
        agreed = len(set(_first_names(found)) & set(_first_names(check)))
        words = voice.say(f"sensitivity.method.{check.method}")
        of = min(FIRST, len(found.names) - 1)
        sentences.append(voice.say("sensitivity.finding.check", method=words, agreed=agreed, of=of))
    return Markup(" ").join(sentences)


def who_decides(found: Sensitivity, voice: Voice) -> Markup:
    """Return which inputs decide one measure, in a sentence."""
    measure = measure_in_words(voice, found.measure)
    sure = [p for p in found.ranking if found.names[p] not in found.unsure]
    if not sure:
        return voice.say("sensitivity.finding.nobody", measure=measure)
    index = found.shown(RANKED_BY[found.method])
    parts = [
        voice.say(
            "sensitivity.finding.one", name=input_in_words(voice, found.names[p]), value=_value(found, index, p, voice)
        )
        for p in sure[:FIRST]
    ]
    if not found.may_lead:
        return voice.say(f"sensitivity.finding.{found.method}", measure=measure, parts=voice.listed(parts))
    rivals = [input_in_words(voice, name) for name in sorted(found.may_lead, key=found.places_in_ranking.__getitem__)]
    more = len(rivals) - MOST_RIVALS
    named = voice.listed(rivals[:MOST_RIVALS])
    others = voice.say("sensitivity.finding.and_more", names=named, more=more) if more > 0 else named
    said = voice.say(f"sensitivity.finding.open_{found.method}", measure=measure, parts=voice.listed(parts))
    return said + Markup(" ") + voice.say("sensitivity.finding.may_lead", names=others)


def _chance(found: Sensitivity, voice: Voice) -> Markup:
    noise = found.noise
    parts = {
        "run": voice.percent(noise.of_run),
        "mean": voice.percent(noise.of_mean),
        "replicates": voice.number(noise.replicates),
    }
    if noise.of_sets is None:
        return voice.say("sensitivity.finding.chance", **parts)
    return voice.say("sensitivity.finding.chance_and_sets", sets=voice.percent(noise.of_sets), **parts)


def _what_next(found: Sensitivity, voice: Voice) -> Markup:
    advice = found.advice
    if advice.is_settled:
        return voice.say("sensitivity.finding.settled", number=len(advice.first))
    sentences: list[Markup] = []
    if advice.more_runs:
        key = "more_replicates" if advice.by_replicates else "more_points"
        sentences.append(
            voice.say(
                f"sensitivity.finding.{key}",
                number=len(advice.first),
                runs=voice.number(advice.more_runs),
                points=voice.number(advice.points),
                times=voice.number(advice.more_runs // found.runs + 1),
            )
        )
    if advice.tied:
        pairs = voice.listed([" / ".join(input_named(found, name, voice) for name in pair) for pair in advice.tied])
        sentences.append(voice.say("sensitivity.finding.tied", pairs=pairs))
    return Markup(" ").join(sentences)


def input_in_words(voice: Voice, name: str) -> Markup:
    """Return a factor or a group as a sentence names it."""
    if voice.knows(f"sensitivity.input.{name}"):
        return Markup("<strong>{}</strong>").format(voice.say(f"sensitivity.input.{name}"))
    return parameter_in_words(voice, name)


def _first_names(found: Sensitivity) -> list[str]:
    return [found.names[place] for place in found.ranking[:FIRST]]


def _value(found: Sensitivity, index: Index, place: int, voice: Voice) -> str:
    write = voice.percent if found.method in SHARES else lambda v: voice.number(v, 3)
    value, low, high = (float(v[place]) for v in (index.value, index.low, index.high))
    return voice.plain("sensitivity.interval", value=write(value), low=write(low), high=write(high))


# Tables and files ---------------------------------------------------------------------------------------------


def table_of(found: Sensitivity, checks: Sequence[Sensitivity], voice: Voice) -> Table:
    """Return every input with its indices, the most important first."""
    percent = found.method in SHARES
    kinds = [name for name in found.indices if name != "second"]
    without = [voice.say(f"sensitivity.index.{name}") for name in found.uncorrected]
    heads = [
        voice.say("sensitivity.table.input"),
        *(voice.say(f"sensitivity.index.{name}") for name in kinds),
        *(voice.say("sensitivity.table.uncorrected", index=index) for index in without),
        *(voice.say(f"sensitivity.method.{check.method}") for check in checks),
    ]
    rows = [
        [
            _head(found.names[place], voice),
            *(_cell(found.shown(name), place, voice, percent) for name in kinds),
            *(_number(found.cut(values)[place], voice, percent) for values in found.uncorrected.values()),
            *(_cell(c.shown(RANKED_BY[c.method]), place, voice, c.method in SHARES) for c in checks),
        ]
        for place in [*found.ranking, found.names.index(DUMMY)]
    ]
    caption = voice.say("sensitivity.table.caption", measure=measure_in_words(voice, found.measure))
    return plain_table(caption, heads, rows)


def terminal_table(found: Sensitivity, voice: Voice) -> tuple[str, list[str], list[list[str]]]:
    """Return title, heads and rows for a terminal: each index with its interval, the dummy last."""
    scale, digits, sign = (100.0, 1, " %") if found.method in SHARES else (1.0, 4, "")
    ranked = RANKED_BY[found.method]
    kinds = [ranked, *(name for name in found.indices if name not in (ranked, "second", "mu"))]

    def write(value: float) -> str:
        if not np.isfinite(value):
            return voice.plain("sensitivity.table.undefined")
        return voice.number(scale * float(value), digits)

    rows: list[list[str]] = []
    for place in [*found.ranking, found.names.index(DUMMY)]:
        key = f"sensitivity.input.{found.names[place]}"
        row = [voice.plain(key) if voice.knows(key) else found.names[place]]
        for name in kinds:
            index = found.shown(name)
            bounds = [write(bound[place]) for bound in (index.low, index.high) if np.isfinite(bound[place])]
            row.append(write(index.value[place]) + (f" {voice.marks.interval(*bounds)}" if len(bounds) == 2 else ""))
        row += [write(found.cut(found.uncorrected[ranked])[place])] if ranked in found.uncorrected else []
        rows.append(row)
    heads = [voice.plain("sensitivity.table.input"), *(voice.plain(f"sensitivity.index.{n}") + sign for n in kinds)]
    if ranked in found.uncorrected:
        index = voice.plain(f"sensitivity.index.{ranked}")
        heads.append(voice.plain("sensitivity.table.uncorrected", index=index))
    return voice.plain("sensitivity.table.caption", measure=measure_in_words(voice, found.measure)), heads, rows


def _head(name: str, voice: Voice) -> Markup:
    if voice.knows(f"sensitivity.input.{name}"):
        return voice.say(f"sensitivity.input.{name}")
    meaning = meaning_of(voice, name)
    if not meaning:
        return Markup("{}").format(name)
    return Markup("{} <small>{}</small>").format(name, meaning)


def _cell(index: Index, place: int, voice: Voice, percent: bool) -> Cell:
    value, low, high = (float(v[place]) for v in (index.value, index.low, index.high))
    if not np.isfinite(value):
        return Cell("\N{EM DASH}", is_undefined=True)
    if not (np.isfinite(low) and np.isfinite(high)):
        return Cell(_number(value, voice, percent))
    between = voice.plain("sensitivity.bounds", low=_number(low, voice, percent), high=_number(high, voice, percent))
    return Cell(_number(value, voice, percent), (between,))


def _number(value: float, voice: Voice, percent: bool) -> str:
    if not np.isfinite(value):
        return "\N{EM DASH}"
    return voice.percent(float(value), 1) if percent else voice.number(float(value), 4)


def frame_of(found: Sequence[Sensitivity]) -> pandas.DataFrame:
    """Return every index as a row: measure, method, index, input, value, low, high, uncorrected."""
    import pandas

    rows: list[dict[str, Any]] = []
    for one in found:
        for name, index in one.indices.items():
            inputs = [" x ".join(pair) for pair in one.pairs] if name == "second" else list(one.names)
            without = one.uncorrected.get(name, np.full(len(inputs), np.nan))
            for place, of in enumerate(inputs):
                rows.append(
                    {
                        "measure": one.measure,
                        "method": one.method,
                        "index": name,
                        "input": of,
                        "value": float(index.value[place]),
                        "low": float(index.low[place]),
                        "high": float(index.high[place]),
                        "uncorrected": float(without[place]),
                    }
                )
    return pandas.DataFrame(rows)


def _noise_frame(found: Sequence[Sensitivity]) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame([{"measure": one.measure, **one.noise._asdict(), "runs": one.runs} for one in found])


def _stages_frame(found: Sequence[Sensitivity]) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame(
        [
            {
                "measure": one.measure,
                "index": RANKED_BY[one.method],
                "points": stage.points,
                "input": name,
                "value": float(stage.index.value[place]),
                "low": float(stage.index.low[place]),
                "high": float(stage.index.high[place]),
            }
            for one in found
            for stage in one.stages
            for place, name in enumerate(one.names)
        ]
    )


def _warnings(found: Sequence[Sensitivity], voice: Voice) -> list[Markup]:
    pairs = {(a, b): r for one in found for a, b, r in one.related}
    return [
        voice.say(
            "sensitivity.related",
            one=input_named(found[0], a, voice),
            other=input_named(found[0], b, voice),
            correlation=voice.number(r, 2),
        )
        for (a, b), r in pairs.items()
    ]


def _method(found: Sensitivity, results: Results, voice: Voice) -> list[Markup]:
    design = results.design
    left_out = found.method in DESIGN_OF and found.noise.replicates > 2
    intervals = "intervals" if left_out else "intervals_of_points"
    noise = "noise"
    if found.noise.of_sets is not None:
        noise, intervals = "noise_and_sets", "intervals_of_sets"
    keys = [f"how_{found.method.replace('-', '_')}", noise, intervals, "dummy"]
    if design is None:
        keys.insert(1, "given")
    if design is not None and design.grouping != "none":
        keys.insert(1, "groups")
    parts = {
        "points": voice.number(found.points),
        "rows": voice.number(len(results.plan.rows)),
        "replicates": voice.number(found.noise.replicates * max(results.plan.sets, 1)),
        "sets": voice.number(results.plan.sets),
    }
    return [voice.say(f"sensitivity.{key}", **parts) for key in keys]


def _facts(results: Results, found: Sensitivity, voice: Voice) -> list[Fact]:
    plan, design = results.plan, results.design
    name = plan.names[results.scenario]
    facts = [
        Fact(voice.say("fact.scenario"), title_and_name(voice.title(name), name)),
        Fact(voice.say("fact.size"), plan.size or "default"),
        Fact(voice.say("sensitivity.fact.method"), found.method),
        Fact(voice.say("sensitivity.fact.points"), voice.number(found.points)),
        Fact(voice.say("sensitivity.fact.rows"), voice.number(len(plan.rows))),
        *([Fact(voice.say("fact.plausible"), voice.number(plan.sets))] if plan.sets else []),
        Fact(voice.say("fact.replicates"), voice.number(plan.replicates)),
        Fact(voice.say("fact.runs"), voice.number(plan.runs)),
        Fact(voice.say("fact.seed"), str(plan.seed)),
        Fact(voice.say("fact.model"), plan.model, is_code=True),
        Fact(voice.say("fact.versions"), _versions(results.about)),
    ]
    columns = design.columns if design else plan.columns
    bounds = [_bounds(column, voice) for column in columns if column.low < column.high]
    if bounds and len(bounds) <= 60:
        facts.append(Fact(voice.say("sensitivity.fact.bounds"), Markup("<br>").join(bounds)))
    return facts


def _bounds(column: Any, voice: Voice) -> Markup:
    return Markup("{}: {} \N{EN DASH} {}").format(column.name, voice.exact(column.low), voice.exact(column.high))


def _question(about: Mapping[str, Any], voice: Voice) -> str:
    """Return what the study asks; in English where its file, or its store, has no Spanish."""
    question: str = about.get("question", "")
    return about.get("question_es", question) if voice.language == "es" else question


def _versions(about: dict[str, Any]) -> str:
    from importlib.metadata import version

    own = {**about.get("versions", {}), "SALib": version("SALib")}
    return ", ".join(f"{name} {number}" for name, number in own.items())


def _files(about: dict[str, Any]) -> dict[str, str]:
    study = about.get("study") or {}
    found = {study["file"]: study["text"]} if study.get("text") else {}
    for texts in (about.get("scenarios") or {}).values():
        found.update({str(name): text for name, text in texts.items() if isinstance(text, str) and name not in found})
    return {name: text for name, text in found.items() if "baseline" not in name}


__all__ = [
    "TEXTS",
    "file_name",
    "finding",
    "frame_of",
    "page_of",
    "table_of",
    "terminal_table",
    "voice_of",
    "who_decides",
]
