"""Model: which model made a result: every file of its code, and its reference values.

Reports, stores, the explorer and ``bubbles run`` all name a model by this digest. What is published and kept with the
project (plausible sets, rivals, the study) names the rules alone (`scenarios.rules`), so that it stays true of a code
that was only moved or explained anew.
"""

from __future__ import annotations

import hashlib

from scenarios.library import FOLDER, REFERENCE
from simulation.results import source_digest


def model_digest() -> str:
    """Return the SHA-256 of the simulation's sources and of the reference values: which model made a result."""
    values = (FOLDER / f"{REFERENCE}.toml").read_bytes()
    return hashlib.sha256(source_digest().encode() + values).hexdigest()
