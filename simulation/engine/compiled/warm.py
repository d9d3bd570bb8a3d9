"""Warm: compile what runs need, once: ``python -m simulation.engine.compiled.warm``."""

from __future__ import annotations

import subprocess
import sys
import time

from simulation.engine.compiled import CACHE
from simulation.engine.compiled.kinds import NARROW
from simulation.engine.compiled.machine_code import function, is_compiled

MODULE = "simulation.engine.compiled.warm"


def compile_all() -> None:
    """Put the kernel into the cache, for small worlds here and for large ones beside."""
    narrow = None if is_compiled("simulate", NARROW) else subprocess.Popen([sys.executable, "-m", MODULE, "narrow"])
    function("simulate")
    if narrow is not None and narrow.wait():
        raise SystemExit(narrow.returncode)


if __name__ == "__main__":
    if sys.argv[1:] == ["narrow"]:
        function("simulate", NARROW)
    else:
        start = time.perf_counter()
        compile_all()
        print(f"The model is compiled for this machine ({time.perf_counter() - start:.0f} s) and kept in {CACHE}.")
