"""Windows: the weight of each month in what is measured."""

from __future__ import annotations

from typing import NamedTuple

from simulation.levers import Levers
from simulation.observables import EARLY_MONTHS, LATE_MONTHS, RETAINED_AFTER


class Windows(NamedTuple):
    """Weights of this month in the windows of measurement: one over the window's length inside it, else 0."""

    early: float
    """The last 6 months of mentoring."""
    late: float
    """The last 12 months."""
    before: float
    """The last 12 months before mentoring."""
    since: float
    """1 from the first month of mentoring on."""
    ends_mentoring: float
    """1 in the last month of mentoring."""
    retained: float
    """1 in the tenth month after the last of mentoring."""


def inside(month: float, first: float, end: float) -> float:
    """Return the weight of a month in a window from `first` up to before `end`: 0 outside."""
    return 1.0 / max(end - first, 1.0) if first <= month < end else 0.0


def windows_of_month(month: float, months: float, levers: Levers) -> Windows:
    """Return the weights of a month in all windows of a run of so many months."""
    start = levers.mentoring_start
    end = min(levers.mentoring_end, months)
    last = levers.mentoring_end - 1.0
    return Windows(
        early=inside(month, max(start, end - EARLY_MONTHS), end),
        late=inside(month, max(months - LATE_MONTHS, 0.0), months),
        before=inside(month, max(start - LATE_MONTHS, 0.0), min(start, months)),
        since=1.0 if month >= start else 0.0,
        ends_mentoring=1.0 if month == end - 1.0 and end > start else 0.0,
        retained=1.0 if month == last + RETAINED_AFTER and last >= start else 0.0,
    )
