"""Rows become confusion counts at every candidate threshold."""

from workbench.sweep.counts import CELLS, MARGINS, Cells, Counts
from workbench.sweep.sweep import Sweep, Where, looking_max

__all__ = ["CELLS", "MARGINS", "Cells", "Counts", "Sweep", "Where", "looking_max"]
