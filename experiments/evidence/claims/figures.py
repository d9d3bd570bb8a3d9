"""Pictures of the study: one for each claim."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.attribution.report import pictures_of as pictures_of_attribution
from experiments.analyses.decision.figures import pictures_of as pictures_of_decision
from experiments.analyses.discovery.figures import pictures_of as pictures_of_discovery
from experiments.evidence.claims.claims import AT_END, CLAIMS, KEPT, REGIMES, Claim
from experiments.evidence.claims.evidence import FADING, GROUPS, Evidence
from experiments.evidence.claims.test_result import mean_over
from experiments.evidence.claims.tipping import spread_over_alignment
from experiments.evidence.claims.variants import ALIGNMENTS, EXCHANGE, MONTHS, SANCTIONS, VERIFICATIONS
from experiments.evidence.claims.waiting import ends
from experiments.evidence.claims.wording import (
    FACTORS,
    decision_in_words,
    lever_in_words,
    measure_in_words,
    number_in_words,
    unit_of,
    variant_in_words,
)
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.palette import AXIS, ON_REGIME
from experiments.presentation.palette import REGIMES as INKS
from experiments.presentation.voice import Voice
from experiments.runs.reported import is_yes_or_no
from experiments.statistics.intervals import Estimate, mean_of, share_of, student_errors

PALE = 0.28
LONGEST = 30
"""Letters of a label that stand on one line where two panels share the width."""
READABLE = 0.07
"""Share of a bar from which its number has room in it."""
SWEEPS = {
    "sanctions": ("sanction", SANCTIONS),
    "theatre": ("sanction", SANCTIONS),
    "paperwork": ("verification", VERIFICATIONS),
    "timing": ("aligned", MONTHS),
}
COACHING = (24, 42)
LEVELS = ("coverage.", "lowest_fifth.", "fifths_gap.")
"""Measures that are no gains, so that zero says nothing of them."""


FIRST = "first"
"""Name of the picture of the first page."""


def picture_of(name: str, evidence: Evidence, voice: Voice) -> Picture:
    """Return the picture of a claim, or of the first page."""
    if name == FIRST:
        rows = [(variant_in_words(voice, variant), _shares(evidence, variant)) for variant in AT_END]
        return _regimes(name, rows, evidence, voice)
    if name == "fading":
        return _over_time(evidence, voice)
    if name == "waiting":
        return _waiting(evidence, voice)
    if name == "tipping":
        return _tipping(evidence, voice)
    if name == "levers":
        return _levers(evidence, voice)
    if name == "loops":
        return _renamed(
            pictures_of_attribution(evidence.cut_sets, evidence.cut_sets.shared["spillover_gain.ccs"], voice)[0], name
        )
    if name == "conditions":
        pictures = pictures_of_discovery(evidence.discovery, voice)
        return _renamed(pictures[0], name) if pictures else _tipping(evidence, voice)
    if name == "advice":
        return _renamed(pictures_of_decision(decision_in_words(voice, evidence.decision), None, voice)[0], name)
    claim = next(claim for claim in CLAIMS if claim.name == name)
    if claim.measures == (REGIMES,):
        rows = [(variant_in_words(voice, variant), _shares(evidence, variant)) for variant in claim.shown]
        return _regimes(name, rows, evidence, voice)
    return _sweep(claim, evidence, voice) if name in SWEEPS else _rows(claim, evidence, voice)


def _renamed(picture: Picture, name: str) -> Picture:
    return Picture(name, picture.title, picture.caption, picture.told, picture.draw, picture.rows, picture.height)


def _at(evidence: Evidence, variant: str, measure: str) -> tuple[Estimate, NDArray[np.float64]]:
    """Return a measure of a variant at the baseline's values, and its means over plausible sets."""
    place = evidence.default.names.index(variant)
    own = evidence.default.of(measure)[place, 0]
    estimate = share_of(own) if is_yes_or_no(measure) else mean_of(own)
    return estimate, mean_over(evidence.plausible.of(measure)[place])


