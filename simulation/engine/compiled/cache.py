# pyright: basic
"""Cache: machine code is kept between runs, thrown away when any rule changes, and never run unless it is whole.

numba looks at the kernel's own file only: a rule changed in another file would silently run as the old
machine code. So the folder is named after a digest of every source file of the simulation. And it runs what it
finds: a file cut short by a full disk, or with a bit turned, breaks every command or the interpreter itself. So
each file has its digest beside it; what does not agree is removed and compiled again.
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
from numba.core import config
from numba.core.caching import IndexDataCacheFile

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


def use_cache() -> Path:
    """Point numba at that folder; to be called before anything is compiled."""
    folder = cache_folder()
    setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 (numba makes its settings at run time)
    return folder


class _CheckedFile(IndexDataCacheFile):
    """numba's files of one function, each with its digest beside it; a fault of the disk is a function not kept."""

    def load(self, key):
        try:
            if all(is_whole(path) for path in self._files()):
                return super().load(key)
        except Exception:  # whatever unpickling a file of another origin may raise
            pass
        self._remove()
        return None

    def save(self, key, data):
        try:
            super().save(key, data)
            for path in self._files():
                _note_digest(path)
        except OSError:  # a full disk, no permission: the machine code is in memory, and is used from there
            self._remove()

    def _files(self) -> list[Path]:
        name = self._index_name.removesuffix(".nbi")
        return [path for path in Path(self._cache_path).glob(f"{name}.*") if path.suffix in (".nbi", ".nbc")]

    def _remove(self) -> None:
        for path in self._files():
            for file in (path, _digest_beside(path)):
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)


def keep_checked(*functions) -> None:
    """Keep the machine code of compiled functions with digests, and use none that does not agree with its own."""
    for function in functions:
        kept = function._cache
        own = kept._cache_file
        kept._cache_file = _CheckedFile(own._cache_path, own._index_name.removesuffix(".nbi"), own._source_stamp)


def is_whole(path: Path) -> bool:
    """Return whether a file is what was written, by the digest beside it."""
    try:
        return _digest_beside(path).read_text(encoding="ascii") == _digest(path)
    except (OSError, UnicodeDecodeError):
        return False


def _note_digest(path: Path) -> None:
    """Write the digest of a file beside it, whole or not at all."""
    passing = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        passing.write_text(_digest(path), encoding="ascii")
        os.replace(passing, _digest_beside(path))
    except OSError:
        passing.unlink(missing_ok=True)
        raise


def _digest_beside(path: Path) -> Path:
    return path.with_name(path.name + DIGEST)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_compiled(folder: Path) -> bool:
    """Return whether machine code of the whole kernel lies in the folder, as it was written."""
    files = [*folder.rglob("kernel.simulate*.nbc"), *folder.rglob("kernel.simulate*.nbi")]
    return len(files) > 1 and all(is_whole(path) for path in files)
