"""The point that the rule would take if there were no limits, and the limits that stand against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.contract import Contract
from workbench.policy.choose import choose_within
from workbench.policy.limits import Limit
from workbench.policy.operating_point import OperatingPoint
from workbench.policy.rule import rule_of
from workbench.sweep import Sweep

# What a violated guardrail is shown as beside the terms of the score. It is no term: no score makes up for it.
BROKEN_LIMIT_POINTS = -2.0


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A limit that a point breaks, and what it bounds there; NaN where that is undefined."""

    limit: Limit
    value: float


@dataclass(frozen=True, kw_only=True)
class Forbidden:
    """The best point of all candidates, feasible or not; ``broken`` has at least one limit."""

    point: OperatingPoint
    objective: float
    broken: tuple[Broken, ...]


def best_forbidden(
    sweep: Sweep, contract: Contract | None, *, rule: str = "contract", limits: Sequence[Limit] = ()
) -> Forbidden | None:
    """What wins where every limit is put aside; None where that point keeps them all, or where the rule is undefined.

    ``limits`` are those asked for beside the contract's. Raises what ``choose`` raises for the rule.
    """
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    found = choose_within(sweep, wanted, (), contract=contract, measured=limits)
    if found.point is None:
        return None
    policy, looked_at = found.point.policy, found.point.sweep
    measured = [
        Broken(limit=limit, value=limit.measure_at(looked_at, policy.score, policy.threshold))
        for limit in wanted.every_limit(limits)
    ]
    broken = tuple(each for each in measured if not each.limit.keeps(each.value))
    return Forbidden(point=found.point, objective=found.objective, broken=broken) if broken else None
