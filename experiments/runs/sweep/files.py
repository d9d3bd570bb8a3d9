"""Files: a file of a store appears whole, durable and under a name nobody held before, or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.runs.sweep.errors import StoreError
from experiments.runs.whole_files import ENDING, is_left_behind, sync_folder, take_name, written

STUDY = "study.json"
SEALED = "sealed.json"
CHUNKS = "chunks"
MARKS = "marks"
"""A folder of their own, so that whoever reads Parquet can be given all of ``chunks``."""
CHECK = "sha256"
DAY = 24 * 3600
LONGEST_INDENTED = 1_000_000
"""Bytes of a text above which it is not indented: Python indents by hand, a hundred times as slowly as it writes."""
_NEGATIVE_ZERO = re.compile(r"-0\.0(?!\d)")


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
    with written(path, data) as hidden:
        try:
            take_name(hidden, path)
        except FileExistsError:
            return False
        sync_folder(path.parent)
    return True


def replace(path: Path, data: bytes) -> None:
    """Put a file in place of another, durably."""
    with written(path, data) as hidden:
        hidden.replace(path)
        sync_folder(path.parent)


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


def make_folder(folder: Path) -> None:
    """Make a folder, durably."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)


def sweep_out(folder: Path) -> int:
    """Remove what dead processes left behind, and any of a day ago; return how many files."""
    removed = 0
    for path in folder.glob(f".*{ENDING}"):
        with contextlib.suppress(OSError):
            if is_left_behind(path) or time.time() - path.stat().st_mtime > DAY:
                path.unlink()
                removed += 1
    return removed
