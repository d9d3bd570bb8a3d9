# pyright: basic
"""Browser: the kernel as WebAssembly: the same code, the same bits, and what a page must know of its memory.

``python -m simulation.engine.compiled.browser build/kernel.wasm`` compiles it. numba compiles the kernel as always, but
without optimising it for this machine; LLVM then does so for a 32-bit WebAssembly with 128-bit vectors, and the
linker of LLVM (wasm-ld, package `lld`) makes the module. There is no fused multiply-add in it, and no library:
the square root is an instruction.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from simulation.engine.compiled.layout import CHANGE_ROWS, TIE_ROWS, At, Layout
from simulation.errors import SimulationError
from simulation.results import measures, series_rows, source_digest
from simulation.settings import Settings

WIDTH = 8
"""Runs side by side in a block of the browser: vectors are narrow there, and two workers share the first 16 runs."""
MODULE = "simulation.engine.compiled.webassembly"
LINKED_AS = ("--no-entry", "--gc-sections", "--strip-all", "-z", "stack-size=65536")
LINKERS = ("wasm-ld", *(f"wasm-ld-{version}" for version in range(22, 13, -1)))
SECTION = b"sources"
DIGITS = 64


# What a page must know --------------------------------------------------------------------------------------


def memory_of(settings: Settings, changes: int) -> dict[str, Any]:
    """Return where everything lies for runs of one structure with so many dated changes, as plain data."""
    layout = Layout(settings, changes, with_series=True)
    return {
        "at": layout.at_width(WIDTH),
        "facts": _in_runs(layout.facts.tolist()),
        "states": [rows._asdict() for rows in layout.state_rows()],
    }


def memory_of_any(processes: tuple[str, ...]) -> dict[str, Any]:
    """Return what is the same for every structure: the width, the names of places, the order of results."""
    return {
        "width": WIDTH,
        "places": {place.name: int(place) for place in At},
        "change_rows": CHANGE_ROWS,
        "tie_rows": TIE_ROWS,
        "tie_now": 3,
        "measures": [measure.name for measure in measures(processes)],
        "series": [list(row) for row in series_rows(processes)],
    }


def _in_runs(values: list[float]) -> list[list[float]]:
    """Return numbers as runs: [first, step, count], where step is a whole number."""
    runs: list[list[float]] = []
    for value in values:
        if runs:
            first, step, count = runs[-1]
            if count == 1 and (value - first).is_integer():
                runs[-1] = [first, value - first, 2]
                continue
            if value == first + step * count:
                runs[-1][2] += 1
                continue
        runs.append([value, 0.0, 1])
    return runs


# Building ---------------------------------------------------------------------------------------------------


def build(path: Path) -> None:
    """Compile the kernel to WebAssembly, in a process of its own: numba must not optimise for this machine.

    Raises
    ------
    SimulationError
        If there is no linker.
    """
    linker = _linker()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        thing = Path(folder) / "kernel.o"
        environment = os.environ | {"NUMBA_OPT": "0", "NUMBA_CACHE_DIR": folder, "PYTHONHASHSEED": "0"}
        subprocess.run([sys.executable, "-m", MODULE, str(thing), str(WIDTH)], env=environment, check=True)
        exported = [f"--export={name}" for name in ("simulate", "key_of_run", "__heap_base")]
        linked = Path(folder) / "kernel.wasm"
        subprocess.run(
            [linker, *LINKED_AS, *exported, "-o", str(linked), str(thing)],
            check=True,
        )
        path.write_bytes(linked.read_bytes() + _section_of(source_digest()))


def _section_of(digest: str) -> bytes:
    """Return a custom section that names the sources, as every module may have at its end."""
    content = bytes([len(SECTION)]) + SECTION + digest.encode()
    return bytes([0, len(content)]) + content


def sources_of(path: Path) -> str:
    """Return the digest of the sources that a module was built of; nothing if it names none."""
    module = path.read_bytes()
    end = module[-(len(_section_of("")) + DIGITS) :]
    return end[-DIGITS:].decode() if end[:-DIGITS] == _section_of("0" * DIGITS)[:-DIGITS] else ""


def _linker() -> str:
    found = next((path for name in LINKERS if (path := shutil.which(name))), None)
    if found is None:
        raise SimulationError(
            "wasm-ld, the linker of LLVM, was not found; it makes the WebAssembly module. "
            "Install the package lld (Debian, Ubuntu: apt-get install lld; macOS: brew install lld)."
        )
    return found


def main(arguments: list[str]) -> int:
    """Build the module named on the command line."""
    if len(arguments) != 1:
        print("Give the file to write: python -m simulation.engine.compiled.browser build/kernel.wasm", file=sys.stderr)
        return 2
    try:
        build(Path(arguments[0]))
    except SimulationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
