"""Output: results go to standard output, as text, as a table that fits 100 columns, or as one JSON object."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from experiments.presentation.blocks import Cell, Table
    from scenarios.calendar import Calendar

WIDEST = 100
_ONE = "(?:[<>≤≥][ \ue000]?)?[-+−]?\\d[\\d.,]*(?:[ \ue000]?%)?"
_ENDS = r"\[[^\[\]]*\d[^\[\]]*\]"
NUMBER = re.compile(f"{_ONE}(?:;[ \ue000]{_ONE})?(?:[ \ue000](?:\\[[^\\[\\]]*\\]|\\([^()]*\\d[^()]*\\)))?|{_ENDS}")
"""A number as a table has it, or two, with an interval; or an interval alone."""
WHOLE: dict[str, Any] = {"break_on_hyphens": False, "break_long_words": False}
GAP = 2
"""Columns of the terminal between two of a table."""
EDGES = 2
"""Those left free at both ends of a line."""
MOST_WHOLE = 12
"""Letters up to which a word of a text is never cut: a DOI may be."""
BOUND = "\ue000"
"""Stands for a space at which no line is broken."""


def print_title(title: str) -> None:
    """Print a line that stands out."""
    click.echo(click.style(title, bold=True) if is_styled() else title)


def print_text(text: str) -> None:
    """Print a paragraph, broken between words."""
    click.echo(textwrap.fill(text, width()))


def print_dates(calendar: Calendar | None, months: int) -> None:
    """Print which months of the world a run of so many months is, where that is known."""
    if calendar is None:
        return
    from interface.language import chosen_language, say
    from scenarios.vocabulary import month_in

    first, last = (month_in(chosen_language(), month, calendar) for month in (0, months - 1))
    print_text(say("calendar.span.name", first=first, last=last))


def print_json(value: Any) -> None:
    """Print one JSON object; numbers in full precision, what is undefined as null, seeds as text too."""
    from experiments.runs.durable_files import json_text

    click.echo(json_text(value), nl=False)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """Print a table; a number and its interval stay in one line, and the words of a heading whole.

    Where the terminal is too narrow for that, every row is a paragraph, and every cell a line of it.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[NUMBER.sub(lambda found: found[0].replace(" ", BOUND), cell) for cell in row] for row in rows]
    widths = _widths(columns, cells, width() - EDGES - GAP * (len(columns) - 1))
    if widths is None:
        _print_paragraphs(columns, cells, title)
        return
    # Rich would end the program where the reader of a pipe has left; so it writes to memory.
    console = Console(file=io.StringIO(), width=width(), highlight=False, force_terminal=is_styled())
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for column, wide in zip(columns, widths, strict=True):
        table.add_column(Text(column), overflow="fold", width=wide)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as captured:
        console.print(table)
    if title:  # as wide as the terminal, however narrow the table
        print_title(textwrap.fill(title, width()) + "\n")
    lines = [line.rstrip() for line in captured.get().replace(BOUND, " ").splitlines()]
    click.echo("\n".join(lines).strip("\n") + "\n")


def print_block(table: Table) -> None:
    """Print a table of a report, the interval of a number beside it."""
    from experiments.presentation.findings import plain

    heads = [plain(table.corner), *(plain(head.words) for head in table.heads)]
    rows = [[plain(row.head), *(_in_line(cell) for cell in row.cells)] for group in table.groups for row in group.rows]
    print_table(heads, rows, title=plain(table.caption))


def _in_line(cell: Cell) -> str:
    from experiments.presentation.findings import plain

    return f"{plain(cell.words)} [{plain(cell.below[0])}]" if cell.below else plain(cell.words)


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return how wide columns are, the widest narrowed until all have room; None where that cuts what is whole."""
    texts = [[row[place] for row in cells] for place in range(len(columns))]
    widest = [max([1, len(head), *map(len, own)]) for head, own in zip(columns, texts, strict=True)]
    least = [_least(head, own) for head, own in zip(columns, texts, strict=True)]
    least[0] = widest[0]
    while sum(widest) > room:
        place = max(range(len(columns)), key=lambda one: widest[one] if widest[one] > least[one] else 0)
        if widest[place] <= least[place]:
            return None
        widest[place] -= 1
    return widest


def _least(head: str, cells: Sequence[str]) -> int:
    """Return how wide a column must be: for each word of its heading, its numbers, and shorter words of its texts."""
    words = [min(len(word), MOST_WHOLE) for cell in cells for word in cell.split()]
    numbers = [len(number) for cell in cells for number in _to_be_whole(cell)]
    return max([1, *map(len, head.split()), *words, *numbers])


def _to_be_whole(cell: str) -> list[str]:
    """Return the numbers of a cell that is one, and intervals; not those of a text, such as a DOI's."""
    return [number for number in NUMBER.findall(cell) if "[" in number or NUMBER.match(cell)]


def _print_paragraphs(columns: Sequence[str], cells: Sequence[Sequence[str]], title: str) -> None:
    paragraphs = [textwrap.fill(title, width())] if title else []
    for name, *others in cells:
        lines = [textwrap.fill(name, width(), **WHOLE)]
        for column, cell in zip(columns[1:], others, strict=True):
            said = f"{column}: {cell}" if column else cell
            lines.append(textwrap.fill(said, width(), initial_indent="  ", subsequent_indent="    ", **WHOLE))
        paragraphs.append("\n".join(lines))
    click.echo("\n\n".join(paragraphs).replace(BOUND, " ") + "\n")


def is_styled() -> bool:
    """Return whether colour and bold type are shown: on a terminal, where NO_COLOR is not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns to fill: those of the terminal, at most 100."""
    return min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
