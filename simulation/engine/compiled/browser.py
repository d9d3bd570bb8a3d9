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
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.engine.compiled.layout import (
    CHANGE_ROWS,
    MECHANISM_ROWS,
    OWN_ROWS,
    TIE_ROWS,
    At,
    Layout,
    W,
    state_rows_of,
)
from simulation.errors import SimulationError
from simulation.results import measures, place_quantities, series_rows, source_digest

WIDTH = 8
"""Runs side by side in a block of the browser: vectors are narrow there, and two workers share the first 16 runs."""
MODULE = "simulation.engine.compiled.webassembly"
LINKED_AS = ("--no-entry", "--gc-sections", "--strip-all", "-z", "stack-size=65536")
LINKERS = ("wasm-ld", *(f"wasm-ld-{version}" for version in range(22, 13, -1)))
SECTION = b"sources"
DIGITS = 64


# What a page must know --------------------------------------------------------------------------------------


COUNTED = (
    At.REGIONS,
    At.NETWORKS,
    At.TEAMS,
    At.PROCESSES,
    At.MONTHS,
    At.TIES,
    At.CHANGES,
    At.TWINS,
    At.JURISDICTIONS,
    At.WAVES,
    At.GROUPS,
)
"""What a page counts itself; where everything lies follows from it."""


class Terms:
    """A sum of products of counts, such as rows a team times teams: how much room something takes in any world."""

    def __init__(self, of: Mapping[tuple[str, ...], int]) -> None:
        self.of = {counts: factor for counts, factor in of.items() if factor}

    @classmethod
    def made(cls, of: Terms | int) -> Terms:
        """Return a whole number as terms, and terms as they are."""
        return of if isinstance(of, Terms) else cls({(): int(of)})

    def __add__(self, other: Terms | int) -> Terms:
        """Return the sum."""
        found = dict(self.of)
        for counts, factor in Terms.made(other).of.items():
            found[counts] = found.get(counts, 0) + factor
        return Terms(found)

    def __mul__(self, other: Terms | int) -> Terms:
        """Return the product."""
        found = Terms({})
        for mine, factor in self.of.items():
            for theirs, other_factor in Terms.made(other).of.items():
                found += Terms({tuple(sorted((*mine, *theirs))): factor * other_factor})
        return found

    def __floordiv__(self, by: int) -> Terms:
        """Return the terms divided by what every factor can be divided by."""
        assert not any(factor % by for factor in self.of.values())
        return Terms({counts: factor // by for counts, factor in self.of.items()})

    __radd__, __rmul__ = __add__, __mul__

    def listed(self) -> list[list[int | str]]:
        """Return each product as a list: its factor, and the names of the counts."""
        return [[factor, *counts] for counts, factor in self.of.items()]


def memory_of_any(processes: tuple[str, ...]) -> dict[str, Any]:
    """Return where everything lies in the memory of any run, as plain data.

    Sizes and offsets are sums of products of counts (`Terms`): steps and offsets in rows.
    """
    at: dict[At, Terms] = {place: Terms({(place.name,): 1}) for place in COUNTED}
    Layout.place_steps(at, with_series=True)
    Layout.place_world(at)
    Layout.place_workspace(at)
    states = [
        {name: Terms.made(value).listed() if name in IN_TERMS else value for name, value in rows._asdict().items()}
        for rows in state_rows_of(at)
    ]
    return {
        "width": WIDTH,
        "processes": len(processes),
        "places": {place.name: int(place) for place in At},
        "rows": {place.name: (Terms.made(terms) // W).listed() for place, terms in at.items() if place not in COUNTED},
        "states": states,
        "change_rows": CHANGE_ROWS,
        "tie_rows": TIE_ROWS,
        "tie_now": 3,
        "mechanism_rows": MECHANISM_ROWS // W,
        "own_rows": OWN_ROWS // W * len(processes),
        "places_quantities": list(place_quantities(processes)),
        "measures": [measure.name for measure in measures(processes)],
        "series": [list(row) for row in series_rows(processes)],
    }


IN_TERMS = ("first", "agents", "to_next", "processes")
"""Of where states lie, what depends on the world."""


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
