"""Notice: says on standard error what will take a while, and first of all that a model is a draft."""

from __future__ import annotations

import click

from interface.language import chosen_language, say


def announce_compiling(engine: str, quiet: bool) -> None:
    """Say so where the first run has to compile the model for this machine."""
    if engine != "compiled" or quiet:
        return
    from simulation.engine.compiled import compiles_first

    if compiles_first():
        click.echo(say("notice.compiling"), err=True)


def mark_draft() -> None:
    """Say before anything else, where results are read, that the model is a draft."""
    from interface.output import print_text
    from scenarios.vocabulary import draft_in

    if (mark := draft_in(chosen_language())) is not None:
        print_text(mark)
        click.echo()
