"""``bubbles export``: the runs of a store as one file."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.language import say
from interface.making import tell_failed
from interface.output import print_json, print_text


@click.command(epilog="Example: bubbles export --store first-look --to runs.csv")
@options.store
@click.option(
    "--to", "target", required=True, type=click.Path(path_type=Path), help="File that ends in .csv, .parquet or .nc."
)
@options.language
@options.as_json
@options.quiet
def export(store: Path, target: Path, as_json: bool, quiet: bool) -> int:
    """Write the runs of a complete store into one file.

    CSV and Parquet have a row for each run, and NetCDF has the dimensions scenario, row and replicate. Units and
    meanings of the columns, and where the runs come from, stand in the file, or for a CSV in a file beside it.
    An earlier export is replaced; any other file that has the name is left as it is. The exit code is 1 if a run
    failed: its measures are empty, and the column error says why. The store itself is Parquet too, for pandas, polars
    and DuckDB: experiments.runs.sweep.store.parquet_files gives its files.
    """
    from experiments.runs.sweep.export import check_target, description_of
    from experiments.runs.sweep.export import export as export_store
    from experiments.runs.sweep.store import open_store

    check_target(target)
    opened = open_store(store)
    runs = export_store(opened, target)
    failed = opened.standing(deep=False).failed
    tell_failed(opened, failed)
    if as_json:
        described = {"described": str(description_of(target))} if target.suffix == ".csv" else {}
        print_json({"written": str(target), "runs": runs, "failed": len(failed), **described})
    elif not quiet:
        print_text(say("export.written", runs=f"{runs:,}", file=target))
        if target.suffix == ".csv":
            print_text(say("export.described", file=description_of(target)))
    return CHECK_FAILED if failed else 0
