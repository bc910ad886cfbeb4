"""Rows become confusion counts at every candidate threshold."""

from workbench.sweep.counts import CELLS, MARGINS, REVIEWED, Cells, Counts
from workbench.sweep.flagged_rows import FlaggedRows
from workbench.sweep.group_counts import GroupCounts, Groups, group_counts, group_rows
from workbench.sweep.same_share import same_share
from workbench.sweep.swap_rows import SwapRows
from workbench.sweep.swap_set import SwapGroup, SwapSegment, SwapSet, flipped_rows, swap_set
from workbench.sweep.sweep import Sweep, Where, looking_max, narrower_where

__all__ = [
    "CELLS",
    "MARGINS",
    "REVIEWED",
    "Cells",
    "Counts",
    "FlaggedRows",
    "GroupCounts",
    "Groups",
    "SwapGroup",
    "SwapRows",
    "SwapSegment",
    "SwapSet",
    "Sweep",
    "Where",
    "flipped_rows",
    "group_counts",
    "group_rows",
    "looking_max",
    "narrower_where",
    "same_share",
    "swap_set",
]
