"""Figures of an evaluation: power, its curves, what is found against what is true, and power by cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.analyses.evaluation.design import VARIED
from experiments.analyses.evaluation.method import Answer
from experiments.analyses.evaluation.naming import label_of, name_of
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.figures.style import FADED
from experiments.presentation.voice import Voice

if TYPE_CHECKING:
    from experiments.analyses.evaluation.ask import EvaluationFindings


def _row(found: EvaluationFindings, one: Answer, voice: Voice) -> str:
    label = label_of(found.asked.designs, one.design, voice)
    return f"{label}: {voice.plain(f'evaluation.short.{one.estimator}')}"


def _wanted(axes: Any, size: Size, at: float, *, across: bool = False) -> None:
    draw = axes.axhline if across else axes.axvline
    draw(at, color=FADED, linewidth=0.6 * size.line, linestyle="--", zorder=0.5)


def _value(number: float | None) -> float:
    return math.nan if number is None else number


def power(found: EvaluationFindings, voice: Voice) -> Picture:
    """Return the power of every design by every estimator, beside what the usual formula promises."""

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        shown = found.answers[: size.rows]
        on.name_rows(axes, [_row(found, one, voice) for one in shown])
        _wanted(axes, size, found.asked.power)
        usual = [(place, one.usual) for place, one in enumerate(shown) if math.isfinite(one.usual)]
        axes.plot(
            [value for _, value in usual],
            [place for place, _ in usual],
            linestyle="none",
            marker="o",
            color=SERIES[1].colour,
            markerfacecolor="white",
            markersize=0.55 * size.font,
            label=voice.plain("evaluation.table.usual"),
        )
        on.points(
            axes,
            size,
            [_value(one.power.mean) for one in shown],
            [_value(one.power.low) for one in shown],
            [_value(one.power.high) for one in shown],
            label=voice.plain("evaluation.figure.found"),
        )
        axes.set_xlim(-0.02, 1.02)
        on.write_numbers(axes.xaxis, voice, percent=True)
        axes.set_xlabel(voice.plain("evaluation.figure.power_axis"))
        on.legend_below(axes)

    return Picture(
        "power",
        voice.plain("evaluation.figure.power"),
        voice.say("evaluation.figure.power_read"),
        voice.plain("evaluation.figure.power_told"),
        draw,
        rows=len(found.answers),
    )


def bias(found: EvaluationFindings, voice: Voice) -> Picture:
    """Return the mean truth of every answer, and the mean estimate with its interval."""

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        shown = found.answers[: size.rows]
        on.name_rows(axes, [_row(found, one, voice) for one in shown])
        on.zero_line(axes, size)
        truths = [100.0 * _value(one.truth.mean) for one in shown]
        axes.barh(range(len(shown)), truths, height=0.62, color=FADED, label=voice.plain("evaluation.figure.true"))
        on.points(
            axes,
            size,
            [100.0 * _value(one.found.mean) for one in shown],
            [100.0 * _value(one.found.low) for one in shown],
            [100.0 * _value(one.found.high) for one in shown],
            label=voice.plain("evaluation.figure.found"),
        )
        on.write_numbers(axes.xaxis, voice)
        axes.set_xlabel(voice.plain("evaluation.figure.bias_axis"))
        on.legend_below(axes)

    return Picture(
        "bias",
        voice.plain("evaluation.figure.bias"),
        voice.say("evaluation.figure.bias_read"),
        voice.plain("evaluation.figure.bias_told"),
        draw,
        rows=len(found.answers),
    )


def curves(found: EvaluationFindings, voice: Voice) -> list[Picture]:
    """Return a figure of power for each thing that a design lists several values of."""
    return [one for one in (_curve(found, axis, voice) for axis in VARIED) if one is not None]


def _lines(found: EvaluationFindings, axis: str) -> dict[tuple[str, str], list[Answer]]:
    """Return answers by design and estimator that differ in one thing alone: all else as in the first variant."""
    first = {design.name: design for design in reversed(found.asked.designs)}
    lines: dict[tuple[str, str], list[Answer]] = {}
    for one in found.answers:
        design, start = one.design, first[one.design.name]
        if all(getattr(design, name) == getattr(start, name) for name in VARIED if name != axis):
            lines.setdefault((design.name, one.estimator), []).append(one)
    return {
        key: sorted(some, key=lambda one: getattr(one.design, axis)) for key, some in lines.items() if len(some) > 1
    }


def _curve(found: EvaluationFindings, axis: str, voice: Voice) -> Picture | None:
    lines = _lines(found, axis)
    if not lines:
        return None

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        _wanted(axes, size, found.asked.power, across=True)
        for stroke, ((_, estimator), some) in zip(SERIES * len(lines), lines.items(), strict=False):
            on.line(
                axes,
                [getattr(one.design, axis) for one in some],
                [_value(one.power.mean) for one in some],
                stroke,
                low=[_value(one.power.low) for one in some],
                high=[_value(one.power.high) for one in some],
                label=f"{name_of(some[0].design, voice)}: {voice.plain(f'evaluation.estimator.{estimator}')}",
            )
        axes.set_ylim(0.0, 1.02)
        on.write_numbers(axes.yaxis, voice, percent=True)
        on.write_numbers(axes.xaxis, voice)
        axes.set_xlabel(voice.plain(f"evaluation.axis.{axis}"))
        axes.set_ylabel(voice.plain("evaluation.figure.power_axis"))
        on.legend_below(axes, 2)

    words = voice.plain(f"evaluation.axis.{axis}")
    return Picture(
        f"power-by-{axis}",
        voice.plain("evaluation.figure.curve", axis=words),
        voice.say("evaluation.figure.curve_read"),
        voice.plain("evaluation.figure.curve_told", axis=words),
        draw,
    )


def by_cost(found: EvaluationFindings, voice: Voice) -> Picture:
    """Return power by cost, a mark a variant."""

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        _wanted(axes, size, found.asked.power, across=True)
        answers = [one for one in found.answers if one.design.question == found.questions[0]]
        names = list(dict.fromkeys(one.design.name for one in answers))
        for stroke, name in zip(SERIES * len(names), names, strict=False):
            own = [one for one in answers if one.design.name == name]
            for one in own:
                faithful = one.is_faithful(found.asked.level)
                axes.plot(
                    [one.cost.whole],
                    [_value(one.power.mean)],
                    linestyle="none",
                    marker=stroke.mark,
                    color=stroke.colour,
                    markerfacecolor=stroke.colour if faithful else "white",
                    markersize=0.6 * size.font,
                    label=name_of(one.design, voice) if one is own[0] else None,
                )
        axes.set_ylim(-0.06, 1.1)
        axes.set_xlim(left=0.0)
        on.write_numbers(axes.yaxis, voice, percent=True)
        on.write_numbers(axes.xaxis, voice)
        axes.set_xlabel(voice.plain("evaluation.figure.cost_axis"))
        axes.set_ylabel(voice.plain("evaluation.figure.power_axis"))
        on.legend_below(axes, 3)

    return Picture(
        "cost",
        voice.plain("evaluation.figure.cost"),
        voice.say("evaluation.figure.cost_read", question=voice.plain(f"evaluation.question.{found.questions[0]}")),
        voice.plain("evaluation.figure.cost_told"),
        draw,
    )
