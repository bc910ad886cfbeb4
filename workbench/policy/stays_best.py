"""How far one weight or cost may move before another point is better: the interval in which a chosen point stays best.

The score and the payoff are lines in each single weight and cost, so a point that is best at both ends of an interval is best
all the way between. That makes the interval exact on thinned sweeps, too: its ends are found among the candidates listed,
every other candidate is given the chance to beat the point there, and what does is listed and the ends are drawn in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from workbench.contract import Contract, Payoff
from workbench.policy.judged import judge
from workbench.policy.limits import Limit
from workbench.policy.refine import judge_all_that_matters
from workbench.policy.rule import TIE_TOLERANCE, Rule, rule_of
from workbench.policy.single import SingleThreshold
from workbench.sweep import Sweep

NARROWED_MAX = 60
_NEARLY_NOTHING = 1e-9


@dataclass(frozen=True, kw_only=True)
class StaysBest:
    """From ``low`` to ``high`` of one number the point is best, all else as agreed; ``high`` is +inf where nothing ends it.

    ``now`` is the number as agreed, NaN where nothing was. Both ends are NaN where the point is best at no value at all.
    """

    low: float
    high: float
    now: float

    @property
    def is_anywhere(self) -> bool:
        return self.low <= self.high


class Moved(Protocol):
    """An objective that is a line in one number, from 0 to +inf, where it is that number's slope alone."""

    @property
    def now(self) -> float:
        """Where the number stands, NaN where it was not agreed on."""

    def rule_at(self, number: float) -> Rule:
        """The rule with this number."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An objective that is a line in one number: ``contract_at(x)`` gives the contract with it, ``alone`` its slope's.

    ``rule`` is the rule's text. ``now`` is where the number stands, NaN where it was not agreed on.
    """

    rule: str
    contract_at: Callable[[float], Contract]
    alone: Contract
    now: float

    def rule_at(self, number: float) -> Rule:
        return rule_of(self.rule, self.alone if number == np.inf else self.contract_at(number), cases_count=1.0)


def weight_line(contract: Contract, name: str) -> Line:
    """The contract's score as a line in the weight of one metric."""
    now = next(metric.effective_weight for metric in contract.metrics if metric.name == name)
    return Line(
        rule="contract",
        contract_at=lambda weight: _with_weights(contract, {name: weight}),
        alone=_with_weights(contract, {metric.name: float(metric.name == name) for metric in contract.metrics}),
        now=now,
    )


def cost_line(contract: Contract, cell: str) -> Line:
    """The contract's payoff as a line in a factor on what one cell costs or brings; as agreed at 1."""
    agreed = contract.payoff[cell]

    def scaled(factor: float) -> Contract:
        return contract.model_copy(update={"payoff": {**contract.payoff, cell: agreed.times(factor)}})

    alone = contract.model_copy(update={"payoff": {cell: agreed}})
    return Line(rule="payoff", contract_at=scaled, alone=alone, now=1.0)


def cost_ratio_line(contract: Contract | None) -> Line:
    """The cost of errors, ratio x FP + FN, as a line in the cost of a false alarm over that of a miss.

    ``now`` is the ratio that the contract's payoff implies: (FP - TN) / (FN - TP), where it is made of constants.
    """

    def costs(fp: float, fn: float) -> Contract:
        payoff = {"FP": Payoff(each=-fp), "FN": Payoff(each=-fn)}
        return Contract(title="cost of errors", decision="cost of errors", payoff=payoff)

    return Line(
        rule="payoff",
        contract_at=lambda ratio: costs(ratio, 1.0),
        alone=costs(1.0, 0.0),
        now=agreed_cost_ratio(contract),
    )


def agreed_cost_ratio(contract: Contract | None) -> float:
    """What a false alarm costs over what a miss costs, each against doing right; NaN where amounts, segments or no costs are agreed.

    >>> agreed_cost_ratio(Contract.from_text("{title: t, decision: d, payoff: {FP: -5, FN: -900, TP: 100}}"))
    0.005
    """
    if contract is None or not contract.payoff or any(terms.amounts or terms.by for terms in contract.payoff.values()):
        return float("nan")
    each = {cell: contract.payoff[cell].each if cell in contract.payoff else 0.0 for cell in ("TP", "FP", "FN", "TN")}
    miss = each["FN"] - each["TP"]
    return (each["FP"] - each["TN"]) / miss if miss else float("nan")


def stays_best(sweep: Sweep, policy: SingleThreshold, line: Moved, limits: Sequence[Limit]) -> tuple[Sweep, StaysBest]:
    """The interval of the line's number, above 0, in which no feasible candidate beats ``policy``.

    Ties do not end it. Where the objective is undefined at ``policy``, it is best nowhere. The sweep comes back with what had to be looked at; ``policy`` must be a candidate.
    """
    sweep = sweep.including([(policy.score, policy.threshold)])
    for _ in range(NARROWED_MAX):
        low, high = _interval_among_listed(sweep, policy, line, limits)
        if np.isnan(low):
            break
        beaten = False
        for end in (max(low, _NEARLY_NOTHING), high):
            rule = line.rule_at(end)
            judged = judge_all_that_matters(sweep, rule, limits)
            own = judged.objective[judged.sweep.candidate(policy.score, policy.threshold)]
            beaten |= bool(judged.best - own > _rounding(rule, judged.best, own))
            sweep = judged.sweep
        if not beaten:
            break
    else:
        sweep = sweep.complete_once()
        low, high = _interval_among_listed(sweep, policy, line, limits)
    return sweep, StaysBest(low=low, high=high, now=line.now)


def _interval_among_listed(
    sweep: Sweep, policy: SingleThreshold, line: Moved, limits: Sequence[Limit]
) -> tuple[float, float]:
    """Low and high, both NaN where the point is best at no number above 0."""
    nowhere = float("nan"), float("nan")
    at_one = judge(sweep, line.rule_at(1.0), limits)
    slope = line.rule_at(np.inf).objective(sweep)
    rest = at_one.objective - slope
    place = sweep.candidate(policy.score, policy.threshold)
    with np.errstate(invalid="ignore"):
        rise, lead = slope[place] - slope, rest[place] - rest
        scale = np.nanmax(np.abs(np.concatenate([slope, rest])), initial=1.0)
        others = at_one.feasible & ~np.isnan(rise) & ~np.isnan(lead)
    rounding = TIE_TOLERANCE * scale
    level, falling, rising = np.abs(rise) <= rounding, rise < -rounding, rise > rounding
    if np.isnan(slope[place] + rest[place]) or np.any(lead[others & level] < -rounding):
        return nowhere
    low = float(np.max(-lead[others & rising] / rise[others & rising], initial=0.0))
    high = float(np.min(lead[others & falling] / -rise[others & falling], initial=np.inf))
    # Where two candidates take over from one another at one number, rounding may cross the ends.
    if high < low and low - high <= TIE_TOLERANCE * max(1.0, low):
        low = high
    return (low, high) if low <= high and high > TIE_TOLERANCE else nowhere


def _rounding(rule: Rule, best: float, own: float) -> float:
    weights = sum(metric.weight for metric in rule.agreed) if rule.text == "contract" else 0.0
    return 1e-10 * max(abs(best), abs(own), weights)


def _with_weights(contract: Contract, weights: dict[str, float]) -> Contract:
    metrics = tuple(
        metric.model_copy(update={"weight": weights[metric.name]}) if metric.name in weights else metric
        for metric in contract.metrics
    )
    return contract.model_copy(update={"metrics": metrics})
