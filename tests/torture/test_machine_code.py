"""Machine code that is kept: damaged, foreign or not to be kept, it is compiled again, and never run as it is."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulation.engine.compiled.cache import keep, kept

HANGS = 300
"""Seconds after which a program is taken to hang, however busy the machine."""
CODE = bytes(range(256)) * 40


def shortened(path: Path, part: float) -> None:
    os.truncate(path, int(path.stat().st_size * part))


def replaced(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    replaced(path, bytes(content))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "emptied": lambda path: shortened(path, 0.0),
    "cut in half": lambda path: shortened(path, 0.5),
    "one bit turned": flipped,
    "removed": Path.unlink,
    "of another origin": lambda path: replaced(path, b"machine code"),
}


@pytest.mark.parametrize("damaged", [("o",), ("sha256",), ("o", "sha256")], ids=" ".join)
@pytest.mark.parametrize("how", DAMAGES)
def test_what_is_not_what_was_written_is_not_there(tmp_path: Path, damaged: tuple[str, ...], how: str) -> None:
    """A few bytes kept as the kernel's are: compiling the kernel for each damage would take half an hour."""
    keep("part.o", CODE, tmp_path)
    assert kept("part.o", tmp_path) == CODE
    for ending in damaged:
        for path in list(tmp_path.rglob(f"*.{ending}")):
            DAMAGES[how](path)
    assert kept("part.o", tmp_path) is None
    keep("part.o", CODE, tmp_path)
    assert kept("part.o", tmp_path) == CODE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part.o", "part.o.sha256"]


def test_a_file_that_was_written_over_in_turn_by_another_program_is_whole_or_not_there(tmp_path: Path) -> None:
    keep("part.o", CODE, tmp_path)
    (tmp_path / "part.o").write_bytes(CODE[::-1])  # of another compilation, whose digest is not written yet
    assert kept("part.o", tmp_path) is None


@pytest.mark.parametrize("most", [0, 100, 5000], ids="{} bytes".format)
def test_machine_code_that_cannot_be_kept_leaves_nothing(tmp_path: Path, most: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        keep("part.o", CODE, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert kept("part.o", tmp_path) is None


def test_a_folder_that_is_gone_or_may_not_be_written_is_no_fault(tmp_path: Path) -> None:
    keep("part.o", CODE, tmp_path / "gone")
    assert kept("part.o", tmp_path / "gone") is None


def test_a_program_that_finds_machine_code_imports_no_numba() -> None:
    """It would take longer than many a run."""
    code = "import sys, simulation\nfrom scenarios import load\nsimulation.run(load('baseline', size='classroom'))\n"
    code += "print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=HANGS, check=True)
    assert done.stdout.strip() == "False"


def test_where_no_machine_code_can_be_kept_one_folder_of_the_user_serves_all_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no folder that somebody else may have made, or may write into, is read from."""
    from simulation.engine.compiled.cache import cache_folder

    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null/none")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own = tmp_path / f"enabling-bubbles-{os.getuid()}"
    assert cache_folder() == cache_folder() and cache_folder().parent == own
    assert own.stat().st_mode & 0o777 == 0o700 and list(tmp_path.iterdir()) == [own]
    own.chmod(0o777)
    assert own not in cache_folder().parents
    shutil.rmtree(own)
    own.symlink_to(tmp_path / "elsewhere")
    assert own not in cache_folder().parents
    code = "from simulation.engine.compiled import CACHE; print(CACHE.is_dir(), CACHE)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=True,
    )
    there, folder = done.stdout.split()
    assert there == "True" and Path(folder).parent == tmp_path and not Path(folder).exists(), "gone with the program"
