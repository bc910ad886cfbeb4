"""Rows become confusion counts at every candidate threshold."""

from workbench.sweep.counts import CELLS, MARGINS, Cells, Counts
from workbench.sweep.same_share import same_share
from workbench.sweep.swap_rows import SwapRows
from workbench.sweep.swap_set import SwapGroup, SwapSegment, SwapSet, flipped_rows, swap_set
from workbench.sweep.sweep import Sweep, Where, looking_max

__all__ = [
    "CELLS",
    "MARGINS",
    "Cells",
    "Counts",
    "SwapGroup",
    "SwapRows",
    "SwapSegment",
    "SwapSet",
    "Sweep",
    "Where",
    "flipped_rows",
    "looking_max",
    "same_share",
    "swap_set",
]
