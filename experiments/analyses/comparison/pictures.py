"""Pictures: what a comparison shows as one still figure, for a notebook, a slide or a paper; its report draws more."""

from __future__ import annotations

from typing import Any

from experiments.analyses.comparison.subject import Subject
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.statistics.intervals import Estimate

GROUPS = (("coached", "late_direct_gain", -0.12), ("uncoached", "spillover_gain", 0.12))
"""Whose gain it is, the measure, and how far its marks stand below the middle of a row."""


def pictures_of(subject: Subject) -> list[Picture]:
    """Return the gains of the coached and of the uncoached, scenario by scenario; none where nobody was coached."""
    names = [name for name in subject.names if _gain(subject, name, GROUPS[0][1]).mean is not None]
    return [_gains(subject, names)] if names else []


def _gain(subject: Subject, name: str, measure: str) -> Estimate:
    return subject.estimate(name, f"{measure}.{subject.lead}")


def _gains(subject: Subject, names: list[str]) -> Picture:
    voice, process = subject.voice, subject.voice.process(subject.lead)

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, [subject.title(name) for name in names])
        on.zero_line(axes, size)
        for stroke, (group, measure, shift) in zip(SERIES, GROUPS, strict=False):
            ends = [_points(_gain(subject, name, measure)) for name in names]
            means, low, high = zip(*ends, strict=True)
            on.points(axes, size, means, low, high, stroke, label=voice.plain(f"figure.{group}"), shift=shift)
        axes.set_xlabel(voice.plain("gains.axis"))
        on.write_numbers(axes.xaxis, voice)
        on.legend_below(axes)

    def told(name: str) -> str:
        gains = {
            group: voice.number(_points(_gain(subject, name, measure))[0], 1)
            if _gain(subject, name, measure).mean is not None
            else "\N{EM DASH}"
            for group, measure, _ in GROUPS
        }
        return voice.plain("gains.told_one", name=subject.title(name), **gains)

    return Picture(
        "gains",
        voice.plain("gains.title", process=process),
        voice.say("gains.caption"),
        voice.plain("gains.told", listed="; ".join(told(name) for name in names)),
        draw,
        rows=2 + sum(len(on.wrapped(subject.title(name)).splitlines()) for name in names),  # and the legend
    )


def _points(estimate: Estimate) -> tuple[float, float, float]:
    """Return mean and ends in points; where it is undefined, nothing that is drawn."""
    if estimate.mean is None:
        return float("nan"), float("nan"), float("nan")
    low, high = (estimate.mean if end is None else end for end in (estimate.low, estimate.high))
    return 100.0 * estimate.mean, 100.0 * low, 100.0 * high
