"""Why a point, as the decision record has it: its terms, what comes next, and how far weights and costs may move.

The page, the memo, the notebook and the command line are all written from this, so that they say the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.contract import Contract
from workbench.decision.measured_limits import limits_to_dicts
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.decision.why_other import why_of_another_kind
from workbench.decision.why_parts import interval_to_dict, range_to_dict, terms_to_dicts
from workbench.metrics import Metric, contract_metrics
from workbench.policy import (
    BROKEN_LIMIT_POINTS,
    Choice,
    Limit,
    OperatingPoint,
    SingleThreshold,
    best_forbidden,
    explain_point,
    measure_point,
    supported_by,
)
from workbench.policy.rule import rule_of
from workbench.policy.unsure import unsure_payoffs
from workbench.policy.why import terms_of
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number

# Objectives nearer than this, relative to the larger, are the same number added up in another order.
_SAME = 1e-12


def rule_to_explain(contract: Contract | None, choice: Choice | None) -> str | None:
    """The rule that a recommendation followed, else the one that the contract has the numbers for; None without any."""
    if choice is not None:
        return choice.rule
    if contract is None:
        return None
    weighed = [metric for metric in contract_metrics(contract) if metric.weight]
    if weighed and all(metric.worst is not None and metric.target is not None for metric in weighed):
        return "contract"
    return "payoff" if contract.payoff else None


def recorded_why(
    sweep: Sweep,
    point: OperatingPoint,
    *,
    contract: Contract | None,
    choice: Choice | None,
    axes: tuple[Metric, Metric] | None = None,
) -> dict[str, Any] | None:
    """What stands behind ``point``, as plain JSON values; null is undefined, and an interval's end where there is none.

    ``choice`` is what the rule recommends. ``axes`` are the two metrics of the picture: with them, ``hull`` says whether
    a weighting of the two picks the point. None where there is no rule, or the point is of a score that is no candidate.

    Of a policy that is no single threshold the standing, the terms and the limits are told, with ``kind`` and, where it is
    the recommended one, ``optimality``; ``not_told`` says what is worked out for single thresholds only.
    """
    rule = rule_to_explain(contract, choice)
    if rule is None:
        return None
    if not isinstance(point.policy, SingleThreshold):
        return why_of_another_kind(sweep, point, contract=contract, choice=choice, rule=rule)
    if point.policy.score not in sweep.scores:
        return None
    policy = _candidate(sweep, point.policy)
    asked = tuple(item.limit for item in point.limits)
    currency = contract.currency if contract is not None else ""
    why = explain_point(sweep, policy, contract, rule=rule, limits=asked)
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    limits = wanted.every_limit(asked)
    metrics = [item.metric for item in point.metrics]
    unsure = unsure_payoffs(sweep, policy, contract, limits) if rule == "payoff" and contract is not None else ()

    def other(policy: SingleThreshold, objective: float) -> dict[str, Any]:
        measured = measure_point(sweep, policy, contract=contract, metrics=metrics, limits=asked)
        return {
            "policy": policy.to_dict(),
            "objective": plain_number(objective),
            "behind": plain_number(why.objective - objective),
            "operating_point": point_to_dict(measured),
        }

    best = None
    if choice is not None and choice.point is not None and not choice.is_best(policy):
        best = other(choice.point.policy, choice.objective)
    return {
        "rule": rule,
        "asked": None if wanted.asked is None else metric_to_dict(wanted.asked),
        "objective": plain_number(why.objective),
        "is_best": choice is not None and choice.is_best(policy),
        "terms": terms_to_dicts(why.terms),
        "payoff_by_cell": {cell: plain_number(value) for cell, value in why.payoff_by_cell.items()},
        "limits": limits_to_dicts(
            ((limit, limit.measure_at(sweep, policy.score, policy.threshold)) for limit in limits), currency=currency
        ),
        "ties_count": 0 if choice is None else choice.ties_count,
        "recommended": best,
        "runner_up": None if why.runner_up is None else other(why.runner_up.policy, why.runner_up.objective),
        "best_of_others": [other(each.policy, each.objective) for each in why.best_of_others],
        "forbidden": _forbidden(sweep, why.objective, policy, contract, rule, asked, other),
        "weights": {name: interval_to_dict(found) for name, found in why.weights.items()},
        "costs": {cell: interval_to_dict(found) for cell, found in why.costs.items()},
        "ranges": [range_to_dict(found) for found in unsure],
        "cost_ratio": interval_to_dict(why.cost_ratio),
        "agreed_cost_ratio": plain_number(why.cost_ratio.now),
        "hull": None if axes is None else _hull(sweep, policy, axes, limits),
    }


def _candidate(sweep: Sweep, policy: SingleThreshold) -> SingleThreshold:
    """The candidate that flags the same cases."""
    return SingleThreshold(score=policy.score, threshold=sweep.same_actions(policy.score, policy.threshold)[1])


def _forbidden(
    sweep: Sweep,
    own: float,
    policy: SingleThreshold,
    contract: Contract | None,
    rule: str,
    asked: tuple[Limit, ...],
    other: Any,
) -> dict[str, Any] | None:
    """The point that would score more and breaks a limit; ``shown_score`` takes off what a broken limit is shown as."""
    found = best_forbidden(sweep, contract, rule=rule, limits=asked)
    if found is None or found.point.policy == policy:
        return None
    if found.objective - own <= _SAME * max(abs(found.objective), abs(own)):
        return None
    currency = contract.currency if contract is not None else ""
    broken = limits_to_dicts(((each.limit, each.value) for each in found.broken), currency=currency)
    terms = terms_of(contract, found.point.sweep, found.point.policy) if rule == "contract" else ()
    is_scored = rule == "contract" and math.isfinite(found.objective)
    return {
        **other(found.point.policy, found.objective),
        "terms": terms_to_dicts(terms),
        "broken": [{**each, "points": BROKEN_LIMIT_POINTS} for each in broken],
        "shown_score": plain_number(found.objective + BROKEN_LIMIT_POINTS * len(broken)) if is_scored else None,
    }


def _hull(
    sweep: Sweep, policy: SingleThreshold, axes: tuple[Metric, Metric], limits: tuple[Limit, ...]
) -> Mapping[str, Any]:
    x, y = axes
    found = supported_by(sweep, policy, x, y, limits)
    return {
        "x": x.name,
        "y": y.name,
        "x_label": x.label,
        "y_label": y.label,
        "by_weights": found.by_weights,
        "by_limits": [limit.label for limit in found.by_limits],
    }
