"""Matching: what a fit found, for the terminal: figures against sets, and what is left open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interface.language import chosen_language, say
from interface.output import print_block

if TYPE_CHECKING:
    from experiments.analyses.fit import FitFindings


def print_fit(found: FitFindings) -> None:
    """Print how the table of figures was understood, and the tables of the report."""
    from experiments.analyses.fit.report import tables
    from interface.places import as_read

    for line in as_read(found.figures.understood) if found.figures.understood is not None else ():
        click.echo(line)
    for table in tables(found, found.voice(chosen_language())):
        print_block(table)


def say_written(written: Sequence[Path], asked: Path, *, is_silent: bool) -> None:
    """Say where the sets are; that they are not written is said in any case, on standard error."""
    if not written:
        click.echo(say("fit.not_written", file=asked), err=True)
    elif not is_silent:
        click.echo(say("fit.written", file=written[0]))
