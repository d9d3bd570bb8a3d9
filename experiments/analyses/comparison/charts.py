"""Charts: small plots as Plotly's own description, all in one style: shared axes, words at the lines, no legends.

A chart is a plain dictionary of `data` and `layout`. Names that users chose never enter it unescaped: Plotly
reads its texts as HTML.
"""

from __future__ import annotations

import html
import itertools
import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.comparison.bands import Band
from experiments.analyses.comparison.plot import Plot
from experiments.presentation import palette
from experiments.presentation.blocks import Chart
from experiments.presentation.palette import Ink
from experiments.presentation.voice import Voice

FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif'
LETTER = 6.9
"""Width of a letter of a label, in pixels."""
LINE_HEIGHT = 14.0
LONGEST_LABEL = 14
"""Letters of a label that stand on one line."""
LEFT, TOP, BOTTOM = 44, 30, 40
HEIGHT = 200
"""Of a panel, in pixels."""


@dataclass(frozen=True)
class Line:
    """A band to draw, in the units of the axis.

    Attributes
    ----------
    label : str
        What stands at its end; empty for none.
    told : str
        What it is called when pointed at.
    opacity : float
        Of its band.
    """

    band: Band
    ink: Ink
    label: str
    told: str
    dash: str = "solid"
    factor: float = 1.0
    opacity: float = 0.16


@dataclass(frozen=True)
class Axis:
    """A value axis that small multiples share: its range, unit and decimals."""

    low: float
    high: float
    unit: str
    suffix: str = ""
    digits: int = 1


@dataclass(frozen=True)
class Backdrop:
    """What happens when: the months of coaching, and the months from which new rules hold."""

    months: int
    window: tuple[int, int] | None
    changes: Sequence[int] = ()
    growth: Sequence[int] = ()
    thresholds: Sequence[tuple[float, str]] = field(default=())


def escaped(text: str) -> str:
    """Return a name that is safe within a chart."""
    return html.escape(text, quote=False)


def chart_of(figure: Plot, height: int | None) -> Chart:
    """Return a figure as a plain dictionary, in the common style."""
    figure.update_layout(
        height=height,
        autosize=True,
        font={"family": FONT, "size": 12, "color": palette.TEXT},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        dragmode=False,
        hoverlabel={"bgcolor": "white", "font": {"size": 12, "color": palette.TEXT}},
    )
    return {"data": _plain(figure.data), "layout": _plain(figure.layout)}


