"""``bubbles brief``: what a decision comes to on one page, as files for a memo and a meeting."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.making import answer, check_folders, telling


@click.command(epilog="Example: bubbles brief baseline aligned-kept --size classroom --cases 40 --out advice")
@click.argument("scenarios", nargs=-1, required=True, metavar="NAME NAME...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for brief.html, brief.docx, brief.pptx, tables.xlsx and the figure.",
)
@options.worlds
@options.seed
@options.sets
@options.size
@options.months
@options.runs_folder
@options.threads
@options.language
@options.as_json
@options.quiet
def brief(scenarios: tuple[str, ...], out: Path, store: Path | None, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Say on one page which package of rules to try; the first scenario is the reference.

    It asks what `bubbles decide` asks, in as many worlds as there are plausible sets, and writes one page of A4, the
    same as a document and as slides, its tables as a workbook, and its figure.
    """
    from experiments.analyses.decision import decide

    options.refuse_idle_share(asked["budget"])
    with telling(store, quiet=quiet, brief=out, check=partial(check_folders, None, out, store)) as tell:
        found = decide(scenarios, store=store, tell=tell, **asked)
    answer(found, None, brief=out, as_json=as_json, quiet=quiet)
    return 0
