# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Draws: the key of a decision, in unsigned words."""

from __future__ import annotations

from numba import njit, uint64

from simulation.engine.compiled import rules
from simulation.streams import cell_of

assert rules.MODULES  # importing it registers the rules


@njit(inline="always")
def cell(decision, month, member):
    """Return the key of a decision, in unsigned words."""
    return cell_of(uint64(decision), uint64(month), uint64(member))
