"""Whole files: a file is written under a hidden name, made durable, and only then given its own.

So it is there whole or not at all, whatever stops the program. What a stopped program leaves is told by its name.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ENDING = ".tmp"
_HIDDEN = re.compile(r"\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{12}\.tmp")


def hidden_name(folder: Path) -> Path:
    """Return a name in a folder that nobody else has, and that says whose it is."""
    return folder / f".{_host()}-{os.getpid()}-{secrets.token_hex(6)}{ENDING}"


def is_hidden(path: Path) -> bool:
    """Return whether a file is one that a program has not finished."""
    return _HIDDEN.fullmatch(path.name) is not None


def is_left_behind(path: Path) -> bool:
    """Return whether a file is one that a program of this machine did not finish, and never will."""
    found = _HIDDEN.fullmatch(path.name)
    return found is not None and found["host"] == _host() and not _is_alive(int(found["process"]))


@contextmanager
def written(path: Path, data: bytes) -> Iterator[Path]:
    """Give the hidden name under which data lie, durable; what does not take another name by the end is removed."""
    hidden = hidden_name(path.parent)
    try:
        with hidden.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield hidden
    finally:
        hidden.unlink(missing_ok=True)


@contextmanager
def filled(path: Path) -> Iterator[Path]:
    """Give a hidden name to write to, which takes the place of a file when all is written.

    What dead programs left in its folder is removed first.
    """
    with suppress(OSError):
        for other in path.parent.iterdir():
            if is_left_behind(other):
                other.unlink()
    hidden = hidden_name(path.parent)
    try:
        yield hidden
        with hidden.open("rb+") as file:
            os.fsync(file.fileno())
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


def take_name(hidden: Path, path: Path) -> None:
    """Give a file a name that nobody has.

    Raises
    ------
    FileExistsError
    """
    try:
        os.link(hidden, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError from None
        hidden.replace(path)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True  # elsewhere the question would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
