"""Blocks: what a page is made of between its words: figures of panels, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

Chart = dict[str, Any]
"""A plot as Plotly describes it: `data` and `layout`."""


@dataclass(frozen=True)
class Head:
    """A heading over one or more columns of a table."""

    words: object
    span: int = 1


@dataclass(frozen=True)
class Cell:
    """A cell: what is read first, and beneath it what it rests on."""

    words: object
    below: Sequence[object] = ()
    is_undefined: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: its head, and its cells."""

    head: object
    cells: Sequence[Cell]
    note: object = ""


@dataclass(frozen=True)
class Group:
    """Rows under a common heading."""

    head: object
    rows: Sequence[Row]


@dataclass(frozen=True)
class Table:
    """A table with one or two rows of column heads."""

    caption: object
    corner: object
    heads: Sequence[Head]
    groups: Sequence[Group]
    second_heads: Sequence[Head] = ()
    is_text: bool = False


@dataclass(frozen=True)
class Panel:
    """One small plot; `told` is what somebody hears who cannot see it."""

    name: str
    title: object
    told: str
    chart: Chart
    note: object = ""
    ratio: float | None = None


@dataclass(frozen=True)
class Strip:
    """Panels side by side under a heading; they share their axes."""

    panels: Sequence[Panel]
    head: object = ""


@dataclass(frozen=True)
class Figure:
    """Strips of panels, what they show, and their numbers."""

    name: str
    title: object
    caption: object
    strips: Sequence[Strip]
    tables: Sequence[Table] = ()
    scale: Markup | None = None
    columns: int = 3
    notes: Sequence[object] = field(default=())
