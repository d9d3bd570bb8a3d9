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
from typing import Any

import pytest

HANGS = 300
"""Seconds after which a program is taken to hang, however busy the machine."""


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


@pytest.mark.parametrize("damaged", [("nbi",), ("nbc",), ("sha256",), ("nbi", "nbc", "sha256")], ids=" ".join)
@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_machine_code_is_thrown_away_and_not_run(kept: Path, damaged: tuple[str, ...], how: str) -> None:
    """A small function kept as the kernel's are: compiling the kernel for each damage would take half an hour."""
    assert doubled(kept) == ("compiled", 42)
    assert doubled(kept) == ("found", 42)
    for ending in damaged:
        for path in list(kept.rglob(f"*.{ending}")):
            DAMAGES[how](path)
    assert doubled(kept) == ("compiled", 42)
    assert doubled(kept) == ("found", 42)


def test_machine_code_that_cannot_be_kept_is_used_and_leaves_nothing(kept: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        assert doubled(kept) == ("compiled", 42)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [path for path in kept.rglob("*") if path.is_file()] == []
    assert doubled(kept) == ("compiled", 42)


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


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for machine code."""
    from numba.core import config

    import simulation.engine.compiled  # it names the folder for the kernel's

    assert simulation.engine.compiled.CACHE
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def double(number: int) -> int:
    return 2 * number


def doubled(kept: Path) -> tuple[str, int]:
    """Return whether a function was compiled or found, as a program sees it that begins anew, and what it says."""
    from numba import njit

    from simulation.engine.compiled.cache import keep_checked

    function: Any = njit(cache=True)(double)
    keep_checked(function)
    assert function._cache.cache_path.startswith(str(kept))
    found = function(21)
    return ("found" if function.stats.cache_hits else "compiled"), found
