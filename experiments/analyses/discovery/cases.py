"""Cases: the points of a study as a table of numbers, and whether what is asked for happens there.

A case is a scenario and a row of the design, not a run: replicates of one case share its conditions, and counting
them one by one would make chance look like evidence. A case counts where at least half of its replicates do; where
rows are crossed with plausible sets, at least half of its runs, over sets and replicates. Sets are what nobody knows,
not what anybody could choose, so their values are no conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.runs.checks import finite_number
from experiments.runs.reported import check_bound, check_measure, is_yes_or_no
from experiments.runs.sweep.variants import Runs
from simulation.errors import SimulationError

MAJORITY = 0.5
FEWEST = 40
"""Cases below which a box says more about chance than about conditions."""


class Condition(NamedTuple):
    """What a column of the table is: a parameter's value, or whether a choice or a scenario is taken.

    Attributes
    ----------
    parameter : str
        As a study names it; ``scenario`` for the scenario.
    choice : str
        Empty for a number.
    """

    parameter: str
    choice: str


class Outcome(NamedTuple):
    """What is asked for: a regime or flag, or a measure on one side of a bound."""

    measure: str
    above: float | None = None
    below: float | None = None

    @property
    def is_event(self) -> bool:
        """Whether the measure is itself 0 or 1."""
        return is_yes_or_no(self.measure)


@dataclass(frozen=True)
class Cases:
    """Conditions and outcomes.

    Attributes
    ----------
    x : DataFrame, [case, condition]
        Numbers only: a choice is 0 or 1.
    conditions : dict of str to Condition
        What each column is.
    share : ndarray, [case]
        Share of the runs in which it happens.
    replicates : int
    left_out : int
        Cases in which the measure is undefined in all replicates, where the user chose to leave them out.
    copies : int
        Cases that were another one again, and are counted once.
    runs : ndarray, [case, replicate], or None
        1 where it happens in the replicate, 0 where not; undefined where the measure is. All cases share the luck of
        the replicates, so that intervals count it; None where they share none. Where every case was run under
        plausible sets: [case, set x replicate].
    sets : int
        Plausible sets that every case was run under; 0 where scenarios have their own values.
    """

    x: pd.DataFrame
    conditions: dict[str, Condition]
    share: NDArray[np.float64]
    outcome: Outcome
    replicates: int
    left_out: int = 0
    copies: int = 0
    runs: NDArray[np.float64] | None = None
    sets: int = 0

    @property
    def happens(self) -> NDArray[np.bool_]:
        """Whether it happens, [case]."""
        return self.share >= MAJORITY

    def __len__(self) -> int:
        return len(self.share)


def outcome_of(measure: str, above: float | None, below: float | None, processes: tuple[str, ...]) -> Outcome:
    """Return what is asked for, checked.

    Raises
    ------
    SimulationError
        If there is no such measure, or it needs a bound and has none or two.
    """
    measure = check_measure(measure, processes)
    found = Outcome(measure, above, below)
    if found.is_event and (above is not None or below is not None):
        raise SimulationError(f"--measure {measure} is yes or no. Allowed: no bound. Leave --above and --below out.")
    if not found.is_event and (above is None) == (below is None):
        raise SimulationError(f"--measure {measure} is a number. Allowed: --above or --below, one of them. Give it.")
    for option, bound in (("--above", above), ("--below", below)):
        if bound is not None:
            finite_number(f"the bound of {measure}", bound, remedy="Give one.")
            check_bound(option, measure, bound, processes)
    return found


def cases_of(runs: Runs, outcome: Outcome, *, leaves_out: bool = False) -> Cases:
    """Return the cases of a sweep.

    Raises
    ------
    SimulationError
        If there are too few, nothing varies, or the measure is undefined in some.
    """
    values = runs.of(outcome.measure)
    holds = values if outcome.is_event else _within(values, outcome)
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        share = np.where(known, holds, 0.0).sum(axis=2) / np.where(known.any(axis=2), known.sum(axis=2), np.nan)
    is_first = _first_of_copies(runs)
    in_runs = np.where(known, holds, np.nan).swapaxes(0, 1).reshape(-1, values.shape[2])[is_first]
    share = share.T.ravel()[is_first]  # row by row, scenarios side by side, as they are numbered
    x, conditions = _table(runs)
    x = x.loc[is_first].reset_index(drop=True)
    undefined = ~np.isfinite(share)
    if undefined.any() and not leaves_out:
        raise SimulationError(
            f"{outcome.measure} is undefined in all replicates of {int(undefined.sum())} of {len(share)} cases (nobody "
            "is coached there, or nobody is left uncoached). Allowed: a measure that is defined. Leave these cases "
            "out with --leave-out-undefined, or ask for another measure."
        )
    cases = Cases(
        x.loc[~undefined].reset_index(drop=True),
        conditions,
        share[~undefined],
        outcome,
        runs.replicates,
        int(undefined.sum()),
        int((~is_first).sum()),
        in_runs[~undefined],
        runs.sets,
    )
    if x.shape[1] == 0:
        raise SimulationError(
            f"nothing varies between the cases ({len(cases)} of them). Allowed: two or more values or scenarios. Give "
            "the study levers or uncertain parameters."
        )
    if len(cases) < FEWEST:
        different = ", copies of another counted once" if cases.copies else ""
        raise SimulationError(
            f"there are {len(cases)} cases{different}. Allowed: {FEWEST} or more, or else chance looks like a rule. "
            "Take more points or values in the study; replicates of a case do not add cases."
        )
    return cases


def _first_of_copies(runs: Runs) -> NDArray[np.bool_]:
    """Return which cases are the first of their conditions, [case]: a scenario of the same settings is the same one."""
    scenarios = runs.alike or tuple(range(len(runs.names)))
    seen: set[tuple[int, tuple[float, ...]]] = set()
    is_first: list[bool] = []
    for row in runs.rows:
        for own in scenarios:
            is_first.append((own, row) not in seen)
            seen.add((own, row))
    return np.array(is_first, dtype=bool)


def _within(values: NDArray[np.float64], outcome: Outcome) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        holds = values >= outcome.above if outcome.above is not None else values <= (outcome.below or 0.0)
    return holds.astype(np.float64)


def _table(runs: Runs) -> tuple[pd.DataFrame, dict[str, Condition]]:
    """Return the conditions of every case; what is a word becomes a column of 0 and 1 for each word."""
    columns: dict[str, NDArray[np.float64]] = {}
    conditions: dict[str, Condition] = {}
    scenarios = len(runs.names)
    for column in runs.columns:
        values = np.repeat(runs.column(column.name), scenarios)
        if len(set(values.tolist())) < 2:
            continue
        if not column.parameter.choices:
            columns[column.name], conditions[column.name] = values, Condition(column.name, "")
            continue
        for number in sorted(set(values.tolist())):
            choice = column.parameter.choices[int(number)]
            name = f"{column.name} = {choice}"
            columns[name], conditions[name] = (values == number) * 1.0, Condition(column.name, choice)
    if scenarios > 1:
        for place, scenario in enumerate(runs.names):
            name = f"scenario = {scenario}"
            taken = np.tile(np.arange(scenarios) == place, len(runs.rows)) * 1.0
            columns[name], conditions[name] = taken, Condition("scenario", scenario)
    return pd.DataFrame(columns, index=range(scenarios * len(runs.rows)), dtype=float), conditions
