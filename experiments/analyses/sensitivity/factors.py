"""Factors: what is varied together as one: a parameter, or a whole plausible set of them; and their groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.runs.sweep.design import Column, Row

DUMMY = "dummy"
"""A factor in every design that no rule knows: what it is said to do is what chance and bookkeeping do."""
GROUPINGS = ("none", "kind", "concept")
_KINDS = {"lever": "levers", "context": "context", "mechanism": "mechanisms"}


@dataclass(frozen=True)
class Factor:
    """Something that varies by itself.

    Attributes
    ----------
    name : str
    columns : tuple of Column
        Parameters that move together.
    levels : tuple of tuple of float, [level][column]
        Values they take together; empty for one column, which has values or bounds of its own.
    """

    name: str
    columns: tuple[Column, ...]
    levels: tuple[tuple[float, ...], ...] = ()

    def at(self, share: float) -> tuple[float, ...]:
        """Return the values of its columns at a share of the way, 0 <= share <= 1."""
        below_one = min(share, float(np.nextafter(1.0, 0.0)))
        if self.levels:
            return self.levels[int(below_one * len(self.levels))]
        (column,) = self.columns
        if not column.values and not column.parameter.whole:
            return (column.low + share * (column.high - column.low) + 0.0,)
        return (column.at(below_one),)

    def group(self, grouping: str) -> str:
        """Return the group it is of: levers, context, and mechanisms, of these each concept by itself if asked."""
        if self.levels:
            return self.name
        parameter = self.columns[0].parameter
        if grouping == "concept" and parameter.kind == "mechanism":
            return parameter.name.partition(".")[0]
        return _KINDS[parameter.kind]


def factors_of(columns: Sequence[Column]) -> tuple[Factor, ...]:
    """Return a factor for each column."""
    return tuple(Factor(column.name, (column,)) for column in columns)


def row_at(factors: Sequence[Factor], shares: Sequence[float]) -> Row:
    """Return the values of all columns of factors at their shares."""
    return tuple(value for factor, share in zip(factors, shares, strict=True) for value in factor.at(share))
