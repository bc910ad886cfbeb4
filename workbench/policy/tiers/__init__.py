"""Tiered thresholds: their candidates, their frontier, choosing them, and what a combination says about values."""
