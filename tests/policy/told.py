"""What a choice, and the reasons for a point, say of all candidates, in a form that can be compared."""

from __future__ import annotations

import math

from workbench.policy import Choice, policy_of
from workbench.policy.why import Why
from workbench.sweep import Sweep


def told(choice: Choice, whole: Sweep | None = None) -> dict:
    """All that a choice says, but for what depends on which candidates were looked at.

    That are the ties that are listed and how many candidates keep a limit; with ``whole``, the sweep of all, it is
    told of some forty candidates whether they are best.
    """
    point = choice.point
    return {
        "objective": None if math.isnan(choice.objective) else choice.objective,
        "policy": None if point is None else point.policy,
        "ties_count": choice.ties_count,
        "best": None if whole is None else [choice.is_best(policy_of(whole, index)) for index in _some(whole)],
        "counts": None if point is None else [point.count(cell) for cell in ("TP", "FP", "FN", "TN")],
        "metrics": None if point is None else repr([item.value for item in (*point.metrics, *point.limits)]),
        "payoff": None if point is None else repr(point.payoff),
        "same_actions": None if point is None else point.same_actions,
        "blocked": [
            (item.limit.text, item.nearest, repr(item.nearest_value), item.keeps_count > 0, item.is_nearest_of_others)
            for item in choice.blocked
        ],
    }


def _some(whole: Sweep) -> range:
    return range(0, len(whole), 1 + len(whole) // 40)


def told_why(why: Why) -> dict:
    """All that the reasons say, but for which of several equal runners-up they name."""
    intervals = {**why.weights, **why.costs, "ratio": why.cost_ratio}
    return {
        "objective": None if math.isnan(why.objective) else why.objective,
        "terms": [(term.metric.name, repr(term.points)) for term in why.terms],
        "by_cell": why.payoff_by_cell,
        "runner_up": why.runner_up and why.runner_up.objective,
        "others": [(other.policy.score, other.objective) for other in why.best_of_others],
        "intervals": {
            name: (round(each.low, 8), round(each.high, 8)) if each.is_anywhere else None
            for name, each in intervals.items()
        },
    }
