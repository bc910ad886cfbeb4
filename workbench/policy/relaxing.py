"""When nothing is feasible: what each limit would have to become, what would then be chosen, and the nearest point of all."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.contract import Contract
from workbench.metrics.gaps import Gaps
from workbench.metrics.ranges import Range
from workbench.policy.choose import choose_within
from workbench.policy.limits import Limit
from workbench.policy.operating_point import OperatingPoint
from workbench.policy.refine import judge_all_that_matters
from workbench.policy.rule import Rule, rule_of
from workbench.policy.single import policy_of
from workbench.sweep import Sweep

ROUNDING = 1e-11


@dataclass(frozen=True, kw_only=True)
class Relaxed:
    """One limit and what it would have to become: ``bound`` is the tightest that leaves something feasible."""

    limit: Limit
    bound: float


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Limits moved no further than needed, and the point that the rule would then choose, with all that it costs."""

    relaxed: tuple[Relaxed, ...]
    point: OperatingPoint


@dataclass(frozen=True, kw_only=True)
class Explained:
    """``one_by_one`` has a way out for each limit that would be enough alone; it is empty where none would.

    ``nearest`` moves all limits together as little as possible: of all candidates its largest excess is the smallest. Excess
    is how far a value is beyond its bound, as a share of the bound (of 1 where the bound is 0). It is None where
    some limit is undefined at every candidate.
    """

    one_by_one: tuple[WayOut, ...]
    nearest: WayOut | None


def explain_infeasible(
    sweep: Sweep, contract: Contract | None, *, rule: str = "contract", limits: Sequence[Limit] = ()
) -> Explained:
    """What to relax where no candidate keeps every limit of the contract and of ``limits``. Nothing is relaxed by it.

    What is said is said of all candidates, also where the sweep lists only some.
    """
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    everything = wanted.every_limit(limits)
    choice = choose_within(sweep, wanted, everything)
    one_by_one = []
    for blocked in choice.blocked:
        if blocked.is_nearest_of_others or len(everything) == 1:
            moved = Relaxed(limit=blocked.limit, bound=blocked.nearest_value)
            found = _chosen_within(sweep, contract, wanted, everything, (moved,))
            if found is not None:
                one_by_one.append(WayOut(relaxed=(moved,), point=found))
    return Explained(one_by_one=tuple(one_by_one), nearest=_nearest(sweep, contract, wanted, everything))


@dataclass(frozen=True, kw_only=True)
class _Nearness(Rule):
    """The rule that keeps the largest excess over all limits small, where ``first`` is defined."""

    first: Rule
    limits: tuple[Limit, ...]

    def objective(self, candidates: Sweep | Gaps) -> np.ndarray | Range:
        excesses = [excess(limit, limit.measure(candidates)) for limit in self.limits]
        # Adding nothing of the first rule's objective leaves out where it is undefined.
        return -1 * functools.reduce(np.maximum, excesses) + 0 * self.first.objective(candidates)


def excess(limit: Limit, values: np.ndarray | Range) -> np.ndarray | Range:
    """How far the values are beyond the limit, as a share of its bound, of 1 where that is 0; below 0 where they keep it.

    >>> from workbench.policy.limits import parse_limit
    >>> excess(parse_limit("fpr<=0.02"), np.array([0.034, 0.01]))
    array([ 0.7, -0.5])
    """
    return (1 if limit.at_most else -1) * (values - limit.bound) / (abs(limit.bound) or 1.0)


def _nearest(sweep: Sweep, contract: Contract | None, wanted: Rule, limits: tuple[Limit, ...]) -> WayOut | None:
    if not limits:
        return None
    rule = _Nearness(text="nearest", contract=None, agreed=(), asked=None, first=wanted, limits=limits)
    judged = judge_all_that_matters(sweep, rule, ())
    if not len(judged.winners):
        return None
    policy = policy_of(judged.sweep, int(rule.order(judged.sweep, judged.winners)[0]))
    values = [limit.measure_at(judged.sweep, policy.score, policy.threshold) for limit in limits]
    relaxed = tuple(
        Relaxed(limit=limit, bound=value) for limit, value in zip(limits, values, strict=True) if not limit.keeps(value)
    )
    point = _chosen_within(judged.sweep, contract, wanted, limits, relaxed)
    return None if point is None else WayOut(relaxed=relaxed, point=point)


def _chosen_within(
    sweep: Sweep, contract: Contract | None, wanted: Rule, limits: tuple[Limit, ...], relaxed: tuple[Relaxed, ...]
) -> OperatingPoint | None:
    # The same sums, added in another order for another sweep, differ in their last bits: that must not close a way out.
    bounds = {
        id(moved.limit): moved.bound + (1 if moved.limit.at_most else -1) * ROUNDING * abs(moved.bound)
        for moved in relaxed
    }
    looser = tuple(replace(limit, bound=bounds.get(id(limit), limit.bound)) for limit in limits)
    return choose_within(sweep, wanted, looser, contract=contract, measured=limits).point
