"""Looking around: what the Trade-off page shows while a point is being moved."""

from workbench.explore.lens import Lens
from workbench.explore.packing import packed
from workbench.explore.view import View, build_view, period_factor
from workbench.explore.what_if import with_costs, with_weights

__all__ = ["Lens", "View", "build_view", "packed", "period_factor", "with_costs", "with_weights"]
