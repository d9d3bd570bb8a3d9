"""Errors: what would make an index silently wrong, and is refused instead."""

from __future__ import annotations

from simulation.errors import SimulationError


class SensitivityError(SimulationError):
    """A design or its results cannot be analysed as asked."""


class ConstantError(SensitivityError):
    """A measure does not vary, so there is nothing to apportion."""
