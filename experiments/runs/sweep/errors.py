"""Errors: what can be wrong with a study, a store, a run that comes out differently, or the machine under them.

An error may carry the code that the command line leaves with; 2, the user's mistake, where it says nothing.
"""

from __future__ import annotations

from experiments.runs.exit_codes import CHECK_FAILED
from simulation.errors import SimulationError


class StudyError(SimulationError):
    """A study cannot be read or understood."""


class StoreError(SimulationError):
    """A store is missing, damaged, or belongs to other runs."""


class FailedRunsError(StoreError):
    """Runs raised an error, so that nothing can be computed from all of them."""

    exit_code = CHECK_FAILED


class NonDeterminismError(SimulationError):
    """A run came out differently the second time."""

    exit_code = CHECK_FAILED


class MachineError(SimulationError):
    """The machine could not make runs: threads, memory, machine code, imports. No run is at fault, none is stored."""
