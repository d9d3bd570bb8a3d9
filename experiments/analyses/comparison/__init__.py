"""Comparison: a paired what-if: the same worlds under other rules, and its report.

`compare` is the whole question in one call; `method.compare` runs scenarios that are loaded.
"""

from experiments.analyses.comparison.ask import ComparisonFindings, compare
from experiments.analyses.comparison.method import Comparison

__all__ = ["Comparison", "ComparisonFindings", "compare"]
