"""``bubbles fit``: a country's reported figures against the model: which sets of values they rule out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.making import answer, telling


@click.command(
    epilog="Example: bubbles fit figures.csv --scenario mentoring-kept --size classroom --set start=2024-01 --quiet"
)
@click.argument("figures", type=click.Path(path_type=Path), metavar="FIGURES")
@click.option("--scenario", default="baseline", show_default=True, help="Rules and places that the figures are of.")
@click.option(
    "--discrepancy",
    type=options.Number(),
    default=0.01,
    show_default=True,
    help="Error of the model that is not chance, a share: 0 to 0.2.",
)
@click.option("--replicates", type=click.IntRange(2, 1000), default=8, show_default=True, help="Runs of each set.")
@options.seed
@options.sets
@options.size
@options.months
@options.threads
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="CSV file for the sets that are left.")
@options.report_alone
@options.language
@options.as_json
@options.quiet
def fit(figures: Path, out: Path | None, report: Path | None, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Say which sets of values a country's reported figures rule out, and what those that are left leave open.

    FIGURES is a spreadsheet or CSV file, a row for each figure: region, network or team; month (or quarter, 2026-Q1);
    process; share (or numerator); denominator, the people behind it; and coached, yes or no, where that is known. Or a
    row for each place and process, and a column for each month or quarter. Headers may be in Spanish; the name of a
    sheet may stand after a #. The sets that are left go into the file of --out, which other commands take with
    --plausible-sets. It is no forecast.
    The exit code is 1 if no set fits: then there is nothing to be used, and no file.
    """
    from experiments.analyses.fit import fit as hold
    from experiments.analyses.fit.sets import check_place
    from experiments.presentation.page import check_report
    from interface.matching import print_fit, say_written

    def check() -> None:
        check_report(report)
        if out is not None:
            check_place(out)

    with telling(None, quiet=quiet, report=report, keeps=False, check=check) as tell:
        found = hold(figures, tell=tell, **asked)
    answer(found, report, as_json=as_json, quiet=quiet, before=lambda: print_fit(found))
    fits = found.verdict != "none"
    if out is not None:
        written = found.write_sets(out) if fits else []
        say_written(written, out, is_silent=as_json or quiet)
    return 0 if fits else CHECK_FAILED
