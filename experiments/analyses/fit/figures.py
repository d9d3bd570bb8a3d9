"""Figures of a fit: reported figures over time against what sets give, and how ranges narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analyses.fit.method import HIGH, LOW, Narrowed
from experiments.analyses.fit.runs import GROUPS
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.voice import Voice

if TYPE_CHECKING:
    from experiments.analyses.fit.ask import FitFindings

BEFORE, AFTER = "#d3dae0", "#7f9db6"
"""Of the band over all sets looked at, and over those that are left."""


def course(found: FitFindings, process: int, voice: Voice) -> Picture:
    """Return the reported figures of a process over time, by group, against what sets give."""
    groups = [row for row in range(len(GROUPS)) if np.isfinite(found.course[process, row]).any()]
    kept = found.matched.kept
    months = np.array(found.figures.periods) + 0.5 * (found.figures.length - 1)

    def draw(figure: Any, size: Size) -> None:
        panels = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
        for axes, row in zip(panels, groups, strict=True):
            of_sets = found.courses[:, process, row]
            known = np.isfinite(found.course[process, row]) & np.isfinite(of_sets).all(axis=0)
            x = months[known]
            for some, colour, key in ((np.ones_like(kept), BEFORE, "all"), (kept, AFTER, "kept")):
                if some.any():
                    low, high = np.quantile(of_sets[some][:, known], [LOW, HIGH], axis=0)
                    axes.fill_between(x, low, high, color=colour, linewidth=0, label=voice.plain(f"fit.figure.{key}"))
            axes.plot(
                x,
                found.course[process, row][known],
                color="black",
                linewidth=0.8 * size.line,
                marker="o",
                markersize=0.25 * size.font,
                label=voice.plain("fit.figure.reported"),
            )
            axes.set_title(voice.plain(f"fit.group.{GROUPS[row]}"))
            on.name_months(axes, voice)
        on.write_numbers(panels[0].yaxis, voice, percent=True)
        panels[0].set_ylabel(voice.plain("fit.figure.axis"))
        on.legend_below(panels[0], 3)

    name = found.figures.processes[process]
    return Picture(
        f"reported-{name}",
        voice.plain("fit.figure.course", process=voice.process(name)),
        voice.say("fit.figure.course_read"),
        voice.plain("fit.figure.course_told", process=voice.process(name)),
        draw,
    )


def ranges(names: Sequence[str], labels: Sequence[str], of: Sequence[Narrowed], voice: Voice) -> Picture:
    """Return how the middle 90% narrows, as shares of what it was."""

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, labels)
        for row, one in enumerate(of):
            width = one.before[1] - one.before[0]
            axes.plot([0.0, 1.0], [row, row], color=BEFORE, linewidth=0.7 * size.font, solid_capstyle="butt")
            ends = [(end - one.before[0]) / width for end in one.after]
            axes.plot(ends, [row, row], color=SERIES[0].colour, linewidth=0.35 * size.font, solid_capstyle="butt")
            axes.plot(
                [(one.middle - one.before[0]) / width], [row], color="white", marker="|", markersize=0.6 * size.font
            )
        on.write_numbers(axes.xaxis, voice, percent=True)
        axes.set_xlabel(voice.plain("fit.figure.ranges_axis"))

    listed = "; ".join(f"{label}: {voice.percent(one.ratio)}" for label, one in zip(labels, of, strict=True))
    return Picture(
        "ranges",
        voice.plain("fit.figure.ranges"),
        voice.say("fit.figure.ranges_read"),
        voice.plain("fit.figure.ranges_told", listed=listed),
        draw,
        rows=len(names),
    )
