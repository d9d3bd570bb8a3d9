"""Evaluation: which study would tell: designs held against worlds whose truth is known.

`evaluate` is the whole question in one call; `method`, `estimators` and `reml` say how, `formulas` what is usually
planned with; `accounts` and `telling` say which rival account data would show to be true.
"""

from experiments.analyses.evaluation.accounts import AccountsAsked
from experiments.analyses.evaluation.ask import EvaluationFindings, evaluate
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.design import Design, DesignError, Planted, Prices
from experiments.analyses.evaluation.method import Answer, Cost, cheapest
from experiments.analyses.evaluation.telling import AccountsAnswer

__all__ = [
    "AccountsAnswer",
    "AccountsAsked",
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
