"""Tables of costs, and what they say in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from experiments.analyses.comparison.costs import Costs, PerPerson
from experiments.analyses.comparison.subject import Subject
from experiments.presentation.blocks import Cell, Group, Head, Row, Table
from experiments.runs.accounts import KINDS, PAYERS, SAMPLED
from experiments.statistics.intervals import Estimate
from scenarios.costs.money import scale_of

FEW = 100.0
"""Below it amounts have cents."""


class CostTables:
    """Sets the tables of costs."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.voice = subject, subject.voice
        self.costs = Costs(subject.comparison)
        largest = max(abs(self.costs.total(name, discounted=False).mean or 0.0) for name in subject.names)
        self.scale = scale_of(largest)

    @property
    def unit(self) -> str:
        """In what amounts of tables are."""
        label = self.voice.money.label(self.voice.language)
        return self.voice.plain("scales.thousands.name") if self.scale != 1.0 else label

    @property
    def _words(self) -> dict[str, object]:
        voice = self.voice
        return {
            "unit": self.unit,
            "months": voice.number(self.subject.months),
            "runs": voice.number(self.subject.runs),
            "rate": voice.rate(self.costs.rate),
            "process": voice.process(self.subject.lead),
            "sampled": voice.number(min(self.subject.runs, SAMPLED)),
        }

    def intro(self) -> list[Markup]:
        """Return what is counted, and how."""
        keys = ["is", "discounting", "assumed", *([] if self.costs.is_even else ["uneven"])]
        return [self.voice.say(f"costs.{key}", **self._words) for key in keys]

    # Sentences ----------------------------------------------------------------------------------------------

    def sentences(self) -> list[Markup]:
        """Return for each scenario what it costs over the reference, and what one more person costs if known."""
        others = self.subject.others
        if all(self.costs.per_person(name).verdict == "unknown" for name in others):
            return [*map(self._extra, others), self.person(others[0])]
        return [self.voice.say("costs.said", extra=self._extra(name), person=self.person(name)) for name in others]

    def _extra(self, name: str) -> Markup:
        extra, paid = self.costs.extra(name), self.costs.extra(name, discounted=False)
        words = self._words | {
            "name": self.subject.title(name),
            "reference": self.subject.title(self.subject.names[0]),
            "amount": self.amount(abs(extra.mean or 0.0)),
            "paid": self.amount(abs(paid.mean or 0.0)),
        }
        if extra.low is None or extra.high is None:
            return self.voice.say("costs.once", **words | {"amount": self.amount(extra.mean or 0.0)})
        if extra.low == extra.high == 0.0:
            return self.voice.say("costs.same", **words)
        ends = (extra.low, extra.high)
        if extra.low <= 0.0 <= extra.high:
            low, high = map(self.amount, ends)
            return self.voice.say("costs.unclear", low=low, high=high, **words)
        low, high = map(self.amount, sorted(map(abs, ends)))
        return self.voice.say("costs.more" if extra.low > 0.0 else "costs.less", low=low, high=high, **words)

    def person(self, name: str) -> Markup:
        """Return what one more person covered costs over the reference, or why that is not told."""
        one, further = self.costs.per_person(name), self.costs.further(name)
        words = dict(self._words)
        if further is not None and further.mean is not None:
            words["further"] = self.voice.number(further.mean)
            least, most = (further.mean if end is None else end for end in (further.low, further.high))
            words |= {"least": self.voice.number(least), "most": self.voice.number(most)}
        if one.cost is not None and one.cost.mean is not None:
            low, high = (one.cost.mean if end is None else end for end in (one.cost.low, one.cost.high))
            words |= {"cost": self.amount(one.cost.mean), "low": self.amount(low), "high": self.amount(high)}
        return self.voice.say(f"costs.person_{one.verdict}", **words)

    def amount(self, value: float) -> str:
        """Return an amount of money, with cents where it is small."""
        return self.voice.number(value, 0 if abs(value) >= FEW else 2)

    # Tables -------------------------------------------------------------------------------------------------

    def tables(self) -> list[Table]:
        """Return each scenario, each over the reference, years, and kinds."""
        return [self.scenarios(), self.over(), self.years(), self.kinds()]

    def scenarios(self) -> Table:
        """Return what each scenario costs, who pays, and how many people are covered."""
        say, costs, names = self.voice.say, self.costs, self.subject.names
        paid = {name: costs.by_payer(name) for name in names}
        rows = [
            Row(say("costs.discounted"), [self._cell(costs.total(name)) for name in names]),
            Row(say("costs.paid"), [self._cell(costs.total(name, discounted=False)) for name in names]),
            Row(say("costs.reform"), [self._cell(costs.of_reform(name)) for name in names]),
            *(
                Row(
                    say("costs.payer", payer=self.voice.plain(f"costs.{payer}.name")),
                    [self._cell(paid[name][payer]) for name in names],
                )
                for payer in PAYERS
            ),
        ]
        if costs.eligible is not None:
            eligible = self.voice.number(costs.people * costs.eligible)
            cells = [self._cell(covered, scale=1.0) for name in names if (covered := costs.covered(name)) is not None]
            rows.append(
                Row(
                    say("costs.covered", **self._words),
                    cells,
                    say("costs.covered_note", eligible=eligible),
                )
            )
        return self._table("costs.scenarios", say("costs.cost"), names, rows)

    def over(self) -> Table:
        """Return what each scenario costs over the reference, and what one more person costs."""
        say, costs, names = self.voice.say, self.costs, self.subject.others
        rows = [
            Row(say("costs.discounted"), [self._cell(costs.extra(name), signed=True) for name in names]),
            Row(say("costs.paid"), [self._cell(costs.extra(name, discounted=False), signed=True) for name in names]),
        ]
        if costs.eligible is not None:
            further = [one for name in names if (one := costs.further(name)) is not None]
            cells = [self._cell(one, scale=1.0, signed=True) for one in further]
            rows.append(Row(say("costs.further", **self._words), cells))
        cells = [self._person_cell(costs.per_person(name)) for name in names]
        rows.append(Row(say("costs.one_more"), cells, self.voice.money.label(self.voice.language)))
        return self._table("costs.over", say("costs.cost"), names, rows)

    def years(self) -> Table:
        """Return the cost of each year, as it is paid and discounted."""
        names = self.subject.names
        own = {name: self.costs.accounts(name) for name in names}
        ways = (("costs.paid", False), ("costs.discounted", True))
        means = {
            (name, key): own[name].by_year(discounted=discounted).mean(axis=0)
            for name in names
            for key, discounted in ways
        }
        years = own[names[0]].years
        rows = [
            Row(
                year.name,
                [self._plain(float(means[name, key][place])) for name in names for key, _ in ways],
                self._months_of(year.first, year.stop),
            )
            for place, year in enumerate(years)
        ]
        second = [Head(self.voice.say(key)) for _ in names for key, _ in ways]
        heads = [Head(self.subject.title(name), len(ways)) for name in names]
        caption = self.voice.say("costs.years", **self._words)
        return Table(caption, self.voice.say("costs.year"), heads, [Group("", rows)], second, is_folded=True)

    def _months_of(self, first: int, stop: int) -> str:
        """Return the months of a year that is not a whole one of the calendar, or has no date."""
        if self.voice.calendar is not None and stop - first == 12:
            return ""
        ends = (self.voice.month_in_table(month) for month in (first, stop - 1))
        return "\N{EN DASH}".join(ends)

    def kinds(self) -> Table:
        """Return the cost of each kind, as it is paid, with who pays it."""
        names = self.subject.names
        means = {name: self.costs.accounts(name).by_kind(discounted=False).mean(axis=0) for name in names}
        rows = [
            Row(
                self.voice.say(
                    "costs.kind_of",
                    kind=self.voice.plain(f"costs.{kind}.name"),
                    payer=self.voice.plain(f"costs.{payer}.short"),
                ),
                [self._plain(float(means[name][place])) for name in names],
            )
            for place, (kind, payer) in enumerate(KINDS.items())
        ]
        table = self._table("costs.kinds", self.voice.say("costs.kind"), names, rows)
        return replace(table, on_paper=not self.subject.is_wide)

    def _table(self, caption: str, corner: object, names: Sequence[str], rows: Sequence[Row]) -> Table:
        words = self._words | {"reference": self.subject.title(self.subject.names[0])}
        heads = [Head(self.subject.title(name)) for name in names]
        return Table(self.voice.say(caption, **words), corner, heads, [Group("", rows)])

    def _plain(self, value: float) -> Cell:
        return Cell(self.voice.number(value / self.scale))

    def _cell(self, found: Estimate, *, scale: float | None = None, signed: bool = False) -> Cell:
        if found.mean is None:
            return Cell(self.voice.say("table.dash"), is_undefined=True)
        own = self.scale if scale is None else scale
        number = self.voice.number(found.mean / own, signed=signed)
        if found.low is None or found.high is None or found.high - found.low <= 1e-9 * abs(found.mean):
            return Cell(number)
        low, high = (self.voice.number(end / own, signed=signed) for end in (found.low, found.high))
        below: list[object] = [self.voice.say("chart.between", low=low, high=high)]
        if signed and found.low <= 0.0 <= found.high:
            below.append(self.voice.say("table.no_clear_difference"))
        return Cell(number, below)

    def _person_cell(self, one: PerPerson) -> Cell:
        say = self.voice.say
        if one.cost is not None and one.cost.mean is not None and one.verdict == "costs":
            low, high = (one.cost.mean if end is None else end for end in (one.cost.low, one.cost.high))
            between = say("chart.between", low=self.amount(low), high=self.amount(high))
            return Cell(self.amount(one.cost.mean), [between])
        words = {"saves": "saved", "loses": "fewer", "same": "nobody_more", "unknown": "no_share"}.get(
            one.verdict, "not_settled"
        )
        return Cell(say(f"costs.{words}"), is_undefined=True)
