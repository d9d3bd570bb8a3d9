"""Files: a file of a store appears whole, durable and under a name nobody held before, or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.runs.sweep.errors import StoreError

STUDY = "study.json"
SEALED = "sealed.json"
CHUNKS = "chunks"
MARKS = "marks"
"""A folder of their own, so that whoever reads Parquet can be given all of ``chunks``."""
CHECK = "sha256"
ENDING = ".tmp"
DAY = 24 * 3600
LONGEST_INDENTED = 1_000_000
"""Bytes of a text above which it is not indented: Python indents by hand, a hundred times as slowly as it writes."""
_NEGATIVE_ZERO = re.compile(r"-0\.0(?!\d)")
_TEMPORARY = re.compile(r"\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{12}\.tmp")


class DamagedFileError(Exception):
    """A file is not as it was written."""


def canonical(value: Any) -> bytes:
    """Return the one JSON text of a value: keys sorted, no blanks, no NaN, no -0.0."""
    text = _compact(value)
    if _NEGATIVE_ZERO.search(text):
        text = _compact(_without_negative_zero(value))
    return text.encode()


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _without_negative_zero(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_negative_zero(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_negative_zero(part) for part in value]
    return value + 0.0 if isinstance(value, float) else value


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def checked_bytes(value: dict[str, Any]) -> bytes:
    """Return a JSON file that carries its own SHA-256: indented for people to read, unless it is too long for that."""
    text = canonical(value)
    return _file_of(text, is_indented=len(text) <= LONGEST_INDENTED)


def _file_of(text: bytes, *, is_indented: bool) -> bytes:
    """Return the file of a value from its canonical text."""
    whole = {**json.loads(text), CHECK: hashlib.sha256(text).hexdigest()}
    if not is_indented:
        return canonical(whole) + b"\n"
    return (json.dumps(whole, sort_keys=True, indent=1, ensure_ascii=True) + "\n").encode()


def read_checked(path: Path) -> dict[str, Any]:
    """Return what `checked_bytes` wrote; a long file may be indented, as all were once.

    Raises
    ------
    FileNotFoundError
    DamagedFileError
        If a single bit is different.
    """
    return checked_from(path.read_bytes(), path.name)


def checked_from(data: bytes, name: str) -> dict[str, Any]:
    """Return what `checked_bytes` wrote from its bytes; see `read_checked`."""
    try:
        value = json.loads(data)
        del value[CHECK]
        if _file_of(canonical(value), is_indented=data[1:2] == b"\n") != data:
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedFileError(f"{name} is not as it was written") from None
    return value


def is_store(folder: Path) -> bool:
    """Return whether a folder is a store, be it that what it says of its study is lost."""
    return (folder / CHUNKS).is_dir() and ((folder / MARKS).is_dir() or (folder / STUDY).is_file())


def store_around(path: Path) -> Path | None:
    """Return the store that a place lies in, or is, if any."""
    place = Path(os.path.realpath(path))
    return next((folder for folder in (place, *place.parents) if is_store(folder)), None)


def publish(path: Path, data: bytes) -> bool:
    """Put a file in place, durably; return False, and change nothing, if the name is taken."""
    with _written(path, data) as temporary:
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            if path.exists():
                return False
            temporary.replace(path)
        _sync_folder(path.parent)
    return True


def replace(path: Path, data: bytes) -> None:
    """Put a file in place of another, durably."""
    with _written(path, data) as temporary:
        temporary.replace(path)
        _sync_folder(path.parent)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of the disk into one message.

    Raises
    ------
    StoreError
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(
            f"{path}: it cannot be read or written ({reason}). What was stored before is safe. Make room or give "
            "permission, then give the same command again: it goes on from there."
        ) from error


@contextlib.contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    temporary = path.with_name(f".{_host()}-{os.getpid()}-{secrets.token_hex(6)}{ENDING}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def temporary_beside(path: Path) -> Path:
    """Return a hidden name beside a file, in its own name; what dead processes left of it is removed."""
    form = re.compile(re.escape(f".{path.name}.") + r"(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{12}\.tmp")
    with contextlib.suppress(OSError):
        for other in path.parent.iterdir():
            found = form.fullmatch(other.name)
            if found and found["host"] == _host() and not _is_alive(int(found["process"])):
                other.unlink()
    return path.with_name(f".{path.name}.{_host()}-{os.getpid()}-{secrets.token_hex(6)}{ENDING}")


def make_folder(folder: Path) -> None:
    """Make a folder, durably."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def is_temporary(path: Path) -> bool:
    """Return whether a file is one that a driver has not finished."""
    return _TEMPORARY.fullmatch(path.name) is not None


def sweep_out(folder: Path) -> int:
    """Remove what dead processes left behind; return how many files."""
    removed = 0
    for path in folder.glob(f".*{ENDING}"):
        found = _TEMPORARY.fullmatch(path.name)
        with contextlib.suppress(OSError):
            is_old = time.time() - path.stat().st_mtime > DAY
            is_ours = bool(found) and found["host"] == _host()
            if is_old or (found and is_ours and not _is_alive(int(found["process"]))):
                path.unlink()
                removed += 1
    return removed


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
