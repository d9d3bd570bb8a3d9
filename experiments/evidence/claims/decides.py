"""Decides: what ``make what-decides`` keeps of the study of sensitivity: shares as JSON, and figures, in ``docs``."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from experiments.evidence.claims.document import values_digest
from experiments.runs.durable_files import make_folder, write_whole
from experiments.runs.exit_codes import USERS_MISTAKE
from experiments.runs.model import check_published
from scenarios.rules import digest_of_rules
from simulation.errors import SimulationError

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
FIGURES = {
    "decides-regime-spread.svg": "what-decides-spread.svg",
    "decides-regime-bubble.svg": "what-decides-confined.svg",
    "convergence-regime-spread.svg": "what-decides-convergence.svg",
}
"""Of the report that the command writes, and what the page calls them."""
LEFT_OUT = ("store", "problems", "checks", "model")


def kept(shares: str) -> str:
    """Return what is kept of what ``bubbles sensitivity --json`` prints, and the two digests that a test looks at."""
    found = json.loads(shares)
    content = {"rules": digest_of_rules(), "values": values_digest()}
    content |= {name: value for name, value in found.items() if name not in LEFT_OUT}
    return json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the files of the page, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m experiments.evidence.claims.decides", description=__doc__)
    parser.add_argument("shares", type=Path, help="what `bubbles sensitivity what-decides --plausible --json` printed")
    parser.add_argument("report", type=Path, help="folder of its report")
    asked = parser.parse_args(arguments)
    try:
        check_published("docs/what-decides.json")
    except SimulationError as error:
        print(f"Error: {error}", file=sys.stderr)
        return USERS_MISTAKE
    make_folder(DOCS / "figures")
    write_whole(DOCS / "what-decides.json", kept(asked.shares.read_text(encoding="utf-8")))
    for name, own in FIGURES.items():
        shutil.copyfile(asked.report / name, DOCS / "figures" / own)
    print(f"{DOCS / 'what-decides.json'} and {len(FIGURES)} figures", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
