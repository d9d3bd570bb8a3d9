"""Ask: one run in one call: a scenario in any form, every state, and what happened in words and a figure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields

from experiments.analyses.story.report import account_of, voice_of
from experiments.presentation.findings import Account, Told
from experiments.presentation.voice import Voice
from experiments.runs.progress import Tell
from experiments.runs.single_run import TracedRun, run_once
from experiments.runs.value_uncertainty import Uncertainty, sets_in
from scenarios.asked import Asked, scenario_of
from simulation.engine.run import Engine


@dataclass(frozen=True, repr=False, eq=False)
class SingleRun(TracedRun, Told):
    """What one run came to: its states, measures and series, and how they are told.

    Two are equal where run and twin had the same states under the same settings, whichever engine made them.
    """

    __repr__ = TracedRun.__repr__

    def voice(self, language: str = "en") -> Voice:
        """Return the voice that speaks of one run."""
        return voice_of(language).about(self.scenario.calendar, self.scenario.costing.money)

    def account(self, language: str = "en") -> Account:
        """Return the answer, what else happened, and coverage month by month."""
        return account_of(self, self.voice(language))


def run(
    scenario: Asked,
    *,
    seed: int = 1,
    replicate: int = 0,
    uncertainty: Uncertainty = "none",
    plausible: int | None = None,
    plausible_sets: str | os.PathLike[str] | None = None,
    sets: Sequence[str] = (),
    size: str | None = None,
    months: int | None = None,
    engine: Engine = "compiled",
    by: str | None = None,
    tell: Tell | None = None,
) -> SingleRun:
    """Run a scenario once, and keep every state.

    Parameters
    ----------
    scenario : Asked
        A name, a path, a `Scenario`, or values over the baseline, such as ``{"alignment": 0.8}``.
    seed : int
        0 to 2^63 - 1.
    replicate : int
        Which of the runs under this seed.
    uncertainty : {"none", "plausible"}
        Under the scenario's own values, or under the plausible set that the replicate has.
    plausible : int, optional
        Under the plausible set of this number: 17 is ``p017``.
    plausible_sets : str or path, optional
        A file of plausible sets, as `experiments.fit` writes it; those that come with the model if not given.
    sets : sequence of str
        Overrides, ``"alignment=0.8"`` in all months, ``"alignment@24=0.8"`` from a month on.
    size : str, optional
        Number of regions, networks and teams: ``classroom``, ``default`` or ``national``.
    months : int, optional
        Months simulated, 1 to 600; as many as the scenario says if not given.
    engine : {"compiled", "readable"}
        Compiled for speed, or Mesa agents; the bits are the same.
    by : {"region", "network", "team"}, optional
        Whether to keep each place of this world too, and of which places.
    tell : callable, optional
        Told once, when all that was asked has been checked and nothing is run.

    Raises
    ------
    SimulationError
        If anything is not what is allowed.
    """
    asked = scenario_of(scenario, size=size, months=months, sets=sets)
    some = sets_in(plausible_sets, acts=uncertainty == "plausible" or plausible is not None)
    under = {"uncertainty": uncertainty, "plausible": plausible, "own_sets": some}
    made = run_once(asked, seed=seed, replicate=replicate, **under, engine=engine, by=by, tell=tell)
    return SingleRun(**{one.name: getattr(made, one.name) for one in fields(made)})
