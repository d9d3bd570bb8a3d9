"""Progress: runs done, rate and time left, on standard error; on a terminal one line that changes."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Any

import click

from interface.language import say

EVERY = 10.0
"""Seconds between lines where standard error is no terminal."""


class ProgressLine:
    """Shows how far something is; says nothing where it is quiet, or over at once."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._is_terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._last = time.monotonic()
        self._shown = 0

    def tell(self, progress: Any) -> None:
        """Show a progress: ``done``, ``runs``, ``per_second``, ``seconds_left``."""
        now = time.monotonic()
        if self._is_quiet or not (self._is_terminal or now - self._last >= EVERY):
            return
        self._last = now
        text = _in_words(progress)
        if self._is_terminal:
            click.echo("\r" + text.ljust(self._shown), nl=False, err=True)
            self._shown = len(text)
        else:
            click.echo(text, err=True)

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            click.echo("", err=True)


def _in_words(progress: Any) -> str:
    """Return how far something is; before anything is made there is no rate to speak of."""
    done, runs = f"{progress.done:,}", f"{progress.runs:,}"
    if progress.seconds_left is None:
        return say("sweep.begun", done=done, runs=runs)
    rate, left = f"{progress.per_second:,.0f}", time_in_words(progress.seconds_left)
    return say("sweep.progress", done=done, runs=runs, rate=rate, left=left)


def time_in_words(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def size_in_words(plan: Any) -> str:
    """Return how large a plan of runs is: scenarios, rows, plausible sets, replicates, runs and chunks."""
    numbers = {
        "scenarios": len(plan.names),
        "rows": f"{len(plan.rows):,}",
        "replicates": f"{plan.replicates:,}",
        "runs": f"{plan.runs:,}",
        "chunks": f"{plan.chunks:,}",
    }
    if plan.sets and plan.has_twins:
        return say("sweep.size_with_sets", sets=plan.sets, **numbers)
    if plan.sets:
        return say("sweep.size_with_sets_without_twins", sets=plan.sets, **numbers)
    return say("sweep.size", **numbers) if plan.has_twins else say("sweep.size_without_twins", **numbers)
