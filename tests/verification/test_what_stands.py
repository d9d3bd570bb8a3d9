"""What stands: a regime, a flag and a level of theatre say what is so at the end of a run, however long it was.

Three questions that were once answered falsely: do many ties leave gains confined, or were the gains gone before they
could travel; does a spread last; are delays theatre? Measures are held against series, not against each other.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from experiments.analyses.story.report import points, voice_of
from interface.commands.run import run as run_command
from scenarios.load import load
from simulation.engine.run import run
from simulation.observables import PARTIAL_REACH, PULSE_LEFT, REACHED_GAIN, REGIMES, SMALLEST_GAIN, SPREAD_REACH
from simulation.results import Ensemble

SEED, REPLICATES, LATE = 1, 16, 12
VOICE = voice_of("en")
BEYOND = 600.0
"""An end of mentoring beyond every horizon."""


@functools.cache
def found(name: str, months: int, *values: tuple[str, float]) -> Ensemble:
    settings = load(name, months=months, sets=[f"{lever}={value:g}" for lever, value in values]).settings
    return run(settings, SEED, REPLICATES, series=True)


def gain_at_the_end(ensemble: Ensemble, group: str) -> NDArray[np.float64]:
    """Return each run's gain over its twin in the last months, from the series."""
    own, twin = (ensemble.over_time(f"coverage.ccs.{group}{which}")[:, -LATE:] for which in ("", ".twin"))
    return (own - twin).mean(axis=1)


def highest_gain(ensemble: Ensemble, group: str) -> NDArray[np.float64]:
    """Return each run's highest mean gain over 12 months on end, from the series."""
    own, twin = (ensemble.over_time(f"coverage.ccs.{group}{which}") for which in ("", ".twin"))
    spans = np.lib.stride_tricks.sliding_window_view(own - twin, LATE, axis=1).mean(axis=2)
    return spans[:, 24:].max(axis=1)


def regimes(ensemble: Ensemble) -> list[str]:
    return [REGIMES[int(place)] for place in ensemble.measure("regime")]


def assert_regimes_say_what_stands(ensemble: Ensemble) -> None:
    """A regime that speaks of a gain has one at the end, and of its own group; one that speaks of none has none."""
    coached, uncoached = gain_at_the_end(ensemble, "coached"), gain_at_the_end(ensemble, "uncoached")
    reach = ensemble.measure("reach")
    for place, regime in enumerate(regimes(ensemble)):
        inside, outside = coached[place] >= SMALLEST_GAIN, uncoached[place] >= SMALLEST_GAIN
        if regime == "spread":
            assert reach[place] >= SPREAD_REACH
        elif regime == "partial":
            assert PARTIAL_REACH <= reach[place] < SPREAD_REACH or (outside and not inside)
        elif regime == "bubble":
            assert inside and reach[place] < PARTIAL_REACH
        else:
            assert not inside and not outside and reach[place] < PARTIAL_REACH
            had = max(highest_gain(ensemble, "coached")[place], ensemble.measure("direct_gain.ccs")[place])
            assert (regime == "faded") == (had >= SMALLEST_GAIN)


# S1: ties under punitive rules ------------------------------------------------------------------------------

TIED = ("baseline", "punitive-tied")


@pytest.mark.parametrize("months", [90, 144])
@pytest.mark.parametrize("name", TIED)
def test_where_mentoring_is_kept_confinement_speaks_of_a_gain_that_stands(name: str, months: int) -> None:
    kept = found(name, months, ("mentoring_end", BEYOND))
    assert gain_at_the_end(kept, "coached").min() >= REACHED_GAIN  # alive, so that it could travel
    assert not set(regimes(kept)) & {"fizzle", "faded"}
    assert_regimes_say_what_stands(kept)


def test_an_end_of_mentoring_at_the_horizon_is_none() -> None:
    """A run of 90 months with mentoring until 90 and one with mentoring kept up are the same."""
    until, kept = (found("punitive-tied", 90, ("mentoring_end", end)) for end in (90.0, BEYOND))
    assert until.over_time("coverage.ccs.coached").tobytes() == kept.over_time("coverage.ccs.coached").tobytes()
    assert (until.measure("regime") == kept.measure("regime")).all()


