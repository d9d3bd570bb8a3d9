# pyright: basic
"""Machine code: the kernel's entries as functions of this machine, kept between programs, and called without numba.

LLVM makes it, once, of the bitcode that comes with the sources, or where a source has changed, of what numba makes
of them; a program that finds what was made does not even import numba, which would take it longer than many a run. What
is kept is an object file for this processor; `cache` says where, and whether it is whole.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from simulation.engine.compiled.bitcode import kept_bitcode, object_of, target_machine
from simulation.engine.compiled.cache import keep, kept
from simulation.engine.compiled.compiler import features
from simulation.engine.compiled.kinds import WIDTH

PARTS: dict[str, tuple[str, ...]] = {"simulate": ("simulate",), "step": ("step", "part")}
"""What is compiled and kept together."""
_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int64
TAKEN = {
    "simulate": (
        *(_NUMBER, _POINTER, _POINTER, _NUMBER, _POINTER, _POINTER, _NUMBER, _POINTER, _NUMBER, _POINTER, _NUMBER),
        *(_NUMBER, _NUMBER, _POINTER, _POINTER, _NUMBER, _POINTER, _NUMBER, _NUMBER),
    ),
    "step": (*(_POINTER, _NUMBER, _POINTER, _POINTER, _NUMBER, _POINTER), *(_NUMBER,) * 4),
    "part": (_POINTER, _NUMBER, _POINTER),
}
"""What each entry takes, as `entries` declares it."""
LIBRARY = ("memset", "memcpy", "memmove")
"""What LLVM may call of the C library: to fill and to copy. Nothing else is called from the kernel."""
OF_WIDTH = "simulation.engine.compiled.of_width"
_compiling = Lock()


@cache
def function(name: str, width: int = WIDTH) -> Callable[..., None]:
    """Return an entry, compiled first where it was not kept. It lets other threads run while it is called.

    Parameters
    ----------
    width : int
        Runs side by side.

    Raises
    ------
    KeyError
        If there is none of this name.
    """
    part = next(part for part, names in PARTS.items() if name in names)
    address = _engine_of(part, width).get_function_address(name)
    return ctypes.CFUNCTYPE(None, *TAKEN[name])(address)


def is_compiled(part: str = "simulate", width: int = WIDTH) -> bool:
    """Return whether a part is kept, as it was written."""
    return kept(_file_of(part, width)) is not None


@cache
def _engine(part: str, width: int) -> Any:
    target_machine()  # LLVM knows this machine from now on
    for name in LIBRARY:
        llvm.add_symbol(name, ctypes.cast(getattr(ctypes.CDLL(None), name), _POINTER).value)
    found = kept(_file_of(part, width))
    if found is None:
        found = _made(part, width)
        keep(_file_of(part, width), found)
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(found))
    engine.finalize_object()
    return engine


def _engine_of(part: str, width: int) -> Any:
    with _compiling:  # threads that ask at once wait for one compilation
        return _engine(part, width)


def _made(part: str, width: int) -> bytes:
    """Return a part's object file: of the bitcode that is kept, or where that is of other sources, by numba."""
    bitcode = kept_bitcode(part, width)
    found = None if bitcode is None else object_of(bitcode)
    if found is None:
        found = compiled(part) if width == WIDTH else _compiled_apart(part, width)
    return found


def _compiled_apart(part: str, width: int) -> bytes:
    """Compile a part for another width, in a process of its own: code is read for one width."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kernel.o"
        subprocess.run([sys.executable, "-m", OF_WIDTH, "object", part, str(width), str(file)], check=True)
        return file.read_bytes()


def compiled(part: str) -> bytes:
    """Compile a part for this machine by numba, and return its object file."""
    from numba.core.registry import cpu_target

    module = module_of(part)
    machine = cpu_target.target_context.codegen()._tm  # pyright: ignore[reportAttributeAccessIssue]
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.run(module, llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=0)))
    called = {one.name for one in module.functions if one.is_declaration and not one.name.startswith("llvm.")}
    assert called <= set(LIBRARY), f"the kernel calls {called}, which nobody provides"
    return machine.emit_object(module)


def module_of(part: str) -> Any:
    """Return a part as numba makes it, with all that its entries call."""
    from numba import types  # pyright: ignore[reportPrivateImportUsage]

    from simulation.engine.compiled.entries import code_of, entries, keep_only

    module = None
    for name, entry in entries(types.int64).items():
        if name in PARTS[part]:
            one = llvm.parse_assembly(code_of(name, entry))
            keep_only(one, name)
            if module is None:
                module = one
            else:
                module.link_in(one)
    assert module is not None
    module.verify()
    return module


def _file_of(part: str, width: int) -> str:
    """Return the name of a part's file: of this processor, this LLVM, and what numba was told of both."""
    told = [os.environ.get(name, "") for name in ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_OPT")]
    machine = [llvm.get_default_triple(), llvm.get_host_cpu_name(), features()]
    known = "\n".join([llvmlite.__version__, *machine, *told])
    return f"{part}-{width}-{hashlib.sha256(known.encode()).hexdigest()[:16]}.o"
