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
    """A limit that no candidate keeps on its own, or that leaves none with the others: the nearest it comes."""

    limit: Limit
    nearest: SingleThreshold
    nearest_value: float
    keeps_count: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a rule recommends. ``point`` is None when nothing is feasible; then ``blocked`` says why.

    ``ties`` has every policy that reaches the best value (two or more), the chosen one first; it is empty when the best is alone.
    """

    rule: str
    point: OperatingPoint | None
    objective: float
    ties: tuple[SingleThreshold, ...]
    blocked: tuple[Blocked, ...]
    feasible_count: int
    candidates_count: int

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
    objective = _objective(sweep, contract, metrics, rule)
    everything = (*contract_limits(metrics), *limits)
    kept = [limit.keeps(limit.measure(sweep)) for limit in everything]
    feasible = np.logical_and.reduce([~np.isnan(objective), *kept])
    if not feasible.any():
        return Choice(
            rule=rule,
            point=None,
            objective=float("nan"),
            ties=(),
            blocked=_blocked(sweep, everything, kept),
            feasible_count=0,
            candidates_count=len(sweep),
        )
    best = np.max(objective[feasible])
    # Sums of the same worths in another order may differ in the last bit; that is a tie, not a preference.
    winners = np.flatnonzero(feasible & (objective >= best - TIE_TOLERANCE * max(1.0, abs(best))))
    flagged = sweep.counts().cell("FLAGGED")
    beyond = contract_score(sweep, metrics, beyond=True) if rule == "contract" else objective
    winners = winners[np.lexsort((winners, flagged[winners], -beyond[winners].round(12)))]
    policies = tuple(policy_of(sweep, index) for index in winners)
    return Choice(
        rule=rule,
        point=measure_point(sweep, policies[0], contract=contract, metrics=metrics or _rule_metrics(contract, rule), limits=limits),
        objective=float(best),
        ties=policies if len(policies) > 1 else (),
        blocked=(),
        feasible_count=int(feasible.sum()),
        candidates_count=len(sweep),
    )


def policy_of(sweep: Sweep, index: int) -> SingleThreshold:
    """The policy of a candidate of the sweep."""
    return SingleThreshold(score=sweep.scores[sweep.score_code[index]], threshold=float(sweep.threshold[index]))


def _objective(sweep: Sweep, contract: Contract | None, metrics: Sequence[Metric], rule: str) -> np.ndarray:
    if rule == "contract":
        if contract is None:
            raise InputError("The rule 'contract' needs a contract; pass one, or use payoff, max:METRIC or min:METRIC.")
        return contract_score(sweep, metrics)
    if rule == "payoff":
        if contract is None or not contract.payoff:
            raise InputError("The rule 'payoff' needs a contract with a payoff for the confusion cells.")
        return payoff_of(sweep.counts(), contract.payoff)
    if not re.fullmatch(r"(max|min):.+", rule):
        raise InputError(f"There is no rule {rule!r}. The rules are contract, payoff, max:METRIC and min:METRIC.")
    return (1 if rule.startswith("max:") else -1) * _rule_metrics(contract, rule)[0].measure(sweep)


def _rule_metrics(contract: Contract | None, rule: str) -> tuple[Metric, ...]:
    return resolve_metrics([rule[4:]], contract=contract) if rule[:4] in ("max:", "min:") else ()


def _blocked(sweep: Sweep, limits: Sequence[Limit], kept: Sequence[np.ndarray]) -> tuple[Blocked, ...]:
    found = []
    for position, limit in enumerate(limits):
        others = np.ones(len(sweep), dtype=bool)
        for other, mask in enumerate(kept):
            if other != position:
                others &= mask
        values = limit.measure(sweep)
        distance = np.where(others & ~np.isnan(values), values * (1 if limit.at_most else -1), np.inf)
        if not np.isfinite(distance).any():  # alone, where the other limits leave nothing to compare with
            distance = np.where(np.isnan(values), np.inf, values * (1 if limit.at_most else -1))
        if not np.isfinite(distance).any():
            continue
        nearest = int(np.argmin(distance))
        if kept[position][nearest] and others.any():
            continue
        found.append(
            Blocked(
                limit=limit,
                nearest=policy_of(sweep, nearest),
                nearest_value=float(values[nearest]),
                keeps_count=int(kept[position].sum()),
            )
        )
    return tuple(found)
