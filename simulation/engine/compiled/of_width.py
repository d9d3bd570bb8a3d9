# pyright: basic
"""Of width: a part of the kernel for any number of runs side by side, made by numba in a process of its own.

``python -m simulation.engine.compiled.of_width object simulate 4 kernel.o`` writes its object file for this machine,
``... bitcode simulate 4 kernel.bc`` its code for any machine; that wants ``NUMBA_OPT=0``, so that numba optimises for
none. The width is set before any code that is as wide is read. `machine_code` and `bitcode` call this.
"""

from __future__ import annotations

import sys
from pathlib import Path

from simulation.engine.compiled import kinds


def main(arguments: list[str]) -> int:
    """Write what the first argument says: of a part, for as many runs as the third, into the file named last."""
    kind, part, width, path = arguments
    kinds.WIDTH = int(width)
    from simulation.engine.compiled.bitcode import smaller
    from simulation.engine.compiled.machine_code import compiled, module_of

    Path(path).write_bytes(compiled(part) if kind == "object" else smaller(module_of(part)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
