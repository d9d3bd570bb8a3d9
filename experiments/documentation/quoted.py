"""Quoted: thresholds that pages written by hand name, between marks that say which.

A mark ``<!-- quoted: NAME -->`` opens a number and ``<!-- end -->`` closes it. NAME is what texts of the house call it,
such as ``partial_percent``; or, where a page speaks in the units of the model, a constant of
``simulation/observables/__init__.py``: ``REACHED_GAIN``.
"""

from __future__ import annotations

import re
from pathlib import Path

from experiments.documentation.bibliography import ROOT
from experiments.presentation.thresholds import thresholds
from simulation import observables

GLOSSARY, LIMITS = (ROOT / "docs" / f"{name}.md" for name in ("glossary", "limits"))
_NUMBER = re.compile(r"(<!-- quoted: (\w+) -->).*?(<!-- end -->)")


def quoted(text: str) -> str:
    """Return a page's text with every threshold in it as it stands today."""
    return _NUMBER.sub(lambda found: f"{found[1]}{_number(found[2])}{found[3]}", text)


def _number(name: str) -> str:
    return thresholds()[name] if name.islower() else f"{getattr(observables, name):g}"


def written(page: Path) -> str:
    """Return a page with its thresholds."""
    return quoted(page.read_text(encoding="utf-8"))
