"""What tiers say about values, and the combination that values all alike, as the decision record has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workbench.contract import Contract
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.errors import InputError
from workbench.metrics import Metric, resolve_metrics
from workbench.policy import OperatingPoint, TieredThresholds, measure_point
from workbench.policy.tiers import equalised, implied_values
from workbench.sweep import Sweep
from workbench.wording.broken import broken_limits
from workbench.wording.implied import implied_sentences
from workbench.wording.plain import plain_number


def recorded_implied(
    sweep: Sweep, point: OperatingPoint, *, contract: Contract | None, axes: tuple[Metric, Metric]
) -> dict[str, Any] | None:
    """What one unit of ``x`` is valued at in each tier, in units of ``y``, and the combination that makes it equal.

    ``x`` and ``y`` are the second and the first of ``axes`` where both are totals over the tiers, else missed events and false
    alarms. ``equal`` has its operating point, what it changes (positive is better) and under ``breaks`` the limits it
    breaks, in words; null where the tiers value x alike already. None for other policies, and where a value that occurs
    has no threshold.
    """
    policy = point.policy
    if not isinstance(policy, TieredThresholds):
        return None
    missed, alarms = resolve_metrics(["missed_events = FN", "false_alarms = FP"])
    for x, y in ((axes[1], axes[0]), (_named(missed, "Missed events"), _named(alarms, "False alarms"))):
        try:
            found = implied_values(sweep, policy, x=x, y=y)
            other = None if found.is_equal else equalised(sweep, policy, x=x, y=y)
        except InputError:
            continue
        equal = None
        if other is not None:
            metrics, limits = [item.metric for item in point.metrics], [item.limit for item in point.limits]
            there = measure_point(sweep, other.policy, contract=contract, metrics=metrics, limits=limits)
            equal = {
                "policy": other.policy.to_dict(),
                "operating_point": point_to_dict(there),
                "x_change": plain_number(other.x_change),
                "y_change": plain_number(other.y_change),
                "low": plain_number(other.low),
                "high": plain_number(other.high),
                "breaks": list(broken_limits(there)),
            }
        return {
            "x": metric_to_dict(x),
            "y": metric_to_dict(y),
            "is_equal": found.is_equal,
            "rates": [
                {
                    "value": rate.value,
                    "threshold": rate.threshold,
                    "low": plain_number(rate.low),
                    "high": plain_number(rate.high),
                    "on_hull": rate.on_hull,
                }
                for rate in found.rates
            ],
            "sentences": list(implied_sentences(found, policy.segment)),
            "equal": equal,
        }
    return None


def _named(metric: Metric, label: str) -> Metric:
    return replace(metric, label=label, goal="minimise", unit="cases")
