"""Whether tiers keep an order of strictness: no value has a lower threshold than one that is named before it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.policy import TieredThresholds
from workbench.policy.tiers import TierCandidates


def keeps_order(candidates: TierCandidates, chosen: np.ndarray, order: Sequence[str]) -> np.ndarray:
    """For each of m combinations, shape (m, values), whether thresholds that flag the same rows rise along ``order``, which
    has the values from least to most strict. One score takes part; a threshold is free within what flags the same rows."""
    highest = np.full(len(chosen), np.inf)
    kept = np.ones(len(chosen), dtype=bool)
    for value in reversed(order):
        v = candidates.values.index(value)
        low, high = candidates.same_actions[v]
        highest = np.minimum(highest, high[0][chosen[:, v]])
        kept &= highest > low[0][chosen[:, v]]
    return kept


def in_order(candidates: TierCandidates, places: np.ndarray, order: Sequence[str] | None) -> TieredThresholds:
    """The policy at these candidates, shape (values,), with thresholds that rise along ``order`` where the same rows can be
    flagged so; what breaks the order is left as it is, since no action is changed without being said."""
    is_kept = order is not None and bool(keeps_order(candidates, places[None, :], order)[0])
    return candidates.policy(places, order if is_kept else None)


def order_label(segment: str, order: Sequence[str]) -> str:
    """What is bounded, in words."""
    return f"Order of {segment} from least to most strict: {', '.join(order)}"
