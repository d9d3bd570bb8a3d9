"""Experiments: many runs, and what they say together: one call for each question."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.analyses.comparison.method import Comparison, compare
    from experiments.analyses.discovery.ask import DiscoveryFindings, discover
    from experiments.analyses.frontier.ask import FrontierFindings, frontier
    from experiments.analyses.sensitivity.ask import SensitivityFindings, sensitivity
    from experiments.evidence.validation.ask import ValidationFindings, validate

__all__ = [
    "Comparison",
    "DiscoveryFindings",
    "FrontierFindings",
    "SensitivityFindings",
    "ValidationFindings",
    "compare",
    "discover",
    "frontier",
    "sensitivity",
    "validate",
]
WHERE = {
    "Comparison": "experiments.analyses.comparison.method",
    "DiscoveryFindings": "experiments.analyses.discovery.ask",
    "FrontierFindings": "experiments.analyses.frontier.ask",
    "SensitivityFindings": "experiments.analyses.sensitivity.ask",
    "ValidationFindings": "experiments.evidence.validation.ask",
    "compare": "experiments.analyses.comparison.method",
    "discover": "experiments.analyses.discovery.ask",
    "frontier": "experiments.analyses.frontier.ask",
    "sensitivity": "experiments.analyses.sensitivity.ask",
    "validate": "experiments.evidence.validation.ask",
}
"""Modules by what they give, so that nothing heavy is imported before it is asked for."""


def __getattr__(name: str) -> Any:
    if name in WHERE:
        return getattr(importlib.import_module(WHERE[name]), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
