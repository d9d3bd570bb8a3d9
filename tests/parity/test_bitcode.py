"""The kernel comes as bitcode of LLVM, from which a machine makes its own code without numba."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.engine.compiled import bitcode, compiler, machine_code
from simulation.engine.compiled.bitcode import DIGITS, KEPT, file_of, kept_bitcode, object_of
from simulation.engine.compiled.cache import kept
from simulation.engine.compiled.kinds import NARROW, WIDTH, width_for
from simulation.results import source_digest

STALE = "is not of these sources. Run: make wasm page"
OF_WIDTH = {
    WIDTH: (30, ["mentoring_start=3"]),
    NARROW: (5, ["mentoring_start=3", "regions=4", "networks_per_region=10", "teams_per_network=10"]),
}
"""Months and values of a world whose runs lie so many side by side, with a twin of its own."""
USED = """
import sys, time
from scenarios import load
from simulation import run
settings = load("mentoring-kept", size="classroom", months={months}, sets={sets!r}).settings
print(run(settings, 3, 2).values.tobytes().hex())
print(any(name.partition(".")[0] == "numba" for name in sys.modules))
"""


@pytest.mark.parametrize(("part", "width"), KEPT)
def test_it_is_of_these_sources(part: str, width: int) -> None:
    path = file_of(part, width)
    assert path.read_bytes()[:DIGITS].decode() == source_digest(), f"{path.name} {STALE}"


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_a_new_machine_needs_no_numba_and_gives_the_same(width: int, tmp_path: Path) -> None:
    """In a cache of its own, and once more from what is kept there."""
    from scenarios import load
    from simulation import run

    months, sets = OF_WIDTH[width]
    settings = load("mentoring-kept", size="classroom", months=months, sets=sets).settings
    assert width_for(settings.places.teams, len(settings.processes)) == width
    wanted = run(settings, 3, 2, engine="readable").values.tobytes().hex()
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", USED.format(months=months, sets=sets)],
            env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == [wanted, "False"]


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "a bit", "other sources", "no digest"])
def test_what_is_not_whole_or_of_other_sources_is_not_used(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = file_of("simulate", WIDTH).read_bytes()
    other = {
        "empty": b"",
        "cut": whole[:-1000],
        "a bit": whole[:5000] + bytes([whole[5000] ^ 4]) + whole[5001:],
        "other sources": b"0" * DIGITS + whole[DIGITS:],
        "no digest": "ü".encode("latin-1") * DIGITS + whole[DIGITS:],
    }
    monkeypatch.setattr(bitcode, "FOLDER", tmp_path)
    assert kept_bitcode("simulate", WIDTH) is None
    if damage in other:
        file_of("simulate", WIDTH).write_bytes(other[damage])
        assert kept_bitcode("simulate", WIDTH) is None
    file_of("simulate", WIDTH).write_bytes(whole)
    assert kept_bitcode("simulate", WIDTH) is not None


def test_what_a_newer_llvm_wrote_is_left_to_numba() -> None:
    assert object_of(b"BC\xc0\xde not of this LLVM") is None


@pytest.mark.thorough
def test_it_is_what_the_sources_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {width: file_of("simulate", width).read_bytes() for width in (WIDTH, NARROW)}
    monkeypatch.setattr(bitcode, "FOLDER", tmp_path)
    bitcode.build()
    for width, content in there.items():
        assert file_of("simulate", width).read_bytes() == content, f"{file_of('simulate', width).name} {STALE}"


@pytest.mark.skipif(shutil.which("objdump") is None, reason="binutils read machine code")
@pytest.mark.skipif("-prefer-256-bit" not in compiler.features(), reason="this processor has no vectors of 512 bits")
def test_vectors_are_used_whole(tmp_path: Path) -> None:
    """LLVM would halve them on most of Intel's processors, and the engine take a tenth more."""
    machine_code.function("simulate")
    code = kept(machine_code._file_of("simulate", WIDTH))
    assert code is not None
    (tmp_path / "kernel.o").write_bytes(code)
    text = subprocess.run(
        ["objdump", "-d", "kernel.o"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert text.count("%zmm") > 3 * text.count("%ymm") > 0
