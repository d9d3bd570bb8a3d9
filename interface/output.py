"""Output: results go to standard output, as text, as a table that fits 100 columns, or as one JSON object."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

WIDEST = 100


def print_title(title: str) -> None:
    """Print a line that stands out."""
    click.echo(click.style(title, bold=True) if is_styled() else title)


def print_text(text: str) -> None:
    """Print a paragraph, broken between words."""
    click.echo(textwrap.fill(text, width()))


def print_json(value: Any) -> None:
    """Print one JSON object; numbers in full precision, what is undefined as null."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """Print a table; the last column takes the room that is left."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Rich would end the program where the reader of a pipe has left; so it writes to memory.
    console = Console(file=io.StringIO(), width=width(), highlight=False, force_terminal=is_styled())
    table = Table(
        box=SIMPLE_HEAD,
        title=Text(title, style="bold") if title else None,
        title_justify="left",
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for place, column in enumerate(columns):
        table.add_column(Text(column), overflow="fold", no_wrap=place == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as printed:
        console.print(table)
    lines = [line.rstrip() for line in printed.get().splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n")


def is_styled() -> bool:
    """Return whether colour and bold type are shown: on a terminal, where NO_COLOR is not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns to fill: those of the terminal, at most 100."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
