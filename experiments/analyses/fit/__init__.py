"""Fit: a country's reported figures against the model: which sets of values they rule out, and what is left open.

`fit` is the whole question in one call; `reported` reads figures, `ruler_of` and `matched` are the method, for runs of
one's own.
"""

from experiments.analyses.fit.ask import FitFindings, fit
from experiments.analyses.fit.method import Matched, Narrowed, Ruler, matched, ruler_of
from experiments.analyses.fit.reading import FiguresError, Reported, reported

__all__ = [
    "FiguresError",
    "FitFindings",
    "Matched",
    "Narrowed",
    "Reported",
    "Ruler",
    "fit",
    "matched",
    "reported",
    "ruler_of",
]
