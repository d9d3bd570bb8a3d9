"""Figures of a frontier: the curve along one lever with its bracket, the map over two with its contour."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup

from experiments.analyses.frontier.method import Map
from experiments.analyses.frontier.tipping import Tipping
from experiments.presentation.figures import MAP, SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.voice import Voice
from experiments.presentation.words import file_name, measure_in_words, name_in_words

INSIDE = 1e-9
"""How far inside the first and the last level what is filled must lie, as a share of their distance."""


def curve(found: Tipping, measure: str, own: float, title: str, told: str, voice: Voice) -> Picture:
    """Return the probability or mean along a lever, with the bracket of each tipping point."""
    percent = is_share(measure)
    points = found.points

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        for place, crossing in enumerate(found.crossings):
            label = voice.plain("frontier.figure.bracket") if place == 0 else None
            width = max(crossing.high - crossing.low, 0.004 * (found.axis.high - found.axis.low))
            axes.axvspan(crossing.low, crossing.low + width, color="#c9d3db", label=label, zorder=0.4)
        axes.axhline(found.level, color="black", linewidth=0.6 * size.line, linestyle=(0, (4, 2)))
        if found.axis.low <= own <= found.axis.high:
            label = voice.plain("frontier.figure.own")
            axes.axvline(own, color=SERIES[1].colour, linestyle=(0, (1, 1.5)), linewidth=0.9 * size.line, label=label)
        x, y = [point.value for point in points], [point.mean for point in points]
        for point in points:
            axes.plot([point.value] * 2, [point.low, point.high], color=SERIES[0].colour, linewidth=0.5 * size.line)
        axes.plot(x, y, color=SERIES[0].colour, marker="o", markersize=0.35 * size.font, zorder=3)
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice, percent=percent)
        axes.set_xlabel(on.wrapped(name_in_words(voice, found.axis.name)))
        axes.set_ylabel(on.wrapped(measure_in_words(voice, measure)))
        on.legend_below(axes)

    return Picture(f"along-{file_name(found.axis.name)}", title, voice.say("frontier.figure.curve_read"), told, draw)


def chart(found: Map, measure: str, own: tuple[float, float], title: str, told: str, voice: Voice) -> Picture:
    """Return the map over two levers, with the contour and its band."""

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        x, y = found.places[:, 0], found.places[:, 1]
        means, above = found.means, found.above()
        low, high = (0.0, 1.0) if found.is_event else (float(means.min()), float(means.max()))
        levels = np.linspace(low, high if high > low else low + 1.0, 21)
        inside = INSIDE * (levels[-1] - levels[0])  # a triangle of which all corners lie on the last level stays white
        shown = axes.tricontourf(x, y, np.clip(means, levels[0] + inside, levels[-1] - inside), levels=levels, cmap=MAP)
        if np.ptp(above) > 0.0:
            for share, line in ((0.025, (0, (2, 2))), (0.975, (0, (2, 2)))):
                axes.tricontour(
                    x, y, above, levels=[share], colors="white", linewidths=0.8 * size.line, linestyles=[line]
                )
        if means.min() < found.level < means.max():
            axes.tricontour(x, y, means, levels=[found.level], colors="black", linewidths=2.4 * size.line)
            axes.tricontour(x, y, means, levels=[found.level], colors="white", linewidths=1.2 * size.line)
        axes.plot(x, y, linestyle="none", marker=".", markersize=0.12 * size.font, color="white", alpha=0.7)
        shares = [axis.share(value) for axis, value in zip((found.x, found.y), own, strict=True)]
        if all(0.0 <= share <= 1.0 for share in shares):
            axes.plot(
                *([share] for share in shares),
                linestyle="none",
                marker="*",
                markersize=1.1 * size.font,
                markerfacecolor="white",
                markeredgecolor="black",
                clip_on=False,
                zorder=4,
                label=voice.plain("frontier.figure.own"),
            )
        for axis, lever, set_ticks in (
            (axes.xaxis, found.x, axes.set_xticks),
            (axes.yaxis, found.y, axes.set_yticks),
        ):
            _ticks(axis, lever, set_ticks, voice)
        axes.grid(visible=False)
        axes.set_xlabel(on.wrapped(name_in_words(voice, found.x.name)))
        axes.set_ylabel(on.wrapped(name_in_words(voice, found.y.name)))
        bar = figure.colorbar(shown, ax=axes, ticks=np.linspace(levels[0], levels[-1], 6))
        bar.set_label(on.wrapped(measure_in_words(voice, measure)))
        bar.outline.set_visible(False)
        on.write_numbers(bar.ax.yaxis, voice, percent=is_share(measure))
        on.legend_below(axes)

    name = f"over-{file_name(found.x.name)}-and-{file_name(found.y.name)}"
    level = voice.percent(found.level) if is_share(measure) else voice.number(found.level, 3)
    read = voice.say("frontier.figure.map_read", level=level)
    if all(0.0 <= axis.share(value) <= 1.0 for axis, value in zip((found.x, found.y), own, strict=True)):
        read = read + Markup(" ") + voice.say("frontier.figure.map_star")
    return Picture(name, title, read, told, draw, height=1.15)


def is_share(measure: str) -> bool:
    """Return whether a measure is written as percent."""
    return measure.startswith("regime.") or measure == "reach"


def _ticks(axis: Any, lever: Any, set_ticks: Any, voice: Voice) -> None:
    values = np.linspace(lever.low, lever.high, 6)
    digits = 0 if lever.is_whole or lever.high - lever.low > 20.0 else 1 if lever.high - lever.low >= 0.99 else 2
    if lever.is_whole:
        values = np.unique(np.round(values))
    set_ticks([lever.share(float(v)) for v in values], labels=[voice.number(float(v), digits) for v in values])
