"""Why this point: what its score is made of, what comes next, and how far each weight and cost may move before it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.contract import Contract
from workbench.metrics import Metric, contract_metrics, payoff_of
from workbench.policy.judged import Bounds, Judged, judge
from workbench.policy.limits import Limit
from workbench.policy.policy import Policy
from workbench.policy.refine import look
from workbench.policy.rule import rule_of
from workbench.policy.score import weighted, worth
from workbench.policy.single import SingleThreshold, policy_of
from workbench.policy.stays_best import StaysBest, cost_line, cost_ratio_line, stays_best, weight_line
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term of the contract's score: ``points`` is weight x worth, and worth is 0 at worst and 1 at target."""

    metric: Metric
    value: float
    worth: float
    points: float


@dataclass(frozen=True, kw_only=True)
class RunnerUp:
    """The best feasible candidate but for the point: ``behind`` is by how much of the objective; 0 for a tie, below 0
    where it is better than the point."""

    policy: SingleThreshold
    objective: float
    behind: float


@dataclass(frozen=True, kw_only=True)
class Why:
    """What stands behind a point under a rule.

    ``objective`` is what the rule makes large, at the point (NaN where undefined). ``terms`` add up to it where the rule
    is the contract's score; ``payoff_by_cell`` does where it is money. ``runner_up`` is None where no other candidate is
    feasible, ``best_of_others`` has the best of each other score. ``weights`` says, by metric, in which interval of its weight
    the point stays best; ``costs`` by cell, in which interval of a factor on that cell's payoff; ``cost_ratio`` in
    which interval of the cost of a false alarm over that of a miss it would have the least cost of errors.
    """

    rule: str
    policy: SingleThreshold
    objective: float
    terms: tuple[Term, ...]
    payoff_by_cell: Mapping[str, float]
    runner_up: RunnerUp | None
    best_of_others: tuple[RunnerUp, ...]
    weights: Mapping[str, StaysBest]
    costs: Mapping[str, StaysBest]
    cost_ratio: StaysBest


def explain_point(
    sweep: Sweep,
    policy: SingleThreshold,
    contract: Contract | None,
    *,
    rule: str = "contract",
    limits: Sequence[Limit] = (),
) -> Why:
    """Why ``policy``, a candidate of the sweep, stands where it stands under ``rule``, over all candidates.

    ``limits`` are those asked for beside the contract's. Raises what ``choose`` raises for the rule.
    """
    wanted = rule_of(rule, contract, cases_count=float(sweep.counts().cell("ALL")[0]))
    everything = wanted.every_limit(limits)
    judged = judge(sweep.including([(policy.score, policy.threshold)]), wanted, everything)
    judged = look(judged, lambda judged, bounds: _could_come_next(judged, bounds, policy))
    place = judged.sweep.candidate(policy.score, policy.threshold)
    own = float(judged.objective[place])
    names = [metric.name for metric in weighted(wanted.agreed)] if rule == "contract" else []
    # One weight alone decides nothing: what counts is how it stands to the others.
    names = names if len(names) > 1 else []
    weights, costs, looked_at = {}, {}, judged.sweep
    for name in names:
        looked_at, weights[name] = stays_best(looked_at, policy, weight_line(contract, name), everything)
    for cell in contract.payoff if rule == "payoff" and contract is not None else ():
        looked_at, costs[cell] = stays_best(looked_at, policy, cost_line(contract, cell), everything)
    _, ratio = stays_best(looked_at, policy, cost_ratio_line(contract), everything)
    counts = judged.sweep.counts().take(np.array([place]))
    by_cell = {
        cell: float(payoff_of(counts, {cell: terms})[0])
        for cell, terms in (contract.payoff.items() if contract is not None else ())
    }
    return Why(
        rule=rule,
        policy=policy,
        objective=own,
        terms=terms_of(contract, judged.sweep, policy) if rule == "contract" else (),
        payoff_by_cell=by_cell,
        runner_up=_best(judged, judged.feasible & (np.arange(len(judged.sweep)) != place), own),
        best_of_others=tuple(
            found
            for code, score in enumerate(judged.sweep.scores)
            if score != policy.score
            and (found := _best(judged, judged.feasible & (judged.sweep.score_code == code), own)) is not None
        ),
        weights=weights,
        costs=costs,
        cost_ratio=ratio,
    )


def terms_of(contract: Contract, sweep: Sweep, policy: Policy) -> tuple[Term, ...]:
    """The terms of the contract's score at any policy."""
    terms = []
    for metric in weighted(contract_metrics(contract)):
        value, _ = metric.measure_one(lambda where: policy.count(sweep, where))
        reached = float(worth(np.array([value]), metric)[0])
        terms.append(Term(metric=metric, value=value, worth=reached, points=metric.weight * reached))
    return tuple(terms)


def _could_come_next(judged: Judged, bounds: Bounds, policy: SingleThreshold) -> np.ndarray:
    """The gaps in which a feasible candidate may be better than the best one listed, the point aside, of its score."""
    place = judged.sweep.candidate(policy.score, policy.threshold)
    others = judged.feasible & (np.arange(len(judged.sweep)) != place)
    codes = judged.sweep.score_code
    best = np.array(
        [
            np.max(judged.objective[others & (codes == code)], initial=-np.inf)
            for code in range(len(judged.sweep.scores))
        ]
    )
    reaches = bounds.objective.high > best[codes[bounds.gaps.index]]
    return bounds.best_first(np.logical_and.reduce([reaches, *bounds.may_keep]), bounds.objective.high)


def _best(judged: Judged, among: np.ndarray, own: float) -> RunnerUp | None:
    if not among.any():
        return None
    best = float(np.max(judged.objective[among]))
    tied = np.flatnonzero(among & (judged.objective == best))
    first = judged.rule.order(judged.sweep, tied)[0]
    return RunnerUp(policy=policy_of(judged.sweep, int(first)), objective=best, behind=own - best)
