"""Style: Okabe and Ito's colours, each with a line, a mark and a hatch, so that a grey printer loses nothing.

matplotlib comes with the extra `analysis` and is imported when something is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from experiments.presentation.palette import AXIS, GRID, QUIET, TEXT

MILLIMETRES = 25.4


@dataclass(frozen=True)
class Size:
    """How large a picture is, and what then can be read.

    Attributes
    ----------
    width, height : float
        In inches. Pictures of many rows grow beyond the height, except on a slide.
    font : float
        In points; nothing is smaller than 0.85 of it.
    dots : int
        Dots an inch of the PNG.
    rows : int
        Rows of a chart that can be read; a picture leaves out the rest and says so.
    has_title : bool
        Whether the title stands in the picture: on a slide, where no caption is near.
    """

    name: str
    width: float
    height: float
    font: float
    line: float
    dots: int
    rows: int
    has_title: bool = False
    grows: bool = True


SLIDE = Size("slide", 10.0, 5.625, 14.0, 2.4, 192, 12, has_title=True, grows=False)
"""A slide of 16 to 9; its PNG has 1920 x 1080 dots."""
COLUMN = Size("column", 85.0 / MILLIMETRES, 68.0 / MILLIMETRES, 7.5, 1.2, 600, 16)
"""A column of a paper: 85 mm."""
PAGE = Size("page", 7.6, 4.3, 10.0, 1.8, 144, 40)
"""A page of a report."""


ON_PAGE = Size("brief", 7.1, 3.6, 9.5, 1.6, 220, 6)
"""The figure of a brief: as wide as A4 between its margins."""


class Stroke(NamedTuple):
    """How a series is told from the others: in colour, and without."""

    colour: str
    line: Any
    mark: str
    hatch: str


SERIES = (
    Stroke("#0072B2", "solid", "o", ""),
    Stroke("#D55E00", (0, (5, 2)), "s", "////"),
    Stroke("#009E73", (0, (1, 1.2)), "^", "...."),
    Stroke("#000000", (0, (7, 2, 1.2, 2)), "D", "xxxx"),
    Stroke("#CC79A7", (0, (3, 1, 1, 1, 1, 1)), "v", "\\\\\\\\"),
    Stroke("#E69F00", (0, (9, 3)), "P", "++++"),
    Stroke("#56B4E9", (0, (2, 3)), "X", "oo"),
)
"""In this order; a figure with more than seven series is two figures."""

MAP = "cividis"
"""Colours of a map: from dark to light in grey as in colour, for every kind of colour vision."""
FADED = "#9a9a9a"
"""What is there for comparison only."""


def rules_of(size: Size) -> dict[str, Any]:
    """Return matplotlib's settings at a size."""
    small = 0.88 * size.font
    return {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans", "Verdana"],  # of the same width, one of them on every machine
        "font.size": size.font,
        "axes.titlesize": size.font,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": size.font,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "legend.fontsize": small,
        "figure.titlesize": 1.15 * size.font,
        "figure.titleweight": "bold",
        "text.color": TEXT,
        "text.parse_math": False,  # names and questions are a user's: a dollar in them is a dollar
        "axes.labelcolor": TEXT,
        "axes.edgecolor": AXIS,
        "axes.linewidth": 0.4 * size.line,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelcolor": TEXT,
        "ytick.labelcolor": TEXT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": GRID,
        "grid.linewidth": 0.4 * size.line,
        "lines.linewidth": size.line,
        "lines.markersize": 0.5 * size.font,
        "hatch.linewidth": 0.3 * size.line,
        "hatch.color": "white",
        "legend.frameon": False,
        "figure.facecolor": "white",
        "svg.fonttype": "none",
        "svg.hashsalt": "enabling-bubbles",
        "path.simplify": True,
        "axes.unicode_minus": True,
    }
