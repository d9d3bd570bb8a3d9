"""``bubbles discover``: the conditions under which gains spread, as one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import say
from interface.making import answer, telling


@click.command(epilog="Example: bubbles discover when-spread --measure regime.spread --resamples 2 --quiet")
@click.argument("source", metavar="STUDY|STORE")
@click.option(
    "--measure", default="regime.spread", show_default=True, help="What is looked for: a regime or a measure."
)
@click.option("--above", type=options.Number(), help="For a measure that is a number: this much or more.")
@click.option("--below", type=options.Number(), help="For a measure that is a number: this much or less.")
@click.option("--leave-out-undefined", is_flag=True, help="Leave out cases in which the measure is undefined.")
@click.option(
    "--resamples",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Random halves in which it is looked for again.",
)
@options.seed
@options.months_of_study
@options.runs_folder
@options.threads
@options.report
@options.language
@options.as_json
@options.quiet
def discover(source: str, store: Path | None, report: Path | None, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Say under which conditions something happens: a box by PRIM, a tree by CART, both sought again in halves.

    STUDY is the path of a TOML file or a study that comes with the model; its runs are made, in --store if given,
    where they are not lost. STORE is the folder of a complete store. --seed is that of the halves.
    """
    from experiments.analyses.discovery import discover as find

    with telling(store, quiet=quiet, report=report) as tell:
        found = find(source, store=store, tell=tell, **asked)
    if found.copies:
        click.echo(say("sweep.copies", copies=f"{found.copies:,}", rows=f"{len(found.plan.rows):,}"), err=True)
    cases = found.found.cases
    if cases.copies:
        click.echo(say("discover.copies", copies=f"{cases.copies:,}", cases=f"{len(cases):,}"), err=True)
    answer(found, report, as_json=as_json, quiet=quiet)
    return 0
