"""Page of an evaluation: which design to take, why, and what to distrust."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from experiments.analyses.evaluation import accounts_in_words as accounts
from experiments.analyses.evaluation import figures as drawn
from experiments.analyses.evaluation import findings as told
from experiments.analyses.evaluation.design import (
    CANDOUR,
    COVERAGE,
    FACTORIAL,
    SATURATION,
    STEPPED,
    SURVEY,
    Design,
    coached_of,
)
from experiments.analyses.evaluation.method import FAITHFUL_COVER, Answer, month_of_coaching
from experiments.analyses.evaluation.naming import label_of, name_of, percent, points
from experiments.presentation.blocks import Cell, Table
from experiments.presentation.figures import Picture
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import money, scenario_in_full, set_in_words
from experiments.runs.model import model_digest
from experiments.statistics.intervals import Estimate
from scenarios.plausible import plausible_sets

if TYPE_CHECKING:
    import pandas

    from experiments.analyses.evaluation.ask import EvaluationFindings

TEXTS = Path(__file__).resolve().parent / "texts"
OF_OUTCOME = {COVERAGE: SURVEY, CANDOUR: "diary"}
"""What a survey of an outcome is called; of any other it is a scale."""
LEAST_PART = 0.0005
"""Part of a bias below which an answer has no row in the table of parts."""
ESTIMATES = (
    *("power", "size", "truth", "found", "bias", "cover", "wrong", "visible"),
    *("contamination", "lag", "theatre"),
)
"""What of an answer is an estimate with an interval."""


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of evaluations."""
    return Voice(language, TEXTS)


def page_of(found: EvaluationFindings, voice: Voice, command: str) -> Page:
    """Return the page."""
    asked = found.asked
    return Page(
        heading=asked.question if voice.language == "en" else asked.question_es,
        lead=told.lead(found, voice),
        findings=[*told.paragraphs(found, voice), *accounts.paragraphs(found, voice)],
        warnings=told.warnings(found, voice),
        pictures=pictures(found, voice),
        tables=tables(found, voice),
        method=_method(found, voice),
        limits=_limits(found, voice),
        facts=_facts(found, voice),
        command=command,
        files={f"{asked.name}.toml": asked.text} if asked.text else {},
        data=frames_of(found),
    )


