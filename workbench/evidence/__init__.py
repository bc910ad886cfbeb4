"""How sure a number is: intervals from resampled predictions."""

from workbench.evidence.band import Band, bootstrap_band
from workbench.evidence.bootstrap import resampled_counts
from workbench.evidence.score_bins import ScoreBins, bins_of_counts, bins_of_rows
from workbench.evidence.sweep_band import spread_thresholds, sweep_band

__all__ = [
    "Band",
    "ScoreBins",
    "bins_of_counts",
    "bins_of_rows",
    "bootstrap_band",
    "resampled_counts",
    "spread_thresholds",
    "sweep_band",
]
