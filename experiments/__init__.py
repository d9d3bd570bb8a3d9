"""Experiments: many runs, and what they say together. The door of Python: one call for each question.

``load`` and ``run`` a scenario, ``compare`` some, ``sweep`` a study, and ask what follows: ``sensitivity``,
``frontier``, ``discover``, ``attribute``, ``decide``, ``fit``, ``evaluate``, ``validate``. Scenarios are asked for by
name, by path, ready-made, or as values over the baseline. What comes back has ``headline()``, ``summary()``,
``to_pandas()``, ``plot()``, ``write()`` and ``as_json()``, shows its answer in a notebook, and goes into one file with
``save()``, which ``load_findings`` reads again; a `Swept` has a store instead of words.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os

    from experiments.analyses.attribution.ask import AttributionFindings, attribute
    from experiments.analyses.comparison.ask import ComparisonFindings, compare
    from experiments.analyses.comparison.method import Comparison
    from experiments.analyses.decision.ask import DecisionFindings, decide
    from experiments.analyses.discovery.ask import DiscoveryFindings, discover
    from experiments.analyses.evaluation.ask import EvaluationFindings, evaluate
    from experiments.analyses.fit.ask import FitFindings, fit
    from experiments.analyses.frontier.ask import FrontierFindings, frontier
    from experiments.analyses.sensitivity.ask import SensitivityFindings, sensitivity
    from experiments.analyses.story.ask import SingleRun, run
    from experiments.evidence.validation.ask import ValidationFindings, validate
    from experiments.presentation.findings import Findings
    from experiments.runs.ask import Swept, sweep
    from scenarios.load import load

    __version__: str

__all__ = [
    "AttributionFindings",
    "Comparison",
    "ComparisonFindings",
    "DecisionFindings",
    "DiscoveryFindings",
    "EvaluationFindings",
    "FitFindings",
    "FrontierFindings",
    "SensitivityFindings",
    "SingleRun",
    "Swept",
    "ValidationFindings",
    "attribute",
    "compare",
    "decide",
    "discover",
    "evaluate",
    "fit",
    "frontier",
    "load",
    "load_findings",
    "run",
    "sensitivity",
    "sweep",
    "validate",
]
WHERE = {
    "AttributionFindings": "experiments.analyses.attribution.ask",
    "Comparison": "experiments.analyses.comparison.method",
    "ComparisonFindings": "experiments.analyses.comparison.ask",
    "DecisionFindings": "experiments.analyses.decision.ask",
    "DiscoveryFindings": "experiments.analyses.discovery.ask",
    "EvaluationFindings": "experiments.analyses.evaluation.ask",
    "FitFindings": "experiments.analyses.fit.ask",
    "FrontierFindings": "experiments.analyses.frontier.ask",
    "SensitivityFindings": "experiments.analyses.sensitivity.ask",
    "SingleRun": "experiments.analyses.story.ask",
    "Swept": "experiments.runs.ask",
    "ValidationFindings": "experiments.evidence.validation.ask",
    "attribute": "experiments.analyses.attribution.ask",
    "compare": "experiments.analyses.comparison.ask",
    "decide": "experiments.analyses.decision.ask",
    "discover": "experiments.analyses.discovery.ask",
    "evaluate": "experiments.analyses.evaluation.ask",
    "fit": "experiments.analyses.fit.ask",
    "frontier": "experiments.analyses.frontier.ask",
    "load": "scenarios.load",
    "run": "experiments.analyses.story.ask",
    "sensitivity": "experiments.analyses.sensitivity.ask",
    "sweep": "experiments.runs.ask",
    "validate": "experiments.evidence.validation.ask",
}
"""Modules by what they give, so that nothing heavy is imported before it is asked for."""


def load_findings(path: str | os.PathLike[str]) -> Findings:
    """Return what an analysis found, from the file that ``save`` wrote: the same answer, tables and figures.

    Nothing in the file is ever run.

    Parameters
    ----------
    path : str or path
        A file that `Findings.save` wrote.

    Returns
    -------
    Findings
        Of the analysis that wrote it, such as `ComparisonFindings`.

    Raises
    ------
    SimulationError
        If there is no such file, it holds no findings or is damaged, or another model or format wrote it.
    """
    from experiments.presentation.saved import load as load_saved

    return load_saved(path, [name for name in __all__ if name.endswith("Findings")], __getattr__)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("enabling-bubbles")
    if name in WHERE:
        return getattr(importlib.import_module(WHERE[name]), name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
