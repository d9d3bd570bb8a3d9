"""Calibrating: the plausible sets are found again and written, and what came is told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.evidence.calibration import history_matching as matching
from experiments.evidence.calibration import publishing
from experiments.evidence.calibration.space import space
from experiments.evidence.validation.facts import book
from experiments.runs.durable_files import Kind, make_output_folder, object_kind, table_kind
from interface.language import say
from interface.output import print_json, print_table, print_text
from scenarios.library import FOLDER, REFERENCE

SHEET = f"{REFERENCE}.toml"
FILES = ("plausible.csv", "plausible.json", SHEET)


def make_folder_of_sets(folder: Path) -> None:
    """Make a folder for the files, or take one in which only earlier ones have their names.

    Raises
    ------
    OutputError
    """
    first = (FOLDER / SHEET).read_text(encoding="utf-8").partition("\n")[0]
    kinds = (
        table_kind("plausible sets", "set,"),
        object_kind("an account of plausible sets", "made_by", "default_rule"),
        Kind("the reference's values", (".toml",), table_kind("", first).is_one),
    )
    make_output_folder(folder, dict(zip(FILES, kinds, strict=True)))


def calibrated(
    points: int, walkers: int, threads: int | None, tell: Callable[[str], None] | None
) -> tuple[matching.Found, matching.Trial]:
    """Return what is found, and what is found once more without what was put in."""
    first = matching.first_look(space(), book(), points=points, threads=threads, tell=tell)
    found = matching.search(space(), book(), points=points, first=first, walkers=walkers, threads=threads, tell=tell)
    if tell is not None:
        tell(say("calibrate.again"))
    trial = matching.trial_without(
        space(), book(), first, points=points, walkers=walkers // 2, threads=threads, tell=tell
    )
    return found, trial


def publish(found: matching.Found, trial: matching.Trial, folder: Path | None) -> tuple[str, list[str]]:
    """Write the files, or where no folder is given only compare them.

    Returns
    -------
    str
        Name of the default set.
    list of str
        Files that differ from those that were shipped; none where these were written anew.
    """
    with tempfile.TemporaryDirectory() as scratch:
        target = folder or Path(scratch)
        if target != FOLDER:
            (target / SHEET).write_bytes((FOLDER / SHEET).read_bytes())
        default = publishing.write_all(found, space(), target, trial)
        return default, [name for name in FILES if (target / name).read_bytes() != (FOLDER / name).read_bytes()]


def object_of(found: matching.Found, trial: matching.Trial, default: str, changed: list[str]) -> dict[str, Any]:
    """Return what came as JSON has it."""
    return {
        "accepted": len(found.values),
        "independent": found.independent,
        "without_what_was_put_in": {"accepted": len(trial.found.values), "holds_in": trial.shares},
        "default": default,
        "runs": sum(account.runs for account in found.accounts),
        "results": found.digest,
        "differs_from_shipped": changed,
    }


def print_found(found: matching.Found, trial: matching.Trial, default: str, changed: list[str] | None) -> None:
    """Print what came; and where it was only to be checked, whether files would change."""
    independent = f"{found.independent:.0f}"
    print_text(say("calibrate.found", accepted=len(found.values), independent=independent, default=default))
    share = f"{100 * trial.shares['all of these']:.0f}%"
    print_text(say("calibrate.without", accepted=len(trial.found.values), share=share))
    if changed is not None:
        print_text(say("calibrate.changed", files=", ".join(changed)) if changed else say("calibrate.same"))


def print_plan(points: int, walkers: int, as_json: bool) -> None:
    """Say what would be done: points, parameters, waves, and the walk."""
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
