"""What a policy of more than one threshold does in its parts, as the decision record has it."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.policy import OperatingPoint, SingleThreshold, TieredThresholds
from workbench.sweep import Counts, Sweep
from workbench.wording.plain import plain_number


def recorded_parts(point: OperatingPoint) -> dict[str, Any]:
    """What stands beside the metrics of a point: ``tiers``; empty for a single threshold."""
    if isinstance(point.policy, TieredThresholds):
        return {"tiers": _tiers(point, point.policy)}
    return {}


def confusion_to_dict(counts: Counts) -> dict[str, Any]:
    """The four cells of counts of shape (1,)."""
    return {name.lower(): plain_number(float(counts.cell(name)[0])) for name in ("TP", "FP", "FN", "TN")}


def _tiers(point: OperatingPoint, policy: TieredThresholds) -> list[dict[str, Any]]:
    """A tier: its threshold, those that flag the same cases of its value, and the confusion there.

    A value that no row of these predictions has is measured on nothing: its cells are 0.
    """
    occurring = point.sweep.occurring(policy.segment)
    found = []
    for value, tier in policy.tiers:
        where = {policy.segment: (value,)}
        has_rows = value in occurring
        cells = confusion_to_dict(point.counts.within(policy.segment, where[policy.segment])) if has_rows else _NO_ROWS
        above, up_to = same_actions_within(point.sweep, tier, policy.segment, value) if has_rows else (-np.inf, np.inf)
        found.append(
            {
                "value": value,
                "score": tier.score,
                "threshold": tier.to_dict()["threshold"],
                "same_actions": {"above": plain_number(above), "up_to": plain_number(up_to)},
                "confusion": cells,
            }
        )
    return found


_NO_ROWS = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}


def same_actions_within(sweep: Sweep, tier: SingleThreshold, column: str, value: str) -> tuple[float, float]:
    """(low, high] of the thresholds that flag the same rows of one segment value; -inf and +inf where there is no end."""
    predictions = sweep.predictions
    own = predictions.segment(column).mask((value,))
    if predictions.weight is not None:
        own = own & (predictions.weight > 0)
    scores = predictions.scores[tier.score][own]
    is_flagged = scores >= tier.threshold
    low, high = scores[~is_flagged], scores[is_flagged]
    return float(low.max(initial=-np.inf)), float(high.min(initial=np.inf))
