"""``bubbles decide``: which package to try when mechanisms and places are uncertain, and a search for packages."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.making import answer, check_folders, telling


@click.command(epilog="Example: bubbles decide baseline aligned --size classroom --cases 16 --quiet")
@click.argument("scenarios", nargs=-1, required=True, metavar="NAME NAME...")
@options.worlds
@click.option("--search", is_flag=True, help="Search for packages too, starting from the first scenario.")
@click.option(
    "--levers", type=options.Names(), metavar="NAMES", help="Levers that the search moves, with commas between."
)
@click.option("--generations", type=click.IntRange(1, 1000), default=12, show_default=True, help="Of the search.")
@options.brief_folder
@options.analysis
def decide(
    scenarios: tuple[str, ...],
    store: Path | None,
    report: Path | None,
    brief: Path | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> int:
    """Compare packages of rules in many uncertain worlds, and say which to try; the first is the reference.

    For each package: how often it is the best, how far it may fall short, how often it is good enough, what a point
    of coverage costs, the gap between coached and uncoached people, and where the advice flips. With --store, a
    folder, what was stopped goes on.
    """
    from experiments.analyses.decision import decide as judge_all
    from interface.language import chosen_language
    from interface.packages import print_packages

    options.refuse_idle_share(asked["budget"])
    options.refuse_idle("--generations", acts=asked["search"], because="without --search. Allowed: with it")
    check = partial(check_folders, report, brief, store)
    with telling(store, quiet=quiet, report=report, brief=brief, check=check) as tell:
        found = judge_all(scenarios, store=store, tell=tell, **asked)
    language = chosen_language()

    def packages() -> None:
        print_packages(found.titled(language), found.voice(language))

    answer(found, report, brief=brief, as_json=as_json, quiet=quiet, before=packages)
    return 0
