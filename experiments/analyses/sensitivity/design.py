"""Design: the rows of a sensitivity study, by SALib, on the unit cube.

The analysis sees the unit cube; the model sees values. What is whole, or one of a few, is made so on the way to the
model, so that no index is ever computed from a rounded design.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.sensitivity.errors import SensitivityError
from experiments.analyses.sensitivity.factors import DUMMY, GROUPINGS, Factor, row_at
from experiments.runs.extras import optional
from experiments.runs.sweep.design import Column, Row
from simulation.parameters import whole_number, yes_or_no
from simulation.results import ReadOnly
from simulation.settings import checked_run
from simulation.streams import LARGEST_SEED

KINDS = ("sobol", "morris", "latin-hypercube")
LEVELS = 4
"""Of Morris's grid."""
MOST_ROWS = 1_000_000
LEAST = {"sobol": 16, "morris": 4, "latin-hypercube": 64}


@dataclass(frozen=True, eq=False)
class Design(ReadOnly):
    """Rows to be run, and what they are rows of.

    Attributes
    ----------
    kind : {"sobol", "morris", "latin-hypercube"}
    factors : tuple of Factor
        Without the dummy, which every design has as its last.
    grouping : {"none", "kind", "concept"}
    points : int
        Base points, trajectories, or rows.
    second_order : bool
        Of Sobol' designs: whether pairs can be told.
    seed : int
    unit : ndarray, [row, factor and dummy]
    """

    kind: str
    factors: tuple[Factor, ...]
    grouping: str
    points: int
    second_order: bool
    seed: int
    unit: NDArray[np.float64]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs that get an index: factors or groups, the dummy last."""
        return tuple(dict.fromkeys(self.groups))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Input that each factor belongs to; itself where nothing is grouped."""
        own = [f.name if self.grouping == "none" else f.group(self.grouping) for f in self.factors]
        return (*own, DUMMY)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Parameters that vary."""
        return tuple(column for factor in self.factors for column in factor.columns)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Values of the parameters, row by row."""
        return tuple(row_at(self.factors, shares[:-1]) for shares in self.unit.tolist())

    @property
    def block(self) -> int:
        """Rows that belong to one base point or trajectory."""
        return len(self.unit) // self.points

    @property
    def record(self) -> dict[str, Any]:
        """What a store keeps of a design, enough to make it again and to know that it is the same."""
        return {
            "kind": self.kind,
            "grouping": self.grouping,
            "points": self.points,
            "second_order": self.second_order,
            "seed": self.seed,
            "factors": [_recorded(factor) for factor in self.factors],
            "unit_sha256": hashlib.sha256(np.ascontiguousarray(self.unit, "<f8").tobytes()).hexdigest(),
        }


def design_of(
    factors: tuple[Factor, ...],
    kind: str,
    points: int,
    seed: int,
    *,
    grouping: str = "none",
    second_order: bool = False,
) -> Design:
    """Return a design; the same for the same arguments, seed 0 as any other.

    Raises
    ------
    SensitivityError
        If it cannot be analysed: too few points, no power of two, one factor, groups where they make no sense.
    """
    points, (seed, _) = whole_number("points", points, 1, LARGEST_SEED, error=SensitivityError), checked_run(seed)
    _check(factors, kind, points, grouping, yes_or_no("second_order", second_order))
    names = [factor.name for factor in factors] + [DUMMY]
    problem: dict[str, Any] = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    draft = Design(kind, factors, grouping, points, second_order, seed, np.empty((0, len(names))))
    if grouping != "none" and kind != "latin-hypercube":
        problem["groups"] = list(draft.groups)
    # A generator, not the seed itself: SALib takes seed 0 for none in places.
    generator = np.random.default_rng(np.random.SeedSequence([seed, KINDS.index(kind)]))
    if kind == "sobol":
        unit = optional("SALib.sample.sobol").sample(problem, points, calc_second_order=second_order, seed=generator)
    elif kind == "morris":
        unit = optional("SALib.sample.morris").sample(problem, points, num_levels=LEVELS, seed=generator)
    else:
        unit = optional("SALib.sample.latin").sample(problem, points, seed=generator)
    return Design(kind, factors, grouping, points, second_order, seed, np.asarray(unit, dtype=np.float64))


def rows_of(kind: str, inputs: int, points: int, *, second_order: bool = False) -> int:
    """Return how many rows a design of so many inputs, the dummy among them, has."""
    if kind == "sobol":
        return points * (2 * inputs + 2 if second_order else inputs + 2)
    return points * (inputs + 1) if kind == "morris" else points


def design_from(record: Mapping[str, Any], columns: tuple[Column, ...]) -> Design:
    """Return the design that a store recorded.

    Raises
    ------
    SensitivityError
        If this machine's SALib makes another design of the same seed.
    """
    by_name = {column.name: column for column in columns}
    factors: list[Factor] = []
    for one in record["factors"]:
        own = tuple(
            replace(by_name[name], values=tuple(values), low=low, high=high)
            for name, values, low, high in one["columns"]
        )
        factors.append(Factor(one["name"], own, tuple(tuple(level) for level in one["levels"])))
    design = design_of(
        tuple(factors),
        record["kind"],
        record["points"],
        record["seed"],
        grouping=record["grouping"],
        second_order=record["second_order"],
    )
    if design.record["unit_sha256"] != record["unit_sha256"]:
        raise SensitivityError(
            "The design recorded in the store cannot be made again: SALib or SciPy make another one of the same seed "
            "now. Install the versions that `bubbles status` lists, or run the study again into another folder."
        )
    return design


def _recorded(factor: Factor) -> dict[str, Any]:
    return {
        "name": factor.name,
        "columns": [[c.name, list(c.values), c.low, c.high] for c in factor.columns],
        "levels": [list(level) for level in factor.levels],
    }


def _check(factors: tuple[Factor, ...], kind: str, points: int, grouping: str, second_order: bool) -> None:
    if kind not in KINDS:
        raise SensitivityError(f"The design is {kind!r:.40}. Allowed: one of {', '.join(KINDS)}. Take one.")
    if grouping not in GROUPINGS:
        raise SensitivityError(f"groups is {grouping!r:.40}. Allowed: one of {', '.join(GROUPINGS)}. Take one.")
    if DUMMY in {factor.name for factor in factors}:
        raise SensitivityError(f"A factor is named {DUMMY!r}, which every design has already. Name it otherwise.")
    if len(factors) < 2:
        raise SensitivityError(
            f"{len(factors)} factor varies. Allowed: two or more, whose shares can be compared. Vary more; for one "
            "lever alone use `bubbles frontier`."
        )
    if points < LEAST[kind]:
        raise SensitivityError(f"points is {points}. Allowed: {LEAST[kind]} or more for this method. Take more.")
    if kind == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        raise SensitivityError(
            f"points is {points}. Allowed: a power of two, without which a Sobol' sequence is not balanced. "
            f"Choose {below} or {2 * below}."
        )
    if second_order and kind != "sobol":
        raise SensitivityError(f"Second order is asked of {kind}. Allowed: with the method sobol. Leave it out.")
    rows = rows_of(kind, len(factors) + 1, points, second_order=second_order)
    if rows > MOST_ROWS:
        raise SensitivityError(f"The design has {rows:,} rows. Allowed: at most {MOST_ROWS:,}. Take fewer points.")
