"""Page of an attribution: which loops carry the gains, which need each other, and what is left without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.attribution.method import Attribution, Shared
from experiments.presentation.blocks import Cell
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.page import Fact, Page, plain_table
from experiments.presentation.voice import Voice
from experiments.presentation.words import choice_in_words, measure_in_words
from experiments.statistics.intervals import Estimate
from simulation.loops import LOOPS

TEXTS = Path(__file__).resolve().parent / "texts"
NAMED = 3
"""Loops named in a finding; the figure has all."""


def voice_of(language: str) -> Voice:
    """Return the voice that speaks of attributions."""
    return Voice(language, TEXTS)


def loop_in_words(voice: Voice, loop: str) -> str:
    """Return a loop as a sentence names it."""
    return voice.plain(f"loops.{loop}.in_sentence") if voice.knows(f"loops.{loop}.name") else loop


def page_of(found: Attribution, voice: Voice, *, replicates: int, command: str, facts: Sequence[Fact] = ()) -> Page:
    """Return the page."""
    combinations = 1 << len(found.loops)
    numbers: dict[str, Any] = {
        "combinations": combinations,
        "number": len(found.loops),
        "replicates": replicates,
    }
    if found.over_sets:
        numbers["sets"] = found.units
    key = "method_interval_sets" if found.over_sets else "method_interval"
    return Page(
        heading=voice.plain("attribution.heading", scenario=choice_in_words(voice, found.scenario)),
        lead=voice.say("attribution.lead_sets" if found.over_sets else "attribution.lead", **numbers),
        findings=findings(found, voice),
        pictures=[p for shared in found.shared.values() for p in pictures_of(found, shared, voice)],
        tables=[*(_table(found, shared, voice) for shared in found.shared.values()), _meanings(found, voice)],
        method=[
            voice.say("attribution.method_cut"),
            voice.say("attribution.method_shapley", combinations=combinations),
            voice.say(f"attribution.{key}", units=found.units),
        ],
        limits=[voice.say(f"attribution.limit_{name}") for name in ("twin", "loops", "world")],
        facts=facts,
        command=command,
        data=frames_of(found),
    )


def findings(found: Attribution, voice: Voice) -> list[str]:
    """Return a paragraph for each measure."""
    return [" ".join(_finding(shared, voice)) for shared in found.shared.values()]


def _finding(shared: Shared, voice: Voice) -> list[str]:
    measure = measure_in_words(voice, shared.measure)
    if shared.parts is None:
        total = shared.total
        return [
            voice.plain(
                "attribution.too_small",
                measure=measure,
                total=points(voice, total.mean),
                low=points(voice, total.low),
                high=points(voice, total.high),
            )
        ]
    parts = shared.parts
    means = {loop: part.mean or 0.0 for loop, part in parts.items()}
    most = max(means, key=lambda loop: means[loop])  # parts come to 1, so this one is above 0
    order = sorted(means, key=lambda loop: (loop != most, -abs(means[loop])))[:NAMED]
    along = sorted((loop for loop in order if means[loop] >= 0.0), key=lambda loop: -means[loop])
    against = [loop for loop in order if means[loop] < 0.0]
    total = shared.total.mean or 0.0
    said = [
        voice.plain(
            "attribution.takes" if total < 0.0 else "attribution.brings",
            measure=measure,
            total=points(voice, abs(total)),
            whole=points(voice, shared.whole.mean),
            rest=points(voice, shared.rest.mean),
            listed=voice.listed(
                [_part("part_again" if place else "part", loop, parts[loop], voice) for place, loop in enumerate(along)]
            ),
        )
    ]
    if against:
        listed = voice.listed([_part("against_part", loop, _turned(parts[loop]), voice) for loop in against])
        said.append(voice.plain("attribution.against", listed=listed))
    if any(mean > 1.0 or mean < -0.05 for mean in means.values()):
        said.append(voice.plain("attribution.over_total"))
    said += _pairs(shared, voice)
    return said


def _part(key: str, loop: str, part: Estimate, voice: Voice) -> str:
    """Return what part of the total a loop has, with its interval where there is one."""
    words = {"part": voice.percent(part.mean or 0.0), "loop": loop_in_words(voice, loop)}
    if part.low is None or part.high is None:
        return voice.plain(f"attribution.{key}_once", **words)
    return voice.plain(f"attribution.{key}", low=voice.percent(part.low), high=voice.percent(part.high), **words)


def _turned(part: Estimate) -> Estimate:
    """Return a part with its sign turned."""
    mean, low, high = (None if value is None else -value for value in (part.mean, part.high, part.low))
    return replace(part, mean=mean, low=low, high=high)


def _pairs(shared: Shared, voice: Voice) -> list[str]:
    said: list[str] = []
    order = sorted(shared.together, key=lambda pair: shared.together[pair].mean or 0.0)
    for key, pair, sign in (("needs", order[-1], 1.0), ("replaces", order[0], -1.0)):
        estimate = shared.together[pair]
        if estimate.low is None or estimate.high is None or estimate.mean is None:
            continue
        if min(sign * estimate.low, sign * estimate.high) <= 0.0 or abs(estimate.mean) < 0.001:
            continue
        low, high = sorted((sign * estimate.low, sign * estimate.high))
        first, second = (loop_in_words(voice, loop) for loop in pair)
        text = voice.plain(
            f"attribution.{key}",
            first=first,
            second=second,
            points=points(voice, abs(estimate.mean)),
            low=points(voice, low),
            high=points(voice, high),
            pairs=len(shared.together),
        )
        said.append(text[0].upper() + text[1:])
    return said


def points(voice: Voice, share: float | None) -> str:
    """Return a coverage share as points."""
    return "\N{EM DASH}" if share is None else voice.number(100.0 * share, 1)


def pictures_of(found: Attribution, shared: Shared, voice: Voice) -> list[Picture]:
    """Return the shares and the interactions of a measure."""
    return [_parts_picture(found, shared, voice), _pairs_picture(found, shared, voice)]


def _parts_picture(found: Attribution, shared: Shared, voice: Voice) -> Picture:
    order = sorted(found.loops, key=lambda loop: -(shared.values[loop].mean or 0.0))
    measure = measure_in_words(voice, shared.measure)
    means = [100.0 * (shared.values[loop].mean or 0.0) for loop in order]
    listed = ", ".join(
        f"{loop_in_words(voice, loop)} {voice.number(mean, 1)}" for loop, mean in zip(order, means, strict=True)
    )

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, [loop_in_words(voice, loop) for loop in order])
        on.zero_line(axes, size)
        ends = [_ends(shared.values[loop]) for loop in order]
        label = voice.plain("attribution.label_share")
        on.bars(axes, size, means, [a for a, _ in ends], [b for _, b in ends], SERIES[0], label=label)
        cut_alone = [100.0 * (shared.without[loop].mean or 0.0) for loop in order]
        axes.plot(
            cut_alone,
            range(len(order)),
            linestyle="none",
            marker=SERIES[1].mark,
            color=SERIES[1].colour,
            markerfacecolor="white",
            markersize=0.6 * size.font,
            markeredgewidth=0.7 * size.line,
            label=voice.plain("attribution.label_without"),
            zorder=4,
        )
        axes.set_xlabel(voice.plain("attribution.axis_points"))
        on.write_numbers(axes.xaxis, voice)
        on.legend_below(axes)

    return Picture(
        f"loops-{shared.measure.replace('.', '-').replace('_', '-')}",
        voice.plain("attribution.picture_parts", measure=measure),
        voice.say("attribution.caption_parts", over=voice.plain("attribution.over_sets") if found.over_sets else ""),
        voice.plain("attribution.told_parts", listed=listed),
        draw,
        rows=len(order),
    )


def _pairs_picture(found: Attribution, shared: Shared, voice: Voice) -> Picture:
    measure = measure_in_words(voice, shared.measure)
    order = sorted(shared.together, key=lambda pair: -abs(shared.together[pair].mean or 0.0))[:10]
    order.sort(key=lambda pair: -(shared.together[pair].mean or 0.0))
    names = [" + ".join(loop_in_words(voice, loop) for loop in pair) for pair in order]
    means = [100.0 * (shared.together[pair].mean or 0.0) for pair in order]
    listed = ", ".join(f"{name} {voice.number(mean, 1)}" for name, mean in zip(names, means, strict=True))

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, names)
        on.zero_line(axes, size)
        ends = [_ends(shared.together[pair]) for pair in order]
        on.points(axes, size, means, [a for a, _ in ends], [b for _, b in ends], SERIES[0])
        axes.set_xlabel(voice.plain("attribution.axis_points"))
        on.write_numbers(axes.xaxis, voice)

    return Picture(
        f"pairs-{shared.measure.replace('.', '-').replace('_', '-')}",
        voice.plain("attribution.picture_pairs", measure=measure),
        voice.say("attribution.caption_pairs"),
        voice.plain("attribution.told_pairs", listed=listed),
        draw,
        rows=len(order),
    )


def _ends(estimate: Estimate) -> tuple[float, float]:
    mean = estimate.mean or 0.0
    low, high = (mean if end is None else end for end in (estimate.low, estimate.high))
    return 100.0 * low, 100.0 * high


def _table(found: Attribution, shared: Shared, voice: Voice) -> Any:
    heads = [voice.plain(f"attribution.column_{name}") for name in ("loop", "share", "part", "without", "alone")]
    rows: list[list[object]] = []
    for loop in found.loops:
        part = shared.parts[loop] if shared.parts else None
        rows.append(
            [
                loop_in_words(voice, loop),
                _cell(voice, shared.values[loop]),
                _cell(voice, part, percent=True) if part else None,
                _cell(voice, shared.without[loop]),
                _cell(voice, shared.alone[loop]),
            ]
        )
    caption = voice.plain(
        "attribution.table_parts",
        measure=voice.measure(shared.measure) or shared.measure,
        whole=points(voice, shared.whole.mean),
        rest=points(voice, shared.rest.mean),
    )
    return plain_table(caption, heads, rows)


def _meanings(found: Attribution, voice: Voice) -> Any:
    heads = [voice.plain(f"attribution.column_{name}") for name in ("loop", "meaning")]
    rows = [
        [loop_in_words(voice, loop), LOOPS[loop].cut_en if voice.language == "en" else LOOPS[loop].cut_es]
        for loop in found.loops
    ]
    return plain_table(voice.plain("attribution.table_meanings"), heads, rows, is_text=True)


def _cell(voice: Voice, estimate: Estimate, *, percent: bool = False) -> Cell:
    def written(value: float | None) -> str:
        return points(voice, value) if not percent or value is None else voice.percent(value)

    if estimate.low is None:
        return Cell(written(estimate.mean))
    return Cell(written(estimate.mean), [f"{written(estimate.low)} – {written(estimate.high)}"])


def frames_of(found: Attribution) -> dict[str, pd.DataFrame]:
    """Return everything as tables, in full precision."""
    rows: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for measure, shared in found.shared.items():
        kinds = {"share": shared.values, "part": shared.parts or {}, "cut_alone": shared.without, "alone": shared.alone}
        for kind, estimates in kinds.items():
            rows += [
                {"measure": measure, "loop": loop, "what": kind, "mean": e.mean, "low": e.low, "high": e.high}
                for loop, e in estimates.items()
            ]
        pairs += [
            {"measure": measure, "first": a, "second": b, "mean": e.mean, "low": e.low, "high": e.high}
            for (a, b), e in shared.together.items()
        ]
    units = [
        {"measure": measure, "unit": unit, **dict(zip(found.loops, values, strict=True))}
        for measure, shared in found.shared.items()
        for unit, values in enumerate(shared.by_unit.tolist())
    ]
    return {"loops": pd.DataFrame(rows), "pairs": pd.DataFrame(pairs), "units": pd.DataFrame(units)}


def as_json(found: Attribution, voice: Voice) -> dict[str, Any]:
    """Return what ``--json`` prints."""

    def plain(estimate: Estimate) -> dict[str, float | None]:
        return {"mean": estimate.mean, "low": estimate.low, "high": estimate.high}

    return {
        "scenario": found.scenario,
        "loops": list(found.loops),
        "units": found.units,
        "over_sets": found.over_sets,
        "findings": findings(found, voice),
        "measures": {
            measure: {
                "whole": plain(shared.whole),
                "rest": plain(shared.rest),
                "total": plain(shared.total),
                "loops": {
                    loop: {
                        "share": plain(shared.values[loop]),
                        "part": plain(shared.parts[loop]) if shared.parts else None,
                        "cut_alone": plain(shared.without[loop]),
                        "alone": plain(shared.alone[loop]),
                    }
                    for loop in found.loops
                },
                "interactions": [{"loops": list(pair), **plain(e)} for pair, e in shared.together.items()],
            }
            for measure, shared in found.shared.items()
        },
    }
