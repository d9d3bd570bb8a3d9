# pyright: basic
"""Entries: the kernel's ways in, with plain pointers, as code of LLVM: for this machine and for the browser.

A function that numba compiled wants numba beside it, and a quarter of a second for it. What takes plain pointers can be
called by anybody: by ctypes once it is compiled (`machine_code`), by a page (`webassembly`).
"""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from numba import carray, config, njit, types  # pyright: ignore[reportPrivateImportUsage]

from simulation.engine.compiled import kernel
from simulation.engine.compiled.compiler import features, keep_loops
from simulation.engine.compiled.kinds import WIDTH
from simulation.engine.compiled.layout import At
from simulation.streams import key_of

keep_loops()  # settings of the process, made before anything is compiled
if not any(os.environ.get(name) for name in ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")):
    setattr(config, "CPU_FEATURES", features())  # noqa: B010 (numba declares none)

PLACES = len(At)
FLOATS, WORDS, WHOLES = (types.CPointer(kind) for kind in (types.float64, types.uint64, types.int64))
_KINDS = {types.int32: "i32", types.int64: "i64", types.uint64: "i64"}
_NEVER_CALLED = re.compile(r"declare void @NRT_MemInfo_call_dtor\(([^)]*)\)[^\n]*")
_NOTHING = r"define internal void @NRT_MemInfo_call_dtor(\1) { ret void }"
"""numba's release of memory that was allocated: the kernel allocates none."""


class Entry(NamedTuple):
    """A way in: its name, what it takes, and what it returns if anything."""

    function: Any
    taken: tuple[Any, ...]
    returned: str | None = None


@njit(error_model="numpy")
def simulate(
    task,
    w,
    words,
    size,
    keys,
    facts,
    facts_size,
    at,
    with_series,
    marks,
    months,
    first,
    end,
    past,
    film,
    film_size,
    shocks,
    shocks_size,
    known,
):
    """Simulate a block of runs: `kernel.simulate`, or its parts where twins are shared."""
    kernel.work(
        task,
        carray(w, (size,)),
        carray(words, (size,)),
        carray(keys, (WIDTH,)),
        carray(facts, (facts_size,)),
        carray(at, (PLACES,)),
        with_series != 0,
        carray(marks, (months, WIDTH)),
        first,
        end,
        carray(past, (size,)),
        carray(film, (film_size,)),
        carray(shocks, (shocks_size,)),
        known,
    )


@njit(error_model="numpy")
def step(w, size, keys, facts, facts_size, at, world, month, first_phase, last_phase):
    """Run some phases of a month: `kernel.step`."""
    kernel.step(
        carray(w, (size,)),
        carray(keys, (WIDTH,)),
        carray(facts, (facts_size,)),
        carray(at, (PLACES,)),
        world,
        month,
        first_phase,
        last_phase,
    )


@njit(error_model="numpy")
def part(w, size, at):
    """Part the twins: `kernel.part`."""
    kernel.part(carray(w, (size,)), carray(at, (PLACES,)))


@njit(error_model="numpy")
def key_of_run(seed, replicate):
    """Return the key of a run."""
    return key_of(seed, replicate)


def entries(number: Any) -> dict[str, Entry]:
    """Return every way in, sizes and numbers being of a type: the machine's, or 32 bits in a browser."""
    return {
        "simulate": Entry(
            simulate,
            (
                *(number, FLOATS, WORDS, number, WORDS, FLOATS, number, WHOLES, number, WORDS, number),
                *(number, number, FLOATS, FLOATS, number, FLOATS, number, number),
            ),
        ),
        "step": Entry(step, (FLOATS, number, WORDS, FLOATS, number, WHOLES, number, number, number, number)),
        "part": Entry(part, (FLOATS, number, WHOLES)),
        "key_of_run": Entry(key_of_run, (types.uint64, types.uint64), "i64"),
    }


def code_of(name: str, entry: Entry) -> str:
    """Return an entry as text of LLVM, under its plain name, with all that it calls."""
    entry.function.compile(entry.taken)
    signature = entry.function.signatures[0]
    inside = entry.function.overloads[signature].fndesc.llvm_func_name
    arguments = ", ".join(f"{_KINDS.get(argument, 'ptr')} %a{place}" for place, argument in enumerate(entry.taken))
    result = entry.returned or "void"
    text = _NEVER_CALLED.sub(_NOTHING, entry.function.inspect_llvm(signature)).replace("@sqrt(", "@llvm.sqrt.f64(")
    return f"""{text}
define {result} @{name}({arguments}) {{
  %back = alloca {entry.returned or "ptr"}
  %raised = alloca ptr
  %status = call i32 @{inside}(ptr %back, ptr %raised, {arguments})
  {f"%found = load {entry.returned}, ptr %back" if entry.returned else ""}
  ret {f"{entry.returned} %found" if entry.returned else "void"}
}}
"""


def keep_only(module: Any, name: str) -> None:
    """Hide everything but the entry, so that what it does not call is dropped."""
    for function in module.functions:
        if not function.is_declaration:
            function.linkage = "external" if function.name == name else "internal"
    for variable in module.global_variables:
        if not variable.is_declaration:
            variable.linkage = "internal"
