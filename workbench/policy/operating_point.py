"""An operating point: a policy with the counts, metrics and payoff it has on these predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.contract import Contract
from workbench.metrics import Metric, contract_metrics, payoff_of
from workbench.policy.limits import Limit, with_agreed
from workbench.policy.order_limit import OrderLimit, order_limit
from workbench.policy.per_period import capacity_limit
from workbench.policy.policy import Policy
from workbench.policy.review_band import ReviewBand
from workbench.sweep import Counts, Sweep, Where


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One metric at the point. ``is_kept`` is None without a limit; ``denominator`` None where it is no ratio."""

    metric: Metric
    value: float
    denominator: float | None
    is_kept: bool | None


@dataclass(frozen=True, kw_only=True)
class MeasuredLimit:
    """One limit that was asked for beside the contract, at the point."""

    limit: Limit
    value: float
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """``same_actions`` is (low, high]: every threshold in it flags the same rows of these predictions; None where the
    policy has no one threshold.

    ``payoff`` is the sum over the predictions in the contract's currency, None where there is no payoff.
    """

    sweep: Sweep = field(repr=False, compare=False)
    policy: Policy
    counts: Counts
    metrics: tuple[Measured, ...]
    limits: tuple[MeasuredLimit, ...]
    payoff: float | None
    same_actions: tuple[float, float] | None

    @property
    def is_feasible(self) -> bool:
        return all(item.is_kept is not False for item in self.metrics) and all(item.is_kept for item in self.limits)

    def count(self, cell: str) -> float:
        """One confusion count or margin at the point."""
        return float(self.counts.cell(cell)[0])

    def value(self, name: str) -> float:
        """The value of the metric of this name."""
        return next(item.value for item in self.metrics if item.metric.name == name)


def measure_point(
    sweep: Sweep,
    policy: Policy,
    *,
    contract: Contract | None = None,
    metrics: Sequence[Metric] | None = None,
    limits: Sequence[Limit] = (),
) -> OperatingPoint:
    """The operating point of this policy; the metrics are the contract's unless others are given.

    The contract's own limits come first, then ``limits``. Tiers are held to the contract's order too, and a review band to
    its reviewer's capacity, whoever set them; these stand last. Raises ColumnError where the capacity is per period and the predictions have no such periods.
    """
    counts = policy.count(sweep)
    cases_count = float(counts.cell("ALL")[0])
    limits = with_agreed(contract, _of_any_policy(limits), cases_count=cases_count)
    limits = (*limits, *_of_this_policy(contract, policy), *_capacity(sweep, policy, limits))
    if metrics is None:
        metrics = contract_metrics(contract) if contract is not None else ()

    def count(where: Where) -> Counts:
        return policy.count(sweep, where)

    measured = []
    for metric in metrics:
        value, denominator = metric.measure_one(count)
        kept = None if metric.limit is None else bool(metric.keeps_limit(value))
        measured.append(Measured(metric=metric, value=value, denominator=denominator, is_kept=kept))
    checked = []
    for limit in limits:
        value = limit.measure_one(sweep, count)
        checked.append(MeasuredLimit(limit=limit, value=value, is_kept=bool(limit.keeps(value))))
    has_payoff = contract is not None and bool(contract.payoff)
    return OperatingPoint(
        sweep=sweep,
        policy=policy,
        counts=counts,
        metrics=tuple(measured),
        limits=tuple(checked),
        payoff=float(payoff_of(counts, contract.payoff)[0]) if has_payoff else None,
        same_actions=policy.same_actions(sweep),
    )


def _of_any_policy(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """Without what was measured on the thresholds of another policy."""
    return tuple(limit for limit in limits if not isinstance(limit, OrderLimit))


def _of_this_policy(contract: Contract | None, policy: Policy) -> tuple[Limit, ...]:
    limit = order_limit(contract, policy)
    return () if limit is None else (limit,)


def _capacity(sweep: Sweep, policy: Policy, limits: Sequence[Limit]) -> tuple[Limit, ...]:
    limit = capacity_limit(sweep.predictions, policy.reviewer) if isinstance(policy, ReviewBand) else None
    return () if limit is None or any(each.text == limit.text for each in limits) else (limit,)
