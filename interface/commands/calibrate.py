"""``bubbles calibrate``: find the plausible sets again, from nothing."""

from __future__ import annotations

from pathlib import Path

import click

from interface import options
from interface.language import say
from interface.notice import announce_compiling
from interface.output import print_json, print_table, print_text

CHECK_FAILED = 1


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
    import tempfile

    from experiments.evidence.calibration import history_matching as matching
    from experiments.evidence.calibration import publishing
    from experiments.evidence.calibration.space import space
    from experiments.evidence.validation.facts import book
    from scenarios.library import FOLDER, REFERENCE

    number = matching.POINTS if points is None else points
    matching.checked_points(number)
    options.refuse_idle("--out", acts=not (check or plan), because="with --check or --plan, which write nothing")
    options.refuse_idle("--threads", acts=not plan, because="with --plan, which runs nothing")
    options.refuse_idle("--check", acts=not plan, because="with --plan, which runs nothing")
    if plan:
        _say_plan(number, matching.WALKERS if walkers is None else walkers, as_json)
        return 0
    if out is not None and out.resolve() != FOLDER:
        from experiments.runs.durable_files import Kind, make_output_folder, object_kind, table_kind

        sheet = (FOLDER / f"{REFERENCE}.toml").read_text(encoding="utf-8")
        first = sheet.partition("\n")[0]
        names = ("plausible.csv", "plausible.json", f"{REFERENCE}.toml")
        reference = Kind("the reference's values", (".toml",), table_kind("", first).is_one)
        sets = (
            table_kind("plausible sets", "set,"),
            object_kind("an account of plausible sets", "made_by", "default_rule"),
        )
        make_output_folder(out, dict(zip(names, (*sets, reference), strict=True)))
    announce_compiling("compiled", quiet)
    tell = None if quiet or as_json else print_text
    how_many = matching.WALKERS if walkers is None else walkers
    first = matching.first_look(space(), book(), points=number, threads=threads, tell=tell)
    found = matching.search(space(), book(), points=number, first=first, walkers=how_many, threads=threads, tell=tell)
    if tell is not None:
        tell(say("calibrate.again"))
    trial = matching.trial_without(
        space(), book(), first, points=number, walkers=how_many // 2, threads=threads, tell=tell
    )
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) if check else out or FOLDER
        if target != FOLDER:
            sheet = (FOLDER / f"{REFERENCE}.toml").read_bytes()
            (target / f"{REFERENCE}.toml").write_bytes(sheet)
        default = publishing.write_all(found, space(), target, trial)
        files = ("plausible.csv", "plausible.json", f"{REFERENCE}.toml")
        changed = [name for name in files if (target / name).read_bytes() != (FOLDER / name).read_bytes()]
    if as_json:
        print_json(
            {
                "accepted": len(found.values),
                "independent": found.independent,
                "without_what_was_put_in": {"accepted": len(trial.found.values), "holds_in": trial.shares},
                "default": default,
                "runs": sum(account.runs for account in found.accounts),
                "results": found.digest,
                "differs_from_shipped": changed if target != FOLDER else [],
            }
        )
    elif not quiet:
        independent = f"{found.independent:.0f}"
        print_text(say("calibrate.found", accepted=len(found.values), independent=independent, default=default))
        share = f"{100 * trial.shares['all of these']:.0f}%"
        print_text(say("calibrate.without", accepted=len(trial.found.values), share=share))
        if check:
            print_text(say("calibrate.changed", files=", ".join(changed)) if changed else say("calibrate.same"))
    return CHECK_FAILED if check and changed else 0


def _say_plan(points: int, walkers: int, as_json: bool) -> None:
    """Say what would be done: points, parameters, waves, and the walk."""
    from experiments.evidence.calibration import history_matching as matching
    from experiments.evidence.calibration.space import space

    moved = space().names
    if as_json:
        facts = [
            {"name": wave.name, "facts": list(wave.facts), "replicates": wave.replicates} for wave in matching.WAVES
        ]
        print_json({"points": points, "walkers": walkers, "parameters": list(moved), "waves": facts})
        return
    print_text(
        say("calibrate.plan", points=f"{points:,}", parameters=len(moved), walkers=walkers, steps=matching.STEPS)
    )
    rows = [(wave.name, wave.size or "default", str(wave.replicates), ", ".join(wave.facts)) for wave in matching.WAVES]
    columns = (say("calibrate.wave"), say("calibrate.size"), say("calibrate.replicates"), say("calibrate.facts"))
    print_table(columns, rows)
