"""Start-up: how long commands take by the clock, warm, for the first time, and from nothing.

``python -m benchmarks.startup``. From nothing is a fresh clone and an empty cache of machine code, in which ``make
demo`` sets itself up; what it installs is downloaded before, in another clone, and not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import machine
from benchmarks.pairs import ROOT
from benchmarks.record import record

COMMANDS: Mapping[str, int] = {
    "bubbles --help": 5,
    "bubbles run baseline --quiet": 5,
    "bubbles compare baseline aligned --quiet": 5,
    "bubbles run baseline --size national --quiet": 3,
    "bubbles compare baseline aligned --size national --replicates 400 --quiet": 1,
}
"""Each, once the model is compiled, and how often: the least time counts."""
FIRST = "bubbles run baseline --quiet"
FROM_NOTHING = "make demo"


class Took(NamedTuple):
    """What a command took: by the clock, of processor time with all that it started, and most memory of one of them."""

    seconds: float
    processor_seconds: float
    megabytes: float


def took(command: Sequence[str], cache: str | None = None, folder: Path = ROOT) -> Took:
    """Return what a command takes, with a cache of machine code of its own if one is named.

    Raises
    ------
    SystemExit
        If it fails.
    """
    environment = dict(os.environ) if cache is None else os.environ | {"NUMBA_CACHE_DIR": cache}
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {child.returncode}")
    return Took(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def of_bubbles(command: str, repeats: int = 1, cache: str | None = None) -> Took:
    """Return the least that a command of this checkout takes."""
    words = [sys.executable, "-m", "interface", *command.split()[1:]]
    return min(took(words, cache) for _ in range(repeats))


def from_nothing() -> Took:
    """Return what `make demo` takes in a fresh clone on a machine that has compiled nothing."""
    with tempfile.TemporaryDirectory() as name:
        for clone in ("downloads", "fresh"):
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(Path(name, clone))], check=True)
        took(["make", ".venv/.runtime"], folder=Path(name, "downloads"))
        return took(["make", "demo"], str(Path(name, "cache")), Path(name, "fresh"))


def main() -> None:
    """Print the times and keep them."""
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory() as cache:
        found = {f"{FIRST}, the first of all": of_bubbles(FIRST, cache=cache)}
    for command in COMMANDS:
        of_bubbles(command.replace("400", "4"))  # compiles for worlds of this size
    found |= {command: of_bubbles(command, repeats) for command, repeats in COMMANDS.items()}
    found[f"{FROM_NOTHING}, from nothing"] = from_nothing()
    for name, one in found.items():
        print(
            f"{name:76}{one.seconds:7.2f} s, {one.processor_seconds:7.2f} s of processor time, {one.megabytes:.0f} MB"
        )
    record("startup", took={name: one._asdict() for name, one in found.items()})


if __name__ == "__main__":
    main()
