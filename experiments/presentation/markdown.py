"""Markdown: tables and names as the pages of the documentation write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: bool = False) -> str:
    """Return a Markdown table; bars inside cells are escaped. Numbers (all columns but the first) go to the right."""
    line = ["---", *["---:" if numbers else "---"] * (len(columns) - 1)]
    lines = [tuple(columns), line, *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def code(names: Iterable[str]) -> str:
    """Return names as code, separated by commas."""
    return ", ".join(f"`{name}`" for name in names)
