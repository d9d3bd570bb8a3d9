"""Fuzz on the real command line: no traceback, no hang, no nonsense accepted. A short version runs with all tests.

`make fuzz` tries two thousand; FUZZ="12345 300" begins at another number, and tries so many of each kind. A case is
made from its kind and number alone, so that what failed can be tried again.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.fuzz import kinds
from tests.fuzz.door import ask
from tests.fuzz.judges import fault_of
from tests.fuzz.kinds import Case

FIRST, EACH = (int(part) for part in os.environ.get("FUZZ", "1 300").split())
SHORT = 4
SIZES = [
    pytest.param(SHORT, id="short"),
    pytest.param(EACH, id="full", marks=[pytest.mark.torture, pytest.mark.timeout(7200)]),
]
SHOWN = 12
STUDY = """\
question = "Does it hold?"
scenarios = ["baseline"]
size = "classroom"
seed = 11
replicates = 2
[levers]
bonus = { values = [0.1, 0.3] }
"""
Kind = Callable[[random.Random, Path], Case]


@pytest.fixture(scope="module")
def of_kind(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    """Return what makes a case of each kind; two of them need a store of runs."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    made = ask(["sweep", "./study.toml", "--store", "store", "--months", "40", "--chunk", "2", "--quiet"], folder)
    assert made.code == 0, made.err
    exported = ask(["export", "--to", "whole.csv", "--store", "store", "--quiet"], folder)
    assert exported.code == 0, exported.err
    plain = {name: getattr(kinds, name) for name in ("scenario", "setting", "places", "study", "rows")}
    stored = {
        "store": partial(kinds.store, whole=folder / "store"),
        "command_line": partial(kinds.command_line, store=folder / "store"),
    }
    return {**plain, **stored}


@pytest.mark.parametrize("number", SIZES)
@pytest.mark.parametrize("kind", ["scenario", "setting", "places", "study", "rows", "command_line", "store"])
def test_whatever_is_given_is_answered_or_refused_in_words(
    kind: str, number: int, of_kind: dict[str, Kind], tmp_path: Path
) -> None:
    faults: list[str] = []
    accepted = 0
    for place in range(FIRST, FIRST + number):
        folder = tmp_path / str(place)
        folder.mkdir()
        case = of_kind[kind](random.Random(f"{kind} {place}"), folder)
        before = _files(folder)
        told = ask(case.words, folder)
        fault = fault_of(told, case.words, before, _files(folder))
        if fault is None and told.code == 0:
            accepted += 1
            fault = case.accepted(told)
        if fault is not None:
            faults.append(f"{kind} {place}: {fault}\n    bubbles {case.words}\n    {told.err[-600:]}")
        else:
            shutil.rmtree(folder)
    print(f"{kind}: {number} tried, {accepted} accepted, {len(faults)} faults")
    assert not faults, "\n".join([f"{len(faults)} of {number}", *faults[:SHOWN]])


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}
