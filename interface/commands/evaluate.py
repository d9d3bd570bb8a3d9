"""``bubbles evaluate``: which study would tell: designs held against worlds whose truth is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.making import answer, check_folders, telling


@click.command(epilog="Example: bubbles evaluate comparative-study --data-sets 16 --out results/study --quiet")
@click.argument("design", metavar="DESIGN")
@click.option(
    "--data-sets",
    type=click.IntRange(16, 100_000),
    default=320,
    show_default=True,
    help="Of each variant of a design, and of each account, each from a world of its own.",
)
@options.seed
@options.runs_folder
@options.threads
@options.report
@options.brief_folder
@options.language
@options.as_json
@options.quiet
def evaluate(
    design: str,
    store: Path | None,
    report: Path | None,
    brief: Path | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Say which study would find what is true: how surely, how far off, and for how much.

    DESIGN is a TOML file: the rules of a world, and designs: who is coached when, what is measured, how it is
    estimated; or a design that comes with the model: comparative-study, which-account. Each design is carried out in
    many worlds whose truth is known. It answers with power, errors without effect, bias, cover of intervals, the
    smallest effect that is seen, and cost; and with the cheapest design that surely reaches the power that is wanted.
    Where the file asks which of some rival accounts is true it also says how surely the data tell them apart, and which
    one measurement more would teach most for its cost.
    """
    from experiments.analyses.evaluation import evaluate as hold
    from interface.designs import print_evaluation

    check = partial(check_folders, report, brief, None)
    with telling(store, quiet=quiet, report=report, brief=brief, check=check) as tell:
        found = hold(design, store=store, tell=tell, **asked)
    answer(found, report, brief=brief, as_json=as_json, quiet=quiet, before=lambda: print_evaluation(found))
