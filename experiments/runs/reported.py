"""Reported: the measures as tables, files and command lines name them, from their declarations alone.

The regime is reported as a share of runs for each regime, a flag as a share of runs, and what may have been cut off by
the end of a run by its median: the mean of lower bounds says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.statistics.intervals import Contrast, Estimate, between_0_and_1
from experiments.statistics.resampling import clustered_contrast, clustered_mean, clustered_share
from scenarios.load import checked_texts
from scenarios.wording import suggestion
from simulation.errors import SimulationError
from simulation.observables import REGIMES
from simulation.observables.declared import FLAG, SHARE
from simulation.parameters import PROCESSES
from simulation.results import FLAGS, Ensemble, measures
from simulation.settings import Settings

REGIME = "regime"
COVERAGE_SHARE = "coverage share"
REGIME_SHARES = tuple(f"{REGIME}.{name}" for name in REGIMES)
REGIMES_AND_FLAGS = (*REGIME_SHARES, *FLAGS)
"""Shares of runs that tables show side by side: those of the regimes, and those of the flags beside them."""

Direction = Literal["more", "less", "neither"]
GOOD: Mapping[Direction, tuple[str, ...]] = {
    "more": (
        "coverage",
        "coverage_change",
        "direct_gain",
        "late_direct_gain",
        "spillover_gain",
        "spillover_highest",
        "spillover_lowest",
        "lowest_fifth",
        "lowest_fifth_gain",
        "efficacy_gain",
        "reach",
        "reached_ever",
        "highest_gain",
        "system_gain",
        "gain_at_distance",
        "safety",
        "trust",
        "coordination",
        "motivation",
        "candour",
        "unmeasured_care",
        "regime.partial",
        "regime.spread",
    ),
    "less": (
        "fifths_gap",
        "fifths_gap_gain",
        "equity_gap",
        "theatre",
        "theatre_gain",
        "theatre_change",
        "documentation",
        "regime.fizzle",
        "regime.faded",
        "regime.fading",
        "regime.pulse",
        "regime.theatre",
    ),
    "neither": ("identity_gap", "pressure", "head_start_open", "regime.bubble"),
}
"""Of which shares more is better, of which less, and of which neither by itself: a judgement of whoever reads, so that
it stands here and not among the rules. A group, a process or a distance has that of its measure."""

DIFFERENCES = ("efficacy_gain", "identity_gap")
"""Measures in shares that are differences of shares, and may be negative."""


@cache
def reported_measures(processes: tuple[str, ...] = PROCESSES) -> tuple[str, ...]:
    """Return every name that a measure may be asked by: ``regime.spread`` stands for ``regime``."""
    return (*REGIME_SHARES, *(m.name for m in measures(processes) if m.name != REGIME))


def good_direction(name: str) -> Direction | None:
    """Return whether more of a measure is better, or less; None of what is no share."""
    own = name if name.startswith(f"{REGIME}.") else name.partition(".")[0]
    return next((direction for direction, names in GOOD.items() if own in names), None)


@cache
def is_yes_or_no(name: str, processes: tuple[str, ...] = PROCESSES) -> bool:
    """Return whether a measure of one run is 1 or 0: a regime, or a flag."""
    return name in REGIME_SHARES or any(m.name == name and m.unit == FLAG for m in measures(processes))


@cache
def is_between_0_and_1(name: str, processes: tuple[str, ...] = PROCESSES) -> bool:
    """Return whether a measure never leaves 0 to 1: a share of teams or runs, a coverage, a climate."""
    of = name.partition(".")[0]
    if is_yes_or_no(name, processes) or of == "coverage":
        return True
    return of not in DIFFERENCES and any(m.name == name and m.unit == SHARE for m in measures(processes))


def estimate_of(
    name: str, values: NDArray[np.float64], clusters: NDArray[np.intp], processes: tuple[str, ...] = PROCESSES
) -> Estimate:
    """Return the estimate of a reported measure, [run]: a share of the runs, or a mean, inside 0 to 1 where it is.

    Parameters
    ----------
    clusters : array of int
        Runs with the same number share their luck (``experiments.statistics.resampling``).
    """
    if is_yes_or_no(name, processes):
        return clustered_share(values, clusters)
    mean = clustered_mean(values, clusters)
    return between_0_and_1(mean) if is_between_0_and_1(name, processes) else mean


def contrast_of(
    name: str,
    a: tuple[str, NDArray[np.float64]],
    b: tuple[str, NDArray[np.float64]],
    clusters: NDArray[np.intp],
    processes: tuple[str, ...] = PROCESSES,
) -> Contrast:
    """Return the paired contrast of a reported measure, `a` less `b`: of shares of runs, or of means.

    Parameters
    ----------
    a, b : (str, ndarray)
        What they are called, and the measure of each run, [run].
    clusters : array of int
        Which runs share their luck, [run].
    """
    (of_a, own), (of_b, other) = a, b
    found = clustered_contrast(of_a, of_b, name, own, other, clusters, are_shares=is_yes_or_no(name, processes))
    if found.low is None or found.high is None or not is_between_0_and_1(name, processes):
        return found
    return replace(found, low=max(-1.0, found.low), high=min(1.0, found.high))


def ends_before_mentoring(settings: Settings) -> bool:
    """Return whether there is to be mentoring, and the run ends before it: then no gain is defined."""
    mentoring = [settings.values["mentoring"], *(c.value for c in settings.changes if c.name == "mentoring")]
    return settings.values["mentoring_start"] >= settings.months and max(mentoring) > 0.0


@cache
def censoring(processes: tuple[str, ...] = PROCESSES) -> dict[str, str]:
    """Return the measures that may be lower bounds only, each with the flag that says where they are."""
    return {m.name: m.censored_by for m in measures(processes) if m.censored_by}


def check_has_mean(name: str, processes: tuple[str, ...] = PROCESSES) -> None:
    """Refuse a measure of which a mean, or a difference, would be one of lower bounds.

    Raises
    ------
    SimulationError
        If it is censored.
    """
    flag = censoring(processes).get(name)
    if flag is not None:
        raise SimulationError(
            f"{name} is a lower bound wherever the run ended first, so it has no mean. Allowed: any measure that is "
            f"not cut off. Ask for {flag}, or take its median from `bubbles compare --json`."
        )


def check_bound(option: str, name: str, bound: float, processes: tuple[str, ...] = PROCESSES) -> None:
    """Refuse a bound that no value of a measure can lie beyond: a share is typed as 0.3, not as 30.

    Parameters
    ----------
    option : str
        As messages begin: ``--above``.

    Raises
    ------
    SimulationError
        If a share, a flag or a gain in shares is held against more than 1, or less than it can be.
    """
    unit = next((m.unit for m in measures(processes) if m.name == name), FLAG if name in REGIME_SHARES else SHARE)
    if unit not in (SHARE, COVERAGE_SHARE, FLAG):
        return
    low = 0.0 if is_between_0_and_1(name, processes) else -1.0
    if not low <= bound <= 1.0:
        is_percent = 1.0 < abs(bound) <= 100.0 and bound / 100 >= low
        remedy = f"Write {bound / 100:g} for {bound:g}%." if is_percent else "Choose one inside."
        raise SimulationError(f"{option} of {name} is {bound:g}. Allowed: {low:g} to 1, as it is a share. {remedy}")


def check_measure(name: object, processes: tuple[str, ...] = PROCESSES) -> str:
    """Return the name of a measure of which there is a mean.

    Raises
    ------
    SimulationError
        If there is no such measure, or it is censored.
    """
    known = reported_measures(processes)
    if not isinstance(name, str) or name not in known:
        raise SimulationError(
            f"measure is {name!r:.80}, which is no measure.{suggestion(name, known)} Allowed: regime.spread, reach, "
            f"spillover_gain.{processes[0]} and {len(known) - 3} more. Mend the name."
        )
    check_has_mean(name, processes)
    return name


def check_measures(names: object, processes: tuple[str, ...] = PROCESSES) -> tuple[str, ...]:
    """Return names of measures, each once.

    Raises
    ------
    SimulationError
        If one is none, or has no mean.
    """
    listed = checked_texts("measures", names, '["reach"]')
    return tuple(dict.fromkeys(check_measure(name, processes) for name in listed))


def column(values: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    """Return a reported measure from the one that the engines give: a regime's share is 0 or 1 in each run."""
    if name not in REGIME_SHARES:
        return values
    number = REGIMES.index(name.partition(".")[2])
    return np.where(np.isfinite(values), (values == number) * 1.0, np.nan)


def stored_name(name: str) -> str:
    """Return the measure of the engines from which a reported one is read."""
    return REGIME if name in REGIME_SHARES else name


def columns_of(ensemble: Ensemble) -> dict[str, NDArray[np.float64]]:
    """Return every reported measure of every run by name, [run]."""
    names = reported_measures(ensemble.settings.processes)
    return {name: column(ensemble.measure(stored_name(name)), name) for name in names}
