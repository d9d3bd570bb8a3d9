# pyright: basic
"""Cache: machine code is kept between runs, and thrown away when any rule changes.

numba looks at the kernel's own file only: a rule changed in another file would silently run as the old
machine code. So the folder is named after a digest of every source file of the simulation.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs
from numba.core import config

from simulation.results import source_digest

NAME = "enabling-bubbles"


def cache_folder() -> Path:
    """Return the folder for machine code of these very sources, made if it can be."""
    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir(NAME)
    folder = Path(base) / source_digest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix=NAME))


def use_cache() -> Path:
    """Point numba at that folder; to be called before anything is compiled."""
    folder = cache_folder()
    setattr(config, "CACHE_DIR", str(folder))  # noqa: B010 (numba makes its settings at run time)
    return folder


def is_compiled(folder: Path) -> bool:
    """Return whether machine code of the whole kernel lies in the folder."""
    return any(folder.rglob("kernel.simulate*.nbc"))