def _plain(value: Any) -> Any:
    """Return numbers as JSON knows them: rounded to what can be seen, what is undefined as null."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, np.ndarray):
        return [_plain(part) for part in value.tolist()]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.5g}") if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def axis_around(
    bands: Iterable[Band], *, factor: float, unit: str, suffix: str = "", digits: int = 1, at_least: float = 0.0
) -> Axis:
    """Return an axis with room for bands, and above and below them for words."""
    values = [part[np.isfinite(part)] for band in bands for part in (band.low, band.high)]
    known = np.concatenate(values) * factor if values else np.zeros(0)
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    span = max(high - low, at_least, 1e-6)
    middle = (low + high) / 2.0
    return Axis(middle - 0.66 * span, middle + 0.70 * span, unit, suffix, digits)


def same_span(axes: Sequence[Axis]) -> list[Axis]:
    """Return axes that each keep their middle and all have the longest span."""
    longest = max(axis.high - axis.low for axis in axes)
    found: list[Axis] = []
    for axis in axes:
        middle = (axis.low + axis.high) / 2.0
        found.append(Axis(middle - longest / 2.0, middle + longest / 2.0, axis.unit, axis.suffix, axis.digits))
    return found


def in_lines(label: str) -> str:
    """Return a label on as many lines as it takes beside a narrow panel."""
    parts = (textwrap.wrap(part, LONGEST_LABEL, break_long_words=False) for part in label.split("<br>"))
    return "<br>".join(line for lines in parts for line in lines)


def line_chart(lines: Sequence[Line], axis: Axis, backdrop: Backdrop, voice: Voice, height: int = HEIGHT) -> Chart:
    """Return bands over the months, each named at its end."""
    figure = Plot()
    months = np.arange(backdrop.months)
    for line in lines:
        if line.band.is_wide:
            _add_band(figure, line, months)
    for line in lines:
        _add_line(figure, line, months, axis, voice)
    right = room_for([*(in_lines(line.label) for line in lines), *(name for _, name in backdrop.thresholds)])
    _style_axes(figure, axis, height, right, backdrop.months, voice)
    _add_backdrop(figure, backdrop, voice)
    named = [line for line in lines if line.label and not line.band.is_empty]
    ends = [(_end_of(line), in_lines(line.label), line.ink.words) for line in named]
    ends += [(value, name, palette.QUIET) for value, name in backdrop.thresholds]
    add_labels(figure, ends, axis, height)
    figure.update_layout(hovermode="closest", separators=voice.separators)
    return chart_of(figure, height)


def _add_band(figure: Plot, line: Line, months: NDArray[np.int64]) -> None:
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": months}
    figure.add_scatter(y=line.band.low * line.factor, **edge)
    colour = palette.faint(line.ink.line, line.opacity)
    figure.add_scatter(y=line.band.high * line.factor, fill="tonexty", fillcolor=colour, **edge)


def _add_line(figure: Plot, line: Line, months: NDArray[np.int64], axis: Axis, voice: Voice) -> None:
    band, factor = line.band, line.factor
    shown = f"%{{y:.{axis.digits}f}}{axis.suffix}"
    if band.is_wide:
        between = f"%{{customdata[0]:.{axis.digits}f}}", f"%{{customdata[1]:.{axis.digits}f}}{axis.suffix}"
        shown += f" ({voice.plain('chart.between', low=between[0], high=between[1])})"
    when = f"{voice.months_head} %{{x}}" if voice.calendar is None else "%{text}"
    marks: dict[str, Any] = {"mode": "lines"}
    if line.ink.mark:
        marks = {"mode": "lines+markers", "marker": mark_of(line.ink, 6.5) | {"maxdisplayed": 8}}
    figure.add_scatter(
        x=months,
        y=band.mean * factor,
        customdata=np.stack([band.low * factor, band.high * factor], axis=-1),
        line={"color": line.ink.line, "width": line.ink.width, "dash": line.dash},
        name=line.told,
        text=None if voice.calendar is None else [voice.month(month) for month in months],
        hovertemplate=f"{line.told}, {when}:<br>{shown}<extra></extra>",
        **marks,
    )


def mark_of(ink: Ink, size: float) -> dict[str, Any]:
    """Return the mark of a group: filled for the coached, hollow for the uncoached."""
    fill = ink.line if ink.is_filled else "white"
    return {"symbol": ink.mark, "size": size, "color": fill, "line": {"width": 1.8, "color": ink.line}}


def _style_axes(figure: Plot, axis: Axis, height: int, right: float, months: int, voice: Voice) -> None:
    ticks = voice.ticks(months)
    words = {} if voice.calendar is None else {"ticktext": [word.replace("\n", "<br>") for word in ticks.words]}
    figure.update_xaxis(
        range=[-0.5, months - 0.5],
        tickvals=ticks.places,
        title={"text": ticks.title, "standoff": 4, "font": {"size": 12}},
        **words,
        **plain_axis(),
    )
    figure.update_yaxis(range=[axis.low, axis.high], **value_axis(axis))
    figure.update_layout(margin={"l": LEFT, "r": right, "t": TOP, "b": BOTTOM})
    add_unit(figure, axis.unit)


def plain_axis() -> dict[str, Any]:
    """Return the style of an axis without a grid."""
    return {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "linecolor": palette.AXIS,
        "showline": True,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": palette.AXIS,
    }


def value_axis(axis: Axis) -> dict[str, Any]:
    """Return the style of the axis that shows values."""
    return {
        "gridcolor": palette.GRID,
        "zeroline": False,
        "fixedrange": True,
        "nticks": 6,
        "ticksuffix": axis.suffix,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": "rgba(0,0,0,0)",
    }


def add_unit(figure: Plot, unit: str) -> None:
    """Name the unit of the value axis above it, where it is read at once and takes no width."""
    figure.add_annotation(
        text=unit,
        x=0,
        xref="paper",
        xanchor="left",
        xshift=6 - LEFT,
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=9,
        showarrow=False,
        font={"size": 11.5, "color": palette.QUIET},
    )


def add_words(figure: Plot, text: str, **place: Any) -> None:
    """Write words without an arrow; `place` says where."""
    figure.add_annotation(text=text, showarrow=False, **{"font": {"size": 11, "color": palette.QUIET}, **place})


def _add_backdrop(figure: Plot, backdrop: Backdrop, voice: Voice) -> None:
    across = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    at_top = {"yref": "paper", "y": 1, "yanchor": "top", "xanchor": "left", "xshift": 2}
    if backdrop.window:
        start, end = backdrop.window
        fill = {"fillcolor": palette.WINDOW, "line": {"width": 0}}
        figure.add_shape(type="rect", x0=start - 0.5, x1=end - 0.5, **fill, **across)
        add_words(figure, voice.plain("chart.coaching"), x=start - 0.5, **at_top)
        if start >= backdrop.months / 4:
            add_words(figure, voice.plain("chart.burn_in"), x=-0.5, **at_top)
    named: set[str] = set()
    for months, key in ((backdrop.changes, "chart.change"), (backdrop.growth, "chart.growth")):
        for month in months:
            dots = {"color": palette.QUIET, "width": 1, "dash": "dot"}
            figure.add_shape(type="line", x0=month - 0.5, x1=month - 0.5, line=dots, **across)
            if not named:  # one name is enough, and two would overlap
                named.add(key)
                share = month / backdrop.months  # in a narrow panel, words on one side would run over what is beside it
                anchor = "left" if share < 0.3 else "center" if share < 0.7 else "right"
                add_words(figure, voice.plain(key), x=month - 0.5, y=0, yref="paper", xanchor=anchor, yanchor="bottom")
    for value, _ in backdrop.thresholds:
        add_threshold(figure, value)


def add_threshold(figure: Plot, value: float) -> None:
    """Draw a threshold; its name stands at its end."""
    dashes = {"color": palette.QUIET, "width": 1, "dash": "dash"}
    figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=value, y1=value, line=dashes, layer="below")


def room_for(labels: Iterable[str]) -> float:
    """Return the width of a margin for labels, which may have several lines."""
    return 12 + LETTER * max((len(part) for label in labels for part in label.split("<br>")), default=0)


def _end_of(line: Line) -> float:
    known = np.flatnonzero(np.isfinite(line.band.mean))
    return float(line.band.mean[known[-1]]) * line.factor


def add_labels(figure: Plot, ends: Sequence[tuple[float, str, str]], axis: Axis, height: int) -> None:
    """Write labels, each a place, words and a colour, right of the chart, moved apart where they would overlap."""
    per_pixel = (axis.high - axis.low) / (height - TOP - BOTTOM)
    room = [LINE_HEIGHT * per_pixel * (1 + label.count("<br>")) for _, label, _ in ends]
    places = moved_apart([place for place, _, _ in ends], room, axis.low, axis.high)
    for (_, label, colour), place in zip(ends, places, strict=True):
        at = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": place, "yanchor": "middle"}
        size = 11 if colour == palette.QUIET else 12
        add_words(figure, label, align="left", font={"size": size, "color": colour}, **at)


def moved_apart(places: Sequence[float], room: Sequence[float], low: float, high: float) -> list[float]:
    """Return places for labels of these heights, in the same order, near where they belong and not on each other."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    found = list(places)
    for _ in range(200):
        moved = False
        for below, above in itertools.pairwise(order):
            lack = (room[below] + room[above]) / 2.0 - (found[above] - found[below])
            if lack > 1e-9:
                found[below] -= lack / 2.0
                found[above] += lack / 2.0
                moved = True
        for i in order:
            inside = min(max(found[i], low + room[i] / 2.0), high - room[i] / 2.0)
            moved = moved or abs(inside - found[i]) > 1e-9
            found[i] = inside
        if not moved:
            break
    return found
