"""Files: a new file appears whole or not at all, and never in the place of another."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from simulation.errors import OutputError


def write_new(path: Path, held: str | bytes) -> None:
    """Write a file that does not exist yet.

    Raises
    ------
    OutputError
        If it exists, or cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with temporary.open("xb") as file:
                file.write(held.encode() if isinstance(held, str) else held)
                file.flush()
                os.fsync(file.fileno())
            _take_name(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise OutputError(f"{path}: it exists already, and is left as it is. Choose another name or folder.") from None
    except OSError as error:
        raise OutputError(
            f"{path}: it cannot be written: {error.strerror}. Name a folder that exists and that you may write to."
        ) from None


def _take_name(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError from None
        temporary.rename(path)
