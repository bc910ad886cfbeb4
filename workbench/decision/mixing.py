"""Which model for whom: what another score for each tier buys over the best one score, as the decision record has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.contract import Contract
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.errors import InputError
from workbench.metrics import Metric
from workbench.policy import Choice, Limit, OperatingPoint, TieredThresholds, measure_point
from workbench.policy.order_limit import agreed_order
from workbench.policy.rule import rule_of
from workbench.policy.tiers import MixingBuys, what_mixing_buys
from workbench.sweep import Sweep
from workbench.wording.optimality import optimality_to_dict
from workbench.wording.plain import plain_number


def recorded_mixing(
    sweep: Sweep, point: OperatingPoint, *, contract: Contract | None, rule: str | None, choice: Choice | None = None
) -> dict[str, Any] | None:
    """What mixing scores buys for tiers, under the rule and limits of ``point``; ``choice`` where it is mixed already.

    None for other policies, without a rule, with one score alone, and where the contract has an order of the tiers: scores
    of different models have none.
    """
    policy = point.policy
    if rule is None or not isinstance(policy, TieredThresholds) or len(sweep.scores) < 2:
        return None
    try:
        if agreed_order(contract, policy.segment, sweep.occurring(policy.segment)) is not None:
            return None
        limits = [item.limit for item in point.limits]
        is_mixed = choice is not None and choice.rule == rule and _mixes(choice, policy.segment)
        found = what_mixing_buys(
            sweep,
            contract,
            segment=policy.segment,
            rule=rule,
            limits=limits,
            mixed=choice if is_mixed else None,
        )
    except InputError:
        return None
    metrics = [item.metric for item in point.metrics]
    return mixing_to_dict(
        found, sweep, segment=policy.segment, contract=contract, rule=rule, metrics=metrics, limits=limits
    )


def mixing_to_dict(
    found: MixingBuys,
    sweep: Sweep,
    *,
    segment: str,
    contract: Contract | None,
    rule: str,
    metrics: Sequence[Metric],
    limits: Sequence[Limit] = (),
) -> dict[str, Any]:
    """``mixed`` and ``alone`` (by score) with their policies and points, null where nothing is feasible.

    ``gain`` is the rule at ``mixed`` less the rule at ``best_alone``, in the rule's unit, higher is better; null where one of
    them is not there. ``gain_max`` is what no mixing passes; null where that is not known.
    """
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))

    def written(choice: Choice) -> dict[str, Any] | None:
        if choice.point is None:
            return None
        point = measure_point(sweep, choice.point.policy, contract=contract, metrics=metrics, limits=limits)
        return {
            "policy": point.policy.to_dict(),
            "operating_point": point_to_dict(point),
            "objective": plain_number(choice.objective),
            "optimality": None if choice.optimality is None else optimality_to_dict(choice.optimality),
        }

    best = found.best_alone
    return {
        "segment": segment,
        "rule": rule,
        "asked": None if wanted.asked is None else metric_to_dict(wanted.asked),
        "mixed": written(found.mixed),
        "alone": {name: written(choice) for name, choice in found.alone},
        "best_alone": None if best is None else best[0],
        "gain": plain_number(found.gain),
        "gain_max": plain_number(found.gain_max),
    }


def _mixes(choice: Choice, segment: str) -> bool:
    """Whether the recommended tiers take several scores already."""
    policy = None if choice.point is None else choice.point.policy
    return isinstance(policy, TieredThresholds) and policy.segment == segment and len(policy.scores) > 1
