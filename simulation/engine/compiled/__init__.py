"""The compiled engine: the same rules, 16 runs at a time, with the same bits."""

from simulation.engine.compiled.cache import CACHE

__all__ = ["CACHE", "compiles_first"]


def compiles_first() -> bool:
    """Return whether the first run will have to compile, which takes up to a minute."""
    from simulation.engine.compiled.machine_code import is_compiled

    return not is_compiled()
