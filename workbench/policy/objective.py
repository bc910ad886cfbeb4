"""What a rule makes large, at one policy of any kind."""

from __future__ import annotations

import numpy as np

from workbench.metrics import payoff_of
from workbench.policy.policy import Policy
from workbench.policy.rule import Rule
from workbench.policy.score import weighted, worth
from workbench.sweep import Counts, Sweep, Where


def objective_of(rule: Rule, sweep: Sweep, policy: Policy) -> float:
    """The value of the rule at the policy on the sweep's rows, higher is better; NaN where undefined."""

    def count(where: Where) -> Counts:
        return policy.count(sweep, where)

    if rule.asked is not None:
        value, _ = rule.asked.measure_one(count)
        return value if rule.text.startswith("max:") else -value
    if rule.text == "payoff":
        return float(payoff_of(policy.count(sweep), rule.contract.payoff)[0])
    total = 0.0
    for metric in weighted(rule.agreed):
        value, _ = metric.measure_one(count)
        total += metric.weight * float(worth(np.array([value]), metric)[0])
    return total
