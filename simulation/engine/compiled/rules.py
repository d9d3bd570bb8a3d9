# pyright: basic
"""Rules for the compiler: tell numba to inline every plain function that the engines share.

A call left in a loop would make it scalar, so all of them are forced inline. The plain functions stay as
they are: Mesa's agents call them in Python.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import FunctionType, ModuleType

from numba.extending import register_jitable

from simulation import levers, mechanisms, network, observables, phases, start, streams


def modules_of(package: ModuleType) -> list[ModuleType]:
    """Return every module of a package."""
    return [
        importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    ]


MODULES: tuple[ModuleType, ...] = (
    *modules_of(mechanisms),
    levers,
    streams,
    network,
    *modules_of(phases),
    start,
    *modules_of(observables),
)
"""Every module whose functions the kernel may call; a new mechanism is found by its file."""


def shared_functions() -> list[FunctionType]:
    """Return every function defined in those modules."""
    found: list[FunctionType] = []
    for module in MODULES:
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                found.append(function)
    return found


for _function in shared_functions():
    register_jitable(forceinline=True, error_model="numpy")(_function)
