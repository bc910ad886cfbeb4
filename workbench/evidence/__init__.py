"""How sure a number is: intervals from resampled predictions and in closed form, by segment and by group."""

from workbench.evidence.band import Band, bootstrap_band
from workbench.evidence.bootstrap import resampled_counts
from workbench.evidence.by_segment import SegmentMetric, SegmentReport, by_segment
from workbench.evidence.fairness import FOUR_FIFTHS, FairnessReport, Gap, GroupRate, fairness
from workbench.evidence.harm import harm, harm_order
from workbench.evidence.intervals import difference_interval, effective_size, ratio_interval, wilson
from workbench.evidence.score_bins import ScoreBins, bins_of_counts, bins_of_rows
from workbench.evidence.shares import Share, share_of
from workbench.evidence.sweep_band import spread_thresholds, sweep_band

__all__ = [
    "FOUR_FIFTHS",
    "Band",
    "FairnessReport",
    "Gap",
    "GroupRate",
    "ScoreBins",
    "SegmentMetric",
    "SegmentReport",
    "Share",
    "bins_of_counts",
    "bins_of_rows",
    "bootstrap_band",
    "by_segment",
    "difference_interval",
    "effective_size",
    "fairness",
    "harm",
    "harm_order",
    "ratio_interval",
    "resampled_counts",
    "share_of",
    "spread_thresholds",
    "sweep_band",
    "wilson",
]
