"""Plots: what plotly.js draws, as its own description, put together trace by trace.

Plotly's builder for Python checks each value and takes a second for a report. The plots here are few and the same in
every report, so a test gives them to that builder once, and whoever waits for a report does not.
"""

from __future__ import annotations

from typing import Any


class Plot:
    """A plot in the making.

    Attributes
    ----------
    data : list of dict
        Its traces.
    layout : dict
        All else: axes, words, lines, margins.
    """

    def __init__(self) -> None:
        self.data: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {}

    def add_scatter(self, **values: Any) -> None:
        """Add points or lines; what is None is left out."""
        self._add_trace("scatter", values)

    def add_bar(self, **values: Any) -> None:
        """Add bars; what is None is left out."""
        self._add_trace("bar", values)

    def _add_trace(self, kind: str, values: dict[str, Any]) -> None:
        self.data.append({"type": kind, **_given(values)})

    def add_annotation(self, **values: Any) -> None:
        """Write words."""
        self.layout.setdefault("annotations", []).append(values)

    def add_shape(self, **values: Any) -> None:
        """Draw a line or a rectangle."""
        self.layout.setdefault("shapes", []).append(values)

    def update_xaxis(self, **values: Any) -> None:
        """Say how the axis across is, over what was said before."""
        self.layout.setdefault("xaxis", {}).update(values)

    def update_yaxis(self, **values: Any) -> None:
        """Say how the axis upward is, over what was said before."""
        self.layout.setdefault("yaxis", {}).update(values)

    def update_layout(self, **values: Any) -> None:
        """Say how the whole is, over what was said before; what is None is left out."""
        self.layout.update(_given(values))


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
