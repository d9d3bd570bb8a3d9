"""Windows: in which months a measure of a variant is looked at. Months count from 0; coaching starts in month 24."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from experiments.presentation.voice import Voice
from scenarios.load import Scenario
from simulation.observables import EARLY_MONTHS, LATE_MONTHS


class Window(NamedTuple):
    """First and last month, and how it is said: as it is, or as the end of something longer."""

    first: int
    last: int
    kind: str = "months"


EARLY = ("direct_gain",)
LAST_OF_MENTORING = ("identity_gap", "efficacy_gain")
LAST = ("documentation",)
OVER_HIGHEST = ("lasting",)
SINCE_MENTORING = ("head_start", "head_start_open")
HIGHEST = ("highest_gain",)


def window_of(measure: str, scenario: Scenario) -> Window:
    """Return the months in which a measure is looked at in a scenario."""
    settings = scenario.settings
    months, field = settings.months, measure.split(".")[0]
    start = int(settings.values["mentoring_start"])
    stop = min(int(settings.values["mentoring_end"]), months)
    if field in EARLY:
        return Window(stop - int(EARLY_MONTHS), stop - 1)
    if field in LAST_OF_MENTORING:
        return Window(stop - 1, stop - 1, "month")
    if field in LAST:
        return Window(months - 1, months - 1, "month")
    if field in SINCE_MENTORING:
        return Window(start, months - 1)
    if field in HIGHEST:
        return Window(start, months - 1, "highest")
    kind = "over_highest" if field in OVER_HIGHEST else "months"
    return Window(months - int(LATE_MONTHS), months - 1, kind)


def window_in_words(voice: Voice, measure: str, of: str, variants: Mapping[str, Scenario]) -> str:
    """Return the months of a test, as its table says them."""
    window = window_of(measure, variants[of])
    return voice.plain(f"window.{window.kind}", first=window.first, last=window.last)
