"""``bubbles verify``: whether a store is, to the last bit, what was written."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.language import say
from interface.making import tell_failed
from interface.output import print_json, print_text


@click.command(epilog="Example: bubbles verify --store first-look --recompute 1")
@options.store
@click.option(
    "--recompute",
    type=click.IntRange(0, 1_000_000),
    default=0,
    metavar="K",
    help="Make K chunks, taken at random, again, and compare every bit.",
)
@options.threads
@options.language
@options.as_json
@options.quiet
def verify(store: Path, recompute: int, threads: int | None, as_json: bool, quiet: bool) -> int:
    """Read every byte of a store and compare it with its hashes; every run must be there once.

    The exit code is 1 if anything is missing or not as it was written, if a run failed, or comes out differently.
    """
    from experiments.runs.sweep.store import open_store
    from experiments.runs.sweep.verify import verify as verify_store

    opened = open_store(store)
    found = verify_store(opened, recompute, threads)
    tell_failed(opened, found.failed)
    if as_json:
        print_json(
            {
                "store": str(store),
                "good": not found.problems and not found.failed,
                "problems": [problem._asdict() for problem in found.problems],
                "runs": opened.plan.runs,
                "runs_good": found.runs,
                "chunks_good": found.chunks,
                "failed": len(found.failed),
                "complete": found.is_complete,
                "sealed": found.is_sealed,
                "content": found.content,
                "recomputed": list(found.recomputed),
            }
        )
    else:
        for problem in found.problems:
            click.echo(say("verify.problem", file=problem.file, reason=problem.reason))
        if not quiet:
            print_text(say("verify.good", good=f"{found.runs:,}", runs=f"{opened.plan.runs:,}"))
            if found.recomputed:
                print_text(say("verify.recomputed", chunks=len(found.recomputed)))
            if found.is_complete:
                click.echo(say("sweep.sealed", content=found.content))
            else:
                print_text(say("status.next", folder=store))
    return 0 if found.is_complete and not found.problems else CHECK_FAILED
