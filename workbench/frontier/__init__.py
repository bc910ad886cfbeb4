"""Numbers become choices: the points that nothing beats, the hull, the knee, the exchange rates."""

from workbench.frontier.frontier import Frontier, build_frontier
from workbench.frontier.hull import upper_hull, weight_intervals
from workbench.frontier.knee import knee
from workbench.frontier.nondominated import is_nondominated

__all__ = ["Frontier", "build_frontier", "is_nondominated", "knee", "upper_hull", "weight_intervals"]
