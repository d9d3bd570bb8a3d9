"""Provenance: what made a store: scenarios as they were, versions, commit, platform."""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from experiments.runs.model import model_digest
from experiments.runs.sweep.study import Study

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("numba", "numpy", "scipy", "pyarrow")


@cache
def versions() -> dict[str, Any]:
    """Return versions and machine: what stands beside every chunk."""
    return {
        "versions": {
            "enabling-bubbles": _version("enabling-bubbles"),
            "python": platform.python_version(),
            **{name: _version(name) for name in PACKAGES},
        },
        "host": platform.node(),
        "platform": platform.platform(),
    }


def about(study: Study) -> dict[str, Any]:
    """Return the provenance of a study's runs."""
    return {
        "question": study.question,
        "question_es": study.question_es,
        "study": {"file": study.file, "text": study.text, "design": study.design},
        "scenarios": {name: dict(scenario.text) for name, scenario in study.scenarios.items()},
        **origin(),
    }


def origin() -> dict[str, Any]:
    """Return which model, commit, versions and machine make runs now."""
    commit = _git("rev-parse", "HEAD")
    return {
        "model": model_digest(),
        "commit": commit,
        "changed_since_commit": bool(_git("status", "--porcelain", "--", "simulation", "scenarios"))
        if commit
        else None,
        "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        **versions(),
    }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def _git(*words: str) -> str | None:
    if not (ROOT / ".git").exists():
        return None
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
