"""Starts: baselines of teams of which somebody knows the coverage, found with the model itself.

`baseline.ccs` is coverage without any practice, which nobody knows. A ministry knows what was reported last year. So
the baseline is found with which a world without coaching, under the rules of the scenario that brings the places,
reports that coverage in its first year. Reported coverage is a straight line over the baseline (docs/decisions/0066):
all teams that live under the same rules are put on the lowest and the highest baseline there may be, and the line is
drawn between the two means. What is left at the baselines found, as teams now differ, is taken off once more.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.places import known_parameter_of
from scenarios.tables.problems import Problems
from scenarios.tables.understood import Known
from simulation.errors import ParameterError
from simulation.places import Places
from simulation.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

YEAR = 12
"""Months of the year whose coverage is known."""
SEED = 2**62
"""Of the runs by which starts are found; nobody's runs are these by chance."""
MOST_RUNS = 128
"""Runs at each baseline; fewer where there are many teams."""
ENOUGH = 4_000
"""Teams, over all runs, after which there is little chance left in a mean."""
DIGITS = 6
_KEPT = 16
_found: OrderedDict[str, dict[tuple[int, int], float]] = OrderedDict()


@dataclass(frozen=True)
class Line:
    """Reported coverage of a year, as a straight line over the baseline."""

    low: float
    high: float
    at_low: float
    at_high: float

    def baseline_for(self, coverage: float) -> float:
        """Return the baseline that gives a coverage."""
        way = (coverage - self.at_low) / (self.at_high - self.at_low)
        return self.low + way * (self.high - self.low)


def with_starts(settings: Settings, known: Sequence[Known], problems: Problems) -> dict[tuple[int, int], float]:
    """Return the baseline of each team and process whose coverage is known.

    Parameters
    ----------
    settings : Settings
        Rules and places under which the coverage came about.
    known : sequence of Known
    problems : Problems
        Where a coverage that no baseline gives is noted.
    """
    asked = [(one.team, one.process, one.coverage) for one in known]
    said = repr((dict(settings.structure), dict(settings.values), settings.changes, settings.places, asked))
    key = hashlib.sha256(f"{settings.processes}{said}".encode()).hexdigest()
    if key not in _found:
        found = _solved(_first_year(settings), known, problems)
        if problems:
            return found
        _found[key] = found
        if len(_found) > _KEPT:
            _found.popitem(last=False)
    return _found[key]


def _first_year(settings: Settings) -> Settings:
    changes = tuple(change for change in settings.changes if change.month < YEAR)
    return replace(settings, structure={**settings.structure, "months": YEAR}, changes=changes, waves=())


def _solved(settings: Settings, known: Sequence[Known], problems: Problems) -> dict[tuple[int, int], float]:
    places, rules = settings.places, settings.jurisdictions
    of_team = [rules.of_network[network] for network in places.team_network]
    groups: dict[tuple[int, int], list[Known]] = {}
    for one in known:
        groups.setdefault((one.process, of_team[one.team]), []).append(one)
    ends: dict[tuple[int, int], tuple[float, float]] = {}
    for process, rule in groups:
        name = settings.processes[process]
        meant = known_parameter_of(name, settings.processes)
        ends[process, rule] = meant.low, min(meant.high, rules.rules[rule].values[f"{name}.ceiling"])
    at_low, at_high = (
        _means(settings, groups, {(k.team, k.process): ends[group][end] for group, own in groups.items() for k in own})
        for end in (0, 1)
    )
    lines = {group: Line(*ends[group], at_low[group], at_high[group]) for group in groups}
    for group, own in groups.items():
        for one in own:
            _check_possible(one, lines[group], problems)
    if problems:
        return {}
    found = {(k.team, k.process): lines[group].baseline_for(k.coverage) for group, own in groups.items() for k in own}
    seen = _means(settings, groups, found)
    for group, own in groups.items():
        line = lines[group]
        mean = sum(k.coverage for k in own) / len(own)
        left = line.baseline_for(mean) - line.baseline_for(seen[group])
        for k in own:
            at = k.team, k.process
            found[at] = round(min(max(found[at] + left, line.low), line.high), DIGITS)
    return found


def with_baselines(places: Places, found: Mapping[tuple[int, int], float]) -> Places:
    """Return places that start elsewhere, by team and process."""
    rows = [list(team) for team in places.baselines]
    for (team, process), baseline in found.items():
        rows[team][process] = baseline
    return replace(places, baselines=tuple(map(tuple, rows)))


def _check_possible(one: Known, line: Line, problems: Problems) -> None:
    if line.at_low <= one.coverage <= line.at_high:
        return
    told = (
        f"is {one.coverage:.4g}, and a team without coaching reports {line.at_low:.3f} to {line.at_high:.3f} in its "
        "first year under the rules of this scenario, whatever its start. Allowed: coverage between the two. Mend it, "
        "or empty it."
    )
    problems.add(one.place, f"{one.where} {told}", ParameterError)


def _means(
    settings: Settings, groups: Mapping[tuple[int, int], Sequence[Known]], baselines: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    """Return the mean coverage that each group reports in its first year without coaching, at some baselines."""
    reported = reported_in_first_year(replace(settings, places=with_baselines(settings.places, baselines)))
    return {
        (process, rule): float(reported[[k.team for k in own], process].mean())
        for (process, rule), own in groups.items()
    }


def reported_in_first_year(
    settings: Settings, seed: int = SEED, runs: int | None = None, first: int = 0
) -> NDArray[np.float64]:
    """Return the coverage that each team reports of each process in its first year without coaching, [team, process].

    Parameters
    ----------
    settings : Settings
    seed : int
    runs : int, optional
        Of which it is the mean; enough for the number of teams, if not given.
    first : int
        Replicate of the first of them.
    """
    import numpy as np

    from simulation.engine.run import trace
    from simulation.state import ProcessState

    year = _first_year(settings)
    teams = settings.places.teams
    many = runs or min(MOST_RUNS, max(1, -(-ENOUGH // teams)))
    found = np.zeros((teams, len(settings.processes)))
    for replicate in range(first, first + many):
        twin = trace(year, seed, replicate)[1]
        found += twin.of(ProcessState, "reported")[1:].mean(axis=0)
    return found / many
