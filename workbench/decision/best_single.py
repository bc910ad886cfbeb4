"""The best single threshold beside a policy of another kind: what the other kind buys."""

from __future__ import annotations

from typing import Any

from workbench.contract import Contract
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.policy import Choice, OperatingPoint, SingleThreshold, choose, measure_point, objective_of
from workbench.policy.rule import rule_of
from workbench.sweep import Sweep
from workbench.wording.plain import plain_number


def recorded_best_single(
    sweep: Sweep, point: OperatingPoint, *, contract: Contract | None, rule: str | None, single: Choice | None = None
) -> dict[str, Any] | None:
    """The best single threshold within the same limits by the same rule, and by how much ``point`` is better.

    ``gain`` is in the rule's unit, higher is better; null where one of the two is undefined or no single threshold keeps
    every limit, and then ``policy`` is null as well. None for a single threshold, and where there is no rule. ``single``
    is the choice where it is known already.
    """
    if rule is None or isinstance(point.policy, SingleThreshold):
        return None
    limits = [item.limit for item in point.limits]
    found = single or choose(sweep, contract, rule=rule, limits=limits)
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    own = objective_of(wanted, sweep, point.policy)
    content: dict[str, Any] = {
        "rule": rule,
        "asked": None if wanted.asked is None else metric_to_dict(wanted.asked),
        "policy": None,
        "operating_point": None,
        "objective": None,
        "gain": None,
    }
    if found.point is None:
        return content
    metrics = [item.metric for item in point.metrics]
    best = measure_point(found.point.sweep, found.point.policy, contract=contract, metrics=metrics, limits=limits)
    return content | {
        "policy": best.policy.to_dict(),
        "operating_point": point_to_dict(best),
        "objective": plain_number(found.objective),
        "gain": plain_number(own - found.objective),
    }


def shorter_to_dict(choice: Choice | None, point: OperatingPoint) -> dict[str, Any] | None:
    """The part of a recommended list that does better than all of it, where there is one and the list is the point."""
    shorter = getattr(choice, "shorter", None)
    if choice is None or shorter is None or choice.point is None or not choice.is_best(point.policy):
        return None
    return {
        "threshold": plain_number(shorter.threshold),
        "flagged": plain_number(shorter.flagged_count),
        "objective": plain_number(shorter.objective),
        "gain": plain_number(shorter.objective - choice.objective),
    }
