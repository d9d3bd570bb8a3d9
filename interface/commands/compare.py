"""``bubbles compare``: a paired what-if, as tables in the terminal, JSON, files, and a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.making import at_first
from interface.notice import announce_compiling
from interface.output import print_json, print_text
from interface.rerun import rerun_line

if TYPE_CHECKING:
    from experiments.analyses.comparison import ComparisonFindings

CHECK_FAILED = 1


@click.command(epilog="Example: bubbles compare baseline aligned --replicates 20 --size classroom")
@click.argument("names", nargs=-1, required=True, metavar="NAME NAME...")
@options.seed
@click.option("--replicates", type=int, default=200, show_default=True, help="Paired runs of each scenario.")
@options.uncertainty("plausible")
@options.sets
@options.size
@options.months
@options.engine
@click.option("--by", metavar="NAME", help="Regimes too where this value of the plausible sets is low, and high.")
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="FILE|DIR",
    help="HTML file for the report, which opens offline; or a folder for report.html, its figure and its tables.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for compare.json and runs.csv.")
@options.language
@options.as_json
@options.quiet
def compare(
    names: tuple[str, ...], report: Path | None, out: Path | None, as_json: bool, quiet: bool, **asked: Any
) -> int:
    """Compare scenarios under common random numbers; the first is the reference.

    A NAME is a scenario that `bubbles scenarios` lists, or the path of a file. Replicate by replicate all
    scenarios have the same people, ties and shocks, so differences are due to the rules alone. With plausible
    uncertainty replicate r lives under the r-th plausible set of values, in all scenarios alike, so that intervals
    carry doubts about the values too; what a scenario or --set chooses stays. The exit code is 1 if scenarios
    parted before they first differ, which would be a defect of the model.
    """
    from experiments.analyses.comparison import compare as compare_scenarios

    def begin() -> None:
        _check_places(report, out)
        announce_compiling(asked["engine"], quiet)

    found = compare_scenarios(*names, bands=report is not None, tell=at_first(begin), **asked)
    if out is not None:
        _write(found, out)
    if report is not None:
        _write_report(found, report)
    if as_json:
        print_json(found.as_json())
    elif quiet:
        print_text(found.headline(chosen_language()))
    else:
        from interface.tables import print_comparison

        print_comparison(found)
        if report is not None:
            click.echo(say("compare.report", file=report))
    return 0 if found.is_consistent else CHECK_FAILED


def _is_folder(report: Path) -> bool:
    """Return whether a report is to be a folder: its name has no ending, and no file has it."""
    return report.is_dir() or not (report.suffix or report.exists())


def _check_places(report: Path | None, out: Path | None) -> None:
    """Refuse an output that could not, or must not, be written, before the work is done."""
    from experiments.analyses.comparison.report import KIND
    from experiments.presentation.page import NAME
    from experiments.runs.durable_files import check_output, make_output_folder

    if report is not None and _is_folder(report):
        make_output_folder(report, {NAME: KIND})
    elif report is not None:
        check_output(report, KIND)
    if out is not None:
        make_output_folder(out, _outputs())


def _write_report(found: ComparisonFindings, report: Path) -> None:
    from experiments.analyses.comparison.report import write_report

    if _is_folder(report):
        found.write(report, chosen_language(), rerun_line())
    else:
        write_report(found, report, chosen_language(), rerun_line())


def _outputs() -> dict[str, Any]:
    """Return the files that --out has, each with how an earlier one is known."""
    from experiments.runs.durable_files import object_kind, table_kind

    return {
        "runs.csv": table_kind("the runs of a comparison", "scenario,replicate,"),
        "compare.json": object_kind("a comparison", "reference", "seed", "replicates", "contrasts", "identical_before"),
    }


def _write(found: ComparisonFindings, folder: Path) -> None:
    """Write compare.json and runs.csv (every measure of every run)."""
    from experiments.runs.durable_files import json_text, make_output_folder, spreadsheet, write_whole

    make_output_folder(folder, _outputs())
    text = found.to_pandas().to_csv(index=False, lineterminator="\n")
    write_whole(folder / "runs.csv", spreadsheet(text, found.estimates, "runs.csv"))
    write_whole(folder / "compare.json", json_text(found.as_json()))
