"""``bubbles compare``: a paired what-if, as tables in the terminal, JSON, files, and a report."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from interface import options
from interface.language import chosen_language, say
from interface.notice import announce_compiling
from interface.output import print_json

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
@click.option("--report", type=click.Path(path_type=Path), help="HTML file for the report; it opens offline.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for compare.json and runs.csv.")
@options.language
@options.as_json
@options.quiet
def compare(
    names: tuple[str, ...],
    seed: int,
    replicates: int,
    uncertainty: str,
    sets: tuple[str, ...],
    size: str | None,
    months: int | None,
    by: str | None,
    engine: str,
    report: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Compare scenarios under common random numbers; the first is the reference.

    A NAME is a scenario that `bubbles scenarios` lists, or the path of a file. Replicate by replicate all
    scenarios have the same people, ties and shocks, so differences are due to the rules alone. With plausible
    uncertainty replicate r lives under the r-th plausible set of values, in all scenarios alike, so that intervals
    carry doubts about the values too; what a scenario or --set chooses stays. The exit code is 1 if scenarios
    parted before they first differ, which would be a defect of the model.
    """
    from scenarios.load import load_all
    from simulation.streams import run_key

    scenarios = list(load_all(names, size=size, months=months, sets=sets).values())
    run_key(seed)  # refuses a bad seed before anything is simulated
    _check_places(report, out)
    from experiments.analyses.comparison.method import check_comparable
    from experiments.analyses.comparison.method import compare as compare_scenarios
    from experiments.analyses.comparison.thirds import check_by

    check_comparable(scenarios, replicates, bands=report is not None)
    if by is not None:
        check_by(by, scenarios, replicates, uncertainty)  # type: ignore[arg-type]
    announce_compiling(engine, quiet)
    found = compare_scenarios(
        scenarios,
        seed=seed,
        replicates=replicates,
        uncertainty=uncertainty,  # type: ignore[arg-type]
        by=by,
        engine=engine,  # type: ignore[arg-type]
        bands=report is not None,
    )
    command = _command(names, seed, replicates, uncertainty, sets, size, months, by)
    if out is not None:
        _write(found, out)
    if report is not None:
        from experiments.analyses.comparison.report import write_report

        write_report(found, report, chosen_language(), command)
    if as_json:
        print_json(as_object(found))
    elif not quiet:
        from interface.tables import print_comparison

        print_comparison(found)
        if report is not None:
            click.echo(say("compare.report", file=report))
    return 0 if found.is_consistent else CHECK_FAILED


def _check_places(report: Path | None, out: Path | None) -> None:
    """Refuse an output that could not, or must not, be written, before the work is done."""
    from experiments.analyses.comparison.report import KIND
    from experiments.runs.durable_files import check_output, make_output_folder

    if report is not None:
        check_output(report, KIND)
    if out is not None:
        make_output_folder(out, _outputs())


def _outputs() -> dict[str, Any]:
    """Return the files that --out has, each with how an earlier one is known."""
    from experiments.runs.durable_files import object_kind, table_kind

    return {
        "runs.csv": table_kind("the runs of a comparison", "scenario,replicate,"),
        "compare.json": object_kind("a comparison", "reference", "seed", "replicates", "contrasts", "identical_before"),
    }


def _command(
    names: tuple[str, ...],
    seed: int,
    replicates: int,
    uncertainty: str,
    sets: tuple[str, ...],
    size: str | None,
    months: int | None,
    by: str | None,
) -> str:
    """Return the command that gives the same comparison again."""
    import shlex

    words = ["bubbles", "compare", *names, "--seed", str(seed), "--replicates", str(replicates)]
    words += ["--uncertainty", uncertainty]
    for one in sets:
        words += ["--set", one]
    for option, value in (("--size", size), ("--months", months), ("--by", by)):
        words += [option, str(value)] if value is not None else []
    return shlex.join(words)


def as_object(found: Any) -> dict[str, Any]:
    """Return what ``compare --json`` prints."""
    from experiments.runs.model import model_digest

    return {
        "reference": found.reference,
        "seed": found.seed,
        "replicates": found.replicates,
        "uncertainty": found.uncertainty,
        "model": model_digest(),
        "scenarios": {
            name: {measure: asdict(estimate) for measure, estimate in {**estimates, **found.medians[name]}.items()}
            for name, estimates in found.estimates.items()
        },
        "by": None if found.thirds is None else asdict(found.thirds),
        "contrasts": [asdict(contrast) for contrast in found.contrasts],
        "identical_before": [asdict(pair) for pair in found.identical_before],
    }


def _write(found: Any, folder: Path) -> None:
    """Write compare.json and runs.csv (every measure of every run)."""
    from experiments.runs.durable_files import json_text, make_output_folder, spreadsheet, write_whole

    make_output_folder(folder, _outputs())
    text = found.to_pandas().to_csv(index=False, lineterminator="\n")
    write_whole(folder / "runs.csv", spreadsheet(text, found.estimates, "runs.csv"))
    write_whole(folder / "compare.json", json_text(as_object(found)))
