"""``bubbles status``: what a store has, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.language import say
from interface.making import tell_failed
from interface.output import print_json, print_text
from interface.progress import size_in_words


@click.command(epilog="Example: bubbles status --store first-look")
@options.store
@options.language
@options.as_json
@options.quiet
def status(store: Path, as_json: bool, quiet: bool) -> int:
    """Say how many runs of a study are stored, how many are missing, and which files are damaged.

    It looks at names and sizes only, which is quick; `bubbles verify` reads every byte. Complete is what is there,
    whatever was there before. The exit code is 1 if a file is damaged, missing in a store that was complete, or a run
    failed.
    """
    from experiments.runs.sweep.store import open_store

    opened = open_store(store)
    plan, found = opened.plan, opened.standing(deep=False)
    content = found.seal["content_sha256"] if found.is_complete and found.seal else None
    tell_failed(opened, found.failed)
    if as_json:
        print_json(
            {
                "store": str(store),
                "question": opened.about.get("question"),
                "studies": plan.keys,
                "scenarios": list(plan.names),
                "rows": len(plan.rows),
                "plausible": plan.sets,
                "replicates": plan.replicates,
                "runs": plan.runs,
                "stored": found.stored,
                "failed": len(found.failed),
                "chunks": plan.chunks,
                "chunks_stored": len(found.chunks),
                "damaged": [problem._asdict() for problem in found.problems],
                "complete": found.is_complete,
                "content": content,
                "model": plan.model,
                "started": opened.about.get("started"),
                "commit": opened.about.get("commit"),
            }
        )
    else:
        if not quiet:
            print_text(str(opened.about.get("question", "")))
            print_text(size_in_words(plan))
        counts = {"stored": f"{found.stored:,}", "runs": f"{plan.runs:,}", "failed": f"{len(found.failed):,}"}
        print_text(say("status.stored", **counts))
        for problem in found.problems:
            click.echo(say("verify.problem", file=problem.file, reason=problem.reason))
        if content:
            click.echo(say("sweep.sealed", content=content))
        elif not quiet:
            print_text(say("status.next", folder=store))
    return CHECK_FAILED if found.problems or found.failed else 0
