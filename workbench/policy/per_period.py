"""How many cases a period brings to people: as a limit, and as metrics such as alerts per reviewer per day."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from workbench.metrics import Metric
from workbench.policy.limits import Limit
from workbench.policy.reviewer import Reviewer
from workbench.predictions.period_groups import ALL, PeriodGroups, period_groups
from workbench.predictions.predictions import Predictions
from workbench.sweep import REVIEWED, Counts, Sweep


@dataclass(frozen=True, kw_only=True)
class PeriodLimit(Limit):
    """A bound on what the busiest period has: the metric is measured in each of ``groups``, and the largest counts."""

    groups: PeriodGroups

    @property
    def label(self) -> str:
        """What is bounded, in words."""
        return f"{self.metric.label} in the busiest {'period' if self.groups.per == self.column else self.groups.per}"

    def _measure(self, value: Callable[[dict[str, tuple[str, ...]]], np.ndarray], sweep: Sweep) -> np.ndarray:
        by_period = [value({self.column: values}) for values in self.groups.members.values()]
        return functools.reduce(np.maximum, by_period)


REVIEWED_CASES = Metric(
    name="reviewed",
    label="Cases reviewed",
    goal="minimise",
    unit="cases",
    value=lambda counts: counts.cell(REVIEWED),
    definition=REVIEWED,
    layer="action",
)


def capacity_limit(predictions: Predictions, reviewer: Reviewer) -> Limit | None:
    """What the reviewer's capacity allows on these predictions; None where there is no bound.

    In the busiest period no more cases may be reviewed than fit. Raises ColumnError where the predictions have no such
    periods.
    """
    if reviewer.capacity is None:
        return None
    groups = period_groups(predictions, reviewer.per)
    text = f"reviewed<={reviewer.capacity:g}"
    if groups.column is None:
        return Limit(text=text, kind="value", metric=REVIEWED_CASES, at_most=True, bound=reviewer.capacity)
    return PeriodLimit(
        text=f"{text} per {groups.per}",
        kind="value",
        metric=REVIEWED_CASES,
        at_most=True,
        bound=reviewer.capacity,
        column=groups.column,
        groups=groups,
    )


def capacity_metric(predictions: Predictions, reviewer: Reviewer) -> Metric | None:
    """``capacity_limit`` as a metric with its limit: the cases reviewed in the busiest period; None where there is no bound."""
    limit = capacity_limit(predictions, reviewer)
    if limit is None:
        return None
    metric = replace(REVIEWED_CASES, role="guardrail", limit=reviewer.capacity)
    if not isinstance(limit, PeriodLimit):
        return metric
    _, busiest = _alerts(predictions, limit.groups, reviewers=1, cell=REVIEWED)
    return replace(metric, label=limit.label, value=busiest.value, definition=busiest.definition)


def alerts_metrics(
    predictions: Predictions, *, per: str | None = None, reviewers: float = 1, cell: str = "FLAGGED"
) -> tuple[Metric, Metric]:
    """``alerts_per_period`` and ``alerts_per_period_max``: the cases flagged per reviewer, in the mean and the busiest period.

    They measure the points of any policy, and sweeps. Weighted rows count with their weight. ``reviewers`` share the
    alerts evenly; ``cell="REVIEWED"`` counts what a review band sends to people in place of what is flagged. Periods are as
    ``period_groups`` has them; those in which no case counts are no periods.
    """
    return _alerts(predictions, period_groups(predictions, per), reviewers=reviewers, cell=cell)


def _alerts(predictions: Predictions, groups: PeriodGroups, *, reviewers: float, cell: str) -> tuple[Metric, Metric]:
    held = occurring_groups(predictions, groups)
    unit = f"alerts per reviewer per {groups.per}" if reviewers != 1 else f"alerts per {groups.per}"
    if groups.per == ALL:
        unit = unit.replace("per all", "in all")

    def mean(counts: Counts) -> np.ndarray:
        return counts.cell(cell) / (reviewers * max(len(held), 1))

    def greatest(counts: Counts) -> np.ndarray:
        if groups.column is None or not held:
            return mean(counts)
        by_period = [counts.within(groups.column, groups.members[name]).cell(cell) / reviewers for name in held]
        return functools.reduce(np.maximum, by_period)

    common = {"goal": "minimise", "unit": unit, "layer": "action"}
    return (
        Metric(
            name="alerts_per_period",
            label="Alerts per period",
            value=mean,
            definition=f"{cell} / ({reviewers:g} reviewers * {len(held):,} periods)",
            **common,
        ),
        Metric(
            name="alerts_per_period_max",
            label="Alerts in the busiest period",
            value=greatest,
            definition=f"the largest {cell} / {reviewers:g} reviewers in a period",
            **common,
        ),
    )


def occurring_groups(predictions: Predictions, groups: PeriodGroups) -> tuple[str, ...]:
    """The periods in which some case counts."""
    weight, codes = predictions.weight, groups.groups.codes
    return tuple(groups.groups.values[code] for code in np.unique(codes if weight is None else codes[weight > 0]))