def _middle(means: NDArray[np.float64]) -> tuple[float, float]:
    known = means[np.isfinite(means)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.quantile(known, (0.1, 0.9))
    return float(low), float(high)


def _known(value: float | None) -> float:
    """Return a value, or NaN where it is undefined: a mark that is not drawn."""
    return np.nan if value is None else value


def _shares(evidence: Evidence, variant: str, chosen: NDArray[np.intp] | None = None) -> dict[str, float]:
    """Return the shares of all regimes among the runs of a variant that have one, under all sets or some."""
    place = evidence.plausible.names.index(variant)
    rows = slice(None) if chosen is None else chosen
    shares = {regime: evidence.plausible.of(f"regime.{regime}")[place, rows] for regime in INKS}
    return {regime: float(np.nanmean(share)) for regime, share in shares.items()}


def _waiting(evidence: Evidence, voice: Voice) -> Picture:
    rows = [
        (
            voice.plain(f"study.waits_{end.name}", variant=variant_in_words(voice, variant)),
            _shares(evidence, variant, end.chosen),
        )
        for variant in KEPT
        for end in ends(evidence)
    ]
    return _regimes("waiting", rows, evidence, voice)


def _regimes(name: str, rows: Sequence[tuple[str, dict[str, float]]], evidence: Evidence, voice: Voice) -> Picture:
    """Return shares of regimes as one bar a row; wide enough parts say their share."""
    names = [row for row, _ in rows]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, names)
        left = np.zeros(len(rows))
        for regime, ink in INKS.items():
            shares = np.array([shares[regime] for _, shares in rows])
            label = voice.measure(f"regime.{regime}", "short")
            axes.barh(range(len(rows)), shares, left=left, color=ink, edgecolor=AXIS, lw=size.line / 4, label=label)
            for place, share in enumerate(shares):
                if share >= READABLE:
                    words = voice.percent(float(share))
                    at = (left[place] + share / 2.0, place)
                    axes.annotate(
                        words, at, ha="center", va="center", fontsize=0.85 * size.font, color=ON_REGIME[regime]
                    )
            left = left + shares
        axes.set_xlim(0.0, 1.0)
        axes.set_xlabel(voice.plain("study.axis_runs"))
        on.write_numbers(axes.xaxis, voice, percent=True)
        on.legend_below(axes, 3 if size.name == "column" else len(INKS))

    told = "; ".join(
        f"{row}: "
        + ", ".join(
            f"{voice.measure(f'regime.{regime}', 'short')} {voice.percent(share)}"
            for regime, share in shares.items()
            if share
        )
        for row, shares in rows
    )
    replicates = evidence.plausible.replicates
    return Picture(
        name,
        voice.plain("first.picture" if name == FIRST else f"claim.{name}.title"),
        voice.plain("study.caption_regimes", sets=len(evidence.sets), replicates=replicates),
        f"{told}.",
        draw,
        rows=len(rows),
    )


def _rows(claim: Claim, evidence: Evidence, voice: Voice) -> Picture:
    names = [variant_in_words(voice, variant) for variant in claim.shown]
    told: list[str] = []
    series: list[tuple[str, list[Estimate], list[tuple[float, float]]]] = []
    for measure in claim.measures:
        found = [_at(evidence, variant, measure) for variant in claim.shown]
        series.append((measure, [one for one, _ in found], [_middle(means) for _, means in found]))
        told += [
            f"{measure_in_words(voice, measure)}, {name}: {number_in_words(voice, measure, one.mean)}"
            for name, (one, _) in zip(names, found, strict=True)
        ]

    def draw(figure: Any, size: Size) -> None:
        every = figure.subplots(1, len(series), sharey=True, squeeze=False)[0]
        on.name_rows(every[0], names)
        for axes, (measure, estimates, ranges) in zip(every, series, strict=True):
            if not measure.startswith(LEVELS):
                on.zero_line(axes, size)
            axes.grid(visible=False, axis="y")
            stroke, factor = SERIES[0], FACTORS[unit_of(measure)]
            for place, (low, high) in enumerate(ranges):
                axes.barh(
                    place, factor * (high - low), left=factor * low, height=0.45, color=stroke.colour, alpha=PALE, lw=0
                )
            means, lows, highs = (
                [factor * _known(getattr(one, part)) for one in estimates] for part in ("mean", "low", "high")
            )
            on.points(axes, size, means, lows, highs, stroke)
            axes.set_xlabel(_label(voice, measure, len(series)))
            on.write_numbers(axes.xaxis, voice)

    return Picture(
        claim.name,
        voice.plain(f"claim.{claim.name}.title"),
        voice.plain("study.caption", sets=len(evidence.sets)),
        "; ".join(told) + ".",
        draw,
        rows=len(names),
    )


