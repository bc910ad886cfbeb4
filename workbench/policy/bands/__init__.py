"""Review bands: every pair of thresholds under a rule and limits, the best one, and what automation costs."""

from workbench.policy.bands.band_frontier import BandFrontier, band_frontier
from workbench.policy.bands.choose_band import BandChoice, choose_band

__all__ = ["BandChoice", "BandFrontier", "band_frontier", "choose_band"]
