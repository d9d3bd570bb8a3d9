# pyright: basic
"""Browser: the kernel as WebAssembly: the same code, the same bits, and what a page must know of its memory.

``python -m simulation.engine.compiled.browser build/kernel.wasm`` compiles it. numba compiles the kernel as always, but
without optimising it for this machine; LLVM then does so for a 32-bit WebAssembly with 128-bit vectors, and the
linker of LLVM (wasm-ld, package `lld`) makes the module. There is no fused multiply-add in it, and no library:
the square root is an instruction.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from simulation.engine.compiled.lanes import WIDTH
from simulation.engine.compiled.layout import CHANGE_ROWS, TIE_ROWS, At, Layout
from simulation.errors import SimulationError
from simulation.results import measures, series_rows
from simulation.settings import Settings

MODULE = "simulation.engine.compiled.browser"
TARGET = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"
LINKED_AS = ("--no-entry", "--allow-undefined", "--gc-sections", "--strip-all", "-z", "stack-size=65536")
LINKERS = ("wasm-ld", *(f"wasm-ld-{version}" for version in range(22, 13, -1)))
NEVER_CALLED = "NRT_MemInfo_call_dtor"
"""The one name left open: numba's release of memory that was allocated, and the kernel allocates none."""


# What a page must know --------------------------------------------------------------------------------------


def memory_of(settings: Settings, changes: int) -> dict[str, Any]:
    """Return where everything lies for runs of one structure with so many dated changes, as plain data."""
    layout = Layout(settings, changes, with_series=True)
    return {
        "at": layout.at.tolist(),
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
        subprocess.run([sys.executable, "-m", MODULE, "--object", str(thing)], env=environment, check=True)
        exported = [f"--export={name}" for name in ("simulate", "key_of_run", "__heap_base")]
        linked = Path(folder) / "kernel.wasm"
        subprocess.run(
            [linker, *LINKED_AS, *exported, "-o", str(linked), str(thing)],
            check=True,
        )
        shutil.copyfile(linked, path)


def _linker() -> str:
    found = next((path for name in LINKERS if (path := shutil.which(name))), None)
    if found is None:
        raise SimulationError(
            "wasm-ld, the linker of LLVM, was not found; it makes the WebAssembly module. "
            "Install the package lld (Debian, Ubuntu: apt-get install lld; macOS: brew install lld)."
        )
    return found


def _write_object(path: Path) -> None:
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
    from simulation.streams import key_of

    nothing, places = (0, WIDTH), len(At)

    @njit(error_model="numpy")
    def simulate(w, words, size, keys, facts, facts_size, at, with_series, history, moments, rows):
        kernel.simulate(
            carray(w, (size,)),
            carray(words, (size,)),
            carray(keys, (WIDTH,)),
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
    """Build the module named on the command line."""
    if arguments[:1] == ["--object"]:
        _write_object(Path(arguments[1]))
        return 0
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