def _label(voice: Voice, measure: str, panels: int) -> str:
    """Return a measure with its unit, on lines of their own where panels are narrow or the words are many."""
    unit = "%" if unit_of(measure) == "percent" else voice.plain(f"study.axis_{unit_of(measure)}")
    words = measure_in_words(voice, measure)
    if panels == 1 and len(words) + len(unit) <= 2 * LONGEST:
        return f"{words}, {unit}"
    return "\n".join([*(line for part in words.split(", ") for line in textwrap.wrap(part, LONGEST)), unit])


def _sweep(claim: Claim, evidence: Evidence, voice: Voice) -> Picture:
    axis, values = SWEEPS[claim.name]
    shown = claim.shown[: len(values)]
    told: list[str] = []

    def draw(figure: Any, size: Size) -> None:
        every = figure.subplots(1, len(claim.measures), squeeze=False)[0]
        for axes, measure in zip(every, claim.measures, strict=True):
            found = [_at(evidence, variant, measure) for variant in shown]
            factor = FACTORS[unit_of(measure)]
            ranges = np.array([_middle(means) for _, means in found])
            axes.axhline(0.0, color="#9a9a9a", linewidth=0.5 * size.line)
            on.line(
                axes,
                values,
                [factor * _known(one.mean) for one, _ in found],
                SERIES[0],
                low=[float(x) for x in factor * ranges[:, 0]],
                high=[float(x) for x in factor * ranges[:, 1]],
            )
            if axis == "aligned":
                axes.axvspan(*COACHING, color="#dddddd", zorder=0, linewidth=0)
                axes.annotate(
                    voice.plain("study.coaching_months"),
                    (COACHING[0] + 0.4, 0.98),
                    xycoords=("data", "axes fraction"),
                    va="top",
                    fontsize=0.85 * size.font,
                )
            axes.set_xlabel(voice.plain(f"study.axis_{axis}"))
            axes.set_ylabel(_label(voice, measure, len(claim.measures)))
            on.write_numbers(axes.xaxis, voice)
            on.write_numbers(axes.yaxis, voice)

    for measure in claim.measures:
        told += [
            f"{measure_in_words(voice, measure)}, {variant_in_words(voice, variant)}: "
            f"{number_in_words(voice, measure, _at(evidence, variant, measure)[0].mean)}"
            for variant in shown
        ]
    return Picture(
        claim.name,
        voice.plain(f"claim.{claim.name}.title"),
        voice.plain("study.caption_line", sets=len(evidence.sets)),
        "; ".join(told) + ".",
        draw,
    )


