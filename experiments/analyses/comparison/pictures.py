"""Pictures: what a comparison shows as still figures, for a notebook, a slide or a paper: gains, regimes, coverage."""

from __future__ import annotations

from typing import Any

from experiments.analyses.comparison.bands import GROUPS as COACHED_AND_OTHERS
from experiments.analyses.comparison.bands import level
from experiments.analyses.comparison.subject import Subject
from experiments.presentation import palette
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.statistics.intervals import Estimate
from simulation.observables import REGIMES

EDGE = {"edgecolor": palette.TEXT, "linewidth": 0.6}
NARROW = 5.0
"""Inches up to which a picture is a column of a paper."""
LEAST_WRITTEN = 0.08
"""Share of a bar that has room for its number on a slide or a page; a column takes three times as much."""
STROKES = {"coached": SERIES[0], "uncoached": SERIES[1], "twin": SERIES[3]}
GROUPS = (("coached", "late_direct_gain", -0.12), ("uncoached", "spillover_gain", 0.12))
"""Whose gain it is, the measure, and how far its marks stand below the middle of a row."""


def pictures_of(subject: Subject) -> list[Picture]:
    """Return gains, regimes and coverage, scenario by scenario.

    Gains come first, where anybody was coached; coverage over time where the comparison has its bands.
    """
    names = [name for name in subject.names if _gain(subject, name, GROUPS[0][1]).mean is not None]
    judged = [name for name in subject.names if any(_shares(subject, name).values())]
    return [
        *([_gains(subject, names)] if names else []),
        *([_regimes(subject, judged)] if judged else []),
        *([_coverage(subject)] if all(subject.comparison.bands.get(name) for name in subject.names) else []),
    ]


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
        rows=2 + len(names),  # and the legend
    )


def _shares(subject: Subject, name: str) -> dict[str, float]:
    """Return the share of the runs in each regime."""
    return {regime: subject.estimate(name, f"regime.{regime}").mean or 0.0 for regime in REGIMES}


def _regimes(subject: Subject, names: list[str]) -> Picture:
    """Return the regimes as shares of the runs: a bar a scenario, told apart by lightness, hatch and words."""
    voice = subject.voice
    shares = {name: _shares(subject, name) for name in names}

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, [subject.title(name) for name in names])
        ends = [0.0] * len(names)
        for regime in REGIMES:
            parts = [shares[name][regime] for name in names]
            colour, label = palette.REGIMES[regime], voice.plain(f"regimes.{regime}.short")
            axes.barh(range(len(names)), parts, left=ends, height=0.7, color=colour, label=label, **EDGE)
            for row, (part, end) in enumerate(zip(parts, ends, strict=True)):
                if part >= (LEAST_WRITTEN if size.width > NARROW else 3.0 * LEAST_WRITTEN):
                    words = {"ha": "center", "va": "center", "color": palette.ON_REGIME[regime]}
                    axes.text(end + part / 2.0, row, voice.percent(part), fontsize=0.88 * size.font, **words)
            ends = [end + part for end, part in zip(ends, parts, strict=True)]
        axes.set_xlim(0.0, 1.0)
        axes.set_xlabel(voice.plain("scales.of_runs.name"))
        on.write_numbers(axes.xaxis, voice, percent=True)
        on.legend_below(axes, len(REGIMES) if size.width > NARROW else 3)

    def told(name: str) -> str:
        parts = [f"{voice.plain(f'regimes.{r}.short')} {voice.percent(s)}" for r, s in shares[name].items() if s]
        return f"{subject.title(name)}: {', '.join(parts)}"

    return Picture(
        "regimes",
        voice.plain("figure.regimes"),
        voice.say("regimes_still.caption"),
        voice.plain("gains.told_regimes", listed="; ".join(map(told, names))),
        draw,
        rows=2 + len(names),
    )


def _coverage(subject: Subject) -> Picture:
    """Return true coverage of the leading process over time: a panel a scenario, all on the same axes."""
    voice, series = subject.voice, f"coverage.{subject.lead}"
    groups = {"coached": "", "uncoached": "", "twin": ".twin"}

    def bands(name: str) -> dict[str, Any]:
        found = {
            group: level(subject.comparison, name, f"{series}.{COACHED_AND_OTHERS[-1] if ending else group}{ending}")
            for group, ending in groups.items()
            if ending or subject.is_coached(name)
        }
        return {group: band for group, band in found.items() if not band.is_empty}

    shown = {name: bands(name) for name in subject.names}

    def draw(figure: Any, size: Size) -> None:
        columns = min(len(shown), 3 if size.width > NARROW else 2)
        rows = -(-len(shown) // columns)
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        months = list(range(subject.months))
        for place, (name, own) in enumerate(shown.items()):
            axes = grid[place // columns][place % columns]
            axes.set_title(subject.title(name), fontsize=0.88 * size.font)
            for group, band in own.items():
                label = voice.plain(f"chart.{group}")
                on.line(axes, months, band.mean, STROKES[group], low=band.low, high=band.high, label=label)
            on.write_numbers(axes.yaxis, voice, percent=True)
            if place + columns >= len(shown):
                on.name_months(axes, voice, subject.months)
                axes.xaxis.set_tick_params(labelbottom=True)
        for axes in grid.flat[len(shown) :]:
            axes.set_visible(False)
        on.legend_below(grid[0][0], 3)

    def told(name: str) -> str:
        ends = {voice.plain(f"chart.{group}"): float(band.mean[-1]) for group, band in shown[name].items()}
        return f"{subject.title(name)}: {', '.join(f'{group} {voice.percent(end, 1)}' for group, end in ends.items())}"

    rows = -(-len(shown) // 3)
    return Picture(
        "coverage",
        voice.plain("figure.coverage_of", process=voice.process_in_full(subject.lead)),
        voice.say("coverage_still.caption"),
        voice.plain("gains.told_coverage", listed="; ".join(map(told, shown))),
        draw,
        height=0.35 + 0.45 * rows,
    )


def _points(estimate: Estimate) -> tuple[float, float, float]:
    """Return mean and ends in points; where it is undefined, nothing that is drawn."""
    if estimate.mean is None:
        return float("nan"), float("nan"), float("nan")
    low, high = (estimate.mean if end is None else end for end in (estimate.low, estimate.high))
    return 100.0 * estimate.mean, 100.0 * low, 100.0 * high
