"""Republishing: what was published is carried over where every measure is the same, and nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.evidence.republishing import carried_over, differences

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "a" * 40 + "b" * 24, "c" * 40 + "d" * 24
PUBLISHED = ("scenarios/plausible.json", "docs/study/claims.json", "docs/validation.json", "docs/what-decides.json")


def test_a_measure_that_moved_is_named_and_so_is_one_that_is_gone() -> None:
    published = {"aligned": {"reach": "1", "regime": "2"}, "baseline": {"reach": "3", "regime": "4"}}
    present = {
        "aligned": {"reach": "1", "regime": "2", "new": "9"},
        "baseline": {"reach": "5"},
        "other": {"reach": "1"},
    }
    assert differences(published, present) == ["reach in baseline", "regime in baseline"]
    assert differences(published, {**present, **published}) == []


def test_a_digest_is_carried_over_whole_and_by_its_first_digits() -> None:
    text = f'{{"rules": "{OLD}"}} rules `{OLD[:16]}`, values `{"e" * 16}`'
    assert carried_over(text, {OLD: NEW}) == f'{{"rules": "{NEW}"}} rules `{NEW[:16]}`, values `{"e" * 16}`'


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def republished(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "experiments.evidence.republishing"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.thorough
@pytest.mark.timeout(3600)
def test_a_measure_is_added_without_a_calibration_and_a_rule_is_not_changed_so(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    for name in ("simulation", "scenarios", "experiments", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "published")
    before = {name: (folder / name).read_bytes() for name in PUBLISHED}
    old = json.loads(before[PUBLISHED[0]])["model"]["digest"]
    candour = folder / "simulation" / "mechanisms" / "candour.py"
    change(candour, "return own * peers", "return own * peers * peers")
    refused = republished(folder)
    assert refused.returncode == 2 and "it is not what the published model gives" in refused.stderr
    assert {name: (folder / name).read_bytes() for name in PUBLISHED} == before
    change(candour, "return own * peers * peers", "return own * peers")
    measures = folder / "simulation" / "observables" / "measures.py"
    change(
        measures,
        '    supervision_hours: Annotated[float, Measured(HOURS, "Hours of managers with their teams.")]\n',
        '    own_hours: Annotated[float, Measured(HOURS, "Hours of coaches, once more.")]\n'
        '    supervision_hours: Annotated[float, Measured(HOURS, "Hours of managers with their teams.")]\n',
    )
    change(measures, "        supervision_hours=", "        own_hours=account.coach_hours,\n        supervision_hours=")
    done = republished(folder)
    assert done.returncode == 0, done.stderr
    assert "the same, to the last bit" in done.stdout
    for name in PUBLISHED:
        assert old not in (folder / name).read_text(encoding="utf-8"), name
    said = "from scenarios.published import draft; print(draft())"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    assert subprocess.check_output([sys.executable, "-c", said], env=environment, cwd=folder, text=True) == "None\n"
