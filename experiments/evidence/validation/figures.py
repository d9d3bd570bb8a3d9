"""Figure of a validation: every fact on one line of its kind: how far it is from failing, or how often it holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.evidence.validation.facts import KINDS
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on
from experiments.presentation.voice import Voice

LEAST, MOST = -3.0, 9.0
"""Distances that are drawn, in half-widths of the interval; what lies beyond stands at the edge."""
FEW = 12
"""Facts that have a row each; of more, only those that do not hold, and the others share the row of their kind."""
HALF = 0.5
"""Share of the sets below which a fact is drawn as one that does not hold."""
Verdict = Mapping[str, Any]


def margin(fact: Verdict) -> float:
    """Return how far a fact's closest part is inside its bound, in half-widths of its interval: from 1 on it holds.

    What is too seldom defined to hold is as far from it as can be.
    """
    return min(_margin(part) for part in fact["parts"])


def _margin(part: Verdict) -> float:
    mean, low, high = (part["estimate"][end] for end in ("mean", "low", "high"))
    if mean is None or low is None or high is None:
        return -math.inf
    distances = [math.inf]
    if part["at_least"] is not None:
        distances.append(_times(mean - part["at_least"], mean - low))
    if part["at_most"] is not None:
        distances.append(_times(part["at_most"] - mean, high - mean))
    return min(distances) if part["holds"] or min(distances) < 1.0 else -math.inf


def _times(distance: float, half: float) -> float:
    if half > 0.0:
        return distance / half
    return math.inf if distance >= 0.0 else -math.inf


def verdicts_picture(facts: Sequence[Verdict], voice: Voice, *, over_sets: bool) -> Picture:
    """Return every fact as a mark: at its distance from the bound, or at the share of the sets in which it holds."""
    key = "_sets" if over_sets else ""
    places = {
        one["name"]: (one["share_of_sets"]["mean"] or 0.0) if over_sets else min(max(margin(one), LEAST), MOST)
        for one in facts
    }
    holds = {one["name"]: places[one["name"]] >= HALF if over_sets else bool(one["holds"]) for one in facts}
    of_kind = {kind: [one["name"] for one in facts if one["kind"] == kind] for kind in KINDS}
    counted = {kind: _counted(kind, names, holds, voice) for kind, names in of_kind.items() if names}
    rows: list[tuple[str, list[str]]] = []
    for kind, names in of_kind.items():
        own = names if len(facts) <= FEW else [name for name in names if not holds[name]]
        if len(facts) > FEW and names:
            rows.append((counted[kind], [name for name in names if holds[name]]))
        rows += [(name, [name]) for name in own]

    def draw(figure: Any, size: Size) -> None:
        axes = figure.subplots()
        on.name_rows(axes, [label for label, _ in rows], bold=[label in counted.values() for label, _ in rows])
        on.zero_line(axes, size, HALF if over_sets else 1.0)
        for is_held, stroke, words in ((True, SERIES[0], "held"), (False, SERIES[1], "not_held")):
            marked = [
                (places[name], row) for row, (_, names) in enumerate(rows) for name in names if holds[name] is is_held
            ]
            if marked:
                axes.plot(
                    *zip(*marked, strict=True),
                    linestyle="none",
                    marker=stroke.mark,
                    color=stroke.colour,
                    markerfacecolor=stroke.colour if is_held else "white",
                    alpha=0.75,
                    label=voice.plain(f"validate.figure.{words}{key}"),
                )
        axes.set_xlim(*((-0.04, 1.04) if over_sets else (LEAST - 0.5, MOST + 0.5)))
        axes.set_xlabel(voice.plain(f"validate.figure.axis{key}"))
        on.write_numbers(axes.xaxis, voice, percent=over_sets)
        on.legend_below(axes)

    return Picture(
        "verdicts",
        voice.plain(f"validate.figure.title{key}"),
        voice.say(f"validate.figure.caption{key}"),
        f"{'; '.join(counted.values())}.",
        draw,
        rows=len(rows),
    )


def _counted(kind: str, names: Sequence[str], holds: Mapping[str, bool], voice: Voice) -> str:
    """Return a kind of facts, and how many of them hold."""
    held = sum(holds[name] for name in names)
    return voice.plain(
        "validate.figure.counted", kind=voice.plain(f"validate.figure.kind.{kind}"), number=len(names), held=held
    )
