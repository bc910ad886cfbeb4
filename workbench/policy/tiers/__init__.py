"""Tiered thresholds: their candidates, their frontier, choosing them, and what a combination says about values."""

from workbench.policy.tiers.candidates import VALUES_MAX, TierCandidates, tier_candidates
from workbench.policy.tiers.choose import choose_tiered

__all__ = ["VALUES_MAX", "TierCandidates", "choose_tiered", "tier_candidates"]
