"""Why a policy that is no single threshold: where it stands, its terms and its limits, and what is not told of it."""

from __future__ import annotations

from typing import Any

from workbench.contract import Contract
from workbench.decision.measured_limits import limits_to_dicts
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.decision.why_parts import terms_to_dicts
from workbench.metrics import payoff_of
from workbench.policy import Choice, Limit, OperatingPoint, measure_point, objective_of
from workbench.policy.rule import rule_of
from workbench.policy.why import terms_of
from workbench.sweep import Sweep
from workbench.wording.optimality import optimality_to_dict
from workbench.wording.plain import plain_number

NOT_TOLD = (
    "The runner-up, the winner that a limit stops, and how far weights and costs may move are worked out for single "
    "thresholds only; they are not known for this policy."
)


def why_of_another_kind(
    sweep: Sweep, point: OperatingPoint, *, contract: Contract | None, choice: Choice | None, rule: str
) -> dict[str, Any]:
    """The same keys as for a single threshold; what is not worked out for this kind is null or empty."""
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    asked = tuple(item.limit for item in point.limits)
    policy, currency = point.policy, contract.currency if contract is not None else ""
    own = objective_of(wanted, sweep, policy)

    def measured(limit: Limit) -> float:
        return limit.measure_one(sweep, lambda where: policy.count(sweep, where))

    is_best = choice is not None and choice.is_best(policy)
    optimality = choice.optimality if choice is not None and is_best else None
    best = None
    if choice is not None and choice.point is not None and not is_best:
        metrics = [item.metric for item in point.metrics]
        other = measure_point(sweep, choice.point.policy, contract=contract, metrics=metrics, limits=asked)
        best = {
            "policy": other.policy.to_dict(),
            "objective": plain_number(choice.objective),
            "behind": plain_number(own - choice.objective),
            "operating_point": point_to_dict(other),
        }
    limits = wanted.every_limit(asked)
    return {
        "kind": policy.to_dict()["kind"],
        "optimality": None if optimality is None else optimality_to_dict(optimality),
        "not_told": NOT_TOLD,
        "rule": rule,
        "asked": None if wanted.asked is None else metric_to_dict(wanted.asked),
        "objective": plain_number(own),
        "is_best": is_best,
        "terms": terms_to_dicts(terms_of(contract, sweep, policy)) if rule == "contract" else [],
        "payoff_by_cell": _payoff_by_cell(point, contract),
        "payoff_of_reviews": plain_number(_reviews(point)),
        "limits": limits_to_dicts(((limit, measured(limit)) for limit in limits), currency=currency),
        "ties_count": 0 if choice is None else choice.ties_count,
        "recommended": best,
        "runner_up": None,
        "best_of_others": [],
        "forbidden": None,
        "weights": {},
        "costs": {},
        "ranges": [],
        "cost_ratio": None,
        "agreed_cost_ratio": None,
        "hull": None,
    }


def _payoff_by_cell(point: OperatingPoint, contract: Contract | None) -> dict[str, Any]:
    terms = {} if contract is None else contract.payoff
    reviews = _reviews(point)
    return {
        cell: plain_number(float(payoff_of(point.counts, {cell: each})[0]) - reviews) for cell, each in terms.items()
    }


def _reviews(point: OperatingPoint) -> float:
    """What people's reviews take off the payoff, 0 or less: it is no part of any cell."""
    return float(payoff_of(point.counts, {})[0])
