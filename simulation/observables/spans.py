"""Spans: means over twelve months on end of a group's coverage, in a run and in its twin, once all months are lived.

They say how high a gain ever stood, what of it is left, and how much earlier than its twin a run was there. A span is
named by its last month. Both engines step through the months with these functions, in two rounds: the first finds the
highest, the second when each world first stood at the level that follows from it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from simulation.observables import LATE_MONTHS, SMALLEST_GAIN


class GroupMonth(NamedTuple):
    """Mean coverage of one group in one month, in the run and in its twin."""

    run: float
    twin: float


class Highest(NamedTuple):
    """The highest span of a group's gain, and of its coverage in the run, since mentoring started."""

    gain: float
    level: float


NOTHING_YET = Highest(-1.0, -1.0)


class Arrival(NamedTuple):
    """The last months of the first spans at which the run, and its twin, stood at a level; -1 for never."""

    run: float
    twin: float


NOBODY_YET = Arrival(-1.0, -1.0)


def is_span_since(month: float, start: float) -> bool:
    """Return whether all twelve months up to this one lie in months of mentoring or after."""
    return month - start >= LATE_MONTHS - 1.0


def highest_with_span(highest: Highest, span: GroupMonth) -> Highest:
    """Return the highest with one more span looked at."""
    return Highest(gain=max(highest.gain, span.run - span.twin), level=max(highest.level, span.run))


def arrival_with_span(arrival: Arrival, span: GroupMonth, month: float, level: float) -> Arrival:
    """Return the arrivals with one more span looked at."""
    return Arrival(
        run=month if arrival.run < 0.0 and span.run >= level else arrival.run,
        twin=month if arrival.twin < 0.0 and span.twin >= level else arrival.twin,
    )


def level_of_head_start(before: float, highest: Highest) -> float:
    """Return the level asked for: half-way from the months before mentoring to the run's highest span."""
    return before + 0.5 * (highest.level - before)


class Lasting(NamedTuple):
    """How a group's gain stood: its highest span, what of it is left, and how long the run was ahead of its twin."""

    highest: float
    lasting: float
    head_start: float
    head_start_open: float


def lasting_of(highest: Highest, late_gain: float, arrival: Arrival, months: float) -> Lasting:
    """Return what spans say of a group; undefined where the gain never reached the smallest that counts.

    Where the twin never stood at the level the head start is open: at least as long as the run went on.
    """
    had = highest.gain >= SMALLEST_GAIN
    arrived = had and arrival.run >= 0.0
    is_open = 1.0 if arrival.twin < 0.0 else 0.0
    end = months - 1.0 if arrival.twin < 0.0 else arrival.twin
    return Lasting(
        highest=highest.gain if highest.gain > -1.0 else math.nan,
        lasting=late_gain / highest.gain if had else math.nan,
        head_start=end - arrival.run if arrived else math.nan,
        head_start_open=is_open if arrived else math.nan,
    )
