"""``bubbles sweep``: the many runs of a study, into a store that loses none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import say
from interface.making import tell_failed
from interface.notice import announce_compiling
from interface.output import print_json, print_text
from interface.progress import ProgressLine, size_in_words

CHECK_FAILED = 1
INTERRUPTED = 3


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
    if asked.copies:
        numbers = {"copies": f"{asked.copies:,}", "rows": f"{len(asked.rows):,}"}
        click.echo(say("sweep.copies", **numbers), err=True)
    if dry_run:
        announce_compiling("compiled", quiet)
        _print_estimate(asked, plan, threads, as_json)
        return 0
    begun = started(asked, plan, store, chunk)
    return drive_with_progress(begun, threads, cluster, part, as_json, quiet)


def drive_with_progress(
    store: Any, threads: int | None, cluster: str | None, shard: Any, as_json: bool, quiet: bool
) -> int:
    """Make what a store lacks, tell how far it is, and return the exit code."""
    from experiments.runs.ask import Swept, executor_of
    from experiments.runs.sweep.driver import drive

    if not (quiet or as_json):
        print_text(size_in_words(store.plan))
    announce_compiling("compiled", quiet)
    executor = executor_of(threads, cluster)
    line = ProgressLine(is_quiet=quiet)
    try:
        with line:
            done = drive(store, executor, shard=shard, tell=line.tell)
    except KeyboardInterrupt:
        stored = store.standing(deep=False).stored
        click.echo(say("sweep.interrupted", stored=f"{stored:,}", runs=f"{store.plan.runs:,}"), err=True)
        return INTERRUPTED
    for problem in done.mended:
        click.echo(say("sweep.mended", file=problem.file, reason=problem.reason), err=True)
    for problem in done.standing.problems:
        if problem.is_foreign:
            click.echo(say("sweep.foreign", file=problem.file), err=True)
    if done.tried_again:
        numbers = {"number": f"{done.tried_again:,}", "failed": f"{len(done.failed):,}"}
        click.echo(say("sweep.tried_again", **numbers), err=True)
    tell_failed(store, done.failed)
    if as_json:
        print_json(Swept(store, done).as_json())
    elif not quiet:
        _print_outcome(store, done)
    return CHECK_FAILED if done.failed else 0


def check_threads(cluster: str | None) -> None:
    """Refuse ``--threads`` where others work."""
    of_others = "with a scheduler, whose workers have their own. Allowed: without, or with --cluster local"
    options.refuse_idle("--threads", acts=cluster in (None, "local"), because=of_others)


def _print_outcome(store: Any, done: Any) -> None:
    plan = store.plan
    rate = f"{done.made / max(done.seconds, 1e-9):,.0f}"
    print_text(
        say(
            "sweep.done",
            made=f"{done.made:,}",
            seconds=f"{done.seconds:,.1f}",
            rate=rate,
            stored=f"{done.stored:,}",
            runs=f"{plan.runs:,}",
            folder=store.folder,
        )
    )
    if done.standing.is_complete:
        click.echo(say("sweep.sealed", content=done.seal["content_sha256"]))


def _print_estimate(study: Any, plan: Any, threads: int | None, as_json: bool) -> None:
    from experiments.runs.sweep.driver import estimate
    from interface.progress import time_in_words

    expected = estimate(plan, threads)
    if as_json:
        print_json(
            {
                "study": study.name,
                "key": plan.segments[0].key,
                "scenarios": list(plan.names),
                "rows": len(plan.rows),
                "plausible": plan.sets,
                "replicates": plan.replicates,
                "runs": plan.runs,
                "chunks": plan.chunks,
                "seconds": expected.seconds,
                "runs_per_second": expected.per_second,
                "bytes": expected.bytes,
            }
        )
        return
    print_text(size_in_words(plan))
    print_text(
        say(
            "sweep.estimate",
            time=time_in_words(expected.seconds),
            rate=f"{expected.per_second:,.0f}",
            megabytes=f"{expected.bytes / 1e6:,.1f}",
        )
    )
