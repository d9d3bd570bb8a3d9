"""Writing: a file appears whole or not at all; what stood there before stays until the new one is complete."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from simulation.errors import OutputError


def check_writable(path: Path) -> None:
    """Refuse a place that could not be written to, before hours of work end there.

    Raises
    ------
    OutputError
        If the folder is missing or may not be written to, or the name is a folder's.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise OSError(0, "it is not a file")
        probe = _temporary(target)
        probe.open("x").close()
        probe.unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def make_folder(folder: Path) -> None:
    """Make a folder for results, or take one that exists; refuse one that may not be written to.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from None
    check_writable(folder / "run.json")


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8, in place of a file that may be there.

    Raises
    ------
    OutputError
        If it cannot be written; then nothing is left behind, and what was there is as it was.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise OSError(0, "it is not a file")
        temporary = _temporary(target)
        try:
            with temporary.open("xb") as file:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def _temporary(path: Path) -> Path:
    return path.with_name(f".{secrets.token_hex(8)}.tmp")


def _unwritable(path: str | os.PathLike[str], error: OSError | ValueError) -> OutputError:
    reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
    return OutputError(f"{path!s:.200}: cannot be written ({reason}). Choose another folder or free space.")
