"""Drawn: strategies for the arguments of every rule, from the declared ranges."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import simulation.mechanisms
from simulation.declarations import Parameter
from simulation.levers import Levers
from simulation.mechanisms import shapes
from simulation.parameters import Mechanisms, declared, fields_of, groups, mechanisms_from

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
PARAMETERS = declared()
ROUNDING = 1e-12
"""Quotients of rounded numbers rise up to a few last places."""

MECHANISMS = {
    module.name: importlib.import_module(f"simulation.mechanisms.{module.name}")
    for module in pkgutil.iter_modules(simulation.mechanisms.__path__)
}
RULES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": rule
    for module in MECHANISMS.values()
    for name, rule in vars(module).items()
    if inspect.isfunction(rule) and rule.__module__ == module.__name__ and module is not shapes
}


def between(low: float, high: float) -> SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


def value_of(parameter: Parameter) -> SearchStrategy[float]:
    if parameter.choices or parameter.whole:
        return st.integers(int(parameter.low), int(parameter.high)).map(float)
    return between(parameter.low, parameter.high)


def from_declaration(group: type[Any]) -> SearchStrategy[Any]:
    """Return a strategy for a group of parameters, each in its declared range."""
    prefixes = {cls: "" if concept in ("levers", "context") else f"{concept}." for concept, cls in groups().items()}
    prefix = prefixes.get(group, "ccs.")
    return st.builds(group, **{name: value_of(PARAMETERS[prefix + name]) for name in fields_of(group)})


share = between(0.0, 1.0)
signed = between(-1.0, 1.0)
deviate = between(-4.24, 4.24)
draw = between(0.0, 1.0 - 2.0**-53)
two_shares = st.tuples(share, share).map(sorted)
levers = from_declaration(Levers)

ARGUMENTS: dict[str, SearchStrategy[float]] = {
    "annual": share,
    "a": signed,
    "association": signed,
    "average": signed,
    "b": signed,
    "coached": st.integers(0, 300).map(float),
    "denominator": value_of(PARAMETERS["anc.denominator"]),
    "demand": between(-3.0, 3.0),
    "deviate": deviate,
    "example": signed,
    "exchange": share,
    "half": between(0.01, 1.0),
    "inside": signed,
    "lead": signed,
    "innovation": between(0.0, 0.5),
    "mastery": signed,
    "mean_delay": between(0.0, 24.0),
    "memory": between(1.0, 240.0),
    "month": st.integers(0, 599).map(float),
    "noise": between(1e-3, 1.0),
    "noticed": signed,
    "outside": signed,
    "payment_delay": between(0.0, 24.0),
    "persistence": between(0.0, 0.99),
    "sd": between(0.0, 0.5),
    "served": st.integers(1, 300).map(float),
    "shortfall": between(0.0, 1.4),
    "start": st.integers(0, 600).map(float),
    "teams_progress": between(0.0, 2.0),
    "together": between(0.0, 2.0),
    "trend": between(-5.0, 5.0),
    "value": signed,
}
"""Arguments that are no share; the rest lie in 0 to 1."""

GROUPS = {cls.__name__: from_declaration(cls) for cls in groups().values()}

RESULTS: dict[str, tuple[float, float]] = {
    "authority.noticed_after_month": (-1.0, 1.0),
    "care.demand_after_month": (-6.0, 6.0),
    "contracting.bonus_at_quarter": (0.0, 0.5),
    "contracting.shortfall_at_quarter": (0.0, 1.4),
    "effort.claim_of_process": (0.0, 2.0),
    "effort.effort_left": (0.0, 10.0),
    "learning.association_after_month": (-1.0, 1.0),
    "learning.average_after_month": (-1.0, 1.0),
    "learning.figure_to_judge": (-1.0, 1.0),
    "learning.mastery_after_month": (-1.0, 1.0),
    "practice.sources_of_improvement": (0.0, 42.0),
    "coordination.teamwork": (0.0, 2.0),
}
"""Results that are no share; the rest lie in 0 to 1."""

TOGETHER = {
    "authority.lead_of_programme",
    "effort.effort_for_process",
    "learning.credit_of",
    "practice.focus_of_coaching",
}
"""Rules whose arguments belong together, with tests of their own."""


def arguments_of(rule: Callable[..., float]) -> SearchStrategy[dict[str, Any]]:
    hints = {name: parameter.annotation for name, parameter in inspect.signature(rule).parameters.items()}
    return st.fixed_dictionaries(
        {name: GROUPS[hint] if hint in GROUPS else ARGUMENTS.get(name, share) for name, hint in hints.items()}
    )


def random_values(seed: int) -> dict[str, float]:
    """Return a value for every parameter: an edge of its range as often as the inside."""
    rng = np.random.default_rng(seed)
    values: dict[str, float] = {}
    for name, parameter in PARAMETERS.items():
        edge = rng.integers(4)
        value = (
            parameter.low if edge == 0 else parameter.high if edge == 1 else rng.uniform(parameter.low, parameter.high)
        )
        values[name] = float(round(value)) if parameter.whole or parameter.choices else float(value)
    return values


def random_mechanisms(seed: int) -> Mechanisms:
    return mechanisms_from(random_values(seed))


seeds = st.integers(0, 2**32 - 1)
