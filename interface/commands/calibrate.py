"""``bubbles calibrate``: find the plausible sets again, from nothing."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.runs.exit_codes import CHECK_FAILED
from interface import options
from interface.notice import announce_compiling
from interface.output import print_json, print_text


@click.command(epilog="Example: bubbles calibrate --plan")
@click.option("--points", type=int, help="Sobol' points of the first wave, a power of two; as shipped if not given.")
@click.option("--walkers", type=click.IntRange(0, 100_000), help="Walkers; as shipped if not given.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for plausible.csv, plausible.json and baseline.toml; the library's own if not given.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if the shipped files would change.")
@click.option("--plan", is_flag=True, help="Say what would be done, and do nothing.")
@options.threads
@options.language
@options.as_json
@options.quiet
def calibrate(
    points: int | None,
    walkers: int | None,
    out: Path | None,
    check: bool,
    plan: bool,
    threads: int | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Calibrate to what the study saw, and to logic: from Sobol' points over all ranges to the plausible sets.

    The waves are run once more without what was put in (C3), to say in what share of the sets kept then it holds.

    Facts and bounds are in experiments/evidence/validation/facts.toml, ranges in
    experiments/evidence/calibration/ranges.toml. With the points and walkers of the shipped files it gives those
    files, byte for byte.
    """
    from experiments.evidence.calibration import history_matching as matching
    from interface.calibrating import calibrated, make_folder_of_sets, object_of, print_found, print_plan, publish
    from scenarios.library import FOLDER

    number = matching.POINTS if points is None else points
    how_many = matching.WALKERS if walkers is None else walkers
    matching.checked_points(number)
    options.refuse_idle("--out", acts=not (check or plan), because="with --check or --plan, which write nothing")
    options.refuse_idle("--threads", acts=not plan, because="with --plan, which runs nothing")
    options.refuse_idle("--check", acts=not plan, because="with --plan, which runs nothing")
    if plan:
        print_plan(number, how_many, as_json)
        return 0
    if out is not None and out.resolve() != FOLDER:
        make_folder_of_sets(out)
    announce_compiling("compiled", quiet)
    found, trial = calibrated(number, how_many, threads, None if quiet or as_json else print_text)
    default, changed = publish(found, trial, None if check else out or FOLDER)
    if as_json:
        print_json(object_of(found, trial, default, changed))
    elif not quiet:
        print_found(found, trial, default, changed if check else None)
    return CHECK_FAILED if check and changed else 0
