"""The limits that a measured point breaks, in words."""

from __future__ import annotations

from workbench.policy import OperatingPoint
from workbench.wording.agreed import agreed_with_unit
from workbench.wording.judged import judged_with_unit
from workbench.wording.limits import limit_judged_with_unit


def broken_limits(point: OperatingPoint) -> tuple[str, ...]:
    """``Miss rate: limit 5% of events, here 7.2% of events`` for each; empty where every limit is kept."""
    broken = [
        f"{item.metric.label}: limit {agreed_with_unit(item.metric, item.metric.limit or 0.0)}, here "
        f"{judged_with_unit(item.metric, item.value, item.metric.limit or 0.0, at_most=item.metric.goal == 'minimise')}"
        for item in point.metrics
        if item.is_kept is False
    ]
    broken += [
        f"{item.limit.text}: here {limit_judged_with_unit(item.limit, item.value)}"
        for item in point.limits
        if not item.is_kept
    ]
    return tuple(broken)
