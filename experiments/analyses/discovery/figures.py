"""Pictures of a discovery: where it happens, what the box takes, the path it was chosen on, what came back."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.analyses.discovery.boxes import Box
from experiments.analyses.discovery.method import Discovery
from experiments.analyses.discovery.wording import (
    choice_in_words,
    conditions_in_words,
    event_in_words,
    joined,
)
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.figures.style import FADED
from experiments.presentation.voice import Voice
from experiments.presentation.words import name_in_words


def pictures_of(found: Discovery, voice: Voice) -> list[Picture]:
    """Return what there is to see."""
    if found.box is None:
        return []
    pictures = [_ranges(found, found.box, voice), _path(found, found.box, voice)]
    if len(_numbers(found, found.box)) >= 1:
        pictures.insert(0, _where(found, found.box, voice))
    if found.again.returns:
        pictures.append(_returns(found, found.box, voice))
    return pictures


def label_of(found: Discovery, voice: Voice, column: str) -> str:
    """Return a condition's column in words."""
    condition = found.cases.conditions[column]
    name = name_in_words(voice, condition.parameter)
    return f"{name}: {choice_in_words(voice, condition.choice)}" if condition.choice else name


def _numbers(found: Discovery, box: Box) -> list[str]:
    """Return the restricted columns that are numbers, those that came back most often first."""
    own = [column for column in box.columns if not found.cases.conditions[column].choice]
    return sorted(own, key=lambda column: -found.again.returns.get(column, 0.0))


def _where(found: Discovery, box: Box, voice: Voice) -> Picture:
    cases = found.cases
    event = event_in_words(voice, cases.outcome)
    numbers = _numbers(found, box)
    others = [c for c in cases.x.columns if c not in numbers and not cases.conditions[c].choice]
    first = numbers[0]
    second = (numbers[1:] + others + list(cases.x.columns))[0]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        x, y, happens = cases.x[first].to_numpy(), cases.x[second].to_numpy(), cases.happens
        mark = (0.34 * size.font) ** 2
        axes.scatter(x[~happens], y[~happens], s=mark, facecolors="none", edgecolors=FADED, linewidths=0.4 * size.line)
        axes.scatter(x[happens], y[happens], s=mark, color=SERIES[0].colour, linewidths=0)
        low = [
            max([x.min(), *(t.value for t in box.limits if t.column == first and t.is_lower)]),
            max([y.min(), *(t.value for t in box.limits if t.column == second and t.is_lower)]),
        ]
        high = [
            min([x.max(), *(t.value for t in box.limits if t.column == first and not t.is_lower)]),
            min([y.max(), *(t.value for t in box.limits if t.column == second and not t.is_lower)]),
        ]
        axes.plot(
            [low[0], high[0], high[0], low[0], low[0]],
            [low[1], low[1], high[1], high[1], low[1]],
            color="black",
            linewidth=1.1 * size.line,
        )
        axes.set_xlabel(on.wrapped(label_of(found, voice, first)))
        axes.set_ylabel(on.wrapped(label_of(found, voice, second)))
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice)

    return Picture(
        "where",
        voice.plain("discovery.picture_where", event=event),
        voice.say("discovery.caption_where", event=event),
        voice.plain(
            "discovery.told_where",
            first=label_of(found, voice, first),
            second=label_of(found, voice, second),
            density=voice.percent(box.density),
            overall=voice.percent(found.overall.mean or 0.0),
        ),
        draw,
        height=1.1,
    )


def _ranges(found: Discovery, box: Box, voice: Voice) -> Picture:
    columns = list(box.columns)

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, [label_of(found, voice, column) for column in columns])
        for place, column in enumerate(columns):
            values = found.cases.x[column].to_numpy()
            least, span = float(values.min()), float(np.ptp(values))
            low = max([least, *(t.value for t in box.limits if t.column == column and t.is_lower)])
            high = min([least + span, *(t.value for t in box.limits if t.column == column and not t.is_lower)])
            if found.cases.conditions[column].choice:
                low, high = (0.5, 1.0) if low > least else (0.0, 0.5)
            axes.barh(place, 1.0, height=0.55, color="#dddddd", linewidth=0)
            axes.barh(
                place, (high - low) / span, left=(low - least) / span, height=0.55, color=SERIES[0].colour, linewidth=0
            )
        axes.set_xlim(0.0, 1.0)
        axes.set_xlabel(voice.plain("discovery.axis_range"))
        on.write_numbers(axes.xaxis, voice, percent=True)

    return Picture(
        "box",
        voice.plain("discovery.picture_ranges"),
        voice.say("discovery.caption_ranges"),
        voice.plain(
            "discovery.told_ranges",
            conditions=joined(voice, conditions_in_words(voice, box.limits, found.cases.conditions)),
        ),
        draw,
        rows=len(columns),
    )


def _path(found: Discovery, box: Box, voice: Voice) -> Picture:
    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        axes.plot(
            [step.coverage for step in found.steps],
            [step.density for step in found.steps],
            linestyle="none",
            marker="o",
            markersize=0.36 * size.font,
            color=SERIES[0].colour,
            markerfacecolor="white",
        )
        axes.plot(
            [box.coverage], [box.density], linestyle="none", marker="D", markersize=0.7 * size.font, color="black"
        )
        axes.set_xlim(0.0, 1.03)
        axes.set_ylim(0.0, 1.03)
        axes.set_xlabel(voice.plain("discovery.axis_coverage"))
        axes.set_ylabel(voice.plain("discovery.axis_density"))
        on.write_numbers(axes.xaxis, voice, percent=True)
        on.write_numbers(axes.yaxis, voice, percent=True)

    return Picture(
        "path",
        voice.plain("discovery.picture_path"),
        voice.say("discovery.caption_path"),
        voice.plain(
            "discovery.told_path",
            steps=len(found.steps),
            coverage=voice.percent(box.coverage),
            density=voice.percent(box.density),
        ),
        draw,
    )


def _returns(found: Discovery, box: Box, voice: Voice) -> Picture:
    names = list(found.again.returns)
    listed = ", ".join(f"{label_of(found, voice, n)} {voice.percent(found.again.returns[n])}" for n in names)

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        shown = names[: size.rows]
        on.name_rows(axes, [label_of(found, voice, name) for name in shown])
        for place, name in enumerate(shown):
            is_own = name in box.columns
            axes.barh(
                place,
                found.again.returns[name],
                height=0.6,
                color=SERIES[0].colour if is_own else "white",
                edgecolor=SERIES[0].colour,
                linewidth=0.6 * size.line,
            )
        axes.set_xlim(0.0, 1.0)
        axes.set_xlabel(voice.plain("discovery.axis_returns"))
        on.write_numbers(axes.xaxis, voice, percent=True)

    return Picture(
        "returns",
        voice.plain("discovery.picture_returns"),
        voice.say("discovery.caption_returns"),
        voice.plain("discovery.told_returns", listed=listed),
        draw,
        rows=len(names),
    )
