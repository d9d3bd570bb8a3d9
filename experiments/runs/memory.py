"""Memory: what would not fit is refused by its estimated bytes, before hours of work end in nothing."""

from __future__ import annotations

from simulation.errors import SimulationError

MOST_BYTES = 4_000_000_000
"""What results may take at a time: half of a machine of 8 GB."""
NUMBER = 8
"""Bytes of a number."""


def check_fits(estimated: float, what: str, remedy: str) -> None:
    """Refuse what would take more memory than a usual machine has.

    Raises
    ------
    SimulationError
    """
    if estimated > MOST_BYTES:
        raise SimulationError(
            f"{what} would take about {estimated / 1e9:,.1f} GB of memory. Allowed: {MOST_BYTES / 1e9:,.0f} GB. "
            f"{remedy}"
        )
