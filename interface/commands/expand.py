"""``bubbles expand``: more replicates in a store, none made twice."""

from __future__ import annotations

from pathlib import Path

import click

from interface import options
from interface.commands.sweep import drive_with_progress


@click.command(epilog="Example: bubbles expand --store first-look --replicates 12 --quiet")
@options.store
@click.option("--replicates", type=int, required=True, help="Replicates of each scenario and row, in all.")
@options.threads
@options.cluster
@options.language
@options.as_json
@options.quiet
def expand(store: Path, replicates: int, threads: int | None, cluster: str | None, as_json: bool, quiet: bool) -> int:
    """Add replicates to a store, up to a number in all; those it has stay as they are.

    The same command again goes on where it stopped, and so does `bubbles sweep` with the study.
    """
    from experiments.sweep.store import check_model, open_store, tidy

    opened = open_store(store, mends=True)
    check_model(opened)
    tidy(store)
    return drive_with_progress(opened.expanded(replicates), threads, cluster, None, as_json, quiet)
