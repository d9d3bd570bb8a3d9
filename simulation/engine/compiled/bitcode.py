# pyright: basic
"""Bitcode: the kernel as code of LLVM for any machine of 64 bits, kept beside the sources it was made of.

``python -m simulation.engine.compiled.bitcode`` writes it, for each width, and what steps through a month. numba makes
it, in a process of its own and without optimising for the machine it runs on; a program then needs LLVM alone, and a
few seconds, to make machine code of it (`object_of`). A file names the digest of the sources: of other sources it is
not used.
"""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from simulation.engine.compiled.compiler import features, keep_loops
from simulation.engine.compiled.kinds import NARROW, WIDTH
from simulation.results import source_digest

FOLDER = Path(__file__).with_name("built")
MODULE = "simulation.engine.compiled.of_width"
KEPT = (("simulate", WIDTH), ("simulate", NARROW), ("step", WIDTH))
"""Parts that are kept as bitcode, and for how many runs side by side; stepping goes by one width."""
SMALLER = ("sroa", "instruction_combine", "global_dead_code_eliminate")
"""Passes that take out what nothing uses, and leave what LLVM makes of it as fast: names are part of that."""
OF_PROCESS = "numba.dynamic.globals"
DIGITS = 64


def file_of(part: str, width: int) -> Path:
    """Return where a part is kept."""
    return FOLDER / f"{part}-{width}.bc.xz"


def kept_bitcode(part: str, width: int) -> bytes | None:
    """Return a part as it was made of these very sources; None if there is none."""
    try:
        content = file_of(part, width).read_bytes()
        if content[:DIGITS].decode("ascii") != source_digest():
            return None
        return lzma.decompress(content[DIGITS:])
    except (OSError, UnicodeDecodeError, lzma.LZMAError):
        return None


def object_of(bitcode: bytes) -> bytes | None:
    """Return the object file that LLVM makes of bitcode for this machine; None if it cannot read it.

    The passes are those that numba runs, that for counts of references too: there are none, but without that pass LLVM
    puts less into its loops, and a run takes a tenth longer.
    """
    keep_loops()
    machine = target_machine()
    try:
        module = llvm.parse_bitcode(bitcode)
    except RuntimeError:  # of a newer LLVM than is here
        return None
    module.triple = llvm.get_process_triple()
    module.data_layout = str(machine.target_data)
    first = _builder(machine, speed=0, vectorised=False)
    passes = first.getModulePassManager()
    passes.add_loop_rotate_pass()
    passes.add_instruction_combine_pass()
    passes.add_jump_threading_pass()
    passes.add_refprune_pass()
    passes.run(module, first)
    then = _builder(machine, speed=3, vectorised=True)
    passes = then.getModulePassManager()
    passes.add_refprune_pass()
    passes.run(module, then)
    module.verify()
    return machine.emit_object(module)


def target_machine() -> Any:
    """Return this machine as LLVM has it."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=features(),
        opt=3,
        reloc="static" if sys.platform.startswith("linux") and os.uname().machine == "x86_64" else "default",
        codemodel="jitdefault",
        jit=True,
    )


def _builder(machine: Any, *, speed: int, vectorised: bool) -> Any:
    options = llvm.create_pipeline_tuning_options(speed_level=speed)
    options.loop_vectorization, options.slp_vectorization = vectorised, False
    return llvm.create_pass_builder(machine, options)


def smaller(module: Any) -> bytes:
    """Return a module as bitcode, without what nothing uses."""
    builder = _builder(target_machine(), speed=0, vectorised=False)
    passes = llvm.create_new_module_pass_manager()
    for name in SMALLER:
        getattr(passes, f"add_{name}_pass")()
    passes.run(module, builder)
    assert OF_PROCESS not in str(module), "an address of this process would be read in another"
    return module.as_bitcode()


def build() -> None:
    """Write every part, each in a process of its own."""
    FOLDER.mkdir(exist_ok=True)
    environment = os.environ | {"NUMBA_OPT": "0", "PYTHONHASHSEED": "0"}
    made = [
        (file_of(part, width), [sys.executable, "-m", MODULE, "bitcode", part, str(width), str(file_of(part, width))])
        for part, width in KEPT
    ]
    at_work = [subprocess.Popen(command, env=environment) for _, command in made]
    failed = [one.returncode for one in at_work if one.wait()]
    if failed:
        raise SystemExit(failed[0])
    for path, _ in made:
        path.write_bytes(source_digest().encode() + lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    build()
