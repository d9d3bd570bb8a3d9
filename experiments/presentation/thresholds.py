"""Thresholds: the numbers that words name, read where the rules read them, so that no text writes one out.

Texts name them in braces, as they name anything that is filled in: ``{reached_points}`` is 5 where a team is reached
with a gain of 0.05.
"""

from __future__ import annotations

from functools import cache

from simulation.observables import (
    EARLY_MONTHS,
    FADING_SHARE,
    LATE_MONTHS,
    PARTIAL_REACH,
    PULSE_LEFT,
    REACHED_GAIN,
    REACHED_MONTHS,
    RETAINED_AFTER,
    SMALLEST_GAIN,
    SPREAD_REACH,
    THEATRE_LEAST,
)

_IN_HUNDREDTHS = {
    "least_points": SMALLEST_GAIN,
    "reached_points": REACHED_GAIN,
    "theatre_points": THEATRE_LEAST,
    "partial_percent": PARTIAL_REACH,
    "spread_percent": SPREAD_REACH,
    "pulse_percent": PULSE_LEFT,
    "fading_percent": FADING_SHARE,
}
_IN_MONTHS = {
    "early_months": EARLY_MONTHS,
    "late_months": LATE_MONTHS,
    "reached_months": REACHED_MONTHS,
    "retained_months": RETAINED_AFTER,
}


@cache
def thresholds(decimal: str = ".") -> dict[str, str]:
    """Return every threshold as words write it: shares times 100, months as they are."""
    found = {name: f"{100.0 * share:g}" for name, share in _IN_HUNDREDTHS.items()}
    found |= {name: f"{months:g}" for name, months in _IN_MONTHS.items()}
    return {name: text.replace(".", decimal) for name, text in found.items()}
