"""Frontier: where a probability crosses a level: the tipping point along one lever, the contour over two.

`tipping_points` and `frontier_map` need only something that evaluates rows; `Worlds` does it with the model.
"""

from experiments.frontier.map import Map, frontier_map
from experiments.frontier.scale import Axis, FrontierError
from experiments.frontier.tipping import Tipping, tipping_points
from experiments.frontier.worlds import Worlds

__all__ = ["Axis", "FrontierError", "Map", "Tipping", "Worlds", "frontier_map", "tipping_points"]
