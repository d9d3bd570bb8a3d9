"""Places: a user's own regions, networks and teams from a CSV file, one row a team.

Columns: ``region``, ``network``, ``team``; and, where wanted, ``population``, ``baseline.ccs`` (one for each
process), ``coached`` (yes or no, the same for all teams of a network), ``ties`` (names of teams, with ``;``
between them). Accents are kept in one form of Unicode and words with one space between them, so that what looks the
same is the same. An empty population is that of the scenario, an empty baseline is drawn. Where any team names
ties, all ties of teams come from the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from scenarios.cells import is_formula, is_nothing, number_in, rows_in
from scenarios.wording import shortened, suggestion
from simulation.errors import ParameterError, ScenarioError, SimulationError, StructureError
from simulation.parameters import STRUCTURE, parameter_named
from simulation.settings import ANYWHERE, Places

LARGEST_PLACES = 8 * 1024 * 1024
REQUIRED = ("region", "network", "team")
LONGEST_NAME = 100
YES_OR_NO = {"1": True, "yes": True, "true": True, "sí": True, "si": True} | dict.fromkeys(("0", "no", "false"), False)
_COUNTED = {"region": "regions", "network": "networks_per_region", "team": "teams_per_network"}


@dataclass(frozen=True)
class _Row:
    """One row of the file, with the means to complain about it."""

    file: str
    number: int
    cells: Mapping[str, str]

    def fail(self, column: str, problem: str, kind: type[SimulationError] = ScenarioError) -> NoReturn:
        raise kind(f"{self.file}, row {self.number}: {shortened(f'{column} {problem}')}")

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def name(self, column: str) -> str:
        name = self.text(column)
        if not name or len(name) > LONGEST_NAME or ";" in name or not name.isprintable():
            allowed = f"a name of 1 to {LONGEST_NAME} characters without a semicolon"
            self.fail(column, f"is {name!r}. Allowed: {allowed}. Give it one.")
        if is_formula(name):
            allowed = "a name that begins otherwise, as spreadsheets run what begins with = + - @ as a formula"
            self.fail(column, f"is {name!r}. Allowed: {allowed}. Put a word before it.")
        if is_nothing(name):
            allowed = "a name that programs which read tables do not take for a missing value"
            self.fail(column, f"is {name!r}. Allowed: {allowed}. Write it out.")
        return name

    def number_in(self, column: str, parameter: str, processes: tuple[str, ...], default: float) -> float:
        text = self.text(column)
        if not text:
            return default
        try:
            return number_in(text, parameter_named(parameter, processes))
        except ParameterError as error:
            self.fail(column, str(error).removeprefix(f"{parameter} "), ParameterError)

    def is_coached(self) -> bool:
        text = self.text("coached")
        if text and text.lower() not in YES_OR_NO:
            self.fail("coached", f"is {text!r}. Allowed: yes or no, 1 or 0. Choose one.")
        return YES_OR_NO.get(text.lower(), False)


def places_from(
    text: str, file: str, *, ties: int, values: Mapping[str, float], processes: tuple[str, ...]
) -> tuple[Places, bool]:
    """Return the places a CSV file describes, regions, networks and teams in the order in which they first appear.

    With them, whether the file says of any network that it is coached, or that it is not.

    Parameters
    ----------
    text, file : str
        The file's text, and its name for messages.
    ties : int
        Ties each team has at most.
    values : mapping of str to float
        Complete values of the scenario: the population where a row gives none, and the ceilings.
    processes : tuple of str

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        If a column or a cell is not as described; the message names row, column, value and remedy.
    """
    rows = _rows_of(text, file, processes)
    network_rows = _grouped(rows)
    teams = [row for network in network_rows.values() for row in network]
    regions = list(dict.fromkeys(network[0].name("region") for network in network_rows.values()))
    networks = list(network_rows)
    coached = [network[0] for network in network_rows.values() if network[0].is_coached()]
    coached.sort(key=lambda row: row.number)
    region_of, network_of = _places_in(regions), _places_in(networks)
    population = values["price.population"]
    places = Places(
        region_names=tuple(regions),
        network_names=tuple(networks),
        team_names=tuple(row.name("team") for row in teams),
        network_region=tuple(region_of[network[0].name("region")] for network in network_rows.values()),
        team_network=tuple(network_of[row.name("network")] for row in teams),
        population=tuple(row.number_in("population", "price.population", processes, population) for row in teams),
        baselines=tuple(tuple(_baseline(row, process, values, processes) for process in processes) for row in teams),
        named=tuple(network_of[row.name("network")] for row in coached),
        team_ties=_ties_of(teams, ties),
    )
    return places, any(row.text("coached") for row in rows)


def _places_in(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _rows_of(text: str, file: str, processes: tuple[str, ...]) -> list[_Row]:
    rows: list[_Row] = []
    header: list[str] = []
    for line, cells in rows_in(text, file):
        if not header:
            header = _header(cells, file, processes)
        elif len(cells) != len(header):
            _Row(file, line, {}).fail(
                "row", f"has {len(cells)} cells. Allowed: {len(header)}, as in the header. Fill or remove cells."
            )
        else:
            rows.append(_Row(file, line, dict(zip(header, cells, strict=True))))
    if not rows:
        raise ScenarioError(f"{file}: it has no teams. Give each team a row under the header.")
    return rows


def _header(cells: list[str], file: str, processes: tuple[str, ...]) -> list[str]:
    header = [cell.lower() for cell in cells]
    known = [*REQUIRED, "population", *(f"baseline.{process}" for process in processes), "coached", "ties"]
    where = f"{file}, row 1"
    for column in header:
        if column not in known:
            guess = suggestion(column, known)
            allowed = ", ".join(known)
            raise ScenarioError(f"{where}: {shortened(column)!r} is no column.{guess} Allowed: {allowed}. Rename it.")
        if header.count(column) > 1:
            raise ScenarioError(f"{where}: {column} is a column twice. Allowed: once. Remove one of them.")
    for column in REQUIRED:
        if column not in header:
            raise ScenarioError(f"{where}: the column {column} is missing. Needed: {', '.join(REQUIRED)}. Add it.")
    return header


def _grouped(rows: list[_Row]) -> dict[str, list[_Row]]:
    """Return the rows of each network, networks of a region together, in the order of first appearance."""
    region_of: dict[str, _Row] = {}
    networks: dict[str, dict[str, list[_Row]]] = {}
    teams: dict[str, _Row] = {}
    for row in rows:
        region, network, team = row.name("region"), row.name("network"), row.name("team")
        first = region_of.setdefault(network, row)
        if first.name("region") != region:
            other = first.name("region")
            row.fail(
                "region",
                f"is {region!r}, and that of network {network!r} is {other!r} in row {first.number}. A network has one "
                f"region. Mend the region, or, where two networks have this name, write '{other}/{network}' and "
                f"'{region}/{network}'.",
            )
        if first.is_coached() != row.is_coached():
            there = f"{first.text('coached')!r} in row {first.number}"
            problem = f"is {row.text('coached')!r}, and {there} of network {network!r}. Coach all its teams or none."
            row.fail("coached", problem)
        if team in teams:
            row.fail("team", f"is {team!r}, as in row {teams[team].number}. Names of teams must differ. Rename one.")
        teams[team] = row
        networks.setdefault(region, {}).setdefault(network, []).append(row)
    _check_counts(networks)
    return {network: rows for region in networks.values() for network, rows in region.items()}


def _check_counts(networks: Mapping[str, Mapping[str, list[_Row]]]) -> None:
    last = next(reversed([rows for region in networks.values() for rows in region.values()]))[-1]
    counts = {
        "region": len(networks),
        "network": max(len(region) for region in networks.values()),
        "team": max(len(rows) for region in networks.values() for rows in region.values()),
    }
    for column, name in _COUNTED.items():
        most = STRUCTURE[name][1]
        if counts[column] > most:
            last.fail(column, f"is one of {counts[column]:,}. Allowed: at most {most:,} {name}.", StructureError)


def _baseline(row: _Row, process: str, values: Mapping[str, float], processes: tuple[str, ...]) -> float:
    column = f"baseline.{process}"
    baseline = row.number_in(column, f"{process}.baseline", processes, float(ANYWHERE))
    ceiling = values[f"{process}.ceiling"]
    if baseline > ceiling:
        problem = f"is {baseline:g}, above {process}.ceiling {ceiling:g}. Allowed: the ceiling or less. Lower it."
        row.fail(column, problem, ParameterError)
    return baseline


def _ties_of(teams: Sequence[_Row], most: int) -> tuple[tuple[int, ...], ...] | None:
    if not any(row.text("ties") for row in teams):
        return None
    place_of = _places_in([row.name("team") for row in teams])
    ties: list[tuple[int, ...]] = []
    for own, row in enumerate(teams):
        names = [name.strip() for name in row.text("ties").split(";") if name.strip()]
        if len(names) > most:
            more = f" or set ties = {len(names)}" if len(names) <= STRUCTURE["ties"][1] else ""
            row.fail("ties", f"has {len(names)} names. Allowed: at most {most}, as set by ties. Remove some{more}.")
        for name in names:
            if name not in place_of:
                row.fail("ties", f"has {name!r}, which is no team of the file.{suggestion(name, place_of)}")
            if place_of[name] == own:
                row.fail("ties", f"has {name!r}, the team itself. Allowed: other teams. Remove it.")
            if names.count(name) > 1:
                row.fail("ties", f"has {name!r} twice. Allowed: once. Remove one.")
        places = tuple(place_of[name] for name in names)
        ties.append(places + (ANYWHERE,) * (most - len(places)))
    return tuple(ties)
