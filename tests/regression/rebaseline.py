"""Rebaseline the golden digests, for a stated reason: ``python -m tests.regression.rebaseline "why they change"``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scenarios.library import available
from scenarios.load import load
from simulation.engine.run import trace

FILE = Path(__file__).with_name("golden.json")


def digests() -> dict[str, str]:
    """Return the digest of one classroom run of every scenario in the library."""
    return {name: trace(load(name, size="classroom").settings, 1)[0].digest for name in available()}


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
