"""Discovery: under which conditions gains spread: boxes by PRIM, trees by CART, and how far to trust them."""

from experiments.discovery.discover import Discovery, discover

__all__ = ["Discovery", "discover"]
