"""Blocks: what a page is made of between its words: figures of panels, and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

Chart = dict[str, Any]
"""A plot as Plotly describes it: `data` and `layout`."""

FEW, MANY = 3, 9
"""Columns up to which an interval stands beside its number on paper, and from which on letters are smaller there."""
SHORT = 8
"""Rows of a few columns up to which paper does not part a table: more would leave a gap before it."""
FIFTH_OF_A_PAGE = 260
"""Height of panels, in pixels of the screen, that a fifth of a page of paper holds."""


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
    on_paper: bool = True


@dataclass(frozen=True)
class Table:
    """A table with one or two rows of column heads; one that is folded opens on the screen and is not on paper."""

    caption: object
    corner: object
    heads: Sequence[Head]
    groups: Sequence[Group]
    second_heads: Sequence[Head] = ()
    is_text: bool = False
    is_folded: bool = False
    on_paper: bool = True

    def __post_init__(self) -> None:
        rows = [row for group in self.groups for row in group.rows]
        assert all(len(row.cells) == self.columns for row in rows), (
            f"a head without cells, or the reverse: {self.caption}"
        )

    @property
    def columns(self) -> int:
        """Columns beside the heads of rows."""
        return sum(head.span for head in self.heads)

    @property
    def kinds(self) -> str:
        """How it is set, as classes of the style sheet: words, or numbers in a few columns, or in many."""
        size = "few" if self.columns <= FEW else "many" if self.columns > MANY else ""
        return " ".join(kind for kind in ("text" if self.is_text else "", size) if kind)

    @property
    def is_short(self) -> bool:
        """Whether paper keeps it on one page: a few rows of numbers; in narrow columns a row takes several lines."""
        rows = sum(len(group.rows) for group in self.groups)
        return not self.is_text and rows <= (SHORT if self.columns <= FEW else SHORT // 2)


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
    """Panels side by side under a heading, or stacked; they share their axes."""

    panels: Sequence[Panel]
    head: object = ""
    is_stacked: bool = False
    on_paper: bool = True


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
    on_paper: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether paper keeps title, caption and panels on one page: they are one strip, of a fifth of it at most."""
        return len(self.strips) == 1 and self.is_short(self.strips[0])

    def is_short(self, strip: Strip) -> bool:
        """Return whether a strip takes a fifth of a page of paper at most, which then does not part it."""
        rows = math.ceil(len(strip.panels) / (1 if strip.is_stacked else self.columns))
        height = max(panel.chart["layout"].get("height") or FIFTH_OF_A_PAGE for panel in strip.panels)
        return rows * height <= FIFTH_OF_A_PAGE
