"""Decision: which package of rules to try when nobody knows the mechanisms or the places for certain.

`decide` is the whole question in one call; `plan_of_packages` and `judge` are its parts, for runs of one's own.
"""

from experiments.analyses.decision.ask import DecisionFindings, decide
from experiments.analyses.decision.cases import Case, cases_of
from experiments.analyses.decision.method import Decision, judge, plan_of_packages

__all__ = ["Case", "Decision", "DecisionFindings", "cases_of", "decide", "judge", "plan_of_packages"]
