"""Model: which model made a result: its rules and its reference values."""

from __future__ import annotations

import hashlib

from scenarios.library import FOLDER, REFERENCE
from simulation.results import source_digest


def model_digest() -> str:
    """Return the SHA-256 of the simulation's sources and of the reference values: which model made a result."""
    values = (FOLDER / f"{REFERENCE}.toml").read_bytes()
    return hashlib.sha256(source_digest().encode() + values).hexdigest()
