"""Experiments: many runs, and what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.analyses.comparison.method import Comparison, compare

    __version__: str

__all__ = ["Comparison", "compare"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("enabling-bubbles")
    if name in __all__:
        from experiments.analyses.comparison import method as module

        return getattr(module, name)
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
