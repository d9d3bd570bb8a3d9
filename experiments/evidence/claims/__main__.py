"""``make study``: all runs, figures, tables and pages of the study; fails if a verdict is not the expected one."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from experiments.evidence.claims.document import written
from experiments.evidence.claims.evidence import FULL, QUICK, gathered
from experiments.evidence.claims.verdicts import judged
from experiments.runs.exit_codes import CHECK_FAILED, DONE, INTERRUPTED, USERS_MISTAKE
from experiments.runs.model import check_published
from experiments.runs.sweep.driver import Progress, interruptible
from simulation.errors import SimulationError

ROOT = Path(__file__).resolve().parents[3]
SEED = 1


def main(arguments: list[str] | None = None) -> int:
    """Make the study, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m experiments.evidence.claims", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the runs: to see that it works")
    parser.add_argument("--store", type=Path, default=ROOT / "build" / "study", help="folder of the runs")
    parser.add_argument("--out", type=Path, help="folder of the pages: docs/study, or build/study-quick if quick")
    parser.add_argument("--threads", type=int, default=None)
    asked = parser.parse_args(arguments)
    out: Path = asked.out or ROOT / ("build/study-quick" if asked.quick else "docs/study")
    started = time.perf_counter()
    steps: dict[str, int] = {}

    def tell(step: str, progress: Progress) -> None:
        if steps.get(step) is None or progress.done == progress.runs > (steps[step] or 0):
            steps[step] = progress.done
            seconds = time.perf_counter() - started
            print(f"{seconds:6.0f} s  {step}: {progress.done:,} of {progress.runs:,} runs", file=sys.stderr, flush=True)

    try:
        if out.resolve() == ROOT / "docs" / "study":
            check_published("docs/study")
        with interruptible():
            evidence = gathered(
                QUICK if asked.quick else FULL, asked.store, seed=SEED, threads=asked.threads, tell=tell
            )
            claims = judged(evidence)
            paths = written(out, evidence, claims, seed=SEED)
    except KeyboardInterrupt:
        print(f"Interrupted: what was made is in {asked.store}; the same command goes on.", file=sys.stderr)
        return INTERRUPTED
    except SimulationError as error:
        print(f"Error: {error}", file=sys.stderr)
        return USERS_MISTAKE
    for claim in claims:
        share = "" if claim.frequency.low is None else f"{100 * (claim.frequency.mean or 0.0):4.0f}% of sets"
        mark = "" if claim.is_as_expected else f"  EXPECTED: {claim.expected}"
        print(f"{claim.name:24}{claim.verdict:10}{share}{mark}")
    print(
        f"{evidence.runs:,} runs, {time.perf_counter() - started:.0f} s; {paths[-1].parent}/{paths[-1].name} and more"
    )
    if all(claim.is_as_expected for claim in claims) or asked.quick:
        return DONE
    print("A verdict is not what experiments/evidence/claims/claims.py expects: mend the claim, or what it says.")
    return CHECK_FAILED


if __name__ == "__main__":
    sys.exit(main())
