"""Output: results go to standard output, as text, as a table that fits 100 columns, or as one JSON object."""

from __future__ import annotations

import io
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

WIDEST = 100


def print_text(text: str) -> None:
    """Print a paragraph, broken between words."""
    click.echo(textwrap.fill(text, width()))


def print_json(value: Any) -> None:
    """Print one JSON object; numbers in full precision, what is undefined as null."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """Print a table; the last column takes the room that is left. Colour only on a terminal, and not with NO_COLOR."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Rich would end the program where the reader of a pipe has left; so it writes to memory.
    console = Console(file=io.StringIO(), width=width(), highlight=False, force_terminal=sys.stdout.isatty())
    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as printed:
        console.print(table)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n")


def width() -> int:
    """Return the columns to fill: those of the terminal, at most 100."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
