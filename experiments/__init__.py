"""Experiments: many runs, and what they say together. The door of Python: one call for each question.

``load`` and ``run`` a scenario, ``compare`` some, ``sweep`` a study, and ask what follows: ``sensitivity``,
``frontier``, ``discover``, ``attribute``, ``decide``; ``validate`` holds the model against its facts. Scenarios are
asked for by name, by path, ready-made, or as values over the baseline. What comes back has ``headline()``,
``summary()``, ``to_pandas()``, ``plot()``, ``write()`` and ``as_json()``, and shows its answer in a notebook.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.analyses.attribution import attribute
    from experiments.analyses.comparison import Comparison, compare
    from experiments.analyses.decision import decide
    from experiments.analyses.discovery import discover
    from experiments.analyses.frontier import frontier
    from experiments.analyses.sensitivity import sensitivity
    from experiments.evidence.validation.ask import validate
    from experiments.runs.ask import run, sweep
    from scenarios.load import load

_DOORS = {
    "load": "scenarios.load",
    "run": "experiments.runs.ask",
    "compare": "experiments.analyses.comparison",
    "sweep": "experiments.runs.ask",
    "sensitivity": "experiments.analyses.sensitivity",
    "frontier": "experiments.analyses.frontier",
    "discover": "experiments.analyses.discovery",
    "attribute": "experiments.analyses.attribution",
    "decide": "experiments.analyses.decision",
    "validate": "experiments.evidence.validation.ask",
    "Comparison": "experiments.analyses.comparison",
}
"""Where each name lives; it is imported when it is asked for."""

__all__ = [
    "Comparison",
    "attribute",
    "compare",
    "decide",
    "discover",
    "frontier",
    "load",
    "run",
    "sensitivity",
    "sweep",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name in _DOORS:
        return getattr(importlib.import_module(_DOORS[name]), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
