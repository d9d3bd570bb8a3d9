"""Discovery: under which conditions gains spread: boxes by PRIM, trees by CART, and how far to trust them."""

from experiments.analyses.discovery.ask import DiscoveryFindings, discover
from experiments.analyses.discovery.method import Discovery, find_conditions

__all__ = ["Discovery", "DiscoveryFindings", "discover", "find_conditions"]
