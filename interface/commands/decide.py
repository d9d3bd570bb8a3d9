"""``bubbles decide``: which package to try when mechanisms and places are uncertain, and a search for packages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from interface import options
from interface.making import answer, telling


@click.command(epilog="Example: bubbles decide baseline aligned --size classroom --cases 16 --quiet")
@click.argument("scenarios", nargs=-1, required=True, metavar="NAME NAME...")
@click.option("--cases", type=int, default=64, show_default=True, help="Worlds in which packages are tried.")
@click.option(
    "--uncertainty",
    type=click.Choice(["both", "plausible", "context"]),
    default="both",
    show_default=True,
    help="What differs between cases: plausible sets of the mechanisms, what places are like, or both.",
)
@options.plausible_sets
@click.option("--replicates", type=click.IntRange(1, 100_000), default=4, show_default=True, help="In each case.")
@click.option("--measure", metavar="NAME", help="What counts as gain, over the first scenario; coverage if not given.")
@click.option("--require", multiple=True, metavar="NAME>=NUMBER", help="What is good enough; may be repeated.")
@click.option(
    "--budget", type=options.Number(), metavar="MONEY", help="Most that a package may cost over the first scenario."
)
@click.option(
    "--budget-share",
    type=options.Number(),
    default=0.9,
    show_default=True,
    help="Share of cases in which a package must keep the budget.",
)
@click.option(
    "--matters",
    type=options.Number(),
    default=0.005,
    show_default=True,
    metavar="NUMBER",
    help="Smallest difference that matters; 0.005 is half a point of coverage.",
)
@click.option(
    "--worth",
    type=options.Number(),
    metavar="MONEY",
    help="What a point gained is worth: which package is worth most then, and what learning first would be worth.",
)
@click.option("--search", is_flag=True, help="Search for packages too, starting from the first scenario.")
@click.option(
    "--levers", type=options.Names(), metavar="NAMES", help="Levers that the search moves, with commas between."
)
@click.option("--generations", type=click.IntRange(1, 1000), default=12, show_default=True, help="Of the search.")
@options.analysis
def decide(
    scenarios: tuple[str, ...], store: Path | None, report: Path | None, as_json: bool, quiet: bool, **asked: Any
) -> int:
    """Compare packages of rules in many uncertain worlds, and say which to try; the first is the reference.

    For each package: how often it is the best, how far it may fall short, how often it is good enough, what a point
    of coverage costs, the gap between coached and uncoached people, and where the advice flips. With --store, a
    folder, what was stopped goes on.
    """
    from experiments.analyses.decision import decide as judge_all
    from interface.language import chosen_language
    from interface.packages import print_packages

    options.refuse_idle(
        "--budget-share", acts=asked["budget"] is not None, because="without --budget. Allowed: with it"
    )
    options.refuse_idle("--generations", acts=asked["search"], because="without --search. Allowed: with it")
    with telling(store, quiet=quiet, report=report) as tell:
        found = judge_all(scenarios, store=store, tell=tell, **asked)
    language = chosen_language()

    def packages() -> None:
        print_packages(found.titled(language), found.voice(language))

    answer(found, report, as_json=as_json, quiet=quiet, before=packages)
    return 0
