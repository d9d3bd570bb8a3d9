# pyright: basic
"""WebAssembly: the kernel's object file, compiled in a process of its own.

``python -m simulation.engine.compiled.webassembly kernel.o 8`` writes it, for 8 runs side by side. numba must not
optimise for this machine here (``NUMBA_OPT=0``), and the width is set before any code that is as wide is read: that
is why this runs apart. ``simulation.engine.compiled.browser`` calls it, and links what it wrote.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from simulation.engine.compiled import kinds

TARGET = "wasm32-unknown-unknown"
NAMES = ("simulate", "key_of_run")
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"


def write_object(path: Path) -> None:
    """Compile the entries for WebAssembly, and write the object file."""
    import llvmlite.binding as llvm
    from numba import types  # pyright: ignore[reportPrivateImportUsage]

    from simulation.engine.compiled.entries import code_of, entries, keep_only

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(TARGET).create_target_machine(
        cpu="generic", features=FEATURES, opt=3, reloc="static", codemodel="default"
    )
    module = None
    for name in NAMES:
        text = code_of(name, entries(types.int32)[name])
        text = re.sub(r'target datalayout = ".*"', f'target datalayout = "{machine.target_data}"', text)
        text = re.sub(r'target triple = ".*"', f'target triple = "{TARGET}"', text)
        part = llvm.parse_assembly(text)
        keep_only(part, name)
        if module is None:
            module = part
        else:
            module.link_in(part)
    assert module is not None
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.slp_vectorization = False
    options.loop_interleaving = False
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    path.write_bytes(machine.emit_object(module))


def main(arguments: list[str]) -> int:
    """Write the object file named first, for as many runs side by side as the second argument says."""
    path, width = arguments
    kinds.WIDTH = int(width)
    write_object(Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
