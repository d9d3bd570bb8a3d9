"""Progress: how far runs are, where nobody else tells it: a line on a terminal or in a notebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from experiments.runs.sweep.driver import Progress
from experiments.runs.sweep.plan import Plan

Tell = Callable[[Progress], None]
"""What is told how far runs are."""


def told(tell: Tell | None) -> Tell:
    """Return what is to be told: what was given, else a line that is rewritten where a person sees it, else nothing."""
    if tell is not None:
        return tell
    is_terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"  # pyright: ignore[reportUnnecessaryComparison]
    return write_line if is_terminal or "ipykernel" in sys.modules else lambda _: None


def all_there(plan: Plan) -> Progress:
    """Return how far the runs of a plan are where none is to be made."""
    return Progress(plan.runs, plan.runs, 0.0, None)


def write_line(progress: Progress) -> None:
    """Write over the last line how many of the runs are made, and how long the others may take."""
    is_over = progress.done >= progress.runs
    left = "" if progress.seconds_left is None or is_over else f", about {progress.seconds_left:,.0f} s left"
    text = f"{progress.done:,} of {progress.runs:,} runs{left}"
    sys.stderr.write(f"\r{text:60}" + ("\n" if is_over else ""))
    sys.stderr.flush()
