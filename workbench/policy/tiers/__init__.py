"""Tiered thresholds: their candidates, their frontier, choosing them, and what a combination says about values."""

from workbench.policy.tiers.buys import MixingBuys, TieringBuys, what_mixing_buys, what_tiering_buys
from workbench.policy.tiers.candidates import VALUES_MAX, TierCandidates, tier_candidates
from workbench.policy.tiers.choose import choose_tiered
from workbench.policy.tiers.frontier import TieredFrontier, tiered_frontier
from workbench.policy.tiers.implied import Equalised, ImpliedValues, RateRatio, TierRate, equalised, implied_values

__all__ = [
    "VALUES_MAX",
    "Equalised",
    "ImpliedValues",
    "MixingBuys",
    "RateRatio",
    "TierCandidates",
    "TierRate",
    "TieredFrontier",
    "TieringBuys",
    "choose_tiered",
    "equalised",
    "implied_values",
    "tier_candidates",
    "tiered_frontier",
    "what_mixing_buys",
    "what_tiering_buys",
]
