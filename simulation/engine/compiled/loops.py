# pyright: basic
"""Loops: tell the compiler to leave a loop over the lanes a loop.

LLVM likes to write out loops of few steps. Written out before they become vector code, they never do; written
out after, what is the same for all agents (some thirty parameters) is kept on the stack and goes there and
back for each of them. Both cost more than the loop: a third of the engine's time. The setting is one of the
process, made once, before anything is compiled; it changes no bits.
"""

from __future__ import annotations

import llvmlite.binding as llvm

SETTINGS = ("-unroll-full-max-count=1", "-unroll-max-count=1", "-unroll-allow-peeling=false")


def keep_loops() -> None:
    """Keep loops of few steps from being written out."""
    for setting in SETTINGS:
        llvm.set_option("enabling-bubbles", setting)
