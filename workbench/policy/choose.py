"""Choosing: guardrails first, then what the rule asks for; ties listed, nothing relaxed silently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import Metric, contract_metrics, payoff_of, resolve_metrics
from workbench.policy.limits import Limit, contract_limits
from workbench.policy.operating_point import OperatingPoint, measure_point
from workbench.policy.score import contract_score
from workbench.policy.single import SingleThreshold
from workbench.sweep import Sweep

TIE_TOLERANCE = 1e-12


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A limit that stands in the way, and the nearest that any candidate comes to it.

    Where relaxing one limit alone would be enough, these are the limits for which it would, and ``nearest`` keeps all
    the others. Else they are all limits that are in conflict, each with the nearest by itself. ``nearest_value`` is
    NaN where the limit is undefined at every candidate. ``is_nearest_of_others`` says which of the two it is: whether
    ``nearest`` was looked for only among the candidates that keep all other limits.
    """

    limit: Limit
    nearest: SingleThreshold
    nearest_value: float
    keeps_count: int
    is_nearest_of_others: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a rule recommends. ``point`` is None when nothing is feasible; then ``blocked`` says why.

    ``ties`` has every policy that reaches the best value (two or more), the chosen one first; it is empty when the
    best is alone. ``undefined_count`` is the number of candidates at which the rule itself is undefined.
    """

    rule: str
    point: OperatingPoint | None
    objective: float
    ties: tuple[SingleThreshold, ...]
    blocked: tuple[Blocked, ...]
    feasible_count: int
    candidates_count: int
    undefined_count: int = 0

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
    flags fewest cases, then the earlier score; the others are listed.
    """
    metrics = contract_metrics(contract) if contract is not None else ()
    asked = _rule_metrics(sweep, contract, rule)
    objective = _objective(sweep, contract, metrics, rule, asked)
    is_defined = ~np.isnan(objective)
    everything = (*contract_limits(metrics), *limits)
    kept = [limit.keeps(limit.measure(sweep)) for limit in everything]
    feasible = np.logical_and.reduce([is_defined, *kept])
    if not feasible.any():
        return Choice(
            rule=rule,
            point=None,
            objective=float("nan"),
            ties=(),
            blocked=_blocked(sweep, everything, kept, is_defined),
            feasible_count=0,
            candidates_count=len(sweep),
            undefined_count=int((~is_defined).sum()),
        )
    best = np.max(objective[feasible])
    # Sums of the same terms in another order may differ in the last bit; that is a tie, not a preference.
    scale = _size_of_terms(sweep, contract, metrics, rule, int(np.flatnonzero(feasible & (objective == best))[0]), best)
    winners = np.flatnonzero(feasible & (objective >= best - TIE_TOLERANCE * scale))
    flagged = sweep.counts().cell("FLAGGED")[winners]
    order = [winners, flagged]
    if rule == "contract":
        beyond = contract_score(sweep, metrics, beyond=True)[winners]
        order.append(-np.round(beyond / max(1.0, float(np.max(np.abs(beyond)))), 12))
    winners = winners[np.lexsort(order)]
    policies = tuple(policy_of(sweep, index) for index in winners)
    return Choice(
        rule=rule,
        point=measure_point(sweep, policies[0], contract=contract, metrics=metrics or asked, limits=limits),
        objective=float(best),
        ties=policies if len(policies) > 1 else (),
        blocked=(),
        feasible_count=int(feasible.sum()),
        candidates_count=len(sweep),
        undefined_count=int((~is_defined).sum()),
    )


def _size_of_terms(
    sweep: Sweep, contract: Contract | None, metrics: Sequence[Metric], rule: str, index: int, best: float
) -> float:
    """How large the numbers are that were added up to the best value: rounding is relative to them."""
    if rule == "contract":
        return sum(metric.weight for metric in metrics)
    if rule == "payoff" and contract is not None:
        counts = sweep.counts().take(np.array([index]))
        return sum(abs(float(payoff_of(counts, {cell: terms})[0])) for cell, terms in contract.payoff.items())
    return abs(best)


def policy_of(sweep: Sweep, index: int) -> SingleThreshold:
    """The policy of a candidate of the sweep."""
    return SingleThreshold(score=sweep.scores[sweep.score_code[index]], threshold=float(sweep.threshold[index]))


def _objective(
    sweep: Sweep, contract: Contract | None, metrics: Sequence[Metric], rule: str, asked: Sequence[Metric]
) -> np.ndarray:
    if rule == "contract":
        if contract is None:
            raise InputError("The rule 'contract' needs a contract; pass one, or use payoff, max:METRIC or min:METRIC.")
        return contract_score(sweep, metrics)
    if rule == "payoff":
        if contract is None or not contract.payoff:
            raise InputError("The rule 'payoff' needs a contract with a payoff for the confusion cells.")
        return payoff_of(sweep.counts(), contract.payoff)
    return (1 if rule.startswith("max:") else -1) * asked[0].measure(sweep)


def _rule_metrics(sweep: Sweep, contract: Contract | None, rule: str) -> tuple[Metric, ...]:
    if rule in ("contract", "payoff"):
        return ()
    if not re.fullmatch(r"(max|min):.*\S.*", rule):
        raise InputError(f"There is no rule {rule!r}. The rules are contract, payoff, max:METRIC and min:METRIC.")
    return resolve_metrics([rule[4:]], contract=contract, cases_count=float(sweep.counts().cell("ALL")[0]))


def _blocked(
    sweep: Sweep, limits: Sequence[Limit], kept: Sequence[np.ndarray], is_defined: np.ndarray
) -> tuple[Blocked, ...]:
    """The limits that leave nothing; none of them where the rule itself is defined nowhere."""
    if not is_defined.any():
        return ()
    others = [
        np.logical_and.reduce([is_defined, *(mask for other, mask in enumerate(kept) if other != position)])
        for position in range(len(kept))
    ]
    if any(mask.any() for mask in others):  # relaxing one limit is enough
        return tuple(
            _nearest(sweep, limit, mask, among, is_nearest_of_others=len(limits) > 1)
            for limit, mask, among in zip(limits, kept, others, strict=True)
            if among.any()
        )
    alone = [mask & is_defined for mask in kept]
    in_conflict = [not mask.any() or any(other.any() and not (mask & other).any() for other in alone) for mask in alone]
    return tuple(
        _nearest(sweep, limit, mask, is_defined, is_nearest_of_others=False)
        for limit, mask, is_part in zip(limits, kept, in_conflict, strict=True)
        if is_part or not any(in_conflict)
    )


def _nearest(sweep: Sweep, limit: Limit, kept: np.ndarray, among: np.ndarray, *, is_nearest_of_others: bool) -> Blocked:
    values = limit.measure(sweep)
    distance = np.where(among & ~np.isnan(values), values if limit.at_most else -values, np.inf)
    nearest = int(np.argmin(distance))
    return Blocked(
        limit=limit,
        nearest=policy_of(sweep, nearest),
        nearest_value=float(values[nearest]) if np.isfinite(distance[nearest]) else float("nan"),
        keeps_count=int(kept.sum()),
        is_nearest_of_others=is_nearest_of_others,
    )
