"""Making: the runs that an analysis needs, with progress, in its store if it has one, so that they are not lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from interface.language import say
from interface.notice import announce_compiling
from interface.progress import ProgressLine

MOST_FAILED = 20
"""Runs that are named, where more failed."""


def make_runs(plan: Any, question: str, store: Path | None, threads: int | None, quiet: bool) -> Any:
    """Make the runs of a plan, those that its store lacks, and return them all.

    Raises
    ------
    KeyboardInterrupt
        If it is stopped; then it has said what is stored.
    """
    from experiments.runs.sweep.variants import made

    announce_compiling("compiled", quiet)
    line = ProgressLine(is_quiet=quiet)
    try:
        with line:
            return made(plan, question, store, threads=threads, tell=line.tell)
    except KeyboardInterrupt:
        if store is not None:
            click.echo(say("making.stored", folder=store), err=True)
        raise


def check_report_folder(report: Path | None, store: Path | None) -> None:
    """Make the folder of a report, if one is asked for, before the work is done; refuse one of other files."""
    if report is None:
        return
    from experiments.presentation.page import KIND, NAME
    from experiments.runs.durable_files import make_output_folder

    make_output_folder(report, {NAME: KIND}, beside=store)


def tell_failed(store: Any, failed: Sequence[Mapping[str, Any]]) -> None:
    """Say on standard error which runs of a store failed, the first of them with the commands that make them again."""
    for failure in failed[:MOST_FAILED]:
        what = store.plan.described(failure["run"])
        click.echo(say("sweep.failed", what=what, error=failure["error"]), err=True)
    if failed:
        numbers = {"number": f"{len(failed):,}", "runs": f"{store.plan.runs:,}"}
        click.echo(say("sweep.failed_in_all", **numbers), err=True)


def print_findings(findings: Any, written: Any) -> None:
    """Print paragraphs, and where the report is."""
    from interface.output import print_text

    for paragraph in findings:
        print_text(str(paragraph))
        click.echo()
    for path in written[:1]:
        click.echo(say("making.report", file=path))
