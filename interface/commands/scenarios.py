"""``bubbles scenarios``: the library, a question each."""

from __future__ import annotations

import click

from interface import options
from interface.language import chosen_language, say
from interface.output import print_json, print_table


@click.command(epilog="Example: bubbles scenarios --language es")
@options.language
@options.as_json
@options.quiet
def scenarios(as_json: bool, quiet: bool) -> None:
    """List the scenarios and the questions they ask.

    With --quiet, names only, one a line.
    """
    from scenarios import available
    from scenarios.library import sheet_of

    sheets = [sheet_of(name) for name in available()]
    if as_json:
        print_json(
            {
                "scenarios": {
                    sheet.name: {
                        "question": sheet.question,
                        "question_es": sheet.question_es,
                        "based_on": sheet.based_on,
                    }
                    for sheet in sheets
                }
            }
        )
    elif quiet:
        click.echo("\n".join(sheet.name for sheet in sheets))
    else:
        asked = [sheet.question_es if chosen_language() == "es" else sheet.question for sheet in sheets]
        columns = (say("column.scenario"), say("column.question"))
        print_table(columns, zip((sheet.name for sheet in sheets), asked, strict=True))
        click.echo(say("scenarios.next"))
