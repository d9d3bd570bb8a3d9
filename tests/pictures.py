"""Pictures: whether the words of a figure stay inside it and apart, as it is drawn."""

from __future__ import annotations

from itertools import combinations
from typing import Any

DOTS = 200
"""Dots an inch at which letters are measured."""
ROUNDED = 0.01
"""Inches."""


def beyond(figure: Any) -> list[str]:
    """Return by how much, in inches, what is drawn passes an edge of a figure."""
    figure.set_dpi(DOTS)
    width, height = figure.get_size_inches()
    box = figure.get_tightbbox()
    past = {"left": -box.x0, "right": box.x1 - width, "below": -box.y0, "above": box.y1 - height}
    return [f"{edge}: {inches:.2f}" for edge, inches in past.items() if inches > ROUNDED]


def touching(figure: Any) -> list[tuple[str, str]]:
    """Return titles of panels, names of axes and names of rows that lie over another one."""
    figure.set_dpi(DOTS)
    texts = [text for axes in figure.axes if axes.get_visible() for text in _texts(axes) if text.get_text().strip()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    least = ROUNDED * DOTS
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > least and min(a.y1, b.y1) - max(a.y0, b.y0) > least
    ]


def _texts(axes: Any) -> list[Any]:
    rows = [label for label in axes.get_yticklabels() if any(letter.isalpha() for letter in label.get_text())]
    return [axes._left_title, axes.title, axes.xaxis.label, axes.yaxis.label, *rows]
