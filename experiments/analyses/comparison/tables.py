"""Tables: every key measure under every scenario, and what each changes over the reference."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from experiments.analyses.comparison.subject import Subject
from experiments.presentation.blocks import Cell, Group, Head, Row, Table
from experiments.presentation.words import name_in_words
from experiments.runs.reported import REGIMES_AND_FLAGS
from experiments.statistics.intervals import CensoredMedian, Contrast, Estimate
from simulation.results import needs_twin

ROLES: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...] = (
    (
        "gains",
        (
            ("direct_gain", "points", True),
            ("late_direct_gain", "points", True),
            ("spillover_gain", "points", True),
            ("reach", "percent", False),
            ("reached_ever", "percent", False),
            ("retained", "percent", False),
        ),
    ),
    ("regimes", tuple((name, "percent", False) for name in REGIMES_AND_FLAGS)),
    (
        "coverage",
        (
            ("coverage", "percent", True),
            ("theatre", "points", False),
            ("theatre_gain", "points", False),
        ),
    ),
    (
        "equity",
        (
            ("lowest_fifth", "percent", True),
            ("fifths_gap", "points", True),
            ("lowest_fifth_gain", "points", True),
            ("fifths_gap_gain", "points", True),
            ("equity_gap", "points", False),
        ),
    ),
    ("people", (("candour", "index", False), ("efficacy_gain", "index", True), ("identity_gap", "index", False))),
    (
        "system",
        (
            ("system_gain", "points", False),
            ("cost", "thousands", False),
            ("coach_hours", "hours", False),
            ("gain_per_coach_hour", "per_hours", False),
        ),
    ),
)
"""Groups of measures: name, how it is written, and whether there is one for each process."""
WAYS = ("people",)
"""Groups that tell how results come about, and are not on paper where there are too many scenarios."""
BEHIND = ("equity",)
"""Groups that tell who is left behind, and are not on paper where there are more still."""
PERCENT_OF = {
    "reach": "of_uncoached",
    "reached_ever": "of_uncoached",
    "retained": "of_direct_gain",
    "coverage": "of_eligible",
    "lowest_fifth": "of_eligible",
}
"""Of what a measure in percent is a part."""
LEVELS = ("coverage", "lowest_fifth")
"""Coverages, whose changes are points as gains are."""


@dataclass(frozen=True)
class Writing:
    """How a measure is written: what it is multiplied by, and its decimals."""

    factor: float
    digits: int


WRITINGS = {
    "points": Writing(100.0, 2),
    "percent": Writing(100.0, 1),
    "index": Writing(1.0, 3),
    "thousands": Writing(0.001, 0),
    "hours": Writing(1.0, 0),
    "per_hours": Writing(1.0, 2),
}


@dataclass(frozen=True)
class Listed:
    """A measure in the tables: its key, its texts, and how it is written."""

    measure: str
    name: str
    writing: str
    process: str | None


class Tables:
    """Sets the tables."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.voice = subject.voice

    def groups(self) -> list[tuple[str, list[Listed]]]:
        """Return the measures to list, by group."""
        found: list[tuple[str, list[Listed]]] = []
        for group, roles in ROLES:
            listed: list[Listed] = []
            for name, writing, by_process in roles:
                if by_process:
                    listed += [Listed(f"{name}.{p}", name, writing, p) for p in self.subject.processes]
                else:
                    listed.append(Listed(name, name, writing, None))
            found.append((group, listed))
        return found

    def measures(self, only: str | None = None) -> Table:
        """Return every key measure under every scenario; of one group alone, if it is named."""
        say, subject = self.voice.say, self.subject
        groups = [
            Group(
                say(f"group.{group}"),
                [
                    Row(
                        self._head(listed),
                        [self._cell(name, subject.estimate(name, listed.measure), listed) for name in subject.names],
                        self._unit(listed),
                    )
                    for listed in rows
                ],
                on_paper=not ((subject.is_wide and group in WAYS) or (subject.is_crowded and group in BEHIND)),
            )
            for group, rows in self.groups()
            if only in (None, group)
        ]
        heads = [Head(self._scenario_head(name)) for name in subject.names]
        lead = self.voice.process(subject.lead)
        caption = say("table.measures", runs=self.voice.number(subject.runs), process=lead)
        return Table(caption, say("table.measure"), heads, groups)

    def contrasts(self) -> Table:
        """Return what each scenario changes over the reference, and what pairing saved."""
        say, subject = self.voice.say, self.subject
        groups: list[Group] = []
        for group, rows in self.groups():
            lines: list[Row] = []
            for listed in rows:
                contrasts = [subject.comparison.contrast(name, listed.measure) for name in subject.others]
                cells = [self._contrast_cell(contrast, listed) for contrast in contrasts]
                lines.append(Row(self._head(listed, is_again=True), cells, self._unit(listed, is_difference=True)))
            on_paper = not (subject.is_wide and group in (*WAYS, *BEHIND))
            groups.append(Group(say(f"group.{group}"), lines, on_paper))
        return Table(
            caption=say("table.contrasts", reference=subject.title(subject.names[0])),
            corner=say("table.measure"),
            heads=[Head(self._scenario_head(name)) for name in subject.others],
            groups=groups,
            on_paper=not subject.is_crowded,
        )

    def head_starts(self) -> Table | None:
        """Return how long coaching was ahead of the twin: a median, and who is open; None where nobody is."""
        say, medians = self.voice.say, self.subject.comparison.medians
        if not any(found.defined for of in medians.values() for found in of.values()):
            return None
        rows: list[Row] = []
        for group in ("coached", "uncoached"):
            cells: list[Cell] = []
            for name in self.subject.names:
                found = medians[name][f"head_start.{group}"]
                cells += [self._median_cell(found), self._open_cell(found)]
            rows.append(Row(say(f"figure.{group}"), cells))
        second = [Head(say(key)) for _ in self.subject.names for key in ("ahead.median", "ahead.open")]
        heads = [Head(self._scenario_head(name), 2) for name in self.subject.names]
        return Table(say("ahead.table"), say("ahead.group"), heads, [Group("", rows)], second_heads=second)

    def _median_cell(self, found: CensoredMedian) -> Cell:
        if not found.defined:
            return Cell(self.voice.say("table.dash"), self._defined(0), is_undefined=True)
        middle, low, high = (
            self.voice.plain("ahead.beyond") if value is None else self.voice.number(value)
            for value in (found.median, found.low, found.high)
        )
        below: list[object] = []
        if found.defined > 1 and not middle == low == high:
            below.append(self.voice.say("ahead.between", low=low, high=high))
        return Cell(middle, [*below, *self._defined(found.defined)])

    def _open_cell(self, found: CensoredMedian) -> Cell:
        if found.open.mean is None:
            return Cell(self.voice.say("table.dash"), is_undefined=True)
        return Cell(self.voice.percent(found.open.mean), self._between(found.open, WRITINGS["percent"]))

    def thirds(self) -> Table | None:
        """Return regimes and spread where a value is low, and where it is high; None where nobody asked."""
        say, thirds = self.voice.say, self.subject.comparison.thirds
        if thirds is None:
            return None
        ends = {"low": thirds.low, "high": thirds.high}
        heads = [Head(self._scenario_head(name), len(ends)) for name in self.subject.names]
        second = [Head(say(f"by.{end}")) for _ in self.subject.names for end in ends]
        rows: list[Row] = []
        for measure in thirds.measures:
            listed = self._listed(measure)
            estimates = [ends[end].estimates[name][measure] for name in self.subject.names for end in ends]
            cells = [self._third_cell(estimate, listed) for estimate in estimates]
            rows.append(Row(self._head(listed), cells, self._unit(listed)))
        caption = say("by.table", name=self.third())
        return Table(caption, say("table.measure"), heads, [Group("", rows)], second)

    def third(self) -> str:
        """Return what the thirds are ordered by, in words."""
        thirds = self.subject.comparison.thirds
        assert thirds is not None
        return name_in_words(self.voice, thirds.parameter)

    def thirds_in_words(self) -> Markup:
        """Return what the thirds are."""
        thirds = self.subject.comparison.thirds
        assert thirds is not None
        low, high = (
            self.voice.say("by.range", low=self._value(third.lowest), high=self._value(third.highest))
            for third in (thirds.low, thirds.high)
        )
        return self.voice.say(
            "by.is",
            name=self.third(),
            low=low,
            high=high,
            sets=self.voice.number(thirds.low.sets),
            low_runs=self.voice.number(thirds.low.runs),
            high_runs=self.voice.number(thirds.high.runs),
        )

    def _value(self, value: float) -> str:
        return self.voice.exact(float(f"{value:.3g}"))

    def _listed(self, measure: str) -> Listed:
        """Return a measure as the tables have it."""
        return next(listed for _, rows in self.groups() for listed in rows if listed.measure == measure)

    def _third_cell(self, estimate: Estimate, listed: Listed) -> Cell:
        if estimate.mean is None:
            return Cell(self.voice.say("table.dash"), is_undefined=True)
        writing = WRITINGS[listed.writing]
        return Cell(self.voice.number(estimate.mean * writing.factor, writing.digits), self._between(estimate, writing))

    def _between(self, estimate: Estimate, writing: Writing) -> list[object]:
        if estimate.low is None or estimate.high is None or is_exact(estimate):
            return []
        low, high = (self.voice.number(v * writing.factor, writing.digits) for v in (estimate.low, estimate.high))
        return [self.voice.say("chart.between", low=low, high=high)]

    def _scenario_head(self, name: str) -> str | Markup:
        scenario = self.subject.title(name)
        return self.voice.say("table.reference", scenario=scenario) if name == self.subject.names[0] else scenario

    def _head(self, listed: Listed, *, is_again: bool = False) -> Markup:
        """Return a measure with what it means; on paper once."""
        name, meaning = (self.voice.measure(listed.measure, form) for form in ("name", "meaning"))
        if not meaning:
            return Markup("{}").format(name)
        told = self.voice.say("table.meaning", meaning=meaning)
        return Markup("{}{}").format(name, on_screen(told) if is_again else told)

    def _unit(self, listed: Listed, *, is_difference: bool = False) -> Markup:
        writing = "points" if is_difference and listed.writing == "percent" else listed.writing
        if not is_difference and listed.writing == "percent":
            scale = "of_runs" if listed.measure in REGIMES_AND_FLAGS else PERCENT_OF[listed.name]
            return self.voice.say(f"scales.{scale}.name")
        if writing == "points" and listed.writing == "percent" and listed.measure in REGIMES_AND_FLAGS:
            return self.voice.say("scales.points_of_runs.name")
        return self.voice.say(f"scales.{writing}.name")

    def _cell(self, name: str, estimate: Estimate, listed: Listed) -> Cell:
        is_gain = needs_twin(listed.measure) and listed.measure not in REGIMES_AND_FLAGS
        if estimate.mean is None or (is_gain and not self.subject.is_coached(name)):
            return self._undefined(0 if estimate.mean is not None else estimate.defined, is_gain=is_gain, name=name)
        writing = WRITINGS[listed.writing]
        below = [*self._between(estimate, writing), *self._defined(estimate.defined)]
        return Cell(self.voice.number(estimate.mean * writing.factor, writing.digits), below)

    def _undefined(self, defined: int, *, is_gain: bool, name: str) -> Cell:
        if is_gain and not self.subject.is_coached(name):
            return Cell(self.voice.say("table.dash"), [self.voice.say("table.nobody_coached")], is_undefined=True)
        return Cell(self.voice.say("table.dash"), self._defined(defined), is_undefined=True)

    def _defined(self, defined: int) -> list[object]:
        if defined == self.subject.runs:
            return []
        number = self.voice.number
        return [self.voice.say("table.defined", defined=number(defined), runs=number(self.subject.runs))]

    def _contrast_cell(self, contrast: Contrast, listed: Listed) -> Cell:
        if contrast.mean is None:
            return Cell(self.voice.say("table.dash"), self._defined(contrast.defined), is_undefined=True)
        writing = WRITINGS[listed.writing]
        digits = WRITINGS["points"].digits if listed.name in LEVELS else writing.digits
        below: list[object] = []
        if contrast.low is not None and contrast.high is not None:
            low, high = (
                self.voice.number(v * writing.factor, digits, signed=True) for v in (contrast.low, contrast.high)
            )
            below.append(self.voice.say("chart.between", low=low, high=high))
            if is_exact(contrast):
                below = [self.voice.say("table.in_every_run" if contrast.mean else "table.no_difference")]
            elif contrast.low <= 0.0 <= contrast.high:
                below.append(on_screen(self.voice.say("table.no_clear_difference")))
        below += self._defined(contrast.defined)
        if contrast.variance_saved is not None and not is_exact(contrast):
            saved = self.voice.say("table.saved", share=self.voice.percent(contrast.variance_saved))
            below.append(on_screen(saved))
        return Cell(self.voice.number(contrast.mean * writing.factor, digits, signed=True), below)


def on_screen(words: object) -> Markup:
    """Return words that paper leaves out."""
    return Markup('<span class="screen">{}</span>').format(words)


def is_exact(found: Estimate | Contrast) -> bool:
    """Return whether something is the same in every run, but for the last bits of adding it up."""
    if found.mean is None or found.low is None or found.high is None:
        return False
    return found.high - found.low <= 1e-9 * abs(found.mean)
