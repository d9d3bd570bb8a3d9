"""Frontier: where a probability crosses a level: the tipping point along one lever, the contour over two.

`frontier` is the whole question in one call. `tipping_points` and `frontier_map` need only something that evaluates
rows; `Worlds` does it with the model.
"""

from experiments.analyses.frontier.ask import FrontierFindings, frontier
from experiments.analyses.frontier.axis import Axis, FrontierError
from experiments.analyses.frontier.method import Map, frontier_map
from experiments.analyses.frontier.tipping import Tipping, tipping_points
from experiments.analyses.frontier.worlds import Worlds

__all__ = [
    "Axis",
    "FrontierError",
    "FrontierFindings",
    "Map",
    "Tipping",
    "Worlds",
    "frontier",
    "frontier_map",
    "tipping_points",
]
