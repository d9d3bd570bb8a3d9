"""Republishing: what was published is carried over to a model that gives the same, to the last bit.

A measure that is added, a lever at the value at which it does nothing, a rule that is only written otherwise: the rules
have another digest, and everything that was found under the old ones still holds. So that nobody calibrates for half an
hour and makes the study for hours to find the same again, both models are run: that of a commit, which was published,
and that of the files. Where every measure that the first has is the same, in each scenario of the library under each
plausible set, what is published takes the digests of the second. Otherwise nothing is touched.

``python -m experiments.evidence.republishing`` does so; ``make republish`` calls it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from experiments.runs.exit_codes import USERS_MISTAKE
from scenarios.library import available
from scenarios.load import load
from scenarios.plausible import plausible_sets, under
from scenarios.rules import digest_of_rules
from simulation.errors import SimulationError

ROOT = Path(__file__).resolve().parents[2]
SEED = 1
SIZE = "classroom"
ROOMS = ("simulation", "scenarios", "experiments")
"""What has to be there to run a model of another commit."""
Measured = Mapping[str, Mapping[str, str]]
"""Digests of all values of a measure, by scenario and measure."""


def measured() -> dict[str, dict[str, str]]:
    """Run each scenario of the library once under each plausible set, and return the digests of its measures."""
    from simulation.engine.compiled.ensemble import Run, simulate_runs
    from simulation.results import measures

    found: dict[str, dict[str, str]] = {}
    for name in available():
        scenario = load(name, size=SIZE)
        runs = [Run(under(scenario, one), SEED, replicate) for replicate, one in enumerate(plausible_sets())]
        values = np.nan_to_num(simulate_runs(runs).values, nan=-1e300).astype("<f8")
        known = measures(scenario.settings.processes)
        found[name] = {
            measure.name: hashlib.sha256(values[:, place].tobytes()).hexdigest() for place, measure in enumerate(known)
        }
    return found


def differences(published: Measured, present: Measured) -> list[str]:
    """Return which measures of which scenarios of the published model are others now, or gone."""
    return [
        f"{measure} in {scenario}"
        for scenario, digests in published.items()
        for measure, digest in digests.items()
        if present.get(scenario, {}).get(measure) != digest
    ]


def carried_over(text: str, digests: Mapping[str, str]) -> str:
    """Return a published text with each digest in the place of its old one, whole or as its first 16 digits."""
    for old, new in digests.items():
        text = text.replace(old, new).replace(old[:16], new[:16])
    return text


def republish(commit: str = "HEAD", root: Path = ROOT) -> list[Path]:
    """Give what is published the digests of the present model, if that is the same; return the files that changed.

    Parameters
    ----------
    commit : str
        Where the published model stands.

    Raises
    ------
    SimulationError
        If the commit is not the published model, or any measure is another.
    """
    from experiments.analyses.fit.sets import WIDER
    from experiments.evidence.claims.document import values_digest
    from experiments.evidence.rivals import found as of_rivals
    from experiments.runs.durable_files import write_whole
    from scenarios.plausible import model_of_sets
    from scenarios.published import SHEET, SIDECAR

    account = json.loads(SIDECAR.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        old = Path(scratch)
        _unpack(commit, root, old)
        if digest_of_rules(old / "simulation") != account["model"]["digest"]:
            raise SimulationError(
                f"{commit}: it does not have the rules that were published. Allowed: a commit that has them. Name it "
                "with --from."
            )
        changed = differences(_measured_in(old), measured())
        if changed:
            more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
            raise SimulationError(
                f"{', '.join(changed[:3])}{more}: it is not what the published model gives. Allowed: every measure the "
                "same, to the last bit. `make calibrate validation rivals study what-decides` publishes other results."
            )
        digests = {
            account["model"]["digest"]: digest_of_rules(),
            values_digest(old / "scenarios"): values_digest(),
            _sha256(old / "scenarios" / SHEET.name): _sha256(SHEET),
        }
    wider = WIDER.with_suffix(".json")
    account_of_wider = json.loads(wider.read_text(encoding="utf-8"))
    account_of_wider["model"] = model_of_sets(account_of_wider["model"]["varied"])
    account["model"] = model_of_sets(account["model"]["varied"])
    found = json.loads(of_rivals.FILE.read_text(encoding="utf-8")) | {"found_with": of_rivals.found_with()}
    docs = root / "docs"
    texts = {
        file: json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        for file, content in ((SIDECAR, account), (wider, account_of_wider), (of_rivals.FILE, found))
    }
    for file in (docs / "validation.json", docs / "what-decides.json", *sorted((docs / "study").glob("*.[jm]*"))):
        texts[file] = carried_over(file.read_text(encoding="utf-8"), digests)
    written = [file for file, text in texts.items() if file.read_text(encoding="utf-8") != text]
    for file in written:
        write_whole(file, texts[file])
    return written


def _unpack(commit: str, root: Path, folder: Path) -> None:
    command = ["git", "-C", str(root), "archive", commit, "--", *ROOMS]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise SimulationError(
            f"{commit}: git cannot give its files: {said[-1] if said else 'no reason'}. Allowed: a commit of this "
            "project. Name one with --from."
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as files:
        files.extractall(folder, filter="data")


def _measured_in(folder: Path) -> dict[str, dict[str, str]]:
    """Return what `measured` gives with the model in another folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", __file__, "--measure"]  # this file, and the model of that folder
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SimulationError(f"The published model cannot be run: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    """Do it, say what was written, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m experiments.evidence.republishing", description=__doc__)
    parser.add_argument("--from", dest="commit", default="HEAD", help="the commit of the published model")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.measure:
        print(json.dumps(measured()))
        return 0
    try:
        written = republish(asked.commit)
    except SimulationError as error:
        print(f"Error: {error}", file=sys.stderr)
        return USERS_MISTAKE
    print(f"Every measure that was published is the same, to the last bit. Carried over: {len(written)} files")
    print("\n".join(f"  {file.relative_to(ROOT)}" for file in written))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
