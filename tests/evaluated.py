"""Evaluated: the comparative study at its fewest sets of data, made once in a process for all tests that show it."""

from __future__ import annotations

from functools import cache

from experiments import evaluate
from experiments.analyses.evaluation import EvaluationFindings


@cache
def comparative_study() -> EvaluationFindings:
    """Return what evaluations of the advised kind would find; its worlds take a processor ten seconds."""
    return evaluate("comparative-study", data_sets=16)
