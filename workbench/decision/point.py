"""An operating point as the decision record has it."""

from __future__ import annotations

from typing import Any

from workbench.decision.policy_parts import confusion_to_dict
from workbench.metrics import Metric
from workbench.policy import OperatingPoint
from workbench.wording.limits import bound_words, limit_judged_text
from workbench.wording.named_policy import ends_to_dict
from workbench.wording.plain import plain_number


def point_to_dict(point: OperatingPoint) -> dict[str, Any]:
    """``confusion``, ``payoff``, ``metrics`` with denominators and limits, and the thresholds with the same actions.

    ``low`` and ``high`` of a metric are null until intervals are computed for it.
    """
    same = point.same_actions
    metrics = {
        item.metric.name: {
            "value": plain_number(item.value),
            "low": None,
            "high": None,
            "denominator": None if item.denominator is None else plain_number(item.denominator),
            "limit": item.metric.limit,
            "ok": item.is_kept,
        }
        for item in point.metrics
    }
    return {
        "confusion": confusion_to_dict(point.counts),
        "flag_rate": plain_number(point.count("FLAGGED") / point.count("ALL")) if point.count("ALL") else None,
        "payoff": None if point.payoff is None else plain_number(point.payoff),
        "metrics": metrics,
        "limits": [
            {
                "text": item.limit.text,
                "label": item.limit.label,
                "value": plain_number(item.value),
                "ok": item.is_kept,
                "value_text": limit_judged_text(item.limit, item.value),
                "bound_text": bound_words(item.limit, item.limit.bound),
            }
            for item in point.limits
        ],
        "same_actions": None if same is None else ends_to_dict(same),
    }


def metric_to_dict(metric: Metric) -> dict[str, Any]:
    """The definition of a metric, enough to recompute it and to write it for people."""
    return {
        "name": metric.name,
        "label": metric.label,
        "goal": metric.goal,
        "unit": metric.unit,
        "definition": metric.definition,
        "things": metric.things,
        "role": metric.role,
        "layer": metric.layer,
        "weight": metric.weight,
        "worst": metric.worst,
        "target": metric.target,
        "limit": metric.limit,
        "where": {column: list(values) for column, values in metric.where.items()},
        "so_what": metric.so_what,
        "is_money": metric.is_money,
    }
