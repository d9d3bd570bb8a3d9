"""Evaluation: which study would tell: designs held against worlds whose truth is known.

`evaluate` is the whole question in one call; `method`, `estimators` and `reml` say how, `formulas` what is usually
planned with.
"""

from experiments.analyses.evaluation.ask import EvaluationFindings, evaluate
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.design import Design, DesignError, Planted, Prices
from experiments.analyses.evaluation.method import Answer, Cost, cheapest

__all__ = [
    "Answer",
    "Cost",
    "Design",
    "DesignError",
    "Evaluation",
    "EvaluationFindings",
    "Planted",
    "Prices",
    "cheapest",
    "evaluate",
]
