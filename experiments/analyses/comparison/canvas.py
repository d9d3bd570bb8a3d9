"""Canvas: what all figures of a report share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from markupsafe import Markup

from experiments.analyses.comparison import map as network_map
from experiments.analyses.comparison.charts import (
    Backdrop,
)
from experiments.analyses.comparison.subject import Subject


class Canvas:
    """The subject, and what is the same in every figure of it."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.voice = subject.voice

    @cached_property
    def first_runs(self) -> dict[str, network_map.OneRun]:
        """The first run of each scenario."""
        return {name: network_map.first_run(self.subject, name) for name in self.subject.names}

    @property
    def columns(self) -> int:
        """Panels side by side where there is room."""
        count = len(self.subject.names)
        return count if count <= 3 else 2 if count == 4 else 3

    def backdrop(self, name: str, thresholds: Sequence[tuple[float, str]] = ()) -> Backdrop:
        """Return what happens when under a scenario."""
        growth = self.first_runs[name].growth
        changes = [month for month in self.subject.change_months(name) if month not in growth]
        return Backdrop(self.subject.months, self.subject.window(name), changes, growth, thresholds)

    def note(self, name: str) -> Markup | str:
        """Return what must be said under the title of a panel."""
        return "" if self.subject.is_coached(name) else self.voice.say("figure.nobody_coached")

    @property
    def band_note(self) -> Markup:
        """What the bands are."""
        key = self.subject.worded("figure.band") if self.subject.runs > 1 else "figure.no_band"
        return self.voice.say(key, runs=self.voice.number(self.subject.runs))
