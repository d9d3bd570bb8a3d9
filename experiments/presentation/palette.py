"""Palette: one colour for one thing everywhere (Okabe and Ito 2008: told apart by colour-blind people).

Coached, uncoached and twin also differ in their marks, so that a grey print can be read.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup


class Ink(NamedTuple):
    """How a group is drawn: its line, its words (darker, to be read on white), its mark."""

    line: str
    words: str
    mark: str | None
    width: float
    is_filled: bool = True


COACHED = Ink("#0072B2", "#005A8E", "circle", 2.4)
UNCOACHED = Ink("#D55E00", "#A84A00", "square", 2.4, is_filled=False)
TWIN = Ink("#000000", "#000000", None, 1.4)
INK = {"coached": COACHED, "uncoached": UNCOACHED, "twin": TWIN}

REGIMES = {"fizzle": "#FFFFFF", "faded": "#D9A9C6", "bubble": "#F0E442", "partial": "#3D91CC", "spread": "#00614A"}
"""Regimes: they differ in lightness too, for those who see no colours and for grey paper; the explorer has the same."""
ON_REGIME = {regime: "#FFFFFF" if regime == "spread" else "#000000" for regime in REGIMES}
"""Words on a regime's colour."""

TEXT = "#1c1c1c"
QUIET = "#595959"
AXIS = "#8c8c8c"
GRID = "#e8e8e8"
WINDOW = "#e9eef2"
RISE = "#1b7837"
FALL = "#762a83"
LEVEL = "#f7f7f7"
MAP_SCALE = (
    (0.0, FALL),
    (0.25, "#c2a5cf"),
    (0.5, LEVEL),
    (0.75, "#a6dba0"),
    (1.0, RISE),
)
"""Purple for losses, white for none, green for gains; losses are diamonds too."""


def faint(colour: str, opacity: float) -> str:
    """Return a colour with this opacity."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


class Stroke(NamedTuple):
    """How one of many scenarios is drawn in one panel: its colour, and its dashes as Plotly takes them."""

    ink: Ink
    dash: str

    @property
    def drawn(self) -> Markup:
        """The same as attributes of a line of SVG."""
        dashes = "" if self.dash == SOLID else self.dash.replace("px,", " ").removesuffix("px")
        return Markup('stroke="{}" stroke-width="2.4" stroke-dasharray="{}"').format(self.ink.line, dashes)


SCENARIOS = ("#4D4D4D", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Lines of scenarios that share a panel: none has the colour of a group of teams."""
SOLID = "solid"
DASHES = (
    SOLID,
    "9px,4px",
    "9px,3px,2px,3px",
    "2px,3px",
    "18px,4px",
    "18px,3px,2px,3px",
    "9px,3px,2px,3px,2px,3px",
    "2px,9px",
)
TOLD_IN_GREY = 12
"""Scenarios whose lines differ on grey paper too, in lightness or in dashes; forty do in colour."""


def of_scenario(number: int) -> Stroke:
    """Return the stroke of a scenario by its place, 0 being the reference."""
    colour = SCENARIOS[number % len(SCENARIOS)]
    return Stroke(Ink(colour, colour, None, 2.2), DASHES[number % len(DASHES)])
