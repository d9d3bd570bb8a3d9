"""The compiled engine: the same rules, 16 runs at a time, with the same bits."""

from simulation.engine.compiled.cache import is_compiled, use_cache
from simulation.engine.compiled.loops import keep_loops

keep_loops()
CACHE = use_cache()


def compiles_first() -> bool:
    """Return whether the first run will have to compile, which takes up to a minute."""
    return not is_compiled(CACHE)
