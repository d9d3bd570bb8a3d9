"""Sweeping: the runs that a store lacks, with progress, and what is said of them; of a plan, how long it would take."""

from __future__ import annotations

from typing import Any

import click

from experiments.runs.exit_codes import CHECK_FAILED, INTERRUPTED
from interface import options
from interface.language import say
from interface.making import tell_failed
from interface.notice import announce_compiling
from interface.output import print_json, print_text
from interface.progress import ProgressLine, size_in_words, time_in_words


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


def tell_copies(study: Any) -> None:
    """Say on standard error how many points of a study are others again, and are run once."""
    if study.copies:
        numbers = {"copies": f"{study.copies:,}", "rows": f"{len(study.rows):,}"}
        click.echo(say("sweep.copies", **numbers), err=True)


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


def print_estimate(study: Any, plan: Any, threads: int | None, as_json: bool) -> None:
    """Print how many runs a plan has, how long they would take, and how much disk."""
    from experiments.runs.sweep.driver import estimate

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
