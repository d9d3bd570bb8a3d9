"""Axes: numbers as the language writes them, intervals, names beside their bars."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from experiments.presentation.figures.style import FADED, SERIES, Size, Stroke
from experiments.presentation.palette import QUIET
from experiments.presentation.voice import Voice
from experiments.runs.extras import optional

LONGEST_LINE = 44
"""Letters of a name that stand on one line beside an axis."""


def write_numbers(axis: Any, voice: Voice, *, percent: bool = False) -> None:
    """Write the numbers of an axis (``axes.xaxis``) as a language does."""

    def written(value: float, _: object) -> str:
        ticks = axis.get_majorticklocs()
        step = abs(ticks[1] - ticks[0]) if len(ticks) > 1 else 1.0
        scale = 100.0 if percent else 1.0
        digits = next((d for d in range(6) if abs(round(step * scale, d) - step * scale) < 1e-9 * scale), 6)
        return voice.percent(value, digits) if percent else voice.number(value, digits)

    axis.set_major_formatter(optional("matplotlib.ticker").FuncFormatter(written))


def name_months(axes: Any, voice: Voice, months: int | None = None) -> None:
    """Name an axis of months: by their numbers, or by their dates where they have some.

    Parameters
    ----------
    months : int, optional
        How many there are, from month 0 on; if not given, as many as the axis shows.
    """
    axes.set_xlabel(voice.months_head)
    if voice.calendar is None:
        axes.xaxis.get_major_locator().set_params(integer=True)
        write_numbers(axes.xaxis, voice)
        return
    ticks = voice.ticks(int(axes.get_xlim()[1]) + 1 if months is None else months)
    axes.set_xticks(ticks.places, labels=ticks.words)
    axes.set_xlabel(ticks.title)


def note(axes: Any, size: Size, text: str) -> None:
    """Write a quiet remark at the top right, inside the axes."""
    axes.annotate(
        text, (1.0, 1.0), xycoords="axes fraction", ha="right", va="top", fontsize=0.85 * size.font, color=QUIET
    )


def wrapped(name: str) -> str:
    """Return a long name on several lines."""
    return textwrap.fill(name, LONGEST_LINE)


def name_rows(axes: Any, names: Sequence[str], *, bold: Sequence[bool] = ()) -> None:
    """List names down the left side, the first at the top."""
    axes.set_yticks(range(len(names)), labels=list(names))
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    for label, is_bold in zip(axes.get_yticklabels(), bold, strict=False):
        label.set_fontweight("bold" if is_bold else "normal")


def bars(
    axes: Any,
    size: Size,
    values: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    stroke: Stroke = SERIES[0],
    *,
    label: str = "",
    shift: float = 0.0,
    thickness: float = 0.7,
) -> None:
    """Draw a bar a row, from zero, each with its interval; `shift` moves them down for a second series."""
    places = [row + shift for row in range(len(values))]
    axes.barh(
        places,
        values,
        height=thickness,
        color=stroke.colour,
        hatch=stroke.hatch,
        edgecolor="white",
        linewidth=0,
        label=label or None,
    )
    for place, a, b in zip(places, low, high, strict=True):
        axes.plot([a, b], [place, place], color="white", linewidth=0.9 * size.line, solid_capstyle="butt")
        axes.plot([a, b], [place, place], color="black", linewidth=0.45 * size.line, marker="|", zorder=3)


def points(
    axes: Any,
    size: Size,
    values: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    stroke: Stroke = SERIES[0],
    *,
    label: str = "",
    shift: float = 0.0,
    is_filled: bool = True,
) -> None:
    """Draw a mark a row with its interval."""
    places = [row + shift for row in range(len(values))]
    face = stroke.colour if is_filled else "white"
    for place, a, b in zip(places, low, high, strict=True):
        axes.plot([a, b], [place, place], color=stroke.colour, linewidth=0.6 * size.line, solid_capstyle="butt")
    axes.plot(
        values,
        places,
        linestyle="none",
        marker=stroke.mark,
        color=stroke.colour,
        markerfacecolor=face,
        markersize=0.5 * size.font,
        label=label or None,
        zorder=3,
    )


def line(
    axes: Any,
    x: Sequence[float],
    y: Sequence[float],
    stroke: Stroke = SERIES[0],
    *,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    label: str = "",
    marks: bool = True,
) -> None:
    """Draw a line, with its interval as a band."""
    if low is not None and high is not None:
        axes.fill_between(x, low, high, color=stroke.colour, alpha=0.18, linewidth=0)
    axes.plot(
        x,
        y,
        color=stroke.colour,
        linestyle=stroke.line,
        marker=stroke.mark if marks else None,
        markevery=max(1, len(x) // 12),
        label=label or None,
    )


def zero_line(axes: Any, size: Size, at: float = 0.0) -> None:
    """Draw the line of no effect."""
    axes.axvline(at, color=FADED, linewidth=0.5 * size.line, zorder=0.5)


def legend_below(axes: Any, columns: int = 2) -> None:
    """Put the legend beneath the axes, out of the way of everything, in as many columns as the figure has room for."""
    figure = axes.get_figure()
    handles, labels = axes.get_legend_handles_labels()
    if not handles:
        return
    for number in range(columns, 0, -1):
        legend = figure.legend(handles, labels, loc="outside lower center", ncols=number)
        if number == 1 or legend.get_window_extent().width <= 0.98 * figure.bbox.width:
            return
        legend.remove()
