"""``wb.choose`` and ``wb.at``: the operating point that a rule recommends, or that a threshold has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from workbench.api.show import as_html, as_text, choice_rows, point_rows
from workbench.api.wanted_metrics import cases_of, wanted_metrics
from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import Metric, contract_metrics, resolve_metrics
from workbench.policy import Choice, Limit, OperatingPoint, SingleThreshold, measure_point, parse_limit
from workbench.policy import choose as choose_candidate
from workbench.sweep import Sweep


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
    """A recommendation that says what it is, or why there is none. ``metrics`` are what is worth measuring by it."""

    contract: Contract | None = field(default=None, repr=False, compare=False)
    metrics: tuple[Metric, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        return as_text(choice_rows(self, self.contract))

    def _repr_html_(self) -> str:
        return as_html(choice_rows(self, self.contract))


def choose(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    rule: str | None = None,
    limits: Iterable[str | Limit] = (),
) -> ShownChoice:
    """The candidate that keeps every limit and is best by the rule: guardrails first, then the score.

    ``rule`` is ``contract`` (the default where there is one), ``payoff``, ``max:METRIC`` or ``min:METRIC``; ``limits``
    are added to the contract's, as text (``recall>=0.9``, ``fpr<=0.02@tier=gold``) or as they were parsed. The result
    has ``point`` None where nothing is feasible; ``ties`` are listed. Raises InputError where no rule can be followed.
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
    found = choose_candidate(sweep, contract, rule=rule, limits=parsed)
    point, metrics = None, _metrics_of(contract, rule, parsed, cases_count)
    if found.point is not None:
        point = _measured(sweep, found.point.policy, contract=contract, metrics=metrics, limits=parsed)
    return ShownChoice(**{**_parts(found), "point": point}, contract=contract, metrics=tuple(metrics))


def at(
    sweep: Sweep,
    threshold: float | None,
    *,
    score: str | None = None,
    metrics: Iterable[str | Metric] | str | None = None,
    contract: Contract | None = None,
    limits: Iterable[str | Limit] = (),
) -> ShownPoint:
    """The operating point at any threshold, candidate or not; None flags nobody.

    ``score`` may be left out where there is only one. ``metrics`` come beside the contract's.
    """
    if score is None:
        if len(sweep.scores) > 1:
            raise InputError(
                f"There are {len(sweep.scores)} scores ({', '.join(sweep.scores)}). Say which one: score=..."
            )
        score = sweep.scores[0]
    if threshold is not None and math.isnan(threshold):
        raise InputError("The threshold must be a number, or None to flag nobody.")
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
    policy = SingleThreshold(score=score, threshold=math.inf if threshold is None else float(threshold) + 0.0)
    return _measured(sweep, policy, contract=contract, metrics=wanted, limits=parsed)


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
    policy: SingleThreshold,
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
