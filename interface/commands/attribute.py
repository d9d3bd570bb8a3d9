"""``bubbles attribute``: which loops carry the gains, by cutting every combination of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from experiments.analyses.attribution.method import CARRIERS
from interface import options
from interface.making import answer, telling


@click.command(epilog="Example: bubbles attribute aligned --size classroom --replicates 8 --quiet")
@click.argument("scenario", metavar="NAME")
@click.option(
    "--loops",
    type=options.Names(),
    default=",".join(CARRIERS),
    show_default=True,
    metavar="NAMES",
    help="Loops to cut, with commas between.",
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="What is shared out; may be repeated. Direct and spillover gain of the first process if not given.",
)
@click.option("--replicates", type=click.IntRange(1, 100_000), default=100, show_default=True, help="Of each cut.")
@click.option("--under", type=click.IntRange(2, 10_000), metavar="N", help="Under the first N plausible sets too.")
@options.analysis
def attribute(scenario: str, store: Path | None, report: Path | None, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Share the gains of a scenario out over the loops that carry them.

    Every combination of the loops is cut, from the first month of mentoring on, under the same people, ties and
    shocks, and each loop gets its Shapley value. With --under, over so many plausible sets instead of replicates.
    """
    from experiments.analyses.attribution import attribute as share_out

    with telling(store, quiet=quiet, report=report) as tell:
        found = share_out(scenario, store=store, tell=tell, **asked)
    answer(found, report, as_json=as_json, quiet=quiet)
    return 0
