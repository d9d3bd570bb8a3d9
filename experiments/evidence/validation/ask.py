"""Ask: the whole question in one call: every fact, null model and knock-out held against the model."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from experiments.evidence.validation.facts import book
from experiments.evidence.validation.page import (
    REPLICATES,
    REPLICATES_OF_SET,
    check_names,
    joint_of,
    object_of,
    validated,
)
from experiments.evidence.validation.report import answer, page_of, voice_of
from experiments.evidence.validation.verdicts import FactVerdict
from experiments.evidence.validation.worlds import MOST_REPLICATES
from experiments.presentation.findings import Findings
from experiments.presentation.page import Page
from experiments.presentation.voice import Voice
from experiments.runs.progress import Tell, told
from experiments.runs.sweep.driver import Progress
from scenarios.plausible import plausible_sets
from simulation.engine.run import check_engine
from simulation.parameters import one_of, whole_number
from simulation.settings import checked_run

SETS = ("default", "plausible")
MUST_HOLD = "calibration"
"""The kind that the model was set to: if one fails, this is not the calibrated model. What else fails is a finding."""


@dataclass(frozen=True, repr=False, eq=False)
class ValidationFindings(Findings):
    """The verdict on every fact that was asked for.

    Attributes
    ----------
    verdicts : tuple of FactVerdict
        In the order of the facts.
    sets : {"default", "plausible"}
        The values of the scenarios, or every plausible set.
    seed : int
        Of all runs.
    replicates : int
        Of each world.
    """

    verdicts: tuple[FactVerdict, ...]
    sets: str
    seed: int
    replicates: int

    @cached_property
    def facts(self) -> list[dict[str, Any]]:
        """Every fact with its parts, bounds, estimates and verdict, as JSON has it."""
        return [object_of(verdict) for verdict in self.verdicts]

    @cached_property
    def joint(self) -> dict[str, Any]:
        """What holds at once, by group of facts: whether, or in what share of the sets."""
        return joint_of(self.verdicts)

    @property
    def over_sets(self) -> bool:
        """Whether it is over every plausible set."""
        return self.sets == "plausible"

    @property
    def is_calibrated(self) -> bool:
        """Whether no fact of the calibration fails with the values of the scenarios."""
        return not any(one["holds"] is False and one["kind"] == MUST_HOLD for one in self.facts)

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of validations."""
        return voice_of(language)

    def headline(self, language: str = "en") -> str:
        """Return how many facts hold, in one or two sentences."""
        return " ".join(answer(self.facts, self.joint, self.voice(language), self.over_sets))

    def page(self, language: str = "en", command: str = "") -> Page:
        """Return the page."""
        return page_of(
            self.facts,
            self.joint,
            self.voice(language),
            over_sets=self.over_sets,
            replicates=self.replicates,
            seed=self.seed,
            command=command,
        )

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """Return everything that was found, as ``bubbles validate --json`` prints it."""
        told = {"sets": self.sets, "seed": self.seed, "replicates": self.replicates}
        return {**told, "facts": self.facts, "joint": self.joint}


def validate(
    *,
    sets: str = "default",
    facts: Sequence[str] = (),
    seed: int = 1,
    replicates: int | None = None,
    size: str | None = None,
    threads: int | None = None,
    tell: Tell | None = None,
) -> ValidationFindings:
    """Return the verdict on every fact, null model and knock-out.

    Parameters
    ----------
    sets : {"default", "plausible"}
        The values of the scenarios, or every plausible set.
    facts : sequence of str
        Only these; all, if none is named.
    seed : int
        0 to 2^63 - 1.
    replicates : int, optional
        Of each world: 200; for each plausible set 16.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    threads : int, optional
        One for each processor if not given.
    tell : callable, optional
        Told how far the runs are; a line on a terminal or in a notebook if not given.

    Raises
    ------
    SimulationError
        If there is no such fact or size, or a number is none in its range.
    """
    over_sets = one_of("sets", sets, SETS) == "plausible"
    checked_run(seed)
    check_engine("compiled", threads)
    names = check_names(facts)
    number = (REPLICATES_OF_SET if over_sets else REPLICATES) if replicates is None else replicates
    number = whole_number("replicates", number, 2, MOST_REPLICATES)
    clock = _Clock(names, number * (len(plausible_sets()) if over_sets else 1), told(tell))
    found = validated(
        over_sets=over_sets, seed=seed, replicates=number, size=size, names=names, threads=threads, tell=clock.begin
    )
    return ValidationFindings(tuple(found), sets, int(seed), number)


class _Clock:
    """Tells how far it is as one world after another is begun."""

    def __init__(self, names: Sequence[str], runs: int, tell: Callable[[Progress], None]) -> None:
        worlds = {
            world for one in book().facts if not names or one.name in names for p in one.parts for world in p.worlds
        }
        self._runs, self._total, self._tell = runs, runs * len(worlds), tell
        self._done, self._start = 0, time.perf_counter()

    def begin(self, _: str) -> None:
        rate = self._done / max(time.perf_counter() - self._start, 1e-9)
        left = (self._total - self._done) / rate if rate > 0.0 else None
        self._tell(Progress(self._done, self._total, rate, left))
        self._done += self._runs
