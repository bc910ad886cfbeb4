"""``wb.choose`` and ``wb.at``: the operating point that a rule recommends, or that a threshold has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from workbench.api.policies import checked_policy, single_policy, tiered_policy
from workbench.api.show import as_html, as_text, choice_rows, point_rows, shorter_text
from workbench.api.wanted_metrics import cases_of, wanted_metrics
from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import Metric, contract_metrics, resolve_metrics
from workbench.policy import (
    Choice,
    Limit,
    OperatingPoint,
    PeriodLimit,
    Policy,
    choose_policy,
    measure_point,
    parse_limit,
)
from workbench.sweep import Sweep

if TYPE_CHECKING:
    from workbench.policy.choose_capacity import ShorterList
    from workbench.policy.reviewer import Reviewer


@dataclass(frozen=True, kw_only=True)
class ShownPoint(OperatingPoint):
    """An operating point that says what it does; ``contract`` is what it was measured against."""

    contract: Contract | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return as_text(point_rows(self, self.contract))

    def _repr_html_(self) -> str:
        return as_html(point_rows(self, self.contract))


@dataclass(frozen=True, kw_only=True)
class ShownChoice(Choice):
    """A recommendation that says what it is, or why there is none. ``metrics`` are what is worth measuring by it.

    ``says`` is what its kind has to say of itself, such as whether a review band pays; else empty. ``shorter`` is the part
    of a list of the k highest that would do better than all of it, ``feasible_k`` a length at which a list keeps every limit.
    """

    contract: Contract | None = field(default=None, repr=False, compare=False)
    metrics: tuple[Metric, ...] = field(default=(), repr=False, compare=False)
    says: str = field(default="", repr=False, compare=False)
    shorter: ShorterList | None = field(default=None, repr=False, compare=False)
    feasible_k: int | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return as_text(choice_rows(self, self.contract))

    def _repr_html_(self) -> str:
        return as_html(choice_rows(self, self.contract))


def choose(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    policy: str = "single",
    rule: str | None = None,
    limits: Iterable[str | Limit] = (),
    order: Sequence[str] | None = None,
    mixed: bool = False,
    reviewer: Reviewer | None = None,
    reviewers: float | None = None,
) -> ShownChoice:
    """The policy that keeps every limit and is best by the rule: guardrails first, then the score.

    ``policy`` is its kind: ``single``, ``tiered:COLUMN`` (a threshold for each value of a segment column),
    ``review`` (a person decides in between) or ``capacity:K`` (the K highest; ``capacity:K/day``, ``week``, ``month``).
    ``order`` has the values of tiers from the least to the most strict; with ``mixed`` each value may have a score of its
    own. ``reviewer`` is that of a review band, the contract's unless given. ``capacity:40/reviewer/day`` is 40 a day for each
    of ``reviewers``, those of the contract's team unless given.

    ``rule`` is ``contract`` (the default where there is one), ``payoff``, ``max:METRIC`` or ``min:METRIC``; ``limits``
    are added to the contract's, as text (``recall>=0.9``, ``fpr<=0.02@tier=gold``) or as they were parsed. The result
    has ``point`` None where nothing is feasible; ``ties`` are listed; ``optimality`` says how near the best possible a
    policy is that is no single threshold. Raises InputError where no rule can be followed.
    """
    if rule is None:
        if contract is None:
            raise InputError("Say what is best: rule 'max:METRIC' or 'min:METRIC', or give a contract.")
        rule = "contract"
    cases_count = cases_of(sweep)
    parsed = [
        limit if isinstance(limit, Limit) else parse_limit(limit, contract=contract, cases_count=cases_count)
        for limit in limits
    ]
    found = choose_policy(
        sweep,
        contract,
        kind=policy,
        rule=rule,
        limits=parsed,
        order=order,
        mixed=mixed,
        reviewer=reviewer,
        reviewers=reviewers,
    )
    point, metrics = None, _metrics_of(contract, rule, parsed, cases_count)
    if found.point is not None:
        kept = [item.limit for item in found.point.limits]  # a reviewer's capacity is one beside those asked for
        point = _measured(sweep, found.point.policy, contract=contract, metrics=metrics, limits=kept)
    parts = {part.name: getattr(found, part.name) for part in fields(Choice)}
    shorter = getattr(found, "shorter", None)
    says = getattr(found, "says", "") or shorter_text(shorter, found)
    return ShownChoice(
        **{**parts, "point": point},
        contract=contract,
        metrics=tuple(metrics),
        says=says,
        shorter=shorter,
        feasible_k=getattr(found, "feasible_k", None),
    )


def at(
    sweep: Sweep,
    threshold: float | Policy | EllipsisType | None = ...,
    *,
    thresholds: Mapping[str, float | None] | None = None,
    by: str | None = None,
    score: str | Mapping[str, str] | None = None,
    metrics: Iterable[str | Metric] | str | None = None,
    contract: Contract | None = None,
    limits: Iterable[str | Limit] = (),
) -> ShownPoint:
    """The operating point at any threshold, candidate or not; None flags nobody.

    In place of one threshold, ``thresholds`` has one for each value of the segment column ``by``, or ``threshold`` is a
    policy of any kind (``wb.TieredThresholds``, ``wb.ReviewBand``, ``wb.Capacity``). ``score`` may be left out where there
    is only one; of tiers it may name one for each value. ``metrics`` come beside the contract's.
    """
    policy = _policy_at(sweep, threshold, thresholds=thresholds, by=by, score=score)
    cases_count = cases_of(sweep)
    wanted = list(contract_metrics(contract)) if contract is not None else []
    if metrics is not None:
        named = {metric.name for metric in wanted}
        wanted += [
            metric for metric in wanted_metrics(metrics, sweep=sweep, contract=contract) if metric.name not in named
        ]
    parsed = [
        limit if isinstance(limit, Limit) else parse_limit(limit, contract=contract, cases_count=cases_count)
        for limit in limits
    ]
    return _measured(sweep, policy, contract=contract, metrics=wanted, limits=parsed)


def _policy_at(
    sweep: Sweep,
    threshold: float | Policy | EllipsisType | None,
    *,
    thresholds: Mapping[str, float | None] | None,
    by: str | None,
    score: str | Mapping[str, str] | None,
) -> Policy:
    if thresholds is not None:
        if threshold is not ...:
            raise InputError("Give one threshold, or thresholds by segment value, not both.")
        return tiered_policy(sweep, thresholds, by, score)
    if threshold is ...:
        raise InputError("Say where to measure: a threshold, thresholds={...} by segment value, or a policy.")
    if not (isinstance(threshold, Mapping) or hasattr(threshold, "to_dict")):
        if by is not None or isinstance(score, Mapping):
            raise InputError("One threshold is for everybody. By segment value, give thresholds={...} with by=...")
        return single_policy(sweep, threshold, score)
    if by is not None or score is not None:
        raise InputError("A policy says itself which scores and segments it looks at; leave out score and by.")
    return checked_policy(sweep, threshold)


def measured_for(point: OperatingPoint, contract: Contract | None) -> OperatingPoint:
    """The point with the contract's metrics on it, whatever it was measured with before."""
    if contract is None:
        return point
    agreed = contract_metrics(contract)
    extra = [item.metric for item in point.metrics if item.metric.name not in {metric.name for metric in agreed}]
    limits = [item.limit for item in point.limits]
    return _measured(point.sweep, point.policy, contract=contract, metrics=[*agreed, *extra], limits=limits)


