"""Palette: what means different things in one figure is told apart by every kind of colour vision, and on grey paper.

Colours as they are seen are those of Machado, Oliveira and Fernandes (2009), IEEE Transactions on Visualization and
Computer Graphics 15(6), 1291-1298: the matrices of full severity, on linear RGB. Distances are of CIELAB (1976), D65.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.analyses.fit.figures import AFTER, BEFORE
from experiments.presentation.figures.style import FADED, SERIES
from experiments.presentation.palette import INK, MAP_SCALE, REGIMES, TOLD_IN_GREY, of_scenario

APART = 10.0
"""Least distance of two colours: four that are just noticed (2.3; Mahy and others 1994). Set before it was measured."""
SEEN = {
    "all colours": np.eye(3),
    "no red": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
WHITE = np.array([0.95047, 1.0, 1.08883])
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
Form = tuple[object, ...]
"""What tells one thing from another besides its colour: its mark, its line, its hatch, where it lies."""
FIGURES: dict[str, list[tuple[str, Form]]] = {
    "groups of teams": [(ink.line, (ink.mark, ink.is_filled, ink.width)) for ink in INK.values()],
    "regimes": [(colour, ()) for colour in REGIMES.values()],
    "scenarios in one panel": [(stroke.ink.line, (stroke.dash,)) for stroke in map(of_scenario, range(TOLD_IN_GREY))],
    "series": [(one.colour, (one.mark, one.line, one.hatch)) for one in SERIES],
    "series and what it is compared with": [(SERIES[0].colour, ()), (FADED, ())],
    "bands of sets before and after": [(BEFORE, ()), (AFTER, ())],
    "ranges of sets before and after": [(BEFORE, ()), (SERIES[0].colour, ())],
    "losses and gains on the map": [(colour, (level < 0.5,)) for level, colour in MAP_SCALE],
}


def lab(colour: str, seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a colour in CIELAB, as somebody sees it."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    share = TO_XYZ @ np.clip(seen @ linear, 0.0, 1.0) / WHITE
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116.0 * root[1] - 16.0, 500.0 * (root[0] - root[1]), 200.0 * (root[1] - root[2])])


def distance(one: str, other: str, seen: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))


def confused(inks: Iterable[tuple[str, Form]], seen: NDArray[np.float64]) -> Iterator[tuple[str, str, float]]:
    """Yield pairs that nothing tells apart."""
    for (one, form), (other, its) in itertools.combinations(inks, 2):
        if form == its and (apart := distance(one, other, seen)) < APART:
            yield one, other, round(apart, 1)


@pytest.mark.parametrize("vision", SEEN)
@pytest.mark.parametrize("figure", FIGURES)
def test_what_differs_is_told_apart(figure: str, vision: str) -> None:
    assert list(confused(FIGURES[figure], SEEN[vision])) == []


@pytest.mark.parametrize("vision", SEEN)
def test_white_stays_white_and_what_is_confused_is_found(vision: str) -> None:
    assert distance("#FFFFFF", "#FFFFFF", SEEN[vision]) == 0.0
    assert lab("#FFFFFF", SEEN[vision]) == pytest.approx([100.0, 0.0, 0.0], abs=0.05)
    assert list(confused([("#0072B2", ("o",)), ("#0173B2", ("o",))], SEEN[vision]))


def test_forty_scenarios_differ_in_colour() -> None:
    strokes = [(stroke.ink.line, (stroke.dash,)) for stroke in map(of_scenario, range(40))]
    for vision in ("all colours", "no red", "no green", "no blue"):
        assert list(confused(strokes, SEEN[vision])) == []


def test_colours_that_some_cannot_tell_apart_come_together() -> None:
    red, green = "#C05050", "#808040"
    assert distance(red, green, SEEN["all colours"]) > 3 * distance(red, green, SEEN["no green"])