def _limits(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    quiet = told.quiet(found, voice) + " " + voice.say("evaluation.limit.mend")
    names = ["forecast", "study", "sampling", "clusters", "ethics"]
    names += ["rules"] if found.asked.rules else []
    said = [voice.say(f"evaluation.limit.{name}") for name in names]
    return [quiet, *said, *accounts.limits(found, voice)]


def _method(found: EvaluationFindings, voice: Voice) -> list[Markup]:
    asked = found.asked
    level = voice.percent(asked.level)
    prices = {name: money(voice, value) for name, value in vars(asked.prices).items()}
    prices["month"] = money(voice, month_of_coaching(asked.scenario))
    say = voice.say
    return [
        *([say("evaluation.method.worlds")] if asked.planted is None else []),
        say("evaluation.method.truth"),
        say("evaluation.method.null"),
        *([say("evaluation.method.rules")] if asked.rules else []),
        say("evaluation.method.power", level=level),
        say("evaluation.method.faithful", level=level, cover=voice.percent(FAITHFUL_COVER)),
        say("evaluation.method.usual"),
        *([say("evaluation.method.random")] if any(one.estimator == "randomisation" for one in found.answers) else []),
        say("evaluation.method.prices", **prices),
        *accounts.method(found, voice),
    ]


def pictures(found: EvaluationFindings, voice: Voice) -> list[Picture]:
    """Return power, its curves, what is found against what is true, and power by cost."""
    return [
        drawn.power(found, voice),
        *drawn.curves(found, voice),
        drawn.bias(found, voice),
        drawn.by_cost(found, voice),
        *accounts.pictures(found, voice),
    ]


# Tables -----------------------------------------------------------------------------------------------------------


def tables(found: EvaluationFindings, voice: Voice) -> list[Table]:
    """Return what designs find and cost, how that lies to the truth, what bias is made of, and the designs."""
    made = [power_table(found, voice), truth_table(found, voice)]
    bias = [one for one in found.answers if _is_moved(one)]
    if bias:
        made.append(_bias_table(found, bias, voice))
    made += accounts.tables(found, voice)
    return [*made, _cluster_table(found, voice), _design_table(found, voice)]


def _heads(voice: Voice, *names: str) -> list[Markup]:
    return [voice.say(f"evaluation.table.{name}") for name in names]


def _named(found: EvaluationFindings, one: Answer, voice: Voice) -> str:
    """Return a design, and what is made of its figures."""
    label = label_of(found.asked.designs, one.design, voice)
    return f"{label}: {voice.plain(f'evaluation.estimator.{one.estimator}')}"


def power_table(found: EvaluationFindings, voice: Voice) -> Table:
    """Return what each design finds, and for how much."""
    rows = [
        [
            _named(found, one, voice),
            _share(voice, one.power),
            voice.percent(one.usual) if math.isfinite(one.usual) else None,
            _share(voice, one.size),
            _points(voice, one.visible),
            money(voice, one.cost.whole),
        ]
        for one in found.answers
    ]
    heads = _heads(voice, "answer", "reaches", "usual", "size", "visible", "cost")
    return plain_table(voice.say("evaluation.table.power"), heads, rows)


def truth_table(found: EvaluationFindings, voice: Voice) -> Table:
    """Return what each design finds, against what is true."""
    rows = [
        [
            _named(found, one, voice),
            *(_points(voice, part) for part in (one.truth, one.found, one.bias)),
            *(_share(voice, part) for part in (one.cover, one.wrong)),
            voice.number(one.failed),
        ]
        for one in found.answers
    ]
    heads = _heads(voice, "answer", "true", "found", "missed", "cover", "wrong", "failed")
    return plain_table(voice.say("evaluation.table.truth"), heads, rows)


def _is_moved(one: Answer) -> bool:
    """Return whether any known part of the bias is worth a row."""
    parts = (one.contamination, one.lag, one.theatre)
    return any(part is not None and abs(part.mean or 0.0) >= LEAST_PART for part in parts)


def _bias_table(found: EvaluationFindings, answers: Sequence[Answer], voice: Voice) -> Table:
    rows = [
        [
            _named(found, one, voice),
            *(_points(voice, part) for part in (one.contamination, one.lag, one.theatre, one.bias)),
        ]
        for one in answers
    ]
    heads = _heads(voice, "answer", "contamination", "lag", "theatre", "whole")
    return plain_table(voice.say("evaluation.table.bias"), heads, rows)


def _cluster_table(found: EvaluationFindings, voice: Voice) -> Table:
    """Return what clusters are like without coaching, of the first variant of each design."""
    first = {one.design.name: one for one in reversed(found.answers)}
    names = dict.fromkeys(design.name for design in found.asked.designs)
    rows = [
        [
            name_of(first[name].design, voice),
            voice.percent(first[name].clusters.level, 1),
            points(voice, first[name].clusters.between, bare=True),
            points(voice, first[name].clusters.over_time, bare=True),
            voice.number(first[name].clusters.correlation, 4),
        ]
        for name in names
    ]
    heads = _heads(voice, "design", "level", "between", "over_time", "correlation")
    return plain_table(voice.say("evaluation.table.clusters"), heads, rows)


def _design_table(found: EvaluationFindings, voice: Voice) -> Table:
    """Return who is coached when and what is measured in each design, what it lists several values of with a stroke."""
    of: dict[str, list[Design]] = {}
    for design in found.asked.designs:
        of.setdefault(design.name, []).append(design)
    rows = [
        [
            name_of(same[0], voice),
            voice.plain(f"evaluation.question.{same[0].question}"),
            _who(same, found.asked.scenario.settings.places.regions, voice),
            _data(same, voice),
        ]
        for same in of.values()
    ]
    heads = _heads(voice, "design", "question", "who", "data")
    return plain_table(voice.say("evaluation.table.designs"), heads, rows, is_text=True)


def _each(values: Iterable[object]) -> str:
    """Return values, each once, with a stroke between."""
    return "/".join(dict.fromkeys(str(value) for value in values))


def _who(same: Sequence[Design], regions: int, voice: Voice) -> str:
    """Return who is coached when, in the variants of a design."""
    design = same[0]
    unit = voice.plain(f"evaluation.unit.{design.unit}")
    clusters = _each(voice.number(one.clusters) for one in same)
    parts: dict[str, object] = {"clusters": clusters, "unit": unit, "start": voice.month(design.start)}
    if design.kind == STEPPED:
        parts |= {"waves": design.waves, "step": design.step}
    else:
        parts["coached"] = _each(voice.number(coached_of(one)) for one in same)
        parts["months"] = _each(one.months for one in same)
    if design.kind == FACTORIAL:
        coached = [regions * coached_of(one, one.clusters // regions) for one in same]
        parts["coached"] = _each(voice.number(number) for number in coached)
        parts["rules"] = voice.listed([set_in_words(voice, f"{name}={value!r}") for name, value in design.rules])
    if design.kind == SATURATION:
        parts["saturations"] = ", ".join(voice.percent(share) for share in design.saturations)
    return voice.plain(f"evaluation.kind.{design.kind}", **parts)


def _data(same: Sequence[Design], voice: Voice) -> str:
    """Return what is measured, in the variants of a design."""
    design = same[0]
    source = design.source if design.source != SURVEY else OF_OUTCOME.get(design.outcome, "scale")
    women, every = _each(voice.number(one.women) for one in same), _each(one.every for one in same)
    outcome = voice.plain(f"evaluation.outcome.{design.outcome}")
    rounds = _each(len(one.rounds) for one in same)
    first = voice.month(min(one.rounds[0] for one in same))
    last = voice.month(max(one.rounds[-1] for one in same))
    said = [
        voice.plain(f"evaluation.source.{source}", women=women, every=every, outcome=outcome),
        voice.plain("evaluation.source.rounds", rounds=rounds, first=first, last=last),
    ]
    if design.reliability < 1.0:
        said.append(voice.plain("evaluation.source.reliability", reliability=voice.number(design.reliability, 2)))
    if design.over_time:
        moved = points(voice, design.over_time)
        said.append(voice.plain("evaluation.source.over_time", moved=moved))
    if design.missing:
        said.append(voice.plain("evaluation.source.missing", missing=voice.percent(design.missing)))
    return f"{voice.process(design.process)}: {'; '.join(said)}"


def _share(voice: Voice, one: Estimate) -> Cell | None:
    return _cell(one, lambda value: percent(voice, value))


def _points(voice: Voice, one: Estimate | None) -> Cell | None:
    return None if one is None else _cell(one, lambda value: points(voice, value, bare=True))


def _cell(one: Estimate, shown: Any) -> Cell | None:
    if one.mean is None:
        return None
    below = [] if one.low is None or one.high is None else [f"{shown(one.low)} – {shown(one.high)}"]
    return Cell(shown(one.mean), below)


def _facts(found: EvaluationFindings, voice: Voice) -> list[Fact]:
    return [
        Fact(voice.say("fact.scenario"), scenario_in_full(voice, found.asked.scenario)),
        Fact(voice.say("evaluation.fact.designs"), voice.number(len(found.asked.designs))),
        Fact(voice.say("evaluation.fact.data_sets"), voice.number(found.data_sets)),
        Fact(voice.plain("fact.plausible"), voice.number(min(found.data_sets, len(plausible_sets())))),
        Fact(voice.say("fact.seed"), str(found.seed)),
        Fact(voice.say("fact.model"), model_digest(), is_code=True),
    ]


# Data -------------------------------------------------------------------------------------------------------------


def frames_of(found: EvaluationFindings) -> dict[str, pandas.DataFrame]:
    """Return every answer with its design, in full precision."""
    import pandas

    rows: list[dict[str, Any]] = []
    for one in found.answers:
        row = {name: value for name, value in vars(one.design).items() if name != "estimators"}
        row["saturations"] = " ".join(f"{share:g}" for share in one.design.saturations)
        row["rules"] = " ".join(f"{name}={value:g}" for name, value in one.design.rules)
        row["estimator"] = one.estimator
        for name in ESTIMATES:
            estimate: Estimate | None = getattr(one, name)
            row[name] = None if estimate is None else estimate.mean
            row[f"{name}_low"] = None if estimate is None else estimate.low
            row[f"{name}_high"] = None if estimate is None else estimate.high
        row |= {"truth_5": one.truth_between[0], "truth_95": one.truth_between[1], **vars(one.clusters)}
        row |= {"usual_formula": one.usual, "failed": one.failed, "failed_without": one.failed_without}
        row |= {"cost_of_data": one.cost.data, "cost_of_coaching": one.cost.coaching}
        row["faithful"] = one.is_faithful(found.asked.level)
        rows.append(row)
    frames = {"answers": pandas.DataFrame(rows)}
    return frames | ({"accounts": pandas.DataFrame(accounts.rows_of(found))} if found.accounts else {})


def as_json(found: EvaluationFindings) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    asked = found.asked
    best = {question: found.best(question) for question in found.questions}
    return {
        "question": asked.question,
        "question_es": asked.question_es,
        "scenario": asked.scenario.name,
        "planted": None if asked.planted is None else vars(asked.planted),
        "power_wanted": asked.power,
        "level": asked.level,
        "prices": vars(asked.prices),
        "data_sets": found.data_sets,
        "seed": found.seed,
        "model": model_digest(),
        "best": {name: None if one is None else found.answers.index(one) for name, one in best.items()},
        "answers": [_answer_as_json(one, asked.level) for one in found.answers],
        "accounts": [accounts.as_json(one) for one in found.accounts],
    }


def _answer_as_json(one: Answer, level: float) -> dict[str, Any]:
    estimates: dict[str, Estimate | None] = {name: getattr(one, name) for name in ESTIMATES}
    shown = {
        name: None if each is None else {"mean": each.mean, "low": each.low, "high": each.high}
        for name, each in estimates.items()
    }
    return {
        "design": one.design.as_json(one.estimator),
        "estimator": one.estimator,
        **shown,
        "truth_between": list(one.truth_between),
        "clusters": {**vars(one.clusters), "correlation": one.clusters.correlation},
        "usual_formula": one.usual if math.isfinite(one.usual) else None,
        "faithful": one.is_faithful(level),
        "failed": one.failed,
        "failed_without": one.failed_without,
        "cost": {"data": one.cost.data, "coaching": one.cost.coaching},
    }