def _measured(
    sweep: Sweep,
    policy: Policy,
    *,
    contract: Contract | None,
    metrics: Sequence[Metric],
    limits: Sequence[Limit],
) -> ShownPoint:
    point = measure_point(sweep, policy, contract=contract, metrics=metrics, limits=limits)
    return ShownPoint(**_parts(point), contract=contract)


def _metrics_of(contract: Contract | None, rule: str, limits: Sequence[Limit], cases_count: float) -> list[Metric]:
    """The contract's metrics, then the rule's, then those of the limits; a limit on the whole stands at its metric."""
    found = {metric.name: metric for metric in (contract_metrics(contract) if contract is not None else ())}
    agreed = set(found)
    if rule[:4] in ("max:", "min:"):
        metric = resolve_metrics([rule[4:]], contract=contract, cases_count=cases_count)[0]
        found.setdefault(metric.name, replace(metric, goal="maximise" if rule.startswith("max:") else "minimise"))
    for limit in limits:
        if isinstance(limit, PeriodLimit):
            continue  # it bounds the busiest period; its metric on all rows together is another number
        metric = found.setdefault(limit.metric.name, limit.metric)
        is_whole = limit.kind == "value" and limit.column is None
        if (
            is_whole
            and metric.name not in agreed
            and metric.limit is None
            and limit.at_most == (metric.goal == "minimise")
        ):
            found[metric.name] = replace(metric, limit=limit.bound)
    return list(found.values())


def _parts(item: Any) -> dict[str, Any]:
    return {part.name: getattr(item, part.name) for part in fields(item)}