def _over_time(evidence: Evidence, voice: Voice) -> Picture:
    names = [variant_in_words(voice, name) for name in FADING]
    heads = [voice.plain(f"study.{group}") for group in GROUPS]

    def draw(figure: Any, size: Size) -> None:
        every = figure.subplots(1, len(GROUPS), sharey=True)
        for group, (axes, head) in enumerate(zip(every, heads, strict=True)):
            axes.axvspan(*COACHING, color="#e6e6e6", zorder=0, linewidth=0)
            for place, name in enumerate(FADING):
                gains = evidence.over_time[name][group]
                mean = gains.mean(axis=0)
                half = (
                    student_errors(len(gains) - 1) * gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
                    if len(gains) > 1
                    else 0.0 * mean
                )
                on.line(
                    axes,
                    range(len(mean)),
                    (100.0 * mean).tolist(),
                    SERIES[place],
                    low=(100.0 * (mean - half)).tolist(),
                    high=(100.0 * (mean + half)).tolist(),
                    label=names[place] if group == 0 else "",
                )
            axes.set_title(head)
            axes.set_xlabel(voice.plain("study.axis_month"))
            on.write_numbers(axes.xaxis, voice)
        every[0].set_ylabel(voice.plain("study.axis_points"))
        on.write_numbers(every[0].yaxis, voice)
        on.legend_below(every[0], 1 if size.name == "column" else 2)

    told = "; ".join(
        f"{head}, {name}: {voice.number(100.0 * float(evidence.over_time[own][group].mean(axis=0)[-1]), 1)}"
        for group, head in enumerate(heads)
        for own, name in zip(FADING, names, strict=True)
    )
    return Picture(
        "fading", voice.plain("claim.fading.title"), voice.plain("study.caption_time"), f"{told}.", draw, height=1.1
    )


def _tipping(evidence: Evidence, voice: Voice) -> Picture:
    labels = [voice.plain("study.few_ties"), voice.plain("study.many_ties")]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        axes.axhline(0.5, color="#9a9a9a", linewidth=0.5 * size.line)
        for place, scenario in enumerate(EXCHANGE):
            own = spread_over_alignment(evidence.default, scenario)[:, 0].mean(axis=1)
            of_sets = spread_over_alignment(evidence.plausible, scenario).mean(axis=2)
            ranges = np.array([_middle(shares) for shares in of_sets])
            on.line(
                axes,
                ALIGNMENTS,
                own.tolist(),
                SERIES[place],
                low=ranges[:, 0].tolist(),
                high=ranges[:, 1].tolist(),
                label=labels[place],
            )
        axes.set_ylim(-0.03, 1.03)
        axes.set_xlabel(voice.plain("study.axis_alignment"))
        axes.set_ylabel(voice.plain("study.axis_spread"))
        on.write_numbers(axes.xaxis, voice)
        on.write_numbers(axes.yaxis, voice, percent=True)
        on.legend_below(axes, 1 if size.name == "column" else 2)

    curves = [
        f"{label}: "
        + ", ".join(
            f"{voice.number(a, 2)} {voice.percent(float(s))}"
            for a, s in zip(
                ALIGNMENTS, spread_over_alignment(evidence.default, scenario)[:, 0].mean(axis=1), strict=True
            )
        )
        for label, scenario in zip(labels, EXCHANGE, strict=True)
    ]
    return Picture(
        "tipping",
        voice.plain("claim.tipping.title"),
        voice.plain("study.caption_line", sets=len(evidence.sets)),
        "; ".join(curves) + ".",
        draw,
        height=1.1,
    )


def _levers(evidence: Evidence, voice: Voice) -> Picture:
    found = evidence.sensitivity
    index = found.ranking_index
    order: Sequence[int] = found.ranking[:12]
    names = [lever_in_words(voice, found.names[place]) for place in order]
    values = [float(index.value[place]) for place in order]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, names)
        lows = [max(0.0, float(index.low[place])) for place in order]
        on.bars(axes, size, values, lows, [float(index.high[place]) for place in order], SERIES[0])
        axes.set_xlabel(voice.plain("study.axis_total"))
        on.write_numbers(axes.xaxis, voice, percent=True)

    told = ", ".join(f"{name} {voice.percent(value)}" for name, value in zip(names, values, strict=True))
    return Picture(
        "levers",
        voice.plain("claim.levers.title"),
        voice.plain("study.caption_levers", inputs=len(found.names) - 1, shown=len(order)),
        f"{told}.",
        draw,
        rows=len(order),
    )
