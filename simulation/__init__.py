"""The simulation: the science of coaching under performance-based contracting. It knows no files and no plots.

``simulation.run(settings, seed, replicates)`` gives an ensemble, ``simulation.trace(settings, seed)`` every
state of one run. Both are imported when first used, so that a command line that only lists scenarios starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.engine.run import run, trace

__all__ = ["run", "trace"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from simulation.engine import run as module

        return getattr(module, name)
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")
