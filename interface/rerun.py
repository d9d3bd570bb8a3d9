"""Rerun: the command line that makes the same again, as it was given: no option is lost, and none is made up."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import click

GIVEN = "interface.rerun"
"""Where a context, and those of its commands, keep what was given."""


def remember(context: click.Context, arguments: Sequence[str]) -> None:
    """Keep a command line, before it is taken apart."""
    context.meta[GIVEN] = tuple(arguments)


def rerun_line() -> str:
    """Return the command line that is being obeyed, quoted for a shell."""
    return shlex.join(["bubbles", *click.get_current_context().meta[GIVEN]])
