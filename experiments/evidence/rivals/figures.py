"""Picture: how far uncoached teams get in each world, by account, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.evidence.rivals.found import of_account
from experiments.evidence.rivals.predicting import REACH, SPILLOVER
from experiments.evidence.rivals.reading import OWN, accounts, predictions
from experiments.presentation.figures import SERIES, Picture, Size
from experiments.presentation.figures import axes as on

FILE = Path(__file__).resolve().parents[3] / "docs" / "figures" / "rivals-predictions.svg"
OWN_TITLE = "the model's own"
BETWEEN = 0.115
"""Distance of two accounts in a row."""


def picture(found: Mapping[str, Any]) -> Picture:
    """Return the picture of what every account predicts."""
    worlds = predictions()
    titles = {OWN: OWN_TITLE} | {one.name: one.name for one in accounts()}
    said = {name: of_account(found, name)["predictions"] for name in titles}

    def draw(figure: Any, size: Size) -> None:
        panels = figure.subplots(1, 2, sharey=True)
        for axes, measure, title in zip(panels, (SPILLOVER, REACH), ("Gain, points", "Reach, %"), strict=True):
            for place, ((name, label), stroke) in enumerate(zip(titles.items(), SERIES, strict=False)):
                if not said[name]:
                    continue
                ends = [said[name][one.name][measure] for one in worlds]
                middle, low, high = ([100.0 * _end(one, n) for one in ends] for n in range(3))
                shift = (place - (len(titles) - 1) / 2) * BETWEEN
                on.points(axes, size, middle, low, high, stroke, label=label, shift=shift, is_filled=name == OWN)
            axes.set_title(title)
            on.name_rows(axes, [one.name for one in worlds])
            on.zero_line(axes, size)
            for row in range(1, len(worlds)):
                axes.axhline(row - 0.5, color="#dddddd", linewidth=0.4 * size.line)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))

    return Picture(
        name="rivals-predictions",
        title="What each account of confinement predicts",
        caption="",
        told=_told(said, titles),
        draw=draw,
        rows=2 * len(worlds),
    )


def _end(ends: Sequence[float | None], place: int) -> float:
    """Return the mean, or an end of its interval; the mean where there is no interval."""
    end = ends[place] if ends[place] is not None else ends[0]
    return float("nan") if end is None else end


def _told(said: Mapping[str, Mapping[str, Any]], titles: Mapping[str, str]) -> str:
    """Return the mean reach of every account in every world, in words."""
    parts = [
        f"{one.name}: "
        + ", ".join(
            f"{label} {100 * said[name][one.name][REACH][0]:.0f}%" for name, label in titles.items() if said[name]
        )
        for one in predictions()
    ]
    return "Uncoached teams reached, by world and account. " + "; ".join(parts) + "."
