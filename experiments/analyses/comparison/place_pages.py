"""Place pages: the section of a report that has the results by place: tables, and a small panel for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from experiments.analyses.comparison.bands import Band
from experiments.analyses.comparison.by_place import PlaceEstimate
from experiments.analyses.comparison.canvas import Canvas
from experiments.analyses.comparison.charts import Axis, Backdrop, Line, axis_around, line_chart
from experiments.analyses.comparison.place_words import PlaceWords, kind_of
from experiments.analyses.comparison.subject import Subject
from experiments.presentation import palette
from experiments.presentation.blocks import Cell, Figure, Group, Head, Panel, Row, Strip, Table
from experiments.runs.by_place import COACHED, FROM, OF_PROCESS, UNTIL

HEIGHT = 190
COLUMNS = 4
GAIN = "late_gain"
MOST_ON_PAPER = 8
"""Places of which paper has every table; of more, what each changes and gains."""
MOST_BANDED = 3
"""Scenarios whose bands may lie on each other in one panel."""
OPACITY = 0.1
"""Of a band among others."""
KEY = Markup(
    '<span class="stroke"><svg viewBox="0 0 36 8" aria-hidden="true"><line x1="0" y1="4" x2="36" y2="4" {} /></svg> '
    "{}</span>"
)


class PlacePages(PlaceWords):
    """Sets the tables and draws the panels of the places."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self.canvas = Canvas(subject)

    # Tables -----------------------------------------------------------------------------------------------------

    def tables(self) -> list[Table]:
        """Return all tables, in their order."""
        has_room = len(self.shown) <= MOST_ON_PAPER and not self.subject.is_crowded
        levels = [replace(self.levels(own), on_paper=has_room or own == GAIN) for own in OF_PROCESS]
        return [self.changes(), *levels, replace(self.where(), on_paper=has_room)]

    def changes(self) -> Table:
        """Return what each scenario changes over the reference in coverage, by place."""
        reference = self.subject.title(self.subject.names[0])
        caption = self.voice.say("by_place.changes", by=self.by, process=self.process, reference=reference)
        heads = [Head(self.subject.title(name)) for name in self.subject.others]
        return Table(caption, self._corner, heads, self._groups(self._changes))

    def _changes(self, place: str) -> list[Cell]:
        measure = f"coverage.{self.subject.lead}"
        return [self._settled_cell(self.found.contrast(name, place, measure)) for name in self.subject.others]

    def levels(self, measure: str) -> Table:
        """Return a measure under every scenario, by place: a table for each, as all in one would not fit a screen."""
        names, lead, say = self.subject.names, self.subject.lead, self.voice.say
        cell_of = self._settled_cell if measure == GAIN else self._cell

        def cells(place: str) -> list[Cell]:
            return [cell_of(self.found.estimate(name, place, f"{measure}.{lead}")) for name in names]

        caption = say("by_place.levels", by=self.by, process=self.process, measure=say(f"by_place.{measure}"))
        heads = [Head(self.subject.title(name)) for name in names]
        return Table(caption, self._corner, heads, self._groups(cells))

    def where(self) -> Table:
        """Return who was coached, and when, under every scenario, by place."""
        heads = [Head(self.subject.title(name)) for name in self.subject.names]
        return Table(self.voice.say("by_place.where", by=self.by), self._corner, heads, self._groups(self._coached))

    def _coached(self, place: str) -> list[Cell]:
        say, cells = self.voice.say, list[Cell]()
        for name in self.subject.names:
            share, first, last = (self.found.estimate(name, place, measure) for measure in (COACHED, FROM, UNTIL))
            if not share.mean or first.mean is None or last.mean is None:
                cells.append(Cell(say("by_place.nobody"), is_undefined=True))
                continue
            is_same = first.low == first.high and last.low == last.high
            months = [self.voice.month_in_table(round(one.mean or 0.0)) for one in (first, last)]
            key = "by_place.months" if is_same else "by_place.months_differ"
            below = [say(key, first=months[0], last=months[1])]
            cells.append(Cell(say("by_place.coached_in", share=self.voice.percent(share.mean)), below))
        return cells

    @property
    def _corner(self) -> Markup:
        return self.voice.say(f"places.{self.found.level}.name")

    def _groups(self, cells_of: Callable[[str], list[Cell]]) -> list[Group]:
        """Return a row for each place that is shown, by region where the places are smaller."""
        regions = dict(zip(self.found.places, self.found.regions, strict=True))
        teams = dict(zip(self.found.places, self.found.teams, strict=True))
        by_region: dict[str, list[Row]] = {}
        for place in self.shown:
            note = "" if self.found.level == "team" else self._teams(teams[place])
            head = regions[place] if self.found.level != "region" else ""
            by_region.setdefault(head, []).append(Row(place, cells_of(place), note))
        return [Group(region, rows) for region, rows in by_region.items()]

    def _teams(self, teams: int) -> Markup:
        if teams == 1:
            return self.voice.say("by_place.one_team")
        return self.voice.say("by_place.teams", teams=self.voice.number(teams))

    def _cell(self, one: PlaceEstimate) -> Cell:
        """Return a mean with its own interval, or why there is none."""
        below = self._between("by_place.alone", one.low, one.high)
        return Cell(self._points(one.mean), below or self._drawn(one))

    def _settled_cell(self, one: PlaceEstimate) -> Cell:
        """Return a mean with the interval of all, and whether it is settled."""
        below = self._between("by_place.of_all", one.low_together, one.high_together)
        if below and kind_of(one) == "unsettled":
            below.append(self.voice.say("by_place.unsettled_cell"))
        if not below and self.subject.runs > 1:
            below = [*self._between("by_place.alone", one.low, one.high), *self._drawn(one)]
        return Cell(self._points(one.mean, signed=True), below)

    def _drawn(self, one: PlaceEstimate) -> list[object]:
        """Return that an interval is withheld, and in how many runs anybody there was drawn."""
        if one.drawn_in is None or not one.withheld:
            return []
        number = self.voice.number
        drawn, runs = number(one.drawn_in), number(self.subject.runs)
        return [self.voice.say("by_place.drawn_cell", drawn=drawn, runs=runs)]

    def _between(self, key: str, low: float | None, high: float | None) -> list[object]:
        if low is None or high is None or low == high:
            return []
        return [self.voice.say(key, low=self._points(low), high=self._points(high))]

    def _points(self, value: float | None, *, signed: bool = False) -> str:
        return self.voice.plain("table.dash") if value is None else self.voice.number(100.0 * value, 1, signed=signed)

    # Panels -----------------------------------------------------------------------------------------------------

    def figure(self) -> Figure:
        """Return coverage of the leading process over time, a panel for each place and a line for each scenario."""
        voice, say = self.voice, self.voice.say
        lines = {place: self._lines(place) for place in self.shown}
        axis = axis_around(
            (line.band for own in lines.values() for line in own),
            factor=100.0,
            unit=voice.plain("scales.of_eligible.short"),
            digits=1,
            at_least=4.0,
        )
        backdrop = Backdrop(self.subject.months, self._window())
        panels = [self._panel(number, place, own, axis, backdrop) for number, (place, own) in enumerate(lines.items())]
        are_bands = self.subject.runs > 1 and len(self.subject.names) <= MOST_BANDED
        band = self.canvas.band_note if are_bands or self.subject.runs == 1 else self._no_bands()
        shaded = say("by_place.shaded") if backdrop.window else ""
        notes = [] if self.left_out() is None else [self.left_out()]
        return Figure(
            "places",
            say("by_place.figure", by=self.by, process=self.process),
            say("by_place.caption", place=self.place, band=band, shaded=shaded),
            [Strip(panels)],
            scale=self._key(),
            columns=min(COLUMNS, max(2, len(panels))),
            notes=notes,
            on_paper=not self.subject.is_crowded,
        )

    def _no_bands(self) -> Markup:
        number = self.voice.number
        return self.voice.say("by_place.no_bands", most=number(MOST_BANDED), runs=number(self.subject.runs))

    def _panel(self, number: int, place: str, lines: list[Line], axis: Axis, backdrop: Backdrop) -> Panel:
        voice = self.voice
        ends = [
            voice.plain("by_place.told_end", name=line.told, value=voice.number(100.0 * float(line.band.mean[-1]), 1))
            for line in lines
        ]
        told = voice.plain("by_place.told", place=place, process=self.process, ends="; ".join(ends))
        note = ""
        if self.found.level != "region":
            note = self.found.regions[self.found.places.index(place)]
        return Panel(f"places-{number}", place, told, line_chart(lines, axis, backdrop, voice, HEIGHT), note)

    def _lines(self, place: str) -> list[Line]:
        at, name_of = self.found.places.index(place), f"coverage.{self.subject.lead}"
        is_wide = self.subject.runs > 1 and len(self.subject.names) <= MOST_BANDED
        lines: list[Line] = []
        for number, name in enumerate(self.subject.names):
            months = self.found.months[name]
            which = months.banded.index(name_of)
            band = Band(
                months.mean_of(name_of)[:, at].copy(),
                months.low[:, at, which].copy(),
                months.high[:, at, which].copy(),
                is_wide,
            )
            if not is_wide:  # what is not drawn takes no room on the axis
                band = Band(band.mean, band.mean.copy(), band.mean.copy(), False)
            stroke = palette.of_scenario(number)
            lines.append(Line(band, stroke.ink, "", self.subject.title(name), stroke.dash, 100.0, OPACITY))
        return lines

    def _window(self) -> tuple[int, int] | None:
        """Return the months of mentoring, where they are the same under every scenario that has any."""
        windows = {self.subject.window(name) for name in self.subject.names} - {None}
        return next(iter(windows)) if len(windows) == 1 else None

    def _key(self) -> Markup:
        """Return the scenarios with their lines, above the panels: within them there is no room."""
        rows = [
            KEY.format(palette.of_scenario(number).drawn, self.subject.title(name))
            for number, name in enumerate(self.subject.names)
        ]
        label = self.voice.plain("by_place.key")
        return Markup('<p class="strokes" aria-label="{}">{}</p>').format(label, Markup(" ").join(rows))
