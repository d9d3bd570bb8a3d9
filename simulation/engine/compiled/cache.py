# pyright: basic
"""Cache: machine code is kept between runs, thrown away when any rule changes, and never run unless it is whole.

The folder is named after a digest of every source file of the simulation: a rule changed in any file is another
folder. A file cut short by a full disk, or with a bit turned, would break every command or the interpreter itself. So
each file has its digest beside it; what does not agree is not run, and compiled again.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

import platformdirs

from simulation.results import source_digest

NAME = "enabling-bubbles"
DIGEST = ".sha256"
"""Ending of the file that holds the digest of the one beside it."""


def cache_folder() -> Path:
    """Return the folder for machine code of these very sources, made if it can be.

    The user's cache folder, or that of ``NUMBA_CACHE_DIR``; where that cannot be written one of the user's own
    among the temporary files, and where that cannot be had either one that is removed when the program ends.
    """
    own = source_digest()[:16]
    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir(NAME)
    if _is_usable(Path(base) / own):
        return Path(base) / own
    shared = _own_temporary_folder()
    if shared and _is_usable(shared / own):
        return shared / own
    passing = Path(tempfile.mkdtemp(prefix=NAME))
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return passing


def _is_usable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _own_temporary_folder() -> Path | None:
    """Return a folder among the temporary files that nobody else can have put machine code into."""
    if not hasattr(os, "getuid"):
        return None
    folder = Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if is_own else None


CACHE = cache_folder()
"""Where this program keeps machine code."""


def kept(name: str, folder: Path = CACHE) -> bytes | None:
    """Return a file as it was written; None where there is none, or another content than its digest is of."""
    try:
        content = (folder / name).read_bytes()
        told = (folder / (name + DIGEST)).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    return content if told == _digest_of(content) else None


def keep(name: str, content: bytes, folder: Path = CACHE) -> None:
    """Keep a file with its digest beside it; where the disk is full or cannot be written, nothing is kept."""
    files = {name + DIGEST: _digest_of(content).encode(), name: content}
    passing = secrets.token_hex(8)
    try:
        for one, data in files.items():
            (folder / f"{one}.{passing}.tmp").write_bytes(data)
        for one in files:
            os.replace(folder / f"{one}.{passing}.tmp", folder / one)
    except OSError:  # the machine code is in memory, and is used from there
        for one in files:
            for path in (folder / f"{one}.{passing}.tmp", folder / one):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
