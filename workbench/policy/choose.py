"""Choosing: guardrails first, then what the rule asks for; ties listed, nothing relaxed silently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.contract import Contract
from workbench.policy.blocked import Blocked, what_blocks
from workbench.policy.limits import Limit, contract_limits
from workbench.policy.operating_point import OperatingPoint, measure_point
from workbench.policy.refine import judge_all_that_matters
from workbench.policy.rule import rule_of
from workbench.policy.single import SingleThreshold, policy_of
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a rule recommends. ``point`` is None when nothing is feasible; then ``blocked`` says why.

    ``ties`` has every policy that reaches the best value (two or more), the chosen one first; it is empty when the
    best is alone. ``undefined_count`` is the number of candidates at which the rule itself is undefined.

    Of a sweep that lists only some of its candidates, ``candidates_count``, ``feasible_count`` and
    ``undefined_count`` are over the candidates that were looked at: those listed, and those between them that could
    not be ruled out; ``candidates_total`` is the number of all, None where some were not looked at and so not counted.
    The point, the best value, the ties and what blocks are those of all candidates in any case. ``point.sweep`` is the
    sweep that was looked at.
    """

    rule: str
    point: OperatingPoint | None
    objective: float
    ties: tuple[SingleThreshold, ...]
    blocked: tuple[Blocked, ...]
    feasible_count: int
    candidates_count: int
    candidates_total: int | None
    undefined_count: int

    @property
    def is_feasible(self) -> bool:
        return self.point is not None


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
    everything = (*contract_limits(wanted.agreed), *limits)
    judged = judge_all_that_matters(sweep, wanted, everything)
    looked_at = judged.sweep
    point, policies, blocked = None, (), ()
    if len(judged.winners):
        policies = tuple(policy_of(looked_at, index) for index in wanted.order(looked_at, judged.winners))
        point = measure_point(looked_at, policies[0], contract=contract, metrics=wanted.metrics, limits=limits)
    else:
        blocked = what_blocks(looked_at, everything, judged.kept, judged.is_defined)
    return Choice(
        rule=rule,
        point=point,
        objective=judged.best,
        ties=policies if len(policies) > 1 else (),
        blocked=blocked,
        feasible_count=int(judged.feasible.sum()),
        candidates_count=len(looked_at),
        candidates_total=None if looked_at.has_gap.any() else len(looked_at),
        undefined_count=int((~judged.is_defined).sum()),
    )
