"""Over time: coverage, gain, efficacy, and the climate teams and managers live in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from experiments.analyses.comparison.bands import CLIMATE, GROUPS, band_of, gain, level
from experiments.analyses.comparison.canvas import Canvas
from experiments.analyses.comparison.charts import (
    HEIGHT,
    Axis,
    Line,
    axis_around,
    line_chart,
    same_span,
)
from experiments.presentation import palette
from experiments.presentation.blocks import Cell, Figure, Group, Head, Panel, Row, Strip, Table
from simulation.observables import SMALLEST_GAIN

DASHES = ("solid", "dash", "dot", "dashdot")


class OverTime:
    """Draws what happens month by month."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.subject, self.voice = canvas.subject, canvas.voice

    def group_lines(self, name: str, series: str, *, factor: float = 1.0, dash: str = "solid") -> list[Line]:
        """Return coached, uncoached and both twins; the twins alone where nobody is coached."""
        say, comparison = self.voice.plain, self.subject.comparison
        twins = {group: level(comparison, name, f"{series}.{group}.twin") for group in GROUPS}
        ends = [float(band.mean[-1]) * factor for band in twins.values() if np.isfinite(band.mean[-1])]
        told = {group: say(f"chart.twin_{group}") for group in GROUPS}
        if not self.subject.is_coached(name):
            return [
                Line(band, palette.TWIN, say("chart.same") if group == GROUPS[-1] else "", told[group], dash, factor)
                for group, band in twins.items()
            ]
        lines: list[Line] = []
        together = len(ends) < 2 or abs(ends[0] - ends[1]) < 2.0 * factor / 100.0
        for group, band in twins.items():
            is_named = not together or group == GROUPS[-1] or len(ends) < 2
            words = (say("chart.twin") if together else told[group]) if is_named and not band.is_empty else ""
            lines.append(Line(band, palette.TWIN, words, told[group], dash, factor))
        for group in reversed(GROUPS):
            words = say(f"chart.{group}")
            lines.append(
                Line(level(comparison, name, f"{series}.{group}"), palette.INK[group], words, words, dash, factor)
            )
        return [line for line in lines if not line.band.is_empty]

    def strip_of(
        self,
        figure: str,
        lines: dict[str, list[Line]],
        axis: Axis,
        head: object,
        subject_words: str,
        *,
        height: int = HEIGHT,
        thresholds: Sequence[tuple[float, str]] = (),
    ) -> Strip:
        """Return a panel for each scenario."""
        panels = [
            Panel(
                f"{figure}-{place}",
                self.subject.title(name),
                self.told(name, own, axis, subject_words),
                line_chart(own, axis, self.canvas.backdrop(name, thresholds), self.voice, height),
                self.canvas.note(name),
            )
            for place, (name, own) in enumerate(lines.items())
        ]
        return Strip(panels, head)

    def told(self, name: str, lines: Sequence[Line], axis: Axis, subject_words: str) -> str:
        """Return a line chart in words."""
        say, number = self.voice.plain, self.voice.number
        window = self.subject.window(name)
        parts: list[str] = []
        for line in lines:
            mean = line.band.mean * line.factor
            at = [0, self.subject.months - 1] if window is None else [max(window[0] - 1, 0), window[1] - 1, -1]
            values = [number(float(mean[month]), axis.digits) for month in at if np.isfinite(mean[month])]
            parts.append(f"{line.told} {say('chart.then').join(values)}")
        when = say("figure.told_without_window" if window is None else "figure.told_with_window")
        return say("figure.told", name=self.subject.title(name), what=subject_words, when=when, lines="; ".join(parts))

    def months_table(self, caption: object, lines: dict[str, list[Line]], digits: int) -> Table:
        """Return the numbers of line charts, every sixth month."""
        months = self.subject.months
        shown = sorted({*range(0, months, 6), months - 1})
        return Table(
            caption=caption,
            corner=self.voice.months_head,
            heads=[Head(self.subject.title(name), len(own)) for name, own in lines.items()],
            second_heads=[Head(line.told) for own in lines.values() for line in own],
            groups=[
                Group(
                    "",
                    [
                        Row(
                            self.voice.month_in_table(month),
                            [self.cell(line, month, digits) for own in lines.values() for line in own],
                        )
                        for month in shown
                    ],
                )
            ],
        )

    def cell(self, line: Line, month: int, digits: int) -> Cell:
        """Return the mean of a month, and its band beneath."""
        mean, low, high = (float(part[month]) * line.factor for part in (line.band.mean, line.band.low, line.band.high))
        if not np.isfinite(mean):
            return Cell(self.voice.say("table.dash"), is_undefined=True)
        number = self.voice.number
        between = self.voice.say("chart.between", low=number(low, digits), high=number(high, digits))
        return Cell(number(mean, digits), [between] if line.band.is_wide else [])

    def coverage(self) -> Figure:
        """Return true coverage over time, a strip for each process."""
        subject, say = self.subject, self.voice.say
        by_process = {
            process: {
                name: self.group_lines(name, f"coverage.{process}", factor=100.0, dash=DASHES[place % len(DASHES)])
                for name in subject.names
            }
            for place, process in enumerate(subject.processes)
        }
        unit = self.voice.plain("scales.of_eligible.name")
        axes = same_span(
            [
                axis_around(
                    (line.band for own in lines.values() for line in own),
                    factor=100.0,
                    unit=unit,
                    suffix=self.voice.percent_sign,
                    at_least=8.0,
                )
                for lines in by_process.values()
            ]
        )
        strips = [
            replace(
                self.strip_of(
                    f"coverage-{process}",
                    lines,
                    axis,
                    say("figure.coverage_of", process=self.voice.process_in_full(process)),
                    self.voice.plain("figure.coverage_of", process=self.voice.process(process)),
                ),
                on_paper=process == subject.lead or not subject.is_crowded,
            )
            for (process, lines), axis in zip(by_process.items(), axes, strict=True)
        ]
        shown = [self.voice.process(process) for process in subject.processes]
        dashes = say("figure.dashes", first=shown[0], others=self.voice.listed(shown[1:])) if shown[1:] else ""
        caption = say("figure.coverage_caption", dashes=dashes)
        tables = [
            self.months_table(
                say("figure.numbers_of", what=say("figure.coverage_of", process=self.voice.process(process))), lines, 1
            )
            for process, lines in by_process.items()
        ]
        return Figure("coverage", say("figure.coverage"), caption, strips, tables, columns=self.canvas.columns)

    def gains(self) -> Figure:
        """Return the gain over the twin over time, of the leading process."""
        subject, say = self.subject, self.voice.say
        process = self.voice.process(subject.lead)
        lines: dict[str, list[Line]] = {}
        for name in subject.names:
            if not subject.is_coached(name):
                words = self.voice.plain("chart.same")
                lines[name] = [Line(band_of(np.zeros((1, subject.months))), palette.TWIN, words, words)]
                continue
            own: list[Line] = []
            for group in reversed(GROUPS):
                words = self.voice.plain(f"chart.{group}")
                band = gain(subject.comparison, name, f"coverage.{subject.lead}.{group}")
                own.append(Line(band, palette.INK[group], words, words, factor=100.0))
            lines[name] = [line for line in own if not line.band.is_empty]
        bands = [line.band for own in lines.values() for line in own]
        least = band_of(np.array([[SMALLEST_GAIN]]))
        axis = axis_around([*bands, least], factor=100.0, unit=self.voice.plain("scales.points.name"), at_least=4.0)
        number = self.voice.number(100.0 * SMALLEST_GAIN)
        strip = self.strip_of(
            "gain",
            lines,
            axis,
            "",
            self.voice.plain("figure.gains", process=process),
            thresholds=[(100.0 * SMALLEST_GAIN, self.voice.plain("chart.counts_as_gain", points=number))],
        )
        table = self.months_table(say("figure.numbers_of", what=say("figure.gains", process=process)), lines, 2)
        caption = say("figure.gains_caption")
        return Figure(
            "gains", say("figure.gains", process=process), caption, [strip], [table], columns=self.canvas.columns
        )

    def efficacy(self) -> Figure:
        """Return collective efficacy of the coached and their twins, for each process."""
        subject, say = self.subject, self.voice.say
        lines: dict[str, list[Line]] = {}
        for name in subject.names:
            own: list[Line] = []
            worlds = ((".twin", palette.TWIN, "twin"), ("", palette.COACHED, "coached"))
            for world, ink, words in worlds if subject.is_coached(name) else worlds[:1]:
                for place, process in enumerate(subject.processes):
                    told = self.voice.plain(f"chart.{words}_at", process=self.voice.process(process))
                    band = level(subject.comparison, name, f"efficacy.{process}.coached{world}")
                    own.append(Line(band, ink, told, told, DASHES[place % len(DASHES)]))
            lines[name] = [line for line in own if not line.band.is_empty]
        unit = self.voice.plain("scales.index.in_sentence")
        bands = (line.band for own in lines.values() for line in own)
        axis = axis_around(bands, factor=1.0, unit=unit, digits=2, at_least=0.2)
        strip = self.strip_of("efficacy", lines, axis, "", self.voice.plain("figure.efficacy"))
        table = self.months_table(say("figure.numbers_of", what=say("figure.efficacy")), lines, 3)
        names = self.voice.listed([self.voice.process(p) for p in subject.processes])
        caption = say("figure.efficacy_caption", processes=names)
        return Figure("efficacy", say("figure.efficacy"), caption, [strip], [table], columns=self.canvas.columns)

    def climate(self) -> Figure:
        """Return identity, safety and pressure over time."""
        subject, say = self.subject, self.voice.say
        strips: list[Strip] = []
        tables: list[Table] = []
        for series in CLIMATE:
            lines = {name: self.group_lines(name, series) for name in subject.names}
            bands = (line.band for own in lines.values() for line in own)
            unit = self.voice.plain("scales.index.in_sentence")
            axis = axis_around(bands, factor=1.0, unit=unit, digits=2, at_least=0.2)
            title = self.voice.plain(f"figure.{series}")
            strips.append(self.strip_of(series, lines, axis, say(f"figure.{series}"), title, height=190))
            tables.append(self.months_table(say("figure.numbers_of", what=title), lines, 3))
        caption = say("figure.climate_caption")
        return Figure("climate", say("figure.climate"), caption, strips, tables, columns=self.canvas.columns)
