"""Places: a user's own regions, networks and teams from a table, one row a team.

Columns: ``region``, ``network``, ``team``; and, where wanted, ``population``, ``baseline.ccs`` or ``coverage.ccs`` (one
for each process), ``coached`` (yes or no, the same for all teams of a network), ``ties`` (names of teams, with ``;``
between them). Accents are kept in one form of Unicode and words with one space between them, so that what looks the
same is the same. An empty population is that of the scenario, an empty baseline is drawn. Where any team names ties,
all ties of teams come from the file. How files, headers and numbers are understood is said in `scenarios.tables`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from scenarios.cells import is_formula, is_nothing
from scenarios.tables.kinds import columns_for
from scenarios.tables.names import folded, is_slip_of
from scenarios.tables.numbers import NumberColumn, numbers_in
from scenarios.tables.reading import YES, Row, Table, error_in, yes_in
from scenarios.tables.understood import Known, Understood
from scenarios.wording import suggestion
from simulation.declarations import Parameter
from simulation.errors import ParameterError, StructureError
from simulation.parameters import STRUCTURE, parameter_named
from simulation.places import ANYWHERE, Places

LONGEST_NAME = 100
MOST_ALIKE = 40
"""Regions of one name of a network that are held against each other."""
_COUNTED = {"region": "regions", "network": "networks_per_region", "team": "teams_per_network"}


@dataclass(frozen=True, eq=False)
class Found:
    """What a table of places gives.

    Attributes
    ----------
    places : Places
    says_who : bool
        Whether it says of any network that it is coached, or that it is not.
    understood : Understood
    known : tuple of Known
        Coverages from which starts are to be set.
    text : str
        The table as CSV.
    table : Table
    """

    places: Places
    says_who: bool
    understood: Understood
    known: tuple[Known, ...]
    text: str
    table: Table


def places_from(table: Table, *, ties: int, values: Mapping[str, float], processes: tuple[str, ...]) -> Found:
    """Return the places a table describes, regions, networks and teams in the order in which they first appear.

    Parameters
    ----------
    table : Table
    ties : int
        Ties each team has at most.
    values : mapping of str to float
        Complete values of the scenario: the population where a row gives none, and the ceilings.
    processes : tuple of str

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        If cells are not as described: one message with all of them, each with its cell, value and remedy.
    """
    return _Builder(table, ties, values, processes).found()


def known_parameter_of(process: str, processes: tuple[str, ...]) -> Parameter:
    """Return the declaration of a known coverage: that of a baseline, with a meaning of its own."""
    own = parameter_named(f"{process}.baseline", processes)
    return replace(own, name=f"coverage.{process}", meaning="Coverage reported in the year before.")


class _Builder:
    """Rows on their way to places; every problem is noted, and all are told together."""

    def __init__(self, table: Table, ties: int, values: Mapping[str, float], processes: tuple[str, ...]) -> None:
        self.table, self.ties, self.values, self.processes = table, ties, values, processes
        self.renamed: dict[str, None] = {}
        self.numbers: dict[str, NumberColumn] = {}
        self.every_team = {row.text("team") for row in table.rows}
        self.number_of = {row.number: place for place, row in enumerate(table.rows)}

    def found(self) -> Found:
        named = [row for row in self.table.rows if self._has_names(row)]
        networks = self._grouped(named)
        teams = [row for rows in networks.values() for row in rows]
        team_names = self._team_names(networks)
        self._read_numbers()
        for rows in networks.values():
            self._check_coached(rows)
        team_ties = self._ties_of(teams, team_names)
        known = tuple(self._known(teams))
        self._check_counts(networks)
        self._check_nearly_same(networks)
        self.table.problems.refuse()
        return self._made(networks, teams, team_names, team_ties, known)

    def _made(
        self,
        networks: Mapping[tuple[str, str], list[Row]],
        teams: Sequence[Row],
        team_names: Mapping[int, str],
        team_ties: tuple[tuple[int, ...], ...] | None,
        known: tuple[Known, ...],
    ) -> Found:
        regions = list(dict.fromkeys(region for region, _ in networks))
        region_of = {name: place for place, name in enumerate(regions)}
        network_of = {name: place for place, name in enumerate(networks)}
        coached = [(rows[0].number, network) for network, rows in networks.items() if self._is_coached(rows[0])]
        population = self.values["price.population"]
        places = Places(
            region_names=tuple(regions),
            network_names=tuple(network for _, network in networks),
            team_names=tuple(team_names[row.number] for row in teams),
            network_region=tuple(region_of[region] for region, _ in networks),
            team_network=tuple(network_of[network] for network, rows in networks.items() for _ in rows),
            population=tuple(self._number(row, "population", population) for row in teams),
            baselines=tuple(
                tuple(self._number(row, f"baseline.{process}", float(ANYWHERE)) for process in self.processes)
                for row in teams
            ),
            named=tuple(network_of[network] for _, network in sorted(coached)),
            team_ties=team_ties,
        )
        says_who = any(row.text("coached") for row in self.table.rows)
        text = self.table.grid.text or _as_csv(self.table, self.numbers, self.number_of)
        return Found(
            places, says_who, self.table.understood(self.numbers, tuple(self.renamed)), known, text, self.table
        )

    def _has_names(self, row: Row) -> bool:
        """Return whether a row's names can be names; note what is wrong with them."""
        checked = [self._is_name(row, column) for column in ("region", "network", "team")]
        return all(checked)

    def _is_name(self, row: Row, column: str) -> bool:
        if error_in(self.table, row, column):
            return False
        name = row.text(column)
        if not name or len(name) > LONGEST_NAME or ";" in name or not name.isprintable():
            allowed = f"a name of 1 to {LONGEST_NAME} characters without a semicolon"
            self.table.fail(row, column, f"is {name[:200]!r}. Allowed: {allowed}. Give it one.")
        elif is_formula(name):
            allowed = "a name that begins otherwise, as spreadsheets run what begins with = + - @ as a formula"
            self.table.fail(row, column, f"is {name!r}. Allowed: {allowed}. Put a word before it.")
        elif is_nothing(name):
            allowed = "a name that programs which read tables do not take for a missing value"
            self.table.fail(row, column, f"is {name!r}. Allowed: {allowed}. Write it out.")
        else:
            return True
        return False

    def _grouped(self, rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
        """Return the rows of each network by region and name: networks of a region together, in order of appearance."""
        regions_of: dict[str, dict[str, Row]] = {}
        for row in rows:
            regions_of.setdefault(row.text("network"), {}).setdefault(row.text("region"), row)
        shared = {network: found for network, found in regions_of.items() if len(found) > 1}
        together = _blocks([row.text("region") for row in rows])
        taken = set(regions_of)
        final: dict[tuple[str, str], str] = {}
        for network, found in shared.items():
            new = {region: f"{region}/{network}" for region in found}
            alike = any(is_slip_of(a, b) for a, b in combinations(found, 2)) if len(found) <= MOST_ALIKE else False
            if all(region in together for region in found) and not alike and not taken & set(new.values()):
                final |= {(region, network): name for region, name in new.items()}
                self.renamed |= dict.fromkeys(new.values())
        networks: dict[str, dict[tuple[str, str], list[Row]]] = {}
        for row in rows:
            region, network = row.text("region"), row.text("network")
            name = final.get((region, network), network)
            first_region, first = next(iter(regions_of[network].items()))
            if network in shared and name == network and region != first_region:
                there = self.table.grid.address(first.number)
                self.table.fail(
                    row,
                    "region",
                    f"is {region!r}, and that of network {network!r} is {first_region!r} in {there}. A network has one "
                    f"region. Mend the region, or, where two networks have this name, write '{first_region}/{network}' "
                    f"and '{region}/{network}'.",
                )
                continue
            if len(name) > LONGEST_NAME:
                self.table.fail(
                    row, "network", f"becomes {name!r}, of more than {LONGEST_NAME} characters. Shorten it."
                )
            networks.setdefault(region, {}).setdefault((region, name), []).append(row)
        return {key: found for region in networks.values() for key, found in region.items()}

    def _team_names(self, networks: Mapping[tuple[str, str], list[Row]]) -> dict[int, str]:
        """Return the name of each team by the number of its row; where several networks have it, with theirs before."""
        found: dict[int, str] = {}
        seen: dict[str, dict[tuple[str, str], Row]] = {}
        for network, rows in networks.items():
            for row in rows:
                others = seen.setdefault(row.text("team"), {})
                if network in others:
                    there = self.table.grid.address(others[network].number)
                    self.table.fail(
                        row, "team", f"is {row.text('team')!r}, as in {there}. Names of teams must differ. Rename one."
                    )
                others.setdefault(network, row)
        ordered = sorted((row for rows in networks.values() for row in rows), key=lambda row: row.number)
        network_of = {row.number: network for network, rows in networks.items() for row in rows}
        together = _blocks([network_of[row.number] for row in ordered])
        for network, rows in networks.items():
            for row in rows:
                team = row.text("team")
                if len(seen[team]) == 1:
                    found[row.number] = team
                    continue
                first = min(seen[team].values(), key=lambda one: one.number)
                name = f"{network[1]}/{team}"
                if all(one in together for one in seen[team]) and name not in seen:
                    self.renamed[name] = None
                elif row.number != first.number:
                    there = self.table.grid.address(first.number)
                    self.table.fail(row, "team", f"is {team!r}, as in {there}. Names of teams must differ. Rename one.")
                if len(name) > LONGEST_NAME:
                    self.table.fail(
                        row, "team", f"becomes {name!r}, of more than {LONGEST_NAME} characters. Shorten it."
                    )
                found[row.number] = name
        return found

    def _read_numbers(self) -> None:
        for column in columns_for(self.processes):
            kind, _, process = column.partition(".")
            if column not in self.table.header.columns or kind not in ("population", "baseline", "coverage"):
                continue
            if kind == "population":
                meant = replace(parameter_named("price.population", self.processes), name=column)
            elif kind == "baseline":
                meant = replace(parameter_named(f"{process}.baseline", self.processes), name=column)
            else:
                meant = known_parameter_of(process, self.processes)
            cells = {place: row.cell(column) for place, row in enumerate(self.table.rows) if row.text(column)}
            own = numbers_in(cells, meant, may_be_empty=True)
            self.numbers[column] = own
            for place, problem in own.wrong.items():
                self.table.fail(self.table.rows[place], column, problem, ParameterError)
            if kind == "baseline":
                self._check_ceiling(column, process, own)

    def _check_ceiling(self, column: str, process: str, own: NumberColumn) -> None:
        ceiling = self.values[f"{process}.ceiling"]
        for place, baseline in own.values.items():
            if baseline > ceiling:
                problem = (
                    f"is {baseline:g}, above {process}.ceiling {ceiling:g}. Allowed: the ceiling or less. Lower it."
                )
                self.table.fail(self.table.rows[place], column, problem, ParameterError)

    def _number(self, row: Row, column: str, default: float) -> float:
        own = self.numbers.get(column)
        return default if own is None else own.values.get(self.number_of[row.number], default)

    def _known(self, teams: Sequence[Row]) -> Iterator[Known]:
        for place, process in enumerate(self.processes):
            column = f"coverage.{process}"
            own = self.numbers.get(column)
            for team, row in enumerate(teams if own is not None else ()):
                coverage = self._number(row, column, -1.0)
                if coverage < 0.0:
                    continue
                if self._number(row, f"baseline.{process}", -1.0) >= 0.0:
                    told = f"is given, and baseline.{process} as well. Allowed: one of the two. Empty one of them."
                    self.table.fail(row, column, told)
                yield Known(team, place, coverage, self.table.place(row, column), self.table.at(row, column))

    def _is_coached(self, row: Row) -> bool:
        return row.text("coached").lower() in YES

    def _check_coached(self, rows: Sequence[Row]) -> None:
        good = [row for row in rows if yes_in(self.table, row, "coached") is not None]
        for row in good[1:]:
            first = good[0]
            if self._is_coached(first) != self._is_coached(row):
                there = f"{first.text('coached')!r} in {self.table.grid.address(first.number)}"
                problem = f"is {row.text('coached')!r}, and {there} of network {row.text('network')!r}."
                self.table.fail(row, "coached", f"{problem} Coach all its teams or none.")
                break

    def _ties_of(self, teams: Sequence[Row], names: Mapping[int, str]) -> tuple[tuple[int, ...], ...] | None:
        if not any(row.text("ties") for row in teams):
            return None
        place_of: dict[str, int] = {}
        for place, row in enumerate(teams):
            place_of[names[row.number]] = place
        return tuple(self._ties_in(row, own, place_of) for own, row in enumerate(teams))

    def _ties_in(self, row: Row, own: int, place_of: Mapping[str, int]) -> tuple[int, ...]:
        if error_in(self.table, row, "ties"):
            return ()
        names = [name.strip() for name in row.text("ties").split(";") if name.strip()]
        most = self.ties
        if len(names) > most:
            more = f" or set ties = {len(names)}" if len(names) <= STRUCTURE["ties"][1] else ""
            problem = f"has {len(names)} names. Allowed: at most {most}, as set by ties. Remove some{more}."
            self.table.fail(row, "ties", problem)
            return ()
        for name in names:
            if name not in place_of and self.table.problems and name in self.every_team:
                continue  # it has a problem of its own
            if name not in place_of:
                self.table.fail(
                    row, "ties", f"has {name[:100]!r}, which is no team of the file.{suggestion(name, place_of)}"
                )
            elif place_of[name] == own:
                self.table.fail(row, "ties", f"has {name!r}, the team itself. Allowed: other teams. Remove it.")
            elif names.count(name) > 1:
                self.table.fail(row, "ties", f"has {name!r} twice. Allowed: once. Remove one.")
                break
        places = tuple(place_of.get(name, ANYWHERE) for name in names)
        return places + (ANYWHERE,) * (most - len(places))

    def _check_nearly_same(self, networks: Mapping[tuple[str, str], list[Row]]) -> None:
        """Refuse regions, and networks of one region, whose names differ by accents, capitals or signs alone."""
        seen: dict[tuple[str, ...], tuple[str, Row]] = {}
        for (region, network), rows in networks.items():
            for column, key, name in (
                ("region", (folded(region),), region),
                ("network", (folded(region), folded(network)), network),
            ):
                other, row = seen.setdefault(key, (name, rows[0]))
                if other != name:
                    self.table.fail(
                        rows[0],
                        column,
                        f"is {name!r}, and {other!r} in row {row.number}: they differ by accents, capitals or signs "
                        "alone. Allowed: one way of writing a name. Mend one of them.",
                    )

    def _check_counts(self, networks: Mapping[tuple[str, str], list[Row]]) -> None:
        if not networks:
            return
        by_region: dict[str, int] = {}
        for region, _ in networks:
            by_region[region] = by_region.get(region, 0) + 1
        counts = {
            "region": len(by_region),
            "network": max(by_region.values()),
            "team": max(len(rows) for rows in networks.values()),
        }
        last = self.table.rows[-1]
        for column, name in _COUNTED.items():
            most = STRUCTURE[name][1]
            if counts[column] > most:
                problem = f"is one of {counts[column]:,}. Allowed: at most {most:,} {name}."
                self.table.fail(last, column, problem, StructureError)


def _blocks(values: Sequence[Hashable]) -> set[Hashable]:
    """Return the values that stand in one stretch only."""
    starts = Counter(value for place, value in enumerate(values) if place == 0 or values[place - 1] != value)
    return {value for value, many in starts.items() if many == 1}


def _as_csv(table: Table, numbers: Mapping[str, NumberColumn], number_of: Mapping[int, int]) -> str:
    """Return the rows of a table as CSV, numbers as they were understood."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header.columns)
    for row in table.rows:
        cells: list[str] = []
        for column in table.header.columns:
            own = numbers.get(column)
            value = None if own is None else own.values.get(number_of[row.number])
            cells.append(row.text(column) if value is None else f"{value:.12g}")
        writer.writerow(cells)
    return out.getvalue()
