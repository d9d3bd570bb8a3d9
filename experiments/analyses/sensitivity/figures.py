"""Figures of a sensitivity study: what decides, which pairs act together, how shares settle, what changes in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.analyses.sensitivity.factors import DUMMY
from experiments.analyses.sensitivity.method import RANKED_BY, SHARES, Sensitivity
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.voice import Voice
from experiments.presentation.words import file_name, measure_in_words, name_in_words, series_in_words, short_in_words
from scenarios.overrides import asked_in

FIRST = 5
MOST_PAIRS = 10


def pictures_of(found: Sensitivity, voice: Voice) -> list[Picture]:
    """Return the figures of one measure."""
    pictures = [_decides(found, voice)]
    if "second" in found.indices:
        pictures.append(_pairs(found, voice))
    if found.method == "morris":
        pictures.append(_screening(found, voice))
    if len(found.stages) > 1:
        pictures.append(_convergence(found, voice))
    return pictures


def _decides(found: Sensitivity, voice: Voice) -> Picture:
    ranked = [*found.ranking, found.names.index(DUMMY)]
    main, beside = RANKED_BY[found.method], "first" if found.method == "sobol" else None
    percent = found.method in SHARES

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        shown = ranked if len(ranked) <= size.rows else [*ranked[: size.rows - 1], ranked[-1]]
        on.name_rows(axes, [input_named(found, found.names[place], voice) for place in shown])
        index = found.shown(main)
        thick, shift = (0.36, 0.19) if beside else (0.62, 0.0)
        label = voice.plain(f"sensitivity.index.{main}")
        on.bars(axes, size, *_of(index, shown), SERIES[0], label=label, shift=-shift, thickness=thick)
        if beside:
            words = voice.plain(f"sensitivity.index.{beside}")
            on.bars(axes, size, *_of(found.shown(beside), shown), SERIES[1], label=words, shift=shift, thickness=thick)
        if main in found.uncorrected:
            axes.plot(
                found.cut(found.uncorrected[main])[shown],
                [row - shift for row in range(len(shown))],
                linestyle="none",
                marker="D",
                markersize=0.4 * size.font,
                markerfacecolor="white",
                markeredgecolor="black",
                label=voice.plain("sensitivity.figure.uncorrected"),
                zorder=4,
            )
        on.zero_line(axes, size)
        _within(axes.get_xlim, axes.set_xlim, percent)
        on.write_numbers(axes.xaxis, voice, percent=percent)
        axes.set_xlabel(voice.plain(f"sensitivity.axis.{main}"))
        on.legend_below(axes, 3 if size.width > 5 else 1)

    told = "; ".join(
        f"{input_named(found, found.names[place], voice)} {_shown(found.shown(main).value[place], voice, percent)}"
        for place in ranked[:FIRST]
    )
    title = _title(found, voice)
    return Picture(
        f"decides-{file_name(found.measure)}",
        title,
        voice.say(f"sensitivity.figure.decides_{'sobol' if beside else 'other'}"),
        voice.plain("sensitivity.figure.decides_told", measure=measure_in_words(voice, found.measure), values=told),
        draw,
        rows=len(ranked) + (len(ranked) // 3 if beside else 0),
    )


def _title(found: Sensitivity, voice: Voice) -> str:
    measure = measure_in_words(voice, found.measure)
    if found.leader is None:
        return voice.plain("sensitivity.figure.nothing_decides", measure=measure)
    if found.may_lead:
        return voice.plain("sensitivity.figure.open_decides", measure=measure)
    title = voice.plain("sensitivity.figure.decides", name=input_named(found, found.leader, voice), measure=measure)
    return title[:1].upper() + title[1:]


def _pairs(found: Sensitivity, voice: Voice) -> Picture:
    index = found.indices["second"]
    order = [int(place) for place in np.argsort(-index.value) if DUMMY not in found.pairs[place]][:MOST_PAIRS]
    names = [
        " \N{MULTIPLICATION SIGN} ".join(input_named(found, name, voice) for name in found.pairs[place])
        for place in order
    ]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        shown = order[: size.rows]
        on.name_rows(axes, names[: len(shown)])
        on.points(axes, size, *_of(index, shown), SERIES[2])
        on.zero_line(axes, size)
        on.write_numbers(axes.xaxis, voice, percent=True)
        axes.set_xlabel(voice.plain("sensitivity.axis.second"))

    told = "; ".join(f"{name} {voice.percent(index.value[p], 1)}" for name, p in zip(names[:3], order, strict=False))
    return Picture(
        f"pairs-{file_name(found.measure)}",
        voice.plain("sensitivity.figure.pairs", measure=measure_in_words(voice, found.measure)),
        voice.say("sensitivity.figure.pairs_read"),
        voice.plain("sensitivity.figure.pairs_told", values=told),
        draw,
        rows=len(order),
    )


def _screening(found: Sensitivity, voice: Voice) -> Picture:
    names = ", ".join(input_named(found, found.names[place], voice) for place in found.ranking[:FIRST])

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        x, y = found.indices["mu_star"].value, found.indices["sigma"].value
        axes.plot(x, y, linestyle="none", marker="o", color=SERIES[0].colour, markersize=0.45 * size.font)
        axes.set_xlim(min(0.0, x.min()) - 0.03 * x.max(), 1.3 * x.max())
        axes.set_ylim(-0.05 * y.max(), 1.15 * y.max())
        row = 1.3 * size.font / 72.0 / (0.75 * size.height) * 1.2 * y.max()
        lowest = np.inf
        for place in sorted(found.ranking[: min(8, size.rows)], key=lambda place: -y[place]):
            lowest = min(float(y[place]), lowest - row)  # names below each other never overlap
            axes.annotate(
                input_named(found, found.names[place], voice),
                (x[place], y[place]),
                xytext=(x[place] + 0.02 * x.max(), lowest),
                va="center",
                fontsize=0.85 * size.font,
            )
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice)
        axes.set_xlabel(voice.plain("sensitivity.axis.mu_star"))
        axes.set_ylabel(voice.plain("sensitivity.axis.sigma"))

    return Picture(
        f"screening-{file_name(found.measure)}",
        voice.plain("sensitivity.figure.screening", measure=measure_in_words(voice, found.measure)),
        voice.say("sensitivity.figure.screening_read"),
        voice.plain("sensitivity.figure.screening_told", names=names),
        draw,
    )


def _convergence(found: Sensitivity, voice: Voice) -> Picture:
    main = RANKED_BY[found.method]
    percent = found.method in SHARES
    points = [stage.points for stage in found.stages]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        for place, stroke in zip(found.ranking[:FIRST], SERIES, strict=False):
            of = [stage.index for stage in found.stages]
            on.line(
                axes,
                points,
                [float(index.value[place]) for index in of],
                stroke,
                low=[float(index.low[place]) for index in of],
                high=[float(index.high[place]) for index in of],
                label=input_named(found, found.names[place], voice),
            )
        axes.set_xscale("log", base=2)
        axes.set_xticks(points, labels=[voice.number(n) for n in points])
        axes.minorticks_off()
        _within(axes.get_ylim, axes.set_ylim, percent)
        on.write_numbers(axes.yaxis, voice, percent=percent)
        axes.set_xlabel(voice.plain("sensitivity.axis.points"))
        axes.set_ylabel(voice.plain(f"sensitivity.axis.{main}"))
        on.legend_below(axes, 3 if size.width > 5 else 2)

    return Picture(
        f"convergence-{file_name(found.measure)}",
        voice.plain("sensitivity.figure.convergence", measure=measure_in_words(voice, found.measure)),
        voice.say("sensitivity.figure.convergence_read"),
        voice.plain("sensitivity.figure.convergence_told", low=points[0], high=points[-1]),
        draw,
    )


def over_time(found: Sequence[Sensitivity], voice: Voice) -> Picture | None:
    """Return how shares change over the months, where the same series was analysed in three months or more."""
    series = found[0].measure.partition("@")[0]
    own = [one for one in found if one.measure.partition("@")[::2] != (one.measure, "")]
    own = sorted((o for o in own if o.measure.startswith(f"{series}@")), key=_month)
    if len(own) < 3:
        return None
    main, percent = RANKED_BY[own[0].method], own[0].method in SHARES
    highest = np.nanmax([one.indices[main].value for one in own], axis=0)
    ranked = [int(p) for p in np.argsort(-highest) if own[0].names[p] != DUMMY][:FIRST]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        for place, stroke in zip(ranked, SERIES, strict=False):
            of = [one.shown(main) for one in own]
            on.line(
                axes,
                [_month(one) for one in own],
                [float(index.value[place]) for index in of],
                stroke,
                low=[float(index.low[place]) for index in of],
                high=[float(index.high[place]) for index in of],
                label=input_named(own[0], own[0].names[place], voice),
            )
        _within(axes.get_ylim, axes.set_ylim, percent)
        on.write_numbers(axes.yaxis, voice, percent=percent)
        if voice.calendar is None:
            axes.set_xlabel(voice.months_head)
        else:
            on.name_months(axes, voice)
        axes.set_ylabel(voice.plain(f"sensitivity.axis.{main}"))
        on.legend_below(axes, 3 if size.width > 5 else 2)

    return Picture(
        f"over-time-{file_name(series)}",
        voice.plain("sensitivity.figure.over_time", series=series_in_words(voice, series)),
        voice.say("sensitivity.figure.over_time_read"),
        voice.plain(
            "sensitivity.figure.over_time_told",
            names=", ".join(input_named(own[0], own[0].names[p], voice) for p in ranked),
        ),
        draw,
    )


def _within(limits: Any, set_limits: Any, is_share: bool) -> None:
    """Keep an axis of shares to where shares can be, though intervals of few points reach beyond."""
    if is_share:
        low, high = limits()
        set_limits(max(low, -0.15), min(high, 1.1))


def _month(found: Sensitivity) -> int:
    return int(found.measure.partition("@")[2])


def _of(index: Any, shown: Sequence[int]) -> tuple[list[float], list[float], list[float]]:
    return tuple([float(v[place]) for place in shown] for v in (index.value, index.low, index.high))  # type: ignore[return-value]


def input_named(found: Sensitivity, name: str, voice: Voice) -> str:
    """Return an input in few words: a group or a lever in those of the page, a mechanism by its name.

    Where two of a page go by the same words, month and places are told too.
    """
    own = _in_few_words(name, voice)
    return name_in_words(voice, name) if [_in_few_words(one, voice) for one in found.names].count(own) > 1 else own


def _in_few_words(name: str, voice: Voice) -> str:
    key = f"sensitivity.input.{name}"
    asked = asked_in(name)
    words = voice.plain(key) if voice.knows(key) else short_in_words(voice, name)
    if words and asked.where:
        return voice.plain("dated.in_places", name=words, places=voice.listed(asked.where))
    return words or name


def _shown(value: float, voice: Voice, percent: bool) -> str:
    return voice.percent(value) if percent else voice.number(value, 3)
