"""Figures of one run: coverage of the coached and of the others, month by month, with their twin."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.figures.style import FADED
from experiments.presentation.palette import WINDOW
from experiments.presentation.voice import Voice
from experiments.runs.single_run import TracedRun
from experiments.statistics.intervals import Values
from simulation.state import ProcessState

GROUPS = ("coached", "uncoached")


def coverage_over_time(made: TracedRun, voice: Voice) -> Picture:
    """Return mean coverage of the first process in each month, of the coached and of the others, with their twin.

    A group of nobody is left out; where nobody was coached there is one line, of all teams.
    """
    settings = made.scenario.settings
    process = voice.process(settings.processes[0])
    start, end = settings.values["mentoring_start"], min(settings.values["mentoring_end"], settings.months)
    is_mentored = made.measures()["coach_hours"] != 0.0
    lines = _lines(made, voice) if is_mentored else {voice.plain("story.figure.everybody"): (_of_all(made), None)}

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        if is_mentored:
            axes.axvspan(start, end, color=WINDOW, zorder=0, linewidth=0)
        label = voice.plain("story.figure.twin")
        for stroke, (group, (own, twin)) in zip(SERIES, lines.items(), strict=False):
            if twin is not None:
                axes.plot(twin, color=FADED, linestyle=stroke.line, linewidth=0.7 * size.line, label=label)
                label = None
            on.line(axes, range(len(own)), own.tolist(), stroke, label=group)
        axes.yaxis.get_major_locator().set_params(nbins=6)
        on.name_months(axes, voice, settings.months)
        axes.set_ylabel(voice.plain("story.figure.axis_coverage", process=process))
        on.write_numbers(axes.yaxis, voice, percent=True)
        on.legend_below(axes, 3 if size.name != "column" else 1)

    def told(group: str) -> str:
        own, twin = lines[group]
        ends = {"start": voice.percent(own[0]), "end": voice.percent(own[-1])}
        if twin is None:
            return voice.plain("story.figure.told_alone", group=group, **ends)
        return voice.plain("story.figure.told", group=group, twin=voice.percent(twin[-1]), **ends)

    key = "" if is_mentored else "_alone"
    return Picture(
        "coverage",
        voice.plain(f"story.figure.title{key}", process=process),
        voice.say(f"story.figure.caption{key}"),
        f"{'; '.join(told(group) for group in lines)}.",
        draw,
        height=0.75,
    )


def _lines(made: TracedRun, voice: Voice) -> dict[str, tuple[Values, Values | None]]:
    """Return mean coverage of each group in each month, in the run and in its twin, by the group's name."""
    found: dict[str, tuple[Values, Values | None]] = {}
    for group in GROUPS:
        name = f"coverage.{made.scenario.settings.processes[0]}.{group}"
        own, twin = (made.ensemble.over_time(of)[0] for of in (name, f"{name}.twin"))
        if not np.isnan(own).all():
            found[voice.plain(f"groups.{group}.name")] = own, twin
    return found


def _of_all(made: TracedRun) -> Values:
    """Return mean coverage of all teams in each month."""
    return made.trace.of(ProcessState, "coverage")[1:, :, 0].mean(axis=1)
