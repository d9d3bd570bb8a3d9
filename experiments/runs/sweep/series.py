"""Series: a quantity of a group in one month, stored as a measure of its run: ``coverage.ccs.uncoached@41``.

``coverage.ccs.uncoached.twin@41`` is that of the twin, ``coverage.ccs.uncoached.gain@41`` the one less the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulation.observables.declared import SHARE
from simulation.results import Measure, series_from_sums

GAIN = ".gain"
TWIN = ".twin"
TOGETHER = 512
"""Runs whose series are held at once."""
_ENOUGH = 4096
_MONTHS = re.compile(r"(\d{1,4})(?:-(\d{1,4})(?:/(\d{1,4}))?)?")


def is_series(name: str) -> bool:
    """Return whether a measure is a series at a month."""
    return "@" in name


@cache
def series_names(processes: tuple[str, ...]) -> tuple[str, ...]:
    """Return every series by its name, those of gains included."""
    names = series_from_sums(np.zeros((1, 1, _ENOUGH)), processes).names
    return (*names, *(name + GAIN for name in names if not name.endswith(TWIN)))


def measure_of(name: str) -> Measure:
    """Return a series at a month as a measure."""
    series, _, month = name.partition("@")
    what = series.removesuffix(GAIN)
    field, _, group = what.removesuffix(TWIN).rpartition(".")
    of = "gain in " if series.endswith(GAIN) else ""
    where = ", in the twin" if what.endswith(TWIN) else ""
    return Measure(name, SHARE, f"Mean {of}{field} of {group} teams in month {month}{where}.")


def expanded(name: str, processes: tuple[str, ...], months: int) -> list[str] | None:
    """Return the measures that a name with months stands for: ``@41``, ``@24-89``, ``@24-89/6``; None if it is none."""
    series, _, when = name.partition("@")
    form = _MONTHS.fullmatch(when)
    if series not in series_names(processes) or not form:
        return None
    first, last, step = int(form[1]), int(form[2] or form[1]), int(form[3] or 1)
    if not (first <= last < months and step > 0):
        return None
    return [f"{series}@{month}" for month in range(first, last + 1, step)]


def values_of(sums: NDArray[np.float64], names: Sequence[str], processes: tuple[str, ...]) -> NDArray[np.float64]:
    """Return series at their months from the engines' sums: [run, name]."""
    series = series_from_sums(sums, processes)
    place = {name: number for number, name in enumerate(series.names)}
    found = np.empty((len(sums), len(names)))
    for column, name in enumerate(names):
        own, _, month = name.partition("@")
        bare = own.removesuffix(GAIN)
        found[:, column] = series.values[:, int(month), place[bare]]
        if own.endswith(GAIN):
            found[:, column] -= series.values[:, int(month), place[bare + TWIN]]
    return found
