"""Layers: a scenario in the making, while files, size and overrides are laid over each other, the base first.

A later layer replaces an earlier one for the same name and month. A value at month 0 leaves later dated
changes of its base alone; an override without a date clears them.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.calendar import Calendar, date_in, is_number, month_in
from scenarios.cells import checked_as_typed, has_marks
from scenarios.costs.declared import known, known_parameter, values
from scenarios.costs.money import BASE, CURRENCY, YEAR, Money, check_priced, prices
from scenarios.overrides import check_once
from scenarios.reading import located
from scenarios.sheets import CHANGEABLE, Entry, Sheet, Sourced
from scenarios.waves import REPLACED_BY_WAVES
from scenarios.wording import no_parameter, suggestion
from simulation.errors import ParameterError, ScenarioError, StructureError
from simulation.parameters import PROCESSES, SIZES, STRUCTURE
from simulation.settings import WINDOW, checked_structure

COUNTS = ("regions", "networks_per_region", "teams_per_network")
"""Parts of the structure that a places file sets."""
LAST_MONTH = STRUCTURE["months"][1]
"""The most months that a run may have."""


@dataclass(frozen=True)
class Difference:
    """What a scenario or a user sets, and what it was before; values as a user types them."""

    month: int
    name: str
    value: object
    before: object
    where: tuple[str, ...] = ()


def why_nowhere(name: str) -> str:
    """Return why no place can have a value of its own, and what to do."""
    levers = [own for own, parameter in known(PROCESSES).items() if parameter.by]
    if name in (*REPLACED_BY_WAVES, "coaching_targeting", "coach_capacity"):
        return (
            "It plans one programme for all networks. Allowed: without places. Leave them out, or say who is mentored "
            "when with a [[wave]]."
        )
    return f"Allowed with places: levers, such as {levers[0]} and {levers[1]}. Leave the places out."


@dataclass
class Layers:
    """Entries by name, and by month where they are dated after the start."""

    processes: tuple[str, ...] = PROCESSES
    start: dict[str, Entry] = field(default_factory=dict)
    dated: dict[tuple[int, str], Entry] = field(default_factory=dict)
    local: dict[tuple[int, str, tuple[str, ...]], Entry] = field(default_factory=dict)
    """Entries by month, name and places, where they hold in some places only."""
    places: Sheet | None = None
    at_places: Layers | None = None
    """What was there when the file that brings the places was laid, that file included."""
    waves: Sheet | None = None
    """The file that says who is mentored when, if one does."""
    layer_of: dict[str, int] = field(default_factory=dict)
    """Which layer set a name for the last time; the first is 0."""
    layers: int = 0
    calendar: Calendar | None = None
    """Which month of the world month 0 is, where that is known."""
    money: Money = BASE
    """That of the prices."""
    money_layer: int = 0
    """Which layer said so."""
    money_before: Money = BASE
    """That of the layers before."""

    def __post_init__(self) -> None:
        """Begin with the values of costs that come with the model."""
        for name, entry in values().items():
            sourced = Sourced(str(entry["status"]), str(entry["source"]))
            self.start.setdefault(
                name, Entry(name, entry["value"], sourced=sourced, file="scenarios/costs/values.toml")
            )

    def copied(self, calendar: Calendar | None) -> Layers:
        """Return the same layers under a calendar, to lay others over."""
        own = copy(self)
        own.calendar, own.start, own.dated, own.local = calendar, dict(self.start), dict(self.dated), dict(self.local)
        own.layer_of = dict(self.layer_of)
        return own

    def lay_sheet(self, sheet: Sheet) -> list[Difference]:
        """Lay a file over what is there, and return what it sets."""
        differences: list[Difference] = []
        if sheet.processes is not None:
            self._take_processes(sheet.processes)
        if sheet.places is not None:
            before = str(self.places.places) if self.places else None
            differences.append(Difference(0, "places", str(sheet.places), before))
            self.places = sheet
            self.layer_of["places"] = self.layers
        if sheet.waves is not None:
            before = len(self.waves.waves or ()) if self.waves else None
            differences.append(Difference(0, "waves", len(sheet.waves), before))
            self.waves = sheet
            self.layer_of["waves"] = self.layers
        differences += self.lay_money(sheet.currency, sheet.price_year)
        seen: set[tuple[int, str, tuple[str, ...]]] = set()
        entries = self._in_months(sheet.entries)
        for entry in entries:
            key = entry.month, entry.name, entry.where
            if key in seen:
                with located(entry.place):
                    there = f" in {', '.join(entry.where)}" if entry.where else ""
                    raise ScenarioError(
                        f"{entry.name} is given twice for month {entry.month}{there}. Allowed: once. Keep one of the "
                        "two."
                    )
            seen.add(key)
        differences += self._lay(entries)
        if sheet.places is not None:
            self.at_places = replace(self, start=dict(self.start), dated=dict(self.dated), local=dict(self.local))
        return differences

    def _take_processes(self, processes: tuple[str, ...]) -> None:
        self.processes = processes
        names = {*known(processes), *CHANGEABLE}
        self.start = {name: entry for name, entry in self.start.items() if name in names}
        self.dated = {key: entry for key, entry in self.dated.items() if key[1] in names}
        self.local = {key: entry for key, entry in self.local.items() if key[1] in names}

    def lay_money(self, currency: str | None, year: int | None) -> list[Difference]:
        """Say in which money the prices of the next layer are, and return what that changes."""
        before, self.money = self.money, Money(currency or self.money.currency, year or self.money.year)
        if self.money == before:
            return []
        self.money_before, self.money_layer = before, self.layers
        pairs = ((CURRENCY, self.money.currency, before.currency), (YEAR, self.money.year, before.year))
        return [Difference(0, name, now, earlier) for name, now, earlier in pairs if now != earlier]

    def check_priced(self) -> None:
        """Refuse prices of which some are still in another money than the others.

        Raises
        ------
        ScenarioError
        """
        check_priced(
            self.money,
            self.money_before,
            [name for name in prices() if self.layer_of.get(name, 0) < self.money_layer],
        )

    def lay_size(self, size: str) -> list[Difference]:
        """Lay one of the declared sizes over what is there."""
        if not isinstance(size, str) or size not in SIZES:
            guess = suggestion(size, SIZES) if isinstance(size, str) else ""
            raise StructureError(f"--size is {size!r:.80}.{guess} Allowed: {', '.join(SIZES)}. Choose one of them.")
        return self._lay([Entry(name, value, file=f"--size {size}") for name, value in SIZES[size].items()])

    def lay_months(self, months: int) -> list[Difference]:
        """Lay another number of months simulated over what is there."""
        return self._lay([Entry("months", months, file="--months")])

    def lay_overrides(self, overrides: Sequence[Entry]) -> list[Difference]:
        """Lay the user's overrides over what is there: undated ones first, so that their order does not matter."""
        entries = self._in_months(overrides)
        check_once([replace(entry, date=None) for entry in entries])
        return self._lay(sorted(entries, key=lambda entry: entry.dated))

    def _in_months(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return entries whose dates have become months."""
        found: list[Entry] = []
        for entry in entries:
            with located(entry.place):
                found.append(self._in_month(entry))
        return found

    def _in_month(self, entry: Entry) -> Entry:
        if entry.date is not None:
            entry = replace(entry, month=month_in(entry.date, self.calendar, "month", LAST_MONTH - 1))
        value = entry.value
        is_text = isinstance(value, str) and not is_number(value) and any(letter.isdecimal() for letter in value)
        if entry.name in WINDOW and (is_text or isinstance(value, datetime.date)) and not has_marks(str(value)):
            typed = f"--set {entry.name}={{date}}" if entry.typed else f'{entry.name} = "{{date}}"'
            date = date_in(value, entry.name, typed)
            return replace(entry, value=month_in(date, self.calendar, entry.name, LAST_MONTH))
        return entry

    def _lay(self, entries: Sequence[Entry]) -> list[Difference]:
        differences: list[Difference] = []
        layer, self.layers = self.layers, self.layers + 1
        for entry in sorted(entries, key=lambda entry: entry.month):
            self.layer_of[entry.name] = layer
            with located(entry.place):
                self._check(entry)
            before = self._value_at(entry.name, entry.month)
            differences.append(Difference(entry.month, entry.name, entry.value, before, entry.where))
            if not entry.dated:
                if not entry.where:
                    self.dated = {key: other for key, other in self.dated.items() if key[1] != entry.name}
                self.local = {
                    key: other
                    for key, other in self.local.items()
                    if key[1] != entry.name or (entry.where and key[2] != entry.where)
                }
            if entry.where:
                self.local[entry.month, entry.name, entry.where] = entry
            elif entry.month:
                self.dated[entry.month, entry.name] = entry
            else:
                self.start[entry.name] = entry
        return differences

    def _check(self, entry: Entry) -> None:
        name, value = entry.name, entry.value
        if name in STRUCTURE:
            if self.places is not None and name in COUNTS:
                raise StructureError(f"{name} is set by the places file '{self.places.places}'. Leave it out.")
            checked_structure({**{part: low for part, (low, _, _) in STRUCTURE.items()}, name: value})
        elif name == "coached_networks":
            is_list = isinstance(value, list) and value and all(isinstance(part, str) for part in value)
            if not is_list:
                example = 'coached_networks = ["R1.N2", "R2.N1"]'
                raise ScenarioError(f"{name} is {value!r}. Allowed: a list of names of networks, as in {example}.")
        else:
            if name not in known(self.processes):
                told = no_parameter(name, [*known(self.processes), *CHANGEABLE])
                raise ParameterError(f"{name} {told} `bubbles show baseline` lists all.")
            meant = self.money.declared(known_parameter(name, self.processes))
            checked_as_typed(meant, value, entry.typed or str(value)[:80])
        if entry.where and (name in CHANGEABLE or not known_parameter(name, self.processes).by):
            raise ParameterError(
                f"{name} is given for {', '.join(entry.where)}, and it is the same everywhere. {why_nowhere(name)}"
            )
        if entry.month and not self._may_change(name):
            kind = "structure" if name in CHANGEABLE else known_parameter(name, self.processes).kind
            raise ParameterError(
                f"{name} changes at month {entry.month}, and it holds from month 0 on (kind: {kind}). "
                "Allowed: month 0. Set it there."
            )

    def _may_change(self, name: str) -> bool:
        return name not in CHANGEABLE and known_parameter(name, self.processes).dated

    def _value_at(self, name: str, month: int) -> Any:
        months = [m for m, other in self.dated if other == name and m <= month]
        entry = self.dated[max(months), name] if months else self.start.get(name)
        return entry.value if entry else None
