"""What a choice says, in a form that can be compared."""

from __future__ import annotations

import math

from workbench.policy import Choice


def told(choice: Choice) -> dict:
    """All that a choice says, but for how many candidates were looked at."""
    point = choice.point
    return {
        "objective": None if math.isnan(choice.objective) else choice.objective,
        "policy": None if point is None else point.policy,
        "ties": choice.ties,
        "counts": None if point is None else [point.count(cell) for cell in ("TP", "FP", "FN", "TN")],
        "metrics": None if point is None else repr([item.value for item in (*point.metrics, *point.limits)]),
        "payoff": None if point is None else repr(point.payoff),
        "same_actions": None if point is None else point.same_actions,
        "blocked": [
            (item.limit.text, item.nearest, repr(item.nearest_value), item.keeps_count, item.is_nearest_of_others)
            for item in choice.blocked
        ],
    }
