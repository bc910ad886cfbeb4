"""Limits, targets and differences of a metric in the few words that a table cell holds."""

from __future__ import annotations

import math

from workbench.exporters.recorded import Recorded, real
from workbench.metrics import Metric
from workbench.metrics.bound import keeps_bound
from workbench.wording import UNDEFINED, number, percent


def bound_text(record: Recorded, metric: Metric) -> str:
    """``at most 5%`` for a limit, ``target 1%`` for a target, empty for neither."""
    if metric.limit is not None:
        return f"{'at most' if metric.goal == 'minimise' else 'at least'} {record.agreed_text(metric, metric.limit)}"
    return "" if metric.target is None else f"target {record.agreed_text(metric, metric.target)}"


def verdict(metric: Metric, value: float | None) -> str:
    """Whether the limit is kept or the target reached, in words; an undefined value never passes."""
    bound = metric.limit if metric.limit is not None else metric.target
    if bound is None:
        return ""
    reached = keeps_bound(real(value), bound, at_most=metric.goal == "minimise")
    if metric.limit is not None:
        return "kept" if reached else "BROKEN"
    return "reached" if reached else "not reached"


def difference_text(record: Recorded, metric: Metric, value: float | None, baseline: float | None) -> str:
    """How far the value is from the baseline's, and whether that is better: ``-20.8 points, better``."""
    change = real(value) - real(baseline)
    if math.isnan(change):
        return UNDEFINED
    if change == 0:
        return "same"
    size = f"{percent(change).removesuffix('%')} points" if metric.is_share else number(change)
    if metric.is_money:
        size = record.text(metric, change)
    return f"{'+' if change > 0 else ''}{size}, {'better' if change * metric.sign > 0 else 'worse'}"


def interval_text(record: Recorded, metric: Metric, low: float | None, high: float | None) -> str:
    """``0.5% to 1.4%``, empty where no interval was computed."""
    return "" if low is None or high is None else f"{record.text(metric, low)} to {record.text(metric, high)}"


def name_with_unit(metric: Metric) -> str:
    """``Hard brakes, per 1,000 km``."""
    return f"{metric.label}, {metric.unit}" if metric.unit else metric.label
