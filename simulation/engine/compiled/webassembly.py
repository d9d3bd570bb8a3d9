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
from typing import Any

from simulation.engine.compiled import lanes

TARGET = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"


def write_object(path: Path) -> None:
    """Compile the entry points for WebAssembly, and write the object file."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(TARGET).create_target_machine(
        cpu="generic", features=FEATURES, opt=3, reloc="static", codemodel="default"
    )
    module = None
    for name, text, wrapper in _entries():
        text = re.sub(r'target datalayout = ".*"', f'target datalayout = "{machine.target_data}"', text)
        text = re.sub(r'target triple = ".*"', f'target triple = "{TARGET}"', text)
        text = text.replace("@sqrt(", "@llvm.sqrt.f64(")
        part = llvm.parse_assembly(text + wrapper)
        _keep_only(part, name)
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


def _keep_only(module: Any, entry: str) -> None:
    """Hide everything but the entry point, so that what it does not call is dropped."""
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name == entry else "internal"
    for variable in module.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"


def _entries() -> list[tuple[str, str, str]]:
    """Return each entry point: its name, the code that numba makes of it, and a plain way in."""
    from numba import carray, njit, types  # pyright: ignore[reportPrivateImportUsage]

    from simulation.engine.compiled import kernel
    from simulation.engine.compiled.layout import At
    from simulation.streams import key_of

    width, places = lanes.WIDTH, len(At)
    nothing = (0, width)

    @njit(error_model="numpy")
    def simulate(w, words, size, keys, facts, facts_size, at, with_series, history, moments, rows):
        kernel.simulate(
            carray(w, (size,)),
            carray(words, (size,)),
            carray(keys, (width,)),
            carray(facts, (facts_size,)),
            carray(at, (places,)),
            with_series != 0,
            carray(words, nothing),
            carray(history, (2, moments, rows)),
        )

    @njit(error_model="numpy")
    def key_of_run(seed, replicate):
        return key_of(seed, replicate)

    number, floats, words = types.int32, types.CPointer(types.float64), types.CPointer(types.uint64)
    whole = types.CPointer(types.int64)
    taken = (floats, words, number, words, floats, number, whole, number, floats, number, number)
    return [
        _entry(simulate, taken, None),
        _entry(key_of_run, (types.uint64, types.uint64), "i64"),
    ]


def _entry(function: Any, taken: tuple[Any, ...], returned: str | None) -> tuple[str, str, str]:
    from numba import types

    function.compile(taken)
    signature = function.signatures[0]
    name, inside = function.__name__, function.overloads[signature].fndesc.llvm_func_name
    kind = {types.int32: "i32", types.uint64: "i64"}
    arguments = ", ".join(f"{kind.get(argument, 'ptr')} %a{place}" for place, argument in enumerate(taken))
    result = returned or "void"
    wrapper = f"""
define {result} @{name}({arguments}) {{
  %back = alloca {returned or "ptr"}
  %raised = alloca ptr
  %status = call i32 @{inside}(ptr %back, ptr %raised, {arguments})
  {f"%found = load {returned}, ptr %back" if returned else ""}
  ret {f"{returned} %found" if returned else "void"}
}}
"""
    return name, function.inspect_llvm(signature), wrapper


def main(arguments: list[str]) -> int:
    """Write the object file named first, for as many runs side by side as the second argument says."""
    path, width = arguments
    lanes.WIDTH = int(width)
    write_object(Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
