"""Places: which of a scenario's places the row of a table means, by its name and those of the coarser ones."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.load import Scenario
from scenarios.tables.kinds import LEVELS
from scenarios.tables.reading import Row, Table, error_in
from scenarios.wording import suggestion


class PlacesNamed:
    """The names of a scenario's places, as people may write them.

    A place whose name occurs in several others is told apart as places files do it, ``Region/Network``; beside a column
    of the coarser place its own part is enough.
    """

    def __init__(self, table: Table, scenario: Scenario) -> None:
        self.table, self.scenario = table, scenario
        self.given = table.kind.levels(table.header.columns)
        self.level = self.given[-1]
        places = scenario.settings.places
        self.names: Sequence[str] = getattr(places, f"{self.level}_names")
        networks = range(places.networks) if self.level == "network" else places.team_network
        self.above: list[dict[str, str]] = [{} for _ in self.names]
        if self.level != "region":
            for own, network in zip(self.above, networks, strict=True):
                own["region"] = places.region_names[places.network_region[network]]
                if self.level == "team":
                    own["network"] = places.network_names[network]
        coarser = LEVELS[max(0, LEVELS.index(self.level) - 1)]
        self.called: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            self.called.setdefault(name, []).append(number)
        for number, name in enumerate(self.names):
            short = name.removeprefix(f"{self.above[number].get(coarser, '')}/")
            if short != name and self.above[number].get(coarser):
                self.called.setdefault(short, []).append(number)
        self.known: dict[tuple[str, ...], int | None] = {}

    def number(self, row: Row) -> int | None:
        """Return which of the scenario's places a row means; None, and a problem once, where it means none."""
        texts = tuple(row.text(level) for level in self.given)
        if texts not in self.known or not texts[-1]:
            self.known[texts] = self._looked_up(row, texts)
        return self.known[texts]

    def _looked_up(self, row: Row, texts: Sequence[str]) -> int | None:
        level, name = self.level, texts[-1]
        if any([error_in(self.table, row, one) for one in self.given]):
            return None
        if not name:
            self.table.fail(row, level, "is empty. Allowed: the name of a place. Give it one.")
            return None
        called = self.called.get(name, [])
        if not called:
            some = ", ".join(self.names[:3]) + (" and so on" if len(self.names) > 3 else "")
            guess = suggestion(name, self.names)
            told = f"is {name[:100]!r}, which is no {level} of {self.scenario.name}.{guess} Allowed: {some}."
            self.table.fail(row, level, f"{told} Mend the name, or give the scenario places of your own.")
            return None
        coarser = {one: text for one, text in zip(self.given[:-1], texts[:-1], strict=True) if text}
        meant = [number for number in called if all(self._is(number, *one) for one in coarser.items())]
        if len(meant) == 1:
            return meant[0]
        if meant:
            some = ", ".join(repr(self.names[number]) for number in meant[:4])
            told = f"is {name[:100]!r}, which {len(meant)} places are called. Allowed: {some}."
            self.table.fail(row, level, f"{told} Write it so, or add a column of the place that it is in.")
            return None
        wrong, given = next((one, text) for one, text in coarser.items() if not self._is(called[0], one, text))
        own = f"{level} {self.names[called[0]]!r} is in {self.above[called[0]][wrong]!r}"
        self.table.fail(row, wrong, f"is {given[:100]!r}, and {own}. Mend one of them.")
        return None

    def _is(self, number: int, level: str, text: str) -> bool:
        """Return whether a coarser place of a place has a name, or one that is told apart by the region before it."""
        above = self.above[number]
        return text == above[level] or (level == "network" and above[level] == f"{above['region']}/{text}")
