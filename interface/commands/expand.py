"""``bubbles expand``: more replicates, or more rows, in a store, none made twice."""

from __future__ import annotations

from pathlib import Path

import click

from interface import options
from interface.language import say
from interface.sweeping import check_threads, drive_with_progress
from simulation.errors import SimulationError


@click.command(epilog="Example: bubbles expand --store first-look --replicates 12 --quiet")
@options.store
@click.option("--replicates", type=int, metavar="N", help="Replicates of each scenario and row, in all.")
@click.option(
    "--rows",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="A file of rows, its first line the parameters that the study varies; those not yet there are added.",
)
@click.option(
    "--study", metavar="STUDY", help="The study with more points, values, rows or replicates: what is new is added."
)
@options.threads
@options.cluster
@options.language
@options.as_json
@options.quiet
def expand(
    store: Path,
    replicates: int | None,
    rows: Path | None,
    study: str | None,
    threads: int | None,
    cluster: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Add replicates or rows to a store; the runs it has stay as they are, to the last bit.

    The same command again goes on where it stopped, and adds nothing twice.
    """
    from experiments.runs.sweep.expansion import grown
    from experiments.runs.sweep.store import check_model, open_store, tidy

    if replicates is None and rows is None and study is None:
        raise SimulationError(
            "Nothing is asked for. Allowed: --replicates N, --rows CSV, --study STUDY, or several. Give one of them."
        )
    check_threads(cluster)
    opened = open_store(store, mends=True)
    check_model(opened)
    tidy(store)

    def tell(copies: int) -> None:
        click.echo(say("expand.copies", copies=f"{copies:,}", file=rows), err=True)

    larger = grown(opened, study=study, rows=rows, replicates=replicates, tell=tell)
    return drive_with_progress(larger, threads, cluster, None, as_json, quiet)
