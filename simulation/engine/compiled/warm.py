"""Warm: compile everything there is to compile, once: ``python -m simulation.engine.compiled.warm``."""

from __future__ import annotations

import time

from simulation.engine.compiled import CACHE
from simulation.engine.compiled.machine_code import PARTS, function


def compile_all() -> None:
    """Compile the kernel's entries into the cache."""
    for names in PARTS.values():
        function(names[0])


if __name__ == "__main__":
    start = time.perf_counter()
    compile_all()
    print(f"The model is compiled for this machine ({time.perf_counter() - start:.0f} s) and kept in {CACHE}.")
