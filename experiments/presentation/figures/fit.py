"""Fit: words of a picture stay inside it: long ones are broken, rows get the room that their names take.

Constrained layout makes room for the height of a title or the name of an axis, and lets their width run on: over the
panel beside them, or over the edge.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from experiments.presentation.figures.style import Size
from experiments.runs.extras import optional

GAP = 0.6
"""Between the title of a panel and the next one, in heights of a letter."""
EDGE = 0.3
"""Between a name that is moved and the edge, in the same."""
SMALLEST = 0.85
"""Of the letters of a size."""
FINE = 200
"""Dots an inch at least, at which letters are measured: coarser ones are wider than they are printed."""
NAMES, NAMES_ON_A_LINE = 0.5, 0.62
"""Of the width of a picture, that names of rows take at most; and where they are crowded in one that cannot grow: on
one line instead of two."""
LEGEND = 0.85
"""Of the width of a picture, that words of a legend take at most."""
ROUNDS = 5
"""How often a picture is laid out anew at most: broken words take height, which moves the rest."""


def fit(figure: Any, size: Size) -> None:
    """Lay a picture out, and mend what does not fit: see the module."""
    optional("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)  # it measures letters
    dots = figure.dpi
    figure.set_dpi(max(size.dots, FINE))
    lay_out = figure.get_layout_engine().execute
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "constrained_layout not applied")  # long names leave no room, and are mended
        lay_out(figure)
    for _ in range(ROUNDS):
        if not any([mend(figure, size) for mend in MENDS]):
            break
        lay_out(figure)
    _move_inside(figure, size)
    figure.set_dpi(dots)


def _break_titles(figure: Any, size: Size) -> bool:
    """Break titles of panels before the next panel, or the edge."""
    gap = GAP * size.font * figure.dpi / 72.0
    starts = [axes.get_window_extent().x0 for axes in figure.axes]
    changed = False
    for axes in figure.axes:
        for title in (axes._left_title, axes.title):
            begin = axes.get_window_extent().x0
            end = min((start for start in starts if start > begin + gap), default=figure.bbox.x1)
            changed |= _break(title, end - begin - gap)
    return changed


def _break_names_of_axes(figure: Any, size: Size) -> bool:
    """Break names of axes that are longer than the picture is wide, or high, or than panels are apart."""
    gap = GAP * size.font * figure.dpi / 72.0
    starts = sorted(axes.get_window_extent().x0 for axes in figure.axes)
    apart = [b - a for a, b in pairwise(starts) if b - a > gap]
    across = [_break(axes.xaxis.label, min(apart, default=figure.bbox.width) - gap) for axes in figure.axes]
    upward = [_break(axes.yaxis.label, figure.bbox.height - gap) for axes in figure.axes]
    return any((*across, *upward))


def _break(text: Any, room: float) -> bool:
    """Break a text into lines that fit into some pixels, if it does not; return whether it was broken."""
    words = text.get_text()
    if not words.strip() or _length(text) <= room:
        return False
    broken = "\n".join(_lines(words.split(), _measure(text), room))
    text.set_text(broken)
    return broken != words


def _length(text: Any) -> float:
    """Return how long the longest line of a text is, in pixels, whichever way it runs."""
    measure = _measure(text)
    return max(map(measure, text.get_text().split("\n")))


def _measure(text: Any) -> Callable[[str], float]:
    """Return what measures a line in the letters of a text."""
    renderer, font = text.figure.canvas.get_renderer(), text.get_fontproperties()
    return lambda line: float(renderer.get_text_width_height_descent(line, font, ismath=False)[0])


def _lines(words: list[str], measure: Callable[[str], float], room: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        lines = [*lines[:-1], longer] if measure(longer) <= room else [*lines, word]
    return lines


def _break_legends(figure: Any, size: Size) -> bool:
    """Break words of legends that are wider than the picture."""
    wide = [legend for legend in figure.legends if legend.get_window_extent().width > figure.bbox.width]
    return any([_break(text, LEGEND * figure.bbox.width) for legend in wide for text in legend.get_texts()])


def _break_names_of_rows(figure: Any, size: Size) -> bool:
    """Break names of rows that leave too little of the width for what is drawn."""
    changed = False
    for axes in figure.axes:
        labels = axes.get_yticklabels()
        is_crowded = any(label.get_fontsize() <= SMALLEST * size.font for label in labels)
        room = (NAMES_ON_A_LINE if is_crowded and not size.grows else NAMES) * figure.bbox.width
        if any([_break(label, room) for label in labels]):
            axes.set_yticklabels([label.get_text() for label in labels])
            changed = True
    return changed


def _make_room_for_rows(figure: Any, size: Size) -> bool:
    """Where names of rows touch, make their letters smaller and break them anew; after that, the picture higher."""
    crowded = {axes: _crowded(axes) for axes in figure.axes}
    smaller = SMALLEST * size.font
    changed = False
    for axes in (axes for axes, much in crowded.items() if much > 1.0):
        labels = axes.get_yticklabels()
        if any(label.get_fontsize() > smaller for label in labels):
            axes.set_yticklabels([" ".join(label.get_text().split()) for label in labels])
            axes.tick_params(axis="y", labelsize=smaller)
            changed = True
        elif size.grows:
            width, height = figure.get_size_inches()
            figure.set_size_inches(width, height * crowded[axes])
            return True
    return changed


def _crowded(axes: Any) -> float:
    """Return how much more height the names of rows take than there is; 1 and less is room enough."""
    boxes = sorted((label.get_window_extent() for label in axes.get_yticklabels() if label.get_text()), key=_middle)
    pairs = [(a, b) for a, b in pairwise(boxes) if _middle(b) > _middle(a)]
    return max(((a.height + b.height) / 2.0 / (_middle(b) - _middle(a)) for a, b in pairs), default=0.0)


def _middle(box: Any) -> float:
    return float(box.y0 + box.y1) / 2.0


def _move_inside(figure: Any, size: Size) -> None:
    """Move names of axes that are centred beside small panels to where the picture has room for them."""
    edge = EDGE * size.font * figure.dpi / 72.0
    for axes in figure.axes:
        own = axes.get_window_extent()
        across, upward = axes.xaxis.label, axes.yaxis.label
        if across.get_text():
            box = across.get_window_extent()
            across.set_x(across.get_position()[0] + _aside(box.x0, box.x1, edge, figure.bbox.width) / own.width)
        if upward.get_text():
            box = upward.get_window_extent()
            upward.set_y(upward.get_position()[1] + _aside(box.y0, box.y1, edge, figure.bbox.height) / own.height)


def _aside(low: float, high: float, edge: float, end: float) -> float:
    """Return how far something is to be moved to lie between two edges."""
    return max(0.0, edge - low) - max(0.0, high + edge - end)


MENDS = (_break_titles, _break_names_of_axes, _break_legends, _make_room_for_rows, _break_names_of_rows)
