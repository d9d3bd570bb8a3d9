"""``bubbles sweep``: the many runs of a study, into a store that loses none."""

from __future__ import annotations

from pathlib import Path

import click

from interface import options
from interface.notice import announce_compiling
from interface.sweeping import check_threads, drive_with_progress, print_estimate, tell_copies


@click.command(epilog="Example: bubbles sweep first-look --store first-look --quiet")
@click.argument("study")
@options.store
@options.months_of_study
@options.threads
@options.cluster
@click.option("--shard", metavar="I/N", help="Make the I-th of N parts only: one part for each machine or job.")
@click.option("--dry-run", is_flag=True, help="Say how many runs, how long, how much disk; make none.")
@click.option(
    "--chunk", type=click.IntRange(1, 1_000_000), metavar="RUNS", help="Runs stored together, in a new store."
)
@options.language
@options.as_json
@options.quiet
def sweep(
    study: str,
    store: Path,
    months: int | None,
    threads: int | None,
    cluster: str | None,
    shard: str | None,
    dry_run: bool,
    chunk: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Make the runs of a study, each with its twin, into a store.

    STUDY is the path of a TOML file, or a study that comes with the model: first-look. The same command again
    goes on where it stopped, mends what is damaged, and tries again what failed; several may work on one store. The
    exit code is 1 if a run raised an error, twice, or came out differently, 3 if it was interrupted.
    """
    from experiments.runs.ask import shard_of, started
    from experiments.runs.sweep.plan import plan_of
    from experiments.runs.sweep.study import load_study

    options.refuse_idle("--cluster", acts=not dry_run, because="with --dry-run, which makes no runs")
    check_threads(cluster)
    part = shard_of(shard)
    asked = load_study(study, months=months)
    plan = plan_of(asked, chunk, part.of if part else 1)
    tell_copies(asked)
    if dry_run:
        announce_compiling("compiled", quiet)
        print_estimate(asked, plan, threads, as_json)
        return 0
    begun = started(asked, plan, store, chunk)
    return drive_with_progress(begun, threads, cluster, part, as_json, quiet)