@pytest.mark.parametrize("name", TIED)
def test_where_mentoring_ended_a_gain_that_died_is_called_faded_and_no_bubble(name: str) -> None:
    ended = found(name, 144)
    assert_regimes_say_what_stands(ended)
    dead = gain_at_the_end(ended, "coached") < SMALLEST_GAIN
    assert dead.any()
    assert "bubble" not in {regime for regime, is_dead in zip(regimes(ended), dead, strict=True) if is_dead}


# S2: a spread that goes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("months", [90, 150, 240])
def test_a_spread_that_went_is_no_spread(months: int) -> None:
    ensemble = found("aligned-tied", months)
    assert_regimes_say_what_stands(ensemble)
    reach, ever = ensemble.measure("reach"), ensemble.measure("reached_ever")
    went = (ever >= PARTIAL_REACH) & (reach < PULSE_LEFT * ever)
    assert (ensemble.measure("regime.pulse") == went).all()


def test_aligned_and_tied_with_mentoring_ended_is_a_pulse_by_month_240() -> None:
    """Rules alone come to the same level: what was once called spread is over, and says so."""
    late = found("aligned-tied", 240)
    assert highest_gain(late, "coached").min() >= SMALLEST_GAIN
    assert np.abs(gain_at_the_end(late, "uncoached")).max() < SMALLEST_GAIN
    assert not set(regimes(late)) & {"spread", "partial"}
    assert "faded" in regimes(late)
    assert (late.measure("reach") < late.measure("reached_ever")).any()


@pytest.mark.parametrize("months", [150, 240])
def test_a_run_tells_in_words_what_stands_at_its_end(months: int) -> None:
    ensemble = found("aligned-tied", months)
    for place in range(3):
        told = told_by("aligned-tied", "--months", str(months), "--seed", str(SEED), "--replicate", str(place))
        for regime in REGIMES:
            assert (VOICE.plain(f"story.regime_{regime}") in told) == (regime == regimes(ensemble)[place]), regime
        for flag in ("fading", "pulse"):
            assert (VOICE.plain(f"story.{flag}") in told) == (ensemble.measure(f"regime.{flag}")[place] == 1.0), flag


def told_by(name: str, *words: str) -> str:
    """Return what ``bubbles run`` prints, on one line."""
    result = CliRunner().invoke(run_command, [name, *words, "--quiet"])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


# S4: delays and levels --------------------------------------------------------------------------------------

FREE = (("alignment", 1.0), ("sanction", 0.0))


@pytest.mark.parametrize("name", ["no-coaching", "aligned-no-coaching", "baseline", "mentoring-kept"])
def test_where_nobody_punishes_reports_follow_late_and_nothing_is_theatre(name: str) -> None:
    free = found(name, 144, *FREE)
    assert np.abs(free.measure("theatre")).max() < 1e-6
    assert np.abs(free.measure("theatre_gain")).max() < 1e-6
    assert not free.measure("regime.theatre").any()
    reported, true = (free.over_time(f"{quantity}.ccs.uncoached") for quantity in ("reported", "coverage"))
    assert np.abs(reported - true)[:, 24:].max() > 0.005  # late and by sample, and no lie


def test_under_punishment_the_level_is_told_though_nobody_is_coached() -> None:
    punished = found("no-coaching", 144)
    assert (punished.measure("theatre") > 0.0).all()
    assert punished.measure("documentation").mean() > 0.05
    reported, honest = (punished.over_time(f"{quantity}.ccs.uncoached") for quantity in ("reported", "honest"))
    assert (reported - honest)[:, -LATE:].mean() > 0.005
    assert (punished.measure("theatre_gain") == 0.0).all()  # no gains, so none of them made up
    assert not punished.measure("regime.theatre").any()
    overstated = punished.measure("theatre")[0]
    told = told_by("no-coaching", "--seed", str(SEED))
    assert VOICE.plain("story.overstated", points=points(VOICE, overstated), process="CCS") in told
