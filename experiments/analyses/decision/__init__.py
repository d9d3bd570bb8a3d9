"""Decision: which package of rules to try when nobody knows the mechanisms or the places for certain."""

from experiments.analyses.decision.cases import Case, cases_of
from experiments.analyses.decision.method import Decision, decide, plan_of_packages

__all__ = ["Case", "Decision", "cases_of", "decide", "plan_of_packages"]
