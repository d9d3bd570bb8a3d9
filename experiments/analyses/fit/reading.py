"""Reading: a country's reported figures by place and month or quarter, from a table, held against the scenario.

How files, headers and numbers are understood is said in `scenarios.tables`, for figures as for places. A table is long,
a row for each figure, or wide: a row for each place and process, and a column for each month or quarter.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.fit.cells import Figures, figures_in
from experiments.analyses.fit.columns import kind_of_figures
from experiments.analyses.fit.periods import LENGTHS
from scenarios.load import Scenario
from scenarios.reading import bytes_of
from scenarios.tables.reading import table_in
from scenarios.tables.understood import TableFile, Understood
from simulation.errors import SimulationError
from simulation.parameters import shown
from simulation.results import ReadOnly

if TYPE_CHECKING:
    import pandas

LEAST_PEOPLE = 25
"""Behind a figure for it to count: surveys of health give no figure of fewer cases (DHS)."""
LARGEST_TABLE = 32 * 1024 * 1024
"""Bytes of a table of figures."""


class FiguresError(SimulationError):
    """A table of reported figures is not as described, or does not go with the scenario."""


@dataclass(frozen=True, eq=False)
class Reported(ReadOnly):
    """A country's reported figures.

    Attributes
    ----------
    file : str
        As it was named.
    digest : str
        SHA-256 of the file.
    level : {"region", "network", "team"}
    places : tuple of str
        Those that have figures, in the order of the scenario.
    numbers : tuple of int
        Which of the scenario's places of this level they are.
    processes : tuple of str
        Those that have figures, in the order of the scenario.
    periods : tuple of int
        First month of each month or quarter that has figures, in their order.
    length : int
        Months of a period: 1 or 3.
    shares : ndarray, [process, period, place]
        NaN where there is no figure.
    denominators : ndarray, [process, period, place]
        People behind the figure; 0 where there is none.
    coached : ndarray, [place]
        1 where the table says that the place is or was coached, 0 where it says not; NaN where it says nothing.
    least : int
        People behind a figure for it to count.
    understood : Understood or None
        What the table was understood as; none of figures that no table gave.
    """

    file: str
    digest: str
    level: str
    places: tuple[str, ...]
    numbers: tuple[int, ...]
    processes: tuple[str, ...]
    periods: tuple[int, ...]
    length: int
    shares: NDArray[np.float64]
    denominators: NDArray[np.float64]
    coached: NDArray[np.float64]
    least: int = LEAST_PEOPLE
    understood: Understood | None = None

    @property
    def number(self) -> int:
        """How many figures there are."""
        return int(np.isfinite(self.shares).sum())

    @property
    def ends(self) -> tuple[int, int]:
        """First and last month that figures speak of."""
        return self.periods[0], self.periods[-1] + self.length - 1

    @property
    def people(self) -> NDArray[np.float64]:
        """Denominators of the figures that count, [process, period, place]; 0 where one rests on too few people."""
        return np.where(self.denominators >= self.least, self.denominators, 0.0)

    @property
    def set_aside(self) -> int:
        """How many figures rest on too few people to count."""
        return self.number - int((self.people > 0.0).sum())


def reported(figures: str | os.PathLike[str] | pandas.DataFrame, scenario: Scenario) -> Reported:
    """Return the reported figures of a table, checked against a scenario.

    Parameters
    ----------
    figures : str, path or DataFrame
        A spreadsheet, or CSV of any form; the name of a sheet may stand after a #. Or its table.
    scenario : Scenario

    Raises
    ------
    FiguresError
        If the table is not understood, or does not go with the scenario: one message with all that is wrong, each with
        its cell, value and remedy.
    """
    try:
        file, sheet, data = _data_of(figures)
        table = table_in(data, file, kind_of_figures(), sheet, {})
        found = figures_in(table, scenario)
    except SimulationError as error:
        raise FiguresError(str(error)) from None
    return _arranged(found, scenario, file, hashlib.sha256(data).hexdigest())


def _data_of(figures: object) -> tuple[str, str | None, bytes]:
    """Return the name of a table, its sheet where one is named, and what it holds."""
    if hasattr(figures, "to_csv"):
        return "the data frame", None, figures.to_csv(index=False).encode()  # type: ignore[attr-defined]
    if not isinstance(figures, (str, os.PathLike)):
        raise FiguresError(f"figures is {shown(figures)}. Allowed: the path of a table, or a data frame. Name one.")
    which = TableFile(str(figures)).apart(Path())
    return which.file, which.sheet, bytes_of(Path(which.file), which.file, LARGEST_TABLE, "figures")


def _arranged(found: Figures, scenario: Scenario, file: str, digest: str) -> Reported:
    """Return figures as arrays by process, period and place."""
    keys = list(found.figures)
    processes = tuple(one for one in scenario.settings.processes if any(key[0] == one for key in keys))
    periods = tuple(sorted({key[1] for key in keys}))
    numbers = tuple(sorted({key[2] for key in keys}))
    at = [{one: n for n, one in enumerate(values)} for values in (processes, periods, numbers)]
    shares = np.full((len(processes), len(periods), len(numbers)), np.nan)
    denominators = np.zeros_like(shares)
    for (process, month, place), (share, people) in found.figures.items():
        cell = at[0][process], at[1][month], at[2][place]
        shares[cell], denominators[cell] = share, people
    names = getattr(scenario.settings.places, f"{found.level}_names")
    return Reported(
        file=file,
        digest=digest,
        level=found.level,
        places=tuple(names[number] for number in numbers),
        numbers=numbers,
        processes=processes,
        periods=periods,
        length=LENGTHS[found.period],
        shares=shares,
        denominators=denominators,
        coached=np.array([found.coached.get(place, np.nan) for place in numbers]),
        understood=found.understood,
    )


def figures_frame(found: Reported) -> Any:
    """Return the figures as a table, a row each."""
    import pandas

    rows = [
        {
            found.level: found.places[place],
            "month": found.periods[period],
            "process": found.processes[process],
            "share": float(found.shares[process, period, place]),
            "denominator": float(found.denominators[process, period, place]),
        }
        for process, period, place in np.argwhere(np.isfinite(found.shares)).tolist()
    ]
    return pandas.DataFrame(rows)
