"""``bubbles show``: what a scenario asks and changes, and every value with its source."""

from __future__ import annotations

import click

from interface import options
from interface.one_scenario import object_of, print_scenario
from interface.output import print_json
from scenarios.load import load


@click.command(epilog="Example: bubbles show aligned --set sanction=0.3")
@click.argument("name")
@options.sets
@options.size
@options.months
@options.language
@options.as_json
@options.quiet
def show(name: str, sets: tuple[str, ...], size: str | None, months: int | None, as_json: bool, quiet: bool) -> None:
    """Show what a scenario changes, and its values with status and source.

    NAME is a scenario that `bubbles scenarios` lists, or the path of a file. With --quiet, only what it changes.
    """
    scenario = load(name, size=size, months=months, sets=sets)
    if as_json:
        print_json(object_of(scenario))
    else:
        print_scenario(scenario, is_short=quiet)
