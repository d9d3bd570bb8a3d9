"""``bubbles frontier``: where gains begin to spread, along one lever or over two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface import options
from interface.making import answer, telling


@click.command(epilog="Example: bubbles frontier alignment --size classroom --replicates 40")
@click.argument("levers", nargs=-1, required=True, metavar="LEVER [LEVER2]")
@click.option("--scenario", default="baseline", show_default=True, help="Where everything else stands.")
@click.option("--measure", default="regime.spread", show_default=True, help="An event or a measure.")
@click.option("--level", type=options.Number(), help="What it is to cross: 0.5 for an event.")
@click.option("--replicates", type=click.IntRange(1, 100_000), help="Runs of each point: 200, or 4 under each set.")
@click.option("--precision", type=options.Number(), help="Of one lever: a share of its range; 0.01 if not given.")
@click.option("--under", type=click.IntRange(2, 10_000), metavar="N", help="Under the first N plausible sets.")
@options.analysis
def frontier(
    levers: tuple[str, ...], store: Path | None, report: Path | None, as_json: bool, quiet: bool, **asked: Any
) -> int:
    """Find where a probability crosses a level: the tipping point of one lever, the line over two.

    A LEVER is any number that `--set` takes, with a range if not its whole one: alignment, alignment:0.2:0.8,
    alignment@24:0:1. Along one lever the tipping point is bracketed by bisection; over two a map is drawn, finer
    where it changes. With --store the same command again goes on where it stopped.
    """
    from experiments.analyses.frontier import frontier as find

    with telling(store, quiet=quiet, report=report) as tell:
        found = find(*levers, store=store, tell=tell, **asked)
    answer(found, report, as_json=as_json, quiet=quiet)
    return 0
