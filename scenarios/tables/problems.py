"""Problems: all that is wrong with a table, in one message, each with its cell."""

from __future__ import annotations

from typing import NoReturn

from scenarios.wording import shortened
from simulation.errors import ScenarioError, SimulationError

SHOWN = 20
"""Problems of a table that are told, where it has more."""
LONGEST = 260
"""Characters of one of several."""


class Problems:
    """What is wrong with a table, gathered until somebody asks."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[tuple[tuple[int, int], str, type[SimulationError]]] = []

    def add(self, place: tuple[int, int], told: str, kind: type[SimulationError] = ScenarioError) -> None:
        """Note a problem: row and column, by which they are put in order, and a message that begins with the cell."""
        self.found.append((place, told, kind))

    def __bool__(self) -> bool:
        return bool(self.found)

    def refuse(self) -> None:
        """Raise what was found, if anything was.

        Raises
        ------
        ScenarioError, ParameterError, StructureError
            The kind of the only one; a ScenarioError where there are several.
        """
        if not self.found:
            return
        found = sorted(self.found, key=lambda one: one[0])
        if len(found) == 1:
            _, told, kind = found[0]
            raise kind(f"{self.file}, {shortened(told)}")
        lines = [f"  {shortened(told, LONGEST if len(found) < SHOWN else LONGEST // 2)}" for _, told, _ in found]
        more = [f"  and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
        raise ScenarioError("\n".join([f"{self.file}: {len(lines):,} problems.", *lines[:SHOWN], *more]))


def refuse(file: str, problem: str) -> NoReturn:
    """Raise what is wrong with a file as a whole.

    Raises
    ------
    ScenarioError
    """
    raise ScenarioError(f"{file}: {shortened(problem)}")
