"""Bands: those of a comparison, as figures name them."""

from __future__ import annotations

from experiments.analyses.comparison.bands import CLIMATE, GAIN, GROUPS, Band, band_of
from experiments.analyses.comparison.method import Comparison

__all__ = ["CLIMATE", "GROUPS", "Band", "band_of", "gain", "level"]


def level(comparison: Comparison, scenario: str, name: str) -> Band:
    """Return the band of a series such as ``coverage.ccs.coached``."""
    return comparison.bands[scenario][name]


def gain(comparison: Comparison, scenario: str, name: str) -> Band:
    """Return the band of a series less that of the twin, run by run."""
    return comparison.bands[scenario][name + GAIN]
