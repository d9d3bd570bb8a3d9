"""Matching: what a fit found, for the terminal: figures against sets, and what is left open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interface.language import chosen_language, say
from interface.output import print_table

if TYPE_CHECKING:
    from experiments.analyses.fit import FitFindings
    from experiments.presentation.blocks import Cell, Table


def print_fit(found: FitFindings) -> None:
    """Print how the table of figures was understood, and the tables of the report."""
    from experiments.analyses.fit.report import tables
    from interface.places import as_read

    for line in as_read(found.figures.understood) if found.figures.understood is not None else ():
        click.echo(line)
    for table in tables(found, found.voice(chosen_language())):
        _print(table)


def _print(table: Table) -> None:
    from experiments.presentation.findings import plain

    heads = [plain(table.corner), *(plain(head.words) for head in table.heads)]
    rows = [[plain(row.head), *(_cell(cell) for cell in row.cells)] for group in table.groups for row in group.rows]
    print_table(heads, rows, title=plain(table.caption))


def _cell(cell: Cell) -> str:
    from experiments.presentation.findings import plain

    return f"{plain(cell.words)} [{plain(cell.below[0])}]" if cell.below else plain(cell.words)


def say_written(written: Sequence[Path], asked: Path, *, is_silent: bool) -> None:
    """Say where the sets are; that they are not written is said in any case, on standard error."""
    if not written:
        click.echo(say("fit.not_written", file=asked), err=True)
    elif not is_silent:
        click.echo(say("fit.written", file=written[0]))
