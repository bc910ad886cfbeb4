"""Choosing: guardrails first, then what the rule asks for; ties listed, nothing relaxed silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.contract import Contract
from workbench.policy.blocked import Blocked, what_blocks
from workbench.policy.limits import Limit
from workbench.policy.operating_point import OperatingPoint, measure_point
from workbench.policy.optimality import Optimality
from workbench.policy.policy import Policy
from workbench.policy.refine import judge_all_that_matters
from workbench.policy.rule import Rule, rule_of
from workbench.policy.single import Policies, SingleThreshold
from workbench.policy.ties import TiedBetween, list_preferred, ties_between
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a rule recommends. ``point`` is None when nothing is feasible; then ``blocked`` says why.

    The policies are of one kind: single thresholds here; tiers, bands and lists are chosen beside this module and come
    back as the same. ``optimality`` says how near the best possible the point is; None for single thresholds, of which
    it is always the best.

    ``ties_count`` is the number of policies that reach the best value (two or more), 0 when the best is alone. ``ties``
    has those that are listed, the chosen one first, and ``tied_between`` says where the others are; ``is_best`` knows
    them all. ``undefined_count`` is the number of candidates at which the rule itself is undefined.

    Of a sweep that lists only some of its candidates, ``candidates_count``, ``feasible_count`` and
    ``undefined_count`` are over the candidates that were looked at: those listed, and those between them that could
    not be ruled out; ``candidates_total`` is the number of all, None where some were not looked at and so not counted.
    The point, the best value, the number of ties and what blocks are those of all candidates in any case; a stretch
    whose every candidate is sure to tie is not looked at for it. ``point.sweep`` is the sweep that was looked at.
    """

    rule: str
    point: OperatingPoint | None
    objective: float
    ties: Sequence[Policy]
    ties_count: int
    tied_between: tuple[TiedBetween, ...]
    blocked: tuple[Blocked, ...]
    feasible_count: int
    candidates_count: int
    candidates_total: int | None
    undefined_count: int
    optimality: Optimality | None = None

    @property
    def is_feasible(self) -> bool:
        return self.point is not None

    def is_best(self, policy: Policy) -> bool:
        """Whether the policy is the chosen one or ties with it; of thresholds that act alike, only the candidate is."""
        if self.point is None:
            return False
        if policy == self.point.policy or policy in self.ties:
            return True
        if not isinstance(policy, SingleThreshold):
            return False
        if not any(stretch.holds(policy) for stretch in self.tied_between):
            return False
        return self.point.sweep.same_actions(policy.score, policy.threshold)[1] == policy.threshold


def choose(
    sweep: Sweep,
    contract: Contract | None = None,
    *,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
) -> Choice:
    """The best candidate that keeps every limit of the contract and of ``limits``.

    ``rule``: ``contract`` (the weighted score), ``payoff``, ``max:METRIC`` or ``min:METRIC``. Of tied policies the
    first is the one that would score most if the contract's scales went on past worst and target, then the one that
    flags fewest cases, then the earlier score; the others are listed. Where the sweep lists only some of its
    candidates, the others are looked at as far as they could win.
    """
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    everything = wanted.every_limit(limits)
    return choose_within(sweep, wanted, everything, contract=contract, measured=limits)


def choose_within(
    sweep: Sweep,
    wanted: Rule,
    limits: Sequence[Limit],
    *,
    contract: Contract | None = None,
    measured: Sequence[Limit] = (),
) -> Choice:
    """The best candidate under a rule that keeps all ``limits``, which may be others than the contract has.

    The point carries the contract's metrics, and what it is at the limits in ``measured``.
    """
    judged = judge_all_that_matters(sweep, wanted, limits)
    point: OperatingPoint | None = None
    policies: Sequence[SingleThreshold] = ()
    between: tuple[TiedBetween, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    if len(judged.winners):
        judged = list_preferred(judged)
        policies = Policies(judged.sweep, wanted.order(judged.sweep, judged.winners))
        between = ties_between(judged)
        point = measure_point(judged.sweep, policies[0], contract=contract, metrics=wanted.metrics, limits=measured)
    else:
        judged, blocked = what_blocks(judged)
    looked_at = judged.sweep
    best_count = len(policies) + sum(stretch.count for stretch in between)
    return Choice(
        rule=wanted.text,
        point=point,
        objective=judged.best,
        ties=policies if best_count > 1 else (),
        ties_count=best_count if best_count > 1 else 0,
        tied_between=between,
        blocked=blocked,
        feasible_count=int(judged.feasible.sum()),
        candidates_count=len(looked_at),
        candidates_total=None if looked_at.has_gap.any() else len(looked_at),
        undefined_count=int((~judged.is_defined).sum()),
    )
