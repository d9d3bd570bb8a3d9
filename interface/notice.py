"""Notice: says on standard error what will take a while."""

from __future__ import annotations

import click

from interface.language import say


def announce_compiling(engine: str, quiet: bool) -> None:
    """Say so where the first run has to compile the model for this machine."""
    if engine != "compiled" or quiet:
        return
    from simulation.engine.compiled import compiles_first

    if compiles_first():
        click.echo(say("notice.compiling"), err=True)
