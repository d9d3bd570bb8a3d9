"""Errors: what can be wrong with a study, a store, or a run that comes out differently the second time."""

from __future__ import annotations

from simulation.errors import SimulationError


class StudyError(SimulationError):
    """A study cannot be read or understood."""


class StoreError(SimulationError):
    """A store is missing, damaged, or belongs to other runs."""


class NonDeterminismError(SimulationError):
    """A run came out differently the second time."""
