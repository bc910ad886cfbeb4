"""How many cases a period brings to people: as a limit, and as metrics such as alerts per reviewer per day."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from workbench.contract import Contract
from workbench.contract.limit_text import LimitText
from workbench.errors import LimitError
from workbench.metrics import Metric
from workbench.policy.limit import Limit
from workbench.policy.reviewer import Reviewer
from workbench.predictions.period_groups import ALL, OWN, PeriodGroups, period_groups
from workbench.predictions.predictions import Predictions
from workbench.sweep import REVIEWED, Counts, Sweep


@dataclass(frozen=True, kw_only=True)
class PeriodLimit(Limit):
    """A bound on what the busiest period has: the metric is measured in each period, and the largest counts.

    ``per`` is as ``period_groups`` has it; where there is one, the rows are grouped when they are measured. ``reviewers``
    is how many share what is bounded, None where it is not stated for each of them.
    """

    per: str
    reviewers: float | None = None

    @property
    def label(self) -> str:
        """What is bounded, in words."""
        if self.per in (ALL, None):
            return self.metric.label
        return f"{self.metric.label} in the busiest {'period' if self.per in (OWN, self.column) else self.per}"

    def groups(self, predictions: Predictions) -> PeriodGroups:
        """The periods of these predictions. Raises ColumnError where they have none such."""
        return period_groups(predictions, self.per)

    def _measure(self, value: Callable[[dict[str, tuple[str, ...]]], np.ndarray], sweep: Sweep) -> np.ndarray:
        groups = self.groups(sweep.predictions)
        if groups.column is None:
            return value({})
        by_period = [value({groups.column: values}) for values in groups.members.values()]
        return functools.reduce(np.maximum, by_period)


def work_limit(read: LimitText, *, contract: Contract | None) -> PeriodLimit:
    """The limit on people's work that a text such as ``alerts<=40/reviewer/day`` states.

    ``alerts`` are the flagged cases, ``reviewed`` those that a review band gives to people. Raises LimitError where it is
    per reviewer and the contract has no team.
    """
    reviewers = None
    if read.is_each:
        if contract is None or contract.team is None:
            raise LimitError(
                f"The limit {read.text!r} is per reviewer, and nothing says how many there are. Add team: {{reviewers: 3}} to "
                "the contract."
            )
        reviewers = float(contract.team.reviewers)
    return PeriodLimit(
        text=read.text,
        kind="value",
        metric=work_metric(read.metric, per=read.per or ALL, reviewers=reviewers),
        at_most=True,
        bound=read.bound,
        per=read.per or ALL,
        reviewers=reviewers,
    )


def work_metric(name: str, *, per: str, reviewers: float | None) -> Metric:
    """``alerts`` or ``reviewed`` on the rows that are counted, of which each of ``reviewers`` has an equal share."""
    cell, what = (REVIEWED, "cases reviewed") if name == "reviewed" else ("FLAGGED", "alerts")
    each, share = ("", 1.0) if reviewers is None else (" per reviewer", reviewers)
    when = "" if per == ALL else f" per {per}"
    return Metric(
        name=name,
        label=f"{what.capitalize()}{each}",
        goal="minimise",
        unit=f"{what}{each}{when}",
        value=lambda counts: counts.cell(cell) / share,
        definition=cell if reviewers is None else f"{cell} / {share:g}",
        layer="action",
    )


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
        per=groups.per,
    )


def capacity_metric(predictions: Predictions, reviewer: Reviewer) -> Metric | None:
    """``capacity_limit`` as a metric with its limit: the cases reviewed in the busiest period; None where there is no bound."""
    limit = capacity_limit(predictions, reviewer)
    if limit is None:
        return None
    metric = replace(REVIEWED_CASES, role="guardrail", limit=reviewer.capacity)
    if not isinstance(limit, PeriodLimit):
        return metric
    _, busiest = _alerts(predictions, limit.groups(predictions), reviewers=1, cell=REVIEWED)
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
