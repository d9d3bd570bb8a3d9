"""``bubbles places``: what a table of places is understood as, and one to start from."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.runs.durable_files import write_new
from interface import options
from interface.language import say
from interface.output import print_json, print_table, print_text
from interface.places import as_json as understood_as_json
from interface.places import column_rows, in_full, where
from scenarios.tables.understood import Understood
from simulation.errors import ScenarioError
from simulation.places import Places


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
        _tell(file, as_json, quiet)


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


def _tell(file: str, as_json: bool, quiet: bool) -> None:
    found, own, first = _found(file)
    if as_json:
        print_json(understood_as_json(found, own))
        return
    print_text(say("places.size", file=file, regions=own.regions, networks=own.networks, teams=own.teams))
    if quiet:
        return
    print_text(where(found))
    click.echo()
    heads = [say("places.head.column"), say("places.head.header"), say("places.head.read"), say("places.head.range")]
    print_table(heads, column_rows(found))
    for line in in_full(found, own, first):
        print_text(line)


def _found(file: str) -> tuple[Understood, Places, int]:
    """Return what was understood, the places, and the month in which mentoring starts."""
    from scenarios.load import load

    is_scenario = file.lower().endswith(".toml")
    scenario = load(file if is_scenario else "baseline")
    first = int(scenario.settings.values["mentoring_start"])
    if is_scenario:
        if scenario.understood is None:
            raise ScenarioError(
                f'{file}: it has no places of its own. Allowed: a scenario with places = "FILE". Add it.'
            )
        return scenario.understood, scenario.settings.places, first
    from scenarios.assembly import read_places

    found = read_places(file)
    return found.understood, found.places, first
