# pyright: basic
"""Compiler: what LLVM is told before it compiles. Neither changes a bit of any run.

- **Loops over the lanes stay loops.** LLVM likes to write out loops of few steps. Written out before they become vector
  code, they never do; written out after, what is the same for all agents (some thirty parameters) is kept on the stack
  and goes there and back for each of them. Both cost more than the loop: a third of the engine's time.
- **Vectors are as wide as they come.** For many of Intel's processors LLVM prefers half of a vector of 512 bits, since
  a few wide instructions slow the clock of all the others. The kernel has hardly any others.
"""

from __future__ import annotations

import llvmlite.binding as llvm

LOOPS = ("-unroll-full-max-count=1", "-unroll-max-count=1", "-unroll-allow-peeling=false")


HALVED = ",-prefer-256-bit"
SLOWED = ("skylake-avx512", "cascadelake", "cooperlake")
"""Processors whose clock wide vectors slow by as much as they save."""


def keep_loops() -> None:
    """Keep loops of few steps from being written out: a setting of the process."""
    for setting in LOOPS:
        llvm.set_option("enabling-bubbles", setting)


def features() -> str:
    """Return what this processor has, and that its vectors are used whole."""
    found = llvm.get_host_cpu_features().flatten()
    is_wide = "+avx512f" in found and llvm.get_host_cpu_name() not in SLOWED
    return f"{found}{HALVED}" if is_wide else found
