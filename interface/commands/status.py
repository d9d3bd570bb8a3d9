"""``bubbles status``: what a store has, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import click

from interface import options
from interface.language import say
from interface.output import print_json, print_text
from interface.progress import size_in_words


@click.command(epilog="Example: bubbles status --store first-look")
@options.store
@options.language
@options.as_json
@options.quiet
def status(store: Path, as_json: bool, quiet: bool) -> int:
    """Say how many runs of a study are stored, how many are missing, and which files are damaged.

    It looks at names and sizes only, which is quick; `bubbles verify` reads every byte. The exit code is 1 if a file
    is damaged.
    """
    from experiments.sweep.files import DamagedFileError
    from experiments.sweep.store import open_store

    opened = open_store(store)
    plan, found = opened.plan, opened.committed(deep=False)
    try:
        seal = opened.sealed()
    except DamagedFileError:
        seal = None
    stored = sum(mark["rows"] for mark in found.chunks.values())
    failed = sum(len(mark["failed"]) for mark in found.chunks.values())
    if as_json:
        print_json(
            {
                "store": str(store),
                "question": opened.about.get("question"),
                "studies": plan.keys,
                "scenarios": list(plan.names),
                "rows": len(plan.rows),
                "replicates": plan.replicates,
                "runs": plan.runs,
                "stored": stored,
                "failed": failed,
                "chunks": plan.chunks,
                "chunks_stored": len(found.chunks),
                "damaged": [problem._asdict() for problem in found.problems],
                "complete": seal is not None and not found.problems,
                "content": seal and seal["content_sha256"],
                "model": plan.model,
                "started": opened.about.get("started"),
                "commit": opened.about.get("commit"),
            }
        )
    else:
        if not quiet:
            print_text(str(opened.about.get("question", "")))
            print_text(size_in_words(plan))
        print_text(say("status.stored", stored=f"{stored:,}", runs=f"{plan.runs:,}", failed=f"{failed:,}"))
        for problem in found.problems:
            click.echo(say("verify.problem", file=problem.file, reason=problem.reason))
        if seal and not found.problems:
            click.echo(say("sweep.sealed", content=seal["content_sha256"]))
        elif not quiet:
            print_text(say("status.next", folder=store))
    return 1 if found.problems else 0
