"""Map: the network of one run: regions as hulls, networks as clusters, teams as dots coloured by their gain.

Where somebody stands says nothing of geography: places only keep together what belongs together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.comparison.charts import Chart, add_words, chart_of, escaped
from experiments.analyses.comparison.plot import Plot
from experiments.analyses.comparison.subject import Subject
from experiments.presentation import palette
from experiments.presentation.voice import Voice
from experiments.runs.value_uncertainty import settings_for
from simulation.engine.run import trace
from simulation.observables import LATE_MONTHS
from simulation.places import Places
from simulation.state import ManagerState, ProcessState

Point = tuple[float, float]

GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
MOST_TIES = 2_000
"""Ties drawn at most; more would be a grey cloud."""
LOSS = -0.005
"""Gain below which a team is drawn as a diamond."""
HEADROOM = 1.0
"""Room above the hulls for the name of a region."""
DOT = 0.9
"""Width of a dot, where neighbours stand about 1.1 apart."""
RIM = 0.8
"""Room from the middle of the outermost team to the ring around its network."""
PANEL = 360.0
"""Width in pixels for which the dots are sized; the page sizes them anew for its own."""


@dataclass(frozen=True)
class Landscape:
    """Where everybody stands.

    Attributes
    ----------
    teams, networks : ndarray, [team or network, 2]
    radius : ndarray, [network]
    hulls : list of list of point, [region]
    width, height : float
    """

    teams: NDArray[np.float64]
    networks: NDArray[np.float64]
    radius: NDArray[np.float64]
    hulls: list[list[Point]]
    width: float
    height: float


@dataclass(frozen=True)
class OneRun:
    """The first run of a scenario.

    Attributes
    ----------
    gains : ndarray, [team]
        True coverage less that of the twin, last 12 months.
    is_coached : ndarray of bool, [network]
    ties : set of pairs of teams
    growth : list of int
        Months after the first of mentoring in which networks joined the programme.
    """

    replicate: int
    gains: NDArray[np.float64]
    is_coached: NDArray[np.bool_]
    ties: set[tuple[int, int]]
    growth: list[int]


def first_run(subject: Subject, name: str) -> OneRun:
    """Return what the map shows of a scenario: its first run."""
    comparison = subject.comparison
    replicate = int(subject.ensemble(name).replicates[0])
    settings = settings_for(subject.scenario(name), replicate, comparison.uncertainty, comparison.plausible)
    own, twin = trace(settings, comparison.seed, replicate, engine=comparison.engine)
    late = min(int(LATE_MONTHS), settings.months)
    gain = own.of(ProcessState, "coverage")[-late:, :, 0] - twin.of(ProcessState, "coverage")[-late:, :, 0]
    programme = own.programme
    start = int(settings.values["mentoring_start"]) + 1
    growth = [m for m in range(start, settings.months) if programme[m + 1] > programme[m]]
    ties = {(min(a, int(b)), max(a, int(b))) for a, peers in enumerate(own.ties) for b in peers if b >= 0 and b != a}
    is_coached = (own.of(ManagerState, "order")[-1] < programme[-1]) & subject.is_coached(name)
    return OneRun(replicate, gain.mean(axis=0), is_coached, ties, growth)


def landscape_of(places: Places) -> Landscape:
    """Return where everybody stands: regions in a grid, networks in rings, teams like seeds of a sunflower."""
    clusters = [_cluster(len(places.teams_of(network))) for network in range(places.networks)]
    radius = np.array([max(math.hypot(*seed) for seed in seeds) + RIM for seeds in clusters])
    inside = [_ring(len(places.networks_of(r)), radius[list(places.networks_of(r))]) for r in range(places.regions)]
    reach = max(
        max(math.hypot(*point) + radius[n] for point, n in zip(ring, places.networks_of(r), strict=True))
        for r, ring in enumerate(inside)
    )
    cell = 2.0 * reach + 1.4
    columns = max(1, math.ceil(math.sqrt(1.2 * places.regions)))
    rows = math.ceil(places.regions / columns)
    tall = cell + 0.8
    networks, teams = np.zeros((places.networks, 2)), np.zeros((places.teams, 2))
    hulls: list[list[Point]] = []
    for region in range(places.regions):
        middle = np.array([(region % columns + 0.5) * cell, (rows - region // columns - 0.5) * tall])
        edge: list[Point] = []
        for point, network in zip(inside[region], places.networks_of(region), strict=True):
            networks[network] = middle + np.array(point)
            edge += list(circle(networks[network], radius[network] + 0.45))
            for team, seed in zip(places.teams_of(network), clusters[network], strict=True):
                teams[team] = networks[network] + np.array(seed)
        hulls.append(hull_of(edge))
    return Landscape(teams, networks, radius, hulls, columns * cell, rows * tall)


def _ring(count: int, radius: NDArray[np.float64]) -> list[Point]:
    """Return places for so many networks around the middle of their region."""
    widest = float(radius.max())
    if count == 1:
        return [(0.0, 0.0)]
    if count <= 6:
        away = (widest + 0.25) / math.sin(math.pi / count)
        turns = [math.pi / 2 - 2 * math.pi * i / count for i in range(count)]
        return [(away * math.cos(turn), away * math.sin(turn)) for turn in turns]
    return [_sunflower(i, 1.22 * (widest + 0.2)) for i in range(count)]


@cache
def _cluster(count: int) -> list[Point]:
    """Return places for so many teams around their manager, at least about 1.1 apart."""
    if count == 1:
        return [(0.0, 0.0)]
    if count <= 7:
        around = count - 1 if count >= 6 else count
        away = max(0.55 / math.sin(math.pi / around), 1.1 if around < count else 0.0)
        turns = [math.pi / 2 - 2 * math.pi * i / around for i in range(around)]
        seeds = [(away * math.cos(turn), away * math.sin(turn)) for turn in turns]
        return [(0.0, 0.0), *seeds] if around < count else seeds
    seeds = [_sunflower(place, 0.62) for place in range(count)]
    x, y = (sum(part) / count for part in zip(*seeds, strict=True))
    return [(seed[0] - x, seed[1] - y) for seed in seeds]


def _sunflower(place: int, scale: float) -> Point:
    away, turn = scale * 1.05 * math.sqrt(place + 0.5), place * GOLDEN
    return away * math.cos(turn), away * math.sin(turn)


def circle(middle: NDArray[np.float64], radius: float) -> Iterator[Point]:
    """Yield points on a circle."""
    for turn in np.linspace(0.0, 2.0 * math.pi, 25):
        yield float(middle[0] + radius * math.cos(turn)), float(middle[1] + radius * math.sin(turn))


def hull_of(points: list[Point]) -> list[Point]:
    """Return the convex hull of points, closed (Andrew 1979)."""
    ordered = sorted(set(points))
    halves: list[list[Point]] = []
    for way in (ordered, ordered[::-1]):
        half: list[Point] = []
        for point in way:
            while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0.0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return halves[0] + halves[1] + halves[0][:1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def widest_gain(runs: list[OneRun]) -> float:
    """Return the end of the shared colour scale, in points: the largest gain or loss, rounded up to fives."""
    largest = max((float(np.abs(run.gains).max()) for run in runs if len(run.gains)), default=0.0)
    return max(5.0 * math.ceil(20.0 * largest - 1e-9), 5.0)


def map_chart(land: Landscape, run: OneRun, places: Places, widest: float, voice: Voice) -> Chart:
    """Return the map of one run."""
    figure = Plot()
    for region, hull in enumerate(land.hulls):
        _add_outline(figure, hull, fill="#f6f6f6", line={"color": "#d0d0d0", "width": 1})
        x, y = np.array(hull).T
        name = escaped(_short(places.region_names[region]))
        middle = (float(x.min()) + float(x.max())) / 2.0
        add_words(figure, name, x=middle, y=float(y.max()), yanchor="bottom", xanchor="center", yshift=-1)
    _add_ties(figure, land, run)
    for network in np.flatnonzero(run.is_coached):
        ring = list(circle(land.networks[network], land.radius[network]))
        _add_outline(figure, ring, fill="rgba(0,0,0,0)", line={"color": palette.COACHED.line, "width": 2.2})
    _add_teams(figure, land, run, places, widest, voice)
    hidden = {"visible": False, "fixedrange": True}
    figure.update_xaxis(range=[0, land.width], **hidden)
    figure.update_yaxis(range=[0, land.height + HEADROOM], scaleanchor="x", **hidden)
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    meta = {"dots": DOT / land.width}
    figure.update_layout(margin=margin, meta=meta, hovermode="closest", separators=voice.separators)
    return chart_of(figure, None)


def _short(name: str) -> str:
    return name if len(name) <= 18 else f"{name[:17]}…"


def _add_outline(figure: Plot, points: list[Point], *, fill: str, line: dict[str, object]) -> None:
    x, y = np.array(points).T
    shape = {"fill": "toself", "fillcolor": fill, "mode": "lines", "line": line, "hoverinfo": "skip"}
    figure.add_scatter(x=x, y=y, **shape)


def _add_ties(figure: Plot, land: Landscape, run: OneRun) -> None:
    ties = sorted(run.ties)
    drawn = ties[:: max(1, math.ceil(len(ties) / MOST_TIES))]
    x: list[float | None] = []
    y: list[float | None] = []
    for a, b in drawn:
        x += [float(land.teams[a, 0]), float(land.teams[b, 0]), None]
        y += [float(land.teams[a, 1]), float(land.teams[b, 1]), None]
    line = {"color": "rgba(0,0,0,0.10)", "width": 0.7}
    figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _add_teams(figure: Plot, land: Landscape, run: OneRun, places: Places, widest: float, voice: Voice) -> None:
    size = DOT * PANEL / land.width
    points = 100.0 * run.gains
    figure.add_scatter(
        x=land.teams[:, 0],
        y=land.teams[:, 1],
        mode="markers",
        customdata=points,
        text=[escaped(name) for name in places.team_names],
        hovertemplate=voice.plain("map.hover", team="%{text}", gain="%{customdata:+.1f}") + "<extra></extra>",
        marker={
            "size": size,
            "color": points,
            "cmin": -widest,
            "cmax": widest,
            "colorscale": [list(step) for step in palette.MAP_SCALE],
            "showscale": False,
            "symbol": ["diamond" if gain < LOSS else "circle" for gain in run.gains],
            "line": {"width": 0.5 if size > 4.0 else 0.2, "color": "#6a6a6a"},
        },
    )


def has_losses(runs: list[OneRun]) -> bool:
    """Return whether any team is drawn as a diamond."""
    return any(bool((run.gains < LOSS).any()) for run in runs)


def ties_are_thinned(runs: list[OneRun]) -> bool:
    """Return whether only some of the ties are drawn."""
    return any(len(run.ties) > MOST_TIES for run in runs)
