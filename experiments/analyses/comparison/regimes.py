"""Regimes: their shares of the runs, and the thresholds by which they are told."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from experiments.analyses.comparison.canvas import Canvas
from experiments.analyses.comparison.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    TOP,
    Axis,
    add_unit,
    add_words,
    chart_of,
    plain_axis,
    value_axis,
)
from experiments.analyses.comparison.plot import Plot
from experiments.analyses.comparison.tables import Tables, on_screen
from experiments.presentation import palette
from experiments.presentation.blocks import Figure, Panel, Strip
from experiments.presentation.voice import SPACE
from simulation.observables import PARTIAL_REACH, REGIMES, SMALLEST_GAIN, SPREAD_REACH

MOST_DOTS = 500
"""Runs drawn as dots at most."""
LEFTMOST = -3
"""Percent at the left edge, so that a dot at none is whole."""


class Regimes:
    """Draws the regimes."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.subject, self.voice = canvas.subject, canvas.voice

    def figure(self) -> Figure:
        """Return regimes as shares of runs, and how they are read off reach and direct gain."""
        subject, say = self.subject, self.voice.say
        bars: list[Panel] = []
        for place, name in enumerate(subject.names):
            shares = {regime: subject.estimate(name, f"regime.{regime}").mean for regime in REGIMES}
            words = [
                f"{self.voice.plain(f'regimes.{regime}.short')}{SPACE}{self._share(share)}"
                for regime, share in shares.items()
                if share
            ]
            listed = ", ".join(words) or self.voice.plain("figure.no_regime")
            told = self.voice.plain("figure.regimes_told", name=subject.title(name), shares=listed)
            chart = self._bar(shares, is_last=place == len(subject.names) - 1)
            bars.append(Panel(f"regime-{place}", subject.title(name), told, chart, listed))
        dots = self._regime_dots()
        shown = min(subject.runs, MOST_DOTS)
        notes = [say("figure.only_first_runs", runs=self.voice.number(shown))] if shown < subject.runs else []
        of_dots = say("figure.regimes_caption_of_dots")
        of_dots = on_screen(of_dots) if subject.is_crowded else of_dots
        return Figure(
            "regimes",
            say("figure.regimes"),
            Markup(" ").join([say("figure.regimes_caption", process=self.voice.process(subject.lead)), of_dots]),
            [
                Strip(bars, is_stacked=True),
                Strip(dots, say("figure.regime_dots"), on_paper=not subject.is_crowded),
            ],
            [Tables(subject).measures("regimes")],
            columns=self.canvas.columns,
            notes=notes,
        )

    def _share(self, share: float) -> str:
        """Return a share of runs as percent, with a decimal where it needs one."""
        is_whole = abs(100.0 * share - round(100.0 * share)) < 1e-9
        return self.voice.percent(share, 0 if is_whole else 1)

    def _bar(self, shares: dict[str, float | None], *, is_last: bool) -> dict[str, object]:
        figure = Plot()
        for regime, share in shares.items():
            if not share:
                continue
            words = self.voice.plain(f"regimes.{regime}.short")
            figure.add_bar(
                x=[100.0 * share],
                y=[""],
                orientation="h",
                text=[f"{words} {self._share(share)}"],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": 13, "color": palette.ON_REGIME[regime]},
                marker={"color": palette.REGIMES[regime], "line": {"color": palette.TEXT, "width": 0.8}},
                hovertemplate=f"{words} %{{x:.1f}}{self.voice.percent_sign}<extra></extra>",
            )
        if not any(shares.values()):
            empty = {"x0": 0, "x1": 1, "xref": "paper", "y0": 0, "y1": 1, "yref": "paper"}
            figure.add_shape(type="rect", line={"color": palette.AXIS, "width": 1, "dash": "dot"}, **empty)
        ticks = self._percent_ticks(0, 25, 50, 75, 100)
        axis = {**plain_axis(), **ticks} if is_last else {"visible": False, "fixedrange": True}
        figure.update_xaxis(range=[0, 100.0], **axis)
        if is_last:
            figure.update_xaxis(
                title={"text": self.voice.plain("scales.of_runs.name"), "standoff": 4, "font": {"size": 12}}
            )
        figure.update_yaxis(visible=False, fixedrange=True)
        below = 42 if is_last else 2
        figure.update_layout(
            barmode="stack",
            bargap=0.0,
            margin={"l": 12, "r": 20, "t": 2, "b": below},
            uniformtext={"minsize": 11, "mode": "hide"},
            hovermode="closest",
            separators=self.voice.separators,
        )
        return chart_of(figure, 36 + below)

    def _percent_ticks(self, *values: int) -> dict[str, object]:
        suffix = self.voice.percent_sign
        return {"tickvals": list(values), "ticktext": [f"{value}{suffix}" for value in values]}

    def _regime_dots(self) -> list[Panel]:
        subject = self.subject
        measure = f"late_direct_gain.{subject.lead}"
        directs = {name: 100.0 * subject.ensemble(name).measure(measure)[:MOST_DOTS] for name in subject.names}
        everything = np.concatenate([values[np.isfinite(values)] for values in directs.values()] or [np.zeros(0)])
        top = max(float(everything.max()) if len(everything) else 0.0, 2.5 * 100.0 * SMALLEST_GAIN)
        low = min(float(everything.min()) if len(everything) else 0.0, 0.0)
        axis = Axis(low - 0.04 * top, 1.22 * top, self.voice.plain("chart.direct"))
        panels: list[Panel] = []
        for place, name in enumerate(subject.names):
            chart = self._dots(name, directs[name], axis)
            direct = subject.estimate(name, measure).mean
            reach = subject.estimate(name, "reach").mean
            told = self.voice.plain(
                "figure.regime_dots_told",
                name=subject.title(name),
                direct=self.voice.plain("table.dash") if direct is None else self.voice.number(100.0 * direct, 1),
                reach=self.voice.plain("table.dash") if reach is None else self.voice.percent(reach),
            )
            panels.append(Panel(f"regime-dots-{place}", subject.title(name), told, chart, self.canvas.note(name)))
        return panels

    def _dots(self, name: str, direct: np.ndarray, axis: Axis) -> dict[str, object]:
        say = self.voice.plain
        reach = 100.0 * self.subject.ensemble(name).measure("reach")[:MOST_DOTS]
        regime = self.subject.ensemble(name).measure("regime")[:MOST_DOTS]
        figure = Plot()
        dashes = {"color": palette.QUIET, "width": 1, "dash": "dash"}
        least = 100.0 * SMALLEST_GAIN
        partial, spread = 100.0 * PARTIAL_REACH, 100.0 * SPREAD_REACH
        figure.add_shape(type="line", x0=LEFTMOST, x1=partial, y0=least, y1=least, line=dashes)
        for share in (partial, spread):
            figure.add_shape(type="line", x0=share, x1=share, y0=axis.low, yref="y", y1=axis.high, line=dashes)
        middles = (partial / 2.0, (partial + spread) / 2.0, (spread + 100.0) / 2.0)
        for words, x in zip(("bubble", "partial", "spread"), middles, strict=True):
            at = {"x": x, "xanchor": "center", "y": axis.high, "yanchor": "top"}
            add_words(figure, say(f"regimes.{words}.short"), **at)
        colours = [palette.REGIMES[regime] for regime in REGIMES]
        known = np.isfinite(regime)
        figure.add_scatter(
            x=reach[known],
            y=direct[known],
            mode="markers",
            cliponaxis=False,
            marker={
                "size": 7,
                "opacity": 0.85,
                "color": [colours[int(place)] for place in regime[known]],
                "line": {"width": 0.8, "color": palette.TEXT},
            },
            hovertemplate=say("figure.regime_dot", reach="%{x:.0f}", direct="%{y:.1f}") + "<extra></extra>",
        )
        ticks = self._percent_ticks(0, round(partial), round(spread), 100)
        title = {"text": say("chart.reach"), "standoff": 4, "font": {"size": 12}}
        figure.update_xaxis(range=[LEFTMOST, 103], title=title, **{**plain_axis(), **ticks})
        figure.update_yaxis(range=[axis.low, axis.high], **value_axis(axis))
        figure.update_layout(
            margin={"l": LEFT, "r": 14, "t": TOP, "b": BOTTOM}, hovermode="closest", separators=self.voice.separators
        )
        add_unit(figure, axis.unit)
        return chart_of(figure, HEIGHT)
