"""``bubbles sensitivity``: which levers and mechanisms decide a result, with the noise taken out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interface import options
from interface.language import chosen_language
from interface.making import answer, telling
from interface.output import print_table, print_text

if TYPE_CHECKING:
    from experiments.analyses.sensitivity import SensitivityFindings

METHODS = ("sobol", "morris", "pawn", "rbd-fast", "delta")
GROUPINGS = ("none", "kind", "concept")
MOST_LISTED = 12


@click.command(epilog="Example: bubbles sensitivity levers --points 16 --measure reach")
@click.argument("study", required=False)
@click.option("--measure", "measures", multiple=True, metavar="NAME", help="What to explain; may be repeated.")
@click.option("--method", type=click.Choice(METHODS), default="sobol", show_default=True)
@click.option("--points", type=click.IntRange(1), help="Base points or trajectories; those of the study if not given.")
@click.option("--replicates", type=click.IntRange(1), help="Runs of each row; those of the study if not given.")
@click.option("--pairs", is_flag=True, help="Sobol': second order too, for about twice the runs.")
@click.option(
    "--groups", type=click.Choice(GROUPINGS), default="none", show_default=True, help="Move inputs of a group at once."
)
@click.option("--plausible", is_flag=True, help="Vary which plausible set of mechanisms holds, as one more input.")
@click.option("--scenario", metavar="NAME", help="Which scenario of the study or store.")
@options.months_of_study
@options.runs_folder
@options.report
@options.threads
@options.language
@options.as_json
@options.quiet
def sensitivity(
    study: str | None, store: Path | None, report: Path | None, as_json: bool, quiet: bool, **asked: Any
) -> int:
    """Tell which inputs decide a result, and how sure that is.

    STUDY is the path of a study, or one that comes with the model; what it varies is varied all at once. Without
    STUDY, the runs of --store are analysed as they are. With both, the same command again goes on where it stopped.
    Chance is told from the replicates and taken out of every index.
    """
    from experiments.analyses.sensitivity import sensitivity as find

    with telling(store, quiet=quiet, report=report) as tell:
        found = find(study, store=store, tell=tell, **asked)
    answer(found, report, as_json=as_json, quiet=quiet, show=lambda: _print(found))
    return 0


def _print(found: SensitivityFindings) -> None:
    from experiments.analyses.sensitivity.report import finding, terminal_table
    from experiments.presentation.findings import plain

    voice = found.voice(chosen_language())
    for one in found.found:
        title, heads, rows = terminal_table(one, voice)
        print_table(heads, rows[:MOST_LISTED], title=title)
        print_text(plain(finding(one, [], voice)))
        click.echo()
    for problem in found.problems:
        print_text(problem)
