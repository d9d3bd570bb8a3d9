"""``bubbles places``: what a table of places is understood as, and one to start from."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.runs.durable_files import write_new
from interface import options
from interface.language import say
from interface.output import print_json, print_text
from interface.places import tell_places
from simulation.errors import ScenarioError


@click.command(epilog="Example: bubbles places --template places.xlsx")
@click.argument("file", required=False)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Write a spreadsheet to fill in, with a sheet that explains every column.",
)
@options.language
@options.as_json
@options.quiet
def places(file: str | None, template: Path | None, as_json: bool, quiet: bool) -> None:
    """Say what a table of places is understood as: .xlsx, .xls, .ods or CSV.

    FILE is a spreadsheet or CSV file, where need be with the name of a sheet after a #, or a scenario that has places.
    With --template it writes one to fill in, and never overwrites a file. With --quiet, how many places there are.
    """
    if (file is None) == (template is None):
        raise ScenarioError(
            "A table of places, or --template, is needed. Allowed: one of the two. Write bubbles places FILE, or "
            "bubbles places --template places.xlsx."
        )
    if template is not None:
        _write(template, as_json, quiet)
    elif file is not None:
        tell_places(file, as_json, quiet)


def _write(path: Path, as_json: bool, quiet: bool) -> None:
    from interface.places_template import template

    if path.suffix.lower() != ".xlsx":
        raise ScenarioError(f"--template is {str(path)!r}. Allowed: a name that ends in .xlsx. Name it so.")
    write_new(path, template())
    if as_json:
        print_json({"written": str(path)})
    elif not quiet:
        print_text(say("new.written", file=path))
        click.echo(say("places.next", file=path))
