"""Rebaseline the golden digests, for a stated reason: ``python -m tests.regression.rebaseline "why they change"``."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from scenarios.library import available
from scenarios.load import load
from simulation.engine.run import run, trace

FILE = Path(__file__).with_name("golden.json")


def digests() -> dict[str, str]:
    """Return for every scenario in the library the digests of one classroom run: of its states and its measures."""
    found: dict[str, str] = {}
    for name in available():
        settings = load(name, size="classroom").settings
        found[name] = trace(settings, 1)[0].digest
        values = np.nan_to_num(run(settings, 1, 1).values, nan=-1e300)
        found[f"{name}: measures"] = hashlib.sha256(values.tobytes()).hexdigest()
    return found


def main() -> None:
    """Write the digests of today, with the reason."""
    reason = " ".join(sys.argv[1:]).strip()
    if not reason:
        sys.exit("Say why the golden digests change: python -m tests.regression.rebaseline REASON")
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    reasons = [*golden.get("reasons", []), reason]
    FILE.write_text(json.dumps({"reasons": reasons, "digests": digests()}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
