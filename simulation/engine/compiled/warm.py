# pyright: basic
"""Warm: compile everything there is to compile, once: ``python -m simulation.engine.compiled.warm``."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from simulation.engine.compiled import CACHE, kernel


def compile_all() -> None:
    """Compile the kernel's entry points into the cache."""
    w, keys, facts = np.zeros(0), np.zeros(0, np.uint64), np.zeros(0)
    at, marks, history = np.zeros(0, np.int64), np.zeros((0, 0), np.uint64), np.zeros((0, 0, 0))
    kernel.simulate.compile(_types(w, w.view(np.uint64), keys, facts, at, False, marks, history))
    kernel.step.compile(_types(w, keys, facts, at, 0, 0, 0, 0))
    kernel.part.compile(_types(w, at))


def _types(*examples: object) -> Any:
    from numba import typeof

    return tuple(typeof(example) for example in examples)


if __name__ == "__main__":
    start = time.perf_counter()
    compile_all()
    print(f"The model is compiled for this machine ({time.perf_counter() - start:.0f} s) and kept in {CACHE}.")
