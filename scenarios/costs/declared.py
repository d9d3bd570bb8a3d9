"""Declared: by what a reform and the people it reaches are counted, with unit, range and meaning.

Their values stand in ``values.toml`` with status and source; a scenario and ``--set`` give others. Hours are priced by
the prices of hours that the model has: no further price is made up.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from simulation.declarations import Parameter
from simulation.parameters import PROCESSES, declared, parameter_named

FILE = Path(__file__).resolve().with_name("values.toml")
GROUP = "cost"
ELIGIBLE = "eligible"
"""Of each process, who it is for; it has no value that comes with the model."""
DISCOUNT = f"{GROUP}.discount_rate"
TRAINING = f"{GROUP}.training_hours"
MANAGERS_MEET = f"{GROUP}.exchange_manager_hours"
TEAMS_MEET = f"{GROUP}.exchange_team_hours"
REPLACED = f"{GROUP}.administration_replaced"
MOST_HOURS = 10_000

_SHARED = (
    Parameter("a year", 0.0, 0.2, "Rate at which costs of later years are discounted.", "context", name=DISCOUNT),
    Parameter(
        "hours a region and month",
        0.0,
        MOST_HOURS,
        "Trainers' hours with an authority at full training, at the price of a coach's hour.",
        "context",
        name=TRAINING,
    ),
    Parameter(
        "hours a network and month",
        0.0,
        MOST_HOURS,
        "Manager's hours with peers at full exchange, at the price of a manager's hour.",
        "context",
        name=MANAGERS_MEET,
    ),
    Parameter(
        "hours a team and month",
        0.0,
        MOST_HOURS,
        "Hours of a team's people with peers at full exchange, at the price of a manager's hour.",
        "context",
        name=TEAMS_MEET,
    ),
    Parameter(
        "share",
        0.0,
        1.0,
        "Share of the administration lifted off managers that somebody else does, at the price of a manager's hour.",
        "context",
        name=REPLACED,
    ),
)


def eligible_of(process: str) -> str:
    """Return the name of the share of people that a process is for: ``ccs.eligible``."""
    return f"{process}.{ELIGIBLE}"


@cache
def declared_costs(processes: tuple[str, ...] = PROCESSES) -> dict[str, Parameter]:
    """Return every declaration by its full name."""
    shares = (
        Parameter(
            "share of people", 0.001, 1.0, "People eligible for the process.", "context", name=eligible_of(process)
        )
        for process in processes
    )
    return {one.name: one for one in (*_SHARED, *shares)}


def known(processes: tuple[str, ...] = PROCESSES) -> dict[str, Parameter]:
    """Return all that a scenario may give a value: the model's parameters, and those of costs."""
    return {**declared(processes), **declared_costs(processes)}


def known_parameter(name: str, processes: tuple[str, ...] = PROCESSES) -> Parameter:
    """Return the declaration of a name, of the model or of costs.

    Raises
    ------
    ParameterError
        If there is none, as `simulation.parameters.parameter_named`.
    """
    return declared_costs(processes).get(name) or parameter_named(name, processes)


@cache
def values() -> dict[str, dict[str, object]]:
    """Return value, status and source of each that comes with the model, by its full name."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {f"{GROUP}.{name}": entry for name, entry in table[GROUP].items()}
