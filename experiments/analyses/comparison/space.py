"""Space: gain by distance from coaching, and the map of one run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from markupsafe import Markup

from experiments.analyses.comparison import map as network_map
from experiments.analyses.comparison.bands import Band, band_of
from experiments.analyses.comparison.canvas import Canvas
from experiments.analyses.comparison.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    TOP,
    Axis,
    add_labels,
    add_threshold,
    add_unit,
    add_words,
    axis_around,
    chart_of,
    mark_of,
    plain_axis,
    room_for,
    value_axis,
)
from experiments.analyses.comparison.plot import Plot
from experiments.presentation import palette
from experiments.presentation.blocks import Cell, Figure, Group, Head, Panel, Row, Strip, Table
from simulation.observables import DISTANCES, REACHED_GAIN


class Space:
    """Draws where gains are."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.subject, self.voice = canvas.subject, canvas.voice

    def distance(self) -> Figure:
        """Return the late gain by hops from the nearest coached network."""
        subject, say = self.subject, self.voice.say
        process = self.voice.process(subject.lead)
        bands = {name: [self._at_distance(name, hops) for hops in range(DISTANCES)] for name in subject.names}
        reached = [hops for hops in range(DISTANCES) if any(not own[hops].is_empty for own in bands.values())]
        farthest = max(reached, default=0)
        least = band_of(np.array([[0.0], [REACHED_GAIN * 1.1]]))
        every = [band for own in bands.values() for band in own if not band.is_empty]
        axis = axis_around([*every, least], factor=100.0, unit=self.voice.plain("scales.points.name"))
        axis = Axis(min(axis.low, -0.13 * axis.high), axis.high, axis.unit)
        panels = [
            Panel(
                f"distance-{place}",
                subject.title(name),
                self._told_distance(name, farthest),
                self._distance_chart(name, bands[name], axis, farthest),
                self.canvas.note(name),
            )
            for place, name in enumerate(subject.names)
        ]
        caption = say("figure.distance_caption", process=process)
        table = Table(
            caption=say("figure.numbers_of", what=say("figure.distance", process=process)),
            corner=say("chart.hops"),
            heads=[Head(subject.title(name)) for name in subject.names],
            groups=[
                Group(
                    "",
                    [
                        Row(hops, [self._distance_cell(name, hops) for name in subject.names])
                        for hops in range(farthest + 1)
                    ],
                )
            ],
        )
        title = say("figure.distance", process=process)
        return Figure("distance", title, caption, [Strip(panels)], [table], columns=self.canvas.columns)

    def _at_distance(self, name: str, hops: int) -> Band:
        values = self.subject.ensemble(name).measure(f"gain_at_distance.{hops}")
        if not self.subject.is_coached(name):
            values = np.full_like(values, np.nan)
        return band_of(values[:, np.newaxis])

    def _distance_cell(self, name: str, hops: int) -> Cell:
        estimate = self.subject.estimate(name, f"gain_at_distance.{hops}")
        if estimate.mean is None or not self.subject.is_coached(name):
            return Cell(self.voice.say("table.dash"), is_undefined=True)
        below: list[object] = []
        number = self.voice.number
        if estimate.low is not None and estimate.high is not None:
            low, high = number(100.0 * estimate.low, 2), number(100.0 * estimate.high, 2)
            below.append(self.voice.say("chart.between", low=low, high=high))
        if estimate.defined < self.subject.runs:
            runs = {"defined": number(estimate.defined), "runs": number(self.subject.runs)}
            below.append(self.voice.say("table.defined", **runs))
        return Cell(number(100.0 * estimate.mean, 2), below)

    def _told_distance(self, name: str, farthest: int) -> str:
        say = self.voice.plain
        parts = [
            say("figure.distance_part", hops=hops, gain=self.voice.number(100.0 * mean, 1))
            for hops in range(farthest + 1)
            if (mean := self.subject.estimate(name, f"gain_at_distance.{hops}").mean) is not None
        ]
        return say("figure.distance_told", name=self.subject.title(name), parts="; ".join(parts) or say("table.dash"))

    def _distance_chart(self, name: str, bands: list[Band], axis: Axis, farthest: int) -> dict[str, object]:
        figure = Plot()
        say = self.voice.plain
        threshold = 100.0 * REACHED_GAIN
        zero = {"color": palette.AXIS, "width": 1}
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=0, y1=0, line=zero, layer="below")
        add_threshold(figure, threshold)
        words = say("chart.counts_as_reached", points=self.voice.number(threshold))
        add_labels(figure, [(threshold, words, palette.QUIET)], axis, HEIGHT)
        nearest = next((hops for hops, band in enumerate(bands) if hops and not band.is_empty), 0)
        for hops, band in enumerate(bands[: farthest + 1]):
            if band.is_empty:
                continue
            group = "coached" if hops == 0 else "uncoached"
            ink = palette.INK[group]
            mean, low, high = (100.0 * float(part[0]) for part in (band.mean, band.low, band.high))
            if band.is_wide:
                colour = {"color": palette.faint(ink.line, 0.28), "line": {"width": 0}}
                figure.add_bar(x=[hops], y=[high - low], base=[low], width=0.5, marker=colour, hoverinfo="skip")
            estimate = self.subject.estimate(name, f"gain_at_distance.{hops}")
            error = 0.0 if estimate.high is None else 100.0 * (estimate.high - (estimate.mean or 0.0))
            figure.add_scatter(
                x=[hops],
                y=[mean],
                mode="markers",
                marker=mark_of(ink, 9.0),
                error_y={"array": [error], "color": ink.words, "thickness": 1.6, "width": 5, "visible": error > 0},
                hovertemplate=f"%{{y:.2f}}<extra>{say(f'chart.{group}')}</extra>",
            )
            if hops == 0 or hops == nearest:
                at: dict[str, object] = {"x": hops, "xanchor": "center"}
                if hops:  # away from the name of the coached
                    at = {"x": 1, "xref": "paper", "xanchor": "right"}
                    at = at if hops == farthest else {"x": hops - 0.25, "xanchor": "left"}
                at |= {"y": max(mean, high) if band.is_wide else mean, "yanchor": "bottom", "yshift": 6}
                at |= {"bgcolor": "rgba(255,255,255,0.8)", "borderpad": 0}
                add_words(figure, say(f"chart.{group}"), font={"size": 12, "color": ink.words}, **at)
            if estimate.defined < self.subject.runs:
                runs = say("chart.in_runs", runs=self.voice.number(estimate.defined))
                add_words(figure, runs, x=hops, y=min(low, mean), yanchor="top", yshift=-3)
        title = {"text": say("chart.hops"), "standoff": 4, "font": {"size": 12}}
        figure.update_xaxis(
            range=[-0.6, farthest + 0.6], tickvals=list(range(farthest + 1)), title=title, **plain_axis()
        )
        figure.update_yaxis(range=[axis.low, axis.high], **value_axis(axis))
        margin = {"l": LEFT, "r": room_for([words]), "t": TOP, "b": BOTTOM}
        figure.update_layout(margin=margin, hovermode="closest", separators=self.voice.separators)
        add_unit(figure, axis.unit)
        return chart_of(figure, HEIGHT)

    def map(self) -> Figure:
        """Return the network of the first run of each scenario, coloured by gain."""
        subject, say = self.subject, self.voice.say
        runs = self.canvas.first_runs
        every = list(runs.values())
        widest = network_map.widest_gain(every)
        process = self.voice.process(subject.lead)
        panels: list[Panel] = []
        for place, (name, run) in enumerate(runs.items()):
            places = subject.settings(name).places
            land = network_map.landscape_of(places)
            chart = network_map.map_chart(land, run, places, widest, self.voice)
            told = self.voice.plain(
                "map.told",
                name=subject.title(name),
                coached=self.voice.number(int(run.is_coached.sum())),
                networks=self.voice.number(places.networks),
                inside=self._mean_gain(name, run, is_coached=True),
                outside=self._mean_gain(name, run, is_coached=False),
            )
            ratio = land.width / (land.height + network_map.HEADROOM)
            panels.append(Panel(f"map-{place}", subject.title(name), told, chart, self.canvas.note(name), ratio))
        notes: list[Markup] = []
        if network_map.has_losses(every):
            notes.append(say("map.losses"))
        if network_map.ties_are_thinned(every):
            notes.append(say("map.thinned"))
        caption = say("map.caption", process=process, replicate=self.voice.number(every[0].replicate))
        scale = self._scale(widest)
        title = say("map.title", process=process)
        tables = [self._map_table()]
        return Figure("map", title, caption, [Strip(panels)], tables, scale, self.canvas.columns, notes)

    def _mean_gain(self, name: str, run: network_map.OneRun, *, is_coached: bool) -> str:
        team_network = np.array(self.subject.settings(name).places.team_network)
        gains = run.gains[run.is_coached[team_network] == is_coached]
        return self.voice.number(100.0 * float(gains.mean()), 1) if len(gains) else self.voice.plain("table.dash")

    def _scale(self, widest: float) -> Markup:
        number: Callable[[float], str] = lambda value: self.voice.number(value, signed=True)  # noqa: E731
        stops = Markup(", ").join(Markup("{} {}%").format(colour, f"{100 * at:g}") for at, colour in palette.MAP_SCALE)
        return self.voice.say("map.scale", stops=stops, low=number(-widest), middle=number(0.0), high=number(widest))

    def _map_table(self) -> Table:
        subject, say = self.subject, self.voice.say
        places = subject.settings(subject.names[0]).places
        rows: list[Row] = []
        for network, name_of_network in enumerate(places.network_names):
            cells: list[Cell] = []
            for name, run in self.canvas.first_runs.items():
                if subject.settings(name).places.network_names[network : network + 1] != (name_of_network,):
                    cells.append(Cell(say("table.dash"), is_undefined=True))  # its places are others
                    continue
                teams = list(subject.settings(name).places.teams_of(network))
                mean = self.voice.number(100.0 * float(run.gains[teams].mean()), 1)
                below = [self.voice.say("chart.coached")] if run.is_coached[network] else []
                cells.append(Cell(mean, below))
            rows.append(Row(name_of_network, cells))
        heads = [Head(subject.title(name)) for name in subject.names]
        return Table(say("map.table"), say("map.network"), heads, [Group("", rows)])
