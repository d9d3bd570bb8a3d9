"""``bubbles compare``: a paired what-if, as tables in the terminal, JSON, files, and a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.language import chosen_language
from interface.making import answer, check_folders, in_one_go
from interface.rerun import rerun_line


@click.command(epilog="Example: bubbles compare baseline aligned --replicates 20 --size classroom")
@click.argument("names", nargs=-1, required=True, metavar="NAME NAME...")
@options.seed
@click.option("--replicates", type=int, default=200, show_default=True, help="Paired runs of each scenario.")
@options.uncertainty("plausible")
@options.plausible_sets
@options.sets
@options.size
@options.months
@options.engine
@click.option(
    "--by",
    metavar="NAME",
    help="Results by place too: region, network or team. Or a value of the plausible sets: where it is low, and high.",
)
@options.report_alone
@options.brief_folder
@click.option("--out", type=click.Path(path_type=Path), help="Folder for compare.json, runs.csv and other tables.")
@options.language
@options.as_json
@options.quiet
def compare(
    names: tuple[str, ...],
    report: Path | None,
    brief: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> int:
    """Compare scenarios under common random numbers; the first is the reference.

    A NAME is a scenario that `bubbles scenarios` lists, or the path of a file. Replicate by replicate all
    scenarios have the same people, ties and shocks, so differences are due to the rules alone. With plausible
    uncertainty replicate r lives under the r-th plausible set of values, in all scenarios alike, so that intervals
    carry doubts about the values too; what a scenario or --set chooses stays. The exit code is 1 if scenarios
    parted before they first differ, which would be a defect of the model.
    """
    from experiments.analyses.comparison import compare as compare_scenarios
    from experiments.analyses.comparison.files import check_places
    from interface.tables import print_comparison

    def check() -> None:
        check_places(report, out, asked["by"])
        check_folders(None, brief, None)

    with in_one_go(quiet=quiet, report=report, out=out, brief=brief, check=check, engine=asked["engine"]) as tell:
        found = compare_scenarios(*names, bands=report is not None, tell=tell, **asked)
        if out is not None:
            found.write_runs(out)
        if report is not None:
            found.write_report(report, chosen_language(), rerun_line())
    answer(found, None, brief=brief, as_json=as_json, quiet=quiet, show=lambda: print_comparison(found, report))
    return 0 if found.is_consistent else CHECK_FAILED
