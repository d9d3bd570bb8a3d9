"""Machine: tells an error of the machine under a run (threads, memory, machine code, imports) from one of the rules.

What comes out of the standard library or an installed package, rather than out of the simulation's own files, was
raised before or beside the rules; so were errors of a kind that no rule raises. None of them is a run's failure.
"""

from __future__ import annotations

import pickle
import sys
import sysconfig
from pathlib import Path

import simulation
from experiments.runs.sweep.errors import MachineError

KINDS = (MemoryError, OSError, ImportError, EOFError, SyntaxError, SystemError, pickle.PickleError)
"""Errors that no rule raises."""
NO_THREAD = "can't start new thread"
SIMULATION = Path(simulation.__file__).resolve().parent
LIBRARIES = tuple(
    Path(path).resolve()
    for path in {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)
SAFE = "Nothing of its chunk is stored, and what was stored before is safe."
AGAIN = "then give the same command again: it goes on from there."


def is_of_machine(error: BaseException) -> bool:
    """Return whether an error that came out of the engine was raised by the machine under the rules."""
    return isinstance(error, KINDS) or NO_THREAD in str(error) or _is_of_library(_innermost_file(error))


def _innermost_file(error: BaseException) -> str:
    at = error.__traceback__
    if at is None:
        return ""
    while at.tb_next is not None:
        at = at.tb_next
    return at.tb_frame.f_code.co_filename


def _is_of_library(file: str) -> bool:
    if file.startswith("<frozen "):
        return True
    path = Path(file)
    if not path.is_absolute() or path.resolve().is_relative_to(SIMULATION):
        return False
    return any(path.resolve().is_relative_to(folder) for folder in LIBRARIES)


def said_of(error: BaseException) -> str:
    """Return an error in one line: its kind and its words."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]


def machine_error(error: BaseException) -> MachineError:
    """Return what is told of an error of the machine: what it was, that no run is at fault, what to do."""
    if isinstance(error, MemoryError):
        return MachineError(
            f"this machine has not enough memory to make these runs. {SAFE} Take fewer --threads, a smaller size or "
            f"fewer months, {AGAIN}"
        )
    if NO_THREAD in str(error):
        return MachineError(
            f"this machine lets no more threads be started ({said_of(error)}). {SAFE} Give fewer --threads, or raise "
            f"the limit of processes (ulimit -u), {AGAIN}"
        )
    if isinstance(error, ImportError):
        return MachineError(
            f"a part of the program cannot be loaded ({said_of(error)}). {SAFE} Install it again, {AGAIN}"
        )
    folder = getattr(sys.modules.get("simulation.engine.compiled"), "CACHE", None)
    where = f" (the folder {folder})" if folder else ""
    return MachineError(
        f"the machine cannot make runs: {said_of(error)}. No run is at fault. {SAFE} Make room, or delete the machine "
        f"code that is kept{where}, {AGAIN}"
    )
