"""Discovery: under which conditions gains spread: boxes by PRIM, trees by CART, and how far to trust them."""

from experiments.analyses.discovery.method import Discovery, discover

__all__ = ["Discovery", "discover"]
