"""Shapley values: a fair share of a total among players, from the value of every combination of them.

A player's share is what it adds, averaged over all orders in which players may come (Shapley 1953). Shares add up to
the total; a player that never changes anything gets nothing; two that do the same get the same.

Combinations are numbered by their bits: player i takes part in combination c where ``c >> i & 1``.
"""

from __future__ import annotations

from math import comb, factorial

import numpy as np
from numpy.typing import NDArray

from simulation.errors import SimulationError

MOST_PLAYERS = 12


def players_in(values: NDArray[np.float64]) -> int:
    """Return the number of players whose combinations are given along the last axis.

    Raises
    ------
    SimulationError
        If a combination is missing, or a value is not a finite number.
    """
    combinations = values.shape[-1]
    players = combinations.bit_length() - 1
    if combinations != 1 << players or not 1 <= players <= MOST_PLAYERS:
        raise SimulationError(
            f"there are values of {combinations} combinations. Allowed: all of them, 2 to the power of the number of "
            f"players, 1 to {MOST_PLAYERS} players. Give every combination."
        )
    bad = int(np.count_nonzero(~np.isfinite(values)))
    if bad:
        raise SimulationError(
            f"{bad} of {values.size} values are undefined or infinite. Allowed: finite numbers, or else shares mean "
            "nothing. Take a measure that is defined in every run."
        )
    return players


def shares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each player's Shapley value.

    Parameters
    ----------
    values : ndarray, [..., combination]

    Returns
    -------
    ndarray, [..., player]
        They add up to the value of all players less that of none.
    """
    players = players_in(values)
    found = np.zeros((*values.shape[:-1], players))
    for player in range(players):
        without = [c for c in range(1 << players) if not c >> player & 1]
        for c in without:
            size = c.bit_count()
            weight = 1.0 / (players * comb(players - 1, size))
            found[..., player] += weight * (values[..., c | 1 << player] - values[..., c])
    return found


def interactions(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each two players do together beyond what each does alone (Grabisch and Roubens 1999).

    Positive: they need each other. Negative: each can stand in for the other.

    Returns
    -------
    ndarray, [..., player, player]
        Symmetric; the diagonal is 0.
    """
    players = players_in(values)
    found = np.zeros((*values.shape[:-1], players, players))
    for i in range(players):
        for j in range(i + 1, players):
            both = 1 << i | 1 << j
            for c in range(1 << players):
                if c & both:
                    continue
                size = c.bit_count()
                weight = factorial(size) * factorial(players - size - 2) / factorial(players - 1)
                together = values[..., c | both] - values[..., c | 1 << i] - values[..., c | 1 << j] + values[..., c]
                found[..., i, j] += weight * together
            found[..., j, i] = found[..., i, j]
    return found
