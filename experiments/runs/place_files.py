"""Place files: measures and months by place as tables in full precision, a row for each place and measure or month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.by_place import FROM, UNTIL, PlaceMonths
from experiments.runs.durable_files import Kind
from scenarios.calendar import Calendar

MEASURES, MONTHS = "places.csv", "place_months.csv"
"""Files of what is by place: measures at the end, and means month by month."""


def remove_earlier(folder: Path, kinds: Mapping[str, Kind]) -> None:
    """Remove what an earlier command wrote by place: beside other results it would be taken for theirs."""
    for name, kind in kinds.items():
        path = folder / name
        if path.is_file() and kind.is_one(path):
            path.unlink()


def date_of(measure: str, values: Sequence[float] | np.ndarray[Any, Any], calendar: Calendar | None) -> str:
    """Return the date of a month that is the same in all runs that have it; nothing where it is not, or has none."""
    if calendar is None or measure not in (FROM, UNTIL):
        return ""
    known = sorted({float(value) for value in values if np.isfinite(value)})
    return str(calendar.date(int(known[0]))) if len(known) == 1 else ""


def rows_of_months(
    months: Mapping[str, PlaceMonths], places: Sequence[str], regions: Sequence[str], calendar: Calendar | None
) -> Iterator[dict[str, Any]]:
    """Yield means over runs, and between what the middle 90% of them lie, by scenario, place and month."""
    for scenario, own in months.items():
        for place, name in enumerate(places):
            for month in range(len(own.mean)):
                row: dict[str, Any] = {"scenario": scenario, "place": name, "region": regions[place], "month": month}
                if calendar is not None:
                    row["date"] = str(calendar.date(month))
                row |= dict(zip(own.quantities, own.mean[month, place].tolist(), strict=True))
                for at, quantity in enumerate(own.banded):
                    if quantity not in own.quantities:
                        row[quantity] = float(own.mean_of(quantity)[month, place])
                    row[f"{quantity}.low"] = float(own.low[month, place, at])
                    row[f"{quantity}.high"] = float(own.high[month, place, at])
                yield row
