# pyright: basic
"""Of width: a part of the kernel for another number of runs side by side, compiled in a process of its own.

``python -m simulation.engine.compiled.of_width simulate 4 kernel.o`` writes its object file. The width is set before
any code that is as wide is read; `machine_code` calls this, and keeps what it wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

from simulation.engine.compiled import kinds


def main(arguments: list[str]) -> int:
    """Compile the part named first, for as many runs as the second argument says, into the file named third."""
    part, width, path = arguments
    kinds.WIDTH = int(width)
    from simulation.engine.compiled.machine_code import compiled

    Path(path).write_bytes(compiled(part))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
